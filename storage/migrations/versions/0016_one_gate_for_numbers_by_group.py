"""One gate for numbers by group and region."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry the tables forward."""
    op.create_table(
        "cohort",
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("cells", sa.String(), nullable=False),
        sa.Column("named", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("attribute", "number"),
    )
    op.create_table(
        "place",
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("attribute", "person"),
    )
    op.create_table(
        "shown",
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("population", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.String(), nullable=False),
        sa.Column("cohorts", sa.String(), nullable=False),
        sa.Column("earlier", sa.String(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("attribute", "population"),
    )
