"""The outbox: what a person asked for, kept until the data centre has it and the mirror shows it.

    with Outbox(path) as outbox:
        saved = outbox.save(PendingCommand(payload=..., device=..., account=..., saved_at=now), evidence)

`save` returns only after the commit, and after the command is in the second copy (`outbox_log`) as well: "saved on this
machine" may then be said, and not before. The console writes
by `save`, `withdraw`, `replace` and the drafts; sync by `next_to_send` and the `mark_*` verbs. Every verb is one
transaction of its own, so both processes may work at once. Times are whole seconds UTC.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ioc_domain.codes import CommandState
from ioc_domain.commands import body_hash, encode_envelope

from . import evidence_files, outbox_file, outbox_log
from .lease import TimeSeen
from .outbox_file import NewerOutbox, NotSaved, OutboxError, OutboxRecovered
from .outbox_log import LogEntry
from .outbox_reconciling import Reconciling
from .outbox_rows import (
    SELECT,
    WAITING,
    AlreadySent,
    Draft,
    HistoryEntry,
    OutboxCounts,
    PendingCommand,
    SavedCommand,
    UnknownCommand,
    add_step,
    saved_command,
    take_back,
)
from .outbox_sending import Sending

if TYPE_CHECKING:
    from .outbox_recovery import Recovery

__all__ = [
    "AlreadySent",
    "Draft",
    "HistoryEntry",
    "NewerOutbox",
    "NotSaved",
    "Outbox",
    "OutboxCounts",
    "OutboxError",
    "OutboxRecovered",
    "PendingCommand",
    "SavedCommand",
    "UnknownCommand",
]


class Outbox(Sending, Reconciling):
    """Commands, their history, their evidence and drafts in one file, for both processes.

    Each verb opens the file, does one transaction and closes it: nothing is held between calls, a damaged file is
    found (and recovered) at the next call, and any thread may call. `evidence` is the folder of frozen evidence,
    `evidence/` beside the file when not given.
    """

    # --- the person ---

    def save(self, command: PendingCommand, evidence: bytes | None = None) -> SavedCommand:
        """Keep a command. Returns after the commit; raises `NotSaved` when it could not be kept.

        `evidence` are the frozen bytes named by the payload's `evidence` sha256; they are on disk before the
        command is.
        """
        named = _named(command)
        saved = self.durably(lambda: self._save(named, evidence, replaces=""))
        outbox_file.lay_ballast(self.path)  # for the next one, while there is room
        return saved

    def save_all(self, commands: Sequence[PendingCommand]) -> list[SavedCommand]:
        """Keep several commands without evidence, all or none, in one transaction; raises `NotSaved`."""
        named = [_named(command) for command in commands]

        def work() -> list[SavedCommand]:
            copies: list[LogEntry] = []
            with self.writing(copies) as connection:
                return [self._insert(connection, command, copies) for command in named]

        saved = self.durably(work)
        outbox_file.lay_ballast(self.path)
        return saved

    def replace(self, old_id: str, command: PendingCommand, evidence: bytes | None = None) -> SavedCommand:
        """Decide on a command that needs a decision or was refused: save another in its place, in one transaction."""
        named = _named(command)
        return self.durably(lambda: self._save(named, evidence, replaces=old_id))

    def _save(self, command: PendingCommand, evidence: bytes | None, replaces: str) -> SavedCommand:
        sha256: str = getattr(command.payload, "evidence", "")
        if sha256 and evidence is not None:
            evidence_files.keep(self.evidence, sha256, evidence)
        copies: list[LogEntry] = []
        with self.writing(copies) as connection:
            saved = self._insert(connection, command, copies)
            if replaces and copies:
                take_back(connection, replaces, command.saved_at, f"replaced by {command.id}")
                copies.append(outbox_log.gone_entry(replaces, command.saved_at, f"replaced by {command.id}"))
        return saved

    def _insert(self, connection: sqlite3.Connection, command: PendingCommand, copies: list[LogEntry]) -> SavedCommand:
        """The row of a command with its first step; its line for the second copy is added to `copies`."""
        command_id = command.id
        aggregate = command.payload.aggregate(command_id)
        before = connection.execute(f"{SELECT} WHERE id = ?", (command_id,)).fetchone()
        if before is not None:
            # Tried once more after a recovery that had found it.
            return saved_command(before)
        # A command taken back before it ever left is unknown to the data centre: the chain passes it by.
        last = connection.execute(
            "SELECT n, id FROM command WHERE device = ? AND aggregate = ? AND NOT (state = ? AND attempts = 0)"
            " ORDER BY n DESC LIMIT 1",
            (command.device, aggregate, CommandState.WITHDRAWN),
        ).fetchone()
        n, prev_id = (last[0] + 1, last[1]) if last else (1, "")
        body = encode_envelope(
            command_id=command_id,
            device=command.device,
            account=command.account,
            n=n,
            prev_id=prev_id,
            saved_at=command.saved_at,
            payload=command.payload,
        )
        sha256: str = getattr(command.payload, "evidence", "")
        connection.execute(
            "INSERT INTO command(id, device, account, aggregate, n, prev_id, type, schema, body, sha256, evidence,"
            " saved_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                command_id, command.device, command.account, aggregate, n, prev_id, command.payload.TYPE,
                command.payload.SCHEMA, body, body_hash(body), sha256, command.saved_at, CommandState.SAVED,
            ),
        )  # fmt: skip
        add_step(connection, command_id, command.saved_at, CommandState.SAVED, "")
        copies.append(outbox_log.saved_entry(command_id, command.saved_at, body, sha256))
        return saved_command(connection.execute(f"{SELECT} WHERE id = ?", (command_id,)).fetchone())

    def withdraw(self, command_id: str, now: int, note: str = "") -> None:
        """Take a command back that never left this machine, or dismiss one that was refused or needs a decision.

        Raises `AlreadySent` when the data centre may have it: then save a withdrawing command instead; `NotSaved`.
        """

        def work() -> None:
            with self.writing([outbox_log.gone_entry(command_id, now, note)]) as connection:
                take_back(connection, command_id, now, note)

        self.durably(work)

    def save_draft(self, draft: Draft) -> None:
        """Keep something half written; raises `NotSaved`."""

        def work() -> None:
            with self.writing() as connection:
                connection.execute(
                    "INSERT INTO draft(key, body, saved_at) VALUES (?, ?, ?)"
                    " ON CONFLICT(key) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
                    (draft.key, draft.body, draft.saved_at),
                )

        self.durably(work)

    def drafts(self, prefix: str = "") -> list[Draft]:
        """Drafts whose key begins so, newest first."""
        rows = self.fetch(
            "SELECT key, body, saved_at FROM draft WHERE substr(key, 1, length(?)) = ? ORDER BY saved_at DESC, key",
            (prefix, prefix),
        )
        return [Draft(*row) for row in rows]

    def discard_draft(self, key: str) -> None:
        """Forget a draft; nothing happens when there is none. Raises `NotSaved`."""

        def work() -> None:
            with self.writing() as connection:
                connection.execute("DELETE FROM draft WHERE key = ?", (key,))

        self.durably(work)

    def see_time(self, seen: TimeSeen) -> None:
        """Keep the latest time seen; nothing happens when a later one is kept already. Raises `NotSaved`."""

        def work() -> None:
            with self.writing() as connection:
                connection.execute(
                    "INSERT INTO time_seen(one, told, centre, machine) VALUES (1, ?, ?, ?) ON CONFLICT(one) DO UPDATE"
                    " SET told = excluded.told, centre = excluded.centre, machine = excluded.machine"
                    " WHERE (excluded.told, excluded.centre) >= (time_seen.told, time_seen.centre)",
                    (seen.told, seen.centre, seen.machine),
                )

        self.durably(work)

    # --- reading ---

    def time_seen(self) -> TimeSeen:
        """The latest time seen, all 0 when none was kept."""
        rows = self.fetch("SELECT told, centre, machine FROM time_seen")
        return TimeSeen(*rows[0]) if rows else TimeSeen()

    def command(self, command_id: str) -> SavedCommand:
        """One command; raises `UnknownCommand`."""
        rows = self.fetch(f"{SELECT} WHERE id = ?", (command_id,))
        if not rows:
            raise UnknownCommand(command_id)
        return saved_command(rows[0])

    def commands(self, *, unsettled: bool = False) -> list[SavedCommand]:
        """Commands in the order they were saved; `unsettled`: only those the mirror does not show yet."""
        where = " WHERE settled_at = 0" if unsettled else ""
        return [saved_command(row) for row in self.fetch(f"{SELECT}{where} ORDER BY place")]

    def history(self, command_id: str) -> list[HistoryEntry]:
        """Steps of a command, oldest first."""
        rows = self.fetch("SELECT at, state, note FROM history WHERE command_id = ? ORDER BY n", (command_id,))
        return [HistoryEntry(at, CommandState(state), note) for at, state, note in rows]

    def counts(self) -> OutboxCounts:
        """How many wait, need a decision, were refused."""
        rows = self.fetch("SELECT state, count(*) FROM command WHERE settled_at = 0 GROUP BY state")
        found = {state: int(n) for state, n in rows}
        return OutboxCounts(
            waiting=sum(found.get(s, 0) for s in WAITING),
            needs_decision=found.get(CommandState.NEEDS_DECISION, 0),
            refused=found.get(CommandState.REFUSED, 0),
        )

    def evidence_bytes(self, sha256: str) -> bytes:
        """Frozen evidence; raises `evidence_files.DamagedEvidence`."""
        return evidence_files.read(self.evidence, sha256)

    def recoveries(self) -> list[Recovery]:
        """What became of damaged outboxes, oldest first: for the person, and for sync, which asks the data centre."""
        from .outbox_recovery import reports

        with self.reading() as connection:
            return reports(connection)


def _named(command: PendingCommand) -> PendingCommand:
    """With an id, which a second try after a recovery keeps."""
    if command.id:
        return command
    from uuid_utils import uuid7

    return dataclasses.replace(command, id=str(uuid7()))
