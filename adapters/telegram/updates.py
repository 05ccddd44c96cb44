"""What Telegram tells, in the words of the core. The listener calls it for each update."""

import re

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    MessageEntity,
    Update,
    User,
)

from bot.conversation.message import (
    Edited,
    Entered,
    Heard,
    Left,
    Moved,
    PersonRef,
    RoomNames,
    RoomRef,
    Tap,
)
from bot.conversation.message import Message as Said

PLATFORM = "telegram"
WANTED = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
]
"""The kinds of updates that heard() understands. Of a deletion Telegram tells bots nothing."""

_ADDRESSED = re.compile(r"(/\w+)@(\w+)")
_BUTTON = re.compile(r"(\d{1,18}):(\d{1,3})", re.ASCII)


def heard(update: Update, me: User) -> Heard | None:
    """An update as the core hears it, or None if it does not concern it. me is the bot."""
    if update.message:
        return _moved(update.message) or _said(update.message, me)
    if update.edited_message:
        return _edited(update.edited_message, me, update.update_id)
    if update.callback_query:
        return _tapped(update.callback_query)
    if update.my_chat_member:
        return _membership(update.my_chat_member, update.update_id)
    return None


def _said(message: Message, me: User) -> Said | None:
    sender, chat = message.from_user, message.chat
    # Whoever writes as a group or a channel is nobody whose voice could count.
    if sender is None or sender.is_bot or message.sender_chat or chat.type == Chat.CHANNEL:
        return None
    text = _text(message, me)
    if text is None:
        return None
    replied = _replied(message)
    author = replied.from_user if replied and not replied.sender_chat else None
    return Said(
        id=f"{chat.id}/{message.message_id}",
        room=_room(message),
        sender=_person(sender),
        name=sender.full_name,
        text=text,
        private=chat.type == Chat.PRIVATE,
        at=message.date,
        handle=sender.username or "",
        language=sender.language_code or "",
        names=_names(chat),
        replies_to=str(replied.message_id) if replied and author and author.id == me.id else "",
        replied_author=_person(author) if author and not author.is_bot else None,
    )


def _edited(message: Message, me: User, update_id: int) -> Edited | None:
    said = _said(message, me)
    if said is None or message.edit_date is None:
        return None
    # The date has only seconds, and the numbers of updates begin anew: together they don't repeat.
    key = f"edit/{update_id}/{message.edit_date:%Y%m%dT%H%M%S}"
    return Edited(key, said.room, said.id, said.sender, said.text, message.edit_date)


def _tapped(query: CallbackQuery) -> Said | None:
    button = _BUTTON.fullmatch(query.data or "")
    if button is None or query.message is None:
        return None
    message, chat, sender = query.message, query.message.chat, query.from_user
    return Said(
        id=f"tap/{query.id}",
        # An old message may come without its content, and so without its topic.
        room=_room(message) if isinstance(message, Message) else RoomRef(PLATFORM, str(chat.id)),
        sender=_person(sender),
        name=sender.full_name,
        text="",
        private=chat.type == Chat.PRIVATE,
        # Telegram does not say when somebody tapped, only when the button was put there.
        at=message.date,
        handle=sender.username or "",
        language=sender.language_code or "",
        names=_names(chat),
        tap=Tap(str(message.message_id), int(button[2]), int(button[1])),
    )


def _moved(message: Message) -> Moved | None:
    """A group became a supergroup: both are told, each in a message of its own."""
    here = message.chat.id
    if message.migrate_to_chat_id:
        old, new = here, message.migrate_to_chat_id
    elif message.migrate_from_chat_id:
        old, new = message.migrate_from_chat_id, here
    else:
        return None
    return Moved(
        f"{here}/{message.message_id}",
        RoomRef(PLATFORM, str(old)),
        RoomRef(PLATFORM, str(new)),
        message.date,
    )


def _membership(change: ChatMemberUpdated, update_id: int) -> Entered | Left | None:
    chat, room = change.chat, RoomRef(PLATFORM, str(change.chat.id))
    # The numbers of updates begin anew after a quiet week; with the date they do not repeat.
    key = f"update/{update_id}/{change.date:%Y%m%dT%H%M%S}"
    if chat.type == Chat.CHANNEL:
        return None
    if not _may_speak(change.new_chat_member):
        return Left(key, room, change.date)
    if chat.type == Chat.PRIVATE or _may_speak(change.old_chat_member):
        return None
    return Entered(key, room, _names(chat), change.date)


def _may_speak(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)


def _text(message: Message, me: User) -> str | None:
    """What was written, or the caption of a file, with people named by account and the bot's own
    name left out; None if it is neither, or is meant for another bot."""
    if message.document is not None:
        text = _with_accounts(message.caption or "", message.caption_entities)
    elif message.text is not None:
        text = _with_accounts(message.text, message.entities)
    else:
        return None
    addressed = _ADDRESSED.match(text)
    if addressed is None:
        return text
    if addressed[2].lower() != (me.username or "").lower():
        return None
    return addressed[1] + text[addressed.end() :]


def _with_accounts(text: str, entities: tuple[MessageEntity, ...]) -> str:
    """Who has no username is mentioned by a name that says nothing: the account stands for it."""
    # Telegram counts in units of UTF-16.
    units = text.encode("utf-16-le", "surrogatepass")
    for entity in sorted(entities, key=lambda one: one.offset, reverse=True):
        if entity.type == MessageEntity.TEXT_MENTION and entity.user:
            start, end = entity.offset * 2, (entity.offset + entity.length) * 2
            account = f"{PLATFORM}:{entity.user.id}".encode("utf-16-le")
            units = units[:start] + account + units[end:]
    return units.decode("utf-16-le", "replace")


def _replied(message: Message) -> Message | None:
    """The message that a person chose to answer."""
    replied = message.reply_to_message
    # In a forum each message is told as a reply to the one that opened its topic.
    if replied and message.is_topic_message and replied.message_id == message.message_thread_id:
        return None
    return replied


def _room(message: Message) -> RoomRef:
    # Outside forums a thread is only a chain of replies.
    topic = str(message.message_thread_id) if message.is_topic_message else ""
    return RoomRef(PLATFORM, str(message.chat.id), topic)


def _person(user: User) -> PersonRef:
    return PersonRef(PLATFORM, str(user.id))


def _names(chat: Chat) -> RoomNames:
    if chat.type == Chat.PRIVATE:
        return RoomNames()
    return RoomNames(chat.title or "", f"https://t.me/{chat.username}" if chat.username else "")
