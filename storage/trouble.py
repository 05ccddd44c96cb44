"""What the databases' errors mean for the program."""

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

from bot.conversation.errors import Conflict, NotKept

_CAME_BETWEEN = ("40001", "40P01")
"""Serialization failure, and deadlock: https://www.postgresql.org/docs/15/errcodes-appendix.html"""
_MAY_ONLY_BE_READ = "25006"


def not_kept(error: DBAPIError) -> NotKept | None:
    """The error as a state of the database, or None if it is a defect of ours."""
    state = getattr(error.orig, "sqlstate", None)
    if state in _CAME_BETWEEN:
        return Conflict(str(error.orig))
    # SQLite's own class for a file that is damaged has no name of its own.
    damaged = type(error) is DatabaseError
    passing = isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
    passing = passing or damaged
    return NotKept(str(error.orig)) if passing or state == _MAY_ONLY_BE_READ else None
