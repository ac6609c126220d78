"""Compaction of the feed: a row that changed a hundred times within the kept days is told once.

Operations older than a day are taken window by window. Within a window only the last operation of each (bucket, row)
stays, and the whole window becomes one transaction: no page can end inside it, where rows and digests would be those
of a state that never was. Who begins inside a window (a cursor from before the compaction, a snapshot taken there)
misses nothing, because what changed after that point has its last change after it too. A row that moved keeps its last
word in each bucket, so that an account with only one of two scopes sees its half. Resets stay. Numbers, revisions,
the digests at the window's end and the places of commands do not change. See docs/decisions/0006.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ioc_domain.wire import RESET

from . import models as m
from .buckets import read_head
from .database import Database, delete_statement, driver_mark, execute_many

AFTER_SECONDS = 86400
"""Younger operations are told one by one: consoles at work follow each transaction."""
SPAN_SECONDS = 86400
"""A window holds no more than a day, so that it can be pruned when it is old."""
WINDOW = 5_000
"""Operations that stay of a window, at most: half a page, because a window is always sent whole."""
SCAN = 20_000
"""Operations looked at in one transaction, at most: writers of an embedded database wait for it."""
WORTH = 10
"""A window is compacted when one operation in so many goes; otherwise its transactions stay as they are."""
COMPACTED = "feed_compacted"
"""Counter: up to this number the feed has been looked at."""


@dataclass
class _Window:
    """Whole transactions, one after the other, and what stays of them."""

    start: int
    end: int
    total: int = 0
    last: dict[tuple[int, str], int] = field(default_factory=dict)
    dead: list[tuple[int]] = field(default_factory=list)
    resets: int = 0
    buckets: set[int] = field(default_factory=set)

    def add(self, transaction: list[Any]) -> bool:
        """Take a transaction in; False when there is no room for what stays of it."""
        fresh = {(r.bucket, r.key) for r in transaction if r.op != RESET} - self.last.keys()
        resets = sum(r.op == RESET for r in transaction)
        if self.total and len(self.last) + len(fresh) + self.resets + resets > WINDOW:
            return False
        for row in transaction:
            self.buckets.add(row.bucket)
            if row.op == RESET:
                continue
            if (earlier := self.last.get((row.bucket, row.key))) is not None:
                self.dead.append((earlier,))
            self.last[row.bucket, row.key] = row.seq
        self.resets += resets
        self.total += len(transaction)
        self.end = transaction[-1].tx_end
        return True


def compact(database: Database, now: int) -> int:
    """Compact what has become old enough; returns how many operations went."""
    gone = 0
    while (removed := _next_window(database, now)) is not None:
        gone += removed
    return gone


def _next_window(database: Database, now: int) -> int | None:
    """Compact one window in one transaction; None when there is nothing old enough."""
    with database.write() as connection:
        head = read_head(connection)
        start = max(head.floor, _begin(connection))
        window = _find(connection, start, head.head, now)
        if window is None:
            return None
        worth = len(window.dead) * WORTH >= window.total
        if worth:
            _apply(connection, window)
        c = m.counter
        connection.execute(sa.update(c).where(c.c.name == COMPACTED).values(value=window.end))
    return len(window.dead) if worth else 0


def _begin(connection: sa.Connection) -> int:
    """Where the last window ended; keeps other servers from compacting until the transaction ends."""
    text = "INSERT INTO counter (name, value) VALUES (:name, 0) ON CONFLICT (name) DO NOTHING"
    connection.execute(sa.text(text), {"name": COMPACTED})
    c = m.counter.c
    return int(connection.execute(sa.select(c.value).where(c.name == COMPACTED).with_for_update()).scalar_one())


def _find(connection: sa.Connection, start: int, head: int, now: int) -> _Window | None:
    f = m.feed.c
    kept = sa.select(f.seq).where(f.seq > start, f.at >= now - AFTER_SECONDS).order_by(f.seq).limit(1)
    young = connection.execute(kept).scalar()
    until = head + 1 if young is None else int(young)
    query = sa.select(f.seq, f.tx_end, f.op, f.bucket, f.key, f.at).where(f.seq > start, f.tx_end < until)
    rows = connection.execute(query.order_by(f.seq).limit(SCAN)).all()
    if not rows:
        return None
    window = _Window(start, start)
    transaction: list[Any] = []
    for row in [*rows, None]:
        if transaction and (row is None or row.tx_end != transaction[0].tx_end):
            cut_short = row is None and len(rows) == SCAN
            too_long = window.total and transaction[-1].at - rows[0].at > SPAN_SECONDS
            if cut_short or too_long or not window.add(transaction):
                break
            transaction = []
        transaction.append(row)
    if not window.total:  # one transaction larger than can be looked at: it stays as it is
        window.end = rows[0].tx_end
    return window


def _apply(connection: sa.Connection, window: _Window) -> None:
    execute_many(connection, delete_statement(connection, "feed", ("seq",)), window.dead)
    f = m.feed
    merged = sa.update(f).where(f.c.seq > window.start, f.c.seq <= window.end)
    connection.execute(merged.values(tx_end=window.end))
    mark = driver_mark(connection)
    # Only the state at the window's end is ever asked for now.
    states = (
        f"DELETE FROM bucket_state WHERE bucket = {mark} AND seq > {mark} AND seq < "
        f"(SELECT max(s.seq) FROM bucket_state s WHERE s.bucket = {mark} AND s.seq <= {mark})"
    )
    numbers = [(bucket, window.start, bucket, window.end) for bucket in sorted(window.buckets)]
    execute_many(connection, states, numbers)
