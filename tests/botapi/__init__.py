"""A Telegram Bot API server of the tests' own, which refuses what Telegram refuses."""

from .actors import ImpossibleError, Person
from .faults import Fault
from .groups import Group, Topic
from .records import Answered, Bot, Message, Sent, Tap
from .server import BotApi
from .thread import BotApiThread

__all__ = [
    "Answered",
    "Bot",
    "BotApi",
    "BotApiThread",
    "Fault",
    "Group",
    "ImpossibleError",
    "Message",
    "Person",
    "Sent",
    "Tap",
    "Topic",
]
