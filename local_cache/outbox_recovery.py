"""A damaged or lost outbox: what can still be read of the file and of its second copy becomes a new one.

Imported only when it is needed. The new file is made whole beside the damaged one before the two change places, so
that a stop at any moment leaves something from which the next start recovers as much.
"""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from ioc_domain.codes import CommandState
from ioc_domain.commands import body_hash, decode_envelope

from . import outbox_file, outbox_log
from .evidence_files import sync_folder
from .outbox_file import COMMAND_COLUMNS
from .outbox_log import LogEntry, LogReading

log = logging.getLogger(__name__)

DAMAGED_COMMAND = "command_damaged"
"""Problem code of a command whose bytes are not those that were saved: it is never sent."""

_TABLES = (("history", "command_id, n"), ("draft", "key"), ("recovery", "n"), ("time_seen", "one"))
_SINCE_2 = ("recovery", "time_seen")
_NUMBERS = ("n", "schema", "saved_at", "attempts", "first_sent_at", "last_attempt_at", "next_attempt_at", "settled_at",
            "evidence_sent_at")  # fmt: skip


@dataclass(frozen=True)
class Recovery:
    """What became of a damaged outbox, as it is told to the person.

    `kept`: name of the damaged file, "" where there was none; `commands`: read from it; `from_log`: found in the second
    copy only; `complete`: every row of the file and every line of the copy could be read. `reconciled_at`: when the
    data centre was asked what it knows (0 = not yet); `put_right`: commands whose state it knew better; `returned`:
    commands that came back from it.
    """

    at: int
    kept: str
    commands: int
    from_log: int
    drafts: int
    complete: bool
    reconciled_at: int = 0
    put_right: int = 0
    returned: int = 0


def recover(path: Path, damaged: tuple[int, int] | None = None) -> Recovery | None:
    """Put a new outbox in the place of a damaged or lost one, with every command that can be read from either copy.

    Commands found in the middle of being sent, and those known from the second copy alone, become `unconfirmed`: the
    data centre knows them by their id. `damaged`: identity of a file that opens and in which damage was found later.
    None when the other process was faster and there is nothing left to do.
    """
    from filelock import FileLock

    with FileLock(path.with_name(path.name + ".recovery.lock"), timeout=30):
        new = outbox_file.unfinished_path(path)
        if path.exists() or not new.exists():
            try:
                outbox_file._open(path).close()
            except outbox_file.Damaged:
                pass
            else:
                if damaged is None or outbox_file.identity(path) != damaged:
                    return None
            if path.exists() and path.stat().st_size == 0:
                path.unlink()
            kept = outbox_file.free_name(path) if path.exists() else None
            _make(path, new, kept)
            if kept is not None:
                outbox_file.set_aside(path, kept)
        # else: stopped between the two renames, and the new one was whole before the first of them.
        return _put_in_place(new, path)


def _put_in_place(new: Path, path: Path) -> Recovery:
    for suffix in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    new.replace(path)
    sync_folder(path.parent)
    connection = outbox_file._open(path)
    try:
        found = reports(connection)[-1]
    finally:
        connection.close()
    log.warning(
        "outbox set aside as %s: %d commands recovered, %d of them from the second copy",
        found.kept or "(there was none)",
        found.commands + found.from_log,
        found.from_log,
    )
    return found


def reports(connection: sqlite3.Connection) -> list[Recovery]:
    """What was recovered so far, oldest first."""
    rows = connection.execute(
        "SELECT at, kept, commands, from_log, drafts, complete, reconciled_at, put_right, returned FROM recovery"
        " ORDER BY n"
    ).fetchall()
    return [
        Recovery(at, kept, commands, from_log, drafts, bool(complete), asked, put_right, returned)
        for at, kept, commands, from_log, drafts, complete, asked, put_right, returned in rows
    ]


def _make(path: Path, new: Path, kept: Path | None) -> None:
    """The new outbox, whole and closed, from the damaged one (None: there is none) and the second copy."""
    for suffix in ("", "-journal"):
        new.with_name(new.name + suffix).unlink(missing_ok=True)
    place = outbox_log.log_path(path)
    copy = outbox_log.read(place)
    connection = outbox_file._open(new, after_loss=True)
    try:
        connection.execute("BEGIN IMMEDIATE")
        commands = drafts = 0
        complete = copy.whole
        if kept is not None:
            commands, drafts, whole = _carry_over(path, connection, copy)
            complete = complete and whole
        from_log = add_from_log(connection, copy)
        connection.execute(
            "UPDATE command SET state = ? WHERE state = ?", (CommandState.UNCONFIRMED, CommandState.SENDING)
        )
        note(connection, kept.name if kept is not None else "", commands, from_log, drafts, complete)
        missing = uncopied(connection, copy)
        connection.execute("COMMIT")
    finally:
        connection.close()
    new.with_name(new.name + "-journal").unlink(missing_ok=True)
    if missing:
        outbox_log.append(place, missing)


def note(
    connection: sqlite3.Connection, kept: str, commands: int, from_log: int, drafts: int, complete: bool
) -> None:
    """Write the report of a recovery. The caller holds the transaction."""
    connection.execute(
        "INSERT INTO recovery(at, kept, commands, from_log, drafts, complete) VALUES (?, ?, ?, ?, ?, ?)",
        (int(outbox_file.clock()), kept, commands, from_log, drafts, int(complete)),
    )


def _carry_over(path: Path, new: sqlite3.Connection, copy: LogReading) -> tuple[int, int, bool]:
    """(commands, drafts, everything was readable) of what a damaged file gave."""
    complete = True
    old = outbox_file.connect_damaged(path)
    try:
        commands = 0
        for row in _rows(old, "command", COMMAND_COLUMNS, "place"):
            if row is None:
                complete = False
                continue
            fields = _sound(dict(zip(COMMAND_COLUMNS, row, strict=True)), copy)
            if fields is None:
                complete = False
            else:
                commands += _insert(new, fields)
        counts = {}
        for table, order in _TABLES:
            columns = tuple(row[1] for row in new.execute(f"PRAGMA table_info({table})"))
            marks = ", ".join("?" * len(columns))
            counts[table] = 0
            for row in _rows(old, table, columns, order):
                if row is None:
                    complete = complete and table in _SINCE_2  # a file of version 1 has none
                    continue
                statement = f"INSERT OR IGNORE INTO {table}({', '.join(columns)}) VALUES ({marks})"
                counts[table] += new.execute(statement, row).rowcount
        return commands, counts["draft"], complete
    finally:
        old.close()


def _rows(old: sqlite3.Connection, table: str, columns: tuple[str, ...], order: str) -> Any:
    """Rows from both ends, so that a damaged page in the middle hides only what lies on it; None for each stop."""
    for direction in ("ASC", "DESC"):
        ordered = ", ".join(f"{c.strip()} {direction}" for c in order.split(","))
        try:
            yield from old.execute(f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED ORDER BY {ordered}")
        except (sqlite3.DatabaseError, UnicodeError):
            yield None


def _sound(fields: dict[str, Any], copy: LogReading) -> dict[str, Any] | None:
    """A command as it may go into the new file; None when nothing of it can be trusted.

    Bytes that are not those that were saved are taken from the second copy; where that has none, the command is kept
    for the person to look at, and not sent.
    """
    texts = [name for name in COMMAND_COLUMNS if name not in (*_NUMBERS, "body", "outcome")]
    if not all(isinstance(fields[name], int) for name in _NUMBERS) or not isinstance(fields["body"], bytes):
        return None
    if not all(isinstance(fields[name], str) for name in texts) or fields["state"] not in list(CommandState):
        return None
    if not isinstance(fields["outcome"], bytes | None):
        return None
    if body_hash(fields["body"]) != fields["sha256"]:
        entry = copy.saved.get(fields["id"])
        if entry is not None:
            fields |= _from_entry(entry) | {"state": fields["state"], "saved_at": fields["saved_at"]}
        elif fields["id"] in copy.gone or fields["settled_at"]:
            fields["state"] = CommandState.WITHDRAWN if not fields["settled_at"] else fields["state"]
            fields["settled_at"] = fields["settled_at"] or fields["saved_at"]
        else:
            fields |= {"state": CommandState.NEEDS_DECISION, "problem_code": DAMAGED_COMMAND, "problem": ""}
    if fields["id"] in copy.gone and fields["state"] == CommandState.SAVED and not fields["attempts"]:
        fields |= {"state": CommandState.WITHDRAWN, "settled_at": fields["saved_at"]}
    return fields


def _insert(connection: sqlite3.Connection, fields: dict[str, Any]) -> int:
    names = ", ".join(fields)
    marks = ", ".join("?" * len(fields))
    return connection.execute(
        f"INSERT OR IGNORE INTO command({names}) VALUES ({marks})", tuple(fields.values())
    ).rowcount


def _from_entry(entry: LogEntry) -> dict[str, Any]:
    """Fields of a command as its body and its line in the log have them."""
    return fields_of(entry.body) | {"evidence": entry.evidence, "saved_at": entry.at}


def fields_of(body: bytes) -> dict[str, Any]:
    """Fields of a command that stand in its body. Raises msgspec.MsgspecError for what is no command."""
    envelope = decode_envelope(body)
    return {
        "id": envelope.id, "device": envelope.device, "account": envelope.account, "aggregate": envelope.aggregate,
        "n": envelope.n, "prev_id": envelope.prev_id, "type": envelope.type, "schema": envelope.schema, "body": body,
        "sha256": body_hash(body), "saved_at": envelope.saved_at,
    }  # fmt: skip


def add_from_log(connection: sqlite3.Connection, copy: LogReading) -> int:
    """Commands of the second copy that the outbox does not have; returns how many. The caller holds the transaction."""
    added = 0
    for entry in copy.saved.values():
        if connection.execute("SELECT 1 FROM command WHERE id = ?", (entry.id,)).fetchone():
            continue
        try:
            fields = _from_entry(entry)
        except msgspec.MsgspecError:  # pragma: no cover - the line has its hash, so we wrote it
            continue
        _insert(connection, fields | {"state": CommandState.UNCONFIRMED})
        connection.execute(
            "INSERT OR IGNORE INTO history(command_id, n, at, state, note) VALUES (?, 1, ?, ?, ?)",
            (entry.id, entry.at, CommandState.UNCONFIRMED, "recovered from the second copy"),
        )
        added += 1
    return added


LIVE = "settled_at = 0 AND state <> 'withdrawn'"
"""Commands the second copy must hold: the mirror does not show them yet, or a person must look at them."""


def live_entries(connection: sqlite3.Connection) -> list[LogEntry]:
    """Every command the second copy must hold, whose bytes are sound, in the order they were saved."""
    rows = connection.execute(f"SELECT id, saved_at, body, evidence, sha256 FROM command WHERE {LIVE} ORDER BY place")
    return [outbox_log.saved_entry(*row[:4]) for row in rows if body_hash(row[2]) == row[4]]


def uncopied(connection: sqlite3.Connection, copy: LogReading) -> list[LogEntry]:
    """Commands that should be in the second copy and are not, e.g. of an outbox older than the copy."""
    return [entry for entry in live_entries(connection) if entry.id not in copy.saved]
