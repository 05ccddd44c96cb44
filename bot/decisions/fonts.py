"""Which fonts of this machine draw a text together; the pictures of decisions ask."""

import unicodedata
from collections.abc import Iterator
from functools import cache

OWN = "DejaVu Sans"
"""The font that comes with the library that draws."""
_JOINING = "\u200c\u200d"


def drawn(text: str) -> str:
    """A text as it is drawn: on one line, without signs that have no shape of their own."""
    kept = (
        one
        for one in text
        if one in _JOINING or one.isspace() or unicodedata.category(one) not in ("Cc", "Cf")
    )
    return " ".join("".join(kept).split())


def families(text: str) -> list[str] | None:
    """The fonts that have all signs of a text, or None if one of them is in no font here."""
    missing = {ord(sign) for sign in drawn(text)}
    found = []
    for name, path in _fonts():
        have = missing & _signs(path)
        if have or name == OWN:
            found.append(name)
            missing -= have
        if not missing:
            return found
    return None


def _fonts() -> Iterator[tuple[str, str]]:
    # Loaded here: it takes longer than all else, and few ask for it.
    from matplotlib.font_manager import findfont  # noqa: PLC0415

    yield OWN, findfont(OWN)
    # Few texts need more, so the others are looked for then.
    yield from _others()


@cache
def _others() -> tuple[tuple[str, str], ...]:
    """The upright fonts of ordinary weight on this machine, plain ones first."""
    from matplotlib.font_manager import findSystemFonts, fontManager  # noqa: PLC0415

    known = {one.fname for one in fontManager.ttflist}
    for path in findSystemFonts():
        if path not in known:
            try:
                fontManager.addfont(path)
            except (OSError, RuntimeError, ValueError):
                # It is broken, or of a kind that can't be drawn with.
                continue
    found = {
        one.name: one.fname
        for one in fontManager.ttflist
        if one.style == "normal"
        and str(one.weight) in ("400", "normal", "regular")
        # Its shapes say only that a sign is missing.
        and not one.name.startswith("Last Resort")
    }
    return tuple(sorted(found.items(), key=lambda one: ("Sans" not in one[0], len(one[0]), one)))


@cache
def _signs(path: str) -> frozenset[int]:
    from matplotlib.font_manager import get_font  # noqa: PLC0415

    return frozenset(get_font(path).get_charmap())
