"""What people say about drafts and comments. Importing it declares the commands."""

import bot.tracks.commands  # noqa: F401 - its kinds of argument are used here
from bot.drafts import arguments
from bot.drafts.commands import (
    answering,
    commenting,
    mailed,
    moderation,
    own,
    publishing,
    reading,
    reports,
    titles,
    windows,
)

__all__ = [
    "answering",
    "arguments",
    "commenting",
    "mailed",
    "moderation",
    "own",
    "publishing",
    "reading",
    "reports",
    "titles",
    "windows",
]
