"""One notice for all directives that a unit got in one gesture, however many complaints it was about.

The first of them writes the notice; each is written down beside it. The desk has them as they come. The e-mail waits a
moment, so that it can say how many there are, and counts them when it goes out; those that come still later stand in
the list it leads to.
"""

from __future__ import annotations

import sqlalchemy as sa

from ioc_domain.records import DirectiveRecord

from . import directive_life, notices, wording
from . import models as m
from .feed import FeedWriter
from .models import SYNCED

DELIVER = "deliver bulk"
"""Verb of a notice about many directives."""
SETTLES = 60
"""Seconds that the e-mail waits for the others."""


def tell_unit(writer: FeedWriter, directive: DirectiveRecord, bulk: str) -> bool:
    """The unit is told of a directive as one of a bulk; whether it has been told already, so that it has this one too.

    Call it before the directive itself is written.
    """
    key = f"{directive.author}/{bulk}"
    row = {"directive": directive.id, "bulk": key, "unit_code": directive.unit_code}
    writer.connection.execute(sa.insert(m.directive_bulk).values(row))
    thing = f"{directive.unit_code} {key}"
    subject = "Chỉ đạo mới về nhiều phản ánh"
    notices.to_unit(writer, directive.unit_code, f"bulk {key}", subject, "", thing, DELIVER, mail_after=SETTLES)
    n = m.notice.c
    mine = (n.person == f"unit:{directive.unit_code}", n.event == f"bulk {key}", n.channel == notices.DESK)
    # Locked: whoever delivers it meanwhile either sees this directive, or is seen here.
    told = writer.connection.execute(sa.select(n.delivered_at).where(*mine).with_for_update()).scalar_one()
    return bool(told)


def deliver(writer: FeedWriter, thing: str) -> None:
    """All that have come so far are on the unit's desk."""
    for directive_id in _directives(writer.connection, thing):
        directive_life.deliver(writer, directive_id)


def body_of(connection: sa.Connection, thing: str) -> str:
    """What the e-mail says, counted now."""
    ids = _directives(connection, thing)
    d = SYNCED["directive"].c
    due = connection.execute(sa.select(sa.func.min(d.deadline)).where(d.id.in_(ids))).scalar()
    text = f"{len(ids)} chỉ đạo về {len(ids)} phản ánh\n"
    if due:
        text += f"Hạn báo cáo sớm nhất: {wording.deadline(int(due))}\n"
    return f"{text}{notices.public_address()}/desk/directives\n"


def _directives(connection: sa.Connection, thing: str) -> list[str]:
    unit_code, _, key = thing.partition(" ")
    b = m.directive_bulk.c
    query = sa.select(b.directive).where(b.bulk == key, b.unit_code == unit_code).order_by(b.directive)
    return list(connection.execute(query).scalars())
