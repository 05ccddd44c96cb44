"""A reply in one language, as it is kept in the outbox and handed to an adapter."""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.conversation.message import PersonRef
from bot.conversation.phrases import Mention, Typed


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in the reader's words; at is in seconds since 1970, UTC. Platforms that can, offer
    it to the reader's calendar."""

    text: str
    at: int


Span = str | Mention | Typed | Moment
Text = tuple[Span, ...]
_PERSONS = "persons"
NAMES_NOBODY, NO_FILES = f'"{_PERSONS}": []', '"attachments": []'
"""How dump() writes that a message names nobody, and that no file goes with it."""
Style = Literal["title", "line", "item", "quote"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line in its style; number is 0 for what is not numbered."""

    style: Style
    text: Text
    number: int = 0


@dataclass(frozen=True, slots=True)
class Button:
    """A choice in the reader's language. also: what it is called in others, if its name is
    somebody's words in several. opens: the beginning of a command that reads it in people's own
    words."""

    label: str
    says: str
    also: tuple[str, ...] = ()
    persons: tuple[int, ...] = ()
    """Whom its label names, by their numbers."""
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with the message."""

    name: str
    media_type: str
    content: bytes
    description: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What one reader (or one room) is told, in one language.

    subject, about: of a letter, its subject line and the reference of the matter ("D7") that its
        thread is about.
    gone_with: with whom it goes: it is not said any more once one of them is erased.
    typed: whose names somebody typed in the words that it repeats.
    """

    language: str
    paragraphs: tuple[Paragraph, ...]
    buttons: tuple[Button, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    asks: str = ""
    subject: str = ""
    about: str = ""
    gone_with: tuple[int, ...] = ()
    typed: tuple[int, ...] = ()

    @property
    def persons(self) -> frozenset[int]:
        """Whom it names or quotes, by their numbers."""
        named = [persons_in(one.text) for one in self.paragraphs]
        named += [one.persons for one in self.buttons]
        return frozenset((*self.gone_with, *self.typed)).union(*named)


def persons_in(text: Text) -> tuple[int, ...]:
    """Whom a text names, by their numbers."""
    return tuple(span.person for span in text if isinstance(span, Mention) and span.person)


def plain_text(text: Text, sign: str = "/") -> str:
    """A text without any markup; a command begins with the platform's sign."""
    return "".join(_plain(span, sign) for span in text)


def _plain(span: Span, sign: str) -> str:
    match span:
        case Mention():
            return span.name
        case Typed():
            return sign + span.line
        case Moment():
            return span.text
        case _:
            return span


def plain_line(paragraph: Paragraph, sign: str = "/") -> str:
    """One paragraph as plain text: items are marked, quotations stand in their own line."""
    words = plain_text(paragraph.text, sign)
    if paragraph.style == "item":
        return f"{paragraph.number}. {words}" if paragraph.number else f"- {words}"
    if paragraph.style == "quote":
        return "\n".join(f"> {line}".rstrip() for line in words.split("\n"))
    return words


def plain(wording: Wording, sign: str = "/") -> str:
    """The whole message as plain text, without its buttons."""
    return "\n".join(plain_line(paragraph, sign) for paragraph in wording.paragraphs)


def dump(wording: Wording) -> str:
    """The wording as JSON, for the outbox."""

    def span(value: Span) -> Any:
        return value if isinstance(value, str) else {type(value).__name__: asdict(value)}

    return json.dumps(
        {
            "language": wording.language,
            "paragraphs": [
                [p.style, [span(s) for s in p.text], p.number] for p in wording.paragraphs
            ],
            "buttons": [_button_facts(one) for one in wording.buttons],
            "attachments": [
                [a.name, a.media_type, base64.b64encode(a.content).decode(), a.description]
                for a in wording.attachments
            ],
            "asks": wording.asks,
            "subject": wording.subject,
            "about": wording.about,
            "gone_with": list(wording.gone_with),
            "typed": list(wording.typed),
            _PERSONS: sorted(wording.persons),
        },
        ensure_ascii=False,
    )


def load(text: str) -> Wording:
    """The wording that dump() wrote."""

    def span(value: Any) -> Span:
        if isinstance(value, str):
            return value
        if "Typed" in value:
            return Typed(**value["Typed"])
        if "Moment" in value:
            return Moment(**value["Moment"])
        account = value["Mention"]["account"]
        person = value["Mention"].get("person", 0)
        return Mention(PersonRef(**account) if account else None, value["Mention"]["name"], person)

    body = json.loads(text)
    return Wording(
        body["language"],
        tuple(Paragraph(s, tuple(span(x) for x in spans), k) for s, spans, k in body["paragraphs"]),
        tuple(_button(*one) for one in body["buttons"]),
        tuple(
            Attachment(name, kind, base64.b64decode(content), *description)
            for name, kind, content, *description in body["attachments"]
        ),
        body["asks"],
        # What waited before there were letters has neither.
        body.get("subject", ""),
        body.get("about", ""),
        tuple(body.get("gone_with", ())),
        tuple(body.get("typed", ())),
    )


def knows_whom_it_names(text: str) -> bool:
    """Whether dump() wrote down whom a message names, which it did not always."""
    return f'"{_PERSONS}": [' in text


def _button_facts(button: Button) -> list[Any]:
    """A button as it is kept: what is empty at the end is left out."""
    facts = [button.label, button.says, list(button.also), list(button.persons), button.opens]
    while len(facts) > 2 and not facts[-1]:
        facts.pop()
    return facts


def _button(
    label: str, says: str, also: Sequence[str] = (), persons: Sequence[int] = (), opens: str = ""
) -> Button:
    return Button(label, says, tuple(also), tuple(persons), opens)
