"""Taking complaints in: what is refused, what is set aside, where they go, and that nothing is lost."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from data_centre import models as m
from data_centre.city.areas import communes
from data_centre.city.hotline import types
from data_centre.city.units import units
from data_centre.complaints import quarantine, routing
from data_centre.complaints.intake import Intake, tracked
from data_centre.complaints.media import PHOTOS_LIMIT, MediaRefused, check_media
from data_centre.complaints.submission import Reporter, SentFile, SubmissionRefused
from data_centre.complaints.words import HIDDEN, clean_text, without_identity
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.rows import find_all
from data_centre.seed.complaints.routing import Routing
from ioc_domain.codes import Channel, ComplaintFlag, ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AreaBoundaryRecord, ComplaintRecord, UnitRecord
from tests.data_centre.complaint_city import BEN_THANH, NOW, at, box, fill_city, photo, pothole, video
from tests.data_centre.conftest import new_database


@pytest.fixture(scope="module", params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A centre with the city's lists, for the tests of this module."""
    with new_database(request.param, tmp_path_factory.mktemp("centre"), request) as opened:
        fill_city(opened)
        yield opened


@pytest.fixture
def intake(city: Database) -> Intake:
    """The way in, at a fixed moment."""
    return Intake(city, lambda: NOW)


def stored(database: Database, number: int) -> ComplaintRecord:
    """A complaint as consoles get it."""
    with database.read() as connection:
        found = find_all(connection, BY_NAME["complaint"], m.SYNCED["complaint"].c.id == number)
    assert len(found) == 1 and isinstance(found[0], ComplaintRecord)
    return found[0]


def count(database: Database) -> int:
    """How many complaints there are."""
    with database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(m.SYNCED["complaint"])).scalar_one())


def faults(error: pytest.ExceptionInfo[SubmissionRefused]) -> list[str]:
    """Codes of what was wrong."""
    return [f.code for f in error.value.faults]


def zipped() -> bytes:
    """A zip."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.txt", b"x" * 100)
    return data.getvalue()


def test_a_complaint_gets_number_unit_and_due_date(city: Database, intake: Intake) -> None:
    """Routed at once by type and area, due by the clock, and in the feed for consoles; its reporter is not."""
    reporter = Reporter("Trần Thị Bình", "0903 123 456", "binh@example.vn", "12 Lê Lợi")
    taken = intake.take(pothole(reporter=reporter, address="Cửa Nam chợ Bến Thành"))
    row = stored(city, taken.id)
    assert row.code == taken.code and taken.code.startswith("PA-26-") and taken.tracking.startswith(taken.code)
    assert taken.unit is not None and (row.unit, taken.unit.code) == (taken.unit.id, "TT-GTHTKT")
    assert (row.status, row.channel, row.flags) == (ComplaintStatus.IN_PROGRESS, Channel.WEB, ComplaintFlag.LOCATED)
    assert row.due == at(2026, 11, 19, 17)  # three working days after a Monday
    assert [step[1] for step in json.loads(row.timeline)] == ["received", "routed"]
    assert row.routed_after == 1, "at once, which is not the 0 of nobody knows"
    assert next(a.name for a in communes() if a.id == row.area) == "Phường Bến Thành"
    with city.read() as connection:
        assert tracked(connection, taken.tracking.lower()) == taken.id and tracked(connection, taken.code) == 0
        sent = b"".join(r[0] or b"" for r in connection.execute(sa.select(m.feed.c.row)))
        kept = connection.execute(sa.select(m.reporter).where(m.reporter.c.complaint == taken.id)).one()
    assert tuple(kept)[1:] == ("Trần Thị Bình", "0903 123 456", "binh@example.vn", "12 Lê Lợi", "3456")
    assert taken.code.encode() in sent
    for secret in (*reporter.words(), taken.tracking):
        assert secret.encode() not in sent and json.dumps(secret).encode() not in sent


PLACES = [
    (0.0, 0.0, "zero_zero"),
    (BEN_THANH[1], BEN_THANH[0], "swapped"),
    (10.0, 107.0, "whole_degrees"),
    (21.03, 105.85, "outside_the_city"),
    (-95.0, 200.5, "off_the_earth"),
    (float("nan"), 106.7, "not_degrees"),
    (10.77, None, "half_a_place"),
]


@pytest.mark.parametrize(("lat", "lon", "code"), PLACES, ids=[code for _, _, code in PLACES])
def test_a_place_that_is_none_is_refused(city: Database, intake: Intake, lat: float, lon: float, code: str) -> None:
    """With the reason, and nothing is taken in."""
    before = count(city)
    with pytest.raises(SubmissionRefused) as error:
        intake.take(pothole(lat=lat, lon=lon))
    assert faults(error) == [code] and count(city) == before


SENT: list[tuple[dict[str, Any], str]] = [
    ({"created": at(1989, 12, 31)}, "before_1990"),
    ({"created": NOW + 3600}, "in_the_future"),
    ({"created": NOW - 60, "closed": NOW - 120}, "closed_before_opened"),
    ({"created": NOW - 60, "closed": NOW + 3600}, "in_the_future"),
    ({"text": "ổ gà " * 1_000_000}, "text_too_long"),
    ({"text": " \u200b\n\x00 ".replace("\u200b", "")}, "text_missing"),
    ({"type_code": "XX-99"}, "unknown_type"),
    ({"type_code": "", "field_code": "COV"}, "unknown_field"),
    ({"lat": None, "lon": None}, "place_missing"),
    ({"lat": None, "lon": None, "area_code": "760"}, "unknown_area"),
    ({"address": "x" * 501}, "address_too_long"),
    ({"reporter": Reporter(name="x" * 201)}, "contact_too_long"),
    ({"media_url": "javascript:alert(1)"}, "bad_link"),
]


@pytest.mark.parametrize(("changes", "code"), SENT, ids=[f"{n}-{code}" for n, (_, code) in enumerate(SENT)])
def test_what_cannot_be_taken_is_refused(city: Database, intake: Intake, changes: dict[str, Any], code: str) -> None:
    """Each with a reason a person can read; nothing is written, and no number is used up."""
    first = intake.take(pothole(created=NOW - 400 * 86400 + count(city)))
    with pytest.raises(SubmissionRefused) as error:
        intake.take(pothole(**changes))
    assert faults(error) == [code]
    assert all(f.text.endswith(".") for f in error.value.faults)
    after = intake.take(pothole(created=NOW - 400 * 86400 + count(city)))
    assert after.id == first.id + 1


def test_everything_wrong_is_said_at_once(intake: Intake) -> None:
    """A person corrects once, not field by field."""
    with pytest.raises(SubmissionRefused) as error:
        intake.take(pothole(text="", created=NOW + 9999, address="x" * 999))
    assert faults(error) == ["text_missing", "address_too_long", "in_the_future"]


def test_files_that_are_not_what_they_should_be_are_set_aside(city: Database, intake: Intake) -> None:
    """A zip called a photo and a video of 3 GB hold nothing up: the complaint is in, the reasons are said and kept."""
    archive = zipped()
    files = (
        SentFile("anh.jpg", len(archive), archive),
        SentFile("phim.mp4", 3_000_000_000),
        SentFile("that.jpg", 1, photo()),
    )
    taken = intake.take(pothole(files=files, text="Có ảnh và video."))
    assert [f.place for f in taken.set_aside] == ["file 1", "file 2"]
    row = stored(city, taken.id)
    assert len(json.loads(row.photos)) == 1 and row.flags & ComplaintFlag.HAS_PHOTO
    with city.read() as connection:
        aside = [q for q in quarantine.latest(connection) if q.subject == taken.code]
        assert {q.reason for q in aside} == {
            "Tệp không phải là ảnh hoặc video, hoặc ảnh bị hỏng.",
            "Tệp lớn hơn 60 MB.",
        }
        kept = next(q.sha256 for q in aside if q.place == "file 1")
        assert intake.blobs.read(connection, kept) == archive
        large = next(q for q in aside if q.place == "file 2")
        assert json.loads(quarantine.content_of(connection, large.id)) == {"name": "phim.mp4", "bytes": 3_000_000_000}
        scopes = sa.select(m.blob_scope.c.scope).where(m.blob_scope.c.sha256 == kept)
        assert connection.execute(scopes).all() == []


def test_a_photo_is_drawn_again(intake: Intake, city: Database) -> None:
    """Nothing of the phone or its owner is left in it, and nothing hides behind it; PNG and WebP become JPEG."""
    sent = photo() + b"<script>alert(1)</script>" + zipped()
    assert b"Nguy" in sent
    kept = check_media(SentFile("a.jpg", len(sent), sent))
    assert kept.mime == "image/jpeg"
    assert b"Nguy" not in kept.data and b"script" not in kept.data and b"PK\x03\x04" not in kept.data
    assert not Image.open(io.BytesIO(kept.data)).getexif()
    for kind in ("PNG", "WEBP"):
        assert check_media(SentFile("a", 1, photo(kind))).mime == "image/jpeg"
    large = check_media(SentFile("a.jpg", 1, photo(side=3000)))
    assert max(Image.open(io.BytesIO(large.data)).size) == 2560


MEDIA = [
    b"",
    b"GIF89a" + b"\0" * 100,
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    photo()[:200],
    box(b"ftyp", b"heic\0\0\0\0"),
    video()[:-4],
    box(b"ftyp", b"isom") + box(b"moov"),
    video() + b"PK\x03\x04" + b"\0" * 40,
]


@pytest.mark.parametrize("data", MEDIA, ids=range(len(MEDIA)))
def test_what_is_no_photo_and_no_video(data: bytes) -> None:
    """By its content, whatever it is called."""
    with pytest.raises(MediaRefused):
        check_media(SentFile("anh.jpg", len(data), data))


def test_a_large_file_is_on_disk_before_others_have_to_wait(
    city: Database, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A video is written before the transaction begins: inside it, nothing is left to write."""
    large = box(b"ftyp", b"isom") + box(b"moov") + box(b"mdat", b"\1" * 3_000_000)
    there: list[bool] = []
    put = intake.blobs.put

    def seen(connection: sa.Connection, data: bytes, **how: Any) -> str:
        there.append((city.home / "blobs" / (name := hashlib.sha256(data).hexdigest())[:2] / name).is_file())
        return put(connection, data, **how)

    monkeypatch.setattr(intake.blobs, "put", seen)
    taken = intake.take(pothole(files=(SentFile("a.mp4", len(large), large),)))
    assert there == [True] and "video/mp4" in stored(city, taken.id).photos


def test_more_files_than_allowed(intake: Intake, city: Database) -> None:
    """The first ones stay, the others are set aside; the same photo twice is one."""
    colours = ["red", "green", "blue", "white", "black", "pink"]
    files = [SentFile(f"{c}.jpg", 1, photo(colour=c)) for c in colours]
    clips = [SentFile("1.mp4", 1, video()), SentFile("2.mp4", 1, video())]
    taken = intake.take(pothole(files=(*files, *clips)))
    kept = json.loads(stored(city, taken.id).photos)
    assert [mime for _, _, mime in kept] == ["image/jpeg"] * PHOTOS_LIMIT + ["video/mp4"]
    assert [f.place for f in taken.set_aside] == ["file 6", "file 8"]
    twice = intake.take(pothole(files=(files[0], files[0])))
    assert len(json.loads(stored(city, twice.id).photos)) == 1


def test_rules_route_as_the_sample_does(city: Database) -> None:
    """The rules are data; for every type and commune of today they name the unit the sample's own tables name."""
    table = Routing()
    by_id = {u.id: u.code for u in units()}
    day = date(2026, 11, 16)
    era = table.era_of(day)
    places = [a for n, a in enumerate(communes()) if n % 12 == 0]
    assert len(places) >= 14
    with city.read() as connection:
        known = {u.code: u for u in find_all(connection, BY_NAME["unit"]) if isinstance(u, UnitRecord)}
        for kind in types():
            for area in places:
                rule = routing.rule_for(kind.field_code, kind, day)
                assert rule is not None
                found = [c for c in routing._candidates(rule, area) if c in known]
                assert found and found[0] == by_id[int(table._tables[era][kind.id, area.id])], (kind.code, area.code)


def test_rules_follow_the_date_and_the_successor(city: Database) -> None:
    """The latest rule in force counts; a unit that was merged hands on to whoever took over."""
    kind = next(t for t in types() if t.code == "CS-01")
    before, after = date(2026, 1, 29), date(2026, 1, 30)
    assert [routing.rule_for("CS", kind, d).target for d in (before, after)] == ["TT-HTKT", "TT-GTHTKT"]  # type: ignore[union-attr]
    with city.read() as connection:
        assert routing.in_force(connection, "TT-HTKT", after).code == "TT-GTHTKT"  # type: ignore[union-attr]
        assert routing.in_force(connection, "NOBODY", after) is None


def test_where_no_rule_fits_a_person_decides(intake: Intake, city: Database) -> None:
    """A type of the commune without an area waits for its route and has a due date all the same."""
    taken = intake.take(pothole(type_code="GT-08", lat=None, lon=None, address="gần cầu vượt"))
    row = stored(city, taken.id)
    assert (row.status, row.unit, row.area) == (ComplaintStatus.AWAITING_ROUTE, 0, 0) and row.due
    named = intake.take(pothole(type_code="", field_code="MT", lat=None, lon=None, area_code="26740"))
    assert named.unit is not None and named.unit.area_code == "26740"


def test_an_imported_polygon_decides_before_the_nearest_middle(city: Database, intake: Intake) -> None:
    """A point in the polygon of another ward belongs to that ward, at once after the import."""
    other = next(a for a in communes() if a.name == "Phường Tân Định")
    lat, lon = BEN_THANH[0] + 0.02, BEN_THANH[1] - 0.03
    with city.read() as connection:
        plain = intake.maps.now(connection).area_at(lat, lon)
    assert plain is not None and plain.code != other.code
    ring = [
        [lon - 0.001, lat - 0.001],
        [lon + 0.001, lat - 0.001],
        [lon + 0.001, lat + 0.001],
        [lon - 0.001, lat - 0.001],
    ]
    shape = json.dumps({"type": "Polygon", "coordinates": [ring]})
    with writing(city) as writer:
        writer.put(AreaBoundaryRecord(other.code, shape, "test"))
    inside = intake.take(pothole(lat=lat - 0.0005, lon=lon + 0.0005))
    assert stored(city, inside.id).area == other.id
    with writing(city) as writer:
        writer.delete("area_boundary", other.code)


def test_possible_duplicates_are_found_near_in_place_and_time(city: Database) -> None:
    """The same field within 150 metres and seven days; not another field, not farther, not longer ago."""
    now = at(2026, 8, 10, 9)
    intake = Intake(city, lambda: now)
    lat, lon = 10.8500, 106.7700
    first = intake.take(pothole(lat=lat, lon=lon))
    intake.take(pothole(lat=lat + 0.002, lon=lon))
    intake.take(pothole(lat=lat, lon=lon, type_code="CS-01"))
    intake.take(pothole(lat=lat, lon=lon, created=now - 8 * 86400))
    again = intake.take(pothole(lat=lat + 0.0005, lon=lon))
    assert first.code in stored(city, again.id).timeline
    with city.read() as connection:
        rows = connection.execute(sa.select(m.complaint_twin).where(m.complaint_twin.c.complaint == again.id)).all()
    assert [(r.other, r.metres) for r in rows] == [(first.id, 56)]


def test_many_at_once_all_get_their_own_number(city: Database) -> None:
    """Ten threads, forty complaints: forty numbers, nothing lost."""
    intake = Intake(city, lambda: NOW)
    before = count(city)
    with ThreadPoolExecutor(10) as pool:
        taken = list(pool.map(lambda n: intake.take(pothole(text=f"Số {n}", lat=10.75 + n / 5000)), range(40)))
    assert len({t.code for t in taken}) == len({t.tracking for t in taken}) == 40
    assert count(city) == before + 40


HOSTILE = "<b>\u202eđảo\u200b</b> {{7*7}}\r\ndòng 2\x00\x1b[31m\ud800 e\u0301"


def test_text_is_kept_as_text(city: Database, intake: Intake) -> None:
    """Marks and templates stay as they were written; control characters and broken pairs go; letters are NFC."""
    taken = intake.take(pothole(text=HOSTILE))
    assert stored(city, taken.id).body == "<b>\u202eđảo\u200b</b> {{7*7}}\ndòng 2[31m é"
    assert clean_text("  đã xong  ") == "đã xong"


def test_what_is_published_names_nobody() -> None:
    """Phone numbers, addresses of e-mail, card numbers and the reporter's own words are hidden; streets are not."""
    text = "Chị Bình (0903.123.456, binh@example.vn, CCCD 079123456789) ở 12 Lê Lợi báo; trụ 0123, +84 903 123 456"
    shown = without_identity(text, ["Bình", "12 Lê Lợi"])
    assert shown == f"Chị {HIDDEN} ({HIDDEN}, {HIDDEN}, CCCD {HIDDEN}) ở {HIDDEN} báo; trụ 0123, {HIDDEN}"
    for text in ("(028) 3829 1234", "(+84) 911 222 333", "0911-222-333", "079 123 456 789", "0911\u00a0222\u00a0333"):
        assert without_identity(f"Gọi {text}.") == f"Gọi {HIDDEN}."
    for text in ("CMND 023456789", "căn cước số 079.123.456.789", "Hộ chiếu: B1234567", "cmnd: 023 456 789"):
        assert without_identity(text).endswith(HIDDEN) and not set(without_identity(text)) & set("0123456789")
    for text in ("Thu 100000000 đồng", "trụ 0123", "chứng minh được", "số 10/2/2026", "năm 2026, 15 hộ"):
        assert without_identity(text) == text
    assert without_identity("Đường 3 Tháng 2, số 123/45", ["Nguyễn A"]) == "Đường 3 Tháng 2, số 123/45"


def test_a_crash_leaves_nothing_half_done(city: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A failure at the last moment takes back number, identity, tracking and feed together."""
    intake = Intake(city, lambda: NOW)
    before = count(city)
    last = intake.take(pothole(lat=10.9))

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("data_centre.feed.FeedWriter.put", fail)
        with pytest.raises(OSError, match="disk full"):
            intake.take(pothole(lat=10.9, reporter=Reporter(phone="0909000111")))
    with city.read() as connection:
        phones = connection.execute(sa.select(m.reporter.c.phone).where(m.reporter.c.phone == "0909000111")).all()
    assert phones == [] and count(city) == before + 1
    assert intake.take(pothole(lat=10.9)).id == last.id + 1
