"""The data centre's database: embedded SQLite in its home, or PostgreSQL by `IOC_DATABASE_URL`.

Two kinds of transaction and no other: `Database.read` sees one unmoving state, `Database.write` may change it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
import sqlalchemy as sa
from sqlalchemy import event

_WRITING = "ioc_writing"


class DatabaseProblem(Exception):
    """The database cannot be used; the text is one sentence for a person."""


def home_folder() -> Path:
    """Folder of the data centre's files: `IOC_DATA_CENTRE_HOME`, else the platform's data folder. It is made."""
    named = os.environ.get("IOC_DATA_CENTRE_HOME")
    home = Path(named) if named else Path(platformdirs.user_data_dir("ioc-data-centre", appauthor=False))
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseProblem(f"the data folder {home} cannot be made: {error.strerror}") from error
    return home


def database_url(given: str | None, home: Path) -> sa.URL:
    """URL to use: the given one, `IOC_DATABASE_URL`, or the embedded file. Raises `DatabaseProblem`."""
    text = given or os.environ.get("IOC_DATABASE_URL") or ""
    if not text:
        return sa.URL.create("sqlite", database=str(home / "data_centre.db"))
    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError as error:
        raise DatabaseProblem("the database address is not a URL like postgresql://host/name") from error
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise DatabaseProblem(f"{url.drivername} is not supported: SQLite or PostgreSQL")
    return url


class Database:
    """An open database and the folder of its files (parts, evidence, answers).

    Safe to share between threads; `close` it at the end.
    """

    def __init__(self, url: sa.URL, home: Path) -> None:
        self.home = home
        self.embedded = url.get_backend_name() == "sqlite"
        if self.embedded:
            self.engine = sa.create_engine(
                url, connect_args={"timeout": 60, "check_same_thread": False}, pool_size=20, max_overflow=40
            )
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            self.engine = sa.create_engine(url, pool_size=20, max_overflow=30, pool_pre_ping=True)
        self._writing = self.engine.execution_options(**{_WRITING: True})
        isolation = {} if self.embedded else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = self.engine.execution_options(**isolation)

    @classmethod
    def open(cls, url: str | None = None, home: Path | None = None) -> Database:
        """The database of a URL (see `database_url`) and a home; both have defaults from the environment."""
        folder = home or home_folder()
        folder.mkdir(parents=True, exist_ok=True)
        return cls(database_url(url, folder), folder)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state from its first statement on."""
        with self._reading.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that may write; commits at the end, rolls back on an exception.

        On SQLite it holds the one write lock from the start, so what it reads cannot change under it.
        """
        with self._writing.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The module's own transaction handling would begin late and never IMMEDIATE; `_begin_sqlite` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # "Received by the centre" is a promise: it must survive a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def insert_statement(connection: sa.Connection, table: str, columns: Sequence[str]) -> str:
    """INSERT text with the driver's own marks, for `executemany` of plain tuples."""
    mark = driver_mark(connection)
    names = ", ".join(f'"{c}"' for c in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join([mark] * len(columns))})'


def update_statement(connection: sa.Connection, table: str, columns: Sequence[str], key: Sequence[str]) -> str:
    """UPDATE text: first the new values, then the key."""
    mark = driver_mark(connection)
    changes = ", ".join(f'"{c}" = {mark}' for c in columns)
    return f'UPDATE "{table}" SET {changes} WHERE {" AND ".join(f"{c} = {mark}" for c in _quoted(key))}'


def delete_statement(connection: sa.Connection, table: str, key: Sequence[str]) -> str:
    """DELETE text by key."""
    mark = driver_mark(connection)
    return f'DELETE FROM "{table}" WHERE {" AND ".join(f"{c} = {mark}" for c in _quoted(key))}'


def driver_mark(connection: sa.Connection) -> str:
    """Parameter mark of the driver: `?` or `%s`."""
    return "?" if connection.dialect.name == "sqlite" else "%s"


def _quoted(columns: Sequence[str]) -> list[str]:
    return [f'"{c}"' for c in columns]


def execute_many(connection: sa.Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """One driver-level executemany; nothing for no rows."""
    if rows:
        connection.exec_driver_sql(statement, rows)
