"""From what a facilitator types to a move: a meeting, perhaps "all" that follow, and a new time."""

from dataclasses import dataclass

from bot.conversation.arguments import Reading, reads
from bot.meetings.arguments import read_meeting
from bot.meetings.model import Meeting, Wall
from bot.meetings.plans import read_wall


@dataclass(frozen=True, slots=True)
class Move:
    """A meeting and its new time. minutes and link are 0 and "" if they stay as they are."""

    meeting: Meeting
    all: bool
    wall: Wall
    minutes: int
    link: str

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.meeting.track


@reads(Move)
def read_move(reading: Reading) -> Move:
    """MEETING [all] MOMENT [for LENGTH] [at LINK]."""
    meeting = read_meeting(reading)
    everything = reading.words.peek().casefold() == "all"
    if everything:
        reading.words.take()
    before = reading.words.unfinished().rstrip()
    wall, minutes, link = read_wall(reading, before, meeting.track)
    return Move(meeting, everything, wall, minutes, link)
