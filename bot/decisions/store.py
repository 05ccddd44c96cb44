"""What decisions ask of storage."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.decisions.model import (
    Ballot,
    Cancelled,
    Commitment,
    Decision,
    EndedRound,
    Head,
    MinorityView,
    Objection,
    Published,
    Standing,
    Stood,
    Tally,
    Terms,
    Voter,
)


class Decisions(Protocol):
    """Decisions and their life."""

    def draft(self, track: str, author: int, terms: Terms) -> Decision:
        """Begin a decision that is not open yet."""
        ...

    def by_id(self, number: int) -> Decision | None:
        """A decision by its inner number."""
        ...

    def numbered(self, number: int) -> Decision | None:
        """An opened decision by its reference number (7 of "D7")."""
        ...

    def of(self, tracks: tuple[str, ...] | None) -> list[Decision]:
        """The opened decisions of these tracks (None: of all), newest first."""
        ...

    def some(self, tracks: tuple[str, ...] | None, first: int, most: int) -> list[Decision]:
        """So many of the opened decisions of these tracks, newest first, from the first (0) on."""
        ...

    def count(self, tracks: tuple[str, ...] | None, *, decided: bool = False) -> int:
        """How many opened decisions these tracks have. decided: of those with a result alone."""
        ...

    def current(self, tracks: tuple[str, ...] | None) -> list[Decision]:
        """Those of these tracks (None: of all) that are open or provisional, newest first."""
        ...

    def unfinished(self) -> list[Decision]:
        """Those that are open or provisional: what time may change."""
        ...

    def change(self, decision: Decision) -> None:
        """Keep a changed decision."""
        ...

    def drop(self, decision: Decision) -> None:
        """Drop a draft."""
        ...

    def next_number(self) -> int:
        """The reference number of the next decision that opens."""
        ...

    def freeze_electorate(self, decision: Decision) -> list[str]:
        """Make the participants of now, but no rapporteur, the electorate of this round; their
        pseudonyms, sorted."""
        ...

    def voters_now(self, track: str, now: datetime) -> int:
        """How many may vote in a track if something opened now."""
        ...

    def active_members(self, track: str, since: datetime) -> int:
        """How many participants of a track, but rapporteurs, were heard since a time."""
        ...

    def electorate(self, decision: Decision) -> list[str]:
        """The pseudonyms of the electorate of this round, sorted."""
        ...

    def voter(self, decision: Decision, person: int) -> Voter:
        """Who a person is in this round. Whoever had no pseudonym in it is given one."""
        ...

    def end_round(self, decision: Decision, stated: str, published: Published) -> None:
        """Keep the charter of a round that is over, what is stated of its counts, and what of its
        ballots is published."""
        ...

    def ended(self, decision: Decision) -> EndedRound | None:
        """What was kept of this round when it was over; None while it is open."""
        ...

    def last_entry(self, decision: Decision) -> str:
        """The hash of the decision's last entry in the journal ("" if there is none)."""
        ...

    def add_entry(self, decision: Decision, entry: str) -> None:
        """Keep the hash of the decision's new last entry."""
        ...

    def not_heard(self, decision: Decision) -> list[int]:
        """The electorate's members who have said nothing in this round."""
        ...

    def electors(self, decision: Decision) -> list[int]:
        """The electorate's members, by who they are now."""
        ...


class Voices(Protocol):
    """Who is one with whom in a round, whoever is linked to whom by now. Who has voted stays one
    voice in that round until its close."""

    def heads(self, decision: Decision, person: int) -> list[Head]:
        """The voices that a person has in a round: several only before they are joined."""
        ...

    def join(self, decision: Decision, person: int, member: int) -> None:
        """Make all accounts of a person, and those that are one with them in this round already,
        one voice that speaks as this member."""
        ...

    def absorbed(self, decision: Decision) -> int:
        """How many of the electorate of this round turned out to be one with another of it."""
        ...


class Ballots(Protocol):
    """What people said. One person has one ballot, by whichever account."""

    def cast(self, decision: Decision, voter: Voter, ballot: Ballot, now: datetime) -> None:
        """Record what somebody says, in place of what they said before."""
        ...

    def take_back(self, decision: Decision, person: int) -> bool:
        """Remove what a person said; False if there is nothing."""
        ...

    def of(self, decision: Decision, person: int) -> Ballot | None:
        """What a person said in this round. Of a secret ballot only that there is one."""
        ...

    def has_voted(self, decision: Decision, person: int) -> bool:
        """Whether a person has said anything in this round."""
        ...

    def cast_secretly(
        self, decision: Decision, voter: Voter, ballot: Ballot, old_receipt: str
    ) -> Stood | None:
        """Record a secret ballot, apart from the fact that somebody has voted. Who has voted before
        names the receipt of the old ballot, whose place the new one takes; None if that is not
        one, or is not counted as theirs would be."""
        ...

    def take_back_secretly(self, decision: Decision, voter: Voter, receipt: str) -> str:
        """Take a secret ballot back, and that somebody has voted; the pseudonym that they stood
        under, or "" if they have not voted or this is no receipt of such a ballot."""
        ...

    def holds(self, decision: Decision, voter: Voter, receipt: str) -> bool:
        """Whether somebody who has voted secretly can change it with this receipt."""
        ...

    def uncommitted(self, decision: Decision) -> list[Commitment]:
        """The commitments of secret ballots of this round that are not in the record yet."""
        ...

    def committed(self, decision: Decision, commitments: Sequence[Commitment]) -> None:
        """These are in the record now."""
        ...

    def cancelled(self, decision: Decision) -> list[Cancelled]:
        """The secret ballots that were changed or taken back, and whose commitment is in the record
        as one that counts."""
        ...

    def forget_cancelled(self, decision: Decision, cancelled: Sequence[Cancelled]) -> None:
        """That these do not count is in the record now."""
        ...

    def tally(self, decision: Decision) -> Tally:
        """The counts as they stand; open ballots are not counted anew for it."""
        ...

    def turnout(self, decision: Decision) -> Tally:
        """How many have voted, without what they said; nothing is counted anew for it."""
        ...

    def all(self, decision: Decision, round_number: int | None = None) -> list[tuple[str, Ballot]]:
        """All ballots of a round (this one if None) with their voters' pseudonyms ("" if secret),
        by receipt."""
        ...

    def first(self, decision: Decision) -> Mapping[int, str]:
        """What each of the electorate said openly in this round (first, of several), by who they
        are now."""
        ...

    def groups(self, decision: Decision) -> set[str]:
        """The stakeholder groups of those of the electorate who have spoken in this round."""
        ...

    def voters(self, decision: Decision) -> list[str]:
        """The pseudonyms of those who have voted in this round, sorted."""
        ...

    def merge(self, decision: Decision, voter: Voter) -> bool:
        """Of several open ballots of one voice keep the latest, under the member that it speaks
        as; whether anything changed."""
        ...


class Objections(Protocol):
    """Objections and minority views."""

    def raise_(self, decision: Decision, voter: Voter, reason: str) -> Objection:
        """Raise an objection, or give a standing one a new reason; then it waits for an answer."""
        ...

    def change(self, decision: Decision, number: int, standing: Standing, answer: str = "") -> None:
        """Keep where an objection is in its life, and what was answered."""
        ...

    def remedy(self, decision: Decision, person: int, remedy: str) -> bool:
        """Keep what would remove a person's objection or reservation; False if there is none."""
        ...

    def numbered(self, decision: Decision, number: int) -> Objection | None:
        """An objection by its number."""
        ...

    def of(self, decision: Decision) -> list[Objection]:
        """The objections of this round, in order."""
        ...

    def by(self, decision: Decision, person: int) -> Objection | None:
        """A person's objection in this round that is not withdrawn."""
        ...

    def all_by(self, decision: Decision, person: int) -> list[Objection]:
        """All of a person's objections in this round that are not withdrawn, in order."""
        ...

    def is_by(self, decision: Decision, number: int, person: int) -> bool:
        """Whether an objection, of whichever round, is a person's."""
        ...

    def add_minority(self, decision: Decision, voter: Voter, text: str) -> list[str]:
        """Keep a person's minority view, in place of earlier ones; the pseudonyms that those stood
        under."""
        ...

    def minority(self, decision: Decision) -> list[tuple[str, str]]:
        """The minority views, with their authors' pseudonyms."""
        ...

    def views(self, decision: Decision) -> list[MinorityView]:
        """The minority views, in the order in which they came; also what is hidden."""
        ...
