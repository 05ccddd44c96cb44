"""Language, time zone and quiet hours: of oneself in private, of a room by its facilitator."""

from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Phrase, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Reply, reply
from bot.conversation.translate import language_name, place_name
from bot.people.arguments import Language, Quiet, Zone
from bot.people.model import Grant, QuietHours, Role
from bot.people.store import People, Roles
from bot.tracks.store import Rooms
from bot.tracks.views import not_bound


def _room_may_be_set(ctx: Context, roles: Roles) -> None:
    """Raises a Refusal unless the speaker is a facilitator of a track of this room."""
    if not ctx.place.tracks:
        raise Refusal(not_bound())
    mine = roles.of(ctx.speaker.person)
    if not any(Grant(Role.FACILITATOR, code) in mine for code in ctx.place.tracks):
        raise refusal(
            t("Here this sets what holds for the room, and a facilitator does that."),
            t("For yourself, say it to me in private."),
        )


@command(
    "language",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The language I speak"),
    example="language fr",
)
def set_language(
    ctx: Context, people: People, roles: Roles, rooms: Rooms, language: Language
) -> Reply:
    """Set the language of private messages, or of a room."""
    name = language_name(language)
    if ctx.place.private:
        people.set_language(ctx.speaker.person, language)
        return reply(t("I speak {language} with you now.", language=name))
    _room_may_be_set(ctx, roles)
    rooms.set_language(ctx.message.room, ctx.message.names, language)
    return reply(t("I speak {language} in this room now.", language=name))


@command(
    "timezone",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The time zone beside UTC"),
    example="timezone Nairobi",
)
def set_zone(ctx: Context, people: People, roles: Roles, rooms: Rooms, zone: Zone) -> Reply:
    """Set the time zone of a person, or of a room."""
    town = place_name(zone, ctx.place.language)
    if ctx.place.private:
        people.set_zone(ctx.speaker.person, zone)
        return reply(t("Noted. Times are shown to you in UTC and in {town}.", town=town))
    _room_may_be_set(ctx, roles)
    rooms.set_zone(ctx.message.room, ctx.message.names, zone)
    return reply(t("Noted. Times are shown here in UTC and in {town}.", town=town))


@command(
    "quiet",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Hours in which I announce nothing"),
    example="quiet 22:00-07:00",
)
def set_quiet(ctx: Context, people: People, roles: Roles, rooms: Rooms, hours: Quiet) -> Reply:
    """Set the quiet hours of a person, or of a room; what would come then comes at their end."""
    if ctx.place.private:
        people.set_quiet(ctx.speaker.person, hours.hours)
        return reply(_quiet(hours.hours, ctx.speaker.zone))
    _room_may_be_set(ctx, roles)
    rooms.set_quiet(ctx.message.room, ctx.message.names, hours.hours)
    return reply(_quiet(hours.hours, ctx.place.zone))


def _quiet(hours: QuietHours | None, zone: str) -> Phrase:
    if hours is None:
        return t("Noted. No quiet hours.")
    return t(
        "Quiet from {begin} to {end}, {town} time. Announcements of these hours come at their end; "
        "answers to commands come at once.",
        begin=f"{hours.begin:%H:%M}",
        end=f"{hours.end:%H:%M}",
        town=place_name(zone),
    )
