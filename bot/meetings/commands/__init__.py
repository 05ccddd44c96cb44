"""What people say about meetings. Importing it declares the commands."""

import bot.tracks.commands  # noqa: F401 - its kinds of argument are used here
from bot.meetings import arguments
from bot.meetings.commands import coming, planning

__all__ = ["arguments", "coming", "planning"]
