#!/usr/bin/env bash
# Seen: 2026-12-01, SQLAlchemy 2.1.9 and psycopg 3.3.9 with its own libpq.
#
# Both speak of "the URL of a database", and they are not the same: SQLAlchemy writes a space in the
# query of one as "+", as forms of the web do, and libpq, which psql, pg_dump and pg_restore read
# theirs with, knows %20 alone and takes "+" for itself. So an address that a program connects with
# (with options=-c%20work_mem=8MB, say) is refused by the tools once SQLAlchemy has written it out,
# although nothing in it was changed. What the dialect would connect with, written as a list of
# keywords, arrives.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$folder/packages" \
    sqlalchemy==2.1.9 "psycopg[binary]==3.3.9"
PYTHONPATH="$folder/packages" python3 - <<'PYTHON'
import sqlalchemy
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo

given = "postgresql+psycopg://me@db.example/igf?options=-c%20work_mem%3D8MB"
url = sqlalchemy.make_url(given)
assert url.query["options"] == "-c work_mem=8MB", "SQLAlchemy reads what was written"
written = url.set(drivername="postgresql").render_as_string()
assert conninfo_to_dict(written)["options"] == "-c+work_mem=8MB", "libpq reads the space now"
_, known = url.get_dialect()().create_connect_args(url)
assert conninfo_to_dict(make_conninfo(**known))["options"] == "-c work_mem=8MB"
print(f"SQLAlchemy {sqlalchemy.__version__} writes {written.partition('?')[2]},")
print(f"which libpq {pq.version()} reads with a plus in it; as keywords the space arrives")
PYTHON
