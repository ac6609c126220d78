"""Layout of a *part*: a small SQLite file, compressed by zstd, that carries rows of one bucket ready to apply.

Tables inside (the data centre writes them, the cache reads them by ATTACH):

    meta(key TEXT PRIMARY KEY, value TEXT)      table, bucket, at, rows, schema, format
    rows(slot, <row columns in record order>, rev, h)
    texts(slot, <key columns>, <text columns>)  only where the entity has text columns
    columns(name TEXT PRIMARY KEY, dtype TEXT, data BLOB)   only where the entity has segments

`slot` counts 0..n-1 inside the part; `h` is `wire.to_signed(wire.row_hash(...))`; `columns.data` holds n
little-endian numbers in slot order.
"""

from __future__ import annotations

from .entities import Entity

FORMAT = "1"

_SQL = {int: "INTEGER", float: "REAL", str: "TEXT"}


def sql_type(entity: Entity, column: str) -> str:
    """SQLite column type of a record column."""
    return _SQL[entity.types[entity.columns.index(column)]]


def create_statements(entity: Entity) -> list[str]:
    """DDL of a part of that entity."""
    rows = ", ".join(f'"{c}" {sql_type(entity, c)}' for c in entity.row_columns)
    statements = [
        "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
        f"CREATE TABLE rows(slot INTEGER PRIMARY KEY, {rows}, rev INTEGER NOT NULL, h INTEGER NOT NULL)",
    ]
    if entity.text_columns:
        texts = ", ".join(f'"{c}" {sql_type(entity, c)}' for c in (*entity.key, *entity.text_columns))
        statements.append(f"CREATE TABLE texts(slot INTEGER PRIMARY KEY, {texts})")
    if entity.segments:
        statements.append("CREATE TABLE columns(name TEXT PRIMARY KEY, dtype TEXT, data BLOB) WITHOUT ROWID")
    return statements
