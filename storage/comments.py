"""Comments as they are kept: begun, submitted, amended, answered, hidden."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.drafts.model import (
    Anchor,
    Answer,
    Author,
    Comment,
    Disposition,
    Draft,
    Moderated,
    Standing,
    Unsent,
    Words,
)
from storage.comment_rows import COMMENTS, UNSENT, read_comment, read_unsent, write_words
from storage.draft_tables import (
    CommentRow,
    DispositionRow,
    ModerationRow,
    RevisionRow,
    UnsentRow,
)
from storage.tables import PersonRow

_unsent = UnsentRow.__table__  # type: ignore[attr-defined]
_comment = CommentRow.__table__  # type: ignore[attr-defined]
_revision = RevisionRow.__table__  # type: ignore[attr-defined]
_answer = DispositionRow.__table__  # type: ignore[attr-defined]
_moderation = ModerationRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]


class SqlComments:
    """Comments, before and after they are submitted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, unsent: Unsent) -> Unsent:
        """Keep a comment that is not submitted; its id is given."""
        result = self._connection.execute(
            insert(_unsent).values(
                draft=unsent.draft,
                person=unsent.person,
                version=unsent.version,
                anchor=unsent.anchor.place,
                quote=unsent.anchor.quote,
                sender=unsent.sender,
                organisation=unsent.organisation,
                begun=unsent.begun,
                **write_words(unsent.words),
            )
        )
        return replace(unsent, id=result.inserted_primary_key[0])  # type: ignore[index]

    def unsent(self, number: int) -> Unsent | None:
        """A comment that was not submitted, by its id."""
        query = UNSENT.where(_unsent.c.id == number)
        row = self._connection.execute(query).mappings().first()
        return read_unsent(row) if row else None

    def change_unsent(self, unsent: Unsent) -> None:
        """Keep what was changed of it."""
        self._connection.execute(
            update(_unsent)
            .where(_unsent.c.id == unsent.id)
            .values(organisation=unsent.organisation, **write_words(unsent.words))
        )

    def discard(self, number: int) -> None:
        """Drop it."""
        self._connection.execute(delete(_unsent).where(_unsent.c.id == number))

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
        """Give it a number; from now on it is kept."""
        last = self._connection.execute(
            select(func.max(_comment.c.number)).where(_comment.c.draft == draft.id)
        ).scalar()
        number = (last or 0) + 1
        self._connection.execute(
            insert(_comment).values(
                draft=draft.id,
                number=number,
                person=author.person,
                version=unsent.version,
                anchor=unsent.anchor.place,
                quote=unsent.anchor.quote,
                place=place[0],
                orphaned=place[1],
                author=author.name,
                organisation=author.organisation,
                sender=author.sender,
                stakeholder_group=author.group,
                region=author.region,
                language=author.language,
                received=received,
                late=late,
                state=Standing.SUBMITTED.value,
                **write_words(unsent.words),
            )
        )
        self.discard(unsent.id)
        found = self.numbered(draft.id, number)
        if found is None:
            raise LookupError("a comment that was kept is there")
        return found

    def numbered(self, draft: int, number: int) -> Comment | None:
        """A comment by its numbers."""
        query = COMMENTS.where(_comment.c.draft == draft, _comment.c.number == number)
        row = self._connection.execute(query).mappings().first()
        return read_comment(row) if row else None

    def of(self, draft: Draft) -> list[Comment]:
        """All comments on a draft, in the order of their numbers."""
        query = COMMENTS.where(_comment.c.draft == draft.id).order_by(_comment.c.number)
        return [read_comment(row) for row in self._connection.execute(query).mappings()]

    def by(self, person: int) -> list[Comment]:
        """A person's comments, newest first."""
        query = (
            COMMENTS.where(_person.c.root == person)
            .order_by(_comment.c.received.desc(), _comment.c.draft, _comment.c.number.desc())
        )  # fmt: skip
        return [read_comment(row) for row in self._connection.execute(query).mappings()]

    def authors(self, draft: Draft) -> list[int]:
        """The persons who commented, without those entered for somebody."""
        query = (
            select(_person.c.root)
            .distinct()
            .join(_comment, _comment.c.person == _person.c.id)
            .where(_comment.c.draft == draft.id, _comment.c.sender == "")
            .where(_comment.c.state != Standing.WITHDRAWN.value)
        )
        return list(self._connection.execute(query).scalars())

    def repeated(self, draft: Draft, person: int, place: str, text: str) -> str:
        """The reference of a person's comment that says the same at the same place, or ""."""
        query = (
            select(_comment.c.number)
            .join(_person, _person.c.id == _comment.c.person)
            .where(_person.c.root == person, _comment.c.draft == draft.id)
            .where(_comment.c.anchor == place, _comment.c.text == text, _comment.c.sender == "")
            .where(_comment.c.state != Standing.WITHDRAWN.value)
        )
        number = self._connection.execute(query).scalar()
        return f"C-B{draft.id}-{number}" if number else ""

    def amend(self, comment: Comment, words: Words, now: datetime) -> None:
        """Change what a comment says; what it said before stays."""
        self._connection.execute(
            insert(_revision).values(
                draft=comment.draft,
                number=comment.number,
                revision=comment.revision + 1,
                text=comment.words.text,
                proposal=comment.words.proposal,
                until=now,
            )
        )
        self._change(comment, revision=comment.revision + 1, **write_words(words))

    def revisions(self, comment: Comment) -> list[str]:
        """What it said before, oldest first."""
        query = (
            select(_revision.c.text)
            .where(_revision.c.draft == comment.draft, _revision.c.number == comment.number)
            .order_by(_revision.c.revision)
        )
        return list(self._connection.execute(query).scalars())

    def stand(self, comment: Comment, standing: Standing) -> None:
        """Keep where it is."""
        self._change(comment, state=standing.value)

    def seal(self, comment: Comment) -> None:
        """Keep what the closing report shows of its author beside the name."""
        self._change(comment, author_salt=comment.author_salt, author_hash=comment.author_hash)

    def move(self, draft: Draft, places: dict[Anchor, tuple[str, bool]]) -> None:
        """Keep where the quotes stand in a new version."""
        for anchor, (place, orphaned) in places.items():
            self._connection.execute(
                update(_comment)
                .where(
                    _comment.c.draft == draft.id,
                    _comment.c.anchor == anchor.place,
                    _comment.c.quote == anchor.quote,
                )
                .values(place=place, orphaned=orphaned)
            )

    def answer(self, comment: Comment, answer: Answer, person: int) -> None:
        """Keep an answer; it takes the place of the one that stood."""
        mine = (_answer.c.draft == comment.draft) & (_answer.c.number == comment.number)
        self._connection.execute(update(_answer).where(mine).values(standing=False))
        self._connection.execute(
            insert(_answer).values(
                draft=comment.draft,
                number=comment.number,
                answer=answer.number,
                disposition=answer.disposition.value,
                reason=answer.reason,
                place=answer.place,
                quote=answer.quote,
                other=answer.other,
                person=person,
                at=answer.at,
                standing=True,
            )
        )

    def move_answer(self, comment: Comment, place: str, quote: str) -> None:
        """Keep where the changed paragraph stands in a new version."""
        self._connection.execute(
            update(_answer)
            .where(_answer.c.draft == comment.draft, _answer.c.number == comment.number)
            .where(_answer.c.standing.is_(True))
            .values(place=place, quote=quote)
        )

    def answers(self, comment: Comment) -> list[Answer]:
        """All answers to a comment, the last one stands."""
        query = (
            select(_answer)
            .where(_answer.c.draft == comment.draft, _answer.c.number == comment.number)
            .order_by(_answer.c.answer)
        )
        return [
            Answer(
                row["answer"], Disposition(row["disposition"]), row["reason"], row["place"],
                row["other"], row["at"], row["quote"],
            )
            for row in self._connection.execute(query).mappings()
        ]  # fmt: skip

    def contest(self, comment: Comment, reason: str) -> None:
        """Keep why its author contests the answer."""
        number = comment.answer.number if comment.answer else 0
        self._change(comment, contested=reason, contested_answer=number)

    def appeal(self, comment: Comment, reason: str) -> None:
        """Keep why its author wants it to be shown again."""
        self._change(comment, appeal=reason)

    def _change(self, comment: Comment, **values: Any) -> None:
        self._connection.execute(
            update(_comment)
            .where(_comment.c.draft == comment.draft, _comment.c.number == comment.number)
            .values(**values)
        )

    def moderate(self, comment: Comment, act: str, reason: str, person: int, now: datetime) -> None:
        """Add an entry to the moderation log."""
        self._connection.execute(
            insert(_moderation).values(
                draft=comment.draft, number=comment.number, act=act, reason=reason,
                person=person, at=now,
            )
        )  # fmt: skip

    def moderated(self, draft: Draft | None) -> list[Moderated]:
        """The log of a draft or of all, oldest first."""
        query = select(_moderation).order_by(_moderation.c.id)
        if draft is not None:
            query = query.where(_moderation.c.draft == draft.id)
        return [
            Moderated(row["draft"], row["number"], row["act"], row["reason"], row["at"])
            for row in self._connection.execute(query).mappings()
        ]

    def forget_unsent(self, before: datetime) -> None:
        """Drop what was begun before a time and never submitted."""
        self._connection.execute(delete(_unsent).where(_unsent.c.begun < before))
