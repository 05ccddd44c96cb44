"""Hostile words through every command, read back from the servers: they come out as words alone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from bot.conversation.message import RoomNames, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.registry import commands
from bot.conversation.wording import dump
from bot.people.model import Grant, Role
from bot.people.store import People, Roles
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Rooms
from storage.store import SqlStore
from tests.homeserver.fixtures import NewPerson
from tests.matrix_stage import Bot, room_with
from tests.support import (
    BEGINNING,
    MATRIX_TAGS,
    NASTY_TEXTS,
    PATIENT,
    StrictHtml,
    Talk,
    Voice,
    fill,
)
from tests.telegram_stage import speaking

TRACK = "bpf-cybersecurity"
ROOM = RoomRef("telegram", "-1")
# All at once in one line, and each alone where there is little room.
ALL = " ".join(NASTY_TEXTS).replace("\n", " ")
_OURS_ON_TELEGRAM = {"bold", "blockquote", "text_mention", "bot_command", "date_time"}
_MADE_BY_CLIENTS = {"url", "mention", "hashtag", "email", "phone_number", "cashtag", "text_link"}
_MOST_ON_MATRIX = 60


def _hostile(example: str) -> Iterator[str]:
    """The example of a command, with hostile words in place of each of its own."""
    quoted = re.sub(r'"[^"]*"', lambda _: '"' + ALL.replace('"', "'") + '"', example)
    yield quoted
    head, *words = example.split(" ")
    for place in range(len(words)):
        yield " ".join([head, *words[:place], ALL])
    yield f"{head}{ALL}"


@cache
def _everything_said() -> tuple[Outgoing, ...]:
    """What the bot says to it all, each wording once."""
    store = fill(SqlStore("sqlite://"))
    talk = Talk(store)
    eve = Voice("telegram", "66", ALL[:200], "eve")
    [number] = talk.meet(eve)
    with store.begin() as tx:
        tx.get(People).acknowledge(number, PATIENT.conduct_version, BEGINNING)
        tx.get(Memberships).join(number, TRACK, Part.PARTICIPANT)
        for grant in (Grant(Role.FACILITATOR, TRACK), Grant(Role.RAPPORTEUR), Grant(Role.OPERATOR)):
            tx.get(Roles).give(number, grant)
        tx.get(Rooms).bind(ROOM, RoomNames(ALL[:100]), TRACK)
        tx.commit()
    found: dict[str, Outgoing] = {}
    for one in commands():
        if one.name.startswith("privacy erase"):
            continue
        for line in _hostile(one.example):
            talk.hear(*(talk.message(eve, f"/{line}", room) for room in (None, ROOM)))
        for outgoing in talk.deliver():
            found.setdefault(dump(outgoing.wording), outgoing)
    store.close()
    return tuple(found.values())


def test_nothing_fails_at_hostile_words() -> None:
    said = _everything_said()
    assert len(said) > 150
    assert not [one for one in said if "failed on our side" in dump(one.wording)]
    assert sum("evil" in dump(one.wording) for one in said) > 90


async def test_the_bot_api_server_shows_words_and_our_marks_alone() -> None:
    async with speaking() as (api, adapter, amina):
        api.enforce_limits = False
        for number, outgoing in enumerate(_everything_said(), 1):
            to = RoomRef("telegram", str(amina.id))
            plain = replace(outgoing, to=to, id=number, answers="", edits="", thread="")
            await adapter.send(plain)
        said = api.said(amina)
        assert len(said) > 150
        kinds = {entity["type"] for message in said for entity in message.entities}
        assert kinds <= _OURS_ON_TELEGRAM | _MADE_BY_CLIENTS, kinds
        links = [
            entity.get("url", "")
            for message in said
            for entity in message.entities
            if entity["type"] == "text_link"
        ]
        assert not [one for one in links if "evil" in one]
        assert not api.defects


async def test_the_homeserver_shows_words_and_our_tags_alone_and_mentions_no_room(
    bot: Bot, new_person: NewPerson
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    said = _everything_said()
    step = max(1, len(said) // _MOST_ON_MATRIX)
    for number, outgoing in enumerate(said[::step], 1):
        # Reactions under each would take a minute more.
        wording = replace(outgoing.wording, buttons=(), attachments=())
        to = RoomRef("matrix", room)
        sent = await bot.adapter.send(
            replace(outgoing, to=to, wording=wording, id=number, answers="", edits="", thread="")
        )
    await amina.until_shown(room, lambda one: one.event_id == sent)
    shown = amina.shown(room)
    assert len(shown) >= len(said[::step])
    for message in shown:
        assert not message.mentions_room
        assert "room" not in message.content.get("m.mentions", {})
        if message.formatted_body:
            read = StrictHtml(MATRIX_TAGS).read(message.formatted_body)
            assert not [one for one in read.links if "evil" in one]
