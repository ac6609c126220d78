"""What an outbox and a cache go through on a disk that is full after k more pages, for every k. Run by `small_disk`.

    python -m tests.faults.disk_workload outbox|cache|read-only FOLDER STEP

FOLDER is a small file system of its own. A file stuffs it so that k pages are left; then the work begins and meets the
end of the room at its k-th page, whatever file that page belongs to. The last line printed is the counts as JSON; a
broken promise is an assertion and the exit code 1.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ioc_domain.commands import AcknowledgeAlert, body_hash
from ioc_domain.evidence import Evidence, freeze
from local_cache import outbox_file, outbox_log, search_keeping
from local_cache.outbox import Draft, NotSaved, Outbox, PendingCommand, SavedCommand
from local_cache.store import CorruptStore, StoreError, StoreFull, Writer, open_reader, open_writer
from tests import factories
from tests.local_cache.centre import Centre
from tests.local_cache.client import Client, assert_equal
from tests.sync.test_worker_commands import request_with_evidence

PAGE = 4096
BALLAST = 32 * PAGE
DEVICE = "máy thử"


def free_pages(folder: Path) -> int:
    facts = os.statvfs(folder)
    return facts.f_bavail * facts.f_frsize // PAGE


@contextlib.contextmanager
def stuffed(folder: Path, leave: int) -> Iterator[None]:
    """Only so many pages are left inside the block."""
    stuffing = folder / "stuffing"
    with stuffing.open("wb", buffering=0) as file:
        for _ in range(free_pages(folder) - leave):
            file.write(bytes(PAGE))
    try:
        yield
    finally:
        stuffing.unlink(missing_ok=True)


# --- the outbox -----------------------------------------------------------------------------------------------


def save(outbox: Outbox, n: int) -> SavedCommand:
    """Every third one with evidence of its own."""
    if n % 3:
        payload, data = AcknowledgeAlert(alert_id=f"alert-{n}", seen_count=n), None
    else:
        request, _ = request_with_evidence()
        sha256, data = freeze(evidence(n))
        payload = type(request)(**{f: getattr(request, f) for f in request.__struct_fields__} | {"evidence": sha256})
    return outbox.save(PendingCommand(payload, DEVICE, "a1", 1000 + n), data)


def evidence(n: int) -> Evidence:
    return Evidence(
        kind="indicator", subject=f"v2:C{n:04}", title="Chỉ tiêu", unit_of_measure="%", area_code="79",
        area_name="Thành phố", period="2026-10", frozen_at=n, cursor="x:1", value=51.0, status="preliminary",
        revision=1, known_at=n, source="Nguồn", plan=60.0, same_period=None, forecast=55.0, forecast_low=52.0,
        forecast_high=58.0, standing="at_risk", rule="2026-1", catalogue="v2", previous_value=None, points=[],
    )  # fmt: skip


def outbox_until_full(folder: Path, leave: int) -> dict[str, int]:
    """Save until the disk is full for good; what was acknowledged is there in both copies, what was refused in none."""
    home = folder / "run"
    home.mkdir()
    outbox = Outbox(home / "outbox.db")
    told = {c.id: c for c in (save(outbox, n) for n in range(2))}
    assert outbox_file.ballast_path(outbox.path).exists(), "room was kept from the first save on"
    refused, after_full = 0, 0
    with stuffed(folder, leave):
        for n in range(2, 400):
            had_ballast = outbox_file.ballast_path(outbox.path).exists()
            try:
                saved = save(outbox, n)
            except NotSaved:
                refused += 1
                if refused == 2:
                    break
                continue
            told[saved.id] = saved
            after_full += not had_ballast or not outbox_file.ballast_path(outbox.path).exists()
        assert refused, "the disk was full in the end"
        assert after_full, f"{leave} pages: no command was saved in the room that was kept"
        with contextlib.suppress(NotSaved):
            outbox.save_draft(Draft("d", b"x" * 20_000, 1))
        look(outbox, told)
    later = save(outbox, 1000)
    told[later.id] = later
    assert outbox_file.ballast_path(outbox.path).stat().st_size == BALLAST, "room is kept again"
    look(outbox, told)
    outbox.path.write_bytes(b"\xa5" * 5000)
    look(outbox, told)
    return {"commands": len(told), "refused": refused}


def look(outbox: Outbox, told: dict[str, SavedCommand]) -> None:
    found = {c.id: c for c in outbox.commands()}
    assert found.keys() == told.keys(), (len(found), len(told))
    for command in found.values():
        assert command.body == told[command.id].body and body_hash(command.body) == command.sha256
        if command.evidence:
            outbox.evidence_bytes(command.evidence)
    assert outbox_log.read(outbox.log).saved.keys() >= told.keys()
    with outbox_file.opened(outbox.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def outbox_workload(folder: Path, step: int) -> dict[str, int]:
    outbox_file.BALLAST_BYTES = BALLAST
    counts = {"disks": 0, "commands": 0, "refused": 0}
    # Beyond what one save with evidence takes, more room means only more saves before the same end.
    for leave in range(0, 24, step):
        for name, n in outbox_until_full(folder, leave).items():
            counts[name] += n
        counts["disks"] += 1
        shutil.rmtree(folder / "run")
    return counts | {"lost": 0}


# --- the cache ------------------------------------------------------------------------------------------------


def filled_centre() -> Centre:
    centre = Centre()
    for n in range(1, 31):
        centre.put(factories.complaint(n))
    for n in range(1, 6):
        centre.put(factories.record("alert", n))
        centre.put(factories.record("unit", n))
    return centre


def change(centre: Centre) -> None:
    """Puts, a delete, new rows."""
    for n in range(1, 31, 4):
        centre.put(factories.complaint(n, title="Tiêu đề mới " * 30))
    centre.delete("complaint", "2")
    for n in range(31, 36):
        centre.put(factories.complaint(n))
    centre.put(factories.record("alert", 9))


def cache_until_full(folder: Path, base: Path, centre: Centre, leave: int) -> bool:
    """Pull on a disk with so many pages left; True when that was enough for everything."""
    path = folder / "run" / "cache.db"
    path.parent.mkdir()
    shutil.copy(base, path)
    whole = False
    with stuffed(folder, leave):
        try:
            with opened(path) as writer:
                client = Client(writer, centre)
                client.pull(limit=4)
                while search_keeping.index_some(writer.connection):
                    pass
                whole = True
        except StoreFull:
            pass
        store = open_reader(path)
        try:
            cursor = store.state().cursor
            with store.connection() as connection:
                assert_equal(connection, centre.replayed(cursor))
        except StoreFull:
            assert not free_pages(folder), "a reader needs a page of its own"
        finally:
            store.close()
    with open_writer(path) as writer:
        assert_equal(writer.connection, centre.replayed(writer.state().cursor))
        Client(writer, centre).pull()
        assert_equal(writer.connection, centre)
        assert writer.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return whole


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Writer]:
    """A writer whose every failure is the store's own."""
    writer = open_writer(path)
    try:
        with writer.errors():
            yield writer
    finally:
        try:
            writer.close()
        except (StoreFull, CorruptStore) as error:
            assert isinstance(error, StoreFull), error


def cache_workload(folder: Path, step: int) -> dict[str, int]:
    centre = filled_centre()
    base = folder / "base" / "cache.db"
    with open_writer(base) as writer:
        Client(writer, centre).bootstrap()
    change(centre)
    counts = {"disks": 0}
    leave = 0
    while True:
        whole = cache_until_full(folder, base, centre, leave)
        counts["disks"] += 1
        shutil.rmtree(folder / "run")
        if whole:
            return counts | {"lost": 0}
        # Page after page of the pulls; the index that follows is one long row of like transactions.
        leave += step if leave < 160 else 8 * step


# --- a folder that cannot be written --------------------------------------------------------------------------


def read_only_workload(folder: Path, _step: int) -> dict[str, int]:
    """All that was saved can be read; nothing new is claimed saved; all goes on when the folder can be written."""
    outbox_file.BALLAST_BYTES = BALLAST
    outbox = Outbox(folder / "outbox.db")
    told = {c.id: c for c in (save(outbox, n) for n in range(5))}
    centre = filled_centre()
    path = folder / "cache.db"
    with open_writer(path) as writer:
        Client(writer, centre).bootstrap()
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    for n in range(3):
        try:
            save(outbox, 10 + n)
        except NotSaved:
            continue
        raise AssertionError("claimed to be saved in a folder that cannot be written")
    assert {c.id for c in outbox.commands()} == told.keys()
    store = open_reader(path)
    with store.connection() as connection:
        assert_equal(connection, centre)
    store.close()
    try:
        open_writer(path).close()
    except (StoreError, OSError, sqlite3.Error) as error:
        assert isinstance(error, StoreFull | OSError), repr(error)
    else:
        raise AssertionError("a cache was opened for writing in a folder that cannot be written")
    subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
    later = save(outbox, 20)
    look(outbox, told | {later.id: later})
    with open_writer(path) as writer:
        assert_equal(writer.connection, centre)
    return {"refused": 3, "lost": 0}


WORK = {"outbox": outbox_workload, "cache": cache_workload, "read-only": read_only_workload}

if __name__ == "__main__":
    logging.disable(logging.WARNING)
    _, what, where, stride = sys.argv
    sys.stdout.write(json.dumps(WORK[what](Path(where), int(stride))) + "\n")
