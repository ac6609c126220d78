"""What can be wrong with a cache file, as types the program handles, and setting a damaged file aside."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path


class StoreError(Exception):
    """Something about the cache file that the program must handle; `path` names the file."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path.name}: {detail}")
        self.path = path
        self.detail = detail


class CorruptStore(StoreError):
    """The file is no cache, or a damaged one."""


class StoreBusy(StoreError):
    """Another process is the writer."""


class NewerStore(StoreError):
    """The file was written by a newer version of this program."""


class StoreFull(StoreError):
    """The disk has no room; nothing of the transaction was kept."""


def as_store_error(path: Path, error: sqlite3.Error) -> Exception:
    """The typed error for what SQLite said, or the error itself when it is a fault of the program."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return CorruptStore(path, str(error))
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(path, str(error))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(path, str(error))
    if code == sqlite3.SQLITE_IOERR:
        # A disk that fills while the journal grows is reported as an I/O error by some file systems.
        return StoreFull(path, str(error)) if not _has_room(path) else CorruptStore(path, str(error))
    return error


def _has_room(path: Path) -> bool:
    try:
        facts = os.statvfs(path.parent)
    except (OSError, AttributeError):  # pragma: no cover - no statvfs on Windows
        return True
    return facts.f_bavail * facts.f_frsize > 1 << 20


def set_aside(path: Path, now: Callable[[], float] = time.time) -> Path:
    """Rename a damaged cache (with its journal files) to `<name>.damaged-<UTC time>`; returns the new path.

    Nothing is deleted. All connections of this process to the file must be closed on Windows.
    """
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now()))
    kept = path.with_name(f"{path.name}.damaged-{stamp}")
    n = 1
    while kept.exists():
        n += 1
        kept = path.with_name(f"{path.name}.damaged-{stamp}-{n}")
    for suffix in ("-wal", "-shm", "-journal", ""):
        source = path.with_name(path.name + suffix)
        if source.exists():
            source.replace(kept.with_name(kept.name + suffix))
    return kept
