"""How long a complaint waited for its first unit; 0 = not known, as for all that came before"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision. Hashes of rows stay right: a default at the end is not among a row's bytes."""
    op.add_column("complaint", sa.Column("routed_after", NUMBER, server_default="0", nullable=False))


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("complaint", "routed_after")
