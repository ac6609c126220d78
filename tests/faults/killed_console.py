"""The real console with real windows, killed while it starts, while a person acknowledges alerts and while it sends."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from filelock import FileLock

from local_cache.outbox import Outbox, SavedCommand
from local_cache.outbox_rows import WAITING
from local_cache.store import open_reader
from tests.faults.laboratory_centre import LaboratoryCentre
from tests.journeys.console_process import ConsoleProcess
from tests.sync.processes import PASSWORD

PATIENCE = 120.0
ACCOUNT = "lanhdao"
ALERTS = "Cảnh báo"
SAID_SAVED = "Đã lưu trên máy"
Until = Callable[..., None]


class KilledWindows:
    """One data folder; a console is started on it, used and killed, over and over."""

    def __init__(self, home: Path, centre: LaboratoryCentre, surroundings: dict[str, str], seed: int) -> None:
        self.home, self.centre, self.surroundings = home, centre, surroundings
        self.dice = Random(f"windows of {seed}")
        self.outbox = Outbox(home / "outbox.db")
        self.known: dict[str, bytes] = {}
        """Commands that were in the outbox before some kill: they stay for ever."""
        self.said = 0
        """How often a window said that something is saved."""

    def start(self) -> ConsoleProcess:
        """A console on its way."""
        return ConsoleProcess(self.home, **self.surroundings)

    def sign_in(self, until: Until) -> None:
        """The first start: a person signs in, and waits until all is there."""
        console = self.start()
        try:
            console.wait_shows("Đăng nhập trung tâm dữ liệu")
            console.type(self.centre.url, name="url_field")
            console.type(ACCOUNT, name="account_field")
            console.type(PASSWORD, name="password_field")
            console.click(name="sign_in_button")
            until(self.at_rest, PATIENCE, "the first load")
        finally:
            console.close()

    def kill_once(self, where: str) -> None:
        """Start a console, use it or not, kill it, and look at what it left."""
        console = self.start()
        try:
            if self.dice.random() < 0.25:
                threading.Event().wait(self.dice.uniform(0.1, 1.5))
            else:
                self._open_alerts(console)
                for _ in range(self.dice.randint(0, 2)):
                    self._acknowledge(console)
                self._press(console, "Down", "A")
                threading.Event().wait(self.dice.choice((0.0, self.dice.uniform(0.0, 0.25))))
        finally:
            console.kill()
        assert "Traceback" not in console.errors(), console.errors()
        self._look(where)

    def make_up(self, until: Until) -> None:
        """A console that is left alone until everything is sent and shown, and then closed."""
        console = self.start()
        try:
            until(self.at_rest, PATIENCE, "rest")
            console.wait_shows("Hộp gửi trống")
            assert not console.shows("Đăng nhập trung tâm dữ liệu"), "the session was lost"
        finally:
            console.close()
        assert "Traceback" not in console.errors(), console.errors()
        self._look("at the end")

    def at_rest(self) -> bool:
        """Everything loaded, pulled, sent and settled."""
        store = open_reader(self.home / "cache.db")
        with store.connection() as connection:
            buckets = {state for (state,) in connection.execute("SELECT DISTINCT state FROM bucket").fetchall()}
        settled = all(c.settled_at or c.state not in (*WAITING, "received") for c in self.commands())
        return buckets == {"ready"} and store.state().applied_to == self.centre.head() and settled

    def commands(self) -> list[SavedCommand]:
        """What the outbox holds; nothing before the first start has made the folder."""
        return self.outbox.commands() if self.home.exists() else []

    def _open_alerts(self, console: ConsoleProcess) -> None:
        console.wait(lambda: any(kind == "ShellWindow" for kind, _ in console.ask("windows")), PATIENCE, "no window; ")

        def opened() -> bool:
            if any(title.startswith(ALERTS) for _, title in console.ask("windows")):
                return console.shows("Chưa ai nhận")
            console.keys("Ctrl+3")  # a window that is just coming up may not have the keyboard yet
            return False

        console.wait(opened, PATIENCE, "no alerts; ")

    def _acknowledge(self, console: ConsoleProcess) -> None:
        """Acknowledge some alert, and see that it is said to be saved."""
        before = len(self.commands())
        pause = threading.Event()
        for _ in range(20):
            console.keys("Down")
            console.keys("A")
            end = time.monotonic() + 2.0  # an alert that is taken already cannot be taken again: the next one then
            while time.monotonic() < end:
                if len(self.commands()) > before:
                    console.wait_shows(SAID_SAVED)
                    self.said += 1
                    return
                pause.wait(0.02)
        raise AssertionError(f"nothing to acknowledge: {console.texts()}")

    def _press(self, console: ConsoleProcess, *keys: str) -> None:
        """Press keys without waiting for what comes of it."""
        assert console.process.stdin is not None
        for key in keys:
            console.process.stdin.write(json.dumps({"do": "keys", "keys": key}) + "\n")
        console.process.stdin.flush()
        self.known |= {c.id: c.body for c in self.commands()}

    def _look(self, where: str) -> None:
        """After a kill the sync process goes by itself; no file is damaged, nothing that was saved is missing."""
        with FileLock(self.home / "cache.db.lock", timeout=PATIENCE):
            pass
        assert list(self.home.glob("*.damaged-*")) == [], where
        found = {c.id: c.body for c in self.commands()}
        assert self.known.items() <= found.items(), where
        self.known = found
