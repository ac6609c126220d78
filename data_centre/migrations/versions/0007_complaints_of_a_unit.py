"""Complaints are found by the unit that they lie with"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_index("ix_complaint_unit", "complaint", ["unit", "closed", "due"])


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index("ix_complaint_unit", "complaint")
