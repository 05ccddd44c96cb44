"""The journal by what its entries are about."""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_AT_ONCE = 2_000


def upgrade() -> None:
    """Carry the tables forward."""
    op.add_column("journal", sa.Column("about", sa.String(), nullable=False, server_default=""))
    connection = op.get_bind()
    journal = sa.table(
        "journal", sa.column("number", sa.Integer), sa.column("text", sa.String),
        sa.column("about", sa.String),
    )  # fmt: skip
    change = (
        sa.update(journal)
        .where(journal.c.number == sa.bindparam("this"))
        .values(about=sa.bindparam("found"))
    )
    last = 0
    while rows := connection.execute(
        sa.select(journal.c.number, journal.c.text)
        .where(journal.c.number > last)
        .order_by(journal.c.number)
        .limit(_AT_ONCE)
    ).all():
        connection.execute(change, _found(rows))
        last = rows[-1].number
    op.create_index("ix_journal_about", "journal", ["about"])


def _found(rows: Sequence[Any]) -> list[dict[str, object]]:
    return [{"this": row.number, "found": _about(row.text)} for row in rows]


def _about(text: str) -> str:
    """What an entry is about; "" for a damaged one, which `verify` tells of."""
    try:
        entry = json.loads(text)
        data = entry["data"]
        return str(data.get("decision") or data.get("draft") or entry["act"].split(".")[0])
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""
