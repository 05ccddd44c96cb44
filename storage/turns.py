"""Whose turn it is: the statements by which the outbox finds what may be said now, and when more
may be. A chat's messages go one after another, whichever process sends them.
"""

from typing import Any

from sqlalchemy import bindparam, func, literal_column, select, update

from storage.columns import Instant
from storage.tables import InstanceRow, OutboxRow

_outbox = OutboxRow.__table__  # type: ignore[attr-defined]
_instance = InstanceRow.__table__  # type: ignore[attr-defined]

# Said literally, so that a planner sees that the indexes of what waits are meant for it.
WAITS = _outbox.c.state == literal_column("'waiting'")
WAITING_HERE = (_outbox.c.platform == bindparam("platform")) & WAITS
_NOW = bindparam("now", type_=Instant)


def _by_now(column: Any) -> Any:
    """That an instant has come; so said that no planner takes it for the way to the rows."""
    return func.coalesce(column, column) <= _NOW


def _worth_saying(table: Any) -> Any:
    """That a message has a point still."""
    return table.c.expires.is_(None) | (table.c.expires > _NOW)


_earlier = _outbox.alias()
_BEHIND_ANOTHER = (
    select(literal_column("1"))
    .where(
        _earlier.c.platform == _outbox.c.platform,
        _earlier.c.state == literal_column("'waiting'"),
        _earlier.c.place == _outbox.c.place,
        _earlier.c.id < _outbox.c.id,
        _earlier.c.not_before <= _NOW,
        _worth_saying(_earlier),
    )
    .exists()
)
# In the order of their numbers, until there are enough: however many wait.
DUE = (
    select(_outbox)
    .where(
        WAITING_HERE,
        _by_now(_outbox.c.not_before),
        _by_now(_outbox.c.retry_at),
        _worth_saying(_outbox),
        ~_BEHIND_ANOTHER,
    )
    .order_by(_outbox.c.id)
    .limit(bindparam("most"))
)
_LIVING = select(_instance.c.number).where(_instance.c.until > func.now())
_HELD_BY_OTHERS = select(_outbox.c.place).where(
    WAITING_HERE,
    _outbox.c.claim.in_(_LIVING.where(_instance.c.number != bindparam("by"))),
)
DUE_TO_ONE_OF_SEVERAL = DUE.where(
    _outbox.c.place.not_in(_HELD_BY_OTHERS), bindparam("by").in_(_LIVING)
).with_for_update(skip_locked=True, of=_outbox)
CLAIM = (
    update(_outbox)
    .where(_outbox.c.id.in_(bindparam("numbers", expanding=True)))
    .values(claim=bindparam("by"))
)
_NEXT_TRY = select(func.min(_outbox.c.retry_at)).where(WAITING_HERE, _outbox.c.retry_at > _NOW)
_NEXT_BEGIN = select(func.min(_outbox.c.not_before)).where(
    WAITING_HERE, _outbox.c.not_before > _NOW
)
NEXT = select(_NEXT_TRY.scalar_subquery(), _NEXT_BEGIN.scalar_subquery())
