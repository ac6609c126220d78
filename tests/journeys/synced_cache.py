"""A data centre and a sync process of their own, as the installed programs run; for journeys without windows."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ioc_console.sign_in import Granted, sign_in
from ioc_domain.channel import EVENTS, Progress, RowsChanged, Start, Stop, encode_line

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a long enough one"
ACCOUNT = "leader"
PATIENCE = 240.0


def data_centre(home: Path, *words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    """One command of the data centre; what it wrote."""
    return subprocess.run(
        [sys.executable, "-m", "data_centre", *words], cwd=ROOT, env=os.environ | {"IOC_DATA_CENTRE_HOME": str(home)},
        input=answer, text=True, capture_output=True, check=False, timeout=PATIENCE, encoding="utf-8",
    )  # fmt: skip


def add_leader(home: Path) -> None:
    """An account that sees everything."""
    done = data_centre(
        home, "account", "add", ACCOUNT, "--name", "A leader", "--role", "leader", answer=PASSWORD + "\n"
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """A running data centre; its URL."""
    process = subprocess.Popen(
        [sys.executable, "-m", "data_centre", "serve", "--port", "0"], cwd=ROOT,
        env=os.environ | {"IOC_DATA_CENTRE_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Ready "), line
        yield line.split()[1]
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


class SyncProcess:
    """The console's sync process on a data folder."""

    def __init__(self, home: Path, url: str) -> None:
        granted = sign_in(url, ACCOUNT, PASSWORD, "journey")
        assert isinstance(granted, Granted), granted
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ioc_console", "sync-worker"], cwd=ROOT,
            env=os.environ | {"IOC_HOME": str(home)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._events: queue.Queue[object] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, name="journey-events")
        self._listener.start()
        session = granted.session
        self._send(Start(url=url, account=ACCOUNT, refresh=session.refresh, access=session.access))

    def wait_filled(self) -> None:
        """Until the first filling is complete."""
        self._wait(lambda event: isinstance(event, Progress) and event.finished)

    def wait_changed(self, table: str) -> None:
        """Until a pull brought changes of a table."""
        self._wait(lambda event: isinstance(event, RowsChanged) and table in event.tables)

    def close(self) -> None:
        """Told to stop, and waited for."""
        self._send(Stop())
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._listener.join(timeout=30)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _send(self, order: msgspec.Struct) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(encode_line(order))
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._events.put(EVENTS.decode(line))

    def _wait(self, fits: Callable[[object], bool]) -> None:
        seen: list[object] = []
        while True:
            try:
                event = self._events.get(timeout=PATIENCE)
            except queue.Empty:
                raise AssertionError(f"not seen within {PATIENCE} s; last: {seen[-5:]}") from None
            if fits(event):
                return
            seen.append(event)
