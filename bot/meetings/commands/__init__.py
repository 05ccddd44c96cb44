"""What people say about meetings. Importing it declares the commands."""

import bot.tracks.commands  # noqa: F401 - its kinds of argument are used here
from bot.meetings import arguments, changes
from bot.meetings.commands import (
    actions,
    chairing,
    coming,
    corrections,
    course,
    floor,
    hours,
    noting,
    planning,
    slots,
    summaries,
)

__all__ = [
    "actions",
    "arguments",
    "chairing",
    "changes",
    "coming",
    "corrections",
    "course",
    "floor",
    "hours",
    "noting",
    "planning",
    "slots",
    "summaries",
]
