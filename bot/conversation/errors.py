"""What can go wrong, by whose turn it is: the person's, the network's, or the operator's."""

from datetime import timedelta

from bot.conversation.phrases import Phrase
from bot.conversation.reply import Block, Choice, Reply, reply


class Refusal(Exception):  # noqa: N818 - it is the answer to a person, not an error of ours
    """The command can't be done as it was said. It undoes what was begun, and is the answer."""

    def __init__(self, answer: Reply) -> None:
        super().__init__(answer)
        self.answer = answer


def refusal(
    *parts: Block | Phrase,
    choices: tuple[Choice, ...] = (),
    private: bool = False,
    asks: str = "",
) -> Refusal:
    """A Refusal of these parts, composed like any reply."""
    return Refusal(reply(*parts, choices=choices, private=private, asks=asks))


class TryLater(Exception):  # noqa: N818 - a state of the network
    """A message could not be sent now. whole: the platform as a whole asks for the pause."""

    def __init__(self, why: str, after: timedelta | None = None, *, whole: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.whole = whole


class GiveUp(Exception):  # noqa: N818 - a state of the network
    """A message can't be sent, now or later. unreachable: nobody can be told anything there."""

    def __init__(self, why: str, *, unreachable: bool = False) -> None:
        super().__init__(why)
        self.unreachable = unreachable


class MovedAway(Exception):  # noqa: N818 - a state of the network
    """The room goes on under another id."""

    def __init__(self, new_id: str) -> None:
        super().__init__(new_id)
        self.new_id = new_id


class NotKept(Exception):  # noqa: N818 - a state of the database
    """The database can't be written now: its disk is full, it is locked, or it is gone."""


class Conflict(NotKept):
    """Another process's transaction came between: the same work can be done again at once."""


class NotOurs(NotKept):
    """Another process listens there by now, and hears what this one heard: nobody need be told."""


class CannotStart(Exception):  # noqa: N818 - said to the operator, in one plain sentence
    """The program can't start or go on as it is set up; the message says what to do."""
