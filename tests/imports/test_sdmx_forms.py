"""SDMX as other offices send it: which columns make a series, several datasets, periods, and what is no data."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data_centre.database import Database
from data_centre.imports.indicators import Summary, import_indicators
from data_centre.imports.problems import FileRefused
from data_centre.imports.rejects import Rejects
from data_centre.imports.sdmx_periods import period_text
from ioc_domain.periods import BadPeriod

Select = Callable[[str], list[Any]]
Take = Callable[..., Summary]
NOW = 1_795_331_220
NS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
OWN = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=XX:D(1.0):ObsLevelDim:"


def message(kind: str, body: str, structures: tuple[str, ...] = ("D",), at: str = "TIME_PERIOD") -> str:
    """A message of SDMX-ML 2.1."""
    named = "".join(
        f'<m:Structure structureID="{s}" namespace="{OWN}{at}" dimensionAtObservation="{at}"><c:Structure>'
        f'<Ref agencyID="XX" id="{s}" version="1.0"/></c:Structure></m:Structure>'
        for s in structures
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><m:{kind} xmlns:m="{NS}/message" xmlns:c="{NS}/common"'
        f' xmlns:g="{NS}/data/generic" xmlns:ss="{NS}/data/structurespecific" xmlns:n="{OWN}{at}"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><m:Header><m:ID>T</m:ID><m:Test>false</m:Test>'
        f'<m:Prepared>2024-05-01T10:00:00</m:Prepared><m:Sender id="XX"/>{named}</m:Header>{body}</m:{kind}>'
    )


def specific(*series: str, structure: str = "D", more: str = "") -> str:
    """A dataset of a structure-specific message."""
    return (
        f'<m:DataSet ss:dataScope="DataStructure" xsi:type="n:DataSetType" ss:structureRef="{structure}" {more}>'
        f"{''.join(series)}</m:DataSet>"
    )


def series(names: str, **values: Any) -> str:
    """A series with observations by period (M2021_01 = 1.5)."""
    found = "".join(
        f'<Obs TIME_PERIOD="{k.lstrip("P").replace("_", "-")}" OBS_VALUE="{v}"/>' for k, v in values.items()
    )
    return f"<Series {names}>{found}</Series>"


def of(*datasets: str, structures: tuple[str, ...] = ("D",)) -> str:
    return message("StructureSpecificData", "".join(datasets), structures)


def values(**named: Any) -> str:
    return "".join(f'<g:Value id="{k}" value="{v}"/>' for k, v in named.items())


@pytest.fixture
def take(centre: Database, tmp_path: Path) -> Take:
    """Import text or bytes as a file of that name."""

    def run(content: str | bytes, name: str = "file.xml", dimensions: tuple[str, ...] = ()) -> Summary:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        rejects = Rejects(tmp_path / "rejects.csv")
        try:
            return import_indicators(centre, path, rejects, NOW, lambda *_: None, dimensions=dimensions)
        finally:
            rejects.close()

    return run


@pytest.fixture
def cells(select: Select) -> Callable[[], dict[tuple[str, str, str], float | None]]:
    """(indicator, area, period) → value of all that was taken."""
    return lambda: {(o.indicator, o.area, o.period): o.value for o in select("observation")}


def reasons(tmp_path: Path) -> list[str]:
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return [r["reason"] for r in csv.DictReader(file)]


def test_a_generic_message_says_what_its_dimensions_are(take: Take, cells: Callable[[], Any], select: Select) -> None:
    """UNIT_MEASURE is a dimension here, and no attribute makes a series, whatever it is called."""
    body = ""
    for unit, start in (("USD", 1), ("EUR", 101)):
        observations = "".join(
            f'<g:Obs><g:ObsDimension value="{year}"/><g:ObsValue value="{start + n}"/><g:Attributes>'
            f"{values(OBS_STATUS='E', SAID=f'word{n}')}</g:Attributes></g:Obs>"
            for n, year in enumerate((2020, 2021))
        )
        body += (
            f"<g:Series><g:SeriesKey>{values(FREQ='A', REF_AREA='FR', INDICATOR='X', UNIT_MEASURE=unit)}</g:SeriesKey>"
            f"<g:Attributes>{values(TITLE='A long title', SHADE='dark')}</g:Attributes>{observations}</g:Series>"
        )
    summary = take(message("GenericData", f'<m:DataSet structureRef="D">{body}</m:DataSet>'))
    assert (summary.series, summary.added, summary.rejected) == (2, 4, 0)
    assert cells() == {
        ("file:X.A.USD", "FR", "2020"): 1, ("file:X.A.USD", "FR", "2021"): 2,
        ("file:X.A.EUR", "FR", "2020"): 101, ("file:X.A.EUR", "FR", "2021"): 102,
    }  # fmt: skip
    assert {o.status for o in select("observation")} == {"estimate"}


def test_flat_generic_observations(take: Take, cells: Callable[[], Any]) -> None:
    body = "".join(
        f"<g:Obs><g:ObsKey>{values(FREQ='A', REF_AREA='KE', INDICATOR='CPI', TIME_PERIOD=y)}</g:ObsKey>"
        f'<g:ObsValue value="{y}"/><g:Attributes>{values(SAID=f"w{y}")}</g:Attributes></g:Obs>'
        for y in (2019, 2020)
    )
    take(message("GenericData", f'<m:DataSet structureRef="D">{body}</m:DataSet>', at="AllDimensions"))
    assert cells() == {("file:CPI.A", "KE", "2019"): 2019, ("file:CPI.A", "KE", "2020"): 2020}


def test_names_in_small_letters_and_flags(take: Take, cells: Callable[[], Any], select: Select) -> None:
    rows = [
        f'<Series freq="A" unit="{unit}" na_item="B1G" geo="{geo}"><Obs TIME_PERIOD="2020" OBS_VALUE="2.5"'
        ' OBS_FLAG="p"/><Obs TIME_PERIOD="2021" OBS_VALUE="NaN" OBS_FLAG=":"/></Series>'
        for geo in ("DE", "FR")
        for unit in ("CP_MEUR", "CLV10_MEUR")
    ]
    summary = take(of(specific(*rows)))
    assert (summary.series, summary.added, summary.missing, summary.rejected) == (4, 8, 4, 0)
    assert cells()["file:B1G.A.CP_MEUR", "DE", "2020"] == 2.5
    assert cells()["file:B1G.A.CP_MEUR", "DE", "2021"] is None
    assert {o.status for o in select("observation") if o.period == "2020"} == {"preliminary"}
    assert {i.period for i in select("indicator")} == {"year"}


def test_what_stands_on_an_observation_makes_no_series(take: Take, cells: Callable[[], Any]) -> None:
    row = (
        '<Series FREQ="Q" REF_AREA="AU" MEASURE="B1" UNIT_MEASURE="{0}" COMMENT_TS="{0} {0}">'
        '<Obs TIME_PERIOD="2020-Q1" OBS_VALUE="10" SAID="first"/><Obs TIME_PERIOD="2020-Q2" OBS_VALUE="11"/></Series>'
    )
    assert take(of(specific(row.format("XDC"), row.format("USD")))).rejected == 0
    assert {k[0] for k in cells()} == {"file:B1.Q.XDC", "file:B1.Q.USD"} and len(cells()) == 4


def test_columns_that_look_like_attributes_count_where_values_would_fall_together(
    take: Take, cells: Callable[[], Any]
) -> None:
    rows = [series(f'FREQ="A" REF_AREA="AU" INDICATOR="X" UNIT_MULT="{m}"', P2020=v) for m, v in (("0", 7), ("6", 8))]
    summary = take(of(specific(*rows)))
    assert (summary.added, summary.rejected) == (2, 0)
    assert {(k[0], v) for k, v in cells().items()} == {("file:X.A.0", 7), ("file:X.A.6", 8)}


def test_a_person_may_say_the_dimensions(take: Take, cells: Callable[[], Any]) -> None:
    flat = "".join(
        f'<Obs FREQ="A" REF_AREA="KE" INDICATOR="CPI" SAID="w{y}" TIME_PERIOD="{y}" OBS_VALUE="{y}"/>'
        for y in (2019, 2020)
    )
    content = message("StructureSpecificData", specific(flat), at="AllDimensions")
    take(content, dimensions=("FREQ", "REF_AREA", "INDICATOR"))
    assert {k[0] for k in cells()} == {"file:CPI.A"}
    with pytest.raises(FileRefused, match="there is no column SUBJECT"):
        take(content, dimensions=("SUBJECT",))


def test_several_datasets(take: Take, cells: Callable[[], Any], tmp_path: Path) -> None:
    """Of two structures: two catalogues. Of one: one. What is to be deleted is told, and nothing is deleted."""
    one = series('FREQ="A" REF_AREA="KE" INDICATOR="CPI"', P2020=1)
    other = series('FREQ="A" REF_AREA="KE" INDICATOR="CPI"', P2020=50)
    content = of(specific(one, structure="D1"), specific(other, structure="D2"), structures=("D1", "D2"))
    assert take(content).rejected == 0
    assert cells() == {("file_XX_D1:CPI.A", "KE", "2020"): 1, ("file_XX_D2:CPI.A", "KE", "2020"): 50}
    third = series('FREQ="A" REF_AREA="KE" INDICATOR="PPI"', P2020=9)
    summary = take(of(specific(one), specific(third)), "same.xml")
    assert (summary.added, summary.rejected) == (2, 0)
    summary = take(of(specific(one), specific(third, more='ss:action="Delete"')), "same.xml")
    assert (summary.unchanged, summary.rejected) == (1, 1)
    assert reasons(tmp_path) == ["the file asks to delete this value, which an import never does"]
    assert cells()["same:PPI.A", "KE", "2020"] == 9


def test_weeks_and_empty_series_make_no_indicator(take: Take, select: Select, tmp_path: Path) -> None:
    weekly = series('FREQ="W" REF_AREA="KE" INDICATOR="X"', P2021_W01=1)
    empty = '<Series FREQ="M" REF_AREA="KE" INDICATOR="Y"/>'
    summary = take(of(specific(weekly, empty, series('FREQ="M" REF_AREA="KE" INDICATOR="Z"', P2021_01=5))))
    assert (summary.rows, summary.added, summary.rejected) == (2, 1, 1)
    assert reasons(tmp_path) == ["not a year, half-year, quarter or month"]
    assert [i.code for i in select("indicator")] == ["Z.M"]


@pytest.mark.parametrize(
    ("text", "frequency", "ours"),
    [
        ("2021-01-01", "A", "2021"), ("2021-12-31", "A", "2021"), ("2021-04-01", "Q", "2021-Q2"),
        ("2021-02-28", "M", "2021-02"), ("2021-01-01T00:00:00", "M", "2021-01"), ("2021-07-01", "S", "2021-Q4"),
        ("2021-06-30", "H", "2021-Q2"), ("2021-01-01/P3M", "", "2021-Q1"), ("2021-A1", "A", "2021"),
        ("2021-M03", "M", "2021-03"), ("2021-S2", "S", "2021-Q4"), ("2021-Q2", "S", "2021-Q2"),
    ],
)  # fmt: skip
def test_days_that_stand_for_a_period(text: str, frequency: str, ours: str) -> None:
    assert period_text(text, frequency) == ours


@pytest.mark.parametrize(
    ("text", "frequency"),
    [("2021-01-05", "D"), ("2021-01-05", "M"), ("2021-02-01", "A"), ("2021-02-30", "M"), ("2021-01", "Q"),
     ("2021", "M"), ("2021-Q1", "S"), ("2021-01-01", ""), ("2021-W03", "W"), ("2021-01-01/P7D", "W")],
)  # fmt: skip
def test_what_is_no_period_of_its_series(text: str, frequency: str) -> None:
    with pytest.raises(BadPeriod):
        period_text(text, frequency)


def test_a_month_in_a_series_by_the_quarter_is_refused(take: Take, tmp_path: Path) -> None:
    summary = take(of(specific(series('FREQ="Q" REF_AREA="KE" INDICATOR="X"', P2021_01=1, P2021_Q2=2))))
    assert (summary.added, summary.rejected) == (1, 1)
    assert reasons(tmp_path) == ["a period of another length than the series has (FREQ Q)"]


TABLE = (
    "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\r\n"
    "XX:DF(1.0),01/02/24 23:00:00,A,PC,DE,2020,1.5,e\r\nXX:DF(1.0),01/02/24 23:00:00,A,PC,DE,2021,,\r\n"
    "XX:DF(1.0),02/02/24 23:00:00,A,PC,FR,2020,2.5,\r\n"
)


def test_sdmx_csv_plain_and_packed(take: Take, cells: Callable[[], Any]) -> None:
    summary = take("\ufeff" + TABLE, "file.csv")
    assert (summary.added, summary.rejected, summary.missing) == (3, 0, 1)
    assert cells()["XX_DF(1.0):A.PC", "FR", "2020"] == 2.5
    assert take(gzip.compress(TABLE.encode()), "file.csv.gz").unchanged == 3
    with pytest.raises(FileRefused, match="is not whole: line 3"):
        take(TABLE.replace("2021,,", "2021"), "file.csv")


def test_messages_in_archives(take: Take) -> None:
    content = of(specific(series('FREQ="A" REF_AREA="KE" INDICATOR="X"', P2020=1)))
    assert take(content, "file.xml").added == 1
    assert take(gzip.compress(content.encode()), "file.xml.gz").unchanged == 1
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("inner.xml", content)
    assert take(out.getvalue(), "file.zip").unchanged == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            '<CompactData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message"><Header/></CompactData>',
            "is SDMX-ML 2.0: ask its source for SDMX-ML 2.1",
        ),
        (
            f'<m:Error xmlns:m="{NS}/message" xmlns:c="{NS}/common"><m:ErrorMessage code="100"><c:Text>No results'
            "</c:Text></m:ErrorMessage></m:Error>",
            "is an error that a server gave in place of data: No results",
        ),
        (of(specific()), "has no observations"),
        (of(specific('<Series FREQ="A" REF_AREA="KE"/>')), "a dataset has no TIME_PERIOD|has no observations"),
    ],
)
def test_what_is_no_data_is_named(take: Take, select: Select, content: str, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        take(content)
    assert select("indicator") == []
