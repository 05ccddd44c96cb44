"""The bot in a terminal: several people and rooms, no account and no network."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text as RichText

from adapters.story.transcript import Change, Saying, read_change, read_saying
from bot.conversation.errors import NotKept
from bot.conversation.files import is_meant
from bot.conversation.message import (
    LARGEST_FILE,
    Attached,
    Edited,
    Heard,
    Message,
    NotFetched,
    PersonRef,
    Removed,
    RoomNames,
    RoomRef,
    Tap,
)
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain, plain_line
from bot.ports import Admits, Clock, Hear, Limits

Show = Callable[[Outgoing, str], None]
_ROOM = "room/"
_AGAIN_AFTER_SECONDS = 2.0


class ConsoleAdapter:
    """A platform in memory. People and rooms are there as soon as they are named."""

    limits = Limits()

    def __init__(
        self,
        platform: str,
        clock: Clock,
        show: Show,
        largest_file: int = LARGEST_FILE,
        *,
        again_after: float = 0,
    ) -> None:
        """show is called with everything the bot says, and the id it was given. Larger files than
        largest_file (bytes) are not taken. again_after: what could not be kept is heard again after
        so many seconds, as on any platform; 0: whoever speaks is told with NotKept."""
        self._again_after = again_after
        self._files: dict[str, bytes] = {}
        self._largest_file = largest_file
        self.platform = platform
        self._clock = clock
        self._show = show
        self._hear: Hear | None = None
        self._listening = asyncio.Event()
        self._stopped = asyncio.Event()
        self._heard = 0
        self._last: dict[tuple[str, str], str] = {}
        self._begun = clock.now()

    @property
    def address(self) -> str:
        """How a person speaks to the bot in private here."""
        return "NAME: /start"

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Listen until stopped."""
        self._hear = hear
        self._heard = int(position or 0)
        self._listening.set()
        await self._stopped.wait()

    async def send(self, outgoing: Outgoing) -> str:
        """Show it."""
        number = f"m{outgoing.id}"
        self._show(outgoing, number)
        return number

    async def stop(self) -> None:
        """End run()."""
        self._stopped.set()

    async def say(
        self,
        who: str,
        room: str,
        text: str,
        *,
        replies_to: str = "",
        tap: Tap | None = None,
        file: tuple[str, bytes] | None = None,
        about: str = "",
    ) -> str:
        """Somebody says something, in private if room is ""; the id it was heard under.

        file: the name and the content of what they send. about: the name of the file, sent before,
        that they reply to.
        """
        number = await self._next()
        message = Message(
            id=number,
            room=self._place(who, room),
            sender=PersonRef(self.platform, who),
            name=who,
            text=text,
            private=not room,
            at=self._clock.now(),
            names=RoomNames(room),
            replies_to=replies_to,
            tap=tap,
        )
        message = replace(message, file=self._attached(message, file, about))
        if not tap:
            self._last[who, room] = number
        return await self.told(message)

    async def edit(self, who: str, room: str, text: str) -> str:
        """Somebody gives the last thing they said there a new text; the id it was heard under.

        Raises KeyError if they said nothing there.
        """
        said = self._last[who, room]
        place, person = self._place(who, room), PersonRef(self.platform, who)
        number = await self._next()
        return await self.told(Edited(number, place, said, person, text, self._clock.now()))

    async def delete(self, who: str, room: str) -> str:
        """Somebody takes back the last thing they said there; the id it was heard under.

        Raises KeyError if they said nothing there.
        """
        said = self._last.pop((who, room))
        number = await self._next()
        return await self.told(Removed(number, self._place(who, room), said, self._clock.now()))

    async def _next(self) -> str:
        """The id of what is heard next, once somebody listens."""
        await self._listening.wait()
        self._heard += 1
        return str(self._heard)

    async def told(self, heard: Heard) -> str:
        """Have something heard; the id it was heard under. Raises NotKept if it could not be kept
        and is not to be heard again."""
        if self._hear is None:
            raise RuntimeError("nobody listens yet")
        while True:
            try:
                await self._hear((heard,), heard.id)
            except NotKept:
                if not self._again_after:
                    raise
                await asyncio.sleep(self._again_after)
            else:
                return heard.id

    def _place(self, who: str, room: str) -> RoomRef:
        return room_ref(self.platform, room) if room else RoomRef(self.platform, who)

    def _attached(
        self, message: Message, file: tuple[str, bytes] | None, about: str
    ) -> Attached | None:
        name, content = file or (about, self._files.get(about))
        if content is None:
            return None
        self._files[name] = content
        sent = Attached(name, "", len(content))
        if not is_meant(message):
            return sent
        if len(content) > self._largest_file:
            return replace(sent, why_not=NotFetched.TOO_LARGE)
        return replace(sent, content=content)


def room_ref(platform: str, room: str) -> RoomRef:
    """The room of a name on the console."""
    return RoomRef(platform, _ROOM + room)


def place_name(outgoing: Outgoing) -> tuple[str, str]:
    """The person or the room that a message goes to, by name; the other one is ""."""
    name = outgoing.to.id
    return ("", name.removeprefix(_ROOM)) if name.startswith(_ROOM) else (name, "")


def shown_lines(outgoing: Outgoing) -> list[str]:
    """A message in the notation: its lines, then its choices."""
    wording = outgoing.wording
    lines = plain(wording).split("\n") if wording.paragraphs else []
    lines += [f"[{attachment.name}]" for attachment in wording.attachments]
    return lines + [f"[{button.label}]" for button in wording.buttons]


class Terminal:
    """What a person sees and types."""

    def __init__(self, clock: Clock, *, interactive: bool) -> None:
        self._console = Console(highlight=False, soft_wrap=not interactive)
        self._interactive = interactive
        self._last: dict[tuple[str, str], list[tuple[str, Outgoing]]] = {}
        self._who = "You"
        self.adapter = ConsoleAdapter(
            "console", clock, self._show, again_after=_AGAIN_AFTER_SECONDS
        )

    def welcome(self, claim: str, database: str, at: datetime, pages: str = "") -> None:
        """The one screen that says how to speak; pages: where the public pages are shown."""
        lines = [
            "You are in a room of your own with the bot. Speak as anyone:",
            "",
            "  [bold]/start[/]                            you, to the bot alone",
            "  [bold]Amina: /join bpf-cybersecurity[/]    Amina, to the bot alone",
            "  [bold]Amina in Cyber room: /tracks[/]      Amina, in a room",
            "  [bold]Amina: \\[See the tracks][/]           taps a choice; its number does too",
            "  [bold]Amina replies: Nairobi[/]            answers the bot's last question",
            "  [bold]Amina sends norms.md[/]              sends a file of this machine",
            "",
            f"It is {at:%a %d %B %Y, %H:%M} UTC. Kept in {escape(database)}.",
        ]
        if claim:
            lines.append(f"To become its operator: [bold]/claim {claim}[/]")
        if pages:
            lines.append(f"What anyone may read: http://{escape(pages)}/")
        lines.append("End with Ctrl-D.")
        self._console.print(Panel("\n".join(lines), title="Intersession", expand=False))

    async def read(self, deliver: Callable[[], Awaitable[None]]) -> None:
        """Read lines until the end of the input, say them, and show what is answered."""
        while True:
            line = await asyncio.to_thread(self._next_line)
            if line is None:
                return
            if line.strip():
                await self._say(line.strip())
                await self._answer(deliver)

    async def _answer(self, deliver: Callable[[], Awaitable[None]]) -> None:
        """Show what is answered, however long the database can't be written."""
        for again in count():
            try:
                await deliver()
            except NotKept:
                if not again:
                    said = "What you said is kept, but my memory can't be written at the moment. "
                    self._console.print(f"{said}The answer follows.", style="yellow")
                await asyncio.sleep(_AGAIN_AFTER_SECONDS)
            else:
                return

    async def _say(self, line: str) -> None:
        change = None if line[0] in "/!" else read_change(line)
        if change:
            await self._change(change)
            return
        saying = None if line[0] in "/!" else read_saying(line)
        if saying is None:
            saying = Saying(self._who, "", "", line, replies=False)
        self._who = saying.who
        shown = self._last.get((saying.who, "") if not saying.room else ("", saying.room), [])
        if saying.label:
            await self._tap(saying, shown)
        else:
            asked = next((key for key, one in reversed(shown) if one.wording.asks), "")
            replies_to = asked if saying.replies else ""
            await self._speak(saying, replies_to)

    async def _speak(self, saying: Saying, replies_to: str) -> None:
        file = None
        if saying.file:
            try:
                content = await asyncio.to_thread(Path(saying.file).read_bytes)
            except OSError as error:
                problem = f"{saying.file} can't be read: {error.strerror}."
                self._console.print(escape(problem), style="yellow")
                return
            file = (Path(saying.file).name, content)
        await self.adapter.say(
            saying.who, saying.room, saying.text,
            replies_to=replies_to, file=file, about=Path(saying.about).name,
        )  # fmt: skip

    async def _change(self, change: Change) -> None:
        try:
            if change.text is None:
                await self.adapter.delete(change.who, change.room)
            else:
                await self.adapter.edit(change.who, change.room, change.text)
        except KeyError:
            self._console.print(f"{escape(change.who)} said nothing there.", style="yellow")

    async def _tap(self, saying: Saying, shown: Sequence[tuple[str, Outgoing]]) -> None:
        for key, outgoing in reversed(shown):
            for index, button in enumerate(outgoing.wording.buttons):
                if button.label == saying.label:
                    tap = Tap(key, index, outgoing.id)
                    await self.adapter.say(saying.who, saying.room, "", tap=tap)
                    return
        self._console.print(f"There is no choice {escape(saying.label)} here.", style="yellow")

    def _next_line(self) -> str | None:
        if self._interactive:
            try:
                return input()
            except EOFError:
                return None
        return sys.stdin.readline() or None

    def _show(self, outgoing: Outgoing, key: str) -> None:
        person, room = place_name(outgoing)
        self._last.setdefault((person, room), []).append((key, outgoing))
        text = RichText()
        text.append(f"Bot {'to ' + person if person else 'in ' + room}", style="bold cyan")
        for paragraph in outgoing.wording.paragraphs:
            style = {"title": "bold", "quote": "italic"}.get(paragraph.style, "")
            for line in plain_line(paragraph).split("\n"):
                text.append("\n  ").append(line, style=style)
        for attachment in outgoing.wording.attachments:
            text.append("\n  ").append(f"[{attachment.name}]", style="underline")
        for number, button in enumerate(outgoing.wording.buttons, 1):
            text.append("\n  ").append(f"{number} ", style="dim")
            text.append(f"[{button.label}]", style="green")
        self._console.print(text)
