"""The people of a story on real networks: Telegram by the tests' Bot API server, Matrix by Synapse,
the bot behind its real adapters."""

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

from adapters.matrix import MatrixAdapter
from adapters.telegram import TelegramAdapter
from bot.conversation.message import Entered, Heard, Left, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from bot.ports import Adapter, Admits, Hear, Limits, OpensRooms
from tests.botapi import BotApi, Group, Message, Person
from tests.homeserver.account import Account
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver
from tests.patience import PATIENCE


class Overheard:
    """An adapter, and all that the bot has heard through it."""

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter
        self._heard: list[Heard] = []
        self._changed = asyncio.Condition()
        self.platform = adapter.platform
        self.listens = asyncio.Event()

    @property
    def limits(self) -> Limits:
        """The adapter's."""
        return self._adapter.limits

    @property
    def address(self) -> str:
        """The adapter's."""
        return self._adapter.address

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Run the adapter, and write down what was heard."""

        async def remember(heard: Sequence[Heard], position: str) -> None:
            await hear(heard, position)
            self.listens.set()
            async with self._changed:
                self._heard += heard
                self._changed.notify_all()

        await self._adapter.run(remember, position, admits)

    async def send(self, outgoing: Outgoing) -> str:
        """The adapter's."""
        return await self._adapter.send(outgoing)

    def room_with(self, person: PersonRef) -> RoomRef | None:
        """The adapter's."""
        return self._adapter.room_with(person) if isinstance(self._adapter, OpensRooms) else None

    async def stop(self) -> None:
        """The adapter's."""
        await self._adapter.stop()

    async def until(self, wanted: Callable[[Heard], bool]) -> None:
        """Wait until something like this has been heard."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: any(wanted(one) for one in self._heard))


class TelegramNetwork:
    """People on the tests' Bot API server."""

    platform = "telegram"

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._people: dict[str, Person] = {}
        self._groups: dict[str, Group] = {}
        self._files: dict[str, Message] = {}
        self._last: dict[tuple[str, str], Message] = {}
        self._bot = self._new()

    def _new(self) -> Overheard:
        return Overheard(TelegramAdapter(self._api.token, self._api.url))

    def adapter(self) -> Overheard:
        """A new adapter for the bot."""
        self._bot = self._new()
        return self._bot

    async def ready(self) -> None:
        """It can send before it has listened."""

    async def person(self, name: str) -> tuple[PersonRef, RoomRef]:
        """Somebody who may be written to: they know the bot, though they never said a word."""
        person = self._people[name] = self._api.person(name)
        person.blocks()
        person.unblocks()
        number = str(person.id)
        await self._bot.until(lambda one: isinstance(one, Left) and one.room.id == number)
        return PersonRef(self.platform, number), RoomRef(self.platform, number)

    def owner(self, place: str) -> str:
        """All are there from the beginning."""
        return ""

    async def room(self, name: str, members: list[str]) -> RoomRef:
        """A supergroup with these people and the bot in it."""
        group = self._api.group(name, members=[self._people[one] for one in members])
        self._groups[name] = group
        return RoomRef(self.platform, str(group.id))

    async def say(self, who: str, room: str, text: str, replies_to: str) -> str:
        """Somebody speaks."""
        group = self._groups.get(room)
        question = self._message(group or self._people[who], replies_to) if replies_to else None
        message = self._people[who].says(text, in_=group, reply_to=question)
        self._last[who, room] = message
        if group and not text.startswith("/") and question is None:
            # In privacy mode Telegram keeps a group's talk from bots.
            return ""
        return f"{group.id if group else self._people[who].id}/{message.id}"

    async def send_file(
        self, who: str, room: str, file: tuple[str, bytes], caption: str, replies_to: str
    ) -> str:
        """Somebody sends a file."""
        group = self._groups.get(room)
        question = self._message(group or self._people[who], replies_to) if replies_to else None
        name, content = file
        message = self._people[who].sends_file(name, content, caption, group, reply_to=question)
        self._files[name] = message
        if group and not caption.startswith("/") and question is None:
            return ""
        return f"{group.id if group else self._people[who].id}/{message.id}"

    async def reply_to_file(self, who: str, room: str, name: str, text: str) -> str:
        """Somebody speaks in reply to a file."""
        group = self._groups.get(room)
        message = self._people[who].says(text, in_=group, reply_to=self._files[name])
        return f"{group.id if group else self._people[who].id}/{message.id}"

    async def edit(self, who: str, room: str, text: str) -> str:
        """Somebody edits the last thing they said."""
        message = self._last[who, room]
        update = self._people[who].edits(message, text)
        at = datetime.fromtimestamp(message.json["edit_date"], UTC)
        return f"edit/{update}/{at:%Y%m%dT%H%M%S}" if update else ""

    async def delete(self, who: str, room: str) -> str:
        """Bots are told of no deletion: no story can tell of one."""
        raise NotImplementedError

    async def tap(self, who: str, room: str, outgoing: Outgoing, sent_id: str, choice: int) -> str:
        """Somebody taps a button, by its label."""
        place = self._groups.get(room) or self._people[who]
        label = outgoing.wording.buttons[choice].label
        return f"tap/{self._people[who].taps(self._message(place, sent_id), label).id}"

    async def shown(self, outgoing: Outgoing, sent_id: str) -> list[str]:
        """A message as it stands in the chat."""
        places: list[Person | Group] = [*self._people.values(), *self._groups.values()]
        place = next(one for one in places if str(one.id) == outgoing.to.id)
        message = self._message(place, sent_id)
        text = message.text
        for style, quoted in message.styled:
            if style == "blockquote":
                marked = "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))
                text = text.replace(quoted, marked, 1)
        lines = text.split("\n")
        if message.file_name:
            lines.append(f"[{message.file_name}]")
        return lines + [f"[{label}]" for row in message.buttons for label in row]

    def _message(self, place: Person | Group, sent_id: str) -> Message:
        return next(one for one in self._api.said(place) if str(one.id) == sent_id)


class MatrixNetwork:
    """People on a real homeserver. unknown: nobody has a room with the bot when the story begins;
    they come into the one it invites them to, or open one to say the first word. in_threads: what
    they say in a room, they say in a thread."""

    platform = "matrix"

    def __init__(
        self,
        homeserver: Homeserver,
        new_person: NewPerson,
        folder: Path,
        *,
        unknown: bool = False,
        in_threads: bool = False,
    ) -> None:
        self._unknown = unknown
        self._in_threads = in_threads
        self._threads: dict[str, str] = {}
        self._homeserver = homeserver
        self._new_person = new_person
        self._folder = folder
        self._account: Account = homeserver.register(f"bot-{uuid4().hex[:8]}")
        self._people: dict[str, MatrixPerson] = {}
        self._direct: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self._rooms: dict[str, tuple[str, list[str]]] = {}
        self._last: dict[tuple[str, str], str] = {}
        self._bot = self._new()

    def _new(self) -> Overheard:
        account = self._account
        return Overheard(
            MatrixAdapter(
                self._homeserver.url,
                account.user_id,
                self._folder,
                access_token=account.access_token,
                device_id=account.device_id,
            )
        )

    def adapter(self) -> Overheard:
        """A new adapter for the bot."""
        self._bot = self._new()
        return self._bot

    async def ready(self) -> None:
        """Its rooms are known once it has listened."""
        async with asyncio.timeout(PATIENCE):
            await self._bot.listens.wait()

    async def person(self, name: str) -> tuple[PersonRef, RoomRef | None]:
        """Somebody with an open talk with the bot, unless they are unknown."""
        person = self._people[name] = await self._new_person(name)
        if self._unknown:
            return PersonRef(self.platform, person.user_id), None
        self._direct[name] = await person.open_direct(self._account.user_id)
        return (
            PersonRef(self.platform, person.user_id),
            RoomRef(self.platform, self._direct[name]),
        )

    def owner(self, place: str) -> str:
        """Whose private room it is, or whose account."""
        private = {room: who for who, room in self._direct.items()}
        return private.get(place, "")

    async def _private(self, who: str) -> str:
        """The room where somebody is alone with the bot."""
        if who not in self._direct:
            person, bot = self._people[who], self._account.user_id
            invited = [room for room, by in person.invitations().items() if by == bot]
            if invited:
                await person.join(invited[-1])
            self._direct[who] = invited[-1] if invited else await person.open_direct(bot)
        return self._direct[who]

    async def _place(self, who: str, room: str) -> str:
        return self._rooms[room][0] if room else await self._private(who)

    async def _thread(self, who: str, room: str, place: str) -> str | None:
        """The thread in which people speak there; in private what is said first begins it."""
        if self._in_threads and room and place not in self._threads:
            self._threads[place] = await self._people[who].says(place, "Let us talk here")
        return self._threads.get(place)

    async def room(self, name: str, members: list[str]) -> RoomRef:
        """A room with these people and the bot in it."""
        first, *others = (self._people[one] for one in members)
        invited = [self._account.user_id, *(one.user_id for one in others)]
        room = await first.create_room(name, invite=invited)
        for other in others:
            await other.join(room)
        await self._bot.until(lambda one: isinstance(one, Entered) and one.room.id == room)
        self._rooms[name] = (room, members)
        return RoomRef(self.platform, room)

    async def say(self, who: str, room: str, text: str, replies_to: str) -> str:
        """Somebody speaks."""
        place = await self._place(who, room)
        event = await self._people[who].says(
            place, text, reply_to=replies_to or None, thread=await self._thread(who, room, place)
        )
        if self._in_threads:
            self._threads.setdefault(place, event)
        self._last[who, room] = event
        return event

    async def edit(self, who: str, room: str, text: str) -> str:
        """Somebody edits the last thing they said."""
        place = await self._place(who, room)
        return await self._people[who].edits(place, self._last[who, room], text)

    async def delete(self, who: str, room: str) -> str:
        """Somebody takes back the last thing they said."""
        place = await self._place(who, room)
        return await self._people[who].redacts(place, self._last.pop((who, room)))

    async def send_file(
        self, who: str, room: str, file: tuple[str, bytes], caption: str, replies_to: str
    ) -> str:
        """Somebody sends a file."""
        place = await self._place(who, room)
        name, content = file
        event = await self._people[who].sends_file(
            place, name, content, caption=caption, reply_to=replies_to or None
        )
        self._files[name] = event
        return event

    async def reply_to_file(self, who: str, room: str, name: str, text: str) -> str:
        """Somebody speaks in reply to a file."""
        place = await self._place(who, room)
        return await self._people[who].says(place, text, reply_to=self._files[name])

    async def tap(self, who: str, room: str, outgoing: Outgoing, sent_id: str, choice: int) -> str:
        """Somebody taps a numbered reaction, or past the tenth replies with the number."""
        place = await self._place(who, room)
        if choice >= 10:
            return await self._people[who].says(place, str(choice + 1), reply_to=sent_id)
        key = "🔟" if choice == 9 else f"{choice + 1}\ufe0f\u20e3"
        return await self._people[who].reacts(place, sent_id, key)

    async def _read_by(self, to: RoomRef | PersonRef) -> tuple[str, MatrixPerson]:
        """The room of a message, and somebody who reads it there."""
        for who, person in self._people.items():
            if isinstance(to, PersonRef) and person.user_id == to.id:
                await person.until(
                    lambda who=who, person=person: (  # type: ignore[misc]
                        who in self._direct
                        or self._account.user_id in person.invitations().values()
                    )
                )
                return await self._private(who), person
            if self._direct.get(who) == to.id:
                return to.id, person
        members = next(inside for room, inside in self._rooms.values() if room == to.id)
        return to.id, self._people[members[0]]

    async def shown(self, outgoing: Outgoing, sent_id: str) -> list[str]:
        """A message as a client shows it; its numbered choices read from their line."""
        place, reader = await self._read_by(outgoing.to)
        words = plain(outgoing.wording, "!")
        # A board keeps its id when it is edited: the edit has come once its words are there.
        message = await reader.until_shown(
            place, lambda one: one.event_id == sent_id and words in one.body, patience=PATIENCE
        )
        lines = re.sub(r"!(?=[a-z])", "/", message.body).split("\n")
        labels: list[str] = []
        if outgoing.wording.buttons:
            choices = lines.pop().split(" · ")
            labels = [re.sub(r"^\d+ ", "", choice) for choice in choices]
        for name in (attachment.name for attachment in outgoing.wording.attachments):
            await reader.until(partial(_has_file, reader, place, name), patience=PATIENCE)
            lines.append(f"[{name}]")
        return lines + [f"[{label}]" for label in labels]


def _has_file(reader: MatrixPerson, room: str, name: str) -> bool:
    return any(file.name == name for one in reader.shown(room) for file in one.files)
