"""Directives that were ordered in one gesture"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "directive_bulk",
        sa.Column("directive", sa.Text(), nullable=False),
        sa.Column("bulk", sa.Text(), server_default="", nullable=False),
        sa.Column("unit_code", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("directive", name="pk_directive_bulk"),
    )
    op.create_index("ix_directive_bulk_bulk", "directive_bulk", ["bulk", "unit_code"])


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index("ix_directive_bulk_bulk", "directive_bulk")
    op.drop_table("directive_bulk")
