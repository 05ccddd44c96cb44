"""The code of conduct in force."""

from enum import Enum

from bot.conversation.context import Context
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Reply, Title, reply
from bot.people.rules import has_acknowledged
from bot.people.store import People
from bot.people.views import conduct_blocks


class Agreed(Enum):
    """The word by which the code of conduct is acknowledged; the button says it."""

    AGREE = "agree"

    @property
    def label(self) -> Phrase:
        """What the button says."""
        return t("I will follow it")


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
