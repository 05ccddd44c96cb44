"""Who was given which role, on whichever of their accounts."""

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.people.model import Grant, Person, Role
from storage.people import SqlPeople, rows_of
from storage.tables import PersonRow, RoleRow

_person = PersonRow.__table__  # type: ignore[attr-defined]
_role = RoleRow.__table__  # type: ignore[attr-defined]

_ROLES = (
    select(_role.c.role, _role.c.track)
    .join(_person, _person.c.id == _role.c.person)
    .where(_person.c.root == bindparam("root"))
)
_HOLDERS = (
    select(_person.c.root)
    .distinct()
    .join(_role, _role.c.person == _person.c.id)
    .where(_role.c.role == bindparam("role"), _role.c.track == bindparam("track"))
)


class SqlRoles:
    """Who was given which role."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: int) -> frozenset[Grant]:
        """The roles of a person."""
        rows = self._connection.execute(_ROLES, {"root": person})
        return frozenset(Grant(Role(row.role), row.track) for row in rows)

    def give(self, person: int, grant: Grant) -> bool:
        """Give a role; False if the person had it."""
        if grant in self.of(person):
            return False
        self._connection.execute(
            insert(_role).values(person=person, role=grant.role.value, track=grant.track)
        )
        return True

    def end(self, person: int, grant: Grant) -> bool:
        """End a role, on whichever account it was given; False if the person did not have it."""
        result = self._connection.execute(
            delete(_role).where(
                _role.c.person.in_(rows_of(person)),
                _role.c.role == grant.role.value,
                _role.c.track == grant.track,
            )
        )
        return result.rowcount > 0

    def held(self, person: int) -> list[tuple[str, Grant]]:
        """The roles of a person, each with the pseudonym of the account that it was given to."""
        rows = self._connection.execute(
            select(_person.c.pseudonym, _role.c.role, _role.c.track)
            .join(_role, _role.c.person == _person.c.id)
            .where(_person.c.root == person)
            .order_by(_person.c.id, _role.c.role, _role.c.track)
        )
        return [(row.pseudonym, Grant(Role(row.role), row.track)) for row in rows]

    def holders(self, role: Role, track: str = "") -> list[Person]:
        """Those with a role, by name."""
        values = {"role": role.value, "track": track}
        roots = self._connection.execute(_HOLDERS, values).scalars()
        people = SqlPeople(self._connection)
        found = [person for root in roots.all() if (person := people.person(root))]
        return sorted(found, key=lambda person: (person.name, person.id))
