"""Boundaries from GeoJSON: which property names the area, and what is no polygon."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data_centre.database import Database
from data_centre.feed import writing
from data_centre.imports.areas import Summary, import_areas
from data_centre.imports.problems import FileRefused
from data_centre.imports.rejects import Rejects
from ioc_domain.records import AreaRecord

NOW = 1_795_331_220
SQUARE = [[[106.7, 10.7], [106.8, 10.7], [106.8, 10.8], [106.7, 10.7]]]
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

    def run(content: str | bytes, prop: str = "", source: str = "") -> Summary:
        path = tmp_path / "areas.geojson"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        rejects = Rejects(tmp_path / "rejects.csv")
        try:
            return import_areas(centre, path, rejects, NOW, prop, source)
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
        (collection(feature({"what": "nothing"})), "no property names areas"),
        (collection(feature({"code": "26743"}), crs={"properties": {"name": "EPSG:3405"}}), "is not in WGS 84"),
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
