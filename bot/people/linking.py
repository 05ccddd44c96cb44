"""What the other capabilities do when two persons become one, or while they can't yet; and how the
record tells it.

They know people, people do not know them: so they say at import what they want to do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.context import Occasion
from bot.people.model import Grant, Person
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
Carried = set[tuple[str, str, Grant]]
"""Who has a role by which linked account: the pseudonyms of both, and the role."""
_LISTENERS: list[Listener] = []
_CHECKS: list[Check] = []


def when_linked(listener: Listener) -> Listener:
    """Call this, in the transaction of the linking, with the two persons who become the first. It
    may raise a Refusal: then they stay two."""
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
    before = carried(tx, one, other)
    people.link(first, second)
    for listener in _LISTENERS:
        listener(tx, occasion, first, second)
    tx.get(Journal).add(
        "person.linked", one.pseudonym, occasion.now, person=one.pseudonym, other=other.pseudonym
    )
    both = people.person(first)
    if both:
        record_carried(tx, occasion.now, one.pseudonym, before, carried(tx, both))
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


def carried(tx: Tx, *persons: Person) -> Carried:
    """The roles that these persons have by an account other than that of their pseudonym."""
    return {
        (person.pseudonym, account, grant)
        for person in persons
        for account, grant in tx.get(Roles).held(person.id)
        if account != person.pseudonym
    }


def record_carried(tx: Tx, now: datetime, by: str, before: Carried, after: Carried) -> None:
    """Write into the record which roles somebody has now, or has no more, by another account; so
    that what is done under one pseudonym is seen to be done in office."""
    for act, some in (("role.ended", before - after), ("role.given", after - before)):
        for person, account, grant in sorted(some, key=_order):
            data = {"person": person, "role": grant.role.value, "account": account}
            if grant.track:
                data["track"] = grant.track
            tx.get(Journal).add(act, by, now, **data)


def _order(one: tuple[str, str, Grant]) -> tuple[str, ...]:
    person, account, grant = one
    return person, account, grant.role.value, grant.track
