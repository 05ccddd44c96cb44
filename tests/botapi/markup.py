"""HTML as strictly as Telegram documents it: marked text becomes plain text and entities."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .refusals import RefusedError, bad_request
from .schema import JSON, utf16_length

FindUser = Callable[[int], JSON | None]

SIMPLE_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
OTHER_TAGS = {"a", "code", "pre", "blockquote", "tg-emoji"}
TIME_TAG = "tg-time"  # since Bot API 9.5
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]+));")


def cannot_parse(reason: str) -> RefusedError:
    return bad_request(f"can't parse entities: {reason}")


@dataclass
class OpenTag:
    name: str
    argument: str
    offset: int  # UTF-16 units
    start: int  # characters of the plain text


class HtmlReader:
    """Reads one text once, from the left to the right."""

    def __init__(self, source: str, find_user: FindUser, *, knows_times: bool) -> None:
        self.source = source
        self.find_user = find_user
        self.tags = {*SIMPLE_TAGS, *OTHER_TAGS, *([TIME_TAG] if knows_times else [])}
        self.place = 0
        self.plain = ""
        self.units = 0
        self.open: list[OpenTag] = []
        self.entities: list[JSON] = []

    def read(self) -> tuple[str, list[JSON]]:
        while self.place < len(self.source):
            character = self.source[self.place]
            if character == "<" and self.source[self.place + 1 : self.place + 2] == "/":
                self._end_tag()
            elif character == "<":
                self._start_tag()
            else:
                self._take(self._character())
        if self.open:
            tag = self.open[-1].name
            raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return self.plain, self.entities

    def _take(self, character: str) -> None:
        self.plain += character
        self.units += utf16_length(character)

    def _bytes_before(self, place: int) -> int:
        return len(self.source[:place].encode())

    def _character(self) -> str:
        """One character of text; a bare & is refused, as the documentation has it replaced."""
        character = self.source[self.place]
        if character != "&":
            self.place += 1
            return character
        found = CHARACTER_REFERENCE.match(self.source, self.place)
        offset = self._bytes_before(self.place)
        if found is None:
            raise cannot_parse(f'Character "&" at byte offset {offset} must be written as "&amp;"')
        self.place = found.end()
        decimal, hexadecimal, name = found.groups()
        if name is not None:
            if name not in NAMED_CHARACTERS:
                raise cannot_parse(f'Unsupported entity "&{name};" at byte offset {offset}')
            return NAMED_CHARACTERS[name]
        number = int(decimal) if decimal is not None else int(hexadecimal, 16)
        if number == 0 or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise cannot_parse(f'Invalid entity "{found.group()}" at byte offset {offset}')
        return chr(number)

    def _start_tag(self) -> None:
        offset = self._bytes_before(self.place)
        named = re.compile(r"<([^\s>]*)").match(self.source, self.place)
        assert named is not None
        tag = named.group(1).lower()
        self.place = named.end()
        if self.place >= len(self.source):
            raise cannot_parse(f"Unclosed start tag at byte offset {offset}")
        if tag not in self.tags:
            raise cannot_parse(f'Unsupported start tag "{tag}" at byte offset {offset}')
        argument = self._attributes(tag, offset)
        if tag == "span" and argument != "spoiler":
            raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        self.open.append(OpenTag(tag, argument, self.units, len(self.plain)))

    def _attributes(self, tag: str, offset: int) -> str:
        argument = time_format = ""
        while True:
            self._skip_spaces()
            if self.place >= len(self.source):
                raise cannot_parse(f'Unclosed start tag "{tag}" at byte offset {offset}')
            if self.source[self.place] == ">":
                self.place += 1
                return f"{argument}/{time_format}" if tag == TIME_TAG else argument
            named = re.compile(r"[^\s=>/]+").match(self.source, self.place)
            if named is None:
                raise cannot_parse(
                    f'Empty attribute name in the tag "{tag}" at byte offset {offset}'
                )
            attribute = named.group().lower()
            self.place = named.end()
            self._skip_spaces()
            if self.source[self.place : self.place + 1] == "=":
                self.place += 1
                value = self._attribute_value(offset)
            elif (tag, attribute) == ("blockquote", "expandable"):
                value = ""
            else:
                raise cannot_parse(
                    f"Expected equal sign in declaration of an attribute of the tag "
                    f'"{tag}" at byte offset {offset}'
                )
            match tag, attribute:
                case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "unix"):
                    argument = value
                case ("tg-time", "format"):
                    time_format = value
                case ("code", "class") if value.startswith("language-"):
                    argument = value.removeprefix("language-")
                case ("span", "class") if value.startswith("tg-"):
                    argument = value.removeprefix("tg-")
                case ("blockquote", "expandable"):
                    argument = "expandable"

    def _attribute_value(self, offset: int) -> str:
        self._skip_spaces()
        quote = self.source[self.place : self.place + 1]
        if quote not in ("'", '"'):
            token = re.compile(r"[A-Za-z0-9.-]*(?=[\s>])").match(self.source, self.place)
            if token is None:
                raise cannot_parse(f"Unexpected end of name token at byte offset {offset}")
            self.place = token.end()
            return token.group().lower()
        self.place += 1
        value = ""
        while self.place < len(self.source) and self.source[self.place] != quote:
            value += self._character()
        if self.place >= len(self.source):
            raise cannot_parse(f"Unclosed start tag at byte offset {offset}")
        self.place += 1
        return value

    def _skip_spaces(self) -> None:
        while self.source[self.place : self.place + 1].isspace():
            self.place += 1

    def _end_tag(self) -> None:
        offset = self._bytes_before(self.place)
        if not self.open:
            raise cannot_parse(f"Unexpected end tag at byte offset {offset}")
        found = re.compile(r"</([^\s>]*)\s*(>?)").match(self.source, self.place)
        assert found is not None
        if not found.group(2):
            raise cannot_parse(f"Unclosed end tag at byte offset {offset}")
        expected, name = self.open[-1].name, found.group(1).lower()
        if name and name != expected:
            raise cannot_parse(
                f"Unmatched end tag at byte offset {offset}, "
                f'expected "</{expected}>", found "</{name}>"'
            )
        self.place = found.end()
        self._close(self.open.pop())

    def _close(self, tag: OpenTag) -> None:
        length = self.units - tag.offset
        if length == 0:
            return
        entity: JSON = {"offset": tag.offset, "length": length}
        if tag.name in SIMPLE_TAGS:
            entity["type"] = SIMPLE_TAGS[tag.name]
        elif tag.name == "blockquote":
            entity["type"] = "expandable_blockquote" if tag.argument else "blockquote"
        elif tag.name == "tg-emoji":
            if not tag.argument.isdecimal():
                raise cannot_parse("Invalid custom emoji identifier specified")
            entity |= {"type": "custom_emoji", "custom_emoji_id": tag.argument}
        elif tag.name == TIME_TAG:
            entity |= time_entity(*tag.argument.split("/", 1))
        elif tag.name == "a":
            target = link_entity(tag.argument or self.plain[tag.start :], self.find_user)
            if target is None:
                return
            entity |= target
        else:
            entity["type"] = tag.name
            if tag.name == "code" and tag.argument:
                entity["language"] = tag.argument
        self.entities.append(entity)


def link_entity(url: str, find_user: FindUser) -> JSON | None:
    """What a link becomes; Telegram drops a link that leads nowhere without a word."""
    mention = re.fullmatch(r"tg://user\?id=([0-9]{1,18})", url)
    if mention is not None:
        user = find_user(int(mention.group(1)))
        return None if user is None else {"type": "text_mention", "user": user}
    if re.fullmatch(r"(?i)tg://\S+|mailto:\S+@\S+|(?:https?://)?[^\s/.]+\.[^\s]+", url) is None:
        return None
    return {"type": "text_link", "url": url if ":" in url else f"http://{url}/"}


def time_entity(unix: str, time_format: str) -> JSON:
    """A moment; without a format clients show the text as it is."""
    if not unix.isdecimal() or not 0 < int(unix) < 2**31:
        raise cannot_parse("Invalid Unix time specified")
    if not TIME_FORMAT.fullmatch(time_format):
        raise cannot_parse("Invalid date-time format specified")
    formatted = {"date_time_format": time_format} if time_format else {}
    return {"type": "date_time", "unix_time": int(unix), **formatted}


def parse_html(
    source: str, find_user: FindUser, *, knows_times: bool = True
) -> tuple[str, list[JSON]]:
    """Plain text and entities, or 400 "can't parse entities"."""
    return HtmlReader(source, find_user, knows_times=knows_times).read()
