"""What a new request about a complaint starts from: the complaint as this machine knows it, and whom it would ask."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc_domain.entities import BY_NAME
from ioc_domain.evidence import Evidence
from ioc_domain.records import AreaRecord, ComplaintFieldRecord, ComplaintRecord, ExplanationRequestRecord, UnitRecord
from local_cache.mirror import tables, texts
from local_cache.queries.requests import ENDED, ComposeSubject, calendar, request_cards
from local_cache.queries.rows import first, rows


@dataclass(frozen=True)
class ComplaintSubject(ComposeSubject):
    """With the complaint itself and the name of its field. `evidence.facts` is for the view model to word."""

    complaint: ComplaintRecord
    field_name: str


def complaint_subject(session: Session, number: int, now: int, cursor: str) -> ComplaintSubject | None:
    """None for a complaint this machine does not hold (any more)."""
    record = _complaint(session, number)
    if record is None:
        return None
    unit = first(session, UnitRecord, id=record.unit)
    area = first(session, AreaRecord, id=record.area)
    field = first(session, ComplaintFieldRecord, id=record.field)
    asked = [
        r for r in rows(session, ExplanationRequestRecord, subject=str(number))
        if r.subject_kind == "complaint" and r.state not in ENDED
    ]
    owed = rows(session, ExplanationRequestRecord, unit_code=unit.code) if unit else []
    evidence = Evidence(
        kind="complaint", subject=str(number), title=record.title or record.code, unit_of_measure="",
        area_code=area.code if area else "", area_name=area.name if area else "", period="", frozen_at=now,
        cursor=cursor, value=None, status="", revision=0, known_at=record.created, source="1022", plan=None,
        same_period=None, forecast=None, forecast_low=None, forecast_high=None, standing="", rule="", catalogue="",
        previous_value=None, points=[],
    )  # fmt: skip
    return ComplaintSubject(
        evidence=evidence,
        unit_code=unit.code if unit else "",
        unit_name=unit.name if unit else "",
        promises=(),
        open_requests=request_cards(session, asked),
        owed_by_unit=sum(1 for r in owed if r.state not in ENDED),
        calendar=calendar(session),
        complaint=record,
        field_name=field.name if field else "",
    )


def _complaint(session: Session, number: int) -> ComplaintRecord | None:
    entity = BY_NAME["complaint"]
    row, text = tables.complaint, texts.complaint
    columns = [(text.c if c in entity.text_columns else row.c)[c] for c in entity.columns]
    found = session.execute(
        select(*columns).join_from(row, text, row.c.id == text.c.id).where(row.c.id == number)
    ).first()
    return None if found is None else ComplaintRecord(*found)
