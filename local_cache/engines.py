"""SQLAlchemy engines over sqlite3 connections for reading; imported by the first session only."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from . import layout


def _explicit_begin(engine: Engine) -> Engine:
    # The connections are in autocommit mode; without this BEGIN each SELECT would see another state.
    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def reading_engine(connect: Callable[[], sqlite3.Connection]) -> Engine:
    """Engine over at most three pooled read-only connections."""
    return _explicit_begin(
        create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=3, max_overflow=5)
    )


def empty_engine() -> Engine:
    """Engine over an empty cache in memory: what readers see before the first sync."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        for statement in layout.create_statements():
            connection.execute(statement)
        return connection

    return _explicit_begin(create_engine("sqlite://", creator=connect, poolclass=NullPool))
