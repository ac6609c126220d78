"""Layout of `cache.db`: names and SQL text made from `ioc_domain.entities`, for use without SQLAlchemy.

Tables of an entity `e`:

    e                      row columns, then bucket INTEGER, rev, h (signed 64 bit), and slot where e has segments,
                           then columns that came later, with their defaults;
                           an integer key is the row id, any other key makes a table WITHOUT ROWID; no other index
    e_text                 key and text columns, where the entity has text columns
Beside them, once for all entities:

    bucket(id, name, entity, count, digest, at, state, …)   what is covered, see `buckets`
    segment(id, entity, "column", no, n, lo, hi, version, data)   columns as BLOBs of SEGMENT_ROWS numbers
    sync_state(key, value)                                  cursor, epoch, set, lease, see `sync_state.SyncState`
    settled(id, seq)                                        commands whose effect a pull has brought
    search_slice(…), <e>_search_<no>                        see `search`
"""

from __future__ import annotations

from functools import cache

from ioc_domain.entities import ENTITIES, Entity
from ioc_domain.parts import sql_type

VERSION = 4
"""`PRAGMA user_version` of a cache this program reads; the number of the newest migration."""
APPLICATION_ID = 0x494F4301
"""`PRAGMA application_id`, so that a foreign SQLite file is never taken for a cache."""

DEAD = 255
"""Value of `status` in the slot of a row that is gone: readers fold such slots away."""
LIVENESS = "status"
"""Segment column that carries `DEAD`."""

BOOKKEEPING = ("bucket", "rev", "h")
"""Columns every mirror table has after the record's own."""

STATE_TABLES = (
    "CREATE TABLE sync_state(key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE settled(id TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE bucket(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, entity TEXT NOT NULL,"
    " count INTEGER NOT NULL, digest INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL,"
    " want_at INTEGER NOT NULL, want_rows INTEGER NOT NULL, want_digest TEXT NOT NULL,"
    " parts_done INTEGER NOT NULL, compare_from INTEGER NOT NULL)",
    'CREATE TABLE segment(id INTEGER PRIMARY KEY, entity TEXT NOT NULL, "column" TEXT NOT NULL, no INTEGER NOT NULL,'
    " n INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, version INTEGER NOT NULL, data BLOB NOT NULL,"
    ' UNIQUE(entity, "column", no))',
    "CREATE TABLE search_slice(id INTEGER PRIMARY KEY, entity TEXT NOT NULL, no INTEGER NOT NULL,"
    " state TEXT NOT NULL, n INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, keys BLOB NOT NULL,"
    " UNIQUE(entity, no))",
)


def has_slots(entity: Entity) -> bool:
    """True where rows have a slot in the column segments."""
    return bool(entity.segments)


def text_table(entity: Entity) -> str:
    """Name of the table of the text columns."""
    return f"{entity.name}_text"


def mirror_columns(entity: Entity) -> tuple[str, ...]:
    """Columns of the row table as they are written: the record's own, then the bookkeeping."""
    return (*entity.row_columns, *BOOKKEEPING, *(("slot",) if has_slots(entity) else ()))


def table_columns(entity: Entity) -> tuple[str, ...]:
    """Columns of the row table as they stand in it: what came later is at the end, where SQLite adds it at once."""
    columns = mirror_columns(entity)
    later = tuple(c for c in entity.later_columns if c in columns)
    return (*(c for c in columns if c not in later), *later)


def text_columns(entity: Entity) -> tuple[str, ...]:
    """Columns of the text table in their order."""
    return (*entity.key, *entity.text_columns)


def _column(entity: Entity, name: str) -> str:
    if name not in entity.columns:
        return f"{name} INTEGER NOT NULL"
    i = entity.columns.index(name)
    null = "" if entity.nullable[i] else " NOT NULL"
    default = f" DEFAULT {entity.default(name)!r}" if name in entity.later_columns else ""
    return f'"{name}" {sql_type(entity, name)}{null}{default}'


def _table(entity: Entity, table: str, columns: list[str]) -> str:
    if entity.integer_key:
        key = entity.key[0]
        columns = [f'"{key}" INTEGER PRIMARY KEY' if c.startswith(f'"{key}" ') else c for c in columns]
        return f'CREATE TABLE "{table}"({", ".join(columns)})'
    key = ", ".join(f'"{k}"' for k in entity.key)
    return f'CREATE TABLE "{table}"({", ".join(columns)}, PRIMARY KEY({key})) WITHOUT ROWID'


def create_entity_statements(entity: Entity) -> list[str]:
    """DDL of one entity's tables."""
    statements = [_table(entity, entity.name, [_column(entity, c) for c in table_columns(entity)])]
    if entity.text_columns:
        texts = [_column(entity, c) for c in text_columns(entity)]
        statements.append(_table(entity, text_table(entity), texts))
    return statements


@cache
def create_statements() -> tuple[str, ...]:
    """DDL of a new cache."""
    return (*STATE_TABLES, *(s for e in ENTITIES for s in create_entity_statements(e)))


def quoted(names: tuple[str, ...], prefix: str = "") -> str:
    """Column list for SQL text."""
    return ", ".join(f'{prefix}"{n}"' for n in names)


def key_test(entity: Entity, prefix: str = "") -> str:
    """`"k1" = ? AND "k2" = ?` over the key."""
    return " AND ".join(f'{prefix}"{k}" = ?' for k in entity.key)
