"""Directives on complaints.

Revision: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENT = (
    'CREATE TABLE "directive"("id" TEXT NOT NULL, "number" TEXT NOT NULL, "state" TEXT NOT NULL, '
    '"complaint" INTEGER NOT NULL, "code" TEXT NOT NULL, "title" TEXT NOT NULL, "author" TEXT NOT '
    'NULL, "author_name" TEXT NOT NULL, "unit_code" TEXT NOT NULL, "routed_from" TEXT NOT NULL, '
    '"text" TEXT NOT NULL, "urgency" INTEGER NOT NULL, "attachments" TEXT NOT NULL, "deadline_days" '
    'INTEGER NOT NULL, "deadline" INTEGER NOT NULL, "evidence" TEXT NOT NULL, "saved_at" INTEGER NOT '
    'NULL, "received_at" INTEGER NOT NULL, "delivered_at" INTEGER NOT NULL, "opened_at" INTEGER NOT '
    'NULL, "answered_at" INTEGER NOT NULL, "closed_at" INTEGER NOT NULL, "answer" TEXT NOT NULL, '
    '"answered_by" TEXT NOT NULL, "files" TEXT NOT NULL, "steps" TEXT NOT NULL, "note" TEXT NOT NULL,'
    ' bucket INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY("id")) WITHOUT '
    'ROWID'
)


def upgrade() -> None:
    """Make the table."""
    op.execute(STATEMENT)
