"""Two accounts become one person, as people do it: a code, and two confirmations."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from bot.conversation.message import PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain

_CODE = re.compile(r"link ([a-z2-7-]{31})")


class Speaker(Protocol):
    """Somebody with one account."""

    @property
    def ref(self) -> PersonRef:
        """The account."""
        ...

    @property
    def private(self) -> RoomRef:
        """Where they speak with the bot alone."""
        ...


Somebody = TypeVar("Somebody", bound=Speaker)
Say = Callable[[Somebody, str], Sequence[Outgoing]]


def code_of(said: Iterable[Outgoing]) -> str:
    """The code that somebody was given."""
    found = _CODE.search("\n".join(plain(one.wording) for one in said))
    assert found
    return found[1]


def button(said: Iterable[Outgoing], voice: Speaker, command: str) -> str:
    """What the button says that somebody has under the question whether to link."""
    return next(
        button.says
        for one in said
        for button in one.wording.buttons
        if button.says.startswith(f"link {command} ") and one.to in (voice.ref, voice.private)
    )


def link(say: "Say[Somebody]", first: Somebody, second: Somebody) -> list[Outgoing]:
    """Link two accounts: what is said once both have confirmed, or why nobody is asked."""
    asked = list(say(second, f"/link {code_of(say(first, '/link'))}"))
    keys = {
        button.says: one.to in (second.ref, second.private)
        for one in asked
        for button in one.wording.buttons
        if button.says.startswith("link confirm ")
    }
    said = asked
    for key, is_second in sorted(keys.items(), key=lambda one: not one[1]):
        said = list(say(second if is_second else first, f"/{key}"))
    return said
