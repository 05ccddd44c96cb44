"""What time does to meetings: series planned ahead, reminders, items and speakers, actions."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.conversation.context import Occasion
from bot.conversation.phrases import t
from bot.conversation.reply import Choice, reply
from bot.conversation.when import instant
from bot.meetings import course
from bot.meetings.agenda_views import action_line
from bot.meetings.lengths import ahead
from bot.meetings.life import lead_times, plan_ahead, remind
from bot.meetings.minutes import Action, Turn
from bot.meetings.model import Item, Meeting, State
from bot.meetings.rules import FORGOTTEN, LATE, WARNING_SHARE, next_lead
from bot.meetings.store import Actions, Agendas, Floor, Meetings, Minutes
from bot.meetings.wall_times import keep_wall_times
from bot.people.store import People
from bot.ports import Tx

_MORNING = time(8, 0)
"""Actions are reminded of at eight in the morning of their owner."""
_DAYS_BEFORE = {"soon": 3, "due": 0}


def keep_time(tx: Tx, occasion: Occasion) -> None:
    """Do for every meeting and action what is due and not done yet."""
    keep_wall_times(tx, occasion)
    meetings = tx.get(Meetings)
    # A day earlier is nowhere a day that is still to come.
    for series in meetings.series_after(occasion.now.date() - timedelta(days=2)):
        known = meetings.of_series(series.id)
        # One that was moved from its first day on has given all its meetings to another.
        if known:
            plan_ahead(tx, series, known[0].author, occasion.now)
    for meeting in meetings.not_held_after(occasion.now):
        # It was taken for over while the clock was wrong.
        meetings.change(replace(meeting, state=State.PLANNED))
    for meeting in meetings.unfinished():
        if meeting.state is State.PLANNED and occasion.now > meeting.starts + LATE:
            meetings.change(replace(meeting, state=State.NOT_HELD))
        elif meeting.state is State.PLANNED:
            remind(tx, occasion, meeting)
            following = next_lead(meeting, lead_times(tx, meeting.track), occasion.now)
            if following:
                occasion.wake(following)
        else:
            _watch(tx, occasion, meeting)
    for action in tx.get(Actions).open_of(None):
        _remind_owner(tx, occasion, action)


def _watch(tx: Tx, occasion: Occasion, meeting: Meeting) -> None:
    """Warn of the end of an item and of a speaker's time; end what nobody ended."""
    _watch_item(tx, occasion, meeting)
    _watch_speaker(tx, occasion, meeting)
    lines = tx.get(Minutes).lines(meeting)
    last = max([meeting.ends, *(line.at for line in lines)])
    if occasion.now >= last + FORGOTTEN:
        course.end(tx, occasion, meeting, "installation")


def _watch_item(tx: Tx, occasion: Occasion, meeting: Meeting) -> None:
    items = tx.get(Agendas).items(meeting)
    item = next((one for one in items if one.number == meeting.item), None)
    if item is None or not item.minutes or meeting.opened is None:
        return
    over = meeting.opened + timedelta(minutes=item.minutes)
    warning = meeting.opened + timedelta(minutes=item.minutes * WARNING_SHARE)
    key = f"{meeting.keys}item-{item.number}-{meeting.opened:%H%M%S}"
    if occasion.now < warning:
        occasion.wake(warning)
    elif occasion.now < over:
        _warn(occasion, meeting, item, over, f"{key}/soon")
        occasion.wake(over)
    elif occasion.now < over + FORGOTTEN:
        said = reply(
            t("The time of item {number} is over: {item}", number=item.number, item=item.title),
            choices=(Choice(t("Next item"), f"topic {meeting.reference}"),),
        )
        expires = over + timedelta(minutes=max(5, item.minutes))
        occasion.announce(meeting.track, said, once=f"{key}/over", expires=expires, urgent=True)


def _warn(occasion: Occasion, meeting: Meeting, item: Item, over: datetime, key: str) -> None:
    said = reply(
        t(
            "{left} left for item {number}: {item}",
            left=ahead(over - occasion.now),
            number=item.number,
            item=item.title,
        )
    )
    occasion.announce(meeting.track, said, once=key, expires=over, urgent=True)


def _watch_speaker(tx: Tx, occasion: Occasion, meeting: Meeting) -> None:
    if not meeting.speaking:
        return
    speech = next((one for one in tx.get(Floor).queue(meeting) if one.turn is Turn.SPEAKING), None)
    if speech is None or speech.since is None:
        return
    over = speech.since + timedelta(minutes=meeting.speaking)
    if occasion.now < over:
        occasion.wake(over)
        return
    said = reply(
        t("The time of {name} is over.", name=speech.name),
        choices=(Choice(t("Give the floor"), f"next {meeting.reference}"),),
    )
    occasion.announce(
        meeting.track,
        said,
        once=f"{meeting.keys}speech-{speech.id}",
        expires=over + timedelta(minutes=5),
        urgent=True,
    )


def _remind_owner(tx: Tx, occasion: Occasion, action: Action) -> None:
    """Remind whoever took an action upon themselves, three days before it is due and on the day."""
    owner = tx.get(People).person(action.owner) if action.owner else None
    if owner is None or action.due is None:
        return
    zone = owner.zone or "UTC"
    moments = {
        name: instant(action.due - timedelta(days=before), _MORNING, zone)[0]
        for name, before in _DAYS_BEFORE.items()
    }
    ends = instant(action.due + timedelta(days=1), time(0), zone)[0]
    for moment in moments.values():
        if moment > occasion.now:
            occasion.wake(moment)
    come = [name for name, moment in moments.items() if moment <= occasion.now]
    if not come or come[-1] in action.reminded or occasion.now >= ends:
        return
    tx.get(Actions).change(replace(action, reminded=action.reminded | set(come)))
    title = (
        t("Due today: {action}", action=action_line(action))
        if come[-1] == "due"
        else t("Due soon: {action}", action=action_line(action))
    )
    occasion.tell(
        owner.id,
        reply(
            title,
            choices=(
                Choice(t("{reference} is done", reference=action.reference),
                       f"done {action.reference}"),
            ),
        ),
        once=f"action-{action.number}/{action.due.isoformat()}/{come[-1]}",
        expires=ends if come[-1] == "due" else moments["due"],
    )  # fmt: skip
