"""The sync process is started, heard, restarted when it dies, and ended when the console ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ioc_console.shell import sync_process
from ioc_console.shell.sync_process import SyncProcess, worker_command
from ioc_console.sync_status import SyncStatus
from ioc_domain.channel import Link, PullNow, Start

Until = Callable[..., None]

WORKER = """
import json, os, sys
trace = open(os.environ["IOC_HOME"] + "/trace", "a")
def say(**event):
    sys.stdout.write(json.dumps(event) + "\\n"); sys.stdout.flush()
for line in sys.stdin:
    order = json.loads(line)
    trace.write(json.dumps(order) + "\\n"); trace.flush()
    if order["do"] == "start":
        sys.stdout.write("no event at all\\n")
        say(event="token", refresh="second")
        say(event="link", state="online", since=5, data_until=7)
        say(event="changed", tables=["alert", "unit"], cursor="e:1", changes=3)
    elif order["do"] == "pull_now":
        os._exit(3)
    elif order["do"] == "stop":
        break
trace.write('"ended"\\n'); trace.flush()
"""


@pytest.fixture
def home(isolated_home: Path) -> Path:
    isolated_home.mkdir()
    (isolated_home / "worker.py").write_text(WORKER)
    return isolated_home


@pytest.fixture
def status(qt: QApplication) -> SyncStatus:
    return SyncStatus()


@pytest.fixture
def process(home: Path, status: SyncStatus, monkeypatch: pytest.MonkeyPatch) -> Iterator[SyncProcess]:
    monkeypatch.setattr(sync_process, "FIRST_PAUSE_MS", 20)
    made = SyncProcess(home, status, command=(sys.executable, [str(home / "worker.py")]))
    made._pause_ms = 20
    yield made
    made.stop()


def trace(home: Path) -> list[object]:
    file = home / "trace"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


START = Start("http://127.0.0.1:1", "lanhdao", "first", "access")


@pytest.mark.expected_log("wrote a line that is no event")
def test_events_reach_the_status_and_garbage_is_passed_over(
    process: SyncProcess, status: SyncStatus, until: Until
) -> None:
    tables: list[frozenset[str]] = []
    status.rows_changed.connect(tables.append)
    process.start(START)
    until(lambda: tables)
    assert status.link.state is Link.ONLINE
    assert status.data_until == 7
    assert tables == [frozenset({"alert", "unit"})]
    assert status.last_changes == 3


@pytest.mark.expected_log("wrote a line that is no event")
@pytest.mark.expected_log("the sync process ended with code 3")
def test_a_process_that_dies_is_started_again_with_the_newest_token(
    home: Path, process: SyncProcess, status: SyncStatus, until: Until
) -> None:
    renewed: list[str] = []
    process.token_renewed.connect(renewed.append)
    process.start(START)
    until(lambda: status.link.state is Link.ONLINE)
    first = process.process_id
    seen: list[Link] = []
    status.changed.connect(lambda: seen.append(status.link.state))
    status.order(PullNow())
    until(lambda: process.process_id not in (0, first) and seen[-1:] == [Link.ONLINE])
    assert Link.OFFLINE in seen
    starts = [order for order in trace(home) if isinstance(order, dict) and order["do"] == "start"]
    assert [(s["refresh"], s["access"]) for s in starts] == [("first", "access"), ("second", "")]
    assert set(renewed) == {"second"}


@pytest.mark.expected_log("wrote a line that is no event")
def test_stopping_asks_first_and_does_not_start_again(
    home: Path, process: SyncProcess, status: SyncStatus, until: Until
) -> None:
    process.start(START)
    until(lambda: status.link.state is Link.ONLINE)
    process.stop()
    assert not process.running
    assert trace(home)[-2:] == [{"do": "stop"}, "ended"]


@pytest.mark.expected_log("the sync process ended")
def test_a_program_that_is_not_there_is_tried_again_and_said_to_be_offline(
    home: Path, status: SyncStatus, until: Until
) -> None:
    process = SyncProcess(home, status, command=(str(home / "nothing"), []))
    process._pause_ms = 20
    launches: list[bool] = []
    process.started.connect(lambda: launches.append(True))
    process.start(START)
    until(lambda: len(launches) >= 3)
    assert status.link.state is Link.OFFLINE
    process.stop()


def test_the_pauses_grow_to_a_limit(home: Path, status: SyncStatus) -> None:
    process = SyncProcess(home, status, command=(str(home / "nothing"), []))
    process._wanted = True
    pauses = []
    for _ in range(10):
        process._finished()
        pauses.append(process._again.interval())
    assert pauses[:4] == [1000, 2000, 4000, 8000]
    assert pauses[-1] == sync_process.LONGEST_PAUSE_MS
    process.stop()


def test_the_sync_process_is_this_very_program(monkeypatch: pytest.MonkeyPatch) -> None:
    assert worker_command() == (sys.executable, ["-m", "ioc_console", "sync-worker"])
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_command() == (sys.executable, ["sync-worker"])
