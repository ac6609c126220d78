"""A person signs in while an attempt with the old session is still being refused: nothing waits for a sign-in then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ioc_console.sync.line import Answer, Kind, LineProblem
from ioc_console.sync.sending import Sender
from ioc_console.sync.tokens import SignedLine, Tokens
from ioc_domain.codes import CommandState
from ioc_domain.commands import AcknowledgeAlert
from local_cache.outbox import Outbox, PendingCommand
from tests.sync.test_outbox_full_at_the_answer import Accepting, Clock


class Refusing:
    """Refuses every session but the new one."""

    def call(self, method: str, path: str, *, access: str = "", **more: Any) -> Answer:
        """401, or what the new session gets."""
        if access == "new":
            return Accepting().call(method, path, **more)
        raise LineProblem(Kind.SIGNED_OUT, True, 401)


class Interrupted(Outbox):
    """Something happens between the two marks that a refused attempt leaves."""

    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    def mark_not_sent(self, *args: Any, **more: Any) -> Any:
        """The first of the two."""
        super().mark_not_sent(*args, **more)
        self.meanwhile()


def test_an_attempt_that_ends_after_the_sign_in_is_made_again(tmp_path: Path) -> None:
    """The loop has looked through what waits for a sign-in before the last attempt of the old session says so."""
    outbox = Interrupted(tmp_path / "outbox.db")
    saved = outbox.save(PendingCommand(AcknowledgeAlert("A1", 3), "d", "lan", 1_790_000_000))
    tokens = Tokens("old", "spent", lambda _: None)
    sender = Sender(SignedLine(Refusing(), tokens), outbox, "lan", Clock(), Random(1), lambda _: None, lambda: None)  # type: ignore[arg-type]
    (due,) = sender.due()

    def sign_in() -> None:
        tokens.replace("new", "good")
        sender.begin()

    outbox.meanwhile = sign_in
    sender.send(due)
    assert not tokens.signed_out
    assert outbox.command(saved.id).state is not CommandState.SIGN_IN
    sender.nudge()
    (again,) = sender.due()
    sender.send(again)
    assert outbox.command(saved.id).state is CommandState.RECEIVED


def test_the_same_without_a_sign_in_waits_for_one(tmp_path: Path) -> None:
    """Then it is said, and only a sign-in helps."""
    outbox = Outbox(tmp_path / "outbox.db")
    saved = outbox.save(PendingCommand(AcknowledgeAlert("A1", 3), "d", "lan", 1_790_000_000))
    tokens = Tokens("old", "", lambda _: None)
    line = SignedLine(Refusing(), tokens)  # type: ignore[arg-type]
    sender = Sender(line, outbox, "lan", Clock(), Random(1), lambda _: None, lambda: None)
    (due,) = sender.due()
    sender.send(due)
    assert tokens.signed_out and outbox.command(saved.id).state is CommandState.SIGN_IN
    assert sender.due() == []
    tokens.replace("new", "good")
    sender.begin()
    (again,) = sender.due()
    sender.send(again)
    assert outbox.command(saved.id).state is CommandState.RECEIVED


def test_a_token_of_before_says_nothing_of_the_new_one() -> None:
    """Refused is what was asked with."""
    tokens = Tokens("old", "spent", lambda _: None)
    tokens.replace("new", "good")
    tokens.refused("old")
    assert not tokens.signed_out
    tokens.refused("new")
    with pytest.raises(LineProblem):
        SignedLine(Refusing(), tokens).call("GET", "/v1/x")  # type: ignore[arg-type]
