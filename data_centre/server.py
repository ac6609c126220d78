"""Run the application: one line on standard output when it listens, a quick end when it is told to stop."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI

from .database import DatabaseProblem

KEEP_ALIVE_SECONDS = 75
"""Longer than a wait and the spread of the pulls after it: consoles keep their connection from one wait to the next."""
BACKLOG = 8192
"""Connections that may queue: after a restart thousands of consoles come back within seconds."""


class Server(uvicorn.Server):
    """uvicorn that says where it listens and does not wait for consoles that only wait themselves."""

    def __init__(self, app: FastAPI, sock: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=3,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            backlog=BACKLOG,
            lifespan="on",
        )
        super().__init__(config)
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


def allow_many_files() -> None:
    """Each console that waits is an open file: take what the system allows, not what it starts programs with."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def run(app: FastAPI, host: str, port: int) -> None:
    """Serve until a signal comes."""
    allow_many_files()
    # Thousands of parked calls are millions of objects that stay: going through all of them at the usual pace would
    # take longer than answering.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    sock = bind(host, port)
    # uvicorn gives the signal back when it has finished; being told to stop is a good end, not a death.
    signal.signal(signal.SIGTERM, _told_to_stop)
    Server(app, sock).run(sockets=[sock])


def _told_to_stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
