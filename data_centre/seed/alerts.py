"""Alerts of the sample: groups counted from its own complaints, standings, supplies and requests.

Only the flood of silent devices is invented, because the sample has no devices; its rows say that they are sample.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data_centre.city.catalogue import city_indicators
from data_centre.city.units import units
from ioc_domain.codes import AlertState, Standing
from ioc_domain.records import AlertRecord
from ioc_domain.working_time import local_date

from .alert_rows import MINUTE, STEPS, Situation, alert_group, json_text, taken_by_duty
from .clock import Moment, morning
from .hot_spots import hot_spots
from .observations import LATE_SUPPLIER, reference
from .people import DUTY_OFFICER
from .sources import LATE, sources

NEW_STANDING_DAYS = 40
MINIMUM_DUE = 12
WORST_UNITS = 2


def alerts(situation: Situation) -> Iterator[AlertRecord]:
    """All alert groups, most urgent first."""
    yield from hot_spots(situation)
    yield from _standings(situation)
    yield from _supply(situation)
    yield from _explanations(situation)
    yield from _overdue_shares(situation)
    yield _silent_devices(situation.moment)


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
        yield alert_group(
            situation.moment,
            number,
            rule="STD-01",
            kind="standing",
            priority=2,
            title=f"{indicator.short_name}: chuyển sang nguy cơ không đạt",
            place=indicator.supplier,
            area_code=a.area,
            unit_code=indicator.owner_unit,
            indicator=a.indicator,
            since=a.known_at,
            last_at=a.known_at,
            why=json_text(
                {
                    "rule": f"quy tắc đánh giá {a.rule}: dự báo cuối năm dưới 95 % kế hoạch",
                    "figures": [[forecast, f"dự báo năm {a.target_period}", True]],
                    "series": [],
                }
            ),
            history=json_text([[a.known_at, "Mức đánh giá đổi sau số liệu mới", a.period]]),
        )


def _supply(situation: Situation) -> Iterator[AlertRecord]:
    """The late supplier: one group with the indicators it owes, and its silent source."""
    moment = situation.moment
    late = next(s for s in sources(moment) if s.code == LATE)
    owed = [i for i in city_indicators() if i.owner_unit == LATE_SUPPLIER and i.period == "month"]
    days = (moment.day - local_date(late.due_at)).days
    yield alert_group(
        moment,
        40,
        rule="SUP-01",
        kind="supply",
        priority=2,
        title="Chưa nộp số liệu tháng",
        place=f"{late.name} · trễ {days} ngày",
        unit_code=LATE_SUPPLIER,
        since=late.due_at,
        last_at=moment.now,
        count=len(owed),
        members=json_text([[i.short_name, i.code, 1, [0] * STEPS] for i in owed]),
        why=json_text(
            {
                "rule": "quy tắc SUP-01: quá ngày nộp theo lịch báo cáo",
                "figures": [[len(owed), "chỉ tiêu chưa có số", True], [days, "ngày trễ", False]],
                "series": [],
            }
        ),
        history=json_text([[late.due_at, "Quá ngày nộp", late.cadence_text]]),
    )


def _explanations(situation: Situation) -> Iterator[AlertRecord]:
    moment, late = situation.moment, situation.overdue
    if not late:
        return
    names = {u.code: u.short_name for u in units()}
    first = min(late, key=lambda r: r.deadline)
    at = first.deadline + 40 * MINUTE
    yield alert_group(
        moment,
        50,
        rule="REQ-01",
        kind="explanation",
        priority=2,
        title="Yêu cầu giải trình quá hạn",
        place=" · ".join(dict.fromkeys(names[r.unit_code] for r in late)),
        unit_code=first.unit_code,
        since=first.deadline,
        last_at=max(r.deadline for r in late),
        count=len(late),
        members=json_text([[r.title, f"{r.number} · {names[r.unit_code]}", 1, [0] * STEPS] for r in late]),
        why=json_text(
            {
                "rule": "quy tắc REQ-01: quá hạn trả lời",
                "figures": [
                    [len(late), "yêu cầu quá hạn", True],
                    [max(r.reminders for r in late), "lần nhắc nhiều nhất", False],
                ],
                "series": [],
            }
        ),
        history=json_text(
            [[at, f"{DUTY_OFFICER.name} xác nhận", "đã gọi đơn vị"], [first.deadline, "Quá hạn trả lời", ""]]
        ),
        **taken_by_duty(at),
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
        yield alert_group(
            moment,
            60 + n,
            rule="OVR-01",
            kind="overdue_share",
            priority=3,
            title="Tỷ lệ phản ánh trễ hạn vượt ngưỡng",
            place=f"{unit.short_name} · {words} %, ngưỡng 8",
            area_code=unit.area_code,
            unit_code=unit.code,
            since=min(begun, moment.now),
            count=int(late[unit_id]),
            why=json_text(
                {
                    "rule": "quy tắc OVR-01: trên 8 % phản ánh đến hạn bị trễ",
                    "figures": [
                        [percent, "% trễ hạn", True],
                        [int(late[unit_id]), "phản ánh trễ", False],
                        [int(due[unit_id]), "đến hạn", False],
                    ],
                    "series": [],
                }
            ),
            history=json_text([[min(begun, moment.now), "Vượt ngưỡng 8 %", ""]]),
        )


def _silent_devices(moment: Moment) -> AlertRecord:
    """A flood as one row: three causes that add up to it."""
    since = moment.now - 25 * MINUTE
    causes = (
        ("Camera mất hình (mẫu)", "27 phường, xã phía bắc", 268, (0, 0, 0, 0, 0, 0, 0, 4, 188, 61, 11, 4)),
        ("Trạm đo ngập mất số liệu (mẫu)", "14 trạm, nhiều lần", 97, (0, 0, 0, 0, 0, 0, 0, 2, 63, 24, 6, 2)),
        ("Đèn tín hiệu mất liên lạc (mẫu)", "47 giao lộ", 47, (0, 0, 0, 0, 0, 0, 0, 0, 40, 5, 2, 0)),
    )
    spark = [sum(c[3][k] for c in causes) for k in range(STEPS)]
    total = sum(c[2] for c in causes)
    at = since + 6 * MINUTE
    return alert_group(
        moment,
        70,
        rule="NET-01",
        kind="source",
        priority=2,
        title="Mất tín hiệu hàng loạt, gộp làm một",
        place="Một nút mạng Thủ Dầu Một",
        area_code="25747",
        unit_code="TT-CDS",
        since=since,
        last_at=moment.now - MINUTE,
        count=total,
        state=AlertState.ASSIGNED.value,
        owner="TT-CDS",
        owner_name="TT Chuyển đổi số TP",
        acknowledged_at=at,
        spark=json_text(spark),
        members=json_text([list(c) for c in causes]),
        why=json_text(
            {
                "rule": "quy tắc NET-01: trên 100 thiết bị mất tín hiệu trong 10 phút",
                "figures": [[total, "cảnh báo được gộp", True], [3, "nguyên nhân", False]],
                "series": [],
            }
        ),
        history=json_text(
            [[at, f"{DUTY_OFFICER.name} giao cho TT Chuyển đổi số TP", "đang sửa"], [since, "Gộp thành một nhóm", ""]]
        ),
    )
