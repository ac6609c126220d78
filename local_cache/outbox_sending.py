"""The side of the outbox that sync uses: what to send next, and what became of it."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable

import msgspec

from ioc_domain.codes import CommandState
from ioc_domain.commands import RESULT_STATES, CommandOutcome

from . import outbox_file, outbox_log
from .outbox_log import LogEntry
from .outbox_rows import (
    SELECT,
    WAITING,
    OutboxAccess,
    SavedCommand,
    UnknownCommand,
    move,
    saved_command,
    set_problem,
    settle_row,
)

log = logging.getLogger(__name__)

LONGEST_PAUSE = 301
"""Seconds: no command waits longer for its next attempt; a time further off was noted by a clock that was wrong."""


_TOWARDS = (
    "EXISTS (SELECT 1 FROM command AS w WHERE w.id IN (SELECT value FROM json_each(?)) AND w.device = c.device"
    " AND w.aggregate = c.aggregate AND w.n >= c.n)"
)
"""Of a command `c`: it is one of a list, or goes before one of them."""


class Sending(OutboxAccess):
    """Verbs of sync. Each is one transaction."""

    unseen: frozenset[tuple[str, str]] = frozenset()
    """(command, account) of what was received and lay beyond the mirror when `settle` looked last."""

    def recover_unfinished(self, now: int) -> int:
        """At the start of sync: what was `sending` when the process died is `unconfirmed`. Returns how many.

        Room for commands is set aside on the disk where it is not yet (see `outbox_file.lay_ballast`), and the outbox
        and its second copy are compared.
        """
        outbox_file.lay_ballast(self.path)
        self.compare_copies()
        with self.writing() as connection:
            ids = connection.execute("SELECT id FROM command WHERE state = ?", (CommandState.SENDING,)).fetchall()
            for (command_id,) in ids:
                move(connection, command_id, CommandState.UNCONFIRMED, now, "the program stopped while sending")
        return len(ids)

    def compare_copies(self) -> int:
        """Give each of outbox and second copy what only the other has; returns how many commands were missing here.

        Commands are missing when an older copy of the file was put back. A long log of settled commands is made anew.
        """
        from .outbox_recovery import add_from_log, live_entries, note

        copies: list[LogEntry] = []
        with self.writing(copies) as connection:
            copy = outbox_log.read(self.log)
            added = add_from_log(connection, copy)
            if added:
                note(connection, "", 0, added, 0, copy.whole)
            live = live_entries(connection)
            copies += [entry for entry in live if entry.id not in copy.saved]
            if copy.lines > 2 * len(live) and outbox_log.files.size(self.log) > outbox_log.ROTATE_BYTES:
                copies.clear()
                outbox_log.make_anew(self.log, live, live[-1].at if live else 0)
        if added:
            log.warning("%d commands were in the second copy of the outbox only", added)
        return added

    def next_to_send(
        self, limit: int = 4, *, now: int, account: str = "", towards: Iterable[str] | None = None
    ) -> list[SavedCommand]:
        """The first waiting command of up to `limit` aggregates, oldest first, whose time has come.

        A command is not offered while one before it in its aggregate is not answered, nor while it waits for a
        new sign-in. `account`: only commands of that account. A time further off than any pause is that of a clock that
        was wrong, and has come. `towards`: only these commands and those before them in their aggregates.
        """
        rows = self.fetch(
            f"{SELECT} AS c WHERE state IN (?, ?) AND (next_attempt_at <= ? OR next_attempt_at > ?)"
            f" AND (? = '' OR account = ?) AND (? IS NULL OR {_TOWARDS})"
            " AND NOT EXISTS (SELECT 1 FROM command AS p WHERE p.device = c.device AND p.aggregate = c.aggregate"
            " AND p.n < c.n AND p.state IN (?, ?, ?, ?)) ORDER BY place LIMIT ?",
            (CommandState.SAVED, CommandState.UNCONFIRMED, now, now + LONGEST_PAUSE, account, account,
             *(2 * (None if towards is None else json.dumps(sorted(towards)),)), *WAITING, limit),
        )
        return [saved_command(row) for row in rows]

    def next_attempt_at(self, account: str = "") -> int | None:
        """When the next command may be tried, None when none waits (for sync's timer)."""
        ((at,),) = self.fetch(
            "SELECT min(next_attempt_at) FROM command WHERE state IN (?, ?) AND (? = '' OR account = ?)",
            (CommandState.SAVED, CommandState.UNCONFIRMED, account, account),
        )
        return None if at is None else int(at)

    def mark_sending(self, command_id: str, now: int) -> bool:
        """Claim a command for sending; False when it is no longer to be sent (a person took it back meanwhile)."""
        with self.writing() as connection:
            claimed = connection.execute(
                "UPDATE command SET attempts = attempts + 1, last_attempt_at = ?,"
                " first_sent_at = CASE first_sent_at WHEN 0 THEN ? ELSE first_sent_at END"
                " WHERE id = ? AND state IN (?, ?)",
                (now, now, command_id, CommandState.SAVED, CommandState.UNCONFIRMED),
            ).rowcount
            if claimed:
                move(connection, command_id, CommandState.SENDING, now, "")
        return bool(claimed)

    def mark_not_sent(self, command_id: str, now: int, *, code: str, detail: str, retry_at: int) -> None:
        """Nothing reached the data centre (no connection): back to what it was before, to be tried again."""
        with self.writing() as connection:
            if _answered(connection, command_id):
                return
            set_problem(connection, command_id, code, detail, retry_at)
            move(connection, command_id, _waiting_state(connection, command_id, not_sent=True), now, code)

    def mark_unconfirmed(self, command_id: str, now: int, *, code: str, detail: str, retry_at: int) -> None:
        """It may have arrived: no answer was seen. It is sent again, under the same id."""
        with self.writing() as connection:
            if _answered(connection, command_id):
                return
            set_problem(connection, command_id, code, detail, retry_at)
            move(connection, command_id, CommandState.UNCONFIRMED, now, code)

    def mark_outcome(self, outcome: CommandOutcome, now: int) -> SavedCommand:
        """The data centre's answer: received, needs a decision or refused, by `outcome.result`."""
        state = RESULT_STATES[outcome.result]
        with self.writing() as connection:
            set_problem(connection, outcome.id, outcome.code, outcome.detail, 0)
            connection.execute(
                "UPDATE command SET outcome = ? WHERE id = ?", (msgspec.json.encode(outcome), outcome.id)
            )
            move(connection, outcome.id, state, now, outcome.code)
            row = connection.execute(f"{SELECT} WHERE id = ?", (outcome.id,)).fetchone()
        return saved_command(row)

    def mark_refused(self, command_id: str, now: int, *, code: str, detail: str) -> None:
        """A 4xx without a stored outcome: kept, with the reason, for the person to look at."""
        with self.writing() as connection:
            if _answered(connection, command_id):
                return
            set_problem(connection, command_id, code, detail, 0)
            move(connection, command_id, CommandState.REFUSED, now, code)

    def needs_decision(self, command_id: str, now: int, *, code: str, detail: str) -> None:
        """The person must decide (also on this side, e.g. the evidence file is damaged)."""
        with self.writing() as connection:
            set_problem(connection, command_id, code, detail, 0)
            move(connection, command_id, CommandState.NEEDS_DECISION, now, code)

    def sign_in(self, now: int, account: str = "") -> int:
        """The session ended: everything that waits says "sign in to send". Returns how many."""
        return self._shift((CommandState.SAVED, CommandState.SENDING, CommandState.UNCONFIRMED),
                           CommandState.SIGN_IN, now, account)  # fmt: skip

    def signed_in(self, now: int, account: str = "") -> int:
        """A new session: what waited for it is to be sent again, at once. Returns how many.

        What may have arrived before the session ended is still in doubt.
        """
        return self._shift((CommandState.SIGN_IN,), None, now, account)

    def retry_now(self, account: str = "", command_id: str = "") -> None:
        """A person pressed "retry now": no waiting command waits for its time any longer; with `command_id` only that
        one, and those that must go before it."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE command AS c SET next_attempt_at = 0 WHERE state IN (?, ?) AND (? = '' OR account = ?)"
                f" AND (? = '' OR {_TOWARDS})",
                (CommandState.SAVED, CommandState.UNCONFIRMED, account, account, command_id, json.dumps([command_id])),
            )

    def mark_evidence_sent(self, sha256: str, now: int) -> None:
        """The data centre has that evidence: commands naming it need not send it again."""
        with self.writing() as connection:
            connection.execute("UPDATE command SET evidence_sent_at = ? WHERE evidence = ?", (now, sha256))

    def ask_again(self, command_ids: Iterable[str], now: int) -> None:
        """The data centre has answered these and knows nothing of them any more, as after a restore: they are in doubt,
        and sent once more under their ids. One that it does know is answered as before."""
        with self.writing() as connection:
            for command_id in command_ids:
                row = connection.execute(
                    "SELECT state FROM command WHERE id = ? AND settled_at = 0", (command_id,)
                ).fetchone()
                if row is not None and row[0] == CommandState.RECEIVED:
                    move(connection, command_id, CommandState.UNCONFIRMED, now, "not in the feed of the data centre")
                    set_problem(connection, command_id, "not_in_feed", "", now)

    def settle(self, command_ids: Iterable[str], applied_to: int, now: int) -> int:
        """After a pull: these ids came in page trailers, and the mirror has every operation up to `applied_to`.

        A command whose answer was lost is thereby known to be received. Returns how many were settled.
        """
        settled = 0
        with self.writing() as connection:
            for command_id in command_ids:
                row = connection.execute(
                    "SELECT state FROM command WHERE id = ? AND settled_at = 0", (command_id,)
                ).fetchone()
                if row is not None:
                    if row[0] in WAITING:
                        move(connection, command_id, CommandState.RECEIVED, now, "seen in the feed")
                    settled += settle_row(connection, command_id, now)
            received = connection.execute(
                "SELECT id, account, outcome FROM command WHERE settled_at = 0 AND state = ? AND outcome IS NOT NULL",
                (CommandState.RECEIVED,),
            ).fetchall()
            unseen = []
            for command_id, account, outcome in received:
                if msgspec.json.decode(outcome, type=CommandOutcome).seq <= applied_to:
                    settled += settle_row(connection, command_id, now)
                else:
                    unseen.append((command_id, account))
            self.unseen = frozenset(unseen)
        if settled and outbox_log.files.size(self.log) > outbox_log.ROTATE_BYTES:
            self.compare_copies()
        return settled

    def _shift(self, sources: tuple[CommandState, ...], to: CommandState | None, now: int, account: str) -> int:
        """Move all in these states; `to` None: back to what each was before it had to wait."""
        marks = ", ".join("?" * len(sources))
        with self.writing() as connection:
            ids = connection.execute(
                f"SELECT id FROM command WHERE state IN ({marks}) AND (? = '' OR account = ?)",
                (*sources, account, account),
            ).fetchall()
            for (command_id,) in ids:
                move(connection, command_id, to or _waiting_state(connection, command_id), now, "")
                connection.execute("UPDATE command SET next_attempt_at = 0 WHERE id = ?", (command_id,))
        return len(ids)


def _answered(connection: sqlite3.Connection, command_id: str) -> bool:
    """Whether the feed has shown the command while an attempt was still under way: what became of that attempt
    changes nothing any more. Raises `UnknownCommand`."""
    row = connection.execute("SELECT state FROM command WHERE id = ?", (command_id,)).fetchone()
    if row is None:
        raise UnknownCommand(command_id)
    return CommandState(row[0]) is CommandState.RECEIVED


def _waiting_state(connection: sqlite3.Connection, command_id: str, *, not_sent: bool = False) -> CommandState:
    """Saved, or unconfirmed when the data centre may have it. `not_sent`: the attempt under way surely failed."""
    row = connection.execute(
        "SELECT state FROM history WHERE command_id = ? AND state IN (?, ?, ?) ORDER BY n DESC LIMIT 1",
        (
            command_id,
            CommandState.SAVED,
            CommandState.UNCONFIRMED,
            CommandState.SAVED if not_sent else CommandState.SENDING,
        ),
    ).fetchone()
    # Without a history (a recovered file) nothing is known, so it is in doubt.
    return CommandState.SAVED if row is not None and row[0] == CommandState.SAVED else CommandState.UNCONFIRMED
