"""A decision: its charter, its ballots, the objections with a life of their own, its result."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from bot.conversation.phrases import Multilingual, Phrase, t
from bot.conversation.reply import Matter
from bot.decisions.languages import Languages
from bot.record.verify import POINTS, commitment

EARLIER, FORMAT = 1, 3
"""The format of the record of rounds before 0.2.0, and that which rounds are opened with."""


class Kind(Enum):
    """How a decision is asked. A sense check is never citable as a decision."""

    CONSENSUS = "consensus"
    CHOICE = "choice"
    APPROVAL = "approval"
    RANKING = "ranking"
    SENSE = "sense"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _KINDS[self]


_KINDS = {
    Kind.CONSENSUS: t("Consensus call"),
    Kind.CHOICE: t("Choice of one"),
    Kind.APPROVAL: t("Approval of any"),
    Kind.RANKING: t("Ranking"),
    Kind.SENSE: t("Sense check"),
}


class State(Enum):
    """Where a decision stands. Closing is not a state that is set: it is closed once its time has
    come, whether anything noticed or not."""

    DRAFT = "draft"
    DISCUSSION = "discussion"
    OPEN = "open"
    PROVISIONAL = "provisional"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Position(Enum):
    """What one may say in a consensus call. A reservation or an objection needs a reason."""

    SUPPORT = "support"
    RESERVATIONS = "reservations"
    ABSTAIN = "abstain"
    OBJECT = "object"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _POSITIONS[self]

    @property
    def needs_reason(self) -> bool:
        """Whether it is recorded only with a reason."""
        return self in (Position.RESERVATIONS, Position.OBJECT)


_POSITIONS = {
    Position.SUPPORT: t("Support"),
    Position.RESERVATIONS: t("Reservations"),
    Position.ABSTAIN: t("Abstain"),
    Position.OBJECT: t("Object"),
}


class Designation(Enum):
    """What a facilitator may call the result."""

    FULL_CONSENSUS = "full"
    CONSENSUS = "consensus"
    STRONG_SUPPORT = "strong"
    DIVERGENCE = "divergence"
    NOT_QUORATE = "not-quorate"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _DESIGNATIONS[self]


_DESIGNATIONS = {
    Designation.FULL_CONSENSUS: t("Full consensus"),
    Designation.CONSENSUS: t("Consensus"),
    Designation.STRONG_SUPPORT: t("Strong support but significant opposition"),
    Designation.DIVERGENCE: t("Divergence"),
    Designation.NOT_QUORATE: t("Not quorate"),
}


class Secrecy(Enum):
    """Whether it is shown who said what. The switch goes one way: from open to secret."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105 # nosec B105 # it is a word, not a password


class Visible(Enum):
    """When the counts are shown. The switch goes one way: from after voting to at close."""

    AFTER_VOTING = "after-voting"
    AT_CLOSE = "at-close"


class Published(Enum):
    """What is published of the ballots of a round that is over: each of them, what tables tell of
    them, or how many there were and no more."""

    ALL = "all"
    TABLES = "tables"
    NONE = "none"


class Silence(Enum):
    """What it means that somebody said nothing. ASSENT can't be set: no rule reads it. Charters
    that were frozen with it keep it."""

    NOTHING = "nothing"
    ASSENT = "assent"


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many people have to speak, and from how many stakeholder groups."""

    people: int
    groups: int


@dataclass(frozen=True, slots=True)
class Charter:
    """The terms of a decision, frozen when it opens and shown to everyone as one card.

    electorate is how many may vote: the participants of the track at the cut-off, which is the
    opening. review is in hours. by_points: a ranking is counted by points, not by how many named
    an option, as it was before rankings had points. format: that of the record of this round; ""
    before charters named it.
    """

    reference: str
    round: int
    track: str
    kind: Kind
    text: str
    options: tuple[str, ...]
    secrecy: Secrecy
    visible: Visible
    silence: Silence
    quorum: Quorum
    review: int
    opened: datetime
    closes: datetime
    electorate: int
    languages: Languages = field(default_factory=Languages)
    by_points: bool = False
    format: str = ""

    @property
    def points(self) -> int:
        """How many points the first of a ranking gets; 0 if people are counted."""
        return len(self.options) if self.by_points else 0


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms while they may still be changed; hours is how long it will be open."""

    kind: Kind
    text: str
    options: tuple[str, ...] = ()
    hours: int = 168
    secrecy: Secrecy = Secrecy.OPEN
    visible: Visible = Visible.AFTER_VOTING
    silence: Silence = Silence.NOTHING
    people: int | None = None
    groups: int = 3
    review: int = 72
    languages: Languages = field(default_factory=Languages)

    @property
    def is_secret(self) -> bool:
        """Whether it is shown to nobody who said what."""
        return self.secrecy is Secrecy.SECRET

    @property
    def shown(self) -> Visible:
        """When the counts are shown: of secret ballots at the close, whatever a charter says that
        was frozen before this was the rule."""
        return Visible.AT_CLOSE if self.is_secret else self.visible

    @property
    def proposal(self) -> Multilingual:
        """The text in all its languages."""
        return self.languages.text(self.text)

    @property
    def answers(self) -> tuple[Multilingual, ...]:
        """The options in all their languages."""
        return self.languages.options(self.options)


@dataclass(frozen=True, slots=True)
class MinorityView:
    """A minority view, "D7.m1", by a person. hidden is why it is hidden, if it is."""

    reference: str
    person: int
    text: str
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a facilitator called, with the rationale; provisional until its review is over."""

    designation: Designation
    rationale: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of a track. number is None until it opens: then it has its reference, "D7".

    charter is the canonical JSON of its charter in this round, from its opening on; noticed is
    what time has done in this round already: "half", "day", "closed", "told" (of the close); format
    is that of the record of this round, which it was opened with.
    """

    id: int
    track: str
    author: int
    terms: Terms
    state: State
    number: int | None = None
    round: int = 1
    opened: datetime | None = None
    closes: datetime | None = None
    charter: str = ""
    result: "Result | None" = None
    contested: bool = False
    noticed: frozenset[str] = frozenset()
    format: int = FORMAT

    @property
    def is_secret(self) -> bool:
        """Whether it is shown to nobody who said what."""
        return self.terms.is_secret

    @property
    def has_commitments(self) -> bool:
        """Whether ballots are recorded by commitments, and voters by pseudonyms of this decision
        alone: so it is of all that were opened since 0.2.0."""
        return self.format >= FORMAT

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.track

    @property
    def reference(self) -> str:
        """What it is called once it is open."""
        return f"D{self.number}" if self.number else ""

    @property
    def points(self) -> int:
        """How many points the first of a ranking gets; 0 if people are counted. What is open is
        counted as its charter says."""
        if self.terms.kind is not Kind.RANKING:
            return 0
        charter = json.loads(self.charter) if self.charter else {"counting": POINTS}
        return len(self.terms.options) if charter.get("counting") == POINTS else 0

    @property
    def matter(self) -> Matter:
        """What letters about it are about."""
        return Matter(self.reference, self.terms.proposal)


@dataclass(frozen=True, slots=True)
class EndedRound:
    """A round that is over, in two canonical JSON texts: its charter, and what is stated of its
    counts because it rests on what people told of themselves, and may take back ("null" if nothing
    is); then what is published of its ballots."""

    charter: str
    stated: str
    published: Published = Published.ALL


@dataclass(frozen=True, slots=True)
class Voter:
    """Who somebody is in a round: member is the one of their linked persons who is in the
    electorate, or else the person. The ballot stands under the member's pseudonym, whoever is
    linked or parted afterwards.

    is_one: whether all their accounts are one voice already, so that nothing has to be joined.
    parted: whether that voice has accounts that are no longer linked to this one.
    """

    person: int
    member: int
    pseudonym: str
    eligible: bool
    is_one: bool = True
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """One of the voices that turn out to be one: under whom it votes, and since when it has an
    open ballot. held: whether it was held together before, since it has voted once."""

    member: int
    pseudonym: str
    eligible: bool
    at: datetime | None = None
    voted: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Ballot:
    """What somebody said: a position, or the numbers of options (from 0, best first in a ranking).

    eligible: whether the person was a participant at the cut-off. salt: what its commitment is made
    with; "" where the record has none.
    """

    choice: tuple[str, ...]
    eligible: bool
    receipt: str
    group: str = ""
    region: str = ""
    organisation: str = ""
    reason: str = ""
    remedy: str = ""
    salt: str = ""

    @property
    def commitment(self) -> str:
        """What the record has of it before the round is over."""
        return commitment(self.receipt, self.salt, self.choice)


@dataclass(frozen=True, slots=True)
class Stood:
    """How a secret ballot was recorded: under whose pseudonym somebody stands as a voter, and
    whether it is the first that they cast."""

    pseudonym: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Commitment:
    """The commitment of a secret ballot that is not in the record yet. key: by which storage knows
    the ballot."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A secret ballot that was changed or taken back, as the record shows it: it is seen to be that
    receipt's, and not what it said."""

    key: str
    commitment: str
    receipt: str
    inner: str

    @property
    def text(self) -> str:
        """As it stands in the record."""
        return f"{self.commitment}:{self.receipt}:{self.inner}"


class Standing(Enum):
    """Where an objection is in its life."""

    RAISED = "raised"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    ACCOMMODATED = "accommodated"
    SUSTAINED = "sustained"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _STANDINGS[self]


_STANDINGS = {
    Standing.RAISED: t("not answered yet"),
    Standing.ANSWERED: t("answered, and stands"),
    Standing.WITHDRAWN: t("withdrawn"),
    Standing.ACCOMMODATED: t("accommodated"),
    Standing.SUSTAINED: t("sustained"),
}


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection, by its number in its decision: "D7.1". author is the pseudonym of who raised
    it, in the record."""

    number: int
    person: int
    reason: str
    remedy: str
    standing: Standing
    answer: str = ""
    author: str = ""

    @property
    def stands(self) -> bool:
        """Whether it still speaks against full consensus."""
        return self.standing not in (Standing.WITHDRAWN, Standing.ACCOMMODATED)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by position or option number, of people or (in a ranking) points; people is how many
    spoke, late those after the cut-off, who are counted apart."""

    counts: dict[str, int] = field(default_factory=dict)
    people: int = 0
    late: dict[str, int] = field(default_factory=dict)
    late_people: int = 0
