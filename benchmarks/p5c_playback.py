"""P5c: one step of the map's playback, from 10 million complaints of six years to the PNG, against `np.bincount`.

A step is a week: its complaints are counted on the grid of a map of 1108 x 620 pixels with its margin, smoothed, cut
into the bands of the whole period and packed. Every pair takes another step. The reference counts as many codes as
there are complaints into a million bins, as in P5.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks._columns import CENTRE, END, random_columns, write_columns
from benchmarks._ratio import report, time_ratio
from ioc_console.widgets.map.raster import frame_round, limits_of, picture
from local_cache.queries.complaint_map import heat_counts
from local_cache.queries.complaint_replay import replay_steps
from local_cache.queries.complaints import ComplaintFilter
from local_cache.store import open_reader

ROWS = 10_000_000
SIZE = (1108, 620)
COLOURS = ("#222222", "#444444", "#666666", "#888888", "#AAAAAA")
SHOWN = 60
"""Steps timed one by one for the longest of them."""


def main() -> None:
    """Measure and print."""
    codes = np.random.default_rng(3).integers(0, 1 << 20, ROWS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cache.db"
        write_columns(path, random_columns(ROWS))
        store = open_reader(path)
        with store.session() as session:
            x, y = CENTRE
            frame = frame_round((x - 110_800, y - 62_000, x + 110_800, y + 62_000), *SIZE)
            everything = ComplaintFilter()
            steps = replay_steps(session, everything, END)
            if steps is None:
                raise RuntimeError("the benchmark's own complaints are gone")
            whole = heat_counts(session, everything, END, frame.box, frame.columns, frame.rows)
            limits = tuple(limit / steps.n for limit in limits_of(whole, frame))
            numbers = itertools.cycle(range(steps.n))

            def step() -> None:
                since, until = steps.span(next(numbers))
                wanted = replace(everything, since=since, until=until)
                counts = heat_counts(session, wanted, END, frame.box, frame.columns, frame.rows)
                picture(counts, frame, COLOURS, limits)

            def bincount() -> None:
                np.bincount(codes, minlength=1 << 20)

            ratio = time_ratio(step, bincount, pairs=21)
            times = []
            for _ in range(SHOWN):
                start = time.perf_counter()
                step()
                times.append(time.perf_counter() - start)
            print(f"  {steps.n} steps of a week; of {SHOWN} the median took {sorted(times)[SHOWN // 2] * 1000:.1f} ms,"
                  f" the longest {max(times) * 1000:.1f} ms")
        store.close()
    report("P5c", ratio, at_most=1.0, ours="a step of the playback", theirs="bincount of 10 M into a million bins")


if __name__ == "__main__":
    main()
