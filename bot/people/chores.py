"""What time does to people: links that had to wait are made once nothing is in the way."""

from bot.conversation.context import Occasion
from bot.conversation.phrases import Typed, t
from bot.conversation.reply import Reply, reply
from bot.people.linking import is_as_confirmed, unite
from bot.people.store import Links, People
from bot.people.views import united
from bot.ports import Tx


def keep_time(tx: Tx, occasion: Occasion) -> None:
    """Make the persons one whose link waited, and tell both; what still waits, waits on."""
    links = tx.get(Links)
    for one in links.waiting():
        if one.first == one.second:
            links.drop(one.first)
        elif not is_as_confirmed(tx, one.first, one.second, one.roles):
            # Whoever confirmed the link was not asked about these roles.
            links.drop(one.first)
            for person in (one.first, one.second):
                occasion.tell(person, _not_linked())
        else:
            _link(tx, occasion, one.first, one.second)


def _link(tx: Tx, occasion: Occasion, first: int, second: int) -> None:
    people = tx.get(People)
    accounts = [person.accounts for one in (first, second) if (person := people.person(one))]
    if len(accounts) < 2 or unite(tx, occasion, first, second):
        return
    person = people.person(first)
    if person:
        said = united(person)
        for own in accounts:
            occasion.tell(first, said, account=own[0].ref)


def _not_linked() -> Reply:
    return reply(
        t("Your accounts were not linked: since you confirmed it, roles changed."),
        t("{command} begins anew.", command=Typed("link")),
    )
