"""Bring a database to this program's schema."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from . import models as m
from .buckets import new_epoch
from .database import Database, DatabaseProblem


def alembic_config() -> Config:
    """Alembic's settings; there is no .ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def migrate(database: Database) -> str:
    """Upgrade to the newest schema and make the rows that must exist; returns the revision.

    Raises `DatabaseProblem` when the database cannot be reached or is of a newer program.
    """
    config = alembic_config()
    try:
        with database.write() as connection:
            # Two programs starting at once on PostgreSQL: the second waits here and finds the work done.
            if not database.embedded:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7103)")
            newest = ScriptDirectory.from_config(config).get_current_head()
            if MigrationContext.configure(connection).get_current_revision() != newest:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
            _first_rows(connection)
    except CommandError as error:
        raise DatabaseProblem("the database was made by a newer program; install that version") from error
    except sa.exc.DBAPIError as error:
        raise DatabaseProblem(f"the database cannot be used: {str(error.orig).splitlines()[0]}") from error
    return str(newest)


def _first_rows(connection: sa.Connection) -> None:
    """The one row of the feed's head and of the audit's head."""
    if connection.execute(sa.select(m.feed_head.c.one)).first() is None:
        connection.execute(sa.insert(m.feed_head).values(one=1, head=0, floor=0, epoch=new_epoch()))
    if connection.execute(sa.select(m.audit_head.c.one)).first() is None:
        connection.execute(sa.insert(m.audit_head).values(one=1, n=0, hash=""))
