"""Directives at the unit's desk over real HTTP: read, answered with files, on the complaint's timeline; refused."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from data_centre import audit
from data_centre import models as m
from data_centre.blobs import BlobStore
from ioc_domain import commands as c
from ioc_domain.evidence import freeze, thaw
from tests.data_centre import factories as make
from tests.data_centre.conftest import Served
from tests.data_centre.test_commands import count, one
from tests.data_centre.test_desk import HOSTILE, PDF, Browser, Elements, field, png
from tests.data_centre.test_directives import complaint, directive, steps

__all__: list[str] = []
REPORTER = ("Nguyễn Thị Bí Mật", "0909123456", "bimat@example.org", "7 hẻm Kín")


@pytest.fixture
def bao(served: Served) -> Iterator[Browser]:
    """The officer of unit U1, signed in."""
    browser = Browser(served)
    assert browser.sign_in("bao").status_code == 200
    yield browser
    browser.http.close()


def send(
    browser: Browser,
    directive_id: str,
    verb: str = "answer",
    files: list[tuple[str, bytes]] | None = None,
    **fields: str,
) -> httpx.Response:
    """The answer form."""
    token = field(browser.http.get(f"/desk/directives/{directive_id}"), "csrf")
    parts: list[Any] = [("csrf", (None, token)), *((name, (None, value)) for name, value in fields.items())]
    parts += [("files", (name, data)) for name, data in files or []]
    return browser.http.post(f"/desk/directives/{directive_id}/{verb}", files=parts)


def test_the_whole_way_of_a_directive(served: Served, bao: Browser) -> None:
    """Listed → opened → answered with files → on the complaint's timeline, in the audit; accepted by its author."""
    about = complaint(served)
    outcome = served.send(make.order(about.id, text="Dọn sạch trong ngày.", urgency=1))
    number = outcome.data["number"]
    listed = bao.http.get("/desk/directives")
    assert number in listed.text and "Dọn sạch trong ngày." in listed.text and "hạn 17:00" in listed.text
    assert 'href="/desk/directives"' in bao.http.get("/desk/requests").text
    page = bao.http.get(f"/desk/directives/{outcome.id}")
    for shown in ("Dọn sạch trong ngày.", about.code, "Rác chưa thu gom", "12 Lê Lợi", "Đang xử lý", "khẩn"):
        assert shown in page.text
    assert directive(served, outcome.id).state == "opened"
    assert f'href="/desk/complaints/{about.id}"' in page.text
    worked_on = bao.http.get(f"/desk/complaints/{about.id}").text
    assert f'href="/desk/directives/{outcome.id}"' in worked_on and "Dọn sạch trong ngày." in worked_on
    elsewhere = served.send(make.order(complaint(served, "U2").id, "U1", observed_unit="U2"))
    other = bao.http.get(f"/desk/directives/{elsewhere.id}")
    assert other.status_code == 200 and "/desk/complaints/" not in other.text
    brought = [("Báo cáo.pdf", PDF), ("sau khi dọn.png", png())]
    sent = send(bao, outcome.id, files=brought, answer="Đã dọn xong lúc 10 giờ.")
    assert sent.status_code == 200 and "Báo cáo của đơn vị" in sent.text
    made = directive(served, outcome.id)
    assert (made.state, made.answer) == ("answered", "Đã dọn xong lúc 10 giờ.")
    assert made.answered_by == "Người bao, Chức danh"
    files = msgspec.json.decode(made.files)
    assert [(f[0], f[3]) for f in files] == [("Báo cáo.pdf", "application/pdf"), ("sau khi dọn.png", "image/png")]
    assert [s[1] for s in steps(served, about.id)] == ["directive", "directive_answered"]
    step = steps(served, about.id)[-1]
    assert (step[2], step[3]) == ("UBND phường U1 báo cáo, 2 tệp, đúng hạn", number)
    assert served.as_("leader").get(f"/v1/files/{files[0][2]}").content == PDF
    assert served.as_("district").get(f"/v1/files/{files[0][2]}").status_code == 404
    token = field(bao.http.get("/desk/directives"), "csrf")
    again = bao.http.post(f"/desk/directives/{outcome.id}/answer", data={"csrf": token, "answer": "Lần nữa"})
    assert again.status_code == 409
    accepted = served.send(c.AcceptDirective(outcome.id), "duty")
    assert accepted.result == "accepted"
    assert [s[1] for s in steps(served, about.id)][-1] == "directive_accepted"
    assert "Đã chấp nhận" in bao.http.get("/desk/directives").text
    with served.database.read() as connection:
        assert audit.first_break(connection) == 0
    told = (m.audit.c.kind == "answer_directive", m.audit.c.subject == f"directive/{outcome.id}")
    assert count(served, m.audit, *told) == 1
    kinds = [s[1] for s in msgspec.json.decode(directive(served, outcome.id).steps)]
    assert kinds == ["received", "delivered", "opened", "answered", "accepted"]


def test_a_returned_answer_comes_back_to_be_mended(served: Served, bao: Browser) -> None:
    """With its reason, what was written and a new deadline; the second answer stands beside the first."""
    about = complaint(served)
    outcome = served.send(make.order(about.id))
    send(bao, outcome.id, files=[("trước.pdf", PDF)], answer="Đã dọn.")
    for bad, code in ((c.ReturnDirective(outcome.id, " ", 2), "reason_missing"),
                      (c.ReturnDirective(outcome.id, "x", 0), "bad_deadline"),
                      (c.ReturnDirective(outcome.id, "x" * 10_001, 2), "text_too_long")):
        assert served.send(bad).code == code
    back = served.send(c.ReturnDirective(outcome.id, "Thiếu ảnh sau khi dọn", 2), "duty")
    assert back.result == "accepted" and int(back.data["deadline"]) == directive(served, outcome.id).deadline
    assert (directive(served, outcome.id).state, directive(served, outcome.id).deadline_days) == ("returned", 2)
    assert served.send(c.ReturnDirective(outcome.id, "Lần nữa", 2)).code == "illegal_directive_move"
    assert "Trả lại để bổ sung" in bao.http.get("/desk/directives").text.split("Đã xong")[0]
    page = bao.http.get(f"/desk/directives/{outcome.id}").text
    assert "Trả lại để bổ sung, lần 1." in page and "Thiếu ảnh sau khi dọn" in page
    assert "Đã dọn." in page and "trước.pdf" in page
    again = send(bao, outcome.id, files=[("sau.png", png())], answer="Đã dọn, kèm ảnh.")
    assert again.status_code == 200 and "Đơn vị báo cáo, 1 tệp, đúng hạn: Đã dọn." in again.text
    made = directive(served, outcome.id)
    assert (made.state, made.answer) == ("answered", "Đã dọn, kèm ảnh.")
    assert [f[0] for f in msgspec.json.decode(made.files)] == ["trước.pdf", "sau.png"]
    kinds = [s[1] for s in msgspec.json.decode(made.steps)]
    assert kinds == ["received", "delivered", "opened", "answered", "returned", "answered"]
    told = ["directive", "directive_answered", "directive_returned", "directive_answered"]
    assert [s[1] for s in steps(served, about.id)] == told
    events = (f"directive {outcome.id}", f"directive returned {outcome.id} 1")
    for event in events:
        assert count(served, m.notice, m.notice.c.event == event, m.notice.c.channel == "desk") == 1
    assert served.send(c.AcceptDirective(outcome.id)).result == "accepted"


def test_an_answer_without_words_loses_nothing(served: Served, bao: Browser) -> None:
    """The page says what is missing and keeps the files; a draft is kept by the button and by the page's script."""
    outcome = served.send(make.order(complaint(served).id))
    page = send(bao, outcome.id, files=[("Báo cáo.pdf", PDF)], answer="  ")
    assert page.status_code == 422 and "Hãy ghi kết quả thực hiện." in page.text and "Báo cáo.pdf" in page.text
    assert directive(served, outcome.id).state == "opened"
    bad = send(bao, outcome.id, files=[("vi-rut.pdf", b"MZ\x00\x01")], answer="Đang làm")
    assert bad.status_code == 422 and "Đang làm" in bad.text and "không phải PDF" in bad.text
    token = field(bao.http.get("/desk/directives"), "csrf")
    saved = bao.http.post(f"/desk/directives/{outcome.id}/draft", headers={"Accept": "application/json"},
                          files=[("csrf", (None, token)), ("answer", (None, "Tự lưu"))])  # fmt: skip
    assert len(saved.json()["saved_at"]) == 5
    assert "Tự lưu" in bao.http.get(f"/desk/directives/{outcome.id}").text
    done = send(bao, outcome.id, answer="Xong.")
    assert done.status_code == 200 and "Báo cáo.pdf" in done.text
    assert count(served, m.desk_draft, m.desk_draft.c.task == outcome.id) == 0


def test_the_reporter_is_nowhere_on_the_page(served: Served, bao: Browser) -> None:
    """Neither as identity nor in what was typed into the complaint; photos are there."""
    name, phone, email, address = REPORTER
    with served.database.write() as connection:
        photo = BlobStore(served.database).put(connection, png() + uuid.uuid4().bytes, kind="photo", mime="image/png",
                                               now=1, scope="city")  # fmt: skip
    photos = msgspec.json.encode([[photo, 1_745_000_000, "image/png"]]).decode()
    about = complaint(served, photos=photos, body=f"Tôi là {name}, gọi {phone} hoặc {email}.")
    with served.database.write() as connection:
        row = {"complaint": about.id, "name": name, "phone": phone, "email": email, "address": address}
        connection.execute(sa.insert(m.reporter).values(row))
    outcome = served.send(make.order(about.id, attachments=[photo]))
    page = bao.http.get(f"/desk/directives/{outcome.id}")
    assert [word for word in REPORTER if word in page.text] == []
    assert f'<img src="/desk/directives/{outcome.id}/files/{photo}"' in page.text
    got = bao.http.get(f"/desk/directives/{outcome.id}/files/{photo}")
    assert (got.status_code, got.headers["content-type"]) == (200, "image/png")
    assert bao.http.get(f"/desk/directives/{outcome.id}/files/{'0' * 64}").status_code == 404


def test_of_another_unit_is_not_there(served: Served, bao: Browser) -> None:
    """To read, to answer, to keep a draft, to fetch a file."""
    about = complaint(served, "U2")
    outcome = served.send(make.order(about.id, "U2"))
    token = field(bao.http.get("/desk/directives"), "csrf")
    assert bao.http.get(f"/desk/directives/{outcome.id}").status_code == 404
    for verb in ("draft", "answer"):
        answer = bao.http.post(f"/desk/directives/{outcome.id}/{verb}", data={"csrf": token, "answer": "x"})
        assert answer.status_code == 404
    assert outcome.data["number"] not in bao.http.get("/desk/directives").text
    assert directive(served, outcome.id).state in ("received", "delivered")
    own = served.send(make.order(complaint(served).id))
    for bad in ("", "x" * 32):
        refused = bao.http.post(f"/desk/directives/{own.id}/answer", data={"csrf": bad, "answer": "x"})
        assert refused.status_code == 403


def test_withdrawn_is_shown_and_not_answered(served: Served, bao: Browser) -> None:
    """With its reason."""
    outcome = served.send(make.order(complaint(served).id))
    bao.http.get(f"/desk/directives/{outcome.id}")
    served.send(c.WithdrawDirective(outcome.id, "nhầm phản ánh"))
    page = bao.http.get(f"/desk/directives/{outcome.id}")
    assert "Chỉ đạo đã rút lại." in page.text and "nhầm phản ánh" in page.text and 'id="answer"' not in page.text


def test_a_browser_that_looks_ahead_opens_nothing(served: Served, bao: Browser) -> None:
    """Nobody has read it."""
    outcome = served.send(make.order(complaint(served).id))
    bao.http.get(f"/desk/directives/{outcome.id}", headers={"Sec-Purpose": "prefetch"})
    assert directive(served, outcome.id).state in ("received", "delivered")


@pytest.mark.parametrize("bad", HOSTILE)
def test_hostile_words_are_words(served: Served, bao: Browser, bad: str) -> None:
    """In the order, the complaint and the answer."""
    about = complaint(served, title=bad, body=bad, address=bad)
    outcome = served.send(make.order(about.id, text=bad + " và hơn nữa"))
    send(bao, outcome.id, answer=bad)
    for path in ("/desk/directives", f"/desk/directives/{outcome.id}"):
        page = bao.http.get(path)
        found = Elements(page.text)
        assert found.scripts <= {"/desk/static/desk.js"}
        assert not found.tags & {"iframe", "object"}
        assert not {a for a in found.attributes if a.startswith("on")}
        assert not [link for link in found.links if link.startswith("javascript:")]


def test_evidence_of_an_indicator_is_told_in_words(served: Served, bao: Browser) -> None:
    """What the console keeps under keys of its own."""
    sha256, data = make.evidence()
    facts = [("year_plan", "95.5"), ("direction", "higher"), ("accumulation", "cumulative")]
    facts.append(("data_until", "1790000000"))
    frozen = msgspec.structs.replace(thaw(sha256, data), facts=facts, subject=f"v2:F{uuid.uuid4().hex[:6]}")
    name, data = freeze(frozen)
    served.put(make.indicator(frozen.subject[3:]))
    assert served.as_("leader").put(f"/v1/evidence/{name}", content=data).status_code == 201
    outcome = served.send(make.issue("U1", name, subject=frozen.subject))
    page = bao.http.get(f"/desk/requests/{outcome.id}").text
    for words in ("Kế hoạch năm", "95,5 %", "Chiều tốt", "cao hơn là tốt hơn", "Cách tính", "cộng dồn từ đầu năm",
                  "Số liệu trên máy đến"):  # fmt: skip
        assert words in page
    assert not [key for key, _ in facts if key in page]
    assert one(served, "explanation_request", id=outcome.id) is not None
