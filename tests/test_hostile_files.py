"""Hostile files: refused in a word, within ten seconds, and the bot's own memory stays flat."""

import io
import os
import signal
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from bot.drafts.reading import process
from bot.drafts.reading.__main__ import SECONDS
from bot.drafts.reading.kinds import kind_of
from bot.drafts.reading.outcome import Trouble, Unreadable, Want
from bot.drafts.reading.process import WALL_SECONDS, read_file

FLAT = 30 * 1024 * 1024
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(**replaced: bytes) -> bytes:
    """A small document, some of its parts replaced or added: __ is a slash, _ a dot."""
    made = io.BytesIO()
    document = Document()
    document.add_paragraph("Islands are far from everything.")
    document.save(made)
    parts = {name.replace("__", "/").replace("_", "."): body for name, body in replaced.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            if one.filename not in parts:
                new.writestr(one.filename, old.read(one))
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def body_of(text: str, before: str = "") -> bytes:
    """The main part of a document."""
    return (
        f'<?xml version="1.0"?>{before}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{text}'
        "</w:t></w:r></w:p></w:body></w:document>"
    ).encode()


def bomb() -> bytes:
    """A megabyte of file that unfolds to a gigabyte."""
    return docx(word__document_xml=body_of("a" * 400_000_000))


def large_bomb() -> bytes:
    """A file whose parts are not packed much altogether, and are too large all the same."""
    return docx(word__media__noise_bin=os.urandom(2_000_000), word__zeros_bin=bytes(220_000_000))


def lying_bomb() -> bytes:
    """A file whose directory says that what unfolds is small."""
    made = bytearray(docx(word__document_xml=body_of("a" * 50_000_000)))
    place = made.rfind(b"PK\x01\x02")
    while place >= 0:
        if int.from_bytes(made[place + 24 : place + 28], "little") > 1_000_000:
            made[place + 24 : place + 28] = (5_000).to_bytes(4, "little")
        place = made.rfind(b"PK\x01\x02", 0, place)
    return bytes(made)


def laughs() -> bytes:
    """A billion laughs."""
    names = [f"l{number}" for number in range(10)]
    entities = '<!ENTITY l0 "lol">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    )
    return docx(word__document_xml=body_of("&l9;", f"<!DOCTYPE w:document [{entities}]>"))


def outside_entity() -> bytes:
    """An entity that would bring a file of this machine into the text."""
    return docx(
        word__document_xml=body_of(
            "x&secret;", '<!DOCTYPE w:document [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
        )
    )


def pages(number: int) -> bytes:
    """A PDF of many pages."""
    writer = PdfWriter()
    for _ in range(number):
        writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def endless_pdf() -> bytes:
    """A PDF whose tree of pages goes round in a circle."""
    writer = PdfWriter(PdfReader(io.BytesIO(pages(1))))
    tree: Any = writer.root_object[NameObject("/Pages")]
    tree[NameObject("/Kids")].append(writer.root_object.raw_get("/Pages"))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def unfolding_pdf() -> bytes:
    """A PDF whose page unfolds to a gigabyte."""
    packed = zlib.compress(b"BT /F1 9 Tf (a) Tj ET " * 10_000_000, 9)
    stream = b"<< /Length %d /Filter /FlateDecode >> stream\n" % len(packed)
    return (
        b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
        b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n"
        b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >> endobj\n"
        b"4 0 obj " + stream + packed + b"\nendstream endobj\n"
        b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF"
    )


def locked_pdf() -> bytes:
    """A PDF with a password."""
    writer = PdfWriter(PdfReader(io.BytesIO(pages(1))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked_docx() -> bytes:
    """What Office makes of a document with a password: its old format with a stream in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")


def locked_zip() -> bytes:
    """A zip whose entries say that they are encrypted."""
    made = bytearray(docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(mark)
        while place >= 0:
            made[place + offset] |= 1
            place = made.find(mark, place + 1)
    return bytes(made)


def many_rows() -> bytes:
    """A table of more rows than anybody reads."""
    return b"comment\n" + b"x\n" * 100_000


def wide_sheet() -> bytes:
    """A sheet that has something in its last corner."""
    book = Workbook()
    book.active["A1"] = "comment"
    book.active["XFD1048576"] = "x"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HOSTILE: dict[str, tuple[str, Want, Callable[[], bytes], set[Trouble]]] = {
    "zip bomb": ("a.docx", Want.DOCUMENT, bomb, {Trouble.BOMB}),
    "large zip bomb": ("a.docx", Want.DOCUMENT, large_bomb, {Trouble.BOMB}),
    "lying zip bomb": ("a.docx", Want.DOCUMENT, lying_bomb, {Trouble.BROKEN}),
    "billion laughs": ("a.docx", Want.DOCUMENT, laughs, {Trouble.BROKEN, Trouble.NO_TEXT}),
    "5,000 pages": ("a.pdf", Want.DOCUMENT, lambda: pages(5_000), {Trouble.TOO_MANY_PAGES}),
    "endless pdf": ("a.pdf", Want.DOCUMENT, endless_pdf,
                    {Trouble.BROKEN, Trouble.NO_TEXT, Trouble.TOO_SLOW}),
    "unfolding pdf": ("a.pdf", Want.DOCUMENT, unfolding_pdf,
                      {Trouble.BOMB, Trouble.BROKEN, Trouble.TOO_SLOW, Trouble.TOO_LONG}),
    "locked pdf": ("a.pdf", Want.DOCUMENT, locked_pdf, {Trouble.ENCRYPTED}),
    "locked docx": ("a.docx", Want.DOCUMENT, locked_docx, {Trouble.ENCRYPTED}),
    "locked zip": ("a.docx", Want.DOCUMENT, locked_zip, {Trouble.ENCRYPTED}),
    "macros": ("a.docx", Want.DOCUMENT, lambda: docx(word__vbaProject_bin=b"x"), {Trouble.MACROS}),
    "docm": ("a.docm", Want.DOCUMENT, docx, {Trouble.MACROS}),
    "old word": ("a.doc", Want.DOCUMENT, locked_docx, {Trouble.OLD_WORD}),
    "pdf as docx": ("a.docx", Want.DOCUMENT, lambda: pages(1), {Trouble.NOT_ITS_NAME}),
    "docx as pdf": ("a.pdf", Want.DOCUMENT, docx, {Trouble.NOT_ITS_NAME}),
    "docx as txt": ("a.txt", Want.DOCUMENT, docx, {Trouble.NOT_ITS_NAME}),
    "xlsx as docx": ("a.docx", Want.DOCUMENT, wide_sheet, {Trouble.NOT_ITS_NAME}),
    "a program": ("a.exe", Want.DOCUMENT, lambda: b"MZ", {Trouble.OTHER_KIND}),
    "zeros": ("a.md", Want.DOCUMENT, lambda: bytes(1_000_000), {Trouble.NOT_ITS_NAME}),
    "scanned": ("a.pdf", Want.DOCUMENT, lambda: pages(3), {Trouble.NO_TEXT}),
    "blank": ("a.md", Want.DOCUMENT, lambda: b" \n" * 1_000_000, {Trouble.NO_TEXT}),
    "endless text": ("a.txt", Want.DOCUMENT, lambda: b"word " * 4_000_000, {Trouble.TOO_LONG}),
    "deep markdown": ("a.md", Want.DOCUMENT, lambda: b"> " * 50_000 + b"x", set(Trouble)),
    "many rows": ("a.csv", Want.TABLE, many_rows, {Trouble.TOO_LONG}),
    "a wide cell": ("a.csv", Want.TABLE, lambda: b'comment\n"' + b"x" * 9_000_000,
                    {Trouble.BROKEN}),
}  # fmt: skip


def own_memory() -> int:
    """How many bytes of this process are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str) -> None:
    file, want, make, expected = HOSTILE[name]
    content = make()
    before = own_memory()
    found = read_file(want, file, content)
    assert own_memory() - before < FLAT
    assert found.trouble in expected
    assert found.blocks == ()


def test_what_takes_ten_seconds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert SECONDS < WALL_SECONDS < 10
    begun: list[subprocess.Popen[bytes]] = []

    class Remembered(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **more: Any) -> None:
            super().__init__(*arguments, **more)
            begun.append(self)

    monkeypatch.setattr(subprocess, "Popen", Remembered)
    # No time at all has passed before it is over.
    monkeypatch.setattr(process, "WALL_SECONDS", 0)
    assert read_file(Want.DOCUMENT, "a.md", b"x").trouble is Trouble.TOO_SLOW
    [child] = begun
    assert child.returncode == -signal.SIGKILL


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx"])
def test_a_truncated_file_is_refused_wherever_it_ends(kind: str) -> None:
    whole = {"docx": docx, "pdf": lambda: pages(2), "xlsx": wide_sheet}[kind]()
    want = Want.TABLE if kind == "xlsx" else Want.DOCUMENT
    for end in range(0, len(whole) - 30, max(1, len(whole) // 7)):
        trouble = read_file(want, f"a.{kind}", whole[:end]).trouble
        assert trouble in (Trouble.BROKEN, Trouble.NOT_ITS_NAME, Trouble.NO_TEXT), end


def test_nothing_of_this_machine_comes_into_the_text() -> None:
    found = read_file(Want.DOCUMENT, "a.docx", outside_entity())
    assert "root" not in str(found)


def test_a_path_in_a_zip_leads_nowhere(tmp_path: Path) -> None:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("../../../../../../" + str(tmp_path / "owned").lstrip("/"), "x")
    found = read_file(Want.DOCUMENT, "../../a.docx", out.getvalue())
    assert [one.text for one in found.blocks] == ["Islands are far from everything."]
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_with_something_in_its_last_corner_is_read_to_its_bound() -> None:
    found = read_file(Want.TABLE, "a.xlsx", wide_sheet())
    assert found.rows[:1] == (("comment",) + ("",) * (len(found.rows[0]) - 1),)
    assert len(found.rows[0]) <= 40
    assert len(found.rows) < 5_000


def test_the_child_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERSESSION_TELEGRAM_TOKEN", "1:secret")
    seen: list[dict[str, str]] = []
    real = subprocess.Popen

    def look(*arguments: object, **more: object) -> object:
        seen.append(more["env"])  # type: ignore[arg-type]
        return real(*arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", look)
    read_file(Want.DOCUMENT, "a.md", b"x")
    assert [name for name in seen[0] if name.startswith("INTERSESSION")] == []


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("A.MD", b"x", "markdown"),
        ("a.b.txt", "é".encode("cp1252"), "plain"),
        ("a.csv", b"\xff\xfea\x00", "csv"),
    ],
)
def test_the_kind_is_that_of_the_name(name: str, content: bytes, kind: str) -> None:
    want = Want.TABLE if kind == "csv" else Want.DOCUMENT
    assert kind_of(name, content, want) == kind
    with pytest.raises(Unreadable):
        kind_of(name, content, Want.DOCUMENT if kind == "csv" else Want.TABLE)
