"""What was heard, and how far."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.conversation.errors import NotOurs
from storage.tables import PositionRow, SeenRow

_seen = SeenRow.__table__  # type: ignore[attr-defined]
_position = PositionRow.__table__  # type: ignore[attr-defined]

# What was not there before is told by the count of rows alone.
_SEE = insert(_seen).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
_FORGET = delete(_seen)
_READ = select(_position.c.position)
_WRITE = insert(_position)
_MOVE = _WRITE.on_conflict_do_update(
    index_elements=["platform"],
    set_={"position": _WRITE.excluded.position},
    where=_position.c.holder == _WRITE.excluded.holder,
).execution_options(preserve_rowcount=True)


class SqlSeen:
    """The ids of what was heard, as hashes: an id may hold the number of an account."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first_time(self, platform: str, message: str, now: datetime) -> bool:
        """Whether this id is new; it is remembered."""
        key = sha256(f"{platform}\n{message}".encode()).hexdigest()[:32]
        return self._connection.execute(_SEE, {"hash": key, "at": now}).rowcount == 1

    def forget(self, before: datetime) -> None:
        """Drop ids older than a time."""
        self._connection.execute(_FORGET.where(_seen.c.at < before))


class SqlPositions:
    """How far each platform has been heard."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def position(self, platform: str) -> str:
        """The platform's position ("" at first)."""
        query = _READ.where(_position.c.platform == platform)
        return self._connection.execute(query).scalar() or ""

    def move(self, platform: str, position: str, by: int = 0) -> None:
        """Remember how far it has been heard, by the process of this number.

        Raises NotOurs if another one listens by now.
        """
        values = {"platform": platform, "position": position, "holder": by}
        if not self._connection.execute(_MOVE, values).rowcount:
            raise NotOurs("another process listens")
