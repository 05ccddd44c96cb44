"""The command menus that a platform may show beside its input line."""

from bot.conversation.registry import Where, Who, commands
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text

_LONGEST = 256


def menu(where: Where, language: str, *, facilitators: bool = False) -> list[tuple[str, str]]:
    """The commands for everyone in a place, and what each does; facilitators: theirs as well."""
    groups = (Who.ANYONE, Who.FACILITATOR) if facilitators else (Who.ANYONE,)
    offered: dict[str, str] = {}
    for one in commands():
        if one.in_menu and one.where in (where, Where.ANYWHERE) and one.who in groups:
            offered.setdefault(one.name, plain_text(text_of(one.help, language))[:_LONGEST])
    return list(offered.items())
