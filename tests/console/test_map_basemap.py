"""The offline base map: readers against files made by hand, hostile files, and the page in a real WebEngine."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from ioc_console.widgets.map import documents
from ioc_console.widgets.map.basemap import finding
from ioc_console.widgets.map.basemap.mbtiles import MbTiles
from ioc_console.widgets.map.basemap.pmtiles import PmTiles, read_directory, tile_number
from ioc_console.widgets.map.basemap.tile_source import MOST_TILE_BYTES, BasemapProblem, Fault, TileFacts
from tests.console.map_page import Drawn, close_to, nine_areas, pixels
from tests.console.tile_files import (
    hilbert,
    raster_tile,
    tiles_over,
    vector_tile,
    write_mbtiles,
    write_pmtiles,
)

HERE = (10.78, 106.69)
ZOOMS = (8, 9, 10, 11, 12)


# --- the files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", (True, False))
@pytest.mark.parametrize("leaves", (1, 3))
def test_pmtiles_gives_back_every_tile(tmp_path: Path, packed: bool, leaves: int) -> None:
    """With and without leaf directories and packing; what is not in the file is not there."""
    tiles = {t: bytes([k % 251]) * (k + 1) for k, t in enumerate(tiles_over(*HERE, ZOOMS, b""))}
    file = write_pmtiles(tmp_path / "a.pmtiles", tiles, 1, packed=packed, leaves=leaves,
                         metadata={"attribution": "<b>© OSM</b>", "version": "2026-10-03"})
    opened = finding.open_tiles(file)
    assert {t: opened.tile(*t) for t in tiles} == tiles
    assert opened.tile(8, 0, 0) is None
    assert opened.tile(12, 0, 0) is None
    facts = opened.facts
    assert (facts.suffix, facts.min_zoom, facts.max_zoom) == (".mvt", 8, 12)
    assert (facts.edition, facts.credit, facts.vector) == ((2026, 10), "© OSM", True)
    opened.close()


@pytest.mark.parametrize("kind", ("pbf", "png"))
def test_mbtiles_gives_back_every_tile(tmp_path: Path, kind: str) -> None:
    """Rows counted from the south, vector tiles unpacked; the date of the file where it names none."""
    tiles = {t: bytes([k % 251]) * (k + 1) for k, t in enumerate(tiles_over(*HERE, ZOOMS, b""))}
    file = write_mbtiles(tmp_path / "a.mbtiles", tiles, kind, bounds="106,10,107,11", version="3.14")
    os.utime(file, (1_770_000_000, 1_770_000_000))  # 2-2-2026
    opened = finding.open_tiles(file)
    assert {t: opened.tile(*t) for t in tiles} == tiles
    assert opened.tile(8, 0, 0) is None
    assert opened.facts.bounds == (106.0, 10.0, 107.0, 11.0)
    assert opened.facts.edition == (2026, 2)
    assert opened.facts.vector is (kind == "pbf")
    opened.close()


@pytest.mark.parametrize(
    ("content", "suffix"),
    [(b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff\xe0", ".jpg"), (b"RIFF\x10\x00\x00\x00WEBPVP8 ", ".webp"),
     (gzip.compress(b"tile"), ".mvt"), (b"<svg/>", ""), (b"", "")],
)  # fmt: skip
def test_a_file_that_does_not_say_its_format(tmp_path: Path, content: bytes, suffix: str) -> None:
    """MBTiles of the first version: the tiles say it themselves, or the file is of a kind that is not drawn."""
    file = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): content}, "")
    if not suffix:
        with pytest.raises(BasemapProblem) as caught:
            MbTiles(file)
        assert caught.value.fault is Fault.KIND
        return
    source = MbTiles(file)
    assert source.facts.suffix == suffix
    source.close()


def test_tile_numbers_are_those_of_the_specification() -> None:
    """Its own examples."""
    known = {(0, 0, 0): 0, (1, 0, 0): 1, (1, 0, 1): 2, (1, 1, 1): 3, (1, 1, 0): 4, (2, 0, 0): 5,
             (12, 3423, 1763): 19_078_479}
    assert {t: tile_number(*t) for t in known} == known


@given(st.integers(0, 20).flatmap(lambda z: st.tuples(st.just(z), *[st.integers(0, (1 << z) - 1)] * 2)))
def test_tile_numbers_follow_the_curve(tile: tuple[int, int, int]) -> None:
    """The same as walking its quarters."""
    assert tile_number(*tile) == hilbert(*tile)


def test_the_newest_file_of_the_folder_is_used(tmp_path: Path) -> None:
    """No folder and an empty one: none. The setting has the last word."""
    assert finding.find(tmp_path / "basemap") is None
    (tmp_path / "notes.txt").write_text("x")
    assert finding.find(tmp_path) is None
    for name, when in (("old.mbtiles", 1_000), ("new.PMTiles", 2_000)):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (when, when))
    assert finding.find(tmp_path) == tmp_path / "new.PMTiles"
    assert finding.find(tmp_path, str(tmp_path / "other.mbtiles")) == tmp_path / "other.mbtiles"


def broken(folder: Path) -> list[tuple[Path, Fault]]:
    """Files nobody can use, and what is wrong with each."""
    tiles = tiles_over(*HERE, (8,), b"x")
    good = write_pmtiles(folder / "good.pmtiles", tiles, 1, packed=True).read_bytes()
    made: list[tuple[Path, Fault]] = []

    def file(name: str, content: bytes, fault: Fault) -> None:
        (folder / name).write_bytes(content)
        made.append((folder / name, fault))

    file("empty.pmtiles", b"", Fault.NOT_A_MAP)
    file("text.pmtiles", b"<html>" * 100, Fault.NOT_A_MAP)
    file("cut.pmtiles", good[:140], Fault.DAMAGED)
    file("version2.pmtiles", good[:7] + b"\x02" + good[8:], Fault.NOT_A_MAP)
    file("brotli.pmtiles", good[:97] + b"\x03" + good[98:], Fault.KIND)
    file("avif.pmtiles", good[:99] + b"\x05" + good[100:], Fault.KIND)
    file("zooms.pmtiles", good[:100] + b"\x09\x03" + good[102:], Fault.DAMAGED)
    bomb = gzip.compress(bytes(MOST_TILE_BYTES * 4))
    file("bomb.pmtiles", good[:8] + (127).to_bytes(8, "little") + len(bomb).to_bytes(8, "little") + good[24:127] + bomb,
         Fault.DAMAGED)
    file("empty.mbtiles", b"", Fault.NOT_A_MAP)
    file("text.mbtiles", b"<html>" * 1000, Fault.NOT_A_MAP)
    file("streets.osm", b"<osm/>", Fault.KIND)
    made.append((write_mbtiles(folder / "svg.mbtiles", tiles, "svg"), Fault.KIND))
    made.append((write_mbtiles(folder / "none.mbtiles", {}, "png"), Fault.NOT_A_MAP))
    made.append((folder / "missing.mbtiles", Fault.UNREADABLE))
    return made


def test_what_cannot_be_used_says_why(tmp_path: Path) -> None:
    """One kind of error with a reason, whatever the file."""
    for file, fault in broken(tmp_path):
        with pytest.raises(BasemapProblem) as told:
            finding.open_tiles(file)
        assert told.value.fault is fault, file.name


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_never_ends_in_another_error(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    """Bytes overwritten anywhere: tiles, none, or `BasemapProblem`."""
    folder = tmp_path_factory.mktemp("damaged")
    tiles = tiles_over(*HERE, (8, 9), vector_tile())
    if data.draw(st.booleans()):
        file = write_pmtiles(folder / "a.pmtiles", tiles, 1, packed=True, leaves=2)
    else:
        file = write_mbtiles(folder / "a.mbtiles", tiles, "pbf")
    content = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(content)
    try:
        opened: PmTiles | MbTiles = PmTiles(file) if file.suffix == ".pmtiles" else MbTiles(file)
        try:
            for tile in tiles:
                opened.tile(*tile)
        finally:
            opened.close()
    except BasemapProblem as problem:
        assert problem.file == file


@given(st.binary(max_size=200))
def test_random_bytes_are_no_directory(content: bytes) -> None:
    """A directory, or one of two errors."""
    try:
        made = read_directory(content)
    except (ValueError, IndexError):
        return
    assert len(made.ids) == len(made.runs) == len(made.lengths) == len(made.offsets)


# --- the page ---------------------------------------------------------------------------------------------


def show_city(view: Any, drawn: Drawn) -> None:
    """Nine areas round Bến Thành, fitted."""
    areas = nine_areas()
    assert areas.box is not None
    view.show_areas(areas)
    view.fit(areas.box)
    drawn.wait()


@pytest.mark.webengine
@pytest.mark.parametrize("light", ("dark", "light"))
def test_a_vector_map_is_drawn_in_the_greys_of_the_light(
    map_view: Any, until: Callable[..., None], tmp_path: Path, light: str
) -> None:
    """Water fills, in the token of the light in use; nothing outside is asked for, and taking it away takes it away."""
    from ioc_console.theme import theme

    theme().set_light(light)
    tokens = theme().tokens
    water = tokens.raised if light == "dark" else tokens.line
    blocked = map_view.wall.blocked
    drawn = Drawn(map_view, until)
    show_city(map_view, drawn)
    without = close_to(pixels(map_view), water)
    tiles = tiles_over(*HERE, ZOOMS, vector_tile("<img src=x onerror=\"document.title='owned'\">"))
    file = write_pmtiles(tmp_path / "a.pmtiles", tiles, 1, packed=True, leaves=2, metadata={"attribution": "© <i>OSM"})
    map_view.show_basemap(finding.look_at(file))
    drawn.wait()
    until(lambda: close_to(pixels(map_view), water) > without + 20_000, 30, "the water is drawn")
    assert drawn.ask("document.querySelector('.credit').textContent") == "© OSM"
    assert drawn.ask("document.title") == "map"
    assert map_view.wall.blocked == blocked, map_view.wall.blocked_urls
    with_water = close_to(pixels(map_view), water)  # plates of that grey may have come since the first count
    map_view.show_basemap(None)
    drawn.wait()
    until(lambda: close_to(pixels(map_view), water) < with_water - 15_000, 30, "and gone again")
    assert map_view.complaints == []


@pytest.mark.webengine
def test_a_raster_map_is_drawn_without_colours(map_view: Any, until: Callable[..., None], tmp_path: Path) -> None:
    """Tiles of the file cover the page as grey; where the file has none, no request fails."""
    drawn = Drawn(map_view, until)
    show_city(map_view, drawn)
    tiles = tiles_over(*HERE, ZOOMS, raster_tile(255), reach=1)
    map_view.show_basemap(finding.look_at(write_mbtiles(tmp_path / "a.mbtiles", tiles, "png")))
    drawn.wait()
    shown = "[...document.querySelectorAll('img.leaflet-tile')].filter(i => i.complete && i.naturalWidth == 256).length"
    until(lambda: drawn.ask(shown) >= 4, 30, "tiles are there")
    assert "grayscale" in drawn.ask("getComputedStyle(document.querySelector('.raster')).filter")
    assert all("tile" in address for address in drawn.ask(
        "[...document.querySelectorAll('img.leaflet-tile')].map(i => i.src)"))
    map_view.show_basemap(None)
    drawn.wait()
    assert map_view.complaints == []


@pytest.mark.webengine
def test_a_file_that_breaks_while_it_is_read_is_left_alone(
    map_view: Any, until: Callable[..., None], tmp_path: Path
) -> None:
    """A tile whose packing is damaged: told once, then no tile is asked of the file, and the map goes on."""
    told: list[BasemapProblem] = []
    map_view.basemap_failed.connect(told.append)
    drawn = Drawn(map_view, until)
    show_city(map_view, drawn)
    tiles = tiles_over(*HERE, ZOOMS, b"\x1f\x8bnonsense")
    file = write_pmtiles(tmp_path / "a.pmtiles", tiles, 1, packed=False)
    content = bytearray(file.read_bytes())
    content[98] = 2  # says that its tiles are packed
    file.write_bytes(content)
    map_view.show_basemap(finding.look_at(file))
    until(lambda: told, 30, "it is told")
    drawn.wait()
    assert [p.fault for p in told] == [Fault.DAMAGED]
    assert map_view.complaints == []


# --- the reader's thread ----------------------------------------------------------------------------------


class SlowSource:
    """A file on a disk that hangs until `go` is set; it notes who asked it for what, and in which thread."""

    def __init__(self, facts: TileFacts) -> None:
        self.facts = facts
        self.go, self.reading = threading.Event(), threading.Event()
        self.asked: list[tuple[int, int, int]] = []
        self.threads: set[int] = set()
        self.closed = False

    def open(self, _file: Path) -> SlowSource:
        """In place of `finding.open_tiles`."""
        self.threads.add(threading.get_ident())
        return self

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """After a while."""
        self.threads.add(threading.get_ident())
        self.asked.append((zoom, x, y))
        self.reading.set()
        assert self.go.wait(60)
        return raster_tile(200)

    def close(self) -> None:
        """Note it."""
        self.threads.add(threading.get_ident())
        self.closed = True


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[finding.Basemap, SlowSource]]:
    """A base map on such a disk."""
    tiles = tiles_over(*HERE, ZOOMS, raster_tile(255), reach=1)
    found = finding.look_at(write_mbtiles(tmp_path / "slow.mbtiles", tiles, "png"))
    source = SlowSource(found.facts)
    monkeypatch.setattr(finding, "open_tiles", source.open)
    yield found, source
    source.go.set()


def gone(name: str = "ioc-tiles") -> bool:
    """Whether no reader's thread runs."""
    return all(thread.name != name for thread in threading.enumerate())


@pytest.mark.webengine
def test_a_slow_disk_holds_up_the_tiles_alone(
    map_view: Any, until: Callable[..., None], slow: tuple[finding.Basemap, SlowSource]
) -> None:
    """While a tile is read the page answers and draws; the file is opened, read and closed in one thread, not ours;
    what the page gave up meanwhile is not read."""
    basemap, source = slow
    drawn = Drawn(map_view, until)
    show_city(map_view, drawn)
    map_view.show_basemap(basemap)
    until(source.reading.is_set, 30, "the first tile is read")
    drawn.ask("window.given = {}; window.stop = new AbortController(); const ask = (p, o) => fetch(p, o)"
              ".then((a) => a.arrayBuffer()).then((b) => { given[p] = b.byteLength; }, (e) => { given[p] = e.name; });"
              "ask('/tile/3/1/1', {signal: stop.signal}); ask('/tile/3/2/2'); ask('/page.js'); 1")
    until(lambda: drawn.ask("given['/page.js']"), 10, "what is asked after them does not wait for them")
    map_view.show_banner(documents.Banner("still here", ""))
    drawn.wait()
    assert drawn.ask("document.querySelector('.banner b').textContent") == "still here"
    drawn.ask("stop.abort(); 1")
    until(lambda: drawn.ask("given['/tile/3/1/1']") == "AbortError", 10, "one is given up")
    assert len(source.asked) == 1
    source.go.set()
    until(lambda: drawn.ask("given['/tile/3/2/2']") == len(raster_tile(200)), 30, "the other one came")
    assert (3, 2, 2) in source.asked
    assert (3, 1, 1) not in source.asked
    map_view.show_basemap(None)
    until(gone, 5, "the thread has ended")
    assert source.closed
    assert len(source.threads) == 1
    assert threading.get_ident() not in source.threads


@pytest.mark.webengine
def test_another_file_or_none_while_one_is_read(
    map_view: Any, until: Callable[..., None], slow: tuple[finding.Basemap, SlowSource]
) -> None:
    """Requests that wait are answered with nothing at once; what comes late of the old file is not shown as the new."""
    basemap, source = slow
    drawn = Drawn(map_view, until)
    show_city(map_view, drawn)
    map_view.show_basemap(basemap)
    until(source.reading.is_set, 30, "a tile is read")
    drawn.ask("window.given = 0; fetch('/tile/3/2/2').then((a) => a.arrayBuffer())"
              ".then((b) => { given = b.byteLength; }); 1")
    map_view.show_basemap(None)
    until(lambda: drawn.ask("given") > 0, 10, "it was answered")
    assert drawn.ask("given") < 100  # a clear pixel
    source.go.set()
    until(gone, 5, "the thread has ended")
    assert (3, 2, 2) not in source.asked
    assert map_view.complaints == []


@pytest.mark.webengine
def test_closing_the_window_while_a_tile_is_read(
    qt: QApplication, until: Callable[..., None], slow: tuple[finding.Basemap, SlowSource]
) -> None:
    """The page and its requests go; the thread ends by itself and nobody is told of a request that is no more."""
    from ioc_console.widgets.map.map_view import MapView

    basemap, source = slow
    view = MapView()
    view.resize(600, 400)
    view.show()
    show_city(view, Drawn(view, until))
    view.show_basemap(basemap)
    until(source.reading.is_set, 30, "a tile is read")
    shiboken6.delete(view.page)
    shiboken6.delete(view)
    assert not source.closed
    source.go.set()
    until(gone, 5, "the thread has ended")
    assert source.closed
    qt.processEvents()


@pytest.mark.webengine
@pytest.mark.expected_log("the base map cannot be read: RuntimeError")
def test_a_reader_that_fails_in_a_new_way_is_a_file_that_cannot_be_read(
    map_view: Any, until: Callable[..., None], slow: tuple[finding.Basemap, SlowSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what nobody foresaw is told once, and every request has its answer."""
    basemap, source = slow

    def fail(*_place: int) -> bytes | None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(source, "tile", fail)
    told: list[BasemapProblem] = []
    map_view.basemap_failed.connect(told.append)
    drawn = Drawn(map_view, until)
    show_city(map_view, drawn)
    map_view.show_basemap(basemap)
    until(lambda: told, 30, "it is told")
    assert [(p.fault, p.file) for p in told] == [(Fault.UNREADABLE, basemap.file)]
    until(gone, 5, "the thread has ended")
    assert source.closed
