"""One person on several networks: linking accounts, and parting them again."""

from datetime import timedelta

from bot.conversation.arguments import Word
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Reply, reply
from bot.people.linking import unite
from bot.people.rules import LINK_CODE_MINUTES, code_hash, matching, new_code
from bot.people.store import Codes, Links, People
from bot.people.views import united, waits
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
    """Give a one-time code, or use one that was given on another network."""
    if code is None:
        return _give_code(ctx, codes)
    found = matching(code, codes.valid("link", ctx.now))
    first = people.person(found[1]) if found and found[1] else None
    if found is None or first is None:
        raise refusal(
            t("This code is not valid: it was used, it is too old, or a letter is wrong."),
            t("Send {command} on the other network for a new one.", command=Typed("link")),
        )
    if first.id == ctx.speaker.person:
        raise refusal(t("This code is your own. Send it to me from the other network."))
    codes.use(found[0])
    wait = unite(tx, ctx, first.id, ctx.speaker.person)
    if wait:
        return waits(wait.reference, wait.until)
    both = people.person(first.id)
    if both is None:
        raise LookupError("linking keeps both persons")
    return united(both)


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
        t("It works once. Do not show it to anyone: whoever sends it becomes one person with you."),
    )


@command(
    "unlink",
    who=Who.ANYONE,
    where=Where.PRIVATE,
    help=t("Separate this account from your others"),
    example="unlink",
)
def unlink(ctx: Context, people: People, links: Links, journal: Journal) -> Reply:
    """Part the account that says it; it is again the person it was before linking."""
    if links.drop(ctx.speaker.person):
        return reply(t("This account will not be linked: what waited for the close is dropped."))
    person = people.person(ctx.speaker.person)
    if person is None or len(person.accounts) < 2:
        raise refusal(
            t("This account is not linked to another. {command} links it.", command=Typed("link"))
        )
    apart = people.unlink(ctx.message.sender)
    rest = next(
        one
        for account in person.accounts
        if account.ref != ctx.message.sender and (one := people.behind(account.ref))
    )
    journal.add(
        "person.unlinked", apart.pseudonym, ctx.now, person=apart.pseudonym, other=rest.pseudonym
    )
    return reply(
        t("This account stands for itself again, with the tracks and roles it had of its own."),
        t("{command} shows its tracks and roles.", command=Typed("me")),
    )
