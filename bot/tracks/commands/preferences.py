"""Language, time zone and quiet hours: of oneself in private, of a room by its facilitator."""

from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Reply, reply
from bot.conversation.translate import language_name, place_name
from bot.people.arguments import Language, Quiet, Zone
from bot.people.model import Grant, QuietHours, Role
from bot.people.store import People, Roles
from bot.people.views import zone_noted, zone_noted_here
from bot.tracks.store import Rooms
from bot.tracks.views import not_bound


def _room_may_be_set(ctx: Context, roles: Roles) -> None:
    """Raises a Refusal unless the speaker is a facilitator of a track of this room."""
    if not ctx.place.tracks:
        raise refusal(*not_bound().blocks, t("For yourself, say it to me in private."))
    mine = roles.of(ctx.speaker.person)
    if not any(Grant(Role.FACILITATOR, code) in mine for code in ctx.place.tracks):
        raise refusal(
            t("In a room this is set by a facilitator, for the whole room."),
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
        return reply(t("I speak {language} with you now.", language=name), language=language)
    _room_may_be_set(ctx, roles)
    rooms.set_language(ctx.message.room, ctx.message.names, language)
    return reply(t("I speak {language} in this room now.", language=name), language=language)


@command(
    "timezone",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The time zone beside UTC"),
    example="timezone Nairobi",
)
def set_zone(ctx: Context, people: People, roles: Roles, rooms: Rooms, zone: Zone) -> Reply:
    """Set the time zone of a person, or of a room."""
    if ctx.place.private:
        people.set_zone(ctx.speaker.person, zone)
        return reply(zone_noted(zone, ctx.place.language))
    _room_may_be_set(ctx, roles)
    rooms.set_zone(ctx.message.room, ctx.message.names, zone)
    return reply(zone_noted_here(zone, ctx.place.language))


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
        return reply(_quiet(hours.hours, ctx.speaker.zone, ctx.place.language))
    _room_may_be_set(ctx, roles)
    rooms.set_quiet(ctx.message.room, ctx.message.names, hours.hours)
    return reply(_quiet(hours.hours, ctx.place.zone, ctx.place.language))


def _quiet(hours: QuietHours | None, zone: str, language: str) -> Phrase:
    if hours is None:
        return t("Noted. No quiet hours.")
    return t(
        "Quiet from {begin} to {end}, {town} time. Announcements of these hours come at their end; "
        "answers to commands come at once.",
        begin=f"{hours.begin:%H:%M}",
        end=f"{hours.end:%H:%M}",
        town=place_name(zone, language),
    )
