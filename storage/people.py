"""Persons and their accounts.

Linked persons share a root; every row of theirs stays with the person it was written for, and a
reader looks at all rows of the root. So unlinking has nothing to restore.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select, update

from bot.conversation.message import PersonRef, RoomRef
from bot.conversation.phrases import name_of
from bot.people.model import (
    Account,
    Person,
    QuietHours,
    Region,
    StakeholderGroup,
)
from storage.erasing import erase, everything, numbers_of
from storage.quiet import read_quiet, write_quiet
from storage.tables import AccountRow, PersonRow

_person = PersonRow.__table__  # type: ignore[attr-defined]
_account = AccountRow.__table__  # type: ignore[attr-defined]

_THIS_ACCOUNT = (_account.c.platform == bindparam("on")) & (_account.c.id == bindparam("called"))
_KNOWN = (
    select(_account, _person.c.root)
    .join(_person, _person.c.id == _account.c.person)
    .where(_THIS_ACCOUNT)
)
_USED = update(_account).where(_THIS_ACCOUNT)
_ADD_ACCOUNT = insert(_account)
_ADD_PERSON = insert(_person)
_SET_ROOT = update(_person).where(_person.c.id == bindparam("this")).values(root=bindparam("this"))
_IS_ROOT = _person.c.root == bindparam("root")
# A row of a person and of an account of theirs, all at once: it is asked at every command.
_OF_ACCOUNT = "account_"
_WITH_ACCOUNTS = (
    select(_person, *(column.label(_OF_ACCOUNT + column.name) for column in _account.c))
    .join(_account, _account.c.person == _person.c.id, isouter=True)
    .order_by(_person.c.id != _person.c.root, _person.c.id)
)
_BY_ROOT = _WITH_ACCOUNTS.where(_IS_ROOT)
_BY_ACCOUNT = _WITH_ACCOUNTS.where(
    _person.c.root == _KNOWN.with_only_columns(_person.c.root).correlate(None).scalar_subquery()
)
ROWS_OF = select(_person.c.id).where(_IS_ROOT).scalar_subquery()
"""The ids of all persons behind the root that is given as "root"."""
# A person who says twenty commands in a minute need not be written down twenty times.
_USED_LONG_AGO = timedelta(minutes=1)
_TOLD = ("language", "zone", "quiet", "stakeholder_group", "region", "organisation")


def rows_of(root: int) -> Any:
    """The ids of all persons behind a root, as a subquery."""
    return select(_person.c.id).where(_person.c.root == root).scalar_subquery()


class SqlPeople:
    """Persons and accounts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.erased = False
        """Whether somebody was erased in this transaction."""

    def meet(self, account: Account, language: str, now: datetime) -> Person:
        """The person behind an account, who is new if the account is."""
        ref = account.ref
        rows = self._connection.execute(_BY_ACCOUNT, _key(ref)).mappings().all()
        if not rows:
            number = self._new_person(account.name, language)
            values = {"person": number, "platform": ref.platform, "id": ref.id, "used_at": now}
            values |= _columns(account, account.room.id if account.room else "")
            self._connection.execute(_ADD_ACCOUNT, values)
            return self._existing(number)
        known = next(one for one in map(_account_in, rows) if _is(one, ref))
        changed = _columns(account, account.room.id if account.room else known["room"])
        same = all(known[name] == value for name, value in changed.items())
        if same and now - known["used_at"] <= _USED_LONG_AGO:
            return _read_person(rows)
        self._connection.execute(_USED, _key(ref) | changed | {"used_at": now})
        return self._existing(rows[0]["root"])

    def _new_person(self, name: str, language: str) -> int:
        pseudonym = f"p-{secrets.token_hex(8)}"
        values = {"root": 0, "pseudonym": pseudonym, "name": name, "language": language}
        result = self._connection.execute(_ADD_PERSON, values)
        number: int = result.inserted_primary_key[0]  # type: ignore[index]
        self._connection.execute(_SET_ROOT, {"this": number})
        return number

    def _existing(self, root: int) -> Person:
        person = self.person(root)
        if person is None:
            raise LookupError(f"person {root} has no account")
        return person

    def person(self, number: int) -> Person | None:
        """The person with this number, or None if they are gone."""
        rows = self._connection.execute(_BY_ROOT, {"root": number}).mappings().all()
        return _read_person(rows) if any(row["account_id"] is not None for row in rows) else None

    def behind(self, account: PersonRef) -> Person | None:
        """The person behind an account, or None if it is not known."""
        rows = self._connection.execute(_BY_ACCOUNT, _key(account)).mappings().all()
        return _read_person(rows) if rows else None

    def known_as(self, pseudonym: str) -> Person | None:
        """The person with this pseudonym, by any of their accounts."""
        found = self._where(_person.c.pseudonym == pseudonym)
        return found[0] if found else None

    def handled(self, handle: str) -> Person | None:
        """The only person with this handle, or None."""
        found = self._where(_account.c.handle == handle.casefold()) if handle else []
        return found[0] if len(found) == 1 else None

    def called(self, name: str) -> list[Person]:
        """Those who show this name."""
        return self._where(_account.c.folded_name == name.casefold())

    def _where(self, condition: Any) -> list[Person]:
        query = (
            select(_person.c.root)
            .distinct()
            .join(_account, _account.c.person == _person.c.id)
            .where(condition)
            .order_by(_person.c.root)
        )
        return [self._existing(root) for root in self._connection.execute(query).scalars().all()]

    def _tell(self, person: int, **values: Any) -> None:
        """What is told while linked holds for every account, and stays when they part."""
        self._connection.execute(update(_person).where(_person.c.root == person).values(**values))

    def set_language(self, person: int, language: str) -> None:
        """Keep the language of the interface."""
        self._tell(person, language=language)

    def set_zone(self, person: int, zone: str) -> None:
        """Keep the time zone."""
        self._tell(person, zone=zone)

    def set_quiet(self, person: int, quiet: QuietHours | None) -> None:
        """Keep the quiet hours, or none."""
        self._tell(person, quiet=write_quiet(quiet))

    def set_group(self, person: int, group: StakeholderGroup) -> None:
        """Keep the stakeholder group."""
        self._tell(person, stakeholder_group=group.value)

    def set_region(self, person: int, region: Region) -> None:
        """Keep the region."""
        self._tell(person, region=region.value)

    def set_organisation(self, person: int, organisation: str) -> None:
        """Keep the organisation."""
        self._tell(person, organisation=organisation)

    def acknowledge(self, person: int, version: str, now: datetime) -> None:
        """Keep which version of the code of conduct was acknowledged, and when."""
        self._tell(person, conduct_version=version, conduct_at=now)

    def link(self, first: int, second: int) -> None:
        """Make two persons one."""
        self._connection.execute(update(_person).where(_person.c.root == second).values(root=first))

    def unlink(self, account: PersonRef) -> Person:
        """Part an account from the others."""
        row = self._connection.execute(_KNOWN, _key(account)).mappings().one()
        apart, root = row["person"], row["root"]
        self._connection.execute(update(_person).where(_person.c.id == apart).values(root=apart))
        if root == apart:
            others = (_person.c.root == root) & (_person.c.id != apart)
            heir = select(func.min(_person.c.id)).where(others).scalar_subquery()
            number = self._connection.execute(select(heir)).scalar()
            self._connection.execute(update(_person).where(others).values(root=number))
        return self._existing(apart)

    def keep_room(self, account: PersonRef, room: RoomRef) -> None:
        """From now on this account is told in this private room what is for it alone."""
        self._connection.execute(_USED, _key(account) | {"room": room.id})

    def forget_room(self, room: RoomRef) -> None:
        """Nobody is to be told anything in this private room any more."""
        self._connection.execute(
            update(_account)
            .where(_account.c.platform == room.platform, _account.c.room == room.id)
            .values(room="")
        )

    def everything(self, person: int) -> dict[str, list[dict[str, Any]]]:
        """All rows that concern a person, by table, and what waits to be said to them."""
        numbers = numbers_of(self._connection, person)
        return everything(self._connection, numbers, self.person(person))

    def erase(self, person: int, now: datetime) -> None:
        """Forget a person; what deleted rows leave in the files is wiped after the commit."""
        numbers = numbers_of(self._connection, person)
        erase(self._connection, numbers, self.person(person), now)
        self.erased = True


def _key(account: PersonRef) -> dict[str, Any]:
    """The values for _THIS_ACCOUNT."""
    return {"on": account.platform, "called": account.id}


def _columns(account: Account, room: str) -> dict[str, str]:
    """What is refreshed of an account. SQLite folds the case of ASCII alone: folded_name."""
    return {
        "name": account.name,
        "folded_name": account.name.casefold(),
        "handle": account.handle.casefold(),
        "room": room,
    }


def _account_in(row: RowMapping) -> dict[str, Any]:
    """The account of a row of _WITH_ACCOUNTS."""
    return {column.name: row[_OF_ACCOUNT + column.name] for column in _account.c}


def _is(account: Mapping[str, Any], ref: PersonRef) -> bool:
    return (account["platform"], account["id"]) == (ref.platform, ref.id)


def _read_person(rows: Sequence[RowMapping]) -> Person:
    """The person of all rows of _WITH_ACCOUNTS; the account that was used last comes first."""
    accounts = [_account_in(row) for row in rows if row["account_id"] is not None]
    accounts.sort(key=lambda one: (one["platform"], one["id"]))
    accounts.sort(key=lambda one: one["used_at"], reverse=True)
    told = {name: next((row[name] for row in rows if row[name]), "") for name in _TOLD}
    acknowledged = max(
        (row for row in rows if row["conduct_at"]), key=lambda row: row["conduct_at"], default=None
    )
    return Person(
        id=rows[0]["root"],
        pseudonym=rows[0]["pseudonym"],
        name=name_of(accounts[0]["name"], accounts[0]["person"]),
        accounts=tuple(_read_account(row) for row in accounts),
        language=told["language"],
        zone=told["zone"],
        quiet=read_quiet(told["quiet"]),
        group=StakeholderGroup(told["stakeholder_group"]) if told["stakeholder_group"] else None,
        region=Region(told["region"]) if told["region"] else None,
        organisation=told["organisation"],
        conduct_version=acknowledged["conduct_version"] if acknowledged else "",
        conduct_at=acknowledged["conduct_at"] if acknowledged else None,
    )


def _read_account(row: Mapping[str, Any]) -> Account:
    room = RoomRef(row["platform"], row["room"]) if row["room"] else None
    name = name_of(row["name"], row["person"])
    return Account(PersonRef(row["platform"], row["id"]), name, row["handle"], room)
