"""How long the feed is kept: 30 days, never shorter than a snapshot that is handed out needs. See `compaction` too."""

from __future__ import annotations

import sqlalchemy as sa

from . import models as m
from .database import Database

KEEP_SECONDS = 30 * 86400
PART_GRACE_SECONDS = 86400
"""Files of replaced snapshots stay for downloads under way."""
SNAPSHOT_SECONDS = KEEP_SECONDS - 2 * 86400
"""A snapshot older than this is built anew when it is asked for: who loads it has two days to come to the feed."""


def prune(database: Database, now: int) -> int:
    """Drop old feed rows, replaced snapshots and their files; returns the new floor.

    A transaction goes when all of it is old. From then on no snapshot below the floor is handed out, nor a part of
    one (`parts.PartStore`), because nobody could tell what has changed since.
    """
    f, h, s = m.feed, m.feed_head, m.snapshot
    with database.write() as connection:
        floor, head = connection.execute(sa.select(h.c.floor, h.c.head).where(h.c.one == 1)).one()
        young = sa.select(f.c.seq).where(f.c.seq > floor, f.c.at >= now - KEEP_SECONDS).order_by(f.c.seq).limit(1)
        first = connection.execute(young).scalar()
        old = sa.select(sa.func.max(f.c.tx_end)).where(
            f.c.seq > floor, f.c.tx_end < (head + 1 if first is None else first)
        )
        last = connection.execute(old).scalar()
        if last is not None:
            floor = int(last)
            connection.execute(sa.delete(f).where(f.c.seq <= floor))
            connection.execute(sa.delete(m.bucket_state).where(m.bucket_state.c.seq <= floor))
            connection.execute(sa.update(s).where(s.c.at < floor).values(current=0))
            connection.execute(sa.update(h).where(h.c.one == 1).values(floor=floor))
    _drop_snapshots(database, now)
    return int(floor)


def _drop_snapshots(database: Database, now: int) -> None:
    s, p = m.snapshot, m.snapshot_part
    with database.write() as connection:
        old = sa.select(s.c.id).where(s.c.current == 0, s.c.built_at < now - PART_GRACE_SECONDS)
        ids = [row[0] for row in connection.execute(old)]
        gone: set[str] = set()
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            gone.update(row[0] for row in connection.execute(sa.select(p.c.sha256).where(p.c.snapshot.in_(part))))
            connection.execute(sa.delete(p).where(p.c.snapshot.in_(part)))
            connection.execute(sa.delete(s).where(s.c.id.in_(part)))
        # Equal rows make equal files: a newer snapshot may use the same one.
        used = {row[0] for row in connection.execute(sa.select(p.c.sha256))} if gone else set()
    for sha256 in gone - used:
        (database.home / "parts" / sha256[:2] / f"{sha256}.part.zst").unlink(missing_ok=True)
