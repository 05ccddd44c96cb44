"""What tracks ask of storage."""

from collections.abc import Mapping
from typing import Protocol

from bot.conversation.message import RoomNames, RoomRef
from bot.people.model import QuietHours
from bot.tracks.gate import Ledger, Made
from bot.tracks.model import Attendance, Modality, Part, Room, Shown, Track


class Tracks(Protocol):
    """The catalogue."""

    def all(self, modality: Modality | None = None, *, closed: bool = False) -> list[Track]:
        """The open tracks, by modality and code; closed: with those that are closed."""
        ...

    def track(self, code: str) -> Track | None:
        """The track with this code or former code (case does not matter)."""
        ...

    def keep(self, track: Track) -> None:
        """Add a track, or change the one with this code."""
        ...


class Memberships(Protocol):
    """Who takes part where. Linked accounts are one person, counted once."""

    def of(self, person: int) -> dict[str, Part]:
        """The tracks of a person, by code. Who is a participant by one account is a participant."""
        ...

    def join(self, person: int, track: str, part: Part) -> Part | None:
        """Take part; what the person was before."""
        ...

    def leave(self, person: int, track: str) -> bool:
        """Take part no longer; False if the person did not."""
        ...

    def size(self, track: str) -> int:
        """How many are participants."""
        ...

    def attendance(self, track: str) -> Attendance:
        """How many take part."""
        ...

    def sizes(self) -> dict[str, int]:
        """Participants of every track that has any, by code."""
        ...


class Rooms(Protocol):
    """Rooms, and which tracks they belong to."""

    def room(self, ref: RoomRef) -> Room | None:
        """A room that is known."""
        ...

    def tracks(self, ref: RoomRef) -> tuple[str, ...]:
        """The codes of the tracks a room belongs to."""
        ...

    def bind(self, ref: RoomRef, names: RoomNames, track: str) -> tuple[Room, bool]:
        """Make a room one of a track's; the room, and whether it was not before."""
        ...

    def unbind(self, ref: RoomRef, track: str) -> bool:
        """Make it one no more; False if it was not."""
        ...

    def rooms(self, track: str) -> list[Room]:
        """The rooms of a track, in the order they were bound."""
        ...

    def set_language(self, ref: RoomRef, names: RoomNames, language: str) -> None:
        """Keep the language the bot speaks in a room."""
        ...

    def set_zone(self, ref: RoomRef, names: RoomNames, zone: str) -> None:
        """Keep the time zone of a room (IANA name)."""
        ...

    def set_quiet(self, ref: RoomRef, names: RoomNames, quiet: QuietHours | None) -> None:
        """Keep the quiet hours of a room, or none."""
        ...

    def set_present(self, ref: RoomRef, present: bool) -> None:
        """Keep whether the bot may speak in a room (and in all its topics)."""
        ...

    def moved(self, old: RoomRef, new: RoomRef) -> None:
        """A room (with all its topics) goes on under another id."""
        ...


class Cohorts(Protocol):
    """What the gate keeps. An attribute is "group" or "region"; a population is a track's code, or
    what else is counted."""

    def members(self, track: str, attribute: str) -> Mapping[int, str]:
        """The participants of a track, by who they are, and what each told ("" for nothing)."""
        ...

    def counted(self, attribute: str) -> tuple[Ledger, Mapping[int, list[int]]]:
        """All cohorts, and who stands in which; and of those who do, by who they are now, the
        numbers under which they stand there."""
        ...

    def keep(self, attribute: str, before: Ledger, after: Ledger) -> None:
        """Keep what has become of the cohorts."""
        ...

    def shown(self, attribute: str, population: str) -> Shown | None:
        """The table of a population, if one is shown."""
        ...

    def made(self, attribute: str, population: str) -> Made:
        """What it was made of."""
        ...

    def show(self, attribute: str, population: str, table: Shown | None, made: Made) -> None:
        """Keep the table of a population; None: the one that is shown stays."""
        ...
