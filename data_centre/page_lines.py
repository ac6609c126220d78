"""The operations of a page as the database driver gives them: lines of NDJSON without an object per row.

A row's bytes lie in the feed as they travel, so a line is only put together around them. Decoding and encoding
10,000 operations takes ten times as long as reading them.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import msgspec
import sqlalchemy as sa

_COLUMNS = {
    "sqlite": "f.op, f.seq, b.id, f.entity, f.key, f.rev, coalesce(f.row, 'null')",
    "postgresql": (
        "concat('[\"', f.op, '\",', f.seq, ',', to_json(b.id), ',\"', f.entity, '\",', to_json(f.key), ',', f.rev,"
        " ',', coalesce(convert_from(f.row, 'UTF8'), 'null'), ']')"
    ),
}
_LINE = b'["%b",%d,"%b","%b","%b",%d,%b]'.__mod__
_TO_ESCAPE = re.compile(rb'["\\\x00-\x1f]')
"""Bytes that a text in JSON may not hold as they are. Names and keys hardly ever have one."""
_BATCH = 500
"""Rows in memory at once: few enough to stay in the processor's cache."""


def with_operations(
    first: bytes, connection: sa.Connection, buckets: list[int], after: int, to: int, *, negate: bool
) -> tuple[bytes, int]:
    """(lines, number of operations): `first` and then the operations with `after` < seq <= `to` in the order of seq.

    `buckets` are the numbers of those whose operations are wanted, or with `negate` of those that are not.
    """
    kind = connection.dialect.name
    text = f"SELECT {_COLUMNS[kind]} FROM feed f JOIN bucket b ON b.no = f.bucket WHERE f.seq > {int(after)}"
    text += f" AND f.seq <= {int(to)}"
    if buckets or not negate:
        numbers = ", ".join(str(int(number)) for number in buckets)
        text += f" AND f.bucket {'NOT ' if negate else ''}IN ({numbers})"
    text += " ORDER BY f.seq"
    driver: Any = connection.connection.driver_connection
    lines = _from_sqlite(driver, text) if kind == "sqlite" else _from_postgres(driver, text)
    n = len(lines) if kind == "sqlite" else sum(line.count(b"\n") + 1 for line in lines)
    return b"\n".join([first, *lines, b""]), n


def _from_sqlite(driver: sqlite3.Connection, text: str) -> list[bytes]:
    """Text columns are taken as the bytes they are, without going through str."""
    factory = driver.text_factory
    driver.text_factory = bytes
    lines: list[bytes] = []
    try:
        cursor = driver.execute(text)
        while batch := cursor.fetchmany(_BATCH):
            if _TO_ESCAPE.search(b"".join([part for row in batch for part in (row[2], row[4])])):
                batch = [(*row[:2], _escaped(row[2]), row[3], _escaped(row[4]), *row[5:]) for row in batch]
            lines.extend(map(_LINE, batch))
    finally:
        driver.text_factory = factory
    return lines


def _escaped(text: bytes) -> bytes:
    """A text as it stands between the quotation marks of JSON."""
    return msgspec.json.encode(text.decode())[1:-1]


def _from_postgres(driver: Any, text: str) -> list[bytes]:
    """The server puts the lines together: one value crosses the socket instead of seven for each row."""
    rows = text.replace(" FROM feed", " AS line FROM feed", 1)
    with driver.cursor(binary=True) as cursor:
        cursor.execute(f"SELECT string_agg(line, E'\\n') FROM ({rows}) t")
        lines = cursor.fetchone()[0]
    return [lines.encode()] if lines else []
