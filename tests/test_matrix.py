"""The Matrix adapter on a real homeserver, spoken to by people whose client is not ours."""

import asyncio
import json
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
import pytest_asyncio
from nio import ShareGroupSessionResponse

from adapters.matrix import MatrixAdapter
from adapters.matrix.listening import Listening
from adapters.matrix.reading import choice, keycap, relation, words
from bot.conversation.errors import CannotStart, GiveUp, TryLater
from bot.conversation.message import Entered, Heard, Left, Message, Moved, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import Mention, Typed
from bot.conversation.wording import Attachment, Button, Paragraph, Wording
from tests.homeserver import contents
from tests.homeserver.account import Account
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver

Found = TypeVar("Found")
ROOMS = pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
PATIENCE = 20.0


class Bot:
    """The adapter through several lives, and what it heard in them."""

    def __init__(self, homeserver: Homeserver, account: Account, folder: Path) -> None:
        self.homeserver = homeserver
        self.account = account
        self.folder = folder
        self.user_id = account.user_id
        self.heard: list[Heard] = []
        self.position = ""
        self.failures = 0
        self.admitted: set[str] = set()
        self.asked: list[str] = []
        self.unsure = False
        self.adapter = self.new_life()
        self._running: asyncio.Task[None] | None = None
        self._batches = 0
        self._changed = asyncio.Event()

    def new_life(self, **access: str) -> MatrixAdapter:
        access = access or {"password": self.account.password}
        return MatrixAdapter(self.homeserver.url, self.user_id, self.folder, **access)

    async def hear(self, heard: Sequence[Heard], position: str) -> None:
        if heard and self.failures:
            self.failures -= 1
            self._tell()
            raise RuntimeError("the database is locked")
        self.heard += heard
        self.position = position
        self._batches += 1
        self._tell()

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def admits(self, person: PersonRef) -> bool:
        self.asked.append(person.id)
        self._tell()
        if self.unsure:
            raise RuntimeError("the database is locked")
        return person.id in self.admitted

    async def start(self, adapter: MatrixAdapter | None = None) -> None:
        """Begins a life; returns when it is connected."""
        self.adapter = adapter or self.new_life()
        before = self._batches
        self._running = asyncio.create_task(self.adapter.run(self.hear, self.position, self.admits))
        await self.until(lambda: self._batches > before)

    async def stop(self) -> None:
        """Ends a life."""
        await self.adapter.stop()
        if self._running is not None:
            await asyncio.wait_for(self._running, PATIENCE)
            self._running = None

    async def close(self) -> None:
        """Ends it, however it went."""
        await self.adapter.stop()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)

    async def until(self, condition: Callable[[], Found]) -> Found:
        """Listens until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not (found := condition()):
                changed = asyncio.ensure_future(self._changed.wait())
                ends = {changed, *([self._running] if self._running else [])}
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
                if self._running and self._running.done():
                    changed.cancel()
                    self._running.result()
        return found

    def messages(self) -> list[Message]:
        return [one for one in self.heard if isinstance(one, Message)]

    def texts(self) -> list[str]:
        return [one.text for one in self.messages()]

    async def until_said(self, text: str) -> Message:
        def said() -> Message | None:
            return next((one for one in self.messages() if one.text == text), None)

        found = await self.until(said)
        assert found
        return found

    async def until_heard(self, kind: type[Found], room: str = "") -> Found:
        def happened() -> Found | None:
            for one in self.heard:
                place = one.old if isinstance(one, Moved) else one.room
                if isinstance(one, kind) and room in ("", place.id):
                    return one
            return None

        found = await self.until(happened)
        assert found
        return found


NewBot = Callable[[Homeserver], Awaitable[Bot]]


@pytest_asyncio.fixture
async def new_bot(tmp_path: Path) -> AsyncIterator[NewBot]:
    bots: list[Bot] = []

    async def make(homeserver: Homeserver) -> Bot:
        name = f"bot-{tmp_path.name.lower().replace('_', '-')}-{len(bots)}"[-40:].lstrip("-")
        name = "".join(letter for letter in name if letter.isalnum() or letter == "-")
        account = await asyncio.to_thread(homeserver.register, name, display_name="Intersession")
        bots.append(Bot(homeserver, account, tmp_path / f"data-{len(bots)}"))
        return bots[-1]

    yield make
    for bot in bots:
        await bot.close()


@pytest_asyncio.fixture
async def bot(homeserver: Homeserver, new_bot: NewBot) -> Bot:
    """A bot that is connected for the first time."""
    made = await new_bot(homeserver)
    await made.start()
    return made


async def room_with(
    bot: Bot, *people: MatrixPerson, encrypted: bool = False, version: str | None = None
) -> str:
    """A room of these people with the bot in it."""
    first, *others = people
    bot.admitted.add(first.user_id)
    invited = [bot.user_id, *(one.user_id for one in others)]
    room = await first.create_room("Cyber room", invited, encrypted, version)
    for one in others:
        await one.join(room)
    await bot.until_heard(Entered, room)
    everybody = {one.user_id for one in people} | {bot.user_id}
    for one in people:
        await one.until(lambda one=one: one.members(room) == everybody)  # type: ignore[misc]
    return room


def says(to: str, *lines: str, number: int = 1, **more: Any) -> Outgoing:
    """A message of the bot to a room."""
    paragraphs = tuple(Paragraph("line", (line,)) for line in lines)
    wording = Wording("en", paragraphs, more.pop("buttons", ()), more.pop("attachments", ()))
    return Outgoing(RoomRef("matrix", to), wording, id=number, **more)


def choices(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, label.lower()) for label in labels)


# Talking


@ROOMS
async def test_a_talk_of_two(bot: Bot, new_person: NewPerson, encrypted: bool) -> None:
    amina = await new_person("Amina")
    room = await amina.open_direct(bot.user_id, encrypted)
    event = await amina.says(room, "!help")
    heard = await bot.until_said("!help")
    assert heard == Message(
        id=event,
        room=RoomRef("matrix", room),
        sender=PersonRef("matrix", amina.user_id),
        name="Amina",
        text="!help",
        private=True,
        at=heard.at,
        handle=amina.user_id[1:].partition(":")[0],
    )
    assert abs(heard.at - datetime.now(UTC)) < timedelta(minutes=1)
    answer = await bot.adapter.send(says(room, "I keep the tracks.", answers=event))
    shown = await amina.until_shown(room, lambda one: one.event_id == answer)
    assert (shown.body, shown.kind, shown.encrypted) == (
        "I keep the tracks.",
        "m.notice",
        encrypted,
    )
    assert shown.in_reply_to is None
    assert not any(isinstance(one, Entered) for one in bot.heard)


@ROOMS
async def test_a_room(bot: Bot, new_person: NewPerson, encrypted: bool) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno, encrypted=encrypted)
    entered = await bot.until_heard(Entered, room)
    assert entered.names.title == "Cyber room"
    event = await bruno.says(room, "!vote D7")
    heard = await bot.until_said("!vote D7")
    assert (heard.private, heard.names.title) == (False, "Cyber room")
    mention = Mention(PersonRef("matrix", bruno.user_id), "Bruno <b>")
    elsewhere = Mention(PersonRef("telegram", "7"), "Chipo")
    line = Paragraph("line", (mention, " and ", elsewhere, " may ", Typed("vote D7")))
    outgoing = says(room, answers=event, buttons=choices("Support", "Object"))
    outgoing = replace(outgoing, wording=replace(outgoing.wording, paragraphs=(line,)))
    answer = await bot.adapter.send(outgoing)
    for person in (amina, bruno):
        shown = await person.until_shown(room, lambda one: len(one.reactions) == 2)
        assert shown.event_id == answer
        assert shown.body == "Bruno <b> and Chipo may !vote D7\n1 Support · 2 Object"
        assert shown.formatted_body == (
            f'<a href="https://matrix.to/#/{bruno.user_id}">Bruno &lt;b&gt;</a> and Chipo may '
            "<code>!vote D7</code><br>1 Support · 2 Object"
        )
        assert shown.mentions == (bruno.user_id,)
        assert shown.in_reply_to == event
        assert [one.key for one in shown.reactions] == [keycap(0), keycap(1)]
    await amina.reacts(room, answer, "👍")
    tap = await amina.reacts(room, answer, "2\ufe0f\u20e3")
    await amina.reacts(room, event, "1\ufe0f\u20e3")
    await amina.says(room, "done")
    await bot.until_said("done")
    tapped = [one for one in bot.messages() if one.tap]
    assert [(one.id, one.text, one.sender.id) for one in tapped] == [(tap, "", amina.user_id)]
    assert tapped[0].tap
    assert (tapped[0].tap.sent, tapped[0].tap.choice) == (answer, 1)


async def test_a_new_member_reads_the_first_message(
    bot: Bot, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, encrypted=True)
    await bot.adapter.send(says(room, "first"))

    async def not_now(*_: Any) -> None:
        return None

    # The round that would fetch the new member's keys did not come to it.
    monkeypatch.setattr("adapters.matrix.listening.tend_keys", not_now)
    await amina.invite(room, bruno.user_id)
    await bruno.join(room)
    await bruno.says(room, "here")
    await bot.until_said("here")
    second = await bot.adapter.send(says(room, "second", number=2))
    shown = await bruno.until_shown(room, lambda one: one.event_id == second)
    assert (shown.body, shown.problem) == ("second", None)


async def test_only_what_people_say_is_heard(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    await bot.stop()
    said = await amina.says(room, "!one")
    taken_back = await amina.says(room, "!two")
    await amina.edits(room, said, "!one more")
    await amina.redacts(room, taken_back)
    await amina.says(room, "!from a bot", kind="m.notice")
    await amina.says(room, "!waves", kind="m.emote")
    await amina.sends_in_clear(
        room, "m.room.message", {"msgtype": "m.file", "body": "!f", "url": "mxc://a/b"}
    )
    await amina.says(room, "!last")
    await bot.start()
    await bot.adapter.send(says(room, "!mine"))
    await amina.says(room, "!after")
    await bot.until_said("!after")
    assert bot.texts() == ["!one", "!last", "!after"]


async def test_answers_and_threads(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno, encrypted=True)
    ours = await bot.adapter.send(says(room, "Which paragraph?"))
    theirs = await bruno.says(room, "Look at this")
    await amina.until_shown(room, lambda one: one.event_id == theirs)
    await amina.says(room, "2.1", reply_to=ours)
    await amina.says(room, "!thanks", reply_to=theirs)
    await amina.says(room, "in the thread", thread=ours)
    await amina.says(room, "answer in the thread", thread=theirs, reply_to=ours)
    await amina.says(room, "end")
    await bot.until_said("end")
    related = {
        one.text: (one.replies_to, one.replied_author and one.replied_author.id, one.thread)
        for one in bot.messages()
    }
    assert related["2.1"] == (ours, None, "")
    assert related["!thanks"] == ("", bruno.user_id, "")
    assert related["in the thread"] == ("", None, ours)
    assert related["answer in the thread"] == (ours, None, theirs)
    sent = await bot.adapter.send(says(room, "Kept.", number=2, thread=theirs, answers=theirs))
    shown = await amina.until_shown(room, lambda one: one.event_id == sent)
    assert (shown.thread, shown.in_reply_to) == (theirs, None)


async def test_the_author_of_an_old_message_is_looked_up(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno)
    theirs = await bruno.says(room, "Look at this")
    ours = await bot.adapter.send(says(room, "Which one?"))
    await bot.until_said("Look at this")
    await bot.stop()
    await bot.start()
    await amina.says(room, "!thanks", reply_to=theirs)
    await amina.says(room, "that one", reply_to=ours)
    await amina.reacts(room, ours, "1")
    await bot.until(lambda: any(one.tap for one in bot.messages()))
    thanks, that = await bot.until_said("!thanks"), await bot.until_said("that one")
    assert thanks.replied_author == PersonRef("matrix", bruno.user_id)
    assert that.replies_to == ours


async def test_mentions_become_ids(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno)
    to_bot = f'<a href="https://matrix.to/#/{bot.user_id}">Intersession</a>'
    to_bruno = f'<a href="https://matrix.to/#/{bruno.user_id}">Bruno</a>'
    await amina.says(
        room,
        "Intersession: !appoint Bruno",
        html=f"{to_bot}: !appoint {to_bruno}",
        mentions=[bot.user_id, bruno.user_id],
    )
    await bot.until_said(f"!appoint {bruno.user_id}")


# Being there


async def test_who_may_bring_the_bot_in(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await amina.create_room("Anywhere", [bot.user_id])

    def turned_down() -> bool:
        return any(
            event["type"] == "m.room.member"
            and event["state_key"] == bot.user_id
            and event["content"]["membership"] == "leave"
            for event in amina.events(room)
        )

    await amina.until(turned_down)
    assert bot.asked == [amina.user_id]
    welcome = await room_with(bot, bruno)
    assert [one.room.id for one in bot.heard if isinstance(one, Entered)] == [welcome]


async def test_a_room_that_pretends_to_be_a_talk_of_two(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await amina.create_room("Crowd", [bruno.user_id])
    await bruno.join(room)
    await amina.until(lambda: bruno.user_id in amina.members(room))
    path = f"rooms/{room}/state/m.room.member/{bot.user_id}"
    await amina._request("PUT", path, {"membership": "invite", "is_direct": True})
    await amina.until(lambda: bot.user_id in amina.members(room))
    await amina.until(lambda: bot.user_id not in amina.members(room))
    assert bot.asked == [amina.user_id]
    await room_with(bot, bruno)
    assert not any(one.room.id == room for one in bot.heard if not isinstance(one, Moved))


@ROOMS
async def test_words_that_came_with_the_invitation(
    homeserver: Homeserver, new_bot: NewBot, new_person: NewPerson, encrypted: bool
) -> None:
    bot, amina = await new_bot(homeserver), await new_person("Amina")
    await bot.start()
    await bot.stop()
    room = await amina.create_room(None, [bot.user_id], encrypted, direct=True)
    await amina.until(lambda: bot.user_id in amina.client.rooms[room].users)
    for number in range(70):
        await amina.says(room, f"!line {number}")
    await bot.start()
    await bot.until_said("!line 69")
    assert bot.texts() == [f"!line {number}" for number in range(70)]


async def test_what_was_said_before_we_came_is_not_heard(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    bot.admitted.add(amina.user_id)
    room = await amina.create_room("Cyber room")
    for number in range(60):
        await amina.says(room, f"!old {number}")
    await amina.invite(room, bot.user_id)
    await bot.until_heard(Entered, room)
    await amina.says(room, "!new")
    await bot.until_said("!new")
    assert bot.texts() == ["!new"]


async def test_more_invitations_than_at_once(bot: Bot, new_person: NewPerson) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    await bot.stop()
    rooms = [
        await amina.create_room(None, [bot.user_id], direct=number % 2 == 0) for number in range(24)
    ]
    bot.admitted.add(amina.user_id)
    await bot.start()
    talk = await bruno.open_direct(bot.user_id)
    await bruno.says(talk, "!help")
    await bot.until_said("!help")
    for room in rooms:
        await amina.until(lambda room=room: bot.user_id in amina.members(room))  # type: ignore[misc]


async def test_an_invitation_outlives_a_crash(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    bot.unsure = True
    room = await amina.create_room("Cyber room", [bot.user_id])
    await bot.until(lambda: bot.asked)
    await bot.stop()
    bot.unsure = False
    bot.admitted.add(amina.user_id)
    await bot.start()
    await bot.until_heard(Entered, room)


async def test_an_invitation_outlives_a_failed_first_round(
    homeserver: Homeserver,
    new_bot: NewBot,
    new_person: NewPerson,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bot, amina = await new_bot(homeserver), await new_person("Amina")
    opening = asyncio.create_task(amina.open_direct(bot.user_id))
    await amina.until(
        lambda: any(bot.user_id in room.users for room in amina.client.rooms.values())
    )
    gather = Listening._gather
    failures: list[object] = []

    async def fail_once(listening: Listening, response: Any) -> list[Heard]:
        if not failures:
            failures.append(response)
            raise TimeoutError
        return await gather(listening, response)

    monkeypatch.setattr(Listening, "_gather", fail_once)
    await bot.start()
    await opening
    assert failures


async def test_kicked_and_invited_again(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=True)
    await bot.stop()
    await amina.says(room, "!before")
    await amina.kick(room, bot.user_id, "a rest")
    await bot.start()
    await bot.until_heard(Left, room)
    with pytest.raises(GiveUp) as gone:
        await bot.adapter.send(says(room, "Anybody?"))
    assert gone.value.unreachable
    await amina.says(room, "!between")
    await amina.invite(room, bot.user_id)
    await bot.until(lambda: sum(isinstance(one, Entered) for one in bot.heard) == 2)
    await amina.until(lambda: bot.user_id in amina.members(room))
    await amina.says(room, "!after")
    await bot.until_said("!after")
    assert [type(one).__name__ for one in bot.heard] == [
        "Entered", "Message", "Left", "Entered", "Message"
    ]  # fmt: skip
    assert bot.texts() == ["!before", "!after"]
    sent = await bot.adapter.send(says(room, "Here.", number=2))
    await amina.until_shown(room, lambda one: one.event_id == sent and one.body == "Here.")


async def test_kicked_while_listening(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    await amina.kick(room, bot.user_id)
    left = await bot.until_heard(Left, room)
    await amina.until(lambda: bot.user_id not in amina.members(room))
    (kick,) = [event for event in amina.events(room) if event["event_id"] == left.id]
    assert (kick["type"], kick["state_key"]) == ("m.room.member", bot.user_id)
    with pytest.raises(GiveUp):
        await bot.adapter.send(says(room, "Anybody?"))


async def test_an_empty_room_is_left(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    await amina.leave(room)
    await bot.until_heard(Left, room)


async def test_an_upgrade_of_an_open_room(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, version="10")
    rule = {"join_rule": "public"}
    await amina._request("PUT", f"rooms/{room}/state/m.room.join_rules/", rule)
    new = await amina.upgrades(room)
    moved = await bot.until_heard(Moved, room)
    assert moved.new == RoomRef("matrix", new)
    sent = await bot.adapter.send(says(new, "Here too."))
    await amina.until_shown(new, lambda one: one.event_id == sent)
    assert not any(isinstance(one, Entered) and one.room.id == new for one in bot.heard)


async def test_an_upgrade_of_a_closed_room(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=True, version="10")
    bot.admitted.clear()
    await bot.stop()
    for number in range(60):
        await amina.says(room, f"!line {number}")
    new = await amina.upgrades(room)
    await amina.invite(new, bot.user_id)
    await bot.start()
    moved = await bot.until_heard(Moved, room)
    assert moved.new == RoomRef("matrix", new)
    await amina.until(lambda: bot.user_id in amina.members(new))
    await amina.says(new, "!after")
    await bot.until_said("!after")
    assert [one.text for one in bot.messages()][:60] == [f"!line {number}" for number in range(60)]
    assert [one.room.id for one in bot.heard if isinstance(one, Entered)] == [room]


async def test_a_false_upgrade_is_not_followed(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    trap = await amina.create_room("Trap")
    rule = {"join_rule": "public"}
    await amina._request("PUT", f"rooms/{trap}/state/m.room.join_rules/", rule)
    tombstone = {"body": "moved", "replacement_room": trap}
    await amina._request("PUT", f"rooms/{room}/state/m.room.tombstone/", tombstone)
    await amina.until(lambda: bot.user_id in amina.members(trap))
    await amina.until(lambda: bot.user_id not in amina.members(trap))
    await amina.says(room, "!still here")
    await bot.until_said("!still here")
    assert [type(one).__name__ for one in bot.heard] == ["Entered", "Message"]


# Losing nothing


@ROOMS
async def test_all_that_was_said_while_away(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    await amina.says(room, "!0")
    await bot.until_said("!0")
    await bot.stop()
    spoken = [f"!{number}" for number in range(1, 131)]
    for line in spoken:
        await amina.says(room, line)
    await bot.start()
    await bot.until_said("!130")
    await amina.says(room, "!end")
    await bot.until_said("!end")
    assert bot.texts() == ["!0", *spoken, "!end"]
    assert (bot.folder / "matrix" / "credentials.json").stat().st_mode & 0o777 == 0o600
    assert stat.S_IMODE((bot.folder / "matrix" / "keys").stat().st_mode) == 0o700


async def test_the_first_start_does_not_act_on_the_past(
    homeserver: Homeserver, new_bot: NewBot, new_person: NewPerson
) -> None:
    bot, amina = await new_bot(homeserver), await new_person("Amina")
    elsewhere = await MatrixPerson.log_in(homeserver, homeserver.login(bot.account))
    room = await amina.create_room("Cyber room", [bot.user_id])
    await elsewhere.join(room)
    await amina.says(room, "!old")
    await elsewhere.close()
    await bot.start()
    assert (await bot.until_heard(Entered)).room.id == room
    await amina.says(room, "!new")
    await bot.until_said("!new")
    assert bot.texts() == ["!new"]


@ROOMS
async def test_what_is_not_taken_in_is_told_again(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    bot.failures = 2
    await amina.says(room, "!vote")
    await amina.says(room, "!again")
    await bot.until_said("!again")
    assert bot.failures == 0
    assert bot.texts() == ["!vote", "!again"]


@ROOMS
async def test_a_crash_before_it_was_taken_in(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    bot.failures = 1_000
    await amina.says(room, "!vote")
    await bot.until(lambda: bot.failures < 1_000)
    await bot.stop()
    bot.failures = 0
    await bot.start()
    await bot.until_said("!vote")
    assert bot.texts() == ["!vote"]


async def test_a_homeserver_that_goes_and_comes_back(
    own_homeserver: Homeserver, new_bot: NewBot
) -> None:
    bot = await new_bot(own_homeserver)
    amina = await MatrixPerson.register(own_homeserver, "amina", name="Amina")
    await bot.start()
    room = await room_with(bot, amina, encrypted=True)
    await amina.says(room, "!before")
    await bot.until_said("!before")
    own_homeserver.kill()
    with pytest.raises(TryLater):
        await bot.adapter.send(says(room, "lost?"))
    await asyncio.to_thread(own_homeserver.start)
    await amina.says(room, "!after")
    await bot.until_said("!after")
    sent = await bot.adapter.send(says(room, "lost?"))
    await amina.until_shown(room, lambda one: one.event_id == sent and one.body == "lost?")
    assert bot.texts() == ["!before", "!after"]
    await amina.close()


async def test_a_homeserver_that_is_down_at_the_start(
    own_homeserver: Homeserver, new_bot: NewBot
) -> None:
    bot = await new_bot(own_homeserver)
    own_homeserver.stop()
    starting = asyncio.create_task(bot.start())
    await asyncio.to_thread(own_homeserver.start)
    await starting
    assert bot.position


async def test_stopping_while_the_homeserver_is_down(
    own_homeserver: Homeserver, new_bot: NewBot
) -> None:
    bot = await new_bot(own_homeserver)
    await bot.start()
    own_homeserver.kill()
    async with asyncio.timeout(5):
        await bot.stop()
    with pytest.raises(TryLater):
        await bot.adapter.send(says("!anywhere", "x"))


async def test_a_key_that_comes_late(
    bot: Bot, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=True)
    send, held = amina.client._send, []

    async def hold_keys(kind: type, *rest: Any, **more: Any) -> Any:
        if kind is ShareGroupSessionResponse:
            held.append((kind, rest, more))
            return ShareGroupSessionResponse(*more["response_data"])
        return await send(kind, *rest, **more)

    monkeypatch.setattr(amina.client, "_send", hold_keys)
    await amina.says(room, "!sealed")
    await amina.sends_in_clear(room, "m.room.message", contents.text("!clear"))
    await bot.until_said("!clear")
    assert bot.texts() == ["!clear"]
    assert json.loads(bot.position)["unread"]
    await bot.stop()
    await bot.start()
    kind, rest, more = held[0]
    await send(kind, *rest, **more)
    await bot.until_said("!sealed")
    await amina.says(room, "!end")
    await bot.until_said("!end")
    assert bot.texts() == ["!clear", "!sealed", "!end"]
    assert not bot.position.startswith("{")


async def test_one_time_keys_do_not_run_out(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=True)
    device = json.loads((bot.folder / "matrix" / "credentials.json").read_text())["device"]
    query = {"one_time_keys": {bot.user_id: {device: "signed_curve25519"}}}

    async def claim() -> bool:
        answer = await amina._request("POST", "keys/claim", query)
        return bool(answer["one_time_keys"].get(bot.user_id, {}).get(device))

    await bot.stop()
    async with asyncio.timeout(PATIENCE):
        while await claim():
            pass
    await bot.start()
    await amina.says(room, "!wake")
    await bot.until_said("!wake")
    assert await claim()


# Speaking


@ROOMS
async def test_the_same_message_is_shown_once(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    table = Attachment("table.csv", "text/csv", b"a,b\n1,2\n")
    outgoing = says(room, "Recorded.", attachments=(table,))
    first = await bot.adapter.send(outgoing)
    assert await bot.adapter.send(outgoing) == first
    await bot.stop()
    await bot.start()
    assert await bot.adapter.send(outgoing) == first
    last = await bot.adapter.send(says(room, "Another with the same number."))
    assert last != first
    await amina.until_shown(room, lambda one: one.event_id == last)
    shown = amina.shown(room)
    assert [one.body for one in shown] == [
        "Recorded.", "table.csv", "Another with the same number."
    ]  # fmt: skip
    assert [one.problem for one in shown] == [None, None, None]
    (file,) = shown[1].files
    assert (file.content, file.mimetype, shown[1].encrypted) == (
        table.content,
        "text/csv",
        encrypted,
    )


@ROOMS
async def test_a_long_message_comes_in_parts(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    lines = [f"{number} " + "مرحبا " * 400 for number in range(30)]
    endless = "word " * 20_000
    sent = await bot.adapter.send(says(room, *lines, endless, buttons=choices("Yes")))
    shown = await amina.until_shown(room, lambda one: one.event_id == sent)
    assert shown.body.endswith("1 Yes")
    heard = "\n".join(one.body for one in amina.shown(room))
    assert heard.split() == " ".join([*lines, endless, "1 Yes"]).split()
    assert len(amina.shown(room)) > 2


async def test_a_failed_exchange_of_keys_is_tried_again(
    bot: Bot, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=True)
    client = bot.adapter._client
    assert client
    send, failures = client._send, [0, 0]

    async def fail_once(kind: type, *rest: Any, **more: Any) -> Any:
        if kind.__name__ == "KeysClaimResponse" and not failures[0]:
            failures[0] += 1
            raise TimeoutError
        if kind is ShareGroupSessionResponse and not failures[1]:
            failures[1] += 1
            raise TimeoutError
        return await send(kind, *rest, **more)

    monkeypatch.setattr(client, "_send", fail_once)
    for _ in range(2):
        with pytest.raises(TryLater):
            await bot.adapter.send(says(room, "Readable?"))
    async with asyncio.timeout(PATIENCE):
        sent = await bot.adapter.send(says(room, "Readable?"))
    assert failures == [1, 1]
    shown = await amina.until_shown(room, lambda one: one.event_id == sent)
    assert (shown.body, shown.problem) == ("Readable?", None)
    assert len(amina.shown(room)) == 1


async def test_a_device_without_keys_holds_nobody_up(
    bot: Bot, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno, encrypted=True)
    await bruno.pause()
    query = {"one_time_keys": {bruno.user_id: {bruno.account.device_id: "signed_curve25519"}}}
    async with asyncio.timeout(PATIENCE):
        while (await amina._request("POST", "keys/claim", query))["one_time_keys"].get(
            bruno.user_id
        ):
            pass
    client = bot.adapter._client
    assert client
    send, claims = client._send, []

    async def fail_once(kind: type, *rest: Any, **more: Any) -> Any:
        if kind.__name__ == "KeysClaimResponse":
            claims.append(kind)
            if len(claims) == 2:
                raise TimeoutError
        return await send(kind, *rest, **more)

    monkeypatch.setattr(client, "_send", fail_once)
    with pytest.raises(TryLater):
        await bot.adapter.send(says(room, "For those who can read."))
    async with asyncio.timeout(PATIENCE):
        sent = await bot.adapter.send(says(room, "For those who can read."))
    await amina.until_shown(room, lambda one: one.event_id == sent and one.problem is None)


async def test_writing_to_a_person(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    to = PersonRef("matrix", amina.user_id)
    first = await bot.adapter.send(replace(says("", "Hello."), to=to))
    (room,) = amina.invitations()
    await amina.join(room)
    await amina.until_shown(room, lambda one: one.event_id == first)
    second = await bot.adapter.send(replace(says("", "And again.", number=2), to=to))
    shown = await amina.until_shown(room, lambda one: one.event_id == second)
    assert (shown.body, shown.encrypted) == ("And again.", True)
    await amina.says(room, "!help")
    assert (await bot.until_said("!help")).private
    await bot.stop()
    await bot.start()
    third = await bot.adapter.send(replace(says("", "Still here.", number=3), to=to))
    await amina.until_shown(room, lambda one: one.event_id == third)
    await amina.leave(room)
    await bot.until_heard(Left, room)
    await bot.adapter.send(replace(says("", "Come back.", number=4), to=to))
    (new,) = await amina.until(lambda: set(amina.invitations()) - {room})
    assert new != room
    await amina.until(lambda: new in amina.invitations())
    await amina.leave(new)
    await bot.until_heard(Left, new)
    with pytest.raises(GiveUp) as declined:
        await bot.adapter.send(replace(says("", "Please.", number=5), to=to))
    assert declined.value.unreachable
    assert not any(isinstance(one, Entered) for one in bot.heard)


async def test_many_to_one_person_make_one_room(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    to = PersonRef("matrix", amina.user_id)
    await asyncio.gather(
        *(bot.adapter.send(replace(says("", f"{n}", number=n), to=to)) for n in range(1, 4))
    )
    await amina.until(amina.invitations)
    assert len(amina.invitations()) == 1


async def test_the_limits_of_a_homeserver(tmp_path: Path, new_bot: NewBot) -> None:
    with Homeserver(tmp_path / "strict", lenient=False) as strict:
        bot = await new_bot(strict)
        await bot.start()
        amina = await MatrixPerson.register(strict, "amina", name="Amina")
        room = await room_with(bot, amina)

        async def chatter() -> None:
            for number in range(30):
                await bot.adapter.send(says(room, "x", number=number, buttons=choices("A", "B")))

        with pytest.raises(TryLater) as limited:
            await chatter()
        assert limited.value.whole
        assert limited.value.after
        assert limited.value.after > timedelta()
        await bot.stop()
        await amina.close()


# Coming in


async def test_an_access_token_of_the_operator(
    homeserver: Homeserver, new_bot: NewBot, new_person: NewPerson
) -> None:
    bot, amina = await new_bot(homeserver), await new_person("Amina")
    access = {"access_token": bot.account.access_token, "device_id": bot.account.device_id}
    await bot.start(bot.new_life(**access))
    await amina.open_direct(bot.user_id, encrypted=True)
    assert not (bot.folder / "matrix" / "credentials.json").exists()
    await bot.stop()
    with pytest.raises(CannotStart, match="another user or device"):
        await bot.start(bot.new_life(**(access | {"device_id": "OTHER"})))


async def test_no_way_in(homeserver: Homeserver, new_bot: NewBot) -> None:
    bot = await new_bot(homeserver)
    with pytest.raises(CannotStart, match="INTERSESSION_MATRIX_PASSWORD"):
        await bot.start(bot.new_life(password=""))
    await bot.close()
    with pytest.raises(CannotStart, match="403 M_FORBIDDEN"):
        await bot.start(bot.new_life(password="wrong"))


async def test_lost_keys(bot: Bot) -> None:
    await bot.stop()
    for file in (bot.folder / "matrix" / "keys").iterdir():
        file.unlink()
    with pytest.raises(CannotStart, match="are lost"):
        await bot.start()
    await bot.close()
    (bot.folder / "matrix" / "credentials.json").unlink()
    await bot.start()


async def test_a_login_that_was_ended(bot: Bot) -> None:
    kept = json.loads((bot.folder / "matrix" / "credentials.json").read_text())
    client = bot.adapter._client
    assert client
    headers = {"Authorization": f"Bearer {kept['token']}"}
    await client.send("POST", "/_matrix/client/v3/logout", b"{}", headers)
    with pytest.raises(CannotStart, match="ended the bot's login"):
        await bot.until(lambda: False)
    await bot.close()
    with pytest.raises(CannotStart, match="ended the bot's login"):
        await bot.start()


# Reading, without a homeserver

ME = "@bot:example.org"
PILL = '<a href="https://matrix.to/#/@bruno:example.org">Bruno</a>'


def content(body: str, html: str = "", **more: Any) -> dict[str, Any]:
    return contents.text(body, html=html or None, **more)


BRUNO = "@bruno:example.org"
LINK = f"https://matrix.to/#/{BRUNO}"
ANSWER = contents.reply("$1")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (content("!help"), "!help"),
        (content("bot: !help"), "!help"),
        (content("Intersession, help"), "help"),
        (content("Intersession help"), "Intersession help"),
        (content(f"{ME} !help"), "!help"),
        (content(f"{ME}anic !help"), f"{ME}anic !help"),
        (content(ME), ""),
        (content("ask Bruno", f"ask {PILL}"), f"ask {BRUNO}"),
        (content("Bruno and Bruno", f"Bruno and {PILL}"), f"Bruno and {BRUNO}"),
        (content("Bruno and Bruno", f"{PILL} and {PILL}"), f"{BRUNO} and {BRUNO}"),
        (content(f"ask [Bruno]({LINK})", f"ask {PILL}"), f"ask {BRUNO}"),
        (content(f"ask {BRUNO}", f"ask {PILL}"), f"ask {BRUNO}"),
        (content(f"ask {LINK}"), f"ask {BRUNO}"),
        (content("x < y", "x &lt; y <b>"), "x < y"),
        (content("> <@a:b> old\n> more\n\nnew", relation=ANSWER), "new"),
        (content("> mine\nnew", relation=ANSWER), "> mine\nnew"),
        (
            content(
                "> <@a:b> Bruno\n\nask Bruno",
                f"<mx-reply>Bruno</mx-reply>ask {PILL}",
                relation=ANSWER,
            ),
            f"ask {BRUNO}",
        ),
    ],
)
def test_words(said: dict[str, Any], read: str) -> None:
    assert words(said, ME, ("Intersession", "bot")) == read


@pytest.mark.parametrize("place", range(10))
def test_a_keycap_is_understood_as_it_is_set(place: int) -> None:
    assert choice(keycap(place)) == place
    assert choice(str(place + 1)) == place
    assert choice(f"{place + 1}\u20e3") == place


@pytest.mark.parametrize("key", ["", "👍", "0", "0\ufe0f\u20e3", "11", "a1", "1️⃣1️⃣"])
def test_other_reactions_are_no_choice(key: str) -> None:
    assert choice(key) is None


@pytest.mark.parametrize("broken", [None, 7, [], {"m.in_reply_to": 3}, {"event_id": {}}])
def test_a_malformed_relation_is_none(broken: object) -> None:
    found = relation({"m.relates_to": broken})
    assert (found.thread, found.answers, found.edits) == ("", "", "")
