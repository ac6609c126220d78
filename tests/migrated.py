"""An empty embedded database as `migrate` makes it, from a file that is made once in each process of a test run.

The steps of the schema themselves are tried in `tests/data_centre/test_upkeep.py` and wherever a program starts.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from data_centre import models as m
from data_centre.buckets import new_epoch
from data_centre.database import Database
from data_centre.schema import migrate


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.db"
        database = Database.open(f"sqlite:///{file}", Path(folder))
        migrate(database)
        database.close()
        assert not Path(f"{file}-wal").exists(), "all of it is in the one file"
        return file.read_bytes()


def open_migrated(file: Path, home: Path) -> Database:
    """A new database at `file` with an epoch of its own; the caller closes it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as new:
        new.write(_template())
    database = Database.open(f"sqlite:///{file}", home)
    with database.write() as connection:
        connection.execute(sa.update(m.feed_head).values(epoch=new_epoch()))
    return database
