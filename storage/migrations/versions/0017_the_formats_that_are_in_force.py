"""The entry from which the formats of 0.2.0 are in force, and what closing reports keep."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_FORMATS = {
    "journal": "intersession-journal-2",
    "decision": "intersession-decision-3",
    "report": "intersession-report-2",
}


def upgrade() -> None:
    """Carry the tables forward. A journal that is empty yet begins with this entry by itself."""
    op.add_column("draft", sa.Column("closing", sa.String(), nullable=False, server_default=""))
    op.add_column(
        "comment", sa.Column("author_salt", sa.String(), nullable=False, server_default="")
    )
    op.add_column(
        "comment", sa.Column("author_hash", sa.String(), nullable=False, server_default="")
    )
    journal = sa.table(
        "journal", sa.column("number", sa.Integer), sa.column("text", sa.String),
        sa.column("hash", sa.String), sa.column("about", sa.String),
    )  # fmt: skip
    connection = op.get_bind()
    last = connection.execute(sa.select(journal).order_by(journal.c.number.desc()).limit(1)).first()
    if last is not None:
        text = _canonical(_begun(last))
        connection.execute(
            sa.insert(journal).values(
                number=last.number + 1,
                text=text,
                hash=hashlib.sha256(text.encode()).hexdigest(),
                about="format",
            )
        )


def _begun(last: Any) -> dict[str, object]:
    """The entry. Its time is that of the last one: a journal's times never go back, and nothing
    tells this step the time."""
    return {
        "n": last.number + 1,
        "prev": last.hash,
        "at": _at(last.text),
        "act": "format.begun",
        "by": "installation",
        "data": _FORMATS,
    }


def _at(text: str) -> str:
    """When an entry was written; long ago for a damaged one, which `verify` tells of."""
    try:
        return str(json.loads(text)["at"])
    except (ValueError, LookupError, TypeError):
        return "1970-01-01T00:00:00Z"


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
