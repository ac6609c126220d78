"""Cảnh báo: the queue is worked down by keyboard; what a person does waits in the outbox and shows at once."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ioc_console.context import Context
from ioc_console.screens.alerts.view import AlertsView
from ioc_console.screens.alerts.view_model import AlertsViewModel
from ioc_console.screens.overview.view import OverviewView
from ioc_console.theme import theme
from ioc_domain.channel import Link, LinkChanged
from ioc_domain.commands import AcknowledgeAlert, AssignAlert, ShelveAlert
from ioc_domain.records import AlertRecord
from local_cache.outbox import Outbox
from tests.console import small_city
from tests.console.filled_cache import fill

NOW = small_city.NOW


def alert(alert_id: str, priority: int = 2, state: str = "open", **changes: object) -> AlertRecord:
    values = {
        "id": alert_id, "rule": "R-01", "kind": "complaints", "priority": priority, "title": f"Việc {alert_id}",
        "place": "Phường Bến Thành", "area_code": "", "unit_code": "U01", "indicator": "", "since": NOW - 600,
        "last_at": NOW - 60, "count": 3, "state": state, "owner": "", "owner_name": "", "acknowledged_at": 0,
        "shelved_until": 0, "reason": "", "why": "{}", "spark": "[]", "members": "[]", "history": "[]",
    } | changes
    return AlertRecord(**values)  # type: ignore[arg-type]


FLOOD = alert("flood", 2, "assigned", owner="x", owner_name="TT Chuyển đổi số", acknowledged_at=NOW - 60, count=412,
              members=json.dumps([["Camera", "27 phường", 268, []], ["Trạm đo", "14 trạm", 97, []],
                                  ["Đèn", "47 giao lộ", 47, []]]))


@pytest.fixture
def filled(context: Context) -> Context:
    fill(context.paths.cache, [
        alert("low", 3), alert("mine", 2), alert("red", 1, indicator="v2:C0403", since=NOW - 60, why=json.dumps(
            {"rule": "quy tắc", "figures": [[46, "phản ánh", True]], "series": [
                {"title": "Ngập", "points": [[NOW - 600, 1], [NOW, 46]], "threshold": 15}], "areas": [["P. 1", 21]]})),
        FLOOD, alert("away", 2, "shelved", shelved_until=NOW + 3600, reason="bảo trì"),
        alert("back", 2, "shelved", shelved_until=NOW - 1), alert("gone", 1, "closed"),
    ], last_pull=NOW)
    return context


@pytest.fixture
def model(filled: Context) -> AlertsViewModel:
    made = AlertsViewModel(filled)
    made.set_shown(True)
    return made


def ids(model: AlertsViewModel) -> list[str]:
    return [line.id for line in model.lines()]


def test_urgent_first_then_those_nobody_has(model: AlertsViewModel) -> None:
    # A shelved group whose time is over is back by itself; a closed one is gone; one still aside is not in the queue.
    assert ids(model)[0] == "red" and ids(model)[-1] == "low"
    assert set(ids(model)) == {"red", "mine", "flood", "back", "low"}
    assert ids(model).index("mine") < ids(model).index("flood")
    assert [line.id for line in model.shelved()] == ["away"]
    assert model.headline() == ("5 nhóm từ 424 cảnh báo", "3 nhóm chưa ai nhận")


def test_a_flood_is_one_row_whose_members_add_up(model: AlertsViewModel) -> None:
    assert ids(model).count("flood") == 1
    model.unfold("flood")
    rows = [line for line in model.lines() if line.id == "flood"]
    assert [line.level for line in rows] == [0, 1, 1, 1]
    assert sum(int(line.count) for line in rows[1:]) == int(rows[0].count) == 412


def test_acknowledging_saves_one_command_and_shows_at_once(model: AlertsViewModel, filled: Context) -> None:
    model.acknowledge("red")
    [command] = Outbox(filled.paths.outbox).commands()
    assert command.payload == AcknowledgeAlert("red", 3)
    model.reload()
    line = next(line for line in model.lines() if line.id == "red")
    assert line.held and line.pending
    assert (line.owner, line.owner_note) == ("Nguyễn Minh Khoa", "chờ gửi")


def test_assigning_and_shelving(model: AlertsViewModel, filled: Context) -> None:
    model.assign("mine", "U02", "Sở Y tế")
    model.shelve("low", NOW + 3600, "  đã hẹn  ")
    model.shelve("red", NOW + 3600, "   ")  # no reason, no command
    payloads = [c.payload for c in Outbox(filled.paths.outbox).commands()]
    assert payloads == [AssignAlert("mine", "U02", "Sở Y tế"), ShelveAlert("low", NOW + 3600, "đã hẹn")]
    model.reload()
    assert {line.id for line in model.shelved()} == {"away", "low"}


def test_end_times_beyond_the_limit_of_the_priority_are_shown_but_not_allowed(model: AlertsViewModel) -> None:
    model.select("red")
    detail = model.detail()
    assert detail is not None
    assert [allowed for _, _, allowed in detail.shelve_choices] == [True, False, False, False]
    assert detail.figures == (("46", "phản ánh", True),)
    assert detail.shelve_limit == ("tối đa 1 giờ", "≤ 1 giờ")


@pytest.mark.parametrize("bad", ["", "no json", "[]", '{"series": null, "figures": 7}', '{"figures": [["x"]]}'])
def test_reasons_from_outside_that_cannot_be_read_show_nothing_and_break_nothing(filled: Context, bad: str) -> None:
    fill(filled.paths.cache, [alert("odd", 1, why=bad, spark=bad, members=bad, history=bad)])
    model = AlertsViewModel(filled)
    model.set_shown(True)
    model.select("odd")
    detail = model.detail()
    assert detail is not None and detail.series == () and "odd" in ids(model)


@pytest.fixture
def view(filled: Context) -> AlertsView:
    made = AlertsView(filled)
    made.resize(1400, 800)
    made.show()
    made.set_shown(True)
    return made


def test_worked_by_keyboard_alone(view: AlertsView, filled: Context) -> None:
    view.queue.setFocus()
    QTest.keyClick(view.queue, Qt.Key.Key_Home)
    assert view.view_model.selected == "red" and view.pane.isVisible()
    QTest.keyClick(view.queue, Qt.Key.Key_A)
    [command] = Outbox(filled.paths.outbox).commands()
    assert command.type == "acknowledge_alert"
    QTest.keyClick(view.queue, Qt.Key.Key_G)
    route = filled.navigation.current
    assert route is not None
    assert (route.screen, route.arguments["compose"]) == ("requests", "v2:C0403")
    assert view.step_back() and not view.pane.isVisible()
    assert not view.step_back()


def test_an_acknowledged_alert_cannot_be_acknowledged_again(view: AlertsView, filled: Context) -> None:
    view.show_route({"id": "flood"})
    QTest.keyClick(view.queue, Qt.Key.Key_A)
    assert Outbox(filled.paths.outbox).commands() == []


def test_hostile_words_stay_text(make_context: Callable[..., Context]) -> None:
    context = make_context()
    nasty = "<img src=x onerror=alert(1)><b>đậm</b>"
    fill(context.paths.cache, [alert("x", 1, title=nasty, place=nasty, history=json.dumps([[NOW, nasty, nasty]]))])
    view = AlertsView(context)
    view.show()
    view.set_shown(True)
    view.show_route({"id": "x"})
    from PySide6.QtWidgets import QLabel

    shown = [made for made in view.findChildren(QLabel) if nasty in made.text()]
    assert shown and all(made.textFormat() is Qt.TextFormat.PlainText for made in shown)


HIDING = "Ngập\u202egnp.exe\u200b"
SEEN = "Ngập▯gnp.exe▯"


def test_what_hides_in_a_row_is_a_mark(make_context: Callable[..., Context]) -> None:
    """In the queue, its members, what is shelved, the reasons, and on the overview: all of it is painted."""
    context = make_context()
    why = {"series": [{"title": HIDING, "points": [[NOW, 1]], "threshold": 1, "threshold_word": HIDING}],
           "areas": [[HIDING, 3]], "figures": [[HIDING, HIDING, False]], "rule": HIDING}
    told = {"title": HIDING, "place": HIDING, "why": json.dumps(why), "history": json.dumps([[NOW, HIDING, HIDING]])}
    city = [record for record in small_city.records() if not isinstance(record, AlertRecord)]
    fill(context.paths.cache, [
        *city,
        alert("x", 1, "assigned", owner="a", owner_name=HIDING, members=json.dumps([[HIDING, HIDING, 3, []]]), **told),
        alert("y", 2, "shelved", shelved_until=NOW + 3600, reason=HIDING, **told), alert("z", 1, **told),
    ], last_pull=NOW)
    view = AlertsView(context)
    view.resize(1400, 800)
    view.show()
    view.set_shown(True)
    view.show_route({"id": "x"})
    view.queue.folded.emit("x")
    model = view.queue.rows
    rows = [model.data(model.index(row)) for row in range(model.rowCount())]
    assert len(rows) == 3 and all(SEEN in row and "\u202e" not in row for row in rows), rows
    detail = view.view_model.detail()
    assert detail is not None
    assert (detail.series[0].title, detail.series[0].threshold_word, detail.areas[0][0]) == (SEEN,) * 3
    names = [made.accessibleName() for made in view.findChildren(QWidget) if made.accessibleName()]
    assert sum(SEEN in name for name in names) >= 2 and not any("\u202e" in name for name in names), names
    overview = OverviewView(context)
    overview.resize(1700, 900)
    overview.show()
    overview.set_shown(True)
    QApplication.processEvents()
    lines = [made.accessibleName() for made in overview.findChildren(QWidget) if "Ngập" in made.accessibleName()]
    assert lines and not any("\u202e" in line for line in lines), lines


def test_the_keyboard_is_seen_in_the_queue(view: AlertsView) -> None:
    """Before anything is chosen, and on what is chosen."""
    queue = view.queue

    def framed() -> list[int]:
        shot, focus = queue.viewport().grab().toImage(), theme().colour("focus").rgb()
        middle = queue.viewport().width() // 2
        tops = [queue.visualRect(queue.rows.index(row)).top() + 1 for row in range(queue.rows.rowCount())]
        return [row for row, top in enumerate(tops) if shot.pixel(middle, top) == focus]

    view.activateWindow()
    assert QTest.qWaitForWindowActive(view, 30_000)
    queue.clearFocus()
    QApplication.processEvents()
    assert framed() == []
    queue.setFocus(Qt.FocusReason.TabFocusReason)
    assert framed() == [0] and not view.pane.isVisible()
    QTest.keyClick(queue, Qt.Key.Key_Down)
    assert framed() == [queue.currentIndex().row()]


def test_nothing_to_do_says_so(context: Context) -> None:
    context.sync.take(LinkChanged(Link.ONLINE, context.now - 60, context.now - 60))
    view = AlertsView(context)
    view.resize(1200, 700)
    view.show()
    view.set_shown(True)
    assert view._none.isVisible() and "Cảnh báo mới" in view._none.text()


def test_nothing_fetched_is_not_the_same_as_no_alert(context: Context) -> None:
    """On a machine that never synchronised nobody is told that all is well."""
    view = AlertsView(context)
    view.resize(1200, 700)
    view.show()
    view.set_shown(True)
    said = {label.text() for label in view.findChildren(QLabel) if label.isVisible()}
    assert "Máy này chưa có cảnh báo nào" in said and "đã có người nhận hết" not in said
