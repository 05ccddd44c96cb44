"""Arguments about people: a person, a time zone, a language, quiet hours."""

import re
from datetime import time
from itertools import islice

from bot.conversation.arguments import Reading, choose, missing, reads
from bot.conversation.errors import Refusal, refusal
from bot.conversation.message import PersonRef
from bot.conversation.phrases import Phrase, Typed, name_of, t, verbatim, whose
from bot.conversation.reply import Choice
from bot.conversation.translate import LANGUAGES, language_name, place_name
from bot.conversation.zones import find_zone, zones_like
from bot.people.model import Person, QuietHours
from bot.people.store import People
from bot.people.views import zone_question

_NAMED = re.compile(r'["“”«]([^"“”»]*)["“”»]|(\S+)')
_MOST_NAMED = 12
_QUIET = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})")


class Zone(str):
    """A time zone, by its IANA name."""

    __slots__ = ()


class Language(str):
    """A language of the interface, by its code."""

    __slots__ = ()


class TextLanguage(str):
    """The language of somebody's text, one of those the bot speaks, by its code."""

    __slots__ = ()


class Quiet:
    """Quiet hours, or None for "off"."""

    def __init__(self, hours: QuietHours | None) -> None:
        self.hours = hours


@reads(Person)
def read_person(reading: Reading) -> Person:
    """A person named by @handle, by id ("telegram:123", "@amina:example.org") or by pseudonym; or,
    if none is named, the author of the message that the command replies to.

    Anybody can choose any name to be shown, so a name alone is asked about.
    """
    people = reading.tx.get(People)
    word = reading.words.peek()
    person = certain(people, word)
    if person:
        reading.words.take_as(person.pseudonym)
        return person
    replied = reading.ctx.message.replied_author
    called = people.called(word) if word else []
    if replied is not None and not called and not word.startswith("@"):
        person = people.behind(replied)
        if person is not None:
            return person
        raise refusal(
            t(
                "I have not met the author of that message. Ask them to send me {command} first.",
                command=Typed("start"),
            )
        )
    if not word:
        raise missing(reading, t("Who? Reply with a mention or an id."))
    if called:
        raise choose(
            reading,
            t(
                "Anyone can take the name {name}. Which account is meant?",
                name=name_of(word, whose(called[0].name)),
            ),
            [(one.pseudonym, _with_account(one)) for one in called],
        )
    raise refusal(
        t(
            "I have not met {name}. Ask them to send me {command} first, then try again.",
            name=word,
            command=Typed("start"),
        ),
        choices=(Choice(t("Try again"), reading.words.line),),
    )


def certain(people: People, word: str) -> Person | None:
    """The person whom nobody else can claim to be by this word."""
    if not word:
        return None
    platform, _, account = word.partition(":")
    if word.startswith("@"):
        person = people.behind(PersonRef("matrix", word)) if account else None
        return person or people.handled(word.removeprefix("@"))
    if account:
        return people.behind(PersonRef(platform, account))
    return people.known_as(word)


def named_in(people: People, line: str) -> tuple[int, ...]:
    """Whose names stand in a command, as far as its first words go: by their numbers."""
    words = [found[1] or found[2] for found in islice(_NAMED.finditer(line), _MOST_NAMED)]
    # Between two quotation marks there may be nothing.
    called = (one for word in words if word for one in people.called(word))
    return tuple({whose(one.name): None for one in called})


def _with_account(person: Person) -> Phrase:
    account = person.accounts[0]
    return t(
        "{name} ({network} {account})",
        name=person.name,
        network=account.ref.platform.capitalize(),
        account=f"@{account.handle}"
        if account.ref.platform == "telegram" and account.handle
        else account.ref.id,
    )


@reads(Zone)
def read_zone(reading: Reading) -> Zone:
    """A zone by its name ("Africa/Nairobi") or by its town, in English, French, Spanish or the
    reader's language."""
    words = reading.words.left.strip('"')
    language = reading.ctx.speaker.language
    if not words:
        raise Refusal(zone_question("", language, reading.words.line.rstrip()))
    found = find_zone(words, language)
    if isinstance(found, str):
        reading.words.take_rest()
        return Zone(found)
    near = found or zones_like(words, language)
    raise refusal(
        t("Which place is meant by {words}?", words=words)
        if found
        else t("I do not know the time zone {words}.", words=words),
        t(
            "Write the name of a large town near you, or a name such as {example}.",
            example="Africa/Nairobi",
        ),
        choices=tuple(
            Choice(verbatim(place_name(zone, language)), reading.words.unfinished() + zone)
            for zone in near
        ),
        asks=reading.words.unfinished(),
    )


@reads(Language)
def read_language(reading: Reading) -> Language:
    """A language by its code, or by its name in itself."""
    return Language(_read_code(reading, t("Which language should I speak?")))


@reads(TextLanguage)
def read_text_language(reading: Reading) -> TextLanguage:
    """The language of a text, by its code or by its name in itself."""
    return TextLanguage(_read_code(reading, t("In which of these languages is it?")))


def _read_code(reading: Reading, question: Phrase) -> str:
    word = reading.words.peek().casefold()
    for code in LANGUAGES:
        if word in (code, language_name(code).casefold()):
            reading.words.take()
            return code
    raise choose(reading, question, [(code, verbatim(language_name(code))) for code in LANGUAGES])


@reads(Quiet)
def read_quiet(reading: Reading) -> Quiet:
    """Quiet hours as "22:00-07:00", or "off"."""
    words = reading.words.take_rest()
    if words.casefold() == "off":
        return Quiet(None)
    found = _QUIET.fullmatch(words)
    try:
        if found:
            a, b, c, d = (int(group) for group in found.groups())
            return Quiet(QuietHours(time(a, b), time(c, d)))
    except ValueError:
        pass
    line = reading.words.line
    start = line[: len(line) - len(words)].rstrip() if words else line
    raise refusal(
        t(
            "When should I be quiet? For example {example}, or {off}.",
            example=Typed("quiet 22:00-07:00"),
            off=Typed("quiet off"),
        ),
        choices=(
            Choice(verbatim("22:00-07:00"), f"{start} 22:00-07:00"),
            Choice(t("Never quiet"), f"{start} off"),
        ),
        asks=f"{start} ",
    )
