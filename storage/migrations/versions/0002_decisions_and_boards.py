"""Decisions and boards."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry the tables forward."""
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=True),
        sa.Column("charter", sa.String(), nullable=False),
        sa.Column("designation", sa.String(), nullable=False),
        sa.Column("rationale", sa.String(), nullable=False),
        sa.Column("called_by", sa.Integer(), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.Column("noticed", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["person.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["track"],
            ["track.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_author"), ["author"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_track"), ["track"], unique=False)

    op.create_table(
        "ballot",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("stakeholder_group", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["decision.id"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision", "round", "person"),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ballot_group", ["decision", "round", "eligible", "stakeholder_group"], unique=False
        )

    op.create_table(
        "elector",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["decision.id"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision", "round", "person"),
    )
    op.create_table(
        "minority",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["decision.id"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision", "person"),
    )
    op.create_table(
        "objection",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["decision.id"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision", "number"),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_person"), ["person"], unique=False)

    op.create_table(
        "round",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("charter", sa.String(), nullable=False),
        sa.Column("stated", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["decision.id"],
        ),
        sa.PrimaryKeyConstraint("decision", "round"),
    )
    op.create_table(
        "secret_ballot",
        sa.Column("receipt_hash", sa.String(), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["decision.id"],
        ),
        sa.PrimaryKeyConstraint("receipt_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["decision.id"],
        ),
        sa.PrimaryKeyConstraint("decision", "round", "choice", "eligible"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "voter",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("stakeholder_group", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["decision.id"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision", "round", "person"),
    )
    with op.batch_alter_table("voter", schema=None) as batch_op:
        batch_op.create_index(
            "ix_voter_group", ["decision", "round", "eligible", "stakeholder_group"], unique=False
        )

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("board", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index("ix_outbox_board", ["board", "place"], unique=False)
