"""Boundaries from GeoJSON: which property names the area, and what is no polygon."""

from __future__ import annotations

import csv
import gzip
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape as to_shape

from data_centre.database import Database
from data_centre.feed import writing
from data_centre.imports.areas import Summary, import_areas
from data_centre.imports.problems import FileRefused
from data_centre.imports.rejects import Rejects
from ioc_domain.records import AreaRecord

NOW = 1_795_331_220
SQUARE = [[[106.7, 10.7], [106.8, 10.7], [106.8, 10.8], [106.7, 10.7]]]
METRES = [[[603000, 1191000], [604000, 1191000], [604000, 1192000], [603000, 1191000]]]
Select = Callable[[str], list[Any]]


def feature(properties: dict[str, Any] | None, coordinates: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict[str, Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


@pytest.fixture
def take(centre: Database, tmp_path: Path) -> Callable[..., Summary]:
    """Import text in a centre that knows three areas."""
    with writing(centre) as writer:
        for n, (code, name) in enumerate((("26743", "Phường Bến Thành"), ("00004", "Phường Ba Đình")), start=1):
            writer.put(
                AreaRecord(code, n, "commune", "Phường", name, name.replace("Phường", "P."), "79", "2025-07-01", "")
            )
        writer.put(
            AreaRecord("26743-cu", 3, "commune", "Phường", "Phường Bến Thành", "P. Bến Thành", "760", "", "2025-06-30")
        )

    def run(content: str | bytes, prop: str = "", source: str = "", crs: str = "") -> Summary:
        path = tmp_path / "areas.geojson"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        rejects = Rejects(tmp_path / "rejects.csv")
        try:
            return import_areas(centre, path, rejects, NOW, prop, source, crs)
        finally:
            rejects.close()

    return run


@pytest.mark.parametrize(
    "properties",
    [
        {"code": "26743"}, {"ma_xa": 26743}, {"MAXA": "26743", "dtich": 1.5}, {"ten": "phường  bến thành"},
        {"NAME_3": "P. Bến Thành"}, {"id": 26743.0},
    ],
)  # fmt: skip
def test_the_property_is_found_by_its_values(
    take: Callable[..., Summary], select: Select, properties: dict[str, Any]
) -> None:
    assert take(collection(feature(properties)), source="Sở").added == 1
    [boundary] = select("area_boundary")
    assert (boundary.area_code, boundary.source) == ("26743", "Sở")
    assert json.loads(boundary.geometry) == {"type": "Polygon", "coordinates": SQUARE}


def test_codes_that_lost_their_zeros(take: Callable[..., Summary], select: Select) -> None:
    assert take(collection(feature({"code": 4}))).added == 1
    assert select("area_boundary")[0].area_code == "00004"


def test_again_nothing_then_a_change(take: Callable[..., Summary], feed_head: Callable[[], int]) -> None:
    take(collection(feature({"code": "26743"})))
    head = feed_head()
    assert take(collection(feature({"code": "26743"}))).unchanged == 1
    assert feed_head() == head
    moved = [[[106.7, 10.7], [106.9, 10.7], [106.8, 10.8], [106.7, 10.7]]]
    assert take(collection(feature({"code": "26743"}, moved))).updated == 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (feature({"code": "99999"}), "an area that is not known"),
        (feature({"other": 1}), "the property is missing"),
        (feature(None), "the property is missing"),
        (feature({"code": "26743"}, [106.7, 10.7], "Point"), "not a polygon"),
        (feature({"code": "26743"}, []), "an empty polygon"),
        (feature({"code": "26743"}, [[[0, 0], [1, 1], [0, 0]]]), "a ring needs four points"),
        (feature({"code": "26743"}, [[[0, 0], [1, 0], [1, 1], [0, 1]]]), "a ring that does not close"),
        (feature({"code": "26743"}, [[[0, 0], [1, 0], [2, 0], [0, 0]]]), "a polygon without an area"),
        (feature({"code": "26743"}, [[[600000, 1200000], [1, 0], [2, 5], [600000, 1200000]]]), "a point outside"),
        (feature({"code": "00004"}), "the same area as feature 1"),
    ],
)
def test_a_bad_feature_is_refused_alone(
    take: Callable[..., Summary], tmp_path: Path, bad: dict[str, Any], reason: str
) -> None:
    summary = take(collection(feature({"code": "00004"}), bad))
    assert (summary.added, summary.rejected) == (1, 1)
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        [reject] = csv.DictReader(file)
    assert reject["line"] == "2" and reject["reason"].startswith(reason)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        ("[]", "is not a GeoJSON FeatureCollection"),
        (collection(), "has no features"),
        ('{"type": "Topology", "objects": {}}', "it is TopoJSON, convert it to GeoJSON"),
        ('{"geometryType": "esriGeometryPolygon", "features": []}', "it is Esri JSON"),
        (b"<kml/>", "is XML (KML or GML?)"),
        (b"SQLite format 3\x00", "is a GeoPackage"),
        (b"\x00\x00\x27\x0a" + bytes(96), "is a shapefile"),
        (collection(feature({"code": "26743"}, METRES)), "are no degrees: say their projection with --crs"),
        (collection(feature({"code": "26743"}), crs={"properties": {"name": "EPSG:77777"}}), "is not known"),
        (collection(feature({"code": "26743"}), crs={"type": "link"}), "cannot be read"),
        (collection(feature({"what": "nothing"})), "no property names areas"),
        (collection(feature({"code": "26743"}), crs={"properties": {"name": "EPSG:3405"}}), "are degrees"),
    ],
)
def test_a_bad_file_is_one_line(take: Callable[..., Summary], select: Select, content: str | bytes, said: str) -> None:
    with pytest.raises(FileRefused) as caught:
        take(content)
    assert said in str(caught.value) and "\n" not in str(caught.value)
    assert select("area_boundary") == []


def test_a_named_property_that_is_not_there(take: Callable[..., Summary]) -> None:
    with pytest.raises(FileRefused, match="no feature has the property ma"):
        take(collection(feature({"code": "26743"})), prop="ma")


@pytest.mark.parametrize("named", [True, False])
def test_metres_of_a_projection(take: Callable[..., Summary], select: Select, named: bool) -> None:
    """The central meridian of VN-2000 / TM-3 105-45 is 500,000 metres east; its datum lies within 300 m of WGS 84."""
    square = [[[500000, 1191000], [501000, 1191000], [501000, 1192000], [500000, 1191000]]]
    name = "urn:ogc:def:crs:EPSG::9210"
    crs = {"type": "name", "properties": {"name": name}} if named else None
    assert take(collection(feature({"code": "26743"}, square), crs=crs), crs="" if named else name).added == 1
    lon, lat = json.loads(select("area_boundary")[0].geometry)["coordinates"][0][0]
    assert lon == pytest.approx(105.75, abs=0.003) and lat == pytest.approx(10.77, abs=0.01)


def test_heights_are_left_out_and_windings_kept(take: Callable[..., Summary], select: Select) -> None:
    high = [[[lon, lat, 12.5] for lon, lat in reversed(SQUARE[0])]]
    assert take(collection(feature({"code": "26743"}, high))).added == 1
    assert json.loads(select("area_boundary")[0].geometry)["coordinates"] == [list(reversed(SQUARE[0]))]


def test_an_area_of_several_features(take: Callable[..., Summary], select: Select, tmp_path: Path) -> None:
    """Islands make one area together; a second polygon in the same place is a mistake."""
    island = [[[106.9, 10.3], [106.95, 10.3], [106.95, 10.35], [106.9, 10.3]]]
    parts = [feature({"code": "26743"}, c) for c in (SQUARE, island)]
    summary = take(collection(*parts, parts[0]))
    assert (summary.added, summary.rejected) == (1, 1)
    found = json.loads(select("area_boundary")[0].geometry)
    assert found["type"] == "MultiPolygon" and len(found["coordinates"]) == 2
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        assert [r["reason"] for r in csv.DictReader(file)] == ["the same area as feature 1"]


def test_rings_that_cross_themselves_are_mended(take: Callable[..., Summary], select: Select) -> None:
    bow = [[[106.7, 10.7], [106.8, 10.8], [106.8, 10.7], [106.7, 10.8], [106.7, 10.7]]]
    assert take(collection(feature({"code": "26743"}, bow))).added == 1
    found = to_shape(json.loads(select("area_boundary")[0].geometry))
    assert found.is_valid and found.area == pytest.approx(0.1 * 0.1 / 2)


@pytest.mark.parametrize(
    "properties",
    [
        {"NAME": "Bến Thành"}, {"NAME": "PHUONG BEN THANH"}, {"ten_xa": "Ba Dinh"}, {"MA": "26743.0"},
        {"Ten": unicodedata.normalize("NFD", "Phường Bến Thành")},
    ],
)  # fmt: skip
def test_names_without_kind_or_marks(take: Callable[..., Summary], properties: dict[str, Any]) -> None:
    assert take(collection(feature(properties))).added == 1


def test_a_name_without_marks_that_two_areas_may_have_is_nobodys(
    centre: Database, take: Callable[..., Summary], select: Select
) -> None:
    """Thanh An is an area, and Thạnh An is another: in a file that writes no marks it is not known which is meant."""
    with writing(centre) as writer:
        for n, name in enumerate(("Xã Thanh An", "Xã Thạnh An", "Phường Tân Hòa"), start=11):
            writer.put(AreaRecord(f"T{n}", n, "commune", name.split()[0], name, name, "79", "2025-07-01", ""))
    east = [[[lon + 0.5, lat] for lon, lat in SQUARE[0]]]
    bare = [feature({"n": "Thanh An"}), feature({"n": "Thanh An"}, east), feature({"n": "Ben Thanh"})]
    assert (take(collection(*bare)).added, len(select("area_boundary"))) == (1, 1)
    marked = [feature({"n": "Thanh An"}), feature({"n": "Thạnh An"}, east), feature({"n": "Tân Hoà", "en": "Tan Hoa"})]
    assert take(collection(*marked)).added == 3
    assert [b.area_code for b in select("area_boundary")] == ["26743", "T11", "T12", "T13"]


def test_the_id_of_a_feature_counts(take: Callable[..., Summary], select: Select) -> None:
    assert take(collection({**feature({"x": 1}), "id": "00004"})).added == 1
    assert select("area_boundary")[0].area_code == "00004"


def test_a_polygon_that_is_elsewhere(centre: Database, take: Callable[..., Summary], tmp_path: Path) -> None:
    with writing(centre) as writer:
        writer.put(AreaRecord("X1", 9, "commune", "Phường", "Phường X", "P. X", "79", "2025-07-01", "", 10.75, 106.75))
    swapped = [[[lat, lon] for lon, lat in SQUARE[0]]]
    elsewhere = [[[lon - 20, lat] for lon, lat in SQUARE[0]]]
    flipped = [[[lat, 80.0 + n] for n, (_, lat) in enumerate(SQUARE[0][:3])]]
    flipped[0].append(flipped[0][0])
    summary = take(collection(*(feature({"code": "X1"}, c) for c in (swapped, elsewhere, flipped, SQUARE))))
    assert (summary.added, summary.rejected) == (1, 3)
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        reasons = [r["reason"] for r in csv.DictReader(file)]
    assert reasons[0].endswith("latitude and longitude look swapped")
    assert reasons[1:] == ["far from where Phường X is"] * 2


def test_swapped_degrees_that_are_degrees_all_the_same(
    centre: Database, take: Callable[..., Summary], tmp_path: Path
) -> None:
    with writing(centre) as writer:
        writer.put(AreaRecord("B1", 9, "commune", "", "Back Bay", "Back Bay", "", "", "", 42.35, -71.08))
    bay = [[[-71.1, 42.34], [-71.0, 42.34], [-71.0, 42.36], [-71.1, 42.34]]]
    swapped = [[[lat, lon] for lon, lat in bay[0]]]
    assert take(collection(*(feature({"code": "B1"}, c) for c in (swapped, bay)))).added == 1
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        assert [r["reason"] for r in csv.DictReader(file)] == ["latitude and longitude are swapped"]


def test_packed_and_in_utf_16(take: Callable[..., Summary]) -> None:
    content = collection(feature({"code": "26743"}))
    assert take(gzip.compress(content.encode())).added == 1
    assert take(content.encode("utf-16")).unchanged == 1
