"""Finding a time: asking when people can, answering, the result, and picking."""

from enum import Enum

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Phrase, n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Line, Reply, reply
from bot.meetings.asking import asked, planned_from, result_of, settle, show_question
from bot.meetings.fairness import LONGEST_ROTATION, plans, simplest
from bot.meetings.life import plan_meeting
from bot.meetings.model import Plan, Unit
from bot.meetings.plan_views import clock_trouble
from bot.meetings.slot_views import menu, recorded, settled_lines
from bot.meetings.slot_words import QUESTION, Wanted, read_answers, read_turns
from bot.meetings.slots import Question
from bot.meetings.store import Questions
from bot.people.model import Grant, Role
from bot.people.store import Roles
from bot.ports import Tx
from bot.record.store import Journal
from bot.tracks.model import Track
from bot.tracks.store import Memberships, Tracks


class Look(Enum):
    """The word by which the result is asked for; the button says it."""

    RESULT = "result"

    @property
    def label(self) -> Phrase:
        """What the button says."""
        return t("Result")


@command(
    "slots",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Ask when people can meet"),
    example='slots bpf-cybersecurity "Charter call" for 60m every 2 weeks | 8 Dec 14:00 Paris | '
    "8 Dec 22:00 Paris",
)
def ask(ctx: Context, tx: Tx, wanted: Wanted) -> Reply:
    """Ask in the rooms of a track when people can."""
    track = _track(tx, wanted.question)
    if track.closed:
        raise refusal(t("{track} is closed. Nothing is planned there.", track=track.title))
    question = tx.get(Questions).ask(wanted.question, ctx.now)
    tx.get(Journal).add(
        "slots.asked", ctx.speaker.pseudonym, ctx.now,
        question=question.reference, track=track.code, slots=len(question.slots),
    )  # fmt: skip
    show_question(ctx, question)
    one = asked(tx, question)
    trouble = [
        block
        for number, wall in enumerate(question.slots, 1)
        for block in clock_trouble(
            Plan(track.code, question.title, wall, question.minutes), one.begins(number)
        )
    ]
    return reply(
        n(
            "{reference} is asked in the rooms of {track}: one slot.",
            "{reference} is asked in the rooms of {track}: {count} slots.",
            len(question.slots),
            reference=question.reference,
            track=track.title,
        ),
        *(
            Line(t("{number}. {when}", number=number, when=one.begins(number)))
            for number in range(1, len(question.slots) + 1)
        ),
        *trouble,
        choices=(
            Choice(t("Answer"), f"can {question.reference}"),
            Choice(t("Result"), f"slots {question.reference} result"),
            Choice(t("Take it back"), f"withdraw {question.reference}"),
        ),
    )


@command(
    "slots",
    of=QUESTION,
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("When people can meet: your answers, and the result"),
    example="slots S3",
    listed=False,
)
def look(ctx: Context, tx: Tx, question: Question, look_at: Look | None) -> Reply:
    """Show one's own answers; to a facilitator, and to everybody who asks for it, the result."""
    if question.settled is not None:
        one = asked(tx, question)
        return reply(*_settled_head(question), *settled_lines(one, planned_from(tx, question)))
    facilitates = _facilitates(ctx, tx, question)
    if look_at is None and not facilitates:
        return _menu(ctx, tx, question)
    return result_of(tx, question, ctx.now, ctx.place.language, picks=facilitates)


@command(
    "can",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Say which times suit you"),
    example="can S3 1,3 yes 2 maybe",
    takes_part=True,
)
def can(ctx: Context, tx: Tx, question: Question, words: Rest | None) -> Reply:
    """Record what a person says of slots, in place of what they said before."""
    _may_answer(ctx, tx, question)
    if not words:
        return _menu(ctx, tx, question)
    one = asked(tx, question)
    said = read_answers(words, ctx.speaker.language, len(question.slots))
    if isinstance(said, Phrase):
        raise Refusal(_menu(ctx, tx, question, said))
    every = words.casefold().startswith("all")
    answers = {number: a for number, a in said.items() if one.begins(number) > ctx.now}
    if len(answers) < len(said) and (not every or not answers):
        over = next(number for number in said if number not in answers)
        raise Refusal(
            _menu(ctx, tx, question,
                  t("Slot {number} is over. Nothing was recorded.", number=over))
        )  # fmt: skip
    tx.get(Questions).answer(question, ctx.speaker.person, answers, ctx.now)
    show_question(ctx, question)
    return _menu(ctx, tx, question, recorded(question, answers))


@command(
    "pick",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Choose a time, or several in turn"),
    example="pick S3 1 3",
)
def pick(ctx: Context, tx: Tx, question: Question, words: Rest | None) -> Reply:
    """Plan a meeting or a series from a slot, or a series that takes several in turn."""
    if question.settled is not None:
        raise _is_settled(tx, question, t("Nothing was planned."))
    turns = read_turns(words or "", len(question.slots))
    if isinstance(turns, Phrase) or not turns:
        raise refusal(
            turns if isinstance(turns, Phrase) else t("Which slot?"), choices=_takes(question)
        )
    turns = simplest(turns)
    _check_turns(ctx, tx, question, turns)
    meetings = [
        plan_meeting(tx, ctx, plan, ctx.speaker.person, ctx.speaker.pseudonym)
        for _, plan in plans(question, turns)
    ]
    settled = settle(tx, question, ctx.now, turns, meetings[0])
    tx.get(Journal).add(
        "slots.picked", ctx.speaker.pseudonym, ctx.now,
        question=question.reference, track=question.track,
        slots=" ".join(str(one) for one in turns),
        meetings=" ".join(one.reference for one in meetings),
    )  # fmt: skip
    show_question(ctx, settled)
    return reply(
        *_settled_head(settled),
        *settled_lines(asked(tx, settled), meetings[0]),
        choices=tuple(
            Choice(t("Show {reference}", reference=one.reference), f"meeting {one.reference}")
            for one in meetings
        ),
    )


@command(
    "withdraw",
    of=QUESTION,
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Take a question for a time back"),
    example="withdraw S3",
    listed=False,
)
def take_back(ctx: Context, tx: Tx, question: Question) -> Reply:
    """Settle a question without a choice."""
    if question.settled is not None:
        raise _is_settled(tx, question, t("Nothing was changed."))
    settled = settle(tx, question, ctx.now)
    tx.get(Journal).add(
        "slots.withdrawn", ctx.speaker.pseudonym, ctx.now,
        question=question.reference, track=question.track,
    )  # fmt: skip
    show_question(ctx, settled)
    return reply(*_settled_head(settled), *settled_lines(asked(tx, settled), None))


def _track(tx: Tx, question: Question) -> Track:
    track = tx.get(Tracks).track(question.track)
    if track is None:
        raise LookupError("a question's track is never deleted")
    return track


def _facilitates(ctx: Context, tx: Tx, question: Question) -> bool:
    mine = tx.get(Roles).of(ctx.speaker.person)
    return Grant(Role.FACILITATOR, question.track) in mine


def _menu(ctx: Context, tx: Tx, question: Question, *first: Phrase) -> Reply:
    mine = tx.get(Questions).answers(question, ctx.speaker.person)
    return menu(asked(tx, question), mine, ctx.now, *first)


def _may_answer(ctx: Context, tx: Tx, question: Question) -> None:
    """Raises a Refusal unless the question is open, and the speaker of its track."""
    if question.settled is not None:
        raise _is_settled(tx, question, t("Your answer was not recorded."))
    track = _track(tx, question)
    if track.code not in tx.get(Memberships).of(ctx.speaker.person):
        raise refusal(
            t("The people of {track} are asked. Your answer was not recorded.", track=track.title),
            choices=(
                Choice(t("Take part"), f"join {track.code}"),
                Choice(t("Observe only"), f"observe {track.code}"),
            ),
            private=True,
        )


def _is_settled(tx: Tx, question: Question, nothing: Phrase) -> Refusal:
    """That a question is settled, with what was chosen."""
    lines = settled_lines(asked(tx, question), planned_from(tx, question))
    meeting = planned_from(tx, question)
    return refusal(
        t("{reference} is settled. {nothing}", reference=question.reference, nothing=nothing),
        *lines,
        choices=(Choice(t("Show it"), f"meeting {meeting.reference}"),) if meeting else (),
        private=True,
    )


def _settled_head(question: Question) -> tuple[Line, ...]:
    return (
        Line(
            t("{reference} is settled: {title}",
              reference=question.reference, title=question.title)
        ),
    )  # fmt: skip


def _takes(question: Question) -> tuple[Choice, ...]:
    return tuple(
        Choice(t("Take {number}", number=number), f"pick {question.reference} {number}")
        for number in range(1, len(question.slots) + 1)
    )


def _check_turns(ctx: Context, tx: Tx, question: Question, turns: tuple[int, ...]) -> None:
    """Raises a Refusal if these slots can't be taken in turn."""
    one = asked(tx, question)
    over = next((number for number in turns if one.begins(number) <= ctx.now), None)
    if over is not None:
        raise refusal(
            t("Slot {number} is over: it was {when}. Nothing was planned.",
              number=over, when=one.begins(over)),
            choices=_takes(question),
        )  # fmt: skip
    if len(turns) == 1:
        return
    if question.rule is None:
        raise refusal(
            t("{reference} asks for one meeting: choose one slot. Nothing was planned.",
              reference=question.reference),
            choices=_takes(question),
        )  # fmt: skip
    if question.rule.unit is Unit.MONTHS:
        raise refusal(
            t("A series in months can't take turns: choose one slot. Nothing was planned."),
            choices=_takes(question),
        )
    if len(turns) > LONGEST_ROTATION:
        raise refusal(
            n(
                "At most one slot can be taken in turn. Nothing was planned.",
                "At most {count} slots can be taken in turn. Nothing was planned.",
                LONGEST_ROTATION,
            )
        )
