"""From what somebody types to an action: who, by when, and what."""

import re
from dataclasses import dataclass
from datetime import date

from bot.conversation.arguments import Reading, missing, reads
from bot.conversation.phrases import t
from bot.conversation.when import Doubt, Moment, take
from bot.meetings.minutes import Action
from bot.meetings.model import Meeting
from bot.meetings.plans import doubt, today_of
from bot.people.arguments import certain
from bot.people.model import Person
from bot.people.store import People
from bot.tracks.store import Memberships

_BY = re.compile(r"(?:by|until|avant|d'ici|pour le|antes del?|para el)\s+(?=\S)", re.IGNORECASE)
_LAST_BY = re.compile(r"\s+(?:by|until|avant|d'ici|antes del?|para el)\s+(?=\S)", re.IGNORECASE)
_NAMED = re.compile(r'(?:@\S+|["“«][^"”»]*["”»])\s*')
_SIGNS = " ,:;-–—"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done. If the bot knows nobody by the name that was said, called is that."""

    text: str
    owner: Person | None = None
    called: str = ""
    due: date | None = None

    def action(self, meeting: Meeting) -> Action:
        """The action that a meeting makes of it."""
        return Action(
            0,
            meeting.track,
            meeting.number,
            self.text,
            self.owner.id if self.owner else None,
            "" if self.owner or meeting.chatham else self.called,
            self.due,
        )


@reads(Task)
def read_task(reading: Reading) -> Task:
    """[PERSON] [by DAY] TEXT, or TEXT by DAY at the end. A person is known by a mention, an id, or
    a name in quotation marks; a plain name if one person of the track alone is called so."""
    words = reading.words
    if not words.left:
        raise missing(reading)
    owner, called = _owner(reading)
    due: date | None = None
    begin = _BY.match(words.left)
    if begin:
        before = words.unfinished()
        found, rest = take(
            words.left[begin.end() :], today_of(reading), reading.ctx.speaker.language
        )
        if isinstance(found, Doubt):
            raise doubt(found, f"{before}by", rest)
        if isinstance(found, Moment):
            due = found.date
            return Task(_text(reading, rest), owner, called, due)
    text = words.left
    for last in reversed(list(_LAST_BY.finditer(text))):
        found, rest = take(text[last.end() :], today_of(reading), reading.ctx.speaker.language)
        if isinstance(found, Moment) and not rest.strip(_SIGNS + "."):
            return Task(_text(reading, text[: last.start()]), owner, called, found.date)
    return Task(_text(reading, text), owner, called, due)


def plain_task(words: str, today: date, language: str) -> tuple[str, date | None]:
    """What is to be done, and by when, of words that name somebody first. Nothing is asked: it is
    for words that were understood before and are changed now."""
    words = _NAMED.sub("", words, count=1)
    begin = _BY.match(words)
    if not begin:
        return words.strip(_SIGNS), None
    found, rest = take(words[begin.end() :], today, language)
    return (rest.strip(_SIGNS), found.date) if isinstance(found, Moment) else (words, None)


def _text(reading: Reading, words: str) -> str:
    reading.words.take_rest()
    text = words.strip(_SIGNS)
    if not text:
        raise missing(reading, t("What is to be done? Reply with: @person by Friday, and what."))
    return text


def _owner(reading: Reading) -> tuple[Person | None, str]:
    """Who is to do it: read off the beginning of the words if it is somebody."""
    words = reading.words
    people = reading.tx.get(People)
    word = words.peek()
    sure = word.startswith(("@", "p-")) or ":" in word
    person = certain(people, word) if sure else None
    if person is not None:
        words.take_as(person.pseudonym)
        return person, ""
    quoted = words.left[:1] in tuple('"“”«»')
    member = _member(reading, word if word.startswith("@") or quoted else word.rstrip(_SIGNS))
    if member is not None:
        words.take_as(member.pseudonym)
        return member, word.lstrip("@") if word.startswith("@") or quoted else ""
    if word.startswith("@") or quoted:
        words.take()
        return None, word.lstrip("@")
    return None, ""


def _member(reading: Reading, name: str) -> Person | None:
    """The one person of the speaker's tracks who is called so."""
    if not name:
        return None
    memberships = reading.tx.get(Memberships)
    mine = set(memberships.of(reading.ctx.speaker.person)) | set(reading.ctx.place.tracks)
    called = [
        one for one in reading.tx.get(People).called(name) if mine & set(memberships.of(one.id))
    ]
    return called[0] if len(called) == 1 else None
