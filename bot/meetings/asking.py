"""The steps of finding a time that several commands take: what is shown, the board, the result."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.conversation.context import Context, Occasion
from bot.conversation.phrases import Phrase, t
from bot.conversation.reply import Choice, Reply
from bot.meetings.fairness import (
    LONGEST_ROTATION,
    account,
    awake,
    counts,
    fairest,
    held,
    is_open,
    leaders,
    occurrences,
    ranked,
    suitable,
)
from bot.meetings.model import Meeting, Unit
from bot.meetings.rules import shown_zones
from bot.meetings.series import starts
from bot.meetings.slot_views import Asked, board, result
from bot.meetings.slots import Ballot, Question, Rotation
from bot.meetings.store import Meetings, Questions
from bot.people.linking import when_linked
from bot.people.waiting import Waiting, when_asked_what_waits
from bot.ports import Tx
from bot.tracks.current import when_asked_what_goes_on
from bot.tracks.model import Track
from bot.tracks.store import Memberships, Tracks


def asked(tx: Tx, question: Question, ballots: list[Ballot] | None = None) -> Asked:
    """A question with what its cards show of it."""
    if ballots is None:
        ballots = tx.get(Questions).ballots(question)
    track = tx.get(Tracks).track(question.track)
    zones = tx.get(Meetings).zones(question.track)
    found = counts(ballots, len(question.slots))
    return Asked(
        question,
        track.title if track else question.track,
        tuple(shown_zones(zones, starts(one, one.day), one.zone) for one in question.slots),
        tuple(found),
        len(ballots),
        leaders(found),
    )


def planned_from(tx: Tx, question: Question) -> Meeting | None:
    """The first meeting that was planned from a question."""
    return tx.get(Meetings).numbered(question.meeting) if question.meeting else None


def show_question(occasion: Occasion, question: Question) -> None:
    """Have the question's message drawn anew in every room of its track."""
    occasion.board(question.track, question.reference, _drawing(question.number), question.matter)


def _drawing(number: int) -> Callable[[Tx], Reply | None]:
    def draw(tx: Tx) -> Reply | None:
        question = tx.get(Questions).numbered(number)
        if question is None:
            return None
        return board(asked(tx, question), planned_from(tx, question))

    return draw


def result_of(tx: Tx, question: Question, now: datetime, language: str, *, picks: bool) -> Reply:
    """The result of a question as it stands, in a language."""
    ballots = tx.get(Questions).ballots(question)
    one = asked(tx, question, ballots)
    zones = tx.get(Meetings).zones(question.track)
    at_night = {count.number: awake(zones, one.begins(count.number)) for count in one.counts}
    rotation = _rotation(tx, one, now) if question.rule else None
    return result(one, ranked(one.counts), at_night, rotation, language, picks=picks)


def _rotation(tx: Tx, one: Asked, now: datetime) -> Rotation | None:
    """The fairest turns among the slots that suit enough people and are still to come."""
    question = one.question
    coming = [count for count in one.counts if one.begins(count.number) > now]
    if not coming or question.rule is None:
        return None
    meetings = tx.get(Meetings)
    zones = meetings.zones(question.track)
    borne = account(zones, held(meetings.of((question.track,)), now))
    longest = 1 if question.rule.unit is Unit.MONTHS else LONGEST_ROTATION
    return fairest(occurrences(question, suitable(coming, one.people)), zones, borne, longest)


def settle(tx: Tx, question: Question, now: datetime, chosen: tuple[int, ...] = (),
           meeting: Meeting | None = None) -> Question:  # fmt: skip
    """Keep what was chosen (nothing: it was taken back)."""
    settled = replace(
        question, settled=now, chosen=chosen, meeting=meeting.number if meeting else None
    )
    tx.get(Questions).settle(settled)
    return settled


@when_linked
def unite_answers(tx: Tx, occasion: Occasion, first: int, _second: int) -> None:
    """Somebody who answered as two is one: what they answered is counted anew."""
    questions = tx.get(Questions)
    for question in questions.open_of(None):
        if questions.answers(question, first):
            show_question(occasion, question)


@when_asked_what_waits
def unanswered(tx: Tx, ctx: Context) -> list[Waiting]:
    """The open questions of the speaker's tracks of which they have said nothing."""
    questions, person = tx.get(Questions), ctx.speaker.person
    mine = tuple(tx.get(Memberships).of(person))
    return [
        Waiting(
            t("{reference} {title}: say when you can", reference=one.reference, title=one.title),
            Choice(t("Answer {reference}", reference=one.reference), f"can {one.reference}"),
        )
        for one in questions.open_of(mine)
        if is_open(one, ctx.now) and not questions.answers(one, person)
    ]


@when_asked_what_goes_on
def open_questions(tx: Tx, track: Track, now: datetime) -> list[Phrase]:
    """The questions of a track that are open."""
    found = [one for one in tx.get(Questions).open_of((track.code,)) if is_open(one, now)]
    references = tuple(one.reference for one in found)
    return [t("A time is looked for: {references}.", references=references)] if found else []
