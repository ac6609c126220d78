"""Supervision of the sync process: started, spoken to by JSON lines, started again when it dies, stopped kindly."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from ioc_console.sync_status import SyncStatus, link_now
from ioc_domain.channel import EVENTS, Event, Link, Order, Start, Stop, TokenRenewed, encode_line

log = logging.getLogger(__name__)
FIRST_PAUSE_MS = 1_000
LONGEST_PAUSE_MS = 60_000
STEADY_MS = 30_000
"""A process that lived this long starts the pauses anew."""
STOP_MS = 5_000


def worker_command() -> tuple[str, list[str]]:
    """Program and arguments that start the sync process from this very program, frozen or not."""
    if getattr(sys, "frozen", False):
        return sys.executable, ["sync-worker"]
    return sys.executable, ["-m", "ioc_console", "sync-worker"]


class SyncProcess(QObject):
    """`token_renewed` carries the new refresh token, which must go to the keyring at once."""

    token_renewed = Signal(str)
    started = Signal()

    def __init__(
        self,
        home: Path,
        status: SyncStatus,
        parent: QObject | None = None,
        command: tuple[str, list[str]] | None = None,
    ) -> None:
        super().__init__(parent)
        self._home, self._status = home, status
        self._command = command or worker_command()
        self._start: Start | None = None
        self._process: QProcess | None = None
        self._pause_ms = FIRST_PAUSE_MS
        self._wanted = False
        self._rest = b""
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._launch)
        self._steady = QTimer(self)
        self._steady.setSingleShot(True)
        self._steady.setInterval(STEADY_MS)
        self._steady.timeout.connect(self._is_steady)
        status.ordered.connect(self.send)

    @property
    def running(self) -> bool:
        """True while a process is there."""
        return self._process is not None and self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def refresh(self) -> str:
        """The newest refresh token, "" before the first start."""
        return self._start.refresh if self._start is not None else ""

    @property
    def process_id(self) -> int:
        """Id of the process, 0 = none."""
        return self._process.processId() if self._process is not None else 0

    def start(self, order: Start) -> None:
        """Start (or start anew) for an account at a data centre."""
        self.stop()
        self._start, self._wanted = order, True
        self._launch()

    def renew(self, refresh: str) -> None:
        """Another start must use the newest token: the older one is spent."""
        if self._start is not None:
            self._start = msgspec.structs.replace(self._start, refresh=refresh, access="")

    def send(self, order: Order) -> None:
        """Give an order; dropped when no process runs (it pulls and sends by itself when it starts)."""
        if self._process is not None and self.running:
            self._process.write(encode_line(order))

    def stop(self) -> None:
        """Ask it to end, wait a little, and end it when it does not."""
        self._wanted = False
        self._again.stop()
        self._steady.stop()
        process, self._process = self._process, None
        if process is None:
            return
        process.finished.disconnect(self._finished)
        if process.state() != QProcess.ProcessState.NotRunning:
            process.write(encode_line(Stop()))
            process.closeWriteChannel()
            if not process.waitForFinished(STOP_MS):
                process.kill()
                process.waitForFinished(STOP_MS)
        process.deleteLater()

    def _launch(self) -> None:
        if not self._wanted or self._start is None:
            return
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("IOC_HOME", str(self._home))
        process.setProcessEnvironment(environment)
        process.setProgram(self._command[0])
        process.setArguments(self._command[1])
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_errors)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        self._process, self._rest = process, b""
        process.start()
        process.write(encode_line(self._start))
        self._steady.start()
        self.started.emit()

    def _read(self) -> None:
        if self._process is None:
            return
        *lines, self._rest = (self._rest + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        events = []
        for line in lines:
            event = _decoded(line)
            if isinstance(event, TokenRenewed):
                self.renew(event.refresh)
                self.token_renewed.emit(event.refresh)
            elif event is not None:
                events.append(event)
        self._status.take(*events)

    def _read_errors(self) -> None:
        if self._process is not None:
            text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").strip()
            if text:
                log.warning("sync process: %s", text[-2000:])

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._finished()

    def _finished(self) -> None:
        process, self._process = self._process, None
        self._steady.stop()
        if process is not None:
            log.warning("the sync process ended with code %d", process.exitCode())
            process.deleteLater()
        if not self._wanted:
            return
        link = self._status.link
        if link.state is not Link.OFFLINE:
            self._status.take(link_now(self._status, Link.OFFLINE, "sync process ended"))
        self._again.start(self._pause_ms)
        self._pause_ms = min(LONGEST_PAUSE_MS, self._pause_ms * 2)

    def _is_steady(self) -> None:
        self._pause_ms = FIRST_PAUSE_MS


def _decoded(line: bytes) -> Event | None:
    if not line.strip():
        return None
    try:
        return EVENTS.decode(line)
    except msgspec.MsgspecError:
        log.warning("the sync process wrote a line that is no event (%d bytes)", len(line))
        return None
