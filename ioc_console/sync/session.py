"""One session of the sync process: an engine over the real cache, outbox and line, and the threads that drive it."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random

from ioc_console.paths import Paths
from ioc_console.sync.engine import Loop, Ports, SyncEngine
from ioc_console.sync.http import RequestsHttp
from ioc_console.sync.line import LineProblem
from ioc_console.sync.looking import unanswered
from ioc_console.sync.pacing import LONGEST
from ioc_console.sync.pulse import Alarm, SystemClock
from ioc_console.sync.sending import AT_ONCE
from ioc_domain.channel import (
    Event,
    Failure,
    FindByPhone,
    KeepFiles,
    Link,
    LinkChanged,
    PullNow,
    SeeReporter,
    SendNow,
    Start,
)
from local_cache.outbox import Outbox, OutboxError, SavedCommand
from local_cache.store import (
    CorruptStore,
    NewerStore,
    StoreBusy,
    StoreError,
    StoreFull,
    Writer,
    open_reader,
    open_writer,
    set_aside,
)

BUSY_RETRY = 0.5
FULL_RETRY = 30.0
LAST_WORDS = 4.0
"""Seconds a transaction under way may take to end when the process is told to stop. One that is cut off by then is
rolled back by the next process."""

log = logging.getLogger(__name__)


class Session:
    """One engine and the threads that drive it."""

    def __init__(self, files: Paths, start: Start, tell: Callable[[Event], None]) -> None:
        self._files = files
        self._start = start
        self._tell = tell
        self._stop = threading.Event()
        self._alarms: dict[Loop, Alarm] = {"pull": Alarm(), "wait": Alarm(), "send": Alarm(), "keep": Alarm()}
        self._engine: SyncEngine | None = None
        self._data_until = 0
        self._pull_thread = threading.Thread(target=self._run, name="sync-pull", daemon=True)

    def begin(self) -> None:
        """Start working."""
        self._pull_thread.start()

    def end(self) -> None:
        """Stop; returns when the cache is closed. Calls that hang at the data centre are left to themselves."""
        self._stop.set()
        engine = self._engine
        if engine is not None:
            engine.puller.abandon()
        for alarm in self._alarms.values():
            alarm.set(0.0)
        self._pull_thread.join(LAST_WORDS)

    def serves(self, start: Start) -> bool:
        """True when a new start means the same account at the same data centre."""
        old = self._start
        same = (old.url, old.account, old.ca_file) == (start.url, start.account, start.ca_file)
        return same and self._pull_thread.is_alive()

    def sign_in(self, start: Start) -> None:
        """New tokens."""
        self._start = start
        if self._engine is not None:
            self._engine.sign_in(start.access, start.refresh, start.lease_key)

    def order(self, order: PullNow | SendNow | KeepFiles | SeeReporter | FindByPhone) -> None:
        """Pass an order on; one that comes before the cache is open is not lost, because all begins with both."""
        if isinstance(order, SeeReporter | FindByPhone):
            self._look(order)
            return
        if self._engine is None:
            return
        if isinstance(order, PullNow):
            self._engine.pull_now()
        elif isinstance(order, KeepFiles):
            self._engine.keep_files(order.names)
        else:
            self._engine.send_now(order.command)

    def _look(self, order: SeeReporter | FindByPhone) -> None:
        """A person waits for the answer: in a thread of its own, whatever else is under way."""
        engine = self._engine
        if engine is None:
            self._tell(unanswered(order))
            return
        threading.Thread(target=engine.looker.look, args=(order,), name="sync-look", daemon=True).start()

    # --- the pull thread ---

    def _run(self) -> None:
        try:
            with contextlib.suppress(StoreError, sqlite3.Error):
                self._data_until = open_reader(self._files.cache).state().last_pull
            http = RequestsHttp(self._start.url, self._start.ca_file)
        except LineProblem as problem:
            self._link_only(problem.link, problem.code)
            return
        try:
            while not self._stop.is_set():
                try:
                    self._run_over(http)
                except CorruptStore as error:
                    kept = set_aside(self._files.cache)
                    log.warning("cache set aside as %s", kept.name)
                    self._tell(Failure(code="cache_rebuilt", detail=f"{kept.name}: {error.detail}"))
                except StoreFull as error:
                    self._link_only(Link.DISK_FULL, error.detail)
                    self._alarms["pull"].rest(FULL_RETRY, self._stop)
        except NewerStore as error:
            self._tell(Failure(code="cache_newer", detail=error.detail))
        except Exception as error:
            log.exception("sync stopped")
            self._tell(Failure(code="sync_stopped", detail=f"{type(error).__name__}: {error}"))
            os._exit(3)  # the console starts another process; half a machine must not go on
        finally:
            http.close()

    def _run_over(self, http: RequestsHttp) -> None:
        """Work over an open cache until told to stop. Raises what opening or using the cache raises."""
        writer = self._opened()
        if writer is None:
            return
        background = ThreadPoolExecutor(2, "sync-part")  # fetches the next part, and folds the log back
        over = threading.Event()
        with writer:
            ports = Ports(
                http=http,
                writer=writer,
                outbox=Outbox(self._files.outbox, self._files.evidence),
                parts=self._files.home / "parts",
                clock=SystemClock(),
                random=Random(),
                background=background,
                emit=self._emit,
                wake=lambda loop, seconds: self._alarms[loop].set(seconds),
            )
            start = self._start
            engine = SyncEngine(
                ports, start.account, start.access, start.refresh, device=start.device, lease_key=start.lease_key
            )
            with writer.errors():
                engine.begin()
            self._guarded(engine.sender.begin)
            self._engine = engine
            helpers = [
                threading.Thread(target=self._wait_loop, args=(engine, over), name="sync-wait", daemon=True),
                threading.Thread(target=self._send_loop, args=(engine, over), name="sync-send", daemon=True),
                threading.Thread(target=self._keep_loop, args=(engine, over), name="sync-keep", daemon=True),
            ]
            for helper in helpers:
                helper.start()
            try:
                while not self._stop.is_set():
                    rest = engine.pull()
                    if rest > 0:
                        self._alarms["pull"].rest(rest, self._stop)
            finally:
                self._engine = None
                over.set()
                background.shutdown(wait=False, cancel_futures=True)
                for alarm in self._alarms.values():
                    alarm.set(0.0)

    def _opened(self) -> Writer | None:
        """The cache, waiting while another process still has it; None when told to stop."""
        told = False
        while not self._stop.is_set():
            try:
                return open_writer(self._files.cache)
            except StoreBusy as error:
                if not told:
                    self._tell(Failure(code="cache_busy", detail=error.detail))
                    told = True
                self._alarms["pull"].rest(BUSY_RETRY, self._stop)
            except OSError as error:
                raise StoreFull(self._files.cache, f"{type(error).__name__}: {error}") from error
        return None

    # --- the other threads ---

    def _wait_loop(self, engine: SyncEngine, over: threading.Event) -> None:
        while not over.is_set():
            rest = engine.wait()
            if rest > 0:
                self._alarms["wait"].rest(rest, over)

    def _send_loop(self, engine: SyncEngine, over: threading.Event) -> None:
        flying: set[Future[None]] = set()

        def landed(future: Future[None]) -> None:
            flying.discard(future)
            self._alarms["send"].set(0.0)

        with ThreadPoolExecutor(AT_ONCE, "sync-command") as pool:
            while not over.is_set():
                rest = BUSY_RETRY
                try:
                    commands = engine.due(AT_ONCE - len(flying))
                    for command in commands:
                        future = pool.submit(self._send, engine, command)
                        flying.add(future)
                        future.add_done_callback(landed)
                    rest = LONGEST if flying else engine.sender.pause()
                except (OutboxError, sqlite3.Error, OSError) as error:
                    self._outbox_failed(error)
                    rest = 10.0
                self._alarms["send"].rest(rest, over)

    def _keep_loop(self, engine: SyncEngine, over: threading.Event) -> None:
        while not over.is_set():
            self._alarms["keep"].rest(engine.keep(), over)

    def _send(self, engine: SyncEngine, command: SavedCommand) -> None:
        self._guarded(lambda: engine.send(command))

    def _guarded(self, work: Callable[[], None]) -> None:
        """The outbox may be unwritable for a while (a full disk): say so and go on."""
        try:
            work()
        except (OutboxError, sqlite3.Error, OSError) as error:
            self._outbox_failed(error)

    def _outbox_failed(self, error: Exception) -> None:
        log.warning("outbox: %s", type(error).__name__)
        self._tell(Failure(code="outbox_not_written", detail=f"{type(error).__name__}: {error}"))

    def _link_only(self, state: Link, detail: str) -> None:
        now = int(time.time())
        self._tell(LinkChanged(state=state, since=now, data_until=self._data_until, detail=detail))

    def _emit(self, event: Event) -> None:
        if isinstance(event, LinkChanged):
            self._data_until = event.data_until
        self._tell(event)
