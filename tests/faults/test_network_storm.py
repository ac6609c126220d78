"""Real processes on a bad line: a data centre, the fault proxy, and the sync process of a console.

Every kind of fault, one after the other, held until both a page and a command have met it; then storms in which each
request may meet any of them. What a person was told is judged by part 9.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from ioc_domain.channel import PullNow, SendNow
from ioc_domain.codes import CommandState
from ioc_domain.commands import AcknowledgeAlert
from local_cache.outbox import Outbox, PendingCommand, SavedCommand
from local_cache.sync_state import read_state
from tests import factories
from tests.faults.effects import audit_violations, effects
from tests.faults.fault_proxy import Exchange, Fault, FaultProxy, pass_on
from tests.faults.history import History, of_outbox, violations
from tests.faults.laboratory_centre import SCOPES, LaboratoryCentre
from tests.faults.network_faults import HARMLESS, SPOILT, STOPPED, half_open, storm
from tests.lab_report import lab_count
from tests.sync.processes import Worker, assert_equal_to_centre
from tests.sync.test_worker_faults import all_in

Until = Callable[..., None]
DEVICE = "bão"
STORMY = 0.6
"""Share of the requests that a storm hits."""


class StormyConsole:
    """A console's folder with its sync process, behind a proxy."""

    def __init__(self, home: Path, centre: LaboratoryCentre, proxy: FaultProxy, until: Until) -> None:
        home.mkdir()
        self.home, self.centre, self.proxy = home, centre, proxy
        self._until = until
        self.outbox = Outbox(home / "outbox.db")
        self.saved: dict[str, AcknowledgeAlert] = {}
        # Consoles of other tests have left their marks on the same alerts.
        self._first = 10_000 * centre.head()
        self.worker = Worker(home)
        self.worker.sign_in(proxy.url, "lanhdao", centre.url)
        all_in(self.worker)

    def change(self, n: int) -> None:
        """Something new at the data centre, of two tables in one transaction."""
        self.centre.put(factories.unit(2, name=f"Đơn vị {n}"), factories.complaint(5, title=f"Phản ánh {n}"))

    def save(self, n: int) -> SavedCommand:
        """A command with a mark of its own."""
        payload = AcknowledgeAlert(alert_id=f"alert-{1 + n % 7}", seen_count=self._first + n)
        command = self.outbox.save(
            PendingCommand(payload=payload, device=DEVICE, account="lanhdao", saved_at=factories.T0)
        )
        self.saved[command.id] = payload
        return command

    def cursor(self) -> int:
        """Where the cache stands."""
        with closing(sqlite3.connect(f"{(self.home / 'cache.db').as_uri()}?mode=ro", uri=True)) as connection:
            return read_state(connection).cursor

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait, asking for a pull and an attempt again and again, as an impatient person would."""
        tries = 0

        def nudged() -> object:
            nonlocal tries
            if tries % 20 == 0:
                self.worker.order(PullNow())
                self.worker.order(SendNow())
            tries += 1
            return condition()

        self._until(nudged, 120.0, what)

    def until_quiet(self) -> None:
        """No page or command that began under another fault is still under way."""
        self._until(lambda: not self.proxy.under_way, 60.0, "quiet")

    def until_even(self, what: str) -> None:
        """Nothing waits and everything is pulled."""
        self.until(lambda: not self.outbox.commands(unsettled=True) and self.cursor() == self.centre.head(), what)

    def judge(self) -> None:
        """Close, and compare what was said with what is."""
        assert self.worker.close() == 0
        assert_equal_to_centre(self.home, self.centre, SCOPES)
        history = History()
        of_outbox("console", self.outbox.commands(), self.outbox.history, history)
        with self.centre.database.read() as connection:
            found = effects(connection, self.saved)
            assert audit_violations(connection, found) == []
        assert violations(history, found) == []
        assert history.counts()["acknowledged"] == len(self.saved)
        assert self.centre.complaints() == []


@pytest.fixture
def stormy(
    lab_folder: Path, centre: LaboratoryCentre, proxy: FaultProxy, until: Until
) -> Iterator[StormyConsole]:
    """A console that has everything."""
    made = StormyConsole(lab_folder / "console", centre, proxy, until)
    yield made
    proxy.fault = pass_on
    if made.worker.process.poll() is None:
        made.worker.kill()


def held(fault: Fault, met: dict[str, int]) -> Fault:
    """The fault on every page and command, counting who met it; nothing for all else."""

    def chosen(exchange: Exchange) -> None:
        kind = "page" if "/v1/changes" in exchange.path else "command" if exchange.command_id else ""
        if not kind:
            pass_on(exchange)
            return
        try:
            fault(exchange)
        finally:
            met[kind] = met.get(kind, 0) + 1

    return chosen


def test_every_kind_between_real_processes(stormy: StormyConsole, proxy: FaultProxy) -> None:
    """While a fault lasts the cache stands still and a command is in doubt; once it is over all is as it should be."""
    kinds = {**SPOILT, **STOPPED}
    for n, (kind, fault) in enumerate(kinds.items()):
        met: dict[str, int] = {}
        proxy.fault = held(fault, met)
        stormy.until_quiet()
        stood = stormy.cursor()
        stormy.change(n)
        command = stormy.save(n)
        stormy.until(
            lambda met=met, command=command: met.get("page")
            and stormy.outbox.command(command.id).state is CommandState.UNCONFIRMED,
            f"{kind}: not met ({met})",
        )
        assert stormy.cursor() == stood, f"{kind}: a damaged page moved the cursor"
        proxy.fault = pass_on
        stormy.until_even(kind)
        assert CommandState.REFUSED not in {step.state for step in stormy.outbox.history(command.id)}, kind
    for n, (kind, fault) in enumerate(HARMLESS.items(), len(kinds)):
        proxy.fault = fault
        stormy.change(n)
        stormy.save(n)
        stormy.until_even(kind)
    stormy.judge()
    lab_count(5, "kinds between real processes", kinds=len(kinds) + len(HARMLESS), lost=0, doubled=0, half_applied=0)


def through_a_storm(stormy: StormyConsole, proxy: FaultProxy, seed: int, commands: int) -> None:
    """Commands and changes while every request may meet any fault; then fair weather."""
    dice, pause = Random(seed), threading.Event()
    before = len(proxy.seen)
    proxy.fault = storm(dice, STORMY)
    for n in range(commands):
        stormy.save(n)
        if dice.random() < 0.7:
            stormy.change(n)
        stormy.worker.order(SendNow())
        stormy.worker.order(PullNow())
        pause.wait(dice.uniform(0.0, 0.12))
    proxy.fault = pass_on
    stormy.until_even(f"storm {seed}")
    stormy.judge()
    lab_count(5, "storms", storms=1, requests=len(proxy.seen) - before, commands=commands, lost=0, doubled=0)


def test_a_storm_between_real_processes(stormy: StormyConsole, proxy: FaultProxy) -> None:
    """Six of ten requests are hit by something, for some seconds."""
    through_a_storm(stormy, proxy, seed=1, commands=40)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Storms of a soak: 20 in a whole one."""
    factor = int(metafunc.config.getoption("--soak"))
    if "soak_seed" in metafunc.fixturenames:
        metafunc.parametrize("soak_seed", range(2, 2 + max(1, 2 * factor // 5)))


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_many_storms_between_real_processes(stormy: StormyConsole, proxy: FaultProxy, soak_seed: int) -> None:
    """Long ones."""
    through_a_storm(stormy, proxy, soak_seed, commands=600)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("share", [0.0, 0.2, 0.95])
def test_half_open_lines_between_real_processes(stormy: StormyConsole, proxy: FaultProxy, share: float) -> None:
    """Silence after a part of the answer: ended by the sync process's own patience, a minute at most."""
    met: dict[str, int] = {}
    proxy.fault = held(half_open(share), met)
    stormy.until_quiet()
    stood = stormy.cursor()
    stormy.change(1)
    command = stormy.save(1)
    stormy.until(lambda: stormy.outbox.command(command.id).state is CommandState.UNCONFIRMED, "not given up")
    assert stormy.cursor() == stood
    proxy.fault = pass_on
    stormy.until_even("half open")
    stormy.judge()
    lab_count(5, "half-open lines", lines=1, lost=0, doubled=0)
