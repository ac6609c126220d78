"""Records for tests: one function per synced entity, every field given a sensible value that a test may change.

    factories.complaint(7, status=4)
    factories.record("area", 3)        # by entity name; `n` makes the key
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from ioc_domain import records as r
from ioc_domain.entities import BY_NAME

T0 = 1_763_780_000  # 22-11-2025


def _with(made: r.Record, changes: dict[str, Any]) -> Any:
    return msgspec.structs.replace(made, **changes) if changes else made


def setting(n: int = 1, **changes: Any) -> r.SettingRecord:
    return _with(r.SettingRecord(f"setting_{n}", f"giá trị {n}"), changes)


def area(n: int = 1, **changes: Any) -> r.AreaRecord:
    made = r.AreaRecord(
        code=f"{26000 + n}", id=n, level="commune", kind="phường", name=f"Phường Số {n}", short_name=f"P. Số {n}",
        parent="79", valid_from="2025-07-01", valid_to="", lat=10.7 + n / 1000, lon=106.6 + n / 1000,
        population=40_000 + n, area_km2=3.5,
    )  # fmt: skip
    return _with(made, changes)


def area_link(n: int = 1, **changes: Any) -> r.AreaLinkRecord:
    return _with(r.AreaLinkRecord(f"{20000 + n}", f"{26000 + n}", 1.0, "whole"), changes)


def area_boundary(n: int = 1, **changes: Any) -> r.AreaBoundaryRecord:
    shape = '{"type":"Polygon","coordinates":[[[106.6,10.7],[106.7,10.7],[106.7,10.8],[106.6,10.7]]]}'
    return _with(r.AreaBoundaryRecord(f"{26000 + n}", shape, "tệp thử"), changes)


def unit(n: int = 1, **changes: Any) -> r.UnitRecord:
    made = r.UnitRecord(
        code=f"U{n:04d}", id=n, kind="ward", name=f"UBND Phường Số {n}", short_name=f"P. Số {n}", parent="",
        valid_from="2025-07-01", valid_to="",
    )  # fmt: skip
    return _with(made, changes)


def complaint_field(n: int = 1, **changes: Any) -> r.ComplaintFieldRecord:
    return _with(r.ComplaintFieldRecord(f"F{n:02d}", n, f"Lĩnh vực {n}", f"Field {n}", "2020-01-01", ""), changes)


def complaint_type(n: int = 1, **changes: Any) -> r.ComplaintTypeRecord:
    return _with(r.ComplaintTypeRecord(f"T{n:03d}", n, "F01", f"Loại {n}", "ward", 5, 5), changes)


def calendar_day(n: int = 1, **changes: Any) -> r.CalendarDayRecord:
    return _with(r.CalendarDayRecord(f"2026-01-{n:02d}", "holiday", f"Ngày nghỉ {n}"), changes)


def indicator_group(n: int = 1, **changes: Any) -> r.IndicatorGroupRecord:
    return _with(r.IndicatorGroupRecord(f"G{n:02d}", f"Nhóm {n}", f"Group {n}", n), changes)


def indicator(n: int = 1, **changes: Any) -> r.IndicatorRecord:
    made = r.IndicatorRecord(
        catalogue="v2", code=f"C{n:04d}", level="city", group_code="G01", name=f"Chỉ tiêu {n}",
        name_en=f"Indicator {n}", short_name=f"CT {n}", unit_of_measure="%", period="month", direction="higher",
        accumulation="rate", owner_unit="U0001", supplier="Cục Thống kê", due_day=10,
    )  # fmt: skip
    return _with(made, changes)


def observation(n: int = 1, **changes: Any) -> r.ObservationRecord:
    made = r.ObservationRecord(
        indicator=f"v2:C{n:04d}", area="79", period="2026-10", revision=1, value=50.0 + n, status="preliminary",
        known_at=T0, source="S01",
    )  # fmt: skip
    return _with(made, changes)


def plan(n: int = 1, **changes: Any) -> r.PlanRecord:
    return _with(r.PlanRecord(f"v2:C{n:04d}", "79", "2026-10", 60.0, T0), changes)


def assessment(n: int = 1, **changes: Any) -> r.AssessmentRecord:
    made = r.AssessmentRecord(
        indicator=f"v2:C{n:04d}", area="79", period="2026-10", standing="at_risk", previous="progressing",
        since="2026-10-01", cause="new_data", target_period="2026", forecast=55.0, forecast_low=52.0,
        forecast_high=58.0, confidence=0.9, method="seasonal naive", error=0.8, rule="2026-1", known_at=T0,
    )  # fmt: skip
    return _with(made, changes)


def source(n: int = 1, **changes: Any) -> r.SourceRecord:
    return _with(r.SourceRecord(f"S{n:02d}", f"Nguồn {n}", "minutes", 300, "nhịp 5 phút", T0, T0 + 300, "", n), changes)


def alert(n: int = 1, **changes: Any) -> r.AlertRecord:
    made = r.AlertRecord(
        id=f"alert-{n}", rule="R1", kind="standing", priority=2, title=f"Cảnh báo {n}", place="Toàn thành phố",
        area_code="79", unit_code="U0001", indicator="v2:C0001", since=T0, last_at=T0, count=n, state="open",
        owner="", owner_name="", acknowledged_at=0, shelved_until=0, reason="", why="{}", spark="[]", members="[]",
        history="[]",
    )  # fmt: skip
    return _with(made, changes)


def explanation_request(n: int = 1, **changes: Any) -> r.ExplanationRequestRecord:
    made = r.ExplanationRequestRecord(
        id=f"request-{n}", number=f"GT-2026-{n:04d}", state="received", author="a1", author_name="Nguyễn Văn A",
        unit_code="U0001", routed_from="", subject_kind="indicator", subject="v2:C0001", title="Chỉ tiêu 1",
        area_code="79", period="2026-10", question="Vì sao?", urgency=0, requires='["cause"]', deadline_days=5,
        deadline=T0 + 500_000, evidence="0" * 64, value=51.0, plan=60.0, standing="at_risk", saved_at=T0,
        received_at=T0 + 5, delivered_at=0, opened_at=0, answered_at=0, closed_at=0, reminders=0, returned=0,
        cause="", remedy="", promised_value=None, promised_date="", answered_by="", files="[]",
    )  # fmt: skip
    return _with(made, changes)


def request_event(n: int = 1, **changes: Any) -> r.RequestEventRecord:
    return _with(r.RequestEventRecord("request-1", n, T0 + n, "received", "trung tâm", ""), changes)


def promise(n: int = 1, **changes: Any) -> r.PromiseRecord:
    made = r.PromiseRecord(
        id=f"promise-{n}", request_id="request-1", unit_code="U0001", indicator="v2:C0001", title="Chỉ tiêu 1",
        made_at=T0, value=58.0, text="Sẽ đạt", due="2026-12-31", actual=None, state="pending",
    )  # fmt: skip
    return _with(made, changes)


def directive(n: int = 1, **changes: Any) -> r.DirectiveRecord:
    made = r.DirectiveRecord(
        id=f"directive-{n}", number=f"CD-2025-{n:04d}", state="received", complaint=n, code=f"PA-{n:07d}",
        title=f"Ổ gà trên đường số {n}", author="a1", author_name="Nguyễn Văn A", unit_code="U0001", routed_from="",
        text="Đề nghị xử lý ngay.", urgency=0, attachments="[]", deadline_days=1, deadline=T0 + 90_000,
        evidence="", saved_at=T0, received_at=T0 + 5, delivered_at=0, opened_at=0, answered_at=0, closed_at=0,
        answer="", answered_by="", files="[]", steps="[]",
    )  # fmt: skip
    return _with(made, changes)


def complaint(n: int = 1, **changes: Any) -> r.ComplaintRecord:
    made = r.ComplaintRecord(
        id=n, code=f"PA-{n:07d}", created=T0 + n * 60, field=1 + n % 18, type=n % 40, unit=1 + n % 700,
        area=1 + n % 168, status=n % 7, channel=n % 7, flags=1, x=854_000_000 + n, y=504_000_000 + n,
        due=T0 + n * 60 + 432_000, closed=0, title=f"Ổ gà trên đường số {n}", body="Đường hỏng, đề nghị sửa chữa",
        address=f"{n} Lê Lợi", timeline="[]", photos="[]", routed_after=(0, 45, 400)[n % 3],
        answered=0 if n % 2 else T0 + n * 60 + 7_200,
    )  # fmt: skip
    return _with(made, changes)


FACTORIES: dict[str, Callable[..., Any]] = {name: globals()[name] for name in BY_NAME}
"""Factory by entity name; a missing one fails when this module is imported."""


def record(entity: str, n: int = 1, **changes: Any) -> Any:
    """A record of the named entity; `n` makes its key."""
    return FACTORIES[entity](n, **changes)
