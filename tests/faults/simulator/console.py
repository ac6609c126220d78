"""One console: the real engine over the real cache and outbox, on a disk and a line that may fail.

It is driven here as `sync.session` drives it with threads, one call at a time; what the session does about errors is
done here too.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from ioc_console.sync.engine import Ports, SyncEngine
from ioc_domain.channel import Event, Failure, TokenRenewed
from local_cache.outbox import Outbox, OutboxError
from local_cache.store import CorruptStore, StoreBusy, StoreFull, Writer, open_writer, set_aside
from local_cache.sync_state import read_state
from tests.faults.history import History
from tests.faults.simulator.disk import Disk, Step
from tests.faults.simulator.line import line_of
from tests.faults.simulator.site import READ
from tests.faults.simulator.world import ConsoleClock, Crash

if TYPE_CHECKING:
    from tests.faults.simulator.schedule import Schedule

PULL_STEPS = 12


class Inline(Executor):
    """Does the work when it is given: one thread for everything. A crash does not wait in a future."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run it."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class SimConsole:
    """A machine with a console on it. `engine` is None while no sync process runs."""

    def __init__(self, schedule: Schedule, name: str, account: str, *, fresh: bool) -> None:
        self.schedule = schedule
        self.world = schedule.world
        self.name = name
        self.account = account
        self.device = f"may-{name}"
        self.clock = ConsoleClock(self.world)
        self.folder = schedule.site.folder / f"console-{name}"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        schedule.site.lay_files(self.folder, "" if fresh else account)
        self.disk = Disk(self.folder, self._remember)
        self.outbox = self._outbox()
        self.engine: SyncEngine | None = None
        self.writer: Writer | None = None
        self._cache: sqlite3.Connection | None = None
        self._kept: sqlite3.Connection | None = None
        self._mark = (0, 0)
        self.refresh = ""
        self.access = ""
        self.lease_key = ""
        self.rests = 0.0
        self._failed = False
        self.saved: dict[str, Any] = {}
        """Commands whose saving was acknowledged, as they were then."""
        self.rebuilt = 0
        """How often the cache was begun anew."""

    @property
    def cache_file(self) -> Path:
        """Its cache."""
        return self.folder / "cache.db"

    @property
    def history(self) -> History:
        """The history of all commands."""
        return self.schedule.history

    def _outbox(self) -> Outbox:
        return Outbox(self.folder / "outbox.db", self.folder / "evidence")

    # --- life ---

    def start(self) -> None:
        """The sync process starts."""
        self.disk.dead = False
        for _ in range(3):
            try:
                self.writer = open_writer(self.cache_file)
                break
            except CorruptStore:
                self._rebuild()
            except (StoreFull, StoreBusy):
                self.world.note("  cache not opened")
                return
        writer = self.writer
        if writer is None:
            return
        ports = Ports(
            http=line_of(self.schedule.site.line, self.name, self.schedule.network, self.disk.step),
            writer=writer,
            outbox=self.outbox,
            parts=self.folder / "parts",
            clock=self.clock,
            random=Random(self.world.random.getrandbits(32)),
            background=Inline(),
            emit=self._emit,
            wake=lambda loop, seconds: None,
        )
        engine = SyncEngine(
            ports, self.account, self.access, self.refresh, device=self.device, lease_key=self.lease_key
        )
        self.engine = engine
        self._failed = False
        try:
            with writer.errors():
                engine.begin()
        except StoreFull:
            self.stop()
            return
        self._outbox_work(engine.sender.begin)
        if not self._failed:
            self.schedule.checks.begun(self)

    def stop(self) -> None:
        """The sync process ends in good order."""
        self._look_away()
        writer, self.writer, self.engine = self.writer, None, None
        if writer is not None:
            try:
                writer.close()
            except (StoreFull, sqlite3.Error):
                self.world.note("  not closed cleanly")

    def power_off(self) -> None:
        """The process is gone; what it had not committed never was."""
        writer, self.writer, self.engine = self.writer, None, None
        self._look_away()
        self.disk.power_off()
        if writer is not None:
            writer._lock.release()

    def _rebuild(self) -> None:
        self._look_away()
        set_aside(self.cache_file, now=self.clock.now)
        self.rebuilt += 1
        self.world.note("  cache set aside")

    def doing(self, what: str, work: Callable[[], str | None]) -> None:
        """Do something on this machine; when it dies of it, it is off afterwards. Adds a line to the trace."""
        self.schedule.site.at_work = self
        place = len(self.world.trace)
        self.world.note("")
        try:
            came_of_it = work() or ""
        except Crash:
            self.power_off()
            self.world.count("crashes")
            came_of_it = "CRASH"
        finally:
            self.schedule.site.at_work = None
        self.world.trace[place] = f"{self.name} {what} {came_of_it}".rstrip()

    # --- the loops ---

    def pull_step(self) -> float:
        """One step of pulling; the cache that turns out to be damaged is begun anew."""
        engine = self.engine
        if engine is None:
            return 0.0
        try:
            rest = engine.pull()
        except CorruptStore:
            self.power_off()
            self.disk.dead = False
            self._rebuild()
            self.start()
            return 0.0
        except StoreFull:
            self.stop()
            self.start()
            return 30.0
        self.schedule.checks.after_step(self)
        return rest

    def pull(self, steps: int = PULL_STEPS) -> str:
        """Pull until there is a rest, or some steps."""
        for n in range(steps):
            self.rests = self.pull_step()
            if self.rests > 0 or self.engine is None:
                return f"{n + 1} steps, rest {self.rests:.1f}"
        return f"{steps} steps"

    def wait(self) -> str:
        """One long-poll."""
        return "" if self.engine is None else f"rest {self.engine.wait():.1f}"

    def send(self) -> str:
        """Send what is due."""
        engine = self.engine
        if engine is None:
            return ""
        sent: list[str] = []

        def work() -> None:
            for command in engine.due():
                sent.append(self.schedule.short(command.id))
                self._outbox_work(lambda command=command: engine.send(command))  # type: ignore[misc]

        self._outbox_work(work)
        self.schedule.checks.settled(self)
        return " ".join(sent)

    def keep(self) -> str:
        """Fetch files."""
        return "" if self.engine is None else f"rest {self.engine.keep():.1f}"

    def _outbox_work(self, work: Callable[[], None]) -> None:
        """The outbox may be unwritable for a while: the session says so and goes on."""
        try:
            work()
        except (OutboxError, sqlite3.Error, OSError) as error:
            self.world.note(f"  outbox: {type(error).__name__}")

    def outbox_said(self, work: Callable[[], str]) -> str:
        """What a person's act on the outbox came to; an outbox that cannot be written says so."""
        try:
            return work()
        except sqlite3.Error as error:
            return type(error).__name__

    # --- what is found on the disk, unseen by the disk ---

    @property
    def cache(self) -> sqlite3.Connection:
        """A connection for looking into the cache; it sees what is committed."""
        if self._cache is None:
            self._cache = READ(f"{self.cache_file.absolute().as_uri()}?mode=ro", uri=True)
        return self._cache

    @property
    def kept(self) -> sqlite3.Connection:
        """A connection for looking into the outbox."""
        if self._kept is None:
            self._kept = READ(self.folder / "outbox.db")
        return self._kept

    def _look_away(self) -> None:
        for connection in (self._cache, self._kept):
            if connection is not None:
                connection.close()
        self._cache = self._kept = None

    def news(self) -> bool:
        """Whether the cache was written since this was asked last."""
        (version,) = self.cache.execute("PRAGMA data_version").fetchone()
        mark = (id(self.cache), version)
        told, self._mark = self._mark == mark, mark
        return not told

    def position(self) -> tuple[str, int, str]:
        """(epoch, number, set) at which the cache stands."""
        state = read_state(self.cache)
        return state.epoch, state.applied_to, state.set

    def waiting(self) -> list[str]:
        """Commands of this account without an answer, and those not yet seen back."""
        query = (
            "SELECT id FROM command WHERE account = ? AND (state IN ('saved', 'sending', 'unconfirmed', 'sign_in')"
            " OR state = 'received' AND settled_at = 0) ORDER BY place"
        )
        return [self.schedule.short(row[0]) for row in self.kept.execute(query, (self.account,))]

    def other_person_waits(self) -> bool:
        """Let the person sign in whose commands still wait on this machine; False when there is none."""
        query = (
            "SELECT account FROM command WHERE account <> ? AND state IN ('saved', 'sending', 'unconfirmed', 'sign_in')"
            " ORDER BY place LIMIT 1"
        )
        row = self.kept.execute(query, (self.account,)).fetchone()
        if row is None:
            return False
        self.change_person(row[0])
        return True

    def change_person(self, account: str) -> None:
        """Another account signs in on this machine; the outbox stays as it is."""
        self.doing("stops", self.stop)  # type: ignore[arg-type]
        self.account = account
        self.world.note(f"{self.name} is now {account}")
        self.schedule.sign_in(self)

    # --- what comes out ---

    def _emit(self, event: Event) -> None:
        if isinstance(event, TokenRenewed):
            self.refresh = event.refresh
        elif isinstance(event, Failure):
            self._failed = True
            self.world.note(f"  failure {event.code}")

    def _remember(self, steps: list[Step]) -> None:
        """Steps of commands that a transaction of the outbox has just made true."""
        for command, state, aggregate, n in steps:
            self.world.note(f"  {self.schedule.short(command)} {state}")
            if n:
                self.history.saved(self.name, command, aggregate, n, self.world.now)
            elif state in TOLD:
                getattr(self.history, TOLD[state])(self.name, command, self.world.now)


TOLD = {
    "saved": "not_sent",
    "sending": "invoked",
    "unconfirmed": "unknown",
    "received": "ok",
    "refused": "refused",
    "needs_decision": "refused",
    "withdrawn": "taken_back",
}
"""Which event of the history a later state of a command is."""
