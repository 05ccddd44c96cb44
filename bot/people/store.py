"""What people ask of storage. Linked accounts are one person; what each had before is kept, so
that unlinking gives it back."""

from datetime import datetime
from typing import Any, Protocol

from bot.conversation.message import PersonRef, RoomRef
from bot.people.model import (
    Account,
    Flag,
    Grant,
    LinkRequest,
    Measure,
    Person,
    QuietHours,
    Region,
    Report,
    Role,
    StakeholderGroup,
    Taken,
    WaitingLink,
)


class People(Protocol):
    """Persons, and the accounts they speak with."""

    def meet(self, account: Account, language: str, now: datetime) -> Person:
        """The person behind an account, who is new if the account is; what was known of the
        account is refreshed, its private room kept if this time it has none.

        language: what the platform says of the account ("" if nothing), kept if it is new.
        """
        ...

    def person(self, number: int) -> Person | None:
        """The person with this number, or None if they are gone."""
        ...

    def behind(self, account: PersonRef) -> Person | None:
        """The person behind an account, or None if it is not known."""
        ...

    def known_as(self, pseudonym: str) -> Person | None:
        """The person with this pseudonym, by any of their accounts."""
        ...

    def handled(self, handle: str) -> Person | None:
        """The only person with this handle (case does not matter), or None."""
        ...

    def called(self, name: str) -> list[Person]:
        """Those who show this name (case does not matter)."""
        ...

    def set_language(self, person: int, language: str) -> None:
        """Keep the language of the interface."""
        ...

    def set_zone(self, person: int, zone: str) -> None:
        """Keep the time zone (IANA name)."""
        ...

    def set_quiet(self, person: int, quiet: QuietHours | None) -> None:
        """Keep the quiet hours, or none."""
        ...

    def set_group(self, person: int, group: StakeholderGroup) -> None:
        """Keep the stakeholder group."""
        ...

    def set_region(self, person: int, region: Region) -> None:
        """Keep the region."""
        ...

    def set_organisation(self, person: int, organisation: str) -> None:
        """Keep the organisation ("" for none)."""
        ...

    def acknowledge(self, person: int, version: str, now: datetime) -> None:
        """Keep which version of the code of conduct was acknowledged, and when."""
        ...

    def link(self, first: int, second: int) -> None:
        """Make two persons one. Their profiles are united: what the first did not tell, the
        second's account told."""
        ...

    def unlink(self, account: PersonRef) -> Person:
        """Part an account from the others; it is again the person it was. That person."""
        ...

    def keep_room(self, account: PersonRef, room: RoomRef) -> None:
        """From now on this account is told in this private room what is for it alone."""
        ...

    def forget_room(self, room: RoomRef) -> None:
        """Nobody is to be told anything in this private room any more."""
        ...

    def everything(self, person: int) -> dict[str, list[dict[str, Any]]]:
        """All rows that concern a person, by table, for themselves to read."""
        ...

    def erase(self, person: int, now: datetime) -> None:
        """Forget a person. Only the pseudonym stays, and what the record rests on."""
        ...


class Roles(Protocol):
    """Who was given which role."""

    def of(self, person: int) -> frozenset[Grant]:
        """The roles of a person."""
        ...

    def give(self, person: int, grant: Grant) -> bool:
        """Give a role; False if the person had it."""
        ...

    def end(self, person: int, grant: Grant) -> bool:
        """End a role; False if the person did not have it."""
        ...

    def holders(self, role: Role, track: str = "") -> list[Person]:
        """Those with a role, by name."""
        ...

    def held(self, person: int) -> list[tuple[str, Grant]]:
        """The roles of a person, each with the pseudonym of the account that it was given to."""
        ...


class LinkRequests(Protocol):
    """Persons who may become one, once both have confirmed it."""

    def keep(self, request: LinkRequest, now: datetime) -> None:
        """Keep a request. Earlier ones of either person are void, and those that are too old."""
        ...

    def with_key(self, key: str, now: datetime) -> LinkRequest | None:
        """The request that the hash of a key belongs to, if it is still good."""
        ...

    def agree(self, key: str) -> None:
        """The side with this hash of a key has confirmed."""
        ...

    def drop(self, key: str) -> None:
        """It was declined, or is done."""
        ...


class Codes(Protocol):
    """One-time codes, kept as hashes."""

    def keep(self, purpose: str, code_hash: str, person: int | None, until: datetime) -> None:
        """Keep the hash of a code; an earlier one for the same purpose and person is void."""
        ...

    def valid(self, purpose: str, now: datetime) -> list[tuple[str, int | None]]:
        """The hashes that are still good for a purpose, and for whom each was made."""
        ...

    def meant(self, code_hash: str, now: datetime) -> tuple[str, int | None] | None:
        """The purpose of a code that is still good, and for whom it was made; None if there is
        none."""
        ...

    def use(self, code_hash: str) -> None:
        """The code was used, and is void."""
        ...


class Links(Protocol):
    """Persons who confirmed that they are one, and can't be made so yet."""

    def keep(self, first: int, second: int, roles: str) -> None:
        """Keep that they are to become the first, with the roles that they had when they confirmed
        it; in place of what waited for either."""
        ...

    def waiting(self) -> list[WaitingLink]:
        """All that waits, by the persons as they are linked now."""
        ...

    def drop(self, person: int) -> bool:
        """Forget what waits for a person; False if nothing does."""
        ...


class Reports(Protocol):
    """Concerns about conduct."""

    def add(self, reference: str, person: int, text: str, now: datetime) -> None:
        """Keep a concern until a rapporteur has settled it."""
        ...

    def open(self) -> list[Report]:
        """Those not settled, oldest first."""
        ...

    def settle(self, reference: str, now: datetime) -> bool:
        """It was dealt with; False if there is no open one with this reference."""
        ...


class Measures(Protocol):
    """What was hidden and who was suspended, and the appeals against it."""

    def take(
        self,
        taken: Taken,
        reference: str,
        track: str,
        person: int | None,
        by: int,
        reason: str,
        now: datetime,
        until: datetime | None = None,
    ) -> Measure:
        """Keep a measure; a suspension is given its reference, and holds for all accounts that are
        linked then."""
        ...  # fmt: skip

    def standing(self, reference: str) -> Measure | None:
        """The measure of this reference that was not undone."""
        ...

    def all(self) -> list[Measure]:
        """Those that were not undone, oldest first."""
        ...

    def suspension(self, person: int, track: str, now: datetime) -> Measure | None:
        """The suspension of a person from a track, by any of their accounts."""
        ...

    def over(self, now: datetime) -> list[Measure]:
        """The suspensions whose time is over, and which were not ended."""
        ...

    def next_end(self) -> datetime | None:
        """When the next suspension is over."""
        ...

    def end(self, measure: Measure, now: datetime) -> None:
        """It is undone, or over."""
        ...

    def appeal(self, measure: Measure, person: int, text: str, now: datetime) -> None:
        """Keep an appeal."""
        ...

    def decide(self, measure: Measure, decision: str, answer: str, by: int) -> None:
        """Keep what became of an appeal."""
        ...


class Flags(Protocol):
    """Words that somebody finds to be against the Code of Conduct."""

    def add(self, flag: Flag) -> bool:
        """Keep a flag; False if this person has one there that is open."""
        ...

    def open(self, reference: str = "") -> list[Flag]:
        """Those that are open, of one thing or of all, oldest first."""
        ...

    def by(self, reference: str) -> set[int]:
        """Whoever ever flagged a thing."""
        ...

    def settle(self, reference: str, now: datetime) -> None:
        """All flags of a thing were dealt with; why they were raised is forgotten."""
        ...
