"""A report on a bad line over real HTTP: sent again it is one, a page open for long loses nothing, files say why."""

from __future__ import annotations

import io
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import sqlalchemy as sa
from PIL import Image

from data_centre import models as m
from data_centre.citizen.english import ENGLISH
from data_centre.citizen.reporting import in_order
from data_centre.city import hotline
from data_centre.complaints.intake import tracked
from data_centre.complaints.life import load
from data_centre.complaints.media import check_media, without_notes
from data_centre.complaints.submission import SentFile
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from tests.data_centre.complaint_city import BEN_THANH, box, fill_city, photo, video
from tests.data_centre.conftest import Served, new_database, serving
from tests.data_centre.test_citizen_pages import Citizen, Texts
from tests.hostile_payloads import payloads

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module", params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A centre with its lists."""
    with new_database(request.param, tmp_path_factory.mktemp("centre"), request) as database:
        fill_city(database, int(time.time()))
        with serving(database) as started:
            yield started


@pytest.fixture
def citizen(served: Served) -> Iterator[Citizen]:
    """One browser."""
    browser = Citizen(served)
    yield browser
    browser.http.close()


def once_of(citizen: Citizen) -> str:
    """The secret of an opened form."""
    found = re.search(r'name="once" value="([^"]{24,})"', citizen.http.get("/").text)
    assert found is not None
    return found.group(1)


def number_of(answer: httpx.Response) -> str:
    """The tracking number of the page one was brought to."""
    assert answer.status_code == 200, answer.text
    return str(answer.url).rsplit("/", 1)[1].split("?")[0]


def complaints(served: Served) -> int:
    """How many there are."""
    with served.database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(m.SYNCED["complaint"])).scalar() or 0)


def test_sent_again_it_is_one_complaint_with_one_number(served: Served, citizen: Citizen) -> None:
    """The line dropped before the answer: the same form gives the same number, also without its photo; other words or
    another form are another complaint; nothing of the number is kept in clear."""
    once, before = once_of(citizen), complaints(served)
    first = number_of(citizen.report([("a.jpg", photo())], once=once))
    assert number_of(citizen.report([("a.jpg", photo())], once=once)) == first
    assert number_of(citizen.report(once=once)) == first
    assert complaints(served) == before + 1
    assert number_of(citizen.report(once=once, text="Việc khác")) != first
    assert number_of(citizen.report(once=once_of(citizen))) != first
    assert number_of(citizen.report(once="ngắn")) != number_of(citizen.report(once="ngắn"))
    assert complaints(served) == before + 5
    with served.database.read() as connection:
        kept = [connection.execute(sa.select(table)).all() for table in (m.complaint_sent, m.complaint_intake)]
    assert once not in str(kept) and first not in str(kept)


def test_two_taps_at_the_same_time_are_one_complaint(served: Served, citizen: Citizen) -> None:
    """Eight sendings of one form at once."""
    once, csrf, before = once_of(citizen), citizen.csrf(), complaints(served)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: citizen.report(once=once, csrf=csrf), range(8)))
    assert len({number_of(a) for a in answers}) == 1
    assert complaints(served) == before + 1


def test_a_page_open_for_long_keeps_what_was_written(citizen: Citizen) -> None:
    """The token is gone: the form comes again with everything and a token that does; nothing is taken in by it."""
    answer = citizen.report(csrf="x" * 32, text="Viết từ sáng", address="12 Lê Lợi", area="26740", lat="", lon="")
    assert answer.status_code == 403
    assert "Viết từ sáng" in answer.text and "12 Lê Lợi" in answer.text and "Trang đã mở lâu" in answer.text
    again = re.search(r'name="csrf" value="([^"]+)"', answer.text)
    assert again is not None
    assert citizen.report(csrf=again.group(1), text="Viết từ sáng").status_code == 200
    # The script is given the token alone and sends again by itself.
    told = citizen.http.post("/", data={"csrf": "x" * 32}, files=[("files", ("", b""))], headers=JSON)
    assert told.status_code == 403 and len(told.json()["csrf"]) >= 24
    one = number_of(citizen.report())
    late = citizen.http.post(f"/{one}/danh-gia", data={"csrf": "x" * 32, "stars": "5"})
    assert late.status_code == 403 and "bấm gửi lần nữa" in late.text


def test_the_script_is_answered_in_json(citizen: Citizen) -> None:
    """Faults by field, a way to the complaint, a sentence for a form that is none."""
    said = {"type": "GT-01", "text": "", "lat": "", "lon": "", "area": "26740", "csrf": citizen.csrf()}
    none = [("files", ("", b""))]
    wrong = citizen.http.post("/", data=said, files=none, headers=JSON)
    assert wrong.status_code == 422 and wrong.json() == {"faults": {"text": "Cần ghi nội dung phản ánh."}}
    taken = citizen.http.post("/", data={**said, "text": "Ổ gà"}, files=none, headers=JSON)
    assert (
        taken.status_code == 201 and citizen.http.get(taken.json()["to"].removeprefix("/phan-anh")).status_code == 200
    )
    broken = citizen.http.post("/", content=b"\xff", headers={**JSON, "content-type": "multipart/form-data"})
    assert broken.status_code == 400 and "không đọc được" in broken.json()["text"]


def test_a_line_that_breaks_is_no_error_of_ours(
    tmp_path: Path, request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]
) -> None:
    """Half a form and then nothing: nothing is taken in and nothing is logged as unexpected."""
    with new_database("sqlite", tmp_path, request) as database:
        fill_city(database, int(time.time()))
        with serving(database) as started:
            head = "POST /phan-anh/ HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            for _ in range(3):
                with socket.create_connection(("127.0.0.1", int(started.url.rsplit(":", 1)[1]))) as line:
                    line.sendall(f"{head}Content-Length: 5000\r\n\r\n--x\r\nContent-Disposition: form-data".encode())
            other = Citizen(started)
            assert other.report().status_code == 200
            other.http.close()
            assert complaints(started) == 1
    told = capfd.readouterr()
    assert "unexpected" not in told.err + told.out


def test_whoever_does_not_know_the_ward_writes_the_address(served: Served, citizen: Citizen) -> None:
    """It waits for a dispatcher with the address; without an address it is said at that field."""
    answer = citizen.report(lat="", lon="", area="?", address=" ")
    assert answer.status_code == 422 and re.search(r'id="address-fault">Ghi số nhà', answer.text)
    tracking = number_of(citizen.report(lat="", lon="", area="?", address="Đối diện chợ Bà Chiểu"))
    with served.database.write() as connection:
        row = load(connection, tracked(connection, tracking))
    assert not row.area and not row.flags & ComplaintFlag.LOCATED and row.address == "Đối diện chợ Bà Chiểu"
    assert row.status in (ComplaintStatus.AWAITING_ROUTE, ComplaintStatus.IN_PROGRESS)


def test_the_place_of_a_phone_is_told_by_name(citizen: Citizen) -> None:
    """Its area, or why it is none of the city; anything else is refused."""
    assert citizen.http.post("/vi-tri", json=BEN_THANH).json() == {"area": "Phường Bến Thành"}
    assert "ngoài địa bàn" in citizen.http.post("/vi-tri", json=[21.03, 105.85]).json()["fault"]
    for content in (b"", b"[1]", b"[1,2,3]", b'["a","b"]', b"[1,2]" + b" " * 300, b"[NaN,1]"):
        assert citizen.http.post("/vi-tri", content=content).status_code == 400


def test_photos_are_small_on_the_page_and_whole_when_touched(citizen: Citizen) -> None:
    """Upright, without a word of where they were taken; kept by the browser."""
    image = Image.effect_noise((2400, 1200), 90).convert("RGB")
    exif, data = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6  # taken with the phone upright
    exif.get_ifd(0x8825)[2] = (10.0, 46.0, 19.0)
    image.save(data, "JPEG", exif=exif.tobytes(), quality=60)
    tracking = number_of(citizen.report([("a.jpg", data.getvalue())]))
    page = citizen.http.get(f"/{tracking}").text
    assert f'src="/phan-anh/{tracking}/tep/0?nho=1"' in page
    whole, small = citizen.http.get(f"/{tracking}/tep/0"), citizen.http.get(f"/{tracking}/tep/0?nho=1")
    for answer, size in ((whole, (1200, 2400)), (small, (400, 800))):
        with Image.open(io.BytesIO(answer.content)) as drawn:
            assert drawn.size == size and not dict(drawn.getexif())
    assert len(small.content) * 4 < len(whole.content) and "private" in small.headers["cache-control"]


def test_a_video_does_not_tell_where_it_was_taken() -> None:
    """Notes are blanked wherever they stand; every other byte stays, so that the index still finds the pictures."""
    place = "+10.7721+106.6983/"
    note = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7" + place.encode()))
    keys = box(b"meta", b"\0" * 12 + b"com.apple.quicktime.location" + place.encode())
    tail = box(b"mdat", b"udta is only a word here")
    data = box(b"ftyp", b"isom\0\0\2\0") + box(b"moov", note + box(b"trak", keys + box(b"tkhd", b"z" * 80))) + tail
    plain = check_media(SentFile("a.mp4", len(data), data)).data
    assert place.encode() not in plain and b"apple" not in plain
    assert len(plain) == len(data) and plain.endswith(tail) and b"z" * 80 in plain
    assert without_notes(video()) == video()
    for cut in range(0, len(data), 7):
        assert len(without_notes(data[:cut])) == cut


def test_names_stand_in_the_vietnamese_order() -> None:
    """Đ follows D; marks only decide between names of the same letters."""
    names = ["Vườn Lài", "Đông Hòa", "Dĩ An", "An Đông", "An Hội Tây", "An Khánh", "Ea Kao", "Đức Nhuận"]
    wanted = ["An Đông", "An Hội Tây", "An Khánh", "Dĩ An", "Đông Hòa", "Đức Nhuận", "Ea Kao", "Vườn Lài"]
    assert sorted(names, key=in_order) == wanted


def test_the_pages_in_english(served: Served, citizen: Citizen) -> None:
    """Asked for once and kept; faults and states too; what people wrote stays as it is; the way back is there."""
    assert '<html lang="vi">' in citizen.http.get("/", headers={"Accept-Language": "en"}).text
    page = citizen.http.get("/?lang=en").text
    assert '<html lang="en">' in page and "Send report" in page and "Use this phone" in page
    assert 'href="?lang=vi"' in page and ": other</option>" in page
    refused = citizen.report(lat="0", lon="0", text="Ổ gà <b>")
    assert refused.status_code == 422 and "0,0 is not a place." in refused.text and "Ổ gà &lt;b&gt;" in refused.text
    assert 'href="/phan-anh/?lang=vi"' in refused.text
    tracking = number_of(citizen.report([("a.zip", b"PK\x03\x04")]))
    shown = citizen.http.get(f"/{tracking}?tep=1").text
    assert "Keep this number" in shown and "In progress" in shown and "neither" not in shown
    assert "It is no photo or video" in shown and 'href="?tep=1&amp;lang=vi"' in shown
    assert "There is no such number" in citizen.http.get("/theo-doi?ma=x").text
    assert "Không có mã này" in citizen.http.get("/theo-doi?ma=x&lang=vi").text
    assert '<html lang="vi">' in citizen.http.get("/").text
    assert citizen.http.get("/?lang=<script>").status_code == 200


def test_everything_the_pages_say_has_its_english(citizen: Citizen) -> None:
    """No Vietnamese is left on an English page but names of places and units and the link back."""
    marks = re.compile("[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE)
    tracking = number_of(citizen.report(text="Hole"))
    for path in ("/", "/theo-doi", "/ket-qua", f"/{tracking}?moi=1", "/khong-co"):
        page = citizen.http.get(path, params={"lang": "en", **({"moi": "1"} if "moi" in path else {})}).text
        areas = r'<option value="\d+".*?</option>'
        page = re.sub(rf"{areas}|<dd\b.*?</dd>", "", page, flags=re.DOTALL).replace("Tiếng Việt", "")
        lines = [line for line in Texts(page).text.splitlines() if marks.search(line)]
        # The one line of the timeline that names the unit.
        assert all("TT Giao thông" in line or "Trung tâm" in line for line in lines), (path, lines)
    assert {kind.name for kind in hotline.types()} <= set(ENGLISH)
    assert all(english and not marks.search(english) for english in ENGLISH.values())


def test_hostile_names_of_files_and_texts_are_text(served: Served, citizen: Citizen) -> None:
    """Forty of the payloads in every field and as the name of a refused file: no tag and no address comes of them."""
    plain = set(Texts(citizen.http.get(f"/{number_of(citizen.report([('a', b'x')]))}?tep=1").text).tags)
    form = set(Texts(citizen.http.get("/").text).tags)
    for text in payloads()[::13]:
        fields: Any = dict.fromkeys(("text", "address", "name", "phone", "email", "once"), text[:190])
        again = citizen.report(**fields, lat="0", lon="0")
        assert again.status_code == 422 and set(Texts(again.text).tags) == form
        taken = citizen.report([(f"{text[:100]}.zip", b"PK")], **fields)
        if taken.status_code == 422:
            assert not text.strip("\u200b\u200c\u200d\ufeff \n\t\0")
            continue
        page = citizen.http.get(f"/{number_of(taken)}?tep=1&x={quote(text)}")
        assert set(Texts(page.text).tags) <= plain and "script-src 'self'" in page.headers["content-security-policy"]
        assert not re.search(r"<[^>]*(?:src|href|action)=[\"']?(?:https?:)?//", page.text)


def test_pages_are_packed_and_kept(citizen: Citizen) -> None:
    """Texts are packed; scripts and styles are kept for a year under an address that changes with them."""
    page = citizen.http.get("/")
    assert page.headers["content-encoding"] == "gzip" and "no-cache" in page.headers["cache-control"]
    found = re.findall(r'(?:src|href)="/phan-anh(/static/[^"]+\?v=[0-9a-f]{8})"', page.text)
    assert len(found) == 3
    for address in found:
        assert "immutable" in citizen.http.get(address).headers["cache-control"]
    assert "x=1" not in citizen.http.get("/?x=1").text
