"""Directives in the outbox and over the mirror: many saved at once or none, and none gone in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ioc_domain import commands as c
from ioc_domain.codes import CommandState as S
from local_cache import outbox as outbox_module
from local_cache import store
from local_cache.directive_projection import ProjectedDirective, projected_directives
from local_cache.outbox import Outbox, SavedCommand
from tests import factories

from .centre import Centre
from .client import Client
from .test_outbox import pending


def order(number: int, **changes: Any) -> c.IssueDirective:
    """An order on a complaint, without evidence."""
    values: dict[str, Any] = {
        "complaint_id": number, "unit_code": "U0001", "text": "Dọn ngay.", "deadline_days": 1, "urgency": 0,
        "observed_status": 1, "observed_unit": "U0001", "observed_due": 0,
    }  # fmt: skip
    return c.IssueDirective(**(values | changes))


class Desk:
    """One console: cache, outbox, and the centre behind them."""

    def __init__(self, folder: Path, writer: store.Writer) -> None:
        self.centre = Centre()
        self.client = Client(writer, self.centre)
        self.outbox = Outbox(folder / "outbox.db")
        self.reader = store.open_reader(writer.path)

    def of(self, complaint: int) -> tuple[ProjectedDirective, ...]:
        """Directives on a complaint as the person sees them."""
        with self.reader.session() as session:
            return projected_directives(session, self.outbox.path, complaint)

    def accept(self, command: SavedCommand, seq: int) -> None:
        """The centre took it."""
        self.outbox.mark_sending(command.id, 200)
        self.outbox.mark_outcome(c.CommandOutcome(id=command.id, result="accepted", seq=seq), 201)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with store.open_writer(tmp_path / "cache.db") as writer:
        made = Desk(tmp_path, writer)
        yield made
        made.reader.close()


def test_many_are_saved_in_one_transaction_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with an id and a line in the second copy of its own; what fails in the middle keeps none."""
    box = Outbox(tmp_path / "outbox.db")
    orders = [order(n) for n in (1, 2, 3)]
    saved = box.save_all([pending(o) for o in orders])
    assert [command.payload for command in box.commands()] == orders
    assert len({command.aggregate for command in saved}) == 3
    copies = (tmp_path / "outbox.log").read_text(encoding="utf-8")
    assert all(command.id in copies for command in saved)
    real, calls = outbox_module.add_step, []

    def failing(*given: Any) -> None:
        calls.append(given)
        if len(calls) == 2:
            raise RuntimeError("in the middle")
        real(*given)

    monkeypatch.setattr(outbox_module, "add_step", failing)
    with pytest.raises(RuntimeError, match="in the middle"):
        box.save_all([pending(order(n)) for n in (4, 5, 6)])
    assert [command.payload for command in box.commands()] == orders
    assert (tmp_path / "outbox.log").read_text(encoding="utf-8") == copies


def test_a_directive_is_never_gone_in_between(desk: Desk) -> None:
    """Saved, sent, unconfirmed, accepted, pulled: it is there at each step, once, on its own complaint only."""
    desk.centre.put(factories.area(1))
    desk.client.bootstrap()
    assert desk.of(7) == ()
    [command] = desk.outbox.save_all([pending(order(7))])

    def one() -> ProjectedDirective:
        (found,) = desk.of(7)
        assert (found.record.id, desk.of(8)) == (command.id, ())
        return found

    assert (one().state, one().in_mirror, one().record.text) == (S.SAVED, False, "Dọn ngay.")
    desk.outbox.mark_sending(command.id, 150)
    assert one().state == S.SENDING
    desk.outbox.mark_unconfirmed(command.id, 151, code="timeout", detail="", retry_at=0)
    assert one().state == S.UNCONFIRMED
    desk.centre.put(factories.directive(7, id=command.id, number="CD-2026-0001", text="Dọn ngay."))
    desk.accept(command, seq=2)
    assert (one().state, one().in_mirror) == (S.RECEIVED, False)
    desk.client.pull()
    assert (one().state, one().in_mirror, one().record.number) == ("received", True, "CD-2026-0001")


@pytest.mark.parametrize(("act", "state"), [
    (c.AcceptDirective("directive-7"), "accepted"), (c.ReturnDirective("directive-7", "thiếu", 2), "returned"),
    (c.WithdrawDirective("directive-7", "nhầm"), "withdrawn"),
])
def test_what_was_done_about_one_shows_at_once(desk: Desk, act: c.Payload, state: str) -> None:
    """And not when the centre refused it."""
    desk.centre.put(factories.directive(7, state="answered", answered_at=5))
    desk.client.bootstrap()
    command = desk.outbox.save(pending(act))
    (found,) = desk.of(7)
    assert (found.state, found.record.state, [p.id for p in found.pending]) == (state, "answered", [command.id])
    desk.outbox.mark_sending(command.id, 200)
    desk.outbox.mark_outcome(c.CommandOutcome(id=command.id, result="refused", code="illegal_directive_move"), 201)
    (found,) = desk.of(7)
    assert found.state == "answered"
