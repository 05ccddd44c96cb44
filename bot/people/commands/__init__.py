"""What people say about themselves and each other. Importing it declares the commands."""

from bot.people import arguments
from bot.people.commands import accounts, conduct, moderation, privacy, profile, reports

__all__ = ["accounts", "arguments", "conduct", "moderation", "privacy", "profile", "reports"]
