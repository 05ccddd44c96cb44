"""What goes out, as a handler composes it: words and values, never markup."""

from dataclasses import dataclass

from bot.conversation.phrases import Multilingual, Phrase


@dataclass(frozen=True, slots=True)
class Title:
    """The first line of a card."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered from 1 if it says so."""

    phrases: tuple[Phrase, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, set apart from the bot's."""

    text: str | Multilingual


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with the reply; a picture carries what it shows in words."""

    name: str
    media_type: str
    content: bytes
    description: Phrase | None = None


Block = Title | Line | Items | Quote | File


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: a command already typed for you. Whoever taps it, says it.

    in_chat: it is said in a chat alone, so no letter offers it.
    opens: the beginning of a command that reads this answer in people's own words as well, with
    what they say beside it: "vote D7/1 ". "" if what is said beside it is left to the command.
    """

    label: Phrase
    says: str
    in_chat: bool = False
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What several messages are about, so that letters about it stand in one thread: "D7" and the
    text that is decided on. Both may be "": then the first line of each says what it is about."""

    reference: str
    words: str | Multilingual


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer or an announcement.

    private: for the person's eyes, wherever the command was given.
    asks: the beginning of a command; a reply to this message in free text completes it.
    language: what it is said in, if not in the language of the person or the room.
    unwritten: what is said in its place as long as this process lives. No file ever holds it; what
        waits on disk, and is said by any other process, are the words of this one.
    beside: the message whose button was tapped stays as it is, and this one stands beside it.
    gone_with: those whom it is only about, or whose private words it carries, by their numbers:
        it is not said any more once one of them is erased.
    with_head: in a room or on a list its last line is the head of the record.
    """

    blocks: tuple[Block, ...]
    choices: tuple[Choice, ...] = ()
    private: bool = False
    asks: str = ""
    language: str = ""
    unwritten: "Reply | None" = None
    beside: bool = False
    gone_with: tuple[int, ...] = ()
    with_head: bool = False


def reply(
    *parts: Block | Phrase,
    choices: tuple[Choice, ...] = (),
    private: bool = False,
    asks: str = "",
    language: str = "",
    unwritten: Reply | None = None,
    beside: bool = False,
    gone_with: tuple[int, ...] = (),
    with_head: bool = False,
) -> Reply:
    """A Reply of these parts; a bare phrase is a line."""
    blocks = tuple(Line(part) if isinstance(part, Phrase) else part for part in parts)
    return Reply(blocks, choices, private, asks, language, unwritten, beside, gone_with, with_head)
