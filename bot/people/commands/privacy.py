"""What is kept of a person: told, handed out, and erased."""

import json
from enum import Enum

from bot.conversation.context import Context
from bot.conversation.phrases import Phrase, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, File, Reply, Title, reply
from bot.people.erasing import erase
from bot.people.model import Person
from bot.people.store import People
from bot.people.views import what_is_kept
from bot.ports import Tx


class Sure(Enum):
    """The word that confirms an erasure; the button says it."""

    YES = "yes"

    @property
    def label(self) -> Phrase:
        """What the button says."""
        return t("Yes, erase me")


@command(
    "privacy",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("What I keep of you"),
    example="privacy",
)
def privacy(ctx: Context) -> Reply:
    """Say in plain words what is kept."""
    return what_is_kept()


@command(
    "privacy export",
    who=Who.ANYONE,
    where=Where.PRIVATE,
    help=t("All that concerns you, as a file"),
    example="privacy export",
)
def privacy_export(ctx: Context, people: People) -> Reply:
    """All rows that concern the person, as JSON."""
    text = json.dumps(
        people.everything(ctx.speaker.person),
        indent=2,
        sort_keys=True,
        ensure_ascii=False,
        default=str,
    )
    return reply(
        t("This is all I keep that concerns you."),
        File("about-me.json", "application/json", text.encode()),
    )


@command(
    "privacy erase",
    who=Who.ANYONE,
    where=Where.PRIVATE,
    help=t("Erase what I keep of you"),
    example="privacy erase",
)
def privacy_erase(ctx: Context, tx: Tx, people: People, sure: Sure | None) -> Reply:
    """Ask once, then forget the person; the record keeps a pseudonym that leads nowhere."""
    if sure is None:
        return reply(
            Title(t("Erase all I keep of you?")),
            t("Your accounts here, profile, memberships and roles are deleted, on every network."),
            t("Votes, minutes and actions stay, without your name."),
            t("An open vote in a decision that is still open is taken back; a secret one stays."),
            t("The public record stays whole: where you stood in it, it says former participant."),
            t("This can't be undone."),
            choices=(
                Choice(Sure.YES.label, "privacy erase yes"),
                Choice(t("No, keep it"), "privacy"),
            ),
        )
    person = people.person(ctx.speaker.person)
    if person is None:
        raise LookupError("whoever speaks is known")
    erase(tx, ctx, person, ctx.speaker.pseudonym)
    return reply(
        t("Done. I do not know you any more. If you write to me again, we begin anew."),
    )


@command(
    "forget",
    who=Who.OPERATOR,
    where=Where.PRIVATE,
    help=t("Erase somebody at their request, for instance by mail"),
    example="forget @amina",
)
def forget(ctx: Context, tx: Tx, person: Person, sure: Sure | None) -> Reply:
    """Erase a person at their request, for instance by mail; asks once."""
    if sure is None:
        return reply(
            Title(t("Erase all I keep of {person}?", person=person.mention)),
            t("Do it only at their own request. This can't be undone."),
            choices=(
                Choice(t("Yes, erase them"), f"forget {person.pseudonym} yes"),
                Choice(t("No, keep it"), "help"),
            ),
        )
    erase(tx, ctx, person, ctx.speaker.pseudonym)
    return reply(t("Done. What was kept of that person is erased."))
