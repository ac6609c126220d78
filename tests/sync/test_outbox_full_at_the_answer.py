"""The disk is full in the moment of an answer: the command is asked again under its id, without a restart."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from ioc_console.sync.line import Answer
from ioc_console.sync.sending import Sender
from ioc_console.sync.tokens import SignedLine, Tokens
from ioc_domain.codes import CommandState
from ioc_domain.commands import AcknowledgeAlert, CommandOutcome
from local_cache.outbox import Outbox, PendingCommand


class Clock:
    """Stands still."""

    def now(self) -> float:
        return 1_790_000_000.0

    def steady(self) -> float:
        return 1_000.0


class Accepting:
    """A data centre that accepts everything; the ids it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def call(self, method: str, path: str, **_: Any) -> Answer:
        """The outcome of a command."""
        self.asked.append(path.rsplit("/", 1)[1])
        return Answer(200, {}, msgspec.json.encode(CommandOutcome(self.asked[-1], "accepted", seq=7)))


class FullOnce(Outbox):
    """An outbox whose disk has no room when the first answer is to be kept."""

    full = True

    def mark_outcome(self, outcome: CommandOutcome, now: int) -> Any:
        """The answer."""
        if self.full:
            self.full = False
            raise sqlite3.OperationalError("database or disk is full")
        return super().mark_outcome(outcome, now)


def test_an_answer_that_could_not_be_kept_is_asked_for_again(tmp_path: Path) -> None:
    """The command does not stay `sending` until the next start; it is unconfirmed, sent again, and received."""
    outbox = FullOnce(tmp_path / "outbox.db")
    saved = outbox.save(PendingCommand(AcknowledgeAlert("A1", 3), "d", "lan", 1_790_000_000))
    centre = Accepting()
    line = SignedLine(centre, Tokens("access", "refresh", lambda _: None))  # type: ignore[arg-type]
    sender = Sender(line, outbox, "lan", Clock(), Random(1), lambda _: None, lambda: None)
    (due,) = sender.due()
    with pytest.raises(sqlite3.OperationalError):
        sender.send(due)
    assert outbox.command(saved.id).state is CommandState.SENDING
    (again,) = sender.due()
    assert again.state is CommandState.UNCONFIRMED
    sender.send(again)
    assert outbox.command(saved.id).state is CommandState.RECEIVED
    assert centre.asked == [saved.id, saved.id]
    assert sender.due() == []
