"""First filling of a table: millions of rows in bounded memory, without a feed row each.

Consoles that were at an older cursor learn of it by 410 and compare digests.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from ioc_domain.entities import BY_RECORD, Entity
from ioc_domain.records import Record
from ioc_domain.wire import MASK64

from . import models as m
from .buckets import bucket_numbers
from .database import Database, insert_statement
from .rows import row_of, signed
from .scoping import scope_of

CHUNK = 50_000
"""Rows per transaction."""


class KeyTaken(ValueError):
    """A record to load has the key of a row that is there; changes go through `feed.writing`."""


@dataclass(frozen=True)
class Loaded:
    """How many rows were loaded in how many seconds."""

    rows: int
    seconds: float

    @property
    def rows_per_second(self) -> float:
        """Speed of the load, 0 for no rows."""
        return self.rows / self.seconds if self.seconds else 0.0


def bulk_load(
    database: Database,
    records: Iterable[Record],
    scope: str | Callable[[Record], str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Loaded:
    """Insert new records of ONE entity, in any order; `records` is read as a stream.

    `scope` is a scope, a function of the record, or None for `scoping.scope_of`. Keys must be new: an existing one
    raises `KeyTaken` and the chunk (of `CHUNK` rows) it lies in is not taken. `progress` is
    called with the rows so far after each chunk. Only one bulk load at a time.
    """
    started = time.perf_counter()
    total = 0
    stream = iter(records)
    scope_for = scope if callable(scope) else (lambda record: scope) if scope is not None else scope_of
    while (first := next(stream, None)) is not None:
        entity = BY_RECORD[type(first)]
        rows = _load_chunk(database, entity, chain([first], islice(stream, CHUNK - 1)), scope_for)
        total += rows
        if progress is not None:
            progress(total)
    if total:
        _forget_feed(database)
    return Loaded(total, time.perf_counter() - started)


def _load_chunk(
    database: Database, entity: Entity, records: Iterator[Record], scope_for: Callable[[Record], Any]
) -> int:
    counts: dict[int, int] = defaultdict(int)
    digests: dict[int, int] = defaultdict(int)
    values: list[tuple[Any, ...]] = []
    with database.write() as connection:
        numbers: dict[str, int] = {}
        for record in records:
            row = row_of(record, scope_for(record))
            if row.entity is not entity:
                raise TypeError(f"one bulk load holds one entity, not {entity.name} and {row.entity.name}")
            if (number := numbers.get(row.bucket)) is None:
                number = numbers[row.bucket] = bucket_numbers(connection, {(row.bucket, entity.name)})[row.bucket]
            h = row.hash(1)
            counts[number] += 1
            digests[number] += h
            values.append((*row.values, number, 1, signed(h)))
        _insert(connection, entity, values)
        b = m.bucket
        for number in sorted(counts):
            old = connection.execute(sa.select(b.c.digest).where(b.c.no == number).with_for_update()).scalar_one()
            connection.execute(
                sa.update(b)
                .where(b.c.no == number)
                .values(count=b.c.count + counts[number], digest=signed((old + digests[number]) & MASK64))
            )
            connection.execute(sa.update(m.snapshot).where(m.snapshot.c.bucket == number).values(current=0))
    return len(values)


def _insert(connection: sa.Connection, entity: Entity, values: list[tuple[Any, ...]]) -> None:
    columns = (*entity.columns, *m.ROW_COLUMNS)
    dialect: Any = connection.dialect
    try:
        if dialect.name == "sqlite":
            connection.exec_driver_sql(insert_statement(connection, entity.name, columns), values)
        else:
            _copy(connection, entity, columns, values)
    except (sa.exc.IntegrityError, dialect.dbapi.IntegrityError) as error:
        raise KeyTaken(f"{entity.name}: a key is there already; bulk_load only fills") from error


def _copy(connection: sa.Connection, entity: Entity, columns: tuple[str, ...], values: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{c}"' for c in columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{entity.name}" ({names}) FROM STDIN') as copy:
        for row in values:
            copy.write_row(row)


def _forget_feed(database: Database) -> None:
    """Floor = head, one number on: every older cursor is told to compare digests."""
    with database.write() as connection:
        h = m.feed_head
        head = connection.execute(
            sa.update(h).where(h.c.one == 1).values(head=h.c.head + 1).returning(h.c.head)
        ).scalar_one()
        connection.execute(sa.update(h).where(h.c.one == 1).values(floor=head))
        connection.execute(sa.delete(m.feed))
        connection.execute(sa.delete(m.bucket_state))
        connection.execute(sa.update(m.bucket).values(seq=head))
