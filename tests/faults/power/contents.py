"""What an outbox or a cache holds, as one short text that is equal when and only when everything in it is."""

from __future__ import annotations

import hashlib
from typing import Any

OUTBOX = {"command": "place", "history": "command_id, n", "draft": "key", "recovery": "n", "sqlite_sequence": "name"}


def outbox_digest(connection: Any) -> str:
    """Of every row of an outbox."""
    return _digest(connection, OUTBOX)


def cache_digest(connection: Any) -> str:
    """Of every row of a cache but the note that a writer is open, which each opening changes."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return _digest(connection, {name: "" for (name,) in names}, "key <> 'clean_stop'")


def _digest(connection: Any, tables: dict[str, str], state: str = "") -> str:
    whole = hashlib.blake2b(digest_size=16)
    for table, order in tables.items():
        where = f" WHERE {state}" if state and table == "sync_state" else ""
        by = f" ORDER BY {order}" if order else ""
        whole.update(table.encode())
        for row in connection.execute(f'SELECT * FROM "{table}"{where}{by}').fetchall():
            whole.update(repr(row).encode())
    return whole.hexdigest()
