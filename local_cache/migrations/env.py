"""Alembic's entry: runs the scripts on the connection that `upgrade` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from local_cache import mirror

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=mirror.metadata,
    # The caller holds the transaction: SQLite's DDL is transactional, alembic must not commit in the middle.
    transactional_ddl=False,
)
context.run_migrations()
