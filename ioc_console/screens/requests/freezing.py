"""What is frozen with a request, in the words and at the instant in which the author saw it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from ioc_console import formatting
from ioc_console.text import tr
from ioc_domain.evidence import Evidence

if TYPE_CHECKING:
    from local_cache.queries.requests import ComposeSubject


def worded(subject: ComposeSubject | None) -> ComposeSubject | None:
    """The subject, a complaint's facts in words; an indicator's are numbers and stay as they are."""
    from local_cache.queries.complaint_subject import ComplaintSubject

    if not isinstance(subject, ComplaintSubject):
        return subject
    c = subject.complaint
    facts = [
        (tr("Code"), c.code),
        (tr("Field"), subject.field_name),
        (tr("Received"), formatting.day_time(c.created)),
        (tr("Answer due"), formatting.day_time(c.due) if c.due else ""),
        (tr("Closed"), formatting.day_time(c.closed) if c.closed else ""),
        (tr("What it says"), c.body),
        (tr("Address"), c.address),
    ]
    evidence = msgspec.structs.replace(subject.evidence, facts=[f for f in facts if f[1]])
    return replace(subject, evidence=evidence)


def replace_frozen(evidence: Evidence, now: int, data_until: int) -> Evidence:
    """The evidence as it is frozen at this moment: its instant and the age of the data it was seen with."""
    return msgspec.structs.replace(
        evidence, frozen_at=now, facts=[*evidence.facts, ("data_until", str(data_until))])
