"""How people are shown: the profile, the questions to a newcomer, the code of conduct, privacy."""

from dataclasses import replace
from datetime import datetime

from bot.conversation.message import MAIL
from bot.conversation.phrases import Phrase, Typed, name_of, t, verbatim
from bot.conversation.reply import Block, Choice, Items, Line, Quote, Reply, Title, reply
from bot.conversation.translate import LANGUAGES, language_name, place_name
from bot.people.model import Account, Grant, Person, Region, Report, StakeholderGroup
from bot.settings import Settings

ZONES_TO_OFFER: dict[str, tuple[str, ...]] = {
    "": (
        "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "Europe/London",
        "Europe/Paris", "Africa/Lagos", "Africa/Nairobi", "Asia/Dubai", "Asia/Kolkata",
        "Asia/Shanghai", "Australia/Sydney", "UTC",
    ),
    "african": (
        "Africa/Abidjan", "Africa/Accra", "Africa/Cairo", "Africa/Casablanca",
        "Africa/Johannesburg", "Africa/Kinshasa", "Africa/Lagos", "Africa/Nairobi",
    ),
    "asia-pacific": (
        "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka",
        "Asia/Jakarta", "Asia/Shanghai", "Asia/Tokyo", "Pacific/Fiji", "Pacific/Apia",
    ),
    "eastern-european": (
        "Europe/Warsaw", "Europe/Bucharest", "Europe/Kyiv", "Europe/Moscow", "Asia/Tbilisi",
        "Asia/Yerevan",
    ),
    "grulac": (
        "America/Mexico_City", "America/Bogota", "America/Lima", "America/Jamaica",
        "America/Port_of_Spain", "America/Santiago", "America/Argentina/Buenos_Aires",
        "America/Sao_Paulo",
    ),
    "weog": (
        "America/Los_Angeles", "America/New_York", "Europe/London", "Europe/Paris",
        "Europe/Istanbul", "Australia/Sydney", "Pacific/Auckland",
    ),
}  # fmt: skip
"""Time zones offered by button, by region; one town a zone people know it by."""

_LATER = Choice(t("Later"), "me later")


def conduct_blocks(settings: Settings) -> tuple[Block, ...]:
    """The code of conduct in force: the summary, and where the full text is."""
    own = settings.conduct_sentences
    sentences = tuple(verbatim(sentence) for sentence in own) if own else _CONDUCT
    return (
        Items(sentences, numbered=True),
        Line(t("Full text: {address}", address=settings.conduct_address)),
    )


_CONDUCT = (
    t("Treat everyone as an equal, with civility, in the rooms and in private."),
    t("Listen, let others finish, and be brief so that others can speak."),
    t("Speak to the subject, never against a person."),
    t("Respect every culture, language, belief, gender and ability."),
    t("Say openly for whom you speak, and which interest you have."),
    t("No harassment, threats or insults, in words or in pictures."),
    t("Keep what was told in confidence, and leave personal data out of the rooms."),
)


def conduct_first(settings: Settings, agree: str, title: Phrase) -> Reply:
    """The code of conduct before a first track; agree is the command that acknowledges it."""
    return reply(
        title,
        t("Before your first track: the Code of Conduct, in short."),
        *conduct_blocks(settings),
        choices=(Choice(t("I will follow it"), agree),),
        private=True,
    )


def next_question(person: Person, language: str) -> Reply | None:
    """The next thing a newcomer may tell of themselves, or None if all was asked."""
    if person.group is None:
        return group_question()
    if person.region is None:
        return region_question()
    if not person.language:
        return language_question()
    if not person.zone:
        question = zone_question(person.region.value if person.region else "", language)
        return replace(question, choices=(*question.choices, _LATER))
    return None


def group_question() -> Reply:
    """Which stakeholder group?"""
    return reply(
        t("Which stakeholder group do you belong to? Only totals are shown."),
        choices=(*(Choice(g.label, f"me group {g.value}") for g in StakeholderGroup), _LATER),
        private=True,
    )


def region_question() -> Reply:
    """Which region?"""
    return reply(
        t("Which region are you from? Only totals are shown."),
        choices=(*(Choice(r.label, f"me region {r.value}") for r in Region), _LATER),
        private=True,
    )


def language_question() -> Reply:
    """Which language?"""
    choices = (Choice(verbatim(language_name(c)), f"me language {c}") for c in LANGUAGES)
    return reply(
        t("Which language should I speak with you?"), choices=(*choices, _LATER), private=True
    )


def zone_question(region: str, language: str, says: str = "me timezone") -> Reply:
    """Which time zone, with towns of a region ("" for all the world); says is the command."""
    zones = ZONES_TO_OFFER.get(region) or ZONES_TO_OFFER[""]
    return reply(
        t("Which time zone? Choose a town in it, or reply with the name of a large town in it."),
        choices=tuple(Choice(verbatim(place_name(z, language)), f"{says} {z}") for z in zones),
        private=says.startswith("me "),
        asks=f"{says} ",
    )


def told(what: Phrase, person: Person, language: str) -> Reply:
    """What was noted, and the next question if there is one, in a language."""
    question = next_question(person, language)
    if question is None:
        return reply(
            what,
            t("That is all I ask. {command} shows and changes it.", command=Typed("me")),
            private=True,
            language=language,
        )
    return replace(question, blocks=(Line(what), *question.blocks), language=language)


def profile_lines(person: Person, language: str) -> tuple[Block, ...]:
    """What a person told of themselves."""
    unset = t("not told")
    quiet = (
        t("{begin} to {end}", begin=f"{person.quiet.begin:%H:%M}", end=f"{person.quiet.end:%H:%M}")
        if person.quiet
        else t("none")
    )
    lines = [
        t("Group: {group}", group=person.group.label if person.group else unset),
        t("Region: {region}", region=person.region.label if person.region else unset),
        t("Organisation: {organisation}", organisation=person.organisation or unset),
        t(
            "Language: {language}",
            language=language_name(person.language) if person.language else unset,
        ),
        t("Time zone: {zone}", zone=place_name(person.zone, language) if person.zone else unset),
        t("Quiet hours: {hours}", hours=quiet),
        t("Accounts: {accounts}", accounts=account_names(person.accounts)),
    ]
    if person.conduct_at:
        lines.append(
            t(
                "Code of Conduct: version {version}, acknowledged {when}",
                version=person.conduct_version,
                when=person.conduct_at,
            )
        )
    return tuple(Line(line) for line in lines)


def account_names(accounts: tuple[Account, ...]) -> tuple[str, ...]:
    """How a person's accounts are called: the network, and the name used there."""
    return tuple(f"{one.ref.platform.capitalize()} ({one.name})" for one in accounts)


def are_they_yours(
    sides: tuple[tuple[Person, frozenset[Grant]], ...], reader: Person, key: str, until: datetime
) -> Reply:
    """The question to one of two sides whether both are one person; key is the reader's own."""
    accounts = [one for person, _ in sides for one in person.accounts]
    roles = _roles([grant for _, grants in sides for grant in grants])
    blocks: list[Block] = [
        Title(t("Are all of these accounts yours?")),
        Items(
            tuple(_side(account, *side, reader) for side in sides for account in side[0].accounts)
        ),
    ]
    networks = [one.ref.platform for one in accounts]
    blocks += [
        Line(t("Both accounts are on {network}. Is this one person?", network=_named(network)))
        for network in dict.fromkeys(networks)
        if networks.count(network) > 1
    ]
    blocks.append(Line(t("Whoever uses one of them could then vote, write and act for all.")))
    if roles:
        blocks.append(Line(t("Each of them would be {roles}.", roles=roles)))
    blocks += [
        Line(t("Nothing was changed. Both sides have to confirm, until {when}.", when=until)),
        Line(t("If somebody sent you here or gave you a code, decline: nobody needs that of you.")),
    ]
    yes = t("All are mine, as {roles}", roles=roles) if roles else t("All are mine: link them")
    return reply(
        *blocks,
        choices=(
            Choice(t("Decline the link"), f"link decline {key}"),
            Choice(yes, f"link confirm {key}"),
        ),
        private=True,
    )


def _side(account: Account, person: Person, grants: frozenset[Grant], reader: Person) -> Phrase:
    name = account_line(account, person)
    if person.id == reader.id:
        name = t("{account}, this one", account=name)
    roles = _roles(list(grants))
    return t("{account}: {roles}", account=name, roles=roles) if roles else name


def _roles(grants: list[Grant]) -> tuple[Phrase, ...]:
    return tuple(
        t("facilitator of {track}", track=one.track) if one.track else one.role.label
        for one in sorted(dict.fromkeys(grants), key=lambda one: (one.role.value, one.track))
    )


def account_line(account: Account, person: Person) -> Phrase:
    """An account of a person by network and name; and by what nobody else there can be called,
    where that is public. The address of a mail is not."""
    public = name_of(f"@{account.handle}" if account.handle else account.ref.id, person.id)
    name, network = account.name, _named(account.ref.platform)
    if account.ref.platform == MAIL:
        return t("{network}: {name}", network=network, name=name)
    return t("{network}: {name} ({public})", network=network, name=name, public=public)


def _named(platform: str) -> str:
    return platform.capitalize()


PROFILE_CHOICES = (
    Choice(t("Group"), "me group"),
    Choice(t("Region"), "me region"),
    Choice(t("Organisation"), "me organisation"),
    Choice(t("Language"), "language"),
    Choice(t("Time zone"), "timezone"),
    Choice(t("Quiet hours"), "quiet"),
)


def what_is_kept() -> Reply:
    """Privacy in plain words."""
    return reply(
        Title(t("What I keep of you")),
        Items(
            (
                t("Your account's id and name on each network, so that I know you again."),
                t("What you told me: group, region, organisation, language, time zone, quiet."),
                t("Your tracks and roles, and when you acknowledged the Code of Conduct."),
                t("Your votes with their reasons, the times that suit you, meetings you attend."),
                t("Your comments on drafts; once you are erased they stay without your name."),
                t("Lines you gave to the minutes, and actions you took upon yourself."),
                t("Commands you gave by mail, and what a mail server said of their sender."),
                t("Concerns you reported, until the rapporteurs have settled them."),
            )
        ),
        t("I do not keep what is said in rooms. I keep only what is said to me as a command."),
        t("Group and region are shown only as numbers, and no number under five is shown."),
        t(
            "In the public record a pseudonym such as {pseudonym} stands for your name.",
            pseudonym="p-…",
        ),
        choices=(
            Choice(t("All that concerns me, as a file"), "privacy export"),
            Choice(t("Erase me"), "privacy erase"),
        ),
        private=True,
    )


def open_concerns(reports: list[Report]) -> Reply | None:
    """The concerns that wait for a rapporteur, the oldest ten, or None if there are none."""
    if not reports:
        return None
    blocks: list[Block] = [Title(t("Concerns about conduct that are open"))]
    for one in reports[:10]:
        blocks.append(Line(t("{reference}, {when}", reference=one.reference, when=one.at)))
        blocks.append(
            Quote(one.text)
            if one.text
            else Line(t("Who reported it was erased, and the words with them."))
        )
    return reply(*blocks, private=True)


def zone_noted(zone: str, language: str) -> Phrase:
    """What a person is told who chose a time zone."""
    if zone == "UTC":
        return t("Noted. Times are shown to you in UTC.")
    return t("Noted. Times are shown to you in UTC and in {town}.", town=place_name(zone, language))


def zone_noted_here(zone: str, language: str) -> Phrase:
    """What a room is told whose time zone was chosen."""
    if zone == "UTC":
        return t("Noted. Times are shown here in UTC.")
    return t("Noted. Times are shown here in UTC and in {town}.", town=place_name(zone, language))


def united(person: Person) -> Reply:
    """What somebody is told whose accounts are linked now."""
    return reply(
        Title(t("You are one person now")),
        t("Your accounts: {accounts}.", accounts=account_names(person.accounts)),
        t(
            "Tracks, roles and profile are shared, and you have one voice. {command} undoes it.",
            command=Typed("unlink"),
        ),
    )


def waits(reference: str, until: datetime) -> Reply:
    """What somebody is told with whose accounts secret votes were cast that can't become one."""
    return reply(
        t("Not linked yet: on {reference} there are secret votes, which can't become one.",
          reference=reference),
        t("They are linked by themselves after the close, {when}; you need do nothing.",
          when=until),
        t("{command} drops it.", command=Typed("unlink")),
        private=True,
    )  # fmt: skip
