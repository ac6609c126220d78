"""What may have happened while a directive was on its way: each case there and back, in the words a person reads.

The real outbox, the real receiver of the data centre over a real database, the real view models.
"""

from __future__ import annotations

import msgspec

from ioc_console.command_verbs import Verb
from ioc_console.context import Context
from ioc_console.outcome_words import Explained
from ioc_console.screens.complaints.directive_model import DirectiveModel
from ioc_domain.commands import CommandOutcome, IssueDirective, ReopenComplaint, WithdrawDirective
from ioc_domain.records import UnitRecord
from local_cache.outbox import Outbox, SavedCommand
from tests.console.small_centre import SmallCentre
from tests.console.test_meanwhile import (
    COMPLAINT,
    LATER,
    Clock,
    centre,
    city,
    clock,
    offered,
    one,
    pane,
    state,
    told,
)

__all__ = ["centre", "city", "clock"]
WORDS = "Đề nghị dọn sạch trong ngày, báo cáo kèm ảnh."
KEPT = "Đơn vị chưa nhận chỉ đạo. Nội dung anh/chị viết vẫn được giữ trên máy này."
NO_MORE = (Verb.DISMISS, "Không chỉ đạo nữa")
TEXT = (Verb.COPY_TEXT, "Lấy nội dung ra")


def order(context: Context, words: str = WORDS) -> SavedCommand:
    """Write and save a directive by the screen's own model."""
    model = DirectiveModel(context)
    model.open(COMPLAINT)
    assert model.draft.unit_code == "U01"
    model.set_text(words)
    model.save()
    return Outbox(context.paths.outbox).commands()[-1]


def move(centre: SmallCentre, **changes: int) -> None:
    """The complaint changes at the centre."""
    [complaint] = centre.rows("complaint")
    centre.put(msgspec.structs.replace(complaint, **changes))


def test_taken_as_it_was_meant(city: Context, centre: SmallCentre) -> None:
    """Number and deadline are told; "open" leads to the complaint."""
    command = order(city)
    outcome = one(centre.exchange(city))
    number = outcome.data["number"]
    explained = told(city, command.id)
    assert explained == Explained(
        "Trung tâm đã nhận",
        "Trung tâm nhận lúc 14:37.",
        f"Chỉ đạo {number} được ban hành đúng một lần. Đơn vị phải báo cáo trước 17:00 thứ Tư, 25-11-2026.",
        "Không cần làm gì.",
        explained.offers,
    )
    assert offered(city, command.id) == [(Verb.OPEN, "Mở phản ánh")]
    pane(city).act(command.id, Verb.OPEN)
    here = city.navigation.current
    assert here is not None and (here.screen, here.arguments) == ("complaints", {"id": str(COMPLAINT)})


def test_the_complaint_was_closed(city: Context, centre: SmallCentre) -> None:
    """The author decides: reopen, then order again; the same words and evidence go through."""
    command = order(city)
    move(centre, status=4, closed=LATER - 600)
    assert one(centre.exchange(city)).code == "complaint_closed"
    assert centre.rows("directive") == []
    explained = told(city, command.id)
    assert explained == Explained(
        "Cần anh/chị quyết định: phản ánh đã đóng trước đó",
        "Phản ánh PA-1022-17 đã đóng lúc 14:27, trước khi trung tâm nhận chỉ đạo của anh/chị.",
        KEPT,
        "Hãy mở lại phản ánh rồi chỉ đạo lại tại đây, hoặc không chỉ đạo nữa.",
        explained.offers,
    )
    assert offered(city, command.id) == [(Verb.REOPEN, "Mở lại phản ánh"), NO_MORE, TEXT]
    pane(city).act(command.id, Verb.REOPEN)
    assert Outbox(city.paths.outbox).commands()[-1].payload == ReopenComplaint(COMPLAINT, WORDS)
    assert [o.verb for o in told(city, command.id).offers] == [Verb.DISMISS, Verb.COPY_TEXT]  # not a second time
    assert one(centre.exchange(city)).result == "accepted"
    assert told(city, command.id).advice == "Phản ánh đã được mở lại: hãy chỉ đạo lại."
    pane(city).act(command.id, Verb.ASK_AGAIN)
    outcome = one(centre.exchange(city))
    assert outcome.result == "accepted"
    [made] = centre.rows("directive")
    assert (made.id, made.text, made.evidence) == (outcome.id, WORDS, command.evidence)
    assert state(city, command.id) == "withdrawn"
    changed = "Trạng thái phản ánh đã đổi trước đó; chỉ đạo có ghi lại."
    assert changed in told(city, outcome.id).happened


def test_the_unit_was_merged(city: Context, centre: SmallCentre) -> None:
    """Its successor gets it; both are shown."""
    command = order(city)
    centre.put(UnitRecord("U01", 1, "department", "Sở Tài chính", "Sở Tài chính", "", "", "2026-11-20", "U77"),
               UnitRecord("U77", 77, "department", "Sở Tài chính và Kế hoạch", "Sở TC-KH", "", "2026-11-21", ""))
    one(centre.exchange(city))
    explained = told(city, command.id)
    assert explained.title == "Trung tâm đã nhận và chuyển đến đơn vị kế thừa"
    assert explained.happened == (
        "Trung tâm nhận lúc 14:37. Sở Tài chính không còn là đơn vị riêng; chỉ đạo đã chuyển đến Sở Tài chính và Kế "
        "hoạch.")
    [made] = centre.rows("directive")
    assert (made.unit_code, made.routed_from) == ("U77", "U01")


def test_the_unit_has_no_successor(city: Context, centre: SmallCentre) -> None:
    """The author decides whom to order."""
    command = order(city)
    centre.put(UnitRecord("U01", 1, "department", "Sở Tài chính", "Sở Tài chính", "", "", "2026-11-20", ""))
    assert one(centre.exchange(city)).code == "unit_abolished"
    explained = told(city, command.id)
    assert explained == Explained(
        "Cần anh/chị quyết định: đơn vị không còn tồn tại",
        "Sở Tài chính không còn tồn tại và chưa có đơn vị kế thừa.",
        KEPT,
        "Hãy lấy nội dung ra để chỉ đạo đơn vị khác, hoặc không chỉ đạo nữa.",
        explained.offers,
    )
    assert offered(city, command.id) == [TEXT, NO_MORE]


def test_the_complaint_went_to_another_unit(city: Context, centre: SmallCentre) -> None:
    """The directive follows it, and says so."""
    command = order(city)
    move(centre, unit=2)
    one(centre.exchange(city))
    names = {u.code: u.name for u in centre.rows("unit")}
    explained = told(city, command.id)
    assert explained.title == "Trung tâm đã nhận và chuyển đến đơn vị đang xử lý"
    went = f"Phản ánh đã chuyển từ {names['U01']} sang {names['U02']}; chỉ đạo được chuyển theo."
    assert explained.happened == f"Trung tâm nhận lúc 14:37. {went}"
    assert explained.advice == "Không cần làm gì. Nếu ý anh/chị là đơn vị kia, hãy rút lại chỉ đạo."
    [made] = centre.rows("directive")
    assert (made.unit_code, made.routed_from) == ("U02", "U01")


def test_the_complaint_went_out_of_scope(city: Context, centre: SmallCentre) -> None:
    """The author decides; insisting orders the unit that was named."""
    command = order(city)
    move(centre, unit=2)
    centre.keep_scopes("city", "unit:U01")
    assert one(centre.exchange(city)).code == "complaint_rerouted"
    names = {u.code: u.name for u in centre.rows("unit")}
    explained = told(city, command.id)
    assert explained == Explained(
        "Cần anh/chị quyết định: phản ánh đã chuyển đơn vị",
        f"Phản ánh đã chuyển từ {names['U01']} sang {names['U02']}, ngoài phạm vi chỉ đạo của tài khoản này.",
        KEPT,
        f"Vẫn chỉ đạo {names['U01']}, hoặc lấy nội dung ra chuyển cho người có thẩm quyền với đơn vị kia.",
        explained.offers,
    )
    assert offered(city, command.id) == [(Verb.INSIST, "Vẫn chỉ đạo"), NO_MORE, TEXT]
    pane(city).act(command.id, Verb.INSIST)
    again = Outbox(city.paths.outbox).commands()[-1].payload
    assert isinstance(again, IssueDirective) and again.keep_unit and not again.again
    assert one(centre.exchange(city)).data["unit"] == "U01"


def test_it_was_ordered_already(city: Context, centre: SmallCentre) -> None:
    """The directive that stands is named; ordering all the same makes another."""
    first, second = order(city), order(city)
    payload = second.payload
    assert isinstance(payload, IssueDirective) and payload.again  # the console knew: the centre does not ask
    outcomes: dict[str, CommandOutcome] = {o.id: o for o in centre.exchange(city)}
    assert {o.result for o in outcomes.values()} == {"accepted"}
    number = outcomes[first.id].data["number"]
    with Outbox(city.paths.outbox) as outbox:  # saved where nobody knew of the first
        from local_cache.outbox import PendingCommand

        unaware = msgspec.structs.replace(payload, again=False, evidence="")
        third = outbox.save(PendingCommand(unaware, second.device, second.account, LATER))
    assert one(centre.exchange(city)).code == "already_ordered"
    explained = told(city, third.id)
    assert explained == Explained(
        "Cần anh/chị quyết định: đơn vị đã có chỉ đạo",
        f"Sở Tài chính đã có chỉ đạo {number} về phản ánh này, vẫn còn hiệu lực.",
        "Chưa ban hành chỉ đạo thứ hai. Nội dung anh/chị viết vẫn được giữ trên máy này.",
        f"Hãy xem {number}, hoặc vẫn chỉ đạo.",
        explained.offers,
    )
    assert offered(city, third.id) == [(Verb.OPEN, "Mở phản ánh"), (Verb.INSIST, "Vẫn chỉ đạo"), NO_MORE, TEXT]
    pane(city).act(third.id, Verb.INSIST)
    assert one(centre.exchange(city)).result == "accepted"
    assert len(centre.rows("directive")) == 3


def test_the_deadline_passed_offline(city: Context, centre: SmallCentre, clock: Clock) -> None:
    """A week without a line: the day that was shown is gone, the author decides, the days then count from receipt."""
    command = order(city)
    centre.now = LATER + 7 * 86_400
    assert one(centre.exchange(city)).code == "deadline_passed"
    clock.now = LATER + 7 * 86_400 + 60
    explained = told(city, command.id)
    assert explained == Explained(
        "Cần anh/chị quyết định: thời hạn lúc soạn đã qua",
        "Lúc soạn, hạn là 17:00 thứ Tư, 25-11-2026; trung tâm nhận lúc 14:37.",
        KEPT,
        "Hãy chỉ đạo với hạn 1 ngày làm việc từ lúc nhận, hoặc không chỉ đạo nữa. Lưu ý nội dung có thể còn nhắc ngày "
        "cũ.",
        explained.offers,
    )
    assert offered(city, command.id) == [
        (Verb.REDATE, "Chỉ đạo với hạn 1 ngày làm việc từ lúc nhận"), NO_MORE, TEXT]
    pane(city).act(command.id, Verb.REDATE)
    assert one(centre.exchange(city)).result == "accepted"
    assert Outbox(city.paths.outbox).commands(unsettled=True) == []


def test_the_right_was_lost(city: Context, centre: SmallCentre) -> None:
    """Nothing happened at the centre; what was written can be taken out."""
    command = order(city)
    centre.become("data_supplier")
    assert one(centre.exchange(city)).code == "right_lost"
    assert told(city, command.id).title == "Bị từ chối: anh/chị không còn quyền"
    assert [v for v, _ in offered(city, command.id)] == [Verb.COPY_TEXT, Verb.DISMISS]
    assert centre.rows("directive") == []


def test_the_complaint_is_unknown(city: Context, centre: SmallCentre) -> None:
    """Out of scope, or never there: both look the same."""
    command = order(city)
    centre.keep_scopes("unit:U01")
    assert one(centre.exchange(city)).code == "unknown_subject"
    assert told(city, command.id).title == "Trung tâm từ chối"


def test_withdrawn_before_delivery(city: Context, centre: SmallCentre) -> None:
    """The unit never saw it."""
    issued = order(city)
    centre.exchange(city)
    city.save(WithdrawDirective(issued.id, "nhầm phản ánh"), owner=city.sync)
    command = Outbox(city.paths.outbox).commands()[-1]
    assert one(centre.exchange(city)).data["delivered"] == "0"
    explained = told(city, command.id)
    assert (explained.title, explained.safe) == ("Đã rút lại trước khi đến đơn vị", "Đơn vị chưa được báo gì.")
