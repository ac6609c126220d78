"""The program: the application object, one console, one instance per data folder, and a kind end.

On the start path only Qt, sqlite3 and what they need are imported; SQLAlchemy comes with the first query on a lane,
HTTP with the first sign-in, each screen's libraries when it opens.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ioc_console.context import compose
from ioc_console.fault_log import Faults, log_to
from ioc_console.paths import paths
from ioc_console.shell.console import Console, Credentials
from ioc_console.shell.second_console import own_lock, taken_elsewhere

__all__ = ["Console", "Credentials", "compose", "make_application", "run"]


def make_application(arguments: list[str] | None = None) -> QApplication:
    """The one QApplication, with the attributes the map page needs later."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    # A thread of a lane gives way to the window after so long: Python's own 5 ms are a third of a frame.
    sys.setswitchinterval(0.0005)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(arguments or sys.argv[:1])
    application.setStyle("Fusion")
    application.setApplicationName("ioc-console")
    application.setQuitOnLastWindowClosed(False)
    return application


def run(home: Path | None = None, credentials: Credentials | None = None, *, second: bool = False,
        link: str = "") -> int:
    """The whole program; returns its exit code. `second`: where a console is open already, open another, read-only.
    `link`: where to go once the window is open; a console that is open already goes there."""
    where = paths(home)
    try:
        where.create()
    except OSError as error:
        sys.stderr.write(f"ioc-console: {where.home} cannot be used: {error.strerror}\n")
        return 1
    log_to(where.logs)
    application = make_application()
    lock = own_lock(where)
    read_only = taken_elsewhere(lock)
    if read_only and not second:
        from ioc_console.shell.single_instance import ring

        if ring(where.home, link=link):
            sys.stderr.write("ioc-console: already running for this folder; its window was brought forward\n")
            return 0
    if read_only:
        sys.stderr.write("ioc-console: already running for this folder; this one changes nothing\n")
    faults = Faults()
    console = Console(application, where, credentials, held=lock if read_only else None)
    if link:
        console.open_link(link)
    faults.met.connect(console.notices.fail)
    faults.install()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.quit())
    awake = QTimer(interval=500)  # lets Python see signals while the event loop sleeps
    awake.timeout.connect(_nothing)
    awake.start()
    console.in_charge.connect(lambda: _listen(where.home, console), Qt.ConnectionType.SingleShotConnection)
    QTimer.singleShot(0, console.start)
    code = application.exec()
    console.close()
    lock.unlock()
    return code


def _listen(home: Path, console: Console) -> None:
    from ioc_console.shell.single_instance import Doorbell

    bell = Doorbell(home, console)
    bell.rung.connect(lambda: _bring_forward(console))
    bell.link_given.connect(console.open_link)


def _bring_forward(console: Console) -> None:
    window = console.window or console.sign_in_window
    if window is not None:
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()


def _nothing() -> None:
    """Runs Python now and then."""
