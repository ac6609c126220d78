"""Who reported: a table of its own that no feed reads, told to those with the right, and every look audited.

The audit row is written in the transaction that reads: no identity leaves without it.
"""

from __future__ import annotations

import sqlalchemy as sa

from ioc_domain.identity import ComplaintsOfPhone, NamedComplaint, ReporterIdentity

from .. import audit
from .. import models as m
from ..accounts import Identity
from .submission import Reporter

COMPLAINT = m.SYNCED["complaint"]
MOST_FOUND = 50
LAST = 4


class NoSuchComplaint(LookupError):
    """It is not there, or not for this account."""


def last_digits(phone: str) -> str:
    """The last four digits of a telephone number as it was written, "" where it has fewer."""
    digits = "".join(c for c in phone if c.isascii() and c.isdigit())
    return digits[-LAST:] if len(digits) >= LAST else ""


def remember(connection: sa.Connection, complaint: int, reporter: Reporter) -> None:
    """Keep who reported a complaint."""
    connection.execute(
        sa.insert(m.reporter).values(
            complaint=complaint,
            name=reporter.name,
            phone=reporter.phone,
            phone_end=last_digits(reporter.phone),
            email=reporter.email,
            address=reporter.address,
        )
    )


def look(connection: sa.Connection, identity: Identity, now: int, complaint: int, reason: str) -> ReporterIdentity:
    """Tell who reported, and write down who looked and why. Raises `NoSuchComplaint`."""
    c, r = COMPLAINT.c, m.reporter.c
    query = (
        sa.select(c.code, r.name, r.phone, r.email, r.address)
        .select_from(_visible(identity).outerjoin(m.reporter, r.complaint == c.id))
        .where(c.id == complaint)
    )
    found = connection.execute(query).first()
    if found is None:
        raise NoSuchComplaint(str(complaint))
    audit.write(connection, now, identity.id, "reporter_seen", found.code, {"reason": reason, "complaint": complaint})
    return ReporterIdentity(complaint, *(word or "" for word in found[1:]))


def by_phone(connection: sa.Connection, identity: Identity, now: int, end: str) -> ComplaintsOfPhone:
    """The newest complaints whose reporter's number ends so, and a note of who asked."""
    c, r = COMPLAINT.c, m.reporter.c
    query = (
        sa.select(c.id, c.code)
        .select_from(_visible(identity).join(m.reporter, r.complaint == c.id))
        .where(r.phone_end == end)
        .order_by(c.created.desc(), c.id.desc())
        .limit(MOST_FOUND + 1)
    )
    found = [NamedComplaint(row.id, row.code) for row in connection.execute(query)]
    audit.write(connection, now, identity.id, "reporter_sought", f"phone …{end}", {"found": len(found[:MOST_FOUND])})
    return ComplaintsOfPhone(found[:MOST_FOUND], len(found) > MOST_FOUND)


def _visible(identity: Identity) -> sa.FromClause:
    """Complaints whose rows may leave for an account."""
    b = m.bucket.c
    of_scope = sa.and_(b.no == COMPLAINT.c.bucket, b.scope.in_(sorted(identity.scopes)))
    return COMPLAINT.join(m.bucket, of_scope)
