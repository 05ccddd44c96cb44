"""The records of this Telegram: users, bots, chats, messages, taps, and the logs of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePosixPath

from .entities import cut
from .inbox import Inbox
from .schema import JSON

PRESENT = ("creator", "administrator", "member", "restricted")


@dataclass(eq=False)
class User:
    id: int
    first_name: str
    is_bot: bool = False
    username: str | None = None
    language: str | None = None

    def json(self) -> JSON:
        user: JSON = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if self.language:
            user["language_code"] = self.language
        return user


@dataclass(eq=False)
class StoredFile:
    file_id: str
    name: str
    mime_type: str
    content: bytes
    opened: bool = False  # a bot asked for its path

    @property
    def path(self) -> str:
        """Where it can be downloaded: of the name only its end is in it, as on Telegram."""
        return f"documents/file_{self.file_id[-6:]}{PurePosixPath(self.name).suffix}"


@dataclass(eq=False)
class Message:
    """A message as it stands now; `json` is its Bot API form."""

    chat: Chat
    json: JSON
    sender: User
    file: StoredFile | None = None
    deleted: bool = False
    implicit_reply: bool = False
    asks_reply: bool = False  # sent with ForceReply
    has_other_keyboard: bool = False
    reactions: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.json["message_id"])

    @property
    def text(self) -> str:
        """The text, or the caption of a file."""
        return str(self.json.get("text", self.json.get("caption", "")))

    @property
    def entities(self) -> list[JSON]:
        found = self.json.get("entities") or self.json.get("caption_entities")
        return list(found or [])

    @property
    def styled(self) -> list[tuple[str, str]]:
        """Each entity's type with the text that it marks."""
        return [(entity["type"], cut(self.text, entity)) for entity in self.entities]

    @property
    def keyboard(self) -> list[list[JSON]]:
        rows: list[list[JSON]] = self.json.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[list[str]]:
        return [[button["text"] for button in row] for row in self.keyboard]

    @property
    def file_name(self) -> str | None:
        return self.file.name if self.file else None

    @property
    def content(self) -> bytes | None:
        return self.file.content if self.file else None

    @property
    def edited(self) -> bool:
        return "edit_date" in self.json

    @property
    def thread_id(self) -> int | None:
        return self.json.get("message_thread_id") if self.json.get("is_topic_message") else None

    @property
    def reply_to(self) -> int | None:
        """The id of the message that this one answers, as a person sees it."""
        if self.implicit_reply or "reply_to_message" not in self.json:
            return None
        return int(self.json["reply_to_message"]["message_id"])

    @property
    def service(self) -> bool:
        return not {"text", "document", "photo"} & self.json.keys()

    def quoted(self) -> JSON:
        """As it appears inside an answer to it: without what it answers itself."""
        return {key: value for key, value in self.json.items() if key != "reply_to_message"}


@dataclass(eq=False)
class Member:
    user: User
    status: str
    can_send: bool = True


@dataclass(eq=False)
class Chat:
    id: int
    type: str
    title: str = ""
    forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    migrated_to: int | None = None
    next_message: Iterator[int] = field(default_factory=lambda: count(1))
    # Of a private chat only.
    person: User | None = None
    bot: Bot | None = None
    started: bool = False
    blocked: bool = False

    def json(self) -> JSON:
        chat: JSON = {"id": self.id, "type": self.type}
        if self.person is not None:
            chat["first_name"] = self.person.first_name
            if self.person.username:
                chat["username"] = self.person.username
        else:
            chat["title"] = self.title
        if self.forum:
            chat["is_forum"] = True
        return chat

    def has(self, user: User) -> bool:
        member = self.members.get(user.id)
        return member is not None and member.status in PRESENT

    def has_admin(self, user: User) -> bool:
        member = self.members.get(user.id)
        return member is not None and member.status in ("creator", "administrator")


@dataclass(eq=False)
class Bot(User):
    token: str = ""
    inbox: Inbox = field(default_factory=lambda: Inbox(1, lambda: None))
    privacy: bool = True
    revoked: bool = False
    private_chats: dict[int, Chat] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[JSON]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)

    def me(self) -> JSON:
        return {
            **self.json(),
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }


@dataclass(eq=False)
class Tap:
    """A person's tap on a button, and what the bot made of it."""

    id: str
    bot: Bot
    message: Message
    button: JSON
    tapped_at: float
    answered: bool = False
    expired: bool = False
    toast: str = ""
    alert: bool = False


@dataclass(frozen=True)
class Sent:
    """A send or an edit as it was when it succeeded."""

    method: str
    bot_id: int
    chat_id: int
    message_id: int
    thread_id: int | None
    text: str
    buttons: list[list[str]]
    file_name: str | None
    message: Message


@dataclass(frozen=True)
class Answered:
    """One request and the status of its answer; 0 when the answer was lost."""

    method: str
    parameters: JSON
    status: int
