"""Commitments of ballots, and pseudonyms of their voters for each decision.

What was opened before keeps the format of its record, and in it the pseudonyms by which people were
called everywhere; only the running counts of secret ballots go, for they told what the last of them
said.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

_CALLED = ("elector", "ballot", "voter", "objection")


def upgrade() -> None:
    """Carry the tables forward."""
    op.create_table(
        "decision_pseudonym",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision", "person"),
        sa.UniqueConstraint("pseudonym"),
    )
    op.create_table(
        "uncommitted",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("receipt_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"]),
        sa.PrimaryKeyConstraint("decision", "round", "receipt_hash"),
        sqlite_with_rowid=False,
    )
    # Literal defaults: what is there keeps its place, and every reader knows it for what it is.
    op.add_column("decision", sa.Column("format", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        "round", sa.Column("published", sa.String(), nullable=False, server_default="all")
    )
    # What was closed before has been told.
    op.execute("UPDATE decision SET noticed = noticed || ',told' WHERE noticed LIKE '%closed%'")
    op.add_column("ballot", sa.Column("salt", sa.String(), nullable=False, server_default=""))
    for table in _CALLED:
        op.add_column(table, sa.Column("pseudonym", sa.String(), nullable=False, server_default=""))
        op.execute(
            f"UPDATE {table} SET pseudonym ="  # noqa: S608 # nosec # our own names
            f" (SELECT person.pseudonym FROM person WHERE person.id = {table}.person)"
        )
    _make_minority_views_anew()
    _make_voters_anew()
    _make_secret_ballots_anew()
    _forget_counts_of_secret_ballots()


def _make_minority_views_anew() -> None:
    """By the name of their author in the record."""
    op.create_table(
        "minority_anew",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision", "pseudonym"),
    )
    op.execute(
        "INSERT INTO minority_anew (decision, pseudonym, person, text, number)"
        " SELECT minority.decision, person.pseudonym, minority.person, minority.text,"
        " minority.number FROM minority"
        " JOIN person ON person.id = minority.person"
    )
    op.drop_table("minority")
    op.rename_table("minority_anew", "minority")
    op.create_index("ix_minority_person", "minority", ["person"])


def _make_voters_anew() -> None:
    """In the order of their key, not of voting."""
    op.create_table(
        "voter_anew",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("stakeholder_group", sa.String(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision", "round", "person"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO voter_anew"
        " SELECT decision, round, person, eligible, stakeholder_group, pseudonym FROM voter"
        " ORDER BY decision, round, person"
    )
    op.drop_table("voter")
    op.rename_table("voter_anew", "voter")
    op.create_index(
        "ix_voter_group", "voter", ["decision", "round", "eligible", "stakeholder_group"]
    )


def _make_secret_ballots_anew() -> None:
    """With the round first in their key: so those of a round lie together."""
    op.create_table(
        "secret_ballot_anew",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("receipt_hash", sa.String(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False, server_default=""),
        sa.Column("inner_hash", sa.String(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"]),
        sa.PrimaryKeyConstraint("decision", "round", "receipt_hash"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO secret_ballot_anew (decision, round, receipt_hash, receipt, choice, eligible)"
        " SELECT decision, round, receipt_hash, receipt, choice, eligible FROM secret_ballot"
        " ORDER BY decision, round, receipt_hash"
    )
    op.drop_table("secret_ballot")
    op.rename_table("secret_ballot_anew", "secret_ballot")


def _forget_counts_of_secret_ballots() -> None:
    connection = op.get_bind()
    decision = sa.table("decision", sa.column("id", sa.Integer), sa.column("terms", sa.String))
    tally = sa.table("tally", sa.column("decision", sa.Integer), sa.column("choice", sa.String))
    for row in connection.execute(sa.select(decision.c.id, decision.c.terms)).all():
        if json.loads(row.terms)["secrecy"] == "secret":
            counts = (tally.c.decision == row.id) & (tally.c.choice != "")
            connection.execute(sa.delete(tally).where(counts))
