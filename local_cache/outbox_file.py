"""The file `outbox.db`: opening, layout and ballast. What is in it is the business of `outbox`, damage of
`outbox_recovery`.

`journal_mode=TRUNCATE` and `synchronous=EXTRA`: a commit that returned survives a power cut. Two processes write:
the console (save, withdraw, decide) and sync (states), each in transactions of milliseconds.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .evidence_files import make_folder

log = logging.getLogger(__name__)

VERSION = 2
APPLICATION_ID = 0x494F4302
BALLAST_BYTES = 4 << 20
"""Room kept free for commands: given up when the disk is full."""

COMMAND_COLUMNS = (
    "id", "device", "account", "aggregate", "n", "prev_id", "type", "schema", "body", "sha256", "evidence",
    "saved_at", "state", "attempts", "first_sent_at", "last_attempt_at", "next_attempt_at", "problem_code",
    "problem", "outcome", "settled_at", "evidence_sent_at",
)  # fmt: skip

clock: Callable[[], float] = time.time
"""Names and dates what is set aside; nothing is decided by it."""

_RECOVERY = (
    "CREATE TABLE recovery(n INTEGER PRIMARY KEY, at INTEGER NOT NULL, kept TEXT NOT NULL, commands INTEGER NOT NULL,"
    " from_log INTEGER NOT NULL, drafts INTEGER NOT NULL, complete INTEGER NOT NULL,"
    " reconciled_at INTEGER NOT NULL DEFAULT 0, put_right INTEGER NOT NULL DEFAULT 0,"
    " returned INTEGER NOT NULL DEFAULT 0)"
)
"""Since version 2: what became of damaged outboxes, for the person and for sync."""

_TIME = (
    "CREATE TABLE time_seen(one INTEGER PRIMARY KEY CHECK (one = 1), told INTEGER NOT NULL, centre INTEGER NOT NULL,"
    " machine INTEGER NOT NULL)"
)
"""The data centre's time, as far as this machine knows (`lease.TimeSeen`): the cache may be thrown away, this not."""

_DDL = (
    "CREATE TABLE command(place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, device TEXT NOT NULL,"
    " account TEXT NOT NULL, aggregate TEXT NOT NULL, n INTEGER NOT NULL, prev_id TEXT NOT NULL, type TEXT NOT NULL,"
    " schema INTEGER NOT NULL, body BLOB NOT NULL, sha256 TEXT NOT NULL, evidence TEXT NOT NULL,"
    " saved_at INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,"
    " first_sent_at INTEGER NOT NULL DEFAULT 0, last_attempt_at INTEGER NOT NULL DEFAULT 0,"
    " next_attempt_at INTEGER NOT NULL DEFAULT 0, problem_code TEXT NOT NULL DEFAULT '',"
    " problem TEXT NOT NULL DEFAULT '', outcome BLOB, settled_at INTEGER NOT NULL DEFAULT 0,"
    " evidence_sent_at INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX command_by_aggregate ON command(device, aggregate, n)",
    "CREATE INDEX command_waiting ON command(settled_at, state)",
    "CREATE TABLE history(command_id TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL,"
    " note TEXT NOT NULL, PRIMARY KEY(command_id, n)) WITHOUT ROWID",
    "CREATE TABLE draft(key TEXT NOT NULL PRIMARY KEY, body BLOB NOT NULL, saved_at INTEGER NOT NULL) WITHOUT ROWID",
    _RECOVERY,
    _TIME,
)


class OutboxError(Exception):
    """Something about the outbox a person must hear of."""


class NotSaved(OutboxError):
    """The command (or draft) is NOT saved: the disk is full or cannot be written."""


class OutboxRecovered(OutboxError):
    """The file was damaged; it was set aside and what could be read was carried over. Do it again."""


class NewerOutbox(OutboxError):
    """The file was written by a newer version of this program."""


class Damaged(Exception):
    """The file is damaged, or empty although its second copy holds commands."""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection in autocommit mode to an outbox that exists and is whole; closed at the end.

    A damaged or lost file is set aside with its journal and recovered first (see `outbox_recovery`). Raises `NotSaved`
    when the file cannot be made, `NewerOutbox`, and `OutboxRecovered` when damage showed in the middle of the work.
    """
    try:
        connection = _open(path)
    except Damaged:
        recover(path)
        connection = _open(path)
    which = identity(path)
    try:
        yield connection
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        connection.close()
        recover(path, damaged=which)
        raise OutboxRecovered(str(error)) from error
    finally:
        connection.close()


def is_damage(error: sqlite3.Error) -> bool:
    """True when SQLite says that the file is damaged or no database."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_full(error: Exception) -> bool:
    """True for "no room" and "cannot be written": the command is then not saved."""
    if isinstance(error, OSError):
        return True
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def recover(path: Path, damaged: tuple[int, int] | None = None) -> None:
    """See `outbox_recovery.recover`, which is imported only where there is something to recover."""
    from .outbox_recovery import recover as work

    work(path, damaged)


def _open(path: Path, *, after_loss: bool = False) -> sqlite3.Connection:
    """A connection to the outbox, which is made where there is none. Raises `Damaged`, `NotSaved`, `NewerOutbox`.

    `after_loss`: make an empty one although the second copy holds commands.
    """
    if not after_loss and not path.exists() and unfinished_path(path).exists():
        raise Damaged
    try:
        make_folder(path.parent)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10.0)
    except (OSError, sqlite3.OperationalError) as error:
        raise NotSaved(str(error)) from error
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA journal_mode = TRUNCATE").fetchall()
        connection.execute("PRAGMA synchronous = EXTRA")
        if version > VERSION:
            raise NewerOutbox(f"{path.name}: format {version}, this program writes {VERSION}")
        if version == 0 and not after_loss and _lost(path):
            raise Damaged
        if version < VERSION:
            _create(connection)
    except OSError as error:
        connection.close()
        raise NotSaved(str(error)) from error
    except sqlite3.DatabaseError as error:
        connection.close()
        if is_damage(error):
            raise Damaged from error
        if is_full(error):
            raise NotSaved(str(error)) from error
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def _lost(path: Path) -> bool:
    """True when an outbox that is empty was not so before."""
    from . import outbox_log  # not on the start path, where errors of this module are known by name

    return unfinished_path(path).exists() or bool(outbox_log.read(outbox_log.log_path(path)).saved)


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # The other process may have made it while this one waited for the lock.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for statement in _DDL if version == 0 else (_RECOVERY, _TIME) if version == 1 else ():
            connection.execute(statement)
        if version < VERSION:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


# --- ballast ------------------------------------------------------------------------------------------------


def ballast_path(path: Path) -> Path:
    """The file that holds room for commands."""
    return path.with_name("ballast")


def lay_ballast(path: Path) -> bool:
    """Reserve `BALLAST_BYTES` beside the outbox when the disk has at least ten times that; True when it is there."""
    ballast = ballast_path(path)
    if ballast.exists() and ballast.stat().st_size >= BALLAST_BYTES:
        return True
    try:
        facts = os.statvfs(path.parent)
        if facts.f_bavail * facts.f_frsize < 10 * BALLAST_BYTES:
            return False
    except AttributeError:  # pragma: no cover - Windows
        pass
    except OSError:  # no folder yet, or none that can be looked at
        return False
    try:
        with ballast.open("wb") as file:
            # Written, not only sized: a sparse file would hold no room.
            for _ in range(BALLAST_BYTES >> 16):
                file.write(bytes(1 << 16))
    except OSError:
        ballast.unlink(missing_ok=True)
        return False
    return True


def release_ballast(path: Path) -> bool:
    """Give the reserved room back to the disk; True when there was any."""
    try:
        ballast_path(path).unlink()
    except OSError:  # none, or no folder to have one in
        return False
    log.info("the disk is full: the room kept for commands is now in use")
    return True


# --- damaged files ------------------------------------------------------------------------------------------


def recoveries(path: Path) -> list[Path]:
    """Damaged outboxes that were set aside, oldest first; they stay until a person deletes them."""
    return sorted(
        p for p in path.parent.glob(f"{path.name}.damaged-*") if not p.name.endswith(("-journal", "-wal", "-shm"))
    )


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there now; None when there is none."""
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    return (facts.st_dev, facts.st_ino)


def connect_damaged(path: Path) -> sqlite3.Connection:
    """For reading what is left. Immutable: the damage stays as it was found, a hot journal is not replayed into it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def unfinished_path(path: Path) -> Path:
    """Where a recovery makes the new outbox. While it is there and the outbox is not, it is whole."""
    return path.with_name(path.name + ".recovering")


def free_name(path: Path) -> Path:
    """`<name>.damaged-<UTC time>`, with a number where that is taken."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(clock()))
    kept = path.with_name(f"{path.name}.damaged-{stamp}")
    n = 1
    while kept.exists():
        n += 1
        kept = path.with_name(f"{path.name}.damaged-{stamp}-{n}")
    return kept


def set_aside(path: Path, kept: Path) -> None:
    """Rename an outbox with its journal. Nothing is deleted."""
    for suffix in ("-journal", "-wal", "-shm", ""):
        source = path.with_name(path.name + suffix)
        if source.exists():
            source.replace(kept.with_name(kept.name + suffix))
