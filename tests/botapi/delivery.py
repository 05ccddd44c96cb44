"""How a message comes into a chat and who hears of it."""

from __future__ import annotations

import re
from typing import Any

from .records import Bot, Chat, Message, StoredFile, User
from .schema import JSON
from .world import World

ANONYMOUS_ADMIN: JSON = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


def new_message(
    world: World,
    chat: Chat,
    sender: User,
    content: JSON,
    *,
    thread_id: int | None = None,
    reply_to: Message | None = None,
    file: StoredFile | None = None,
    anonymous: bool = False,
) -> Message:
    """Put a message into the chat; nobody is told yet."""
    data: JSON = {
        "message_id": next(chat.next_message),
        "date": world.date(),
        "chat": chat.json(),
        "from": ANONYMOUS_ADMIN if anonymous else sender.json(),
        **content,
    }
    if anonymous:
        data["sender_chat"] = chat.json()
    message = Message(chat, data, sender, file)
    if thread_id is not None:
        data |= {"message_thread_id": thread_id, "is_topic_message": True}
    if reply_to is not None:
        data["reply_to_message"] = reply_to.quoted()
        if thread_id is None and chat.type == "supergroup":
            # An answer outside a forum has a thread too, but one that nobody can write to.
            root = reply_to.json.get("message_thread_id", reply_to.id)
            data["message_thread_id"] = root
    elif thread_id is not None and thread_id in chat.messages:
        # Telegram shows a message of a topic as an answer to the topic's first message.
        data["reply_to_message"] = chat.messages[thread_id].quoted()
        message.implicit_reply = True
    chat.messages[message.id] = message
    world.check("Message", data)
    return message


def hears(bot: Bot, message: Message) -> bool:
    """Whether the bot is told of a message that somebody else wrote."""
    chat = message.chat
    if chat.bot is not None:
        return chat.bot is bot and not chat.blocked
    if not chat.has(bot):
        return False
    if message.service or not bot.privacy or chat.has_admin(bot):
        return True
    answered = message.json.get("reply_to_message", {}).get("from", {}).get("id")
    if answered == bot.id and not message.implicit_reply:
        return True
    command = re.match(r"/\w+(?:@(\w+))?(?!\S)", message.text, re.ASCII)
    if command is None:
        return False
    addressed = command.group(1)
    return addressed is None or addressed.lower() == (bot.username or "").lower()


def deliver(world: World, message: Message, kind: str = "message") -> None:
    """Tell the bots of the chat, except the one that wrote it."""
    for bot in world.bots_in(message.chat):
        if bot is not message.sender and hears(bot, message):
            world.update(bot, kind, message.json)
    world.changed()


def service_message(
    world: World, chat: Chat, sender: User, content: JSON, **options: Any
) -> Message:
    message = new_message(world, chat, sender, content, **options)
    deliver(world, message)
    return message


def member_json(chat: Chat, user: User) -> JSON:
    """A ChatMember, with the rights that its status has by default."""
    member = chat.members.get(user.id)
    status = member.status if member else "left"
    data: JSON = {"user": user.json(), "status": status}
    if status == "creator":
        data["is_anonymous"] = False
    elif status == "administrator":
        data |= {"can_be_edited": False, "is_anonymous": False, "can_manage_chat": True}
        for right in ("can_delete_messages", "can_manage_video_chats", "can_restrict_members"):
            data[right] = True
        for right in ("can_change_info", "can_invite_users", "can_pin_messages"):
            data[right] = True
        for right in ("can_promote_members", "can_post_stories", "can_edit_stories"):
            data[right] = False
        data["can_delete_stories"] = False
    elif status == "kicked":
        data["until_date"] = 0
    elif status == "restricted":
        data |= {"until_date": 0, "is_member": True}
        for right in [
            "messages",
            "audios",
            "documents",
            "photos",
            "videos",
            "video_notes",
            "voice_notes",
            "polls",
            "other_messages",
        ]:
            data[f"can_send_{right}"] = member.can_send if member else False
        for right in [
            "add_web_page_previews",
            "change_info",
            "edit_tag",
            "invite_users",
            "manage_topics",
            "pin_messages",
            "react_to_messages",
        ]:
            data[f"can_{right}"] = False
    return data


def change_member(world: World, chat: Chat, user: User, by: User, before: JSON) -> None:
    """Tell the bots of a changed membership: their own, or, to administrators, another's."""
    content: JSON = {
        "chat": chat.json(),
        "from": by.json(),
        "date": world.date(),
        "old_chat_member": before,
        "new_chat_member": member_json(chat, user),
    }
    if isinstance(user, Bot):
        world.update(user, "my_chat_member", content)
    for bot in world.bots_in(chat):
        if bot is not user and chat.has_admin(bot):
            world.update(bot, "chat_member", content)
    world.changed()
