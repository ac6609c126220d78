"""The map on its screen: shades with their histogram, what is unusual, and the playback, by keyboard and mouse."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QElapsedTimer, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ioc_console.context import Context
from ioc_console.screens.complaints import map_shades, map_unusual
from ioc_console.screens.complaints.map_replay import ReplayBar, said, ticks
from ioc_console.screens.complaints.map_shades import ColourBy
from ioc_console.screens.complaints.map_time_strip import TimeStrip
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.widgets.map.documents import Mode
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.places import to_xy
from ioc_domain.records import ComplaintRecord
from local_cache.queries.complaint_map import heat_counts
from local_cache.queries.complaint_replay import ReplaySteps, StepLength
from local_cache.queries.complaint_unusual import UnusualAreas
from local_cache.queries.complaints import ComplaintFilter
from tests.console.filled_cache import fill
from tests.console.map_page import WATCH_FRAMES, Drawn, frames_seen
from tests.console.small_city import at
from tests.console.test_complaints_screen import complaint, reference
from tests.console.test_map_shapes import decode_png

NOW = at("2026-11-23 14:07")
DAY = 86_400
WEEK = 7 * DAY
WORLD = (0, 0, 1 << 30, 1 << 30)
DUE = {2: (100, 6), 3: (100, 3), 4: (59, 0), 5: (60, 1), 6: (100, 0)}
"""Complaints of the last days by area: how many are due, and how many of those were closed late."""
HOT = 7
"""An area where nothing happened for weeks, and 12 complaints came in the last hours."""


def city() -> list[ComplaintRecord]:
    """Areas as in `DUE`, weeks of quiet before, and one hot area; some complaints have no place."""
    rng = random.Random(8)
    made: list[ComplaintRecord] = []

    def one(area: int, created: int, late: bool, placed: bool = True) -> None:
        x, y = to_xy(10.72 + (area // 3) * 0.04, 106.62 + (area % 3) * 0.05)
        made.append(complaint(
            len(made) + 1, area=area, created=created, due=created + DAY, field=1 + area,
            closed=created + (2 * DAY if late else 3600), status=int(ComplaintStatus.CLOSED),
            flags=int(ComplaintFlag.LOCATED) if placed else 0, x=x if placed else 0, y=y if placed else 0,
        ))

    for area, (due, late) in DUE.items():
        for k in range(due):
            one(area, NOW - 3 * DAY - rng.randrange(20 * DAY), k < late, placed=k % 10 != 9)
    for k in range(12):
        one(HOT, NOW - 600 * (k + 2), late=False)
    for week in range(1, 10):
        one(6, NOW - week * WEEK - 3600, late=False)
    return made


@pytest.fixture
def screen(make_context: Callable[..., Context]) -> Iterator[Any]:
    """The screen over that city."""
    from ioc_console.screens.complaints.view import ComplaintsView

    context = make_context(clock=lambda: float(NOW))
    fill(context.paths.cache, [*reference(), *city()], last_pull=NOW - 60)
    view = ComplaintsView(context)
    view.resize(1712, 1000)
    view.show_route({})
    view.show()
    view.set_shown(True)
    QApplication.processEvents()
    yield view
    view.close()


def board(view: Any) -> BoardData:
    """The figures on the screen."""
    data = view.board.data
    assert isinstance(data, BoardData)
    return data


def counts(legend: Any) -> list[int]:
    """Numbers of areas of a legend, class by class."""
    return [int(row.value) for row in legend.rows]


# --- areas ------------------------------------------------------------------------------------------------


def test_overdue_shares_are_classed_by_the_limit(screen: Any) -> None:
    """6 % is red, 3 % amber, 1.7 % and 0 grey, 59 due are hatched; every area is in the histogram once."""
    made, legend = map_shades.shade(board(screen), ColourBy.LATE_SHARE)
    fills = {area: made.classes[k].fill for area, k in made.of.items()}
    assert fills == {2: "at-risk", 3: "progressing", 5: "heat1", 6: "heat0",
                     **dict.fromkeys((4, 7, 8, 9, 10), "hatch")}
    assert [(m.id, m.shape) for m in made.marks] == [(2, "diamond"), (3, "triangle")]
    assert made.values == {2: "6,0", 3: "3,0", 5: "1,7", 6: "0,0"}
    assert counts(legend) == [1, 1, 0, 1, 1, 5]
    assert sum(counts(legend)) == len(board(screen).areas.shapes) == 9
    late, due = sum(n for _, n in DUE.values()), sum(n for n, _ in DUE.values()) + 12 + 4
    assert legend.foot == (f"toàn bộ {100 * late / due:.1f} · ngưỡng 3,0".replace(".", ","), "tổng 9")


@pytest.mark.parametrize("by", (ColourBy.COUNT, ColourBy.PER_KM2))
def test_counts_are_luminance_alone(screen: Any, by: ColourBy) -> None:
    """No class of red or amber, the same order as the numbers, and every area once."""
    data = board(screen)
    made, legend = map_shades.shade(data, by)
    assert {c.fill for c in made.classes} <= {"heat0", "heat1", "heat2", "heat3", "heat4"}
    assert sum(counts(legend)) == 9
    assert not made.marks
    totals = {g.id: g.total for g in data.board.by_area}
    classes = [made.of[a] for a in sorted(made.of, key=lambda a: totals.get(a, 0))]
    assert classes == sorted(classes)
    expected = {2: 100.0, HOT: 12.0} if by is ColourBy.COUNT else {2: 100 / 9, HOT: 12 / 9}
    for area, value in expected.items():
        assert float(made.values[area].replace(",", ".")) == pytest.approx(value, abs=0.05)


def test_every_class_sums_to_the_same_total(screen: Any) -> None:
    """The header, the heat and the areas: nothing is silently missing."""
    data = board(screen)
    with screen.context.cache.store().session() as session:
        wanted = data.board.filter
        grid = heat_counts(session, wanted, NOW, WORLD, 64, 64)
    without = data.board.total - data.board.located
    assert grid.sum() == data.board.located
    assert sum(g.total for g in data.board.by_area) == data.board.total
    assert without == sum(n // 10 for n, _ in DUE.values())
    head = screen.map_panel.head
    assert (head.located.text(), head.without.text()) == (
        f"{data.board.located} có vị trí ·", f"{without} chưa rõ vị trí"
    )


def test_another_way_of_reading_is_never_overtaken_by_the_picture_before(screen: Any) -> None:
    """While the model still holds the heat, the page is told of the areas and of nothing else."""
    told: list[str] = []
    panel = screen.map_panel
    put = panel.map.set_mode
    panel.map.set_mode = lambda mode: (told.append(mode.value), put(mode))
    for mode in (Mode.AREAS, Mode.UNUSUAL, Mode.POINTS, Mode.HEAT):
        screen.state.set_mode(mode)
    assert told == ["areas", "unusual", "points", "heat"]
    assert panel.head.by.isHidden()


def test_the_map_takes_the_room_of_the_list_and_gives_it_back(screen: Any) -> None:
    """By its button; an open complaint gives it back too."""
    panel = screen.map_panel
    before = panel.height()
    panel.head.expand.click()
    QApplication.processEvents()
    assert screen.list_panel.isHidden()
    assert panel.height() > before + 200
    screen.state.open(1)
    assert not screen.list_panel.isHidden()


# --- unusual ----------------------------------------------------------------------------------------------


def test_the_unusual_area_is_listed_and_reached_by_keys(screen: Any) -> None:
    """Down reaches it and outlines it, Enter filters by it. It is bright, never red."""
    panel = screen.map_panel
    screen.state.set_mode(Mode.UNUSUAL)
    found = panel.unusual_model.data
    assert isinstance(found, UnusualAreas)
    assert [a.area for a in found.hot] == [HOT]
    assert panel.unusual.isVisible()
    assert [(r.count, r.quiet.partition(" · ")[0]) for r in panel.unusual.rows] == [("12", "thường 0")]
    made, legend = map_unusual.shade(board(screen), found)
    assert made.classes[made.of[HOT]].fill == "heat4"
    assert {c.fill for c in made.classes}.isdisjoint({"at-risk", "progressing"})
    assert made.values[HOT] == "12 (thường 0)"
    assert sum(counts(legend)) == 9
    panel.unusual.setFocus()
    QTest.keyClick(panel.unusual, Qt.Key.Key_Down)
    assert panel.unusual.current == HOT
    QTest.keyClick(panel.unusual, Qt.Key.Key_Return)
    assert screen.context.picked.area == f"26{HOT:03d}"


def test_the_window_of_the_unusual_can_be_chosen(screen: Any) -> None:
    """Three hours, a day, a week; it ends when the data centre was last heard, not later."""
    screen.state.set_mode(Mode.UNUSUAL)
    model = screen.map_panel.unusual_model
    for hours in map_unusual.HOURS:
        screen.map_panel.head.hours.picked.emit(str(hours))
        found = model.data
        assert isinstance(found, UnusualAreas)
        assert found.until - found.since == hours * 3600
        assert found.until <= NOW
    assert map_unusual.window_words(168) == "7 ngày qua"


# --- playback ---------------------------------------------------------------------------------------------


def steps(n: int = 24, length: StepLength = StepLength.HOUR, first: str = "2026-11-21 00:00") -> ReplaySteps:
    """Steps with 0, 1, 2 … complaints."""
    import numpy as np

    return ReplaySteps(at(first), length, np.arange(n))


def test_few_hours_are_named_by_quarters_of_the_day() -> None:
    short, long = (steps(n, first="2026-11-22 15:00") for n in (24, 168))
    assert ticks(short) == [(3, "18:00"), (9, "23-11"), (15, "06:00"), (21, "12:00")]
    assert ticks(long)[:2] == [(9, "23-11"), (33, "24-11")]


def test_a_window_says_when_it_is() -> None:
    """In hours, days and weeks, for one step and for several."""
    hours = steps()
    assert said(hours, 18, 1) == "T7 21-11 · 18 giờ"
    assert said(hours, 18, 6) == "T7 21-11 · 18–24 giờ"
    assert said(steps(48), 22, 4) == "21-11 22:00 → 22-11 02:00"
    days = steps(10, StepLength.DAY)
    assert said(days, 0, 1) == "T7 21-11"
    assert said(days, 1, 3) == "22-11 → 24-11-2026"
    assert said(steps(10, StepLength.WEEK, "2026-11-16 00:00"), 0, 1) == "16-11 → 22-11-2026"


def test_the_strip_by_mouse_and_keys(qt: QApplication) -> None:
    """A click is one step, a drag several, a drag inside moves; arrows step, Shift widens, Home and End go there."""
    strip = TimeStrip()
    strip.resize(240, 44)
    strip.show_steps(list(range(24)), [], str)
    strip.show()
    moved: list[tuple[int, int]] = []
    strip.moved.connect(lambda *w: moved.append(w))

    def drag(start: int, end: int) -> None:
        QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(start * 10 + 5, 20))
        QTest.mouseMove(strip, QPoint(end * 10 + 5, 20))
        QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(end * 10 + 5, 20))

    drag(3, 3)
    assert strip.chosen == (3, 1)
    drag(5, 9)
    assert strip.chosen == (5, 5)
    drag(7, 10)
    assert strip.chosen == (8, 5)
    for key, modifier, expected in (
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, (9, 5)),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, (9, 4)),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, (20, 4)),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, (20, 4)),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, (0, 4)),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, (2, 4)),
    ):
        QTest.keyClick(strip, key, modifier)
        assert strip.chosen == expected
    assert moved[-1] == (2, 4)


def test_a_step_waits_for_the_picture_before(qt: QApplication, until: Callable[..., None]) -> None:
    """Space plays; no next step comes until the map told that this one was shown; at the end it stops."""
    bar = ReplayBar()
    bar.show()
    windows: list[Any] = []
    bar.window_chosen.connect(windows.append)
    bar.show_steps(steps(3))
    bar.speed.picked.emit("4")
    bar.speed.set_current("4")
    QTest.keyClick(bar, Qt.Key.Key_Space)
    assert bar.playing
    assert bar.strip.chosen == (1, 1)
    assert not bar._timer.isActive()
    bar.frame_shown()
    until(lambda: bar.strip.chosen == (2, 1), 10, "the next step came")
    bar.frame_shown()
    until(lambda: not bar.playing, 10, "it stopped at the end")
    assert windows == [steps(3).span(k) for k in range(3)]
    QTest.keyClick(bar, Qt.Key.Key_Space)
    assert bar.strip.chosen == (0, 1)
    QTest.keyClick(bar, Qt.Key.Key_Space)
    assert not bar.playing
    ended: list[int] = []
    bar.ended.connect(lambda: ended.append(1))
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert ended == [1]


@pytest.mark.webengine
def test_the_map_plays_the_period_and_says_so(screen: Any, until: Callable[..., None]) -> None:
    """P opens it, the map counts only the step, the banner stands over it, figures stay; Esc brings back now."""
    panel, model = screen.map_panel, screen.map_model
    drawn = Drawn(panel.map, until)
    until(lambda: model.view is not None, 30, "the map told its view")
    drawn.wait()
    total = screen.filter_row.count.text()
    screen.setFocus()
    QTest.keyClick(screen, Qt.Key.Key_P)
    assert panel.playback.on
    found = panel.replay.steps
    assert found is not None
    assert (found.length, found.n) == (StepLength.DAY, 30)
    assert found.counts.sum() == board(screen).board.located
    last = found.n - 1
    panel.replay.strip.setFocus()
    QTest.keyClick(panel.replay.strip, Qt.Key.Key_End)
    assert model.data.window == found.span(last)
    drawn.wait()
    banner = "document.querySelector('.banner').innerText"
    assert drawn.ask(banner).startswith(f"Phát lại {said(found, last, 1)}\n{found.counts[last]} phản ánh có vị trí")
    assert drawn.ask("document.querySelector('.banner').hidden") is False
    assert screen.filter_row.count.text() == total
    with screen.context.cache.store().session() as session:
        since, stop = found.span(last)
        assert heat_counts(session, ComplaintFilter(since=since, until=stop), NOW, WORLD, 8, 8).sum() == 12
    screen.state.set_mode(Mode.POINTS)
    assert model.data.points.total == 12
    QTest.keyClick(panel.replay, Qt.Key.Key_Escape)
    assert not panel.playback.on
    assert model.data.window is None
    drawn.wait()
    assert drawn.ask("document.querySelector('.banner').hidden") is True
    assert panel.map.complaints == []


def begin_watched(screen: Any, until: Callable[..., None]) -> tuple[Drawn, dict[str, int]]:
    """Open the playback on the real page at its quickest, with the frames of the page watched.

    Also what is counted for each step: words of its banner -> pixels its picture paints.
    """
    panel, model = screen.map_panel, screen.map_model
    drawn = Drawn(panel.map, until)
    until(lambda: model.view is not None, 30, "the map told its view")
    drawn.wait()
    counted: dict[str, int] = {}

    def note() -> None:
        data, banner = model.data, panel.replay.banner()
        if banner is not None and data.window == panel.replay.chosen:
            heat = data.heat
            counted[banner.text] = int((decode_png(heat.png) > 0).sum()) if heat is not None and heat.png else 0

    model.changed.connect(note)
    drawn.ask(f"{WATCH_FRAMES} 1")
    panel.toggle_replay()
    panel.replay.speed.set_current("4")
    drawn.wait()
    return drawn, counted


@pytest.mark.webengine
def test_every_step_is_shown_with_its_own_words(screen: Any, until: Callable[..., None]) -> None:
    """Space in the page itself plays all of it: each step is on the screen once, in order, none skipped, and no frame
    shows the picture of one step with the words of another."""
    panel = screen.map_panel
    drawn, counted = begin_watched(screen, until)
    found = panel.replay.steps
    drawn.ask("iocMap.getContainer().dispatchEvent(new KeyboardEvent('keydown', {key: ' ', bubbles: true})); 1")
    until(lambda: panel.replay.playing, 10, "it plays")
    until(lambda: not panel.replay.playing, 60, "it came to its end")
    drawn.wait()
    words = [f"Phát lại {said(found, k, 1)}" for k in range(found.n)]
    assert len(set(counted.values())) > 5  # or a stale picture would not be noticed
    assert frames_seen(drawn) == [(text, counted[text]) for text in words]
    assert panel.map.complaints == []


@pytest.mark.webengine
def test_playing_is_stopped_and_scrubbed_by_mouse_and_keys(screen: Any, until: Callable[..., None]) -> None:
    """The button and Space stop it, a drag and the arrows take over from it, hiding the screen stands still; the words
    on the map are those of the picture whatever was done."""
    panel = screen.map_panel
    replay, strip = panel.replay, panel.replay.strip
    drawn, counted = begin_watched(screen, until)
    found = replay.steps

    def plays_on(steps: int) -> None:
        start = strip.chosen[0]
        until(lambda: strip.chosen[0] >= start + steps, 30, "steps were played")
        assert replay.playing

    def stands(start: int, wide: int) -> None:
        assert not replay.playing
        assert strip.chosen == (start, wide)
        drawn.wait()
        text = f"Phát lại {said(found, start, wide)}"
        assert frames_seen(drawn)[-1] == (text, counted[text])
        assert screen.map_model.data.window == found.span(start, wide)

    QTest.mouseClick(replay.play, Qt.MouseButton.LeftButton)
    plays_on(2)
    QTest.mouseClick(replay.play, Qt.MouseButton.LeftButton)
    stands(*strip.chosen)
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Space)
    plays_on(2)
    QTest.keyClick(strip, Qt.Key.Key_Space)
    stands(*strip.chosen)

    QTest.keyClick(strip, Qt.Key.Key_Space)
    plays_on(1)
    pitch = strip.width() / found.n
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(int(pitch * 12.5), 20))
    for k in range(13, 19):  # each of them asks anew: what comes late must not stay
        QTest.mouseMove(strip, QPoint(int(pitch * (k + 0.5)), 20))
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(int(pitch * 18.5), 20))
    stands(12, 7)
    QTest.keyClick(strip, Qt.Key.Key_Space)
    plays_on(1)
    QTest.keyClick(strip, Qt.Key.Key_Home)
    stands(0, 7)
    assert all(counted[text] == painted for text, painted in frames_seen(drawn))

    QTest.keyClick(strip, Qt.Key.Key_Space)
    plays_on(1)
    screen.set_shown(False)
    assert not replay.playing


def test_a_step_takes_its_time_and_no_more(qt: QApplication, until: Callable[..., None]) -> None:
    """What drawing took is part of the step, so the pace is that of the speed; a slow one is followed at once."""
    bar = ReplayBar()
    bar.show_steps(steps(5))
    bar.speed.set_current("4")
    assert "0,8 · 0,4 · 0,2 giây" in bar.speed.toolTip()
    bar.toggle()
    drawing = QElapsedTimer()
    drawing.start()
    until(lambda: drawing.elapsed() >= 60, 10, "it was drawn")
    bar.frame_shown()
    assert bar._timer.interval() <= 140
    until(lambda: bar.strip.chosen == (2, 1), 10, "the next step came")
    assert drawing.elapsed() >= 190  # a timer of Qt may fire a little early, never by so much
    drawing.start()
    until(lambda: drawing.elapsed() >= 250, 10, "it was drawn, slowly")
    bar.frame_shown()
    assert bar._timer.interval() == 0
    bar.pause()


def test_one_step_plays_to_its_end(screen: Any, until: Callable[..., None]) -> None:
    """A period of a single step is at its end when it begins: Play shows it and stops."""
    panel = screen.map_panel
    panel.toggle_replay()
    panel.replay.show_steps(steps(1, StepLength.DAY))
    panel.playback._model.look_at((0, 0, 1 << 20, 1 << 20), 400, 300)
    panel.replay.frame_shown()
    QTest.mouseClick(panel.replay.play, Qt.MouseButton.LeftButton)
    until(lambda: not panel.replay.playing, 30, "it stopped")


def test_new_hours_do_not_throw_a_playback_back(qt: QApplication) -> None:
    """Steps that go on, or begin later, keep the window at its moment and play on; another length begins anew."""
    bar = ReplayBar()
    bar.show_steps(steps(24))
    bar.strip.set_window(5, 2)
    bar.toggle()
    assert bar.strip.chosen == (6, 2)
    bar.show_steps(steps(25))
    assert (bar.strip.chosen, bar.playing) == ((6, 2), True)
    bar.show_steps(steps(24, first="2026-11-21 04:00"))
    assert (bar.strip.chosen, bar.playing) == ((2, 2), True)
    bar.show_steps(steps(24, first="2026-11-21 07:00"))  # its beginning is no longer there
    assert (bar.strip.chosen, bar.playing) == ((0, 1), False)
    bar.strip.set_window(3, 1)
    bar.show_steps(steps(10, StepLength.DAY))
    assert bar.strip.chosen == (0, 1)
