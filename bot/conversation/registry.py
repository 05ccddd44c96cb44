"""Commands: a typed function and one decorator. From them come parsing, help and menus."""

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, EnumType
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.conversation.arguments import Reader, Reading, Words, nearest, reader_of
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.reply import Choice, Reply
from bot.ports import Tx

_SIGNS = "/!"
_LONGEST_LABEL = 48
_LINKED = re.compile(r"start ([a-z]+)_([\w-]+)")
_NAME = re.compile(r"[a-z]+", re.IGNORECASE)


class Who(Enum):
    """Who may say a command. A facilitator is one of the track that the command is about."""

    ANYONE = "anyone"
    FACILITATOR = "facilitator"
    RAPPORTEUR = "rapporteur"
    OPERATOR = "operator"
    MODERATOR = "rapporteur or operator"


class Where(Enum):
    """Where a command may be said."""

    ANYWHERE = "anywhere"
    PRIVATE = "private"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a handler: a store (no reader), or something a person says."""

    name: str
    kind: type
    reader: Reader | None
    optional: bool

    def wanted_by(self, words: Words) -> bool:
        """Whether an optional argument is there. One with a single value is a word of its own."""
        if isinstance(self.kind, EnumType) and len(self.kind) == 1:
            return words.peek().casefold() == next(iter(self.kind)).value
        return bool(words.left)


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was declared."""

    name: str
    who: Who
    where: Where
    help: Phrase
    example: str
    handler: Callable[..., Reply]
    parameters: tuple[Parameter, ...]
    room: str
    asks: Phrase | None
    listed: bool
    of: str = ""
    vital: bool = False
    lasting: bool = False
    by_link: bool = False
    takes_part: bool = False

    @property
    def in_menu(self) -> bool:
        """Whether help and the platforms' command menus show it: the one-word ones."""
        return self.listed and " " not in self.name

    def fits(self, word: str) -> bool:
        """Whether the first word is of the kind that this command is about."""
        return bool(self.of) and re.fullmatch(self.of, word, re.IGNORECASE) is not None


_COMMANDS: dict[str, Command] = {}
_OTHERS: dict[str, list[Command]] = {}


def command(
    name: str,
    *,
    who: Who,
    where: Where,
    help: Phrase,  # noqa: A002 - it reads best where commands are declared
    example: str,
    asks: Phrase | None = None,
    listed: bool = True,
    of: str = "",
    vital: bool = False,
    lasting: bool = False,
    by_link: bool = False,
    takes_part: bool = False,
) -> Callable[[Callable[..., Reply]], Callable[..., Reply]]:
    """Declare a command. An argument type that nobody can read fails here, at import.

    asks: the question for words that are missing. listed: whether help and menus name it.
    of: a pattern for the first word, where one word means the same of several things: "withdraw
    D7" and "withdraw C-B2-17" are two commands, the second `of` comments. One without it takes
    what no other fits. vital: it is carried out also when there is so much to do that others
    are not, because a right depends on it. lasting: it opens or closes something for good, and is
    not done while the clock is doubted. by_link: a link that opens the bot may carry it: it only
    shows something, or joins or observes; whoever taps a link has not read what is behind it.
    takes_part: it takes part in something new of the track that it is about, which nobody does who
    is suspended there.
    """

    def declare(handler: Callable[..., Reply]) -> Callable[..., Reply]:
        room = handler.__module__.split(".")[1]
        new = Command(
            name, who, where, help, example, handler, _parameters(handler), room, asks, listed,
            of, vital, lasting, by_link, takes_part,
        )  # fmt: skip
        if any(one.name == name and one.of == of for one in commands()):
            raise TypeError(f"the command {name!r} is declared twice")
        if of:
            _OTHERS.setdefault(name, []).append(new)
        else:
            _COMMANDS[name] = new
        return handler

    return declare


def commands() -> tuple[Command, ...]:
    """All commands, in the order of their declaration; those `of` something after the others."""
    return (*_COMMANDS.values(), *(one for others in _OTHERS.values() for one in others))


def _called(name: str, words: Words) -> Command | None:
    """The command of this name that is about what the words begin with."""
    word = words.peek()
    others = _OTHERS.get(name, ())
    return next((one for one in others if one.fits(word)), _COMMANDS.get(name))


def command_line(text: str) -> str:
    """The command in what a person wrote, without its sign, or "" if it is ordinary talk.

    A link that opens the bot may bring a command along: "/start join_irpc" says "/join irpc". Only
    those that were declared so; any other stays what was heard, a start.
    """
    text = text.strip()
    if len(text) < 2 or text[0] not in _SIGNS or not text[1].isalpha():
        return ""
    return _linked(text[1:]) or text[1:]


def called_by_name(text: str) -> str:
    """The command in what was said to the bot by its name: the word as it stands, or the front door
    where the first word is none."""
    line = text.strip()
    first = _NAME.match(line)
    whole = first and (first.end() == len(line) or line[first.end()].isspace())
    known = whole and first and first.group().lower() in {one.split()[0] for one in _COMMANDS}
    return line if known else "start"


def is_linked(text: str) -> bool:
    """Whether what was heard is a link that somebody tapped, with a command behind it."""
    return bool(_linked(text.strip()[1:]))


def _linked(said: str) -> str:
    found = _LINKED.fullmatch(said)
    if not found:
        return ""
    line = f"{found[1]} {found[2]}"
    meant = _called(found[1], Words(line, len(found[1])))
    return line if meant and meant.by_link else ""


@dataclass(frozen=True, slots=True)
class Call:
    """A command and the words behind it."""

    command: Command
    words: Words

    def arguments(self, ctx: Context, tx: Tx) -> dict[str, Any]:
        """The handler's arguments. Raises a Refusal that asks for what is missing."""
        values: dict[str, Any] = {}
        reading = Reading(self.words, ctx, tx, self.command.example, self.command.asks)
        for parameter in self.command.parameters:
            if parameter.kind is Tx:
                values[parameter.name] = tx
            elif parameter.reader is None:
                values[parameter.name] = tx.get(parameter.kind)
            elif parameter.optional and not parameter.wanted_by(self.words):
                values[parameter.name] = None
            else:
                values[parameter.name] = parameter.reader(reading)
        if self.words.left:
            raise refusal(
                t(
                    "I did not understand {words} at the end. Example: {example}",
                    words=self.words.left[:80],
                    example=Typed(self.command.example),
                )
            )
        return values


def find(line: str, offered: Iterable[Command], before: str = "") -> Call:
    """The command that a line calls; raises a Refusal with the nearest of those offered.

    before: the command that the line is an argument of ("help "), which the choices repeat.
    """
    match = _NAME.match(line)
    first = match.group().lower() if match else ""
    after = match.end() if match else 0
    if first in _COMMANDS or any(name.startswith(f"{first} ") for name in _COMMANDS):
        second = Words(line, after).peek().lower()
        words = Words(line, after)
        words.take()
        longer = _called(f"{first} {second}", words)
        if longer:
            return Call(longer, words)
        shorter = _called(first, Words(line, after))
        if shorter and (after == len(line) or line[after].isspace()):
            return Call(shorter, Words(line, after))
    name = line.split(maxsplit=1)[0]
    near = nearest(name, [c.name for c in offered if c.in_menu], 3)
    rest = line[len(name) :].rstrip()
    if not near:
        raise refusal(
            t("There is no {command}.", command=Typed(name)),
            choices=(Choice(t("What can I do here?"), "help"),),
        )
    raise refusal(
        t("There is no {command}. Did you mean:", command=Typed(name)),
        choices=tuple(
            Choice(t("{command}", command=Typed(_short(before + c + rest))), before + c + rest)
            for c in near
        ),
    )


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST_LABEL else line[: _LONGEST_LABEL - 1] + "…"


def _parameters(handler: Callable[..., Reply]) -> tuple[Parameter, ...]:
    hints = get_type_hints(handler)
    parameters = []
    for name in inspect.signature(handler).parameters:
        hint = hints[name]
        if hint is Context:
            continue
        kind, optional = _unwrapped(hint)
        if getattr(kind, "_is_protocol", False):
            parameters.append(Parameter(name, kind, None, optional=False))
            continue
        reader = reader_of(kind)
        if reader is None:
            raise TypeError(f"{handler.__name__}: nobody reads an argument of type {kind!r}")
        parameters.append(Parameter(name, kind, reader, optional))
    return tuple(parameters)


def _unwrapped(hint: Any) -> tuple[type, bool]:
    if get_origin(hint) in (Union, UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not NoneType]
        if len(kinds) == 1:
            return kinds[0], True
    return hint, False
