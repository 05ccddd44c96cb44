"""What time does to heads of the record: the pages have a fresh one, and a room in which none was
said for a week is told one, if the record went on.
"""

from datetime import datetime, timedelta

from bot.conversation.context import Occasion
from bot.conversation.message import MAIL
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import t, verbatim
from bot.conversation.reply import Line, Reply, reply
from bot.conversation.translate import word
from bot.people.rules import quiet_until
from bot.ports import Outbox, Tx
from bot.record.model import Head
from bot.record.store import Heads, Journal
from bot.record.views import head_line
from bot.tracks.model import Room
from bot.tracks.store import Rooms, Tracks

_A_WEEK = timedelta(days=7)
_FRESH = timedelta(minutes=1)
"""So old the head on the pages may be while the record goes on."""


def keep_time(tx: Tx, occasion: Occasion) -> None:
    """Keep a head for the pages, and say one in rooms that have had none for a week."""
    heads, now = tx.get(Heads), occasion.now
    size, last = tx.get(Journal).head()[0], heads.last()
    if last is None or (size > last.size and now - last.at >= _FRESH):
        heads.keep(now)
    if not heads.untold(now - _A_WEEK):
        return
    found: Head | None = None
    rooms = [room for track in tx.get(Tracks).all() for room in tx.get(Rooms).rooms(track.code)]
    for room in {one.ref: one for one in rooms}.values():
        if not room.present or room.ref.platform == MAIL:
            continue
        before = heads.last_told(room.pseudonym)
        if before is None:
            # Its week begins: nothing is said alone to a room that has just come.
            heads.told(room.pseudonym, size, now)
        elif before[0] < size and before[1] <= now - _A_WEEK:
            found = found or heads.take(now)
            if found:
                _tell(tx, occasion, room, _weekly(found, occasion.settings.public_url))
                heads.told(room.pseudonym, found.size, now)


def _weekly(head: Head, public_url: str) -> Reply:
    said: list[Line] = [
        Line(t("The public record up to now. With this line anyone can see later whether something "
               "in it was changed.")),
    ]  # fmt: skip
    if public_url:
        said.append(Line(verbatim(f"{public_url.rstrip('/')}/head")))
    return reply(*said, head_line(head))


def _tell(tx: Tx, occasion: Occasion, room: Room, said: Reply) -> None:
    wording = word(said, room.language or occasion.settings.language, room.zone or "UTC")
    quiet: datetime | None = quiet_until(room.quiet, room.zone, occasion.now)
    tx.get(Outbox).put(Outgoing(room.ref, wording), occasion.now, quiet)
