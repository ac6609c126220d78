"""P3c: opening the list of all 10 million complaints and reading rows anywhere, against sorting them.

Ours counts the tabs, orders all rows by the longest overdue and reads the first page. Theirs is one `np.lexsort` of the
same order on ready int64 keys and ids: what a list costs that is sorted whole, without its counts and copies. What the
screen opens with (the open and overdue ones) and pages far down are printed in milliseconds.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks._columns import END, random_columns, write_columns
from benchmarks._ratio import PAIRS, report, speed_ratio
from ioc_domain.working_time import WorkingCalendar
from local_cache.queries.complaint_list import ComplaintIds, Order, Tab, list_ids
from local_cache.queries.complaints import ComplaintFilter
from local_cache.segments import open_columns
from local_cache.store import open_reader

ROWS = 10_000_000
PAGE = 100


def main() -> None:
    """Measure and print."""
    made = random_columns(ROWS)
    urgent = (made["closed"] == 0) & (made["due"] != 0)
    keys = np.where(urgent, made["due"], np.iinfo(np.int64).max).astype(np.int64)
    ids = -made["id"].astype(np.int64)
    calendar = WorkingCalendar.of(())
    steps: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cache.db"
        write_columns(path, made)
        del made, urgent
        store = open_reader(path)
        with store.connection() as connection:
            columns = open_columns(connection)
            for block in columns.blocks():
                for name in columns.dtypes:
                    block.raw(name)

            def opened(tab: Tab) -> ComplaintIds:
                began = time.perf_counter()
                listed = list_ids(connection, ComplaintFilter(), END, calendar, tab, Order.LATE, True)
                listed.rows.ids(columns, 0, PAGE)
                steps.setdefault(f"{tab}: opened, with its first page", []).append(time.perf_counter() - began)
                return listed

            ratio = speed_ratio(lambda: (opened(Tab.ALL), None)[1], lambda: (np.lexsort((ids, keys)), None)[1])
            for tab in (Tab.LATE, Tab.ALL):
                for _ in range(PAIRS):
                    listed = opened(tab)
                    for place in (0.02, 0.5, 0.98):
                        start = int(listed.rows.count * place)
                        began = time.perf_counter()
                        assert len(listed.rows.ids(columns, start, start + PAGE)) == PAGE
                        steps.setdefault(f"{tab}: a page at {place:.0%}", []).append(time.perf_counter() - began)
        store.close()
    for name, took in steps.items():
        print(f"  {name}: {np.median(took) * 1000:.0f} ms, longest {max(took) * 1000:.0f} ms")
    report("P3c", ratio, at_least=1, ours="all rows opened, first page", theirs="np.lexsort of all rows")


if __name__ == "__main__":
    main()
