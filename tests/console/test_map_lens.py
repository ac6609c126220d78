"""The lens of the map: the crowded middle of a city once more, larger, where the city leaves room, in the real page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ioc_console.theme import theme
from ioc_console.widgets.map import documents as doc
from ioc_console.widgets.map import shapes
from ioc_domain.places import to_xy
from tests.console.map_page import Drawn, close_to, pixels

pytestmark = pytest.mark.webengine
SPARSE = ((11.3, 106.3), (11.2, 106.5), (11.0, 106.3), (11.05, 106.5), (10.5, 107.0), (10.4, 107.2), (10.5, 107.4),
          (10.3, 107.0))
HOSTILE = "<img src=x onerror=\"document.title='owned'\">"


FAR_OFF = (8.69, 106.61)


def city(crowd: int = 6, island: bool = False) -> shapes.AreaSet:
    """A crowd of crowd × crowd areas, and few large ones to the north-west and the south-east of it."""
    places = [
        shapes.AreaPlace(1 + r * crowd + c, f"Phường {r}-{c}", f"P{r}{c}" if r + c else HOSTILE,
                         *to_xy(10.70 + r * 0.03, 106.60 + c * 0.03), km2=10.0)
        for r in range(crowd) for c in range(crowd)
    ]
    places += [shapes.AreaPlace(100 + k, f"Xã {k}", f"X{k}", *to_xy(*at), km2=300.0) for k, at in enumerate(SPARSE)]
    if island:
        places.append(shapes.AreaPlace(200, "Đặc khu Côn Đảo", "Côn Đảo", *to_xy(*FAR_OFF), km2=75.0))
    return shapes.build_areas(places, {})


@pytest.fixture
def view(map_view: Any, until: Callable[..., None]) -> Iterator[tuple[Any, Drawn, shapes.AreaSet]]:
    """The city in filled areas, all of it in view."""
    drawn, areas = Drawn(map_view, until), city()
    show(map_view, drawn, areas)
    yield map_view, drawn, areas


def show(map_view: Any, drawn: Drawn, areas: shapes.AreaSet) -> None:
    """Every area filled alike, but for one that is at risk."""
    assert areas.box is not None
    map_view.resize(960, 560)
    map_view.set_mode(doc.Mode.AREAS)
    map_view.show_areas(areas)
    ids = [s.place.id for s in areas.shapes]
    map_view.show_shade(doc.Shade(
        (doc.ShadeClass("heat1"), doc.ShadeClass("at-risk")), {k: int(k == 15) for k in ids}, values={15: "7,5"},
        marks=(doc.AreaMark(15, "diamond", "text"),),
    ))
    map_view.set_whole(areas.box)
    map_view.fit(areas.box)
    drawn.wait()


def lens(drawn: Drawn) -> dict[str, Any]:
    """Where the lens is, what it says, and the places of its names."""
    found: dict[str, Any] = json.loads(drawn.ask("""JSON.stringify((() => {
      const lens = document.querySelector('.lens'), box = lens.getBoundingClientRect();
      return {hidden: lens.hidden, left: box.left, top: box.top, right: box.right, bottom: box.bottom,
        title: lens.querySelector('.title').textContent, rays: document.querySelectorAll('.rays > *').length,
        names: [...lens.querySelectorAll('.label')].map((e) => { const b = e.getBoundingClientRect();
          return [e.textContent, b.left, b.top, b.right, b.bottom]; }),
        outside: [...document.querySelectorAll('.leaflet-names-pane .label')].map((e) => e.textContent)};
    })())"""))
    return found


def point(drawn: Drawn, place: shapes.AreaPlace) -> tuple[float, float]:
    """Where an area's middle is on the map's page."""
    x, y = json.loads(drawn.ask(
        f"JSON.stringify((p => [p.x, p.y])(iocMap.latLngToContainerPoint(iocLayers.toLatLng({place.x}, {place.y}))))"))
    return x, y


def test_the_crowd_is_shown_larger_beside_the_city(view: tuple[Any, Drawn, shapes.AreaSet]) -> None:
    """It covers no area, names of the crowd stand in it and no longer on the map, and what is at risk is red in it."""
    map_view, drawn, areas = view
    found = lens(drawn)
    assert (found["hidden"], found["title"], found["rays"]) == (False, "Khu trung tâm, phóng 2,7 lần", 3)
    assert found["right"] - found["left"] >= 220 and found["bottom"] - found["top"] >= 140
    for shape in areas.shapes:
        x, y = point(drawn, shape.place)
        assert not (found["left"] < x < found["right"] and found["top"] < y < found["bottom"]), shape.place.title
    crowd = {s.place.label for s in areas.shapes if s.place.id < 100}
    named = {text for text, *_ in found["names"]}
    assert len(named & crowd) > 10 and "P22 7,5" in named
    assert not named & {f"X{k}" for k in range(8)}
    assert not set(found["outside"]) & crowd and set(found["outside"]) & {f"X{k}" for k in range(8)}
    for _, left, top, right, bottom in found["names"]:
        assert found["left"] <= left and right <= found["right"] and found["top"] <= top and bottom <= found["bottom"]
    shot = pixels(map_view)
    inside = shot[int(found["top"]) : int(found["bottom"]), int(found["left"]) : int(found["right"])]
    red = theme().tokens.at_risk
    assert close_to(inside, red) > 4 * (close_to(shot, red) - close_to(inside, red)) > 0
    assert drawn.ask("document.title") == "map"
    assert map_view.complaints == []


def test_a_click_in_the_lens_picks_what_lies_under_it(view: tuple[Any, Drawn, shapes.AreaSet],
                                                      until: Callable[..., None]) -> None:
    map_view, drawn, areas = view
    picked: list[tuple[int, int, int]] = []
    map_view.picked.connect(lambda *what: picked.append(what))
    found = lens(drawn)
    shown = {text.split()[0]: ((a + c) / 2, (b + d) / 2) for text, a, b, c, d in found["names"] if text != HOSTILE}
    by_label = {s.place.label: s.place for s in areas.shapes}
    chosen = [label for label in shown if label != "P22"][:3]
    assert len(chosen) == 3
    for label in chosen:
        (x, y), before = shown[label], len(picked)
        drawn.ask(f"document.querySelector('.lens').dispatchEvent(new MouseEvent('click',"
                  f" {{clientX: {x}, clientY: {y}, bubbles: true}})); 1")
        until(lambda n=before: len(picked) > n, 10, "the page told")
        at_x, at_y, area = picked[-1]
        assert area == by_label[label].id
        assert abs(at_x - by_label[label].x) < 9000 and abs(at_y - by_label[label].y) < 9000


def test_the_lens_goes_where_nobody_needs_it(view: tuple[Any, Drawn, shapes.AreaSet], until: Callable[..., None]
                                             ) -> None:
    """Closer up, in the other ways of reading, on a small map, and in a city that is not crowded; it comes back."""
    map_view, drawn, areas = view

    def is_there() -> bool:
        return lens(drawn)["hidden"] is False

    drawn.ask("iocMap.setZoom(iocMap.getZoom() + 1.5, {animate: false}); 1")
    until(lambda: not is_there(), 10, "closer up it goes")
    assert lens(drawn)["rays"] == 0
    map_view.fit(areas.box)
    drawn.wait()
    assert is_there()
    map_view.set_mode(doc.Mode.HEAT)
    drawn.wait()
    assert not is_there()
    map_view.set_mode(doc.Mode.AREAS)
    drawn.wait()
    assert is_there()
    map_view.resize(420, 300)
    until(lambda: not is_there(), 10, "a small map has no room for it")
    show(map_view, drawn, city(crowd=4))
    assert not is_there()


@pytest.mark.parametrize("size", [(590, 303), (818, 483), (860, 303), (960, 560)])
def test_the_box_of_the_far_off_area_covers_no_area(view: tuple[Any, Drawn, shapes.AreaSet], size: tuple[int, int]
                                                    ) -> None:
    """Beside a list on the smallest screen, and with all the room of the largest: every filled area is in sight."""
    map_view, drawn, _ = view
    areas = city(island=True)
    show(map_view, drawn, areas)
    map_view.show_legend(doc.Legend(
        title="So với cùng thứ, cùng giờ", side="số địa bàn",
        rows=tuple(doc.LegendRow(f"hạng {k}", "heat1", value="8", share=0.5) for k in range(3)),
        foot=("từ 5, cao hơn cả 8 tuần, xác suất dưới 1 ‰",)))
    map_view.resize(*size)
    map_view.fit(areas.box)
    drawn.wait()
    covered = json.loads(drawn.ask("""JSON.stringify((() => {
      const at = (what) => document.querySelector(what).getBoundingClientRect();
      const one = at('.inset'), tools = at('.tools'), legend = at('.legend'), lens = document.querySelector('.lens');
      const over = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
      const fills = [...document.querySelectorAll('.leaflet-fills-pane path.area')]
        .map((e) => e.getBoundingClientRect());
      return {shown: !document.querySelector('.inset').hidden, wide: one.width,
        areas: fills.filter((f) => f.width > 0 && over(f, one)).length, of: fills.filter((f) => f.width > 0).length,
        tools: over(one, tools), legend: over(one, legend), lens: !lens.hidden && over(one, at('.lens'))};
    })())"""))
    assert covered["shown"] and covered["wide"] >= 90 and covered["of"] > 40
    assert not any(covered[what] for what in ("areas", "tools", "legend", "lens")), covered
