"""A second start for the same data folder rings here: the window that is open comes forward.

One console writes; its lock file says which. A second start in the same session of the machine brings the first one
forward and ends. Where that would help nobody (the first is on another display or in another session, does not hear,
or a second one was asked for) the second opens read-only, see `second_console` and decision 0011.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket

_WAIT_MS = 1_000
_MOST_BYTES = 16_384
_HERE, _ELSEWHERE = b"here\n", b"elsewhere\n"


def bell_name(home: Path) -> str:
    """Name of the local socket of a data folder."""
    return "ioc-console-" + hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:24]


def session_name() -> str:
    """What the person sees of this process's windows: two of the same name are in front of the same person."""
    if sys.platform == "win32":
        return os.environ.get("SESSIONNAME", "")
    return os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")


class Doorbell(QObject):
    """Listens for a second start."""

    rung = Signal()
    """Somebody in this session wants the window."""
    link_given = Signal(str)
    """Together with a link that the second start was given, as it was given: whoever opens it judges it."""

    def __init__(self, home: Path, parent: QObject | None = None, session: str | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtNetwork import QLocalServer

        self._session = session_name() if session is None else session
        QLocalServer.removeServer(bell_name(home))  # left by a console that was killed; the lock says we are alone
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(bell_name(home))

    def _answer(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            name, link = _read(caller)
            here = name == self._session
            caller.write(_HERE if here else _ELSEWHERE)
            caller.flush()
            caller.disconnectFromServer()
            caller.deleteLater()
            if here:
                self.rung.emit()
                if link:
                    self.link_given.emit(link)


def _read(caller: QLocalSocket) -> tuple[str, str]:
    """(session, link) from one line of JSON; empty where the caller does not speak it."""
    line = b""
    while not line.endswith(b"\n") and len(line) < _MOST_BYTES and caller.waitForReadyRead(_WAIT_MS):
        line += bytes(caller.readAll().data())
    try:
        session, link = json.loads(line)
    except ValueError:
        return "", ""
    return (session, link) if isinstance(session, str) and isinstance(link, str) else ("", "")


def ring(home: Path, session: str | None = None, link: str = "") -> bool:
    """Ask the console that is open to come forward, and to open a link; False when it did not hear, or is where this
    person is not."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(bell_name(home))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    line = json.dumps([session_name() if session is None else session, link[:4000]])
    socket.write(f"{line}\n".encode())
    socket.waitForBytesWritten(_WAIT_MS)
    socket.waitForReadyRead(_WAIT_MS)
    answer = bytes(socket.readAll().data())
    socket.close()
    return answer == _HERE
