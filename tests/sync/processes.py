"""Real processes for the tests of sync: a data centre on loopback, and the sync worker of a console."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, TypeVar

import sqlalchemy as sa

from data_centre import models
from data_centre.accounts import create_account, grant, revoke
from data_centre.bulk import bulk_load
from data_centre.feed import writing
from ioc_console.sign_in import Granted, sign_in
from ioc_domain.channel import EVENTS, Event, Link, LinkChanged, Order, RowsChanged, Start, encode_line
from ioc_domain.codes import Role
from ioc_domain.entities import ENTITIES, Entity
from ioc_domain.records import Record
from local_cache import layout
from tests import factories
from tests.migrated import open_migrated

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "mật khẩu thử 1"
E = TypeVar("E")


class RealCentre:
    """A data centre of its own: its database here, its server in a process that can be killed and started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.database = open_migrated(home / "data_centre.db", home)
        self.process: subprocess.Popen[str] | None = None
        self.port = 0
        self.url = ""
        self.log: int | IO[bytes] = subprocess.DEVNULL
        """Where the server's own words go."""

    def account(self, name: str, role: Role = Role.LEADER, **more: Any) -> None:
        """A new account with the password of the tests."""
        with self.database.write() as connection:
            create_account(
                connection, account_id=name, name=f"Người {name}", role=role, password=PASSWORD, now=1, **more
            )

    def fill(self, complaints: int = 300) -> None:
        """Some rows of every table; complaints of three years."""
        for entity in ENTITIES:
            if entity.name == "complaint":
                continue
            scope = "unit:U0001" if entity.name in ("request_event", "promise", "explanation_request") else "city"
            bulk_load(self.database, [factories.record(entity.name, n) for n in range(1, 8)], scope=scope)
        year = 366 * 86_400
        rows = [factories.complaint(n, created=factories.T0 - (n % 3) * year) for n in range(1, complaints + 1)]
        bulk_load(self.database, rows)

    def put(self, *records: Record, scope: str | None = None) -> None:
        """Change rows, in one transaction."""
        with writing(self.database) as writer:
            for record in records:
                writer.put(record, scope=scope)

    def delete(self, table: str, key: str) -> None:
        """Delete a row."""
        with writing(self.database) as writer:
            writer.delete(table, key)

    def grant(self, account: str, scope: str) -> None:
        """Give a scope."""
        with self.database.write() as connection:
            grant(connection, account, scope)

    def revoke(self, account: str, scope: str) -> None:
        """Take a scope away."""
        with self.database.write() as connection:
            revoke(connection, account, scope)

    def start(self) -> str:
        """Start serving, on the port of the time before; returns the URL."""
        environment = os.environ | {"IOC_DATA_CENTRE_HOME": str(self.home), "PYTHONUNBUFFERED": "1"}
        environment.pop("IOC_DATABASE_URL", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "data_centre", "serve", "--port", str(self.port)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=self.log, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "http://" in line, f"the data centre did not start: {line!r}"
        self.url = line.split()[-1]
        self.port = int(self.url.rsplit(":", 1)[1])
        return self.url

    def kill(self) -> None:
        """SIGKILL, as when the power goes."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def close(self) -> None:
        """Stop and close everything."""
        self.kill()
        self.database.close()

    def rows(self, entity: Entity, scopes: Iterable[str]) -> list[tuple[Any, ...]]:
        """Rows an account with these scopes may see: record columns and revision, in key order."""
        table, bucket = models.SYNCED[entity.name], models.bucket
        columns = [table.c[c] for c in (*entity.columns, "rev")]
        query = (
            sa.select(*columns)
            .join_from(table, bucket, table.c.bucket == bucket.c.no)
            .where(bucket.c.scope.in_(list(scopes)))
            .order_by(*(table.c[k] for k in entity.key))
        )
        with self.database.read() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def commands_stored(self) -> int:
        """How many commands have been taken in."""
        with self.database.read() as connection:
            query = sa.select(sa.func.count()).select_from(models.metadata.tables["command"])
            return int(connection.execute(query).scalar_one())


def cached_rows(home: Path, entity: Entity) -> list[tuple[Any, ...]]:
    """Rows of the cache: record columns and revision, in key order."""
    names = [f't."{c}"' if c in entity.text_columns else f'r."{c}"' for c in entity.columns]
    join = ""
    if entity.text_columns:
        on = " AND ".join(f'r."{k}" = t."{k}"' for k in entity.key)
        join = f'LEFT JOIN "{layout.text_table(entity)}" AS t ON {on}'
    order = ", ".join(f'r."{k}"' for k in entity.key)
    path = home / "cache.db"
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(
            f'SELECT {", ".join(names)}, r.rev FROM "{entity.name}" AS r {join} ORDER BY {order}'
        ).fetchall()


def assert_equal_to_centre(home: Path, centre: RealCentre, scopes: Iterable[str]) -> None:
    """I1: the cache is the authorised state of the data centre, row for row."""
    scopes = list(scopes)
    for entity in ENTITIES:
        assert cached_rows(home, entity) == centre.rows(entity, scopes), entity.name


class Worker:
    """The sync process of a console whose data folder is `home`; `events` are what it has said so far."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.events: list[Event] = []
        self._news = threading.Condition()
        environment = os.environ | {"IOC_HOME": str(home)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ioc_console.sync.worker"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, name="worker-events")
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.events.append(EVENTS.decode(line))
                self._news.notify_all()

    def order(self, order: Order) -> None:
        """Give an order."""
        assert self.process.stdin is not None
        self.process.stdin.write(encode_line(order))
        self.process.stdin.flush()

    def sign_in(self, url: str, account: str, at: str = "", device: str = "") -> None:
        """Sign in at the data centre and start over `url`, as the console named `device`."""
        granted = sign_in(at or url, account, PASSWORD, "máy thử")
        assert isinstance(granted, Granted), granted
        session = granted.session
        self.order(
            Start(
                url=url, account=account, refresh=session.refresh, access=session.access, device=device,
                lease_key=session.lease_key,
            )
        )  # fmt: skip

    def wait_for(self, condition: Callable[[Event], bool], seconds: float = 30.0, after: int = 0) -> Event:
        """The first event, from number `after` on, for which the condition holds."""
        deadline = time.monotonic() + seconds
        seen = after
        with self._news:
            while True:
                while seen < len(self.events):
                    if condition(self.events[seen]):
                        return self.events[seen]
                    seen += 1
                left = deadline - time.monotonic()
                assert left > 0 and self._news.wait(left), f"not told within {seconds} s; last: {self.events[-8:]}"

    def wait_link(self, state: Link, after: int = 0, seconds: float = 30.0) -> LinkChanged:
        """The first LinkChanged of that state."""
        found = self.wait_for(lambda e: isinstance(e, LinkChanged) and e.state is state, seconds, after)
        assert isinstance(found, LinkChanged)
        return found

    def wait_current(self, after: int = 0) -> LinkChanged:
        """Online, with everything pulled."""
        found = self.wait_for(
            lambda e: isinstance(e, LinkChanged) and e.state is Link.ONLINE and e.data_until > 0, 60.0, after
        )
        assert isinstance(found, LinkChanged)
        return found

    def wait_rows(self, table: str, after: int = 0) -> RowsChanged:
        """The first RowsChanged that names the table."""
        found = self.wait_for(lambda e: isinstance(e, RowsChanged) and table in e.tables, 30.0, after)
        assert isinstance(found, RowsChanged)
        return found

    @property
    def told(self) -> int:
        """How many events so far."""
        return len(self.events)

    def kill(self) -> None:
        """SIGKILL."""
        self.process.send_signal(signal.SIGKILL)
        self._gone()

    def close(self) -> int:
        """End of the input; returns the exit code."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        return self._gone()

    def errors(self) -> str:
        """What it wrote to standard error (after its end)."""
        return self._errors.decode("utf-8", "replace")

    def _gone(self) -> int:
        code = self.process.wait(20)
        self._reader.join()
        assert self.process.stdout is not None and self.process.stderr is not None and self.process.stdin is not None
        self._errors = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        return code
