"""Links that both sides confirm, lines that wait for the chair, measures, appeals and flags."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _person(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(
        name, sa.Integer(), sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=nullable
    )


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    """Carry the tables forward."""
    op.create_table(
        "link_request",
        sa.Column("first_key", sa.String(), nullable=False),
        sa.Column("second_key", sa.String(), nullable=False),
        _person("first"),
        _person("second"),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("first_agreed", sa.Boolean(), nullable=False),
        sa.Column("second_agreed", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("first_key"),
        sa.UniqueConstraint("second_key"),
    )
    op.create_index("ix_link_request_first", "link_request", ["first"])
    op.create_index("ix_link_request_second", "link_request", ["second"])
    op.add_column(
        "line", sa.Column("waiting", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("minority", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE minority SET number = (SELECT COUNT(*) FROM minority o WHERE "
        "o.decision = minority.decision AND o.person <= minority.person)"
    )
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("taken"),
        _text("reference"),
        _text("track"),
        _person("person", nullable=True),
        _person("by"),
        _text("reason"),
        _instant("at"),
        _instant("until", nullable=True),
        _instant("ended", nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "suspended",
        sa.Column("measure", sa.Integer(), sa.ForeignKey("measure.id"), nullable=False),
        _person("person"),
        sa.PrimaryKeyConstraint("measure", "person"),
    )
    op.create_table(
        "appeal",
        sa.Column("measure", sa.Integer(), sa.ForeignKey("measure.id"), nullable=False),
        _person("person"),
        _text("text"),
        _instant("at"),
        _text("decision"),
        _text("answer"),
        _person("decider", nullable=True),
        sa.PrimaryKeyConstraint("measure"),
    )
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("reference"),
        _text("track"),
        _person("person"),
        _person("author", nullable=True),
        _text("reason"),
        _instant("at"),
        _instant("settled", nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    for table, column in (
        ("measure", "reference"), ("measure", "person"), ("measure", "by"),
        ("appeal", "person"), ("appeal", "decider"), ("flag", "reference"), ("flag", "person"),
        ("flag", "author"),
    ):  # fmt: skip
        op.create_index(f"ix_{table}_{column}", table, [column])
    _carry_over()


def _carry_over() -> None:
    """Comments that are hidden already: whoever hid them does not decide an appeal either."""
    op.execute(
        'INSERT INTO measure (taken, reference, track, person, "by", reason, at) '
        "SELECT 'hidden', 'C-B' || c.draft || '-' || c.number, d.track, c.person, m.person, "
        "m.reason, m.at FROM comment c JOIN draft d ON d.id = c.draft JOIN moderation m "
        "ON m.draft = c.draft AND m.number = c.number AND m.id = (SELECT MAX(o.id) FROM "
        "moderation o WHERE o.draft = c.draft AND o.number = c.number AND o.act = 'hidden') "
        "WHERE c.state = 'hidden' ORDER BY m.id"
    )
    op.execute(
        "INSERT INTO appeal (measure, person, text, at, decision, answer) SELECT m.id, m.person, "
        "c.appeal, m.at, '', '' FROM measure m JOIN comment c "
        "ON m.reference = 'C-B' || c.draft || '-' || c.number WHERE c.appeal <> ''"
    )
