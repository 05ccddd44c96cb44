"""One person on several networks: linking accounts, and parting them again.

A code alone only begins a link: both sides are shown both accounts, and both confirm.
"""

from datetime import timedelta

from bot.conversation.arguments import Word
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Typed, n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Reply, reply
from bot.people.linking import carried, record_carried, unite
from bot.people.model import LinkRequest, Person
from bot.people.rules import (
    LINK_CODE_MINUTES,
    LINK_HOURS,
    code_hash,
    link_facts,
    matching,
    new_code,
)
from bot.people.store import Codes, LinkRequests, Links, People, Roles
from bot.people.views import account_names, are_they_yours, united, waits
from bot.ports import Tx
from bot.record.store import Journal


@command(
    "link",
    who=Who.ANYONE,
    where=Where.PRIVATE,
    help=t("Be one person on both networks"),
    example="link",
)
def link(ctx: Context, tx: Tx, people: People, codes: Codes, code: Word | None) -> Reply:
    """Give a one-time code; or, with one that was given elsewhere, ask both sides."""
    if code is None:
        return _give_code(ctx, codes)
    found = matching(code, codes.valid("link", ctx.now))
    first = people.person(found[1]) if found and found[1] else None
    second = people.person(ctx.speaker.person)
    if found is None or first is None or second is None:
        raise refusal(
            t("This code is not valid: it was used, it is too old, or a letter is wrong."),
            t("Send {command} on the other network for a new one.", command=Typed("link")),
        )
    if first.id == second.id:
        raise refusal(t("This code is your own. Send it to me from the other network."))
    codes.use(found[0])
    return _ask_both(ctx, tx, first, second)


def _give_code(ctx: Context, codes: Codes) -> Reply:
    code = new_code()
    codes.keep(
        "link", code_hash(code), ctx.speaker.person, ctx.now + timedelta(minutes=LINK_CODE_MINUTES)
    )
    return reply(
        n(
            "Send me this from your account on the other network, within one minute:",
            "Send me this from your account on the other network, within {count} minutes:",
            LINK_CODE_MINUTES,
        ),
        t("{command}", command=Typed(f"link {code}")),
        t("It works once. Then both accounts are asked, and linked once both have confirmed."),
        t("Do not show it to anyone."),
    )


def _ask_both(ctx: Context, tx: Tx, first: Person, second: Person) -> Reply:
    """Ask both persons whether they are one; the question to the speaker, the other's is told."""
    keys = {first.id: new_code(), second.id: new_code()}
    sides = tuple((one, tx.get(Roles).of(one.id)) for one in (first, second))
    until = ctx.now + timedelta(hours=LINK_HOURS)
    request = LinkRequest(
        first.id, second.id, code_hash(keys[first.id]), code_hash(keys[second.id]),
        link_facts(sides), until,
    )  # fmt: skip
    tx.get(LinkRequests).keep(request, ctx.now)
    other = second if ctx.speaker.person == first.id else first
    ctx.tell(other.id, are_they_yours(sides, other, keys[other.id], until), urgent=True)
    mine = ctx.speaker.person
    me = first if mine == first.id else second
    return are_they_yours(sides, me, keys[mine], until)


@command(
    "link confirm",
    who=Who.ANYONE,
    where=Where.PRIVATE,
    help=t("Confirm that both accounts are yours"),
    example="link confirm abcde-fghij-klmno-pqrst-uvwxy-z",
    listed=False,
)
def confirm(ctx: Context, tx: Tx, key: Word) -> Reply:
    """Confirm a link from this side. It counts once both have, of what both were shown."""
    requests = tx.get(LinkRequests)
    request, first, second = _asked(ctx, tx, key)
    sides = tuple((one, tx.get(Roles).of(one.id)) for one in (first, second))
    if link_facts(sides) != request.shown:
        # One side has another account or role by now: nobody has agreed to that.
        return _ask_both(ctx, tx, first, second)
    requests.agree(code_hash(key))
    agreed = requests.with_key(code_hash(key), ctx.now)
    other = second if ctx.speaker.person == first.id else first
    if agreed is None or not (agreed.first_agreed and agreed.second_agreed):
        return reply(
            t("You have confirmed. Nothing is linked until the other side has confirmed as well:"),
            t("{accounts}", accounts=account_names(other.accounts)),
        )
    requests.drop(code_hash(key))
    return _unite(ctx, tx, first, second)


def _asked(ctx: Context, tx: Tx, key: str) -> tuple[LinkRequest, Person, Person]:
    """The link that a key is about, and both persons. Raises a Refusal unless the key is that of
    the speaker's own side."""
    request = tx.get(LinkRequests).with_key(code_hash(key), ctx.now)
    if request is None:
        raise _void()
    mine = request.first if code_hash(key) == request.first_key else request.second
    first, second = (tx.get(People).person(one) for one in (request.first, request.second))
    if mine != ctx.speaker.person or first is None or second is None:
        raise _void()
    return request, first, second


def _void() -> Refusal:
    return refusal(
        t("This link is not valid any more. Nothing was changed."),
        t("{command} begins a new one.", command=Typed("link")),
    )


def _unite(ctx: Context, tx: Tx, first: Person, second: Person) -> Reply:
    wait = unite(tx, ctx, first.id, second.id)
    if wait:
        said = waits(wait.reference, wait.until)
        other = second if ctx.speaker.person == first.id else first
        ctx.tell(other.id, said)
        return said
    both = tx.get(People).person(first.id)
    if both is None:
        raise LookupError("linking keeps both persons")
    return united(both)


@command(
    "link decline",
    who=Who.ANYONE,
    where=Where.PRIVATE,
    help=t("Say that the other account is not yours"),
    example="link decline abcde-fghij-klmno-pqrst-uvwxy-z",
    listed=False,
)
def decline(ctx: Context, tx: Tx, key: Word) -> Reply:
    """Decline a link; nothing of it is left, and the other side is told."""
    _, first, second = _asked(ctx, tx, key)
    tx.get(LinkRequests).drop(code_hash(key))
    other = second if ctx.speaker.person == first.id else first
    ctx.tell(other.id, reply(t("The other side has declined. Nothing was linked.")))
    return reply(
        t("Declined. Nothing was linked, and the other side is told."),
        t("If somebody wanted you to confirm, tell the rapporteurs: {command}",
          command=Typed("report")),
    )  # fmt: skip


@command(
    "unlink",
    who=Who.ANYONE,
    where=Where.PRIVATE,
    help=t("Separate this account from your others"),
    example="unlink",
)
def unlink(ctx: Context, tx: Tx, people: People, links: Links, journal: Journal) -> Reply:
    """Part the account that says it; it is again the person it was before linking."""
    if links.drop(ctx.speaker.person):
        return reply(t("This account will not be linked: what waited for the close is dropped."))
    person = people.person(ctx.speaker.person)
    if person is None or len(person.accounts) < 2:
        raise refusal(
            t("This account is not linked to another. {command} links it.", command=Typed("link"))
        )
    before = carried(tx, person)
    apart = people.unlink(ctx.message.sender)
    rest = next(
        one
        for account in person.accounts
        if account.ref != ctx.message.sender and (one := people.behind(account.ref))
    )
    journal.add(
        "person.unlinked", apart.pseudonym, ctx.now, person=apart.pseudonym, other=rest.pseudonym
    )
    record_carried(tx, ctx.now, apart.pseudonym, before, carried(tx, apart, rest))
    return reply(
        t("This account stands for itself again, with the tracks and roles it had of its own."),
        t("{command} shows its tracks and roles.", command=Typed("me")),
    )
