"""Voices of rounds, and links that wait for a close."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry the tables forward. Whoever has voted on what is open, and is linked, is one voice."""
    op.create_table(
        "voice",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision", "round", "person"),
    )
    op.create_index("ix_voice_member", "voice", ["member"])
    op.create_index("ix_voice_of", "voice", ["decision", "round", "member"])
    op.create_table(
        "waiting_link",
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["first"], ["person.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["second"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("first", "second"),
    )
    op.execute(_VOICES)


_VOICES = """
INSERT INTO voice (decision, round, person, member)
SELECT said.decision, said.round, one.id, min(said.person)
FROM (
    SELECT decision, round, person FROM ballot UNION SELECT decision, round, person FROM voter
) AS said
JOIN decision ON decision.id = said.decision AND decision.round = said.round
JOIN person AS voter ON voter.id = said.person
JOIN person AS one ON one.root = voter.root
WHERE decision.state = 'open'
AND EXISTS (SELECT 1 FROM person AS other WHERE other.root = voter.root AND other.id <> voter.id)
GROUP BY said.decision, said.round, one.id
"""
