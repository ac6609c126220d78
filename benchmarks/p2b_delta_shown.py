"""P2b: seconds from the commit of a delta of 50,000 rows into ten million complaints until every figure shows it.

A console with the screen Phản ánh 1022 open under "all time", its worst case, on a cache of ten million. Another
process at nice 10 applies the five pages of the delta, as the sync process does, and says when the last was committed;
the console is told as it is told by sync. The clock stops when figures, list and map have all been loaded after that,
every part has had its turn and the pixels of the last one are in the window, the rows in sight among them; what they
show is checked against SQL at the end. P2c: share of ticks of the GUI thread a frame late
from the first page to that moment, in thousandths + 1, against a stretch of quiet. IOC_BENCH_ROWS sets another
size.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QSocketNotifier
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from benchmarks._big_cache import big_cache
from benchmarks._ratio import PAIRS, Ratio, report, verdict_line
from benchmarks.p2_delta import CHANGED, ROWS, WORK
from benchmarks.p6_ticks import Ticks, TickWatch
from ioc_console.app import compose, make_application
from ioc_console.context import Context, SignedIn
from ioc_console.lanes import Lanes
from ioc_console.notices import Notices
from ioc_console.paths import Paths
from ioc_console.screens import load_screens
from ioc_console.screens.complaints.filters import Filters, Span
from ioc_console.screens.complaints.view import ComplaintsView
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.settings import Settings
from ioc_console.shell.window import ShellWindow
from ioc_console.sync_status import SyncStatus
from ioc_console.view_model import Loading, Ready
from ioc_domain.channel import Link, LinkChanged, RowsChanged

GOAL = 2.0
PATIENCE = 900.0
QUIET = 6.0
"""Seconds of a quiet stretch at most."""


class Applying(QObject):
    """The process that applies deltas, and what it said last."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks._delta_child", str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.said: list[str] = []
        self._begun = b""
        self._notifier = QSocketNotifier(self._process.stdout.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def _read(self) -> None:
        # Past Python's buffer: what it held back would wake nobody.
        assert self._process.stdout is not None
        read = os.read(self._process.stdout.fileno(), 4096)
        *lines, self._begun = (self._begun + read).split(b"\n")
        self.said += [line.decode() for line in lines]
        if not read:
            self._notifier.setEnabled(False)
            self.said.append("ended")

    def go(self) -> None:
        """Apply the next delta."""
        self.said.clear()
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()

    def end(self) -> None:
        """No more deltas."""
        self._notifier.setEnabled(False)
        self._process.communicate(b"")


class Shown:
    """Whether figures, list and map have all been loaded anew since it was made."""

    def __init__(self, view: ComplaintsView) -> None:
        self._models = (view.board, view.list_model, view.map_model)
        self._begun: set[int] = set()
        for number, model in enumerate(self._models):
            model.changed.connect(lambda n=number: self._changed(n))

    def _changed(self, number: int) -> None:
        if isinstance(self._models[number].state, Loading):
            self._begun.add(number)

    def __call__(self) -> bool:
        return len(self._begun) == len(self._models) and all(isinstance(m.state, Ready) for m in self._models)


class Painted(QWidget):
    """One pixel of the window that is asked to be painted last: Qt paints all that waits in one go."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(0, 0, 1, 1)
        self.done = False
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """All that was to be painted is painted in this go."""
        self.done = True


def painted(window: QWidget) -> None:
    """Wait until what waits to be painted is in the window."""
    pixel = Painted(window)
    wait(lambda: pixel.done)
    pixel.deleteLater()


def whole(view: ComplaintsView) -> bool:
    """Whether every row in sight of the list is there: none is a placeholder for one that is still read."""
    table = view.list_panel.table
    first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
    rows = view.list_panel.rows
    return all(rows[k] is not None for k in range(max(first, 0), (last if last >= 0 else len(rows) - 1) + 1))


def wait(until: object, seconds: float = PATIENCE) -> None:
    """Let the window live until the callable says so."""
    end = time.monotonic() + seconds
    while not (callable(until) and until()):
        if time.monotonic() > end:
            if callable(until):
                raise SystemExit("P2b: waited for too long")
            return
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)


def one(applying: Applying, view: ComplaintsView, context: Context) -> tuple[float, Ticks, Ticks]:
    """(seconds from commit to paint, ticks of that stretch, ticks of as long a quiet one)."""
    wait(lambda: applying.said[-1:] == ["ready"] and context.lanes.busy == 0)
    ticks, started = TickWatch(view), time.monotonic()
    applying.go()
    wait(lambda: applying.said)
    committed = float(applying.said[0])
    shown = Shown(view)
    context.sync.take(RowsChanged(["complaint"], f"benchmark:{committed}", CHANGED))
    wait(lambda: shown() and view.settled() and whole(view))
    painted(view)
    done = time.monotonic()
    busy = ticks.end()
    print(f"  shown {done - committed:.2f} s after the commit", flush=True)
    wait(lambda: applying.said[-1:] == ["ready"])  # drawing the next delta is no part of either stretch
    ticks = TickWatch(view)
    wait(None, min(done - started, QUIET))
    return done - committed, busy, ticks.end()


def check(context: Context, view: ComplaintsView) -> None:
    """What is on the screen equals SQL."""
    data = view.board.data
    assert isinstance(data, BoardData)
    board = data.board
    asked = "SELECT count(*), sum(closed > 0), sum(flags & 1), sum(closed = 0 AND due > 0 AND due < ?) FROM complaint"
    with context.cache.store().connection() as connection:
        want = connection.execute(asked, (board.now,)).fetchone()
    if (board.total, board.closed, board.located, board.open_late) != want:
        raise SystemExit(f"P2b: the screen shows other figures than SQL counts: {want}")


def main() -> None:
    """Measure and print."""
    cache = big_cache(WORK, ROWS)
    application = make_application()
    with tempfile.TemporaryDirectory() as folder:
        where = Paths(Path(folder))
        where.create()
        where.cache.symlink_to(cache)
        notices, sync = Notices(), SyncStatus()
        lanes = Lanes(notices)
        person = SignedIn("trucban", "trucban", "", "leader", "benchmark", "")
        context = compose(where, Settings(where.settings), person, lanes=lanes, notices=notices, sync=sync)
        sync.take(LinkChanged(Link.ONLINE, int(time.time()), int(time.time())))
        window = ShellWindow(context, load_screens())
        window.resize(1920, 1080)
        window.show()
        context.navigation.go("complaints")
        view = window.host.view("complaints")
        assert isinstance(view, ComplaintsView)
        view.state.set_filters(Filters(span=Span.ALL))
        wait(lambda: view.settled() and lanes.busy == 0 and isinstance(view.board.state, Ready))
        applying = Applying(cache)
        measured = [one(applying, view, context) for _ in range(PAIRS + 1)][1:]  # the first one warms up
        check(context, view)
        applying.end()
        window.close()
        lanes.close()
        context.cache.close()
        application.processEvents()
    took = [seconds for seconds, _, _ in measured]
    shares = [(1 + 1000 * busy.share_late, 1 + 1000 * quiet.share_late) for _, busy, quiet in measured]
    print(f"  {ROWS} complaints, deltas of {CHANGED}: shown after {min(took):.2f} to {max(took):.2f} s")
    medians = (statistics.median(share[k] for share in shares) / 1000 for k in (0, 1))
    report(
        "P2c", Ratio(tuple(a / b for a, b in shares), *medians),
        at_most=1, ours="share of late frames + a thousandth", theirs="quiet",
    )  # fmt: skip
    print(verdict_line("P2b", Ratio(tuple(took), statistics.median(took), 1.0), at_most=GOAL), flush=True)


if __name__ == "__main__":
    main()
