# `make run` and `make test` set up what they need; see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check venv bench catalogues picture pictures clean

run: venv
	@$(BIN)/intersession run

test: venv
	$(BIN)/python -m tests.homeserver.install
	$(BIN)/python -m tests.calendars.install
	$(BIN)/python -m tests.browser.install
	$(BIN)/pytest -q --numprocesses 2 --dist loadfile

check: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive bot adapters storage

venv: $(VENV)/.stamp

$(VENV)/.stamp: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed, this is $$($(PYTHON) --version)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python can't make an environment here. On Debian: apt install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# Collect every sentence of the source into the catalogues of bot/locales.
catalogues: venv
	$(BIN)/python -m tests.catalogues

# Measure against references of the same run; the table is also kept in build/bench.json.
bench: venv
	$(BIN)/python -m tests.bench

# Draw the conversation of the README anew.
picture: venv
	$(BIN)/python -m tests.picture

# Take the pictures of pages in the README anew; needs Chromium.
pictures: venv
	$(BIN)/python -m tests.pictures

clean:
	rm -rf $(VENV) .venv-synapse .node-calendars .node-browser build dist *.egg-info
