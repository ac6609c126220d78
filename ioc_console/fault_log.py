"""The log file, and what happens to an error nobody caught: into the log, and a sentence to the person.

Logs hold no personal data: modules log events and codes, never rows.
"""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

log = logging.getLogger("ioc_console")
_SIZE = 2_000_000
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_to(folder: Path, name: str = "console") -> None:
    """Log warnings and worse, and our own information, into `<folder>/<name>.log`.

    A log grown past 2 MB is kept as `<name>.old.log` and a new one begun. A folder that cannot
    be written is no reason not to start: then nothing is logged.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}.log"
        if file.exists() and file.stat().st_size > _SIZE:
            file.replace(folder / f"{name}.old.log")
        handler = logging.FileHandler(file, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.raiseExceptions = False  # a log that cannot be written (disk full) stays silent
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    log.setLevel(logging.INFO)


class Faults(QObject):
    """Catches what nobody caught, in any thread. `met` carries the exception to the GUI thread."""

    met = Signal(object)

    def install(self) -> None:
        """From now on no traceback is written to the person."""
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        qInstallMessageHandler(_qt_message)

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            from PySide6.QtCore import QCoreApplication

            QCoreApplication.quit()
            return
        log.critical("uncaught error", exc_info=(kind, error, trace))
        self.met.emit(error)

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
