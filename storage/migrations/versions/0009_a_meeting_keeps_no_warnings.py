"""A meeting keeps no warnings: nobody read them."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry the tables forward."""
    # Not in a batch: that makes the table anew on SQLite, and what hangs on its rows would go.
    op.drop_column("meeting", "warned")
