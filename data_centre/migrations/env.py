"""Alembic environment: runs on the connection that `schema.migrate` passes in."""

from __future__ import annotations

from alembic import context

from data_centre.models import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=False,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
