"""Take a command in, exactly once.

One transaction: insert the id (on conflict: nothing) -> validate -> effect -> notices -> audit -> feed -> stored
answer. The id and its answer are kept for ever: whoever sends the same bytes again gets the same answer.
"""

from __future__ import annotations

import threading
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import sqlalchemy as sa

from ioc_domain.command_schemas import CommandSchemas, SchemaTooOld, SchemaUnknown
from ioc_domain.commands import (
    PAYLOADS,
    AcceptDirective,
    AcceptExplanation,
    AcknowledgeAlert,
    AssignAlert,
    CommandEnvelope,
    CommandOutcome,
    IssueDirective,
    IssueExplanationRequest,
    KnownCommand,
    Payload,
    ReopenComplaint,
    ReturnDirective,
    ReturnExplanation,
    ShelveAlert,
    WithdrawDirective,
    WithdrawRequest,
    body_hash,
    decode_envelope,
)

from .. import audit
from .. import models as m
from ..accounts import Identity
from ..blobs import BlobStore
from ..database import Database
from ..feed import FeedWriter
from ..rows import RowRefused
from . import alerts, complaints, directives, requests
from .context import Context, NotYet, Refused

BODY_LIMIT = 256_000
KNOWN_LIMIT = 100
"""Commands in one answer: with the largest bodies some 35 MB, with usual ones 200 KB."""
ACCEPTED = "accepted"

HANDLERS: dict[type[Payload], Callable[[Context, Any], None]] = {
    IssueExplanationRequest: requests.issue,
    WithdrawRequest: requests.withdraw,
    AcceptExplanation: requests.accept,
    ReturnExplanation: requests.return_for_more,
    AcknowledgeAlert: alerts.acknowledge,
    AssignAlert: alerts.assign,
    ShelveAlert: alerts.shelve,
    ReopenComplaint: complaints.reopen,
    IssueDirective: directives.issue,
    AcceptDirective: directives.accept,
    ReturnDirective: directives.return_for_more,
    WithdrawDirective: directives.withdraw,
}


class CommandProblem(Exception):
    """The command is not taken in; nothing is stored. `status` and `code` are those of the answer."""

    def __init__(self, status: int, code: str, detail: str, retry_after: int = 0) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.retry_after = status, code, detail, retry_after


class Receiver:
    """Takes commands in for one data centre."""

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        clock: Callable[[], float],
        schemas: CommandSchemas | None = None,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock
        self.schemas = schemas or CommandSchemas()
        self._lock = threading.Lock()
        self._running: set[str] = set()

    def receive(self, identity: Identity, command_id: str, body: bytes) -> CommandOutcome:
        """The outcome, now or as it was stored. Raises `CommandProblem`."""
        envelope = _envelope(command_id, body)
        if envelope.account != identity.id:
            raise CommandProblem(403, "wrong_account", "The command was saved by another account.")
        with self._alone(command_id), self._database.write() as connection:
            self._alone_in_cluster(connection, command_id)
            # Before the payload is looked at: an answer that was given once holds for ever, however old its schema.
            stored = self._stored(connection, identity, command_id, body)
            if stored is not None:
                return stored
            payload = self._payload(envelope)
            self._predecessor(connection, envelope)
            return self._first_time(connection, identity, envelope, payload, body)

    def known(self, connection: sa.Connection, account: str, device: str, after: str) -> list[KnownCommand]:
        """A device's commands with their stored outcomes in the order of their ids, after an id; at most 100."""
        c = m.command.c
        query = sa.select(c.outcome, c.body).where(c.account == account, c.device == device, c.id > after)
        rows = connection.execute(query.order_by(c.id).limit(KNOWN_LIMIT))
        return [
            msgspec.structs.replace(msgspec.json.decode(row[0], type=KnownCommand), body=bytes(row[1])) for row in rows
        ]

    @contextmanager
    def _alone(self, command_id: str) -> Iterator[None]:
        with self._lock:
            if command_id in self._running:
                raise _in_progress()
            self._running.add(command_id)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(command_id)

    def _alone_in_cluster(self, connection: sa.Connection, command_id: str) -> None:
        """The same between several servers on one PostgreSQL; SQLite lets one writer in at a time anyway."""
        if not self._database.embedded:
            number = zlib.crc32(command_id.encode())
            if not connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(7104, number - (1 << 31)))).scalar():
                raise _in_progress()

    def _stored(
        self, connection: sa.Connection, identity: Identity, command_id: str, body: bytes
    ) -> CommandOutcome | None:
        c = m.command.c
        row = connection.execute(sa.select(c.hash, c.account, c.outcome).where(c.id == command_id)).first()
        if row is None:
            return None
        if row.account != identity.id or row.hash != body_hash(body):
            raise CommandProblem(422, "other_body", "A command with this id and another body was received before.")
        return msgspec.json.decode(row.outcome, type=CommandOutcome)

    def _payload(self, envelope: CommandEnvelope) -> Payload:
        """The payload as the newest schema has it; one saved in an older schema is taken in for 24 months."""
        try:
            self.schemas.check(envelope.type, envelope.schema, self._clock())
        except SchemaUnknown as error:
            raise CommandProblem(422, "unknown_command", str(error)) from error
        except SchemaTooOld as error:
            raise CommandProblem(422, "schema_too_old", str(error)) from error
        try:
            newest = self.schemas.newest(envelope.type, envelope.schema, bytes(envelope.payload))
            payload = msgspec.json.decode(newest, type=PAYLOADS[envelope.type])
        except (msgspec.MsgspecError, KeyError, TypeError) as error:
            raise CommandProblem(422, "invalid_command", str(error)) from error
        if payload.aggregate(envelope.id) != envelope.aggregate:
            raise CommandProblem(422, "invalid_command", "The aggregate is not that of the payload.")
        return payload

    def _predecessor(self, connection: sa.Connection, envelope: CommandEnvelope) -> None:
        if not envelope.prev_id:
            return
        c = m.command.c
        known = sa.select(c.id).where(
            c.id == envelope.prev_id, c.device == envelope.device, c.aggregate == envelope.aggregate
        )
        if connection.execute(known).first() is None:
            raise CommandProblem(409, "out_of_order", "The command before this one has not been received.")

    def _first_time(
        self, connection: sa.Connection, identity: Identity, envelope: CommandEnvelope, payload: Payload, body: bytes
    ) -> CommandOutcome:
        now = int(self._clock())
        connection.execute(
            sa.insert(m.command).values(
                id=envelope.id,
                hash=body_hash(body),
                account=identity.id,
                device=envelope.device,
                aggregate=envelope.aggregate,
                n=envelope.n,
                type=envelope.type,
                received_at=now,
                body=body,
            )
        )
        writer = FeedWriter(connection, now)
        context = Context(writer, identity, envelope, self._blobs)
        outcome = CommandOutcome(id=envelope.id, result=ACCEPTED, received_at=now)
        savepoint = connection.begin_nested()
        try:
            if _has_zero_byte(payload):
                raise Refused("bad_text", "Nội dung có ký tự không hợp lệ.")
            HANDLERS[type(payload)](context, payload)
            savepoint.commit()
            outcome = msgspec.structs.replace(outcome, data=context.data)
        except NotYet as wait:
            raise CommandProblem(409, wait.code, wait.detail) from wait
        except (Refused, RowRefused) as refusal:
            # Whatever the handler had begun is undone; that it was refused is kept.
            savepoint.rollback()
            writer = FeedWriter(connection, now)
            outcome = _refusal(outcome, refusal)
        detail = {"command": envelope.id, "result": outcome.result, "code": outcome.code, "hash": body_hash(body)}
        audit.write(connection, now, identity.id, envelope.type, envelope.aggregate, detail)
        outcome = msgspec.structs.replace(outcome, seq=writer.flush().seq)
        connection.execute(
            sa.update(m.command)
            .where(m.command.c.id == envelope.id)
            .values(seq=outcome.seq, outcome=msgspec.json.encode(outcome).decode())
        )
        return outcome


def _has_zero_byte(payload: Payload) -> bool:
    """A text that no database can look for."""
    return any(isinstance(value, str) and "\x00" in value for value in msgspec.structs.astuple(payload))


def _refusal(outcome: CommandOutcome, refusal: Refused | RowRefused) -> CommandOutcome:
    if isinstance(refusal, RowRefused):
        text = "Nội dung có ký tự không hợp lệ."
        return msgspec.structs.replace(outcome, result="refused", code="bad_text", detail=text)
    return msgspec.structs.replace(
        outcome, result=refusal.result, code=refusal.code, detail=refusal.detail, data=refusal.data
    )


def _envelope(command_id: str, body: bytes) -> CommandEnvelope:
    try:
        envelope = decode_envelope(body)
    except msgspec.MsgspecError as error:
        raise CommandProblem(422, "invalid_command", str(error)) from error
    try:
        canonical = str(uuid.UUID(envelope.id))
    except ValueError as error:
        raise CommandProblem(422, "invalid_command", "The id is not a UUID.") from error
    if envelope.id != command_id or envelope.id != canonical:
        raise CommandProblem(422, "invalid_command", "The id in the body is not the one in the address.")
    if "\x00" in envelope.device + envelope.prev_id + envelope.aggregate:
        raise CommandProblem(422, "invalid_command", "A zero byte in a name.")
    if not 0 <= envelope.saved_at < 1 << 40 or not 1 <= envelope.n < 1 << 40:
        raise CommandProblem(422, "invalid_command", "A number is out of range.")
    return envelope


def _in_progress() -> CommandProblem:
    return CommandProblem(409, "in_progress", "The same command is being worked on.", retry_after=1)
