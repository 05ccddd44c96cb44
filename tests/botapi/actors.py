"""The people of a test: they write, tap, react, come, go and block."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from .chats import GENERAL_TOPIC
from .delivery import change_member, deliver, hears, member_json, new_message, service_message
from .entities import finish
from .messages import document_json
from .records import Bot, Chat, Member, Message, Tap, User
from .schema import JSON, utf16_length
from .world import World

if TYPE_CHECKING:
    from .groups import Group, Topic


class ImpossibleError(Exception):
    """Something that a person could not do in a Telegram app."""


class Person:
    """Somebody with a Telegram account; what they do happens at once."""

    def __init__(self, world: World, user: User, bot: Bot) -> None:
        self.world = world
        self.user = user
        self.default_bot = bot

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.first_name

    def __repr__(self) -> str:
        return f"<{self.name}>"

    # --- writing ---------------------------------------------------------------------------

    def says(
        self,
        text: str,
        in_: Group | None = None,
        *,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        mentioning: list[Person] | None = None,
        anonymous: bool = False,
        bot: Bot | None = None,
    ) -> Message:
        """Write to the bot alone, or in a group; whoever is in `mentioning` must be named."""
        plain, entities = finish(text, mentions(text, mentioning or []))
        content: JSON = {"text": plain, **({"entities": entities} if entities else {})}
        chat = self._chat(in_, topic, reply_to, bot)
        return self._send(chat, content, topic, reply_to, anonymous=anonymous)

    def sends_file(
        self,
        name: str,
        content: bytes,
        caption: str = "",
        in_: Group | None = None,
        *,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        bot: Bot | None = None,
    ) -> Message:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = self.world.store_file(name, kind, content)
        plain, entities = finish(caption, [])
        data: JSON = {"document": document_json(file)}
        if plain:
            data["caption"] = plain
        if entities:
            data["caption_entities"] = entities
        message = self._send(self._chat(in_, topic, reply_to, bot), data, topic, reply_to)
        message.file = file
        return message

    def edits(self, message: Message, text: str, bot: Bot | None = None) -> int | None:
        """Give a message a new text; the number of the bot's update, if it hears of it."""
        if message.sender is not self.user or message.deleted:
            raise ImpossibleError(f"{self.name} can edit only what {self.name} wrote")
        plain, entities = finish(text, [])
        fresh = {key: value for key, value in message.json.items() if key != "entities"}
        fresh |= {"text": plain, "edit_date": self.world.date()}
        if entities:
            fresh["entities"] = entities
        message.json = fresh
        inbox = (bot or self.default_bot).inbox
        number = inbox.next_id
        deliver(self.world, message, "edited_message")
        return number if inbox.next_id > number else None

    def deletes(self, message: Message) -> None:
        """No update tells a bot of this."""
        message.deleted = True
        self.world.changed()

    def _chat(
        self, group: Group | None, topic: Topic | None, reply_to: Message | None, bot: Bot | None
    ) -> Chat:
        if group is None and topic is not None:
            group = topic.group
        if group is not None:
            if not group.chat.has(self.user):
                raise ImpossibleError(f"{self.name} is not in {group.title}")
            return group.chat
        if reply_to is not None:
            return reply_to.chat
        return self.world.private_chat(bot or self.default_bot, self.user)

    def _send(
        self,
        chat: Chat,
        content: JSON,
        topic: Topic | None,
        reply_to: Message | None,
        anonymous: bool = False,
    ) -> Message:
        if chat.blocked:
            raise ImpossibleError(f"{self.name} blocked the bot and must unblock it first")
        if reply_to is not None and (reply_to.chat is not chat or reply_to.deleted):
            raise ImpossibleError("an answer stands in the chat of what it answers")
        chat.started = True
        thread_id = topic.id if topic is not None else None
        if thread_id is None and reply_to is not None and chat.forum:
            thread_id = reply_to.thread_id
        if thread_id == GENERAL_TOPIC:
            thread_id = None
        message = new_message(
            self.world,
            chat,
            self.user,
            content,
            thread_id=thread_id,
            reply_to=reply_to,
            anonymous=anonymous,
        )
        deliver(self.world, message)
        return message

    # --- tapping and reacting --------------------------------------------------------------

    def taps(self, message: Message, label: str) -> Tap:
        """Tap the button with this label; ImpossibleError when the message shows no such button."""
        if message.deleted:
            raise ImpossibleError("the message was deleted")
        self._require_sight_of(message)
        buttons = [button for row in message.keyboard for button in row if button["text"] == label]
        if not buttons:
            raise ImpossibleError(
                f"no button {label!r} of {message.text!r} among {message.buttons}"
            )
        button = buttons[0]
        if "callback_data" not in button:
            raise ImpossibleError(f"the button {label!r} opens a page; the bot hears nothing of it")
        bot = message.sender
        assert isinstance(bot, Bot)
        tap = Tap(str(next(self.world.tap_ids)), bot, message, button, self.world.clock())
        self.world.taps[tap.id] = tap
        content: JSON = {
            "id": tap.id,
            "from": self.user.json(),
            "chat_instance": str(abs(message.chat.id) * 7919),
            "data": button["callback_data"],
            "message": message.json,
        }
        self.world.update(bot, "callback_query", content)
        return tap

    def reacts(self, message: Message, *emoji: str) -> None:
        """Replace this person's reactions; in a group only bots that administer it hear of it."""
        self._require_sight_of(message)
        before = message.reactions.get(self.id, ())
        message.reactions[self.id] = emoji
        content: JSON = {
            "chat": message.chat.json(),
            "message_id": message.id,
            "user": self.user.json(),
            "date": self.world.date(),
            "old_reaction": [{"type": "emoji", "emoji": one} for one in before],
            "new_reaction": [{"type": "emoji", "emoji": one} for one in emoji],
        }
        for bot in self.world.bots_in(message.chat):
            private = message.chat.bot is bot
            if message.chat.has_admin(bot) or (private and hears(bot, message)):
                self.world.update(bot, "message_reaction", content)
        self.world.changed()

    def _require_sight_of(self, message: Message) -> None:
        chat = message.chat
        if chat.person is not self.user and not chat.has(self.user):
            raise ImpossibleError(f"{self.name} does not see this message")

    # --- coming and going ------------------------------------------------------------------

    def joins(self, group: Group) -> None:
        self._becomes(group, "member", {"new_chat_members": [self.user.json()]})

    def leaves(self, group: Group) -> None:
        if not group.chat.has(self.user):
            raise ImpossibleError(f"{self.name} is not in {group.title}")
        self._becomes(group, "left", {"left_chat_member": self.user.json()})

    def _becomes(self, group: Group, status: str, content: JSON) -> None:
        before = member_json(group.chat, self.user)
        group.chat.members[self.id] = Member(self.user, status)
        change_member(self.world, group.chat, self.user, self.user, before)
        service_message(self.world, group.chat, self.user, content)

    def blocks(self, bot: Bot | None = None) -> None:
        self._sets_blocked(bot or self.default_bot, True)

    def unblocks(self, bot: Bot | None = None) -> None:
        self._sets_blocked(bot or self.default_bot, False)

    def _sets_blocked(self, bot: Bot, blocked: bool) -> None:
        chat = self.world.private_chat(bot, self.user)
        if chat.blocked == blocked:
            raise ImpossibleError("nothing would change")
        statuses = ("member", "kicked") if blocked else ("kicked", "member")
        chat.started, chat.blocked = True, blocked
        old, new = [
            {"user": bot.json(), "status": status}
            | ({"until_date": 0} if status == "kicked" else {})
            for status in statuses
        ]
        content: JSON = {
            "chat": chat.json(),
            "from": self.user.json(),
            "date": self.world.date(),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self.world.update(bot, "my_chat_member", content)
        self.world.changed()


def mentions(text: str, people: list[Person]) -> list[JSON]:
    """Mentions of people by name, as an app makes them for somebody without a username."""
    entities: list[JSON] = []
    for person in people:
        if person.name not in text:
            raise ImpossibleError(f"{text!r} does not name {person.name}")
        start = text.index(person.name)
        entities.append(
            {
                "type": "text_mention",
                "offset": utf16_length(text[:start]),
                "length": utf16_length(person.name),
                "user": person.user.json(),
            }
        )
    return entities
