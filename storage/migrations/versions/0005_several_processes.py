"""Several processes on one database: who they are, what they send, and where they listen."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry the tables forward."""
    op.create_table(
        "instance",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("claim", sa.Integer(), nullable=False, server_default="0"))
        for name, column in (
            ("ix_outbox_turn", "id"),
            ("ix_outbox_retry", "retry_at"),
            ("ix_outbox_begin", "not_before"),
        ):
            batch_op.create_index(
                name,
                ["platform", column],
                sqlite_where=sa.text("state = 'waiting'"),
                postgresql_where=sa.text("state = 'waiting'"),
            )
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holder", sa.Integer(), nullable=False, server_default="0"))
