"""Mirror tables for SQLAlchemy: one `Table` per synced entity, generated from `ioc_domain.entities`.

    from local_cache.mirror import tables, texts
    c = tables.complaint.c
    session.execute(select(c.id, c.created).where(c.unit == 7))

`tables.<entity>` holds the row columns with `bucket`, `rev`, `h` (and `slot`); `texts.<entity>` the text columns.
Importing this module imports SQLAlchemy: not on the start path (use `Store.connection()` there).
"""

from __future__ import annotations

from types import SimpleNamespace

from sqlalchemy import REAL, Column, Integer, LargeBinary, MetaData, Table, Text

from ioc_domain.entities import ENTITIES, Entity

from .layout import table_columns, text_columns, text_table

metadata = MetaData()

_TYPES = {int: Integer, float: REAL, str: Text}


def _columns(entity: Entity, names: tuple[str, ...]) -> list[Column[object]]:
    made: list[Column[object]] = []
    for name in names:
        if name in entity.columns:
            i = entity.columns.index(name)
            made.append(
                Column(name, _TYPES[entity.types[i]](), primary_key=name in entity.key, nullable=entity.nullable[i])
            )
        else:
            made.append(Column(name, Integer(), nullable=False))
    return made


def _row_table(entity: Entity) -> Table:
    columns = _columns(entity, table_columns(entity))
    return Table(entity.name, metadata, *columns, sqlite_with_rowid=entity.integer_key)


def _text_table(entity: Entity) -> Table:
    columns = _columns(entity, text_columns(entity))
    return Table(text_table(entity), metadata, *columns, sqlite_with_rowid=entity.integer_key)


class Tables(SimpleNamespace):
    """Tables by entity name, as attributes."""

    def __getattr__(self, name: str) -> Table:
        raise AttributeError(f"no synced entity {name!r}")


tables = Tables(**{e.name: _row_table(e) for e in ENTITIES})
"""Row tables by entity name."""
texts = Tables(**{e.name: _text_table(e) for e in ENTITIES if e.text_columns})
"""Text tables by entity name."""

bucket = Table(
    "bucket",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("entity", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("digest", Integer, nullable=False),
    Column("at", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("want_at", Integer, nullable=False),
    Column("want_rows", Integer, nullable=False),
    Column("want_digest", Text, nullable=False),
    Column("parts_done", Integer, nullable=False),
    Column("compare_from", Integer, nullable=False),
)
"""Coverage: see `buckets`."""

sync_state = Table(
    "sync_state",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

settled = Table(
    "settled",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    sqlite_with_rowid=False,
)

segment = Table(
    "segment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("column", Text, nullable=False),
    Column("no", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("lo", Integer, nullable=False),
    Column("hi", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)


def table(name: str) -> Table:
    """Row table of a synced entity; raises KeyError for an unknown name."""
    return metadata.tables[name]


def text_table_of(name: str) -> Table:
    """Text table of a synced entity; raises KeyError where it has none."""
    return metadata.tables[f"{name}_text"]
