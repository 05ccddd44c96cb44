"""Every command, role and place, on both platforms: a table made from the registry."""

import inspect
from collections.abc import Iterator
from functools import cache

import pytest

from bot.conversation.message import RoomNames, RoomRef
from bot.conversation.registry import Command, Where, Who, command, commands
from bot.people.model import Grant, Role
from bot.people.rules import may
from bot.people.store import People, Roles
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Rooms
from storage.store import SqlStore
from tests.support import BEGINNING, PATIENT, Talk, Voice, fill, rows, shown

TRACK, ELSEWHERE = "bpf-cybersecurity", "dc-sids"
ROLES: dict[str, tuple[Grant | Part, ...]] = {
    "newcomer": (),
    "observer": (Part.OBSERVER,),
    "participant": (Part.PARTICIPANT,),
    "facilitator elsewhere": (Part.PARTICIPANT, Grant(Role.FACILITATOR, ELSEWHERE)),
    "facilitator": (Part.PARTICIPANT, Grant(Role.FACILITATOR, TRACK)),
    "rapporteur": (Grant(Role.RAPPORTEUR),),
    "operator": (Grant(Role.OPERATOR),),
}
PLATFORMS = ("telegram", "matrix")
# What a command that was refused may leave behind: that somebody spoke, and what they were told.
_TRACES = {"seen", "outbox", "once", "person", "account", "position"}


def _room(platform: str) -> RoomRef:
    return RoomRef(platform, "-1" if platform == "telegram" else "!room:example.org")


def _voice(platform: str, role: str) -> Voice:
    name = role.replace(" ", "-")
    return Voice(platform, name if platform == "telegram" else f"@{name}:example.org", role)


@pytest.fixture(scope="module")
def talk() -> Iterator[Talk]:
    """A track with its rooms, and somebody of each role on each platform."""
    store = fill(SqlStore("sqlite://"))
    talk = Talk(store)
    for platform in PLATFORMS:
        for role, given in ROLES.items():
            [number] = talk.meet(_voice(platform, role))
            with store.begin() as tx:
                tx.get(People).acknowledge(number, PATIENT.conduct_version, BEGINNING)
                for one in given:
                    if isinstance(one, Grant):
                        tx.get(Roles).give(number, one)
                    else:
                        tx.get(Memberships).join(number, TRACK, one)
                tx.commit()
        with store.begin() as tx:
            tx.get(Rooms).bind(_room(platform), RoomNames("The room"), TRACK)
            tx.commit()
    yield talk
    store.close()


@cache
def _tables() -> tuple[str, ...]:
    from sqlmodel import SQLModel

    return tuple(name for name in SQLModel.metadata.tables if name not in _TRACES)


def _kept(talk: Talk) -> list[object]:
    return [rows(talk.store, name) for name in _tables()]


def _named(one: Command) -> str:
    return f"{one.name} {one.of}".strip()


@pytest.mark.parametrize("one", commands(), ids=_named)
def test_who_may_not_is_refused_everywhere_and_nothing_is_done(talk: Talk, one: Command) -> None:
    before = _kept(talk)
    for platform in PLATFORMS:
        for role, given in ROLES.items():
            grants = frozenset(one for one in given if isinstance(one, Grant))
            if may(one.who, grants, ""):
                continue
            for room in (None, _room(platform)):
                said = shown(talk.say(_voice(platform, role), f"/{one.example}", room))
                here = Where.ROOM if room else Where.PRIVATE
                if one.where in (here, Where.ANYWHERE):
                    assert "was not carried out" in said, (platform, role, room)
                assert "failed on our side" not in said
    assert _kept(talk) == before


@pytest.mark.parametrize("one", commands(), ids=_named)
def test_a_role_elsewhere_is_no_role_here(talk: Talk, one: Command) -> None:
    if one.who is not Who.FACILITATOR or ELSEWHERE in one.example:
        return
    before = _kept(talk)
    for platform in PLATFORMS:
        for room in (None, _room(platform)):
            said = shown(
                talk.say(_voice(platform, "facilitator elsewhere"), f"/{one.example}", room)
            )
            assert said
            assert "failed on our side" not in said
    assert _kept(talk) == before


@pytest.mark.parametrize("one", commands(), ids=_named)
def test_in_the_wrong_place_nothing_is_done(talk: Talk, one: Command) -> None:
    if one.where is Where.ANYWHERE:
        return
    before = _kept(talk)
    for platform in PLATFORMS:
        for role in ROLES:
            room = _room(platform) if one.where is Where.PRIVATE else None
            talk.say(_voice(platform, role), f"/{one.example}", room)
    assert _kept(talk) == before


def test_a_command_without_a_role_can_not_be_declared() -> None:
    wanted = inspect.signature(command).parameters
    for name in ("who", "where"):
        assert wanted[name].default is inspect.Parameter.empty
        assert wanted[name].kind is inspect.Parameter.KEYWORD_ONLY
    assert all(isinstance(one.who, Who) and isinstance(one.where, Where) for one in commands())
    assert len(commands()) > 60
