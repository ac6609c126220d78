"""Complaints taken in by the centre: tracking, due dates that were, outcomes, twins, quarantine, keys, connectors"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision."""
    op.create_index("ix_complaint_created", "complaint", ["created", "x"])
    op.create_table(
        "complaint_intake",
        _key("complaint", NUMBER),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        _number("at"),
        _text("source"),
        _text("media_url"),
        _text("attributes", "[]"),
        sa.PrimaryKeyConstraint("complaint", name="pk_complaint_intake"),
        sa.UniqueConstraint("code", name="uq_complaint_intake_code"),
        sa.UniqueConstraint("token_hash", name="uq_complaint_intake_token_hash"),
    )
    op.create_table(
        "complaint_due",
        _key("complaint", NUMBER),
        _key("n", NUMBER),
        _number("at"),
        _number("due"),
        _number("next"),
        _text("reason"),
        sa.PrimaryKeyConstraint("complaint", "n", name="pk_complaint_due"),
    )
    op.create_table(
        "complaint_outcome",
        _key("complaint", NUMBER),
        _number("at"),
        _text("text"),
        _number("stars"),
        _text("comment"),
        _number("rated_at"),
        sa.PrimaryKeyConstraint("complaint", name="pk_complaint_outcome"),
    )
    op.create_index("ix_complaint_outcome_at", "complaint_outcome", ["at"])
    op.create_table(
        "complaint_twin",
        _key("complaint", NUMBER),
        _key("other", NUMBER),
        _number("metres"),
        _number("seconds"),
        sa.PrimaryKeyConstraint("complaint", "other", name="pk_complaint_twin"),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        _number("at"),
        _text("source"),
        _text("subject"),
        _text("place"),
        _text("reason"),
        _text("content"),
        _text("sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sa.UniqueConstraint("source", "subject", "place", "sha256", name="uq_quarantine_source"),
    )
    op.create_table(
        "api_key",
        _key("hash", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        _number("created_at"),
        _number("ended_at"),
        sa.PrimaryKeyConstraint("hash", name="pk_api_key"),
        sa.UniqueConstraint("name", name="uq_api_key_name"),
    )
    op.create_table(
        "pull_source",
        _key("name", sa.Text()),
        _text("url"),
        _number("done_until"),
        _number("began_at"),
        _number("ended_at"),
        sa.PrimaryKeyConstraint("name", name="pk_pull_source"),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("pull_source")
    op.drop_table("api_key")
    op.drop_table("quarantine")
    op.drop_table("complaint_twin")
    op.drop_index("ix_complaint_outcome_at", table_name="complaint_outcome")
    op.drop_table("complaint_outcome")
    op.drop_table("complaint_due")
    op.drop_table("complaint_intake")
    op.drop_index("ix_complaint_created", table_name="complaint")


def _key(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[object]:
    return sa.Column(name, kind, autoincrement=False, nullable=False)


def _number(name: str) -> sa.Column[object]:
    return sa.Column(name, NUMBER, server_default="0", nullable=False)


def _text(name: str, default: str = "") -> sa.Column[object]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)
