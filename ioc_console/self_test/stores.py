"""Whether the files of the program can be made, written and read back on this machine."""

from __future__ import annotations

import time
from pathlib import Path

from ioc_console.self_test.finding import Verdict, passed
from ioc_domain.codes import CommandState


def store_keeps_what_is_written(folder: Path) -> tuple[Verdict, str]:
    """A new cache is created, written, closed, and read by a plain reader and by a session."""
    import sqlite3

    from local_cache.store import open_reader, open_writer
    from local_cache.sync_state import write_state

    path = folder / "cache.db"
    with open_writer(path) as writer, writer.errors():
        write_state(writer.connection, epoch="self-test", cursor=42)
    store = open_reader(path)
    try:
        state = store.state()
        with store.session() as session:
            tables = session.connection().exec_driver_sql(
                "SELECT count(*) FROM sqlite_master WHERE type = 'table'"
            ).scalar_one()
    finally:
        store.close()
    kept = state.epoch == "self-test" and state.cursor == 42 and state.clean_stop == 1
    return passed(kept and tables > 0, f"written and read back, {tables} tables, SQLite {sqlite3.sqlite_version}")


def outbox_keeps_a_command(folder: Path) -> tuple[Verdict, str]:
    """A command saved by one outbox is found by another, byte for byte."""
    from ioc_domain.commands import AcceptExplanation, body_hash
    from local_cache.outbox import Outbox, PendingCommand

    path = folder / "outbox.db"
    payload = AcceptExplanation(request_id="00000000-0000-7000-8000-000000000000")
    command = PendingCommand(payload=payload, device="self-test", account="self-test", saved_at=int(time.time()))
    with Outbox(path) as outbox:
        saved = outbox.save(command)
    with Outbox(path) as again:
        found = again.command(saved.id)
    whole = found.body == saved.body and body_hash(found.body) == saved.sha256 and found.payload == payload
    return passed(whole and found.state is CommandState.SAVED, f"one command kept, state {found.state}")
