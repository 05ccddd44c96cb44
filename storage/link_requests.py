"""Persons who may become one, once both have confirmed it."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from bot.people.model import LinkRequest
from storage.tables import LinkRequestRow

_request = LinkRequestRow.__table__  # type: ignore[attr-defined]


class SqlLinkRequests:
    """Requests to become one person."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, request: LinkRequest, now: datetime) -> None:
        """Keep a request. Earlier ones of either person are void, and those that are too old."""
        both = (request.first, request.second)
        self._connection.execute(
            delete(_request).where(
                or_(
                    _request.c.first.in_(both), _request.c.second.in_(both),
                    _request.c.until <= now,
                )
            )
        )  # fmt: skip
        self._connection.execute(
            insert(_request).values(
                first_key=request.first_key,
                second_key=request.second_key,
                first=request.first,
                second=request.second,
                shown=request.shown,
                until=request.until,
                first_agreed=request.first_agreed,
                second_agreed=request.second_agreed,
            )
        )

    def with_key(self, key: str, now: datetime) -> LinkRequest | None:
        """The request that the hash of a key belongs to, if it is still good."""
        mine = or_(_request.c.first_key == key, _request.c.second_key == key)
        row = self._connection.execute(
            select(_request).where(mine, _request.c.until > now)
        ).first()  # fmt: skip
        if row is None:
            return None
        return LinkRequest(
            row.first, row.second, row.first_key, row.second_key, row.shown, row.until,
            row.first_agreed, row.second_agreed,
        )  # fmt: skip

    def agree(self, key: str) -> None:
        """The side with this hash of a key has confirmed."""
        for column, agreed in (("first_key", "first_agreed"), ("second_key", "second_agreed")):
            self._connection.execute(
                update(_request).where(_request.c[column] == key).values({agreed: True})
            )

    def drop(self, key: str) -> None:
        """It was declined, or is done."""
        self._connection.execute(
            delete(_request).where(or_(_request.c.first_key == key, _request.c.second_key == key))
        )
