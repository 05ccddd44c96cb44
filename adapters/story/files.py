"""Plays the stories that stand in files, one after another; `intersession play` asks for it."""

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from adapters.story.letters import in_memory
from adapters.story.playing import Playing, StoryClock
from adapters.story.transcript import Unreadable, read_story
from bot.conversation.errors import CannotStart
from bot.ports import Store
from bot.settings import Settings


async def play(
    names: Sequence[str],
    settings: Settings,
    store_at: Callable[[str], Store],
    say: Callable[[str], object],
    *,
    show: bool,
) -> bool:
    """Whether all of it was as written; the first story that was not is the last one played.

    store_at: opens the store of an address. say: takes what is to be shown, a text each. show: only
    the people's lines are played, and all that is said is shown. Raises CannotStart if a file can't
    be played.
    """
    for name in names:
        try:
            playing = await _played(name, settings, store_at, strict=not show)
        except Unreadable as error:
            raise CannotStart(f"{name} can't be played: {error}") from None
        if show:
            say("\n".join(playing.conversation))
        elif playing.difference:
            say("\n".join(playing.conversation))
            say(f"{name}: {playing.difference}")
            return False
        else:
            say(f"{name}: as written")
    return True


async def _played(
    name: str, settings: Settings, store_at: Callable[[str], Store], *, strict: bool
) -> Playing:
    try:
        story = read_story(await asyncio.to_thread(Path(name).read_text, "utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"{name} can't be played: {error}") from None
    clock = StoryClock()
    networks = in_memory(clock, story)
    files = Path(name).parent / "files"
    with tempfile.TemporaryDirectory() as folder:
        opened = partial(store_at, f"sqlite:///{folder}/story.sqlite")
        playing = Playing(story, settings, clock, networks, opened, strict=strict, files=files)
        await playing.play()
    return playing
