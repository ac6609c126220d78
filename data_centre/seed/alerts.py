"""Alerts of the sample: groups counted from its own complaints, standings, supplies and requests.

Only the flood of silent devices is invented, because the sample has no devices; its rows say that they are sample.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from data_centre.city.areas import areas
from data_centre.city.catalogue import city_indicators
from data_centre.city.hotline import fields
from data_centre.city.units import units
from ioc_domain.codes import AlertState, Standing
from ioc_domain.records import AlertRecord, AssessmentRecord, ExplanationRequestRecord
from ioc_domain.working_time import local_date

from .clock import Moment, morning
from .complaints.bursts import Burst, bursts
from .observations import LATE_SUPPLIER, reference
from .people import DUTY_OFFICER
from .recent import Recent
from .sources import LATE, sources

MINUTE, HOUR, DAY = 60, 3600, 86400
STEPS = 12
NEW_STANDING_DAYS = 40
MINIMUM_DUE = 12
WORST_UNITS = 2


@dataclass(frozen=True)
class Situation:
    """What the alerts are made from."""

    moment: Moment
    recent: Recent
    assessments: list[AssessmentRecord]
    overdue: list[ExplanationRequestRecord]


def alerts(situation: Situation) -> Iterator[AlertRecord]:
    """All alert groups, most urgent first."""
    yield from _hot_spots(situation)
    yield from _standings(situation)
    yield from _supply(situation)
    yield from _explanations(situation)
    yield from _overdue_shares(situation)
    yield _silent_devices(situation.moment)


def _alert(moment: Moment, number: int, **values: Any) -> AlertRecord:
    """An alert with everything unsaid empty."""
    row: dict[str, Any] = {
        "id": f"A-{local_date(moment.now):%Y%m%d}-{number:03d}", "rule": "", "kind": "", "priority": 3, "title": "",
        "place": "", "area_code": "", "unit_code": "", "indicator": "", "since": moment.now, "last_at": moment.now,
        "count": 1, "state": AlertState.OPEN.value, "owner": "", "owner_name": "", "acknowledged_at": 0,
        "shelved_until": 0, "reason": "", "why": "{}", "spark": json.dumps([0] * STEPS), "members": "[]",
        "history": "[]",
    }
    return AlertRecord(**(row | values))


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# --- complaints ------------------------------------------------------------------------------------------------

_HOT = {
    # number of the burst in the script: (priority, title, window, taken by the duty officer, shelved for, reason)
    0: (1, "Phản ánh ngập nước tăng bất thường", 2 * HOUR, False, 0, ""),
    1: (2, "Phản ánh rác thải tăng đột biến", DAY, False, 0, ""),
    2: (1, "Cụm phản ánh lăng quăng, sốt xuất huyết", 7 * DAY, False, 0, ""),
    4: (3, "Phản ánh tiếng ồn dồn về một phường", 2 * DAY, True, 0, ""),
    5: (3, "Lấn chiếm vỉa hè được phản ánh lặp lại", 7 * DAY, True, 0, ""),
    7: (3, "Hồ sơ hành chính: phản ánh tăng tại một phường", 7 * DAY, False, 2 * DAY, "Đã làm việc với phường, chờ kết quả"),
}


def _hot_spots(situation: Situation) -> Iterator[AlertRecord]:
    moment, recent = situation.moment, situation.recent
    by_id = {a.id: a for a in areas()}
    script = bursts(moment.now)
    for k, (priority, title, window, taken, shelf, reason) in _HOT.items():
        b = script[k]
        keep = (recent.field == b.field_id) & (recent.area == b.area_id)
        count = recent.count(keep, moment.now - window, moment.now + 1)
        usual = _usual(recent, b, window, moment.now)
        if count < 2:
            continue
        area = by_id[b.area_id]
        since = int(recent.created[keep & (recent.created >= max(b.start, moment.now - window))].min())
        history = [[since, "Vượt ngưỡng", f"ngưỡng {_threshold(usual)}"]]
        owner: dict[str, Any] = {}
        if taken:
            at = min(since + 9 * MINUTE, moment.now - MINUTE)
            owner = _taken(at)
            history.insert(0, [at, f"{DUTY_OFFICER.name} xác nhận", ""])
        if shelf:
            at = moment.now - 3 * HOUR
            owner = {"state": AlertState.SHELVED.value, "owner": DUTY_OFFICER.id, "owner_name": DUTY_OFFICER.name,
                     "acknowledged_at": at, "shelved_until": moment.now + shelf, "reason": reason}
            history.insert(0, [at, f"{DUTY_OFFICER.name} gác lại", reason])
        yield _alert(
            moment, k + 1, rule="HOT-01", kind="complaints", priority=priority, title=title, place=area.name,
            area_code=area.code, unit_code=_field_unit(recent, keep), since=since,
            last_at=int(recent.created[keep].max()), count=count, why=_why(recent, keep, b, window, count, usual, moment),
            spark=_text(recent.steps(keep, moment.now, _step(window), STEPS)), members=_text([]),
            history=_text(history), **owner,
        )


def _taken(at: int) -> dict[str, Any]:
    return {"state": AlertState.ACKNOWLEDGED.value, "owner": DUTY_OFFICER.id, "owner_name": DUTY_OFFICER.name,
            "acknowledged_at": at}


def _step(window: int) -> int:
    """Five minutes for what is hours old, more for what runs for days."""
    return 5 * MINUTE if window <= 2 * HOUR else window // STEPS


def _usual(recent: Recent, b: Burst, window: int, now: int) -> float:
    """What such a window usually holds there: the field's rows of the city before the burst, spread over its areas."""
    keep = recent.field == b.field_id
    before = max(recent.since, b.start - 14 * DAY)
    span = max(1, b.start - before)
    there = keep & (recent.area == b.area_id)
    return recent.count(there, before, b.start) / span * window


def _threshold(usual: float) -> int:
    return max(3, round(usual * 2.5))


def _field_unit(recent: Recent, keep: "np.typing.NDArray[np.bool_]") -> str:
    ids = recent.unit[keep]
    if not len(ids):
        return ""
    most = int(np.bincount(ids).argmax())
    return next((u.code for u in units() if u.id == most), "")


def _why(
    recent: Recent, keep: "np.typing.NDArray[np.bool_]", b: Burst, window: int, count: int, usual: float, moment: Moment
) -> str:
    hours = window // HOUR
    span = f"{hours} giờ" if hours < 48 else f"{hours // 24} ngày"
    name = next(f.name for f in fields() if f.id == b.field_id)
    step = _step(window)
    counts = recent.steps(keep, moment.now, step, 24)
    points = [[moment.now - step * (24 - n), value] for n, value in enumerate(counts, start=1)]
    is_open = keep & (recent.closed == 0)
    overdue = int(np.count_nonzero(is_open & (recent.due < moment.now)))
    rule = f"quy tắc HOT-01: quá {_threshold(usual)} phản ánh {name.lower()} trong {span}"
    figures = [
        [count, f"phản ánh trong {span}", True],
        [round(usual, 1), "thường lệ", False],
        [int(np.count_nonzero(is_open)), "chưa đóng", False],
        [overdue, "quá hạn", overdue > 0],
    ]
    series = [{"title": name, "points": points, "threshold": _threshold(usual) * step / window,
               "threshold_word": "ngưỡng", "usual": [0, max(usual * step / window, 0.1)]}]
    return _text({"rule": rule, "figures": figures, "series": series})


# --- standings, supply, requests, units ------------------------------------------------------------------------


def _standings(situation: Situation) -> Iterator[AlertRecord]:
    """Indicators that have lately turned at_risk."""
    newest = {a.indicator: a for a in situation.assessments}
    number = 20
    for indicator in city_indicators():
        a = newest.get(reference(indicator))
        if a is None or a.standing != Standing.AT_RISK:
            continue
        since = morning(local_date(a.known_at))
        from_day = (situation.moment.day - local_date(since)).days
        changed = a.previous not in ("", a.standing)
        if not changed or from_day > NEW_STANDING_DAYS:
            continue
        number += 1
        forecast = a.forecast if a.forecast is not None else 0.0
        yield _alert(
            situation.moment, number, rule="STD-01", kind="standing", priority=2,
            title=f"{indicator.short_name}: chuyển sang nguy cơ không đạt", place=indicator.supplier,
            area_code=a.area, unit_code=indicator.owner_unit, indicator=a.indicator, since=a.known_at,
            last_at=a.known_at,
            why=_text({"rule": f"quy tắc đánh giá {a.rule}: dự báo cuối năm dưới 95 % kế hoạch",
                       "figures": [[forecast, f"dự báo năm {a.target_period}", True]], "series": []}),
            history=_text([[a.known_at, "Mức đánh giá đổi sau số liệu mới", a.period]]),
        )


def _supply(situation: Situation) -> Iterator[AlertRecord]:
    """The late supplier: one group with the indicators it owes, and its silent source."""
    moment = situation.moment
    late = next(s for s in sources(moment) if s.code == LATE)
    owed = [i for i in city_indicators() if i.owner_unit == LATE_SUPPLIER and i.period == "month"]
    days = (moment.day - local_date(late.due_at)).days
    yield _alert(
        moment, 40, rule="SUP-01", kind="supply", priority=2, title="Chưa nộp số liệu tháng",
        place=f"{late.name} · trễ {days} ngày", unit_code=LATE_SUPPLIER, since=late.due_at, last_at=moment.now,
        count=len(owed), members=_text([[i.short_name, i.code, 1, [0] * STEPS] for i in owed]),
        why=_text({"rule": "quy tắc SUP-01: quá ngày nộp theo lịch báo cáo",
                   "figures": [[len(owed), "chỉ tiêu chưa có số", True], [days, "ngày trễ", False]], "series": []}),
        history=_text([[late.due_at, "Quá ngày nộp", late.cadence_text]]),
    )


def _explanations(situation: Situation) -> Iterator[AlertRecord]:
    moment, late = situation.moment, situation.overdue
    if not late:
        return
    names = {u.code: u.short_name for u in units()}
    first = min(late, key=lambda r: r.deadline)
    at = first.deadline + 40 * MINUTE
    yield _alert(
        moment, 50, rule="REQ-01", kind="explanation", priority=2, title="Yêu cầu giải trình quá hạn",
        place=" · ".join(dict.fromkeys(names[r.unit_code] for r in late)), unit_code=first.unit_code,
        since=first.deadline, last_at=max(r.deadline for r in late), count=len(late),
        members=_text([[r.title, f"{r.number} · {names[r.unit_code]}", 1, [0] * STEPS] for r in late]),
        why=_text({"rule": "quy tắc REQ-01: quá hạn trả lời",
                   "figures": [[len(late), "yêu cầu quá hạn", True],
                               [max(r.reminders for r in late), "lần nhắc nhiều nhất", False]], "series": []}),
        history=_text([[at, f"{DUTY_OFFICER.name} xác nhận", "đã gọi đơn vị"], [first.deadline, "Quá hạn trả lời", ""]]),
        **_taken(at),
    )


def _overdue_shares(situation: Situation) -> Iterator[AlertRecord]:
    """Units with the largest share of late answers among enough due ones."""
    moment, recent = situation.moment, situation.recent
    due, late = recent.overdue_shares(moment.now)
    share = np.where(due >= MINIMUM_DUE, late / np.maximum(due, 1), 0.0)
    by_id = {u.id: u for u in units()}
    for n, unit_id in enumerate(np.argsort(-share, kind="stable")[:WORST_UNITS]):
        if share[unit_id] < 0.08:
            continue
        unit = by_id[int(unit_id)]
        percent = round(float(share[unit_id]) * 100, 1)
        begun = morning(moment.day, 7.0)
        words = f"{percent:g}".replace(".", ",")
        yield _alert(
            moment, 60 + n, rule="OVR-01", kind="overdue_share", priority=3,
            title="Tỷ lệ phản ánh trễ hạn vượt ngưỡng", place=f"{unit.short_name} · {words} %, ngưỡng 8",
            area_code=unit.area_code, unit_code=unit.code, since=min(begun, moment.now), count=int(late[unit_id]),
            why=_text({"rule": "quy tắc OVR-01: trên 8 % phản ánh đến hạn bị trễ",
                       "figures": [[percent, "% trễ hạn", True], [int(late[unit_id]), "phản ánh trễ", False],
                                   [int(due[unit_id]), "đến hạn", False]], "series": []}),
            history=_text([[min(begun, moment.now), "Vượt ngưỡng 8 %", ""]]),
        )


def _silent_devices(moment: Moment) -> AlertRecord:
    """A flood as one row: three causes that add up to it."""
    since = moment.now - 25 * MINUTE
    causes = (("Camera mất hình (mẫu)", "27 phường, xã phía bắc", 268, (0, 0, 0, 0, 0, 0, 0, 4, 188, 61, 11, 4)),
              ("Trạm đo ngập mất số liệu (mẫu)", "14 trạm, nhiều lần", 97, (0, 0, 0, 0, 0, 0, 0, 2, 63, 24, 6, 2)),
              ("Đèn tín hiệu mất liên lạc (mẫu)", "47 giao lộ", 47, (0, 0, 0, 0, 0, 0, 0, 0, 40, 5, 2, 0)))
    spark = [sum(c[3][k] for c in causes) for k in range(STEPS)]
    total = sum(c[2] for c in causes)
    at = since + 6 * MINUTE
    return _alert(
        moment, 70, rule="NET-01", kind="source", priority=2, title="Mất tín hiệu hàng loạt, gộp làm một",
        place="Một nút mạng Thủ Dầu Một", area_code="25747", unit_code="TT-CDS", since=since, last_at=moment.now - MINUTE,
        count=total, state=AlertState.ASSIGNED.value, owner="TT-CDS", owner_name="TT Chuyển đổi số TP",
        acknowledged_at=at, spark=_text(spark), members=_text([list(c) for c in causes]),
        why=_text({"rule": "quy tắc NET-01: trên 100 thiết bị mất tín hiệu trong 10 phút",
                   "figures": [[total, "cảnh báo được gộp", True], [3, "nguyên nhân", False]], "series": []}),
        history=_text([[at, f"{DUTY_OFFICER.name} giao cho TT Chuyển đổi số TP", "đang sửa"], [since, "Gộp thành một nhóm", ""]]),
    )
