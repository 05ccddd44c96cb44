"""The house rules that a tool can hold: stories for all, a true README, imports, docstrings."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import bot.app
from bot.conversation.message import PersonRef
from bot.conversation.registry import Who, command_line, commands, find
from bot.conversation.reply import Reply, reply
from tests.readme import README, with_table

ROOT = Path(bot.app.__file__).parent.parent
SOURCES = sorted(
    path for room in ("bot", "adapters", "storage", "tests") for path in (ROOT / room).rglob("*.py")
)
STORIES = sorted((ROOT / "tests" / "conversations").glob("*.md"))


def said_in_stories() -> set[str]:
    """The names of all commands that people say in the stories, by hand or by button."""
    said: set[str] = set()
    for story in STORIES:
        for line in story.read_text(encoding="utf-8").splitlines():
            text = line.partition(": ")[2]
            wanted = command_line(text)
            if wanted and not line.startswith(("Bot ", " ")):
                name = wanted.split()[0]
                if any(one.name.split()[0] == name for one in commands()):
                    said.add(find(wanted, ()).command.name)
    return said


def test_every_command_stands_in_a_story() -> None:
    # Said by buttons in 03, 07, 12, 15, 17, 32, 38, 41, 42 and 52, or completed by a reply.
    buttons = {"privacy export", "open", "discuss", "drop", "cast", "link confirm", "link decline"}
    buttons |= {"admit", "appeals", "bind agree"}
    buttons |= {
        f"comment {word}" for word in ("submit", "as", "for", "wording", "discard", "mailed")
    }
    assert {one.name for one in commands()} - said_in_stories() - buttons == set()


def test_every_command_has_its_own_example() -> None:
    for one in commands():
        assert find(one.example, ()).command is one, one.name


def test_every_role_is_somebodys() -> None:
    assert {one.who for one in commands()} == set(Who)


def test_the_readme_has_the_commands_of_the_registry() -> None:
    text = README.read_text(encoding="utf-8")
    assert with_table(text) == text, "python -m tests.readme writes the table anew"


def test_the_readme_names_every_dependency() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    declared = re.search(r"\ndependencies = \[(.*?)\n\]", project, re.DOTALL)
    assert declared is not None
    names = re.findall(r'"([a-z0-9-]+)', declared[1])
    text = README.read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in text] == []


def test_the_readme_names_every_setting() -> None:
    from bot.settings import Settings

    text = README.read_text(encoding="utf-8")
    assert [key for key, _, _ in Settings().described() if f"`{key}`" not in text] == []


def test_the_import_contracts_hold() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree), f"{path.name} opens with one sentence"


def test_a_handler_whose_argument_nobody_reads_fails_at_import() -> None:
    from bot.conversation.phrases import t
    from bot.conversation.registry import Where, command

    with pytest.raises(TypeError, match="nobody reads"):

        @command("wrong", who=Who.ANYONE, where=Where.ANYWHERE, help=t("x"), example="wrong")
        def wrong(account: PersonRef) -> Reply:
            return reply(t("x"))


def test_no_sentence_goes_around_the_catalogues() -> None:
    """Line, Title and Choice take a Phrase; mypy sees to it, this sees to phrases made by hand."""
    made = re.compile(r"\bPhrase\(\"")
    at_home = {"phrases.py"}
    assert [
        str(path)
        for path in (ROOT / "bot").rglob("*.py")
        if path.name not in at_home and made.search(path.read_text(encoding="utf-8"))
    ] == []


def test_the_picture_of_the_readme_is_of_the_story_as_it_is() -> None:
    from tests.picture import FOLDER, picture

    drawn = (FOLDER / "newcomer.svg").read_text(encoding="utf-8")
    assert drawn == picture(), "make picture draws it anew"
