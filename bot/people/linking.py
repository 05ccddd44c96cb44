"""What the other capabilities do when two persons become one, and how the record tells it.

They know people, people do not know them: so they say at import what they want to do.
"""

from collections.abc import Callable
from datetime import datetime

from bot.conversation.context import Occasion
from bot.people.model import Grant, Person
from bot.people.store import Roles
from bot.ports import Tx
from bot.record.store import Journal

Listener = Callable[[Tx, Occasion, int, int], None]
Carried = set[tuple[str, str, Grant]]
"""Who has a role by which linked account: the pseudonyms of both, and the role."""
_LISTENERS: list[Listener] = []


def when_linked(listener: Listener) -> Listener:
    """Call this, in the transaction of the linking, with the two persons who become the first. It
    may raise a Refusal: then they stay two."""
    _LISTENERS.append(listener)
    return listener


def linked(tx: Tx, occasion: Occasion, first: int, second: int) -> None:
    """Tell everybody who wants to know that the second person is the first one now."""
    for listener in _LISTENERS:
        listener(tx, occasion, first, second)


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
