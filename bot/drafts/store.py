"""What drafts and comments ask of storage."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.drafts.model import (
    Anchor,
    Answer,
    Author,
    Comment,
    Draft,
    Moderated,
    Section,
    Standing,
    Unsent,
    Version,
    Words,
)


class Drafts(Protocol):
    """Drafts, their versions and windows."""

    def begin(self, track: str, title: str, author: int) -> Draft:
        """Begin a draft that has no version yet."""
        ...

    def numbered(self, number: int) -> Draft | None:
        """A draft by its number (2 of "B2")."""
        ...

    def of(self, tracks: tuple[str, ...] | None) -> list[Draft]:
        """The drafts of these tracks (None: of all), newest first."""
        ...

    def unfinished(self) -> list[Draft]:
        """Those that are published and not reported: what time may change."""
        ...

    def change(self, draft: Draft) -> None:
        """Keep a changed draft: title, state, window, noticed, report."""
        ...

    def prepare(
        self, draft: Draft, sections: tuple[Section, ...], text_hash: str, file: str
    ) -> Version:
        """Keep a version that is not published; it takes the place of one that was waiting."""
        ...

    def publish(self, draft: Draft, version: Version, now: datetime) -> None:
        """Make a version the newest."""
        ...

    def version(self, draft: Draft, number: int) -> Version | None:
        """A version by its number."""
        ...

    def published(self, draft: Draft) -> list[tuple[int, datetime]]:
        """The numbers of its published versions, and when each was published, oldest first."""
        ...

    def prepared(self, draft: Draft) -> Version | None:
        """The version that waits to be published."""
        ...

    def discard(self, draft: Draft) -> None:
        """Drop the version that waits; the draft with it, if it never had another."""
        ...

    def last_entry(self, draft: Draft) -> str:
        """The hash of the draft's last entry in the journal ("" if there is none)."""
        ...

    def add_entry(self, draft: Draft, entry: str) -> None:
        """Keep the hash of the draft's new last entry."""
        ...


class Comments(Protocol):
    """Comments, before and after they are submitted. Linked persons are one author."""

    def seal(self, comment: Comment) -> None:
        """Keep what the closing report shows of its author beside the name."""
        ...

    def begin(self, unsent: Unsent) -> Unsent:
        """Keep a comment that is not submitted; its id is given."""
        ...

    def unsent(self, number: int) -> Unsent | None:
        """A comment that was not submitted, by its id."""
        ...

    def change_unsent(self, unsent: Unsent) -> None:
        """Keep what was changed of it."""
        ...

    def discard(self, number: int) -> None:
        """Drop it."""
        ...

    def submit(
        self,
        draft: Draft,
        unsent: Unsent,
        author: Author,
        received: datetime,
        place: tuple[str, bool],
        *,
        late: bool,
    ) -> Comment:
        """Give it a number; from now on it is kept. place: where its quote stands in the newest
        version, and whether it is orphaned."""
        ...

    def numbered(self, draft: int, number: int) -> Comment | None:
        """A comment by its numbers (2 and 17 of "C-B2-17")."""
        ...

    def of(self, draft: Draft) -> list[Comment]:
        """All comments on a draft, in the order of their numbers, with the answers that stand."""
        ...

    def by(self, person: int) -> list[Comment]:
        """A person's comments, newest first."""
        ...

    def authors(self, draft: Draft) -> list[int]:
        """The persons who commented, without those entered for somebody."""
        ...

    def repeated(self, draft: Draft, person: int, place: str, text: str) -> str:
        """The reference of a person's comment that says the same at the same place, or ""."""
        ...

    def amend(self, comment: Comment, words: Words, now: datetime) -> None:
        """Change what a comment says; what it said before stays."""
        ...

    def revisions(self, comment: Comment) -> list[str]:
        """What it said before, oldest first."""
        ...

    def stand(self, comment: Comment, standing: Standing) -> None:
        """Keep where it is."""
        ...

    def move(self, draft: Draft, places: dict[Anchor, tuple[str, bool]]) -> None:
        """Keep where the quotes stand in a new version."""
        ...

    def answer(self, comment: Comment, answer: Answer, person: int) -> None:
        """Keep an answer; it takes the place of the one that stood."""
        ...

    def move_answer(self, comment: Comment, place: str, quote: str) -> None:
        """Keep where the changed paragraph of the answer that stands is in a new version, and what
        it says there."""
        ...

    def answers(self, comment: Comment) -> list[Answer]:
        """All answers to a comment, the last one stands."""
        ...

    def contest(self, comment: Comment, reason: str) -> None:
        """Keep why its author contests the answer."""
        ...

    def appeal(self, comment: Comment, reason: str) -> None:
        """Keep why its author wants it to be shown again."""
        ...

    def moderate(self, comment: Comment, act: str, reason: str, person: int, now: datetime) -> None:
        """Add an entry to the moderation log."""
        ...

    def moderated(self, draft: Draft | None) -> list[Moderated]:
        """The log of a draft or of all, oldest first."""
        ...

    def forget_unsent(self, before: datetime) -> None:
        """Drop what was begun before a time and never submitted."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file whose text is to be taken out. what says what it was sent for, as JSON of strings."""

    id: int
    person: int
    what: dict[str, str]
    name: str
    content: bytes
    received: datetime
    attempts: int


class Readings(Protocol):
    """Files that wait for the desk."""

    def put(
        self, person: int, what: dict[str, str], name: str, content: bytes, now: datetime
    ) -> None:
        """Keep a file until it has been read."""
        ...

    def of(self, person: int) -> int:
        """How many files of a person wait."""
        ...

    def first(self) -> Waiting | None:
        """The oldest one; it is counted as an attempt."""
        ...

    def done(self, number: int) -> bool:
        """It was read; it is forgotten. False if it was forgotten before."""
        ...
