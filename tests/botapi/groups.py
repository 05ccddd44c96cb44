"""Groups and forum topics of a test, and what happens to bots in them."""

from __future__ import annotations

from .actors import ImpossibleError, Person
from .delivery import change_member, member_json, new_message, service_message
from .delivery import deliver as tell
from .records import Bot, Chat, Member, Message, User
from .schema import JSON
from .world import World


class Topic:
    """A topic of a forum."""

    def __init__(self, group: Group, thread_id: int, name: str) -> None:
        self.group = group
        self.id = thread_id
        self.name = name

    def closes(self) -> None:
        self.group.chat.closed_topics.add(self.id)
        self._service({"forum_topic_closed": {}})

    def deletes(self) -> None:
        """Its messages go too; no update tells a bot of this."""
        chat = self.group.chat
        del chat.topics[self.id]
        for message in chat.messages.values():
            if message.thread_id == self.id:
                message.deleted = True

    def _service(self, content: JSON) -> None:
        group = self.group
        service_message(group.world, group.chat, group.owner, content, thread_id=self.id)


class Group:
    """A group, whatever its id is at the moment."""

    def __init__(self, world: World, chat: Chat, owner: User, bot: Bot) -> None:
        self.world = world
        self.chat = chat
        self.owner = owner
        self.default_bot = bot
        self.former: list[Chat] = []

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def title(self) -> str:
        return self.chat.title

    def __repr__(self) -> str:
        return f"<{self.title} {self.id}>"

    def messages(self) -> list[Message]:
        """All that was written, before and after an upgrade."""
        chats = [*self.former, self.chat]
        return [message for chat in chats for message in chat.messages.values()]

    def topic(self, name: str) -> Topic:
        """Open a topic; the bots hear of it."""
        if not self.chat.forum:
            raise ImpossibleError(f"{self.title} is no forum")
        content: JSON = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = new_message(self.world, self.chat, self.owner, content)
        message.json |= {"message_thread_id": message.id, "is_topic_message": True}
        self.chat.topics[message.id] = name
        tell(self.world, message)
        return Topic(self, message.id, name)

    def renames(self, title: str) -> None:
        self.chat.title = title
        service_message(self.world, self.chat, self.owner, {"new_chat_title": title})

    def upgrade(self) -> None:
        """Become a supergroup: the id changes, and the message numbers start again."""
        if self.chat.type != "group":
            raise ImpossibleError(f"{self.title} is a supergroup already")
        old = self.chat
        new = Chat(
            -next(self.world.supergroup_ids), "supergroup", old.title, members=dict(old.members)
        )
        self.world.groups[new.id] = new
        self.former.append(old)
        service_message(self.world, old, self.owner, {"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        self.chat = new
        service_message(self.world, new, self.owner, {"migrate_from_chat_id": old.id})

    # --- members ---------------------------------------------------------------------------

    def add_bot(self, by: Person | None = None, bot: Bot | None = None) -> None:
        bot = bot or self.default_bot
        self._change(bot, "member", by)
        content: JSON = {"new_chat_members": [bot.json()]}
        service_message(self.world, self.chat, by.user if by else self.owner, content)

    def kick_bot(self, by: Person | None = None, bot: Bot | None = None) -> None:
        self._change(bot or self.default_bot, "kicked", by)

    def mute_bot(self, by: Person | None = None, bot: Bot | None = None) -> None:
        """Only a supergroup can restrict a member."""
        if self.chat.type != "supergroup":
            raise ImpossibleError("only a supergroup restricts single members")
        self._change(bot or self.default_bot, "restricted", by, can_send=False)

    def unmute_bot(self, by: Person | None = None, bot: Bot | None = None) -> None:
        self._change(bot or self.default_bot, "member", by)

    def promote_bot(self, by: Person | None = None, bot: Bot | None = None) -> None:
        self._change(bot or self.default_bot, "administrator", by)

    def demote_bot(self, by: Person | None = None, bot: Bot | None = None) -> None:
        self._change(bot or self.default_bot, "member", by)

    def promote(self, person: Person, by: Person | None = None) -> None:
        self._change(person.user, "administrator", by)

    def kick(self, person: Person, by: Person | None = None) -> None:
        self._change(person.user, "kicked", by)
        content: JSON = {"left_chat_member": person.user.json()}
        service_message(self.world, self.chat, by.user if by else self.owner, content)

    def _change(self, user: User, status: str, by: Person | None, can_send: bool = True) -> None:
        before = member_json(self.chat, user)
        self.chat.members[user.id] = Member(user, status, can_send)
        actor = by.user if by else self.owner
        change_member(self.world, self.chat, user, actor, before)
