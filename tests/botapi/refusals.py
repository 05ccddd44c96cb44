"""The errors that the server answers with, worded as Telegram words them."""

from __future__ import annotations

from typing import Any


class RefusedError(Exception):
    """A call that is answered with an error; it has had no effect."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str, **parameters: int) -> RefusedError:
    return RefusedError(400, f"Bad Request: {reason}", **parameters)


def forbidden(reason: str) -> RefusedError:
    return RefusedError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> RefusedError:
    return RefusedError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> RefusedError:
    return RefusedError(
        429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after
    )
