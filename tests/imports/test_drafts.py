"""Drafted profiles: columns found by name and value, nothing assumed that the file does not say, and they import."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data_centre.imports import cli
from data_centre.imports.guessing import CHANNEL_WORDS, STATUS_WORDS, DateForms, candidates, meaning_of

NOW = int(datetime(2026, 11, 22, 7, tzinfo=UTC).timestamp())
COLUMNS = {
    "american": ["Request Number", "Date Opened", "Date Closed", "Due Date", "Request Status", "Request Type",
                 "Department", "Ward", "Latitude", "Longitude", "Source"],
    "snake": ["ticket_id", "created_at", "closed_at", "due_at", "status", "issue_type", "agency", "neighborhood",
              "lat", "lng", "channel"],
    "vietnamese": ["Mã phản ánh", "Thời gian tiếp nhận", "Ngày hoàn thành", "Hạn xử lý", "Trạng thái",
                   "Loại phản ánh", "Đơn vị xử lý", "Phường", "Vĩ độ", "Kinh độ", "Kênh"],
}  # fmt: skip
ROLES = ["id", "created", "closed", "due", "status", "type", "unit", "area", "lat", "lon", "channel"]
Draft = Callable[..., int]


def rows(count: int, form: str) -> list[list[Any]]:
    """Complaints of one town, a third of them open."""
    first = datetime(2024, 1, 5, 8, 30)
    found: list[list[Any]] = []
    for n in range(count):
        opened = first + timedelta(hours=7 * n)
        is_open = n % 3 == 0
        found.append([
            f"R-{n}", opened.strftime(form), "" if is_open else (opened + timedelta(days=2)).strftime(form),
            (opened + timedelta(days=5)).strftime(form), "In Progress" if is_open else "Completed",
            ["Pothole", "Graffiti"][n % 2], ["Roads", "Parks", "Water"][n % 3], f"Ward {n % 5}",
            40.71 + n / 5000, -74.01, ["Phone Call", "Mobile App", "Carrier pigeon"][n % 3],
        ])  # fmt: skip
    return found


def text_of(header: list[str], body: list[list[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *body])
    return out.getvalue()


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Draft:
    """Draft a profile for a text and import by it; the exit code of the first that did not go well."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IOC_DATABASE_URL", f"sqlite:///{tmp_path / 'centre.db'}")

    def run(content: str, *more: str) -> int:
        Path("file.csv").write_text(content, "utf-8")
        Path("town.toml").unlink(missing_ok=True)
        return cli.main(["profile", "file.csv", "town.toml", *more]) or cli.main(
            ["complaints", "file.csv", "--profile", "town.toml"]
        )

    return run


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("form", ["%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M:%S.000", "%d-%b-%Y %H:%M"])
def test_every_column_is_found_and_every_row_taken(
    draft: Draft, capsys: pytest.CaptureFixture[str], kind: str, form: str
) -> None:
    assert draft(text_of(COLUMNS[kind], rows(90, form)), "--zone", "America/New_York") == 0
    said = capsys.readouterr().out
    for role, name in zip(ROLES, COLUMNS[kind], strict=True):
        assert f"{role} = {name}" in said
    assert "90 rows: 90 new, 0 changed, 0 as before, 0 rejected (0 of those taken have no place)" in said


def test_what_the_file_does_not_say_is_asked_for(draft: Draft, capsys: pytest.CaptureFixture[str]) -> None:
    header = COLUMNS["american"]
    content = text_of(header, rows(90, "%m/%d/%Y %H:%M"))
    assert draft(content) == 2
    assert "name no time zone: give it with --zone" in capsys.readouterr().err
    few = text_of(header, [r for r in rows(9, "%m/%d/%Y %H:%M") if int(r[1][3:5]) <= 5 and int(r[3][3:5]) <= 12])
    assert draft(few, "--zone", "America/New_York") == 2
    assert "--order day or --order month" in capsys.readouterr().err
    assert draft(few, "--zone", "America/New_York", "--order", "month") == 0
    assert draft(content, "--zone", "Mars/Phobos") == 2
    assert "there is no time zone 'Mars/Phobos'" in capsys.readouterr().err


def test_times_that_name_their_zone_need_none(draft: Draft) -> None:
    for form in ("%Y/%m/%d %H:%M:%S+00", "%Y-%m-%dT%H:%M:%SZ"):
        assert draft(text_of(COLUMNS["snake"], rows(60, form))) == 0
    milliseconds = [
        [*r[:1], *(int(datetime.fromisoformat(t).timestamp()) * 1000 if t else "" for t in r[1:4]), *r[4:]]
        for r in rows(60, "%Y-%m-%dT%H:%M:%S+00:00")
    ]
    assert draft(text_of(COLUMNS["snake"], milliseconds)) == 0
    assert 'dates = ["epoch_ms"]' in Path("town.toml").read_text("utf-8")


def test_a_word_nobody_knows_is_left_to_a_person(draft: Draft, capsys: pytest.CaptureFixture[str]) -> None:
    body = rows(60, "%Y-%m-%dT%H:%M:%SZ")
    for n, row in enumerate(body):
        row[4] = "Zork" if n < 20 else "Blip" if row[2] else row[4]
    assert draft(text_of(COLUMNS["snake"], body)) == 1
    text = Path("town.toml").read_text("utf-8")
    assert '# "Zork" = ?  # 20 rows: decide what it means' in text
    assert '"Blip" = "closed"  # 27 rows, by its closing times' in text
    assert "40 new, 0 changed, 0 as before, 20 rejected" in capsys.readouterr().out


def test_a_file_of_something_else(draft: Draft, capsys: pytest.CaptureFixture[str]) -> None:
    assert draft(text_of(["id", "where"], [["1", "a"], ["2", "b"]])) == 2
    assert "no column looks like the time of opening" in capsys.readouterr().err
    assert draft(text_of(["created", "where"], [["2024-03-01T10:00:00Z", "a"]] * 40)) == 2
    assert "nothing tells the rows apart" in capsys.readouterr().err
    assert not Path("town.toml").exists()


def test_a_file_without_ids_gets_them(draft: Draft, capsys: pytest.CaptureFixture[str]) -> None:
    content = text_of(COLUMNS["snake"][1:], [r[1:] for r in rows(60, "%Y-%m-%dT%H:%M:%SZ")])
    assert draft(content) == 0
    assert 'made_of = ["created_at", "issue_type", "neighborhood", "lat", "lng", "channel"]' in Path(
        "town.toml"
    ).read_text("utf-8")
    assert cli.main(["complaints", "file.csv", "--profile", "town.toml"]) == 0
    assert "60 as before" in capsys.readouterr().out


def test_an_id_that_comes_twice_is_an_id_all_the_same(draft: Draft, capsys: pytest.CaptureFixture[str]) -> None:
    """Twins are rejected and told; they are not made two complaints by an id of other columns."""
    body = rows(60, "%Y-%m-%dT%H:%M:%SZ")
    assert draft(text_of(["OBJECTID", *COLUMNS["snake"]], [[n, *r] for n, r in enumerate([*body, body[0]])])) == 1
    said = capsys.readouterr().out
    assert "id = ticket_id" in said and "1 of the first rows have no ticket_id or one that came before" in said
    assert "60 new, 0 changed, 0 as before, 1 rejected" in said
    assert draft(text_of(["OBJECTID", *COLUMNS["snake"][1:]], [[n, *r[1:]] for n, r in enumerate(body)])) == 0
    assert "OBJECTID may be numbered anew with each export" in capsys.readouterr().out


def test_points_and_extent_and_days(draft: Draft) -> None:
    body = [[*r[:3], r[3][:10], *r[4:8], f"POINT ({r[9]} {r[8]})"] for r in rows(60, "%Y-%m-%dT%H:%M:%SZ")]
    body[7][8] = "POINT (-87.6 41.9)"
    assert draft(text_of([*COLUMNS["snake"][:8], "location"], body), "--zone", "America/New_York") == 0
    text = Path("town.toml").read_text("utf-8")
    assert 'point = "location"' in text and "south = 39.2" in text and "due_is_a_day = true" in text


def test_a_profile_that_is_there_is_not_written_over(draft: Draft, capsys: pytest.CaptureFixture[str]) -> None:
    content = text_of(COLUMNS["snake"], rows(60, "%Y-%m-%dT%H:%M:%SZ"))
    assert draft(content) == 0
    assert cli.main(["profile", "file.csv", "town.toml"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert cli.main(["complaints", "file.csv"]) == 2
    assert "import profile file.csv my-city.toml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Closed - Answer Provided", "closed"), ("Completed", "closed"), ("CANCELED", "closed"),
        ("Reopened", "reopened"),
        ("Work In Progress", "in_progress"), ("Not Resolved", "in_progress"), ("New", "awaiting_route"),
        ("Đã hoàn thành", "closed"), ("Đang xử lý", "in_progress"), ("Chưa xử lý", "in_progress"),
        ("Từ chối", "rejected"), ("Zork", ""),
    ],
)  # fmt: skip
def test_words_of_a_status(word: str, meaning: str) -> None:
    assert meaning_of(word, STATUS_WORDS) == meaning


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("Constituent Call", "phone"), ("Mobile/Open311", "app"), ("Self Service", "web"), ("E-Mail", "email"),
     ("Mail", ""), ("Twitter", "social"), ("City Worker App", "staff"), ("Điện thoại", "phone")],
)  # fmt: skip
def test_words_of_a_channel(word: str, meaning: str) -> None:
    """Post is no e-mail."""
    assert meaning_of(word, CHANNEL_WORDS) == meaning


def test_headers_with_signs_and_marks() -> None:
    assert candidates(["Service Request (SR) Number", "#"], "id") == [0]
    assert candidates(["x", "MÃ PHẢN ÁNH"], "id") == [1]


def test_mixed_orders_of_dates_are_seen() -> None:
    forms = DateForms()
    assert forms.add("25/12/2024", NOW) and forms.add("12/25/2024", NOW) and not forms.add("25/2024", NOW)
    assert forms.order == "both"
