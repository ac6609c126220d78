"""Directives on complaints, and what a unit has written of its answer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "directive",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("complaint", NUMBER, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("routed_from", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("urgency", NUMBER, nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("deadline_days", NUMBER, nullable=False),
        sa.Column("deadline", NUMBER, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("saved_at", NUMBER, nullable=False),
        sa.Column("received_at", NUMBER, nullable=False),
        sa.Column("delivered_at", NUMBER, nullable=False),
        sa.Column("opened_at", NUMBER, nullable=False),
        sa.Column("answered_at", NUMBER, nullable=False),
        sa.Column("closed_at", NUMBER, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_directive"),
    )
    op.create_index("ix_directive_bucket", "directive", ["bucket", "id"])
    op.create_index("ix_directive_complaint", "directive", ["complaint"])
    op.create_index("ix_directive_unit_code", "directive", ["unit_code"])
    op.create_table(
        "directive_draft",
        sa.Column("directive_id", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("files", sa.Text(), server_default="[]", nullable=False),
        sa.Column("saved_by", sa.Text(), server_default="", nullable=False),
        sa.Column("saved_at", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("directive_id", name="pk_directive_draft"),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("directive_draft")
    op.drop_index("ix_directive_unit_code", table_name="directive")
    op.drop_index("ix_directive_complaint", table_name="directive")
    op.drop_index("ix_directive_bucket", table_name="directive")
    op.drop_table("directive")
