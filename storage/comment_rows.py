"""Rows of comments, and the values that they are: used by comments alone."""

from sqlalchemy import RowMapping, and_, select

from bot.conversation.phrases import name_of
from bot.drafts.model import (
    Anchor,
    Answer,
    Author,
    Capacity,
    Comment,
    Disposition,
    Kind,
    Shown,
    Standing,
    Unsent,
    Words,
)
from storage.draft_tables import CommentRow, DispositionRow, UnsentRow
from storage.tables import PersonRow

_unsent = UnsentRow.__table__  # type: ignore[attr-defined]
_comment = CommentRow.__table__  # type: ignore[attr-defined]
_answer = DispositionRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]

COMMENTS = (
    select(
        _comment,
        _person.c.root,
        _person.c.pseudonym,
        _answer.c.answer.label("answer_number"),
        _answer.c.disposition,
        _answer.c.reason,
        _answer.c.place.label("answer_place"),
        _answer.c.quote.label("answer_quote"),
        _answer.c.other,
        _answer.c.at,
    )
    .join(_person, _person.c.id == _comment.c.person)
    .outerjoin(
        _answer,
        and_(
            _answer.c.draft == _comment.c.draft,
            _answer.c.number == _comment.c.number,
            _answer.c.standing.is_(True),
        ),
    )
)
UNSENT = select(_unsent, _person.c.root).join(_person, _person.c.id == _unsent.c.person)


def write_words(words: Words) -> dict[str, str]:
    """The columns of what a comment says."""
    return {
        "text": words.text,
        "kind": words.kind.value,
        "proposal": words.proposal,
        "capacity": words.capacity.value,
        "shown": words.shown.value,
    }


def _read_words(row: RowMapping) -> Words:
    return Words(
        row["text"],
        Kind(row["kind"]),
        row["proposal"],
        Capacity(row["capacity"]),
        Shown(row["shown"]),
    )


def read_unsent(row: RowMapping) -> Unsent:
    """A comment that was not submitted."""
    return Unsent(
        row["id"],
        row["draft"],
        row["root"],
        row["version"],
        Anchor(row["anchor"], row["quote"]),
        _read_words(row),
        row["begun"],
        row["sender"],
        row["organisation"],
    )


def read_comment(row: RowMapping) -> Comment:
    """A comment with its author and the answer that stands."""
    answer = None
    if row["answer_number"] is not None:
        answer = Answer(
            row["answer_number"],
            Disposition(row["disposition"]),
            row["reason"],
            row["answer_place"],
            row["other"],
            row["at"],
            row["answer_quote"],
        )
    author = Author(
        row["root"],
        row["pseudonym"],
        name_of(row["author"], row["root"]),
        name_of(row["organisation"], row["root"]),
        row["stakeholder_group"],
        row["region"],
        row["language"],
        row["sender"],
    )
    return Comment(
        draft=row["draft"],
        number=row["number"],
        version=row["version"],
        anchor=Anchor(row["anchor"], row["quote"]),
        place=row["place"],
        orphaned=row["orphaned"],
        words=_read_words(row),
        author=author,
        received=row["received"],
        late=row["late"],
        standing=Standing(row["state"]),
        revision=row["revision"],
        contested=row["contested"],
        contested_answer=row["contested_answer"],
        appeal=row["appeal"],
        answer=answer,
        author_salt=row["author_salt"],
        author_hash=row["author_hash"],
    )
