"""A view model loads when shown, reloads once for many changes, and drops late answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import QObject

from ioc_console.context import Context
from ioc_console.lanes import Lane, Lanes
from ioc_console.notices import Notices
from ioc_console.view_model import Failed, Loading, Ready, ViewModel
from ioc_domain.channel import Link, LinkChanged, RowsChanged
from local_cache.segments import Cancelled

Until = Callable[..., None]


class _HeldLanes(Lanes):
    """Keeps work until the test lets it answer, in any order."""

    def __init__(self) -> None:
        super().__init__(Notices())
        self.held: list[Callable[[], None]] = []

    def run(self, lane: Lane, work: Callable[[], Any], *, owner: QObject, done: Any = None, failed: Any = None) -> None:
        def answer() -> None:
            try:
                value = work()
            except Exception as error:
                failed(error)
            else:
                done(value)

        self.held.append(answer)


class _Counter(ViewModel[int]):
    watches: ClassVar[frozenset[str]] = frozenset({"alert"})
    answer: Callable[[], int] = staticmethod(lambda: 0)
    queries = 0

    def query(self) -> Callable[[Any], int]:
        self.queries += 1
        answer = self.answer
        return lambda session: answer()


@pytest.fixture
def lanes() -> _HeldLanes:
    return _HeldLanes()


@pytest.fixture
def model(make_context: Callable[..., Context], lanes: _HeldLanes) -> _Counter:
    model = _Counter(make_context(lanes=lanes))
    yield model
    lanes.close()


def test_nothing_is_loaded_before_it_is_shown(model: _Counter, lanes: _HeldLanes) -> None:
    model.context.sync.rows_changed.emit(frozenset({"alert"}))
    assert lanes.held == []
    assert isinstance(model.state, Loading)
    model.set_shown(True)
    model.reload()
    assert lanes.held


def test_a_load_goes_from_loading_to_ready_with_its_age(model: _Counter, lanes: _HeldLanes) -> None:
    model.context.sync.take(LinkChanged(Link.ONLINE, 5, 1000))
    model.answer = lambda: 42
    model.set_shown(True)
    assert model.state == Loading(None)
    lanes.held.pop()()
    assert model.state == Ready(42, 1000)


def test_a_late_answer_of_an_earlier_load_is_dropped(model: _Counter, lanes: _HeldLanes) -> None:
    model.set_shown(True)
    model.answer = lambda: 1
    model.reload()
    model.answer = lambda: 2
    model.reload()
    _first, earlier, newest = lanes.held
    newest()
    assert model.data == 2
    earlier()
    assert model.data == 2


def test_a_load_is_told_that_another_has_overtaken_it(model: _Counter, lanes: _HeldLanes) -> None:
    """It may stop at once; that it did is no failure to show. The newest is told nothing."""
    told: list[bool] = []

    def query() -> Callable[[Any], int]:
        overtaken = model.overtaken

        def work(session: Any) -> int:
            told.append(overtaken())
            if overtaken():
                raise Cancelled
            return len(told)

        return work

    model.query = query  # type: ignore[method-assign]
    model.set_shown(True)
    model.reload()
    earlier, newest = lanes.held
    earlier()
    assert told == [True] and isinstance(model.state, Loading)
    newest()
    assert told == [True, False] and model.data == 2


def test_many_changes_are_one_load_and_only_watched_tables_count(
    model: _Counter, lanes: _HeldLanes, until: Until
) -> None:
    model.set_shown(True)
    lanes.held.pop()()
    before = model.queries
    for _ in range(50):
        model.context.sync.take(RowsChanged(["alert"], "e:1", 1))
    model.context.sync.take(RowsChanged(["unit"], "e:2", 1))
    assert model.queries == before
    until(lambda: model.queries > before)
    lanes.held.pop()()
    assert model.queries == before + 1


def test_old_data_stays_while_loading_and_after_a_failure(model: _Counter, lanes: _HeldLanes) -> None:
    model.answer = lambda: 1
    model.set_shown(True)
    lanes.held.pop()()

    def fail() -> int:
        raise OSError(28, "No space left on device")

    model.answer = fail
    model.reload()
    assert model.state == Loading(Ready(1, 0))
    lanes.held.pop()()
    assert isinstance(model.state, Failed)
    assert model.state.problem.what == "Ổ đĩa đã đầy."
    assert model.data == 1


def test_a_hidden_model_loads_when_it_is_shown_again(model: _Counter, lanes: _HeldLanes, until: Until) -> None:
    model.set_shown(True)
    lanes.held.pop()()
    model.set_shown(False)
    before = model.queries
    model.context.picked.pick_area("26734")
    model.reload()
    assert model.queries == before
    model.set_shown(True)
    assert model.queries == before + 1


def test_picking_another_period_loads_again_unless_it_does_not_follow(model: _Counter, lanes: _HeldLanes) -> None:
    model.set_shown(True)
    before = model.queries
    model.context.picked.pick_period("2025-01")
    assert model.queries == before + 1
    type(model).follows_picked = False
    try:
        model.context.picked.pick_period("2025-02")
        assert model.queries == before + 1
    finally:
        type(model).follows_picked = True
