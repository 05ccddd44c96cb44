"""People's words on lines: without signs that are not writing, and in the 72 columns of mail."""

import textwrap
import unicodedata

COLUMNS = 72
# Unicode's explicit directional formatting: it turns the writing around it as well.
_TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def one_line(text: str) -> str:
    """A text on one line, without signs that are not writing or turn the writing around."""
    if text.isprintable():
        # None of those signs is in it, as almost always.
        return " ".join(text.split())
    kept = (
        " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign
        for sign in text
        if ord(sign) not in _TURNING
    )
    return " ".join(word for word in "".join(kept).split(" ") if word)


def wrapped(text: str, columns: int = COLUMNS, rest: str = "") -> list[str]:
    """A text in lines of at most so many signs, with a mark before all but the first. A longer
    word, an address for instance, stays whole."""
    return textwrap.wrap(
        text, columns, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    ) or [""]


def folded(text: str) -> str:
    """A text of several lines, each folded; what is quoted stays marked in every line."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += wrapped(line, rest="> " if line.startswith("> ") else "")
    return "\n".join(lines)
