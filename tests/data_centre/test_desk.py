"""The unit desk over real HTTP: what is shown, what is taken, what is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import httpx
import msgspec
import pytest
import sqlalchemy as sa
from PIL import Image

from data_centre import audit
from data_centre import models as m
from data_centre.desk.request_answers import parse_day, parse_number
from data_centre.desk.uploads import FILES_LIMIT, UploadRefused, check_upload, clean_name
from tests.data_centre import factories as make
from tests.data_centre.conftest import PASSWORD, Served, certificates, wait_for
from tests.data_centre.test_commands import ask, one, subject

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 1000003*7 }}{% raw %}",
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)//'\"",
    "\u202eđảo ngược\u200b",
]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def png() -> bytes:
    """A small picture."""
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(data, "PNG")
    return data.getvalue()


def office(*names: str, padding: int = 0) -> bytes:
    """A zip with these entries."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"\0" * padding or b"x")
    return data.getvalue()


class Browser:
    """A browser at the desk: keeps cookies, sends forms with the token of the page."""

    def __init__(self, served: Served) -> None:
        self.http = httpx.Client(base_url=served.url, timeout=30, follow_redirects=True,
                                 verify=certificates())  # fmt: skip

    def sign_in(self, account: str, password: str = PASSWORD) -> httpx.Response:
        """Through the form."""
        page = self.http.get("/desk")
        return self.http.post(
            "/desk/sign-in",
            data={"csrf": field(page, "csrf"), "after": field(page, "after"), "account": account, "password": password},
        )

    def send(
        self, request_id: str, verb: str = "answer", files: list[tuple[str, bytes]] | None = None, **fields: str
    ) -> httpx.Response:
        """The answer form."""
        token = field(self.http.get(f"/desk/requests/{request_id}"), "csrf")
        parts: list[tuple[str, tuple[str | None, bytes | str]]] = [("csrf", (None, token))]
        parts += [(name, (None, value)) for name, value in fields.items()]
        parts += [("files", (name, data)) for name, data in files or []]
        return self.http.post(f"/desk/requests/{request_id}/{verb}", files=parts)


class Elements(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.scripts: set[str] = set()
        self.links: set[str] = set()
        self._in_order: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        values = dict(attrs)
        self.tags.add(tag)
        self.attributes |= values.keys()
        if tag == "script":
            self.scripts.add(values.get("src") or "inline")
        if tag == "a":
            self.links.add(values.get("href") or "")
            self._in_order.append(values.get("href") or "")

    def ordered_links(self) -> list[str]:
        """Where links lead, in the order of the page."""
        return self._in_order


def field(page: httpx.Response, name: str) -> str:
    """Value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, page.text[:2000]
    return unescape(found[1])


@pytest.fixture
def browser(served: Served) -> Iterator[Browser]:
    """Nobody is signed in yet."""
    opened = Browser(served)
    yield opened
    opened.http.close()


@pytest.fixture
def bao(browser: Browser) -> Browser:
    """The officer of unit U1."""
    assert browser.sign_in("bao").status_code == 200
    return browser


GOOD = {"cause": "Thiếu người", "remedy": "Bổ sung 3 người", "promised_value": "92,5", "promised_date": "2030-12-31"}


def test_the_whole_way_of_an_answer(served: Served, bao: Browser) -> None:
    """Listed with its deadline → opened → answered with files → on the feed, with promise, audit and event."""
    request_id = ask(served).id
    number = one(served, "explanation_request", id=request_id).number
    listed = bao.http.get("/desk/requests")
    assert number in listed.text
    assert "hạn 17:00" in listed.text
    page = bao.http.get(f"/desk/requests/{request_id}")
    for shown in ("81,4", "Nguy cơ không đạt", "Số lãnh đạo đã thấy", "Hệ thống một cửa", "<polyline", "còn nguyên"):
        assert shown in page.text
    assert page.text.count('class="actual"') == 2  # the gap in April is a gap in the line
    assert one(served, "explanation_request", id=request_id).state == "opened"
    sent = bao.send(request_id, files=[("Báo cáo.pdf", PDF), ("ảnh.png", png())], **GOOD)
    assert sent.status_code == 200
    assert "Trả lời của đơn vị" in sent.text
    row = one(served, "explanation_request", id=request_id)
    assert (row.state, row.cause, row.remedy) == ("answered", "Thiếu người", "Bổ sung 3 người")
    assert (row.promised_value, row.promised_date) == (92.5, "2030-12-31")
    assert row.answered_by == "Người bao, Chức danh"
    files = msgspec.json.decode(row.files)
    assert [(f[0], f[1], f[3]) for f in files] == [
        ("Báo cáo.pdf", len(PDF), "application/pdf"),
        ("ảnh.png", len(png()), "image/png"),
    ]
    promise = one(served, "promise", id=request_id)
    assert (promise.value, promise.due, promise.state) == (92.5, "2030-12-31", "pending")
    assert served.as_("leader").get(f"/v1/files/{files[0][2]}").content == PDF
    assert served.as_("district").get(f"/v1/files/{files[0][2]}").status_code == 404
    kept = bao.http.get(f"/desk/requests/{request_id}/files/{files[0][2]}")
    assert kept.content == PDF
    assert kept.headers["content-disposition"].startswith("attachment")
    again = bao.http.post(
        f"/desk/requests/{request_id}/answer", data={"csrf": field(bao.http.get("/desk/requests"), "csrf"), **GOOD}
    )
    assert again.status_code == 409
    with served.database.read() as connection:
        assert audit.first_break(connection) == 0
        events = connection.execute(
            sa.select(m.SYNCED["request_event"].c.kind)
            .where(m.SYNCED["request_event"].c.request_id == request_id)
            .order_by(m.SYNCED["request_event"].c.n)
        ).scalars()
        assert list(events) == ["received", "delivered", "opened", "answered"]


def test_an_answer_with_faults_loses_nothing(served: Served, bao: Browser) -> None:
    """The page says what is missing per field and keeps text and files."""
    request_id = ask(served).id
    page = bao.send(
        request_id,
        files=[("Báo cáo.pdf", PDF)],
        cause="Thiếu người",
        promised_value="nhiều",
        promised_date="1999-01-01",
    )
    assert page.status_code == 422
    for text in (
        "Yêu cầu này cần có biện pháp.",
        "Ghi một con số",
        "Ngày cam kết đã qua.",
        "Thiếu người",
        "Báo cáo.pdf",
    ):
        assert text in page.text
    assert one(served, "explanation_request", id=request_id).state == "opened"
    done = bao.send(request_id, **GOOD)
    assert "Báo cáo.pdf" in done.text
    assert one(served, "explanation_request", id=request_id).state == "answered"


def test_a_draft_is_kept_and_a_file_can_be_taken_out(served: Served, bao: Browser) -> None:
    """By the button, by the page's script, until it is sent."""
    request_id = ask(served).id
    bao.send(request_id, "draft", files=[("a.pdf", PDF), ("b.png", png())], cause="Đang viết", remedy="…")
    page = bao.http.get(f"/desk/requests/{request_id}")
    assert "Đang viết" in page.text and "a.pdf" in page.text and "b.png" in page.text
    sha256 = re.search(r'name="remove" value="([0-9a-f]{64})"', page.text)
    assert sha256
    bao.send(request_id, "draft", cause="Đang viết", remove=sha256[1])
    assert "a.pdf" not in bao.http.get(f"/desk/requests/{request_id}").text
    token = field(bao.http.get("/desk/requests"), "csrf")
    saved = bao.http.post(
        f"/desk/requests/{request_id}/draft",
        files=[("csrf", (None, token)), ("cause", (None, "Tự lưu"))],
        headers={"Accept": "application/json"},
    )
    assert re.fullmatch(r"\d\d:\d\d", saved.json()["saved_at"])
    assert "Tự lưu" in bao.http.get(f"/desk/requests/{request_id}").text


def test_a_returned_answer_comes_back_to_be_mended(served: Served, bao: Browser) -> None:
    """With its reason and with what was written; the second answer is the second in the audit."""
    from ioc_domain.commands import ReturnExplanation

    request_id = ask(served).id
    bao.send(request_id, **GOOD)
    assert served.send(ReturnExplanation(request_id, "Chưa rõ biện pháp", 3)).result == "accepted"
    page = bao.http.get(f"/desk/requests/{request_id}")
    assert "Trả lại lần 1" in page.text and "Chưa rõ biện pháp" in page.text and "Bổ sung 3 người" in page.text
    bao.send(request_id, **{**GOOD, "remedy": "Bổ sung 5 người"})
    row = one(served, "explanation_request", id=request_id)
    assert (row.state, row.returned, row.remedy) == ("answered", 1, "Bổ sung 5 người")
    assert one(served, "promise", id=request_id).text == "Bổ sung 5 người"


def test_without_the_token_nothing_is_taken(served: Served, bao: Browser) -> None:
    """CSRF: no token, another's token, the token of the sign-in page."""
    request_id = ask(served).id
    bao.http.get(f"/desk/requests/{request_id}")
    for token in ("", "x" * 32, "é"):
        for verb in ("answer", "draft"):
            refused = bao.http.post(f"/desk/requests/{request_id}/{verb}", data={"csrf": token, **GOOD})
            assert refused.status_code == 403
    assert bao.http.post("/desk/sign-out", data={"csrf": "no"}).status_code == 403
    assert one(served, "explanation_request", id=request_id).state == "opened"
    with httpx.Client(base_url=served.url) as other:
        assert other.post("/desk/sign-in", data={"csrf": "", "account": "bao", "password": PASSWORD}).status_code == 403


def test_cookies_and_headers(served: Served, browser: Browser) -> None:
    """HttpOnly, SameSite, for the desk alone; a policy without inline script; no caching."""
    page = browser.http.get("/desk/sign-in")
    answer = httpx.post(
        f"{served.url}/desk/sign-in",
        data={"csrf": field(page, "csrf"), "account": "bao", "password": PASSWORD},
        cookies=dict(browser.http.cookies),
    )
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/desk" in cookie
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", page.text)


def test_signed_out_leads_to_sign_in_and_back(served: Served, browser: Browser) -> None:
    """The link in a notice opens the right page after sign-in; never a page elsewhere."""
    request_id = ask(served).id
    page = browser.http.get(f"/desk/requests/{request_id}")
    assert page.url.path == "/desk/sign-in"
    landed = browser.http.post(
        "/desk/sign-in",
        data={"csrf": field(page, "csrf"), "after": field(page, "after"), "account": "bao", "password": PASSWORD},
    )
    assert landed.url.path == f"/desk/requests/{request_id}"
    out = browser.http.post("/desk/sign-out", data={"csrf": field(browser.http.get("/desk/requests"), "csrf")})
    assert out.url.path == "/desk/sign-in"
    assert browser.http.get("/desk/requests").url.path == "/desk/sign-in"
    for elsewhere in ("https://example.org/", "//example.org", "/desk/requests//x", "/desk/requests\\x", "/v1/health"):
        asked = browser.http.get("/desk/sign-in", params={"after": elsewhere})
        assert field(asked, "after") == "/desk/requests"


def test_only_officers_of_a_unit_come_in(served: Served, browser: Browser) -> None:
    """Others are told so; wrong passwords are counted."""
    refused = browser.sign_in("leader")
    assert refused.status_code == 403
    assert "không thuộc đơn vị nào" in refused.text
    assert browser.sign_in("bao", "sai").status_code == 401
    assert browser.http.get("/desk/requests").url.path == "/desk/sign-in"


def test_another_units_request_is_not_there(served: Served, bao: Browser) -> None:
    """Neither to see, nor to answer, nor its files."""
    request_id = ask(served, "U2").id
    assert bao.http.get(f"/desk/requests/{request_id}").status_code == 404
    token = field(bao.http.get("/desk/requests"), "csrf")
    for verb in ("answer", "draft"):
        assert bao.http.post(f"/desk/requests/{request_id}/{verb}", data={"csrf": token, **GOOD}).status_code == 404
    assert bao.http.get(f"/desk/requests/{request_id}/files/{'0' * 64}").status_code == 404
    wait_for(lambda: one(served, "explanation_request", id=request_id).state == "delivered")


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_stays_text(served: Served, bao: Browser, payload: str) -> None:
    """In the question, the evidence, the draft, the answer and a file's name: shown, never run."""
    about = subject(served)
    sha256 = served.store_evidence(about, title=payload)
    outcome = served.send(make.issue("U1", sha256, subject=about, title=payload, question=payload))
    assert outcome.result == "accepted"
    faulty = bao.send(outcome.id, files=[(f"{payload}.pdf", PDF)], cause=payload, promised_value=payload)
    sent = bao.send(outcome.id, **{**GOOD, "cause": payload, "remedy": payload})
    for page in (bao.http.get("/desk/requests"), faulty, sent):
        found = Elements(page.text)
        assert found.tags.isdisjoint({"img", "iframe", "object", "embed"})
        assert found.scripts <= {"/desk/static/desk.js"}
        assert not [name for name in found.attributes if name.startswith("on") or name == "style"]
        assert all(link.startswith("/desk/") for link in found.links)
        assert "7000021" not in page.text  # a template inside the text is not run either
    assert one(served, "explanation_request", id=outcome.id).cause == payload.strip()


def test_files_are_limited_in_size_and_number(served: Served, bao: Browser) -> None:
    """Too large a file, too many files, too large a form: said, and the rest is kept."""
    request_id = ask(served).id
    large = bao.send(request_id, "draft", files=[("lớn.pdf", PDF + b"x" * 10_000_000)], cause="giữ")
    assert large.status_code == 422
    assert "lớn hơn 10 MB" in large.text and "giữ" in large.text
    for k in range(FILES_LIMIT):
        bao.send(request_id, "draft", files=[(f"{k}.pdf", PDF + str(k).encode())], cause="giữ")
    full = bao.send(request_id, "draft", files=[("thừa.pdf", PDF + b"one more")], cause="giữ")
    assert "Tối đa 8 tệp" in full.text
    many = bao.send(request_id, "draft", files=[(f"{k}.pdf", PDF) for k in range(20)], cause="giữ")
    assert many.status_code == 400
    token = field(bao.http.get("/desk/requests"), "csrf")
    huge = bao.http.post(f"/desk/requests/{request_id}/draft", content=b"x" * 31_000_000, headers={"X-Token": token})
    assert huge.status_code == 413
    unsaid = bao.http.post(f"/desk/requests/{request_id}/draft", content=iter([b"x"]))
    assert unsaid.status_code == 411


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("trống.pdf", b"", "trống"),
        ("giả.pdf", b"MZ" + b"\0" * 100, "không phải"),
        ("giả.pdf", png(), "không khớp"),
        ("bom.docx", office("[Content_Types].xml", "word/document.xml", padding=150_000_000), "không phải"),
        ("macro.docx", office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "không phải"),
        ("zip.docx", office("a.txt"), "không phải"),
        ("hỏng.docx", b"PK\x03\x04" + b"\0" * 50, "không phải"),
        ("hỏng.png", png()[:30], "không phải"),
        ("trang.html", b"<html>", "không phải"),
        ("hình.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "không phải"),
    ],
)
def test_what_a_file_is_is_seen_from_its_content(name: str, data: bytes, reason: str) -> None:
    """Not from its name, and not from what the browser says."""
    with pytest.raises(UploadRefused, match=reason):
        check_upload(name, data)


def test_good_files_are_taken_under_clean_names() -> None:
    """Word, Excel, PDF and pictures; no folders, no control or direction marks in the name."""
    assert check_upload("a.DOCX", office("[Content_Types].xml", "word/document.xml")).mime.endswith(
        "wordprocessingml.document"
    )
    assert check_upload("b.xlsx", office("[Content_Types].xml", "xl/workbook.xml")).mime.endswith("spreadsheetml.sheet")
    assert check_upload("../../c.pdf", PDF).name == "c.pdf"
    assert clean_name("C:\\x\\bao\u202efdp.pdf") == "baofdp.pdf"
    assert clean_name("a\r\nb.pdf") == "ab.pdf"
    assert clean_name("...") == "tệp"
    assert len(clean_name("x" * 300 + ".pdf")) == 120
    assert clean_name("x" * 300 + ".pdf").endswith(".pdf")


@pytest.mark.parametrize(
    ("text", "value"),
    [("92,0", 92.0), ("92.5", 92.5), ("1.234,5", 1234.5), ("1.234", 1234.0), ("12.345.678", 12345678.0), ("-3,5", -3.5),
     ("85 %", 85.0), ("", None), ("x", None), ("1e999", None), ("nan", None), ("1,2,3", None), ("٣", None)],
)  # fmt: skip
def test_numbers_as_people_here_write_them(text: str, value: float | None) -> None:
    """Comma before the decimals, dots between thousands."""
    assert parse_number(text) == value


def test_dates_as_browsers_and_people_write_them() -> None:
    """ISO, and day first."""
    assert [str(parse_day(t)) for t in ("2026-12-31", "31-12-2026", "31/12/2026", "31.12.2026")] == ["2026-12-31"] * 4
    assert [parse_day(t) for t in ("", "31-13-2026", "tomorrow", "2026-02-30")] == [None] * 4


def test_tampered_evidence_is_not_shown_as_if_it_were_whole(served: Served, bao: Browser) -> None:
    """One byte flipped on disk: the page says so."""
    about = subject(served)
    sha256 = served.store_evidence(about)
    request_id = served.send(make.issue("U1", sha256, subject=about)).id
    path = served.database.home / "blobs" / sha256[:2] / sha256
    data = path.read_bytes()
    path.write_bytes(data.replace(b"81.4", b"91.4"))
    page = bao.http.get(f"/desk/requests/{request_id}")
    assert "không còn nguyên vẹn" in page.text
    assert "91,4" not in page.text
    path.write_bytes(data)
    assert "còn nguyên" in bao.http.get(f"/desk/requests/{request_id}").text


def test_a_revision_since_shows_beside_the_frozen_number(served: Served, bao: Browser) -> None:
    """Never over it."""
    about = subject(served, 81.4)
    request_id = ask(served, about=about).id
    served.put(make.observation(2, 84.9, subject=about))
    page = bao.http.get(f"/desk/requests/{request_id}")
    assert "81,4" in page.text
    assert "Nay 84,9 % sau đính chính" in page.text
