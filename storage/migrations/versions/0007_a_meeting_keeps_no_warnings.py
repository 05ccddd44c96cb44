"""A meeting keeps no warnings: nobody read them."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry the tables forward."""
    # Not in a batch: on SQLite that makes the table anew, and what hangs on its rows goes with them.
    op.drop_column("meeting", "warned")
