"""Each kind of fault on a page, a command and its evidence: what the console says of it is exactly what it can know.

Not sent is said only of what surely never left; whatever may have arrived is unconfirmed; nothing is ever failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from data_centre import models
from ioc_console.sync.http import RequestsHttp
from ioc_domain.channel import Link
from ioc_domain.codes import CommandState
from ioc_domain.commands import AcknowledgeAlert
from local_cache.outbox import SavedCommand
from tests import factories
from tests.faults.driven_console import DrivenConsole
from tests.faults.fault_proxy import Exchange, Fault, FaultProxy, pass_on
from tests.faults.laboratory_centre import SCOPES, LaboratoryCentre
from tests.faults.network_faults import HARMLESS, SPOILT, STOPPED, deaf, half_open
from tests.lab_report import lab_count
from tests.sync.processes import assert_equal_to_centre
from tests.sync.small_servers import closed_port
from tests.sync.test_worker_commands import request_with_evidence

UNHEARD: dict[str, Fault] = {
    "deaf": deaf,
    "half open before the answer": half_open(0.0),
    "half open in the head": half_open(0.2),
    "half open in the body": half_open(0.95),
}
"""Nothing more ever comes: only the console's own patience ends it."""
DAMAGED = {**SPOILT, **STOPPED, **UNHEARD}

pytestmark = pytest.mark.expected_log("Failed to parse headers")


def only_on(path: str, fault: Fault) -> Fault:
    """The fault for paths that contain a text, nothing for all others."""

    def chosen(exchange: Exchange) -> None:
        (fault if path in exchange.path else pass_on)(exchange)

    return chosen


@contextmanager
def meeting(
    proxy: FaultProxy, console: DrivenConsole, kind: str, path: str, until: Callable[..., None]
) -> Iterator[None]:
    """The fault on these paths, with little patience where only patience ends it; afterwards fair weather.

    What the data centre was doing when the console gave up is over when this is left: its work may be looked at.
    """
    console.http.patience = 0.3 if kind in UNHEARD else 60.0
    proxy.fault = only_on(path, DAMAGED[kind])
    yield
    until(lambda: not proxy.under_way, 60.0, kind)
    proxy.fault = pass_on
    console.http.patience = 60.0


def new_command(centre: LaboratoryCentre, console: DrivenConsole, n: int) -> SavedCommand:
    """Somebody acknowledges an alert of its own."""
    centre.put(factories.alert(n))
    return console.save(AcknowledgeAlert(alert_id=f"alert-{n}", seen_count=n))


def test_no_kind_of_damaged_page_is_applied(
    centre: LaboratoryCentre, proxy: FaultProxy, console: DrivenConsole, until: Callable[..., None]
) -> None:
    """Nothing is committed, the position stays, the line is not said to be good; then the whole page comes in."""
    for n, kind in enumerate(DAMAGED):
        centre.put(factories.alert(1, title=f"Đổi {n}"), factories.complaint(5, title=f"Đổi {n}"))
        before, commits = console.writer.state(), console.commits_seen()
        with meeting(proxy, console, kind, "/v1/changes", until):
            console.pull_once()
        assert (console.writer.state(), console.commits_seen()) == (before, commits), kind
        assert console.engine.link.state in (Link.OFFLINE, Link.CAPTIVE), kind
        console.pull_all()
        assert console.writer.state().cursor == centre.head(), kind
        assert console.engine.link.state is Link.ONLINE, kind
    assert_equal_to_centre(console.home, centre, SCOPES)
    assert centre.complaints() == []
    lab_count(5, "kinds of damaged pages", pages=len(DAMAGED), half_applied=0)


def test_no_kind_of_lost_answer_is_called_not_sent(
    centre: LaboratoryCentre, proxy: FaultProxy, console: DrivenConsole, until: Callable[..., None]
) -> None:
    """The data centre has it, or may have it: unconfirmed, tried again under the same id, one effect."""
    commands = []
    for n, kind in enumerate(DAMAGED, 100):
        command = new_command(centre, console, n)
        with meeting(proxy, console, kind, "/v1/commands/", until):
            [sent] = console.send_once()
        assert sent.id == command.id
        assert sent.state is CommandState.UNCONFIRMED, kind
        assert centre.stored(command.id) == (kind not in STOPPED and kind != "deaf"), kind
        [sent] = console.send_once()
        assert sent.state is CommandState.RECEIVED, kind
        commands.append(command)
    console.pull_all()
    assert {kind: centre.effects_of(c.id) for kind, c in zip(DAMAGED, commands, strict=True)} == dict.fromkeys(
        DAMAGED, 1
    )
    assert all(console.outbox.command(c.id).settled_at for c in commands)
    assert_equal_to_centre(console.home, centre, SCOPES)
    assert centre.complaints() == []
    lab_count(5, "kinds of lost answers", commands=len(commands), lost=0, doubled=0)


def test_odd_deliveries_have_one_effect(centre: LaboratoryCentre, proxy: FaultProxy, console: DrivenConsole) -> None:
    """A request that arrives twice, at once or in turn, and answers that dribble in or come late."""
    for n, (kind, fault) in enumerate(HARMLESS.items(), 100):
        command = new_command(centre, console, n)
        proxy.fault = fault
        console.send_once()
        proxy.fault = pass_on
        # Of two at the same moment one may be told that the other is being worked on.
        console.send_all()
        assert console.state(command) is CommandState.RECEIVED, kind
        proxy.fault = fault
        console.pull_all()
        proxy.fault = pass_on
        console.pull_all()
        assert centre.effects_of(command.id) == 1, kind
        assert console.outbox.command(command.id).settled_at, kind
    assert_equal_to_centre(console.home, centre, SCOPES)
    assert centre.complaints() == []
    lab_count(5, "odd deliveries", commands=len(HARMLESS), doubled=0)


def test_what_surely_never_left_is_called_saved(centre: LaboratoryCentre, console: DrivenConsole) -> None:
    """A closed port and a name nobody has: nothing is in doubt, also after it had been in doubt before."""
    command = new_command(centre, console, 100)
    real = console.http.base
    with closed_port() as port:
        for base in (f"http://127.0.0.1:{port}", "http://trung-tam.invalid"):
            console.http.base = base
            [sent] = console.send_once()
            assert sent.state is CommandState.SAVED, base
            assert not centre.stored(command.id)
        console.http.base = real
        console.send_all()
        assert console.state(command) is CommandState.RECEIVED
    assert centre.effects_of(command.id) == 1
    lab_count(5, "commands that surely never left", commands=2, called_unconfirmed=0)


def test_what_was_in_doubt_stays_in_doubt(
    centre: LaboratoryCentre, proxy: FaultProxy, console: DrivenConsole
) -> None:
    """A dead line or an ended session after a lost answer does not turn "perhaps received" into "not sent"."""
    command = new_command(centre, console, 100)
    proxy.fault = only_on("/v1/commands/", SPOILT["answer lost"])
    [sent] = console.send_once()
    assert sent.state is CommandState.UNCONFIRMED and centre.stored(command.id)
    real = console.http.base
    with closed_port() as port:
        console.http.base = f"http://127.0.0.1:{port}"
        [sent] = console.send_once()
    assert sent.state is CommandState.UNCONFIRMED
    console.http.base = real
    with centre.database.write() as connection:
        connection.execute(sa.update(models.session).values(ended_at=1))
    proxy.fault = pass_on
    [sent] = console.send_once()
    assert sent.state is CommandState.SIGN_IN
    console.sign_in_again(centre.url)
    proxy.fault = only_on("/v1/commands/", SPOILT["answer lost"])
    console.engine.due(0)
    assert console.state(command) is CommandState.UNCONFIRMED, "the data centre has it"
    proxy.fault = pass_on
    console.send_all()
    assert console.state(command) is CommandState.RECEIVED
    assert centre.effects_of(command.id) == 1


def test_what_the_feed_has_shown_stays_received(centre: LaboratoryCentre, console: DrivenConsole) -> None:
    """A pull shows a command while its next attempt is under way: whatever becomes of that, it is in doubt no more."""
    command = new_command(centre, console, 100)
    outbox, now = console.outbox, int(console.clock.now())
    outbox.mark_sending(command.id, now)
    outbox.mark_unconfirmed(command.id, now, code="timeout", detail="", retry_at=0)
    outbox.mark_sending(command.id, now)
    outbox.settle([command.id], 10**9, now)
    for end in (outbox.mark_unconfirmed, outbox.mark_not_sent):
        end(command.id, now, code="timeout", detail="", retry_at=0)
        assert console.state(command) is CommandState.RECEIVED
    outbox.mark_refused(command.id, now, code="x", detail="")
    assert console.state(command) is CommandState.RECEIVED
    assert outbox.next_to_send(4, now=now + 1) == []


def test_evidence_over_every_kind_of_fault(
    centre: LaboratoryCentre, proxy: FaultProxy, console: DrivenConsole, until: Callable[..., None]
) -> None:
    """Until the evidence is there the request itself has not been sent, and nothing else is said of it."""
    payload, data = request_with_evidence()
    command = console.save(payload, data)
    for kind in DAMAGED:
        with meeting(proxy, console, kind, "/v1/evidence/", until):
            [sent] = console.send_once()
        assert sent.state is CommandState.SAVED, kind
        assert not centre.stored(command.id), kind
    console.send_all()
    assert console.state(command) is CommandState.RECEIVED
    console.pull_all()
    assert centre.effects_of(command.id) == 1
    assert_equal_to_centre(console.home, centre, SCOPES)
    assert centre.complaints() == []
    lab_count(5, "kinds of faults on evidence", uploads=len(DAMAGED), lost=0)


def test_the_line_is_the_real_one(console: DrivenConsole) -> None:
    """The laboratory shortens the patience of the line and nothing else."""
    assert isinstance(console.http, RequestsHttp)
    assert type(console.http).download is RequestsHttp.download
