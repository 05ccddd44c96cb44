"""The stories, played on the core: they are the specification, the manual and the test."""

from functools import partial
from pathlib import Path

import pytest

from adapters.story.networks import PLATFORMS, MemoryNetwork
from adapters.story.playing import Playing, StoryClock, rewritten
from adapters.story.transcript import read_story
from bot.settings import Settings
from storage.store import SqlStore

STORIES = sorted(Path(__file__).parent.glob("conversations/*.md"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_story_on_the_core(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    text = path.read_text(encoding="utf-8")
    clock = StoryClock()
    networks = {platform: MemoryNetwork(platform, clock) for platform in PLATFORMS}
    rewrite = bool(pytestconfig.getoption("rewrite_conversations"))
    playing = Playing(
        read_story(text),
        Settings(),
        clock,
        networks,
        partial(SqlStore, f"sqlite:///{tmp_path / 'story.sqlite'}"),
        strict=not rewrite,
    )
    await playing.play()
    if rewrite:
        path.write_text(rewritten(text, playing.answers), encoding="utf-8")
    assert not playing.difference, "\n".join([*playing.conversation, "", playing.difference])
