"""The stories, each played twice: on the core alone, and with everyone behind the real adapters."""

from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from adapters.story.cast import networks_of
from adapters.story.letters import in_memory
from adapters.story.networks import Network
from adapters.story.playing import Playing, StoryClock
from adapters.story.transcript import read_story
from adapters.story.writing import rewritten
from bot.conversation.message import MAIL
from bot.settings import Settings
from storage.store import SqlStore
from tests.botapi import BotApi
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.server import Homeserver
from tests.mail_network import MailNetwork
from tests.mailserver import why_no_dovecot
from tests.networks import MatrixNetwork, TelegramNetwork
from tests.postgres.fixtures import NewDatabase

FILES = Path(__file__).parent / "conversations" / "files"
STORIES = sorted(Path(__file__).parent.glob("conversations/*.md"))
ON_MATRIX = [
    path for path in STORIES if "matrix" in networks_of(read_story(path.read_text("utf-8")))
]
every_story = pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)


@every_story
async def test_on_the_core(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    text = path.read_text(encoding="utf-8")
    rewrite = bool(pytestconfig.getoption("rewrite_conversations"))
    playing = _on_the_core(text, f"sqlite:///{tmp_path / 'story.sqlite'}", strict=not rewrite)
    await playing.play()
    if rewrite:
        path.write_text(rewritten(text, playing.answers), encoding="utf-8")
    assert not playing.difference, "\n".join([*playing.conversation, "", playing.difference])


@every_story
async def test_on_the_core_with_postgresql(path: Path, new_database: NewDatabase) -> None:
    playing = _on_the_core(path.read_text(encoding="utf-8"), new_database())
    await playing.play()
    assert not playing.difference, "\n".join([*playing.conversation, "", playing.difference])


def _on_the_core(text: str, database: str, *, strict: bool = True) -> Playing:
    clock = StoryClock()
    story = read_story(text)
    networks = in_memory(clock, story)
    opened = partial(SqlStore, database)
    return Playing(story, Settings(), clock, networks, opened, strict=strict, files=FILES)


@every_story
async def test_through_the_adapters(
    path: Path, tmp_path: Path, homeserver: Homeserver, new_person: NewPerson
) -> None:
    await _through_the_adapters(path, tmp_path, homeserver, new_person)


@pytest.mark.parametrize("path", ON_MATRIX, ids=lambda path: path.stem)
async def test_with_strangers_who_speak_in_threads(
    path: Path, tmp_path: Path, homeserver: Homeserver, new_person: NewPerson
) -> None:
    """Nobody has a room with the bot on Matrix when the story begins, and all that is said there is
    said in threads."""
    await _through_the_adapters(path, tmp_path, homeserver, new_person, as_strangers=True)


async def _through_the_adapters(
    path: Path,
    tmp_path: Path,
    homeserver: Homeserver,
    new_person: NewPerson,
    *,
    as_strangers: bool = False,
) -> None:
    opened = partial(SqlStore, f"sqlite:///{tmp_path / 'story.sqlite'}")
    # The rooms of a story are made before it has facilitators who could invite the bot.
    settings = Settings(matrix_invites="all")
    story = read_story(path.read_text(encoding="utf-8"))
    by_mail = MAIL in networks_of(story)
    if by_mail and why_no_dovecot():
        pytest.skip(why_no_dovecot())
    async with AsyncExitStack() as servers:
        api = await servers.enter_async_context(BotApi())
        networks: dict[str, Network] = {
            "telegram": TelegramNetwork(api),
            "matrix": MatrixNetwork(
                homeserver, new_person, tmp_path, unknown=as_strangers, in_threads=as_strangers
            ),
        }
        if by_mail:
            network = MailNetwork(tmp_path)
            networks[MAIL] = await servers.enter_async_context(network)
        playing = Playing(story, settings, StoryClock(), networks, opened, files=FILES)
        await playing.play()
    assert not playing.difference, "\n".join([*playing.conversation, "", playing.difference])
