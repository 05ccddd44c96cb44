"""Who is in a story and where: its two tables, made true in a store and on the networks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapters.story.networks import PLATFORMS, Network
from adapters.story.transcript import Story, Unreadable
from bot.conversation.message import PersonRef, RoomNames, RoomRef
from bot.people.model import Account, Grant, Region, Role, StakeholderGroup
from bot.people.store import People, Roles
from bot.ports import Tx
from bot.record.store import Journal
from bot.settings import Settings
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Rooms


@dataclass(slots=True)
class Member:
    """A person of a story: where they are, and what they are."""

    name: str
    networks: tuple[str, ...]
    roles: tuple[str, ...]
    language: str
    zone: str
    accounts: dict[str, PersonRef] = field(default_factory=dict)
    private: dict[str, RoomRef | None] = field(default_factory=dict)


@dataclass(slots=True)
class Setting:
    """A room of a story."""

    name: str
    network: str
    tracks: tuple[str, ...]
    language: str
    ref: RoomRef | None = None


@dataclass(slots=True)
class Cast:
    """The people and rooms of a story."""

    people: dict[str, Member]
    rooms: dict[str, Setting]

    def place(self, platform: str, number: str) -> tuple[str, str]:
        """Whose private room, or which room, an address is; the other one is ""."""
        for member in self.people.values():
            private, account = member.private.get(platform), member.accounts.get(platform)
            if number in (private.id if private else None, account.id if account else None):
                return member.name, ""
        for room in self.rooms.values():
            if room.ref and (room.ref.platform, room.ref.id) == (platform, number):
                return "", room.name
        raise LookupError(f"the story has no place {number!r} on {platform}")


def read_cast(story: Story) -> Cast:
    """The people and rooms of a story's tables. Raises Unreadable."""
    people = {
        row["who"]: Member(
            row["who"],
            _networks(row.get("on", "")),
            _list(row.get("is", "")),
            row.get("speaks", ""),
            row.get("lives in", ""),
        )
        for row in story.people
    }
    rooms = {
        row["room"]: Setting(
            row["room"],
            _networks(row.get("on", ""))[0],
            _list(row.get("track", "")),
            row.get("speaks", ""),
        )
        for row in story.rooms
    }
    return Cast(people, rooms)


def networks_of(story: Story) -> set[str]:
    """The networks that a story takes place on. Raises Unreadable."""
    cast = read_cast(story)
    found = {network for member in cast.people.values() for network in member.networks}
    return found | {room.network for room in cast.rooms.values()}


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


def _networks(cell: str) -> tuple[str, ...]:
    found = tuple(part.lower() for part in _list(cell))
    if not found or any(one not in PLATFORMS for one in found):
        raise Unreadable(f"{cell!r} is not Telegram, Matrix, Mail, or several of them")
    return found


async def enter(cast: Cast, networks: Mapping[str, Network]) -> None:
    """Bring everybody onto the networks and into the rooms."""
    for member in cast.people.values():
        for platform in member.networks:
            account, private = await networks[platform].person(member.name)
            member.accounts[platform], member.private[platform] = account, private
    for room in cast.rooms.values():
        inside = [one.name for one in cast.people.values() if room.network in one.networks]
        room.ref = await networks[room.network].room(room.name, inside)


def set_the_stage(tx: Tx, cast: Cast, settings: Settings, now: datetime) -> None:
    """Make the tables true in the store."""
    for member in cast.people.values():
        if member.roles != ("newcomer",):
            _settle(tx, member, settings, now)
    rooms = tx.get(Rooms)
    for room in cast.rooms.values():
        if room.ref is None:
            raise RuntimeError("the room is on no network yet")
        for track in room.tracks:
            rooms.bind(room.ref, RoomNames(room.name), track)
        if room.language:
            rooms.set_language(room.ref, RoomNames(room.name), room.language)


def _settle(tx: Tx, member: Member, settings: Settings, now: datetime) -> None:
    """Somebody who has been here before: acquainted, linked, and with a part or a role."""
    people = tx.get(People)
    known = [
        people.meet(Account(ref, member.name, "", member.private[platform]), "", now).id
        for platform, ref in member.accounts.items()
    ]
    for other in known[1:]:
        people.link(known[0], other)
    number = known[0]
    people.acknowledge(number, settings.conduct_version, now)
    people.set_group(number, StakeholderGroup.NOT_SAID)
    people.set_region(number, Region.NOT_SAID)
    people.set_language(number, member.language or settings.language)
    people.set_zone(number, member.zone or "UTC")
    for role in member.roles:
        _take_part(tx, number, role, now)


def _take_part(tx: Tx, number: int, role: str, now: datetime) -> None:
    name, _, track = role.partition(" of ")
    match name:
        case "participant" | "observer":
            tx.get(Memberships).join(number, track, Part(name))
        case "facilitator":
            tx.get(Memberships).join(number, track, Part.PARTICIPANT)
            give(tx, number, Grant(Role.FACILITATOR, track), now)
        case "rapporteur" | "operator":
            give(tx, number, Grant(Role(name)), now)
        case "somebody":
            return
        case _:
            raise Unreadable(f"nobody can be {role!r}")


_EARLIER = "p-0000000000000000"
"""The operator of before the story, of whom the record alone tells."""


def give(tx: Tx, number: int, grant: Grant, now: datetime) -> None:
    """Give somebody a role as an operator would: the record tells of it."""
    tx.get(Roles).give(number, grant)
    person, journal = tx.get(People).person(number), tx.get(Journal)
    if person is None:
        raise LookupError(f"there is no person {number}")
    if not any(journal.of("role")):
        journal.add("role.given", _EARLIER, now, person=_EARLIER, role=Role.OPERATOR.value)
    track = {"track": grant.track} if grant.track else {}
    journal.add(
        "role.given", _EARLIER, now, person=person.pseudonym, role=grant.role.value, **track
    )
