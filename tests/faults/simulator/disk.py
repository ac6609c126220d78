"""A console's disk: every statement on its files is a step at which the machine may stop, be full, or be looked at.

Connections to `cache.db` and `outbox.db` are ordinary ones of the sqlite3 module that ask the disk before each
statement. A crash leaves whatever the statements so far made of the files, no more: a dead console's connections take
no further statement, also no ROLLBACK, and are then closed as the system closes files of a dead process.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.faults.simulator.world import Crash

WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT", "CREATE", "REPLACE")
FILES = ("cache.db", "outbox.db")

Step = tuple[str, str, str, int]
"""A line of a command's history: (command, state, aggregate, n); the last two are told when it is saved."""


class Disk:
    """The disk of one console. `remembered` is told the steps of commands once their transaction is committed."""

    def __init__(self, folder: Path, remembered: Callable[[list[Step]], None]) -> None:
        self.folder = folder
        self.dead = False
        self.unseen = False
        """True while the laboratory itself reads."""
        self.steps = 0
        self.settled = False
        """Whether commands were marked as seen back since somebody last asked."""
        self._remembered = remembered
        self._event = ""
        self._left = 0
        self._at = ""
        self._full_for = 0
        self._look: Callable[[], None] | None = None
        self._open: list[Traced] = []

    def arm(
        self, event: str, steps: int, *, look: Callable[[], None] | None = None, lasting: int = 1, at: str = ""
    ) -> None:
        """Let `event` ("crash", "full" or "look") happen `steps` steps from now; a full disk stays so for a while.

        `at`: only steps that begin so are counted.
        """
        self._event, self._left, self._look, self._full_for, self._at = event, steps, look, lasting, at

    def disarm(self) -> bool:
        """Nothing is to happen any more; True when what was armed did happen."""
        happened = self._event == ""
        self._event, self._full_for = "", 0
        return happened

    def step(self, statement: str) -> None:
        """The next step is `statement`. Raises `Crash`, or sqlite3's own error for a full disk."""
        if self.unseen:
            return
        if self.dead:
            raise Crash
        self.steps += 1
        if self._event == "":
            if self._full_for > 0 and statement.lstrip().startswith(WRITES):
                self._full_for -= 1
                raise full()
            return
        if self._left > 0 and statement.startswith(self._at):
            self._left -= 1
        if self._left > 0:
            return
        if self._event == "crash":
            self._event, self._full_for = "", 0
            self.dead = True
            raise Crash
        if self._event == "look":
            self._event, self._full_for = "", 0
            if self._look is not None:
                self._look()
        elif statement.lstrip().startswith(WRITES):
            self._event = ""
            self._full_for -= 1
            raise full()

    def opened(self, connection: Traced) -> None:
        """A connection of this console."""
        self._open = [c for c in self._open if not c.closed]
        self._open.append(connection)

    def power_off(self) -> None:
        """Close what a dead process leaves open; a transaction under way is never finished."""
        self.dead = True
        for connection in self._open:
            connection.close()
        self._open = []

    def committed(self, steps: list[Step]) -> None:
        """A transaction of the outbox is over."""
        if steps:
            self._remembered(steps)


def full() -> sqlite3.OperationalError:
    """SQLite's error for a full disk."""
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    error.sqlite_errorname = "SQLITE_FULL"
    return error


class Traced(sqlite3.Connection):
    """A connection that asks its disk before each statement."""

    disk: Disk
    closed = False

    def attach(self, disk: Disk) -> None:
        """Belong to a disk."""
        self.disk = disk
        self._pending: list[Step] = []
        self._fresh: dict[str, tuple[str, int]] = {}
        disk.opened(self)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """One statement."""
        self.disk.step(sql)
        cursor = super().execute(sql, parameters)
        if sql.startswith("INSERT INTO command("):
            names = sql.partition("(")[2].partition(")")[0].replace(" ", "").split(",")
            fields = dict(zip(names, parameters, strict=False))
            self._fresh[fields["id"]] = (fields["aggregate"], fields["n"])
        elif sql.startswith("INSERT INTO history"):
            self._pending.append((parameters[0], str(parameters[2]), *self._fresh.pop(parameters[0], ("", 0))))
        elif sql.startswith("UPDATE command SET settled_at") and cursor.rowcount:
            self.disk.settled = True
        elif sql == "COMMIT":
            pending, self._pending = self._pending, []
            self.disk.committed(pending)
            self.disk.step("after COMMIT")
        elif sql == "ROLLBACK":
            self._pending = []
        return cursor

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """One statement many times: one step, as nothing else can be seen of it from outside."""
        self.disk.step(sql)
        return super().executemany(sql, parameters)

    def close(self) -> None:
        """Close."""
        self.closed = True
        super().close()


def tracing(connect: Callable[..., sqlite3.Connection], disk_of: Callable[[], Disk | None]) -> Callable[..., Any]:
    """`sqlite3.connect`, with connections to a console's files traced by the disk at work."""

    def traced(database: Any, *rest: Any, **named: Any) -> sqlite3.Connection:
        disk = disk_of()
        name = str(database).partition("?")[0].rpartition("/")[2]
        if disk is None or name not in FILES or "factory" in named:
            return connect(database, *rest, **named)
        disk.step(f"OPEN {name}")
        connection = connect(database, *rest, factory=Traced, **named)
        connection.attach(disk)
        return connection

    return traced
