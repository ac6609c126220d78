"""The sync process: orders on standard input, events on standard output, until the input ends.

It is the same program started with another entry (`ioc-console sync-worker`) and the only writer of the cache. A
process and not a thread, because decoding in a thread holds up the windows. When the console dies, however it
dies, the input ends and this process goes too; a transaction under way is finished first.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from pathlib import Path
from typing import BinaryIO

import msgspec

from ioc_console.paths import Paths, paths
from ioc_console.sync.session import Session
from ioc_domain.channel import ORDERS, Event, Failure, Start, Stop, encode_line

NICENESS = 10


class Channel:
    """Events out, one line each, from any thread. A console that is gone is no error: the input's end follows."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._lock = threading.Lock()

    def emit(self, event: Event) -> None:
        """Write one event."""
        with self._lock, contextlib.suppress(BrokenPipeError, ValueError):
            self._out.write(encode_line(event))
            self._out.flush()


def serve(files: Paths, orders: BinaryIO, channel: Channel) -> int:
    """Obey orders until there are no more; returns the exit code."""
    session: Session | None = None
    for line in orders:
        try:
            order = ORDERS.decode(line)
        except (msgspec.MsgspecError, UnicodeError) as error:
            channel.emit(Failure(code="bad_order", detail=type(error).__name__))
            continue
        if isinstance(order, Stop):
            break
        if isinstance(order, Start):
            if session is not None and session.serves(order):
                session.sign_in(order)
                continue
            if session is not None:
                session.end()
            session = Session(files, order, channel.emit)
            session.begin()
        elif session is not None:
            session.order(order)
    if session is not None:
        session.end()
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Entry of `ioc-console sync-worker`. Takes no arguments: everything comes by the channel."""
    if arguments:
        sys.stderr.write("ioc-console sync-worker takes no arguments\n")
        return 2
    be_nice()
    files = paths()
    with contextlib.suppress(OSError):  # a full disk is told as such when the cache is opened
        files.create()
    log_to(files.logs)
    # Whatever prints must not print into the channel.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    code = serve(files, sys.stdin.buffer, Channel(out))
    logging.shutdown()
    # Threads parked in a call are daemons; waiting for them would keep a dead console's worker for a minute.
    os._exit(code)


def be_nice() -> None:
    """Let the windows go first."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            import ctypes

            below_normal = 0x4000
            kernel = ctypes.windll.kernel32
            kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
        else:
            os.nice(NICENESS)


def log_to(folder: Path) -> None:
    """Warnings of this process into `sync.log`; to standard error when the folder cannot be written."""
    from logging.handlers import RotatingFileHandler

    handler: logging.Handler
    try:
        handler = RotatingFileHandler(folder / "sync.log", maxBytes=1 << 20, backupCount=3, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("urllib3").setLevel(logging.ERROR)


if __name__ == "__main__":
    main(sys.argv[1:])
