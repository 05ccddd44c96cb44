"""What people say about tracks. Importing it declares the commands."""

from bot.tracks import arguments
from bot.tracks.commands import catalogue, memberships, preferences, roles, rooms

__all__ = ["arguments", "catalogue", "memberships", "preferences", "roles", "rooms"]
