"""P5d: one step of the map's playback until its pixels are on the screen, against the quickest pace it is played at.

The whole way of a step over 10 million complaints of six years: counted, drawn to a picture, given to the page of a
map of 1108 x 620 pixels with its banner, and told back by the page two frames after it was drawn. At the quickest pace
a step lasts 0.2 s: a step that needs less keeps it.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from benchmarks._columns import CENTRE, END, random_columns, write_columns
from benchmarks._ratio import Ratio, report
from ioc_console.app import make_application
from ioc_console.screens.complaints.map_replay import SPEEDS, STEP_MS
from ioc_console.theme import theme
from ioc_console.widgets.map.documents import Banner
from ioc_console.widgets.map.map_view import MapView
from ioc_console.widgets.map.raster import frame_round, limits_of, picture
from ioc_console.widgets.map.scheme import may_run
from local_cache.queries.complaint_map import heat_counts
from local_cache.queries.complaint_replay import replay_steps
from local_cache.queries.complaints import ComplaintFilter
from local_cache.store import open_reader

ROWS = 10_000_000
SIZE = (1108, 620)
SHOWN = 60
PACE = STEP_MS / int(SPEEDS[-1]) / 1000
"""Seconds of a step at the quickest."""
PATIENCE_MS = 30_000


def main() -> None:
    """Measure and print."""
    if not may_run():
        raise SystemExit("P5d: a map does not run for root; take another account, or set QTWEBENGINE_DISABLE_SANDBOX=1")
    application = make_application(["p5d"])
    theme().apply(application)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cache.db"
        write_columns(path, random_columns(ROWS))
        store = open_reader(path)
        view = MapView()
        view.resize(*SIZE)
        view.show()
        x, y = CENTRE
        frame = frame_round((x - 110_800, y - 62_000, x + 110_800, y + 62_000), *SIZE)
        view.fit(frame.box)
        settle(view)
        with store.session() as session:
            everything = ComplaintFilter()
            steps = replay_steps(session, everything, END)
            if steps is None:
                raise RuntimeError("the benchmark's own complaints are gone")
            whole = heat_counts(session, everything, END, frame.box, frame.columns, frame.rows)
            limits = tuple(limit / steps.n for limit in limits_of(whole, frame))
            times = []
            for number in range(SHOWN + 1):
                start = time.perf_counter()
                since, until = steps.span(number)
                wanted = replace(everything, since=since, until=until)
                counts = heat_counts(session, wanted, END, frame.box, frame.columns, frame.rows)
                view.show_heat(picture(counts, frame, theme().tokens.heat(), limits))
                view.show_banner(Banner(f"{number}", ""))
                settle(view)
                times.append(time.perf_counter() - start)
        store.close()
        view.close()
    times = times[1:]  # the first one opens the columns
    print(f"  of {SHOWN} steps the median took {statistics.median(times) * 1000:.0f} ms, the longest"
          f" {max(times) * 1000:.0f} ms, until shown")
    report("P5d", Ratio(tuple(t / PACE for t in times), statistics.median(times), PACE), at_most=1.0,
           ours="a step until it is shown", theirs="its time at the quickest pace")


def settle(view: MapView) -> None:
    """Let the page draw what it was given. Raises RuntimeError when it never does."""
    loop = QEventLoop()
    view.drawn.connect(loop.quit)
    late = QTimer()
    late.setSingleShot(True)
    late.timeout.connect(loop.quit)
    late.start(PATIENCE_MS)
    while not view.settled:
        if not late.isActive():
            raise RuntimeError("the page did not draw")
        loop.exec()
    view.drawn.disconnect(loop.quit)


if __name__ == "__main__":
    main()
