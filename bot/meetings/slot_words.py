"""From what people type about slots to values: a question with its slots, answers, picks.

What is not certain is asked about: the doubtful slot then stands last, so that a reply completes
the command. The order does not matter, for slots are numbered by their time.
"""

import re
from dataclasses import dataclass, field, replace

from bot.conversation.arguments import Reading, reads
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Phrase, Typed, n, t, verbatim
from bot.conversation.reply import Choice, Quote
from bot.conversation.translate import place_name, text_of
from bot.conversation.when import Doubt, Moment, canonical, understand
from bot.conversation.wording import plain_text
from bot.meetings.fairness import LEAST_SLOTS, LONGEST_SLOT, MOST_SLOTS
from bot.meetings.model import Wall
from bot.meetings.plans import (
    Parts,
    doubt,
    likely_zones,
    options_written,
    read_option,
    read_title,
    series_rule,
    today_of,
    track_named,
)
from bot.meetings.rules import FARTHEST, USUAL_MINUTES
from bot.meetings.series import starts
from bot.meetings.slots import Answer, Question
from bot.meetings.store import Questions
from bot.tracks.model import Track
from bot.tracks.store import Memberships

QUESTION = r"s\d{1,6}"
_QUESTION = re.compile(r"s?(\d{1,6})", re.IGNORECASE)
_MOST = 8
_BETWEEN = ",;:=.，；：＝。．、"
"""What may stand between numbers and answers, also in Chinese."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question as it was typed, certain in all its parts; it has no number yet."""

    question: Question

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.question.track


@dataclass(slots=True)
class _Typed:
    """What was understood of a question so far, as it can be typed anew."""

    track: Track
    title: str
    parts: Parts = field(default_factory=Parts)
    slots: list[str] = field(default_factory=list)

    def head(self) -> str:
        """All but the slots."""
        return f'slots {self.track.code} "{self.title}" {options_written(self.parts)}'.rstrip()

    def without(self, place: int) -> str:
        """The line with all slots but one, which is to be added at its end."""
        others = [slot for other, slot in enumerate(self.slots) if other != place]
        return " | ".join([self.head(), *others, ""])


@reads(Question)
def read_question(reading: Reading) -> Question:
    """A question by its reference: "S3", or 3. The open ones are offered as buttons."""
    questions = reading.tx.get(Questions)
    word = reading.words.peek()
    found = _QUESTION.fullmatch(word)
    question = questions.numbered(int(found[1])) if found else None
    if question is not None:
        reading.words.take()
        return question
    mine = tuple(reading.tx.get(Memberships).of(reading.ctx.speaker.person))
    known = questions.open_of(reading.ctx.place.tracks or mine)[-_MOST:]
    asks = (
        t("There is no question {word}.", word=word[:40])
        if word
        else t("Which question?")
        if known
        else t("Nothing is asked about times at present.")
    )
    raise refusal(
        asks,
        choices=tuple(
            Choice(
                t("{reference} {title}", reference=one.reference, title=one.title[:40]),
                reading.words.with_next(one.reference),
            )
            for one in known
        ),
    )


@reads(Wanted)
def read_wanted(reading: Reading) -> Wanted:
    """A question: CODE "Title" [for LENGTH] [every … [until DAY]] [at LINK] | slot | slot …

    Raises a Refusal that asks for what is missing or not certain.
    """
    track = track_named(reading)
    typed = _Typed(track, read_title(reading))
    head, *slots = (part.strip() for part in reading.words.take_rest().split("|"))
    _read_options(reading, typed, head)
    typed.slots = [slot for slot in slots if slot]
    _check_number(typed)
    walls = _walls(reading, typed)
    parts, author = typed.parts, reading.ctx.speaker.person
    rule = series_rule(parts, max(walls, key=lambda wall: wall.day))
    minutes = parts.minutes or USUAL_MINUTES
    slots_ = tuple(sorted(walls, key=lambda wall: starts(wall, wall.day)))
    return Wanted(Question(0, track.code, typed.title, slots_, minutes, author, rule, parts.link))


def _read_options(reading: Reading, typed: _Typed, words: str) -> None:
    """What stands between the title and the first slot, in whichever order."""
    language = reading.ctx.speaker.language
    while words:
        left = read_option(typed.parts, words, today_of(reading), language, typed.head())
        if left is None:
            raise refusal(
                t('I do not understand "{words}" behind the title. Nothing was asked.',
                  words=words[:80]),
                t("Example: {example}", example=Typed(reading.usage)),
            )  # fmt: skip
        words = left.strip()


def _check_number(typed: _Typed) -> None:
    count = len(typed.slots)
    if count < LEAST_SLOTS:
        raise refusal(
            t("A question has at least two different times, each after a |. "
              "Reply with one more, or with several.")
            if count
            else t("Which times? Reply with at least two, with | between them."),
            t("Example: {example}", example="8 Dec 14:00 Paris | 9 Dec 21:00 Paris"),
            asks=typed.without(-1),
        )  # fmt: skip
    if count > MOST_SLOTS:
        raise refusal(
            n(
                "A question has at most one time. Nothing was asked.",
                "A question has at most {count} times; this has more. Nothing was asked.",
                MOST_SLOTS,
            )
        )
    for slot in typed.slots:
        if len(slot) > LONGEST_SLOT:
            raise refusal(
                t("This is too long for a time. Nothing was asked; here it is back:"),
                Quote(slot),
                private=True,
            )


def _walls(reading: Reading, typed: _Typed) -> list[Wall]:
    """The slots, each certain, to come, and different from the others. Raises a Refusal."""
    moments = [_moment(reading, typed, place) for place in range(len(typed.slots))]
    typed.slots = [canonical(moment) for moment in moments]
    shared = next((one.zone for one in moments if one.zone), "")
    if not shared:
        raise _which_zone(reading, typed, moments)
    walls: list[Wall] = []
    for place, moment in enumerate(moments):
        if moment.time is None:
            raise refusal(
                t("At what time on {day}? For example {example}.",
                  day=moment.date, example="14:00"),
                asks=f"{typed.without(place)}{moment.date.isoformat()} ",
            )  # fmt: skip
        wall = Wall(moment.date, moment.time, moment.zone or shared)
        begins = starts(wall, wall.day)
        if begins <= reading.ctx.now:
            raise refusal(
                t("{when} is over. Nothing was asked; reply with another time.", when=begins),
                asks=typed.without(place),
            )
        if begins > reading.ctx.now + FARTHEST:
            raise refusal(
                t("{when} is more than two years ahead. Nothing was asked; reply with another "
                  "time.", when=begins),
                asks=typed.without(place),
            )  # fmt: skip
        if begins in [starts(one, one.day) for one in walls]:
            raise refusal(
                t("{when} stands there twice. Nothing was asked; reply with another time.",
                  when=begins),
                asks=typed.without(place),
            )  # fmt: skip
        walls.append(wall)
    return walls


def _moment(reading: Reading, typed: _Typed, place: int) -> Moment:
    slot = typed.slots[place]
    speaker = reading.ctx.speaker
    found = understand(slot, today_of(reading), speaker.language, speaker.zone)
    before = typed.without(place)
    if isinstance(found, Doubt):
        raise doubt(found, before.rstrip())
    if found is None:
        raise refusal(
            t('I do not understand the time "{words}". Nothing was asked; reply with a day and a '
              "time, such as {example}.", words=slot[:80], example="8 Dec 14:00 Paris"),
            asks=before,
        )  # fmt: skip
    return found


def _which_zone(reading: Reading, typed: _Typed, moments: list[Moment]) -> Refusal:
    """The question in which zone all the slots are: those that most people of the track declared
    are offered, with UTC and the speaker's own."""
    first = typed.without(0)
    return refusal(
        t("In which time zone are these times?"),
        choices=tuple(
            Choice(
                verbatim(place_name(zone, reading.ctx.place.language)),
                first + canonical(replace(moments[0], zone=zone)),
            )
            for zone in likely_zones(reading, typed.track.code)
        ),
        asks=f"{first}{typed.slots[0]} ",
    )


def read_answers(words: str, language: str, slots: int) -> dict[int, Answer] | Phrase:
    """What was answered: "1,3 yes 2 maybe", "all no"; or what is wrong with it, in a sentence."""
    named = _names(language)
    pattern = "|".join(re.escape(one) for one in sorted(named, key=len, reverse=True))
    found: dict[int, Answer] = {}
    numbers: list[int] = []
    for word in re.findall(rf"(?:{pattern})(?![^\W\d])|\d+|[^\s{_BETWEEN}]+", words.casefold()):
        if word == "all":
            numbers += range(1, slots + 1)
        elif word.isdecimal():
            if not 1 <= int(word[:4]) <= slots:
                return t("There is no slot {number}. Nothing was recorded.", number=word[:20])
            numbers.append(int(word[:4]))
        elif word in named and numbers:
            if any(found.get(one, named[word]) is not named[word] for one in numbers):
                return t("A slot is named twice with different answers. Nothing was recorded.")
            found |= dict.fromkeys(numbers, named[word])
            numbers = []
        elif word in named:
            return t('Which slots does "{word}" stand for? Nothing was recorded.', word=word)
        else:
            return t('I do not understand "{words}". Nothing was recorded.', words=word[:40])
    if numbers:
        slots_ = tuple(str(one) for one in numbers)
        return t("What do you say of {slots}? Nothing was recorded.", slots=slots_)
    return found


def _names(language: str) -> dict[str, Answer]:
    """How the answers are called, in English and in a language."""
    named = {one.value: one for one in Answer}
    for spoken in ("en", language):
        named |= {plain_text(text_of(one.label, spoken)).casefold(): one for one in Answer}
    return named


def read_turns(words: str, slots: int) -> tuple[int, ...] | Phrase:
    """The slots that are picked, in their turn; or what is wrong with them, in a sentence."""
    found = re.findall(rf"[^\s{_BETWEEN}]+", words)
    for word in found:
        if not word.isdecimal() or not 1 <= int(word[:4]) <= slots:
            return t("There is no slot {number}. Nothing was planned.", number=word[:20])
    return tuple(int(word[:4]) for word in found)
