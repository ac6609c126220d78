"""How long a complaint waited for its first unit: a column and its segments, 0 until the data centre says more.

Revision: 0002
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA_BEFORE = "3826adea97b9d661"
"""Fingerprint of the schema that programs of the first layout knew."""

# Frozen, as those of the first layout.
STATEMENTS = (
    'ALTER TABLE "complaint" ADD COLUMN "routed_after" INTEGER NOT NULL DEFAULT 0',
    (
        'INSERT INTO segment(entity, "column", no, n, lo, hi, version, data)'
        " SELECT entity, 'routed_after', no, n, 0, 0, version, zeroblob(262144) FROM segment"
        " WHERE entity = 'complaint' AND \"column\" = 'closed'"
    ),
    # A data centre that is newer than the program was has sent the times, and the program could not keep them: its
    # rows are fetched again. Until a manifest was seen, the verification finds them, for their hashes do not fit.
    (
        "UPDATE bucket SET state = 'wanted', parts_done = 0 WHERE entity = 'complaint' AND EXISTS"
        f" (SELECT 1 FROM sync_state WHERE key = 'schema' AND value NOT IN ('', '{SCHEMA_BEFORE}'))"
    ),
    "DELETE FROM sync_state WHERE key = 'verified_at'",
)


def upgrade() -> None:
    """Add what is new; rows stay where they are."""
    for statement in STATEMENTS:
        op.execute(statement)
