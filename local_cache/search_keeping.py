"""Keeping the search index: what happened to rows, and building what is missing when sync is idle.

A slice is an FTS5 table without content over one column segment; its row ids count from the oldest row to the newest
and `keys` maps them back (see `search`). Rows have no triggers: who changes them says so here, and `index_some` does
the work later, piece by piece.

States of a slice: `built`; `grown` (rows are to be added, newest last); `dirty` (to be made anew).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.entities import BY_NAME, SEGMENT_ROWS, Entity

from . import layout
from .search import KEYS, slice_table

_ROWS_AT_ONCE = 16_384
_GATHER_BYTES = 16 << 20
_PREFIXES = "1 2 3 4 5 6"
"""Begun words of so many letters have lists of their own. Without one, all words that begin so are merged before the
first hit is known: a hundred times slower. They add a third to the index; longer words than this are few."""


def _searched(entity: Entity) -> bool:
    return bool(entity.search_columns) and entity.integer_key and layout.has_slots(entity)


def _set_state(connection: sqlite3.Connection, entity: Entity, numbers: set[int], state: str) -> None:
    connection.executemany(
        "INSERT INTO search_slice(entity, no, state, n, lo, hi, keys) VALUES (?, ?, ?, 0, 0, 0, x'')"
        " ON CONFLICT(entity, no) DO UPDATE SET state = CASE"
        " WHEN excluded.state = 'grown' AND state = 'dirty' THEN state ELSE excluded.state END",
        [(entity.name, no, state) for no in numbers],
    )


def slots_changed(connection: sqlite3.Connection, entity: Entity, slots: Sequence[int], *, wipe: bool = False) -> None:
    """Rows at these slots went away. `wipe`: no word of theirs may stay in the index until it is made anew."""
    if not _searched(entity):
        return
    numbers = {int(s) // SEGMENT_ROWS for s in slots}
    if wipe:
        for no in numbers:
            drop_slice(connection, entity, no)
    _set_state(connection, entity, numbers, "dirty")


def slots_appended(connection: sqlite3.Connection, entity: Entity, first: int) -> None:
    """Rows were appended from slot `first` on."""
    if _searched(entity):
        (used,) = connection.execute(
            'SELECT coalesce(sum(n), 0) FROM segment WHERE entity = ? AND "column" = ?',
            (entity.name, entity.segments[0].name),
        ).fetchone()
        last = max(first, used - 1)
        _set_state(connection, entity, set(range(first // SEGMENT_ROWS, last // SEGMENT_ROWS + 1)), "grown")


def records_changed(
    connection: sqlite3.Connection, entity: Entity, slots: Sequence[int], records: Sequence[tuple[Any, ...]]
) -> None:
    """Rows at these slots are about to be replaced: their slices are dirty where a searched column differs."""
    if not _searched(entity):
        return
    built = {
        no
        for (no,) in connection.execute(
            "SELECT no FROM search_slice WHERE entity = ? AND state <> 'dirty'", (entity.name,)
        )
    }
    name, key = entity.key[0], entity.columns.index(entity.key[0])
    fields = itemgetter(*(entity.columns.index(c) for c in entity.search_columns))
    asked = {record[key]: (slot // SEGMENT_ROWS, record) for slot, record in zip(slots, records, strict=True)}
    stored = connection.execute(
        f'SELECT "{name}", {layout.quoted(entity.search_columns)} FROM "{layout.text_table(entity)}"'
        f' WHERE "{name}" IN (SELECT value FROM json_each(?))',
        (json.dumps([number for number, (no, _) in asked.items() if no in built]),),
    )
    dirty: set[int] = set()
    for number, *before in stored:
        no, record = asked[number]
        if no not in dirty and tuple(before) != fields(record):
            dirty.add(no)
    if dirty:
        _set_state(connection, entity, dirty, "dirty")


# --- building ------------------------------------------------------------------------------------------------


def index_some(connection: sqlite3.Connection) -> bool:
    """Do a piece of the work, in a transaction of its own of well under a second; False when nothing is left to do.

    A slice that only grew comes first, then those to be made anew, newest first.
    """
    row = connection.execute(
        "SELECT entity, no, state FROM search_slice WHERE state <> 'built' ORDER BY state = 'dirty', hi DESC, no DESC"
    ).fetchone()
    if row is None:
        return False
    entity, no, state = BY_NAME[row[0]], int(row[1]), row[2]
    connection.execute("BEGIN IMMEDIATE")
    try:
        if state == "dirty" or not _grow(connection, entity, no):
            _begin(connection, entity, no)
            _grow(connection, entity, no)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return True


def _exists(connection: sqlite3.Connection, entity: Entity, no: int) -> bool:
    name = slice_table(entity, no)
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone() is not None


def _rows(connection: sqlite3.Connection, entity: Entity, no: int) -> NDArray[np.void]:
    """(key, order) of the living rows of a segment, oldest first. Order is the first segment column: time."""
    order = entity.segments[0].name
    (dead,) = connection.execute(
        'SELECT count(*) FROM segment WHERE entity = ? AND "column" = ? AND no = ?', (entity.name, order, no)
    ).fetchone()
    if not dead:
        return np.empty(0, KEYS)

    def column(name: str) -> NDArray[Any]:
        dtype = next(np.dtype(c.dtype) for c in entity.segments if c.name == name)
        n, data = connection.execute(
            'SELECT n, data FROM segment WHERE entity = ? AND "column" = ? AND no = ?', (entity.name, name, no)
        ).fetchone()
        return np.frombuffer(data, dtype)[:n]

    living = column(layout.LIVENESS) != layout.DEAD
    rows = np.empty(int(living.sum()), KEYS)
    rows["key"] = column(entity.key[0])[living]
    rows["order"] = column(order)[living]
    rows.sort(order=("order", "key"))
    return rows


def _insert(connection: sqlite3.Connection, entity: Entity, no: int, rows: NDArray[np.void], first: int) -> None:
    table = slice_table(entity, no)
    names = layout.quoted(entity.search_columns)
    select = f'SELECT {names} FROM "{layout.text_table(entity)}" WHERE "{entity.key[0]}" = ?'

    def texts() -> Iterator[tuple[object, ...]]:
        for rank, key in enumerate(rows["key"].tolist(), first):
            row = connection.execute(select, (key,)).fetchone()
            if row is not None:
                yield (rank, *(text.replace("đ", "d").replace("Đ", "D") for text in row))

    # Plain values: an INSERT from a SELECT is a statement with a savepoint, at which FTS5 writes out what it has
    # gathered, row by row [40 times slower].
    marks = ", ".join("?" * (len(entity.search_columns) + 1))
    connection.executemany(f'INSERT INTO "{table}"(rowid, {names}) VALUES ({marks})', texts())


def _begin(connection: sqlite3.Connection, entity: Entity, no: int) -> None:
    """An empty index of a slice, to grow."""
    table = slice_table(entity, no)
    connection.execute(f'DROP TABLE IF EXISTS "{table}"')
    names = ", ".join(entity.search_columns)
    connection.execute(
        f"CREATE VIRTUAL TABLE \"{table}\" USING fts5({names}, content='', detail=none, prefix='{_PREFIXES}',"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    # More words are gathered before they are written: fewer merges.
    connection.execute(f'INSERT INTO "{table}"("{table}", rank) VALUES (\'hashsize\', {_GATHER_BYTES})')
    connection.execute(
        "UPDATE search_slice SET state = 'grown', n = 0, keys = x'' WHERE entity = ? AND no = ?", (entity.name, no)
    )


def _grow(connection: sqlite3.Connection, entity: Entity, no: int) -> bool:
    """Add the next rows; False when the slice must be made anew (no index yet, or older rows came or went)."""
    if not _exists(connection, entity, no):
        return False
    n, data = connection.execute(
        "SELECT n, keys FROM search_slice WHERE entity = ? AND no = ?", (entity.name, no)
    ).fetchone()
    rows = _rows(connection, entity, no)
    if len(rows) < n or rows[:n].tobytes() != data:
        return False
    done = rows[: n + _ROWS_AT_ONCE]
    _insert(connection, entity, no, done[n:], n + 1)
    # The bounds are those of the whole slice also while it grows: they decide in which order slices are searched.
    lo, hi = (int(rows["order"][0]), int(rows["order"][-1])) if len(rows) else (0, 0)
    connection.execute(
        "UPDATE search_slice SET state = ?, n = ?, lo = ?, hi = ?, keys = ? WHERE entity = ? AND no = ?",
        ("built" if len(done) == len(rows) else "grown", len(done), lo, hi, done.tobytes(), entity.name, no),
    )
    return True


def drop_slice(connection: sqlite3.Connection, entity: Entity, no: int) -> None:
    """Forget a slice and its index. The caller holds the transaction."""
    connection.execute(f'DROP TABLE IF EXISTS "{slice_table(entity, no)}"')
    connection.execute("DELETE FROM search_slice WHERE entity = ? AND no = ?", (entity.name, no))
