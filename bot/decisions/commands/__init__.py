"""What people say about decisions. Importing it declares the commands."""

import bot.tracks.commands  # noqa: F401 - its kinds of argument are used here
from bot.decisions import arguments
from bot.decisions.commands import (
    charters,
    course,
    moderation,
    objections,
    register,
    results,
    translations,
    votes,
)

__all__ = [
    "arguments",
    "charters",
    "course",
    "moderation",
    "objections",
    "register",
    "results",
    "translations",
    "votes",
]
