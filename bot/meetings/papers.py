"""stub"""

from datetime import datetime
from typing import Any

from bot.meetings.model import Meeting
from bot.ports import Tx


def facts_of(tx: Tx, meeting: Meeting, now: datetime) -> Any:
    return None


def summary_of(tx: Tx, meeting: Meeting, language: str, now: datetime) -> str:
    return meeting.summary or "summary"
