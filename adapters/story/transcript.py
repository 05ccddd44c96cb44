"""The notation of conversations: what the console reads, and what stories are written in.

Amina: /start                          to the bot alone
Amina in Cyber room: /tracks           in a room
Amina: [See the tracks]                taps a choice of the last message that has it
Amina replies: Nairobi                 answers the bot's last question
Amina sends norms.md "/draft irpc"     uploads a file, with a caption or without
Amina replies with norms.md            answers the bot's last question with a file
Amina replies to norms.md: /draft irpc says something in reply to a file that was sent
Amina on Matrix: /link CODE            by another of her accounts
Jo edits in Cyber room: /info words    gives the last thing he said there a new text
Jo deletes in Cyber room               takes it back (bots on Telegram are not told: not there)
Bot to Amina: …    Bot in Cyber room, Cyber chat: …
  further lines of a message are indented, choices stand as [Label]
at 2026-11-01 09:00    later 31 days   time passes; what becomes due in between is said in between
restart                                the bot is killed and starts anew on the same database
down 3 hours                           the same, and it is off for so long
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_SENDS = re.compile(
    r"(?P<who>[^:\[\]]+?)(?: in (?P<room>[^:]+?))?(?: on (?P<network>Telegram|Matrix|Mail))?"
    r" (?:sends|(?P<replies>replies) with) (?P<file>[^\s:]+)(?: \"(?P<text>.*)\")?",
    re.DOTALL,
)
_SAYS = re.compile(
    r"(?P<who>[^:\[\]]+?)(?: in (?P<room>[^:]+?))?(?: on (?P<network>Telegram|Matrix|Mail))?"
    r"(?P<replies> replies)?(?: to (?P<about>[^\s:]+))?: (?P<text>.*)",
    re.DOTALL,
)
_EDITS = re.compile(
    r"(?P<who>[^:\[\]]+?) (?:edits(?= in | on |:)(?P<where>[^:]*): (?P<text>.*)|"
    r"deletes(?= in | on |$)(?P<place>[^:]*))",
    re.DOTALL,
)
_WHERE = re.compile(r"(?: in (?P<room>.+?))?(?: on (?P<network>Telegram|Matrix|Mail))?")
_BOT = re.compile(r"Bot (?:to (?P<person>[^:]+)|in (?P<rooms>[^:]+)): (?P<text>.*)")
_LATER = re.compile(r"later (\d+) (minute|hour|day)s?")
_DOWN = re.compile(r"down (\d+) (minute|hour|day)s?")
_AT = re.compile(r"at (\d{4}-\d\d-\d\d \d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Saying:
    """A person says something, taps a choice (text "[Label]"), or replies to a question.

    file: the name of the file that is sent, text its caption. about: the name of a file that was
    sent before, and is replied to.
    """

    who: str
    room: str
    network: str
    text: str
    replies: bool
    line: int = 0
    file: str = ""
    about: str = ""

    @property
    def label(self) -> str:
        """The label of the choice that is tapped, or ""."""
        text = self.text
        return text[1:-1] if text.startswith("[") and text.endswith("]") else ""


@dataclass(frozen=True, slots=True)
class Change:
    """A person gives the last thing they said there a new text, or takes it back (text None)."""

    who: str
    room: str
    network: str
    text: str | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """Time passes: until an instant, or for a while."""

    until: datetime | None
    span: timedelta
    line: int = 0


@dataclass(frozen=True, slots=True)
class Restart:
    """The bot is killed and starts anew, after a while, on the same database."""

    span: timedelta
    line: int = 0


@dataclass(slots=True)
class Answer:
    """What the bot is expected to say: to a person, or in rooms. shown holds its lines."""

    person: str
    rooms: tuple[str, ...]
    shown: list[str]
    line: int = 0


Step = Saying | Change | Wait | Restart | Answer
Rows = list[dict[str, str]]


@dataclass(slots=True)
class Story:
    """A parsed story: who and where, and the steps of each chat block."""

    people: Rows = field(default_factory=list)
    rooms: Rows = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


class Unreadable(ValueError):  # noqa: N818 - said to whoever writes the story
    """A line that is not in the notation."""


def read_saying(text: str, line: int = 0) -> Saying | None:
    """The saying in a line, or None if it is not one."""
    sent = _SENDS.fullmatch(text)
    found = sent or _SAYS.fullmatch(text)
    if not found or (not sent and found["about"] and not found["replies"]):
        return None
    return Saying(
        found["who"].strip(),
        (found["room"] or "").strip(),
        (found["network"] or "").lower(),
        (found["text"] or "").strip(),
        bool(found["replies"]) and not (not sent and found["about"]),
        line,
        sent["file"] if sent else "",
        (found["about"] or "") if not sent else "",
    )


def read_change(text: str, line: int = 0) -> Change | None:
    """The edit or deletion in a line, or None if it is neither."""
    found = _EDITS.fullmatch(text)
    where = _WHERE.fullmatch(found["where"] or found["place"] or "") if found else None
    if not found or not where:
        return None
    words = None if found["text"] is None else found["text"].strip()
    network = (where["network"] or "").lower()
    return Change(found["who"].strip(), (where["room"] or "").strip(), network, words, line)


def read_story(text: str) -> Story:
    """A story from its Markdown. Raises Unreadable with the line's number."""
    story = Story()
    table: list[list[str]] = []
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if inside:
            if line.startswith("```"):
                inside = False
            elif line.strip():
                _read_step(story, line, number)
        elif line.startswith("```chat"):
            inside = True
        elif line.startswith("|"):
            table.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        _keep_table(story, table)
        table = []
    return story


def _read_step(story: Story, line: str, number: int) -> None:
    if line.startswith("  "):
        if not story.steps or not isinstance(story.steps[-1], Answer):
            raise Unreadable(f"line {number}: an indented line belongs to something the bot said")
        story.steps[-1].shown.append(line.strip())
        return
    bot, at = _BOT.fullmatch(line), _AT.fullmatch(line)
    later, down = _LATER.fullmatch(line), _DOWN.fullmatch(line)
    if bot:
        rooms = tuple(room.strip() for room in (bot["rooms"] or "").split(",") if room.strip())
        story.steps.append(Answer(bot["person"] or "", rooms, [bot["text"].strip()], number))
    elif at:
        until = datetime.strptime(at[1], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        story.steps.append(Wait(until, timedelta(), number))
    elif later:
        story.steps.append(Wait(None, _read_span(later), number))
    elif down:
        story.steps.append(Restart(_read_span(down), number))
    elif line.strip() == "restart":
        story.steps.append(Restart(timedelta(), number))
    else:
        said = read_change(line, number) or read_saying(line, number)
        if said is None:
            raise Unreadable(f"line {number}: {line!r} is not in the notation")
        story.steps.append(said)


def _read_span(found: re.Match[str]) -> timedelta:
    return timedelta(**{f"{found[2]}s": int(found[1])})


def _keep_table(story: Story, table: list[list[str]]) -> None:
    if len(table) < 3:
        return
    rows = [dict(zip(table[0], cells, strict=False)) for cells in table[2:]]
    if "who" in table[0]:
        story.people += rows
    elif "room" in table[0]:
        story.rooms += rows


def written(person: str, rooms: tuple[str, ...], shown: list[str]) -> list[str]:
    """What the bot said, in the notation."""
    where = f"to {person}" if person else f"in {', '.join(rooms)}"
    first, *others = shown or [""]
    return [f"Bot {where}: {first}", *(f"  {line}" for line in others)]
