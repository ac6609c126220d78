"""A data centre in this process: the real receiver over a real database, for tests that go there and back.

`exchange` does what the sync process does, without a line: what waits in the outbox is sent byte for byte, the
answers are noted, and the rows the data centre has now are put into the cache.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from data_centre import models as m
from data_centre import request_life
from data_centre.accounts import Identities, create_account
from data_centre.blobs import BlobStore
from data_centre.commands.receiving import Receiver
from data_centre.feed import writing
from data_centre.rows import find_all
from ioc_console.context import Context
from ioc_domain.codes import Role
from ioc_domain.commands import CommandOutcome
from ioc_domain.entities import BY_NAME
from ioc_domain.records import Record
from local_cache.outbox import Outbox
from tests.console.filled_cache import fill
from tests.migrated import open_migrated

ACCOUNT = "lanhdao"
MIRRORED = ("unit", "indicator", "observation", "plan", "assessment", "explanation_request", "request_event", "alert",
            "directive",
            "complaint", "complaint_type")


class SmallCentre:
    """One city, one leader. `now` is the centre's clock."""

    def __init__(self, folder: Path, now: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.now = now
        self.database = open_migrated(folder / "centre.db", folder)
        self.blobs = BlobStore(self.database)
        self.receiver = Receiver(self.database, self.blobs, lambda: self.now)
        self._identities = Identities()
        with self.database.write() as connection:
            create_account(connection, account_id=ACCOUNT, name="Nguyễn Minh Khoa", role=Role.LEADER,
                           password="mat-khau-thu-01", now=1, title="Lãnh đạo")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.database.close()

    def put(self, *records: Record) -> None:
        """Something happens at the centre."""
        with writing(self.database) as writer:
            for record in records:
                writer.put(record)

    def take_right(self) -> None:
        """The leader becomes a duty officer, who may not ask."""
        self.become(Role.DUTY_OFFICER.value)

    def become(self, role: str) -> None:
        """The account has another role from now on."""
        with self.database.write() as connection:
            connection.execute(sa.update(m.account).where(m.account.c.id == ACCOUNT).values(role=role))

    def keep_scopes(self, *scopes: str) -> None:
        """The account has only these scopes from now on."""
        with self.database.write() as connection:
            connection.execute(sa.delete(m.account_grant).where(m.account_grant.c.account == ACCOUNT))
            connection.execute(sa.insert(m.account_grant), [{"account": ACCOUNT, "scope": s} for s in scopes])

    def deliver(self, request_id: str) -> None:
        """The unit's desk gets a request."""
        with writing(self.database) as writer:
            request = request_life.load(writer.connection, request_id)
            assert request is not None
            request_life.advance(writer, request, "deliver", actor="", text="Đã đến bàn việc của đơn vị",
                                 delivered_at=self.now)

    def rows(self, table: str) -> list[Any]:
        """Every record of a table."""
        with self.database.read() as connection:
            return find_all(connection, BY_NAME[table])

    def exchange(self, context: Context) -> list[CommandOutcome]:
        """Send all that waits, note the answers, bring the rows to the cache; returns the answers."""
        outbox = Outbox(context.paths.outbox, context.paths.evidence)
        outcomes: list[CommandOutcome] = []
        while commands := outbox.next_to_send(now=self.now):
            for command in commands:
                assert outbox.mark_sending(command.id, self.now)
                with self.database.read() as connection:
                    identity = self._identities.identity(connection, command.account)
                assert identity is not None
                if command.evidence:
                    self._store(outbox.evidence_bytes(command.evidence), identity.id)
                outcome = self.receiver.receive(identity, command.id, command.body)
                outbox.mark_outcome(outcome, self.now)
                outcomes.append(outcome)
        self.pull(context)
        return outcomes

    def pull(self, context: Context) -> None:
        """Bring the rows to the cache; what the centre took in is seen there."""
        fill(context.paths.cache, [record for table in MIRRORED for record in self.rows(table)], last_pull=self.now)
        outbox = Outbox(context.paths.outbox)
        taken = [c.id for c in outbox.commands(unsettled=True) if c.outcome and c.outcome.result == "accepted"]
        outbox.settle(taken, 0, self.now)
        context.sync.rows_changed.emit(frozenset({*MIRRORED, "outbox"}))

    def _store(self, data: bytes, account: str) -> None:
        with self.database.write() as connection:
            self.blobs.put(connection, data, kind="evidence", mime="application/json", now=self.now, account=account)
