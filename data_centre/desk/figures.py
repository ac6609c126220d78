"""The evidence a leader froze, as plain values for the templates."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import ObservationStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.evidence import Evidence, thaw
from ioc_domain.records import ExplanationRequestRecord, ObservationRecord
from ioc_domain.working_time import local_datetime

from .. import wording
from ..blobs import BlobStore
from ..models import SYNCED
from ..rows import find_all
from .chart import Chart, draw
from .evidence_facts import worded_facts

_STATUS: dict[str, str] = {
    ObservationStatus.ESTIMATE: "ước tính",
    ObservationStatus.PRELIMINARY: "sơ bộ",
    ObservationStatus.OFFICIAL: "chính thức",
}


@dataclass(frozen=True)
class Figure:
    """The frozen evidence as it is shown."""

    title: str
    frozen_at: str
    value: str
    unit: str
    standing: str
    standing_name: str
    chart: Chart | None
    facts: list[tuple[str, str]]
    now: str  # how the number stands today, "" when unchanged


def figure_of(connection: sa.Connection, blobs: BlobStore, request: ExplanationRequestRecord) -> Figure | None:
    """The evidence the leader froze, or None when it is not there or was tampered with."""
    data = blobs.read(connection, request.evidence)
    if data is None:
        return None
    try:
        evidence = thaw(request.evidence, data)
    except (ValueError, msgspec.MsgspecError):
        return None
    unit = evidence.unit_of_measure
    facts = worded_facts(evidence)
    if evidence.kind == "indicator":
        status = _STATUS.get(evidence.status, "")
        revision = f"Bản {evidence.revision}" + (f" · {status}" if status else "")
        facts += [
            ("Kế hoạch", _with_unit(evidence.plan, unit)),
            ("Cùng kỳ", _with_unit(evidence.same_period, unit)),
            ("Số liệu", f"{revision} · biết lúc {wording.moment(evidence.known_at)}"),
            ("Nguồn", evidence.source or "–"),
        ]
        if evidence.forecast is not None:
            between = f"{wording.number(evidence.forecast_low)} – {wording.number(evidence.forecast_high)}"
            facts.insert(2, ("Dự báo", f"{_with_unit(evidence.forecast, unit)} ({between})"))
    facts.append(("Mã băm", f"{request.evidence[:4]} {request.evidence[4:8]} … {request.evidence[-4:]}, còn nguyên"))
    return Figure(
        title=evidence.title,
        frozen_at=wording.moment(evidence.frozen_at),
        value=wording.number(evidence.value),
        unit=unit,
        standing=evidence.standing if evidence.standing in wording.STANDINGS else "",
        standing_name=wording.STANDINGS.get(evidence.standing, ""),
        chart=draw(evidence.points),
        facts=facts,
        now=_today(connection, evidence),
    )


def _today(connection: sa.Connection, evidence: Evidence) -> str:
    """A sentence when the number was revised since it was frozen."""
    if evidence.kind != "indicator":
        return ""
    o = SYNCED["observation"].c
    known = find_all(
        connection,
        BY_NAME["observation"],
        o.indicator == evidence.subject,
        o.area == evidence.area_code,
        o.period == evidence.period,
        o.revision > evidence.revision,
        order=("revision",),
    )
    if not known or not isinstance(known[-1], ObservationRecord):
        return ""
    latest = known[-1]
    day = f"{local_datetime(latest.known_at):%d-%m}"
    return f"Nay {_with_unit(latest.value, evidence.unit_of_measure)} sau đính chính {day}"


def _with_unit(value: float | None, unit: str) -> str:
    return wording.number(value) + (f" {unit}" if value is not None and unit else "")
