"""The real files: every row accounted for, and sums equal to those made from the file by other code."""

from __future__ import annotations

import csv
import gzip
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from data_centre.city import areas as city_areas
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.imports import cli, profiles
from data_centre.imports.areas import import_areas
from data_centre.imports.complaints import Summary, import_complaints
from data_centre.imports.indicators import import_indicators
from data_centre.imports.rejects import Rejects
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.on_time import OnTimeState, verdict
from ioc_domain.places import to_lat_lon

pytestmark = pytest.mark.realdata
NOW = 1_795_331_220
Select = Callable[[str], list[Any]]


def quiet(*_: int) -> None:
    """No progress."""


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def take(centre: Database, path: Path, name: str, tmp_path: Path) -> Summary:
    rejects = Rejects(tmp_path / "rejects.csv")
    try:
        return import_complaints(centre, path, profiles.load(name), rejects, NOW, quiet)
    finally:
        rejects.close()


def drawn_within(complaints: list[Any], extent: tuple[float, float, float, float]) -> int:
    """How many have a place; each of them lies in the city, none in the sea."""
    south, west, north, east = extent
    places = [to_lat_lon(c.x, c.y) for c in complaints if c.flags & ComplaintFlag.LOCATED]
    assert all(south < lat < north and west < lon < east for lat, lon in places)
    assert all(c.x == c.y == 0 for c in complaints if not c.flags & ComplaintFlag.LOCATED)
    return len(places)


def test_boston(centre: Database, select: Select, realdata: Path, tmp_path: Path) -> None:
    path = realdata / "complaints" / "boston_2011.csv.gz"
    summary = take(centre, path, "boston", tmp_path)
    assert summary.rows == summary.taken + summary.rejected == 58_251
    rows, complaints = rows_of(path), select("complaint")
    names = {t: {r.id: r.name for r in select(t)} for t in ("complaint_field", "unit", "complaint_type", "area")}
    for table, column, key in (
        ("complaint_field", "subject", "field"),
        ("unit", "queue", "unit"),
        ("complaint_type", "type", "type"),
    ):
        ours = Counter(names[table][getattr(c, key)] for c in complaints)
        assert ours == Counter(r[column].strip() for r in rows)
    assert sum(c.status == ComplaintStatus.CLOSED for c in complaints) == sum(
        r["case_status"] == "Closed" for r in rows
    )
    assert sum(c.area == 0 for c in complaints) == sum(not r["neighborhood"].strip() for r in rows)

    def whole(text: str) -> bool:
        return float(text).is_integer()

    placed = sum(not (whole(r["latitude"]) and whole(r["longitude"])) for r in rows)
    assert sum(bool(c.flags & ComplaintFlag.LOCATED) for c in complaints) == placed == 58_251 - summary.not_located

    assert drawn_within(complaints, (42.1, -71.4, 42.6, -70.7)) == placed

    agree = differ = 0
    for c in complaints:
        ours_is = verdict(c.due, c.closed, NOW)
        if ours_is in (OnTimeState.CLOSED_ON_TIME, OnTimeState.CLOSED_LATE):
            late = bool(c.flags & ComplaintFlag.SOURCE_SAYS_OVERDUE)
            agree += late == (ours_is is OnTimeState.CLOSED_LATE)
            differ += late != (ours_is is OnTimeState.CLOSED_LATE)
    by_text = Counter(
        (r["ontime"] == "OVERDUE") == (r["closed_dt"] > r["target_dt"])
        for r in rows
        if r["closed_dt"] and r["target_dt"]
    )
    assert (agree, differ) == (by_text[True], by_text[False])
    with_due = agree + differ
    print(f"verdict recomputed from opened, target, closed: {agree:,} of {with_due:,} agree ({agree / with_due:.2%})")  # noqa: T201
    assert agree / with_due > 0.99

    again = take(centre, path, "boston", tmp_path)
    assert (again.added, again.updated, again.unchanged) == (0, 0, summary.taken)


def test_baltimore(centre: Database, select: Select, realdata: Path, tmp_path: Path) -> None:
    path = realdata / "complaints" / "baltimore_sample.csv.gz"
    summary = take(centre, path, "baltimore", tmp_path)
    assert summary.rows == summary.taken + summary.rejected == 10_000
    rows, complaints = rows_of(path), select("complaint")
    units = {u.id: u.name for u in select("unit")}
    assert Counter(units[c.unit] for c in complaints) == Counter(r["Agency"] for r in rows)
    kinds = {t.id: t.name for t in select("complaint_type")}
    assert Counter(kinds[c.type] for c in complaints) == Counter(r["SRType"].strip() for r in rows)
    unplaced = sum(r["Latitude"] in ("", "39") for r in rows)
    assert drawn_within(complaints, (39.1, -77.1, 39.8, -76.2)) == len(rows) - unplaced
    assert sum(not c.flags & ComplaintFlag.LOCATED for c in complaints) == unplaced
    duplicates = sum("Duplicate" in r["SRStatus"] for r in rows)
    assert sum(bool(c.flags & ComplaintFlag.DUPLICATE) for c in complaints) == duplicates
    form = "%m/%d/%Y %I:%M:%S %p"
    first = min(datetime.strptime(r["CreatedDate"], form) for r in rows)
    assert (
        datetime.fromtimestamp(min(c.created for c in complaints), profiles.load("baltimore").zone).replace(tzinfo=None)
        == first
    )


def test_official_series(centre: Database, select: Select, realdata: Path, tmp_path: Path) -> None:
    """584 series and 30,212 observations, equal to what pysdmx reads."""
    from pysdmx.io import read_sdmx

    series = rows = 0
    expected: dict[tuple[str, str, str], float] = {}
    for path in sorted((realdata / "indicators" / "gso_2024q3").glob("*.xml")):
        rejects = Rejects(tmp_path / "rejects.csv")
        summary = import_indicators(centre, path, rejects, NOW, quiet)
        rejects.close()
        assert summary.rejected == 0 and summary.rows == summary.added
        series, rows = series + summary.series, rows + summary.rows
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            message = read_sdmx(path, validate=False)
        for dataset in message.data:  # type: ignore[union-attr]
            for r in dataset.data.to_dict("records"):  # type: ignore[attr-defined]
                try:
                    value = float(r["OBS_VALUE"])
                except ValueError:
                    continue  # another notation or a word: see the tests of numbers
                expected[r["INDICATOR"], r["FREQ"], r["TIME_PERIOD"]] = value
    assert (series, rows) == (584, 30_212)
    assert len(select("indicator")) == 584 and len(select("observation")) == 30_212
    found = {}
    for o in select("observation"):
        name, _, frequency = o.indicator.split(":", 1)[1].rpartition(".")
        found[name.split(".")[0], frequency, o.period] = o.value
    assert {o.area for o in select("observation")} == {"VN"}
    halves = {"S1": "Q2", "S2": "Q4"}
    for (name, frequency, period), value in expected.items():
        ours = f"{period[:5]}{halves[period[5:]]}" if frequency == "S" else period
        assert found[name, frequency, ours] == value


def test_168_polygons(centre: Database, select: Select, realdata: Path, tmp_path: Path) -> None:
    with writing(centre) as writer:
        for area in city_areas.areas():
            writer.put(area)
    rejects = Rejects(tmp_path / "rejects.csv")
    summary = import_areas(centre, realdata / "boundaries" / "hcmc_168_simplified.geojson", rejects, NOW)
    rejects.close()
    assert (summary.rows, summary.added, summary.rejected) == (168, 168, 0)
    assert {b.area_code for b in select("area_boundary")} == {a.code for a in city_areas.communes()}


def test_the_command_says_what_came_of_it(
    realdata: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["indicators", str(realdata / "indicators" / "gso_2024q3" / "IIPVNM.xml")]
    assert cli.main(words) == 0
    assert "5 series, 470 observations: 470 new" in capsys.readouterr().out
    assert cli.main(words) == 0
    assert "470 as before" in capsys.readouterr().out
    assert cli.main(["indicators", str(tmp_path / "nowhere.xml")]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and "does not exist" in said.err
