"""A page and a command cut at every byte, both ways: nothing half applied, nothing claimed, one effect in the end.

The data centre is a real process, the line is real HTTP through the fault proxy, cache and outbox are real files.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_centre import models
from ioc_domain.channel import Link
from ioc_domain.codes import CommandState
from ioc_domain.commands import AcknowledgeAlert
from tests import factories
from tests.faults.driven_console import DrivenConsole
from tests.faults.fault_proxy import Exchange, Fault, FaultProxy, join_message, pass_on, split_message
from tests.faults.laboratory_centre import SCOPES, LaboratoryCentre
from tests.faults.network_faults import cut_answer, cut_request
from tests.lab_report import lab_count
from tests.sync.processes import assert_equal_to_centre

HALF_A_HEAD = "Failed to parse headers"
"""urllib3 notes that the head of an answer was cut (the sync process keeps that out of its log)."""
HEAL_EVERY = 24
"""Cuts of the same page or command before it is let through; the soak lets each one through."""


def sweep(cut: Callable[..., Fault], proxy: FaultProxy, attempt: Callable[[int], int], both: bool) -> int:
    """Cut at 0, 1, 2… bytes until nothing is left to cut; `attempt(n)` makes one exchange and returns its length.

    The end of the connection is said in both ways, in turn or, when `both`, each for every byte.
    """
    n = cuts = 0
    length = 1
    while n < length:
        for reset in (False, True) if both else (n % 2 == 1,):
            proxy.fault = cut(n, reset=reset)
            length = attempt(n)
            cuts += 1
        n += 1
    proxy.fault = pass_on
    return cuts


def sweep_page(centre: LaboratoryCentre, proxy: FaultProxy, console: DrivenConsole, *, both: bool, heal: int) -> int:
    """Both directions of a page; returns how many cuts."""
    cuts = changed = 0

    def change() -> None:
        nonlocal changed
        changed += 1
        centre.put(factories.alert(1, title=f"Lần thứ {changed}"), factories.unit(2, name=f"Đơn vị {changed}"))

    def let_through() -> None:
        before = console.writer.state()
        proxy.fault = pass_on
        console.stay_signed_in(centre.url)
        console.pull_all()
        after = console.writer.state()
        assert after.cursor == centre.head() > before.cursor
        assert_alert_is(console, f"Lần thứ {changed}")
        change()

    def attempt_on(whole: Callable[[], int]) -> Callable[[int], int]:
        tried = 0

        def attempt(n: int) -> int:
            nonlocal tried
            tried += 1
            if tried % heal == 0:
                fault, _ = proxy.fault, let_through()
                proxy.fault = fault
            before, commits, asked = console.writer.state(), console.commits_seen(), len(proxy.seen)
            console.pull_once()
            assert len(proxy.seen) == asked + 1
            if n < whole():
                assert console.engine.link.state is Link.OFFLINE, n
                assert (console.writer.state(), console.commits_seen()) == (before, commits), f"applied at byte {n}"
            elif console.writer.state().cursor == centre.head():
                change()  # this one was a byte shorter than the one before it, and came whole
            return whole()

        return attempt

    change()
    cuts += sweep(cut_request, proxy, attempt_on(lambda: len(proxy.seen[-1].request)), both)
    cuts += sweep(cut_answer, proxy, attempt_on(lambda: proxy.seen[-1].answer_length), both)
    let_through()
    console.pull_all()
    return cuts


def assert_alert_is(console: DrivenConsole, title: str) -> None:
    """The cache shows the change."""
    [found] = console.writer.connection.execute("SELECT title FROM alert WHERE id = 'alert-1'").fetchall()
    assert found == (title,)


def sweep_command(centre: LaboratoryCentre, proxy: FaultProxy, console: DrivenConsole, *, both: bool, heal: int) -> int:
    """Both directions of a command; returns how many cuts."""
    commands: list[str] = []
    delivered: set[str] = set()

    def new() -> str:
        n = 100 + len(commands)
        centre.put(factories.alert(n))
        commands.append(console.save(AcknowledgeAlert(alert_id=f"alert-{n}", seen_count=n)).id)
        return commands[-1]

    def let_through() -> None:
        proxy.fault = pass_on
        console.stay_signed_in(centre.url)
        [sent] = console.send_once()
        assert sent.state is CommandState.RECEIVED and sent.outcome is not None and sent.outcome.result == "accepted"
        console.pull_all()
        assert console.outbox.command(sent.id).settled_at
        assert centre.effects_of(sent.id) == 1
        new()

    def attempt_on(whole: Callable[[], int]) -> Callable[[int], int]:
        tried = 0

        def attempt(n: int) -> int:
            nonlocal tried
            tried += 1
            if tried % heal == 0:
                fault, _ = proxy.fault, let_through()
                proxy.fault = fault
            [sent] = console.send_once()
            exchange = proxy.seen[-1]
            assert exchange.command_id == sent.id == commands[-1]
            if exchange.delivered:
                delivered.add(sent.id)
            if n < whole():
                assert sent.state is CommandState.UNCONFIRMED, f"{sent.state} at byte {n}"
                assert centre.stored(sent.id) == (sent.id in delivered), n
            return whole()

        return attempt

    new()
    cuts = sweep(cut_request, proxy, attempt_on(lambda: len(proxy.seen[-1].request)), both)
    cuts += sweep(cut_answer, proxy, attempt_on(lambda: proxy.seen[-1].answer_length), both)
    let_through()
    let_through()
    console.pull_all()
    assert [centre.effects_of(command) for command in commands[:-1]] == [1] * (len(commands) - 1)
    return cuts


@pytest.mark.expected_log(HALF_A_HEAD)
def test_a_page_cut_at_every_byte(centre: LaboratoryCentre, proxy: FaultProxy, console: DrivenConsole) -> None:
    """A page that is not whole changes nothing in the cache, whichever byte is the last; then the whole one does."""
    cuts = sweep_page(centre, proxy, console, both=False, heal=HEAL_EVERY)
    assert_equal_to_centre(console.home, centre, SCOPES)
    assert centre.complaints() == []
    assert cuts > 600
    lab_count(5, "cuts of a page", cuts=cuts, half_applied=0)


@pytest.mark.expected_log(HALF_A_HEAD)
def test_a_command_cut_at_every_byte(centre: LaboratoryCentre, proxy: FaultProxy, console: DrivenConsole) -> None:
    """Without a whole answer a command is unconfirmed, and has one effect after the last of a thousand tries."""
    cuts = sweep_command(centre, proxy, console, both=False, heal=HEAL_EVERY)
    assert_equal_to_centre(console.home, centre, SCOPES)
    assert centre.complaints() == []
    assert cuts > 600
    lab_count(5, "cuts of a command", cuts=cuts, lost=0, doubled=0)


def sweep_parts(centre: LaboratoryCentre, proxy: FaultProxy, home: Path, step: int) -> int:
    """A first load in which every connection breaks after `step` bytes of a part; returns how many breaks.

    No byte may come twice: each call asks for exactly what is missing.
    """
    came: dict[str, int] = {}
    wrong: list[str] = []
    cuts = 0

    def fault(exchange: Exchange) -> None:
        nonlocal cuts
        if "/parts/" not in exchange.path or wrong:
            pass_on(exchange)
            return
        first, headers, body = split_message(exchange.forward())
        if first.split()[1] not in (b"200", b"206"):
            # In a long run the access token ends, and a refusal is no part.
            exchange.answer(exchange.answers[-1])
            return
        asked = split_message(exchange.request)[1].get("range", "bytes=0-")
        if asked != f"bytes={came.get(exchange.path, 0)}-":
            wrong.append(f"{exchange.path}: {asked}, had {came.get(exchange.path, 0)}")
        came[exchange.path] = came.get(exchange.path, 0) + min(step, len(body))
        exchange.say(join_message(first, headers, body[:step]))
        if len(body) > step:
            cuts += 1
            exchange.hang_up()

    proxy.fault = fault
    console = DrivenConsole(home, proxy.url, centre.url, "lanhdao", time.time())
    try:
        console.pull_all(steps=1_000_000)
    finally:
        proxy.fault = pass_on
        console.close()
    assert wrong == []
    assert_equal_to_centre(home, centre, SCOPES)
    assert sum(came.values()) == sum(part_sizes(centre))
    return cuts


def part_sizes(centre: LaboratoryCentre) -> list[int]:
    """Bytes of the parts that a first load fetches: those of each bucket's current snapshot."""
    s, p = models.snapshot.c, models.snapshot_part.c
    query = sa.select(p.bytes).join_from(models.snapshot_part, models.snapshot, p.snapshot == s.id)
    with centre.database.read() as connection:
        return [int(size) for (size,) in connection.execute(query.where(s.current == 1))]


def test_parts_are_gone_on_with_at_the_byte(centre: LaboratoryCentre, proxy: FaultProxy, lab_folder: Path) -> None:
    """A line that breaks every hundred bytes costs calls, and not one byte more than the parts have."""
    cuts = sweep_parts(centre, proxy, lab_folder / "new", step=100)
    assert cuts > 50
    lab_count(5, "cuts of parts", cuts=cuts, bytes_twice=0)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_parts_cut_at_every_byte(centre: LaboratoryCentre, proxy: FaultProxy, lab_folder: Path) -> None:
    """One byte per connection."""
    lab_count(5, "cuts of parts", cuts=sweep_parts(centre, proxy, lab_folder / "new", step=1), bytes_twice=0)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.expected_log(HALF_A_HEAD)
def test_each_cut_is_healed(centre: LaboratoryCentre, proxy: FaultProxy, console: DrivenConsole) -> None:
    """Every byte, both ways of ending a connection, and after each single cut the page or command goes through."""
    cuts = sweep_page(centre, proxy, console, both=True, heal=1)
    lab_count(5, "cuts of a page", cuts=cuts, half_applied=0)
    cuts = sweep_command(centre, proxy, console, both=True, heal=1)
    assert_equal_to_centre(console.home, centre, SCOPES)
    assert centre.complaints() == []
    lab_count(5, "cuts of a command", cuts=cuts, lost=0, doubled=0)
