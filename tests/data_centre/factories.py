"""Records, evidence and commands for the data centre's tests."""

from __future__ import annotations

import uuid

from ioc_domain import commands as c
from ioc_domain import records as r
from ioc_domain.evidence import Evidence, EvidencePoint, freeze

MADE_AT = 1_790_000_000
INDICATOR = "v2:C01"


def setting(key: str, value: str = "1") -> r.SettingRecord:
    """A setting."""
    return r.SettingRecord(key, value)


def complaint(number: int, *, status: int = 1, created: int = 0, title: str = "Rác chưa thu gom") -> r.ComplaintRecord:
    """A complaint of 2025 unless `created` says otherwise."""
    return r.ComplaintRecord(
        id=number,
        code=f"PA-{number}",
        created=created or 1_740_000_000 + number * 60,
        field=number % 18,
        type=1,
        unit=number % 700,
        area=number % 168,
        status=status,
        channel=1,
        flags=1,
        x=855_000_000 + number,
        y=500_000_000 + number,
        due=1_750_000_000,
        closed=0,
        title=title,
        body="Đề nghị kiểm tra, xử lý.",
        address="12 Lê Lợi",
        timeline="[]",
        photos="[]",
    )


def unit(code: str, *, successor: str = "", valid_to: str = "") -> r.UnitRecord:
    """A unit."""
    return r.UnitRecord(
        code=code,
        id=abs(hash(code)) % 60_000,
        kind="ubnd",
        name=f"UBND phường {code}",
        short_name=code,
        parent="",
        valid_from="2025-07-01",
        valid_to=valid_to,
        successor=successor,
    )


def indicator(code: str = "C01", *, direction: str = "higher") -> r.IndicatorRecord:
    """A monthly indicator of catalogue v2."""
    return r.IndicatorRecord(
        catalogue="v2",
        code=code,
        level="city",
        group_code="G1",
        name="Tỷ lệ hồ sơ giải quyết đúng hạn",
        name_en="Dossiers on time",
        short_name="Hồ sơ đúng hạn",
        unit_of_measure="%",
        period="month",
        direction=direction,
        accumulation="rate",
        owner_unit="U1",
        supplier="",
        due_day=10,
    )


def observation(
    revision: int, value: float, *, period: str = "2026-10", subject: str = INDICATOR
) -> r.ObservationRecord:
    """A revision of the indicator's value."""
    return r.ObservationRecord(subject, "city", period, revision, value, "preliminary", MADE_AT + revision, "Một cửa")


def plan(value: float = 95.0, *, period: str = "2026-10", subject: str = INDICATOR) -> r.PlanRecord:
    """The plan for it."""
    return r.PlanRecord(subject, "city", period, value, MADE_AT)


def alert(alert_id: str, *, count: int = 3) -> r.AlertRecord:
    """An open alert nobody has."""
    return r.AlertRecord(
        id=alert_id,
        rule="standing",
        kind="standing",
        priority=2,
        title="Chỉ tiêu chuyển đỏ",
        place="Toàn thành phố",
        area_code="city",
        unit_code="U1",
        indicator=INDICATOR,
        since=MADE_AT,
        last_at=MADE_AT,
        count=count,
        state="open",
        owner="",
        owner_name="",
        acknowledged_at=0,
        shelved_until=0,
        reason="",
        why="{}",
        spark="[]",
        members="[]",
        history="[]",
    )


def evidence(subject: str = INDICATOR, *, title: str = "Tỷ lệ hồ sơ giải quyết đúng hạn") -> tuple[str, bytes]:
    """(sha256, bytes) of frozen evidence with ten months and a gap."""
    points = [
        EvidencePoint(f"2026-{k:02d}", None if k == 4 else 91.0 - k, 95.0, 90.0, "official") for k in range(1, 11)
    ]
    return freeze(
        Evidence(
            kind="indicator",
            subject=subject,
            title=title,
            unit_of_measure="%",
            area_code="city",
            area_name="Toàn thành phố",
            period="2026-10",
            frozen_at=MADE_AT,
            cursor="e:1",
            value=81.4,
            status="preliminary",
            revision=1,
            known_at=MADE_AT,
            source="Hệ thống một cửa",
            plan=95.0,
            same_period=90.0,
            forecast=84.0,
            forecast_low=82.0,
            forecast_high=86.0,
            standing="at_risk",
            rule="2026.1",
            catalogue="v2",
            previous_value=None,
            points=points,
        )
    )


def issue(unit_code: str, sha256: str, **changes: object) -> c.IssueExplanationRequest:
    """Ask a unit about the indicator in October 2026."""
    values: dict[str, object] = {
        "unit_code": unit_code,
        "subject_kind": "indicator",
        "subject": INDICATOR,
        "title": "Tỷ lệ hồ sơ giải quyết đúng hạn",
        "area_code": "city",
        "period": "2026-10",
        "question": "Đề nghị nêu nguyên nhân, biện pháp và mức cam kết.",
        "deadline_days": 5,
        "urgency": 0,
        "requires": ["cause", "remedy", "promise"],
        "evidence": sha256,
        "value": 81.4,
        "plan": 95.0,
        "standing": "at_risk",
        "observed_revision": 1,
        **changes,
    }
    return c.IssueExplanationRequest(**values)  # type: ignore[arg-type]


def order(number: int, unit_code: str = "U1", **changes: object) -> c.IssueDirective:
    """Order a unit to do something about a complaint made by `complaint`, as its author saw it."""
    values: dict[str, object] = {
        "complaint_id": number,
        "unit_code": unit_code,
        "text": "Đề nghị dọn sạch, báo cáo kèm ảnh.",
        "deadline_days": 1,
        "urgency": 0,
        "observed_status": 1,
        "observed_unit": unit_code,
        "observed_due": 1_750_000_000,
        **changes,
    }
    return c.IssueDirective(**values)  # type: ignore[arg-type]


def envelope(
    payload: c.Payload,
    *,
    account: str = "leader",
    device: str = "d1",
    n: int = 1,
    prev_id: str = "",
    command_id: str = "",
) -> tuple[str, bytes]:
    """(id, body) of a command."""
    command_id = command_id or str(uuid.uuid4())
    body = c.encode_envelope(
        command_id=command_id,
        device=device,
        account=account,
        n=n,
        prev_id=prev_id,
        saved_at=MADE_AT,
        payload=payload,
    )
    return command_id, body
