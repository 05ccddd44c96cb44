"""What a letter asks for, and whether its sender is proven. The hearing calls it.

A letter proves its sender by answering one of the bot's that was sent to that address alone and
bears a number nobody can guess; once. Everything else is asked back first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.addresses import confirmation_address
from bot.conversation.message import MAIL, Claim, Confirmed, Message, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import t, verbatim
from bot.conversation.reply import Block, Choice, Line, Reply
from bot.decisions.voting import secret_by_mail
from bot.letters.comments import Remark, remark, remark_blocks, remark_in
from bot.letters.rules import chosen, typed
from bot.letters.store import Asked, Letters
from bot.letters.views import (
    CONFIRM_DAYS,
    LONGEST_SHOWN,
    command_blocks,
    confirmation,
    how_to_write,
    not_read,
    not_understood,
    worded,
)
from bot.pace import Bucket, Rate
from bot.people.rules import code_hash, new_code
from bot.people.store import People
from bot.ports import Outbox, Tx
from bot.settings import Settings

_PER_ADDRESS = Rate(6 / 3600, 6)
_FOR_ALL = Rate(1, 60)
_MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that is understood.

    answered: the bot's letter that it answers. line: the command it means, "" for none.
    otherwise: what it is told if it means none. meant: whether it is meant for the bot, and not
    for those on a mailing list alone. first: a command by which what is meant is shown first, with
    all that can be chosen, or "".
    """

    answered: Outgoing | None
    line: str
    otherwise: Reply
    meant: bool
    first: str = ""


def opened(tx: Tx, message: Message, claim: Claim, now: datetime) -> Letter:
    """What a letter means."""
    answered = _answered(tx, message, claim, now)
    asked = claim.direct or (
        claim.straight and answered is not None and bool(answered.wording.asks)
    )
    if claim.unread:
        return Letter(answered, "", not_read(claim.unread), asked)
    found = remark(tx, message, answered if asked else None, now)
    if isinstance(found, Remark):
        return Letter(answered, found.line, how_to_write(), True, found.typed)
    if found:
        return Letter(answered, "", found, True)
    line = typed(message.text)
    if line or answered is None:
        return Letter(answered, line, how_to_write(), claim.direct or bool(line))
    wording = answered.wording
    line = chosen(wording.buttons, message.text, freely=claim.direct)
    if not line and wording.asks and message.text.strip() and answered.to.id == message.sender.id:
        line = wording.asks + message.text.strip()
    again = tuple(Choice(verbatim(one.label), one.says) for one in wording.buttons)
    otherwise = not_understood(again) if again else how_to_write()
    return Letter(answered, line, otherwise, claim.direct or bool(line))


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


def ask_back(tx: Tx, message: Message, letter: Letter, settings: Settings, now: datetime) -> None:
    """Write to the address that a letter claims: was it you? Or, if it means nothing, say so."""
    person = tx.get(People).behind(message.sender)
    until = now + timedelta(days=CONFIRM_DAYS)
    # What a secret vote says is not even asked back: it would stand in a letter once more.
    refused = secret_by_mail(tx, letter.line)
    asks = bool(letter.line) and refused is None
    token = new_code().replace("-", "") if asks and settings.public_url else ""
    link = confirmation_address(settings.public_url, token) if token else ""
    said = refused or letter.otherwise
    if asks:
        what = asked_blocks(tx, letter.line, now)
        if letter.first and message.claim and message.claim.files:
            what = (*what, Line(t("The files that came with your mail are not taken.")))
        said = confirmation(what, letter.line, letter.first, link)
    spoken = person.language if person and person.language else settings.language
    zone = person.zone if person and person.zone else "UTC"
    outgoing = Outgoing(
        message.room,
        worded(said, message.room, spoken, zone),
        answers=message.id,
        thread=message.thread,
        addressed=True,
        private=True,
        expires=until,
    )
    number = tx.get(Outbox).put(outgoing, now)
    if token:
        verdict = message.claim.verdict if message.claim else ""
        asked = Asked(number, message.name, verdict, until)
        tx.get(Letters).ask(code_hash(token), asked)


def asked_blocks(tx: Tx, line: str, now: datetime, most: int = LONGEST_SHOWN) -> tuple[Block, ...]:
    """What a letter asks for, in words; most: how many signs of somebody's own are shown."""
    found = remark_in(tx, line)
    return remark_blocks(found, now, most) if found else command_blocks(line, most)


def confirmed(tx: Tx, press: Confirmed, now: datetime) -> tuple[Message, Letter] | None:
    """What somebody confirms by the button of a page, as if they had answered the letter that led
    there; None if it can't be confirmed any more, or never could."""
    asked = tx.get(Letters).asked(code_hash(press.token))
    answered = tx.get(Outbox).numbered(asked.number) if asked and asked.until > now else None
    if asked is None or answered is None or not answered.wording.buttons:
        return None
    to, line = answered.to.id, answered.wording.buttons[0].says
    claim = Claim(
        (asked.number,), asked.number, verdict=asked.verdict, begun=begun(answered, line)
    )  # fmt: skip
    message = Message(
        id=f"{press.id} {answered.answers.partition(' ')[2]}".strip(),
        room=RoomRef(MAIL, to),
        sender=PersonRef(MAIL, to),
        name=asked.name,
        text="",
        private=True,
        at=now,
        thread=answered.thread,
        claim=claim,
    )
    return message, Letter(answered, line, how_to_write(), True)


def begun(answered: Outgoing | None, line: str) -> datetime | None:
    """When a command that is confirmed by answering the question about it was first written."""
    buttons = answered.wording.buttons if answered else ()
    if answered is None or answered.expires is None or line not in [one.says for one in buttons]:
        return None
    return answered.expires - timedelta(days=CONFIRM_DAYS)
