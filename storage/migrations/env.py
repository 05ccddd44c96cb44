"""Run by Alembic: carries the tables over on the connection of the program."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import storage.cohort_tables
import storage.decision_tables
import storage.draft_tables
import storage.head_tables
import storage.meeting_tables
import storage.tables  # noqa: F401 - the tables of the metadata
from storage.columns import Instant


def _plain_type(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """A migration must read the same when the tables have long changed: plain types only."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, AutoString):
        return "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=_plain_type,
)
with context.begin_transaction():
    context.run_migrations()
