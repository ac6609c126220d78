"""The same tests on both databases: embedded SQLite, and PostgreSQL in a throw-away cluster."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from data_centre.accounts import create_account, grant
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.schema import migrate
from ioc_domain.codes import Role
from ioc_domain.commands import CommandOutcome, Payload
from ioc_domain.identity import REPORTER_RIGHT
from ioc_domain.wire import Manifest, Operation, PageHeader, PageTrailer, decode_page
from tests.data_centre import factories
from tests.data_centre.clusters import Cluster, running_cluster
from tests.migrated import open_migrated

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "mat-khau-thu-01"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One cluster for the whole run, started by the first test that needs it."""
    with running_cluster() as started:
        migrated = Database.open(started.create(), home=started.folder / "home")
        migrate(migrated)
        migrated.close()
        yield started


DATABASES = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]


@contextmanager
def new_database(kind: str, home: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database."""
    if kind == "postgres":
        home.mkdir(parents=True, exist_ok=True)
        database = Database.open(request.getfixturevalue("cluster").create("t1"), home=home)
    else:
        database = open_migrated(home / "centre.db", home)
    try:
        yield database
    finally:
        database.close()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of this test alone."""
    with new_database(request.param, tmp_path / "centre", request) as opened:
        yield opened


@pytest.fixture
def postgres_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty PostgreSQL database, for what only several writers at once can show."""
    with new_database("postgres", tmp_path / "centre", request) as opened:
        yield opened


@cache
def certificates() -> ssl.SSLContext:
    """What a client would trust on a line that no test uses: read once, as that takes longer than most tests."""
    return httpx.create_ssl_context()


@dataclass
class Served:
    """A data centre that answers on loopback, with its database open beside it."""

    url: str
    database: Database
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    def anonymous(self) -> httpx.Client:
        """A client that is not signed in; the caller closes it."""
        return httpx.Client(base_url=self.url, timeout=90, verify=certificates())

    def as_(self, account: str) -> httpx.Client:
        """A client signed in as an account, kept for the next time."""
        if account not in self.clients:
            client = self.anonymous()
            answer = client.post("/v1/session", json={"account": account, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            client.headers["Authorization"] = f"Bearer {answer.json()['access']}"
            self.clients[account] = client
        return self.clients[account]

    def put(self, *records: Any, scope: str | None = None) -> int:
        """Write records in one transaction; returns the feed number."""
        with writing(self.database) as writer:
            for record in records:
                writer.put(record, scope)
        return writer.result.seq

    def manifest(self, account: str = "leader") -> Manifest:
        """The account's manifest."""
        answer = self.as_(account).get("/v1/manifest")
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=Manifest)

    def page(
        self, after: int, account: str = "leader", limit: int = 10_000
    ) -> tuple[PageHeader, list[Operation], PageTrailer]:
        """One page after a feed number."""
        manifest = self.manifest(account)
        answer = self.as_(account).get(
            "/v1/changes", params={"set": manifest.set, "after": f"{manifest.epoch}:{after}", "limit": limit}
        )
        assert answer.status_code == 200, answer.text
        return decode_page(answer.content)

    def send_raw(self, command_id: str, body: bytes, account: str = "leader") -> httpx.Response:
        """Send a command's bytes."""
        return self.as_(account).put(f"/v1/commands/{command_id}", content=body)

    def send(self, payload: Payload, account: str = "leader", **how: Any) -> CommandOutcome:
        """Send a command and read its outcome."""
        command_id, body = factories.envelope(payload, account=account, **how)
        answer = self.send_raw(command_id, body, account)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=CommandOutcome)

    def store_evidence(self, subject: str = factories.INDICATOR, account: str = "leader", **how: Any) -> str:
        """Store frozen evidence; returns its sha256. Only who stored it can ask with it."""
        sha256, data = factories.evidence(subject, **how)
        assert self.as_(account).put(f"/v1/evidence/{sha256}", content=data).status_code == 201
        return sha256


def wait_for(condition: Callable[[], Any], seconds: float = 30.0) -> Any:
    """The first true value of a condition."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < deadline:
        if value := condition():
            return value
        pause.wait(0.02)
    raise AssertionError("the condition did not hold in time")


@contextmanager
def serving(database: Database, environment: dict[str, str] | None = None) -> Iterator[Served]:
    """The real program, `serve --port 0`, over a database."""
    url = database.engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-W", "error::DeprecationWarning:data_centre", "-m", "data_centre", "serve", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "IOC_DATABASE_URL": url, "IOC_DATA_CENTRE_HOME": str(database.home), **(environment or {})},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("Ready http://127.0.0.1:"), line
        served = Served(line.split()[1], database)
        yield served
        for client in served.clients.values():
            client.close()
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0
        process.stdout.close()


def add_people(database: Database) -> None:
    """One account of each kind the tests need."""
    people: list[tuple[str, Role, str, tuple[str, ...] | None]] = [
        ("leader", Role.LEADER, "", None),
        ("leader2", Role.LEADER, "", None),
        ("district", Role.LEADER, "", ("city", "unit:U9")),
        ("duty", Role.DUTY_OFFICER, "", None),
        ("supplier", Role.DATA_SUPPLIER, "", None),
        ("bao", Role.UNIT_OFFICER, "U1", None),
        ("chi", Role.UNIT_OFFICER, "U2", None),
    ]
    with database.write() as connection:
        for account, role, unit_code, scopes in people:
            create_account(
                connection,
                account_id=account,
                name=f"Người {account}",
                title="Chức danh",
                role=role,
                password=PASSWORD,
                now=1,
                unit_code=unit_code,
                scopes=scopes,
            )
        grant(connection, "duty", REPORTER_RIGHT)


@pytest.fixture(scope="module", params=DATABASES)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A data centre for the tests of a module: people, two units, an indicator with a plan and a value."""
    with ExitStack() as stack:
        home = tmp_path_factory.mktemp("centre")
        opened = stack.enter_context(new_database(request.param, home, request))
        add_people(opened)
        with writing(opened) as writer:
            for record in (
                factories.unit("U1"),
                factories.unit("U2"),
                factories.unit("U9"),
                factories.indicator(),
                factories.plan(),
                factories.observation(1, 81.4),
            ):
                writer.put(record)
        yield stack.enter_context(serving(opened))
