"""What a person did stays visible from the save until the mirror shows it, without a gap."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ioc_domain import commands as c
from ioc_domain.codes import AlertState, RequestState
from ioc_domain.codes import CommandState as S
from local_cache import store, sync_state
from local_cache.outbox import Outbox, PendingCommand, SavedCommand
from local_cache.pages import forget_settled
from local_cache.projection import ProjectedAlert, ProjectedRequest, projected_alerts, projected_requests
from tests import factories

from .centre import Centre
from .client import Client
from .test_outbox import EVIDENCE, pending, request


class Desk:
    """One console: cache, outbox, and the centre behind them."""

    def __init__(self, folder: Path, writer: store.Writer) -> None:
        self.centre = Centre()
        self.client = Client(writer, self.centre)
        self.outbox = Outbox(folder / "outbox.db")
        self.reader = store.open_reader(writer.path)

    def requests(self) -> tuple[ProjectedRequest, ...]:
        with self.reader.session() as session:
            return projected_requests(session, self.outbox.path)

    def alert(self) -> ProjectedAlert:
        with self.reader.session() as session:
            (found,) = projected_alerts(session, self.outbox.path, name="Trần B")
        return found

    def save(self, payload: c.Payload) -> SavedCommand:
        return self.outbox.save(pending(payload), EVIDENCE)

    def accept(self, command: SavedCommand, seq: int) -> None:
        self.outbox.mark_sending(command.id, 200)
        self.outbox.mark_outcome(c.CommandOutcome(id=command.id, result="accepted", seq=seq), 201)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with store.open_writer(tmp_path / "cache.db") as writer:
        made = Desk(tmp_path, writer)
        yield made
        made.reader.close()


def test_without_anything(desk: Desk) -> None:
    """No outbox file, no requests."""
    assert desk.requests() == ()
    assert not desk.outbox.path.exists()


def test_a_request_is_never_gone_in_between(desk: Desk) -> None:
    """Saved, sent, accepted, not yet pulled, pulled, settled: it is there at each step, once."""
    desk.centre.put(factories.area(1))
    desk.client.bootstrap()
    command = desk.save(request())

    def one() -> ProjectedRequest:
        (found,) = desk.requests()
        assert found.record.id == command.id
        return found

    assert (one().state, one().in_mirror, one().record.question) == (S.SAVED, False, "Vì sao?")
    desk.outbox.mark_sending(command.id, 150)
    assert one().state == S.SENDING
    desk.outbox.mark_unconfirmed(command.id, 151, code="timeout", detail="", retry_at=0)
    assert one().state == S.UNCONFIRMED
    # The centre took it: its row and its effect are number 2 of the feed.
    desk.centre.put(factories.explanation_request(1, id=command.id, state="received"))
    desk.accept(command, seq=2)
    assert (one().state, one().in_mirror, one().issued is not None) == (S.RECEIVED, False, True)
    desk.client.pull()
    found = one()
    assert (found.state, found.in_mirror, found.issued, found.pending) == (RequestState.RECEIVED, True, None, ())
    assert found.record.number == "GT-2026-0001"
    desk.outbox.settle([], sync_state.read_state(desk.client.connection).applied_to, 300)
    assert one() == found


def test_the_trailer_settles_when_the_answer_was_lost(desk: Desk) -> None:
    """The page brings the row and the id in one transaction: no moment shows both."""
    desk.centre.put(factories.area(1))
    desk.client.bootstrap()
    command = desk.save(request())
    desk.outbox.mark_sending(command.id, 150)
    desk.outbox.mark_unconfirmed(command.id, 151, code="timeout", detail="", retry_at=900)
    desk.centre.put(factories.explanation_request(1, id=command.id))
    desk.centre.commands[2] = [command.id]
    desk.client.pull()
    (found,) = desk.requests()
    assert (found.in_mirror, found.issued) == (True, None)
    desk.outbox.settle([command.id], 2, 300)
    forget_settled(desk.client.connection, [command.id])
    assert desk.requests() == (found,)


@pytest.mark.parametrize(
    ("payload", "state"),
    [
        (c.AcceptExplanation(request_id="request-1"), RequestState.ACCEPTED),
        (c.ReturnExplanation(request_id="request-1", reason="thiếu", deadline_days=3), RequestState.RETURNED),
        (c.WithdrawRequest(request_id="request-1", reason="nhầm"), RequestState.WITHDRAWN),
    ],
)
def test_acts_on_a_request(desk: Desk, payload: c.Payload, state: RequestState) -> None:
    """The new state shows at once; a refused act leaves the centre's state and is listed beside it."""
    desk.centre.put(factories.explanation_request(1, state="answered"))
    desk.client.bootstrap()
    command = desk.save(payload)
    (found,) = desk.requests()
    assert (found.state, [x.id for x in found.pending]) == (state, [command.id])
    desk.outbox.mark_sending(command.id, 150)
    desk.outbox.mark_refused(command.id, 151, code="forbidden", detail="")
    (found,) = desk.requests()
    assert (found.state, [x.state for x in found.pending]) == (RequestState.ANSWERED, [S.REFUSED])
    desk.outbox.withdraw(command.id, 160)
    (found,) = desk.requests()
    assert (found.state, found.pending) == (RequestState.ANSWERED, ())


def test_acts_on_an_alert(desk: Desk) -> None:
    """Acknowledged, assigned, shelved: in the order they were done, until the feed shows them."""
    desk.centre.put(factories.alert(1))
    desk.client.bootstrap()
    first = desk.save(c.AcknowledgeAlert(alert_id="alert-1", seen_count=1))
    assert (desk.alert().record.state, desk.alert().record.owner_name) == (AlertState.ACKNOWLEDGED, "Trần B")
    desk.save(c.AssignAlert(alert_id="alert-1", to="U7", to_name="Sở Y tế"))
    assert (desk.alert().record.state, desk.alert().record.owner_name) == (AlertState.ASSIGNED, "Sở Y tế")
    last = desk.save(c.ShelveAlert(alert_id="alert-1", until=999, reason="đang sửa"))
    assert (desk.alert().record.state, desk.alert().record.shelved_until) == (AlertState.SHELVED, 999)
    assert len(desk.alert().pending) == 3
    desk.centre.put(factories.alert(1, state="acknowledged", owner="a1"))
    desk.accept(first, seq=2)
    assert len(desk.alert().pending) == 3, "accepted, but the mirror is not there yet"
    desk.client.pull()
    assert len(desk.alert().pending) == 2
    desk.outbox.withdraw(last.id, 170)
    assert desk.alert().record.state == AlertState.ASSIGNED


def test_a_withdrawn_request_disappears(desk: Desk) -> None:
    """Taken back before it left: nothing to show."""
    command = desk.outbox.save(PendingCommand(request(), "d", "a", 100), EVIDENCE)
    assert len(desk.requests()) == 1
    desk.outbox.withdraw(command.id, 110)
    assert desk.requests() == ()
