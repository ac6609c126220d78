"""Run as a program by `test_tear_off`: one start of the frame on the monitors Qt was given.

    python -m tests.console.two_monitors HOME tear   tears a screen off onto the monitor "right" and ends
    python -m tests.console.two_monitors HOME look   prints the monitor and the geometry of the torn-off window
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from ioc_console.app import compose, make_application
from ioc_console.lanes import InlineLanes
from ioc_console.notices import Notices
from ioc_console.paths import Paths
from ioc_console.settings import Settings
from ioc_console.shell.window import ShellWindow
from ioc_console.sync_status import SyncStatus
from ioc_console.theme import theme
from tests.console.made_screens import fake_screens


def main(home: Path, act: str) -> None:
    """One start and one end."""
    application = make_application(["two"])
    theme().apply(application)
    where, notices = Paths(home), Notices()
    where.create()
    lanes = InlineLanes(notices)
    context = compose(where, Settings(where.settings), None, lanes=lanes, notices=notices, sync=SyncStatus())
    window = ShellWindow(context, fake_screens())
    window.show()
    window.open_first()
    if act == "tear":
        torn = window.host.tear_off("two")
        assert torn is not None
        right = next(s for s in QGuiApplication.screens() if s.name() == "right")
        torn.setGeometry(right.geometry().x() + 60, 70, 800, 600)
    application.processEvents()
    torn = window.host.torn["two"]
    box = torn.geometry()
    sys.stdout.write(json.dumps([torn.screen().name(), box.x(), box.y(), box.width(), box.height()]))
    window.close()
    lanes.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
