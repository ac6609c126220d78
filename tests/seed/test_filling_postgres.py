"""The sample and the imports on PostgreSQL: the same rows as on SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from data_centre import models as m
from data_centre.database import Database
from data_centre.imports.indicators import import_indicators
from data_centre.imports.rejects import Rejects
from data_centre.schema import migrate
from data_centre.seed.clock import Moment
from data_centre.seed.filling import Wanted, fill
from tests.data_centre.clusters import running_cluster

SEED = 7
TABLE = "indicator,area,period,value,status\nC0403,79,2026-10,55,chính thức\nC0205,,2026-10,420000,sơ bộ\n"


def digests(database: Database) -> dict[str, tuple[int, int]]:
    """Count and digest of every bucket, which stand for every byte of every row."""
    b = m.bucket.c
    with database.read() as connection:
        return {row.id: (row.count, row.digest) for row in connection.execute(sa.select(b.id, b.count, b.digest))}


@pytest.mark.postgres
def test_the_same_city_on_both_databases(tmp_path: Path, moment: Moment) -> None:
    (tmp_path / "values.csv").write_text(TABLE, "utf-8")
    found = []
    with running_cluster() as cluster:
        for n, url in enumerate((f"sqlite:///{tmp_path / 'centre.db'}", cluster.create())):
            database = Database.open(url, tmp_path / f"home{n}")
            try:
                migrate(database)
                fill(database, Wanted(SEED, moment, 300), lambda *_: None)
                rejects = Rejects(tmp_path / "rejects.csv")
                summary = import_indicators(
                    database, tmp_path / "values.csv", rejects, moment.now + 60, lambda *_: None
                )
                rejects.close()
                assert (summary.added, summary.revised, summary.rejected) == (1, 1, 0)
                found.append(digests(database))
            finally:
                database.close()
    assert found[0] == found[1]
