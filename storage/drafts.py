"""Drafts as they are kept: their life, their versions, and the files that wait to be read."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from bot.drafts.model import Draft, Section, State, Version, Window
from bot.drafts.store import Waiting
from storage.draft_tables import DraftRow, ReadingRow, VersionRow
from storage.tables import PersonRow

_draft = DraftRow.__table__  # type: ignore[attr-defined]
_version = VersionRow.__table__  # type: ignore[attr-defined]
_reading = ReadingRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]

_NEWEST = (
    select(func.max(_version.c.number))
    .where(_version.c.draft == _draft.c.id, _version.c.published.is_not(None))
    .scalar_subquery()
    .label("newest")
)
_DRAFTS = select(_draft, _NEWEST)
_FIRST = select(_reading).order_by(_reading.c.id).limit(1)


class SqlDrafts:
    """Drafts, their versions and windows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, track: str, title: str, author: int) -> Draft:
        """Begin a draft that has no version yet."""
        result = self._connection.execute(
            insert(_draft).values(
                track=track, title=title, author=author, state=State.PREPARED.value
            )
        )
        number: int = result.inserted_primary_key[0]  # type: ignore[index]
        return Draft(number, track, title, author, State.PREPARED)

    def numbered(self, number: int) -> Draft | None:
        """A draft by its number."""
        query = _DRAFTS.where(_draft.c.id == number)
        row = self._connection.execute(query).mappings().first()
        return _read(row) if row else None

    def of(self, tracks: tuple[str, ...] | None) -> list[Draft]:
        """The drafts of these tracks (None: of all), newest first."""
        query = _DRAFTS if tracks is None else _DRAFTS.where(_draft.c.track.in_(tracks))
        rows = self._connection.execute(query.order_by(_draft.c.id.desc())).mappings()
        return [_read(row) for row in rows]

    def unfinished(self) -> list[Draft]:
        """Those that are published and not reported."""
        query = _DRAFTS.where(_draft.c.state == State.PUBLISHED.value).order_by(_draft.c.id)
        return [_read(row) for row in self._connection.execute(query).mappings()]

    def change(self, draft: Draft) -> None:
        """Keep a changed draft."""
        window = draft.window
        self._connection.execute(
            update(_draft)
            .where(_draft.c.id == draft.id)
            .values(
                title=draft.title,
                titles=json.dumps(draft.titles, ensure_ascii=False),
                state=draft.state.value,
                opens=window.opens if window else None,
                soft=window.soft if window else None,
                closes=window.closes if window else None,
                noticed=",".join(sorted(draft.noticed)),
                report=draft.report,
                closing=draft.closing,
            )
        )

    def prepare(
        self, draft: Draft, sections: tuple[Section, ...], text_hash: str, file: str
    ) -> Version:
        """Keep a version that is not published; it takes the place of one that was waiting."""
        self._drop_prepared(draft)
        last = self._connection.execute(
            select(func.max(_version.c.number)).where(_version.c.draft == draft.id)
        ).scalar()
        version = Version((last or 0) + 1, sections, text_hash, file)
        self._connection.execute(
            insert(_version).values(
                draft=draft.id,
                number=version.number,
                sections=_write_sections(sections),
                hash=text_hash,
                file=file,
            )
        )
        return version

    def publish(self, draft: Draft, version: Version, now: datetime) -> None:
        """Make a version the newest."""
        self._connection.execute(
            update(_version)
            .where(_version.c.draft == draft.id, _version.c.number == version.number)
            .values(published=now)
        )

    def version(self, draft: Draft, number: int) -> Version | None:
        """A version by its number."""
        return self._version(draft, _version.c.number == number)

    def published(self, draft: Draft) -> list[tuple[int, datetime]]:
        """The numbers of its published versions, and when each was published, oldest first."""
        query = (
            select(_version.c.number, _version.c.published)
            .where(_version.c.draft == draft.id, _version.c.published.is_not(None))
            .order_by(_version.c.number)
        )
        return [(row.number, row.published) for row in self._connection.execute(query)]

    def prepared(self, draft: Draft) -> Version | None:
        """The version that waits to be published."""
        return self._version(draft, _version.c.published.is_(None))

    def _version(self, draft: Draft, condition: Any) -> Version | None:
        query = select(_version).where(_version.c.draft == draft.id, condition)
        row = self._connection.execute(query).mappings().first()
        return _read_version(row) if row else None

    def discard(self, draft: Draft) -> None:
        """Drop the version that waits; the draft with it, if it never had another."""
        self._drop_prepared(draft)
        if draft.version == 0:
            self._connection.execute(delete(_draft).where(_draft.c.id == draft.id))

    def _drop_prepared(self, draft: Draft) -> None:
        self._connection.execute(
            delete(_version).where(_version.c.draft == draft.id, _version.c.published.is_(None))
        )

    def last_entry(self, draft: Draft) -> str:
        """The hash of the draft's last entry in the journal."""
        query = select(_draft.c.entry).where(_draft.c.id == draft.id)
        return self._connection.execute(query).scalar() or ""

    def add_entry(self, draft: Draft, entry: str) -> None:
        """Keep the hash of the draft's new last entry."""
        self._connection.execute(update(_draft).where(_draft.c.id == draft.id).values(entry=entry))


class SqlReadings:
    """Files that wait for the desk."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(
        self, person: int, what: dict[str, str], name: str, content: bytes, now: datetime
    ) -> None:
        """Keep a file until it has been read."""
        self._connection.execute(
            insert(_reading).values(
                person=person,
                what=json.dumps(what, ensure_ascii=False),
                name=name,
                content=content,
                received=now,
            )
        )

    def of(self, person: int) -> int:
        """How many files of a person wait."""
        query = (
            select(func.count())
            .select_from(_reading)
            .join(_person, _person.c.id == _reading.c.person)
            .where(_person.c.root == person)
        )
        return self._connection.execute(query).scalar() or 0

    def first(self) -> Waiting | None:
        """The oldest one; it is counted as an attempt."""
        row = self._connection.execute(_FIRST).mappings().first()
        if row is None:
            return None
        attempts = row["attempts"] + 1
        self._connection.execute(
            update(_reading).where(_reading.c.id == row["id"]).values(attempts=attempts)
        )
        root = select(_person.c.root).where(_person.c.id == row["person"])
        return Waiting(
            row["id"],
            self._connection.execute(root).scalar_one(),
            json.loads(row["what"]),
            row["name"],
            row["content"],
            row["received"],
            attempts,
        )

    def done(self, number: int) -> bool:
        """It was read; it is forgotten. False if it was forgotten before."""
        gone = delete(_reading).where(_reading.c.id == number)
        return self._connection.execute(gone).rowcount > 0


def _read(row: RowMapping) -> Draft:
    window = Window(row["opens"], row["soft"], row["closes"]) if row["opens"] else None
    return Draft(
        id=row["id"],
        track=row["track"],
        title=row["title"],
        author=row["author"],
        state=State(row["state"]),
        version=row["newest"] or 0,
        window=window,
        noticed=frozenset(row["noticed"].split(",")) - {""},
        report=row["report"],
        closing=row["closing"],
        titles=json.loads(row["titles"]),
    )


def _write_sections(sections: tuple[Section, ...]) -> str:
    return json.dumps(
        [[one.title, one.level, list(one.paragraphs)] for one in sections], ensure_ascii=False
    )


def _read_version(row: RowMapping) -> Version:
    sections = tuple(
        Section(number, title, level, tuple(paragraphs))
        for number, (title, level, paragraphs) in enumerate(json.loads(row["sections"]), 1)
    )
    return Version(row["number"], sections, row["hash"], row["file"], row["published"])
