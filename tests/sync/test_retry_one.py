""" "Retry now" at one command: that one is tried, with what must go before it in its aggregate, and nothing else."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from ioc_console.sync.line import Answer, Kind, LineProblem
from ioc_console.sync.sending import Sender
from ioc_console.sync.tokens import SignedLine, Tokens
from ioc_domain.codes import CommandState as S
from ioc_domain.commands import AcknowledgeAlert, CommandOutcome
from local_cache.outbox import Outbox, PendingCommand

NOW = 1_790_000_000


class Clock:
    """Moved by the test."""

    passed = 0.0

    def now(self) -> float:
        return NOW + self.passed

    def steady(self) -> float:
        return 1_000.0 + self.passed


class Line:
    """A data centre that accepts everything, behind a line that may be down; the ids that were tried."""

    def __init__(self) -> None:
        self.problem: LineProblem | None = None
        self.tried: list[str] = []

    def call(self, method: str, path: str, **_: Any) -> Answer:
        self.tried.append(path.rsplit("/", 1)[1])
        if self.problem is not None:
            raise self.problem
        return Answer(200, {}, msgspec.json.encode(CommandOutcome(self.tried[-1], "accepted", seq=7)))


class Desk:
    """An outbox with two commands of alert A1 and one of A2, and who sends them."""

    def __init__(self, folder: Path) -> None:
        self.outbox, self.line, self.clock = Outbox(folder / "outbox.db"), Line(), Clock()
        signed = SignedLine(self.line, Tokens("access", "refresh", lambda _: None))  # type: ignore[arg-type]
        self.sender = Sender(signed, self.outbox, "lan", self.clock, Random(1), lambda _: None, lambda: None)
        self.first, self.second, self.other = (
            self.outbox.save(PendingCommand(AcknowledgeAlert(alert, n), "d", "lan", NOW)).id
            for n, alert in enumerate(("A1", "A1", "A2"), 1)
        )

    def send(self) -> list[str]:
        """All that may go now, until nothing may; returns what was tried, in order."""
        self.line.tried.clear()
        while due := self.sender.due():
            for command in due:
                self.sender.send(command)
        return self.line.tried

    def states(self) -> list[S]:
        return [self.outbox.command(c).state for c in (self.first, self.second, self.other)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


DOWN = LineProblem(Kind.REFUSED, False)


def test_on_a_dead_line_only_that_one_is_tried(desk: Desk) -> None:
    """All are held back; one is let through once, and the failure holds it back again."""
    desk.line.problem = DOWN
    assert sorted(desk.send()) == sorted([desk.first, desk.other])
    assert desk.send() == []
    desk.sender.nudge_one(desk.other)
    assert desk.send() == [desk.other]
    assert desk.send() == []
    assert desk.states() == [S.SAVED, S.SAVED, S.SAVED]


def test_what_must_go_before_it_goes_first(desk: Desk) -> None:
    """The second of an alert takes the first along; the other alert waits for the end of the pause."""
    desk.line.problem = DOWN
    desk.send()
    desk.line.problem = None
    desk.sender.nudge_one(desk.second)
    assert desk.send() == [desk.first, desk.second]
    assert desk.states() == [S.RECEIVED, S.RECEIVED, S.SAVED]
    desk.clock.passed += 301
    assert desk.send() == [desk.other]


def test_the_first_that_fails_ends_it(desk: Desk) -> None:
    """Nothing goes round in circles while the line stays dead: one attempt for one press."""
    desk.line.problem = DOWN
    desk.send()
    desk.sender.nudge_one(desk.second)
    assert desk.send() == [desk.first]
    assert desk.sender.pause() > 0


def test_times_of_their_own_are_passed_over_for_that_one_only(desk: Desk) -> None:
    """On a good line: each waits for its own time, and only the one that was pressed does not."""
    for command in (desk.first, desk.other):
        desk.outbox.mark_sending(command, NOW)
        desk.outbox.mark_unconfirmed(command, NOW, code="in_progress", detail="", retry_at=NOW + 200)
    assert desk.send() == []
    desk.sender.nudge_one(desk.first)
    assert desk.send() == [desk.first, desk.second]
    assert desk.states() == [S.RECEIVED, S.RECEIVED, S.UNCONFIRMED]
    desk.sender.nudge()
    assert desk.send() == [desk.other]


def test_another_persons_command_is_not_sent(desk: Desk) -> None:
    """Nor one that is gone."""
    theirs = desk.outbox.save(PendingCommand(AcknowledgeAlert("A3", 1), "d", "hoa", NOW)).id
    desk.line.problem = DOWN
    desk.send()
    desk.sender.nudge_one(theirs)
    desk.sender.nudge_one("0" * 36)
    assert desk.send() == []
