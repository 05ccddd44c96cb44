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
_MOST_DIGITS = 4
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
    its number. The reason comes behind a colon or the like; freely: a space is enough. A choice
    that opens a command which reads people's own words is handed all of the first paragraph.
    """
    said = first_paragraph(text)
    first = text.strip().split("\n", maxsplit=1)[0].strip()
    names = sorted(_names(buttons).items(), key=lambda one: -len(one[0]))
    narrow = first.translate(_NARROW).casefold()
    for name, button in names:
        if narrow == name or narrow.rstrip(_ENDS) == name:
            if button.opens and (said != first or _is_another(buttons, name, button)):
                return button.opens + said
            return button.says + (_reason(said[len(first) :]) if narrow.endswith(":") else "")
        if first[: len(name)].translate(_NARROW).casefold() != name:
            continue
        behind = said[len(name) :]
        if _goes_on(behind, [one for one, _ in names], name, freely=freely):
            return button.opens + said if button.opens else button.says + _reason(behind)
    return ""


def _goes_on(behind: str, names: Sequence[str], name: str, *, freely: bool) -> bool:
    """Whether what stands behind the name of a choice belongs to it, and is no other word."""
    if _BETWEEN.match(behind):
        return True
    left = behind.strip().translate(_NARROW).casefold()
    others = any(left.startswith(one) and not left[len(one) :][:1].isalnum() for one in names)
    return behind[:1].isspace() and (others or (freely and not name.isdecimal()))


def _names(buttons: Sequence[Button]) -> dict[str, Button]:
    """What each choice is called: by its label, in other languages, by its command, by its
    number. The former win."""
    found: dict[str, Button] = {}
    for button in buttons:
        found.setdefault(button.label.casefold(), button)
    for button in buttons:
        for name in button.also:
            found.setdefault(name.casefold(), button)
    for number, button in enumerate(buttons, 1):
        found.setdefault(button.says.rsplit(" ", maxsplit=1)[-1].casefold(), button)
        found.setdefault(str(number), button)
    return found


def _is_another(buttons: Sequence[Button], name: str, button: Button) -> bool:
    """Whether a number that is the name of a choice is also the number of another one."""
    number = int(name) if name.isdecimal() and len(name) <= _MOST_DIGITS else 0
    return 1 <= number <= len(buttons) and buttons[number - 1] is not button


def _reason(behind: str) -> str:
    reason = _BETWEEN.sub("", behind, count=1) if _BETWEEN.match(behind) else behind.strip()
    return f" {reason}" if reason else ""


def act(line: str) -> str:
    """What is kept of a command that came by mail: its name, and the reference it is about."""
    name, *words = line.split(maxsplit=3)
    about = next((word for word in words[:2] if _REFERENCE.fullmatch(word)), "")
    return f"{name} {about}".rstrip()
