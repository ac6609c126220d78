"""Indicators from SDMX messages and tables: series, revisions, notations, and what is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from data_centre.database import Database
from data_centre.feed import writing
from data_centre.imports.indicator_table import NAMES, write_template
from data_centre.imports.indicators import Summary, import_indicators
from data_centre.imports.numbers import read_number
from data_centre.imports.problems import FileRefused
from data_centre.imports.rejects import Rejects
from data_centre.imports.sdmx_periods import period_text
from ioc_domain.codes import ObservationStatus
from ioc_domain.periods import BadPeriod
from ioc_domain.records import AreaRecord, IndicatorRecord, ObservationRecord, SettingRecord

NOW = int(datetime(2026, 11, 22, 7, tzinfo=UTC).timestamp())
PREPARED = int(datetime(2024, 11, 13, 6, 48, 52, tzinfo=UTC).timestamp())
NS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
STRUCTURE = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=IMF:ECOFIN_DSD(1.0)"
Select = Callable[[str], list[Any]]

HEADER = f"""<?xml version="1.0" encoding="UTF-8"?>
<mes:{{kind}} xmlns:mes="{NS}/message" xmlns:com="{NS}/common" xmlns:gen="{NS}/data/generic"
 xmlns:ss="{NS}/data/structurespecific" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:ns1="{STRUCTURE}:ObsLevelDim:TIME_PERIOD">
<mes:Header><mes:ID>T1</mes:ID><mes:Test>false</mes:Test><mes:Prepared>2024-11-13T06:48:52Z</mes:Prepared>
<mes:Sender id="ZZZ"/>
<mes:Structure structureID="D1" dimensionAtObservation="TIME_PERIOD" namespace="{STRUCTURE}:ObsLevelDim:TIME_PERIOD">
<com:Structure><Ref agencyID="IMF" id="ECOFIN_DSD" version="1.0" class="DataStructure"/></com:Structure>
</mes:Structure></mes:Header>"""
SPECIFIC = (
    HEADER.format(kind="StructureSpecificData")
    + """<mes:DataSet ss:dataScope="DataStructure" xsi:type="ns1:DataSetType" ss:structureRef="D1">
<Series DATA_DOMAIN="IND" REF_AREA="VN" INDICATOR="AIP_IX" COUNTERPART_AREA="_Z" FREQ="M" BASE_PER="2015" UNIT_MULT="0">
{observations}</Series>
<Series DATA_DOMAIN="IND" REF_AREA="VN" INDICATOR="DEBT_XDC" COUNTERPART_AREA="_Z" FREQ="S" UNIT_MULT="9">
<Obs TIME_PERIOD="2023-S1" OBS_VALUE="10.5"/><Obs TIME_PERIOD="2023-S2" OBS_VALUE="11.5"/></Series>
</mes:DataSet></mes:StructureSpecificData>"""
)
OBSERVATIONS = (
    '<Obs TIME_PERIOD="2024-01" OBS_VALUE="96.8"/><Obs TIME_PERIOD="2024-02" OBS_VALUE="na"/>'
    '<Obs TIME_PERIOD="2024-03" OBS_VALUE="2.767.229,12" OBS_STATUS="P"/>'
)
GENERIC = (
    HEADER.format(kind="GenericData")
    + """<mes:DataSet structureRef="D1"><gen:Series><gen:SeriesKey>
<gen:Value id="DATA_DOMAIN" value="IND"/><gen:Value id="REF_AREA" value="VN"/><gen:Value id="INDICATOR" value="AIP_IX"/>
<gen:Value id="COUNTERPART_AREA" value="_Z"/><gen:Value id="FREQ" value="M"/></gen:SeriesKey>
<gen:Obs><gen:ObsDimension value="2024-01"/><gen:ObsValue value="96.8"/></gen:Obs>
<gen:Obs><gen:ObsDimension value="2024-02"/><gen:ObsValue value="97.5"/></gen:Obs>
</gen:Series></mes:DataSet></mes:GenericData>"""
)


@pytest.fixture
def take(centre: Database, tmp_path: Path) -> Callable[..., Summary]:
    """Import text or bytes as a file of that name."""

    def run(content: str | bytes, name: str = "file.xml", catalogue: str = "") -> Summary:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        rejects = Rejects(tmp_path / "rejects.csv")
        try:
            return import_indicators(centre, path, rejects, NOW, lambda *_: None, catalogue)
        finally:
            rejects.close()

    return run


def refused(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_structure_specific_message(take: Callable[..., Summary], select: Select) -> None:
    summary = take(SPECIFIC.format(observations=OBSERVATIONS))
    assert (summary.series, summary.rows, summary.added, summary.rejected) == (2, 5, 5, 0)
    assert (summary.repaired, summary.missing) == (1, 1)
    indicators = {i.code: i for i in select("indicator")}
    assert set(indicators) == {"AIP_IX.M", "DEBT_XDC.S"}
    assert {i.catalogue for i in indicators.values()} == {"IND"}
    assert indicators["AIP_IX.M"].unit_of_measure == "chỉ số" and indicators["AIP_IX.M"].period == "month"
    assert indicators["DEBT_XDC.S"].unit_of_measure == "tỷ đồng"
    cells = {(o.indicator, o.period): o for o in select("observation")}
    assert {o.area for o in cells.values()} == {"VN"}
    first = cells["IND:AIP_IX.M", "2024-01"]
    assert (first.value, first.status, first.known_at, first.mark) == (96.8, "unknown", PREPARED, "imported")
    assert cells["IND:AIP_IX.M", "2024-02"].value is None
    third = cells["IND:AIP_IX.M", "2024-03"]
    assert third.value == 2767229.12 and third.status == "preliminary" and "2.767.229,12" in third.reason
    assert {p for i, p in cells if i == "IND:DEBT_XDC.S"} == {"2023-Q2", "2023-Q4"}


def test_generic_message_of_the_same_series(take: Callable[..., Summary], select: Select) -> None:
    take(SPECIFIC.format(observations='<Obs TIME_PERIOD="2024-01" OBS_VALUE="96.8"/>'))
    summary = take(GENERIC)
    assert (summary.series, summary.unchanged, summary.added) == (1, 1, 1)
    values = {o.period: o.value for o in select("observation") if o.indicator == "IND:AIP_IX.M"}
    assert values == {"2024-01": 96.8, "2024-02": 97.5}


def test_again_nothing_and_then_a_revision(
    take: Callable[..., Summary], select: Select, feed_head: Callable[[], int]
) -> None:
    take(SPECIFIC.format(observations=OBSERVATIONS))
    before, head = select("observation"), feed_head()
    again = take(SPECIFIC.format(observations=OBSERVATIONS))
    assert (again.added, again.revised, again.unchanged) == (0, 0, 5)
    assert select("observation") == before and feed_head() == head
    newer = take(SPECIFIC.format(observations=OBSERVATIONS.replace("96.8", "96.9")))
    assert (newer.added, newer.revised, newer.unchanged) == (0, 1, 4)
    revisions = [o for o in select("observation") if (o.indicator, o.period) == ("IND:AIP_IX.M", "2024-01")]
    assert [(o.revision, o.value) for o in revisions] == [(1, 96.8), (2, 96.9)]
    assert revisions[1].known_at > revisions[0].known_at


def test_bad_observations_are_refused_alone(take: Callable[..., Summary], tmp_path: Path) -> None:
    bad = (
        '<Obs TIME_PERIOD="2024-01" OBS_VALUE="1"/><Obs TIME_PERIOD="2024-13" OBS_VALUE="2"/>'
        '<Obs TIME_PERIOD="2024-02" OBS_VALUE="lots"/><Obs TIME_PERIOD="2024-03" OBS_VALUE="1e30"/>'
        '<Obs TIME_PERIOD="2024-01" OBS_VALUE="3"/>'
    )
    summary = take(SPECIFIC.format(observations=bad))
    assert (summary.added, summary.rejected) == (3, 4)
    assert [(r["line"], r["column"], r["reason"]) for r in refused(tmp_path)] == [
        ("2", "TIME_PERIOD", "not a year, half-year, quarter or month"),
        ("3", "OBS_VALUE", "not a number"),
        ("4", "OBS_VALUE", "too large to be true"),
        ("5", "OBS_VALUE", "the same cell as row 1"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<a><b></a>", "is not well-formed XML"),
        ("<html><body>Sign in</body></html>", "is not an SDMX message"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "declares entities"),
        (SPECIFIC.split("<mes:DataSet")[0] + "</mes:StructureSpecificData>", ""),
        ("", "is empty"),
    ],
)
def test_a_bad_message_is_one_line(
    take: Callable[..., Summary], select: Select, feed_head: Callable[[], int], content: str, said: str
) -> None:
    with pytest.raises(FileRefused) as caught:
        take(content)
    assert said in str(caught.value) and "\n" not in str(caught.value)
    assert select("observation") == [] and feed_head() == 0


def test_a_catalogue_of_ones_own_name(take: Callable[..., Summary], select: Select) -> None:
    take(GENERIC, catalogue="gso")
    assert {i.catalogue for i in select("indicator")} == {"gso"}
    assert {o.indicator for o in select("observation")} == {"gso:AIP_IX.M"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0), ("-1.5e3", -1500.0), ("1.234.567,8", 1234567.8), ("99,30", 99.3), ("1 234.5", 1234.5),
        ("1336167. 72", 1336167.72), ("1,234,567.5", 1234567.5), ("", None), ("na", None), ("ERROR:  #N/A", None),
        ("n.a.", None), ("...", None),
    ],
)  # fmt: skip
def test_notations(text: str, value: float | None) -> None:
    assert read_number(text).value == value


@pytest.mark.parametrize("text", ["1,234", "inf", "1e19", "12 kg", "1.2.3", "=1+1", "0x10", "--3"])
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|large|comma"):
        read_number(text)


def test_letters_say_how_final_a_number_is() -> None:
    assert read_number("519.4sb").status is ObservationStatus.PRELIMINARY
    assert read_number("519.4e").status is ObservationStatus.ESTIMATE


def test_periods() -> None:
    given = ["2024", "2024-Q3", "2024Q3", "2024-07", "2024-M07", "2024M07", "2024-S1", "2024-H2", "2024-A1"]
    ours = ["2024", "2024-Q3", "2024-Q3", "2024-07", "2024-07", "2024-07", "2024-Q2", "2024-Q4", "2024"]
    assert [period_text(p) for p in given] == ours
    for bad in ("2024-13", "24-01", "2024-Q5", "2024-W05", ""):
        with pytest.raises(BadPeriod):
            period_text(bad)


# --- tables ----------------------------------------------------------------------------------------------------


@pytest.fixture
def catalogue(centre: Database) -> None:
    """Two indicators, the city, one value."""
    with writing(centre) as writer:
        writer.put(SettingRecord("catalogue", "v2"))
        writer.put(SettingRecord("city_area", "79"))
        writer.put(AreaRecord("79", 1, "city", "Thành phố", "Thành phố", "TP", "", "", ""))
        for code, unit in (("C0403", "%"), ("C1901", "vụ")):
            writer.put(
                IndicatorRecord(
                    "v2", code, "city", "04", code, code, code, unit, "month", "higher", "rate", "STC", "STC", 10
                )
            )
        writer.put(ObservationRecord("v2:C0403", "79", "2026-09", 1, 45.0, "preliminary", NOW - 86400, "x"))


def table(*rows: tuple[str, ...], header: tuple[str, ...] = tuple(NAMES)) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


@pytest.mark.usefixtures("catalogue")
def test_a_table_adds_and_revises(take: Callable[..., Summary], select: Select) -> None:
    content = table(
        ("C0403", "79", "2026-09", "45.5", "chính thức", "Kho bạc", "Đối chiếu lại"),
        ("v2:C0403", "", "2026-10", "54,1", "sơ bộ", "", ""),
    )
    summary = take(content, "so-lieu.csv")
    assert (summary.added, summary.revised, summary.rejected) == (1, 1, 0)
    cells = [(o.period, o.revision, o.value, o.status, o.source, o.reason) for o in select("observation")]
    assert cells == [
        ("2026-09", 1, 45.0, "preliminary", "x", ""),
        ("2026-09", 2, 45.5, "official", "Kho bạc", "Đối chiếu lại"),
        ("2026-10", 1, 54.1, "preliminary", "so-lieu.csv", ""),
    ]
    assert take(content, "so-lieu.csv").unchanged == 2


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("C9999", "79", "2026-10", "1", "", "", ""), "indicator", "an indicator the catalogue does not have"),
        (("C0403", "99", "2026-10", "1", "", "", ""), "area", "an area that is not known"),
        (("C0403", "79", "2026-13", "1", "", "", ""), "period", "not a period like 2026, 2026-Q3 or 2026-10"),
        (("C0403", "79", "2026-Q3", "1", "", "", ""), "period", "the indicator is measured by month"),
        (("C0403", "79", "2026-10", "NaN", "", "", ""), "value", "not a number"),
        (("C0403", "79", "2026-10", "1e30", "", "", ""), "value", "too large to be true"),
        (("C0403", "79", "2026-10", "", "", "", ""), "value", "the value is empty"),
        (("C1901", "79", "2026-10", "-4", "", "", ""), "value", "a number of vụ cannot be negative"),
        (("C0403", "79", "2026-10", "1", "perhaps", "", ""), "status", "not estimate, preliminary or official"),
        (("C1901", "79", "2026-08", "4", "", "", ""), "value", "the same cell as row 2"),
    ],
)
def test_a_bad_line_is_refused_alone(
    take: Callable[..., Summary], tmp_path: Path, row: tuple[str, ...], column: str, reason: str
) -> None:
    summary = take(table(("C1901", "79", "2026-08", "3", "", "", ""), row), "values.csv")
    assert (summary.added, summary.rejected) == (1, 1)
    [reject] = refused(tmp_path)
    assert (reject["line"], reject["column"], reject["reason"]) == ("3", column, reason)


@pytest.mark.usefixtures("catalogue")
def test_the_template_can_be_filled_and_read(take: Callable[..., Summary], tmp_path: Path, select: Select) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert [c.value for c in sheet[1]] == list(NAMES)
    sheet.append(["C0403", "79", "2026-10", 54.1, "sơ bộ", "Kho bạc", None])
    sheet.append(["C0403", "79", "2026-08", "=1+1", None, None, None])
    book.save(path)
    summary = take(path.read_bytes(), "filled.xlsx")
    assert (summary.added, summary.rejected) == (1, 1)
    assert refused(tmp_path)[0]["reason"] == "a cell holds a formula, not a value"
    assert {o.value for o in select("observation")} == {45.0, 54.1}


@pytest.mark.usefixtures("catalogue")
def test_headers_in_vietnamese(take: Callable[..., Summary]) -> None:
    header = ("Mã chỉ tiêu", "Mã địa bàn", "Kỳ", "Giá trị", "Mức độ")
    assert take(table(("C0403", "79", "2026-10", "1", "ước tính"), header=header), "x.csv").added == 1


@pytest.mark.usefixtures("catalogue")
def test_a_missing_column_changes_nothing(take: Callable[..., Summary], feed_head: Callable[[], int]) -> None:
    head = feed_head()
    with pytest.raises(FileRefused, match="the column value is missing"):
        take(table(("C0403", "79", "2026-10"), header=("indicator", "area", "period")), "x.csv")
    with pytest.raises(FileRefused, match="has no rows"):
        take(table(), "x.csv")
    assert feed_head() == head


def test_a_workbook_that_is_none(take: Callable[..., Summary], tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet()
    with pytest.raises(FileRefused, match="has no rows"):
        take(path.read_bytes(), "x.xlsx")
