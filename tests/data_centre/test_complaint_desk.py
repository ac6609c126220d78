"""Complaints at the unit's desk over real HTTP: listed, opened, moved by the rules; rights, feed, audit, texts."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from data_centre import audit
from data_centre import models as m
from data_centre.accounts import create_account
from data_centre.blobs import BlobStore
from data_centre.complaints import life
from data_centre.complaints.cli import main
from data_centre.complaints.rights import Mover, NotAllowed, own_units
from data_centre.feed import writing
from ioc_domain.codes import ComplaintFlag, ComplaintStatus, Role
from ioc_domain.records import ComplaintRecord
from ioc_domain.working_time import WorkingCalendar
from local_cache.segments import open_columns
from local_cache.store import Store
from local_cache.unit_figures import Walk, walk
from tests.console.filled_cache import fill
from tests.data_centre import factories as make
from tests.data_centre.complaint_city import photo
from tests.data_centre.conftest import PASSWORD, Served
from tests.data_centre.test_commands import count, one
from tests.data_centre.test_desk import HOSTILE, Browser, Elements, field, png
from tests.data_centre.test_directives import complaint, steps

REPORTER = ("Nguyễn Thị Bí Mật", "0909123456", "bimat@example.org", "7 hẻm Kín")
DAY = 86_400


@pytest.fixture(scope="module", autouse=True)
def below(served: Served) -> None:
    """U1 has a unit below it; U1-OLD was merged into it; its officer is `duoi`."""
    served.put(
        msgspec.structs.replace(make.unit("U1-A"), parent="U1"),
        make.unit("U1-OLD", successor="U1", valid_to="2025-12-31"),
    )
    with served.database.write() as connection:
        create_account(connection, account_id="duoi", name="Người dưới", role=Role.UNIT_OFFICER, password=PASSWORD,
                       now=1, unit_code="U1-A")  # fmt: skip


@pytest.fixture
def bao(served: Served) -> Iterator[Browser]:
    """The officer of unit U1, signed in."""
    browser = Browser(served)
    assert browser.sign_in("bao").status_code == 200
    yield browser
    browser.http.close()


def stored(served: Served, number: int) -> ComplaintRecord:
    """The record as consoles get it."""
    row = one(served, "complaint", id=number)
    return ComplaintRecord(*row[: len(ComplaintRecord.__struct_fields__)])


def act(
    browser: Browser, number: int, verb: str, files: list[tuple[str, bytes]] | None = None, **fields: str
) -> httpx.Response:
    """A form of the complaint's page as it was opened, also one that the page did not offer."""
    page = browser.http.get(f"/desk/complaints/{number}")
    assert page.status_code == 200
    seen = re.search(r'name="seen" value="([^"]*)"', page.text)
    sent = {"csrf": field(browser.http.get("/desk/complaints"), "csrf"), "verb": verb,
            "seen": seen[1] if seen else fields["known"], **fields}  # fmt: skip
    parts: list[Any] = [(name, (None, value)) for name, value in sent.items()]
    parts += [("files", (name, data)) for name, data in files or []]
    return browser.http.post(f"/desk/complaints/{number}/move", files=parts)


def test_the_whole_way_of_a_complaint(served: Served, bao: Browser) -> None:
    """Listed → taken up → progress → promised → closed with a photo; each step in the feed, the audit, the outcome."""
    about = complaint(served, due=int(time.time()) + 3 * DAY)
    listed = bao.http.get("/desk/complaints", params={"code": about.code})
    assert about.code in listed.text and "Trong hạn" in listed.text and "Còn" in listed.text
    page = bao.http.get(f"/desk/complaints/{about.id}")
    for shown in (about.code, about.title, "12 Lê Lợi", "UBND phường U1", "Nhận và bắt đầu xử lý"):
        assert shown in page.text
    before = served.manifest().head
    assert act(bao, about.id, "accept").status_code == 200
    assert act(bao, about.id, "progress", text="Đã cử đội 3.").status_code == 200
    assert "Nhận và bắt đầu xử lý" not in bao.http.get(f"/desk/complaints/{about.id}").text
    assert act(bao, about.id, "extend", text="Chờ vật tư", until="2035-01-31").status_code == 200
    done = act(bao, about.id, "close", files=[("sau.jpg", photo())], text="Đã dọn, gọi 0909123456 nếu còn.")
    assert done.status_code == 200 and "Xong đúng hạn" in done.text and "Kết quả đã công bố" in done.text
    after = stored(served, about.id)
    assert after.status == ComplaintStatus.CLOSED and after.closed > 0 and after.due == about.due
    assert not after.flags & ComplaintFlag.NO_EVIDENCE
    [(sha256, _, mime)] = msgspec.json.decode(after.photos)
    assert mime == "image/jpeg" and bao.http.get(f"/desk/complaints/{about.id}/files/{sha256}").status_code == 200
    assert [s[1] for s in steps(served, about.id)] == ["accepted", "progress", "extended", "closed"]
    _, operations, _ = served.page(before)
    assert [op.rev for op in operations if op.table == "complaint"] == [2, 3, 4, 5]
    with served.database.read() as connection:
        outcome = life.outcome_of(connection, about.id)
        assert outcome is not None and outcome.text == "Đã dọn, gọi (đã ẩn) nếu còn."
        assert audit.first_break(connection) == 0
        a = m.audit.c
        told = connection.execute(sa.select(a.kind, a.account).where(a.subject == about.code).order_by(a.n)).all()
    made = ("accept", "progress", "extend", "close")
    assert [tuple(row) for row in told] == [(f"complaint_{verb}", "bao") for verb in made]


def test_answered_before_it_is_closed(served: Served, bao: Browser, tmp_path: Path) -> None:
    """An answer at the desk is what the console counts as answered within five working days, before and after the
    closing; one that came too late stays late."""
    now = int(time.time())
    soon, late = complaint(served, created=now - 60), complaint(served, created=now - 30 * DAY)

    def counted() -> tuple[int, int]:
        path = tmp_path / f"{uuid.uuid4()}.db"
        fill(path, [stored(served, soon.id), stored(served, late.id)])
        with Store(path).connection() as connection:
            wanted = Walk(now - 60 * DAY, now + DAY, now, weeks=0)
            return walk(open_columns(connection), wanted, WorkingCalendar()).figures(frozenset({soon.unit})).answered

    assert counted() == (0, 0), "nobody told of any answer"
    assert act(bao, soon.id, "answer", text="Đã vá, xin xác nhận.").status_code == 200
    first = stored(served, soon.id)
    assert now <= first.answered <= time.time() and not first.closed and not stored(served, late.id).answered
    assert counted() == (1, 2)
    assert act(bao, late.id, "answer", text="Đã vá muộn.").status_code == 200
    assert counted() == (1, 2)
    assert act(bao, soon.id, "close", files=[("sau.jpg", photo())], text="Xong.").status_code == 200
    after = stored(served, soon.id)
    assert after.closed and after.answered == first.answered and counted() == (1, 2)


def test_the_list_is_filtered_and_goes_on(served: Served, bao: Browser) -> None:
    """By status, late, code; open ones by their due time; page after page without a gap; not those of others."""
    now = int(time.time())
    late = complaint(served, due=now - 9 * DAY)
    soon = [complaint(served, "U1-A", due=now + DAY + n) for n in range(45)]
    closed_late = complaint(served, status=4, due=now - 9 * DAY, closed=now - DAY)
    undated = complaint(served, due=0)
    done = [complaint(served, unit, status=4, due=now + DAY, closed=now - 60 * n)
            for n, unit in enumerate(["U1", "U1-A", "U1-OLD"] * 14, start=1)]  # fmt: skip
    other = complaint(served, "U2", due=now + DAY)

    def pages(path: str) -> list[int]:
        """Every complaint of a list, page after page."""
        order: list[int] = []
        while path:
            page = bao.http.get(path)
            links = [link for link in Elements(page.text).ordered_links() if link.startswith("/desk/complaints/")]
            assert len(links) <= 40
            order += [int(link.rsplit("/", 1)[1]) for link in links]
            more = [link for link in Elements(page.text).links if "after=" in link]
            path = more[0] if more else ""
        assert len(order) == len(set(order)) and other.id not in order
        return order

    mine = [late.id, *(c.id for c in soon), undated.id]
    then = [*(c.id for c in done), closed_late.id]
    assert [n for n in pages("/desk/complaints?status=in_progress") if n in {*mine, *then}] == mine
    assert [n for n in pages("/desk/complaints") if n in {*mine, *then}] == mine
    assert [n for n in pages("/desk/complaints?status=closed") if n in {*mine, *then}] == then
    assert [n for n in pages("/desk/complaints?status=all") if n in {*mine, *then}] == [*mine, *then]
    overdue = bao.http.get("/desk/complaints", params={"late": "1"}).text
    assert late.code in overdue and closed_late.code not in overdue and "Trễ hạn" in overdue
    both = bao.http.get("/desk/complaints", params={"late": "1", "status": "closed"}).text
    assert closed_late.code in both and "Xong trễ hạn" in both and late.code not in both
    assert other.code not in bao.http.get("/desk/complaints", params={"code": other.code[3:]}).text.split("counts")[1]
    for odd in ("status=x", "after=1", "after=x_y", "after=9_9_9", f"after={'9' * 40}_1", "code=%25", "late=2"):
        assert bao.http.get(f"/desk/complaints?{odd}").status_code == 200
    assert "Không có phản ánh nào như vậy" in bao.http.get("/desk/complaints?code=%25").text


def test_only_the_own_unit_and_those_below(served: Served, bao: Browser) -> None:
    """Another unit's is not there; the unit below does not reach up; a unit that was merged is its successor's."""
    with served.database.read() as connection:
        assert set(own_units(connection, "U1")) == {"U1", "U1-A", "U1-OLD"}
        assert set(own_units(connection, "U1-A")) == {"U1-A"} and own_units(connection, "U404") == {}
    other, above, old = complaint(served, "U2"), complaint(served), complaint(served, "U1-OLD")
    token = field(bao.http.get("/desk/complaints"), "csrf")
    assert bao.http.get(f"/desk/complaints/{old.id}").status_code == 200
    down = Browser(served)
    down.sign_in("duoi")
    for browser, number in ((bao, other.id), (bao, 777_777), (bao, 1 << 63), (down, above.id)):
        assert browser.http.get(f"/desk/complaints/{number}").status_code == 404
        assert browser.http.get(f"/desk/complaints/{number}/files/{'0' * 64}").status_code == 404
    fields = {"csrf": token, "seen": "1.0.0", "verb": "close", "text": "x"}
    assert bao.http.post(f"/desk/complaints/{other.id}/move", data=fields).status_code == 404
    assert stored(served, other.id) == other
    down.http.close()
    # The function itself refuses, whoever calls it.
    with pytest.raises(life.UnknownComplaint), writing(served.database) as writer:
        life.move(writer, BlobStore(served.database), other.id, life.Move("close", "x"), Mover("bao", "U1"))
    for verb in ("route", "reject", "reopen"):
        with pytest.raises(NotAllowed), writing(served.database) as writer:
            life.move(writer, BlobStore(served.database), above.id, life.Move(verb, "x"), Mover("bao", "U1"))


def test_not_ours(served: Served, bao: Browser) -> None:
    """To a unit below at once; to another only as a proposal, back to the dispatcher with the reason."""
    inside, outside = complaint(served), complaint(served)
    for missing in ({"text": "", "unit": "U2"}, {"text": "Sai tuyến", "unit": "Đơn vị không có"}):
        page = act(bao, inside.id, "hand_on", None, **missing)
        assert page.status_code == 422 and (missing["text"] or missing["unit"]) in page.text
    assert stored(served, inside.id) == inside
    assert act(bao, inside.id, "hand_on", text="Việc của tổ A", unit="UBND phường U1-A").status_code == 200
    moved = stored(served, inside.id)
    assert (moved.unit, moved.status) == (make.unit("U1-A").id, ComplaintStatus.IN_PROGRESS)
    assert steps(served, inside.id)[-1][1:] == ["routed", "Việc của tổ A", "U1-A"]
    same = act(bao, inside.id, "hand_on", text="Lại tổ A", unit="U1-A")
    assert same.status_code == 422 and "đang ở chính đơn vị này" in same.text
    back = act(bao, outside.id, "hand_on", text="Thuộc tuyến của U2", unit="UBND phường U2")
    assert back.url.path == "/desk/complaints"
    moved = stored(served, outside.id)
    assert (moved.unit, moved.status, moved.due) == (0, ComplaintStatus.AWAITING_ROUTE, outside.due)
    assert steps(served, outside.id)[-1][1:] == ["sent_back", "Thuộc tuyến của U2", "Đề nghị chuyển U2"]
    assert bao.http.get(f"/desk/complaints/{outside.id}").status_code == 404


def test_reopened_only_when_it_was_rated_badly(served: Served, bao: Browser) -> None:
    """Two stars and less; four stars and none are not the unit's to reopen."""
    for stars, may in ((0, False), (4, False), (2, True)):
        about = complaint(served)
        act(bao, about.id, "close", text="Đã dọn.")
        if stars:
            with writing(served.database) as writer:
                life.rate(writer, about.id, stars, "Vẫn còn rác")
        page = bao.http.get(f"/desk/complaints/{about.id}").text
        assert ('id="reopen"' in page) is may
        assert ("Vẫn còn rác" in page) is bool(stars)
        known = f"4.{about.unit}.{len(steps(served, about.id))}"
        again = act(bao, about.id, "reopen", text="Sẽ dọn lại ngay.", known=known)
        assert again.status_code == (200 if may else 422)
        after = stored(served, about.id)
        assert after.status == (ComplaintStatus.REOPENED if may else ComplaintStatus.CLOSED)
        assert bool(after.flags & ComplaintFlag.NO_EVIDENCE) is not may


def test_what_is_wrong_is_said_and_nothing_written_is_lost(served: Served, bao: Browser) -> None:
    """No words, a file that is none, a day that has passed, a page that is old, a form that is not ours."""
    about = complaint(served)
    for verb, fields, files, told in (
        ("close", {"text": " "}, [], "Cần ghi nội dung."),
        ("close", {"text": "Đã dọn"}, [("a.jpg", b"MZ\x00")], "không phải là ảnh"),
        ("close", {"text": "Đã dọn"}, [("a.jpg", b"\xff" * 10_000_001)], "lớn hơn 10 MB"),
        ("close", {"text": "Đã dọn"}, [(f"{n}.png", png()) for n in range(7)], "Tối đa 6"),
        ("extend", {"text": "Chờ", "until": "2001-01-01"}, [], "Ngày hẹn phải ở tương lai."),
        ("extend", {"text": "Chờ", "until": "mai"}, [], "Ghi ngày hẹn"),
        ("reject", {"text": "Không"}, [], "không hợp lệ"),
    ):
        page = act(bao, about.id, verb, files=files, **fields)
        assert page.status_code == 422 and told in page.text and fields["text"].strip() in page.text
    assert stored(served, about.id) == about
    page = bao.http.get(f"/desk/complaints/{about.id}")
    old = {"csrf": field(page, "csrf"), "seen": field(page, "seen"), "verb": "progress", "text": "Lần đầu"}
    assert bao.http.post(f"/desk/complaints/{about.id}/move", data=old).status_code == 200
    twice = bao.http.post(f"/desk/complaints/{about.id}/move", data={**old, "text": "Lần hai"})
    assert twice.status_code == 409 and "diễn biến mới" in twice.text and "Lần hai" in twice.text
    assert bao.http.post(f"/desk/complaints/{about.id}/move", data={**old, "csrf": "x"}).status_code == 403
    assert [s[1] for s in steps(served, about.id)] == ["progress"]


def test_the_reporter_is_nowhere(served: Served, bao: Browser) -> None:
    """Neither in the list, nor on the page, nor in a step."""
    name, phone, email, address = REPORTER
    about = complaint(served, body=f"Tôi là {name}, {phone}", address=f"trước nhà {name}, {address}",
                      timeline=msgspec.json.encode([[1_790_000_000, "progress", f"Gọi {phone} {email}", ""]]).decode())
    with served.database.write() as connection:
        row = {"complaint": about.id, "name": name, "phone": phone, "email": email, "address": address}
        connection.execute(sa.insert(m.reporter).values(row))
    act(bao, about.id, "progress", text=f"Đã gặp {name}")
    for page in (bao.http.get(f"/desk/complaints/{about.id}"),
                 bao.http.get("/desk/complaints", params={"code": about.code})):
        assert about.code in page.text and [word for word in REPORTER if word in page.text] == []


@pytest.mark.parametrize("bad", HOSTILE)
def test_hostile_words_are_words(served: Served, bao: Browser, bad: str) -> None:
    """In the complaint, in the moves, in a form that comes back."""
    about = complaint(served, title=bad, body=bad, address=bad)
    act(bao, about.id, "progress", text=bad)
    wrong = act(bao, about.id, "hand_on", text=bad, unit=bad)
    assert wrong.status_code == 422
    for page in (bao.http.get("/desk/complaints", params={"code": about.code}), wrong,
                 bao.http.get("/desk/complaints", params={"code": bad}), bao.http.get(f"/desk/complaints/{about.id}")):
        found = Elements(page.text)
        assert found.scripts <= {"/desk/static/desk.js"}
        assert found.tags.isdisjoint({"iframe", "object", "embed", "img"})
        assert not [a for a in found.attributes if a.startswith("on") or a == "style"]
        assert not [link for link in found.links if link.startswith("javascript:")]


def test_the_command_line_is_bound_by_the_same_rights(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """For an officer only what the desk lets the officer do, by the same function."""
    mine, other = complaint(served), complaint(served, "U2")
    with served.database.write() as connection:
        for each in (mine, other):
            row = {"complaint": each.id, "code": each.code, "token_hash": uuid.uuid4().hex, "at": 1}
            connection.execute(sa.insert(m.complaint_intake).values(row))
    url = served.database.engine.url.render_as_string(hide_password=False)

    def run(code: str, verb: str, *more: str) -> int:
        return main(["complaint", "move", code, verb, "--database", url, "--text", "Đã dọn", *more])

    assert run(other.code, "close", "--as", "bao") == 2 and "there is no complaint" in capsys.readouterr().err
    assert run(mine.code, "reject", "--as", "bao") == 2 and "trung tâm" in capsys.readouterr().err
    assert run(mine.code, "close", "--as", "leader") == 2 and "no account of a unit" in capsys.readouterr().err
    assert run(mine.code, "close", "--as", "bao") == 0
    assert run(other.code, "reject") == 0
    assert stored(served, mine.id).status == ComplaintStatus.CLOSED
    assert count(served, m.audit, m.audit.c.subject == mine.code, m.audit.c.account == "bao") == 1
