"""A damaged outbox is put right with what the data centre knows; nothing is sent twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ioc_domain.channel import OutboxMended, SendNow
from ioc_domain.codes import CommandState
from ioc_domain.commands import AcknowledgeAlert, AssignAlert
from local_cache.outbox import SavedCommand
from tests.sync.processes import RealCentre, Worker
from tests.sync.test_worker_commands import Person, all_in, request_with_evidence
from tests.sync.test_worker_faults import wait_until

Starts = Callable[..., Worker]
aside = pytest.mark.expected_log("outbox set aside")


def lose(person: Person, *, log_too: bool) -> None:
    """The disk spoils the file, and perhaps its second copy."""
    person.outbox.path.write_bytes(b"\xa5" * 9000)
    if log_too:
        person.outbox.log.write_bytes(b"\x00" * 700)


def mended(worker: Worker, *, asked: bool) -> OutboxMended:
    def fits(event: object) -> bool:
        return isinstance(event, OutboxMended) and event.asked is asked

    worker.wait_for(fits)
    (found,) = [event for event in worker.events if isinstance(event, OutboxMended) and event.asked is asked]
    return found


@aside
def test_what_only_the_centre_has_comes_back(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    """File and copy are gone: commands come back with their bytes and answers, a refused one for the person to see."""
    home = tmp_path / "console"
    person = Person(home)
    payload, data = request_with_evidence()
    saved: list[SavedCommand] = [
        person.save(payload, data),
        person.save(AcknowledgeAlert(alert_id="alert-1", seen_count=1)),
        person.save(AssignAlert(alert_id="alert-1", to="U0001", to_name="P. Số 1")),
        person.save(AcknowledgeAlert(alert_id="no-such-alert", seen_count=1)),
    ]
    worker = worker_on(home)
    worker.sign_in(centre.start(), "lanhdao")
    for command in saved[:3]:
        person.wait(command, CommandState.RECEIVED)
    person.wait(saved[3], CommandState.REFUSED)
    worker.close()
    before = {x.id: x for x in person.outbox.commands()}
    lose(person, log_too=True)
    assert person.outbox.commands() == []
    worker = worker_on(home)
    worker.sign_in(centre.url, "lanhdao", device=saved[0].device)
    report = mended(worker, asked=True)
    assert (report.commands, report.returned, report.put_right, report.complete) == (0, 4, 0, False)
    after = {x.id: x for x in person.outbox.commands()}
    for command in saved:
        was, now = before[command.id], after[command.id]
        assert (now.body, now.n, now.prev_id, now.outcome, now.state) == (
            was.body, was.n, was.prev_id, was.outcome, was.state,
        )  # fmt: skip
        assert now.evidence == was.evidence
    next_one = person.save(AcknowledgeAlert(alert_id="alert-1", seen_count=2))
    assert (next_one.n, next_one.prev_id) == (3, saved[2].id), "the order of its aggregate goes on"
    worker.order(SendNow())
    wait_until(lambda: person.outbox.command(next_one.id).outcome is not None)
    worker.close()
    assert centre.commands_stored() == 5


@aside
def test_states_are_put_right_and_nothing_is_sent_twice(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    """The copy knows the commands, the centre knows two of the three: only the third is sent, under its own id."""
    home = tmp_path / "console"
    person = Person(home)
    known = [person.save(AcknowledgeAlert(alert_id=f"alert-{n}", seen_count=1)) for n in (1, 2)]
    worker = worker_on(home)
    worker.sign_in(centre.start(), "lanhdao")
    for command in known:
        person.wait(command, CommandState.RECEIVED)
    all_in(worker)
    worker.close()
    unknown = person.save(AssignAlert(alert_id="alert-2", to="U0001", to_name="P. Số 1"))
    lose(person, log_too=False)
    assert {x.state for x in person.outbox.commands()} == {CommandState.UNCONFIRMED}
    worker = worker_on(home)
    worker.sign_in(centre.url, "lanhdao")
    report = mended(worker, asked=True)
    assert mended(worker, asked=False).commands == report.commands
    assert report.put_right == 2 and report.commands == 3
    person.wait(unknown, CommandState.RECEIVED)
    worker.close()
    assert [person.outbox.command(x.id).attempts for x in known] == [0, 0], "their answers came without sending"
    assert person.outbox.command(unknown.id).body == unknown.body
    assert centre.commands_stored() == 3
