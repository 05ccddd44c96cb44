"""A draft with its versions, the comments on it, and what was answered to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from bot.conversation.phrases import Multilingual, Phrase, t
from bot.conversation.reply import Matter


class State(Enum):
    """Where a draft is in its life. Whether comments are open is no state: the time says so."""

    PREPARED = "prepared"
    PUBLISHED = "published"
    REPORTED = "reported"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


class Kind(Enum):
    """What a comment is."""

    GENERAL = "general"
    SUBSTANTIVE = "substantive"
    EDITORIAL = "editorial"
    QUESTION = "question"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _KINDS[self]


_KINDS = {
    Kind.GENERAL: t("general"),
    Kind.SUBSTANTIVE: t("substantive"),
    Kind.EDITORIAL: t("editorial"),
    Kind.QUESTION: t("question"),
}


class Capacity(Enum):
    """In which capacity somebody comments."""

    PERSONAL = "personal"
    ORGANISATION = "organisation"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _CAPACITIES[self]


_CAPACITIES = {
    Capacity.PERSONAL: t("in your own capacity"),
    Capacity.ORGANISATION: t("for your organisation"),
}


class Shown(Enum):
    """As what the author is shown to the public."""

    NAMED = "named"
    ORGANISATION = "organisation-only"
    ANONYMOUS = "anonymous"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _SHOWN[self]


_SHOWN = {
    Shown.NAMED: t("with your name"),
    Shown.ORGANISATION: t("with your organisation only"),
    Shown.ANONYMOUS: t("without your name"),
}


class Disposition(Enum):
    """What became of a comment. The value is the word by which a facilitator says it."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    ADDRESSED = "addressed"
    NOTED = "noted"
    DECLINED = "declined"
    OUT_OF_SCOPE = "outofscope"
    DUPLICATE = "duplicate"
    DEFERRED = "deferred"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _DISPOSITIONS[self]

    @property
    def needs_reason(self) -> bool:
        """Whether it is kept only with a reason: all but accepted."""
        return self is not Disposition.ACCEPTED

    @property
    def needs_place(self) -> bool:
        """Whether it names the paragraph that was changed."""
        return self in (Disposition.ACCEPTED, Disposition.CHANGED)


_DISPOSITIONS = {
    Disposition.ACCEPTED: t("accepted"),
    Disposition.CHANGED: t("accepted with changes"),
    Disposition.ADDRESSED: t("already addressed"),
    Disposition.NOTED: t("noted"),
    Disposition.DECLINED: t("not accepted"),
    Disposition.OUT_OF_SCOPE: t("out of scope"),
    Disposition.DUPLICATE: t("duplicate"),
    Disposition.DEFERRED: t("deferred"),
}


class Standing(Enum):
    """Where a comment is, once it was submitted."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its number (from 1, in order), its title, and its paragraphs."""

    number: int
    title: str
    level: int
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a draft; hash is the SHA-256 of its canonical text. published is None before."""

    number: int
    sections: tuple[Section, ...]
    hash: str
    file: str
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """When comments are open. What comes until soft is used in the session."""

    opens: datetime
    soft: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft output of a track: "B2". version is the newest published one's number, 0 for none;
    noticed is what time has done already; report is the hash of its closing report, closing what
    is kept of that; titles are those in other languages, by their codes."""

    id: int
    track: str
    title: str
    author: int
    state: State
    version: int = 0
    window: Window | None = None
    noticed: frozenset[str] = frozenset()
    report: str = ""
    closing: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> Multilingual:
        """Its title in all its languages. In which one it was given first is not known."""
        return Multilingual(self.title, versions=self.titles)

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.track

    @property
    def reference(self) -> str:
        """What it is called."""
        return f"B{self.id}"

    @property
    def matter(self) -> Matter:
        """What letters about it are about."""
        return Matter(self.reference, self.heading)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a comment is about: a paragraph "3.2", a section "3", or "" for the whole; quote is the
    text that stood there."""

    place: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a comment says, and how its author is shown."""

    text: str
    kind: Kind = Kind.GENERAL
    proposal: str = ""
    capacity: Capacity = Capacity.PERSONAL
    shown: Shown = Shown.NAMED


@dataclass(frozen=True, slots=True)
class Unsent:
    """A comment that was begun and not submitted. sender, organisation: of somebody without an
    account here, for whom a rapporteur enters it."""

    id: int
    draft: int
    person: int
    version: int
    anchor: Anchor
    words: Words
    begun: datetime
    sender: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Who a comment is by. person is its root, or that of the rapporteur who entered it for
    sender; name, organisation, group and region are as they were when it came, and "" once the
    person is erased."""

    person: int
    pseudonym: str
    name: str
    organisation: str = ""
    group: str = ""
    region: str = ""
    language: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What editors answered. number counts the answers to one comment; the last one stands. place
    is the paragraph that changes, quote what stood there when it was answered."""

    number: int
    disposition: Disposition
    reason: str
    place: str
    other: int | None
    at: datetime
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that was submitted: C-B2-17. place is where its quote stands in the newest version;
    contested is why its author contested the answer with the number contested_answer; author_salt
    and author_hash are what the closing report shows of its author beside the name."""

    draft: int
    number: int
    version: int
    anchor: Anchor
    place: str
    orphaned: bool
    words: Words
    author: Author
    received: datetime
    late: bool
    standing: Standing
    revision: int = 0
    contested: str = ""
    contested_answer: int = 0
    appeal: str = ""
    answer: Answer | None = None
    author_salt: str = ""
    author_hash: str = ""

    @property
    def reference(self) -> str:
        """What it is called: the receipt."""
        return f"C-B{self.draft}-{self.number}"

    @property
    def waits(self) -> bool:
        """Whether it has no answer that stands: none yet, or a contested one."""
        answered = self.answer is not None and self.answer.number > self.contested_answer
        return self.standing is Standing.SUBMITTED and not answered


@dataclass(frozen=True, slots=True)
class Moderated:
    """An entry of the moderation log: act is "hidden", "appealed", "declined" or "shown"."""

    draft: int
    number: int
    act: str
    reason: str
    at: datetime
