"""After the lease's end an offline console shows none of its data and says why; nothing is deleted, all comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtTest import QTest

from ioc_console.context import Context, compose
from ioc_console.lease_gate import LeaseEnded, LeaseGate
from ioc_console.notices import Notice, explain
from ioc_console.shell.window import ShellWindow
from ioc_domain.channel import Link, LinkChanged
from local_cache.lease import LeaseCode, TimeSeen
from local_cache.outbox import Outbox
from local_cache.store import open_writer
from local_cache.sync_state import write_state
from tests.console.made_screens import OneThing, fake_screens
from tests.local_cache.leases import Signer

T = 1_795_000_000
HOUR = 3600
YEAR = 365 * 86_400


@dataclass
class Machine:
    """This machine's clocks, and what the data centre said into its cache."""

    context: Context
    now: float = T
    steady: float = 0.0
    signer: Signer = field(default_factory=Signer)

    def passes(self, seconds: float) -> None:
        self.now += seconds
        self.steady += seconds

    def told(self, centre: int, until: int) -> None:
        """A manifest came: the centre's time, and a lease."""
        with open_writer(self.context.paths.cache) as writer:
            write_state(
                writer.connection, epoch="e", last_pull=centre, account="a1", lease=self.signer.lease(until),
                lease_key=self.signer.key, lease_until=until, time_told=centre, time_seen=centre,
                time_seen_at=int(self.now),
            )  # fmt: skip

    def gate(self) -> LeaseGate:
        """A start of the program."""
        made = LeaseGate(self.context.paths, self.context.lanes, self.context.sync, self.context.sync,
                         clock=lambda: self.now, steady=lambda: self.steady)
        made.look()
        return made


@pytest.fixture
def machine(context: Context) -> Machine:
    return Machine(context)


def shows(gate: LeaseGate) -> bool:
    gate.look()
    try:
        gate.require()
    except LeaseEnded:
        assert not gate.standing.shows
        return False
    return gate.standing.shows


def test_data_is_hidden_from_its_second_on_and_back_with_the_next_word(machine: Machine) -> None:
    """Nothing fetched: nothing to hide. Then open until the end; hidden; open after the next manifest."""
    gate = machine.gate()
    assert shows(gate) and gate.standing.code is LeaseCode.EMPTY
    machine.told(T, T + 72 * HOUR)
    machine.passes(72 * HOUR - 1)
    assert shows(gate)
    machine.passes(1)
    assert not shows(gate) and gate.standing.code is LeaseCode.ENDED
    machine.told(T + 73 * HOUR, T + 145 * HOUR)
    assert shows(gate)


@pytest.mark.parametrize("step", [-10 * YEAR, -HOUR, 10 * YEAR])
def test_a_step_of_the_clock_prolongs_nothing(machine: Machine, step: int) -> None:
    """Set back or forward while the program runs or between two starts: never longer than 72 hours of its running."""
    machine.told(T, T + 72 * HOUR)
    gate = machine.gate()
    for _ in range(7):
        machine.passes(10 * HOUR)
        gate.look()
    machine.now += step
    assert shows(gate) is (step < 0)
    again = machine.gate()
    assert shows(again) is (step < 0), "also after a new start"
    machine.passes(2 * HOUR)
    assert not shows(again)
    machine.now -= step
    assert not shows(machine.gate()), "a clock that is put right brings no time back"
    machine.told(T + 80 * HOUR, T + 152 * HOUR)
    assert shows(machine.gate()), "the data centre does"


@pytest.mark.parametrize("wrong", [-10 * YEAR, 10 * YEAR])
def test_a_machine_whose_clock_is_always_wrong_keeps_its_full_lease(machine: Machine, wrong: int) -> None:
    """The time of the data centre counts, and this machine's only as far as it moves."""
    machine.now = T + wrong
    machine.told(T, T + 72 * HOUR)
    machine.passes(71 * HOUR)
    assert shows(machine.gate())
    machine.passes(HOUR)
    assert not shows(machine.gate())


def test_a_cache_put_back_from_a_copy_brings_no_time_back(machine: Machine) -> None:
    """The outbox keeps the time as well."""
    machine.told(T, T + 72 * HOUR)
    gate = machine.gate()
    machine.passes(71 * HOUR)
    gate.look()
    assert Outbox(machine.context.paths.outbox).time_seen() == TimeSeen(T, T + 71 * HOUR, T + 71 * HOUR)
    machine.now = T  # the clock too
    assert shows(machine.gate())
    machine.passes(HOUR)
    assert not shows(machine.gate())


def test_a_date_written_into_the_cache_is_no_lease(machine: Machine) -> None:
    """Without the signature of the data centre it is worth nothing, and the person reads what to do."""
    machine.told(T, T + 72 * HOUR)
    with open_writer(machine.context.paths.cache) as writer:
        write_state(writer.connection, lease="", lease_until=T + YEAR)
    gate = machine.gate()
    assert not shows(gate)
    with pytest.raises(LeaseEnded) as met:
        gate.require()
    words = explain(met.value)
    assert "chưa xác nhận" in words.what and "Không có gì bị xóa" in words.safe and "kết nối" in words.advice


@pytest.fixture
def window(machine: Machine) -> Iterator[tuple[Machine, LeaseGate, ShellWindow]]:
    machine.told(T, T + 72 * HOUR)
    old = machine.context
    gate = machine.gate()
    context = compose(old.paths, old.settings, old.signed_in, lanes=old.lanes, notices=old.notices, sync=old.sync,
                      clock=lambda: machine.now, lease=gate)
    made = ShellWindow(context, fake_screens(), gate)
    made.resize(1400, 800)
    made.show()
    made.open_first()
    QTest.qWaitForWindowExposed(made)
    yield machine, gate, made
    made.close()
    context.cache.close()


def test_the_window_covers_what_it_shows(
    window: tuple[Machine, LeaseGate, ShellWindow], until: Callable[..., None]
) -> None:
    """In the frame and in windows of their own; no screen opens meanwhile; no error is told; then all is back."""
    machine, gate, shell = window
    told: list[Notice] = []
    shell.context.notices.posted.connect(told.append)
    first, torn = shell.host.view("one"), shell.host.tear_off("two")
    assert isinstance(first, OneThing) and torn is not None
    first.open_thing("7")
    until(lambda: torn.view.isVisible())
    machine.passes(73 * HOUR)
    gate.look()
    assert not first.isVisible() and not torn.view.isVisible() and not shell.rail.isVisible()
    assert "đang được ẩn" in shell.form.pages.currentWidget().accessibleName()
    assert "Không có gì bị xóa" in shell.form.pages.currentWidget().accessibleName()
    shell.context.navigation.go("two")
    shell.load_facts()
    assert not torn.view.isVisible() and told == []
    shell.context.navigation.go("one", {"id": "7"})
    machine.told(T + 74 * HOUR, T + 146 * HOUR)
    shell.context.sync.take(LinkChanged(Link.ONLINE, T, T + 74 * HOUR))
    until(lambda: first.isVisible() and torn.view.isVisible() and shell.rail.isVisible())
    assert first.opened == "7"
