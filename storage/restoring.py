"""Brings a backup back. It can be killed at any moment: the next try begins anew, or finds all
done, and nothing of the first is left lying about.

All is unpacked and checked in a folder of its own first. Then a plan is written down, the keys are
put in their places, and the database last: once that is there, all is.
"""

import gzip
import json
import os
import shutil
import tarfile
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.conversation.errors import CannotStart
from bot.settings import Settings
from storage.backup import DATABASE, DUMP, KEYS, MAIL_KEY, checked_file, checked_record
from storage.dump import end_earlier, has_tables, refuse_tables, undump
from storage.postgresql import is_postgresql
from storage.signing import RESTORED
from storage.sqlite import database_file

_WORKSHOP, _PLAN, _UNPACKED = ".restoring", "plan", "unpacked"
_MAIL_KEY_BYTES = 32


def restore(settings: Settings, source: Path) -> str:
    """Bring a backup back where no database is; a sentence on what was restored.

    Raises CannotStart if the backup is damaged, or a database is there already.
    """
    restoring = _Restoring(settings)
    restoring.end_earlier()
    if not restoring.was_done(source):
        restoring.begin(source)
        restoring.place()
    entries = restoring.note()
    restoring.clear()
    return f"Restored {restoring.what}: {entries} entries in the record, all in order."


def clear_up(settings: Settings) -> None:
    """Before a start: finish what a killed restore left. Raises CannotStart if it did not end, for
    then the database is not there yet."""
    restoring = _Restoring(settings, for_start=True)
    if restoring.workshop.exists():
        if restoring.is_halfway():
            raise CannotStart(
                "A backup was being restored, and that did not end. Nothing was changed. Do it "
                "again: intersession restore FILE"
            )
        if restoring.is_placed():
            restoring.note()
        restoring.clear()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is being put in place: of which backup, and which keys."""

    source: str
    keys: tuple[str, ...]


class _Restoring:
    """One restore, or what is left of one."""

    def __init__(self, settings: Settings, *, for_start: bool = False) -> None:
        self._settings = settings
        self._address = settings.database
        self._shared = is_postgresql(self._address)
        self._path = database_file(self._address)
        if self._path is None and not self._shared and not for_start:
            raise CannotStart("A database in memory can't be restored.")
        home = self._path.parent if self._path else settings.data_dir
        self.workshop = home / _WORKSHOP
        self._unpacked = self.workshop / _UNPACKED
        self.what = self._path or "the database"

    def end_earlier(self) -> None:
        """Let nothing that an earlier try left running write now."""
        if self._shared:
            end_earlier(self._address)

    def was_done(self, source: Path) -> bool:
        """Whether an earlier try with this backup had put all in place. What one left that had
        not, is removed: it is begun anew."""
        if not self.workshop.exists():
            return False
        plan = self._plan()
        placed = self._is_placed()
        if placed and (
            not any(self.workshop.iterdir()) or (plan and plan.source == _digest(source))
        ):
            return True
        if plan and not placed:
            self._take_back(plan)
        self.clear()
        return False

    def is_halfway(self) -> bool:
        """Whether keys are in place, or may be, and the database is not."""
        return self._plan() is not None and not self._is_placed()

    def begin(self, source: Path) -> None:
        """Unpack and check a backup. Raises CannotStart; then nothing was changed."""
        self._refuse_what_is_there()
        try:
            self._unpack(source)
            snapshot = self._found(source)
            keys = self._found_keys()
            if not self._shared:
                checked_file(snapshot)
            plan = {"source": _digest(source), "keys": keys}
        except BaseException as error:
            self.clear()
            if isinstance(error, OSError | tarfile.TarError | EOFError | zlib.error):
                raise CannotStart(
                    f"{source} can't be read: {error}. Nothing was changed."
                ) from None
            raise
        _keep(self.workshop / _PLAN, json.dumps(plan))

    def place(self) -> None:
        """Put the keys and then the database in place. Raises CannotStart if the database can't be
        brought back; then nothing was changed."""
        plan = self._plan()
        if plan is None:
            raise LookupError("a restore that was begun has a plan")
        for name in plan.keys:
            kept = self._settings.data_dir / name
            kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.rename(self._unpacked / name, kept)
        if self._path:
            snapshot = self._unpacked / DATABASE
            snapshot.chmod(0o600)
            os.rename(snapshot, self._path)
            return
        try:
            undump(self._address, self._unpacked / DUMP)
        except BaseException:
            self._take_back(plan)
            self.clear()
            raise

    def is_placed(self) -> bool:
        """Whether all is in place, and nobody has said so yet."""
        return self._plan() is not None and self._is_placed()

    def note(self) -> int:
        """Let the next start put into the record that a backup was brought back: who saw a later
        head can tell then what became of it. How many entries it has; raises as entries() does."""
        entries = self.entries()
        self._settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        note = self._settings.data_dir / RESTORED
        note.write_text(str(entries), encoding="utf-8")
        note.chmod(0o600)
        return entries

    def entries(self) -> int:
        """How many entries the record has that was brought back. Raises CannotStart if it is not
        whole."""
        return checked_record(self._address)

    def clear(self) -> None:
        """Nothing of it is left lying about; the plan goes last."""
        shutil.rmtree(self._unpacked, ignore_errors=True)
        (self.workshop / _PLAN).unlink(missing_ok=True)
        shutil.rmtree(self.workshop, ignore_errors=True)

    def _plan(self) -> _Plan | None:
        try:
            plan = json.loads((self.workshop / _PLAN).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return _Plan(plan["source"], tuple(plan["keys"]))

    def _is_placed(self) -> bool:
        if self._path:
            return self._path.exists()
        return self._shared and has_tables(self._address)

    def _take_back(self, plan: _Plan) -> None:
        """Remove the keys that were put in place: those that are not here any more."""
        for name in plan.keys:
            kept = self._settings.data_dir / name
            if (self._unpacked / name).exists():
                continue
            if kept.is_dir():
                shutil.rmtree(kept)
            else:
                kept.unlink(missing_ok=True)

    def _refuse_what_is_there(self) -> None:
        if self._path is None:
            refuse_tables(self._address)
            return
        for end in ("", "-wal", "-shm"):
            one = self._path.with_name(self._path.name + end)
            if one.exists():
                raise _is_there(one)

    def _unpack(self, source: Path) -> None:
        """Unpack a backup. It is read to its very end first: there its checksum stands."""
        if not self.workshop.parent.exists():
            self.workshop.parent.mkdir(parents=True, mode=0o700)
        self.workshop.mkdir(mode=0o700)
        self._unpacked.mkdir(mode=0o700)
        whole = self.workshop / "whole"
        with gzip.open(source) as stream, _made(whole) as archive:
            shutil.copyfileobj(stream, archive)
        with tarfile.open(whole, "r:") as archive_file:
            archive_file.extractall(self._unpacked, filter="data")
        whole.unlink()

    def _found(self, source: Path) -> Path:
        """The database in an unpacked backup. Raises CannotStart if it is of another kind."""
        wanted, other = (DUMP, DATABASE) if self._shared else (DATABASE, DUMP)
        if (self._unpacked / other).is_file():
            raise CannotStart(
                f"{source} is a backup of {'SQLite' if self._shared else 'PostgreSQL'}, and "
                "INTERSESSION_DATABASE_URL names the other. Nothing was changed. Restore it there; "
                "`intersession move` carries SQLite over to PostgreSQL."
            )
        if not (self._unpacked / wanted).is_file():
            raise CannotStart(f"{source} is not a backup. Nothing was changed.")
        return self._unpacked / wanted

    def _found_keys(self) -> list[str]:
        """The keys in an unpacked backup. Raises CannotStart if there are others already, or one
        is damaged."""
        found = [name for name in KEYS if (self._unpacked / name).exists()]
        for name in found:
            if (self._settings.data_dir / name).exists():
                raise _is_there(self._settings.data_dir / name)
            size = (self._unpacked / name).stat().st_size
            if name == MAIL_KEY and size != _MAIL_KEY_BYTES:
                raise CannotStart("The key of mails in the backup is damaged. Nothing was changed.")
        return found


def _is_there(one: Path) -> CannotStart:
    return CannotStart(f"{one} exists. Nothing was changed. Move it away first, then restore.")


def _made(path: Path):  # type: ignore[no-untyped-def]
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _digest(source: Path) -> str:
    with source.open("rb") as stream:
        digest = sha256()
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _keep(path: Path, text: str) -> None:
    """Write a file so that it is there whole, also after the power was cut, or not at all."""
    half = path.with_name(f"{path.name}.half")
    with _made(half) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
