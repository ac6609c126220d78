"""Complaints of the sample that wait for a dispatcher: sent back by units, not placed by any rule, left by a unit that
is no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from data_centre.city.hotline import working_calendar
from data_centre.complaints import routing, twins
from data_centre.complaints.corrections import Subject, subject_of
from data_centre.complaints.proposals import by_rules
from data_centre.complaints.steps import steps_of, with_step
from data_centre.complaints.waiting import PROPOSED, gone_units
from data_centre.models import SYNCED
from data_centre.rows import find_all
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord, UnitRecord

from .clock import Moment
from .recent import Recent

LOOKED_AT = 300
"""Newest complaints in progress among which those are chosen."""
UNPLACED = 6
LEFT = 1
ANSWER_DAYS = 5
AGAIN = "Người dân báo tình trạng cũ tái diễn tại cùng địa điểm."
COMPLAINT = BY_NAME["complaint"]


@dataclass(frozen=True)
class SentBack:
    """One line of the script. `minutes`: of how long before now; `names`: whether it names the commune."""

    minutes: int
    reason: str
    names: bool = False


SCRIPT: tuple[SentBack, ...] = (
    SentBack(2, "Vị trí này không thuộc tuyến đơn vị quản lý.", names=True),
    SentBack(4, "Nội dung không thuộc nhiệm vụ được giao của đơn vị."),
    SentBack(9, "Đã kiểm tra hiện trường: công trình do địa phương quản lý.", names=True),
    SentBack(21, "Phản ánh cùng lúc nhiều việc; phần chính thuộc cơ quan khác."),
    SentBack(47, "Đã bàn giao việc này theo phân cấp mới.", names=True),
    SentBack(135, "Sai địa bàn, đề nghị kiểm tra lại vị trí người dân gửi."),
    SentBack(410, "Thuộc phạm vi công trình đang thi công, chủ đầu tư khác chịu trách nhiệm."),
)


def waiting_complaints(connection: sa.Connection, moment: Moment, recent: Recent) -> Iterator[ComplaintRecord]:
    """Complaints as they wait, each a row that was there before."""
    chosen = _newest(connection, moment)
    shared = Counter(zip(recent.field.tolist(), recent.area.tolist(), strict=True))
    subjects = {r.id: subject_of(connection, r) for r in chosen}
    # An area that is taken away must not be missed by an alert that was counted from it.
    vague = [r for r in chosen if shared[r.field, r.area] <= 2 and _needs_area(connection, subjects[r.id], moment)]
    unplaced = vague[:UNPLACED]
    taken = {r.id for r in unplaced}
    back = sorted((r for r in chosen if r.id not in taken), key=lambda r: _interest(connection, r))
    yield from (_unplaced(r) for r in unplaced)
    for asked in SCRIPT:
        offices = {r.id: _office(connection, subjects[r.id], moment) for r in back} if asked.names else {}
        fits = (r for r in back if not asked.names or ((o := offices[r.id]) is not None and o.id != r.unit))
        complaint = next(fits, None)
        if complaint is not None:
            back.remove(complaint)
            office = offices.get(complaint.id)
            yield _sent_back(asked, complaint, f"{PROPOSED}{office.short_name}" if office else "", moment)
    yield from (_left(r, moment) for r in _of_gone_units(connection, moment))


def _newest(connection: sa.Connection, moment: Moment) -> list[ComplaintRecord]:
    """The newest in progress that are not due yet and that no directive is about, the newest first."""
    c = SYNCED["complaint"].c
    where = (c.status == int(ComplaintStatus.IN_PROGRESS), c.closed == 0, c.due > moment.now)
    ids = sa.select(c.id).where(*where).order_by(c.id.desc()).limit(LOOKED_AT)
    found = find_all(connection, COMPLAINT, c.id.in_(ids))
    plain = (
        r for r in found if isinstance(r, ComplaintRecord) and "directive" not in {s[1] for s in steps_of(r.timeline)}
    )
    return sorted(plain, key=lambda r: -r.id)


def _interest(connection: sa.Connection, complaint: ComplaintRecord) -> tuple[bool, int]:
    """Those with something beside them or a photo come first, then the newest."""
    seen = complaint.flags & int(ComplaintFlag.HAS_PHOTO) or twins.near(connection, complaint)
    return not seen, -complaint.id


def _needs_area(connection: sa.Connection, subject: Subject, moment: Moment) -> bool:
    """Whether its rule cannot tell the unit without the area."""
    verdict = by_rules(connection, Subject(subject.field, subject.kind, None), moment.day)
    return verdict.rule is not None and verdict.unit is None


def _unplaced(complaint: ComplaintRecord) -> ComplaintRecord:
    """As intake leaves one of which nobody said where it is."""
    street = complaint.address.partition(",")[0]
    return msgspec.structs.replace(
        complaint,
        status=int(ComplaintStatus.AWAITING_ROUTE),
        unit=0,
        area=0,
        x=0,
        y=0,
        flags=complaint.flags & ~int(ComplaintFlag.LOCATED),
        address=street,
        routed_after=0,
        timeline=msgspec.json.encode(steps_of(complaint.timeline)[:1]).decode(),
    )


def _office(connection: sa.Connection, subject: Subject, moment: Moment) -> UnitRecord | None:
    """The office of its commune that works in its field."""
    if subject.field is None:
        return None
    rule = routing.rules_of_kinds(subject.field.code, moment.day).get("commune")
    return routing.judged(connection, rule, subject.area, moment.day).unit


def _sent_back(asked: SentBack, complaint: ComplaintRecord, named: str, moment: Moment) -> ComplaintRecord:
    """As the unit leaves it that had it and is not the right one."""
    routed = [s for s in steps_of(complaint.timeline) if s[1] in ("received", "routed")]
    at = min(max(moment.now - asked.minutes * 60, int(routed[-1][0]) + 60), moment.now)
    timeline = with_step(msgspec.json.encode(routed).decode(), at, "sent_back", asked.reason, named)
    return msgspec.structs.replace(complaint, status=int(ComplaintStatus.AWAITING_ROUTE), unit=0, timeline=timeline)


def _of_gone_units(connection: sa.Connection, moment: Moment) -> list[ComplaintRecord]:
    """The newest closed ones of units that are no more."""
    c = SYNCED["complaint"].c
    gone = gone_units(connection, moment.day)
    where = (c.unit.in_(sorted(gone)), c.status == int(ComplaintStatus.CLOSED))
    ids = sa.select(c.id).where(*where).order_by(c.id.desc()).limit(LEFT)
    return [r for r in find_all(connection, COMPLAINT, c.id.in_(ids)) if isinstance(r, ComplaintRecord)]


def _left(complaint: ComplaintRecord, moment: Moment) -> ComplaintRecord:
    """Reopened, with nobody to work on it."""
    at = moment.now - 65 * 60
    flags = (complaint.flags | int(ComplaintFlag.REOPENED_ONCE)) & ~int(ComplaintFlag.NO_EVIDENCE)
    return msgspec.structs.replace(
        complaint,
        status=int(ComplaintStatus.REOPENED),
        closed=0,
        due=working_calendar().deadline(at, ANSWER_DAYS),
        flags=flags,
        timeline=with_step(complaint.timeline, at, "reopened", AGAIN),
    )
