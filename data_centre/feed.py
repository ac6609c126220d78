"""The one way to change synced rows, and the order in which it happens.

In one transaction: the domain rows (rev + 1) -> the next numbers from the one `feed_head` row, as the LAST lock ->
one insert into `feed` and the counts and digests of the touched buckets -> commit. Because a writer gets its
numbers only when it has nothing left to wait for, numbers become visible in their order, and a reader that has
seen `head` has seen everything below it.

For the seed and the imports:

    from data_centre.database import Database
    from data_centre.feed import writing
    from data_centre.bulk import bulk_load

    with writing(database) as writer:        # one transaction; keep it to about 5,000 rows
        writer.put(record)                   # insert or update; an unchanged row costs nothing and sends nothing
        writer.put(event, scope=unit_scope("0456"))   # scope only where `scoping.scope_of` cannot tell
        writer.delete("alert", "A-17")       # by the key on the wire (parts joined by "|"); unknown = nothing
        writer.connection                    # for other tables in the same transaction
    writer.result                            # Flushed(added=…, updated=…, unchanged=…, deleted=…, seq=…)

    bulk_load(database, records, scope=…)    # first filling: no feed rows, see `bulk.py`

`put` twice with one key keeps the later. A row whose scope or year changed leaves its old bucket by a `del` and
enters the new one by a `put`. Rows of the same table are written in the order of their keys, so that two writers
never wait for each other in a ring.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ioc_domain.entities import BY_NAME, Entity
from ioc_domain.records import Record
from ioc_domain.wire import DELETE, PUT, RESET

from . import models as m
from .buckets import Change, apply_changes, bucket_numbers, take_numbers
from .database import Database, delete_statement, execute_many, insert_statement, update_statement
from .rows import Row, row_of, signed
from .scoping import scope_of

LOOK_UP = 400
"""Keys per look-up query: below every driver's limit on parameters, also for keys of four columns."""
ATTEMPTS = 5


class GravesChanged(Exception):
    """Others put and deleted a key between the look at its tombstone and its insertion; the plan is made anew."""


@dataclass
class Flushed:
    """What a transaction did to synced rows. `seq`: last feed number, 0 when nothing changed."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    seq: int = 0


@dataclass
class _Known:
    """A row as it is in the table now."""

    rev: int
    bucket: int
    h: int


@dataclass
class _Planned:
    """Statements to run for one table, and what they mean for the feed."""

    inserts: list[tuple[Any, ...]] = field(default_factory=list)
    updates: list[tuple[Any, ...]] = field(default_factory=list)
    deletes: list[tuple[Any, ...]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    fresh: dict[str, int] = field(default_factory=dict)
    """Keys to insert, with the rev their tombstone has, 0 without one."""
    buried: list[tuple[str, str, int]] = field(default_factory=list)
    counts: Flushed = field(default_factory=Flushed)


class FeedWriter:
    """Collects changes of synced rows; `flush` (called by `writing`) does them all. Made by `writing` only."""

    def __init__(self, connection: sa.Connection, now: int) -> None:
        self.connection = connection
        self.now = now
        self.result = Flushed()
        self._puts: dict[str, dict[str, Row]] = defaultdict(dict)
        self._deletes: dict[str, set[str]] = defaultdict(set)
        self._resets: dict[tuple[str, str], list[Row]] = {}

    def put(self, record: Record, scope: str | None = None) -> None:
        """Insert or update a row. Raises `rows.RowRefused`, `scoping.ScopeUnknown`."""
        row = row_of(record, scope if scope is not None else scope_of(record))
        self._deletes[row.entity.name].discard(row.key)
        self._puts[row.entity.name][row.key] = row

    def delete(self, table: str, key: str) -> None:
        """Delete a row by its key on the wire."""
        self._puts[table].pop(key, None)
        self._deletes[table].add(key)

    def reset(self, table: str, bucket: str, records: Iterable[Record]) -> None:
        """Replace all rows of a bucket; consoles drop it and fetch its snapshot. For whole recalculations."""
        scope = bucket.split("/", 1)[0]
        rows = [row_of(record, scope) for record in records]
        for row in rows:
            if row.entity.name != table or row.bucket != bucket:
                raise ValueError(f"{row.entity.name} {row.key} does not belong to bucket {bucket}")
        self._resets[table, bucket] = rows

    def flush(self) -> Flushed:
        """Write everything collected, feed last. After it only the stored answer may follow, then the commit."""
        changes: list[Change] = []
        for table, bucket in sorted(self._resets):
            changes.append(self._reset(BY_NAME[table], bucket, self._resets[table, bucket]))
        for table in sorted(self._puts.keys() | self._deletes.keys()):
            changes.extend(self._write(BY_NAME[table], self._puts[table], self._deletes[table]))
        self._puts.clear()
        self._deletes.clear()
        self._resets.clear()
        if changes:
            first, last = take_numbers(self.connection, len(changes))
            apply_changes(self.connection, changes, first, last, self.now)
            self.result.seq = last
        return self.result

    # --- one table -----------------------------------------------------------------------------------------

    def _write(self, entity: Entity, puts: dict[str, Row], deletes: set[str]) -> list[Change]:
        numbers = bucket_numbers(self.connection, {(row.bucket, entity.name) for row in puts.values()})
        keys = sorted(puts.keys() | deletes)
        for attempt in range(1, ATTEMPTS + 1):
            # The look locks rows in the order of their keys. Another look while these are held would take a lower key
            # after a higher one, and two writers could wait for each other: so a plan that fails lets go of them.
            savepoint = self.connection.begin_nested()
            try:
                plan = self._plan(entity, puts, deletes, self._known(entity, keys), numbers)
                self._run(entity, plan)
            except (sa.exc.IntegrityError, GravesChanged):
                # On PostgreSQL another writer had one of the new keys meanwhile: the next plan sees its row.
                savepoint.rollback()
                if attempt == ATTEMPTS:
                    raise
            else:
                savepoint.commit()
                break
        self.result.added += plan.counts.added
        self.result.updated += plan.counts.updated
        self.result.unchanged += plan.counts.unchanged
        self.result.deleted += plan.counts.deleted
        return plan.changes

    def _known(self, entity: Entity, keys: list[str]) -> dict[str, _Known]:
        table = m.SYNCED[entity.name]
        columns = [table.c[c] for c in entity.key]
        known: dict[str, _Known] = {}
        for start in range(0, len(keys), LOOK_UP):
            wanted = [entity.split_key(key) for key in keys[start : start + LOOK_UP]]
            match = columns[0].in_([w[0] for w in wanted]) if len(columns) == 1 else sa.tuple_(*columns).in_(wanted)
            query = sa.select(*columns, table.c.rev, table.c.bucket, table.c.h).where(match)
            for row in self.connection.execute(query.order_by(*columns).with_for_update()):
                known["|".join(str(v) for v in row[:-3])] = _Known(*row[-3:])
        return known

    def _plan(
        self,
        entity: Entity,
        puts: dict[str, Row],
        deletes: set[str],
        known: dict[str, _Known],
        numbers: dict[str, int],
    ) -> _Planned:
        plan = _Planned()
        graves = self._graves(entity, [key for key in puts if key not in known])
        for key in sorted(puts):
            row, old, number = puts[key], known.get(key), numbers[puts[key].bucket]
            if old is None:
                rev = graves.get(key, 0) + 1
                h = row.hash(rev)
                plan.inserts.append((*row.values, number, rev, signed(h)))
                plan.changes.append(Change(PUT, number, entity.name, key, rev, row.data, +1, h))
                plan.counts.added += 1
                plan.fresh[key] = rev - 1
                continue
            if old.bucket == number and signed(row.hash(old.rev)) == old.h:
                plan.counts.unchanged += 1
                continue
            rev = old.rev + 1
            h = row.hash(rev)
            plan.updates.append((*row.values, number, rev, signed(h), *entity.split_key(key)))
            if old.bucket == number:
                plan.changes.append(Change(PUT, number, entity.name, key, rev, row.data, 0, h - old.h))
            else:
                plan.changes.append(Change(DELETE, old.bucket, entity.name, key, rev, None, -1, -old.h))
                plan.changes.append(Change(PUT, number, entity.name, key, rev, row.data, +1, h))
            plan.counts.updated += 1
        for key in sorted(deletes):
            if (old := known.get(key)) is None:
                continue
            plan.deletes.append(entity.split_key(key))
            plan.buried.append((entity.name, key, old.rev + 1))
            plan.changes.append(Change(DELETE, old.bucket, entity.name, key, old.rev + 1, None, -1, -old.h))
            plan.counts.deleted += 1
        return plan

    def _graves(self, entity: Entity, keys: list[str]) -> dict[str, int]:
        revs: dict[str, int] = {}
        t = m.tombstone
        for start in range(0, len(keys), LOOK_UP):
            part = keys[start : start + LOOK_UP]
            query = sa.select(t.c.key, t.c.rev).where(t.c.entity == entity.name, t.c.key.in_(part))
            revs.update((key, rev) for key, rev in self.connection.execute(query))
        return revs

    def _confirm_graves(self, entity: Entity, fresh: dict[str, int]) -> None:
        """Raises `GravesChanged` when a key that was just inserted was put and deleted by others after its tombstone
        was looked up: its rev would begin again. The inserted row keeps others off the key from here on."""
        if self.connection.dialect.name == "sqlite":  # one writer at a time
            return
        found = self._graves(entity, list(fresh))
        if any(found.get(key, 0) != rev for key, rev in fresh.items()):
            raise GravesChanged(entity.name)

    def _run(self, entity: Entity, plan: _Planned) -> None:
        """Do a plan. Raises IntegrityError or `GravesChanged` when another writer had one of the new keys."""
        connection, name = self.connection, entity.name
        columns = (*entity.columns, *m.ROW_COLUMNS)
        if plan.inserts:
            execute_many(connection, insert_statement(connection, name, columns), plan.inserts)
            self._confirm_graves(entity, plan.fresh)
        execute_many(connection, update_statement(connection, name, columns, entity.key), plan.updates)
        execute_many(connection, delete_statement(connection, name, entity.key), plan.deletes)
        gone = [(name, key) for key, rev in plan.fresh.items() if rev]
        execute_many(connection, delete_statement(connection, "tombstone", ("entity", "key")), gone)
        execute_many(connection, insert_statement(connection, "tombstone", ("entity", "key", "rev")), plan.buried)

    def _reset(self, entity: Entity, bucket: str, rows: list[Row]) -> Change:
        """Replace a bucket's rows: revs go on from the highest the bucket had, so none goes back."""
        number = bucket_numbers(self.connection, {(bucket, entity.name)})[bucket]
        table = m.SYNCED[entity.name]
        query = sa.select(sa.func.coalesce(sa.func.max(table.c.rev), 0)).where(table.c.bucket == number)
        rev = int(self.connection.execute(query).scalar_one()) + 1
        self._bury_bucket(entity, table, number, {row.key for row in rows}, rev)
        hashes = [row.hash(rev) for row in rows]
        values = [(*row.values, number, rev, signed(h)) for row, h in zip(rows, hashes, strict=True)]
        columns = (*entity.columns, *m.ROW_COLUMNS)
        execute_many(self.connection, insert_statement(self.connection, entity.name, columns), values)
        # Older snapshots would lead a console back to this very operation.
        self.connection.execute(sa.update(m.snapshot).where(m.snapshot.c.bucket == number).values(current=0))
        self.result.updated += len(rows)
        return Change(RESET, number, entity.name, "", rev, None, len(rows), sum(hashes), absolute=True)

    def _bury_bucket(self, entity: Entity, table: sa.Table, number: int, kept: set[str], rev: int) -> None:
        """Delete a bucket's rows; those that do not come back leave their rev."""
        keys = sa.select(*(table.c[c] for c in entity.key)).where(table.c.bucket == number)
        present = {"|".join(str(v) for v in row) for row in self.connection.execute(keys)}
        self.connection.execute(sa.delete(table).where(table.c.bucket == number))
        forget = [(entity.name, key) for key in sorted(kept - present)]
        execute_many(self.connection, delete_statement(self.connection, "tombstone", ("entity", "key")), forget)
        bury = [(entity.name, key, rev) for key in sorted(present - kept)]
        execute_many(self.connection, insert_statement(self.connection, "tombstone", ("entity", "key", "rev")), bury)


@contextmanager
def writing(database: Database, clock: Callable[[], float] = time.time) -> Iterator[FeedWriter]:
    """A transaction with its writer: flushes and commits at the end, rolls everything back on an exception."""
    with database.write() as connection:
        writer = FeedWriter(connection, int(clock()))
        yield writer
        writer.flush()
