"""What people say about tracks. Importing it declares the commands."""

import bot.people.commands  # noqa: F401 - its kinds of argument are used here
from bot.tracks import arguments
from bot.tracks.commands import (
    catalogue,
    cycle,
    lists,
    memberships,
    preferences,
    roles,
    rooms,
    suspensions,
)

__all__ = [
    "arguments",
    "catalogue",
    "cycle",
    "lists",
    "memberships",
    "preferences",
    "roles",
    "rooms",
    "suspensions",
]
