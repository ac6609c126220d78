"""Opening `cache.db`: one writer (the sync process), many readers (the console).

A cache is WAL with synchronous NORMAL. Readers never write and keep their transactions short. SQLAlchemy is
imported by the first `Store.session()` only; the start path reads by `Store.connection()`.

Errors: `CorruptStore` (set the file aside by `set_aside` and rebuild; the outbox is another file and untouched),
`StoreBusy` (another process writes), `NewerStore` (written by a newer program), `StoreFull` (no room on the disk).
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import layout
from .evidence_files import make_folder
from .store_errors import CorruptStore, NewerStore, StoreBusy, StoreError, StoreFull, as_store_error, set_aside
from .sync_state import SyncState, read_state, write_state

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session


__all__ = [
    "CorruptStore", "NewerStore", "Store", "StoreBusy", "StoreError", "StoreFull", "Writer", "open_reader",
    "open_writer", "set_aside",
]  # fmt: skip


# --- reading ------------------------------------------------------------------------------------------------


class Store:
    """Readers of one cache file. Thread-safe; every session is its own connection and transaction.

    Before the file exists (or while the sync process is still creating it) every session sees an empty cache.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._identity: tuple[int, int] | None = None

    @property
    def ready(self) -> bool:
        """True when there is a cache of this version to read. Raises `CorruptStore`, `NewerStore`."""
        return self._readable()

    def _file_identity(self) -> tuple[int, int] | None:
        try:
            facts = self.path.stat()
        except FileNotFoundError:
            return None
        return (facts.st_dev, facts.st_ino)

    def _readable(self) -> bool:
        identity = self._file_identity()
        if identity is None:
            self._forget()
            return False
        if identity == self._identity:
            return True
        self._forget()
        try:
            connection = _connect_reader(self.path)
            try:
                (version,) = connection.execute("PRAGMA user_version").fetchone()
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise as_store_error(self.path, error) from error
        if version > layout.VERSION:
            raise NewerStore(self.path, f"format {version}, this program reads {layout.VERSION}")
        if version < layout.VERSION:
            return False  # being made, or waiting for the sync process to migrate it
        with self._lock:
            self._identity = identity
        return True

    def _forget(self) -> None:
        with self._lock:
            engine, self._engine, self._identity = self._engine, None, None
        if engine is not None:
            engine.dispose()

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """A plain connection inside one read transaction: for the start path and for segments."""
        connection = _connect_reader(self.path) if self._readable() else _connect_empty()
        try:
            connection.execute("BEGIN")
            yield connection
        except sqlite3.DatabaseError as error:
            raise as_store_error(self.path, error) from error
        finally:
            connection.close()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A SQLAlchemy session inside one read transaction, rolled back at the end. Keep it short."""
        from sqlalchemy.exc import DBAPIError
        from sqlalchemy.orm import Session

        engine = self._reading_engine()
        try:
            with Session(engine) as session:
                yield session
        except DBAPIError as error:
            if isinstance(error.orig, sqlite3.Error):
                raise as_store_error(self.path, error.orig) from error
            raise

    def _reading_engine(self) -> Engine:
        from .engines import empty_engine, reading_engine

        if not self._readable():
            return empty_engine()
        with self._lock:
            if self._engine is None:
                path = self.path
                self._engine = reading_engine(lambda: _connect_reader(path))
            return self._engine

    def state(self) -> SyncState:
        """Where sync stands."""
        with self.connection() as connection:
            return read_state(connection)

    def close(self) -> None:
        """Close pooled connections; the store can be used again."""
        self._forget()


def open_reader(path: Path) -> Store:
    """Readers of the cache at `path`, which need not exist yet."""
    return Store(path)


def _connect_reader(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        return _set_up_reader(uri)
    except sqlite3.OperationalError:
        log = path.with_name(path.name + "-wal")
        if os.access(path.parent, os.W_OK) or (log.exists() and log.stat().st_size):
            raise
        # A reader of a WAL file wants to write beside it. Nobody can here, so nobody changes the file either.
        return _set_up_reader(uri + "&immutable=1")


def _set_up_reader(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=5.0)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cache_size = -4096")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    for statement in layout.create_statements():
        connection.execute(statement)
    return connection


# --- writing ------------------------------------------------------------------------------------------------

CHECKPOINT_BYTES = 64 << 20
"""The write-ahead log is folded back into the file when it is longer than this."""
LONGEST_LOG = 384 << 20
"""While parts come one after another the log is folded back beside the writing, and may grow to this length."""


class Writer:
    """The one writing connection; held by the sync process.

    `connection` is in autocommit mode: the functions of `applying` and `buckets` open their own transactions.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: Any, clean: bool) -> None:
        self.path = path
        self.connection = connection
        self.stopped_cleanly = clean
        """False when the writer before this one did not close: verify the digests."""
        self._lock = lock
        self._folding: Future[None] | None = None

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def state(self) -> SyncState:
        """Where sync stands."""
        return read_state(self.connection)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn SQLite's errors inside the block into `CorruptStore`, `StoreFull` or `StoreBusy`."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise as_store_error(self.path, error) from error

    def checkpoint(self, *, force: bool = False) -> None:
        """Fold the log back when it has grown past `CHECKPOINT_BYTES` (or always when forced).

        Call it after each pull. A reader in the middle of a transaction only delays it to the next call.
        """
        self._end_folding()
        if force or self._log_bytes() > CHECKPOINT_BYTES:
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def checkpoint_aside(self, executor: Executor) -> None:
        """The same, while the caller goes on writing: after each part or page of many.

        What is committed is copied into the file by another connection in `executor`; only a log past `LONGEST_LOG`
        is waited for. What went wrong there is raised by the next call, or by `checkpoint`.
        """
        self._end_folding()
        grown = self._log_bytes()
        if grown > LONGEST_LOG:
            self.checkpoint()
        elif grown > CHECKPOINT_BYTES:
            self._folding = executor.submit(_fold, self.path)

    def _log_bytes(self) -> int:
        try:
            return self.path.with_name(self.path.name + "-wal").stat().st_size
        except FileNotFoundError:
            return 0

    def _end_folding(self) -> None:
        """Two checkpoints at a time do not go: the second one would do nothing."""
        folding, self._folding = self._folding, None
        if folding is not None:
            try:
                folding.result()
            except CancelledError:
                return  # its executor was shut down before it began

    def close(self) -> None:
        """Note the clean stop, fold the log back and release the lock."""
        try:
            try:
                write_state(self.connection, clean_stop=1)
                self.checkpoint(force=True)
            finally:
                self.connection.close()
        except sqlite3.DatabaseError as error:
            raise as_store_error(self.path, error) from error
        finally:
            self._lock.release()


def _fold(path: Path) -> None:
    """Copy what is committed from the log into the file, as far as no reader needs the older state."""
    with closing(sqlite3.connect(path.absolute().as_uri(), uri=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def open_writer(path: Path) -> Writer:
    """Open or create the cache for writing; only one process at a time.

    Raises `StoreBusy` when another writer is open, `CorruptStore` for a file that is no cache, `NewerStore`,
    `StoreFull`. An older cache is migrated (by alembic, imported only then).
    """
    from filelock import FileLock, Timeout

    make_folder(path.parent)
    lock = FileLock(path.with_name(path.name + ".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreBusy(path, "another process writes this cache") from error
    try:
        connection = _connect_writer(path)
        try:
            _bring_up_to_date(path, connection)
            clean = read_state(connection).clean_stop == 1
            write_state(connection, clean_stop=0)
        except BaseException:
            connection.close()
            raise
        return Writer(path, connection, lock, clean)
    except sqlite3.DatabaseError as error:
        lock.release()
        raise as_store_error(path, error) from error
    except BaseException:
        lock.release()
        raise


def _connect_writer(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path.absolute().as_uri(), uri=True, isolation_level=None, check_same_thread=False, timeout=10.0
    )
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON").fetchall()
        connection.execute("PRAGMA cache_size = -40960")  # a part is one transaction of some 90 MB: it must not spill
        connection.execute("PRAGMA wal_autocheckpoint = 0").fetchall()  # `Writer.checkpoint` decides when
        connection.execute(f"PRAGMA journal_size_limit = {CHECKPOINT_BYTES}").fetchall()
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(path: Path, connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if version == layout.VERSION and application == layout.APPLICATION_ID:
        return
    if version > layout.VERSION:
        raise NewerStore(path, f"format {version}, this program writes {layout.VERSION}")
    if tables == 0 and version == 0:
        create(connection)
        return
    if application != layout.APPLICATION_ID:
        raise CorruptStore(path, "not a cache of this program")
    from .migrations import upgrade

    upgrade(path, connection)


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of a new cache in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in layout.create_statements():
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {layout.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {layout.VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
