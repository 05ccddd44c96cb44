"""Collects the sentences of the source into the catalogues: `python -m tests.catalogues`."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "bot" / "locales"
KEYWORDS = {"t": None, "n": (1, 2)}


def source() -> Catalog:
    """Every sentence that the program says."""
    catalogue = Catalog(project="Intersession", charset="utf-8")
    for name, line, words, comments, context in _found():
        place = (f"bot/{name}", line)
        catalogue.add(words, None, [place], auto_comments=comments, context=context)
    return catalogue


def _found() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    yield from extract_from_dir(ROOT / "bot", [("**.py", "python")], keywords=KEYWORDS)


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands."""
    with (LOCALES / f"{language}.po").open("rb") as stream:
        return read_po(stream, locale=language)


def main() -> None:
    """Bring every catalogue up to the source; what is new stands there untranslated."""
    for path in sorted(LOCALES.glob("*.po")):
        catalogue = read(path.stem)
        catalogue.update(source(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as stream:
            write_po(stream, catalogue, no_location=True, sort_output=True, width=100)


if __name__ == "__main__":
    main()
