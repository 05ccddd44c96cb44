"""A person, the accounts they speak with, and the roles they have."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum

from bot.conversation.message import PersonRef, RoomRef
from bot.conversation.phrases import Mention, Phrase, t


class StakeholderGroup(Enum):
    """The groups of the multistakeholder community; self-declared, and one may not say."""

    CIVIL_SOCIETY = "civil-society"
    GOVERNMENT = "government"
    INTERGOVERNMENTAL = "intergovernmental"
    PRIVATE_SECTOR = "private-sector"
    TECHNICAL_COMMUNITY = "technical-community"
    NOT_SAID = "not-said"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _GROUPS[self]


class Region(Enum):
    """The regional groups of the United Nations; self-declared, and one may not say."""

    AFRICAN = "african"
    ASIA_PACIFIC = "asia-pacific"
    EASTERN_EUROPEAN = "eastern-european"
    LATIN_AMERICAN = "grulac"
    WESTERN = "weog"
    OTHER = "other"
    NOT_SAID = "not-said"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _REGIONS[self]


_GROUPS = {
    StakeholderGroup.CIVIL_SOCIETY: t("Civil Society"),
    StakeholderGroup.GOVERNMENT: t("Government"),
    StakeholderGroup.INTERGOVERNMENTAL: t("Intergovernmental Organization"),
    StakeholderGroup.PRIVATE_SECTOR: t("Private Sector"),
    StakeholderGroup.TECHNICAL_COMMUNITY: t("Technical Community"),
    StakeholderGroup.NOT_SAID: t("Rather not say"),
}
_REGIONS = {
    Region.AFRICAN: t("African Group"),
    Region.ASIA_PACIFIC: t("Asia-Pacific Group"),
    Region.EASTERN_EUROPEAN: t("Eastern European Group"),
    Region.LATIN_AMERICAN: t("Latin American and Caribbean Group (GRULAC)"),
    Region.WESTERN: t("Western European and Others Group (WEOG)"),
    Region.OTHER: t("Other"),
    Region.NOT_SAID: t("Rather not say"),
}


class Role(Enum):
    """What a person is trusted with beyond taking part."""

    FACILITATOR = "facilitator"
    RAPPORTEUR = "rapporteur"
    OPERATOR = "operator"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _ROLES[self]


_ROLES = {
    Role.FACILITATOR: t("facilitator"),
    Role.RAPPORTEUR: t("rapporteur"),
    Role.OPERATOR: t("operator"),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role given to a person: for one track, or for all (track "")."""

    role: Role
    track: str = ""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When not to be disturbed, in one's own time zone; may cross midnight."""

    begin: time
    end: time


@dataclass(frozen=True, slots=True)
class Account:
    """One way to reach a person.

    handle: what others type after @, if the platform has that. room: where they are spoken to in
    private, if that is known.
    """

    ref: PersonRef
    name: str
    handle: str = ""
    room: RoomRef | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, behind one account or several that were linked, the one used last first.

    pseudonym is the name in the public record. "" and None mean: not told.
    """

    id: int
    pseudonym: str
    name: str
    accounts: tuple[Account, ...]
    language: str = ""
    zone: str = ""
    quiet: QuietHours | None = None
    group: StakeholderGroup | None = None
    region: Region | None = None
    organisation: str = ""
    conduct_version: str = ""
    conduct_at: datetime | None = None

    @property
    def mention(self) -> Mention:
        """The person in a sentence."""
        return Mention(self.accounts[0].ref if self.accounts else None, self.name)


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """Two persons who may become one, once both have confirmed it; each by a key of their own, of
    which the hash is kept. shown is the hash of the accounts and roles that both were shown."""

    first: int
    second: int
    first_key: str
    second_key: str
    shown: str
    until: datetime
    first_agreed: bool = False
    second_agreed: bool = False


class Taken(Enum):
    """What kind of measure was taken after the Code of Conduct was broken."""

    HIDDEN = "hidden"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Appeal:
    """Why somebody appeals against a measure, and what somebody not involved answered. decision is
    "", "granted" or "declined"."""

    text: str
    at: datetime
    decision: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something hidden, or somebody suspended from a track: "C-B2-17", "D7.m1", "SU3". person is
    whom it concerns, by who took it; until and ended are of a suspension and of any that was
    undone."""

    id: int
    taken: Taken
    reference: str
    track: str
    person: int | None
    by: int
    reason: str
    at: datetime
    until: datetime | None = None
    ended: datetime | None = None
    appeal: Appeal | None = None

    @property
    def waits(self) -> bool:
        """Whether an appeal has no decision."""
        return self.ended is None and self.appeal is not None and not self.appeal.decision


@dataclass(frozen=True, slots=True)
class Flag:
    """Somebody finds that words are against the Code of Conduct, and says why. author is whose
    words they are."""

    reference: str
    track: str
    person: int
    reason: str
    at: datetime
    author: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A concern about conduct, for the rapporteurs alone."""

    reference: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WaitingLink:
    """Two persons who are to become the first, once nothing is in the way; roles: those that both
    had when they confirmed it, in the words of whoever keeps them."""

    first: int
    second: int
    roles: str


class Agreed(Enum):
    """The word by which the code of conduct is acknowledged; the button says it."""

    AGREE = "agree"

    @property
    def label(self) -> Phrase:
        """What the button says."""
        return t("I will follow it")
