"""What decisions ask of storage."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.decisions.model import (
    Ballot,
    Decision,
    EndedRound,
    MinorityView,
    Objection,
    Standing,
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
        """Make the participants of now the electorate of this round; their pseudonyms, sorted."""
        ...

    def active_members(self, track: str, since: datetime) -> int:
        """How many participants of a track were heard since a time."""
        ...

    def electorate(self, decision: Decision) -> list[str]:
        """The pseudonyms of the electorate of this round, sorted."""
        ...

    def voter(self, decision: Decision, person: int) -> Voter:
        """Who a person is in this round."""
        ...

    def end_round(self, decision: Decision, stated: str) -> None:
        """Keep the charter of a round that is over, and what is stated of its counts."""
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

    def spoke(self, decision: Decision) -> Mapping[str, Mapping[str, int]]:
        """How many of the electorate have spoken, by "group" and by "region"."""
        ...

    def silent(self, decision: Decision) -> Mapping[str, Mapping[str, int]]:
        """How many of those there are, by "group" and by "region"."""
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
    ) -> str:
        """Record a secret ballot, apart from the fact that somebody has voted; the pseudonym that
        this stands under. Who has voted before names the receipt of the old ballot, whose place
        the new one takes; "" if that is not one."""
        ...

    def tally(self, decision: Decision) -> Tally:
        """The counts as they stand, without counting the ballots."""
        ...

    def all(self, decision: Decision, round_number: int | None = None) -> list[tuple[str, Ballot]]:
        """All ballots of a round (this one if None) with their voters' pseudonyms ("" if secret),
        by receipt."""
        ...

    def groups(self, decision: Decision) -> set[str]:
        """The stakeholder groups of those of the electorate who have spoken in this round."""
        ...

    def voters(self, decision: Decision) -> list[str]:
        """The pseudonyms of those who have voted in this round, sorted."""
        ...

    def merge(self, decision: Decision, voter: Voter) -> bool:
        """Of several open ballots of one person keep the latest, under the member of the electorate
        that they are; whether anything changed."""
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

    def add_minority(self, decision: Decision, person: int, text: str) -> list[str]:
        """Keep a person's minority view, in place of earlier ones; the pseudonyms that those stood
        under."""
        ...

    def minority(self, decision: Decision) -> list[tuple[str, str]]:
        """The minority views, with their authors' pseudonyms."""
        ...

    def views(self, decision: Decision) -> list[MinorityView]:
        """The minority views, in the order in which they came; also what is hidden."""
        ...
