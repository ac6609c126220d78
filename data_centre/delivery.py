"""Notices on their way: what is due goes out, whatever breaks off in between, once.

The desk channel needs no gateway: its notice counts as delivered when the unit's desk shows what it is about. E-mail
goes by SMTP when `IOC_SMTP_HOST` is set (`IOC_SMTP_PORT`, `IOC_SMTP_FROM`, `IOC_SMTP_USER`, `IOC_SMTP_PASSWORD`);
a gateway that does not answer is tried again later and blocks nothing.
"""

from __future__ import annotations

import logging
import os
import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa

from . import bulk_notices, directive_life, request_life
from . import models as m
from .database import Database, DatabaseProblem
from .feed import FeedWriter
from .notices import DESK

LOG = logging.getLogger("data_centre.notices")
BATCH = 50
FIRST_RETRY = 30
LONGEST_RETRY = 3600


@dataclass(frozen=True)
class Mailer:
    """Where e-mail goes out."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Mailer | None:
        """The configured one, or None. Raises `DatabaseProblem`: the program does not start half-configured."""
        host = environment.get("IOC_SMTP_HOST", "")
        if not host:
            return None
        port = environment.get("IOC_SMTP_PORT", "25")
        if not port.isdigit():
            raise DatabaseProblem(f"IOC_SMTP_PORT is not a port: {port}")
        return cls(
            host=host,
            port=int(port),
            sender=environment.get("IOC_SMTP_FROM", f"ioc@{host}"),
            user=environment.get("IOC_SMTP_USER", ""),
            password=environment.get("IOC_SMTP_PASSWORD", ""),
        )

    def send(self, notice_id: int, address: str, subject: str, body: str) -> None:
        """One message. Raises OSError (smtplib's errors are)."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, address, subject
        # The same for every attempt: a mailbox that got it twice can tell.
        message["Message-ID"] = f"<notice-{notice_id}@ioc-data-centre>"
        message.set_content(body)
        with smtplib.SMTP(self.host, self.port, timeout=20) as gateway:
            if self.user:
                gateway.starttls()
                gateway.login(self.user, self.password)
            gateway.send_message(message)


def deliver_due(database: Database, mailer: Mailer | None, clock: Callable[[], float]) -> int:
    """Deliver what is due; returns how many were delivered."""
    n = m.notice.c
    now = int(clock())
    with database.read() as connection:
        query = sa.select(n.id, n.channel).where(n.delivered_at == 0, n.next_at <= now).order_by(n.id).limit(BATCH)
        due = [tuple(row) for row in connection.execute(query)]
    delivered = 0
    for notice_id, channel in due:
        if channel == DESK:
            delivered += _deliver_desk(database, notice_id, now)
        elif mailer is not None:
            delivered += _deliver_email(database, mailer, notice_id, now)
    return delivered


def _claim(connection: sa.Connection, notice_id: int) -> sa.Row[Any] | None:
    """The notice, locked, unless another worker has or had it."""
    n = m.notice
    query = sa.select(n).where(n.c.id == notice_id, n.c.delivered_at == 0).with_for_update(skip_locked=True)
    return connection.execute(query).first()


def _deliver_desk(database: Database, notice_id: int, now: int) -> int:
    with database.write() as connection:
        notice = _claim(connection, notice_id)
        if notice is None:
            return 0
        writer = FeedWriter(connection, now)
        connection.execute(sa.update(m.notice).where(m.notice.c.id == notice_id).values(delivered_at=now))
        if notice.verb == directive_life.DELIVER:
            directive_life.deliver(writer, notice.request_id)
        elif notice.verb == bulk_notices.DELIVER:
            bulk_notices.deliver(writer, notice.request_id)
        elif notice.verb:
            request = request_life.load(connection, notice.request_id)
            if request is not None and request_life.allows(request, notice.verb):
                request_life.advance(
                    writer, request, notice.verb, actor="", text="Đã đến bàn việc của đơn vị", delivered_at=now
                )
        writer.flush()
    return 1


def _deliver_email(database: Database, mailer: Mailer, notice_id: int, now: int) -> int:
    n = m.notice
    with database.write() as connection:
        notice = _claim(connection, notice_id)
        if notice is None or notice.next_at > now:
            return 0
        # Counted before it is tried: a crash while sending costs a delay, not a second message at once.
        body = notice.body or bulk_notices.body_of(connection, notice.request_id)
        wait = min(LONGEST_RETRY, FIRST_RETRY * 2**notice.attempts)
        connection.execute(
            sa.update(n).where(n.c.id == notice_id).values(attempts=notice.attempts + 1, next_at=now + wait)
        )
    try:
        mailer.send(notice_id, notice.address, notice.subject, body)
    except OSError as error:
        LOG.info("mail gateway did not take notice %s: %s", notice_id, type(error).__name__)
        with database.write() as connection:
            connection.execute(sa.update(n).where(n.c.id == notice_id).values(problem=type(error).__name__))
        return 0
    with database.write() as connection:
        connection.execute(sa.update(n).where(n.c.id == notice_id).values(delivered_at=now, problem=""))
    return 1
