"""Telegram's flood limits: 30 sends a second, 1 a second in a chat, 20 a minute in a group."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from .refusals import too_many_requests


@dataclass
class Window:
    """At most `most` sends in any `seconds`."""

    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until one more would be allowed."""
        while self.times and now - self.times[0] >= self.seconds:
            self.times.popleft()
        return 0.0 if len(self.times) < self.most else self.times[0] + self.seconds - now


class FloodLimits:
    """Counts what a bot sends and edits; a refused call does not count."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._windows: dict[tuple[str, int, int], Window] = {}

    def count(self, bot_id: int, chat_id: int) -> None:
        """Raise 429 with retry_after, or count one more."""
        windows = [
            self._window("all", bot_id, 0, 30, 1.0),
            # A burst of three is let through, as long as the average is one a second.
            self._window("chat", bot_id, chat_id, 3, 3.0),
        ]
        if chat_id < 0:
            windows.append(self._window("group", bot_id, chat_id, 20, 60.0))
        now = self.clock()
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        for window in windows:
            window.times.append(now)

    def _window(self, name: str, bot_id: int, chat_id: int, most: int, seconds: float) -> Window:
        return self._windows.setdefault((name, bot_id, chat_id), Window(most, seconds))
