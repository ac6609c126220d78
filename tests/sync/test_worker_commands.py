"""Commands over bad lines: one effect each, in order, under the same id, and never "failed" after a time-out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from data_centre import models
from ioc_domain.channel import Link, OutboxChanged, Progress, PullNow, SendNow
from ioc_domain.codes import CommandState
from ioc_domain.commands import AcknowledgeAlert, AssignAlert, IssueExplanationRequest, Payload
from ioc_domain.entities import BY_NAME
from ioc_domain.evidence import Evidence, freeze
from local_cache.outbox import Outbox, PendingCommand, SavedCommand
from tests import factories
from tests.sync.processes import RealCentre, Worker, cached_rows
from tests.sync.small_servers import Exchange
from tests.sync.test_worker_faults import all_in, problem, relayed, wait_until

Starts = Callable[..., Worker]
DEVICE = "máy thử"


class Person:
    """Somebody at the console: saves commands in its outbox and tells the sync process."""

    def __init__(self, home: Path, account: str = "lanhdao") -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.outbox = Outbox(home / "outbox.db")
        self.account = account

    def save(self, payload: Payload, evidence: bytes | None = None) -> SavedCommand:
        """Save a command."""
        pending = PendingCommand(payload=payload, device=DEVICE, account=self.account, saved_at=factories.T0)
        return self.outbox.save(pending, evidence)

    def state(self, command: SavedCommand) -> CommandState:
        """State of a command now."""
        return self.outbox.command(command.id).state

    def states(self, command: SavedCommand) -> list[CommandState]:
        """States a command has gone through."""
        return [step.state for step in self.outbox.history(command.id)]

    def wait(self, command: SavedCommand, state: CommandState) -> None:
        """Wait until a command is in that state."""
        wait_until(lambda: self.state(command) is state, 40.0)


def alert_state(home: Path, n: int) -> str:
    """State of an alert in the cache."""
    place = BY_NAME["alert"].columns.index("state")
    return str(next(r[place] for r in cached_rows(home, BY_NAME["alert"]) if r[0] == f"alert-{n}"))


def request_with_evidence() -> tuple[IssueExplanationRequest, bytes]:
    """A request about an indicator of the filled data centre, with what its author saw."""
    seen = Evidence(
        kind="indicator", subject="v2:C0001", title="Chỉ tiêu 1", unit_of_measure="%", area_code="79",
        area_name="Thành phố", period="2026-10", frozen_at=factories.T0, cursor="x:1", value=51.0,
        status="preliminary", revision=1, known_at=factories.T0, source="Nguồn 1", plan=60.0, same_period=None,
        forecast=55.0, forecast_low=52.0, forecast_high=58.0, standing="at_risk", rule="2026-1", catalogue="v2",
        previous_value=None, points=[],
    )  # fmt: skip
    sha256, data = freeze(seen)
    payload = IssueExplanationRequest(
        unit_code="U0001", subject_kind="indicator", subject="v2:C0001", title="Chỉ tiêu 1", area_code="79",
        period="2026-10", question="Vì sao thấp hơn kế hoạch?", deadline_days=5, urgency=0, requires=["cause"],
        evidence=sha256, value=51.0, plan=60.0, standing="at_risk", observed_revision=1, insist=True,
    )  # fmt: skip
    return payload, data


def test_an_answer_lost_after_the_commit_means_one_effect(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    home = tmp_path / "console"
    person = Person(home)
    lost = threading.Event()

    def lose(exchange: Exchange, *_: object) -> bool:
        if exchange.command != "PUT" or "/v1/commands/" not in exchange.path or lost.is_set():
            return False
        lost.set()
        exchange.hang_up()
        return True

    with relayed(centre) as relay:
        relay.meddle = lose
        worker = worker_on(home)
        worker.sign_in(relay.url, "lanhdao", centre.url)
        all_in(worker)
        saved = person.save(AcknowledgeAlert(alert_id="alert-1", seen_count=1))
        worker.order(SendNow())
        wait_until(lambda: bool(person.outbox.command(saved.id).settled_at), 40.0)
        bodies = [body for method, path, _, body in relay.seen if method == "PUT" and saved.id in path]
        worker.close()
    assert lost.is_set()
    states = person.states(saved)
    assert CommandState.UNCONFIRMED in states and person.state(saved) is CommandState.RECEIVED
    assert all(body == saved.body for body in bodies), "byte for byte, each time"
    assert centre.commands_stored() == 1
    assert alert_state(home, 1) == "acknowledged"


def test_commands_wait_for_the_line_and_go_by_themselves(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    home = tmp_path / "console"
    person = Person(home)
    worker = worker_on(home)
    worker.sign_in(centre.start(), "lanhdao")
    all_in(worker)
    centre.kill()
    worker.wait_link(Link.OFFLINE)
    first = person.save(AcknowledgeAlert(alert_id="alert-1", seen_count=1))
    second = person.save(AssignAlert(alert_id="alert-1", to="U0001", to_name="P. Số 1"))
    other = person.save(AcknowledgeAlert(alert_id="alert-2", seen_count=2))
    worker.order(SendNow())
    wait_until(lambda: person.outbox.command(first.id).attempts > 0)
    assert worker.wait_for(lambda e: isinstance(e, OutboxChanged) and e.waiting == 3)
    centre.start()
    for command in (first, second, other):
        person.wait(command, CommandState.RECEIVED)
    assert CommandState.UNCONFIRMED not in person.states(first), "a refused connection leaves nothing in doubt"
    told = [p for p in (first, second) if person.outbox.command(p.id).outcome is not None]
    seqs = [person.outbox.command(c.id).outcome.seq for c in told]  # type: ignore[union-attr]
    assert seqs == sorted(seqs) and len(seqs) == 2, "in the order they were saved"
    wait_until(lambda: alert_state(home, 1) == "assigned")
    worker.close()
    assert centre.commands_stored() == 3


def test_a_request_goes_with_its_evidence_first(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    home = tmp_path / "console"
    person = Person(home)
    payload, data = request_with_evidence()
    with relayed(centre) as relay:
        saved = person.save(payload, data)
        worker = worker_on(home)
        worker.sign_in(relay.url, "lanhdao", centre.url)
        person.wait(saved, CommandState.RECEIVED)
        puts = [(path, body) for method, path, _, body in relay.seen if method == "PUT"]
        assert [p for p, _ in puts] == [f"/v1/evidence/{payload.evidence}", f"/v1/commands/{saved.id}"]
        assert puts[0][1] == data and puts[1][1] == saved.body
        ids = lambda: [r[0] for r in cached_rows(home, BY_NAME["explanation_request"])]  # noqa: E731
        wait_until(lambda: saved.id in ids())
        wait_until(lambda: bool(person.outbox.command(saved.id).settled_at))
        worker.close()


def test_a_restored_data_centre_is_given_evidence_and_predecessors_again(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    home = tmp_path / "console"
    person = Person(home)
    first = person.save(AcknowledgeAlert(alert_id="alert-1", seen_count=1))
    worker = worker_on(home)
    worker.sign_in(centre.start(), "lanhdao")
    person.wait(first, CommandState.RECEIVED)
    with centre.database.write() as connection:
        connection.execute(sa.delete(models.metadata.tables["command"]))
    second = person.save(AssignAlert(alert_id="alert-1", to="U0001", to_name="P. Số 1"))
    worker.order(SendNow())
    person.wait(second, CommandState.RECEIVED)
    worker.close()
    assert second.prev_id == first.id
    assert centre.commands_stored() == 2


def test_a_refused_command_says_why_and_blocks_only_its_own(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    person = Person(tmp_path / "console")
    wrong = person.save(AcknowledgeAlert(alert_id="no-such-alert", seen_count=1))
    right = person.save(AcknowledgeAlert(alert_id="alert-2", seen_count=2))
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    person.wait(wrong, CommandState.REFUSED)
    person.wait(right, CommandState.RECEIVED)
    assert person.outbox.command(wrong.id).problem_code
    worker.wait_for(lambda e: isinstance(e, OutboxChanged) and e.refused == 1 and e.waiting == 0)
    worker.close()


def test_without_a_session_commands_wait_for_a_sign_in(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    person = Person(tmp_path / "console")
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    all_in(worker)
    with centre.database.write() as connection:
        connection.execute(sa.update(models.session).values(ended_at=1))
    saved = person.save(AcknowledgeAlert(alert_id="alert-1", seen_count=1))
    worker.order(SendNow())
    person.wait(saved, CommandState.SIGN_IN)
    worker.wait_link(Link.SIGNED_OUT)
    worker.sign_in(centre.url, "lanhdao")
    person.wait(saved, CommandState.RECEIVED)
    worker.close()
    assert centre.commands_stored() == 1


def test_a_pull_that_meets_the_401_first_tells_the_commands(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    person = Person(tmp_path / "console")
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    all_in(worker)
    with centre.database.write() as connection:
        connection.execute(sa.update(models.session).values(ended_at=1))
    worker.order(PullNow())
    worker.wait_link(Link.SIGNED_OUT)
    saved = person.save(AcknowledgeAlert(alert_id="alert-1", seen_count=1))
    worker.order(SendNow())
    person.wait(saved, CommandState.SIGN_IN)
    worker.sign_in(centre.url, "lanhdao")
    person.wait(saved, CommandState.RECEIVED)
    worker.close()


def test_a_sick_data_centre_leaves_a_command_unconfirmed_not_failed(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    person = Person(tmp_path / "console")
    sick = threading.Event()
    sick.set()
    with relayed(centre) as relay:
        relay.before = lambda e: sick.is_set() and "/v1/commands/" in e.path and problem(e, 500, "internal")
        worker = worker_on()
        worker.sign_in(relay.url, "lanhdao", centre.url)
        saved = person.save(AcknowledgeAlert(alert_id="alert-1", seen_count=1))
        worker.order(SendNow())
        person.wait(saved, CommandState.UNCONFIRMED)
        sick.clear()
        worker.order(SendNow())
        person.wait(saved, CommandState.RECEIVED)
        worker.close()


def test_a_command_does_not_wait_for_a_bootstrap(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    person = Person(tmp_path / "console")
    goes_on = threading.Event()
    held = threading.Event()

    def hold(exchange: Exchange) -> bool:
        if "/complaint/" in exchange.path and "/parts/" in exchange.path:
            held.set()
            goes_on.wait(60)
        return False

    with relayed(centre) as relay:
        relay.before = hold
        worker = worker_on()
        worker.sign_in(relay.url, "lanhdao", centre.url)
        wait_until(held.is_set, 60.0)
        saved = person.save(AcknowledgeAlert(alert_id="alert-1", seen_count=1))
        worker.order(SendNow())
        person.wait(saved, CommandState.RECEIVED)
        assert not [e for e in worker.events if isinstance(e, Progress) and e.finished]
        goes_on.set()
        all_in(worker)
        worker.close()


def test_commands_of_another_account_stay_where_they_are(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    home = tmp_path / "console"
    centre.account("khac")
    theirs = Person(home, "khac").save(AcknowledgeAlert(alert_id="alert-1", seen_count=1))
    person = Person(home)
    mine = person.save(AcknowledgeAlert(alert_id="alert-2", seen_count=2))
    worker = worker_on(home)
    worker.sign_in(centre.start(), "lanhdao")
    person.wait(mine, CommandState.RECEIVED)
    worker.close()
    assert person.state(theirs) is CommandState.SAVED
