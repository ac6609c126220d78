"""P3b: the league of every unit over the last year of ten million complaints, against its goal of half a second.

The whole walk and the figures of each unit: counts, shares, weeks, median and 90th percentile. The columns are in
memory when the measuring begins, as on a console whose screen was opened before.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks._columns import END, random_columns, write_columns
from benchmarks._ratio import PAIRS, Ratio, report, seconds
from ioc_domain.working_time import WorkingCalendar
from local_cache.segments import open_columns
from local_cache.store import open_reader
from local_cache.unit_figures import Walk, walk

ROWS, UNITS = 10_000_000, 719
GOAL = 0.5


def main() -> None:
    """Measure and print."""
    calendar = WorkingCalendar.of([])
    year = Walk(END - 365 * 86_400, END, END)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cache.db"
        write_columns(path, random_columns(ROWS))
        with open_reader(path).connection() as connection:
            columns = open_columns(connection)

            def league() -> None:
                table = walk(columns, year, calendar)
                received = sum(table.figures(frozenset({unit})).received for unit in range(1, UNITS + 1))
                if not 0.15 * ROWS < received < 0.18 * ROWS:
                    raise SystemExit(f"P3b: {received} complaints in a year")

            league()
            took = [seconds(league) for _ in range(PAIRS)]
    report(
        "P3b",
        Ratio(tuple(t / GOAL for t in took), statistics.median(took), GOAL),
        at_most=1, ours="league of a year", theirs="its goal",
    )  # fmt: skip


if __name__ == "__main__":
    main()
