"""A new cache and one that climbed every migration have the same tables."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from local_cache import layout, migrations, mirror, store


def facts(connection: sqlite3.Connection) -> dict[str, object]:
    """Columns, types and keys of every table."""
    names = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: connection.execute(f'PRAGMA table_info("{name}")').fetchall() for name in names}


def test_climbing_gives_the_layout(tmp_path: Path) -> None:
    """From nothing through every script, against the statements a new cache is made by."""
    old = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    migrations.upgrade(tmp_path / "old.db", old)
    new = sqlite3.connect(":memory:", isolation_level=None)
    store.create(new)
    assert facts(old) == facts(new)
    assert old.execute("PRAGMA user_version").fetchone() == (layout.VERSION,)
    old.close()
    new.close()


def test_the_newest_script_is_the_version() -> None:
    """`layout.VERSION` is the number of the head."""
    heads = ScriptDirectory.from_config(migrations.configuration()).get_heads()
    assert heads == [migrations.revision(layout.VERSION)]


def test_a_failing_step_changes_nothing(tmp_path: Path) -> None:
    """All steps are one transaction."""
    path = tmp_path / "cache.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("CREATE TABLE kept(a)")
    # A file in which the last table of the first script is there already: that script fails at its end.
    connection.execute('CREATE TABLE "complaint_text"(a)')
    with pytest.raises(Exception, match="already exists"):
        migrations.upgrade(path, connection)
    assert set(facts(connection)) == {"kept", "complaint_text"}
    connection.close()


def test_sqlalchemy_tables_are_those_of_the_layout() -> None:
    """`mirror` describes what `layout` creates: names, columns, keys, nullability."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    store.create(connection)
    found = inspect(create_engine("sqlite://", creator=lambda: connection))
    described = set(mirror.metadata.tables)
    assert described == set(found.get_table_names()) - {"search_slice"}
    for name, table in mirror.metadata.tables.items():
        columns = {c["name"]: c for c in found.get_columns(name)}
        assert list(columns) == [c.name for c in table.columns], name
        assert found.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key], name
        for column in table.columns:
            stored = columns[column.name]
            assert str(stored["type"]) == str(column.type.compile()), f"{name}.{column.name}"
            assert column.primary_key or stored["nullable"] == column.nullable, f"{name}.{column.name}"
    connection.close()
