"""One message on its way out, between the outbox and an adapter."""

from dataclasses import dataclass
from datetime import datetime

from bot.conversation.message import PersonRef, RoomRef
from bot.conversation.wording import Wording


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A wording and where it goes.

    to: a room, or a person (whose private room the adapter finds or makes).
    id: the outbox number; the platform is given it as its key wherever it takes one, so that
        the same message sent again is still one message. 0 before it is stored.
    answers, thread: the message this answers, and the thread it stands in.
    edits: the bot's own message that this one takes the place of (a tapped menu), where the
        platform edits; elsewhere it is sent anew.
    once: this key is never said twice.
    expires: from this instant on it is not worth saying, and is not said.
    board: one message a place under this key: a later version edits the one that stands there,
        and versions that wait become one. version counts them.
    pointer: the room that is told in one line, should the person not be reachable in private.
    private: the place is one person's, which platforms let a bot write to at another pace.
    attempts: how often it was tried. sent_id: the platform's id of it, once it was sent.
    addressed: it answers one person (its buttons are that person's menu), rather than telling all.
    """

    to: RoomRef | PersonRef
    wording: Wording
    id: int = 0
    answers: str = ""
    thread: str = ""
    edits: str = ""
    once: str = ""
    board: str = ""
    version: int = 0
    pointer: RoomRef | None = None
    addressed: bool = False
    private: bool = False
    attempts: int = 0
    sent_id: str = ""
    expires: datetime | None = None

    @property
    def platform(self) -> str:
        """The platform that carries it."""
        return self.to.platform
