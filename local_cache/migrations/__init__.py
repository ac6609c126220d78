"""Migrations of `cache.db`, by alembic. Imported only when a file of an older version is opened for writing.

A new cache is made from `layout` at once and its `PRAGMA user_version` says how new it is; a file that is older is
brought up step by step. The number of the newest script in `versions/` is `layout.VERSION`, and a test asserts that
climbing all steps gives the tables of `layout`.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from .. import layout


def configuration() -> Config:
    """Alembic's settings without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def revision(version: int) -> str:
    """Name of the script that brings a file to this version."""
    return f"{version:04d}"


class _Held:
    """A connection whose transaction belongs to the caller: SQLAlchemy's commits and rollbacks do nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def commit(self) -> None:
        """Left to the caller."""

    rollback = close = commit


def upgrade(path: Path, connection: sqlite3.Connection) -> None:
    """Bring the file up to `layout.VERSION` in one transaction; on any error it stays as it was.

    `path` is for messages of alembic only; the work is done on `connection`.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    engine = create_engine("sqlite://", creator=lambda: _Held(connection), poolclass=StaticPool)
    connection.execute("BEGIN IMMEDIATE")
    try:
        with engine.connect() as session:
            config = configuration()
            config.attributes["connection"] = session
            config.attributes["path"] = path
            if version:
                command.stamp(config, revision(version), purge=True)
            command.upgrade(config, "head")
            connection.execute("DROP TABLE IF EXISTS alembic_version")  # user_version says it
            connection.execute(f"PRAGMA application_id = {layout.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {layout.VERSION}")
            connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
