#!/usr/bin/env bash
# Seen: 2026-12-01, apsw 3.54.1.0 (SQLite 3.54.1) and SQLite 3.40.1.
#
# PRAGMA secure_delete overwrites what is deleted with zeros, says the manual, and so it does: no
# byte of a deleted row can be found. But a page keeps a list of where its rows begin, and when rows
# go, the list gets shorter and the tail of what it was stays in the gap behind it, offset by offset.
# Offsets tell in which order rows came. Here two files hold the same one row, and the zeroed places
# of the same eleven others; they differ only in which of those eleven came first. Whoever has the
# file of a vote reads off a gap what was meant to be gone, until VACUUM, or until the page is
# filled with something else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$folder/packages" apsw==3.54.1.0
PYTHONPATH="$folder/packages" python3 - "$folder" <<'PYTHON'
import sys
from pathlib import Path

import apsw

PAGE, HEADER = 4096, 8


def gap(name: str, order: list[int], *, vacuum: bool) -> bytes:
    """What stands between the list of offsets and the first row, after all but one were deleted."""
    path = Path(sys.argv[1]) / name
    connection = apsw.Connection(str(path))
    connection.execute(f"pragma page_size = {PAGE}")
    connection.execute("pragma secure_delete = on")
    connection.execute("create table ballot (hash text primary key) without rowid")
    keys = [f"{number:016d}" for number in order]
    for key in keys:
        connection.execute("insert into ballot values (?)", (key,))
    with connection:
        connection.execute("delete from ballot where hash <> ?", ("0" * 16,))
    if vacuum:
        connection.execute("vacuum")
    connection.close()
    content = path.read_bytes()
    assert all(key.encode() not in content for key in keys if int(key)), "rows were overwritten"
    page = content[PAGE : 2 * PAGE]
    rows, begins = int.from_bytes(page[3:5], "big"), int.from_bytes(page[5:7], "big")
    assert rows == 1
    return page[HEADER + 2 * rows : begins]


one, other = [0, *range(1, 12)], [0, *range(11, 0, -1)]
left = gap("one", one, vacuum=False), gap("other", other, vacuum=False)
assert any(left[0]) and any(left[1]), "nothing is left in the gap any more"
assert left[0] != left[1], "what is left no longer tells which row came first"
assert not any(gap("written", one, vacuum=True)), "VACUUM leaves nothing"
told = [int.from_bytes(left[0][at : at + 2], "big") for at in range(0, 8, 2)]
print(f"SQLite {apsw.sqlite_lib_version()}: after secure deletes offsets {told} … stay in the page")
PYTHON
