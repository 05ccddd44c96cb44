"""Quiet hours as they stand in a column: "22:00-07:00", or "" for none."""

from datetime import time

from bot.people.model import QuietHours


def write_quiet(quiet: QuietHours | None) -> str:
    """The column's text."""
    return f"{quiet.begin:%H:%M}-{quiet.end:%H:%M}" if quiet else ""


def read_quiet(text: str) -> QuietHours | None:
    """The quiet hours of a column's text."""
    begin, _, end = text.partition("-")
    return QuietHours(time.fromisoformat(begin), time.fromisoformat(end)) if text else None
