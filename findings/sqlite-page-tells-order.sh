#!/usr/bin/env bash
# Seen: 2026-11-30, apsw 3.54.1.0 (SQLite 3.54.1) and SQLite 3.40.1.
#
# A table WITHOUT ROWID is read in the order of its key, whatever order its rows came in; so it looks
# as if its file could not tell who came first. It does: inside a page SQLite lays each new cell in
# front of the one before, from the end of the page, and only the list of pointers is sorted. Whoever
# has the raw file reads the order of insertion off the offsets. Only rows that are written anew in
# one go, in the order of the key, are laid in that order. It matters where secret ballots are kept
# by their hashes so that nobody can lay them beside a list of who voted when.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$folder/packages" apsw==3.54.1.0
PYTHONPATH="$folder/packages" python3 - "$folder/votes.db" <<'PYTHON'
import hashlib
import sys

import apsw

path = sys.argv[1]
connection = apsw.Connection(path)
connection.execute("create table ballot (hash text primary key) without rowid")
came = [hashlib.sha256(b"%d" % number).hexdigest()[:16] for number in range(40)]
for key in came:
    connection.execute("insert into ballot values (?)", (key,))
read = [row[0] for row in connection.execute("select hash from ballot")]
assert read == sorted(came) != came, "rows are read in the order of the key"


def on_disk() -> list[str]:
    content = open(path, "rb").read()
    return sorted(came, key=lambda key: -content.index(key.encode()))


assert on_disk() == came, "the offsets no longer tell in which order the rows came"
with connection:
    connection.execute("create temp table copy as select hash from ballot order by hash")
    connection.execute("delete from ballot")
    connection.execute("insert into ballot select hash from copy order by hash")
assert on_disk() == sorted(came), "rows written anew in the order of the key are laid in it"
print(f"SQLite {apsw.sqlite_lib_version()}: the order of insertion stands in the page,")
print("though rows are read by key; written anew in the order of the key, it is gone")
PYTHON
