"""P5: a filtered heat grid of 512 x 512 over 10 million complaints, against `np.bincount` into a million bins.

P5 asks about one view again, as another filter, a delta or a step of the playback does: its cells are kept. P5e asks
about a view that was never seen, as after each pan: the places are read from the cache file.
"""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import numpy as np

from benchmarks._columns import CENTRE, random_columns, write_columns
from benchmarks._ratio import report, time_ratio
from ioc_domain.codes import ComplaintFlag
from local_cache.aggregates import heat_grid
from local_cache.complaint_selection import Selection
from local_cache.segments import open_columns
from local_cache.store import open_reader

ROWS = 10_000_000
SIDE = 512


def main() -> None:
    """Measure and print."""
    made = random_columns(ROWS)
    # Nine of ten have a place, as in a city that takes reports by phone and by app.
    placed = np.random.default_rng(2).random(ROWS) < 0.9
    made["flags"] = np.where(placed, made["flags"] | 1, made["flags"] & ~np.uint8(ComplaintFlag.LOCATED))
    codes = np.random.default_rng(3).integers(0, 1 << 20, ROWS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cache.db"
        write_columns(path, made, list(range(0, ROWS, 1009)))
        del made
        with open_reader(path).connection() as connection:
            columns = open_columns(connection)
            wanted = Selection(fields=frozenset(range(1, 16)))

            def bincount() -> None:
                np.bincount(codes, minlength=1 << 20)

            views = {"the whole city": 1 << 18, "a district": 60_000}
            for name, extent in views.items():
                x0, y0 = CENTRE[0] - extent // 2, CENTRE[1] - extent // 2
                box = (x0, y0, x0 + extent, y0 + extent)
                inside = int(heat_grid(columns, wanted, box, SIDE, SIDE).sum())

                def ours(box: tuple[int, int, int, int] = box) -> None:
                    heat_grid(columns, wanted, box, SIDE, SIDE)

                ratio = time_ratio(ours, bincount)
                print(f"  {ratio.median:.2f}x ({ratio.ours * 1000:.1f} ms, {inside} points)  {name}")
                if extent == 1 << 18:
                    city = ratio
            steps = itertools.count(1)

            def panned() -> None:
                x0 = CENTRE[0] - (1 << 17) + next(steps) * 777
                y0 = CENTRE[1] - (1 << 17)
                heat_grid(columns, wanted, (x0, y0, x0 + (1 << 18), y0 + (1 << 18)), SIDE, SIDE)

            new_view = time_ratio(panned, bincount)
    report("P5e", new_view, at_most=2.5, ours="the same of a new view", theirs="bincount into a million bins")
    report("P5", city, at_most=2.5, ours="grid of 512 x 512 over 10 M, filtered", theirs="bincount into a million bins")


if __name__ == "__main__":
    main()
