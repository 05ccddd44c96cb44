"""A request of a user to the homeserver, as crowds of users make them: without a client library."""

from typing import Any

from aiohttp import ClientSession

from tests.homeserver.account import Account
from tests.homeserver.administration import RefusedError


async def asked(
    session: ClientSession,
    url: str,
    who: Account,
    method: str,
    path: str,
    content: dict[str, Any] | None,
    query: dict[str, str] | None,
) -> dict[str, Any]:
    """The answer to a request. path: behind the version, quoted. Raises RefusedError."""
    async with session.request(
        method,
        f"{url}/_matrix/client/v3/{path}",
        json=content,
        params=query,
        headers={"Authorization": f"Bearer {who.access_token}"},
    ) as response:
        answer: dict[str, Any] = await response.json()
        if response.status != 200:
            raise RefusedError(f"{method} {path}: {response.status} {answer}")
        return answer
