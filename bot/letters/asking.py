"""What a letter asks for, and whether its sender is proven. The hearing calls it.

A letter proves its sender by answering one of the bot's that was sent to that address alone and
bears a number nobody can guess; once. Everything else is asked back first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.message import Claim, Message, PersonRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import verbatim
from bot.conversation.reply import Choice, Reply
from bot.letters.rules import chosen, typed
from bot.letters.store import Letters
from bot.letters.views import (
    CONFIRM_DAYS,
    confirmation,
    how_to_write,
    not_read,
    not_understood,
    worded,
)
from bot.pace import Bucket, Rate
from bot.people.store import People
from bot.ports import Outbox, Tx

_PER_ADDRESS = Rate(6 / 3600, 6)
_FOR_ALL = Rate(1, 60)
_MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that is understood: the bot's letter it answers, the command it means ("" for none),
    and what it is told if it means none."""

    answered: Outgoing | None
    line: str
    otherwise: Reply


def opened(tx: Tx, message: Message, claim: Claim, now: datetime) -> Letter:
    """What a letter means."""
    answered = _answered(tx, message, claim, now)
    if claim.unread:
        return Letter(answered, "", not_read(claim.unread))
    line = typed(message.text)
    if line or answered is None:
        return Letter(answered, line, how_to_write())
    wording = answered.wording
    line = chosen(wording.buttons, message.text, freely=claim.direct)
    if not line and wording.asks and message.text.strip() and answered.to.id == message.sender.id:
        line = wording.asks + message.text.strip()
    again = tuple(Choice(verbatim(one.label), one.says) for one in wording.buttons)
    return Letter(answered, line, not_understood(again) if again else how_to_write())


def _answered(tx: Tx, message: Message, claim: Claim, now: datetime) -> Outgoing | None:
    """The nearest of the bot's letters that is answered and still known. Another person's is not
    looked at."""
    outbox = tx.get(Outbox)
    for number in claim.answers:
        found = outbox.numbered(number)
        if found is None or (found.private and found.to.id != message.sender.id):
            continue
        if not found.private or not found.expires or found.expires > now:
            return found
    return None


def proves(tx: Tx, claim: Claim, now: datetime) -> bool:
    """Whether a letter proves its sender; if so, what it answers proves nothing any more."""
    return bool(claim.proof) and tx.get(Letters).prove(claim.proof, now)


class Patience:
    """How many letters that prove nothing are answered: few for an address, not many in all.
    Whoever forges senders must not make the bot write to the whole world."""

    def __init__(self) -> None:
        self._buckets: dict[PersonRef, Bucket] = {}
        self._all: Bucket | None = None

    def take(self, sender: PersonRef, now: datetime) -> bool:
        """Whether one more is answered."""
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.clear()
        self._all = self._all or Bucket(_FOR_ALL, now)
        mine = self._buckets.setdefault(sender, Bucket(_PER_ADDRESS, now))
        if mine.wait(now) or self._all.wait(now):
            return False
        mine.take(now)
        self._all.take(now)
        return True


def ask_back(tx: Tx, message: Message, letter: Letter, language: str, now: datetime) -> None:
    """Write to the address that a letter claims: was it you? Or, if it means nothing, say so."""
    person = tx.get(People).behind(message.sender)
    said = confirmation(letter.line) if letter.line else letter.otherwise
    spoken = person.language if person and person.language else language
    zone = person.zone if person and person.zone else "UTC"
    outgoing = Outgoing(
        message.room,
        worded(said, message.room, spoken, zone),
        answers=message.id,
        thread=message.thread,
        addressed=True,
        private=True,
        expires=now + timedelta(days=CONFIRM_DAYS),
    )
    tx.get(Outbox).put(outgoing, now)
