"""Notices: written in the transaction of what they tell of, one per person, event and channel; `delivery` sends them.

What a notice is about stands in `request_id`: a request, a directive, or the directives of one gesture
(`bulk_notices`).
"""

from __future__ import annotations

import os

import sqlalchemy as sa

from ioc_domain.codes import Role
from ioc_domain.records import DirectiveRecord, ExplanationRequestRecord

from . import models as m
from . import wording
from .feed import FeedWriter

DESK = "desk"
EMAIL = "email"


def tell_unit(writer: FeedWriter, request: ExplanationRequestRecord, event: str, subject: str, verb: str = "") -> None:
    """A notice to the unit's desk and one to each of its officers. `verb` moves the request on delivery."""
    body = f"{request.number} · {request.title}\n{wording.period(request.period)}\n"
    if request.deadline:
        body += f"Hạn trả lời: {wording.deadline(request.deadline)}\n"
    body += f"{public_address()}/desk/requests/{request.id}\n"
    to_unit(writer, request.unit_code, event, subject, body, request.id, verb)


def tell_unit_of_directive(writer: FeedWriter, directive: DirectiveRecord, event: str, subject: str, verb: str) -> None:
    """The same about a directive."""
    body = f"{directive.number} · {directive.code} · {directive.title}\n"
    if directive.deadline:
        body += f"Hạn báo cáo: {wording.deadline(directive.deadline)}\n"
    body += f"{public_address()}/desk/directives/{directive.id}\n"
    to_unit(writer, directive.unit_code, event, subject, body, directive.id, verb)


def public_address() -> str:
    """Where units reach the desk, "" where nobody said."""
    return os.environ.get("IOC_PUBLIC_URL", "").rstrip("/")


def to_unit(
    writer: FeedWriter, unit_code: str, event: str, subject: str, body: str, thing: str, verb: str, mail_after: int = 0
) -> None:
    """A notice to the unit's desk and one to each of its officers, whose mail waits so many seconds. A mail without a
    body gets it when it goes out."""
    _write(writer, f"unit:{unit_code}", event, DESK, "", subject, body, thing, verb)
    a = m.account.c
    officers = sa.select(a.id, a.email).where(
        a.unit_code == unit_code, a.role == Role.UNIT_OFFICER.value, a.active == 1, a.email != ""
    )
    if os.environ.get("IOC_SMTP_HOST"):
        for person, address in writer.connection.execute(officers.order_by(a.id)):
            _write(writer, person, event, EMAIL, address, subject, body, thing, "", writer.now + mail_after)


def tell_author(writer: FeedWriter, request: ExplanationRequestRecord, event: str, subject: str) -> None:
    """An e-mail to the author; on the console the feed tells."""
    body = f"{request.number} · {request.title}\n{wording.period(request.period)}\n"
    _to_author(writer, request.author, event, subject, body, request.id)


def tell_author_of_directive(writer: FeedWriter, directive: DirectiveRecord, event: str, subject: str) -> None:
    """The same about a directive."""
    body = f"{directive.number} · {directive.code} · {directive.title}\n"
    _to_author(writer, directive.author, event, subject, body, directive.id)


def _to_author(writer: FeedWriter, author: str, event: str, subject: str, body: str, thing: str) -> None:
    address = writer.connection.execute(sa.select(m.account.c.email).where(m.account.c.id == author)).scalar()
    if address and os.environ.get("IOC_SMTP_HOST"):
        _write(writer, author, event, EMAIL, address, subject, body, thing, "")


def _write(
    writer: FeedWriter,
    person: str,
    event: str,
    channel: str,
    address: str,
    subject: str,
    body: str,
    request_id: str,
    verb: str,
    next_at: int = 0,
) -> None:
    text = (
        "INSERT INTO notice (person, event, channel, address, subject, body, request_id, verb, created_at, next_at) "
        "VALUES (:person, :event, :channel, :address, :subject, :body, :request_id, :verb, :now, :next_at) "
        "ON CONFLICT DO NOTHING"
    )
    row = {
        "person": person,
        "event": event,
        "channel": channel,
        "address": address,
        "subject": subject,
        "body": body,
        "request_id": request_id,
        "verb": verb,
        "now": writer.now,
        "next_at": next_at,
    }
    writer.connection.execute(sa.text(text), row)
