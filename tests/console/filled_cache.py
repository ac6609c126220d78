"""Filling a real cache file with records, for tests of queries and view models."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ioc_domain.entities import BY_RECORD, Entity
from ioc_domain.records import Record
from local_cache import layout
from local_cache.segment_writer import SegmentWriter
from local_cache.store import open_writer
from local_cache.sync_state import write_state


def fill(path: Path, records: Iterable[Record], last_pull: int = 0) -> None:
    """Write records into the cache at `path`, made when it does not exist; a record of a known key replaces it."""
    by_entity: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_entity[BY_RECORD[type(record)].name].append(record)
    writer = open_writer(path)
    try:
        writer.connection.execute("BEGIN IMMEDIATE")
        for rows in by_entity.values():
            _write(writer.connection, BY_RECORD[type(rows[0])], rows)
        if last_pull:
            write_state(writer.connection, last_pull=last_pull, cursor=1, pull_from=1, epoch="e")
        writer.connection.execute("COMMIT")
    finally:
        writer.close()


def _write(connection: sqlite3.Connection, entity: Entity, rows: Sequence[Any]) -> None:
    first = 0
    if entity.segments:
        segments = SegmentWriter(connection, entity)
        first = segments.append(
            {c.name: np.array([getattr(r, c.name) for r in rows], dtype=c.dtype) for c in entity.segments}
        )
        segments.flush()
    columns = layout.mirror_columns(entity)
    extra = {"bucket": 1, "rev": 1, "h": 0}
    connection.executemany(
        f'INSERT OR REPLACE INTO "{entity.name}" ({layout.quoted(columns)}) VALUES ({", ".join("?" * len(columns))})',
        [
            tuple(extra[c] if c in extra else first + k if c == "slot" else getattr(r, c) for c in columns)
            for k, r in enumerate(rows)
        ],
    )
    if entity.text_columns:
        columns = layout.text_columns(entity)
        connection.executemany(
            f'INSERT OR REPLACE INTO "{layout.text_table(entity)}" ({layout.quoted(columns)})'
            f" VALUES ({', '.join('?' * len(columns))})",
            [tuple(getattr(r, c) for c in columns) for r in rows],
        )
