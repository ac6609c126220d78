"""Directives of the sample on complaints that are open, in every state, with the steps they leave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from data_centre import wording
from data_centre.city.hotline import working_calendar
from data_centre.complaints.steps import with_step
from data_centre.models import SYNCED
from data_centre.rows import find_all
from ioc_domain.codes import OPEN_STATUSES
from ioc_domain.codes import DirectiveState as S
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord, DirectiveRecord, UnitRecord

from .clock import Moment, rng
from .people import DUTY_OFFICER, LEADER, UNIT_OFFICERS, DemoAccount, officer_of
from .requests import uuid7_of

FIRST_NUMBER = 301
LOOKED_AT = 400
"""Newest open complaints among which those with a directive are chosen."""


@dataclass(frozen=True)
class Ordered:
    """One line of the script. `hours`: of how long before now it was received."""

    hours: float
    author: DemoAccount
    state: S
    days: int
    text: str
    answer: str = ""
    urgency: int = 0
    lacks: str = ""
    """Why the answer went back for more."""


SCRIPT: tuple[Ordered, ...] = (
    Ordered(0.6, DUTY_OFFICER, S.RECEIVED, 1, "Đề nghị cử người đến hiện trường trong ngày và báo cáo kèm ảnh."),
    Ordered(3, LEADER, S.DELIVERED, 1, "Xử lý dứt điểm trong ngày làm việc tới, nêu rõ vì sao chậm.", urgency=1),
    Ordered(5, DUTY_OFFICER, S.DELIVERED, 2, "Đề nghị xác minh phản ánh và hẹn lại người dân một ngày cụ thể."),
    Ordered(27, DUTY_OFFICER, S.OPENED, 1, "Đề nghị xử lý và báo cáo kết quả, kèm ảnh trước và sau khi xử lý."),
    Ordered(52, LEADER, S.OPENED, 3, "Phân công người chịu trách nhiệm, kiểm tra lại sau 3 ngày làm việc."),
    Ordered(76, LEADER, S.ANSWERED, 2, "Đề nghị khắc phục và gửi ảnh hiện trường sau khi khắc phục.",
            "Đã khắc phục xong trong buổi sáng, tổ dân phố xác nhận."),
    Ordered(101, DUTY_OFFICER, S.ANSWERED, 1, "Báo cáo nguyên nhân để lặp lại phản ánh tại cùng địa điểm.",
            "Do thiếu biển báo; đã lắp biển và tăng lượt kiểm tra buổi tối."),
    Ordered(125, LEADER, S.RETURNED, 2, "Đề nghị xử lý dứt điểm và báo cáo kết quả kèm ảnh.",
            "Đã chuyển tổ công tác kiểm tra, xử lý.", lacks="Chưa nêu ngày xong và chưa có ảnh sau khi xử lý."),
    Ordered(148, LEADER, S.ACCEPTED, 2, "Đề nghị xử lý và báo cáo người dân kết quả.",
            "Đã xử lý, đã gọi điện báo người dân qua tổng đài."),
    Ordered(170, DUTY_OFFICER, S.WITHDRAWN, 1, "Đề nghị kiểm tra ngay hiện trường."),
)  # fmt: skip


def seeded_directives(
    connection: sa.Connection, seed: int, moment: Moment
) -> Iterator[tuple[DirectiveRecord, ComplaintRecord]]:
    """Directives in the order in which they were received, each with its complaint after it."""
    units = {u.id: u for u in find_all(connection, BY_NAME["unit"]) if isinstance(u, UnitRecord)}
    chosen = _complaints(connection, units, len(SCRIPT))
    order = sorted(range(len(chosen)), key=lambda k: -SCRIPT[k].hours)
    for place, k in enumerate(order):
        yield _Maker(SCRIPT[k], chosen[k], units[chosen[k].unit], seed, k, FIRST_NUMBER + place, moment).make()


def _complaints(connection: sa.Connection, units: dict[int, UnitRecord], count: int) -> list[ComplaintRecord]:
    """Open complaints, first those of units whose desk the demonstration has an officer for."""
    c = SYNCED["complaint"].c
    is_open = (c.status.in_([int(s) for s in OPEN_STATUSES]), c.closed == 0, c.unit.in_(list(units)))
    newest = sa.select(c.id).where(*is_open).order_by(c.id.desc()).limit(LOOKED_AT)
    found = [
        r
        for r in find_all(connection, BY_NAME["complaint"], c.id.in_(newest), order=("id",))
        if isinstance(r, ComplaintRecord)
    ]
    desks = {officer.unit_code for officer in UNIT_OFFICERS}
    return sorted(found, key=lambda r: (units[r.unit].code not in desks, -r.id))[:count]


class _Maker:
    """Builds one directive of the script."""

    def __init__(
        self,
        asked: Ordered,
        complaint: ComplaintRecord,
        unit: UnitRecord,
        seed: int,
        k: int,
        number: int,
        moment: Moment,
    ) -> None:
        self.asked, self.complaint, self.unit, self.moment = asked, complaint, unit, moment
        self.draws = rng(seed, "directive", k)
        self.number = f"CD-{moment.day.year}-{number:04d}"
        self.received = max(complaint.created + 1, moment.now - int(asked.hours * 3600))
        self.steps = "[]"
        self.timeline = complaint.timeline
        self.officer = officer_of(unit.code)

    def make(self) -> tuple[DirectiveRecord, ComplaintRecord]:
        """The directive as it stands now, and the complaint with its steps."""
        a, received = self.asked, self.received
        deadline = working_calendar().deadline(received, a.days)
        due = f"hạn {a.days} ngày làm việc"
        self._step(received, "received", a.author.name, f"{a.author.name} chỉ đạo, {due}")
        self._told(received, "directive", f"{a.author.name} chỉ đạo {self.unit.short_name or self.unit.name}, {due}")
        delivered = self._later(received, 40) if a.state is not S.RECEIVED else 0
        if delivered:
            self._step(delivered, "delivered", "", "Đã đến bàn việc của đơn vị")
        opened = self._later(delivered, 2400) if a.state in (S.OPENED, S.ANSWERED, S.RETURNED, S.ACCEPTED) else 0
        if opened:
            self._step(opened, "opened", self.officer, "Đơn vị mở chỉ đạo")
        answered = self._later(opened, 9000) if a.answer else 0
        if answered:
            when = "đúng hạn" if answered <= deadline else "trễ hạn"
            self._step(answered, "answered", self.officer, f"Đơn vị báo cáo, {when}: {a.answer}")
            self._told(answered, "directive_answered", f"{self.unit.name} báo cáo, {when}")
        if a.lacks:
            returned = self._later(answered, 5400)
            deadline = working_calendar().deadline(returned, a.days)
            self._step(returned, "returned", a.author.name, a.lacks)
            self._told(returned, "directive_returned",
                       f"{a.author.name} trả lại để bổ sung, hạn {wording.deadline(deadline)}")  # fmt: skip
        closed = self._closed(answered or delivered)
        record = DirectiveRecord(
            id=uuid7_of(received, self.draws.bytes(10)),
            number=self.number,
            state=a.state.value,
            complaint=self.complaint.id,
            code=self.complaint.code,
            title=self.complaint.title,
            author=a.author.id,
            author_name=a.author.name,
            unit_code=self.unit.code,
            routed_from="",
            text=a.text,
            urgency=a.urgency,
            attachments=json.dumps([p[0] for p in json.loads(self.complaint.photos or "[]")]),
            deadline_days=a.days,
            deadline=deadline,
            evidence="",
            saved_at=received,
            received_at=received,
            delivered_at=delivered,
            opened_at=opened,
            answered_at=answered,
            closed_at=closed,
            answer=a.answer,
            answered_by=self.officer if answered else "",
            files="[]",
            steps=self.steps,
            note="Nhầm địa điểm" if a.state is S.WITHDRAWN else "",
        )
        return record, msgspec.structs.replace(self.complaint, timeline=self.timeline)

    def _closed(self, after: int) -> int:
        name = self.asked.author.name
        if self.asked.state is S.ACCEPTED:
            closed = self._later(after, 5400)
            self._step(closed, "accepted", name, f"{name} chấp nhận báo cáo")
            self._told(closed, "directive_accepted", f"{name} chấp nhận báo cáo")
            return closed
        if self.asked.state is S.WITHDRAWN:
            closed = self._later(after, 1800)
            self._step(closed, "withdrawn", name, f"{name} rút lại: Nhầm địa điểm")
            self._told(closed, "directive_withdrawn", f"{name} rút lại")
            return closed
        return 0

    def _later(self, start: int, seconds: int) -> int:
        """A while after `start`, but never after now."""
        return min(start + seconds + int(self.draws.integers(0, seconds // 2 + 1)), self.moment.now)

    def _step(self, at: int, kind: str, actor: str, text: str) -> None:
        self.steps = with_step(self.steps, at, kind, actor, text)

    def _told(self, at: int, kind: str, text: str) -> None:
        self.timeline = with_step(self.timeline, at, kind, text, self.number)
