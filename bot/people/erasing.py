"""What the other capabilities do before a person is erased: take back what is not to stay.

They know people, people do not know them: so they say at import what they want to do.
"""

from collections.abc import Callable

from bot.conversation.context import Occasion
from bot.people.model import Person
from bot.people.store import People
from bot.ports import Tx
from bot.record.store import Journal

Listener = Callable[[Tx, Occasion, Person], None]
_LISTENERS: list[Listener] = []


def when_erased(listener: Listener) -> Listener:
    """Call this, in the transaction of the erasure and before it, with whoever is erased."""
    _LISTENERS.append(listener)
    return listener


def erase(tx: Tx, occasion: Occasion, person: Person, by: str) -> None:
    """Erase a person. by: the pseudonym of who says so, the person or an operator."""
    for listener in _LISTENERS:
        listener(tx, occasion, person)
    tx.get(Journal).add("person.erased", by, occasion.now, person=person.pseudonym)
    tx.get(People).erase(person.id, occasion.now)
    occasion.forgotten += [account.ref for account in person.accounts]
