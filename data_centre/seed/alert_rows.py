"""What all alerts of the sample share: the situation they are counted from and an alert with its usual values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ioc_domain.codes import AlertState
from ioc_domain.records import AlertRecord, AssessmentRecord, ExplanationRequestRecord
from ioc_domain.working_time import local_date

from .clock import Moment
from .people import DUTY_OFFICER
from .recent import Recent

MINUTE, HOUR, DAY = 60, 3600, 86400
STEPS = 12


@dataclass(frozen=True)
class Situation:
    """What the alerts are made from."""

    moment: Moment
    recent: Recent
    assessments: list[AssessmentRecord]
    overdue: list[ExplanationRequestRecord]


def alert_group(moment: Moment, number: int, **values: Any) -> AlertRecord:
    """An alert with everything unsaid empty."""
    row: dict[str, Any] = {
        "id": f"A-{local_date(moment.now):%Y%m%d}-{number:03d}",
        "rule": "",
        "kind": "",
        "priority": 3,
        "title": "",
        "place": "",
        "area_code": "",
        "unit_code": "",
        "indicator": "",
        "since": moment.now,
        "last_at": moment.now,
        "count": 1,
        "state": AlertState.OPEN.value,
        "owner": "",
        "owner_name": "",
        "acknowledged_at": 0,
        "shelved_until": 0,
        "reason": "",
        "why": "{}",
        "spark": json.dumps([0] * STEPS),
        "members": "[]",
        "history": "[]",
    }
    return AlertRecord(**(row | values))


def json_text(value: object) -> str:
    """JSON as it is kept in text columns: Vietnamese unescaped."""
    return json.dumps(value, ensure_ascii=False)


def taken_by_duty(at: int) -> dict[str, Any]:
    """Values of an alert that the duty officer acknowledged at that moment."""
    return {
        "state": AlertState.ACKNOWLEDGED.value,
        "owner": DUTY_OFFICER.id,
        "owner_name": DUTY_OFFICER.name,
        "acknowledged_at": at,
    }
