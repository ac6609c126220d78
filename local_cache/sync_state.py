"""Where sync stands, as the cache keeps it: one value a row, in the cache and so in one transaction with the rows."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from .lease import TimeSeen


@dataclass(frozen=True)
class SyncState:
    """Where sync stands. Times are whole seconds UTC, 0 = never.

    `cursor` is the highest feed sequence applied and never goes back within an epoch; `pull_from` is what the next
    page must start at: lower than the cursor while a bucket that was loaded from an older snapshot catches up.
    """

    epoch: str = ""
    cursor: int = 0
    pull_from: int = 0
    set: str = ""
    schema: str = ""
    scopes: str = ""  # comma-separated, as the manifest gave them
    last_pull: int = 0
    lease: str = ""
    lease_until: int = 0
    lease_key: str = ""  # pinned public key of the data centre's leases, see `lease`
    time_told: int = 0  # the data centre's time as it said it last
    time_seen: int = 0  # its time that has surely passed since, and this machine's then
    time_seen_at: int = 0
    clock_offset: int = 0  # seconds the data centre is ahead of this machine's clock
    account: str = ""
    verified_at: int = 0
    clean_stop: int = 1  # 0 while a writer is open: found at start = it did not stop cleanly
    segment_version: int = 0

    @property
    def applied_to(self) -> int:
        """Every feed operation up to this sequence is in the cache."""
        return min(self.cursor, self.pull_from)

    @property
    def seen(self) -> TimeSeen:
        """The data centre's time, as far as the cache knows."""
        return TimeSeen(self.time_told, self.time_seen, self.time_seen_at)


_INTEGERS = {n for n, f in SyncState.__dataclass_fields__.items() if f.type == "int"}


def read_state(connection: sqlite3.Connection) -> SyncState:
    """The sync state of a cache; defaults where nothing was stored."""
    known = SyncState.__dataclass_fields__
    values: dict[str, Any] = {}
    for key, value in connection.execute("SELECT key, value FROM sync_state"):
        if key in known:
            values[key] = int(value) if key in _INTEGERS else value
    return SyncState(**values)


def write_state(connection: sqlite3.Connection, **changes: int | str) -> None:
    """Store fields of `SyncState`; raises KeyError for an unknown one. The caller holds the transaction (or none)."""
    for key in changes:
        if key not in SyncState.__dataclass_fields__:
            raise KeyError(key)
    connection.executemany(
        "INSERT INTO sync_state(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        [(k, str(v)) for k, v in changes.items()],
    )
