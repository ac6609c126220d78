"""The citizens' pages over real HTTP: what is taken, what is refused, what is shown and to whom."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

from data_centre.citizen.limits import RateLimit
from data_centre.citizen.pages import LOOKS
from data_centre.citizen.reporting import REPORTS
from data_centre.complaints.intake import Intake, Taken, tracked
from data_centre.complaints.life import Move, load, move, outcome_of, reporter_of
from data_centre.complaints.rights import Mover
from data_centre.complaints.submission import Reporter, SentFile
from data_centre.complaints.words import HIDDEN
from data_centre.feed import writing
from ioc_domain.codes import Channel, ComplaintFlag, ComplaintStatus
from tests.data_centre.complaint_city import BEN_THANH, fill_city, photo, pothole, video
from tests.data_centre.conftest import Served, certificates, new_database, serving

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 1000003*7 }}{% raw %}",
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)//'\"",
    "\u202eđảo ngược\u200b",
]
REPORTER = Reporter("Lê Thị Hoa", "0911222333", "hoa@example.vn")


class Texts(HTMLParser):
    """Tags and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more tag."""
        self.tags.append(tag)
        self.text += "".join(f" {value}" for name, value in attrs if name in ("value", "placeholder") and value)

    def handle_data(self, data: str) -> None:
        """Its text."""
        self.text += data


class Citizen:
    """A browser: keeps cookies, sends the token of the page."""

    def __init__(self, served: Served) -> None:
        self.http = httpx.Client(base_url=f"{served.url}/phan-anh", timeout=60, follow_redirects=True,
                                 verify=certificates())  # fmt: skip

    def csrf(self, path: str = "/") -> str:
        """Token of a page's forms."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.http.get(path).text)
        assert found is not None
        return found.group(1)

    def report(self, files: list[tuple[str, bytes]] | None = None, **fields: str) -> httpx.Response:
        """Send the form."""
        said = {"type": "GT-01", "text": "Ổ gà", "lat": str(BEN_THANH[0]), "lon": str(BEN_THANH[1]), **fields}
        said.setdefault("csrf", self.csrf())
        sent = [("files", file) for file in files or [("", b"")]]
        return self.http.post("/", data=said, files=sent)

    def send(self, path: str, **fields: str) -> httpx.Response:
        """Send another form of a page."""
        fields.setdefault("csrf", self.csrf())
        return self.http.post(path, data=fields)


@pytest.fixture(scope="module", params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A centre with its lists."""
    with new_database(request.param, tmp_path_factory.mktemp("centre"), request) as database:
        fill_city(database, int(time.time()))
        with serving(database) as started:
            yield started


@pytest.fixture(scope="module")
def citizen(served: Served) -> Iterator[Citizen]:
    """One browser."""
    browser = Citizen(served)
    yield browser
    browser.http.close()


def taken(served: Served, **changes: object) -> Taken:
    """A complaint that is there already."""
    return Intake(served.database).take(pothole(reporter=REPORTER, **changes))


def step(served: Served, number: int, verb: str, text: str, **how: object) -> None:
    """One move."""
    with writing(served.database) as writer:
        move(writer, Intake(served.database).blobs, number, Move(verb, text, **how), Mover("test"))  # type: ignore[arg-type]


def test_a_report_is_sent_and_followed(served: Served, citizen: Citizen) -> None:
    """It has a number and a unit at once; identity is kept apart, on no page; the photo is shown to its sender."""
    answer = citizen.report(
        [("a.png", photo("PNG")), ("b.mp4", video()), ("c.jpg", b"PK\x03\x04")],
        text="Ổ gà trước nhà.\r\nGọi Lê Thị Hoa.",
        name=REPORTER.name,
        phone=REPORTER.phone,
        email=REPORTER.email,
    )
    assert answer.status_code == 200
    tracking = str(answer.url).rsplit("/", 1)[1].split("?")[0]
    assert (
        tracking in answer.text
        and "Không nhận tệp “c.jpg”:" in answer.text
        and "không phải là ảnh hoặc video" in answer.text
        and "Phường Bến Thành" in answer.text
    )
    with served.database.write() as connection:
        row = load(connection, tracked(connection, tracking))
        assert reporter_of(connection, row.id) == REPORTER
    assert row.body == "Ổ gà trước nhà.\nGọi Lê Thị Hoa." and row.channel == Channel.WEB
    page = citizen.http.get(f"/{tracking}").text
    assert REPORTER.phone not in page and REPORTER.email not in page and "Hãy lưu mã này" not in page
    assert citizen.http.get(f"/{tracking}/tep/0").headers["content-type"] == "image/jpeg"
    assert citizen.http.get(f"/{tracking}/tep/1").content == video()
    assert citizen.http.get(f"/{tracking}/tep/2").status_code == 404
    headers = citizen.http.get(f"/{tracking}").headers
    assert headers["referrer-policy"] == "no-referrer" and headers["cache-control"] == "no-store"
    assert "script-src 'self'" in headers["content-security-policy"]


WRONG = [
    ({"type": ""}, "type", "Chọn việc cần phản ánh."),
    ({"type": "XX"}, "type", "Chọn việc cần phản ánh."),
    ({"text": "   "}, "text", "Cần ghi nội dung phản ánh."),
    ({"text": "x" * 10_001}, "text", "dài quá 10.000 ký tự"),
    ({"lat": "", "lon": ""}, "place", "Chọn phường, xã hoặc lấy vị trí"),
    ({"lat": "0", "lon": "0"}, "place", "0,0 không phải"),
    ({"lat": str(BEN_THANH[1]), "lon": str(BEN_THANH[0])}, "place", "bị đảo ngược"),
    ({"lat": "21.03", "lon": "105.85"}, "place", "ngoài địa bàn"),
    ({"lat": "", "lon": "", "area": "99999"}, "place", "Không có phường"),
    ({"name": "x" * 201}, "contact", "liên hệ dài quá"),
]


@pytest.mark.parametrize(("fields", "where", "text"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_said_and_nothing_written_is_lost(
    citizen: Citizen, fields: dict[str, str], where: str, text: str
) -> None:
    """The page comes again with the fault at its place and everything that was written."""
    answer = citizen.report([("a.jpg", photo())], **{"address": "12 Lê Lợi", "phone": "0900", **fields})
    assert answer.status_code == 422
    fault = re.search(rf'id="{where}-fault">([^<]+)<', answer.text)
    assert fault is not None and text in fault.group(1)
    shown = Texts(answer.text).text
    assert "12 Lê Lợi" in shown and "0900" in shown and "Ảnh và video cần chọn lại." in shown
    assert fields.get("text", "Ổ gà").strip() in shown


def test_without_a_place_of_the_phone_the_area_does(served: Served, citizen: Citizen) -> None:
    """No script is needed for anything."""
    answer = citizen.report(lat="", lon="", area="26740", type="MT", address="cạnh chợ")
    assert answer.status_code == 200 and "Phường" in answer.text


def test_forms_of_elsewhere_are_refused(citizen: Citizen) -> None:
    """Without the token of our own page nothing happens; a body that is no form, or too large, is a page."""
    assert citizen.report(csrf="x" * 32).status_code == 403
    assert citizen.report(csrf="").status_code == 403
    assert citizen.http.post("/", content=iter([b"x"])).status_code == 411
    assert citizen.http.post("/", content=b"\xff", headers={"content-type": "multipart/form-data"}).status_code == 400
    address = citizen.http.base_url
    with socket.create_connection((address.host, address.port), timeout=30) as line:
        head = "POST /phan-anh/ HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        line.sendall(f"{head}Content-Length: 3000000000\r\nConnection: close\r\n\r\n".encode())
        told = b"".join(iter(lambda: line.recv(65536), b"")).decode()
    assert told.startswith("HTTP/1.1 413") and "nội dung đã ghi vẫn còn" in told
    for answer in (citizen.http.get("/khong/co/trang"), citizen.http.put("/"), citizen.http.get("/a%0Ab")):
        assert answer.status_code in (404, 405) and "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(served: Served, citizen: Citizen, text: str) -> None:
    """In the form that comes back, on the page of the complaint, in outcome, timeline and list of outcomes."""
    plain = Texts(citizen.http.get("/").text)
    again = Texts(citizen.report(text=text, address=text, name=text, lat="0", lon="0").text)
    assert again.text.count(text) >= 3 and sorted(set(again.tags)) == sorted(set(plain.tags))
    one = taken(served, text=text, address=text)
    step(served, one.id, "close", text)
    with served.database.read() as connection:
        assert tracked(connection, one.tracking) == one.id
    page = Texts(citizen.http.get(f"/{one.tracking}").text)
    assert page.text.count(text) >= 4
    assert page.tags.count("script") == 0 and "svg" not in page.tags and page.tags.count("img") == 0
    listed = Texts(citizen.http.get("/ket-qua").text)
    assert text in listed.text and not {"script", "svg", "img"} & set(listed.tags)


def test_the_reporter_confirms_or_does_not(served: Served, citizen: Citizen) -> None:
    """ "Not done" takes it up again; "done" closes it with proof and publishes what the unit said; twice is told."""
    one = taken(served)
    step(served, one.id, "answer", "Đã vá mặt đường, chị Lê Thị Hoa xem giúp.")
    answer = citizen.send(f"/{one.tracking}/xac-nhan", done="no", comment="Vẫn còn hố, gọi 0911222333")
    assert "Xử lý lại" in answer.text
    with served.database.write() as connection:
        row = load(connection, one.id)
    assert row.status == ComplaintStatus.REOPENED and "0911222333" not in row.timeline
    step(served, one.id, "answer", "Đã vá lại.")
    assert "Đã xử lý xong" in citizen.send(f"/{one.tracking}/xac-nhan", done="yes").text
    with served.database.write() as connection:
        row, outcome = load(connection, one.id), outcome_of(connection, one.id)
    assert row.status == ComplaintStatus.CLOSED and not row.flags & ComplaintFlag.NO_EVIDENCE
    assert outcome is not None and outcome.text == "Đã vá lại.\nNgười dân xác nhận đã xử lý xong."
    assert citizen.send(f"/{one.tracking}/xac-nhan", done="yes").status_code == 200  # a second tap
    late = citizen.send(f"/{one.tracking}/xac-nhan", done="no")
    assert late.status_code == 422 and "không còn chờ xác nhận" in late.text


def test_an_outcome_is_public_by_itself_and_rated_once(served: Served, citizen: Citizen) -> None:
    """At once when it is closed, without identity; the second rating is refused and changes nothing."""
    one = taken(served, files=(SentFile("a.jpg", 1, photo()),))
    step(served, one.id, "close", "Đã vá, báo chị Lê Thị Hoa 0911222333.")
    listed = citizen.http.get("/ket-qua").text
    assert f"Đã vá, báo chị {HIDDEN} {HIDDEN}." in listed and "Hoa" not in listed
    for stars in ("", "0", "6", "năm"):
        assert citizen.send(f"/{one.tracking}/danh-gia", stars=stars).status_code == 422
    assert citizen.send(f"/{one.tracking}/danh-gia", stars="4", comment="Tốt").status_code == 200
    again = citizen.http.post(f"/{one.tracking}/danh-gia", data={"stars": "1", "csrf": citizen.csrf()})
    assert again.status_code == 422
    with served.database.read() as connection:
        outcome = outcome_of(connection, one.id)
    assert outcome is not None and (outcome.stars, outcome.comment) == (4, "Tốt")
    assert "4 trên 5 sao" in citizen.http.get("/ket-qua").text
    open_one = taken(served)
    assert citizen.send(f"/{open_one.tracking}/danh-gia", stars="5").status_code == 422


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_the_tracking_number_may_be_typed_as_it_is_read(served: Served, citizen: Citizen) -> None:
    """Small letters and blanks do; the number of the complaint alone does not."""
    one = taken(served)
    typed = f" {one.tracking[:5].lower()} {one.tracking[5:].lower()} "
    assert one.code in citizen.http.get("/theo-doi", params={"ma": typed}).text
    assert citizen.http.get("/theo-doi", params={"ma": one.code}).status_code == 404
    assert citizen.http.get(f"/{one.code}").status_code == 404


def test_how_often_is_counted_per_address() -> None:
    """Over a sliding time; a network of IPv6 is one, two of IPv4 are two; others are not held up."""
    now = [1000.0]
    limit = RateLimit(lambda: now[0], 3, 60.0)
    for _ in range(3):
        assert limit.seconds_to_wait("10.0.0.1") == 0
        limit.count("10.0.0.1")
        limit.count("2001:db8::1")
        now[0] += 10
    assert limit.seconds_to_wait("10.0.0.1") == 31 and limit.seconds_to_wait("10.0.0.2") == 0
    assert limit.seconds_to_wait("2001:db8::ffff") > 0 and limit.seconds_to_wait("2001:db8:1::1") == 0
    now[0] += 31
    assert limit.seconds_to_wait("10.0.0.1") == 0
    for n in range(30_000):
        now[0] += 0.1
        limit.count(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    assert len(limit._times) <= 20_000


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_too_many_reports_and_too_many_guesses(served: Served) -> None:
    """The next one is told to wait and keeps what was written; a right number does not open either after guessing."""
    with serving(served.database) as fresh:
        browser = Citizen(fresh)
        for n in range(REPORTS[0]):
            assert browser.report(text=f"Số {n}").status_code == 200
        answer = browser.report(text="Một lần nữa")
        assert answer.status_code == 429 and "Một lần nữa" in answer.text and "60 phút" in answer.text
        for n in range(LOOKS[0]):
            assert browser.http.get(f"/PA-26-{n:06d}-KKKKKKKK").status_code == 404
        assert browser.http.get(f"/{taken(served).tracking}").status_code == 429
        assert browser.http.get("/theo-doi", params={"ma": "x"}).status_code == 429
        browser.http.close()
