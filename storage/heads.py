"""Heads of the journal: its tree, the signed heads that were taken, and which room has which.

Nothing of it is touched by a vote. The tree grows when a head is taken: then the entries since the
last one are read, and every eighth height of complete subtrees is kept.
"""

import logging
import secrets
from base64 import b64decode, b64encode
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from bot.conversation.errors import CannotStart
from bot.conversation.message import MAIL
from bot.record import tree
from bot.record.model import Head, Key
from bot.record.rules import key_in_force
from bot.record.verify import note_text, rotation_text, signature_line
from storage.head_nodes import Nodes
from storage.head_tables import HeadAboutRow, HeadRow, HeadToldRow
from storage.journal import SqlJournal
from storage.signing import KeyFile
from storage.tables import BindingRow, RoomRow

_log = logging.getLogger(__name__)
_head = HeadRow.__table__  # type: ignore[attr-defined]
_about = HeadAboutRow.__table__  # type: ignore[attr-defined]
_told = HeadToldRow.__table__  # type: ignore[attr-defined]
_room = RoomRow.__table__  # type: ignore[attr-defined]
_binding = BindingRow.__table__  # type: ignore[attr-defined]
_BY = "installation"

_LAST = select(_head).order_by(_head.c.size.desc()).limit(1)
_OF_SIZE = select(_head).where(_head.c.size == bindparam("of"))
_ABOUT = select(_head).join(_about, _about.c.size == _head.c.size).where(
    _about.c.about == bindparam("what")
)  # fmt: skip
_SAID = select(_head).where(_head.c.said.is_(True)).order_by(_head.c.size.desc())
_TOLD = select(_told).where(_told.c.room == bindparam("which"))
_UNTOLD = (
    select(func.count())
    .select_from(_room)
    .join(
        _binding,
        (_binding.c.platform == _room.c.platform)
        & (_binding.c.room == _room.c.id)
        & (_binding.c.topic == _room.c.topic),
    )
    .outerjoin(_told, _told.c.room == _room.c.pseudonym)
    .where(
        _room.c.present.is_(True),
        _room.c.platform != MAIL,
        _told.c.room.is_(None)
        | ((_told.c.at <= bindparam("before")) & (_told.c.size < bindparam("size"))),
    )
)


class SqlHeads:
    """Heads, in the transaction of what they are said with. Without a key they are not signed."""

    def __init__(
        self, connection: Connection, journal: SqlJournal, key: KeyFile | None = None
    ) -> None:
        self._connection = connection
        self._file = key
        self._journal = journal

    def begin(self, at: datetime) -> None:
        """See that there is a key and that it is the record's own; record what has to be."""
        if self._file is None:
            return
        key = self.key()
        if key is None:
            public, name = self._file.make(), f"intersession/{secrets.token_hex(8)}"
            self._journal.add("key.begun", _BY, at, name=name, key=public)
        elif not self._file.settle(key.public):
            what = "another one" if self._file.public() else "not there"
            raise CannotStart(
                f"The key that heads of the record are signed with is {what}: head-key in the data "
                "folder. Nothing was changed. Copy it from the data folder of another instance, or "
                "bring it back from a backup. Only if it is nowhere: intersession head-key lost"
            )
        self._note_restored(at, self._file)

    def _note_restored(self, at: datetime, file: KeyFile) -> None:
        entries = file.restored()
        if entries is None:
            return
        # The note goes when an earlier start is known to have recorded it.
        if any(one.number > entries for one in self._journal.of(_BY)):
            file.restored_is_recorded()
        else:
            self._journal.add("installation.restored", _BY, at, entries=entries)

    def key(self) -> Key | None:
        """The key in force."""
        return key_in_force(self._journal.of("key"))

    def change_key(self, how: str, at: datetime) -> Key:
        """Record that a new key is in force: how is "rotated" (the old one signs it), "lost" or
        "stolen". The caller commits, and then calls settle() of the file."""
        old = self.key()
        if self._file is None or old is None:
            raise CannotStart("There is no key yet. Start the bot once. Nothing was changed.")
        data: dict[str, str] = {}
        if how == "rotated" and not self._file.settle(old.public):
            raise CannotStart(
                "The key in the data folder is not the record's. Nothing was changed. If the "
                "right one is gone: intersession head-key lost"
            )
        new = self._file.make_next()
        if how == "rotated":
            signed = self._file.sign(rotation_text(old.name, old.public, new).encode())
            data["signature"] = b64encode(signed).decode()
        self._journal.add(f"key.{how}", _BY, at, key=new, **data)
        return Key(self._journal.head()[0], old.name, new)

    def take(self, at: datetime, about: str = "") -> Head | None:
        """The head over all entries, kept because it is said."""
        head = self._made(at, said=True)
        if about and head:
            self._connection.execute(delete(_about).where(_about.c.about == about))
            self._connection.execute(insert(_about).values(about=about, size=head.size))
        return head

    def keep(self, at: datetime) -> None:
        """Keep the head over all entries for the pages."""
        head = self._made(at, said=False)
        if head:
            others = delete(_head).where(_head.c.said.is_(False), _head.c.size < head.size)
            self._connection.execute(others)

    def _made(self, at: datetime, *, said: bool) -> Head | None:
        size = self._journal.head()[0]
        if not size:
            return None
        kept = self.of_size(size)
        if kept:
            if said:
                mark = update(_head).where(_head.c.size == size, _head.c.said.is_(False))
                self._connection.execute(mark.values(said=True))
            return kept
        raw = tree.root(size, Nodes(self._connection, keep=True).node)
        head = Head(size, b64encode(raw).decode(), at, self._signed(size, raw))
        row = {"size": size, "root": head.root, "at": at, "checkpoint": head.checkpoint}
        self._connection.execute(insert(_head).values(**row, said=said))
        return head

    def _signed(self, size: int, root: bytes) -> str:
        """The signed note of a head, or "" if there is no key, or not the record's own."""
        key = self.key()
        if self._file is None or key is None:
            return ""
        # Another process may have changed it since it was read.
        if self._file.public() != key.public and not self._file.settle(key.public):
            _log.error("head-key is not the record's own: heads are not signed")
            return ""
        text = note_text(key.name, size, root)
        signature = self._file.sign(text.encode())
        return f"{text}\n{signature_line(key.name, b64decode(key.public), signature)}"

    def last(self) -> Head | None:
        """The newest head that is kept."""
        return self._one(_LAST)

    def of_size(self, size: int) -> Head | None:
        """The head over so many entries, if it is kept."""
        return self._one(_OF_SIZE, of=size)

    def about(self, what: str) -> Head | None:
        """The head that was taken for this."""
        return self._one(_ABOUT, what=what)

    def _one(self, statement: object, **values: object) -> Head | None:
        row = self._connection.execute(statement, values).mappings().first()  # type: ignore[call-overload]
        return Head(row["size"], row["root"], row["at"], row["checkpoint"]) if row else None

    def said(self, most: int) -> list[Head]:
        """The last heads that were said, newest first."""
        rows = self._connection.execute(_SAID.limit(most))
        return [Head(row.size, row.root, row.at, row.checkpoint) for row in rows]

    def consistency(self, old: int, size: int) -> list[bytes]:
        """The proof that the first entries of a head are those of an older one."""
        return tree.consistency(old, size, Nodes(self._connection).node)

    def inclusion(self, number: int, size: int) -> list[bytes]:
        """The proof that the entry of this number is under a head."""
        return tree.inclusion(number - 1, size, Nodes(self._connection).node)

    def told(self, room: str, size: int, at: datetime) -> None:
        """Remember that a room has a head over so many entries."""
        change = update(_told).where(_told.c.room == room).values(size=size, at=at)
        if not self._connection.execute(change).rowcount:
            self._connection.execute(insert(_told).values(room=room, size=size, at=at))

    def last_told(self, room: str) -> tuple[int, datetime] | None:
        """Over how many entries the last head was that a room has, and since when."""
        row = self._connection.execute(_TOLD, {"which": room}).first()
        return (row.size, row.at) if row else None

    def untold(self, before: datetime) -> bool:
        """Whether a room has had no head since before this instant, though entries came since."""
        values = {"before": before, "size": self._journal.head()[0]}
        return bool(self._connection.execute(_UNTOLD, values).scalar())
