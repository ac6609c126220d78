"""Moments at which the real sync process is killed, and what must be true when it has made up for all of them.

A `Meter` stands between the process and the data centre: it counts the bytes of parts, and it holds an exchange still
at the moment at which the process is to die, so that kills fall into downloads and between a command's effect and its
answer, where chance alone would seldom put them. Other moments are drawn by time and by what the process has said.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from ioc_console.sign_in import Granted, sign_in
from ioc_domain.channel import Link, LinkChanged, Start
from ioc_domain.commands import AcknowledgeAlert, Payload, ShelveAlert
from local_cache.outbox import Outbox, PendingCommand, SavedCommand
from local_cache.outbox_rows import WAITING
from local_cache.store import open_reader
from tests import factories
from tests.faults.laboratory_centre import LaboratoryCentre
from tests.sync.processes import PASSWORD, Worker
from tests.sync.small_servers import Exchange, Relay
from tests.sync.test_worker_commands import request_with_evidence

PATIENCE = 120.0
ACCOUNT = "lanhdao"


@dataclass(frozen=True)
class Moment:
    """When to kill. `kind`: said (so many events), time (seconds), part (that share of a download), asked or answered
    (a call on `path`, before or after the data centre did its work)."""

    kind: str
    at: float = 0.0
    path: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.path or round(self.at, 3)}"


def draw(dice: Random, n: int) -> Moment:
    """The moment of the n-th kill of a console's life: the first ones fall into its first load."""
    if n < 4:
        kinds = ("part", "part", "said", "time", "asked /snapshot", "answered /parts/", "answered /manifest")
    else:
        kinds = ("asked /commands/", "answered /commands/", "answered /commands/", "answered /changes", "said", "time",
                 "asked /evidence/", "part")  # fmt: skip
    kind, _, path = dice.choice(kinds).partition(" ")
    at = {"said": dice.randint(1, 40 if n < 4 else 8), "time": dice.uniform(0.0, 1.2), "part": dice.random()}
    return Moment(kind, at.get(kind, 0.0), path)


class Meter(Relay):
    """Passes everything on, counts bytes of parts, and stops dead at the moment it was set to."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.before = self._asked
        self.meddle = self._answered
        self.reached = threading.Event()
        self._go_on = threading.Event()
        self._moment: Moment | None = None
        self._lock = threading.Lock()
        self.sizes: dict[str, int] = {}
        """Part (by its ETag) → its bytes."""
        self.bytes_sent = 0
        """Bytes of parts handed to the process, also those it asked for again."""
        self.resumed = 0

    def set(self, moment: Moment) -> None:
        """Stop at that moment from now on."""
        self.reached.clear()
        self._go_on.clear()
        self._moment = moment

    def release(self) -> None:
        """The process is dead: what was held is let go, and hears that nobody listens."""
        self._moment = None
        self._go_on.set()

    def forget(self) -> None:
        """Count from nothing, for another console."""
        self.sizes, self.bytes_sent, self.resumed = {}, 0, 0

    def _due(self, kind: str, path: str) -> bool:
        with self._lock:
            moment = self._moment
            if moment is None or moment.kind != kind or moment.path not in path or self.reached.is_set():
                return False
            self.reached.set()
            return True

    def _hold(self, exchange: Exchange) -> bool:
        self._go_on.wait(PATIENCE)
        exchange.hang_up()
        return True

    def _asked(self, exchange: Exchange) -> bool:
        return self._due("asked", exchange.path) and self._hold(exchange)

    def _answered(self, exchange: Exchange, status: int, headers: dict[str, str], body: bytes) -> bool:
        if self._due("answered", exchange.path):
            return self._hold(exchange)
        if "/parts/" not in exchange.path or status not in (200, 206):
            return False
        with self._lock:
            whole = headers["content-range"].rpartition("/")[2] if status == 206 else len(body)
            self.sizes[headers["etag"]] = int(whole)
            self.resumed += status == 206
        cut = self._due("part", "")
        sent = body[: int(len(body) * self._moment.at)] if cut and self._moment is not None else body
        exchange.send_response(status)
        for name in ("content-type", "content-length", "content-range", "etag"):
            if name in headers:
                exchange.send_header(name, headers[name])
        exchange.end_headers()
        exchange.wfile.write(sent)
        exchange.wfile.flush()
        with self._lock:
            self.bytes_sent += len(sent)
        return self._hold(exchange) if cut else True


class KilledConsole:
    """One data folder whose sync process is killed again and again; a person goes on saving commands."""

    def __init__(self, home: Path, centre: LaboratoryCentre, meter: Meter, seed: int) -> None:
        home.mkdir(parents=True)
        self.home, self.centre, self.meter = home, centre, meter
        self.seed, self.dice = seed, Random(f"kills of {seed}")
        self.outbox = Outbox(home / "outbox.db")
        self.saved: dict[str, tuple[SavedCommand, Payload]] = {}
        self.kinds: Counter[str] = Counter()
        granted = sign_in(centre.url, ACCOUNT, PASSWORD, "máy thử")
        assert isinstance(granted, Granted), granted
        self._start = Start(
            url=meter.url, account=ACCOUNT, refresh=granted.session.refresh, access=granted.session.access
        )

    # --- what goes on meanwhile ---

    def save(self) -> None:
        """The person saves a command that leaves a mark of its own."""
        n = len(self.saved) + 1
        mark = f"{self.seed}-{n}"
        alert = f"alert-{self.dice.randint(1, 7)}"
        kind = self.dice.randint(0, 2)
        evidence = None
        payload: Payload
        if kind == 0:
            payload, evidence = request_with_evidence()
        elif kind == 1:
            payload = AcknowledgeAlert(alert, 1_000_000 + self.seed * 1_000 + n)
        else:
            payload = ShelveAlert(alert, int(time.time()) + 86_400, f"lý do {mark}")
        pending = PendingCommand(payload, "máy thử", ACCOUNT, saved_at=int(time.time()))
        saved = self.outbox.save(pending, evidence)
        self.saved[saved.id] = (saved, payload)

    def change_centre(self) -> None:
        """The data centre goes on living."""
        for _ in range(self.dice.randint(1, 3)):
            n = self.dice.randint(1, 40)
            self.centre.put(factories.complaint(n, status=self.dice.randint(0, 6), title=f"Ngập {self.dice.random()}"))

    # --- the process ---

    def start(self) -> Worker:
        """A sync process that has its first order."""
        worker = Worker(self.home)
        worker.order(self._start)
        return worker

    def kill_once(self, n: int) -> None:
        """Start the process, kill it at a moment that is drawn, and look at what it left."""
        for _ in range(self.dice.randint(0, 2)):
            self.save()
        if n >= 3:
            self.change_centre()
        moment = draw(self.dice, n)
        self.meter.set(moment)
        worker = self.start()
        begun = time.monotonic()
        pause = threading.Event()
        while not self._come(moment, worker, time.monotonic() - begun):
            assert time.monotonic() < begun + PATIENCE, f"seed {self.seed}, kill {n}: {moment} never came"
            assert worker.process.poll() is None, f"seed {self.seed}, kill {n}: gone by itself"
            pause.wait(0.002)
        worker.kill()
        self.meter.release()
        self.kinds[moment.kind] += 1
        assert "Traceback" not in worker.errors(), worker.errors()
        self._look(f"seed {self.seed}, kill {n} ({moment})")

    def _come(self, moment: Moment, worker: Worker, passed: float) -> bool:
        if moment.kind == "time":
            return passed >= moment.at
        if moment.kind == "said" and len(worker.events) >= moment.at:
            return True
        if moment.kind == "part" and self.meter.reached.is_set() and moment.at > 0.2:
            # Bytes that reached the process, and not only its socket.
            return any(file.stat().st_size for file in self.home.glob("parts/*.part"))
        # Where there is nothing (more) to fetch or to send the moment does not come: then it dies at rest.
        return self.meter.reached.is_set() or (said_current(worker) and self.at_rest())

    def _look(self, where: str) -> None:
        """After a kill: no file is damaged, no command that was saved is missing."""
        assert list(self.home.glob("*.damaged-*")) == [], where
        found = {c.id: c.body for c in self.outbox.commands()}
        assert found == {i: command.body for i, (command, _) in self.saved.items()}, where
        if (self.home / "cache.db").exists():
            with closing(sqlite3.connect(f"{(self.home / 'cache.db').as_uri()}?mode=ro", uri=True)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), where

    def at_rest(self) -> bool:
        """Everything loaded, pulled, sent and settled."""
        store = open_reader(self.home / "cache.db")
        with store.connection() as connection:
            buckets = {state for (state,) in connection.execute("SELECT DISTINCT state FROM bucket").fetchall()}
        settled = all(c.settled_at or c.state not in (*WAITING, "received") for c in self.outbox.commands())
        return buckets == {"ready"} and store.state().applied_to == self.centre.head() and settled

    def make_up(self, until: Callable[..., None]) -> None:
        """A process that is left alone until all is done, and told to stop."""
        worker = self.start()
        until(lambda: said_current(worker) and self.at_rest(), PATIENCE, f"seed {self.seed}: rest")
        assert worker.close() == 0
        assert "Traceback" not in worker.errors(), worker.errors()
        log = self.home / "logs" / "sync.log"
        assert not log.exists() or " ERROR " not in log.read_text(encoding="utf-8")


def said_current(worker: Worker) -> bool:
    """Whether the process said that it is online and has everything."""
    return any(isinstance(e, LinkChanged) and e.state is Link.ONLINE and e.data_until for e in list(worker.events))
