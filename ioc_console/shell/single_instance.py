"""A second start for the same data folder rings here: the window that is open comes forward."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal

_WAIT_MS = 1_000


def bell_name(home: Path) -> str:
    """Name of the local socket of a data folder."""
    return "ioc-console-" + hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:24]


class Doorbell(QObject):
    """Listens for a second start."""

    rung = Signal()

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(bell_name(home))  # left by a console that was killed; the lock says we are alone
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(bell_name(home))

    def _answer(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.close()
            caller.deleteLater()
            self.rung.emit()


def ring(home: Path) -> bool:
    """Tell the console that is open to come forward; False when it did not hear."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(bell_name(home))
    heard = socket.waitForConnected(_WAIT_MS)
    socket.close()
    return heard
