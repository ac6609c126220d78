"""When a complaint was first answered: a column and its segments, 0 until the data centre says more.

Revision: 0004
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SCHEMAS_BEFORE = ("3826adea97b9d661", "2d81e7dd6c61fea6", "1c7f3b07690bb5aa")
"""Fingerprints of the schemas without the column."""

_KNOWN = ", ".join(f"'{s}'" for s in ("", *SCHEMAS_BEFORE))

# Frozen, as those of the first layout.
STATEMENTS = (
    'ALTER TABLE "complaint" ADD COLUMN "answered" INTEGER NOT NULL DEFAULT 0',
    (
        'INSERT INTO segment(entity, "column", no, n, lo, hi, version, data)'
        " SELECT entity, 'answered', no, n, 0, 0, version, zeroblob(524288) FROM segment"
        " WHERE entity = 'complaint' AND \"column\" = 'closed'"
    ),
    # A data centre that was brought up to date before this program has sent the times, and the program could not keep
    # them: its rows are fetched again. Until a manifest was seen, the verification finds them.
    (
        "UPDATE bucket SET state = 'wanted', parts_done = 0 WHERE entity = 'complaint' AND EXISTS"
        f" (SELECT 1 FROM sync_state WHERE key = 'schema' AND value NOT IN ({_KNOWN}))"
    ),
    "DELETE FROM sync_state WHERE key = 'verified_at'",
)


def upgrade() -> None:
    """Add what is new; rows stay where they are."""
    for statement in STATEMENTS:
        op.execute(statement)
