"""Which kind of file it is: what its name says has to be what is inside."""

import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from bot.drafts.reading.outcome import Trouble, Unreadable, Want

_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-"
_KINDS = {
    Want.DOCUMENT: {".md": "markdown", ".markdown": "markdown", ".txt": "plain", ".text": "plain",
                    ".docx": "docx", ".pdf": "pdf"},
    Want.TABLE: {".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx"},
}  # fmt: skip
_INSIDE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_OFFICE = (".docm", ".xlsm", ".dotm", ".xltm")
_MOST_FILES, _MOST_BYTES, _MOST_PACKED = 5_000, 200 * 1024 * 1024, 200


def kind_of(name: str, content: bytes, want: Want) -> str:
    """The kind: "markdown", "plain", "docx", "pdf", "csv" or "xlsx". Raises Unreadable."""
    end = PurePosixPath(name.lower()).suffix
    if end in _OFFICE:
        raise Unreadable(Trouble.MACROS)
    kind = _KINDS[want].get(end)
    if kind is None:
        raise Unreadable(Trouble.OLD_WORD if end in (".doc", ".xls", ".rtf", ".odt") else
                         Trouble.OTHER_KIND)  # fmt: skip
    if content.startswith(_OLE) and kind in _INSIDE:
        # Office wraps an encrypted file into its old format; the name of the stream is UTF-16.
        hidden = "EncryptedPackage".encode("utf-16-le") in content
        raise Unreadable(Trouble.ENCRYPTED if hidden else Trouble.NOT_ITS_NAME)
    if kind in _INSIDE:
        _check_package(content, _INSIDE[kind])
    elif kind == "pdf":
        if _PDF not in content[:1024]:
            raise Unreadable(Trouble.NOT_ITS_NAME)
    elif content.startswith((_ZIP, _OLE, _PDF)) or _is_binary(content):
        raise Unreadable(Trouble.NOT_ITS_NAME)
    return kind


def _check_package(content: bytes, wanted: str) -> None:
    """A zip that holds what it should, nothing that runs, and does not unfold beyond measure."""
    if not content.startswith(_ZIP):
        raise Unreadable(Trouble.NOT_ITS_NAME)
    try:
        files = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Unreadable(Trouble.BROKEN) from None
    if any(one.flag_bits & 1 for one in files):
        raise Unreadable(Trouble.ENCRYPTED)
    size = sum(one.file_size for one in files)
    if len(files) > _MOST_FILES or size > _MOST_BYTES or size > len(content) * _MOST_PACKED:
        raise Unreadable(Trouble.BOMB)
    names = {one.filename.lower() for one in files}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable(Trouble.MACROS)
    if wanted not in names:
        raise Unreadable(Trouble.NOT_ITS_NAME)


def _is_binary(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\x00" in content


def text_of(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or else the Western code page of Windows.
    Raises Unreadable."""
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else (
        "utf-8-sig", "cp1252",
    ):  # fmt: skip
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(Trouble.BROKEN)
