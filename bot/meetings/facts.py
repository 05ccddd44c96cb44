"""All that the summary of a meeting is made of; the summary and its word check read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.meetings.minutes import Action, Correction, Line, Tag, accepted, said_now
from bot.meetings.model import Item, Meeting


@dataclass(frozen=True, slots=True)
class Facts:
    """A meeting and what came of it. track is the track's title.

    actions: those that the meeting made. following: the next meeting, if one is planned. present
    and apologies: names. names: those of the chair and of who proposed items or has actions, by
    their numbers.
    """

    meeting: Meeting
    track: str
    items: Sequence[Item] = ()
    lines: Sequence[Line] = ()
    corrections: Sequence[Correction] = ()
    actions: Sequence[Action] = ()
    following: Meeting | None = None
    present: Sequence[str] = ()
    apologies: Sequence[str] = ()
    names: Mapping[int, str] = field(default_factory=dict)

    def kept(self, *tags: Tag) -> list[Line]:
        """The lines with these tags that were not undone, in order."""
        return [one for one in self.lines if one.tag in tags and not one.undone]

    def accepted(self, line: Line) -> list[Correction]:
        """The corrections of a line that were accepted, in order."""
        return accepted(line, self.corrections)

    def text(self, line: Line) -> str:
        """What a line says now: as it was last corrected."""
        return said_now(line, self.corrections)

    def name(self, person: int | None) -> str:
        """A person's name; "" if it is not known or, under the Chatham House Rule, not said."""
        return "" if person is None or self.meeting.chatham else self.names.get(person, "")
