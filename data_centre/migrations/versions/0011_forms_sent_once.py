"""A citizen's form that is sent twice is one complaint"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "complaint_sent",
        sa.Column("sending", sa.Text(), server_default="", nullable=False),
        sa.Column("complaint", NUMBER, server_default="0", nullable=False),
        sa.Column("at", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("sending", name="pk_complaint_sent"),
    )


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_table("complaint_sent")
