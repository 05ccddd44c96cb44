"""What time does to meetings: series are planned ahead, reminders are said, items run out."""

from bot.conversation.context import Occasion
from bot.meetings.life import plan_ahead, remind
from bot.meetings.model import State
from bot.meetings.store import Meetings
from bot.ports import Tx


def keep_time(tx: Tx, occasion: Occasion) -> None:
    """Do for every meeting and action what is due and not done yet."""
    meetings = tx.get(Meetings)
    for series in meetings.all_series():
        known = meetings.of_series(series.id)
        plan_ahead(tx, series, known[0].author, occasion.now)
    for meeting in meetings.unfinished():
        if meeting.state is State.PLANNED:
            remind(tx, occasion, meeting)
