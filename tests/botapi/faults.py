"""Faults that a test orders: errors, lost or cut answers, answers held back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from .refusals import RefusedError

Effect = Literal["refuse", "lose", "cut", "hold"]

REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
}


@dataclass
class Fault:
    """One ordered fault; it strikes `times` calls, or all of them until it is lifted."""

    effect: Effect
    method: str
    chat_id: Callable[[], int] | None = None
    status: int = 0
    retry_after: int = 0
    description: str = ""
    left: int | None = 1
    struck: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def lift(self) -> None:
        """End a lasting fault, and let go what it held."""
        self.left = 0
        self.released.set()

    release = lift

    def refusal(self) -> RefusedError | None:
        """The error to answer with; None for a server error, which has no JSON."""
        if self.status >= 500:
            return None
        reason = REASONS.get(self.status, "Error")
        if self.status == 429:
            return RefusedError(
                429,
                f"{reason}: retry after {self.retry_after}",
                retry_after=self.retry_after,
            )
        return RefusedError(
            self.status, f"{reason}: {self.description}" if self.description else reason
        )


class Faults:
    """All ordered faults, oldest first."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> Fault:
        self._ordered.append(fault)
        return fault

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that this call meets, counted as struck."""
        for fault in self._ordered:
            if fault.left == 0 or fault.method not in ("*", method):
                continue
            if fault.chat_id is not None and fault.chat_id() != chat_id:
                continue
            if fault.left is not None:
                fault.left -= 1
            fault.struck += 1
            return fault
        return None

    def lift_all(self) -> None:
        for fault in self._ordered:
            fault.lift()
