"""The page of the map in a real WebEngine: what it draws, its keys, hostile text, and the wall round it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication

from ioc_console.widgets.map import documents, raster
from ioc_domain.places import to_xy
from tests.console.map_page import WATCH_FRAMES, Drawn, close_to, frames_seen, nine_areas, pixels
from tests.console.test_map_shapes import decode_png

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
def test_what_is_drawn_together_was_put_together(map_view: Any, until: Callable[..., None]) -> None:
    """Pictures with words follow one another faster than the page draws: each frame shows both of the same moment."""
    from ioc_console.theme import theme

    drawn = Drawn(map_view, until)
    areas = nine_areas()
    assert areas.box is not None
    map_view.show_areas(areas)
    map_view.fit(areas.box)
    drawn.wait()
    drawn.ask(f"{WATCH_FRAMES} 1")
    frame = raster.frame_round(areas.box, 300, 200)
    rounds = 12
    put: dict[str, int] = {}
    for k in range(1, rounds + 1):
        counts = np.zeros((frame.rows, frame.columns), np.int64)
        if k % 4:  # some rounds have no picture at all
            counts[: k * 3, :] = 3
        heat = raster.picture(counts, frame, theme().tokens.heat(), (0.1, 0.2, 0.3, 0.4, 0.5))
        map_view.show_banner(documents.Banner(f"round {k}", ""))
        map_view.show_heat(heat)
        put[f"round {k}"] = int((decode_png(heat.png) > 0).sum()) if heat.png else 0
        if k % 3:  # two rounds follow before the page can have drawn this one
            QCoreApplication.processEvents()
        else:
            drawn.wait()
    drawn.wait()
    seen = frames_seen(drawn)
    assert all(put[text] == painted for text, painted in seen), seen
    assert seen[-1] == (f"round {rounds}", put[f"round {rounds}"])
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
    ring = "[getComputedStyle(iocMap.getContainer())].map((s) => s.outlineStyle + ' ' + s.outlineWidth)[0]"
    assert drawn.ask("iocMap.getContainer().matches(':focus-visible')")
    assert drawn.ask(ring) == "solid 2px"
    assert drawn.ask("getComputedStyle(document.querySelector('.cross')).display") == "block"


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
