"""The exported record is whole, and the smallest change of it is found and said with its line."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.people.model import Grant, Role
from bot.people.store import Roles
from bot.record import verify
from bot.record.rules import entry, exported
from bot.record.store import Journal
from storage.store import SqlStore
from tests.linking import link
from tests.patience import PATIENCE
from tests.support import BEGINNING, ROOT, Talk, Voice, fill, rows

OLGA = Voice("telegram", "90001", "Olga Operator", "olga_op")
ZUHRA = Voice("telegram", "70001", "Zuhra Phone", "zuhra_tg")
ZUHRA_AT_DESK = Voice("matrix", "@zuhra:one.example", "Zuhra Desk")
VERIFY = ROOT / "bot" / "record" / "verify.py"


def _made(number: int) -> list[str]:
    """An export of some acts."""
    entries, previous = [], verify.FIRST
    if number:
        entries = [entry(1, previous, BEGINNING, verify.BEGUN, "installation", verify.IN_FORCE)]
        previous = entries[0].hash
    for index in range(1, number):
        data: dict[str, str | int] = {
            "track": "irpc",
            "name": f"Élan “{index}” 日本",
            "count": index,
        }
        entries.append(entry(index + 1, previous, BEGINNING, "track.changed", "p-1", data))
        previous = entries[-1].hash
    return list(exported(number, previous, entries))


EXPORT = _made(7)
TEXT = "".join(f"{line}\n" for line in EXPORT).encode()


def _verified(path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    path.write_bytes(content)
    code = verify.main([str(path)])
    return code, capsys.readouterr().out


@pytest.mark.parametrize("number", [0, 1, 7])
def test_an_export_is_whole(number: int) -> None:
    assert verify.check(_made(number)) == []
    assert verify.check(f"{line}\n" for line in _made(number)) == []


@pytest.mark.parametrize("with_newline", [True, False])
def test_a_whole_file_is_said_to_be_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], with_newline: bool
) -> None:
    content = TEXT if with_newline else TEXT.removesuffix(b"\n")
    code, said = _verified(tmp_path / "r", content, capsys)
    assert code == 0
    assert "whole: 7 entries" in said
    assert json.loads(EXPORT[0])["head"] in said


def test_no_byte_can_be_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place in range(len(TEXT)):
        for bit in (0x01, 0x20, 0x80):
            changed = bytearray(TEXT)
            changed[place] ^= bit
            code, said = _verified(tmp_path / "r", bytes(changed), capsys)
            assert code, (place, bit)
            line = TEXT[:place].count(b"\n") + 1
            unreadable = "can't be read" in said
            assert unreadable or f"line {line}:" in said or (line == 1 and "header" in said), said


def test_no_end_can_be_cut_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for length in range(len(TEXT) - 1):
        code, said = _verified(tmp_path / "r", TEXT[:length], capsys)
        assert code, length
        assert said


def _dropped(lines: list[str]) -> list[str]:
    return [*lines[:3], *lines[4:]]


def _doubled(lines: list[str]) -> list[str]:
    return [*lines[:4], *lines[3:]]


def _swapped(lines: list[str]) -> list[str]:
    return [*lines[:3], lines[4], lines[3], *lines[5:]]


def _added(lines: list[str]) -> list[str]:
    return [*lines[:3], '{"act":"made up"}', *lines[3:]]


def _blank(lines: list[str]) -> list[str]:
    return [*lines[:3], "", *lines[3:]]


def _spaced(lines: list[str]) -> list[str]:
    return [*lines[:3], lines[3].replace(":", ": ", 1), *lines[4:]]


def _carriage(lines: list[str]) -> list[str]:
    return [*lines[:3], lines[3] + "\r", *lines[4:]]


def _half_a_sign(lines: list[str]) -> list[str]:
    return [*lines[:3], '{"act":"\\ud800"}', *lines[4:]]


def _deep(lines: list[str]) -> list[str]:
    return [*lines[:3], "[" * 100_000, *lines[4:]]


def _rehashed(lines: list[str]) -> list[str]:
    """Changed and given a new hash: the next entry still names the old one."""
    value = json.loads(lines[3])
    value["by"] = "p-2"
    del value["hash"]
    return [
        *lines[:3],
        verify.canonical({**value, "hash": verify.digest(verify.canonical(value))}),
        *lines[4:],
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (_dropped, 4),
        (_doubled, 5),
        (_swapped, 4),
        (_added, 4),
        (_blank, 4),
        (_spaced, 4),
        (_carriage, 4),
        (_half_a_sign, 4),
        (_deep, 4),
        (_rehashed, 5),
    ],
)
def test_a_tampered_line_is_named(change: Callable[[list[str]], list[str]], line: int) -> None:
    wrong = verify.check(change(EXPORT))
    assert any(sentence.startswith(f"line {line}: ") for sentence in wrong), wrong
    named = [int(one.split(":")[0].split()[1]) for one in wrong if one.startswith("line ")]
    assert min(named) == line


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (EXPORT[:-1], "the header says 7 entries, there are 6"),
        ([*EXPORT, *_made(8)[8:]], "the header says 7 entries, there are 8"),
        (EXPORT[1:], "line 1: this is not an export"),
        ([], "the file is empty"),
        ([verify.header(7, verify.FIRST), *EXPORT[1:]], "the last entry is not the one"),
        (['{"format":"something else"}'], "line 1: this is not an export"),
        (["[]"], "line 1: "),
    ],
)
def test_a_missing_or_foreign_end_is_said(lines: list[str], said: str) -> None:
    assert any(said in sentence for sentence in verify.check(lines))


@given(st.permutations(EXPORT[1:]))
@example([*EXPORT[1:]])
def test_only_the_one_order_is_whole(lines: list[str]) -> None:
    assert (verify.check([EXPORT[0], *lines]) == []) == (lines == EXPORT[1:])


@settings(max_examples=200)
@given(st.lists(st.one_of(st.sampled_from(EXPORT), st.text(max_size=30)), max_size=9))
@example([EXPORT[0], '{"n":true,"prev":[],"hash":{}}'])
@example([EXPORT[0], '{"n":NaN}', "1e999", "null", '"x"'])
def test_whatever_stands_in_a_file_is_answered(lines: list[str]) -> None:
    assert (verify.check(lines) == []) == (lines == EXPORT)


def test_the_checker_runs_alone_with_nothing_but_python(tmp_path: Path) -> None:
    copy = tmp_path / "verify.py"
    copy.write_bytes(VERIFY.read_bytes())
    (tmp_path / "whole").write_bytes(TEXT)
    (tmp_path / "changed").write_bytes(TEXT.replace(b"irpc", b"dcnn", 1))

    def run(*files: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(copy), *files],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.stderr == ""
        return done.returncode, done.stdout

    assert run("whole")[0] == 0
    code, said = run("changed")
    assert code == 1
    assert "line 3" in said
    assert run("absent")[0] == 2
    code, said = run()
    assert (code, said[:30]) == (2, "usage: verify.py FILE [RECEIPT")


def test_the_checker_imports_the_standard_library_alone() -> None:
    tree = ast.parse(VERIFY.read_text("utf-8"))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {
        (one.module or "bot") if isinstance(one, ast.ImportFrom) else alias.name
        for one in named
        for alias in one.names
    }
    assert modules
    assert {module.split(".")[0] for module in modules} <= sys.stdlib_module_names


def test_erasing_a_person_leaves_the_record_whole_and_without_a_name() -> None:
    store = SqlStore("sqlite://")
    talk = Talk(fill(store))
    (operator, *_) = talk.meet(OLGA, ZUHRA, ZUHRA_AT_DESK)
    with store.begin() as tx:
        tx.get(Roles).give(operator, Grant(Role.OPERATOR))
        tx.commit()
    person = talk.person(ZUHRA)
    assert person
    talk.say(ZUHRA, "/join irpc agree")
    talk.say(ZUHRA, "/me organisation Verein Quelltext")
    talk.say(OLGA, f"/appoint @{ZUHRA.handle} facilitator irpc")
    link(talk.say, ZUHRA, ZUHRA_AT_DESK)
    talk.say(ZUHRA, "/leave irpc")
    talk.say(ZUHRA, "/privacy erase yes")
    acts = [json.loads(row["text"])["act"] for row in rows(store, "journal")]
    assert acts[0] == "format.begun"
    assert acts[40:] == [
        "member.joined",
        "role.given",
        "person.linked",
        "member.left",
        "person.erased",
    ]
    with store.begin() as tx:
        journal = tx.get(Journal)
        lines = list(exported(*journal.head(), journal.entries()))
    store.close()
    assert verify.check(lines) == []
    text = "\n".join(lines)
    assert person.pseudonym in text
    for secret in (*ZUHRA.texts, *ZUHRA_AT_DESK.texts, *OLGA.texts, "Quelltext"):
        assert not secret or secret not in text
