"""How a person's words are compared: without case, accents, odd spaces or foreign digits.

The readers of dates, times and time zones call it.
"""

import unicodedata

_SIGNS = {
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("’‘ʼ`´", "'"),
    "،": ",",
    "：": ":",
    "，": ",",
}


def folded(text: str) -> tuple[str, list[int]]:
    """The text in one spelling, its spaces single, and for each of its signs the place of the
    original it came from (and one more, the original's end)."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for one in _plain(sign):
            if one == " " and signs and signs[-1] == " ":
                continue
            signs.append(one)
            places.append(place)
    return "".join(signs), [*places, len(text)]


def fold(text: str) -> str:
    """The text in one spelling: "Le 8 DÉCEMBRE" becomes "le 8 decembre"."""
    return folded(text)[0]


def _plain(sign: str) -> str:
    if sign.isspace():
        return " "
    if sign in _SIGNS:
        return _SIGNS[sign]
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    parts = unicodedata.normalize("NFD", sign)
    kept = "".join(one for one in parts if unicodedata.category(one) not in ("Mn", "Cf"))
    return kept.casefold()
