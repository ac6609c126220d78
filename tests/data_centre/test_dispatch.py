"""The dispatcher's page over real HTTP: what waits and why, proposals, placing, closing; rights, conflicts, words."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from data_centre import audit
from data_centre import models as m
from data_centre.accounts import grant, revoke
from data_centre.blobs import BlobStore
from data_centre.complaints import due, life
from data_centre.complaints.cli import main
from data_centre.complaints.rights import Mover, NotAllowed
from data_centre.complaints.steps import steps_of
from data_centre.complaints.submission import SentFile
from data_centre.desk.dispatch import span
from data_centre.feed import writing
from ioc_domain.codes import ComplaintStatus
from ioc_domain.identity import DISPATCH_RIGHT, REPORTER_RIGHT
from tests.data_centre.complaint_city import photo
from tests.data_centre.conftest import Served
from tests.data_centre.dispatch_city import (
    AREA,
    ROADS,
    audited,
    filled,
    hai,
    page_of,
    record,
    reported_by,
    send,
    sent_back,
    served,
    signed_in,
    take,
    trang,
    unit_of,
    unplaced,
)
from tests.data_centre.test_desk import HOSTILE, Browser, Elements, field

__all__ = ["hai", "served", "trang"]
HIS = "Nguyễn Văn Kín"
SLOW = "TO-04"
"""A type with more days to answer than the one it is put in the place of."""


def chosen(page: httpx.Response) -> str:
    """Code of the unit that is marked."""
    found = re.search(r'name="unit" value="([^"]*)" checked', page.text)
    return unescape(found[1]) if found else ""


def offered(page: httpx.Response) -> list[str]:
    """Codes of all units that may be chosen."""
    return re.findall(r'name="unit" value="([^"]*)"', page.text)


def in_queue(browser: Browser, why: str = "") -> list[int]:
    """Numbers in the list, page after page, in its order."""
    found: list[int] = []
    path = f"/desk/dispatch?why={why}"
    while path:
        page = browser.http.get(path)
        links = Elements(page.text).ordered_links()
        found += [int(link.rsplit("/", 1)[1]) for link in links if re.fullmatch(r"/desk/dispatch/\d+", link)]
        path = next((unescape(link) for link in links if "after=" in link), "")
    assert len(found) == len(set(found))
    return found


def test_from_the_queue_to_the_unit(served: Served, trang: Browser) -> None:
    """Why it waits → the area put right → the rule's unit is proposed → routed with a note; feed, audit, next, desk."""
    taken = unplaced(served, reporter=reported_by(HIS, "0909 123 456"))
    listed = trang.http.get("/desk/dispatch")
    for words in (taken.code, "Còn ", "Quy tắc giao theo địa bàn, nhưng phản ánh chưa rõ phường, xã", "Chưa chuyển"):
        assert words in listed.text
    page = page_of(trang, taken.id)
    assert "Chọn phường, xã bên dưới" in page.text and offered(page) == []
    looked = send(trang, taken.id, filled(page, area=AREA, text="Gọi lại nếu cần"))
    assert looked.status_code == 200 and "Gọi lại nếu cần" in looked.text, "a change is looked at before it is done"
    assert record(served, taken.id).status == ComplaintStatus.AWAITING_ROUTE
    unit = chosen(looked)
    assert unit.startswith(f"{AREA}-") and "Quy tắc từ" in looked.text
    before = served.manifest().head
    form = filled(looked, unit=unit, text=f"Đã gọi {HIS}, nhà số 12")
    form["was_area"] = form["area"] = AREA
    done = send(trang, taken.id, form)
    assert done.status_code == 200 and f"Đã chuyển {taken.code} cho {unit_of(served, unit).name}." in done.text
    after = record(served, taken.id)
    assert (after.status, after.unit) == (ComplaintStatus.IN_PROGRESS, unit_of(served, unit).id)
    assert after.area > 0 and 0 < after.routed_after < 300
    steps = steps_of(after.timeline)
    assert [s[1] for s in steps] == ["received", "corrected", "routed"]
    assert steps[1][2] == "chưa rõ địa bàn → Phường Sài Gòn"
    assert steps[2][2:] == ["Đã gọi (đã ẩn), nhà số 12", unit_of(served, unit).short_name]
    assert [op.rev for op in served.page(before)[1] if op.table == "complaint"] == [2]
    assert audited(served, taken.code) == [("complaint_route", "trang")]
    with served.database.read() as connection:
        assert audit.first_break(connection) == 0
    assert taken.id not in in_queue(trang)
    again = page_of(trang, taken.id)
    assert again.status_code == 200 and "không chờ điều phối" in again.text and 'id="send"' not in again.text
    citizen = served.anonymous()
    followed = citizen.get(f"/phan-anh/{taken.tracking}")
    assert followed.status_code == 200
    assert "Đã chuyển đơn vị xử lý" in followed.text and "nhà số 12" not in followed.text
    citizen.close()


def test_the_unit_reads_the_note(served: Served, trang: Browser) -> None:
    """What the dispatcher wrote stands above the complaint and in its history at the unit's desk."""
    taken = sent_back(served)
    page = page_of(trang, taken.id)
    form = filled(page, unit=f"{AREA}-CA", text="Nhờ kiểm tra lòng đường bị chiếm")
    assert send(trang, taken.id, form).status_code == 200
    officer = signed_in(served, "ca")
    opened = officer.http.get(f"/desk/complaints/{taken.id}").text
    assert "Lưu ý khi chuyển đến." in opened and opened.count("Nhờ kiểm tra lòng đường bị chiếm") == 2
    officer.http.close()


def test_what_came_back_is_not_proposed_again(served: Served, trang: Browser) -> None:
    """Its reason and proposal are told; the sender only by searching, with a warning and a reason."""
    taken = sent_back(served, unit=f"{AREA}-KTHTDT")
    office = unit_of(served, f"{AREA}-KTHTDT")
    page = page_of(trang, taken.id)
    for words in ("Đơn vị trả lại", "Vị trí này không thuộc tuyến", f"Đề nghị chuyển {office.short_name}"):
        assert words in page.text
    assert chosen(page) == office.code and ROADS not in offered(page)
    found = send(trang, taken.id, filled(page, unit_words=ROADS.lower()))
    assert chosen(found) == ROADS and "Đã trả lại phản ánh này" in found.text
    silent = send(trang, taken.id, filled(found, unit=ROADS))
    assert silent.status_code == 422 and "Ghi lý do" in silent.text and chosen(silent) == ROADS
    assert record(served, taken.id).unit == 0
    insisted = send(trang, taken.id, filled(silent, unit=ROADS, text="Đã đối chiếu bản đồ: đúng tuyến của đơn vị"))
    assert insisted.status_code == 200 and record(served, taken.id).unit == unit_of(served, ROADS).id
    assert record(served, taken.id).routed_after == taken.complaint.routed_after, "how long it first waited stays"


def test_a_unit_that_is_no_more(served: Served, trang: Browser) -> None:
    """Nobody took over: it waits, is rerouted, and its status stays; the end of one with a successor is no matter."""
    taken, other = take(served), take(served)
    gone, merged = unit_of(served, "TTR-SXD"), unit_of(served, "SGTVT")
    assert gone.valid_to and not gone.successor and merged.valid_to and merged.successor
    served.put(msgspec.structs.replace(record(served, taken.id), unit=gone.id, status=int(ComplaintStatus.EXTENDED)))
    served.put(msgspec.structs.replace(record(served, other.id), unit=merged.id))
    assert taken.id in in_queue(trang, "unit_gone") and other.id not in in_queue(trang)
    page = page_of(trang, taken.id)
    assert f"{gone.name} không còn hoạt động" in page.text and chosen(page) == ROADS and 'id="reject"' not in page.text
    assert send(trang, taken.id, filled(page, unit=ROADS)).status_code == 200
    after = record(served, taken.id)
    assert (after.status, after.unit) == (ComplaintStatus.EXTENDED, unit_of(served, ROADS).id)
    assert audited(served, taken.code) == [("complaint_reroute", "trang")]


def test_a_wrong_type_is_put_right(served: Served, trang: Browser) -> None:
    """Field, type, title and the due time follow; the date that was is kept; a subject nobody knows changes nothing."""
    taken = sent_back(served, type_code="GT-02")
    assert due_days(served, "GT-02") != due_days(served, SLOW)
    page = page_of(trang, taken.id)
    wrong = send(trang, taken.id, filled(page, subject="t:XX-99", was_subject="t:XX-99", unit=ROADS, text="x"))
    assert wrong.status_code == 422 and "Không có loại phản ánh này." in wrong.text
    looked = send(trang, taken.id, filled(page, subject=f"t:{SLOW}"))
    unit = chosen(looked)
    assert unit == "26743-KTHTDT", "of the commune where the point lies"
    form = {**filled(looked, unit=unit), "subject": f"t:{SLOW}", "was_subject": f"t:{SLOW}"}
    assert send(trang, taken.id, form).status_code == 200
    after = record(served, taken.id)
    kind = after.type
    assert kind != taken.complaint.type and after.field != taken.complaint.field
    assert after.title != taken.complaint.title and after.due > taken.complaint.due
    assert [s[1] for s in steps_of(after.timeline)][-3:] == ["corrected", "due_moved", "routed"]
    with served.database.read() as connection:
        [(_, old, new, reason)] = due.replaced(connection, taken.id)
    assert (old, new, reason) == (taken.complaint.due, after.due, "Sửa loại phản ánh")


def due_days(served: Served, code: str) -> int:
    """Working days of a type."""
    t = m.SYNCED["complaint_type"].c
    with served.database.read() as connection:
        return int(connection.execute(sa.select(t.answer_working_days).where(t.code == code)).scalar_one())


def test_another_one_was_first(served: Served, trang: Browser, hai: Browser) -> None:
    """Who, what and when is told, nothing typed is lost, nothing is done twice; the same for closing."""
    taken = sent_back(served)
    mine, theirs = page_of(trang, taken.id), page_of(hai, taken.id)
    assert "Người trang đang mở phản ánh này" in theirs.text
    assert send(hai, taken.id, filled(theirs, unit=f"{AREA}-CA")).status_code == 200
    for what in ("route", "reject"):
        late = send(trang, taken.id, filled(mine, unit=ROADS, text="Chữ đã gõ của Trang"), what)
        assert late.status_code == 409 and "Chữ đã gõ của Trang" in late.text
        assert "Người hai đã chuyển phản ánh này cho Công an phường Sài Gòn, lúc" in late.text
    assert record(served, taken.id).unit == unit_of(served, f"{AREA}-CA").id
    assert audited(served, taken.code)[-1] == ("complaint_route", "hai")


def test_the_unit_ended_meanwhile(served: Served, trang: Browser) -> None:
    """The successor is named and marked instead; what was written stays; nothing is routed yet."""
    taken = sent_back(served)
    page = page_of(trang, taken.id)
    ended = send(trang, taken.id, filled(page, unit="SGTVT", text="Nhờ Sở xem"))
    successor = chosen(ended)
    assert ended.status_code == 409 and "đã kết thúc hoạt động ngày" in ended.text and "Nhờ Sở xem" in ended.text
    assert successor not in ("", "SGTVT") and record(served, taken.id).unit == 0
    assert send(trang, taken.id, filled(ended, unit=successor, text="Nhờ Sở xem")).status_code == 200
    assert record(served, taken.id).unit == unit_of(served, successor).id
    nobody = sent_back(served)
    gone = send(trang, nobody.id, filled(page_of(trang, nobody.id), unit="TTR-SXD"))
    assert gone.status_code == 409 and "Chọn đơn vị khác." in gone.text
    none = send(trang, nobody.id, filled(gone, unit="KHONG-CO"))
    assert none.status_code == 422 and "Chọn đơn vị nhận" in none.text and record(served, nobody.id).unit == 0


@pytest.mark.parametrize(
    ("words", "first"),
    [("so xay dung", "SXD"), ("SỞ XÂY DỰNG", "SXD"), ("sxd", "SXD"), ("26740 ca", "26740-CA"),
     ("cong an sai gon", "26740-CA"), ("công an phường sài", "26740-CA")],
)  # fmt: skip
def test_units_are_found_without_marks(served: Served, trang: Browser, words: str, first: str) -> None:
    """By name or code; Enter in the words only looks."""
    taken = unplaced(served)
    found = send(trang, taken.id, filled(page_of(trang, taken.id), unit_words=words, text="giữ lại"))
    assert chosen(found) == first and "giữ lại" in found.text
    assert record(served, taken.id).status == ComplaintStatus.AWAITING_ROUTE
    nothing = send(trang, taken.id, filled(found, unit_words="không có đâu"))
    assert "Không có đơn vị nào khớp" in nothing.text


def test_out_of_scope(served: Served, trang: Browser) -> None:
    """Needs a reason; it is published without identity; the complaint is closed."""
    taken = unplaced(served, reporter=reported_by(HIS, "0909123456"))
    page = page_of(trang, taken.id)
    silent = send(trang, taken.id, filled(page, text=" "), "reject")
    assert silent.status_code == 422 and "Chưa đóng: Cần ghi nội dung." in silent.text
    done = send(trang, taken.id, filled(page, text=f"Việc của tòa án, {HIS} liên hệ 0909123456"), "reject")
    assert done.status_code == 200 and f"Đã đóng {taken.code}" in done.text
    after = record(served, taken.id)
    assert after.status == ComplaintStatus.REJECTED and after.closed > 0
    with served.database.read() as connection:
        outcome = life.outcome_of(connection, taken.id)
    assert outcome is not None and outcome.text == "Việc của tòa án, (đã ẩn) liên hệ (đã ẩn)"


def test_who_reported_needs_the_right_and_a_reason(served: Served, trang: Browser, hai: Browser) -> None:
    """Told on that page alone, written to the audit; what was written stays; who lacks the right hears only that."""
    taken = unplaced(served, reporter=reported_by(HIS, "0909123456"))
    with served.database.write() as connection:
        grant(connection, "hai", REPORTER_RIGHT)
    page = page_of(hai, taken.id)
    assert 'id="identify"' in page.text and 'id="identify"' not in page_of(trang, taken.id).text
    refused = send(trang, taken.id, filled(page_of(trang, taken.id), reason="Gọi lại hỏi vị trí"), "reporter")
    assert refused.status_code == 403 and HIS not in refused.text
    silent = send(hai, taken.id, filled(page, reason=" x ", text="Đang gọi"), "reporter")
    assert silent.status_code == 422 and HIS not in silent.text and "Đang gọi" in silent.text
    told = send(hai, taken.id, filled(page, reason="Gọi lại hỏi vị trí", text="Đang gọi"), "reporter")
    assert told.status_code == 200 and HIS in told.text and "0909123456" in told.text and "Đang gọi" in told.text
    assert audited(served, taken.code) == [("reporter_seen", "hai")]
    assert HIS not in page_of(hai, taken.id).text
    nameless = unplaced(served)
    told = send(hai, nameless.id, filled(page_of(hai, nameless.id), reason="Gọi lại hỏi vị trí"), "reporter")
    assert "Người phản ánh không cho biết." in told.text
    assert send(hai, 777_777_777, filled(page, reason="Gọi lại hỏi vị trí"), "reporter").status_code == 404
    with served.database.write() as connection:
        revoke(connection, "hai", REPORTER_RIGHT)


def test_only_a_good_reason_marks_a_unit(served: Served, trang: Browser) -> None:
    """Other kinds of units that do the same field are only offered; the unit of all earlier ones there is marked."""
    place: dict[str, Any] = {"lat": 10.8490, "lon": 106.7537}
    taken = sent_back(served, type_code="GT-07", **place)
    page = page_of(trang, taken.id)
    office, department, police = offered(page)
    assert office.endswith(("-KTHTDT", "-KT")) and police.endswith("-CA") and department == "SXD"
    assert "Theo quy tắc, khi là việc của sở, ngành" in page.text and chosen(page) == "", "nobody says which it is"
    nothing = send(trang, taken.id, filled(page))
    assert nothing.status_code == 422 and "Chọn đơn vị nhận" in nothing.text and record(served, taken.id).unit == 0
    area = office.partition("-")[0]
    for n in range(3):
        other = take(served, type_code="GT-07", lat=10.8490 + (n + 2) / 500, lon=106.7537)
        row = record(served, other.id)
        assert row.area == taken.complaint.area
        served.put(msgspec.structs.replace(row, unit=unit_of(served, f"{area}-CA").id))
    marked = page_of(trang, taken.id)
    assert "Đã nhận 3 trong 3 phản ánh cùng loại ở" in marked.text and chosen(marked) == f"{area}-CA"


def bulk(browser: Browser, page: httpx.Response, picks: list[int], **fields: str) -> httpx.Response:
    """Send the list's or the bulk page's form with some picked."""
    form = {"csrf": field(browser.http.get("/desk/dispatch"), "csrf"), "unit_words": "", "was_unit_words": "", **fields}
    seen = dict(re.findall(r'name="pick\.(\d+)" value="([^"]*)"', page.text))
    form |= {f"pick.{n}": seen[str(n)] for n in picks}
    return browser.http.post("/desk/dispatch/bulk", files=[(name, (None, value)) for name, value in form.items()])


def test_several_at_once(served: Served, trang: Browser, hai: Browser) -> None:
    """Looked over, the number confirmed; one that was taken meanwhile is told and the others go."""
    picks = [sent_back(served).id for _ in range(4)]
    page = trang.http.get("/desk/dispatch")
    looked = bulk(trang, page, picks, do="pick")
    assert looked.status_code == 200 and "Chuyển 4 phản ánh" in looked.text
    fewer = bulk(trang, looked, picks[:3], do="route", count="4", unit=f"{AREA}-CA", text="Cùng một tuyến")
    assert fewer.status_code == 409 and "nay là 3" in fewer.text and "Cùng một tuyến" in fewer.text
    again = bulk(trang, looked, picks[:3], do="route", count="3", unit=ROADS)
    assert again.status_code == 422 and "Ghi lý do" in again.text, "the unit that sent them back"
    nobody = bulk(trang, looked, picks[:3], do="route", count="3")
    assert nobody.status_code == 422 and "Chọn đơn vị nhận" in nobody.text
    searched = bulk(trang, looked, picks[:3], do="route", count="3", unit_words="cong an sai gon")
    assert searched.status_code == 200 and chosen(searched) == f"{AREA}-CA"
    assert {record(served, n).unit for n in picks} == {0}
    theirs = page_of(hai, picks[0])
    send(hai, picks[0], filled(theirs, unit=f"{AREA}-VP"))
    partly = bulk(trang, looked, picks[:3], do="route", count="3", unit=f"{AREA}-CA", text="Cùng một tuyến")
    assert partly.status_code == 409 and "Đã chuyển 2 phản ánh; 1 phản ánh chưa chuyển" in partly.text
    assert "Người hai đã chuyển phản ánh này cho" in partly.text and "Cùng một tuyến" in partly.text
    assert {record(served, n).unit for n in picks[1:3]} == {unit_of(served, f"{AREA}-CA").id}
    assert record(served, picks[0]).unit == unit_of(served, f"{AREA}-VP").id
    assert record(served, picks[3]).unit == 0, "what was not picked stays"
    more = [picks[3], sent_back(served).id]
    both = bulk(trang, trang.http.get("/desk/dispatch"), more, do="route", count="2", unit=f"{AREA}-CA")
    assert both.status_code == 200 and "Đã chuyển 2 phản ánh cho Công an phường Sài Gòn." in both.text
    assert [audited(served, record(served, n).code)[-1] for n in more] == [("complaint_route", "trang")] * 2
    assert bulk(trang, page, [], do="pick").status_code == 422


def test_the_queue_is_in_the_order_of_waiting_and_goes_on(served: Served, trang: Browser) -> None:
    """The longest first, page after page without a gap; filters agree with their counts; odd addresses are taken."""
    old = [unplaced(served) for _ in range(45)]
    for n, taken in enumerate(old):
        row = record(served, taken.id)
        timeline = msgspec.json.encode([[row.created - 9000 + n, "received", "Tiếp nhận", ""]]).decode()
        served.put(msgspec.structs.replace(row, created=row.created - 9000 + n, timeline=timeline))
    queue = in_queue(trang)
    assert [n for n in queue if n in {t.id for t in old}] == [t.id for t in old]
    assert queue[: len(old)] == [t.id for t in old]
    page = trang.http.get("/desk/dispatch")
    assert "Quá 2 giờ 2" in page.text
    counts = dict(re.findall(r'href="/desk/dispatch(?:\?why=)?(\w*)"[^>]*>[^<]*<b>(\d+)</b>', page.text))
    for why in ("", "late", "never", "sent_back", "unit_gone"):
        assert len(in_queue(trang, why)) == int(counts[why]), why
    for odd in ("why=x", "after=1", "after=x_y", f"after={'9' * 40}_1", "done=x,1,-3", f"done={'9' * 30}"):
        assert trang.http.get(f"/desk/dispatch?{odd}").status_code == 200
    state = trang.http.get("/desk/dispatch/state", params={"since": 1}).json()
    assert state == {"waiting": len(queue), "new": len(queue)}
    with served.database.write() as connection:
        connection.execute(sa.delete(m.dispatch_open))
    helper = signed_in(served, "hai")
    page_of(helper, queue[0])
    assert "Người hai đang mở" in trang.http.get("/desk/dispatch").text
    done = send(trang, queue[1], filled(page_of(trang, queue[1]), unit=f"{AREA}-CA"))
    assert done.url.path == f"/desk/dispatch/{queue[2]}", "not the one that another has open"
    helper.http.close()
    for number in queue[2:45]:
        send(trang, number, {**filled(page_of(trang, number)), "text": "Ngoài phạm vi"}, "reject")


def test_rights(served: Served, trang: Browser) -> None:
    """Only with the right, whatever the role; by the function itself, not by the page; gone with the right."""
    waits, placed = unplaced(served), take(served)
    officer = signed_in(served, "duong")
    for path in ("", f"/{waits.id}", "/state", f"/{waits.id}/files/{'0' * 64}"):
        assert officer.http.get(f"/desk/dispatch{path}").status_code == 403
    token = field(officer.http.get("/desk/complaints"), "csrf")
    for path in (f"{waits.id}/route", f"{waits.id}/reject", "bulk"):
        assert officer.http.post(f"/desk/dispatch/{path}", files=[("csrf", (None, token))]).status_code == 403
        assert trang.http.post(f"/desk/dispatch/{path}", files=[("csrf", (None, "x"))]).status_code == 403
    officer.http.close()
    for path in ("/desk/requests", "/desk/complaints", f"/desk/complaints/{placed.id}"):
        assert trang.http.get(path).status_code == 403
    assert page_of(trang, 777_777_777).status_code == 404 and page_of(trang, 1 << 63).status_code == 404
    mover, blobs = Mover("trang", dispatches=True), BlobStore(served.database)
    for number, verb in ((placed.id, "reroute"), (placed.id, "reject"), (placed.id, "close"), (waits.id, "close"),
                         (waits.id, "send_back"), (waits.id, "reopen"), (waits.id, "progress")):  # fmt: skip
        with pytest.raises(NotAllowed), writing(served.database) as writer:
            life.move(writer, blobs, number, life.Move(verb, "x", ROADS), mover)
    both = signed_in(served, "ca")
    assert "Điều phối" in both.http.get("/desk/requests").text and both.http.get("/desk/dispatch").status_code == 200
    both.http.close()
    with served.database.write() as connection:
        grant(connection, "hai", DISPATCH_RIGHT)
    helper = signed_in(served, "hai")
    assert helper.http.get("/desk/dispatch").status_code == 200
    with served.database.write() as connection:
        revoke(connection, "hai", DISPATCH_RIGHT)
    assert helper.http.get("/desk/dispatch").url.path == "/desk/sign-in"
    with served.database.write() as connection:
        grant(connection, "hai", DISPATCH_RIGHT)
    helper.http.close()


def test_the_command_line_acts_for_a_dispatcher(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    """With the same rights."""
    waits, placed = unplaced(served), take(served)
    url = served.database.engine.url.render_as_string(hide_password=False)

    def run(code: str, verb: str, *more: str) -> int:
        return main(["complaint", "move", code, verb, "--database", url, "--as", "trang", *more])

    assert run(placed.code, "close", "--text", "Xong") == 2 and "không thuộc bộ phận" in capsys.readouterr().err
    assert run(waits.code, "route", "--unit", f"{AREA}-CA") == 0
    assert audited(served, waits.code) == [("complaint_route", "trang")]


def test_near_ones_are_shown_and_their_unit_is_proposed(served: Served, trang: Browser) -> None:
    """A photo is seen; what may be the same is told with distance, state and unit, and where it lies is proposed."""
    first = take(served, lat=10.7800, lon=106.7000)
    served.put(msgspec.structs.replace(record(served, first.id), unit=unit_of(served, f"{AREA}-CA").id))
    second = sent_back(served, lat=10.7801, lon=106.7001, files=(SentFile("a.jpg", 1, photo()),))
    page = page_of(trang, second.id)
    near = page.text.split('id="near"')[1].split("</section>")[0]
    assert first.code in near and "Cách 1" in near and "Công an phường Sài Gòn" in near
    assert f"Phản ánh {first.code}, gần chỗ này" in page.text and f"{AREA}-CA" in offered(page)
    [path] = [link for link in Elements(page.text).links if "/files/" in link]
    assert trang.http.get(path).headers["content-type"] == "image/jpeg"
    assert page_of(trang, first.id).status_code == 200


@pytest.mark.parametrize("bad", HOSTILE)
def test_hostile_words_are_words(served: Served, trang: Browser, bad: str) -> None:
    """In the complaint, in what a unit said, in the search, in a form that comes back; no identity anywhere."""
    taken = sent_back(served, bad, text=bad, address=bad, reporter=reported_by(HIS, "0909123456"))
    served.put(msgspec.structs.replace(record(served, taken.id), title=f"{bad} {HIS}"))
    page = page_of(trang, taken.id)
    looked = send(trang, taken.id, filled(page, unit_words=bad, text=bad))
    wrong = send(trang, taken.id, {**filled(page, unit=bad, text=bad)})
    closed = send(trang, taken.id, {**filled(page, text="")}, "reject")
    listed = trang.http.get("/desk/dispatch")
    picked = bulk(trang, listed, [taken.id], do="look", unit_words=bad, text=bad)
    assert (looked.status_code, wrong.status_code, closed.status_code) == (200, 422, 422)
    for shown in (page, looked, wrong, closed, listed, picked):
        found = Elements(shown.text)
        assert found.scripts <= {"/desk/static/dispatch.js"}
        assert found.tags.isdisjoint({"iframe", "object", "embed", "img"})
        assert not [a for a in found.attributes if a.startswith("on") or a == "style"]
        assert not [link for link in found.links if link.startswith("javascript:")]
        assert HIS not in shown.text and "default-src 'none'" in shown.headers["content-security-policy"]
    send(trang, taken.id, {**filled(page), "text": "Ngoài phạm vi"}, "reject")


def test_times_are_told_in_their_greatest_parts() -> None:
    """Seconds, minutes, hours, days."""
    assert [span(n) for n in (0, 59, 60, 200, 3600, 21_900, 90_000, 2 * 86_400)] == [
        "0 giây", "59 giây", "1 phút", "3 phút 20 giây", "1 giờ", "6 giờ 5 phút", "1 ngày 1 giờ", "2 ngày",
    ]  # fmt: skip
