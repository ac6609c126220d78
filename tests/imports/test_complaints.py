"""Complaints from small files: what is taken, what is refused and why, and that nothing is taken by half."""

from __future__ import annotations

import csv
import gzip
import io
import os
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
import xlsxwriter

from data_centre.database import Database
from data_centre.feed import writing
from data_centre.imports import profiles
from data_centre.imports.complaints import Summary, import_complaints
from data_centre.imports.problems import FileRefused
from data_centre.imports.profiles import Profile
from data_centre.imports.rejects import Rejects
from data_centre.imports.tables import open_table
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.places import to_xy
from ioc_domain.records import ComplaintFieldRecord, UnitRecord

Select = Callable[[str], list[Any]]
NOW = int(datetime(2026, 11, 22, 7, tzinfo=UTC).timestamp())
PROFILE = """
name = "town"
title = "A town"
zone = "Asia/Ho_Chi_Minh"
dates = ["%Y-%m-%d %H:%M:%S"]
[columns]
id = "id"
created = "opened"
due = "due"
closed = "closed"
status = "status"
verdict = "verdict"
field = "field"
type = "type"
unit = "unit"
area = "area"
lat = "lat"
lon = "lon"
title = "type"
body = "body"
[status]
Xong = "closed"
"Đang làm" = "in_progress"
Open = "in_progress"
[verdict]
"Đúng" = "on_time"
"Trễ" = "overdue"
"""
HEADER = ["id", "opened", "due", "closed", "status", "verdict", "field", "type", "unit", "area", "lat", "lon", "body"]
ROWS = [
    [
        "1",
        "2024-03-01 10:00:00",
        "2024-03-05 10:00:00",
        "2024-03-02 08:00:00",
        "Xong",
        "Đúng",
        "Giao thông",
        "Ổ gà",
        "Sở Xây dựng",
        "Phường A",
        "10.7769",
        "106.7009",
        "Mặt đường lủng",
    ],
    [
        "2",
        "2024-03-02 11:00:00",
        "2024-03-06 11:00:00",
        "",
        "Đang làm",
        "",
        "Rác",
        "Rác tồn",
        "Citenco",
        "Phường B",
        "0",
        "0",
        'Rác, nhiều "lắm"',
    ],
    [
        "3",
        "2024-03-03 12:00:00",
        "2024-03-04 12:00:00",
        "2024-03-09 12:00:00",
        "Xong",
        "Trễ",
        "Rác",
        "Rác tồn",
        "Citenco",
        "",
        "11",
        "106",
        "xuống\ndòng",
    ],
    [
        "4",
        "2024-03-04T13:00:00+07:00",
        "",
        "2024-03-04 14:00:00",
        "Xong",
        "",
        "Giao thông",
        "",
        "Sở Xây dựng",
        "Phường A",
        "",
        "",
        "",
    ],
]


def text_of(rows: list[list[str]], header: list[str] = HEADER, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    path = tmp_path / "town.toml"
    path.write_text(PROFILE, "utf-8")
    return profiles.load(str(path))


@pytest.fixture
def take(centre: Database, profile: Profile, tmp_path: Path) -> Callable[..., Summary]:
    """Import text or bytes as a file of that name."""

    def run(content: str | bytes, name: str = "file.csv", encoding: str = "") -> Summary:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        rejects = Rejects(tmp_path / "rejects.csv")
        try:
            return import_complaints(centre, path, profile, rejects, NOW, lambda *_: None, encoding)
        finally:
            rejects.close()

    return run


def refused(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_is_read_as_it_says(take: Callable[..., Summary], select: Select) -> None:
    summary = take(text_of(ROWS))
    assert (summary.rows, summary.added, summary.rejected) == (len(ROWS), len(ROWS), 0)
    by_code = {c.code: c for c in select("complaint")}
    first = by_code["1"]
    assert first.created == int(datetime(2024, 3, 1, 3, 0, tzinfo=UTC).timestamp())  # 10:00 in the city
    assert first.due == int(datetime(2024, 3, 5, 3, 0, tzinfo=UTC).timestamp())
    assert first.status == ComplaintStatus.CLOSED and first.closed > first.created
    assert (first.x, first.y) == to_xy(10.7769, 106.7009)
    assert first.flags == ComplaintFlag.LOCATED | ComplaintFlag.SOURCE_SAYS_ON_TIME
    assert first.title == "Ổ gà" and first.body == "Mặt đường lủng"
    assert by_code["2"].closed == 0 and by_code["2"].status == ComplaintStatus.IN_PROGRESS
    assert by_code["3"].flags & ComplaintFlag.SOURCE_SAYS_OVERDUE
    assert not by_code["3"].flags & ComplaintFlag.LOCATED  # whole degrees
    fields = {f.id: f.name for f in select("complaint_field")}
    units = {u.id: u.name for u in select("unit")}
    assert Counter(fields[c.field] for c in by_code.values()) == Counter(r[6] for r in ROWS)
    assert Counter(units[c.unit] for c in by_code.values()) == Counter(r[8] for r in ROWS)
    assert {f.mark for f in select("complaint_field")} == {"imported"}


def test_the_same_file_again_changes_nothing(
    take: Callable[..., Summary], select: Select, feed_head: Callable[[], int]
) -> None:
    take(text_of(ROWS))
    before, head = select("complaint"), feed_head()
    again = take(text_of(ROWS))
    assert (again.added, again.updated, again.unchanged) == (0, 0, len(ROWS))
    assert select("complaint") == before and feed_head() == head


def test_a_newer_file_changes_only_what_is_new(take: Callable[..., Summary], feed_head: Callable[[], int]) -> None:
    take(text_of(ROWS))
    head = feed_head()
    newer = [list(r) for r in ROWS]
    newer[1][3], newer[1][4] = "2024-03-04 09:00:00", "Xong"
    summary = take(text_of([*newer, ["9", *ROWS[0][1:]]]))
    assert (summary.added, summary.updated, summary.unchanged) == (1, 1, len(ROWS) - 1)
    assert feed_head() == head + 2


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(f"{text}+07:00").timestamp())


@pytest.fixture
def take_answers(centre: Database, tmp_path: Path) -> Callable[[list[list[str]]], Summary]:
    """Import rows of a file that tells of answers and outcomes."""
    path = tmp_path / "answers.toml"
    path.write_text(PROFILE.replace("[status]", 'answered = "answered"\noutcome = "outcome"\n[status]', 1), "utf-8")
    profile = profiles.load(str(path))

    def run(rows: list[list[str]]) -> Summary:
        file = tmp_path / "answers.csv"
        file.write_text(text_of(rows, [*HEADER, "answered", "outcome"]), "utf-8")
        rejects = Rejects(tmp_path / "rejects.csv")
        try:
            return import_complaints(centre, file, profile, rejects, NOW, lambda *_: None, "")
        finally:
            rejects.close()

    return run


def test_a_file_says_when_it_was_answered_or_nobody_knows(
    take: Callable[..., Summary], take_answers: Callable[[list[list[str]]], Summary], select: Select
) -> None:
    """Its own column; a closing with its outcome in words; a closing that says nothing is no answer."""
    take(text_of(ROWS))
    assert {c.answered for c in select("complaint")} == {0}
    closed, early, late = ROWS[0][3], "2024-03-01 15:00:00", "2024-03-02 09:00:00"
    said = {("", ""): 0, ("", "Đã vá"): seconds(closed), (early, ""): seconds(early), (early, "Đã vá"): seconds(early),
            (late, "Đã vá"): seconds(closed), (late, " "): seconds(late)}
    rows = [["9" + str(n), *ROWS[0][1:], *words] for n, words in enumerate(said)]
    open_, waits = ["97", *ROWS[1][1:], "2024-03-03 08:00:00", ""], ["98", *ROWS[1][1:], "", "Đang chờ"]
    assert take_answers([*rows, open_, waits]).rejected == 0
    by_code = {c.code: c for c in select("complaint")}
    assert [by_code[f"9{n}"].answered for n in range(len(said))] == list(said.values())
    assert (by_code["97"].answered, by_code["98"].answered) == (seconds("2024-03-03 08:00:00"), 0)
    assert '"answered"' in by_code["92"].timeline and '"answered"' not in by_code["91"].timeline


def test_a_first_answer_is_not_taken_back(
    take_answers: Callable[[list[list[str]]], Summary], select: Select, tmp_path: Path
) -> None:
    """A newer file that has opened the complaint again, or closes it later, leaves the answer that was; an earlier one
    counts. An answer before the complaint, or in the future, refuses the row."""
    row, first = ROWS[0], "2024-03-01 15:00:00"
    take_answers([[*row, first, ""]])
    again = [row[0], row[1], row[2], "", "Open", *row[5:]]
    for answered, closed, known in (("", False, first), ("", True, first), ("2024-03-01 16:00:00", True, first),
                                    ("2024-03-01 11:00:00", False, "2024-03-01 11:00:00")):
        take_answers([[*(row if closed else again), answered, "Đã vá"]])
        assert [c.answered for c in select("complaint")] == [seconds(known)]
    for wrong, why in (("2024-02-28 10:00:00", "answered before it was opened"),
                       ("2027-03-01 10:00:00", "answered in the future")):
        assert take_answers([[*row, wrong, ""]]).rejected == 1
        assert [(r["column"], r["reason"]) for r in refused(tmp_path)] == [("answered", why)]


def test_the_citys_own_lists_stay_and_are_used(centre: Database, take: Callable[..., Summary], select: Select) -> None:
    with writing(centre) as writer:
        writer.put(ComplaintFieldRecord("GT", 1, "Giao thông", "Traffic", "2020-01-01", ""))
        writer.put(UnitRecord("SXD", 7, "department", "Sở Xây dựng", "SXD", "", "", ""))
    take(text_of(ROWS))
    fields = {f.code: f for f in select("complaint_field")}
    assert fields["GT"].name_en == "Traffic" and fields["GT"].mark == "official"
    traffic = [c for c in select("complaint") if c.field == 1]
    assert len(traffic) == sum(r[6] == "Giao thông" for r in ROWS)
    assert all(f.id > 1 for code, f in fields.items() if code != "GT")
    assert {c.unit for c in traffic} == {7}


def test_a_tone_mark_may_stand_on_either_vowel(centre: Database, take: Callable[..., Summary], select: Select) -> None:
    with writing(centre) as writer:
        writer.put(UnitRecord("TH", 7, "ward", "Phường Tân Hòa", "Tân Hòa", "", "", ""))
    rows = [[*ROWS[0][:8], "Phường Tân Hoà", *ROWS[0][9:]], ["2", *ROWS[0][1:8], "phường tân hòa", *ROWS[0][9:]]]
    assert take(text_of(rows)).added == 2
    assert {c.unit for c in select("complaint")} == {7}


def changed(column: str, value: str) -> list[str]:
    row = list(ROWS[0])
    row[HEADER.index(column)] = value
    row[0] = row[0] if column == "id" else "77"
    return row


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (changed("id", " "), "id", "the id is empty"),
        (changed("id", "2"), "id", "the same id as line 3"),
        (changed("opened", ""), "opened", "the opening time is empty"),
        (changed("opened", "32-13-2024"), "opened", "not a date this profile knows"),
        (changed("opened", "1989-12-31 10:00:00"), "opened", "opened before 1990"),
        (changed("opened", "2031-01-01 10:00:00"), "opened", "opened in the future"),
        (changed("closed", "2024-02-01 10:00:00"), "closed", "closed before it was opened"),
        (changed("closed", "2031-01-01 10:00:00"), "closed", "closed in the future"),
        (changed("closed", ""), "status", "closed, but without a closing time"),
        (changed("status", "Đang làm"), "status", "not closed, but with a closing time"),
        (changed("status", "???"), "status", "a status the profile does not know"),
        (changed("due", "0001-01-01 00:00:00"), "due", "due before 1990"),
        (changed("due", "9999-12-31 23:59:59"), "due", "a date after 2106"),
        (changed("lat", "north"), "lat", "not a number of degrees"),
        (changed("lat", "nan"), "lat", "not a number of degrees"),
        (changed("lat", "123.4"), "lat", "not a place on the map"),
        (changed("body", "x" * 20_001), "body", "longer than 20000 characters"),
        (ROWS[0][:5], "", "5 cells where the header has 13"),
        ([*ROWS[0], "more"], "", "14 cells where the header has 13"),
    ],
)
def test_a_bad_row_is_refused_alone(
    take: Callable[..., Summary], select: Select, tmp_path: Path, row: list[str], column: str, reason: str
) -> None:
    summary = take(text_of([ROWS[0], ROWS[1], row, ROWS[2]]))
    assert (summary.rows, summary.added, summary.rejected) == (4, 3, 1)
    assert {c.code for c in select("complaint")} == {"1", "2", "3"}
    [reject] = refused(tmp_path)
    assert (reject["line"], reject["column"], reject["reason"]) == ("4", column, reason)


EXTENT = "[extent]\nsouth = 10\nwest = 106\nnorth = 12\neast = 108\n[status]"


@pytest.mark.parametrize(
    ("lat", "lon", "placed"),
    [
        ("10.7769", "106.7009", True),
        ("10", "106.7009", True),  # on a whole degree by chance: only both together are a sign of rounding
        ("11", "107", False),
        ("11.0", "107,0", False),
        ("0", "0", False),
        ("0.0000", "0.0000", False),
        ("", "106.7", False),
        ("-10.7769", "106.7009", False),
        ("10.7769", "-106.7009", False),
        ("42.36", "-71.06", False),
        ("-71.06", "42.36", False),
    ],
)
def test_only_a_real_place_is_drawn(
    centre: Database, select: Select, tmp_path: Path, lat: str, lon: str, placed: bool
) -> None:
    """Whole degrees, 0,0, a lost sign, another city, swapped: the complaint is taken, and is not on the map."""
    (tmp_path / "town.toml").write_text(PROFILE.replace("[status]", EXTENT, 1), "utf-8")
    file = tmp_path / "file.csv"
    row = list(ROWS[0])
    row[HEADER.index("lat")], row[HEADER.index("lon")] = lat, lon
    file.write_text(text_of([row], delimiter=";"), "utf-8")
    rejects = Rejects(tmp_path / "rejects.csv")
    summary = import_complaints(centre, file, profiles.load(str(tmp_path / "town.toml")), rejects, NOW, lambda *_: None)
    rejects.close()
    assert (summary.added, summary.rejected, summary.not_located) == (1, 0, int(not placed))
    [one] = select("complaint")
    assert bool(one.flags & ComplaintFlag.LOCATED) is placed
    assert (one.x > 0 and one.y > 0) is placed


def test_swapped_degrees_of_this_city_are_refused_with_a_reason(take: Callable[..., Summary], tmp_path: Path) -> None:
    """106 degrees north is nowhere: the row stays in the rejects, to be put right."""
    row = list(ROWS[0])
    row[HEADER.index("lat")], row[HEADER.index("lon")] = "106.7009", "10.7769"
    assert take(text_of([row])).rejected == 1
    assert [r["reason"] for r in refused(tmp_path)] == ["not a place on the map"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_byte_order_marks(take: Callable[..., Summary], delimiter: str) -> None:
    assert take(b"\xef\xbb\xbf" + text_of(ROWS, delimiter=delimiter).encode()).added == len(ROWS)


def test_utf_16_and_named_encodings(take: Callable[..., Summary], select: Select) -> None:
    assert take(text_of(ROWS).encode("utf-16")).added == len(ROWS)
    plain = ["5", *ROWS[1][1:4], "Open", "", "Trash", "Trash", "Citenco", "Café", "", "", ""]
    assert take(text_of([plain]).encode("latin-1"), encoding="latin-1").added == 1
    assert any(a.name == "Café" for a in select("area"))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_marks_composed_or_not(
    centre: Database, tmp_path: Path, select: Select, form: Literal["NFC", "NFD"]
) -> None:
    """A file and a profile agree however the marks of either are composed, and what is kept is composed."""
    header = ["Số" if name == "id" else name for name in HEADER]
    (tmp_path / "town.toml").write_text(unicodedata.normalize(form, PROFILE.replace('id = "id"', 'id = "Số"')), "utf-8")
    other: Literal["NFC", "NFD"] = "NFD" if form == "NFC" else "NFC"
    file = tmp_path / "file.csv"
    file.write_text(unicodedata.normalize(other, text_of(ROWS, header)), "utf-8")
    rejects = Rejects(tmp_path / "rejects.csv")
    summary = import_complaints(centre, file, profiles.load(str(tmp_path / "town.toml")), rejects, NOW, lambda *_: None)
    rejects.close()
    assert (summary.added, summary.rejected) == (len(ROWS), 0)
    assert sum(bool(c.flags & ComplaintFlag.SOURCE_SAYS_ON_TIME) for c in select("complaint")) == 1
    assert {t.name for t in select("complaint_type")} == {r[7] for r in ROWS if r[7]}


def test_header_variants(take: Callable[..., Summary]) -> None:
    header = [name.upper().replace("_", " ") for name in HEADER]
    assert take(text_of(ROWS, header)).added == len(ROWS)


def test_gzip_and_workbook_say_the_same(take: Callable[..., Summary], tmp_path: Path, select: Select) -> None:
    take(gzip.compress(text_of(ROWS).encode()), "file.csv.gz")
    before = select("complaint")
    book = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(str(book)) as workbook:
        sheet = workbook.add_worksheet()
        date = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for n, row in enumerate([HEADER, *ROWS]):
            for k, value in enumerate(row):
                if n and HEADER[k] in ("opened", "due", "closed") and value and "T" not in value:
                    sheet.write_datetime(n, k, datetime.fromisoformat(value), date)
                else:
                    sheet.write_string(n, k, value)
    summary = take(book.read_bytes(), "file.xlsx")
    assert summary.unchanged == len(ROWS) and select("complaint") == before


def test_a_formula_is_no_value(take: Callable[..., Summary], tmp_path: Path) -> None:
    book = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(str(book)) as workbook:
        sheet = workbook.add_worksheet()
        for n, row in enumerate([HEADER, *ROWS[:2]]):
            sheet.write_row(n, 0, row)
        sheet.write_formula(2, 10, "=1+1")
    summary = take(book.read_bytes(), "file.xlsx")
    assert (summary.added, summary.rejected) == (1, 1)
    assert refused(tmp_path)[0]["reason"] == "a cell holds a formula, not a value"


def bomb(_: None = None) -> bytes:
    return gzip.compress(b"0" * 250_000_000, 9)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("file.csv", b"", "is empty"),
        ("file.csv", text_of([]).encode(), "has no rows"),
        ("file.csv", text_of([["", *[""] * 12]]).encode(), "has no rows"),
        ("file.csv", text_of(ROWS).encode() + b"\xff\xfe\xfa", "is not UTF-8 text"),
        ("file.csv", text_of(ROWS).encode() + b"a\x00b\n", "is not a text file"),
        ("file.csv", text_of(ROWS).replace("opened", "begun", 1).encode(), "the column opened (created) is missing"),
        ("file.csv.gz", gzip.compress(text_of(ROWS).encode())[:-20], "is a broken gzip file"),
        ("file.xlsx", b"PK\x03\x04 and no more", "is a broken workbook"),
        ("file.csv.gz", None, "unpacks to more than"),
    ],
)
def test_a_bad_file_is_one_line_and_changes_nothing(
    take: Callable[..., Summary],
    select: Select,
    feed_head: Callable[[], int],
    name: str,
    content: bytes | None,
    said: str,
) -> None:
    with pytest.raises(FileRefused) as caught:
        take(bomb() if content is None else content, name)
    assert said in str(caught.value) and "\n" not in str(caught.value)
    assert select("complaint") == [] and select("unit") == [] and feed_head() == 0


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="does not exist"):
        open_table(tmp_path / "nowhere.csv")
    with pytest.raises(FileRefused, match="is not a file"):
        open_table(tmp_path)


def test_random_bytes_are_no_table(take: Callable[..., Summary], select: Select) -> None:
    with pytest.raises(FileRefused):
        take(b"\x80\x81" + os.urandom(5_000))
    assert select("complaint") == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("Asia/Ho_Chi_Minh", "Nowhere/Town"), "there is no time zone"),
        (('"town"', '"Has Spaces"'), "name must be small letters"),
        (('Xong = "closed"', 'Xong = "finished"'), "is not one of"),
        (('id = "id"', 'ident = "id"'), "is not one of id"),
        (("[columns]", "[columns"), "cannot be read"),
        (("[status]", "[extent]\nsouth = 8\n[status]"), "needs south, west, north and east"),
        (("[status]", "[extent]\nsouth = 9\nnorth = 8\nwest = 1\neast = 2\n[status]"), "is no part of the world"),
    ],
)
def test_a_bad_profile_is_one_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(PROFILE.replace(change[0], change[1], 1), "utf-8")
    with pytest.raises(FileRefused) as caught:
        profiles.load(str(path))
    assert said in str(caught.value)


def test_shipped_profiles_load() -> None:
    assert profiles.names() == ["baltimore", "boston"]
    for name in profiles.names():
        assert profiles.load(name).name == name
    with pytest.raises(FileRefused, match="there is no profile paris"):
        profiles.load("paris")


def test_no_more_than_255_fields(take: Callable[..., Summary], select: Select, tmp_path: Path) -> None:
    rows = [[str(n), *ROWS[0][1:6], f"field {n}", *ROWS[0][7:]] for n in range(300)]
    summary = take(text_of(rows))
    assert (summary.added, summary.rejected) == (255, 45)
    assert max(f.id for f in select("complaint_field")) == 255
    assert refused(tmp_path)[0]["reason"] == "more than 255 different values"


def test_rejects_carry_no_formula(take: Callable[..., Summary], tmp_path: Path) -> None:
    take(text_of([ROWS[0], changed("status", "=HYPERLINK(1)")]))
    assert refused(tmp_path)[0]["value"] == "'=HYPERLINK(1)"


def test_a_clean_run_removes_the_old_rejects(take: Callable[..., Summary], tmp_path: Path) -> None:
    take(text_of([ROWS[0], changed("status", "???")]))
    assert (tmp_path / "rejects.csv").exists()
    take(text_of(ROWS))
    assert not (tmp_path / "rejects.csv").exists()


def test_beginnings_and_any_other_word(tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    words = '[status]\n"Clos*" = "closed"\n"Closed (bad)*" = "rejected"\n"*" = "in_progress"\n'
    path.write_text(PROFILE[: PROFILE.index("[status]")] + words, "utf-8")
    status = profiles.load(str(path)).status
    assert profiles.meaning(status, "CLOSED today") is ComplaintStatus.CLOSED
    assert profiles.meaning(status, "Closed (bad) 3") is ComplaintStatus.REJECTED
    assert profiles.meaning(status, "whatever") is ComplaintStatus.IN_PROGRESS
    assert profiles.meaning({}, "whatever") is None


def test_a_column_the_file_may_do_without(centre: Database, tmp_path: Path) -> None:
    profile_path = tmp_path / "town.toml"
    profile_path.write_text(PROFILE.replace('verdict = "verdict"', 'verdict = ["verdict", ""]'), "utf-8")
    path = tmp_path / "file.csv"
    bare = [name for name in HEADER if name != "verdict"]
    path.write_text(
        text_of([[c for n, c in zip(HEADER, r, strict=True) if n != "verdict"] for r in ROWS], bare), "utf-8"
    )
    rejects = Rejects(tmp_path / "rejects.csv")
    summary = import_complaints(centre, path, profiles.load(str(profile_path)), rejects, NOW, lambda *_: None)
    assert summary.added == len(ROWS)


def test_rejects_that_cannot_be_written_stop_at_once(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("a file")
    with pytest.raises(FileRefused, match="cannot be written"):
        Rejects(tmp_path / "in the way" / "rejects.csv").prepare()
    good = Rejects(tmp_path / "deep" / "rejects.csv")
    good.prepare()
    assert not good.path.exists()
