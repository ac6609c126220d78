"""Child processes of P8: a bare label, and the console on a filled data folder, each timing its own first pixels.

    python -m benchmarks._first_window label
    python -m benchmarks._first_window console HOME

Prints one JSON line: `first` and, for the console, `numbers`: CLOCK_MONOTONIC seconds at the end of the first paint
of the window, and of the first paint after the overview had its figures from the cache. The parent knows when it
started the process; that clock is the same for all processes of a machine.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget


class PaintWatch(QObject):
    """Notes when a painted window has gone through the event loop once more, that is, when it is on the screen."""

    def __init__(self, application: QApplication, console: object = None) -> None:
        super().__init__(application)
        self.application, self.console = application, console
        self.seen: dict[str, float] = {}
        self.ready = False
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks at paint events only."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            if "first" not in self.seen and watched.isWindow():
                QTimer.singleShot(0, lambda: self.note("first"))
            elif self.ready and "numbers" not in self.seen:
                QTimer.singleShot(0, lambda: self.note("numbers"))
        return False

    def note(self, name: str) -> None:
        """Keeps the first time of each name, and ends when all are there."""
        if name in self.seen:  # several widgets were painted before this came round
            return
        self.seen[name] = time.monotonic()
        if "numbers" in self.seen or self.console is None:
            print(json.dumps(self.seen), flush=True)
            self.application.removeEventFilter(self)
            self.application.quit()


def label() -> None:
    """The smallest Qt program with something to see."""
    application = QApplication([])
    watch = PaintWatch(application)
    shown = QLabel("0")
    shown.resize(1280, 800)
    shown.show()
    application.exec()
    del watch


def console(home: Path) -> None:
    """The real start, as `ioc-console run` does it, for somebody who signed in before."""
    from ioc_console.app import Console, make_application
    from ioc_console.paths import paths
    from ioc_console.view_model import ViewModel

    application = make_application()
    running = Console(application, paths(home))
    watch = PaintWatch(application, running)

    def look() -> None:
        """The overview has its figures when every one of its view models has data."""
        window = running.window
        view = window.host.view("overview") if window is not None else None
        models = view.findChildren(ViewModel) if view is not None else []
        if models and all(model.data is not None for model in models):
            watch.ready = True
            poll.stop()
            if view is not None:
                view.update()

    poll = QTimer(interval=1)
    poll.timeout.connect(look)
    poll.start()
    QTimer.singleShot(0, running.start)
    QTimer.singleShot(60_000, application.quit)
    application.exec()
    running.close()


if __name__ == "__main__":
    if sys.argv[1] == "label":
        label()
    else:
        console(Path(sys.argv[2]))
