"""What somebody means who answers a letter in their own words."""

import re
from collections.abc import Sequence

from bot.conversation.registry import command_line
from bot.conversation.wording import Button

_ENDS = ".!,;:。！，；：、．"
_BETWEEN = re.compile(r"\s*[:,.;!–—：，。；！、．-]\s*")
_QUOTED = re.compile(r"\s*>")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width signs, as they are typed in Chinese, and what they are in the width of Latin."""
_REFERENCE = re.compile(r"(?:[A-Za-z]-)?[A-Za-z]{1,3}-?\d[\w./-]{0,20}")


def first_paragraph(text: str) -> str:
    """The words up to the first empty line, on one line: what a command in a letter is."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if not line.strip():
            break
        lines.append(line.strip())
    return " ".join(lines)


def typed(text: str) -> str:
    """The command that a letter begins with, without its sign, or ""."""
    words = first_paragraph(text)
    return command_line(words[:1].translate(_NARROW) + words[1:])


def unquoted(text: str) -> str:
    """A text without its quoted lines."""
    lines = (line for line in text.splitlines() if not _QUOTED.match(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def chosen(buttons: Sequence[Button], text: str, *, freely: bool) -> str:
    """The command of the choice that a letter begins with, and the reason that follows it, or "".

    A choice is named by its label (in any language it has), by the last word of its command or by
    its number. The reason comes behind a colon or the like; freely: a space is enough.
    """
    said = first_paragraph(text)
    first = text.strip().split("\n", maxsplit=1)[0].strip()
    names = sorted(_names(buttons), key=lambda one: -len(one[0]))
    narrow = first.translate(_NARROW).casefold()
    for name, says in names:
        if narrow == name or narrow.rstrip(_ENDS) == name:
            return says + (_reason(said[len(first) :]) if narrow.endswith(":") else "")
        if first[: len(name)].translate(_NARROW).casefold() != name:
            continue
        behind = said[len(name) :]
        spaced = freely and behind[:1].isspace() and not name.isdecimal()
        if spaced or _BETWEEN.match(behind):
            return says + _reason(behind)
    return ""


def _names(buttons: Sequence[Button]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for number, button in enumerate(buttons, 1):
        for name in (button.label, button.says.rsplit(" ", maxsplit=1)[-1], str(number)):
            found.setdefault(name.casefold(), button.says)
    for button in buttons:
        for name in button.also:
            found.setdefault(name.casefold(), button.says)
    return list(found.items())


def _reason(behind: str) -> str:
    reason = _BETWEEN.sub("", behind, count=1) if _BETWEEN.match(behind) else behind.strip()
    return f" {reason}" if reason else ""


def act(line: str) -> str:
    """What is kept of a command that came by mail: its name, and the reference it is about."""
    name, *words = line.split(maxsplit=3)
    about = next((word for word in words[:2] if _REFERENCE.fullmatch(word)), "")
    return f"{name} {about}".rstrip()
