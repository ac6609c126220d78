"""Part 7 of the laboratory: a disk that is full at every page, a folder that cannot be written, clocks that lie."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ioc_domain.channel import Link, LinkChanged
from ioc_domain.codes import CommandState as S
from ioc_domain.commands import AcknowledgeAlert, AssignAlert
from local_cache.lease import LeaseCode, standing
from tests.faults.driven_console import DrivenConsole
from tests.faults.laboratory_centre import LaboratoryCentre
from tests.lab_report import lab_count
from tests.sync.small_servers import closed_port
from tests.sync.test_worker_commands import request_with_evidence

ROOT = Path(__file__).resolve().parents[2]
HOUR = 3600
YEAR = 365 * 86_400


def on_a_small_disk(folder: Path, what: str, step: int) -> dict[str, int]:
    """Run a workload in a process that has a file system of its own at `folder`, root or not; its counts."""
    folder.mkdir()
    apart = ["unshare", "-m" if os.geteuid() == 0 else "-Urm"]
    if subprocess.run([*apart, "true"], check=False, capture_output=True).returncode != 0:
        # In a chroot the root is no mount point whose propagation could be changed.
        apart += ["--propagation", "unchanged"]
    mount = 'mount -t tmpfs -o size=64m tmpfs "$0" && exec "$@"'
    work = [sys.executable, "-m", "tests.faults.disk_workload", what, str(folder), str(step)]
    done = subprocess.run(
        [*apart, "sh", "-c", mount, str(folder), *work], cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    counts = json.loads(done.stdout.splitlines()[-1])
    assert counts["lost"] == 0
    return {str(word): int(n) for word, n in counts.items()}


def test_no_acknowledged_command_is_lost_on_a_full_disk(tmp_path: Path) -> None:
    """Full at any page of a save: what was acknowledged is in the outbox and in its copy, what was refused in neither;
    commands are saved in the room that was kept, and the lost file is made again from the copy."""
    counts = on_a_small_disk(tmp_path / "disk", "outbox", 1)
    assert counts["disks"] == 24 and counts["refused"] == 2 * counts["disks"]
    lab_count(7, "disk full, outbox", **counts)


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.soak)])
def test_the_cache_opens_whole_after_a_full_disk(tmp_path: Path, step: int) -> None:
    """Full at any page of a pull: the cache is what some page left, row for row, and goes on when there is room."""
    counts = on_a_small_disk(tmp_path / "disk", "cache", step)
    assert counts["disks"] > 30
    lab_count(7, "disk full, cache", **counts)


def test_a_folder_that_cannot_be_written_can_be_read(tmp_path: Path) -> None:
    """Nothing is claimed saved, everything can be looked at, and all goes on when it can be written again."""
    lab_count(7, "folder read-only", **on_a_small_disk(tmp_path / "disk", "read-only", 1))


def test_evidence_that_rots_on_this_machine(centre: LaboratoryCentre, lab_folder: Path) -> None:
    """What the data centre has already is fetched back and the command goes; else the person decides. Nothing false is
    ever sent."""
    console = DrivenConsole(lab_folder / "console", centre.url, centre.url, "lanhdao", time.time())
    try:
        console.pull_all()
        payload, data = request_with_evidence()
        console.save(payload, data)
        console.send_all()
        again = console.save(payload, data)
        strange = data.replace(b"51.0", b"52.0")
        other = console.save(
            msgspec.structs.replace(payload, evidence=hashlib.sha256(strange).hexdigest(), value=52.0), strange
        )
        for name in (payload.evidence, other.evidence):
            (console.outbox.evidence / name).write_bytes(b"rot")
        console.send_all()
        assert console.state(again) is S.RECEIVED
        assert console.outbox.evidence_bytes(payload.evidence) == data
        assert (console.state(other), console.outbox.command(other.id).problem_code) == (
            S.NEEDS_DECISION, "evidence_damaged",
        )  # fmt: skip
        assert not centre.stored(other.id)
    finally:
        console.close()
    lab_count(7, "evidence that rots", files=2, lost=0)


# --- clocks ---------------------------------------------------------------------------------------------------


@pytest.fixture
def unplugged() -> Iterator[str]:
    """An address where nobody answers."""
    with closed_port() as port:
        yield f"http://127.0.0.1:{port}"


def lease_of(console: DrivenConsole) -> LeaseCode:
    """How the lease stands, as the shell would judge it."""
    state = console.writer.state()
    return standing(state, state.seen.at(console.clock.now())).code


def links(console: DrivenConsole) -> list[LinkChanged]:
    return [event for event in console.events if isinstance(event, LinkChanged)]


@pytest.mark.parametrize("wrong", [10 * YEAR, -10 * YEAR, HOUR])
def test_a_clock_that_is_wrong_from_the_start(
    centre: LaboratoryCentre, lab_folder: Path, unplugged: str, wrong: int
) -> None:
    """Everything arrives, times shown are the data centre's, the lease holds its full time and no longer."""
    console = DrivenConsole(lab_folder / "console", centre.url, centre.url, "lanhdao", time.time() + wrong)
    try:
        console.pull_all()
        saved = console.save(AcknowledgeAlert(alert_id="alert-1", seen_count=1))
        console.send_all()
        assert console.state(saved) is S.RECEIVED and centre.effects_of(saved.id) == 1
        state = console.writer.state()
        assert abs(state.last_pull - time.time()) < 120
        told = links(console)[-1]
        assert told.state is Link.ONLINE and abs(told.data_until - time.time()) < 120
        assert abs(told.clock_offset + wrong) < 120
        assert abs(console.outbox.command(saved.id).last_attempt_at - time.time()) < 120
        console.http.base = unplugged
        console.clock.pass_over(71 * HOUR)
        assert lease_of(console) is LeaseCode.OPEN
        console.clock.pass_over(2 * HOUR)
        assert lease_of(console) is LeaseCode.ENDED
        console.http.base = centre.url
        console.pull_all()
        assert lease_of(console) is LeaseCode.OPEN, "the manifest that is asked for by itself renews it"
    finally:
        console.close()
    lab_count(7, "clock wrong from the start", consoles=1, lost=0)


@pytest.mark.parametrize(("alert", "step"), [(4, 10 * YEAR), (5, -10 * YEAR), (6, -30 * 60), (7, HOUR)])
def test_a_clock_that_steps_while_commands_wait(
    centre: LaboratoryCentre, lab_folder: Path, unplugged: str, alert: int, step: int
) -> None:
    """Within five minutes of the line's return every command has been tried: no time noted before the step holds it."""
    console = DrivenConsole(lab_folder / "console", centre.url, centre.url, "lanhdao", time.time())
    try:
        console.pull_all()
        console.http.base = unplugged
        saved = [console.save(AcknowledgeAlert(alert_id=f"alert-{alert}", seen_count=1)),
                 console.save(AssignAlert(alert_id=f"alert-{alert}", to="U0001", to_name="P. Số 1"))]
        for _ in range(12):
            console.pull_once()
            for command in console.engine.due():
                console.engine.send(command)
            console.clock.pass_over(40.0)
        console.outbox.mark_sending(saved[0].id, int(console.engine.clock.now()))
        console.outbox.mark_unconfirmed(
            saved[0].id, int(console.engine.clock.now()), code="in_progress", detail="",
            retry_at=int(console.engine.clock.now()) + 300,
        )  # fmt: skip
        console.clock.step(step)
        console.http.base = centre.url
        waited = 0.0
        while any(console.state(c) is not S.RECEIVED for c in saved):
            for command in console.engine.due():
                console.engine.send(command)
            rest = max(1.0, min(console.engine.sender.pause(), 60.0))
            console.clock.pass_over(rest)
            waited += rest
            assert waited <= 360, [console.state(c) for c in saved]
        console.pull_all()
        assert [centre.effects_of(c.id) for c in saved] == [1, 1]
        assert abs(console.writer.state().clock_offset + step) < 3 * HOUR
        assert lease_of(console) is LeaseCode.OPEN
        cursors = [e.data_until for e in links(console)]
        assert cursors == sorted(cursors), "until when data is complete never goes back"
    finally:
        console.close()
    lab_count(7, "clock steps", steps=1, lost=0)


def test_a_night_in_the_bag(centre: LaboratoryCentre, lab_folder: Path) -> None:
    """The machine sleeps: its clock jumps ahead, the steady one does not. The next step pulls, sends, and goes on."""
    console = DrivenConsole(lab_folder / "console", centre.url, centre.url, "lanhdao", time.time())
    try:
        console.pull_all()
        saved = console.save(AcknowledgeAlert(alert_id="alert-3", seen_count=1))
        before = len([e for e in links(console) if e.state is not Link.ONLINE])
        console.clock.step(9 * HOUR)  # nine hours pass, of which the steady clock knows nothing
        told = console.writer.state().time_told
        assert console.engine.pull() >= 0.0
        console.pull_all()
        console.send_all()
        assert console.state(saved) is S.RECEIVED
        assert console.writer.state().time_told >= told
        assert len([e for e in links(console) if e.state is not Link.ONLINE]) == before, "no alarm is raised"
    finally:
        console.close()
    lab_count(7, "suspend", nights=1, lost=0)
