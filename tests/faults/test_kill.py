"""`kill -9` of the real sync process and of the real console, again and again: all is made up for, nothing twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_centre import models as m
from local_cache.store import open_writer
from local_cache.verifying import suspects
from tests import factories
from tests.faults.effects import audit_violations, effects
from tests.faults.history import History, of_outbox, violations
from tests.faults.killed_console import KilledWindows
from tests.faults.killed_sync import KilledConsole, Meter
from tests.faults.laboratory_centre import SCOPES, LaboratoryCentre, laboratory_centre
from tests.journeys.city import secret_service
from tests.lab_report import lab_count
from tests.sync.processes import assert_equal_to_centre

KILLS = 22
"""Kills in the life of one console."""
COMPLAINTS = 1_500
Until = Callable[..., None]


def assert_equal_in_the_end(console: KilledConsole | KilledWindows, centre: LaboratoryCentre, until: Until) -> None:
    """I1. The data centre does things of its own (it delivers requests): what came after the end is pulled first."""
    for _ in range(10):
        try:
            assert_equal_to_centre(console.home, centre, SCOPES)
        except AssertionError:
            if console.at_rest():
                raise
            console.make_up(until)
        else:
            return
    raise AssertionError("the data centre does not come to rest")


def kill_sync(folder: Path, first: int, consoles: int, until: Until) -> None:
    """So many consoles after each other, each killed `KILLS` times, on one data centre."""
    with laboratory_centre(folder / "centre", complaints=COMPLAINTS) as centre, Meter(centre.url) as meter:
        assert isinstance(meter, Meter)
        kinds: Counter[str] = Counter()
        commands = again = resumed = 0
        for seed in range(first, first + consoles):
            console = KilledConsole(folder / f"console-{seed}", centre, meter, seed)
            meter.forget()
            for n in range(KILLS):
                console.kill_once(n)
            console.make_up(until)
            where = f"seed {seed}"

            # I1: the cache is the authorised state, row for row, and sound; nobody holds a lock.
            assert_equal_in_the_end(console, centre, until)
            with open_writer(console.home / "cache.db") as writer:
                assert writer.stopped_cleanly, where
                assert suspects(writer.connection) == [], where
            assert list(console.home.glob("parts/*")) == [], where

            # Each command exactly once, judged by what is found at the data centre.
            history = History()
            of_outbox(where, console.outbox.commands(), console.outbox.history, history)
            with centre.database.read() as connection:
                found = effects(connection, {i: payload for i, (_, payload) in console.saved.items()})
                assert audit_violations(connection, found) == [], where
            assert violations(history, found) == [], where
            assert history.counts()["acknowledged"] > 0, where

            # Gone on with at the part: at most what was on the way at a kill came twice.
            twice = meter.bytes_sent - sum(meter.sizes.values())
            assert twice <= KILLS * max(meter.sizes.values()), where
            kinds += console.kinds
            commands += len(console.saved)
            again += max(0, twice)
            resumed += meter.resumed
        kills = consoles * KILLS
        assert kinds["part"] and kinds["answered"] and resumed, kinds
        lab_count(4, "sync process", kills=kills, commands=commands, resumed=resumed, **{"bytes again": again},
                  **{f"at {kind}": n for kind, n in sorted(kinds.items())})  # fmt: skip


@pytest.mark.timeout(1_800)
def test_the_sync_process_is_killed(lab_folder: Path, until: Until) -> None:
    """88 kills in first loads, downloads, pulls and sends, each followed by another start: the cache ends equal to the
    data centre (I1), every command has exactly one effect (I3), no file is damaged, no lock is left, and what was
    downloaded is not downloaded again."""
    kill_sync(lab_folder, 1, 4, until)


@pytest.mark.soak
def test_the_sync_process_is_killed_for_long(lab_folder: Path, until: Until, soak_factor: int) -> None:
    """4,400 kills in the lives of other consoles, in a whole soak."""
    kill_sync(lab_folder, 1_000, 4 * soak_factor, until)


def kill_windows(folder: Path, seed: int, kills: int, until: Until) -> None:
    """One console, killed so many times on one data folder."""
    with laboratory_centre(folder / "centre") as centre, secret_service(folder / "person") as keyring:
        centre.put(*(factories.alert(n) for n in range(8, 8 + 4 * kills)))
        windows = KilledWindows(folder / "console", centre, keyring | {"QT_QPA_PLATFORM": "offscreen"}, seed)
        windows.sign_in(until)
        for n in range(kills):
            windows.kill_once(f"seed {seed}, kill {n}")
        windows.make_up(until)
        assert_equal_in_the_end(windows, centre, until)
        with open_writer(windows.home / "cache.db") as writer:
            assert suspects(writer.connection) == []

        commands = windows.commands()
        history = History()
        of_outbox("console", commands, windows.outbox.history, history)
        done = acknowledgements(centre)
        assert violations(history, [c for c, _ in done]) == []
        # The rows say the same as the audit: each alert was acknowledged as often as there are commands for it.
        with centre.database.read() as connection:
            a = m.SYNCED["alert"].c
            told = {i: len(json.loads(h)) for i, h in connection.execute(sa.select(a.id, a.history)) if h != "[]"}
            assert audit_violations(connection, [c for c, _ in done]) == []
        assert told == Counter(alert for _, alert in done)
        assert windows.said > 0
        lab_count(4, "console", kills=kills, commands=len(commands), **{"said to be saved": windows.said})


def acknowledgements(centre: LaboratoryCentre) -> list[tuple[str, str]]:
    """(command, alert) of every effect in the audit, in its order."""
    with centre.database.read() as connection:
        rows = connection.execute(sa.select(m.audit.c.subject, m.audit.c.detail).order_by(m.audit.c.n)).all()
    details = [(subject, json.loads(detail)) for subject, detail in rows]
    return [(d["command"], subject.rpartition("/")[2]) for subject, d in details if d.get("result") == "accepted"]


@pytest.mark.timeout(1_800)
def test_the_console_is_killed(lab_folder: Path, until: Until) -> None:
    """12 kills of the console while it starts, saves and sends: its sync process goes with it, every command that was
    seen in the outbox has exactly one effect, one that was just being saved at most one, and the person stays signed
    in."""
    kill_windows(lab_folder, 1, 12, until)


@pytest.mark.soak
def test_the_console_is_killed_for_long(lab_folder: Path, until: Until, soak_factor: int) -> None:
    """600 kills of other consoles, in a whole soak."""
    for seed in range(1_000, 1_000 + soak_factor):
        kill_windows(lab_folder / str(seed), seed, 12, until)
