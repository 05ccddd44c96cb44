"""What goes wrong around the bot while people speak with it, one thing after another, at random."""

import asyncio
from collections import Counter
from random import Random

from tests.botapi import BotApi
from tests.botapi.faults import Fault
from tests.homeserver.server import Homeserver

_BETWEEN = (2.0, 15.0)
_OUTAGES = (1.0, 5.0, 20.0, 60.0)
"""Seconds; an outage of a minute is longer than any request waits."""
_STARTS_WITHIN = 300.0
_WHILE = (1.0, 3.0, 10.0)
_OLD_UPDATES = 200


class Weather:
    """Both networks have their troubles; how often each came is counted."""

    def __init__(self, api: BotApi, homeserver: Homeserver, random: Random) -> None:
        self._api = api
        self._homeserver = homeserver
        self._random = random
        self._troubles = (
            self._telegram_is_down,
            self._homeserver_is_down,
            self._too_many_requests,
            self._answers_are_lost,
            self._answers_are_cut,
            self._server_fails,
            self._an_update_comes_again,
        )
        self.counts: Counter[str] = Counter()

    @property
    def broken_off(self) -> int:
        """How often Telegram may have taken a message without being able to say so."""
        return sum(self.counts[one] for one in ("answers lost", "answers cut", "Telegram down"))

    async def run(self) -> None:
        """One trouble after another, for ever."""
        while True:
            await asyncio.sleep(self._random.uniform(*_BETWEEN))
            await self._random.choice(self._troubles)()

    async def clears(self) -> None:
        """Everything works again."""
        self._api.up()
        self._api.world.faults.lift_all()
        await asyncio.to_thread(self._homeserver.start)

    async def _telegram_is_down(self) -> None:
        self.counts["Telegram down"] += 1
        self._api.down()
        await asyncio.sleep(self._random.choice(_OUTAGES))
        self._api.up()

    async def _homeserver_is_down(self) -> None:
        self.counts["homeserver down"] += 1
        end = self._random.choice((self._homeserver.kill, self._homeserver.stop))
        await asyncio.to_thread(end)
        await asyncio.sleep(self._random.choice(_OUTAGES))
        await asyncio.to_thread(self._homeserver.start, _STARTS_WITHIN)

    async def _too_many_requests(self) -> None:
        self.counts["429"] += 1
        after = self._random.randint(1, 5)
        await self._for_a_while(self._api.fail("sendMessage", 429, retry_after=after, times=None))

    async def _answers_are_lost(self) -> None:
        self.counts["answers lost"] += 1
        await self._for_a_while(
            self._api.lose_answer("sendMessage"), self._api.lose_answer("getUpdates")
        )

    async def _answers_are_cut(self) -> None:
        self.counts["answers cut"] += 1
        await self._for_a_while(
            self._api.cut_answer("sendMessage"), self._api.cut_answer("getUpdates")
        )

    async def _server_fails(self) -> None:
        self.counts["5xx"] += 1
        status = self._random.choice((500, 502, 504))
        await self._for_a_while(
            *(self._api.fail(one, status, times=None) for one in ("sendMessage", "getUpdates"))
        )

    async def _for_a_while(self, *faults: Fault) -> None:
        await asyncio.sleep(self._random.choice(_WHILE))
        for fault in faults:
            fault.lift()

    async def _an_update_comes_again(self) -> None:
        self.counts["updates repeated"] += 1
        made = list(self._api.bot.inbox.made)[-_OLD_UPDATES:]
        for update in self._random.sample(made, min(5, len(made))):
            self._api.repeat_update(update)
