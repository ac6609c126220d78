"""P11: a page of 10,000 changed rows, against the database driver's own fetch of the same rows.

Theirs is the driver's `fetchall` of the columns a page is made of. P11 is a live page: from the request's cursor to
the finished bytes, with digests and the account's own commands. P11b is the same page from the cache, packed and ready
to be sent, which is what all but the first of the consoles get that a change has woken. Embedded SQLite; the same on
PostgreSQL as P11c and P11d where its programs are installed. Packing (zstd 1) is printed beside it.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from benchmarks._ratio import PAIRS, report, speed_ratio
from data_centre.accounts import Identity
from data_centre.api.packing import pack_start
from data_centre.api.page_cache import PageCache, PageKey
from data_centre.buckets import read_head
from data_centre.changes import check_cursor, read_page, settled, shared_page
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.schema import migrate
from ioc_domain.codes import Role
from ioc_domain.records import ComplaintRecord
from tests.data_centre.clusters import BINARIES, running_cluster

WORK = Path(__file__).resolve().parent / ".work" / "p11"
ROWS = 10_000
CALLS = 5
"""Pages for each measured value: a single one is too short."""
IDENTITY = Identity("a", "A", "", Role.LEADER, "", frozenset({"city", "unit:U1"}), "set")


def complaint(number: int) -> ComplaintRecord:
    """A complaint with text of the usual length."""
    return ComplaintRecord(
        id=number, code=f"PA-2026-{number:06d}", created=1_790_000_000 + number, field=number % 18, type=1,
        unit=number % 700, area=number % 168, status=1 + number % 4, channel=1, flags=1, x=855_000_000 + number,
        y=500_000_000 + number, due=1_791_000_000, closed=0,
        title="Rác thải sinh hoạt chưa được thu gom đúng giờ",
        body="Người dân phản ánh rác thải tồn đọng nhiều ngày trước số nhà, đề nghị đơn vị thu gom xử lý.",
        address=f"Số {number % 300} Lê Lợi", timeline="[]", photos="[]",
    )  # fmt: skip


def filled(database: Database) -> None:
    """Twice as many changes as a page holds."""
    migrate(database)
    for start in range(0, 2 * ROWS, 5_000):
        with writing(database) as writer:
            for number in range(start, start + 5_000):
                writer.put(complaint(number))


def measure(database: Database, live: str, cached: str) -> None:
    """Both comparisons on one database."""
    columns = "seq, tx_end, op, bucket, entity, key, rev, row"
    text = f"SELECT {columns} FROM feed WHERE seq > 0 AND seq <= {ROWS} ORDER BY seq"
    cache = PageCache()

    def fetch() -> None:
        for _ in range(CALLS):
            with database.read() as connection:
                driver: Any = connection.connection.driver_connection
                assert len(driver.execute(text).fetchall()) == ROWS

    def page() -> None:
        for _ in range(CALLS):
            with database.read() as connection:
                cursor = f"{read_head(connection).epoch}:0"
                made = read_page(connection, IDENTITY, wanted_set="set", after=cursor, limit=ROWS)
            assert made.to == ROWS

    def kept() -> None:
        for _ in range(CALLS):
            with database.read() as connection:
                head = read_head(connection)
                seq = check_cursor(head, "set", "set", f"{head.epoch}:0")
                key = PageKey("set", head.epoch, seq, ROWS, "zstd")
                packed = cache.get(
                    key, head.head, lambda: shared_page(connection, IDENTITY.scopes, head, seq, ROWS)  # noqa: B023
                )
                assert packed.body(settled(connection, IDENTITY.id, seq, packed.page.trailer.to))

    with database.read() as connection:
        plain = shared_page(connection, IDENTITY.scopes, read_head(connection), 0, ROWS).start
    started = time.perf_counter()
    packed = pack_start("zstd", plain)
    spent = (time.perf_counter() - started) * 1000
    print(f"  {len(plain):,} bytes, packed to {len(packed.data):,} in {spent:.1f} ms")
    report(live, speed_ratio(page, fetch, PAIRS), at_least=0.6, ours=f"{CALLS} live pages", theirs="driver's fetch")
    report(cached, speed_ratio(kept, fetch, PAIRS), at_least=1.0, ours=f"{CALLS} cached pages", theirs="driver's fetch")
    assert cache.built == 1


def main() -> None:
    """Measure and print."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    try:
        database = Database.open(f"sqlite:///{WORK / 'centre.db'}", home=WORK)
        filled(database)
        measure(database, "P11", "P11b")
        database.close()
        if BINARIES.is_dir():
            with running_cluster() as cluster:
                database = Database.open(cluster.create(), home=WORK)
                filled(database)
                measure(database, "P11c", "P11d")
                database.close()
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


if __name__ == "__main__":
    main()
