"""What there is to tell of the database itself."""

from pathlib import Path

from sqlalchemy import Connection, func, select, text

from bot.ports import DatabaseFacts
from storage import schema
from storage.postgresql import DIALECT
from storage.tables import InstanceRow

_instance = InstanceRow.__table__  # type: ignore[attr-defined]
_LIVING = select(func.count()).where(_instance.c.until > func.now())


class SqlDatabaseState:
    """The database as it is now."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def facts(self) -> DatabaseFacts:
        """Its kind and version, the version of its tables, its size, and who shares it."""
        version = ".".join(str(one) for one in self._connection.dialect.server_version_info or ())
        tables = schema.HEAD
        if self._connection.dialect.name == DIALECT:
            size = text("SELECT pg_database_size(current_database())")
            bytes_, living = self._scalar(size), self._scalar(_LIVING)
            return DatabaseFacts(f"PostgreSQL {version}", tables, bytes_, max(1, living))
        file = self._connection.engine.url.database
        bytes_ = Path(file).stat().st_size if file and Path(file).is_file() else 0
        return DatabaseFacts(f"SQLite {version}", tables, bytes_, 1)

    def _scalar(self, query: object) -> int:
        return int(self._connection.execute(query).scalar() or 0)  # type: ignore[call-overload]
