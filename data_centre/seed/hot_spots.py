"""Alerts counted from the sample's newest complaints: more of one field in one area than usual there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from data_centre.city.areas import areas
from data_centre.city.hotline import fields
from data_centre.city.units import units
from ioc_domain.codes import AlertState
from ioc_domain.records import AlertRecord

from .alert_rows import DAY, HOUR, MINUTE, STEPS, Situation, alert_group, json_text, taken_by_duty
from .clock import Moment
from .complaints.bursts import Burst, bursts
from .people import DUTY_OFFICER
from .recent import Recent

_HOT = {
    # number of the burst in the script: (priority, title, window, taken by the duty officer, shelved for, reason)
    0: (1, "Phản ánh ngập nước tăng bất thường", 2 * HOUR, False, 0, ""),
    1: (2, "Phản ánh rác thải tăng đột biến", DAY, False, 0, ""),
    2: (1, "Cụm phản ánh lăng quăng, sốt xuất huyết", 7 * DAY, False, 0, ""),
    4: (3, "Phản ánh tiếng ồn dồn về một phường", 2 * DAY, True, 0, ""),
    5: (3, "Lấn chiếm vỉa hè được phản ánh lặp lại", 7 * DAY, True, 0, ""),
    7: (
        3,
        "Hồ sơ hành chính: phản ánh tăng tại một phường",
        7 * DAY,
        False,
        2 * DAY,
        "Đã làm việc với phường, chờ kết quả",
    ),
}


def hot_spots(situation: Situation) -> Iterator[AlertRecord]:
    """Alerts of the bursts that stand out in what was really drawn."""
    moment, recent = situation.moment, situation.recent
    by_id = {a.id: a for a in areas()}
    script = bursts(moment.now)
    for k, (priority, title, window, taken, shelf, reason) in _HOT.items():
        b = script[k]
        keep = (recent.field == b.field_id) & (recent.area == b.area_id)
        count = recent.count(keep, moment.now - window, moment.now + 1)
        usual = _usual(recent, b, window, moment.now)
        if count < _threshold(usual):
            continue
        area = by_id[b.area_id]
        since = int(recent.created[keep & (recent.created >= max(b.start, moment.now - window))].min())
        history = [[since, "Vượt ngưỡng", f"ngưỡng {_threshold(usual)}"]]
        owner: dict[str, Any] = {}
        if taken:
            at = min(since + 9 * MINUTE, moment.now - MINUTE)
            owner = taken_by_duty(at)
            history.insert(0, [at, f"{DUTY_OFFICER.name} xác nhận", ""])
        if shelf:
            at = moment.now - 3 * HOUR
            owner = {
                "state": AlertState.SHELVED.value,
                "owner": DUTY_OFFICER.id,
                "owner_name": DUTY_OFFICER.name,
                "acknowledged_at": at,
                "shelved_until": moment.now + shelf,
                "reason": reason,
            }
            history.insert(0, [at, f"{DUTY_OFFICER.name} gác lại", reason])
        yield alert_group(
            moment,
            k + 1,
            rule="HOT-01",
            kind="complaints",
            priority=priority,
            title=title,
            place=area.name,
            area_code=area.code,
            unit_code=_field_unit(recent, keep),
            since=since,
            last_at=int(recent.created[keep].max()),
            count=count,
            why=_why(recent, keep, b, window, count, usual, moment),
            spark=json_text(recent.steps(keep, moment.now, _step(window), STEPS)),
            members=json_text([]),
            history=json_text(history),
            **owner,
        )


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


def _field_unit(recent: Recent, keep: np.typing.NDArray[np.bool_]) -> str:
    ids = recent.unit[keep]
    if not len(ids):
        return ""
    most = int(np.bincount(ids).argmax())
    return next((u.code for u in units() if u.id == most), "")


def _why(
    recent: Recent, keep: np.typing.NDArray[np.bool_], b: Burst, window: int, count: int, usual: float, moment: Moment
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
    series = [
        {
            "title": name,
            "points": points,
            "threshold": _threshold(usual) * step / window,
            "threshold_word": "ngưỡng",
            "usual": [0, max(usual * step / window, 0.1)],
        }
    ]
    return json_text({"rule": rule, "figures": figures, "series": series})
