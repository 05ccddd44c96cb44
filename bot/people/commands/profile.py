"""What a person tells of themselves: each by button, each may be skipped or changed later."""

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Reply, reply
from bot.conversation.translate import language_name
from bot.people.arguments import Language, Zone
from bot.people.model import Person, Region, StakeholderGroup
from bot.people.rules import one_line
from bot.people.store import People
from bot.people.views import (
    group_question,
    language_question,
    region_question,
    told,
    zone_noted,
    zone_question,
)

_LONGEST_ORGANISATION = 120


def _speaker(ctx: Context, people: People) -> Person:
    person = people.person(ctx.speaker.person)
    if person is None:
        raise LookupError("the speaker of a command is always known")
    return person


@command(
    "me group",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Your stakeholder group"),
    example="me group civil-society",
)
def me_group(ctx: Context, people: People, group: StakeholderGroup | None) -> Reply:
    """Set the stakeholder group, or ask for it."""
    if group is None:
        return group_question()
    people.set_group(ctx.speaker.person, group)
    return told(
        t("Noted. Group: {group}.", group=group.label), _speaker(ctx, people), ctx.speaker.language
    )


@command(
    "me region",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Your region"),
    example="me region african",
)
def me_region(ctx: Context, people: People, region: Region | None) -> Reply:
    """Set the region, or ask for it."""
    if region is None:
        return region_question()
    people.set_region(ctx.speaker.person, region)
    return told(
        t("Noted. Region: {region}.", region=region.label),
        _speaker(ctx, people),
        ctx.speaker.language,
    )


@command(
    "me language",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The language I speak with you"),
    example="me language fr",
)
def me_language(ctx: Context, people: People, language: Language | None) -> Reply:
    """Set the language of private messages, or ask for it."""
    if language is None:
        return language_question()
    people.set_language(ctx.speaker.person, language)
    return told(
        t("I speak {language} with you now.", language=language_name(language)),
        _speaker(ctx, people),
        language,
    )


@command(
    "me timezone",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Your time zone"),
    example="me timezone Nairobi",
)
def me_timezone(ctx: Context, people: People, zone: Zone | None) -> Reply:
    """Set the time zone, or ask for it."""
    person = _speaker(ctx, people)
    if zone is None:
        return zone_question(person.region.value if person.region else "", ctx.speaker.language)
    people.set_zone(person.id, zone)
    return told(
        zone_noted(zone, ctx.speaker.language),
        _speaker(ctx, people),
        ctx.speaker.language,
    )


@command(
    "me organisation",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The organisation you belong to"),
    example='me organisation "Internet Society Kenya"',
)
def me_organisation(ctx: Context, people: People, name: Rest | None) -> Reply:
    """Set the organisation, or ask for it."""
    if name is None:
        return reply(
            t("Which organisation do you belong to? Reply with its name."),
            choices=(Choice(t("None"), "me organisation none"),),
            private=True,
            asks="me organisation ",
        )
    text = "" if name.casefold() == "none" else one_line(name)
    if len(text) > _LONGEST_ORGANISATION:
        raise refusal(
            n(
                "A name has at most one character here. Nothing was changed.",
                "A name has at most {count} characters here. Nothing was changed.",
                _LONGEST_ORGANISATION,
            ),
            private=True,
        )
    people.set_organisation(ctx.speaker.person, text)
    if not text:
        return reply(t("Noted. No organisation."), private=True)
    return reply(
        t("Noted. Organisation: {organisation}.", organisation=text),
        private=True,
    )


@command(
    "me later",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Skip the questions"),
    example="me later",
)
def me_later(ctx: Context) -> Reply:
    """Leave the questions for another time."""
    return reply(
        t("Good. {command} shows and changes it whenever you like.", command=Typed("me")),
        private=True,
    )
