"""Complaints that wait for a unit are found at once, and who has one open"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision."""
    waits = sa.text("status = 0")
    op.create_index("ix_complaint_waiting", "complaint", ["created"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "dispatch_open",
        sa.Column("complaint", NUMBER, nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("at", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("complaint", name="pk_dispatch_open"),
    )


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_table("dispatch_open")
    op.drop_index("ix_complaint_waiting", "complaint")
