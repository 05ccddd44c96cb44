"""What was said and done in a story, written in its notation. The player calls it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from adapters.story.transcript import Change, Saying, written
from bot.conversation.outgoing import Outgoing

RANDOM = (
    (re.compile(r"\b[a-z2-7]{5}(-[a-z2-7]{5}){4}-[a-z2-7]\b"), "<code>"),
    (re.compile(r"\bR-[0-9A-F]{6}\b"), "<reference>"),
    (re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b"), "<receipt>"),
    (re.compile(r"(?<![\w-])[0-9a-f]{16}(?!\w)"), "<proof>"),
)
"""What is different at each playing, and the name that stands for it."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the bot's, as it was shown to a person or in a room."""

    person: str
    room: str
    lines: tuple[str, ...]
    outgoing: Outgoing
    sent_id: str


def saying_line(saying: Saying) -> str:
    """What a person says."""
    if saying.file:
        how = " replies with" if saying.replies else " sends"
        caption = f' "{saying.text}"' if saying.text else ""
        return f"{saying.who}{_where(saying)}{how} {saying.file}{caption}"
    replies = f" replies to {saying.about}" if saying.about else " replies" * saying.replies
    return f"{saying.who}{_where(saying)}{replies}: {saying.text}"


def change_line(change: Change) -> str:
    """What a person edits or deletes."""
    if change.text is None:
        return f"{change.who} deletes{_where(change)}"
    return f"{change.who} edits{_where(change)}: {change.text}"


def _where(step: Saying | Change) -> str:
    room = f" in {step.room}" if step.room else ""
    return room + (f" on {step.network.capitalize()}" if step.network else "")


def span_line(span: timedelta) -> str:
    """How much time passes."""
    if span.seconds == 0:
        return f"{span.days} day{'s' if span.days != 1 else ''}"
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60} hours" if minutes % 60 == 0 else f"{minutes} minutes"


def as_written(said: list[Said]) -> list[str]:
    """What was said in the notation; the same words in several rooms are written once."""
    lines: list[str] = []
    index = 0
    while index < len(said):
        first = said[index]
        rooms = [first.room]
        while (
            first.room
            and index + 1 < len(said)
            and said[index + 1].room
            and said[index + 1].lines == first.lines
        ):
            index += 1
            rooms.append(said[index].room)
        lines += written(first.person, tuple(rooms), list(first.lines))
        index += 1
    return lines


def masked(line: str) -> str:
    """A line with what is different at each playing replaced by its name."""
    for pattern, name in RANDOM:
        line = pattern.sub(name, line)
    return line


def rewritten(text: str, answers: Mapping[int, list[str]]) -> str:
    """A story with the bot's lines as they were said; answers by the line that they follow, where
    they are not as written."""
    kept: list[str] = []
    inside = changed = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            inside, changed = line.startswith("```chat"), False
        elif inside and line.startswith(("Bot ", "  ")):
            if not changed:
                kept.append(line)
            continue
        kept.append(line)
        changed = inside and number in answers
        if changed:
            kept += [masked(answer).rstrip() for answer in answers[number]]
    return "\n".join(kept) + "\n"
