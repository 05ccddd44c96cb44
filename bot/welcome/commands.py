"""The first words, help, one's own card, and the sign of life."""

from dataclasses import replace

from bot.conversation.arguments import Rest, Word
from bot.conversation.context import Context
from bot.conversation.phrases import t
from bot.conversation.registry import Where, Who, command, commands, find
from bot.conversation.reply import Line, Reply, reply
from bot.people.rules import may
from bot.people.store import People, Roles
from bot.people.waiting import waiting_for
from bot.ports import Tx
from bot.tracks.store import Memberships, Tracks
from bot.welcome.views import card, first_words, help_of_one, link_refused, overview, waits


@command(
    "start",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("What I am for"),
    example="start",
)
def start(ctx: Context, tracks: Tracks, extra: Word | None) -> Reply:
    """The first words. extra is what a link brought along that it may not carry out."""
    first = first_words(len(tracks.all()))
    name = extra.partition("_")[0] if extra and "_" in extra else ""
    if not any(one.name.split(" ")[0] == name for one in commands()):
        return first
    return replace(first, blocks=(Line(link_refused()), *first.blocks))


@command(
    "help",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("What you can do here"),
    example="help join",
)
def help_(ctx: Context, roles: Roles, name: Rest | None) -> Reply:
    """What this person can do in this place, or how one command is said."""
    grants = roles.of(ctx.speaker.person)
    here = Where.PRIVATE if ctx.place.private else Where.ROOM
    offered = tuple(
        one
        for one in commands()
        if one.where in (here, Where.ANYWHERE) and may(one.who, grants, "")
    )
    wanted = name.lstrip("/! ") if name else ""
    if not wanted:
        return overview(offered, private=ctx.place.private)
    return help_of_one(find(wanted, offered, "help ").command)


@command(
    "me",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("What I know of you, and to change it"),
    example="me",
)
def me(
    ctx: Context, people: People, roles: Roles, tracks: Tracks, memberships: Memberships
) -> Reply:
    """The person's own card."""
    person = people.person(ctx.speaker.person)
    if person is None:
        raise LookupError("the speaker of a command is always known")
    parts = memberships.of(person.id)
    taking_part = [(track, parts[track.code]) for code in parts if (track := tracks.track(code))]
    offices = [
        (grant.role, tracks.track(grant.track) if grant.track else None)
        for grant in sorted(roles.of(person.id), key=lambda one: (one.role.value, one.track))
    ]
    return card(person, taking_part, offices, ctx.speaker.language)


@command(
    "todo",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("What waits for you"),
    example="todo",
)
def todo(ctx: Context, tx: Tx) -> Reply:
    """All that waits for the speaker, in every track."""
    return waits(waiting_for(tx, ctx))


@command(
    "ping",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("A sign of life"),
    example="ping 1",
)
def ping(ctx: Context, text: Rest | None) -> Reply:
    """Answer at once, the way every command is answered."""
    return reply(t("pong {text}", text=text) if text else t("pong"))
