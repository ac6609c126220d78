"""The judge of histories is judged: it lets good ones pass and rejects each kind of bad one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.history import History, of_outbox, violations


def told(*lines: str) -> History:
    """A history from short lines `console step command`; time goes on by one each line.

    `save x/2` saves command `x2` (on another console than A: `Bx2`), the second of the aggregate `x`; `backup` and
    `restore` are the centre's.
    """
    history = History()
    backup = 0
    for at, line in enumerate(lines):
        words = line.split()
        match words:
            case ["backup"]:
                backup = history.mark()
            case ["restore"]:
                history.restored(backup, at)
            case [console, "save", name]:
                aggregate, _, n = name.partition("/")
                command = f"{aggregate}{n}" if console == "A" else f"{console}{aggregate}{n}"
                history.saved(console, command, aggregate, int(n), at)
            case [console, step, command]:
                act: Callable[..., None] = getattr(history, step)
                act(console, command, at)
    return history


GOOD = {
    "acknowledged": (["A save x/1", "A invoked x1", "A ok x1"], ["x1"]),
    "asked again after no answer": (
        ["A save x/1", "A invoked x1", "A unknown x1", "A invoked x1", "A ok x1"],
        ["x1"],
    ),
    "refused, the next goes on": (
        ["A save x/1", "A save x/2", "A invoked x1", "A refused x1", "A invoked x2", "A ok x2"],
        ["x2"],
    ),
    "two aggregates at once": (
        ["A save x/1", "A save y/1", "A invoked x1", "A invoked y1", "A ok y1", "A ok x1"],
        ["x1", "y1"],
    ),
    "two consoles on one thing": (
        ["A save x/1", "B save x/1", "A invoked x1", "B invoked Bx1", "B ok Bx1", "A refused x1"],
        ["Bx1"],
    ),
    "taken back": (["A save x/1", "A invoked x1", "A not_sent x1", "A taken_back x1"], []),
    "undone by a restore": (["A save x/1", "backup", "A invoked x1", "A ok x1", "restore"], []),
    "done again after a restore": (
        ["A save x/1", "backup", "A invoked x1", "A refused x1", "restore", "A invoked x1", "A ok x1"],
        ["x1"],
    ),
    "kept by a restore": (["A save x/1", "A invoked x1", "A ok x1", "backup", "restore"], ["x1"]),
}

BAD = {
    "lost": (["A save x/1", "A invoked x1", "A ok x1"], [], "acknowledged, and has no effect"),
    "done twice": (["A save x/1", "A invoked x1", "A ok x1"], ["x1", "x1"], "2 effects"),
    "unknown and done twice": (
        ["A save x/1", "A invoked x1", "A unknown x1", "A invoked x1", "A unknown x1"],
        ["x1", "x1"],
        "2 effects",
    ),
    "refused and done": (["A save x/1", "A invoked x1", "A refused x1"], ["x1"], "refused, and has an effect"),
    "never sent and done": (["A save x/1"], ["x1"], "never sent, and has an effect"),
    "out of nowhere": (["A save x/1", "A invoked x1", "A ok x1"], ["x1", "z1"], "nobody saved"),
    "two answers": (["A save x/1", "A invoked x1", "A ok x1", "A refused x1"], ["x1"], "ok, then refused"),
    "answered and never sent": (["A save x/1", "A ok x1"], ["x1"], "never sent"),
    "sent before it was saved": (["A invoked x1"], [], "before it was saved"),
    "saved twice": (["A save x/1", "A save x/1", "A invoked x1", "A ok x1"], ["x1"], "saved twice"),
    "overtaken on the way out": (
        ["A save x/1", "A save x/2", "A invoked x2", "A ok x2", "A invoked x1", "A ok x1"],
        ["x1", "x2"],
        "comes before it",
    ),
    "overtaken at the centre": (
        ["A save x/1", "A save x/2", "A invoked x1", "A ok x1", "A invoked x2", "A ok x2"],
        ["x2", "x1"],
        "which comes after it",
    ),
    "sent while the one before is unknown": (
        [
            *("A save x/1", "A save x/2", "A invoked x1", "A unknown x1"),
            *("A invoked x2", "A ok x2", "A invoked x1", "A ok x1"),
        ],
        ["x1", "x2"],
        "of the same aggregate is unanswered",
    ),
    "left out after a restore": (
        ["A save x/1", "backup", "A invoked x1", "A ok x1", "restore", "A save x/2", "A invoked x2", "A ok x2"],
        ["x2"],
        "left out",
    ),
    "unknown, not sent, taken back": (
        ["A save x/1", "A invoked x1", "A unknown x1", "A invoked x1", "A not_sent x1", "A taken_back x1"],
        [],
        "may have it",
    ),
    "unknown for ever": (["A save x/1", "A invoked x1", "A unknown x1"], ["x1"], "unanswered after healing"),
    "never tried": (["A save x/1"], [], "unanswered after healing"),
    "taken back and done": (
        ["A save x/1", "A invoked x1", "A not_sent x1", "A taken_back x1"],
        ["x1"],
        "taken back, and has an effect",
    ),
    "taken back too late": (["A save x/1", "A invoked x1", "A unknown x1", "A taken_back x1"], [], "may have it"),
    "sent after it was taken back": (
        ["A save x/1", "A taken_back x1", "A invoked x1", "A ok x1"],
        ["x1"],
        "sent after it was taken back",
    ),
    "a restore excuses nothing older": (
        ["A save x/1", "A invoked x1", "A ok x1", "backup", "restore"],
        [],
        "acknowledged, and has no effect",
    ),
    "a restore excuses nothing younger": (
        ["A save x/1", "backup", "restore", "A invoked x1", "A ok x1"],
        [],
        "acknowledged, and has no effect",
    ),
    "a restore does not double": (
        ["A save x/1", "backup", "A invoked x1", "A ok x1", "restore", "A invoked x1", "A ok x1"],
        ["x1", "x1"],
        "2 effects",
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_history_passes(name: str) -> None:
    """Nothing is said against a history in which every promise was kept."""
    lines, effects = GOOD[name]
    assert violations(told(*lines), effects) == []


@pytest.mark.parametrize("name", BAD)
def test_a_bad_history_is_rejected(name: str) -> None:
    """Each kind of broken promise is found and named."""
    lines, effects, complaint = BAD[name]
    found = violations(told(*lines), effects)
    assert any(complaint in line for line in found), found


def test_before_healing_the_unanswered_is_no_fault() -> None:
    """A command may be under way while faults last, and have an effect or none."""
    history = told("A save x/1", "A save y/1", "A invoked x1", "A unknown x1")
    assert violations(history, ["x1"], healed=False) == []
    assert violations(history, [], healed=False) == []


def test_time_that_goes_back_is_rejected() -> None:
    """Events stand in the order of one clock."""
    history = told("A save x/1", "A invoked x1", "A ok x1")
    history.events[1], history.events[2] = history.events[2], history.events[1]
    assert any("after an event at" in line for line in violations(history, ["x1"]))


def test_counts_name_each_command_once() -> None:
    """A command asked again ten times is one command."""
    history = told("A save x/1", *["A invoked x1", "A unknown x1"] * 2, "A invoked x1", "A ok x1")
    assert history.counts() == {"acknowledged": 1, "refused": 0, "unknown_at_some_time": 1}


def test_an_outbox_tells_the_same_history() -> None:
    """Steps that an outbox kept are read as the events they were."""
    from dataclasses import dataclass

    @dataclass
    class Kept:
        id: str
        aggregate: str
        n: int

    @dataclass
    class Line:
        at: int
        state: str

    steps = {
        "x1": [Line(1, "saved"), Line(2, "sending"), Line(3, "saved"), Line(4, "sending"), Line(5, "unconfirmed"),
               Line(6, "sending"), Line(7, "received")],
        "x2": [Line(1, "saved"), Line(8, "sending"), Line(9, "needs_decision")],
    }  # fmt: skip
    history = History()
    of_outbox("A", [Kept("x1", "x", 1), Kept("x2", "x", 2)], steps.__getitem__, history)
    assert [event.step for event in history.events if event.command == "x1"] == [
        "saved", "invoked", "not_sent", "invoked", "unknown", "invoked", "ok",
    ]  # fmt: skip
    assert violations(history, ["x1"]) == []
    assert violations(history, ["x1", "x2"]) != []
