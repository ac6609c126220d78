"""P3c: opening the list of all 10 million complaints and reading rows anywhere, against sorting them.

Ours counts the tabs, orders the open and overdue ones (what the screen opens with) and then all by the longest overdue,
and reads a page at the beginning, in the middle and at the end. Theirs is one `np.lexsort` of the same order on ready
int64 keys and ids: what a list costs that is sorted whole. The longest single step is printed in milliseconds.
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks._columns import END, random_columns, write_columns
from benchmarks._ratio import report, speed_ratio
from ioc_domain.working_time import WorkingCalendar
from local_cache.queries.complaint_list import Order, Tab, list_ids
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
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

            def ours() -> None:
                for tab in (Tab.LATE, Tab.ALL):
                    began = time.perf_counter()
                    listed = list_ids(connection, ComplaintFilter(), END, calendar, tab, Order.LATE, True)
                    steps.setdefault(f"open {tab}", []).append(time.perf_counter() - began)
                    for start in (0, listed.rows.count // 2, listed.rows.count - PAGE):
                        began = time.perf_counter()
                        assert len(listed.rows.ids(columns, start, start + PAGE)) == PAGE
                        steps.setdefault(f"a page of {tab}", []).append(time.perf_counter() - began)

            ours()
            more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            print(f"  {more / 1024:.0f} MB more than the columns at the most")
            ratio = speed_ratio(ours, lambda: (np.lexsort((ids, keys)), None)[1])
        store.close()
    for name, took in steps.items():
        print(f"  {name}: {np.median(took) * 1000:.0f} ms, longest {max(took) * 1000:.0f} ms")
    report("P3c", ratio, at_least=2, ours="two tabs opened, six pages read", theirs="np.lexsort of all rows")


if __name__ == "__main__":
    main()
