"""Mail, killed: what was asked for is done once, and a list gets no letter twice.

SMTP takes no key. What keeps a letter from going out twice is a copy of it in the bot's own
mailbox, taken by the server in the same transaction; so these tests kill the bot in the very moment
in which the server has taken a letter and not said so yet, and right after.
"""

import asyncio
import re
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.conversation.message import MAIL, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import verbatim
from bot.conversation.reply import Matter, reply
from bot.letters.views import to_list
from bot.ports import Outbox
from bot.tracks.store import Rooms
from storage.store import SqlStore
from tests.kill.child import SHORT_WAITS
from tests.kill.living import LONG, seeded
from tests.kill.points import (
    AFTER_COMMIT,
    AFTER_MARK,
    AFTER_SEND,
    BEFORE_COMMIT,
    BEFORE_SEND,
    POINTS,
)
from tests.kill.process import BotProcess
from tests.mail_stage import LIST, TRACK
from tests.mailserver import Dovecot, MailWorld, why_no_dovecot
from tests.mailserver.world import BOT, Person, words
from tests.patience import PATIENCE
from tests.support import BEGINNING, rows

pytestmark = pytest.mark.skipif(bool(why_no_dovecot()), reason=why_no_dovecot())
LETTERS = 6
KILLS = 20
_LETTERS_A_LIFE = 2


@asynccontextmanager
async def mail(folder: Path, **more: str) -> AsyncIterator[tuple[MailWorld, BotProcess]]:
    """Servers, and a bot that does not live yet. more: further settings of the bot."""
    async with Dovecot() as dovecot, MailWorld(lambda raw: dovecot.deliver(BOT, raw)) as world:
        settings = {
            "SMTP_URL": world.url,
            "IMAP_URL": dovecot.url(BOT),
            "MAIL_FROM": BOT,
            **more,
        }
        (folder / "data").mkdir()
        async with BotProcess(folder, settings) as bot:
            yield world, bot


def written(bot: BotProcess, number: int, first: int = 0) -> None:
    """Letters to the list that wait to be sent."""
    store = SqlStore(bot.address)
    room = RoomRef(MAIL, LIST)
    with store.begin() as tx:
        if not tx.get(Rooms).room(room):
            tx.get(Rooms).set_present(room, present=True)
        for one in range(first, first + number):
            said = reply(verbatim(f"Letter {one}"))
            wording = to_list(said, Matter(f"D{one}", "We meet."), TRACK, room, "en", "UTC")
            tx.get(Outbox).put(Outgoing(room, wording), BEGINNING)
        tx.commit()
    store.close()


async def test_a_list_gets_each_letter_once_though_the_bot_dies_while_it_is_handed_over(
    tmp_path: Path,
) -> None:
    async with mail(tmp_path) as (world, bot):
        amina = world.person("Amina")
        cyber = world.mailing_list(LIST, amina)
        written(bot, LETTERS)
        shots = 0

        def taken(to: list[str]) -> None:
            nonlocal shots
            if LIST in to and shots < LETTERS - 1:
                shots += 1
                bot.shoot()

        world.after_data = taken
        for life in range(LETTERS - 1):
            await bot.start()
            # On a busy machine the copy may not be found at the first look; the next is 20 s later.
            await bot.died()
            assert len(cyber.archive) == life + 1
        await bot.start()
        await bot.lives_until(world.until(lambda: len(cyber.archive) == LETTERS))
        await bot.kill()
        assert shots == LETTERS - 1
        counted = Counter(str(one["Message-ID"]) for one in cyber.archive)
        assert set(counted.values()) == {1}
        said = {words(one).strip() for one in cyber.archive}
        assert said == {f"Letter {one}" for one in range(LETTERS)}
        assert not bot.errors


@pytest.mark.parametrize("point", [BEFORE_SEND, AFTER_SEND, AFTER_MARK])
async def test_a_list_gets_each_letter_once_wherever_the_bot_dies(
    point: str, tmp_path: Path
) -> None:
    async with mail(tmp_path) as (world, bot):
        cyber = world.mailing_list(LIST, world.person("Amina"))
        written(bot, 3)
        for nth in (1, 2):
            await bot.start(f"{point}:{nth}")
            await bot.died()
        await bot.start()
        await bot.lives_until(world.until(lambda: len(cyber.archive) == 3))
        await bot.kill()
        assert [words(one).strip() for one in cyber.archive] == [f"Letter {n}" for n in range(3)]


@pytest.mark.parametrize("point", [BEFORE_COMMIT, AFTER_COMMIT, AFTER_SEND])
async def test_what_a_letter_asks_for_is_done_once_wherever_the_bot_dies(
    point: str, tmp_path: Path
) -> None:
    async with mail(tmp_path) as (world, bot):
        amina = world.person("Amina")

        def answers() -> list[str]:
            return [
                str(one["Message-ID"]) for one in amina.inbox if "Please confirm" not in words(one)
            ]

        await bot.start()
        await amina.writes(BOT, "Join", "/observe bpf-cybersecurity")
        asked = await amina.gets(1)
        await bot.kill()
        await bot.start(f"{point}:1")
        await amina.replies(asked, "Confirm")
        await bot.died()
        await bot.start()
        await bot.lives_until(world.until(answers))
        await amina.writes(BOT, "Still there", "/ping 1")
        await bot.lives_until(world.until(lambda: "ping 1" in words(amina.inbox[-1])))
        await bot.kill()
        store = SqlStore(bot.address)
        assert len(rows(store, "proof")) == 1
        assert [row["act"] for row in rows(store, "letter")] == ["observe"]
        store.close()
        # SMTP takes no key, and private letters have no copy: the answer in flight may come twice,
        # under the same Message-ID.
        assert len(set(answers())) == 1
        assert len(answers()) <= (2 if point == AFTER_SEND else 1)


@pytest.mark.parametrize("point", [BEFORE_COMMIT, AFTER_COMMIT, AFTER_SEND])
async def test_what_is_confirmed_on_a_page_is_done_once_wherever_the_bot_dies(
    point: str, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    settings = {"WEB_LISTEN": listen, "PUBLIC_URL": f"http://{listen}"}
    async with mail(tmp_path, **settings) as (world, bot):
        amina = world.person("Amina")

        def answers() -> list[str]:
            return [str(one["Message-ID"]) for one in amina.inbox if "confirm" not in words(one)]

        await bot.start()
        await amina.writes(BOT, "Join", "/observe bpf-cybersecurity")
        link = re.search(r"http://\S+/confirm/\S+", words(await amina.gets(1)))
        assert link
        # A program that looks where links lead confirms nothing.
        page = await asked("GET", link.group())
        assert "observe bpf-cybersecurity" in page.text
        await bot.kill()
        await bot.start(f"{point}:1")
        assert (await asked("POST", link.group())).status_code == 202
        await bot.died()
        await bot.start()
        await bot.lives_until(world.until(answers))
        await amina.writes(BOT, "Still there", "/ping 1")
        await bot.lives_until(world.until(lambda: "ping 1" in words(amina.inbox[-1])))
        assert (await asked("POST", link.group())).status_code == 410
        await bot.kill()
        store = SqlStore(bot.address)
        assert len(rows(store, "proof")) == 1
        assert [row["act"] for row in rows(store, "letter")] == ["observe"]
        store.close()
        assert len(set(answers())) == 1
        assert len(answers()) <= (2 if point == AFTER_SEND else 1)
        token = link.group().rpartition("/")[2]
        assert token not in "\n".join(bot.log)


async def asked(method: str, address: str) -> httpx.Response:
    """What the pages answer, once they are there."""
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient(timeout=PATIENCE) as client:
        while True:
            try:
                return await client.request(method, address)
            except httpx.TransportError:
                await asyncio.sleep(0.1)


async def _confirm(people: list[Person], done: set[str]) -> None:
    """Everybody who was asked for the first time says yes."""
    for one in people:
        if one.inbox and one.address not in done:
            done.add(one.address)
            await one.replies(one.inbox[0], "Confirm")


def _told(one: Person) -> set[str]:
    """What somebody was told after they had confirmed, by the name of the letter."""
    return {str(mail["Message-ID"]) for mail in one.inbox if "Please confirm" not in words(mail)}


@pytest.mark.timeout(LONG)
async def test_killed_at_random_moments(tmp_path: Path) -> None:
    random = seeded()
    less = SHORT_WAITS.removeprefix("INTERSESSION_")
    async with mail(tmp_path, **{less: "1"}) as (world, bot):
        cyber = world.mailing_list(LIST, world.person("Amina"))
        people = [world.person(f"Person{number}") for number in range(KILLS)]
        confirmed: set[str] = set()
        for life, person in enumerate(people):
            written(bot, _LETTERS_A_LIFE, life * _LETTERS_A_LIFE)
            await person.writes(BOT, "Join", "/observe bpf-cybersecurity")
            moment = random.choice((*POINTS, "letter taken"))
            if moment in POINTS:
                await bot.start(f"{moment}:{random.randint(1, 2) if 'send' in moment else 1}")
                await bot.load_the_next()
                await bot.died()
            else:
                enough = len(world.taken) + random.randint(0, _LETTERS_A_LIFE + 1)
                await bot.start()
                await bot.load_the_next()
                await bot.lives_until(
                    world.until(lambda enough=enough: len(world.taken) >= enough)  # type: ignore[misc]
                )
                await bot.kill()
            await _confirm(people, confirmed)
        await bot.start()
        await bot.lives_until(world.until(lambda: all(one.inbox for one in people)))
        await _confirm(people, confirmed)
        await bot.lives_until(world.until(lambda: all(_told(one) for one in people)))
        many = KILLS * _LETTERS_A_LIFE
        await bot.lives_until(world.until(lambda: len(cyber.archive) >= many))
        assert await bot.asked_to_end() == 0
        assert not bot.errors
        said = Counter(words(one).strip() for one in cyber.archive)
        assert said == Counter(f"Letter {one}" for one in range(many))
        assert {len(_told(one)) for one in people} == {1}
        store = SqlStore(bot.address)
        assert [row["act"] for row in rows(store, "letter")] == ["observe"] * KILLS
        assert len(rows(store, "proof")) == KILLS
        store.close()
