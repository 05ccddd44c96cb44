"""Corrections of the minutes: proposed by who was there, accepted or declined, approved at last."""

from dataclasses import replace

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import n, t, verbatim
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Items, Quote, Reply, reply
from bot.meetings import course
from bot.meetings.arguments import Proposed
from bot.meetings.life import record, shown
from bot.meetings.minutes import Correction, Line, Presence, Standing
from bot.meetings.model import Meeting, State
from bot.meetings.papers import approved_summary
from bot.meetings.results import correction_line
from bot.meetings.rules import LONGEST_LINE, corrections_end, undecided
from bot.meetings.store import Comers, Meetings, Minutes
from bot.meetings.summary import mailing_text
from bot.meetings.views import heading
from bot.people.model import Role
from bot.people.store import Roles
from bot.ports import Tx
from bot.record.verify import digest
from bot.tracks.store import Memberships

_SHOWN_HASH = 12


@command(
    "correct",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Propose a correction of the minutes"),
    example='correct M4.12 "Forty-two comments came in."',
    takes_part=True,
    asks=t("What should it say? Reply with the corrected text."),
)
def correct(ctx: Context, tx: Tx, line: Line, text: Rest) -> Reply:
    """Propose another text for a line; the rapporteurs decide, and both texts stay."""
    meeting = _of(tx, line)
    ends = corrections_end(meeting)
    if meeting.approved or (ends is not None and ctx.now >= ends):
        raise refusal(
            t(
                "The corrections of {reference} are closed. Yours was not kept; here it is back:",
                reference=meeting.reference,
            ),
            Quote(text),
            private=True,
        )
    _check_took_part(ctx, tx, meeting, text)
    if len(text) > LONGEST_LINE:
        raise course.too_long(text)
    proposed = tx.get(Minutes).propose(line, ctx.speaker.person, text, ctx.now)
    for rapporteur in tx.get(Roles).holders(Role.RAPPORTEUR):
        ctx.tell(
            rapporteur.id,
            reply(
                t("A correction of {reference} is proposed:", reference=line.reference),
                Quote(line.text),
                Quote(text),
                choices=(
                    Choice(t("Accept"), f"accept {proposed.reference}"),
                    Choice(t("Decline"), f"decline {proposed.reference}"),
                ),
            ),
        )
    return reply(
        t("Your correction {reference} is noted:", reference=proposed.reference),
        Quote(text),
        t("A rapporteur accepts or declines it; both texts stay to be seen."),
        private=True,
    )


def _of(tx: Tx, line: Line) -> Meeting:
    meeting = tx.get(Meetings).numbered(line.meeting)
    if meeting is None:
        raise LookupError(f"the meeting of {line.reference} is gone")
    return meeting


def _check_took_part(ctx: Context, tx: Tx, meeting: Meeting, text: str) -> None:
    """Raises a Refusal unless the speaker was present; where no attendance is kept, unless they
    are of the track."""
    present = {
        person
        for person, _, presence in tx.get(Comers).attendance(meeting)
        if presence is Presence.PRESENT
    }
    if meeting.chatham:
        if meeting.track in tx.get(Memberships).of(ctx.speaker.person):
            return
    elif ctx.speaker.person in present:
        return
    raise refusal(
        t(
            "Who was present in {reference} corrects its minutes. Yours was not kept; "
            "here it is back:",
            reference=meeting.reference,
        ),
        Quote(text),
        private=True,
    )


@command(
    "accept",
    who=Who.RAPPORTEUR,
    where=Where.ANYWHERE,
    help=t("Accept a correction of the minutes"),
    example="accept M4.12/1",
)
def accept(ctx: Context, tx: Tx, proposed: Proposed) -> Reply:
    """Accept a correction: from now on the line says this."""
    _check_undecided(proposed)
    one = proposed.correction
    tx.get(Minutes).decide(one, Standing.ACCEPTED, "")
    said = reply(
        t("The correction {reference} is accepted. The line says now:", reference=one.reference),
        Quote(one.text),
    )
    ctx.tell(one.person, said)
    return said


@command(
    "decline",
    who=Who.RAPPORTEUR,
    where=Where.ANYWHERE,
    help=t("Decline a correction, with the reason"),
    example="decline M4.12/1 The recording says otherwise.",
    asks=t("Why is it declined? Reply with the reason."),
)
def decline(ctx: Context, tx: Tx, proposed: Proposed, reason: Rest) -> Reply:
    """Decline a correction with a reason; it stays to be seen."""
    _check_undecided(proposed)
    one = proposed.correction
    tx.get(Minutes).decide(one, Standing.DECLINED, reason)
    said = reply(
        t("The correction {reference} is declined. Reason:", reference=one.reference),
        Quote(reason),
    )
    ctx.tell(one.person, said)
    return said


def _check_undecided(proposed: Proposed) -> None:
    one, meeting = proposed.correction, proposed.meeting
    if meeting.approved:
        raise refusal(
            t("The minutes of {reference} are approved.", reference=meeting.reference),
            t("Nothing was changed."),
        )
    if one.standing is not Standing.PROPOSED:
        raise refusal(t("This was decided already:"), Items((correction_line(one),)))


@command(
    "approve",
    who=Who.RAPPORTEUR,
    where=Where.ANYWHERE,
    help=t("Approve and publish the minutes"),
    example="approve M4",
    lasting=True,
)
def approve(ctx: Context, tx: Tx, meeting: Meeting) -> Reply:
    """Publish the summary once corrections are over and decided; its hash goes into the record."""
    _check_approvable(ctx, tx, meeting)
    approved = replace(meeting, approved=ctx.now.replace(microsecond=0))
    text = approved_summary(tx, meeting, approved, ctx.settings.language)
    approved = replace(approved, summary=text)
    tx.get(Meetings).change(approved)
    record(tx, approved, "minutes.approved", ctx.speaker.pseudonym, ctx.now, summary=digest(text))
    said = reply(
        t("The minutes of {heading} are approved.", heading=heading(shown(tx, approved, ctx.now))),
        t("The hash of their summary in the record begins {hash}.",
          hash=digest(text)[:_SHOWN_HASH]),
        choices=(
            Choice(t("Summary"), f"summary {meeting.reference}"),
            Choice(t("Text for the mailing list"), f"list {meeting.reference}"),
        ),
        with_head=True,
    )  # fmt: skip
    ctx.announce(
        meeting.track,
        said,
        once=f"{meeting.keys}approved",
        about=meeting.matter,
        letter=reply(*said.blocks, verbatim(mailing_text(text).rstrip())),
    )
    return said


def _check_approvable(ctx: Context, tx: Tx, meeting: Meeting) -> None:
    if meeting.approved:
        raise refusal(
            t(
                "The minutes of {reference} were approved {when}.",
                reference=meeting.reference,
                when=meeting.approved,
            )
        )
    ends = corrections_end(meeting)
    if meeting.state is not State.ENDED or ends is None:
        raise refusal(
            t(
                "{reference} is {state}: there are no minutes to approve.",
                reference=meeting.reference,
                state=meeting.state.label,
            )
        )
    if ctx.now < ends:
        raise refusal(
            t(
                "Corrections of {reference} are open until {when}. Approve the minutes after that.",
                reference=meeting.reference,
                when=ends,
            )
        )
    waiting = undecided(tx.get(Minutes).corrections(meeting))
    if waiting:
        raise _waiting(meeting, waiting)


def _waiting(meeting: Meeting, waiting: list[Correction]) -> Refusal:
    return refusal(
        n(
            "One correction of {reference} waits to be accepted or declined:",
            "{count} corrections of {reference} wait to be accepted or declined:",
            len(waiting),
            reference=meeting.reference,
        ),
        Items(tuple(correction_line(one) for one in waiting)),
        choices=tuple(
            Choice(t("Accept {reference}", reference=one.reference), f"accept {one.reference}")
            for one in waiting[:4]
        ),
    )
