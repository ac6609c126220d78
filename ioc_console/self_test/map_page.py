"""Whether WebEngine draws the map's page on this machine, with nothing from outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from ioc_console.self_test.finding import Verdict, passed
from ioc_console.theme import theme
from ioc_domain.places import to_xy

SECONDS = 60
"""A cold start of Chromium from a slow disk takes long; a working machine needs about two."""


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Run the event loop until the condition holds; False when it did not in time."""
    deadline = QDeadlineTimer(int(seconds * 1000))
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if condition() or deadline.hasExpired() else None)
    timer.start(50)
    loop.exec()
    timer.stop()
    return condition()


def alike(one: QColor, other: QColor) -> bool:
    """Whether two colours differ by rounding at most."""
    parts = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return all(abs(a - b) < 6 for a, b in parts)


def drawn_without_network(folder: Path) -> tuple[Verdict, str]:
    """Nine areas are filled with the brightest band of the heat scale, and the picture of the page shows it."""
    from ioc_console.widgets.map.documents import Mode, Shade, ShadeClass
    from ioc_console.widgets.map.map_view import MapView
    from ioc_console.widgets.map.page import map_profile
    from ioc_console.widgets.map.shapes import AreaPlace, build_areas

    points = [to_xy(10.70 + row * 0.1, 106.60 + column * 0.1) for row in range(3) for column in range(3)]
    places = [AreaPlace(n, f"Phường {n}", f"P{n}", x, y) for n, (x, y) in enumerate(points, 1)]
    areas = build_areas(places, {})
    view = MapView()
    view.resize(640, 480)
    view.show()
    view.set_mode(Mode.AREAS)
    view.show_areas(areas)
    view.show_shade(Shade((ShadeClass("heat4"),), {place.id: 0 for place in places}))
    if areas.box is not None:
        view.set_whole(areas.box)
        view.fit(areas.box)
    wanted = QColor(theme().tokens.heat()[4])
    share = 0.0

    def filled() -> bool:
        nonlocal share
        image = view.grab().toImage()
        seen = [image.pixelColor(x, y) for x in range(4, image.width(), 16) for y in range(4, image.height(), 16)]
        share = sum(alike(colour, wanted) for colour in seen) / max(1, len(seen))
        return share > 0.2

    shown = wait_until(filled, SECONDS)
    blocked, complaints = view.wall.blocked, list(view.complaints)
    allowed = view.wall.allowed
    view.hide()
    # Page, then view, then (with the application) profile: Chromium aborts in any other order.
    map_profile().close_pages()
    view.deleteLater()
    QApplication.processEvents()
    detail = f"{share:.0%} of the page filled, {allowed} requests answered here, {blocked} blocked"
    if complaints:
        detail += f", page says: {complaints[0]}"
    return passed(shown and blocked == 0 and not complaints, detail)
