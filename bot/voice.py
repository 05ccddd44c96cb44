"""What was said on an occasion, put into the outbox: to whom, in which language, not when quiet.

The hearing calls it after a command, the app after what time does.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.addresses import with_address
from bot.conversation.context import Announced, Drawn, Occasion, Told
from bot.conversation.message import MAIL, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.reply import Line, Reply
from bot.conversation.translate import word
from bot.conversation.wording import Wording
from bot.letters.views import to_list, worded
from bot.people.rules import quiet_until
from bot.people.store import People
from bot.ports import Outbox, Tx
from bot.record.store import Heads
from bot.record.views import head_line
from bot.settings import Settings
from bot.tracks.model import Room
from bot.tracks.store import Rooms

Boards = dict[tuple[str, str], Drawn]
"""Boards that are to be drawn, by track and key."""
_LETTERS_TAKE = timedelta(hours=3)
"""What expires sooner is not written to mailing lists: it would be read too late."""


class Voice:
    """Puts what was said into the outbox."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._heads: dict[str, Line] = {}
        """The heads that boards bear, so that none is looked up at each vote."""

    def say(self, tx: Tx, occasion: Occasion, boards: Boards, here: RoomRef | None = None) -> None:
        """Put what was told and announced into the outbox, and remember the boards to be drawn.

        here: the room that has its own answer, and is left out.
        """
        for said in occasion.said:
            match said:
                case Told():
                    self._tell(tx, said, occasion.now)
                case Announced(track):
                    head = self._head(tx, track, occasion.now) if said.reply.with_head else None
                    for room in self._present(tx, track):
                        if room.ref != here:
                            self._announce(tx, room, said, occasion.now, head)
                case Drawn(track, key):
                    boards[track, key] = said

    def draw(self, tx: Tx, boards: Boards, now: datetime) -> None:
        """Draw the boards, each once a room."""
        for (track, key), drawn in boards.items():
            reply = drawn.draw(tx)
            if reply is None:
                continue
            head = self._head_of(tx, drawn, now) if drawn.head else None
            for room in self._present(tx, track):
                if room.ref.platform == MAIL:
                    self._write_board(tx, room, reply, drawn, now)
                    continue
                wording = self._in_room(reply, room, head)
                tx.get(Outbox).put(Outgoing(room.ref, wording, board=key), now)

    def with_head(self, tx: Tx, answer: Reply, tracks: Iterable[str], now: datetime) -> Reply:
        """What is answered in a room of tracks, with the head of the record if it bears one."""
        head: Line | None = None
        for track in tracks if answer.with_head else ():
            head = self._head(tx, track, now)
        return _ending(answer, head)

    def _head_of(self, tx: Tx, drawn: Drawn, now: datetime) -> Line | None:
        """The line of the head that a board bears. It is taken at its first drawing, and stays."""
        line = self._heads.get(drawn.head)
        if line is None:
            known = tx.get(Heads).about(drawn.head)
            if known is None:
                # Kept in mind only when it is found again: this transaction may be undone.
                return self._head(tx, drawn.track, now, about=drawn.head)
            line = self._heads[drawn.head] = head_line(known)
        return line

    def _head(self, tx: Tx, track: str, now: datetime, about: str = "") -> Line | None:
        """The line of the head over all that the record has, which the rooms of a track are told
        now."""
        head = tx.get(Heads).take(now, about)
        if head is None:
            return None
        for room in self._present(tx, track):
            if room.ref.platform != MAIL:
                tx.get(Heads).told(room.pseudonym, head.size, now)
        return head_line(head)

    def _present(self, tx: Tx, track: str) -> Iterable[Room]:
        return [room for room in tx.get(Rooms).rooms(track) if room.present]

    def _write_board(self, tx: Tx, room: Room, said: Reply, drawn: Drawn, now: datetime) -> None:
        """Nothing in a letter can be edited: a list gets a board once, as it first is there. What
        comes of it is announced."""
        if drawn.about is None:
            return
        language, zone = room.language or self._settings.language, room.zone or "UTC"
        told = with_address(said, self._settings.public_url)
        if drawn.head:
            told = _ending(told, self._head_of(tx, drawn, now))
        wording = to_list(told, drawn.about, drawn.track, room.ref, language, zone)
        key = f"board/{drawn.track}/{drawn.key}/{room.pseudonym}"
        tx.get(Outbox).put(Outgoing(room.ref, wording, once=key), now)

    def _announce(
        self, tx: Tx, room: Room, said: Announced, now: datetime, head: Line | None
    ) -> None:
        if room.ref.platform == MAIL:
            self._write(tx, room, said, now, head)
            return
        wording = self._in_room(said.reply, room, head)
        key = f"{said.once}/{room.pseudonym}" if said.once else ""
        quiet = None if said.urgent else quiet_until(room.quiet, room.zone, now)
        outgoing = Outgoing(room.ref, wording, once=key, expires=said.expires)
        tx.get(Outbox).put(outgoing, now, quiet)

    def _in_room(self, reply: Reply, room: Room, head: Line | None) -> Wording:
        told = _ending(with_address(reply, self._settings.public_url), head)
        return word(told, room.language or self._settings.language, room.zone or "UTC")

    def _write(self, tx: Tx, room: Room, said: Announced, now: datetime, head: Line | None) -> None:
        """Write an announcement to a mailing list, if it is about something and not soon over."""
        if said.about is None or (said.expires and said.expires - now < _LETTERS_TAKE):
            return
        language, zone = room.language or self._settings.language, room.zone or "UTC"
        words = _ending(with_address(said.letter or said.reply, self._settings.public_url), head)
        wording = to_list(words, said.about, said.track, room.ref, language, zone)
        key = f"{said.once}/{room.pseudonym}" if said.once else ""
        outgoing = Outgoing(room.ref, wording, once=key, expires=said.expires)
        tx.get(Outbox).put(outgoing, now)

    def _tell(self, tx: Tx, said: Told, now: datetime) -> None:
        person = tx.get(People).person(said.person)
        if person is None:
            return
        # Letters to an address without a room came back.
        reached = (
            one
            for one in person.accounts
            if (one.room or one.ref.platform != MAIL) and said.account in (None, one.ref)
        )
        account = next(reached, person.accounts[0])
        language = said.reply.language or person.language or self._settings.language
        key = f"{said.once}/{person.pseudonym}" if said.once else ""
        to = account.room or account.ref
        outgoing = Outgoing(
            to,
            worded(said.reply, to, language, person.zone or "UTC"),
            once=key,
            addressed=True,
            private=True,
            expires=said.expires,
        )
        quiet = None if said.urgent else quiet_until(person.quiet, person.zone, now)
        tx.get(Outbox).put(outgoing, now, quiet)


def _ending(reply: Reply, head: Line | None) -> Reply:
    """A message with the head of the record as its last line."""
    return replace(reply, blocks=(*reply.blocks, head)) if head else reply
