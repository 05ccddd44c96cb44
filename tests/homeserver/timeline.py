"""A room's events in order, and how a client turns them into messages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.homeserver.message import MALFORMED, File, Message, Reaction

Source = Mapping[str, Any]

_SHOWN = frozenset(
    (
        "m.room.message",
        "m.room.encrypted",
        "m.sticker",
        "m.poll.start",
        "org.matrix.msc3381.poll.start",
    )
)


@dataclass(frozen=True)
class Heard:
    """One event as it came, decrypted where that was possible."""

    source: Source
    encrypted: bool
    problem: str | None = None

    @property
    def event_id(self) -> str:
        """Its id; empty if it is too malformed to have one."""
        return str(self.source.get("event_id", ""))

    @property
    def sender(self) -> str:
        """Who sent it."""
        return str(self.source.get("sender", ""))

    @property
    def type(self) -> str:
        """The type of the event, inside the encryption."""
        return str(self.source.get("type", ""))

    @property
    def content(self) -> Source:
        """Its content, inside the encryption."""
        return _mapping(self.source.get("content"))

    @property
    def relation(self) -> Source:
        """How it relates to another event, or nothing."""
        return _mapping(self.content.get("m.relates_to"))

    def relates(self, kind: str) -> str | None:
        """The event it relates to in this way, or None."""
        return str(self.relation.get("event_id")) if self.relation.get("rel_type") == kind else None


class Timeline:
    """Everything heard in one room, oldest first, each event once."""

    def __init__(self) -> None:
        self._heard: dict[str, Heard] = {}

    @property
    def heard(self) -> list[Heard]:
        """All of it in order."""
        return list(self._heard.values())

    def add(self, events: Iterable[Heard]) -> None:
        """Appends what is new."""
        for event in events:
            key = event.event_id or f"without id {len(self._heard)}"
            self._heard.setdefault(key, event)

    def replace(self, event: Heard) -> None:
        """Puts an event that could be decrypted late into its old place."""
        self._heard[event.event_id] = event

    def shown(self, files: Mapping[str, File]) -> list[Message]:
        """The room as a client shows it."""
        redacted = {_redacts(event) for event in self.heard if event.type == "m.room.redaction"}
        visible = [event for event in self.heard if event.event_id not in redacted]
        edits = self._edits(visible)
        reactions = _reactions(visible)
        messages = []
        for event in self.heard:
            if not self._stands_alone(event):
                continue
            message = _message(event, files)
            if event.event_id in redacted or "redacted_because" in _unsigned(event):
                messages.append(_emptied(message))
                continue
            if event.event_id in edits:
                message = _edited(message, edits[event.event_id])
            messages.append(replace(message, reactions=tuple(reactions.get(event.event_id, ()))))
        return messages

    def _stands_alone(self, event: Heard) -> bool:
        if event.type not in _SHOWN or "state_key" in event.source:
            return False
        # An edit of something we never saw is all there is to see of it.
        return event.relates("m.replace") not in self._heard

    def _edits(self, visible: Iterable[Heard]) -> dict[str, Source]:
        edits: dict[str, Source] = {}
        for event in visible:
            original = self._heard.get(event.relates("m.replace") or "")
            # Only the author may edit, and never from outside the encryption.
            if (
                original is not None
                and original.sender == event.sender
                and original.type == event.type
                and (event.encrypted or not original.encrypted)
            ):
                edits[original.event_id] = _mapping(event.content.get("m.new_content"))
        return edits


def _reactions(visible: Iterable[Heard]) -> dict[str, list[Reaction]]:
    reactions: dict[str, list[Reaction]] = {}
    for event in visible:
        target = event.relates("m.annotation")
        if event.type == "m.reaction" and target is not None:
            key = str(event.relation.get("key", ""))
            given = reactions.setdefault(target, [])
            # A second reaction with the same key does not count twice.
            if not any(old.key == key and old.sender == event.sender for old in given):
                given.append(Reaction(key, event.sender, event.event_id))
    return reactions


def _message(event: Heard, files: Mapping[str, File]) -> Message:
    content = event.content
    file = files.get(event.event_id)
    reply = _mapping(event.relation.get("m.in_reply_to"))
    # In a thread the reply relation is there for old clients only, unless it says otherwise.
    falls_back = bool(event.relation.get("is_falling_back"))
    problem = event.problem
    if problem is None and event.type == "m.room.message" and not _is_well_formed(content):
        problem = None if "redacted_because" in _unsigned(event) else MALFORMED
    return Message(
        event_id=event.event_id,
        sender=event.sender,
        kind=str(content.get("msgtype", event.type)),
        body=_text(content.get("body")) or "",
        formatted_body=_text(content.get("formatted_body")),
        **_mentions(content),
        thread=event.relates("m.thread"),
        in_reply_to=None if falls_back else _text(reply.get("event_id")),
        edited=False,
        redacted=False,
        encrypted=event.encrypted,
        problem=problem,
        reactions=(),
        files=() if file is None else (file,),
        content=content,
    )


def _edited(message: Message, content: Source) -> Message:
    if not _is_well_formed(content):
        return replace(message, edited=True, problem=MALFORMED, content=content)
    return replace(
        message,
        kind=str(content["msgtype"]),
        body=str(content["body"]),
        formatted_body=_text(content.get("formatted_body")),
        **_mentions(content),
        edited=True,
        content=content,
    )


def _emptied(message: Message) -> Message:
    return replace(
        message,
        body="",
        formatted_body=None,
        mentions=(),
        mentions_room=False,
        redacted=True,
        problem=None,
        files=(),
        content={},
    )


def _redacts(event: Heard) -> str:
    return str(event.content.get("redacts") or event.source.get("redacts") or "")


def _mentions(content: Source) -> dict[str, Any]:
    mentions = _mapping(content.get("m.mentions"))
    users = mentions.get("user_ids")
    return {
        "mentions": tuple(map(str, users)) if isinstance(users, list) else (),
        "mentions_room": mentions.get("room") is True,
    }


def _is_well_formed(content: Source) -> bool:
    return isinstance(content.get("body"), str) and isinstance(content.get("msgtype"), str)


def _unsigned(event: Heard) -> Source:
    return _mapping(event.source.get("unsigned"))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _mapping(value: object) -> Source:
    return value if isinstance(value, Mapping) else {}
