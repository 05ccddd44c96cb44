"""How texts are handed to PostgreSQL: it has no sign NUL, which SQLite has and nobody reads."""

from typing import Any

from psycopg.types.string import StrBinaryDumper, StrDumper

_NUL, _UNREADABLE = "\x00", "\ufffd"


class _Text(StrDumper):
    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace(_NUL, _UNREADABLE))


class _Binary(StrBinaryDumper):
    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace(_NUL, _UNREADABLE))


def readable_signs(connection: Any) -> None:
    """Let a connection take every text there is."""
    for dumper in (_Text, _Binary):
        connection.adapters.register_dumper(str, dumper)
