"""The rooms of a track: bound by its facilitators, on any network, as many as are needed.

A room that is a track's already is shared only if that track agrees: what is announced there, and
who can be reached there, is its business too.
"""

from datetime import timedelta

from bot.conversation.arguments import Word
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, Typed, n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Reply, reply
from bot.people.model import Grant, Role
from bot.people.rules import code_hash, new_code
from bot.people.store import Codes, People, Roles
from bot.ports import Tx
from bot.record.store import Journal
from bot.tracks.arguments import Bound
from bot.tracks.model import Track
from bot.tracks.store import Rooms, Tracks

_CONSENT_DAYS = 7


@command(
    "bind",
    who=Who.FACILITATOR,
    where=Where.ROOM,
    help=t("Make this room one of a track's"),
    example="bind bpf-cybersecurity",
)
def bind(ctx: Context, tx: Tx, track: Track) -> Reply:
    """Bind the room where it is said; one that is another track's, once that track agrees."""
    others = [one for one in ctx.place.tracks if one != track.code]
    if track.code not in ctx.place.tracks and others and not _facilitates(ctx, tx, others):
        return _ask(ctx, tx, track, others)
    return _bind(ctx, tx, track)


def _facilitates(ctx: Context, tx: Tx, tracks: list[str]) -> bool:
    mine = tx.get(Roles).of(ctx.speaker.person)
    return any(Grant(Role.FACILITATOR, one) in mine for one in tracks)


def _ask(ctx: Context, tx: Tx, track: Track, others: list[str]) -> Reply:
    key = new_code()
    until = ctx.now + timedelta(days=_CONSENT_DAYS)
    tx.get(Codes).keep(_purpose(ctx, track), code_hash(key), ctx.speaker.person, until)
    titles = tuple(one.title for code in others if (one := tx.get(Tracks).track(code)))
    return reply(
        t("This room belongs to {tracks}. Nothing was changed yet.", tracks=titles),
        n(
            "A facilitator of {tracks} or an operator can agree within one day that it is one of "
            "{track} as well.",
            "A facilitator of {tracks} or an operator can agree within {count} days that it is one "
            "of {track} as well.",
            _CONSENT_DAYS,
            tracks=titles,
            track=track.title,
        ),
        choices=(Choice(_agree(track), f"bind agree {track.code} {key}"),),
    )


def _agree(track: Track) -> Phrase:
    return t("Share this room with {track}", track=track.title)


def _purpose(ctx: Context, track: Track) -> str:
    room = ctx.message.room
    return f"bind {room.platform} {room.id} {room.topic} {track.code}"


def _bind(ctx: Context, tx: Tx, track: Track, **data: str) -> Reply:
    room, new = tx.get(Rooms).bind(ctx.message.room, ctx.message.names, track.code)
    if not new:
        return reply(t("This room belongs to {track} already.", track=track.title))
    tx.get(Journal).add(
        "room.bound", ctx.speaker.pseudonym, ctx.now,
        track=track.code, room=room.pseudonym, network=room.ref.platform, **data,
    )  # fmt: skip
    return reply(
        t("This room belongs to {track} now. Its announcements come here.", track=track.title),
        t(
            "{join} takes part, {help} shows what can be done here.",
            join=Typed("join"),
            help=Typed("help"),
        ),
    )


@command(
    "bind agree",
    who=Who.ANYONE,
    where=Where.ROOM,
    help=t("Agree that this room is another track's as well"),
    example="bind agree irpc abcde-fghij-klmno-pqrst-uvwxy-z",
    listed=False,
)
def agree(ctx: Context, tx: Tx, track: Track, key: Word) -> Reply:
    """Agree to what a facilitator of another track asked for in this room."""
    codes, roles = tx.get(Codes), tx.get(Roles)
    mine = roles.of(ctx.speaker.person)
    if not _facilitates(ctx, tx, list(ctx.place.tracks)) and Grant(Role.OPERATOR) not in mine:
        raise refusal(
            t("A facilitator of this room's track or an operator agrees. Nothing was changed.")
        )
    asked = codes.meant(code_hash(key), ctx.now)
    asker = tx.get(People).person(asked[1]) if asked and asked[1] else None
    if (
        asked is None or asker is None or asked[0] != _purpose(ctx, track)
        or Grant(Role.FACILITATOR, track.code) not in roles.of(asker.id)
    ):  # fmt: skip
        raise refusal(
            t("Nobody asks for this any more. Nothing was changed."),
            t("{command} asks anew.", command=Typed(f"bind {track.code}")),
        )
    codes.use(code_hash(key))
    return _bind(ctx, tx, track, asked=asker.pseudonym)


@command(
    "unbind",
    who=Who.FACILITATOR,
    where=Where.ROOM,
    help=t("Take this room away from a track"),
    example="unbind bpf-cybersecurity",
)
def unbind(ctx: Context, tx: Tx, rooms: Rooms, journal: Journal, here: Bound) -> Reply:
    """Unbind the room where it is said. Facilitators of the track can, and those of a track whose
    the room was before it."""
    track = here.track
    earlier = list(ctx.place.tracks[: ctx.place.tracks.index(track.code) + 1])
    if not _facilitates(ctx, tx, earlier):
        raise refusal(
            t("Only the facilitators of {track} can use it.", track=track.title),
            t("Nothing was changed."),
        )
    room = rooms.room(ctx.message.room)
    if room is None or not rooms.unbind(ctx.message.room, track.code):
        raise refusal(t("This room does not belong to {track}.", track=track.title))
    journal.add(
        "room.unbound", ctx.speaker.pseudonym, ctx.now,
        track=track.code, room=room.pseudonym, network=room.ref.platform,
    )  # fmt: skip
    return reply(
        t(
            "This room belongs to {track} no longer. Nothing more is announced here.",
            track=track.title,
        )
    )
