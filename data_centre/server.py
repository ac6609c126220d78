"""Run the application: one line on standard output when it listens, a quick end when it is told to stop."""

from __future__ import annotations

import signal
import socket
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI

from .database import DatabaseProblem


class Server(uvicorn.Server):
    """uvicorn that says where it listens and does not wait for consoles that only wait themselves."""

    def __init__(self, app: FastAPI, sock: socket.socket) -> None:
        super().__init__(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3, lifespan="on"))
        self._app = app
        self._sock = sock

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        host, port = self._sock.getsockname()[:2]
        sys.stdout.write(f"Ready http://{host}:{port}\n")
        sys.stdout.flush()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal to stop: those who wait are answered first."""
        self._app.state.centre.hub.close()
        super().handle_exit(sig, frame)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket's address, taken now; port 0 = any free one. Raises `DatabaseProblem`."""
    # Named as TCP, or asyncio leaves Nagle's delay on: 40 ms for every answer.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise DatabaseProblem(f"{host}:{port} cannot be listened on: {error.strerror}") from error
    return sock


def run(app: FastAPI, host: str, port: int) -> None:
    """Serve until a signal comes."""
    sock = bind(host, port)
    # uvicorn gives the signal back when it has finished; being told to stop is a good end, not a death.
    signal.signal(signal.SIGTERM, _told_to_stop)
    Server(app, sock).run(sockets=[sock])


def _told_to_stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
