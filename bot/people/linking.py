"""What the other capabilities do when two persons become one, or while they can't yet.

They know people, people do not know them: so they say at import what they want to do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.context import Occasion
from bot.people.store import Links, People, Roles
from bot.ports import Tx
from bot.record.store import Journal


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when two persons can't become one, and because of what ("D7")."""

    until: datetime
    reference: str


Listener = Callable[[Tx, Occasion, int, int], None]
Check = Callable[[Tx, datetime, int, int], Wait | None]
_LISTENERS: list[Listener] = []
_CHECKS: list[Check] = []


def when_linked(listener: Listener) -> Listener:
    """Call this, in the transaction of the linking, with the two persons who become the first."""
    _LISTENERS.append(listener)
    return listener


def when_linking(check: Check) -> Check:
    """Ask this whether two persons can become one now, or until when they wait."""
    _CHECKS.append(check)
    return check


def unite(tx: Tx, occasion: Occasion, first: int, second: int) -> Wait | None:
    """Make the second person the first one, once both have confirmed it; or keep that it is to be
    done, if something is in the way. Then until when, and because of what: a chore does it."""
    waits = (check(tx, occasion.now, first, second) for check in _CHECKS)
    wait = max((one for one in waits if one), key=lambda one: one.until, default=None)
    if wait:
        tx.get(Links).keep(first, second, _roles(tx, first, second))
        occasion.wake(wait.until)
        return wait
    people = tx.get(People)
    one, other = people.person(first), people.person(second)
    if one is None or other is None:
        raise LookupError("only persons with accounts are linked")
    tx.get(Links).drop(first)
    tx.get(Links).drop(second)
    people.link(first, second)
    for listener in _LISTENERS:
        listener(tx, occasion, first, second)
    tx.get(Journal).add(
        "person.linked", one.pseudonym, occasion.now, person=one.pseudonym, other=other.pseudonym
    )
    return None


def is_as_confirmed(tx: Tx, first: int, second: int, roles: str) -> bool:
    """Whether two persons have the roles that they had when both confirmed that they are one."""
    return roles == _roles(tx, first, second)


def _roles(tx: Tx, first: int, second: int) -> str:
    grants = [
        f"{number} {grant.role.value} {grant.track}"
        for number, person in enumerate((first, second))
        for grant in tx.get(Roles).of(person)
    ]
    return "\n".join(sorted(grants))
