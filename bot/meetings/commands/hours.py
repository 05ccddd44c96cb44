"""Who bore how many hours of the night."""

from bot.conversation.context import Context
from bot.conversation.phrases import t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Reply
from bot.meetings.fairness import ahead, borne, held, is_even
from bot.meetings.night_views import hours as card
from bot.meetings.store import Meetings
from bot.tracks.model import Track


@command(
    "hours",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Who bore how many hours of the night"),
    example="hours bpf-cybersecurity",
)
def hours(ctx: Context, meetings: Meetings, track: Track) -> Reply:
    """The running account of the night hours, by the zones that people of a track declared."""
    all_ = meetings.of((track.code,))
    before, after = held(all_, ctx.now), ahead(all_, ctx.now)
    found = borne(meetings.zones(track.code), before, after)
    return card(
        track.title, found, len(before), len(after),
        even=is_even(found), language=ctx.place.language,
    )  # fmt: skip
