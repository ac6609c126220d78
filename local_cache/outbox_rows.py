"""Rows of the outbox and the access both its sides share; the verbs are in `outbox` and `outbox_sending`."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from ioc_domain.codes import CommandState
from ioc_domain.commands import CommandEnvelope, CommandOutcome, Payload, decode_envelope, decode_payload

from . import outbox_file, outbox_log
from .outbox_file import COMMAND_COLUMNS, NotSaved, OutboxError, OutboxRecovered
from .outbox_log import LogEntry

T = TypeVar("T")

WAITING = (CommandState.SAVED, CommandState.SENDING, CommandState.UNCONFIRMED, CommandState.SIGN_IN)
"""States in which the data centre is not known to have the command."""


class AlreadySent(OutboxError):
    """It left this machine: only a command of its own can take it back."""


class UnknownCommand(OutboxError):
    """No command of that id."""


@dataclass(frozen=True)
class PendingCommand:
    """What to save. `id` is made (UUIDv7) when empty."""

    payload: Payload
    device: str
    account: str
    saved_at: int
    id: str = ""


@dataclass(frozen=True)
class SavedCommand:
    """A command as the outbox holds it. `body` is sent byte for byte; `n` counts within (device, aggregate)."""

    id: str
    device: str
    account: str
    aggregate: str
    n: int
    prev_id: str
    type: str
    schema: int
    body: bytes
    sha256: str
    evidence: str  # sha256 of the frozen evidence, "" = none
    saved_at: int
    state: CommandState
    attempts: int
    first_sent_at: int
    last_attempt_at: int
    next_attempt_at: int
    problem_code: str
    problem: str
    outcome: CommandOutcome | None
    settled_at: int
    evidence_sent_at: int

    @property
    def envelope(self) -> CommandEnvelope:
        """The body, decoded."""
        return decode_envelope(self.body)

    @property
    def payload(self) -> Payload:
        """What it asks for. Raises KeyError for a type this program does not know."""
        return decode_payload(self.envelope)


@dataclass(frozen=True)
class HistoryEntry:
    """One step of a command."""

    at: int
    state: CommandState
    note: str


@dataclass(frozen=True)
class Draft:
    """Something half written. `key` says where it belongs (e.g. `request/v2:C0403/26734/2026-10`)."""

    key: str
    body: bytes
    saved_at: int


@dataclass(frozen=True)
class OutboxCounts:
    """Commands by what a person has to know."""

    waiting: int
    needs_decision: int
    refused: int


def saved_command(row: tuple[Any, ...]) -> SavedCommand:
    """A command from its row in the order of `COMMAND_COLUMNS`."""
    fields = dict(zip(COMMAND_COLUMNS, row, strict=True))
    fields["state"] = CommandState(fields["state"])
    outcome = fields["outcome"]
    fields["outcome"] = None if outcome is None else msgspec.json.decode(outcome, type=CommandOutcome)
    return SavedCommand(**fields)


SELECT = f"SELECT {', '.join(COMMAND_COLUMNS)} FROM command"


class OutboxAccess:
    """Opening the file for one transaction at a time."""

    def __init__(self, path: Path, evidence: Path | None = None) -> None:
        self.path = path
        self.evidence = evidence or path.with_name("evidence")
        self.log = outbox_log.log_path(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading."""
        with outbox_file.opened(self.path) as connection:
            yield connection

    @contextmanager
    def writing(self, copies: list[LogEntry] | None = None) -> Iterator[sqlite3.Connection]:
        """A connection inside one write transaction.

        `copies`: lines for the second copy, filled by the block; they are on the disk before the commit is tried, and
        taken back when it fails. Raises `OutboxRecovered` when another process put a recovered file in the place of
        this one meanwhile: what was written is in the file that was set aside.
        """
        with outbox_file.opened(self.path) as connection:
            which = outbox_file.identity(self.path)
            connection.execute("BEGIN IMMEDIATE")
            length: int | None = None
            try:
                yield connection
                if copies:
                    length = outbox_log.append(self.log, copies)
                connection.execute("COMMIT")
            except BaseException:
                if length is not None:
                    self._take_copies_back(length, copies or [])
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        if outbox_file.identity(self.path) != which:
            raise OutboxRecovered("the file was replaced meanwhile")

    def _take_copies_back(self, length: int, copies: list[LogEntry]) -> None:
        try:
            outbox_log.cut_back(self.log, length)
        except OSError:
            # The lines stay; a line of its own says that they mean nothing.
            with contextlib.suppress(OSError):
                saved = [entry for entry in copies if entry.what == outbox_log.SAVED]
                outbox_log.append(self.log, [outbox_log.gone_entry(e.id, e.at, "not committed") for e in saved])

    def fetch(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of one query; once more when the file had to be recovered."""
        try:
            with self.reading() as connection:
                return connection.execute(query, parameters).fetchall()
        except OutboxRecovered:
            with self.reading() as connection:
                return connection.execute(query, parameters).fetchall()

    def durably(self, work: Callable[[], T]) -> T:
        """Run `work`; once more after a recovery, and on a full disk in the room the ballast held.

        Raises `NotSaved`.
        """
        try:
            return work()
        except OutboxRecovered:
            pass
        except (sqlite3.Error, OSError, NotSaved) as error:
            if not isinstance(error, NotSaved) and not outbox_file.is_full(error):
                raise
            if not outbox_file.release_ballast(self.path):
                raise NotSaved(str(error)) from error
        try:
            return work()
        except (sqlite3.Error, OSError, OutboxRecovered) as error:
            raise NotSaved(str(error)) from error


def add_step(connection: sqlite3.Connection, command_id: str, at: int, state: CommandState, note: str) -> None:
    """Add a step to the history of a command."""
    connection.execute(
        "INSERT INTO history(command_id, n, at, state, note)"
        " SELECT ?, coalesce(max(n), 0) + 1, ?, ?, ? FROM history WHERE command_id = ?",
        (command_id, at, state, note, command_id),
    )


def move(connection: sqlite3.Connection, command_id: str, state: CommandState, at: int, note: str) -> None:
    """Set the state and note it; raises `UnknownCommand`."""
    moved = connection.execute("UPDATE command SET state = ? WHERE id = ?", (state, command_id)).rowcount
    if not moved:
        raise UnknownCommand(command_id)
    add_step(connection, command_id, at, state, note)


def set_problem(connection: sqlite3.Connection, command_id: str, code: str, detail: str, retry_at: int) -> None:
    """Set what stood in the way last time and when to try again."""
    connection.execute(
        "UPDATE command SET problem_code = ?, problem = ?, next_attempt_at = ? WHERE id = ?",
        (code, detail, retry_at, command_id),
    )


def settle_row(connection: sqlite3.Connection, command_id: str, now: int) -> int:
    """Mark that the mirror shows it; 1 when it was not so marked before."""
    return connection.execute(
        "UPDATE command SET settled_at = ? WHERE id = ? AND settled_at = 0", (now, command_id)
    ).rowcount


def take_back(connection: sqlite3.Connection, command_id: str, now: int, note: str) -> None:
    """Withdraw what never left this machine or what came back; raises `AlreadySent`, `UnknownCommand`.

    What a later command of the machine names as the one before it stays: its body is fixed, and the data centre takes
    it in only after this one. Take the later one back first.
    """
    row = connection.execute("SELECT state, attempts FROM command WHERE id = ?", (command_id,)).fetchone()
    if row is None:
        raise UnknownCommand(command_id)
    state, attempts = CommandState(row[0]), row[1]
    never_left = state in (CommandState.SAVED, CommandState.SIGN_IN) and attempts == 0
    if not never_left and state not in (CommandState.NEEDS_DECISION, CommandState.REFUSED):
        raise AlreadySent(command_id)
    later = "SELECT 1 FROM command WHERE prev_id = ? AND NOT (state = ? AND attempts = 0)"
    if never_left and connection.execute(later, (command_id, CommandState.WITHDRAWN)).fetchone():
        raise AlreadySent(command_id)
    move(connection, command_id, CommandState.WITHDRAWN, now, note)
    settle_row(connection, command_id, now)
