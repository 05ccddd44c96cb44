"""One method call by a bot, and the register of the methods that this server knows how to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .records import Bot, Chat
from .refusals import RefusedError, bad_request, forbidden
from .schema import JSON
from .world import World


@dataclass(frozen=True)
class Upload:
    name: str
    mime_type: str
    content: bytes


@dataclass
class Call:
    """A call whose parameters fit the schema."""

    world: World
    bot: Bot
    method: str
    parameters: JSON
    uploads: dict[str, Upload] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        return self.parameters.get(name, default)

    def chat(self) -> Chat:
        """The chat of chat_id, if this bot may know it."""
        return find_chat(self.world, self.bot, self.parameters["chat_id"])


Method = Callable[[Call], Any]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    def register(function: Method) -> Method:
        METHODS[name] = function
        return function

    return register


def not_built(world: World, what: str) -> RefusedError:
    """What Telegram can and this server cannot is a gap in the tests, never a silent success."""
    world.defects.append(f"{what} is not implemented by the test server")
    return RefusedError(501, f"Not Implemented: {what} is not implemented by the test server")


def find_chat(world: World, bot: Bot, chat_id: int | str) -> Chat:
    if isinstance(chat_id, str):
        raise bad_request("chat not found")
    if chat_id > 0:
        person = world.users.get(chat_id)
        if person is None:
            raise bad_request("chat not found")
        if person.is_bot:
            raise forbidden("bot can't send messages to bots")
        chat = world.private_chat(bot, person)
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat
    group = world.groups.get(chat_id)
    member = group.members.get(bot.id) if group else None
    if group is None or member is None:
        raise bad_request("chat not found")
    if group.migrated_to is not None:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=group.migrated_to
        )
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from the {group.type} chat")
    if member.status == "left":
        raise forbidden(f"bot is not a member of the {group.type} chat")
    return group


def require_right_to_send(call: Call, chat: Chat, what: str) -> None:
    member = chat.members.get(call.bot.id)
    if member is not None and member.status == "restricted" and not member.can_send:
        raise bad_request(f"not enough rights to send {what} to the chat")
    thread_id = call.get("message_thread_id")
    if thread_id is None:
        return
    # General has the number 1, but a message to it must not name it.
    if thread_id not in chat.topics:
        raise bad_request("message thread not found")
    if thread_id in chat.closed_topics and not chat.has_admin(call.bot):
        raise bad_request("TOPIC_CLOSED")
