"""How the people of a story meet the bot: on platforms in memory, or (in tests) on real ones."""

from typing import Protocol

from adapters.console import ConsoleAdapter, room_ref, shown_lines
from bot.conversation.message import PersonRef, RoomRef, Tap
from bot.conversation.outgoing import Outgoing
from bot.ports import Adapter, Clock

PLATFORMS = ("telegram", "matrix", "mail")


class Network(Protocol):
    """One platform with people on it."""

    platform: str

    def adapter(self) -> Adapter:
        """A new adapter for the bot."""
        ...

    async def ready(self) -> None:
        """Wait until the newest adapter can send, once it runs."""
        ...

    async def person(self, name: str) -> tuple[PersonRef, RoomRef | None]:
        """The account of a person who is there, and the room where the bot speaks to them, if there
        is one before it does."""
        ...

    def owner(self, place: str) -> str:
        """Whose private room it is that came to be in the story, by name; "" if nobody's."""
        ...

    async def room(self, name: str, members: list[str]) -> RoomRef:
        """A room with these people and the bot in it."""
        ...

    async def say(self, who: str, room: str, text: str, replies_to: str) -> str:
        """Somebody speaks, in private if room is ""; the id it will be heard under, or "" if the
        platform keeps it from the bot."""
        ...

    async def send_file(
        self, who: str, room: str, file: tuple[str, bytes], caption: str, replies_to: str
    ) -> str:
        """Somebody sends a file, by name and content; the id it will be heard under, or ""."""
        ...

    async def reply_to_file(self, who: str, room: str, name: str, text: str) -> str:
        """Somebody speaks in reply to the last file of this name; the id, or ""."""
        ...

    async def edit(self, who: str, room: str, text: str) -> str:
        """Somebody gives the last thing they said there a new text; the id it will be heard under,
        or "" if the platform keeps it from the bot. Raises KeyError if they said nothing there."""
        ...

    async def delete(self, who: str, room: str) -> str:
        """Somebody takes it back; the id it will be heard under. Raises KeyError if they said
        nothing there."""
        ...

    async def tap(self, who: str, room: str, outgoing: Outgoing, sent_id: str, choice: int) -> str:
        """Somebody taps a choice; the id it will be heard under."""
        ...

    async def shown(self, outgoing: Outgoing, sent_id: str) -> list[str]:
        """A message of the bot's as a person sees it, in the notation."""
        ...


class MemoryNetwork:
    """People on a platform in memory."""

    def __init__(self, platform: str, clock: Clock) -> None:
        self.platform = platform
        self._clock = clock
        self._adapter = self.adapter()

    def adapter(self) -> ConsoleAdapter:
        """A new adapter for the bot."""
        self._adapter = ConsoleAdapter(self.platform, self._clock, lambda _outgoing, _key: None)
        return self._adapter

    async def ready(self) -> None:
        """It can always send."""

    async def person(self, name: str) -> tuple[PersonRef, RoomRef]:
        """A person is there when named."""
        return PersonRef(self.platform, name), RoomRef(self.platform, name)

    def owner(self, place: str) -> str:
        """All are there from the beginning."""
        return ""

    async def room(self, name: str, members: list[str]) -> RoomRef:
        """A room is there when named."""
        return room_ref(self.platform, name)

    async def say(self, who: str, room: str, text: str, replies_to: str) -> str:
        """Somebody speaks."""
        return await self._adapter.say(who, room, text, replies_to=replies_to)

    async def send_file(
        self, who: str, room: str, file: tuple[str, bytes], caption: str, replies_to: str
    ) -> str:
        """Somebody sends a file."""
        return await self._adapter.say(who, room, caption, replies_to=replies_to, file=file)

    async def reply_to_file(self, who: str, room: str, name: str, text: str) -> str:
        """Somebody speaks in reply to a file."""
        return await self._adapter.say(who, room, text, about=name)

    async def edit(self, who: str, room: str, text: str) -> str:
        """Somebody edits the last thing they said."""
        return await self._adapter.edit(who, room, text)

    async def delete(self, who: str, room: str) -> str:
        """Somebody takes back the last thing they said."""
        return await self._adapter.delete(who, room)

    async def tap(self, who: str, room: str, outgoing: Outgoing, sent_id: str, choice: int) -> str:
        """Somebody taps a choice."""
        return await self._adapter.say(who, room, "", tap=Tap(sent_id, choice, outgoing.id))

    async def shown(self, outgoing: Outgoing, sent_id: str) -> list[str]:
        """A message of the bot's."""
        return shown_lines(outgoing)
