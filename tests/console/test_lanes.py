"""Work runs off the GUI thread and its answer comes back into it, or is dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication

from ioc_console.lanes import InlineLanes, Lane, Lanes
from ioc_console.notices import Level, Notice, Notices

Until = Callable[..., None]


@pytest.fixture
def notices(qt: QApplication) -> Notices:
    return Notices()


@pytest.fixture
def lanes(notices: Notices) -> Iterator[Lanes]:
    made = Lanes(notices)
    yield made
    made.close()


def test_work_runs_elsewhere_and_answers_here(qt: QApplication, lanes: Lanes, until: Until) -> None:
    owner, seen = QObject(), []
    here = QThread.currentThread()
    lanes.run(Lane.READ, threading.get_ident, owner=owner,
              done=lambda ident: seen.append((ident, QThread.currentThread())))
    until(lambda: seen)
    ident, thread = seen[0]
    assert ident != threading.get_ident()
    assert thread is here
    assert lanes.busy == 0


def test_writes_run_in_order_and_never_together(qt: QApplication, lanes: Lanes, until: Until) -> None:
    owner, order, together, inside = QObject(), [], [], []

    def work(n: int) -> int:
        inside.append(n)
        together.append(len(inside))
        threading.Event().wait(0.002)
        inside.remove(n)
        return n

    for n in range(20):
        lanes.run(Lane.WRITE, lambda n=n: work(n), owner=owner, done=order.append)
    until(lambda: len(order) == 20)
    assert order == list(range(20))
    assert set(together) == {1}


def test_a_dead_owner_gets_nothing(qt: QApplication, lanes: Lanes, until: Until) -> None:
    import shiboken6

    gate, owner, seen = threading.Event(), QObject(), []
    lanes.run(Lane.READ, gate.wait, owner=owner, done=seen.append)
    shiboken6.delete(owner)
    gate.set()
    until(lambda: lanes.busy == 0)
    assert seen == []


@pytest.mark.expected_log("unhandled failure")
def test_a_failure_nobody_handles_becomes_a_notice_without_a_traceback(
    qt: QApplication, notices: Notices, lanes: Lanes, until: Until
) -> None:
    told: list[Notice] = []
    notices.posted.connect(told.append)

    def fail() -> None:
        raise RuntimeError("the inner reason")

    lanes.run(Lane.READ, fail, owner=notices)
    until(lambda: told)
    assert told[0].level is Level.ERROR
    assert "Traceback" not in told[0].text
    assert "the inner reason" not in told[0].text
    assert "the inner reason" in told[0].detail


def test_a_failure_handler_takes_the_failure(qt: QApplication, notices: Notices, lanes: Lanes, until: Until) -> None:
    failures: list[Exception] = []
    told: list[Notice] = []
    notices.posted.connect(told.append)
    lanes.run(Lane.READ, lambda: 1 // 0, owner=notices, failed=failures.append)
    until(lambda: failures)
    assert isinstance(failures[0], ZeroDivisionError)
    assert told == []


def test_nothing_runs_after_the_end_and_waiting_work_is_dropped(qt: QApplication, notices: Notices) -> None:
    lanes = Lanes(notices)
    gate, entered, ran = threading.Event(), threading.Event(), []

    def first() -> None:
        entered.set()
        gate.wait()

    lanes.run(Lane.WRITE, first, owner=notices)
    lanes.run(Lane.WRITE, lambda: ran.append("waiting"), owner=notices)
    assert entered.wait(5)
    closer = threading.Thread(target=lanes.close)
    closer.start()
    gate.set()
    closer.join(5)
    lanes.run(Lane.WRITE, lambda: ran.append("late"), owner=notices)
    assert ran == []


def test_inline_lanes_answer_at_once(qt: QApplication, notices: Notices) -> None:
    lanes, seen = InlineLanes(notices), []
    lanes.run(Lane.READ, lambda: 7, owner=notices, done=seen.append)
    assert seen == [7]
    lanes.close()
