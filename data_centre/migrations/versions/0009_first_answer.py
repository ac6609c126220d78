"""When a complaint was first answered, read from the timelines of those that are there; 0 = none yet, not known.

Rows whose answer is found change, and with them their hashes and the digests of their buckets. The feed tells that by
one `reset` a bucket: consoles keep what they have until they have fetched its snapshot. Other buckets stay as they are.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 10_000

# Frozen, as the rules were on this day: how a row is written down and hashed, and which steps answer a reporter.
COLUMNS = (
    "id", "code", "created", "field", "type", "unit", "area", "status", "channel", "flags", "x", "y", "due", "closed",
    "title", "body", "address", "timeline", "photos", "routed_after",
)  # fmt: skip
ANSWERING = ("answered", "closed", "rejected")
OF_AN_IMPORT = "Đóng theo tệp nguồn"
"""What an import wrote where a file gave only the time of a closing: nobody was told that."""
LATEST = (1 << 32) - 1
_CREATED, _TIMELINE = COLUMNS.index("created"), COLUMNS.index("timeline")

_COMPLAINT = sa.table("complaint", *(sa.column(c) for c in (*COLUMNS, "answered", "bucket", "rev", "h")))
_BUCKET = sa.table("bucket", *(sa.column(c) for c in ("no", "id", "scope", "count", "digest", "changes", "seq")))
_HEAD = sa.table("feed_head", *(sa.column(c) for c in ("one", "head")))
_FEED = sa.table(
    "feed",
    *(sa.column(c) for c in ("seq", "tx_end", "op", "scope", "bucket", "entity", "key", "rev", "row", "at")),
)
_STATE = sa.table("bucket_state", *(sa.column(c) for c in ("bucket", "seq", "count", "digest")))
_SNAPSHOT = sa.table("snapshot", sa.column("bucket"), sa.column("current"))


def upgrade() -> None:
    """To this revision."""
    op.add_column("complaint", sa.Column("answered", NUMBER, server_default="0", nullable=False))
    _rewrite(op.get_bind(), _first_answer)


def downgrade() -> None:
    """Back to the one before: rows get the bytes they had."""
    _rewrite(op.get_bind(), lambda *_: 0)
    op.drop_column("complaint", "answered")


def _first_answer(timeline: str, created: int) -> int:
    """Time of the first step that told the reporter something; 0 where no step did, or none can be read."""
    if not ('"answered"' in timeline or '"closed"' in timeline or '"rejected"' in timeline):
        return 0
    try:
        steps = msgspec.json.decode(timeline)
    except msgspec.DecodeError:
        return 0
    for step in steps if isinstance(steps, list) else ():
        if not isinstance(step, list) or len(step) != 4 or step[1] not in ANSWERING:
            continue
        at, _, text, _ = step
        if not isinstance(text, str) or not text.strip() or text == OF_AN_IMPORT:
            continue
        if type(at) is int and 0 < at <= LATEST and at >= created:
            return at
    return 0


def _rewrite(connection: sa.Connection, answer: Callable[[str, int], int]) -> None:
    """Set every complaint's first answer; rows that change get the next revision and their new hash."""
    c = _COMPLAINT.c
    change = (
        sa.update(_COMPLAINT)
        .where(c.id == sa.bindparam("of_id"))
        .values(answered=sa.bindparam("new"), rev=sa.bindparam("new_rev"), h=sa.bindparam("new_h"))
    )
    digests: dict[int, int] = defaultdict(int)
    """What is added to the digest of each bucket."""
    revs: dict[int, int] = defaultdict(int)
    last = -1
    while True:
        rows = connection.execute(sa.select(_COMPLAINT).where(c.id > last).order_by(c.id).limit(AT_ONCE)).all()
        if not rows:
            break
        last = rows[-1][0]
        updates = []
        for *values, answered, bucket, old_rev, old_h in rows:
            found = answer(values[_TIMELINE], values[_CREATED])
            if found == answered:
                continue
            rev = old_rev + 1
            h = _signed(_hash(values, rev, found))
            updates.append({"of_id": values[0], "new": found, "new_rev": rev, "new_h": h})
            digests[bucket] += h - old_h
            revs[bucket] = max(revs[bucket], rev)
        if updates:
            connection.execute(change, updates)
    if digests:
        _tell(connection, digests, revs)


def _hash(values: list[Any], rev: int, answered: int) -> int:
    """BLAKE2b-64 of the row as it is sent: later columns at the end are left out while they are 0."""
    if answered:
        values = [*values, answered]
    elif not values[-1]:
        values = values[:-1]
    whole = f"complaint\x1f{values[0]}\x1f{rev}\x1f".encode() + msgspec.json.encode(values)
    return int.from_bytes(hashlib.blake2b(whole, digest_size=8).digest(), "big")


def _signed(value: int) -> int:
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


def _tell(connection: sa.Connection, digests: dict[int, int], revs: dict[int, int]) -> None:
    """Digests of the buckets, and a reset of each on the feed, in one transaction of it."""
    numbers = sorted(digests)
    head = connection.execute(
        sa.update(_HEAD).where(_HEAD.c.one == 1).values(head=_HEAD.c.head + len(numbers)).returning(_HEAD.c.head)
    ).scalar_one()
    now = int(time.time())
    for seq, number in enumerate(numbers, head - len(numbers) + 1):
        b = connection.execute(sa.select(_BUCKET).where(_BUCKET.c.no == number)).one()
        digest = _signed(b.digest + digests[number])
        connection.execute(
            sa.insert(_FEED).values(
                seq=seq, tx_end=head, op="reset", scope=b.scope, bucket=number, entity="complaint", key="",
                rev=revs[number], row=None, at=now,
            )
        )  # fmt: skip
        connection.execute(
            sa.update(_BUCKET).where(_BUCKET.c.no == number).values(digest=digest, changes=b.changes + 1, seq=head)
        )
        connection.execute(sa.insert(_STATE).values(bucket=number, seq=head, count=b._mapping["count"], digest=digest))
        connection.execute(sa.update(_SNAPSHOT).where(_SNAPSHOT.c.bucket == number).values(current=0))
