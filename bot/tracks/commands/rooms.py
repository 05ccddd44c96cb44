"""The rooms of a track: bound by its facilitators, on any network, as many as are needed."""

from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Reply, reply
from bot.record.store import Journal
from bot.tracks.arguments import TrackHere
from bot.tracks.model import Track
from bot.tracks.store import Rooms


@command(
    "bind",
    who=Who.FACILITATOR,
    where=Where.ROOM,
    help=t("Make this room one of a track's"),
    example="bind bpf-cybersecurity",
)
def bind(ctx: Context, rooms: Rooms, journal: Journal, track: Track) -> Reply:
    """Bind the room where it is said."""
    room, new = rooms.bind(ctx.message.room, ctx.message.names, track.code)
    if not new:
        return reply(t("This room belongs to {track} already.", track=track.title))
    journal.add(
        "room.bound", ctx.speaker.pseudonym, ctx.now,
        track=track.code, room=room.pseudonym, network=room.ref.platform,
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
    "unbind",
    who=Who.FACILITATOR,
    where=Where.ROOM,
    help=t("Take this room away from a track"),
    example="unbind bpf-cybersecurity",
)
def unbind(ctx: Context, rooms: Rooms, journal: Journal, here: TrackHere) -> Reply:
    """Unbind the room where it is said."""
    track = here.track
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
