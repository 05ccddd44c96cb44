"""Confirming on a page what came by mail: once, by its button alone, with the token alone."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response

from adapters.mail import pressed_for_hearing
from adapters.mail.marks import key_in
from adapters.mail.spool import Spool
from adapters.web.answers import Answers
from adapters.web.confirming import Confirming
from adapters.web.server import application
from bot.conversation.message import MAIL, Claim, Confirmed, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.letters.store import Letters
from bot.people.rules import code_hash
from bot.ports import Outbox
from bot.settings import Settings
from storage.reading import SqlReader
from storage.store import SqlStore
from tests.pages_reading import read
from tests.support import NASTY_TEXTS, Talk, Voice, fill, kept_text, rows, shown

AMINA = Voice(MAIL, "amina@people.example", "Amina")
URL = "https://record.example"
SETTINGS = Settings(commands_per_minute=100_000, room_commands_per_minute=100_000, public_url=URL)
ADDRESS = re.compile(rf"{URL}/confirm/([a-z2-7]{{26}})\b")


@dataclass
class Stage:
    """A bot that hears letters, and pages that read the same database."""

    folder: Path
    talk: Talk
    reader: SqlReader
    pressed: list[str] = field(default_factory=list)
    fails: OSError | None = None

    def press(self, token: str) -> None:
        """What the pages hand over."""
        if self.fails:
            raise self.fails
        self.pressed.append(token)

    def writes(self, text: str, claim: Claim | None = None) -> list[Outgoing]:
        """Amina writes; what she is answered."""
        self.talk.hear(self.talk.message(AMINA, text, claim=claim or Claim(verdict="dkim=pass")))
        return self.talk.deliver()

    def hears(self, token: str) -> list[Outgoing]:
        """The bot hears of a button; what it says."""
        number = len(rows(self.talk.store, "outbox"))
        press = Confirmed(f"pressed-{number}", RoomRef(MAIL, ""), token, self.talk.clock.now())
        self.talk.hearing.hear(MAIL, (press,), "")
        return self.talk.deliver()

    def client(self) -> AsyncClient:
        """A reader of the pages."""
        clock = self.talk.clock
        answers = Answers(self.reader, clock, SETTINGS, f"{URL}/")
        confirming = Confirming(self.reader, clock, SETTINGS, self.press)
        transport = ASGITransport(application(answers, confirming))
        return AsyncClient(transport=transport, base_url=URL)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    address = f"sqlite:///{tmp_path / 'confirming.sqlite'}"
    store = SqlStore(address)
    reader = SqlReader(address)
    yield Stage(tmp_path, Talk(fill(store), settings=SETTINGS), reader)
    reader.close()
    store.close()


def token_in(said: list[Outgoing]) -> str:
    """The token of the page that a letter leads to."""
    [found] = ADDRESS.findall(shown(said))
    return str(found)


def words(page: Response) -> str:
    return read(page.content).text


async def test_reading_the_page_does_nothing_and_pressing_its_button_does_it_once(
    stage: Stage,
) -> None:
    token = token_in(stage.writes("/ping 1"))
    async with stage.client() as client:
        for method in ("GET", "HEAD", "GET"):
            page = await client.request(method, f"/confirm/{token}")
            assert page.status_code == 200
        assert "ping 1" in words(page)
        assert 'method="post"' in page.text
        assert stage.pressed == []
        assert rows(stage.talk.store, "person") == []
        page = await client.post(f"/confirm/{token}")
        assert page.status_code == 202
        assert "Your confirmation was taken" in words(page)
        # Whoever presses twice has pressed once.
        await client.post(f"/confirm/{token}")
        assert stage.pressed == [token]
        [pong] = stage.hears(token)
        assert shown([pong]) == "pong 1"
        assert pong.to.id == AMINA.id
        assert stage.hears(token) == []
        for method in ("GET", "POST"):
            page = await client.request(method, f"/confirm/{token}")
            assert page.status_code == 410
            assert "This was confirmed already" in words(page)
        assert stage.pressed == [token]
    [kept] = rows(stage.talk.store, "letter")
    assert (kept["act"], kept["verdict"]) == ("ping", "dkim=pass")


async def test_what_was_confirmed_by_a_reply_can_not_be_confirmed_on_the_page_and_vice_versa(
    stage: Stage,
) -> None:
    said = stage.writes("/ping 1")
    token, claim = token_in(said), Claim((said[0].id,), said[0].id)
    assert shown(stage.writes("Confirm", claim)) == "pong 1"
    async with stage.client() as client:
        assert (await client.post(f"/confirm/{token}")).status_code == 410
    assert not stage.pressed
    assert not stage.hears(token)
    said = stage.writes("/ping 2")
    token, claim = token_in(said), Claim((said[0].id,), said[0].id)
    assert shown(stage.hears(token)) == "pong 2"
    assert "I read commands" in shown(stage.writes("Confirm", claim))


async def test_a_question_that_is_over_is_said_to_be(stage: Stage) -> None:
    token = token_in(stage.writes("/ping 1"))
    stage.talk.clock.time += timedelta(days=14)
    assert not stage.hears(token)
    async with stage.client() as client:
        for _ in range(2):
            page = await client.post(f"/confirm/{token}")
            assert page.status_code == 410
            assert "Too much time has passed" in words(page)
            # What was written is forgotten; that there was something is not, for a while.
            with stage.talk.store.begin() as tx:
                tx.get(Outbox).expire(stage.talk.clock.now())
                tx.get(Letters).forget(stage.talk.clock.now(), stage.talk.clock.now())
                tx.commit()
        assert "Amina" not in kept_text(stage.talk.store)
        stage.talk.clock.time += timedelta(days=1)
        with stage.talk.store.begin() as tx:
            tx.get(Letters).forget(stage.talk.clock.now(), stage.talk.clock.now())
            tx.commit()
        page = await client.get(f"/confirm/{token}")
        assert page.status_code == 404
    assert not stage.pressed
    assert not stage.hears(token)


async def test_a_forged_token_is_nothing_and_many_of_them_are_too_many(stage: Stage) -> None:
    token = token_in(stage.writes("/ping 1"))
    forged = "a" * 25 + token[-1]
    async with stage.client() as client:
        page = await client.post(f"/confirm/{forged}")
        assert page.status_code == 404
        assert "There is nothing to confirm at this address" in words(page)
        found = [(await client.get(f"/confirm/{forged}")).status_code for _ in range(100)]
        assert found.count(404) == 59
        assert found[-1] == 429
        # Whoever has a token is not kept from it by those who have none.
        assert (await client.post(f"/confirm/{token}")).status_code == 202
        stage.talk.clock.time += timedelta(seconds=2)
        assert (await client.get(f"/confirm/{forged}")).status_code == 404
    assert stage.pressed == [token]
    assert stage.hears(forged) == []


async def test_no_page_of_it_is_cached_or_found_or_lets_anything_in(stage: Stage) -> None:
    token = token_in(stage.writes("/ping 1"))
    async with stage.client() as client:
        for path in (f"/confirm/{token}", f"/fr/confirm/{token}", "/confirm/aaaa"):
            for method in ("GET", "POST"):
                page = await client.request(method, path)
                assert page.headers["cache-control"] == "no-store"
                assert "noindex" in page.headers["x-robots-tag"]
                assert page.headers["referrer-policy"] == "no-referrer"
                assert "form-action 'self'" in page.headers["content-security-policy"]
                assert "script" not in page.headers["content-security-policy"]
                assert "set-cookie" not in page.headers
                assert "etag" not in page.headers
                assert "<script" not in page.text
        assert 'lang="fr"' in (await client.get(f"/fr/confirm/{token}")).text
        assert "Disallow: /confirm/" in (await client.get("/robots.txt")).text
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            page = await client.request(method, f"/confirm/{token}")
            assert (page.status_code, page.headers["allow"]) == (405, "GET, HEAD, POST")
        assert (await client.post("/d/1")).status_code == 405
        large = await client.post(f"/confirm/{token}", content=b"x" * 1001)
        assert large.status_code == 413


@pytest.mark.parametrize(
    "nasty", [*NASTY_TEXTS, "\u202e", "'\"><form action=https://evil.example>"]
)
async def test_hostile_words_are_words_on_the_page(stage: Stage, nasty: str) -> None:
    token = token_in(stage.writes(f"/report {nasty} end"))
    async with stage.client() as client:
        page = await client.get(f"/confirm/{token}")
    assert page.status_code == 200
    # The reader objects to every tag, attribute and address that is not the pages' own.
    found = read(page.content)
    assert "end" in found.quoted[0]
    assert all("evil" not in one for one in found.links)
    assert page.text.count("<form") == 1
    assert "\u202e" not in page.text


async def test_where_it_can_not_be_handed_over_a_reply_is_the_way(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    token = token_in(stage.writes("/ping 1"))
    stage.fails = PermissionError(13, "no", f"/data/{token}")
    async with stage.client() as client:
        page = await client.post(f"/confirm/{token}")
        assert page.status_code == 503
        assert "Reply to the mail" in words(page)
        stage.fails = None
        assert (await client.post(f"/confirm/{token}")).status_code == 202
    assert token not in caplog.text
    assert "can't be handed over" in caplog.text


def test_a_token_is_kept_as_its_hash_alone_and_stands_in_no_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = token_in(stage.writes("/ping 1"))
    assert token not in kept_text(stage.talk.store)
    [kept] = rows(stage.talk.store, "confirmation")
    assert kept["hash"] == code_hash(token)
    assert token not in repr(Confirmed("1", RoomRef(MAIL, ""), token, stage.talk.clock.now()))
    stage.hears(token)
    assert token not in caplog.text
    tokens = {token_in(stage.writes(f"/ping {number}")) for number in range(4)}
    assert len(tokens) == 4


def test_without_a_public_address_a_reply_is_the_only_way(stage: Stage) -> None:
    talk = Talk(stage.talk.store)
    talk.hear(talk.message(AMINA, "/ping 1", claim=Claim()))
    said = shown(talk.deliver())
    assert "/confirm/" not in said
    assert "reply within 14 days" in said
    assert rows(talk.store, "confirmation") == []


def test_what_is_erased_leaves_no_name_with_the_questions(stage: Stage) -> None:
    said = stage.writes("/ping 1")
    stage.writes("Confirm", Claim((said[0].id,), said[0].id))
    stage.writes("/ping 2")
    assert [row["name"] for row in rows(stage.talk.store, "confirmation")].count("Amina") == 1
    said = stage.writes("/privacy erase")
    said = stage.writes("Confirm", Claim((said[0].id,), said[0].id))
    stage.writes("1", Claim((said[0].id,), said[0].id))
    assert "Amina" not in kept_text(stage.talk.store)


def test_a_button_is_handed_over_by_the_folder_of_the_pipe(tmp_path: Path) -> None:
    token = "a" * 26
    with pytest.raises(FileNotFoundError):
        pressed_for_hearing(token, tmp_path)
    key_in(tmp_path / "mail")
    pressed_for_hearing(token, tmp_path)
    spool = Spool(tmp_path / "mail", 1000)
    spool.lay(b"From: a@b.example\r\n\r\nx")
    found = spool.laid()
    assert [(one.raw[:5], one.pressed) for one in found] == [(b"aaaaa", True), (b"From:", False)]
    assert found[0].path.stat().st_mode & 0o077 == 0
    assert spool.laid() == found
    spool.heard(found)
    assert spool.laid() == []
