"""What a reader may know of a meeting: when, its agenda, its minutes, its actions, its summary.

Of people it names the chair and who took an action, as the rooms do; under the Chatham House Rule
nobody. Who noted a line, who came and who did not is not in these values; an approved summary says
of that what the rapporteur published.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.meetings.life import shown
from bot.meetings.minutes import Action, Correction, Line, Standing, Tag, said_now
from bot.meetings.model import Item, Meeting, State
from bot.meetings.rules import corrections_end
from bot.meetings.store import Actions, Minutes
from bot.meetings.views import Shown
from bot.people.store import People
from bot.ports import Tx

PUBLIC = (State.PLANNED, State.RUNNING)
"""While it is so, where to come in is shown."""


@dataclass(frozen=True, slots=True)
class ItemShown:
    """A point of the agenda; minutes: 0 if none were given."""

    number: int
    title: str
    minutes: int
    done: bool


@dataclass(frozen=True, slots=True)
class CorrectionShown:
    """A proposed correction, and what became of it. before: what the line said before, if it was
    accepted."""

    reference: str
    text: str
    standing: Standing
    reason: str
    before: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the minutes, as it was last corrected."""

    reference: str
    tag: Tag
    text: str
    at: datetime
    corrections: tuple[CorrectionShown, ...]


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action; who is "" if nobody took it, or nobody is named."""

    reference: str
    text: str
    who: str
    due: date | None
    done: bool


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """All that a reader may know of a meeting."""

    reference: str
    title: str
    track: str
    track_title: str
    state: State
    starts: datetime
    minutes: int
    link: str
    began: datetime | None
    ended: datetime | None
    chair: str
    chatham: bool
    reason: str
    agenda: tuple[ItemShown, ...]
    lines: tuple[LineShown, ...]
    actions: tuple[ActionShown, ...]
    corrections_until: datetime | None
    approved: datetime | None
    summary: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A meeting with what its page says in words alone."""

    one: MeetingShown
    card: Shown
    actions: tuple[Action, ...]
    corrections: tuple[Correction, ...]


def meeting_shown(tx: Tx, meeting: Meeting, now: datetime) -> MeetingShown:
    """What a reader may know of a meeting."""
    return parts(tx, meeting, now).one


def parts(tx: Tx, meeting: Meeting, now: datetime) -> Parts:
    card = shown(tx, meeting, now)
    named = not meeting.chatham and meeting.chair is not None
    chair = tx.get(People).person(meeting.chair or 0) if named else None
    corrections = tx.get(Minutes).corrections(meeting)
    actions = tuple(tx.get(Actions).of(meeting))
    over = meeting.state is State.ENDED
    one = MeetingShown(
        meeting.reference,
        meeting.title,
        meeting.track,
        card.track,
        meeting.state,
        meeting.starts,
        meeting.minutes,
        meeting.link if meeting.state in PUBLIC else "",
        meeting.began,
        meeting.ended,
        chair.name if chair else "",
        meeting.chatham,
        meeting.reason,
        tuple(_item(item) for item in card.items),
        tuple(_line(line, corrections) for line in tx.get(Minutes).lines(meeting)) if over else (),
        tuple(_action(action, meeting) for action in actions),
        corrections_end(meeting) if over else None,
        meeting.approved,
        meeting.summary if meeting.approved else "",
    )
    return Parts(one, card, actions, tuple(corrections))


def _item(item: Item) -> ItemShown:
    return ItemShown(item.number, item.title, item.minutes, item.done)


def _line(line: Line, corrections: list[Correction]) -> LineShown:
    return LineShown(
        line.reference,
        line.tag,
        said_now(line, corrections),
        line.at,
        tuple(_corrections(line, corrections)),
    )


def _corrections(line: Line, corrections: list[Correction]) -> Iterator[CorrectionShown]:
    said = line.text
    for one in corrections:
        if one.line != line.number:
            continue
        accepted = one.standing is Standing.ACCEPTED
        before = said if accepted else ""
        said = one.text if accepted else said
        yield CorrectionShown(one.reference, one.text, one.standing, one.reason, before)


def _action(action: Action, meeting: Meeting) -> ActionShown:
    who = "" if meeting.chatham or action.unnamed else action.called
    return ActionShown(action.reference, action.text, who, action.due, action.done is not None)
