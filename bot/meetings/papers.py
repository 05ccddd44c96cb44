"""What a meeting's summary is made of, gathered from the stores; and the summary as it stands."""

from datetime import datetime

from bot.meetings.facts import Facts
from bot.meetings.life import shown
from bot.meetings.minutes import Presence
from bot.meetings.model import Meeting
from bot.meetings.store import Actions, Agendas, Comers, Minutes
from bot.meetings.summary import approved_markdown, summary_markdown
from bot.people.store import People
from bot.ports import Tx


def facts_of(tx: Tx, meeting: Meeting, now: datetime) -> Facts:
    """All that the summary of a meeting says."""
    one = shown(tx, meeting, now)
    items = tx.get(Agendas).items(meeting)
    actions = tx.get(Actions).of(meeting)
    attendance = tx.get(Comers).attendance(meeting)
    people = {meeting.chair, *(item.by for item in items), *(action.owner for action in actions)}
    known = {number: tx.get(People).person(number) for number in people if number is not None}
    return Facts(
        meeting,
        one.track,
        items,
        tx.get(Minutes).lines(meeting),
        tx.get(Minutes).corrections(meeting),
        actions,
        one.after,
        [name for _, name, presence in attendance if presence is Presence.PRESENT],
        [name for _, name, presence in attendance if presence is Presence.APOLOGIES],
        {number: person.name for number, person in known.items() if person},
    )


def approved_summary(tx: Tx, draft: Meeting, approved: Meeting, language: str) -> str:
    """The summary as it is published."""
    if draft.summary:
        return approved_markdown(draft.summary, draft, approved)
    when = approved.approved or approved.starts
    return summary_markdown(facts_of(tx, approved, when), language)


def summary_of(tx: Tx, meeting: Meeting, language: str, now: datetime) -> str:
    """The summary in Markdown: as a rapporteur changed it, or else as it is drafted in a language
    from the tagged lines."""
    return meeting.summary or summary_markdown(facts_of(tx, meeting, now), language)
