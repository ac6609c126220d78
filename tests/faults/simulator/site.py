"""What all schedules of a process share: the data centre's building, first caches, and the few things made small.

Made small, so that a few rows meet every boundary that millions would: segments of eight rows, parts of four, pages
of four operations. Ballast of a page, as writing megabytes is not what is tried here.
"""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
import pytest

import data_centre.buckets
import data_centre.parts
import data_centre.schema
from ioc_console.sync.http import RequestsHttp
from local_cache.outbox import Outbox
from tests.faults.simulator import city, disk
from tests.faults.simulator.centre import CentreBuilding, at_once
from tests.faults.simulator.world import World

if TYPE_CHECKING:
    from tests.faults.simulator.console import SimConsole

SMALL = {
    "local_cache.segment_writer.SEGMENT_ROWS": 8,
    "local_cache.verifying.SEGMENT_ROWS": 8,
    "data_centre.parts.SEGMENT_ROWS": 4,
    "ioc_console.sync.pulling.PAGE_LIMIT": 4,
    "local_cache.outbox_file.BALLAST_BYTES": 4096,
}
READ = sqlite3.connect
"""The real one, for looking into files without being seen."""


class Site:
    """One process's laboratory. Use it by `opened`."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.world = World(0)
        self.at_work: SimConsole | None = None
        patch.setattr(anyio.to_thread, "run_sync", at_once)
        # Nothing here can be cancelled, and there is no event loop to ask.
        patch.setattr(anyio.CancelScope, "__new__", lambda *_, **__: nullcontext())
        patch.setattr(sqlite3, "connect", disk.tracing(sqlite3.connect, self._disk))
        for module in (data_centre.buckets, data_centre.schema):
            patch.setattr(module, "new_epoch", self._new_epoch)
        for name, value in SMALL.items():
            patch.setattr(name, value, raising=True)
        self.building = CentreBuilding(folder)
        self.line = RequestsHttp("http://centre.invalid")
        self.caches: dict[str, bytes] = {"": b""}
        outbox = folder / "outbox-template.db"
        Outbox(outbox).commands()
        self.outbox = outbox.read_bytes()
        self._fill_caches()

    def _disk(self) -> disk.Disk | None:
        return self.at_work.disk if self.at_work is not None else None

    def _new_epoch(self) -> str:
        return f"{self.world.random.getrandbits(48):012x}"

    def _fill_caches(self) -> None:
        """The cache of each account as it is when everything of the first day is loaded."""
        from tests.faults.simulator.schedule import Schedule

        for account in city.PEOPLE:
            schedule = Schedule(self, 0, consoles=[(account, True)])
            console = schedule.consoles[0]
            schedule.sign_in(console)
            console.doing("first load", lambda console=console: console.pull(400))  # type: ignore[misc]
            console.stop()
            self.caches[account] = console.cache_file.read_bytes()
            schedule.close()

    def lay_files(self, folder: Path, account: str) -> None:
        """The files of a console that has worked before (`account`), or of a new one ("")."""
        if self.caches[account]:
            (folder / "cache.db").write_bytes(self.caches[account])
            (folder / "outbox.db").write_bytes(self.outbox)


@contextmanager
def opened() -> Iterator[Site]:
    """A site in a folder in memory, where the machine has one; gone at the end."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="ioc-sim-", dir=memory))
    patch = pytest.MonkeyPatch()
    site: Site | None = None
    thresholds = gc.get_threshold()
    try:
        site = Site(folder, patch)
        # What was made so far stays: looking through it again and again would take a tenth of the time.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        yield site
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        patch.undo()
        if site is not None:
            site.building.close()
        shutil.rmtree(folder)
