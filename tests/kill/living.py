"""The bot lives, hears a part of what people say, and dies at a random moment; and so on."""

import asyncio
import os
import secrets
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby, islice
from random import Random
from typing import Protocol

from tests.kill.points import POINTS
from tests.kill.process import BotProcess
from tests.kill.talk import Line, Script, doubles, until_nothing_waits
from tests.patience import PATIENCE

SEED = "INTERSESSION_TEST_KILL_SEED"
LONG = 2400
"""Seconds that many deaths may take on a slow machine that does other things beside them."""
_MOST_AT_ONCE = 5
_AT_REST = "at rest"


class Chat(Protocol):
    """One person's place to speak with the bot."""

    @property
    def script(self) -> Script:
        """What the person says there."""
        ...

    async def says(self, line: Line) -> None:
        """Say a command."""
        ...

    def shown(self) -> list[str]:
        """What the bot said there in answer to the script, oldest first."""
        ...


class Network(Protocol):
    """A platform with its chats."""

    @property
    def chats(self) -> Sequence[Chat]:
        """Who speaks, and where."""
        ...

    @property
    def progress(self) -> Mapping[str, Callable[[], int]]:
        """What can be counted of what happens there."""
        ...

    async def until(self, condition: Callable[[], object], within: float) -> None:
        """Wait until the condition holds; fail if it does not in time."""
        ...


def seeded() -> Random:
    """The random moments of a test. The seed is printed, and can be given to repeat them."""
    seed = os.environ.get(SEED) or str(secrets.randbelow(1_000_000))
    print(f"{SEED}={seed}")  # noqa: T201 - shown when the test fails
    return Random(seed)


class Lives:
    """The lives of one bot among people who say all that stands in their scripts."""

    def __init__(
        self,
        bot: BotProcess,
        network: Network,
        random: Random,
        patience: float = PATIENCE,
        pause: float = 0,
    ) -> None:
        """patience: for how many seconds an answer may be waited for; pause: for how many at most
        people are silent before they go on."""
        self._bot = bot
        self._patience = patience
        self._pause = pause
        self._network = network
        self._random = random
        self._unsaid = interleaved(random, network.chats)
        self._said: list[tuple[Chat, Line]] = []
        self.deaths: list[str] = []
        """Where each life ended."""

    async def end(self, times: int, lines_a_life: int) -> None:
        """Let so many lives end at random moments, each having heard about so many lines."""
        for _ in range(times):
            part = deque(islice(self._unsaid, lines_a_life))
            for _ in part:
                self._unsaid.popleft()
            await self._one(part)
        print("deaths:", *self.deaths[-times:], sep="\n  ")  # noqa: T201 - shown when the test fails

    def said(self) -> dict[int, int]:
        """How many lines were said so far, by the id of the chat's object."""
        return dict(Counter(id(chat) for chat, _ in self._said))

    async def go_on(self, going: Callable[[], bool]) -> None:
        """The life that there is goes on; people speak for as long as it says, and are answered."""
        while going() and self._unsaid:
            before = self._answers()
            await self._say(self._unsaid, self._random.randint(1, _MOST_AT_ONCE))
            await self._bot.lives_until(self._until_answers(before + 1))
        await self._bot.lives_until(self._until_answers(len(self._said)))

    async def rest(self) -> None:
        """A life in which everybody is answered who spoke before; it goes on."""
        await self._bot.start()
        await self._bot.lives_until(self._until_answers(len(self._said)))

    async def one_more(self) -> None:
        """A life in which the rest is said and everybody is answered, and that ends in peace."""
        await self._bot.start()
        await self._say(self._unsaid, len(self._unsaid))
        await self._bot.lives_until(self._until_answers(len(self._said)))
        await self._bot.lives_until(until_nothing_waits(self._bot.address))
        code = await self._bot.asked_to_end()
        assert code == 0, f"it was asked to end, and ended with {code}"

    async def _one(self, part: deque[tuple[Chat, Line]]) -> None:
        """Something is said before it lives, something after it died, and most in between."""
        await self._say(part, self._random.randint(0, _MOST_AT_ONCE))
        dying = asyncio.create_task(self._live_until_a_moment(len(part)))
        while part and not dying.done():
            before = self._answers()
            await self._say(part, self._random.randint(1, _MOST_AT_ONCE), dying)
            await self._unless_dead(dying, before + 1)
        await self._unless_dead(dying, len(self._said))
        if dying.done():
            dying.result()
        else:
            # The moment did not come, because too little was said.
            dying.cancel()
            await asyncio.gather(dying, return_exceptions=True)
            self.deaths[-1] = _AT_REST
            await self._bot.kill()
        await self._say(part, len(part))

    async def _live_until_a_moment(self, most: int) -> None:
        moment = self._random.choice((*POINTS, *self._network.progress))
        number = self._random.randint(1, 3 if "commit" in moment else most)
        self.deaths.append(f"{moment}:{number}")
        if moment in POINTS:
            await self._bot.start(f"{moment}:{number}")
            await self._bot.load_the_next()
            await self._bot.died(self._patience)
        else:
            count = self._network.progress[moment]
            enough = count() + number
            await self._bot.start()
            await self._bot.load_the_next()
            await self._bot.lives_until(
                self._network.until(lambda: count() >= enough, self._patience)
            )
            await self._bot.kill()

    async def _say(
        self, lines: deque[tuple[Chat, Line]], most: int, dying: asyncio.Task[None] | None = None
    ) -> None:
        await asyncio.sleep(self._random.uniform(0, self._pause))
        for _ in range(min(most, len(lines))):
            if dying and dying.done():
                return
            chat, line = lines.popleft()
            self._said.append((chat, line))
            await chat.says(line)

    async def _unless_dead(self, dying: asyncio.Task[None], many: int) -> None:
        """Wait until so many answers are shown, unless the moment of death comes first."""
        showing = asyncio.create_task(self._until_answers(many))
        await asyncio.wait((dying, showing), return_when=asyncio.FIRST_COMPLETED)
        showing.cancel()
        outcome = await asyncio.gather(showing, return_exceptions=True)
        if not dying.done() and isinstance(outcome[0], Exception):
            raise outcome[0]

    async def _until_answers(self, many: int) -> None:
        try:
            await self._network.until(lambda: self._answers() >= many, self._patience)
        except (AssertionError, TimeoutError):
            # What is missing says more than that something is.
            for chat in self._network.chats:
                doubles(chat.shown(), [line for one, line in self._said if one is chat])
            raise

    def _answers(self) -> int:
        return answers(self._network.chats)


def answers(chats: Sequence[Chat]) -> int:
    """How many answers are shown, the same one twice in a row counted once."""
    return sum(len([*groupby(chat.shown())]) for chat in chats)


def interleaved(random: Random, chats: Sequence[Chat]) -> deque[tuple[Chat, Line]]:
    """The lines of all scripts, mixed; within a chat they keep their order."""
    turns = [chat for chat in chats for _ in chat.script.lines]
    random.shuffle(turns)
    lines = {id(chat): iter(chat.script.lines) for chat in chats}
    return deque((chat, next(lines[id(chat)])) for chat in turns)
