"""As whom somebody votes: voices that become one, that are taken back, that stay behind. What
links, erases and leavings do to what is open.
"""

from datetime import UTC, datetime

from bot.conversation.context import Occasion
from bot.conversation.phrases import Phrase, t
from bot.decisions.life import record, record_objection, show_board
from bot.decisions.model import Ballot, Decision, Head, Position, Secrecy, Standing, Voter
from bot.decisions.rules import ballot_hash, is_open
from bot.decisions.store import Ballots, Decisions, Objections, Voices
from bot.people.erasing import when_erased
from bot.people.linking import Wait, when_linked, when_linking
from bot.people.model import Person
from bot.people.stays import when_asked_what_stays
from bot.ports import Tx


@when_linked
def unite_ballots(tx: Tx, occasion: Occasion, first: int, _second: int) -> None:
    """Who was two is one voice until the close, in all that is open and where either has voted:
    the later ballot stands, and counts if one of the two is in the electorate."""
    for decision in tx.get(Decisions).unfinished():
        if not is_open(decision, occasion.now):
            continue
        heads = tx.get(Voices).heads(decision, first)
        if any(one.voted or one.held for one in heads) and _join(tx, decision, first, occasion.now):
            show_board(occasion, decision)


def voter_of(tx: Tx, decision: Decision, person: int, now: datetime) -> Voter:
    """Who somebody votes as; from now until the close all their accounts are one voice here,
    though they part."""
    voter = tx.get(Decisions).voter(decision, person)
    if voter.is_one:
        return voter
    _join(tx, decision, person, now)
    return tx.get(Decisions).voter(decision, person)


def _join(tx: Tx, decision: Decision, person: int, now: datetime) -> bool:
    """Make the voices of a person one; whether anything that others see changed.

    Who stays is of the electorate if one of them is: in a secret round who has voted, for their
    ballot can't be found. Each of the others that is of the electorate or has voted is named in the
    record, so that neither the turnout nor the count knows a person twice.
    """
    voices, secret = tx.get(Voices), decision.terms.secrecy is Secrecy.SECRET
    heads = voices.heads(decision, person)
    stays = max(heads, key=lambda one: (secret and one.voted, one.eligible, _since(one, decision)))
    voices.join(decision, person, stays.member)
    voter = tx.get(Decisions).voter(decision, person)
    moved = not secret and tx.get(Ballots).merge(decision, voter)
    kept = tx.get(Ballots).of(decision, person)
    # An account may bring an objection along, and no ballot: it was taken back.
    withdrawn = kept is not None and _unite_objections(tx, decision, voter, kept, now)
    hashed = {} if secret else {"ballot": ballot_hash(kept) if kept else ""}
    gone = [one for one in heads if one is not stays and (one.eligible or one.voted)]
    # The later ballot first: then each entry names the later of its two.
    gone.sort(key=lambda one: _since(one, decision), reverse=True)
    for one in gone:
        record(
            tx, decision, "ballots.united", voter.pseudonym, now,
            absorbed=one.pseudonym, **hashed,
        )  # fmt: skip
    return moved or withdrawn or bool(gone)


def _since(head: Head, decision: Decision) -> datetime:
    return head.at or decision.opened or datetime.min.replace(tzinfo=UTC)


def _unite_objections(
    tx: Tx, decision: Decision, voter: Voter, kept: Ballot, now: datetime
) -> bool:
    """Only the objection of the ballot that stands is left; whether others were withdrawn."""
    objections = tx.get(Objections)
    mine = objections.all_by(decision, voter.person)
    reason = kept.reason if kept.choice == (Position.OBJECT.value,) else None
    stays = next((one for one in reversed(mine) if one.reason == reason), None)
    gone = [one for one in mine if one is not stays]
    for one in gone:
        objections.change(decision, one.number, Standing.WITHDRAWN)
        record_objection(tx, decision, "withdrawn", one.author, now, one.number)
    return bool(gone)


@when_linking
def wait_for_secret_votes(tx: Tx, now: datetime, first: int, second: int) -> Wait | None:
    """Two persons can't become one while both have voted secretly on something open: neither
    ballot can be found to be taken out. Nor while the vote of one does not count, which would
    silence the other. The wait ends with the last of these rounds."""
    waits = [
        Wait(decision.closes, decision.reference)
        for decision in tx.get(Decisions).unfinished()
        if decision.closes
        and is_open(decision, now)
        and decision.terms.secrecy is Secrecy.SECRET
        and _in_the_way(tx, decision, first, second)
    ]
    return max(waits, key=lambda one: one.until, default=None)


def _in_the_way(tx: Tx, decision: Decision, first: int, second: int) -> bool:
    decisions, ballots = tx.get(Decisions), tx.get(Ballots)
    one, other = decisions.voter(decision, first), decisions.voter(decision, second)
    voted = [each for each in (one, other) if ballots.has_voted(decision, each.person)]
    if not voted or one.member == other.member:
        return False
    return len(voted) == 2 or ((one.eligible or other.eligible) and not voted[0].eligible)


@when_erased
def take_back_ballots(tx: Tx, occasion: Occasion, person: Person) -> None:
    """Before somebody is erased: their open ballots and objections in what is still open are taken
    back. A secret ballot is nobody's, and stays."""
    for decision in tx.get(Decisions).unfinished():
        if not is_open(decision, occasion.now):
            continue
        voter = tx.get(Decisions).voter(decision, person.id)
        taken = tx.get(Ballots).take_back(decision, person.id)
        if taken:
            record(tx, decision, "ballot.taken-back", voter.pseudonym, occasion.now)
        standing = tx.get(Objections).by(decision, person.id)
        while standing:
            tx.get(Objections).change(decision, standing.number, Standing.WITHDRAWN)
            record_objection(
                tx, decision, "withdrawn", standing.author, occasion.now, standing.number
            )
            taken, standing = True, tx.get(Objections).by(decision, person.id)
        if taken:
            show_board(occasion, decision)


@when_asked_what_stays
def ballots_that_stand(tx: Tx, now: datetime, person: int, track: str) -> list[Phrase]:
    """The ballots of somebody who leaves a track, or becomes a rapporteur (track "")."""
    current = tx.get(Decisions).current((track,) if track else None)
    voted = tuple(
        one.reference
        for one in reversed(current)
        if is_open(one, now) and tx.get(Ballots).has_voted(one, person)
    )
    if not voted:
        return []
    if track:
        return [
            t("What you voted stands: {references}. You can change it or take it back until the "
              "close.", references=voted)
        ]  # fmt: skip
    return [
        t("What you voted stands: {references}. You can take it back until the close, and not "
          "change it.", references=voted)
    ]  # fmt: skip
