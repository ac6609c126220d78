"""Putting a recovered outbox right with what the data centre knows of this console's commands."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from ioc_domain.codes import CommandState
from ioc_domain.commands import RESULT_STATES, CommandOutcome, KnownCommand, body_hash

from . import outbox_log
from .outbox_log import LogEntry
from .outbox_recovery import DAMAGED_COMMAND, Recovery, fields_of, reports
from .outbox_rows import OutboxAccess, add_step, move, set_problem

OLD = 30 * 86_400
"""Seconds: a command that was refused before that and comes back from the data centre is history, no question."""
_ASKED = (CommandState.SAVED, CommandState.UNCONFIRMED, CommandState.SIGN_IN)


class Reconciling(OutboxAccess):
    """Verbs of sync after a recovery."""

    def unreconciled(self) -> Recovery | None:
        """The newest recovery after which the data centre has not been asked yet; None when all is settled."""
        if not self.path.exists():
            return None
        with self.reading() as connection:
            open_ = [report for report in reports(connection) if not report.reconciled_at]
        return open_[-1] if open_ else None

    def devices(self, account: str) -> list[str]:
        """Names under which this machine saved commands of an account."""
        rows = self.fetch("SELECT DISTINCT device FROM command WHERE account = ? ORDER BY device", (account,))
        return [str(row[0]) for row in rows]

    def take_known(self, known: Sequence[KnownCommand], account: str, now: int) -> tuple[int, int]:
        """Take in what the data centre has; returns (states put right, commands that came back).

        A command that waits here and is answered there has its answer. One that is not here any more comes back with
        its body, as what the data centre says it is; those taken back here stay taken back.
        """
        put_right = returned = 0
        copies: list[LogEntry] = []
        with self.writing(copies) as connection:
            gone = outbox_log.read(self.log).gone
            for one in known:
                if one.result not in RESULT_STATES:
                    continue
                row = connection.execute(
                    "SELECT state, problem_code, sha256 FROM command WHERE id = ?", (one.id,)
                ).fetchone()
                sound = _is_sound(one, account)
                if row is None and sound:
                    entry = self._bring_back(connection, one, now, taken_back=one.id in gone)
                    copies += [entry] if entry is not None else []
                    returned += 1
                elif row is not None and row[0] in _ASKED and (not one.body or body_hash(one.body) == row[2]):
                    self._answer(connection, one, now)
                    put_right += 1
                elif row is not None and row[:2] == (CommandState.NEEDS_DECISION, DAMAGED_COMMAND) and sound:
                    connection.execute(
                        "UPDATE command SET body = ?, sha256 = ? WHERE id = ?", (one.body, body_hash(one.body), one.id)
                    )
                    self._answer(connection, one, now)
                    put_right += 1
            connection.execute(
                "UPDATE recovery SET put_right = put_right + ?, returned = returned + ? WHERE reconciled_at = 0",
                (put_right, returned),
            )
        return put_right, returned

    def mark_reconciled(self, now: int) -> Recovery | None:
        """The data centre has been asked for everything; returns the report as it is now."""
        with self.writing() as connection:
            connection.execute("UPDATE recovery SET reconciled_at = ? WHERE reconciled_at = 0", (now,))
            found = reports(connection)
        return found[-1] if found else None

    @staticmethod
    def _answer(connection: sqlite3.Connection, one: KnownCommand, now: int) -> None:
        set_problem(connection, one.id, one.code, one.detail, 0)
        connection.execute("UPDATE command SET outcome = ? WHERE id = ?", (_outcome(one), one.id))
        move(connection, one.id, RESULT_STATES[one.result], now, "the data centre has it")

    @staticmethod
    def _bring_back(
        connection: sqlite3.Connection, one: KnownCommand, now: int, *, taken_back: bool
    ) -> LogEntry | None:
        state = CommandState.WITHDRAWN if taken_back else RESULT_STATES[one.result]
        over = taken_back or (state is not CommandState.RECEIVED and now - one.received_at > OLD)
        fields = fields_of(one.body) | {
            "evidence": _evidence(one.body), "state": state, "attempts": 1, "first_sent_at": one.received_at,
            "last_attempt_at": one.received_at, "problem_code": one.code, "problem": one.detail,
            "outcome": _outcome(one), "settled_at": now if over else 0, "evidence_sent_at": one.received_at,
        }  # fmt: skip
        names, marks = ", ".join(fields), ", ".join("?" * len(fields))
        connection.execute(f"INSERT INTO command({names}) VALUES ({marks})", tuple(fields.values()))
        add_step(connection, one.id, one.received_at, state, "came back from the data centre")
        return None if over else outbox_log.saved_entry(one.id, fields["saved_at"], one.body, fields["evidence"])


def _is_sound(one: KnownCommand, account: str) -> bool:
    """True when the body is a command of that id and account: it came from outside."""
    if not one.body:
        return False
    try:
        fields = fields_of(one.body)
    except (msgspec.MsgspecError, UnicodeError):
        return False
    return bool(fields["id"] == one.id and fields["account"] == account)


def _outcome(one: KnownCommand) -> bytes:
    values = {name: getattr(one, name) for name in CommandOutcome.__struct_fields__}
    return msgspec.json.encode(CommandOutcome(**values))


class _Evidence(msgspec.Struct):
    evidence: str = ""


class _Body(msgspec.Struct):
    payload: _Evidence


def _evidence(body: bytes) -> str:
    return msgspec.json.decode(body, type=_Body).payload.evidence

