"""What `local_cache` uses of the module `sqlite3`, over apsw: for processes whose SQLite must write through a VFS.

    install(vfs="recorded")         # before anything imports sqlite3

One process must have one copy of SQLite on a file, and apsw brings its own: so the stand-in takes the module's place
for the whole process, and that process is never the one of pytest. `tests/faults/power/test_stand_in.py` runs one
script through both and compares every answer.

It is a part of DB-API in autocommit mode (`isolation_level=None`) and no more: anything else raises.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from os import PathLike, fspath
from types import ModuleType, TracebackType
from typing import Any, Self

import apsw


class Warning(Exception):
    """As in sqlite3."""


class Error(Exception):
    """As in sqlite3, with its code and name."""

    sqlite_errorcode: int
    sqlite_errorname: str


class InterfaceError(Error):
    """Misuse."""


class DatabaseError(Error):
    """Also what is damaged or no database."""


class DataError(DatabaseError):
    """Too big."""


class OperationalError(DatabaseError):
    """What the surroundings refuse: locks, disks, unknown tables."""


class IntegrityError(DatabaseError):
    """Constraints."""


class InternalError(DatabaseError):
    """SQLite itself."""


class ProgrammingError(DatabaseError):
    """Wrong number of values, closed connections."""


class NotSupportedError(DatabaseError):
    """Not used."""


_BY_RESULT: dict[int, type[Error]] = {
    apsw.SQLITE_INTERNAL: InternalError,
    apsw.SQLITE_NOTFOUND: InternalError,
    apsw.SQLITE_TOOBIG: DataError,
    apsw.SQLITE_CONSTRAINT: IntegrityError,
    apsw.SQLITE_MISMATCH: IntegrityError,
    apsw.SQLITE_MISUSE: InterfaceError,
    apsw.SQLITE_RANGE: InterfaceError,
} | dict.fromkeys(
    (
        apsw.SQLITE_ERROR, apsw.SQLITE_PERM, apsw.SQLITE_ABORT, apsw.SQLITE_BUSY, apsw.SQLITE_LOCKED,
        apsw.SQLITE_READONLY, apsw.SQLITE_INTERRUPT, apsw.SQLITE_IOERR, apsw.SQLITE_FULL, apsw.SQLITE_CANTOPEN,
        apsw.SQLITE_PROTOCOL, apsw.SQLITE_EMPTY, apsw.SQLITE_SCHEMA,
    ),
    OperationalError,
)  # fmt: skip

_NAMES = {code: name for name, code in apsw.mapping_result_codes.items() if isinstance(name, str)} | {
    code: name for name, code in apsw.mapping_extended_result_codes.items() if isinstance(name, str)
}


def _text(error: apsw.Error) -> str:
    """The sentence as sqlite3 gives it: apsw puts the name of its class or code before it."""
    return str(error).partition(": ")[2] or str(error)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except (apsw.BindingsError, apsw.ConnectionClosedError, apsw.CursorClosedError) as error:
        raise ProgrammingError(str(error)) from error
    except apsw.Error as error:
        code = int(getattr(error, "extendedresult", 0)) or int(getattr(error, "result", apsw.SQLITE_ERROR))
        made = _BY_RESULT.get(code & 0xFF, DatabaseError)(_text(error))
        made.sqlite_errorcode = code
        made.sqlite_errorname = _NAMES.get(code, "")
        raise made from error


_CHANGING = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Cursor:
    """Rows of one statement. One row is fetched ahead, as sqlite3 does, so that a read to its end holds no lock."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._cursor = connection.apsw.cursor()
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self._ahead: tuple[Any, ...] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> Self:
        """Run one statement."""
        return self._run(sql, [parameters], many=False)

    def executemany(self, sql: str, parameters: Iterable[Sequence[object]]) -> Self:
        """Run one statement for each row of values."""
        return self._run(sql, parameters, many=True)

    def _run(self, sql: str, parameters: Iterable[Sequence[object]], *, many: bool) -> Self:
        sql = self.connection.rewritten.get(sql, sql)
        changing = sql.lstrip()[:7].strip().upper().startswith(_CHANGING)
        self.rowcount = 0 if many and changing else -1
        with _errors():
            self._rows, self._ahead = iter(()), None
            for values in parameters:
                self._rows = self._cursor.execute(sql, tuple(values))
                self._ahead = next(self._rows, None)
                if changing:
                    before = max(self.rowcount, 0)
                    self.rowcount = before + self.connection.apsw.changes()
                    if not many and sql.lstrip()[:6].upper() in ("INSERT", "REPLAC"):
                        self.lastrowid = self.connection.apsw.last_insert_rowid()
        self.connection.ran()
        return self

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        while (row := self.fetchone()) is not None:
            yield row

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, None at the end."""
        row = self._ahead
        if row is not None:
            with _errors():
                self._ahead = next(self._rows, None)
        return row

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        """At most so many rows."""
        rows = []
        while len(rows) < size and (row := self.fetchone()) is not None:
            rows.append(row)
        return rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""
        return list(self)

    def close(self) -> None:
        """Give the statement back."""
        self._ahead = None
        self._cursor.close(True)


class Blob:
    """A BLOB opened for reading or writing in place."""

    def __init__(self, blob: apsw.Blob) -> None:
        self._blob = blob

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._blob.close(kind is not None)

    def __len__(self) -> int:
        return self._blob.length()

    def seek(self, offset: int, origin: int = 0) -> None:
        """Where the next read or write begins."""
        with _errors():
            self._blob.seek(offset, origin)

    def read(self, length: int = -1) -> bytes:
        """So many bytes, or all that are left."""
        with _errors():
            return self._blob.read(length)

    def write(self, data: Any) -> None:
        """Put bytes in place."""
        with _errors():
            self._blob.write(data)


class Connection:
    """A connection in autocommit mode. `on_commit` (a hook of the laboratory) is told after each commit."""

    rewritten: dict[str, str] = {}
    """Statements to run in place of others: how the laboratory tries another journal mode on the same code."""
    on_commit: Callable[[Connection], None] | None = None

    def __init__(self, name: str, flags: int, vfs: str | None, timeout: float) -> None:
        with _errors():
            self.apsw = apsw.Connection(name, flags=flags, vfs=vfs)
            self.apsw.set_busy_timeout(int(timeout * 1000))
        self._changes = 0
        self._inside = False

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self.apsw.in_transaction)

    @property
    def total_changes(self) -> int:
        """Rows changed since the connection was opened."""
        return int(self.apsw.total_changes())

    def ran(self) -> None:
        """After each statement: tell of a commit."""
        hook = type(self).on_commit
        if hook is None:
            return
        inside, changes = self.in_transaction, self.total_changes
        if not inside and (self._inside or changes != self._changes):
            self._inside, self._changes = inside, changes
            hook(self)
        self._inside, self._changes = inside, changes

    def cursor(self) -> Cursor:
        """A new cursor."""
        with _errors():
            return Cursor(self)

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> Cursor:
        """Run one statement in a cursor of its own."""
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Sequence[object]]) -> Cursor:
        """Run one statement for each row of values."""
        return self.cursor().executemany(sql, parameters)

    def blobopen(self, table: str, column: str, row: int, /, *, readonly: bool = False, name: str = "main") -> Blob:
        """Open a BLOB in place."""
        with _errors():
            return Blob(self.apsw.blob_open(name, table, column, row, not readonly))

    def commit(self) -> None:
        """Commit when a transaction is open."""
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        """Roll back when a transaction is open."""
        if self.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        """Close; statements under way are given up."""
        self.apsw.close(True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.commit()
        else:
            self.rollback()


VFS: str | None = None


def connect(
    database: str | PathLike[str],
    timeout: float = 5.0,
    *,
    isolation_level: None = None,
    check_same_thread: bool = False,
    uri: bool = False,
) -> Connection:
    """Open a database. Only autocommit connections are made."""
    if isolation_level is not None:
        raise NotSupportedError("autocommit only")
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | (apsw.SQLITE_OPEN_URI if uri else 0)
    name = fspath(database)
    return Connection(name, flags, None if name == ":memory:" else VFS, timeout)


sqlite_version = apsw.sqlite_lib_version()
sqlite_version_info = tuple(map(int, sqlite_version.split(".")))


def __getattr__(name: str) -> Any:
    if name.startswith("SQLITE_"):
        return getattr(apsw, name)
    raise AttributeError(f"the stand-in for sqlite3 has no {name}")


def install(vfs: str | None = None) -> ModuleType:
    """Take the place of sqlite3 in this process and open files through that VFS from now on."""
    global VFS
    if "_sqlite3" in sys.modules:
        raise RuntimeError("SQLite is in this process already")
    VFS = vfs
    module = sys.modules[__name__]
    sys.modules["sqlite3"] = module
    return module
