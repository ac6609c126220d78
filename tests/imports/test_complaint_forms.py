"""Complaint files as other cities make them: points in one column, projections, clocks set back, archives, no ids."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from data_centre.database import Database
from data_centre.imports import profiles
from data_centre.imports.complaints import Summary, import_complaints
from data_centre.imports.moments import clock_time, iso_moment, parser_of
from data_centre.imports.points import degrees_of, read_point
from data_centre.imports.problems import FileRefused
from data_centre.imports.rejects import Rejects
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.places import to_lat_lon

Select = Callable[[str], list[Any]]
Take = Callable[..., Summary]
NOW = int(datetime(2026, 11, 22, 7, tzinfo=UTC).timestamp())
NEW_YORK = ZoneInfo("America/New_York")
BASE = {"id": "No", "created": "Opened", "closed": "Closed", "status": "Status"}
STATUS = '[status]\nClosed = "closed"\nOpen = "in_progress"\n'


def profile_text(columns: dict[str, str], more: str = "", top: str = "") -> str:
    """A profile of New York time; its dates are as Americans write them."""
    lines = "\n".join(f'{role} = "{name}"' for role, name in columns.items())
    dates = 'dates = ["%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y"]'
    dates = "" if "dates" in top else dates
    return f'name = "town"\nzone = "America/New_York"\n{dates}\n{top}\n[columns]\n{lines}\n{STATUS}{more}'


def table(rows: list[list[Any]], header: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([header, *rows])
    return out.getvalue()


@pytest.fixture
def take(centre: Database, tmp_path: Path) -> Take:
    """Import text or bytes by the text of a profile."""

    def run(content: str | bytes, profile: str, name: str = "file.csv") -> Summary:
        (tmp_path / "town.toml").write_text(profile, "utf-8")
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        rejects = Rejects(tmp_path / "rejects.csv")
        try:
            loaded = profiles.load(str(tmp_path / "town.toml"))
            return import_complaints(centre, path, loaded, rejects, NOW, lambda *_: None)
        finally:
            rejects.close()

    return run


def reasons(tmp_path: Path) -> list[tuple[str, str]]:
    if not (tmp_path / "rejects.csv").exists():
        return []
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return [(r["column"], r["reason"]) for r in csv.DictReader(file)]


# --- points ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("(40.7128, -74.006)", (40.7128, -74.006)),
        ("40.7128,-74.006", (40.7128, -74.006)),
        ("40.7128 -74.006", (40.7128, -74.006)),
        ("POINT (-74.006 40.7128)", (40.7128, -74.006)),
        ("SRID=4326;POINT(-74.006 40.7128)", (40.7128, -74.006)),
        ("POINT Z (-74.006 40.7128 12.5)", (40.7128, -74.006)),
        ('{"type": "Point", "coordinates": [-74.006, 40.7128]}', (40.7128, -74.006)),
        ("{'latitude': '40.7128', 'longitude': '-74.006', 'human_address': '{\"city\": \"\"}'}", (40.7128, -74.006)),
        ("1 MAIN ST\nNEW YORK\n(40.7128, -74.006)", (40.7128, -74.006)),
        ("1 MAIN ST, NEW YORK", None),
        ("(40.7128)", None),
        ("", None),
    ],
)
def test_a_point_in_one_column(text: str, pair: tuple[float, float] | None) -> None:
    assert read_point(text) == pair


def test_the_order_of_a_bare_pair_is_said_by_the_profile() -> None:
    assert read_point("-74.006, 40.7128", longitude_first=True) == (40.7128, -74.006)
    assert read_point("POINT (-74.006 40.7128)", longitude_first=True) == (40.7128, -74.006)


def test_points_of_rows(take: Take, select: Select, tmp_path: Path) -> None:
    texts = ["(40.7128, -74.006)", "", "(, )", "POINT EMPTY", "(0.0, 0.0)", "(41, -74)", "somewhere"]
    rows = [[n, "03/01/2024 10:00:00 AM", "", "Open", text] for n, text in enumerate(texts, start=1)]
    summary = take(table(rows, ["No", "Opened", "Closed", "Status", "Where"]), profile_text({**BASE, "point": "Where"}))
    assert (summary.added, summary.rejected, summary.not_located) == (6, 1, 5)
    assert dict(summary.unplaced) == {"empty": 3, "zero": 1, "whole": 1}
    assert reasons(tmp_path) == [("Where", "not a point")]
    [placed] = [c for c in select("complaint") if c.flags & ComplaintFlag.LOCATED]
    assert to_lat_lon(placed.x, placed.y) == pytest.approx((40.7128, -74.006), abs=1e-5)


def test_feet_of_a_named_projection(take: Take, select: Select, tmp_path: Path) -> None:
    """EPSG:2263 is defined by its false origin: 984,250 feet east is 74 degrees west, 40 degrees 10 minutes north."""
    rows = [
        [1, "03/01/2024 10:00:00 AM", "", "Open", "984250", "0"],
        [2, "03/01/2024 10:00:00 AM", "", "Open", "", ""],
        [3, "03/01/2024 10:00:00 AM", "", "Open", "0", "0"],
        [4, "03/01/2024 10:00:00 AM", "", "Open", "east", "198914"],
    ]
    columns = {**BASE, "x": "X", "y": "Y"}
    content = table(rows, ["No", "Opened", "Closed", "Status", "X", "Y"])
    summary = take(content, profile_text(columns, '[point]\nprojection = "EPSG:2263"\n'))
    assert (summary.added, summary.rejected, summary.not_located) == (3, 1, 2)
    assert reasons(tmp_path) == [("X", "not a number")]
    [placed] = [c for c in select("complaint") if c.flags & ComplaintFlag.LOCATED]
    assert to_lat_lon(placed.x, placed.y) == pytest.approx((40 + 10 / 60, -74.0), abs=1e-5)
    with pytest.raises(FileRefused, match="x and y need each other"):
        take(content, profile_text(columns))
    with pytest.raises(FileRefused, match="the projection EPSG:1 is not known"):
        degrees_of("EPSG:1")


def test_where_a_city_lies_is_learned_from_its_points(take: Take, select: Select) -> None:
    """Swapped, and in another state: 60 others say that it is not so."""
    places = [(40.7 + n / 1000, -73.95) for n in range(60)] + [(-73.95, 40.7), (33.1, -90.2), (-95.1, 40.7)]
    rows = [[n, "03/01/2024 10:00:00 AM", "", "Open", lat, lon] for n, (lat, lon) in enumerate(places, start=1)]
    content = table(rows, ["No", "Opened", "Closed", "Status", "Lat", "Lon"])
    summary = take(content, profile_text({**BASE, "lat": "Lat", "lon": "Lon"}))
    assert (summary.added, summary.rejected) == (63, 0)
    assert dict(summary.unplaced) == {"swapped": 1, "outside": 2}
    assert summary.learned is not None and summary.learned.holds(40.7, -73.95)
    assert sum(bool(c.flags & ComplaintFlag.LOCATED) for c in select("complaint")) == 60


def test_points_all_over_a_country_teach_nothing(take: Take) -> None:
    rows = [[n, "03/01/2024 10:00:00 AM", "", "Open", 30.1 + n / 5, -100.3 + n / 5] for n in range(80)]
    content = table(rows, ["No", "Opened", "Closed", "Status", "Lat", "Lon"])
    summary = take(content, profile_text({**BASE, "lat": "Lat", "lon": "Lon"}))
    assert summary.learned is None and summary.added == 80 and summary.not_located <= 80 // 5


# --- times -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023/05/01 04:00:00+00", datetime(2023, 5, 1, 4, tzinfo=UTC)),
        ("2023-05-01T04:00:00.000", datetime(2023, 5, 1, 4)),
        ("2023-05-01 04:00:00 UTC", datetime(2023, 5, 1, 4, tzinfo=UTC)),
        ("2023-05-01 04:00:00.1234567 +0000", datetime(2023, 5, 1, 4, 0, 0, 123456, tzinfo=UTC)),
        ("01-05-2023", None),
        ("soon", None),
    ],
)
def test_iso_as_it_is_met(text: str, moment: datetime | None) -> None:
    assert iso_moment(text) == moment


FORMS = [
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M", "%d.%m.%y", "%Y%m%d", "%d-%b-%Y", "%m/%d/%Y at %I:%M %p", "%H %m/%d/%Y",
]  # fmt: skip


@given(st.sampled_from(FORMS), st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2068, 1, 1)), st.data())
def test_a_form_is_read_as_strptime_reads_it(form: str, moment: datetime, data: st.DataObject) -> None:
    text = moment.strftime(form)
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(text) - 1))
        text = text[:at] + data.draw(st.sampled_from("0139 /:aPx")) + text[at + data.draw(st.integers(0, 1)) :]
    try:
        expected = datetime.strptime(text, form)
    except ValueError:
        expected = None
    assert parser_of(form)(text) == expected


def test_times_since_1970() -> None:
    expected = datetime(2023, 5, 1, 4, tzinfo=UTC)
    assert parser_of("epoch_ms")("1682913600000") == parser_of("epoch_s")("1682913600") == expected
    assert parser_of("epoch_ms")("1682913600000.0") == expected
    assert parser_of("epoch_ms")("today") is None and parser_of("epoch_ms")("9" * 40) is None


@pytest.mark.parametrize(
    ("text", "shown"), [("2:05 PM", "14:05:00"), ("14:05:09", "14:05:09"), ("0930", "09:30:00"), ("noon", "")]
)
def test_times_of_day(text: str, shown: str) -> None:
    assert str(clock_time(text) or "") == shown


def local(*parts: int, fold: int = 0) -> int:
    year, month, day, hour, minute = parts
    return int(datetime(year, month, day, hour, minute, tzinfo=NEW_YORK, fold=fold).timestamp())


def test_the_hour_that_comes_twice_and_the_one_that_never_comes(take: Take, select: Select) -> None:
    """On 3-11-2024 New York has 1:00 to 2:00 twice, on 10-3-2024 it has no 2:30."""
    rows = [
        [1, "11/03/2024 01:50:00 AM", "11/03/2024 01:10:00 AM", "Closed"],
        [2, "11/03/2024 12:50:00 AM", "11/03/2024 01:10:00 AM", "Closed"],
        [3, "03/10/2024 02:30:00 AM", "03/10/2024 03:45:00 AM", "Closed"],
        [4, "03/10/2024 02:59:00 AM", "03/10/2024 03:05:00 AM", "Closed"],
        [5, "03/10/2024 02:59:00 AM", "03/10/2024 01:05:00 AM", "Closed"],
    ]
    summary = take(table(rows, ["No", "Opened", "Closed", "Status"]), profile_text(BASE))
    assert (summary.added, summary.rejected) == (4, 1)
    times = {c.code: (c.created, c.closed) for c in select("complaint")}
    assert times["1"] == (local(2024, 11, 3, 1, 50), local(2024, 11, 3, 1, 10, fold=1))
    assert times["1"][1] - times["1"][0] == 20 * 60
    assert times["2"] == (local(2024, 11, 3, 0, 50), local(2024, 11, 3, 1, 10))
    assert times["4"] == (local(2024, 3, 10, 1, 59), local(2024, 3, 10, 3, 5)) and "5" not in times
    assert times["3"] == (local(2024, 3, 10, 3, 30), local(2024, 3, 10, 3, 45))


def test_a_day_without_a_time(take: Take, select: Select, tmp_path: Path) -> None:
    """Closed "on the same day" is not before it was opened; the day before is."""
    rows = [
        [1, "03/01/2024 10:00:00 AM", "03/01/2024", "Closed", "03/01/2024"],
        [2, "03/01/2024 10:00:00 AM", "02/29/2024", "Closed", ""],
        [3, "03/01/2024 10:00:00 AM", "03/01/2024 09:00:00 AM", "Closed", ""],
    ]
    content = table(rows, ["No", "Opened", "Closed", "Status", "Due"])
    summary = take(content, profile_text({**BASE, "due": "Due"}, top="due_is_a_day = true"))
    assert (summary.added, summary.rejected) == (1, 2)
    assert reasons(tmp_path) == [("Closed", "closed before it was opened")] * 2
    [one] = select("complaint")
    assert one.closed == one.created == local(2024, 3, 1, 10, 0)
    assert one.due == local(2024, 3, 1, 23, 59) + 59


def test_date_and_time_in_columns_of_their_own(take: Take, select: Select, tmp_path: Path) -> None:
    columns = {**BASE, "created_time": "At"}
    rows = [
        [1, "03/01/2024", "", "Open", "2:05 PM"],
        [2, "03/01/2024", "", "Open", "?"],
        [3, "03/01/2024", "", "Open", ""],
    ]
    summary = take(table(rows, ["No", "Opened", "Closed", "Status", "At"]), profile_text(columns))
    assert (summary.added, reasons(tmp_path)) == (2, [("At", "not a time of day")])
    assert {c.created for c in select("complaint")} == {local(2024, 3, 1, 14, 5), local(2024, 3, 1, 0, 0)}


def test_the_last_change_stands_in_for_a_closing_time(take: Take, select: Select) -> None:
    columns = {**BASE, "changed": "Updated"}
    rows = [
        [1, "03/01/2024", "03/03/2024", "Closed", "03/09/2024"],
        [2, "03/01/2024", "", "Closed", "03/09/2024"],
        [3, "03/01/2024", "", "Open", "03/09/2024"],
    ]
    assert take(table(rows, ["No", "Opened", "Closed", "Status", "Updated"]), profile_text(columns)).added == 3
    by_code = {c.code: c for c in select("complaint")}
    assert by_code["1"].closed == local(2024, 3, 3, 0, 0) and by_code["2"].closed == local(2024, 3, 9, 0, 0)
    assert by_code["3"].closed == 0 and by_code["3"].status == ComplaintStatus.IN_PROGRESS


# --- files -----------------------------------------------------------------------------------------------------

HEADER = ["No", "Opened", "Closed", "Status"]
ROWS = [[n, "03/01/2024 10:00:00 AM", "", "Open"] for n in range(1, 4)]


def packed(*files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files:
            archive.writestr(name, table(ROWS, HEADER))
    return out.getvalue()


def test_a_table_alone_in_an_archive(take: Take) -> None:
    assert take(packed("data/file.csv", "__MACOSX/data/._file.csv"), profile_text(BASE), "file.zip").added == 3
    with pytest.raises(FileRefused, match="is an archive of 2 files"):
        take(packed("a.csv", "b.csv"), profile_text(BASE), "file.zip")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"BZh91AY&SY", "is bzip2, which is not read"),
        (b"PAR1" + bytes(40), "is Parquet, which is not read"),
        (b"\xd0\xcf\x11\xe0" + bytes(40), "an old Excel workbook"),
        (b'[{"id": 1, "created": "2024-01-01"},\n{"id": 2}]', "is JSON, XML or a web page"),
        (b"<!DOCTYPE html>\n<html>", "is JSON, XML or a web page"),
    ],
)
def test_what_is_no_table_is_named(take: Take, content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        take(content, profile_text(BASE))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark(take: Take, encoding: str) -> None:
    assert take(table(ROWS, HEADER).encode(encoding), profile_text(BASE)).added == 3


def test_a_line_that_names_the_separator(take: Take, tmp_path: Path) -> None:
    broken = [*ROWS, [4, "soon", "", "Open"]]
    content = "sep=;\r\n" + table(broken, HEADER).replace(",", ";")
    assert take(content, profile_text(BASE)).added == 3
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        assert [r["line"] for r in csv.DictReader(file)] == ["6"]


def many(texts: dict[int, str]) -> str:
    """Forty rows whose second cell is a text, with some lines written by hand."""
    good = [f"{n},pothole {n},03/01/2024 10:00:00 AM,Open" for n in range(1, 41)]
    return "\n".join(["No,What,Opened,Status", *(texts.get(n, row) for n, row in enumerate(good, start=1))]) + "\n"


WHAT = profile_text({"id": "No", "created": "Opened", "status": "Status", "type": "What"})


@pytest.mark.parametrize(
    ("lines", "bad", "taken"),
    [
        # Never closed: to the end of the file.
        ({7: '7,"pothole,03/01/2024 10:00:00 AM,Open'}, ["8"], 39),
        # Closed by another of its kind, so that two rows look like one.
        ({7: '7,a,03/01/2024 10:00:00 AM,"Open', 9: '9,b,03/01/2024 10:00:00 AM,"Open'}, ["8", "10"], 38),
        # A text of several lines, with commas and marks in it.
        ({7: '7,"a, b\nsaid ""no"", c\nd",03/01/2024 10:00:00 AM,Open'}, [], 40),
        # Inches, and marks in the middle of a text.
        ({7: '7,5" pipe,03/01/2024 10:00:00 AM,Open', 8: '8,the "big" one,03/01/2024 10:00:00 AM,Open'}, [], 40),
        # A row cut in two.
        ({7: "7,pothole\n03/01/2024 10:00:00 AM,Open"}, ["8", "9"], 39),
    ],
)
def test_a_quotation_mark_that_is_not_closed_costs_its_own_row(
    take: Take, tmp_path: Path, lines: dict[int, str], bad: list[str], taken: int
) -> None:
    summary = take(many(lines), WHAT)
    assert (summary.added, summary.rejected) == (taken, len(bad))
    assert summary.rows == taken + len(bad)
    if bad:
        with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
            assert [r["line"] for r in csv.DictReader(file)] == bad


def test_marks_that_are_not_closed_in_a_long_file(take: Take) -> None:
    """Each costs its row, and the reader does not run to the end of the file for each."""
    good = [f"{n},pothole,03/01/2024 10:00:00 AM,Open" for n in range(1, 3001)]
    for n in range(10, 3000, 100):
        good[n] = good[n].replace("pothole", '"pothole')
    summary = take("No,What,Opened,Status\n" + "\n".join(good), WHAT)
    assert summary.rejected == 30 and summary.added == 2970


@pytest.mark.parametrize("title", ["311 requests\n", "311 requests\nas of May 2024\n\n"])
def test_titles_before_the_header(take: Take, tmp_path: Path, title: str) -> None:
    broken = [*ROWS, [4, "soon", "", "Open"]]
    assert take(title + table(broken, HEADER), profile_text(BASE)).added == 3
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        assert [r["line"] for r in csv.DictReader(file)] == [str(5 + title.count("\n"))]
    book = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(str(book)) as workbook:
        sheet = workbook.add_worksheet()
        for n, row in enumerate([[line] for line in title.splitlines()] + [HEADER, *ROWS]):
            sheet.write_row(n, 0, [str(v) for v in row])
    assert take(book.read_bytes(), profile_text(BASE), "file.xlsx").unchanged == 3


def test_twin_columns_are_not_guessed(take: Take) -> None:
    rows = [[*row, "x"] for row in ROWS]
    with pytest.raises(FileRefused, match="2 columns called Status"):
        take(table(rows, [*HEADER, "Status"]), profile_text(BASE))
    assert take(table(rows, [*HEADER, "STATUS"]), profile_text(BASE)).added == 3


def test_words_that_mean_an_empty_cell(take: Take) -> None:
    rows = [[1, "03/01/2024 10:00:00 AM", "NULL", "Open", "N/A", "null"]]
    content = table(rows, [*HEADER, "Lat", "Lon"])
    columns = {**BASE, "lat": "Lat", "lon": "Lon"}
    assert take(content, profile_text(columns)).rejected == 1
    assert take(content, profile_text(columns, top='empty = ["NULL", "N/A"]')).added == 1


def test_a_file_without_ids(take: Take, select: Select) -> None:
    """Two rows alike stay two; the same file again changes nothing; a closed one is the same complaint."""
    columns = {k: v for k, v in BASE.items() if k != "id"}
    header = ["Opened", "Closed", "Status", "Where"]
    rows = [["03/01/2024", "", "Open", "A"], ["03/01/2024", "", "Open", "A"], ["03/01/2024", "", "Open", "B"]]
    profile = profile_text(columns, '[id]\nmade_of = ["Opened", "Where"]\n')
    assert take(table(rows, header), profile).added == 3
    assert take(table(rows, header), profile).unchanged == 3
    rows[2][1:3] = ["03/05/2024", "Closed"]
    summary = take(table(rows, header), profile)
    assert (summary.updated, summary.unchanged) == (1, 2)
    assert len({c.code for c in select("complaint")}) == 3
    with pytest.raises(FileRefused, match=r"the column Street \(\[id\] made_of\) is missing"):
        take(table(rows, header), profile.replace("Where", "Street"))


WORDS = ("Thành phố Hồ Chí Minh", "Mặt đường hư hỏng ở hẻm", "Ngập nước kéo dài", "Rác thải chưa được thu gom", "Đường")


@pytest.mark.parametrize(
    ("words", "font"),
    [
        (["Thµnh phè Hå ChÝ Minh", "MÆt ®­êng h­ háng ë hÎm", "NgËp n­íc kÐo dµi", "R¸c th¶i ch­a ®­îc thu gom"], "TCVN3"),
        (["Thaønh phoá Hoà Chí Minh", "Maët ñöôøng hö hoûng ôû heûm", "Ngaäp nöôùc keùo daøi"], "VNI"),
        (WORDS, ""),
        ([unicodedata.normalize("NFD", w) for w in WORDS], ""),
        (["Categoría", "Señales", "Café «à côté»", "naïve", "loué", "São João", "Größe 5 µm", "30 m²", "col·legi"], ""),
        (["Pothole", "© City of Chicago", "½ mile", "Trash"], ""),
    ],
)
def test_fonts_from_before_unicode_are_told(take: Take, words: list[str], font: str) -> None:
    rows = [[n, "03/01/2024 10:00:00 AM", "", "Open", words[n % len(words)]] for n in range(1, 31)]
    content, profile = table(rows, [*HEADER, "What"]), profile_text({**BASE, "type": "What"})
    if font:
        with pytest.raises(FileRefused, match=rf"before Unicode, {font}"):
            take(content, profile)
    else:
        assert take(content, profile).added == 30
