"""Plays a story: lets its people speak, and compares what the bot says, in order, nothing extra."""

import asyncio
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.story.cast import Cast, enter, read_cast, set_the_stage
from adapters.story.ears import Ears, Recorded
from adapters.story.networks import Network
from adapters.story.transcript import (
    Answer,
    Change,
    Restart,
    Saying,
    Step,
    Story,
    Unreadable,
    Wait,
)
from adapters.story.writing import RANDOM, Said, as_written, change_line, saying_line, span_line
from bot.app import App
from bot.conversation.outgoing import Outgoing
from bot.ports import Store
from bot.settings import Settings

BEGINNING = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
_BEAT = timedelta(minutes=1)
_GAP = re.compile(r"<(\w+)>")


class StoryClock:
    """The time of a story; it stands still until the story moves it."""

    def __init__(self) -> None:
        self.time = BEGINNING

    def now(self) -> datetime:
        """This instant."""
        return self.time


@dataclass(slots=True)
class Playing:
    """A story being played. Afterwards conversation holds all that was said in the notation, and
    difference the first line that was not as written ("" if all was); answers holds what was said
    in place of what is written, by the line that it follows. files is the folder of what people
    send."""

    story: Story
    settings: Settings
    clock: StoryClock
    networks: Mapping[str, Network]
    open_store: Callable[[], Store]
    strict: bool = True
    files: Path = Path()
    conversation: list[str] = field(default_factory=list)
    difference: str = ""
    answers: dict[int, list[str]] = field(default_factory=dict)
    _cast: Cast = field(default_factory=lambda: Cast({}, {}))
    _history: list[Said] = field(default_factory=list)
    _sent: list[tuple[Outgoing, str]] = field(default_factory=list)
    _ears: Ears = field(default_factory=Ears)
    _known: dict[str, str] = field(default_factory=dict)
    _app: App | None = None
    _listening: asyncio.Task[None] | None = None

    async def play(self) -> None:
        """Play it to the end, or to the first difference."""
        await self._begin()
        try:
            for step, expected in _with_answers(self.story.steps):
                said = await self._step(step)
                said += await self._collect()
                self.conversation += as_written(said)
                difference = self._compare(said, expected, step.line)
                if difference:
                    self.answers[step.line] = as_written(said)
                    self._remember(said)
                if difference and self.strict:
                    self.difference = difference
                    return
        finally:
            await self._stop()

    async def _begin(self) -> None:
        self._cast = read_cast(self.story)
        # Listening comes first: real networks let people in only where the bot is there.
        await self._start()
        await enter(self._cast, self.networks)
        app = self._running()
        await app.with_store(
            lambda tx: set_the_stage(tx, self._cast, self.settings, self.clock.now())
        )
        await app.tick()
        await self._collect()

    def _running(self) -> App:
        if self._app is None:
            raise RuntimeError("the story has not begun")
        return self._app

    async def _start(self) -> None:
        adapters = [
            Recorded(one.adapter(), self._sent, self._ears) for one in self.networks.values()
        ]
        self._app = App(self.open_store(), self.clock, self.settings, adapters)
        self._known["code"] = await self._app.prepare()
        self._listening = asyncio.create_task(self._app.listen())

    async def _stop(self) -> None:
        if self._listening and self._app:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
            await self._app.stop()
        self._listening = self._app = None

    async def _step(self, step: Step) -> list[Said]:
        """Play a step; what the bot says at its end is still to be collected, and what it said
        before that comes back."""
        match step:
            case Saying():
                await self._say(step)
            case Change():
                await self._change(step)
            case Wait(until, span):
                self.conversation.append(
                    f"at {until:%Y-%m-%d %H:%M}" if until else f"later {span_line(span)}"
                )
                return await self._wait(until or self.clock.time + span)
            case Restart(span):
                self.conversation.append(f"down {span_line(span)}" if span else "restart")
                await self._stop()
                self.clock.time += span
                await self._start()
                for network in self.networks.values():
                    await network.ready()
                await self._running().tick()
            case Answer():
                raise AssertionError("answers are taken together with what they answer")
        return []

    async def _wait(self, until: datetime) -> list[Said]:
        """Let time pass, and wake the bot whenever it wants to be woken; first at its next beat,
        when it learns of what has come up since the last one."""
        app, said = self._running(), []
        beat = self.clock.time + _BEAT
        if beat < until and (app.next_wake is None or app.next_wake > beat):
            self.clock.time = beat
            await app.tick()
            said += await self._collect()
        while app.next_wake and app.next_wake < until:
            self.clock.time = app.next_wake
            await app.tick()
            said += await self._collect()
        self.clock.time = until
        await app.tick()
        return said

    async def _say(self, saying: Saying) -> None:
        text = _GAP.sub(lambda gap: self._known.get(gap[1], gap[0]), saying.text)
        saying = replace(saying, text=text)
        self.conversation.append(saying_line(saying))
        platform = self._platform(saying)
        network = self.networks[platform]
        here = [
            one
            for one in reversed(self._history)
            if one.outgoing.platform == platform
            and (one.room == saying.room if saying.room else one.person == saying.who)
        ]
        if saying.label:
            said, choice = _choice(here, saying)
            number = await network.tap(saying.who, saying.room, said.outgoing, said.sent_id, choice)
        else:
            asked = next((one.sent_id for one in here if one.outgoing.wording.asks), "")
            replies_to = asked if saying.replies else ""
            number = await self._speak(network, saying, replies_to)
        if number:
            await self._ears.have(platform, number)

    async def _speak(self, network: Network, saying: Saying, replies_to: str) -> str:
        if saying.about:
            return await network.reply_to_file(saying.who, saying.room, saying.about, saying.text)
        if not saying.file:
            return await network.say(saying.who, saying.room, saying.text, replies_to)
        try:
            content = await asyncio.to_thread((self.files / saying.file).read_bytes)
        except OSError as error:
            raise Unreadable(f"line {saying.line}: {saying.file}: {error.strerror}") from None
        file = (saying.file, content)
        return await network.send_file(saying.who, saying.room, file, saying.text, replies_to)

    async def _change(self, change: Change) -> None:
        if change.text is not None:
            text = _GAP.sub(lambda gap: self._known.get(gap[1], gap[0]), change.text)
            change = replace(change, text=text)
        self.conversation.append(change_line(change))
        platform = self._platform(change)
        network = self.networks[platform]
        try:
            if change.text is not None:
                number = await network.edit(change.who, change.room, change.text)
            elif platform == "telegram":
                raise Unreadable(f"line {change.line}: Telegram tells bots of no deletion")
            else:
                number = await network.delete(change.who, change.room)
        except KeyError:
            raise Unreadable(f"line {change.line}: {change.who} said nothing there") from None
        if number:
            await self._ears.have(platform, number)

    def _platform(self, step: Saying | Change) -> str:
        """Where it happens. Raises Unreadable if the tables do not name who or where."""
        if step.who not in self._cast.people or (step.room and step.room not in self._cast.rooms):
            raise Unreadable(f"line {step.line}: the tables name no such person or room")
        if step.room:
            return self._cast.rooms[step.room].network
        return step.network or self._cast.people[step.who].networks[0]

    async def _collect(self) -> list[Said]:
        """Let the bot say all that is due, and see it as its readers do, in order."""
        await self._running().deliver()
        sent, self._sent[:] = sorted(self._sent, key=lambda one: one[0].id), []
        said = []
        for outgoing, sent_id in sent:
            network = self.networks[outgoing.platform]
            lines = await network.shown(outgoing, sent_id)
            person, room = network.owner(outgoing.to.id), ""
            if not person:
                person, room = self._cast.place(outgoing.platform, outgoing.to.id)
            said.append(Said(person, room, tuple(lines), outgoing, sent_id))
        self._history += said
        return said

    def _compare(self, said: list[Said], expected: list[Answer], line: int) -> str:
        """The first difference between what was said and what is written, or ""."""
        wanted = [
            (answer.line, answer.person, room, answer.shown)
            for answer in expected
            for room in (answer.rooms or ("",))
        ]
        for one, (number, person, room, lines) in zip(said, wanted, strict=False):
            if (one.person, one.room) != (person, room):
                where = f"to {one.person}" if one.person else f"in {one.room}"
                return f"line {number}: this was said {where}: {' / '.join(one.lines)}"
            for offset, written_line in enumerate(lines):
                shown = one.lines[offset] if offset < len(one.lines) else "(nothing)"
                if not self._fits(written_line, shown):
                    return f"line {number + offset}: written {written_line!r}, said {shown!r}"
            if len(one.lines) > len(lines):
                return f"line {number + len(lines)}: also said {one.lines[len(lines)]!r}"
        if len(said) > len(wanted):
            extra = said[len(wanted)]
            return f"line {line}: also said {as_written([extra])}"
        if len(wanted) > len(said):
            number, person, room, lines = wanted[len(said)]
            return f"line {number}: not said: {' / '.join(lines)}"
        return ""

    def _remember(self, said: list[Said]) -> None:
        """Keep what is different at each playing, where the story does not name it yet."""
        for one in said:
            for pattern, name in RANDOM:
                found = pattern.search("\n".join(one.lines))
                if found:
                    self._known[name.strip("<>")] = found.group()

    def _fits(self, written_line: str, shown: str) -> bool:
        """Whether a shown line is as written; <name> stands for any word, which is remembered."""
        pieces = _GAP.split(written_line)
        pattern = "".join(
            re.escape(piece) if index % 2 == 0 else rf"(?P<{piece}>\S+?)"
            for index, piece in enumerate(pieces)
        )
        # A blank line inside a quotation ends with the space behind its mark.
        found = re.fullmatch(pattern, shown.rstrip())
        if found:
            self._known |= found.groupdict()
        return bool(found)


def _with_answers(steps: list[Step]) -> list[tuple[Step, list[Answer]]]:
    grouped: list[tuple[Step, list[Answer]]] = []
    for step in steps:
        if isinstance(step, Answer):
            if not grouped:
                raise Unreadable(f"line {step.line}: the bot speaks before anybody spoke")
            grouped[-1][1].append(step)
        else:
            grouped.append((step, []))
    return grouped


def _choice(here: list[Said], saying: Saying) -> tuple[Said, int]:
    for one in here:
        for index, button in enumerate(one.outgoing.wording.buttons):
            if button.label == saying.label:
                return one, index
    raise Unreadable(f"line {saying.line}: {saying.who} sees no choice [{saying.label}]")
