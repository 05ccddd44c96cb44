"""What time does to decisions: reminders to those who have not voted, closing, becoming final."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.context import Occasion
from bot.conversation.phrases import t
from bot.conversation.reply import Choice, Quote, reply
from bot.decisions.ballot_views import ballot_choices
from bot.decisions.cells import silent_shown
from bot.decisions.ending import close
from bot.decisions.life import evaluation_of, may_still_vote, published_so, record, show_board
from bot.decisions.model import Decision, Published, State
from bot.decisions.outreach import unheard
from bot.decisions.rules import is_closed, is_open, review_ends
from bot.decisions.store import Decisions
from bot.decisions.views import evaluation, few_yet, public_choices
from bot.people.model import Role
from bot.people.store import Roles
from bot.ports import Tx
from bot.tracks.store import Tracks

_A_DAY = timedelta(hours=24)
_TOLD = "told"


def keep_time(tx: Tx, occasion: Occasion) -> None:
    """Do for every unfinished decision what is due and not done yet."""
    for decision in tx.get(Decisions).unfinished():
        if is_open(decision, occasion.now):
            _remind(tx, occasion, decision)
        elif is_closed(decision, occasion.now):
            _close(tx, occasion, decision)
        elif decision.state is State.PROVISIONAL:
            _make_final(tx, occasion, decision)


def _remind(tx: Tx, occasion: Occasion, decision: Decision) -> None:
    opened, closes = decision.opened, decision.closes
    if opened is None or closes is None:
        return
    steps = {"half": opened + (closes - opened) / 2, "day": closes - _A_DAY}
    for moment in (*steps.values(), closes):
        if moment > occasion.now:
            occasion.wake(moment)
    due = [
        name
        for name, moment in steps.items()
        if occasion.now >= moment and name not in decision.noticed
    ]
    if not due:
        return
    # After an outage both may be due: people are reminded once.
    tx.get(Decisions).change(replace(decision, noticed=decision.noticed | set(due)))
    for person in tx.get(Decisions).not_heard(decision):
        if not may_still_vote(tx, decision, person):
            continue
        occasion.tell(
            person,
            reply(
                t("{reference} waits for your vote until {when}:",
                  reference=decision.reference, when=closes),
                Quote(decision.terms.proposal),
                choices=ballot_choices(decision),
            ),
        )  # fmt: skip
    if "day" in due:
        said = reply(
            t("{reference} closes on {when}.", reference=decision.reference, when=closes),
            choices=(Choice(t("Show it"), f"decision {decision.reference}"),),
        )
        # A list has no board to vote on.
        letter = replace(said, choices=ballot_choices(decision))
        occasion.announce(decision.track, said, about=decision.matter, letter=letter)
    if "day" in due and published_so(tx, decision) is Published.NONE:
        for facilitator in tx.get(Roles).holders(Role.FACILITATOR, decision.track):
            occasion.tell(facilitator.id, few_yet(decision))
    if "half" in due:
        silent = tx.get(Decisions).not_heard(decision)
        outreach = unheard(decision, silent_shown(tx, decision)) if silent else None
        for facilitator in tx.get(Roles).holders(Role.FACILITATOR, decision.track):
            if outreach:
                occasion.tell(facilitator.id, outreach)
    show_board(occasion, decision)


def _close(tx: Tx, occasion: Occasion, decision: Decision) -> None:
    # A command may have noticed the close before; it is told all the same, once.
    if _TOLD in decision.noticed:
        return
    decision = close(tx, decision, occasion.now)
    tx.get(Decisions).change(replace(decision, noticed=decision.noticed | {"closed", _TOLD}))
    show_board(occasion, decision)
    track = tx.get(Tracks).track(decision.track)
    title = track.title if track else decision.track
    counted = evaluation_of(tx, decision)
    found = evaluation(decision, title, counted)
    told = () if counted.published is Published.NONE else public_choices(decision)
    said = replace(found, choices=told, with_head=True)
    occasion.announce(decision.track, said, about=decision.matter)
    for person in tx.get(Roles).holders(Role.FACILITATOR, decision.track):
        occasion.tell(person.id, found)


def _make_final(tx: Tx, occasion: Occasion, decision: Decision) -> None:
    ends: datetime | None = review_ends(decision)
    if decision.contested or ends is None:
        return
    if occasion.now < ends:
        occasion.wake(ends)
        return
    final = replace(decision, state=State.DECIDED)
    tx.get(Decisions).change(final)
    record(tx, final, "decision.final", "installation", occasion.now)
    show_board(occasion, final)
    occasion.announce(
        final.track,
        reply(t("The result of {reference} is final.", reference=final.reference), with_head=True),
        about=final.matter,
    )
