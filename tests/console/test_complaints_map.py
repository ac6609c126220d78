"""The map: cells, heat bands, and the page itself in a real WebEngine."""

from __future__ import annotations

import itertools
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioc_console.widgets.map import raster, shapes, voronoi
from ioc_domain.places import SCALE, to_xy

HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\">",
    "<script>document.title='owned'</script>",
    "'-document.title='owned'-'",
    "`${document.title='owned'}`",
    "{{7*7}}{% raw %}</div></body>",
    "javascript:document.title='owned'",
    "\u202egnp.exe\u202c \u200b\u2066<b>đậm</b>\u2069",
    "<iframe src='https://outside.invalid/'></iframe>",
    '"><svg/onload=fetch("https://outside.invalid/")>',
    "</script><link rel=stylesheet href=//outside.invalid/x.css>",
)


# --- cells ------------------------------------------------------------------------------------------------


def inside(ring: voronoi.Ring, x: float, y: float) -> bool:
    """Whether a point lies in a convex ring given in one sense."""
    turns = [
        (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
    ]
    return all(t >= -1e-6 for t in turns) or all(t <= 1e-6 for t in turns)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_what_lies_in_a_cell_is_nearest_to_its_point(seed: int, n: int) -> None:
    """Random points: a place in a cell has no nearer point than the cell's own, and no two cells hold it."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 1000, (n, 2))
    rings = voronoi.cells(points, np.full(n, np.nan))
    assert len(rings) == n
    assert all(inside(ring, *points[k]) for k, ring in enumerate(rings))
    for x, y in rng.uniform(-100, 1100, (60, 2)):
        holders = [k for k, ring in enumerate(rings) if ring and inside(ring, x, y)]
        away = np.hypot(points[:, 0] - x, points[:, 1] - y)
        assert all(away[k] <= away.min() + 1e-6 for k in holders)


def test_two_areas_on_one_spot_do_not_break_the_map() -> None:
    """The second of two equal points gets a small square instead of a cell."""
    places = [shapes.AreaPlace(k + 1, "", "", 5000 + (k // 2) * 100_000, 5000) for k in range(6)]
    made = shapes.build_areas(places, {})
    assert made.approximate
    assert len(made.shapes) == 6
    assert all(shape.parts[0][0] for shape in made.shapes)


def test_the_far_island_does_not_widen_the_map() -> None:
    """Côn Đảo lies 200 km off: it is detached, and the box of the map leaves it out."""
    rng = np.random.default_rng(5)
    places = [
        shapes.AreaPlace(k, f"Phường {k}", str(k), *to_xy(10.8 + dy, 106.7 + dx))
        for k, (dx, dy) in enumerate(rng.uniform(-0.3, 0.3, (40, 2)), start=1)
    ]
    island = shapes.AreaPlace(99, "Đặc khu Côn Đảo", "Côn Đảo", *to_xy(8.69, 106.61), km2=76.0)
    made = shapes.build_areas([*places, island], {})
    assert [s.place.id for s in made.shapes if s.detached] == [99]
    assert made.box is not None
    assert made.box[3] < island.y
    assert made.away is not None
    assert made.in_vietnam


def test_imported_boundaries_win_and_say_so() -> None:
    """A polygon with a hole and a second part arrives whole; nonsense counts as none."""
    ring = [[106.6, 10.7], [106.8, 10.7], [106.8, 10.9], [106.6, 10.9], [106.6, 10.7]]
    hole = [[106.69, 10.79], [106.71, 10.79], [106.7, 10.81], [106.69, 10.79]]
    place = shapes.AreaPlace(1, "Phường Một", "Một", *to_xy(10.8, 106.7))
    geometry = json.dumps({"type": "MultiPolygon", "coordinates": [[ring, hole], [hole]]})
    made = shapes.build_areas([place], {1: geometry})
    assert not made.approximate
    assert [len(part) for part in made.shapes[0].parts] == [2, 1]
    assert len(made.shapes[0].parts[0][0]) == 4
    for nonsense in ("", "{}", "[]", '{"type":"Point","coordinates":[1,2]}', geometry.replace("106.6", '"x"'),
                     geometry.replace("10.7,", "1e9,").replace("10.7]", "1e9]")):
        assert shapes.build_areas([place], {1: nonsense}).approximate


# --- heat -------------------------------------------------------------------------------------------------


def test_smoothing_keeps_the_sum_and_the_place() -> None:
    """A single complaint far from the edge is spread round its own cell, and nothing is lost."""
    grid = np.zeros((61, 81), np.float32)
    grid[30, 40] = 10
    out = raster.smooth(grid, 2.5)
    assert out.sum() == pytest.approx(10, rel=1e-4)
    assert np.unravel_index(out.argmax(), out.shape) == (30, 40)


def test_the_bands_are_where_the_density_says() -> None:
    """An even field of known density falls into the band whose limit it reaches; the PNG carries exactly that."""
    frame = raster.frame_round((*to_xy(10.9, 106.6), *to_xy(10.7, 106.8)), 400, 400)
    counts = np.random.default_rng(3).poisson(4.0, (frame.rows, frame.columns))
    heat = raster.picture(counts, frame, ("#111111", "#222222", "#333333", "#444444", "#555555"))
    assert len(heat.limits) == 5
    assert list(heat.limits) == sorted(set(heat.limits))
    density = 4.0 / frame.cell_km**2
    expected = sum(density >= limit for limit in heat.limits)
    bands = decode_png(heat.png)
    assert bands.shape == (frame.rows * raster.CELL_PIXELS, frame.columns * raster.CELL_PIXELS)
    middle = bands[bands.shape[0] // 4 : -bands.shape[0] // 4, bands.shape[1] // 4 : -bands.shape[1] // 4]
    assert abs(float(np.median(middle)) - expected) <= 1


def test_an_empty_grid_draws_nothing() -> None:
    """No complaint: no picture and no numbers, rather than an empty legend."""
    frame = raster.frame_round((0, 0, SCALE - 1, SCALE - 1), 100, 100)
    heat = raster.picture(np.zeros((frame.rows, frame.columns), np.int64), frame, ("#000000",) * 5)
    assert (heat.png, heat.limits) == (b"", ())


@given(st.floats(1e-6, 1e9))
def test_legend_numbers_are_plain(value: float) -> None:
    """At most two figures, and within a tenth (below 2: within a quarter of a step) of the value."""
    rounded = raster.round_number(value)
    assert rounded == pytest.approx(value, rel=0.13)
    assert len(f"{rounded:.1e}".split("e")[0].replace(".", "")) == 2
    assert rounded == pytest.approx(float(f"{rounded:.1e}"), rel=1e-9)


def decode_png(data: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Band numbers of an indexed PNG without filters, by code of its own."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, body, size = 8, b"", (0, 0)
    while at < len(data):
        n, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        content = data[at + 8 : at + 8 + n]
        if kind == b"IHDR":
            size = (int.from_bytes(content[4:8], "big"), int.from_bytes(content[:4], "big"))
        if kind == b"IDAT":
            body += content
        at += 12 + n
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(size[0], size[1] + 1)
    assert not rows[:, 0].any()
    return rows[:, 1:]


# --- the page ---------------------------------------------------------------------------------------------


@pytest.fixture
def map_view(qt: Any, until: Callable[..., None]) -> Iterator[Any]:
    """A shown map of 600 × 400 with nine areas, drawn once."""
    from ioc_console.widgets.map.map_view import MapView

    view = MapView()
    view.resize(600, 400)
    view.show()
    yield view
    view.close()
    import shiboken6

    shiboken6.delete(view.page)
    shiboken6.delete(view)


def nine_areas(titles: tuple[str, ...] = ()) -> shapes.AreaSet:
    """Three by three areas round Bến Thành, named by `titles` in turn."""
    names = itertools.cycle(titles or ("Phường",))
    return shapes.build_areas(
        [
            shapes.AreaPlace(3 * r + c + 1, name := next(names), name, *to_xy(10.75 + r * 0.03, 106.66 + c * 0.03))
            for r in range(3)
            for c in range(3)
        ],
        {},
    )


class Drawn:
    """Waits until what was put is on the screen."""

    def __init__(self, view: Any, until: Callable[..., None]) -> None:
        self._view, self._until = view, until
        self._have: dict[str, int] = {}
        view.drawn.connect(self._have.update)

    def wait(self) -> None:
        """Every document in its newest version is drawn."""
        wanted = self._view.versions
        names = [n for n in wanted if n != "heat.png"]
        self._until(lambda: all(self._have.get(n, 0) >= wanted[n] for n in names), 30, "the page has drawn")

    def ask(self, script: str) -> Any:
        """Result of a script in the page."""
        answers: list[Any] = []
        self._view.page.runJavaScript(script, 0, answers.append)
        self._until(lambda: answers, 10, "the page answered")
        return answers[0]


def pixels(view: Any) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The widget as (height, width, 3) RGB."""
    from PySide6.QtGui import QImage

    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width(), 2::-1]


def close_to(picture: np.ndarray[Any, np.dtype[np.uint8]], colour: str, within: int = 3) -> int:
    """Number of pixels of a colour `#RRGGBB`."""
    wanted = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)])
    return int((np.abs(picture.astype(int) - wanted).max(axis=2) <= within).sum())


@pytest.mark.webengine
def test_the_page_draws_heat_areas_and_points_and_asks_nothing_outside(
    map_view: Any, until: Callable[..., None]
) -> None:
    """Pixels of each mode are there, in the theme's colours, and every request went to our own scheme."""
    from ioc_console.theme import theme
    from ioc_console.widgets.map import documents as doc

    tokens = theme().tokens
    blocked, allowed = map_view.wall.blocked, map_view.wall.allowed
    drawn = Drawn(map_view, until)
    areas = nine_areas()
    assert areas.box is not None
    map_view.show_areas(areas)
    map_view.set_whole(areas.box)
    map_view.fit(areas.box)
    drawn.wait()
    frame = raster.frame_round(areas.box, 600, 400)
    counts = np.zeros((frame.rows, frame.columns), np.int64)
    counts[frame.rows // 2, frame.columns // 2] = 500
    heat = raster.picture(counts, frame, tokens.heat())
    map_view.show_heat(heat)
    map_view.show_legend(doc.Legend("Phản ánh", bands=tuple(doc.LegendBand(f"heat{k}", "1") for k in range(5))))
    drawn.wait()
    until(lambda: close_to(pixels(map_view), tokens.heat()[2]) > 300, 10, "the middle band is drawn")

    map_view.set_mode(doc.Mode.AREAS)
    map_view.show_heat(None)
    map_view.show_shade(doc.Shade((doc.ShadeClass("progressing"), doc.ShadeClass("hatch")), {1: 0, 5: 0, 9: 1}))
    drawn.wait()
    until(lambda: close_to(pixels(map_view), tokens.progressing) > 1000, 10, "two areas are filled")

    map_view.set_mode(doc.Mode.POINTS)
    x, y = to_xy(10.78, 106.69)
    map_view.show_points(
        doc.PointSet(np.array([7]), np.array([x], np.uint32), np.array([y], np.uint32), np.array([1], np.uint8))
    )
    drawn.wait()
    until(lambda: close_to(pixels(map_view), tokens.at_risk) > 20, 10, "the overdue complaint is a red diamond")
    assert map_view.wall.blocked == blocked, map_view.wall.blocked_urls
    assert map_view.wall.allowed > allowed + 5
    assert map_view.complaints == []


@pytest.mark.webengine
@pytest.mark.expected_log("asked for something outside")
@pytest.mark.expected_log("map page, line")
@pytest.mark.expected_log("Content Security Policy|Refused|violates|Failed to load")
def test_the_wall_and_the_policy_hold_against_the_page_itself(map_view: Any, until: Callable[..., None]) -> None:
    """Even a script of the page cannot run inline code or reach out: the policy refuses, and the wall counts."""
    drawn = Drawn(map_view, until)
    drawn.wait()
    drawn.ask(
        "window.hits = []; document.addEventListener('securitypolicyviolation', e => hits.push(e.effectiveDirective));"
        "const s = document.createElement('script'); s.textContent = 'window.owned = 1'; document.body.append(s);"
        "const i = document.createElement('img'); i.src = 'https://outside.invalid/p.png'; document.body.append(i);"
        "fetch('https://outside.invalid/').catch(() => {});"
        "fetch('file:///etc/hostname').catch(() => {}); 1"
    )
    wanted = {"script-src-elem", "img-src", "connect-src"}
    until(lambda: wanted <= set(json.loads(drawn.ask("JSON.stringify(hits)"))), 10, "the policy refused")
    assert drawn.ask("window.owned === undefined")
    drawn.ask("location.href = 'https://outside.invalid/'; 1")
    drawn.ask("window.open('https://outside.invalid/'); 1")
    assert drawn.ask("location.origin") == "ioc://map"


@pytest.mark.webengine
@pytest.mark.expected_log("asked for something outside")
def test_the_wall_holds_without_the_policy(map_view: Any, until: Callable[..., None]) -> None:
    """A bare page of the same profile that goes out by itself: blocked, counted, and no packet leaves."""
    import socket

    import shiboken6
    from PySide6.QtWebEngineCore import QWebEnginePage

    with socket.create_server(("127.0.0.1", 0)) as outside:
        outside.setblocking(False)
        page = QWebEnginePage(map_view.page.profile(), map_view)
        loaded: list[bool] = []
        page.loadFinished.connect(loaded.append)
        address = f"http://127.0.0.1:{outside.getsockname()[1]}/"
        before = map_view.wall.blocked
        page.load(address)
        until(lambda: loaded, 20, "the load is over")
        assert loaded == [False]
        assert map_view.wall.blocked == before + 1
        assert map_view.wall.blocked_urls[-1] == address
        with pytest.raises(BlockingIOError):
            outside.accept()
        shiboken6.delete(page)


@pytest.mark.webengine
@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_names_stay_text(map_view: Any, until: Callable[..., None], payload: str) -> None:
    """Area names, cards, legends and values are shown letter by letter; nothing of them runs or is asked for."""
    from ioc_console.widgets.map import documents as doc

    blocked = map_view.wall.blocked
    drawn = Drawn(map_view, until)
    areas = nine_areas((payload,))
    assert areas.box is not None
    map_view.show_areas(areas)
    map_view.fit(areas.box)
    map_view.set_mode(doc.Mode.AREAS)
    map_view.show_shade(doc.Shade((doc.ShadeClass("heat1"),), dict.fromkeys(range(1, 10), 0),
                                  {5: payload}, {5: (payload,)}, (doc.AreaMark(5, "diamond", "text"),)))
    map_view.show_chips([(1, payload)])
    map_view.show_legend(doc.Legend(payload, payload, rows=(doc.LegendRow(payload, value=payload, share=0.5),),
                                    chip=payload, foot=(payload,)))
    map_view.show_card(doc.Card(areas.box, (payload, (payload, payload))))
    drawn.wait()
    assert drawn.ask("document.title") == "map"
    strangers = "iframe, img:not(.leaflet-image-layer), link[href*=outside]"
    assert drawn.ask(f"document.querySelectorAll('{strangers}').length") == 0
    shown = drawn.ask("document.querySelector('.card .head').textContent")
    assert shown == payload
    assert payload in drawn.ask("document.querySelector('.legend').textContent")
    assert payload in drawn.ask("document.querySelector('.leaflet-names-pane').textContent")
    assert map_view.wall.blocked == blocked, map_view.wall.blocked_urls
    assert map_view.complaints == []


@pytest.mark.webengine
def test_keys_pan_zoom_fit_and_pick(map_view: Any, until: Callable[..., None]) -> None:
    """Arrows and + are the map's own keys, Home shows all, Enter picks the middle, Esc is handed on."""
    drawn = Drawn(map_view, until)
    areas = nine_areas()
    assert areas.box is not None
    views: list[tuple[Any, int, int]] = []
    picks: list[tuple[int, int, int]] = []
    escapes: list[int] = []
    map_view.view_changed.connect(lambda *v: views.append(v))
    map_view.picked.connect(lambda *p: picks.append(p))
    map_view.escaped.connect(lambda: escapes.append(1))
    map_view.show_areas(areas)
    map_view.set_whole(areas.box)
    map_view.fit(areas.box)
    drawn.wait()
    until(lambda: views, 10, "the view is told")

    def press(key: str, code: int) -> None:
        drawn.ask(
            "iocMap.getContainer().focus(); iocMap.getContainer().dispatchEvent(new KeyboardEvent('keydown',"
            f"{{key: '{key}', code: '{key}', keyCode: {code}, bubbles: true}})); 1"
        )

    box, width, height = views[-1]
    assert (width, height) == (600, 400)
    press("ArrowRight", 39)
    until(lambda: views[-1][0][0] > box[0], 10, "the map moved to the east")
    press("+", 107)
    until(lambda: views[-1][0][2] - views[-1][0][0] < box[2] - box[0], 10, "the map came nearer")
    press("Home", 36)
    until(lambda: views[-1][0] == box, 10, "all is shown again")
    press("Enter", 13)
    until(lambda: picks, 10, "the middle is picked")
    assert abs(picks[0][0] - (box[0] + box[2]) // 2) < (box[2] - box[0]) / 100
    press("Escape", 27)
    until(lambda: escapes, 10, "Esc is handed on")


def test_folium_brings_no_foreign_address() -> None:
    """Every link folium makes is known by name, and none of them is in the page."""
    import folium
    from folium.plugins import MarkerCluster

    from ioc_console.widgets.map import page_source

    made = page_source.page_source()
    assert "http" not in made.html
    assert "http" not in made.script
    linked = [*folium.Map.default_js, *folium.Map.default_css, *MarkerCluster.default_js, *MarkerCluster.default_css]
    assert {name for name, _ in linked} == set(page_source.SHIPPED) | page_source.NOT_NEEDED
    with pytest.raises(LookupError, match="newcomer"):
        page_source.shipped_link("newcomer", "https://cdn.invalid/x.js")


def test_root_with_the_sandbox_on_gets_words_instead_of_an_end(
    qt: Any, monkeypatch: pytest.MonkeyPatch, until: Callable[..., None]
) -> None:
    """Chromium would end the whole program: the map says so, and everything else of it is quiet."""
    import os

    from PySide6.QtWidgets import QLabel

    from ioc_console.widgets.map.map_view import MapView
    from ioc_console.widgets.map.scheme import may_run

    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "")
    monkeypatch.delenv("QTWEBENGINE_DISABLE_SANDBOX", raising=False)
    assert not may_run()
    view = MapView()
    view.resize(400, 300)
    view.show()
    view.show_areas(nine_areas())
    assert view.settled
    assert [said.text() for said in view.findChildren(QLabel) if said.isVisible()] == [
        "Bản đồ không chạy với tài khoản root. Danh sách và số liệu vẫn đầy đủ."
    ]
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert may_run()


def test_the_start_path_stays_free_of_webengine() -> None:
    """Importing the map package, as the start of the program does, loads no WebEngine."""
    import subprocess
    import sys

    script = (
        "import sys; from ioc_console.widgets.map import prepare_application; prepare_application();"
        "sys.exit(any('WebEngine' in m or 'folium' in m for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0
