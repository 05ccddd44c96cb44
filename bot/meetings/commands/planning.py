"""Planning meetings: understood and shown in full, then confirmed; moved, cancelled, listed."""

from datetime import datetime, timedelta

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Phrase, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Reply, reply
from bot.conversation.when import Moment, canonical
from bot.meetings.arguments import MEETING
from bot.meetings.cards import listing, meeting_card
from bot.meetings.life import (
    cancel_meeting,
    cancel_series,
    move_meeting,
    move_series,
    plan_meeting,
    shown,
)
from bot.meetings.model import Clash, Meeting, Plan, State, Wall
from bot.meetings.moves import Move
from bot.meetings.plan_views import to_confirm
from bot.meetings.plans import written
from bot.meetings.rules import FARTHEST, MATERIAL, shown_zones
from bot.meetings.series import days, starts
from bot.meetings.store import Meetings
from bot.ports import Tx
from bot.tracks.current import when_asked_what_goes_on
from bot.tracks.model import Track
from bot.tracks.store import Tracks

_MOST_CLASHES = 4
_LISTED = 8
"""More do not fit on a small screen."""


@command(
    "meeting",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Plan a meeting, or a series"),
    example='meeting irpc "Charter call" 2026-12-08 14:00 Europe/Paris for 60m every 2 weeks',
)
def meeting(ctx: Context, tx: Tx, plan: Plan) -> Reply:
    """Show what was understood, to be confirmed."""
    track = _open_track(tx, plan.track)
    _check_reach(ctx, plan)
    begins = starts(plan.wall, plan.wall.day)
    zones = shown_zones(tx.get(Meetings).zones(plan.track), begins, plan.wall.zone)
    return to_confirm(
        plan,
        track.title,
        zones,
        _clashes(ctx, tx, plan),
        f"schedule {written(plan)}",
        f'meeting {plan.track} "{plan.title}"',
    )


@command(
    "schedule",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Confirm a meeting that was shown"),
    example='schedule irpc "Charter call" 2026-12-08 14:00 Europe/Paris for 60m',
    listed=False,
)
def schedule(ctx: Context, tx: Tx, plan: Plan) -> Reply:
    """Plan what was shown."""
    track = _open_track(tx, plan.track)
    _check_reach(ctx, plan)
    begins = starts(plan.wall, plan.wall.day)
    for one in tx.get(Meetings).upcoming((plan.track,), ctx.now):
        if one.title == plan.title and one.starts == begins and one.state is State.PLANNED:
            raise refusal(
                t("{reference} is planned already.", reference=one.reference),
                choices=(Choice(t("Show it"), f"meeting {one.reference}"),),
            )
    new = plan_meeting(tx, ctx, plan, ctx.speaker.person, ctx.speaker.pseudonym)
    return reply(
        t(
            "{reference} is planned: {title}, {when}.",
            reference=new.reference,
            title=new.title,
            when=new.starts,
        ),
        t("The rooms of {track} have been told.", track=track.title),
        choices=(
            Choice(t("Add to the agenda"), f"agenda {new.reference} add"),
            Choice(t("Calendar file"), f"ics {new.reference}"),
        ),
    )


def _open_track(tx: Tx, code: str) -> Track:
    track = tx.get(Tracks).track(code)
    if track is None or track.closed:
        raise refusal(
            t("{track} is closed. Nothing is planned there.", track=track.title if track else code)
        )
    return track


def _check_reach(ctx: Context, plan: Plan) -> None:
    latest = (ctx.now + FARTHEST).date()
    if plan.wall.day > latest or (plan.rule and plan.rule.until > latest):
        raise refusal(t("Nothing is planned later than {day}. Nothing was planned.", day=latest))


def _clashes(ctx: Context, tx: Tx, plan: Plan) -> list[Clash]:
    """What is at the same time in tracks that share people: of a series, in the next weeks."""
    meetings = tx.get(Meetings)
    found: dict[int, Clash] = {}
    for day in days(plan.wall.day, plan.rule) if plan.rule else [plan.wall.day]:
        begins = starts(plan.wall, day)
        if day != plan.wall.day and begins > ctx.now + MATERIAL:
            break
        would_be = Meeting(
            0, plan.track, plan.title, plan.wall, begins, plan.minutes, plan.link, "", 0
        )
        found |= {one.meeting.number: one for one in meetings.clashes(would_be)}
    return list(found.values())[:_MOST_CLASHES]


@command(
    "meeting",
    of=MEETING,
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("One meeting: when, where, and who comes"),
    example="meeting M4",
    by_link=True,
)
def show_meeting(ctx: Context, tx: Tx, meeting: Meeting) -> Reply:
    """When and where it is, who comes, and what can be done."""
    return meeting_card(shown(tx, meeting, ctx.now))


@command(
    "meetings",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The next meetings"),
    example="meetings irpc",
)
def list_meetings(ctx: Context, tx: Tx, track: Track | None) -> Reply:
    """The next meetings of a track; without one, of the room's tracks, or of all."""
    wanted = (track.code,) if track else ctx.place.tracks or None
    found = tx.get(Meetings).upcoming(wanted, ctx.now)
    return listing([shown(tx, one, ctx.now) for one in found[:_LISTED]], len(found) - _LISTED)


@command(
    "move",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Move a meeting"),
    example="move M4 2026-12-09 15:00 Europe/Paris",
)
def move(ctx: Context, tx: Tx, move: Move) -> Reply:
    """Show the new time, to be confirmed; in a series, for one meeting or for all that follow."""
    meeting = _movable(ctx, move.meeting)
    new = Plan(
        meeting.track,
        meeting.title,
        _future(ctx, move.wall),
        move.minutes or meeting.minutes,
        None,
        move.link or meeting.link,
    )
    begins = starts(new.wall, new.wall.day)
    zones = shown_zones(tx.get(Meetings).zones(new.track), begins, new.wall.zone)
    track = tx.get(Tracks).track(meeting.track)
    line = _written(new)
    shown_first = to_confirm(
        new, track.title if track else meeting.track, zones, _clashes(ctx, tx, new),
        f"reschedule {meeting.reference} {line}", f"move {meeting.reference}",
    )  # fmt: skip
    if meeting.series is None:
        return shown_first
    confirm, change = shown_first.choices
    everything = f"reschedule {meeting.reference} all {line}"
    choices = (
        Choice(t("Move this one"), confirm.says),
        Choice(t("Move it and all that follow"), everything),
        change,
    )
    return Reply(shown_first.blocks, choices, private=True)


def _written(plan: Plan) -> str:
    moment = canonical(Moment(plan.wall.day, plan.wall.at, plan.wall.zone))
    link = f" at {plan.link}" if plan.link else ""
    return f"{moment} for {plan.minutes}m{link}"


@command(
    "reschedule",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Confirm a move that was shown"),
    example="reschedule M4 2026-12-09 15:00 Europe/Paris for 60m",
    listed=False,
)
def reschedule(ctx: Context, tx: Tx, move: Move) -> Reply:
    """Move it, and tell everybody at once."""
    meeting = _movable(ctx, move.meeting)
    wall = _future(ctx, move.wall)
    minutes, link = move.minutes or meeting.minutes, move.link or meeting.link
    step = move_series if move.all and meeting.series else move_meeting
    new = step(tx, ctx, meeting, wall, minutes, link, ctx.speaker.pseudonym)
    return reply(
        t("{reference} is moved to {when}.", reference=new.reference, when=new.starts),
        t("Its rooms and those who meant to come have been told."),
    )


def _future(ctx: Context, wall: Wall) -> Wall:
    begins = starts(wall, wall.day)
    if begins <= ctx.now:
        raise refusal(t("{when} is over. Nothing was moved.", when=begins))
    if begins > ctx.now + FARTHEST:
        latest = (ctx.now + FARTHEST).date()
        raise refusal(t("Nothing is planned later than {day}. Nothing was moved.", day=latest))
    return wall


def _movable(ctx: Context, meeting: Meeting) -> Meeting:
    if meeting.state is not State.PLANNED:
        raise _no_longer(meeting)
    if meeting.starts + timedelta(minutes=meeting.minutes) < ctx.now:
        raise refusal(
            t(
                "{reference} was {when} and is over. Nothing was changed.",
                reference=meeting.reference,
                when=meeting.starts,
            )
        )
    return meeting


def _no_longer(meeting: Meeting) -> Refusal:
    return refusal(
        t(
            "{reference} is {state}. Nothing was changed.",
            reference=meeting.reference,
            state=meeting.state.label,
        ),
        choices=(Choice(t("Show it"), f"meeting {meeting.reference}"),),
    )


@command(
    "cancel",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Cancel a meeting"),
    example="cancel M4 The chair is ill.",
    asks=t("Why is it cancelled? Reply with the reason."),
)
def cancel(ctx: Context, tx: Tx, meeting: Meeting, reason: Rest) -> Reply:
    """Cancel one meeting, or with "all" it and those that follow, for a reason that is shown."""
    if meeting.state is not State.PLANNED:
        raise _no_longer(meeting)
    first, _, others = reason.partition(" ")
    if first.casefold() == "all" and meeting.series:
        if not others.strip():
            raise refusal(
                t("Why are they cancelled? Reply with the reason."),
                asks=f"cancel {meeting.reference} all ",
            )
        gone = cancel_series(tx, ctx, meeting, others.strip(), ctx.speaker.pseudonym)
        return reply(
            t("{reference} and all that follow it are cancelled.", reference=gone.reference),
            t("Its rooms and those who meant to come have been told."),
        )
    gone = cancel_meeting(tx, ctx, meeting, reason, ctx.speaker.pseudonym)
    after = shown(tx, gone, ctx.now).after
    more = (
        (Choice(t("Cancel all that follow"), f"cancel {after.reference} all {reason}"),)
        if after
        else ()
    )
    return reply(
        t("{reference} is cancelled.", reference=gone.reference),
        t("Its rooms and those who meant to come have been told."),
        choices=more,
    )


@when_asked_what_goes_on
def next_call(tx: Tx, track: Track, now: datetime) -> list[Phrase]:
    """The meeting of a track that runs, or else the next one."""
    found = tx.get(Meetings).upcoming((track.code,), now)
    running = next((one for one in found if one.state is State.RUNNING), None)
    if running:
        return [t("{reference} is in progress: {title}.", reference=running.reference,
                  title=running.title)]  # fmt: skip
    following = next((one for one in found if one.starts > now), None)
    if following is None:
        return []
    return [
        t(
            "Next call: {reference} · {title}, {when}.",
            reference=following.reference,
            title=following.title,
            when=following.starts,
        )
    ]
