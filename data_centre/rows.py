"""Synced rows as tuples: what goes into a table, what is hashed, and back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa

from ioc_domain.entities import BY_NAME, BY_RECORD, Entity
from ioc_domain.records import Record
from ioc_domain.wire import encode_record, row_hash, to_signed

from .models import SYNCED, bucket


class RowRefused(ValueError):
    """A record that cannot be a row: not a finite number, or a zero byte in a text."""


class Row(msgspec.Struct, frozen=True):
    """A record ready to be written: its values in record order, its bytes on the wire and its key."""

    entity: Entity
    key: str
    bucket: str
    values: tuple[Any, ...]
    data: bytes

    def hash(self, rev: int) -> int:
        """Unsigned row hash at that rev."""
        return row_hash(self.entity.name, self.key, rev, self.data)


def row_of(record: Record, scope: str) -> Row:
    """The row of a record in a scope; raises `RowRefused`. Called for every row of an import: kept quick."""
    entity = BY_RECORD[type(record)]
    values: tuple[Any, ...] = msgspec.structs.astuple(record)
    if tuple(map(type, values)) != entity.types:
        record = _as_stored(entity, values)
        values = msgspec.structs.astuple(record)
    for k in _floats(entity.name):
        if values[k] is not None and not math.isfinite(values[k]):
            raise RowRefused(f"{entity.name}.{entity.columns[k]}: {values[k]} is not a number")
    data = encode_record(record)
    # A zero byte is written so in JSON; a text that merely spells it is looked at twice.
    if _ZERO in data and any(type(v) is str and "\x00" in v for v in values):
        raise RowRefused(f"{entity.name}: a zero byte in a text")
    return Row(entity, entity.key_of(record), entity.bucket(scope, record), values, data)


_ZERO = b"\\u0000"


@cache
def _floats(name: str) -> tuple[int, ...]:
    """Positions of float columns."""
    return tuple(k for k, kind in enumerate(BY_NAME[name].types) if kind is float)


def _as_stored(entity: Entity, values: tuple[Any, ...]) -> Record:
    """The record as it will be read back: a whole number in a float column becomes a float, or hashes differ."""
    plain = [value if value is None else kind(value) for kind, value in zip(entity.types, values, strict=True)]
    return entity.record(*plain)


def record_of(entity: Entity, values: Sequence[Any]) -> Record:
    """The record of a table row whose first columns are the record's."""
    return entity.record(*values[: len(entity.columns)])


def find(connection: sa.Connection, entity: Entity, *key: Any, lock: bool = False) -> Record | None:
    """One record by its key. `lock` keeps others from changing it until the transaction ends (PostgreSQL)."""
    table = SYNCED[entity.name]
    query = sa.select(*(table.c[c] for c in entity.columns)).where(*_same_key(table, entity, key))
    found = connection.execute(query.with_for_update() if lock else query).first()
    return None if found is None else record_of(entity, found)


def find_all(
    connection: sa.Connection, entity: Entity, *where: sa.ColumnElement[bool], order: Iterable[str] = (), limit: int = 0
) -> list[Record]:
    """All records that fit, ordered by the named columns; `limit` 0 = all."""
    table = SYNCED[entity.name]
    query = sa.select(*(table.c[c] for c in entity.columns)).where(*where).order_by(*(table.c[c] for c in order))
    if limit:
        query = query.limit(limit)
    return [record_of(entity, row) for row in connection.execute(query)]


def row_scope(connection: sa.Connection, entity: Entity, *key: Any) -> str:
    """Scope of a row, "" when there is none."""
    table = SYNCED[entity.name]
    query = sa.select(bucket.c.scope).join_from(table, bucket, table.c.bucket == bucket.c.no)
    return str(connection.execute(query.where(*_same_key(table, entity, key))).scalar() or "")


def _same_key(table: sa.Table, entity: Entity, key: tuple[Any, ...]) -> list[sa.ColumnElement[bool]]:
    return [table.c[c] == v for c, v in zip(entity.key, key, strict=True)]


def signed(value: int) -> int:
    """An unsigned 64-bit sum as the database stores it."""
    return to_signed(value)
