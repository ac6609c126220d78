"""The real data centre in this process: its application, its database, its work nobody asks for.

The application is driven without an event loop: what it would give to a thread pool is done at once, so that every
schedule is the same every time. Its database is an ordinary SQLite file, put back to a template for each schedule.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy import event

from data_centre import database
from data_centre import models as m
from data_centre.api.app import create_app
from data_centre.api.centre import Centre
from data_centre.api.waiting import Admission, Told, WaitHub
from data_centre.buckets import Head, begin_epoch
from data_centre.database import Database
from data_centre.feed import FeedWriter, writing
from data_centre.parts import PartStore
from data_centre.schema import migrate
from data_centre.tokens import Pair
from data_centre.upkeep import Upkeep
from ioc_domain.records import Record
from ioc_domain.scopes import set_id
from tests.faults.simulator import city
from tests.faults.simulator.line import Reply, Request
from tests.faults.simulator.world import CentreCrash, World

T = TypeVar("T")


class ImmediateHub(WaitHub):
    """Answers a long-poll at once, as if its time had passed: time is the schedule's business."""

    def known(self, token: str, now: float) -> Admission | None:
        """Nobody: the database is asked each time, as there is no task that would tell of changed rights."""
        return None

    async def check(self, look: Callable[[], T]) -> T:
        """In this thread, now."""
        return look()

    async def wait(self, admission: Admission, head: Head, after: int, seconds: float) -> Told | None:
        """What there is to tell now."""
        return Told(head.head) if head.head > after else None


class CentreBuilding:
    """What is dear to make, made once: the application, the engine with its compiled statements, the first city."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "centre"
        self.template = folder / "centre-template"
        self.file = self.home / "data_centre.db"
        self.database = Database.open(f"sqlite:///{self.file}", home=self.home)
        migrate(self.database)
        with self.database.write() as connection:
            city.add_people(connection)
        world = World(0)
        with writing(self.database, world.clock) as writer:
            for record, scope in city.first_rows():
                writer.put(record, scope)
        self.app: FastAPI = create_app(self.database, world.clock)
        PartStore(self.database, world.clock).build_all()
        self.database.engine.dispose()
        shutil.copytree(self.home, self.template)
        self.loop = asyncio.new_event_loop()
        self.steps = StatementSteps()
        event.listen(self.database.engine, "before_cursor_execute", self.steps.statement)
        # The same BEGIN by the driver: with SQLAlchemy's own bookkeeping it takes as long as a query.
        event.remove(self.database.engine, "begin", database._begin_sqlite)
        event.listen(self.database.engine, "begin", self.steps.begin)
        event.listen(self.database.engine, "commit", self.steps.commit)

    def reset(self) -> None:
        """The city as it was at first."""
        self.database.engine.dispose()
        self.steps.left = 0
        restore_files(self.template, self.home)

    def close(self) -> None:
        """Close the database."""
        self.loop.close()
        self.database.close()


class StatementSteps:
    """Counts statements of the data centre towards its crash. `left` 0 = no crash is meant."""

    def __init__(self) -> None:
        self.left = 0

    def statement(self, _connection: Any, _cursor: Any, _statement: str, *_: Any) -> None:
        """Before each statement."""
        self._step()

    def begin(self, connection: sa.Connection) -> None:
        """Begin a transaction as `data_centre.database` does."""
        self._step()
        writing = connection.get_execution_options().get(database._WRITING)
        connection.connection.driver_connection.execute("BEGIN IMMEDIATE" if writing else "BEGIN")  # type: ignore[union-attr]

    def commit(self, _connection: Any) -> None:
        """Before each commit."""
        self._step()

    def _step(self) -> None:
        if self.left:
            self.left -= 1
            if self.left == 0:
                raise CentreCrash


def restore_files(source: Path, target: Path) -> None:
    """Make the database and the parts of `target` what they are in `source`; links, as neither is written in place."""
    for suffix in ("-wal", "-shm"):
        (target / f"data_centre.db{suffix}").unlink(missing_ok=True)
    (target / "data_centre.db").write_bytes((source / "data_centre.db").read_bytes())
    for name in ("parts", "blobs"):
        shutil.rmtree(target / name, ignore_errors=True)
        for file in sorted(source.glob(f"{name}/*/*")):
            copy = target / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.hardlink_to(file)


class SimCentre:
    """A running data centre of one schedule."""

    def __init__(self, building: CentreBuilding, world: World) -> None:
        self._building = building
        self.world = world
        self.database = building.database
        self.home = building.home
        self._reader: sqlite3.Connection | None = None
        building.reset()
        self._backup: bytes | None = None
        self.ends: set[tuple[str, int]] = set()
        """(epoch, number) at which transactions ended before the feed was compacted."""
        self._dies_at = 0
        self._start()

    def _start(self) -> None:
        # The application holds on to the object it was made with: everything in it is made anew.
        self.centre: Centre = self._building.app.state.centre
        vars(self.centre).update(vars(Centre.of(self.database, self.world.clock)))
        self.centre.hub = ImmediateHub(self.database, self.centre.identities)

    # --- life ---

    def restart(self) -> None:
        """The process ends, however, and another begins."""
        self._building.steps.left = 0
        self.database.engine.dispose()
        self._start()

    @contextmanager
    def dying_at(self, statement: int) -> Iterator[None]:
        """The process dies before its n-th statement from here, if it comes to that."""
        self._building.steps.left = statement
        try:
            yield
        finally:
            self._building.steps.left = 0

    def die_at(self, statement: int) -> None:
        """The process dies before the n-th statement of the next call, if it comes to that."""
        self._dies_at = statement

    @property
    def has_backup(self) -> bool:
        """Whether there is a copy to put back."""
        return self._backup is not None

    def back_up(self) -> None:
        """Keep a copy of the database."""
        self._look_away()
        self.database.engine.dispose()
        self._backup = self._building.file.read_bytes()

    def restore(self) -> bool:
        """Put the copy back, as an operator does, with the command that says so; False without a copy."""
        if self._backup is None:
            return False
        self._look_away()
        self.database.engine.dispose()
        for suffix in ("-wal", "-shm"):
            (self.home / f"data_centre.db{suffix}").unlink(missing_ok=True)
        self._building.file.write_bytes(self._backup)
        with self.database.write() as connection:
            begin_epoch(connection)
        self._start()
        return True

    def lose_parts(self) -> None:
        """The folder of built snapshots is emptied."""
        shutil.rmtree(self.home / "parts", ignore_errors=True)
        self._start()

    # --- calls ---

    def deliver(self, request: Request) -> Reply:
        """Answer a request. Raises `CentreCrash` (the process is up again then), and what the program did wrong."""
        dies_at, self._dies_at = self._dies_at, 0
        try:
            with self.dying_at(0 if self.world.healing else dies_at):
                return _ask(self._building.app, self._building.loop, request)
        except CentreCrash:
            self.world.count("centre crashes")
            self.restart()
            raise

    def sign_in(self, account: str, device: str) -> Pair:
        """Tokens of a new session; the password is not what is tried here."""
        with self.database.write() as connection:
            return self.centre.tokens.begin(connection, account, device)

    # --- what others do ---

    def write(self, *rows: tuple[Record, str | None]) -> None:
        """Put rows in one transaction."""
        with writing(self.database, self.world.clock) as writer:
            for record, scope in rows:
                writer.put(record, scope)

    @contextmanager
    def writing(self) -> Iterator[FeedWriter]:
        """A transaction of somebody else."""
        with writing(self.database, self.world.clock) as writer:
            yield writer

    def beat(self) -> None:
        """One round of the data centre's own work."""
        self._remember_ends()
        Upkeep(self.database, self.world.clock, None).beat()

    def _remember_ends(self) -> None:
        """The feed may now be compacted, which joins transactions: pages made before that end where they ended then."""
        epoch, _ = self.head()
        self.ends |= {(epoch, end) for (end,) in self.reader.execute("SELECT DISTINCT tx_end FROM feed")}

    def build_snapshots(self) -> None:
        """What `ioc-data-centre parts build` does."""
        self.centre.parts.build_all()

    # --- what is found in its file ---

    @property
    def reader(self) -> sqlite3.Connection:
        """A connection for looking into the database, unseen by it."""
        if self._reader is None:
            self._reader = sqlite3.Connection(f"file:{self._building.file}?mode=ro", uri=True)
        return self._reader

    def _look_away(self) -> None:
        """The file is about to be replaced."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def grants(self, account: str) -> list[tuple[str, int]]:
        """(scope, grant version) of an account now. None has `unit:*`, which would have to be written out."""
        return self.reader.execute("SELECT scope, version FROM account_grant WHERE account = ?", (account,)).fetchall()

    def scopes(self, account: str) -> frozenset[str]:
        """What an account may have now."""
        return frozenset(scope for scope, _ in self.grants(account))

    def set_of(self, account: str) -> str:
        """The set of an account now."""
        return set_id(self.grants(account))

    def head(self) -> tuple[str, int]:
        """(epoch, head) of the feed."""
        epoch, head = self.reader.execute("SELECT epoch, head FROM feed_head").fetchone()
        return epoch, head

    def close(self) -> None:
        """Let go of the file."""
        self._look_away()

    def expire_tokens(self) -> None:
        """Every session ends."""
        with self.database.write() as connection:
            connection.execute(sa.update(m.session).values(ended_at=1))


def _ask(app: FastAPI, loop: asyncio.AbstractEventLoop, request: Request) -> Reply:
    """One request through the application, without an event loop."""
    body = [request.body]
    said: dict[str, Any] = {"status": 0, "headers": []}
    pieces: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body.pop() if body else b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            said.update(message)
        else:
            pieces.append(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": request.query.encode(),
        "root_path": "",
        "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in request.headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    task = app(scope, receive, send)
    asyncio._set_running_loop(loop)  # which never runs: some code asks it for the time
    try:
        task.send(None)
    except StopIteration:
        pass
    else:
        task.close()
        raise AssertionError(f"{request.path} waits for something outside")
    finally:
        asyncio._set_running_loop(None)
    headers = {name.decode(): value.decode() for name, value in said["headers"]}
    return Reply(said["status"], headers, b"".join(pieces))


async def at_once(work: Any, *arguments: Any, **_how: Any) -> Any:
    """Instead of `anyio.to_thread.run_sync`: in this thread, now."""
    return work(*arguments)
