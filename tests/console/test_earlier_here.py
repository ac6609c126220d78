"""Earlier complaints at the place of the open one: the query against plain counting, the section, the list."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from ioc_console import text
from ioc_console.context import Context
from ioc_console.screens.complaints.earlier import outcome
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.places import to_xy
from ioc_domain.records import ComplaintRecord
from local_cache.queries.complaint_place import HERE_METRES, MOST_EARLIER, earlier_here, metre_at
from local_cache.segments import Cancelled
from local_cache.store import open_reader
from tests.console.filled_cache import fill
from tests.console.test_complaints_screen import DAY, NOW, board, complaint, open_view, reference
from tests.hostile_payloads import payloads

__all__ = ["open_view"]
X, Y = to_xy(10.78, 106.69)
METRE = metre_at(X, Y)


def beside(number: int, metres: float, days: float, **changes: Any) -> ComplaintRecord:
    """A complaint so far to the east, received so long before now."""
    return complaint(number, x=X + round(metres * METRE), y=Y, created=int(NOW - days * DAY), **changes)


def at_random(seed: int) -> list[ComplaintRecord]:
    """Many around one place, some of no place, of all fields and times."""
    rng = random.Random(seed)
    found = [beside(1, 0, 30)]
    for number in range(2, 400):
        x, y = X + round(rng.uniform(-90, 90) * METRE), Y + round(rng.uniform(-90, 90) * METRE)
        located = rng.random() < 0.9
        found.append(complaint(number, x=x if located else 0, y=y if located else 0, field=rng.randrange(1, 19),
                               created=NOW - rng.randrange(60 * DAY), flags=int(ComplaintFlag.LOCATED) * located))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_plain_counting_finds(tmp_path: Path, seed: int) -> None:
    records = at_random(seed)
    fill(tmp_path / "cache.db", records, last_pull=NOW)
    me = records[0]
    expected = [r for r in records if r.flags & ComplaintFlag.LOCATED and r.created < me.created and r.id != me.id
                and ((r.x - me.x) ** 2 + (r.y - me.y) ** 2) ** 0.5 <= HERE_METRES * METRE]
    expected.sort(key=lambda r: (r.created, r.id), reverse=True)
    with open_reader(tmp_path / "cache.db").session() as session:
        found = earlier_here(session, me.id)
        assert found is not None
        assert found.total == len(expected) > MOST_EARLIER
        assert [r.id for r in found.newest] == [r.id for r in expected[:MOST_EARLIER]]
        assert all(found.box[0] <= r.x < found.box[2] and found.box[1] <= r.y < found.box[3] for r in expected)
        nowhere = next(r for r in records if not r.flags & ComplaintFlag.LOCATED)
        assert earlier_here(session, nowhere.id) is None
        assert earlier_here(session, 999_999) is None
        with pytest.raises(Cancelled):
            earlier_here(session, me.id, cancel=lambda: True)


def test_the_edge_is_fifty_metres(tmp_path: Path) -> None:
    fill(tmp_path / "cache.db", [beside(1, 0, 1), beside(2, 49.5, 9), beside(3, 50.5, 9), beside(4, 0, 0.5)],
         last_pull=NOW)
    with open_reader(tmp_path / "cache.db").session() as session:
        found = earlier_here(session, 1)
    assert found is not None and [r.id for r in found.newest] == [2]


@pytest.fixture
def opened(make_context: Callable[..., Context], open_view: Any) -> Callable[..., Any]:
    """The screen over these complaints, the first of them open."""

    def make(records: list[ComplaintRecord]) -> Any:
        context = make_context(clock=lambda: float(NOW))
        fill(context.paths.cache, [*reference(), *records], last_pull=NOW - 60)
        view = open_view(context)
        view.state.open(records[0].id)
        QApplication.processEvents()
        return view

    return make


def said(view: Any) -> list[str]:
    """The words of the section."""
    return [label.text() for label in view.pane.earlier.findChildren(QLabel) if label.isVisible()]


@pytest.mark.webengine
def test_the_newest_with_field_date_and_outcome(opened: Any) -> None:
    closed = int(ComplaintStatus.CLOSED)
    view = opened([
        beside(1, 0, 1), beside(2, 10, 40, field=3, status=closed, due=NOW - 35 * DAY, closed=NOW - 30 * DAY),
        beside(3, 20, 20, field=5, due=NOW + DAY), *(beside(10 + k, 5, 100 + k) for k in range(7)),
    ])
    words = said(view)
    assert words[:2] == ["Phản ánh trước đây tại đây", "9 trong 50 m, mọi lĩnh vực; 6 phản ánh mới nhất"]
    assert words[2:4] == ["Lĩnh vực số 5 · Phản ánh 3", "03-11-2026 · Đang xử lý"]
    assert words[4:6] == ["Lĩnh vực số 3 · Phản ánh 2", "14-10-2026 · Đã đóng, trễ hạn"]
    assert len(words) == 2 + 6 * 2
    text.set_language("en")
    QApplication.processEvents()
    assert said(view)[:2] == ["Earlier complaints here", "9 within 50 m, any field; the newest 6"]


@pytest.mark.webengine
def test_one_key_or_click_makes_them_the_list(opened: Any) -> None:
    """The list holds the square around the place, of all times; nothing else of the filter stays."""
    view = opened([beside(1, 0, 1), beside(2, 10, 400), beside(3, 20, 20, field=5), beside(4, 300, 20)])
    view.state.change(fields=(1,))
    QTest.keyClick(view, Qt.Key.Key_H)
    assert board(view).board.total == 3
    assert view.state.opened == 1 and view.state.filters.fields == ()
    assert view.state.filters.box is not None
    view.show_route({"id": "1"})
    QApplication.processEvents()
    assert view.state.filters.box is None
    view.pane.earlier.list_button.click()
    assert board(view).board.total == 3
    openers = [b for b in view.pane.earlier.findChildren(QAbstractButton) if b.accessibleName() == "Mở Phản ánh 3"]
    openers[0].click()
    assert view.state.opened == 3


@pytest.mark.webengine
def test_without_a_place_there_is_no_such_section(opened: Any) -> None:
    view = opened([complaint(1, x=0, y=0, flags=0), beside(2, 0, 9), beside(3, 0, 1)])
    assert not view.pane.earlier.isVisible()
    QTest.keyClick(view, Qt.Key.Key_H)
    assert view.state.filters.box is None
    view.state.open(2)
    assert said(view) == ["Phản ánh trước đây tại đây", "Trước phản ánh này chưa có phản ánh nào trong 50 m"]
    assert not view.pane.earlier.list_button.isVisible()
    view.state.open(1)
    assert not view.pane.earlier.isVisible()


@pytest.mark.webengine
def test_hostile_titles_stay_text(opened: Any) -> None:
    view = opened([beside(1, 0, 1), *(beside(2 + k, 1, 5 + k, title=p) for k, p in enumerate(payloads()[:6]))])
    labels = [label for label in view.pane.earlier.findChildren(QLabel) if label.isVisible()]
    assert len(labels) == 2 + 6 * 2
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_outcomes_in_words(qt: QApplication) -> None:
    assert outcome(beside(1, 0, 9, due=NOW - DAY), NOW) == "Đang xử lý, trễ hạn"
    assert outcome(beside(1, 0, 9, due=0), NOW) == "Đang xử lý"
    rejected = int(ComplaintStatus.REJECTED)
    assert outcome(beside(1, 0, 9, due=NOW, closed=NOW - DAY, status=rejected), NOW) == "Không tiếp nhận"
