"""P3: figures under any filter over 10 million complaints, against `np.bincount` on as many ready int64 codes.

Six questions that the screens ask; each walks the column segments of a real cache file. The verdict is of all six
together against six bincounts; the ratio of each is printed before it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks._columns import END, random_columns, write_columns
from benchmarks._ratio import report, time_ratio
from ioc_domain.codes import OPEN_STATUSES, ComplaintFlag
from ioc_domain.on_time import OnTimeState
from local_cache import aggregates
from local_cache.complaint_selection import Selection
from local_cache.segments import open_columns
from local_cache.store import open_reader

ROWS = 10_000_000
UNITS = frozenset(range(3, 719, 5))
OPEN = frozenset(int(s) for s in OPEN_STATUSES)


def main() -> None:
    """Measure and print."""
    made = random_columns(ROWS)
    codes = made["field"].astype(np.int64)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cache.db"
        # A tenth of a percent is gone: nobody's cache is without dead slots.
        write_columns(path, made, list(range(0, ROWS, 1009)))
        del made
        with open_reader(path).connection() as connection:
            columns = open_columns(connection)
            subtree = Selection(units=UNITS, statuses=OPEN)
            half = Selection(since=END - 3 * 365 * 86_400, fields=frozenset({2, 3, 5, 7, 11}))
            questions: dict[str, Callable[[], object]] = {
                "all, by field": lambda: aggregates.by_code(columns, Selection(), "field"),
                "units of a subtree, open: count": lambda: aggregates.count(columns, subtree),
                "units of a subtree, open: by field": lambda: aggregates.by_code(columns, subtree, "field"),
                "five fields, three years: by unit": lambda: aggregates.by_code(columns, half, "unit"),
                "one area, no duplicates: by status": lambda: aggregates.by_code(
                    columns,
                    Selection(areas=frozenset({77}), flags_none=int(ComplaintFlag.DUPLICATE)),
                    "status",
                ),
                "open and overdue: by field": lambda: aggregates.by_code(
                    columns, Selection(on_time=frozenset({OnTimeState.OPEN_OVERDUE}), now=END), "field"
                ),
            }

            def bincount() -> None:
                np.bincount(codes)

            def asking(ask: Callable[[], object]) -> Callable[[], None]:
                def run() -> None:
                    ask()

                return run

            for name, ask in questions.items():
                one = time_ratio(asking(ask), bincount)
                print(f"  {one.median:.2f}x ({one.ours * 1000:.1f} ms)  {name}")

            def ours() -> None:
                for ask in questions.values():
                    ask()

            def theirs() -> None:
                for _ in questions:
                    bincount()

            ratio = time_ratio(ours, theirs)
            print(f"  {columns.bytes_held / 2**20:.0f} MB of columns held")
    report("P3", ratio, at_most=2, ours="six figures over 10 M", theirs="six bincounts")


if __name__ == "__main__":
    main()
