"""The catalogue, memberships and rooms."""

import secrets
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from bot.conversation.message import RoomNames, RoomRef
from bot.people.model import QuietHours
from bot.tracks.model import Attendance, Modality, Part, Room, Track
from storage.quiet import read_quiet, write_quiet
from storage.tables import AliasRow, BindingRow, MembershipRow, PersonRow, RoomRow, TrackRow

_track = TrackRow.__table__  # type: ignore[attr-defined]
_alias = AliasRow.__table__  # type: ignore[attr-defined]
_member = MembershipRow.__table__  # type: ignore[attr-defined]
_person = PersonRow.__table__  # type: ignore[attr-defined]
_room = RoomRow.__table__  # type: ignore[attr-defined]
_binding = BindingRow.__table__  # type: ignore[attr-defined]

_WITH_CLOSED = select(_track).order_by(_track.c.modality, _track.c.place)
_ALL = _WITH_CLOSED.where(_track.c.closed.is_(False))
_ALIASES = select(_alias).order_by(_alias.c.alias)
_CODED = select(_track).where(
    (_track.c.code == bindparam("code"))
    | (
        _track.c.code
        == select(_alias.c.track).where(_alias.c.alias == bindparam("code")).scalar_subquery()
    )
)
_ALIASES_OF = _ALIASES.where(_alias.c.track == bindparam("code"))
_MEMBER = _member.c.person.in_(
    select(_person.c.id).where(_person.c.root == bindparam("root")).scalar_subquery()
)
_MEMBERSHIPS = (
    select(_member.c.track, func.max(_member.c.part).label("part"))
    .where(_MEMBER)
    .group_by(_member.c.track)
    .order_by(_member.c.track)
)
_THIS_ROOM = (
    (_room.c.platform == bindparam("on"))
    & (_room.c.id == bindparam("called"))
    & (_room.c.topic == bindparam("about"))
)
_KNOWN_ROOM = select(_room).where(_THIS_ROOM)
_TRACKS_OF = (
    select(_binding.c.track)
    .where(
        _binding.c.platform == bindparam("on"),
        _binding.c.room == bindparam("called"),
        _binding.c.topic == bindparam("about"),
    )
    .order_by(_binding.c.place)
)
_ROOMS_OF = (
    select(_room)
    .join(
        _binding,
        (_binding.c.platform == _room.c.platform)
        & (_binding.c.room == _room.c.id)
        & (_binding.c.topic == _room.c.topic),
    )
    .where(_binding.c.track == bindparam("track"))
    .order_by(_binding.c.place)
)
# "participant" comes after "observer": whoever is both by two accounts is a participant.
_PARTS = (
    select(_person.c.root, func.max(_member.c.part).label("part"))
    .join(_person, _person.c.id == _member.c.person)
    .group_by(_person.c.root)
)


class SqlTracks:
    """The catalogue."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, modality: Modality | None = None, *, closed: bool = False) -> list[Track]:
        """The open tracks, by modality and in the catalogue's order; closed: the others too."""
        query = _WITH_CLOSED if closed else _ALL
        if modality is not None:
            query = query.where(_track.c.modality == modality.value)
        aliases: dict[str, list[str]] = {}
        for row in self._connection.execute(_ALIASES):
            aliases.setdefault(row.track, []).append(row.alias)
        rows = self._connection.execute(query).mappings()
        return [_read_track(row, aliases.get(row["code"], [])) for row in rows]

    def track(self, code: str) -> Track | None:
        """The track with this code or former code."""
        row = self._connection.execute(_CODED, {"code": code.casefold()}).mappings().first()
        if row is None:
            return None
        names = self._connection.execute(_ALIASES_OF, {"code": row["code"]})
        return _read_track(row, [alias.alias for alias in names])

    def keep(self, track: Track) -> None:
        """Add a track, or change the one with this code."""
        values = {
            "modality": track.modality.value,
            "name": track.name,
            "about": track.about,
            "mailing_list": track.mailing_list,
            "closed": track.closed,
        }
        here = _track.c.code == track.code
        changed = self._connection.execute(update(_track).where(here).values(**values))
        if not changed.rowcount:
            last = self._connection.execute(select(func.max(_track.c.place))).scalar() or 0
            new = insert(_track).values(code=track.code, place=last + 1, **values)
            self._connection.execute(new)
        self._connection.execute(delete(_alias).where(_alias.c.track == track.code))
        for alias in track.aliases:
            self._connection.execute(insert(_alias).values(alias=alias, track=track.code))


def _read_track(row: RowMapping, aliases: list[str]) -> Track:
    return Track(
        row["code"],
        Modality(row["modality"]),
        row["name"],
        row["about"],
        row["mailing_list"],
        tuple(aliases),
        row["closed"],
    )


class SqlMemberships:
    """Who takes part where."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: int) -> dict[str, Part]:
        """The tracks of a person, by code."""
        rows = self._connection.execute(_MEMBERSHIPS, {"root": person})
        return {row.track: Part(row.part) for row in rows}

    def join(self, person: int, track: str, part: Part) -> Part | None:
        """Take part; what the person was before."""
        before = self.of(person).get(track)
        if before is None:
            new = insert(_member).values(person=person, track=track, part=part.value)
            self._connection.execute(new)
        elif before is not part:
            self._connection.execute(
                update(_member).where(_MEMBER, _member.c.track == track).values(part=part.value),
                {"root": person},
            )
        return before

    def leave(self, person: int, track: str) -> bool:
        """Take part no longer, by any account."""
        gone = delete(_member).where(_MEMBER, _member.c.track == track)
        return self._connection.execute(gone, {"root": person}).rowcount > 0

    def size(self, track: str) -> int:
        """How many are participants."""
        query = (
            select(func.count(func.distinct(_person.c.root)))
            .join(_member, _person.c.id == _member.c.person)
            .where(_member.c.track == track, _member.c.part == Part.PARTICIPANT.value)
        )
        return self._connection.execute(query).scalar() or 0

    def attendance(self, track: str) -> Attendance:
        """How many take part."""
        parts = _PARTS.where(_member.c.track == track).subquery()
        query = select(parts.c.part, func.count().label("people")).group_by(parts.c.part)
        found = {row.part: row.people for row in self._connection.execute(query)}
        return Attendance(found.get(Part.PARTICIPANT.value, 0), found.get(Part.OBSERVER.value, 0))

    def sizes(self) -> dict[str, int]:
        """Participants of every track that has any, by code."""
        parts = _PARTS.add_columns(_member.c.track).group_by(_member.c.track).subquery()
        query = (
            select(parts.c.track, func.count().label("people"))
            .where(parts.c.part == Part.PARTICIPANT.value)
            .group_by(parts.c.track)
        )
        return {row.track: row.people for row in self._connection.execute(query)}


class SqlRooms:
    """Rooms, and which tracks they belong to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def room(self, ref: RoomRef) -> Room | None:
        """A room that is known."""
        row = self._connection.execute(_KNOWN_ROOM, _key(ref)).mappings().first()
        return _read_room(row) if row else None

    def tracks(self, ref: RoomRef) -> tuple[str, ...]:
        """The codes of the tracks a room belongs to."""
        return tuple(self._connection.execute(_TRACKS_OF, _key(ref)).scalars().all())

    def bind(self, ref: RoomRef, names: RoomNames, track: str) -> tuple[Room, bool]:
        """Make a room one of a track's."""
        self._set(ref, names, present=True)
        new = track not in self.tracks(ref)
        if new:
            last = self._connection.execute(select(func.max(_binding.c.place))).scalar() or 0
            self._connection.execute(
                insert(_binding).values(
                    platform=ref.platform,
                    room=ref.id,
                    topic=ref.topic,
                    track=track,
                    place=last + 1,
                )
            )
        row = self._connection.execute(_KNOWN_ROOM, _key(ref)).mappings().one()
        return _read_room(row), new

    def unbind(self, ref: RoomRef, track: str) -> bool:
        """Make it one no more."""
        gone = delete(_binding).where(
            _bound(ref), _binding.c.topic == ref.topic, _binding.c.track == track
        )
        return self._connection.execute(gone).rowcount > 0

    def rooms(self, track: str) -> list[Room]:
        """The rooms of a track, in the order they were bound."""
        rows = self._connection.execute(_ROOMS_OF, {"track": track}).mappings()
        return [_read_room(row) for row in rows]

    def _set(self, ref: RoomRef, names: RoomNames, **values: Any) -> None:
        named = {"title": names.title, "address": names.address}
        changed = update(_room).where(_is(ref)).values(**named, **values)
        if not self._connection.execute(changed).rowcount:
            self._connection.execute(
                insert(_room).values(
                    platform=ref.platform,
                    id=ref.id,
                    topic=ref.topic,
                    pseudonym=f"r-{secrets.token_hex(8)}",
                    **named,
                    **values,
                )
            )

    def set_language(self, ref: RoomRef, names: RoomNames, language: str) -> None:
        """Keep the language the bot speaks in a room."""
        self._set(ref, names, language=language)

    def set_zone(self, ref: RoomRef, names: RoomNames, zone: str) -> None:
        """Keep the time zone of a room."""
        self._set(ref, names, zone=zone)

    def set_quiet(self, ref: RoomRef, names: RoomNames, quiet: QuietHours | None) -> None:
        """Keep the quiet hours of a room, or none."""
        self._set(ref, names, quiet=write_quiet(quiet))

    def set_present(self, ref: RoomRef, present: bool) -> None:
        """Keep whether the bot may speak in a room and in all its topics."""
        self._connection.execute(
            update(_room)
            .where(_room.c.platform == ref.platform, _room.c.id == ref.id)
            .values(present=present)
        )

    def moved(self, old: RoomRef, new: RoomRef) -> None:
        """A room goes on under another id."""
        if self._connection.execute(select(_room).where(_bare(new))).first():
            # It is said twice, in the old room and in the new one.
            return
        self._connection.execute(update(_room).where(_bare(old)).values(id=new.id, present=True))
        self._connection.execute(update(_binding).where(_bound(old)).values(room=new.id))


def _key(ref: RoomRef) -> dict[str, Any]:
    """The values by which a room is found."""
    return {"on": ref.platform, "called": ref.id, "about": ref.topic}


def _is(ref: RoomRef) -> Any:
    return _bare(ref) & (_room.c.topic == ref.topic)


def _bare(ref: RoomRef) -> Any:
    return (_room.c.platform == ref.platform) & (_room.c.id == ref.id)


def _bound(ref: RoomRef) -> Any:
    return (_binding.c.platform == ref.platform) & (_binding.c.room == ref.id)


def _read_room(row: RowMapping) -> Room:
    return Room(
        RoomRef(row["platform"], row["id"], row["topic"]),
        row["pseudonym"],
        RoomNames(row["title"], row["address"]),
        row["language"],
        row["zone"],
        read_quiet(row["quiet"]),
        row["present"],
    )
