"""Which scope a row has: the one place that says who may see what.

Reference data, indicators, complaints (they carry no identity) and alerts are the city's; an explanation
request, its events and its promise, and a directive belong to the unit that must answer.
"""

from __future__ import annotations

from ioc_domain.records import (
    DirectiveRecord,
    ExplanationRequestRecord,
    PromiseRecord,
    Record,
    RequestEventRecord,
)
from ioc_domain.scopes import CITY, unit_scope


class ScopeUnknown(ValueError):
    """The record alone does not tell its scope; the writer must be given one."""


def scope_of(record: Record) -> str:
    """Scope of a record. A request event does not name its unit: give the request's scope to the writer."""
    if isinstance(record, ExplanationRequestRecord | PromiseRecord | DirectiveRecord):
        return unit_scope(record.unit_code)
    if isinstance(record, RequestEventRecord):
        raise ScopeUnknown("a request event has the scope of its request: pass scope=")
    return CITY
