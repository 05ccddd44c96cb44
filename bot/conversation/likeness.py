"""Which words look alike, and whether there is anything to see of them at all.

Whoever reads people's words, or lets them be told apart by others, calls it. The signs that show
nothing are Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties) and the blanks that it
leaves out. The signs that look alike are those of Unicode's confusables (UTS #39) in the scripts of
our six languages: its whole table has 9,000 pairs, in packages of a megabyte that would have to
follow Unicode for us, and most of them are of scripts in which nobody here writes an option.
"""

import unicodedata
from functools import cache, lru_cache

_HIDDEN = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
_BLANK = frozenset("\u2800\U0001d159")
"""They take room, are no spaces, and show nothing: a braille cell without dots, an empty note."""
_TATWEEL = "\u0640"
"""It stretches an Arabic word, and is no letter of it."""

_CAPITALS = {
    "A": "АΑ", "B": "ВΒ", "C": "СϹ", "E": "ЕΕ", "H": "НΗ", "I": "ІΙӀ", "J": "ЈͿ", "K": "КΚ",
    "M": "МΜ", "N": "Ν", "O": "ОΟ0", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "X": "ХΧ", "Y": "ΥҮ", "Z": "Ζ",
    "З": "3", "Г": "Γ", "П": "Π", "Ф": "Φ", "l": "I1|ІΙӀ",
}  # fmt: skip
_SMALL = {
    "a": "аα", "c": "сϲ", "e": "е", "h": "һ", "i": "іιı", "j": "јϳ", "k": "кκ", "o": "оο0",
    "p": "рρ", "s": "ѕ", "u": "υ", "v": "ѵν", "x": "хχ", "y": "уүγ", "w": "ѡω", "l": "1|ӏ",
    "г": "ґ", "п": "π", "т": "τ", "з": "3", "ф": "φ", "б": "6",
}  # fmt: skip
_OTHERS = {
    "-": "‐‑‒–—―−ー一", "'": "’‘`´ʹʻʼ′", '"': "“”„«»″", "...": "…",
    "ي": "یىۍې", "ك": "ک", "ه": "ەہھة", "ا": "أإآٱ", "و": "ؤ",
    "力": "カ", "口": "ロ", "二": "ニ", "八": "ハ", "夕": "タ", "工": "エ", "卜": "ト", "人": "入",
    "己": "已巳", "土": "士", "末": "未",
}  # fmt: skip
_FOREIGN = {
    "A": "ᎪꓮⲀ", "B": "ᏴꓐⲂ", "C": "ᏟꓚⲤ", "D": "Ꭰꓓ", "E": "Ꭼꓰ", "F": "ꓝ", "G": "Ꮐꓖ", "H": "ᎻꓧⲎ",
    "J": "Ꭻꓙ", "K": "ᏦꓗⲔ", "L": "Ꮮꓡ", "M": "ᎷꓟⲘ", "N": "ꓠⲚ", "O": "ꓳⲞՕ", "P": "ᏢꓑⲢ",
    "R": "Ꭱꓣ", "S": "ᏚꓢՏ", "T": "ᎢꓔⲦ", "U": "ꓴՍ", "V": "Ꮩꓦ", "W": "Ꮃꓪ", "X": "ꓫⲬ", "Y": "ꓬⲨ",
    "Z": "Ꮓꓜ",
}  # fmt: skip
"""Capitals of scripts that nobody here writes (Cherokee, Lisu, Coptic, Armenian) and that are drawn
as Latin ones: whoever mixes them into a word means to deceive."""
_FOREIGN_SMALL = {
    "a": "ⲁ", "c": "ⲥ", "g": "ց", "h": "հ", "i": "Ꭵ", "n": "ո", "o": "օⲟ", "p": "ⲣ", "q": "զ",
    "u": "ս", "x": "ⲭ", "l": "ꓲ",
}  # fmt: skip
_SEVERAL = {"rn": "m", "vv": "w", "cl": "d"}
"""What is drawn like one sign."""


def _prototypes(*tables: dict[str, str]) -> dict[int, str]:
    return {ord(sign): like for table in tables for like, signs in table.items() for sign in signs}


_AS_WRITTEN = _prototypes(_SMALL, _CAPITALS, _OTHERS, _FOREIGN, _FOREIGN_SMALL)
_IN_SMALL = _prototypes(
    _SMALL,
    _OTHERS,
    {like.lower(): signs + signs.lower() for like, signs in _FOREIGN.items()},
    _FOREIGN_SMALL,
)


def is_hidden(sign: str) -> bool:
    """Whether a sign is drawn as nothing, and takes no room."""
    code = ord(sign)
    return any(first <= code <= last for first, last in _HIDDEN)


def is_visible(text: str) -> bool:
    """Whether there is anything to read in a text: a letter, a number, a sign or a picture."""
    return any(
        unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK and not is_hidden(sign)
        for sign in text
    )


@cache
def plain_sign(sign: str) -> str:
    """A sign as it is compared: small, in its usual width, its digits as ours; "" if hidden."""
    if is_hidden(sign) or sign == _TATWEEL:
        return ""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if unicodedata.category(sign) == "No":
        # "²" is not 2, nor "½" 1 and 2.
        return sign
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", sign).casefold())
    return " " if plain.isspace() else plain


def plain_words(text: str) -> str:
    """Words without what does not tell some from others: case, width, spaces, hidden signs."""
    signs = "".join(plain_sign(sign) for sign in unicodedata.normalize("NFC", text))
    return " ".join(signs.split())


def look_alike(one: str, other: str) -> bool:
    """Whether two texts can be taken for each other: the same words, or drawn the same."""
    return bool(_drawings(one) & _drawings(other))


@lru_cache(maxsize=1024)
def _drawings(text: str) -> frozenset[str]:
    """How a text is drawn: as it is written, and in small letters. ("I" is drawn as "l", "i" is
    not: so both are needed.)"""
    seen = "".join(" " if one in _BLANK else one for one in text if not is_hidden(one))
    wide = unicodedata.normalize("NFKC", seen)
    drawn = {
        _drawn(wide.replace(_TATWEEL, ""), _AS_WRITTEN),
        _drawn(plain_words(wide), _IN_SMALL),
    }
    return frozenset(drawn)


def _drawn(text: str, prototypes: dict[int, str]) -> str:
    digits = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    drawn = unicodedata.normalize("NFKC", " ".join(digits.translate(prototypes).split()))
    for several, one in _SEVERAL.items():
        drawn = drawn.replace(several, one)
    return drawn
