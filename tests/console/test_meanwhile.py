"""Every row of the contract's "meanwhile" table: saved here, changed there, answered, told, decided, answered again.

The real outbox, the real receiver of the data centre over a real database, the real view models. Each test gives the
exact words a person reads, in Vietnamese, and does what they offer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from ioc_console import text
from ioc_console.command_verbs import Verb
from ioc_console.context import Context
from ioc_console.notices import Notice
from ioc_console.outcome_words import Explained
from ioc_console.screens.requests.compose import ComposeModel
from ioc_console.screens.requests.thread import ThreadViewModel
from ioc_console.screens.requests.view_model import RequestsViewModel
from ioc_console.shell.outcomes import Outcomes
from ioc_console.shell.sync_pane.view_model import SyncPaneModel
from ioc_domain.codes import CommandState
from ioc_domain.commands import (
    AcknowledgeAlert,
    CommandOutcome,
    Payload,
    ReopenComplaint,
    ShelveAlert,
    WithdrawRequest,
)
from ioc_domain.records import (
    AlertRecord,
    ComplaintRecord,
    ExplanationRequestRecord,
    ObservationRecord,
    PromiseRecord,
    Record,
    RequestEventRecord,
    SourceRecord,
    UnitRecord,
)
from local_cache.outbox import Outbox, SavedCommand
from tests.console import small_city
from tests.console.filled_cache import fill
from tests.console.small_centre import SmallCentre

NOW = small_city.NOW
LATER = NOW + 1800
SUBJECT = "v2:C0403"
COMPLAINT = 17


class Clock:
    """The console's clock, moved by the test."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return float(self.now)


@pytest.fixture
def clock() -> Clock:
    """Stands at the moment at which commands are saved."""
    return Clock()


@pytest.fixture
def city(make_context: Callable[..., Context], clock: Clock) -> Context:
    """A console that knows the small city as it was at `NOW`; nobody has been asked anything."""
    context = make_context(clock=clock)
    fill(context.paths.cache, _city(), last_pull=NOW)
    return context


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[SmallCentre]:
    """The data centre with the same city, half an hour later."""
    with SmallCentre(tmp_path / "centre", LATER) as made:
        made.put(*_city())
        yield made


def _city() -> list[Record]:
    known = [r for r in small_city.records(complaints=False)
             if not isinstance(r, ExplanationRequestRecord | PromiseRecord | RequestEventRecord | SourceRecord)]
    complaint = ComplaintRecord(COMPLAINT, "PA-1022-17", NOW - 86_400, 1, 1, 1, 2, 1, 1, 1, 5, 5, NOW + 86_400, 0,
                                "Rác chưa thu gom", "Đề nghị kiểm tra.", "12 Lê Lợi", "[]", "[]")
    return [*known, complaint]


def ask(context: Context) -> SavedCommand:
    """Compose and save a request by the screen's own model."""
    compose = ComposeModel(context)
    compose.open(SUBJECT, "79", "")
    compose.set_question("Đề nghị nêu nguyên nhân và biện pháp.")
    compose.save()
    return Outbox(context.paths.outbox).commands()[-1]


def ask_about_complaint(context: Context) -> SavedCommand:
    """The same about a complaint."""
    compose = ComposeModel(context)
    compose.open(f"complaint:{COMPLAINT}", "", "")
    compose.set_question("Vì sao rác chưa được thu gom?")
    compose.save()
    return Outbox(context.paths.outbox).commands()[-1]


def save(context: Context, payload: Payload, evidence: bytes | None = None) -> None:
    """What any screen does with an intent."""
    context.save(payload, owner=context.sync, evidence=evidence)


def pane(context: Context) -> SyncPaneModel:
    """The pane's model, loaded."""
    model = SyncPaneModel(context)
    model.set_shown(True)
    return model


def told(context: Context, command_id: str) -> Explained:
    """What the pane says of a command now."""
    detail = pane(context).detail(command_id)
    assert detail is not None
    return detail.explained


def offered(context: Context, command_id: str) -> list[tuple[Verb, str]]:
    """Verbs with their words."""
    return [(o.verb, o.words) for o in told(context, command_id).offers]


def state(context: Context, command_id: str) -> str:
    """State of a command in the outbox."""
    return Outbox(context.paths.outbox).command(command_id).state.value


def revise(centre: SmallCentre, value: float) -> None:
    """A third revision of October's disbursement comes to the centre; its assessment has not followed yet."""
    centre.put(ObservationRecord(SUBJECT, "79", small_city.MONTH, 3, value, "preliminary", LATER - 60, "KB2",
                                 "đối chiếu kho bạc"))


def one(outcomes: list[CommandOutcome]) -> CommandOutcome:
    """The only one."""
    [outcome] = outcomes
    return outcome


# --- revised, still beyond: accepted, old -> new noted, the author told ---------------------------------------


def test_revised_and_still_beyond(city: Context, centre: SmallCentre) -> None:
    """It is taken, once; pane, card and thread tell old and new."""
    command = ask(city)
    revise(centre, 56.3)
    outcome = one(centre.exchange(city))
    number = outcome.data["number"]
    assert told(city, command.id) == Explained(
        "Trung tâm đã nhận; số đã được đính chính",
        "Trung tâm nhận lúc 14:37. Số đã đính chính 52,8 → 56,3 trước đó và vẫn vượt ngưỡng.",
        f"Yêu cầu {number} được lập đúng một lần. Cả hai số đều được ghi trong yêu cầu.",
        "Không cần làm gì. Nếu số mới đã trả lời được câu hỏi, anh/chị có thể rút lại yêu cầu.",
        told(city, command.id).offers,
    )
    assert offered(city, command.id) == [(Verb.OPEN, f"Mở {number}")]
    board = RequestsViewModel(city)
    board.set_shown(True)
    [card] = next(c for c in board.columns() if c.state == "received").cards
    assert card.notice == "số đã đính chính 52,8 → 56,3 trước khi nhận"
    thread = ThreadViewModel(city)
    thread.request_id = command.id
    thread.set_shown(True)
    assert "Số đã đính chính 52,8 → 56,3 trước khi trung tâm nhận" in [e.detail for e in thread.history()]
    pane(city).act(command.id, Verb.OPEN)
    assert city.navigation.current is not None and city.navigation.current.arguments == {"id": command.id}


# --- revised, no longer beyond: needs a decision --------------------------------------------------------------


def test_revised_and_no_longer_beyond(city: Context, centre: SmallCentre) -> None:
    """Nobody is asked until the author says so; "ask all the same" is then taken."""
    command = ask(city)
    revise(centre, 80.1)
    assert one(centre.exchange(city)).code == "no_longer_beyond"
    assert centre.rows("explanation_request") == []
    assert told(city, command.id) == Explained(
        "Cần anh/chị quyết định: số không còn vượt ngưỡng",
        "Số đã đính chính 52,8 → 80,1 trước khi trung tâm nhận, không còn vượt ngưỡng.",
        "Đơn vị chưa bị hỏi. Câu hỏi và bằng chứng vẫn được giữ trên máy này.",
        "Vẫn hỏi, hoặc không hỏi nữa.",
        told(city, command.id).offers,
    )
    assert offered(city, command.id) == [
        (Verb.INSIST, "Vẫn hỏi"), (Verb.DISMISS, "Không hỏi nữa"), (Verb.COPY_TEXT, "Lấy nội dung ra")]
    pane(city).act(command.id, Verb.INSIST)
    outcome = one(centre.exchange(city))
    assert (outcome.result, outcome.id == command.id) == ("accepted", False)
    [request] = centre.rows("explanation_request")
    assert (request.id, request.evidence) == (outcome.id, command.evidence)
    assert told(city, outcome.id).happened == "Trung tâm nhận lúc 14:37. Số đã đính chính 52,8 → 80,1 trước đó."
    assert state(city, command.id) == CommandState.WITHDRAWN


def test_asking_no_more_leaves_nothing(city: Context, centre: SmallCentre) -> None:
    """Dismissed: the centre is never told again, and nothing waits."""
    command = ask(city)
    revise(centre, 80.1)
    centre.exchange(city)
    pane(city).act(command.id, Verb.DISMISS)
    assert centre.exchange(city) == [] and centre.rows("explanation_request") == []
    assert pane(city).counts() == "không có lệnh nào chờ"


# --- an absolute time had passed: refused, a re-dated copy offered --------------------------------------------


def test_its_time_had_passed(city: Context, centre: SmallCentre, clock: Clock) -> None:
    """The alert was not shelved; a copy as long ahead of now as the first one was is saved, and taken."""
    save(city, ShelveAlert("a1", NOW + 1200, "Chờ đội hiện trường"))
    [command] = Outbox(city.paths.outbox).commands()
    assert one(centre.exchange(city)).code == "deadline_passed"
    clock.now = LATER + 60
    assert told(city, command.id) == Explained(
        "Bị từ chối: thời hạn đã qua",
        "Lệnh ghi đến 14:27; trung tâm nhận lúc 14:37.",
        "Cảnh báo chưa được gác lại: vẫn nằm trong hàng đợi nên không bị bỏ sót.",
        "Hãy lưu một bản sao với hạn mới 14:58, hoặc bỏ qua.",
        told(city, command.id).offers,
    )
    assert offered(city, command.id) == [
        (Verb.REDATE, "Lưu bản sao đến 14:58"), (Verb.DISMISS, "Bỏ qua"), (Verb.COPY_TEXT, "Lấy nội dung ra")]
    centre.now = LATER + 90
    pane(city).act(command.id, Verb.REDATE)
    assert one(centre.exchange(city)).result == "accepted"
    [alert] = [a for a in centre.rows("alert") if a.id == "a1"]
    assert isinstance(alert, AlertRecord)
    assert (alert.state, alert.shelved_until, alert.reason) == ("shelved", LATER + 60 + 1200, "Chờ đội hiện trường")
    assert state(city, command.id) == CommandState.WITHDRAWN


# --- the unit was merged: routed to its successor, both shown -------------------------------------------------


def test_the_unit_was_merged(city: Context, centre: SmallCentre) -> None:
    """The successor is asked; pane, card and record show both."""
    command = ask(city)
    centre.put(UnitRecord("U01", 1, "department", "Sở Tài chính", "Sở Tài chính", "", "", "2026-11-20", "U77"),
               UnitRecord("U77", 77, "department", "Sở Tài chính và Kế hoạch", "Sở TC-KH", "", "2026-11-21", ""))
    number = one(centre.exchange(city)).data["number"]
    assert told(city, command.id) == Explained(
        "Trung tâm đã nhận và chuyển đến đơn vị kế thừa",
        "Trung tâm nhận lúc 14:37. Sở Tài chính không còn là đơn vị riêng; trung tâm đã chuyển yêu cầu đến "
        "Sở Tài chính và Kế hoạch.",
        f"Yêu cầu {number} được lập đúng một lần và ghi cả hai đơn vị.",
        "Không cần làm gì.",
        told(city, command.id).offers,
    )
    [group] = pane(city).groups()
    assert group.lines[0].kind == "Yêu cầu giải trình → Sở Tài chính và Kế hoạch"
    board = RequestsViewModel(city)
    board.set_shown(True)
    [card] = next(c for c in board.columns() if c.state == "received").cards
    assert (card.unit, card.notice) == ("Sở Tài chính và Kế hoạch", "chuyển từ Sở Tài chính")
    [request] = centre.rows("explanation_request")
    assert (request.unit_code, request.routed_from) == ("U77", "U01")


def test_the_unit_is_gone_without_a_successor(city: Context, centre: SmallCentre) -> None:
    """Nobody can be asked: the text can be taken out for another unit."""
    command = ask(city)
    centre.put(UnitRecord("U01", 1, "department", "Sở Tài chính", "Sở Tài chính", "", "", "2026-11-20"))
    assert one(centre.exchange(city)).code == "unit_abolished"
    assert told(city, command.id) == Explained(
        "Cần anh/chị quyết định: đơn vị không còn tồn tại",
        "Sở Tài chính không còn tồn tại và chưa có đơn vị kế thừa.",
        "Đơn vị chưa bị hỏi. Câu hỏi và bằng chứng vẫn được giữ trên máy này.",
        "Hãy lấy nội dung ra để hỏi đơn vị khác, hoặc không hỏi nữa.",
        told(city, command.id).offers,
    )
    assert [v for v, _ in offered(city, command.id)] == [Verb.COPY_TEXT, Verb.DISMISS]


# --- the complaint was closed: refused, reopening offered -----------------------------------------------------


def test_the_complaint_was_closed(city: Context, centre: SmallCentre) -> None:
    """Refused; "reopen" is a command of its own; when the centre has done it the same question is taken."""
    command = ask_about_complaint(city)
    [complaint] = centre.rows("complaint")
    centre.put(msgspec.structs.replace(complaint, status=4, closed=LATER - 600))
    assert one(centre.exchange(city)).code == "complaint_closed"
    explained = told(city, command.id)
    assert explained == Explained(
        "Bị từ chối: phản ánh đã đóng trước đó",
        "Phản ánh PA-1022-17 đã đóng lúc 14:27, trước khi trung tâm nhận yêu cầu của anh/chị.",
        "Đơn vị chưa bị hỏi. Câu hỏi và bằng chứng vẫn được giữ trên máy này.",
        "Hãy mở lại phản ánh, rồi hỏi lại tại đây.",
        explained.offers,
    )
    assert offered(city, command.id) == [
        (Verb.REOPEN, "Mở lại phản ánh"), (Verb.DISMISS, "Không hỏi nữa"), (Verb.COPY_TEXT, "Lấy nội dung ra")]
    pane(city).act(command.id, Verb.REOPEN)
    reopening = Outbox(city.paths.outbox).commands()[-1]
    assert reopening.payload == ReopenComplaint(COMPLAINT, "Vì sao rác chưa được thu gom?")
    waits = told(city, command.id)
    assert waits.advice == ("Lệnh mở lại phản ánh đang chờ. Khi trung tâm thực hiện xong, anh/chị hỏi lại được tại "
                            "đây.")
    assert [o.verb for o in waits.offers] == [Verb.DISMISS, Verb.COPY_TEXT]  # not a second time
    assert one(centre.exchange(city)).result == "accepted"
    assert told(city, command.id).advice == "Phản ánh đã được mở lại: hãy hỏi lại."
    pane(city).act(command.id, Verb.ASK_AGAIN)
    assert one(centre.exchange(city)).result == "accepted"
    [request] = centre.rows("explanation_request")
    assert (request.subject_kind, request.subject, request.evidence) == ("complaint", "17", command.evidence)
    assert Outbox(city.paths.outbox).commands(unsettled=True) == []


# --- asked already: linked, the author may insist -------------------------------------------------------------


def test_it_was_asked_already(city: Context, centre: SmallCentre) -> None:
    """The open request is named and can be opened; insisting makes another one."""
    first = ask(city)
    second = ask(city)  # the mirror does not know of the first yet
    outcomes = {o.id: o for o in centre.exchange(city)}
    number = outcomes[first.id].data["number"]
    assert outcomes[second.id].code == "already_asked"
    explained = told(city, second.id)
    assert explained == Explained(
        "Cần anh/chị quyết định: nội dung này đã được hỏi",
        f"Sở Tài chính đã được hỏi nội dung này tại {number}, vẫn còn đang mở.",
        "Chưa lập yêu cầu thứ hai. Câu hỏi và bằng chứng vẫn được giữ trên máy này.",
        f"Hãy xem {number}, hoặc vẫn hỏi.",
        explained.offers,
    )
    assert [v for v, _ in offered(city, second.id)] == [Verb.OPEN, Verb.INSIST, Verb.DISMISS, Verb.COPY_TEXT]
    pane(city).act(second.id, Verb.OPEN)
    assert city.navigation.current is not None and city.navigation.current.arguments == {"id": first.id}
    pane(city).act(second.id, Verb.INSIST)
    assert one(centre.exchange(city)).result == "accepted"
    assert len(centre.rows("explanation_request")) == 2


# --- the right was lost: refused, the text can be taken out ---------------------------------------------------


def test_the_right_was_lost(city: Context, centre: SmallCentre) -> None:
    """Nothing happened at the centre; what was written is not lost."""
    command = ask(city)
    centre.take_right()
    assert one(centre.exchange(city)).code == "right_lost"
    explained = told(city, command.id)
    assert explained == Explained(
        "Bị từ chối: anh/chị không còn quyền",
        "Khi trung tâm nhận lúc 14:37, tài khoản của anh/chị không còn quyền thực hiện việc này.",
        "Trung tâm không thay đổi gì. Nội dung anh/chị viết vẫn được giữ trên máy này.",
        "Hãy lấy nội dung ra chuyển cho người có thẩm quyền, rồi bỏ qua lệnh này.",
        explained.offers,
    )
    assert [v for v, _ in offered(city, command.id)] == [Verb.COPY_TEXT, Verb.DISMISS]
    model, taken = pane(city), []
    model.text_taken.connect(taken.append)
    model.act(command.id, Verb.COPY_TEXT)
    assert taken == ["Đề nghị nêu nguyên nhân và biện pháp."]
    assert state(city, command.id) == CommandState.REFUSED  # taking the text out drops nothing
    model.act(command.id, Verb.DISMISS)
    assert state(city, command.id) == CommandState.WITHDRAWN


def test_refused_where_nothing_was_written(city: Context, centre: SmallCentre) -> None:
    """No text to take out is offered where there is none."""
    save(city, AcknowledgeAlert("nowhere", 1))
    [command] = Outbox(city.paths.outbox).commands()
    assert one(centre.exchange(city)).code == "unknown_alert"
    assert [v for v, _ in offered(city, command.id)] == [Verb.DISMISS]
    assert told(city, command.id).happened == "Trung tâm không có cảnh báo này."


# --- withdrawn after delivery: a visible withdrawal -----------------------------------------------------------


@pytest.mark.parametrize("delivered", [True, False])
def test_withdrawn(city: Context, centre: SmallCentre, delivered: bool) -> None:
    """After delivery the unit keeps seeing it, marked; before delivery it never saw it."""
    issued = ask(city)
    centre.exchange(city)
    if delivered:
        centre.deliver(issued.id)
        centre.pull(city)
    thread = ThreadViewModel(city)
    thread.request_id = issued.id
    thread.set_shown(True)
    thread.withdraw("Hỏi nhầm đơn vị")
    command = Outbox(city.paths.outbox).commands()[-1]
    assert isinstance(command.payload, WithdrawRequest)
    outcome = one(centre.exchange(city))
    assert outcome.data["delivered"] == ("1" if delivered else "0")
    explained = told(city, command.id)
    if delivered:
        assert explained == Explained(
            "Đã rút lại, đơn vị thấy việc rút lại",
            "Trung tâm nhận lúc 14:37. Sở Tài chính đã có yêu cầu này từ trước.",
            "Yêu cầu vẫn hiện ở đơn vị, ghi rõ đã rút lại kèm lý do của anh/chị; đơn vị đã được báo.",
            "Không cần làm gì.", explained.offers)
    else:
        assert (explained.title, explained.safe) == ("Đã rút lại trước khi đến đơn vị", "Đơn vị chưa bị hỏi.")
    [request] = centre.rows("explanation_request")
    assert (request.state, request.note) == ("withdrawn", "Hỏi nhầm đơn vị")
    board = RequestsViewModel(city)
    board.set_shown(True)
    [closed] = board.closed()
    assert closed.detail.startswith("Sở Tài chính · rút lại")


# --- the author is told when it happens ------------------------------------------------------------------------


def test_the_author_is_told_what_came_back_or_changed(
    city: Context, centre: SmallCentre, until: Callable[..., None]
) -> None:
    """Once, when it happens, with a way to the command; what was simply taken, and what is old, is not news."""
    save(city, AcknowledgeAlert("nowhere", 1))
    centre.exchange(city)  # refused, but before this console began to look
    told_now: list[Notice] = []
    shown: list[str] = []
    outcomes = Outcomes(city, city.sync)
    outcomes.show_asked.connect(shown.append)
    outcomes.look()
    city.notices.posted.connect(told_now.append)
    save(city, AcknowledgeAlert("a1", 6))
    command = ask(city)
    revise(centre, 80.1)
    centre.exchange(city)
    until(lambda: told_now, what="the notice")
    outcomes.look()
    [notice] = told_now  # the alert was taken as it was meant: no news
    assert notice.text == ("Cần anh/chị quyết định: số không còn vượt ngưỡng · Tỷ lệ giải ngân vốn đầu tư công")
    assert notice.act is not None
    notice.act.do()
    assert shown == [command.id]
    pane(city).act(command.id, Verb.INSIST)
    told_now.clear()
    centre.exchange(city)
    outcomes.look()
    assert [n.text for n in told_now] == [
        "Trung tâm đã nhận; số đã được đính chính · Tỷ lệ giải ngân vốn đầu tư công"]


def test_many_at_once_are_one_notice(city: Context, centre: SmallCentre) -> None:
    """After a day without a line: one sentence, not ten that replace each other."""
    told_now: list[Notice] = []
    outcomes = Outcomes(city, city.sync)
    outcomes.look()
    city.notices.posted.connect(told_now.append)
    for alert in ("nowhere", "nothing", "never"):
        save(city, AcknowledgeAlert(alert, 1))
    centre.exchange(city)
    outcomes.look()
    assert [n.text for n in told_now] == ["3 lệnh có kết quả cần xem."]


# --- never "failed", and in both languages --------------------------------------------------------------------


def test_a_time_out_is_not_a_failure(city: Context, centre: SmallCentre) -> None:
    """No answer seen: unconfirmed, being checked; nothing to do; sent again it counts once."""
    command = ask(city)
    outbox = Outbox(city.paths.outbox)
    outbox.mark_sending(command.id, NOW - 300)
    outbox.mark_unconfirmed(command.id, NOW - 270, code="timeout", detail="read timed out", retry_at=NOW + 180)
    explained = told(city, command.id)
    assert explained == Explained(
        "Chưa xác nhận, đang kiểm tra",
        "Lệnh đã rời máy này lúc 14:02; chưa thấy trả lời của trung tâm.",
        "Lệnh được giữ trên máy này, kể cả khi mất điện. Gửi lại vẫn chỉ tính một lần: trung tâm nhận ra mã lệnh.",
        "Không cần làm gì: máy tự gửi lại lúc 14:10.",
        explained.offers,
    )
    assert offered(city, command.id) == [(Verb.RETRY, "Gửi lại ngay")]
    assert one(centre.exchange(city)).result == "accepted"
    assert len(centre.rows("explanation_request")) == 1


def test_every_row_has_english_words_too(city: Context, centre: SmallCentre) -> None:
    """The same situation in English, with the same verbs."""
    command = ask(city)
    revise(centre, 80.1)
    centre.exchange(city)
    in_vietnamese = told(city, command.id)
    text.set_language("en")
    explained = told(city, command.id)
    assert explained.title == "Your decision: the number no longer passes the threshold"
    assert explained.happened == ("The number was revised 52.8 → 80.1 before the centre received your request: "
                                  "it is within the threshold.")
    assert explained.safe == "The unit has not been asked. Your question and its evidence are kept on this machine."
    assert explained.advice == "Ask all the same, or ask no more."
    assert [o.verb for o in explained.offers] == [o.verb for o in in_vietnamese.offers]
