"""The code of conduct in force."""

from bot.conversation.context import Context
from bot.conversation.phrases import Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Reply, Title, reply
from bot.people.model import Agreed
from bot.people.rules import has_acknowledged
from bot.people.store import People
from bot.people.views import conduct_blocks


@command(
    "coc",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The Code of Conduct in force"),
    example="coc",
)
def coc(ctx: Context, people: People, agreed: Agreed | None) -> Reply:
    """Show the code of conduct, or acknowledge it."""
    version = ctx.settings.conduct_version
    if agreed:
        people.acknowledge(ctx.speaker.person, version, ctx.now)
        return reply(
            t(
                "Thank you. You acknowledged the Code of Conduct, version {version}.",
                version=version,
            ),
            t("{command} shows what is open to join.", command=Typed("tracks")),
            private=True,
        )
    person = people.person(ctx.speaker.person)
    known = person is not None and has_acknowledged(person, version)
    return reply(
        Title(t("Code of Conduct, version {version}", version=version)),
        *conduct_blocks(ctx.settings),
        t(
            "A concern about conduct goes to the rapporteurs alone: {command} in private.",
            command=Typed("report"),
        ),
        choices=()
        if known or not ctx.place.private
        else (Choice(Agreed.AGREE.label, "coc agree"),),
    )
