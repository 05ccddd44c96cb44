"""A bot's updates: kept until a later offset confirms them, given to one poller at a time."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any

from .refusals import conflict
from .schema import JSON

ONLY_WHEN_NAMED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
# An offset further ahead than this is taken for one of another numbering.
OFFSET_BELIEVED_AHEAD = 10
MOST_AT_ONCE = 100
LONGEST_POLL_SECONDS = 50


class Inbox:
    """The queue behind getUpdates of one bot."""

    def __init__(self, first_id: int, changed: Callable[[], None]) -> None:
        self.next_id = first_id
        self.waiting: list[JSON] = []
        self.made: dict[int, JSON] = {}
        self.spoilt: dict[int, Any] = {}
        self.allowed: list[str] = []
        self.webhook = ""
        self.secret = ""
        self._again: list[JSON] = []
        self._poll: asyncio.Future[None] | None = None
        self._changed = changed

    @property
    def polled(self) -> bool:
        return self._poll is not None

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ONLY_WHEN_NAMED

    def put(self, kind: str, content: JSON) -> JSON | None:
        """Queue an update, or nothing if the bot did not ask for its kind."""
        if not self.wants(kind):
            return None
        update: JSON = {"update_id": self.next_id, kind: copy.deepcopy(content)}
        self.next_id += 1
        self.made[update["update_id"]] = update
        self.waiting.append(update)
        self._wake()
        return update

    def repeat(self, update_id: int) -> None:
        """Deliver an update once more, whatever was confirmed."""
        self._again.append(self.made[update_id])
        self._wake()

    def given(self, update: JSON) -> Any:
        """An update as the bot gets it: as it is, or as a test spoilt it."""
        return self.spoilt.get(update["update_id"], update)

    def to_bring(self) -> list[JSON]:
        """What a webhook is brought next: repeated updates, and those that wait."""
        again, self._again = self._again, []
        return again + self.waiting

    def brought(self, update: JSON) -> None:
        """The webhook has taken an update."""
        self.waiting = [one for one in self.waiting if one is not update]
        self._changed()

    def drop(self) -> None:
        self.waiting.clear()

    async def take(
        self, offset: int, limit: int, seconds: int, allowed: list[str] | None
    ) -> list[JSON]:
        """What getUpdates answers: at once, or when something arrives, or empty in the end."""
        if self.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._end_older_poll()
        if allowed is not None:
            self.allowed = allowed
        self._confirm(offset)
        limit = max(1, min(limit, MOST_AT_ONCE))
        seconds = max(0, min(seconds, LONGEST_POLL_SECONDS))
        if not (self.waiting or self._again) and seconds > 0:
            await self._wait(seconds)
        updates = (self._again + self.waiting)[:limit]
        self._again = self._again[limit:]
        return updates

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset <= self.next_id + OFFSET_BELIEVED_AHEAD:
            self.waiting = [update for update in self.waiting if update["update_id"] >= offset]

    def _end_older_poll(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(
                conflict(
                    "terminated by other getUpdates request; "
                    "make sure that only one bot instance is running"
                )
            )
        self._poll = None

    async def _wait(self, seconds: int) -> None:
        poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        self._changed()
        try:
            async with asyncio.timeout(seconds):
                await poll
        except TimeoutError:
            pass
        finally:
            # A dropped connection cancels this wait, so a killed bot leaves no poll behind.
            if self._poll is poll:
                self._poll = None

    def _wake(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self._changed()
