"""meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry the tables forward."""
    op.create_table(
        "lead_times",
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["track"],
            ["track.code"],
        ),
        sa.PrimaryKeyConstraint("track"),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["track"],
            ["track.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_track"), ["track"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=True),
        sa.Column("series_day", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=True),
        sa.Column("chair", sa.Integer(), nullable=True),
        sa.Column("began", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=True),
        sa.Column("off_record", sa.Boolean(), nullable=False),
        sa.Column("chatham", sa.Boolean(), nullable=False),
        sa.Column("speaking", sa.Integer(), nullable=False),
        sa.Column("warned", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("approved", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author"], ["person.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["chair"], ["person.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["series"],
            ["series.id"],
        ),
        sa.ForeignKeyConstraint(
            ["track"],
            ["track.code"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_author"), ["author"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_chair"), ["chair"], unique=False)
        batch_op.create_index("ix_meeting_day", ["series", "series_day"], unique=True)
        batch_op.create_index(batch_op.f("ix_meeting_starts"), ["starts"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_track"), ["track"], unique=False)

    op.create_table(
        "action",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=True),
        sa.Column("done", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"],
            ["meeting.number"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["track"],
            ["track.code"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_meeting"), ["meeting"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_track"), ["track"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("presence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"],
            ["meeting.number"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting", "person"),
    )
    op.create_table(
        "coming",
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("coming", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"],
            ["meeting.number"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting", "person"),
    )
    op.create_table(
        "correction",
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"],
            ["meeting.number"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting", "line", "number"),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_person"), ["person"], unique=False)

    op.create_table(
        "item",
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"],
            ["meeting.number"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting", "number"),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_person"), ["person"], unique=False)

    op.create_table(
        "line",
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"],
            ["meeting.number"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting", "number"),
    )
    with op.batch_alter_table("line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_line_person"), ["person"], unique=False)

    op.create_table(
        "question",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author"], ["person.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["meeting"],
            ["meeting.number"],
        ),
        sa.ForeignKeyConstraint(
            ["track"],
            ["track.code"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_author"), ["author"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_track"), ["track"], unique=False)

    op.create_table(
        "source",
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"],
            ["meeting.number"],
        ),
        sa.PrimaryKeyConstraint("meeting", "line", "platform", "room", "message"),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index("ix_source_message", ["platform", "room", "message"], unique=False)

    op.create_table(
        "speech",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("turn", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting"],
            ["meeting.number"],
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("speech", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speech_meeting"), ["meeting"], unique=False)
        batch_op.create_index(batch_op.f("ix_speech_person"), ["person"], unique=False)

    op.create_table(
        "slot",
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question"],
            ["question.number"],
        ),
        sa.PrimaryKeyConstraint("question", "number"),
    )
    op.create_table(
        "slot_answer",
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["question"],
            ["question.number"],
        ),
        sa.PrimaryKeyConstraint("question", "slot", "person"),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("once", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("expires", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("drawn", sa.String(), nullable=False, server_default=""))
