"""Whoever does too much slows nobody down, votes go first, and nothing unkept is called kept."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import event

import bot.hearing
from bot.app import App
from bot.conversation.errors import NotKept
from bot.conversation.message import Entered, RoomNames, RoomRef
from bot.conversation.wording import plain
from bot.ports import Outbox
from bot.settings import Settings
from bot.tracks.store import Rooms
from storage.store import SqlStore
from tests.support import BEGINNING, StillClock, Talk, Voice, driver, fill, outgoing, shown
from tests.test_delivery import Post

SPAM, JO = Voice("telegram", "1", "Spam"), Voice("telegram", "2", "Jo")
ROOM = RoomRef("telegram", "-1")


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = fill(SqlStore("sqlite://"))
    yield opened
    opened.close()


def test_ten_thousand_commands_of_one_cost_the_others_nothing(store: SqlStore) -> None:
    talk = Talk(store, settings=Settings())
    said: list[str] = []
    event.listen(
        store.engine, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement)
    )
    talk.hear(*(talk.message(SPAM, f"/ping {number}") for number in range(100)))
    talk.deliver()
    for number in range(99):
        # The first ones that wait for a turn are told so; then nothing is done for them at all.
        said.clear()
        flood = [talk.message(SPAM, f"/ping {number} {one}") for one in range(100)]
        talk.hear(*flood[:50], talk.message(JO, f"/ping {number}"), *flood[50:])
        assert len(said) < 25
        answered = [plain(one.wording) for one in talk.deliver()]
        assert answered == ([f"pong {number}"] if number < 20 else answered)
        talk.clock.time = BEGINNING if number < 19 else talk.clock.time
    assert talk.hearing.pulse.refused["person"] > 9_000


def test_a_room_has_its_share_and_votes_are_not_counted(store: SqlStore) -> None:
    talk = Talk(store, settings=Settings(room_commands_per_minute=5))
    people = [Voice("telegram", str(number), f"Person {number}") for number in range(10, 20)]
    answered = [shown(talk.say(one, "/ping", ROOM)) for one in people]
    assert answered[:5] == ["pong"] * 5
    assert "more than 5 commands in a minute in this room" in answered[5]
    assert answered[6:] == [""] * 4
    assert shown(talk.say(people[0], "/vote D1 support", ROOM))
    assert shown(talk.say(people[0], "/ping")) == "pong"


def test_whoever_carries_the_bot_into_hundreds_of_rooms_is_not_greeted_in_all(
    store: SqlStore,
) -> None:
    talk = Talk(store, settings=Settings(room_commands_per_minute=20))
    rooms = [RoomRef("telegram", f"-{number}") for number in range(1, 301)]
    heard = [Entered(f"in-{one.id}", one, RoomNames("A room"), BEGINNING) for one in rooms]
    talk.hearing.hear("telegram", heard, "")
    assert len(talk.deliver()) == 20
    assert talk.hearing.pulse.refused["greeting"] == 280


def test_while_too_much_waits_only_votes_are_carried_out(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.hearing, "_MOST_WAITING", 3)
    talk = Talk(store)
    with store.begin() as tx:
        for number in range(5):
            tx.get(Outbox).put(outgoing(ROOM, f"waits {number}"), BEGINNING)
        tx.commit()
    talk.hear(talk.message(JO, "/ping"), talk.message(JO, "/vote D1 support"))
    answered = [plain(one.wording) for one in talk.waiting()][5:]
    assert len(answered) == 1
    assert "D1" in answered[0]
    talk.deliver()
    assert shown(talk.say(JO, "/ping")) == "pong"


async def test_what_is_not_kept_is_said_to_be_not_recorded_once_and_done_later(
    store: SqlStore,
) -> None:
    post = Post("telegram", clock=StillClock())
    app = App(store, StillClock(), Settings(), [post])
    talk = Talk(store)
    batch = [
        talk.message(JO, "/join irpc agree"),
        *(talk.message(JO, f"/report {'x' * 3900}") for _ in range(10)),
        talk.message(JO, "ordinary talk", ROOM),
    ]
    driver(store).execute("PRAGMA max_page_count = 1")
    for _ in range(3):
        with pytest.raises(NotKept):
            await app.hear("telegram", batch, "9")
        await asyncio.sleep(0)
    driver(store).execute("PRAGMA max_page_count = 100000")
    [(_, place, words)] = post.sent
    assert place == JO.private.id
    assert words.startswith("Not recorded yet: /join.")
    assert "need not repeat it" in words
    await app.hear("telegram", batch, "9")
    await app.deliver()
    assert len(post.sent) == 12
    with store.begin() as tx:
        assert tx.get(Rooms).room(ROOM) is None
    await app.stop()


def test_a_database_that_is_damaged_while_it_is_used_keeps_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "bot.sqlite"
    opened = fill(SqlStore(f"sqlite:///{path}"))
    talk = Talk(opened)
    talk.say(JO, "/start")
    driver(opened).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.engine.dispose()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(NotKept, match=r"malformed|disk image"):
        talk.say(JO, "/join irpc agree")
    opened.close()
