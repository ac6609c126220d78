"""The outbox: what was saved stays saved, goes out in order, and says where it stands."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioc_domain import commands as c
from ioc_domain.codes import CommandState as S
from local_cache import evidence_files, outbox_file
from local_cache.outbox import (
    AlreadySent,
    Draft,
    NewerOutbox,
    NotSaved,
    Outbox,
    PendingCommand,
    SavedCommand,
    UnknownCommand,
)

EVIDENCE = b'{"kind":"indicator"}'
SHA = hashlib.sha256(EVIDENCE).hexdigest()


def request(question: str = "Vì sao?") -> c.IssueExplanationRequest:
    return c.IssueExplanationRequest(
        unit_code="U1", subject_kind="indicator", subject="v2:C0403", title="Chỉ tiêu", area_code="79",
        period="2026-10", question=question, deadline_days=5, urgency=0, requires=["cause"], evidence=SHA, value=1.0,
        plan=2.0, standing="at_risk", observed_revision=1,
    )  # fmt: skip


def pending(payload: c.Payload, at: int = 100, device: str = "d1", account: str = "a1") -> PendingCommand:
    return PendingCommand(payload=payload, device=device, account=account, saved_at=at)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox.db")


def states(outbox: Outbox) -> list[S]:
    return [command.state for command in outbox.commands()]


def test_saved_means_on_the_disk(outbox: Outbox) -> None:
    """Body, hash, evidence and history are there for anybody who opens the file."""
    saved = outbox.save(pending(request()), EVIDENCE)
    again = Outbox(outbox.path)
    assert again.command(saved.id) == saved
    assert saved.sha256 == hashlib.sha256(saved.body).hexdigest()
    assert saved.payload == request()
    assert saved.envelope.aggregate == f"request/{saved.id}" == saved.aggregate
    assert (saved.n, saved.prev_id, saved.state, saved.attempts) == (1, "", S.SAVED, 0)
    assert again.evidence_bytes(SHA) == EVIDENCE
    assert [(h.at, h.state) for h in again.history(saved.id)] == [(100, S.SAVED)]
    assert saved.id[14] == "7", "a version 7 UUID"


def test_the_file_survives_a_power_cut_by_its_settings(outbox: Outbox) -> None:
    """The journal is truncated and every commit synced to the folder: the settings that lost nothing."""
    with outbox_file.opened(outbox.path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("truncate",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (3,)


def test_a_command_chains_to_the_one_before(outbox: Outbox) -> None:
    """n and prev_id count within device and aggregate; one taken back before it left is passed by."""
    first = outbox.save(pending(request()), EVIDENCE)
    second = outbox.save(pending(c.WithdrawRequest(request_id=first.id, reason="nhầm")))
    assert (second.n, second.prev_id) == (2, first.id)
    outbox.withdraw(second.id, now=110)
    third = outbox.save(pending(c.WithdrawRequest(request_id=first.id, reason="nhầm đơn vị")))
    assert (third.n, third.prev_id) == (2, first.id)
    other = outbox.save(pending(c.AcceptExplanation(request_id=first.id), device="d2"))
    assert (other.n, other.prev_id) == (1, "")


def test_what_a_later_one_names_is_not_taken_back(outbox: Outbox) -> None:
    """The later one's body names it, and the data centre takes that in only after it; last come, first taken back."""
    first = outbox.save(pending(c.AcknowledgeAlert("A1", 3)))
    second = outbox.save(pending(c.ShelveAlert("A1", 200, "chờ")))
    with pytest.raises(AlreadySent):
        outbox.withdraw(first.id, now=110)
    outbox.withdraw(second.id, now=111)
    outbox.withdraw(first.id, now=112)
    assert states(outbox) == [S.WITHDRAWN, S.WITHDRAWN]


def test_sending_in_order(outbox: Outbox) -> None:
    """One of each aggregate at once, the next only after the answer, a refused one does not block."""
    first = outbox.save(pending(request()), EVIDENCE)
    second = outbox.save(pending(c.AcceptExplanation(request_id=first.id)))
    alert = outbox.save(pending(c.AcknowledgeAlert(alert_id="x", seen_count=1)))
    assert [x.id for x in outbox.next_to_send(now=200)] == [first.id, alert.id]
    assert [x.id for x in outbox.next_to_send(1, now=200)] == [first.id]
    assert outbox.mark_sending(first.id, 200)
    assert [x.id for x in outbox.next_to_send(now=200)] == [alert.id]
    outbox.mark_refused(first.id, 201, code="deadline_passed", detail="Hạn đã qua")
    assert [x.id for x in outbox.next_to_send(now=200)] == [second.id, alert.id]
    assert outbox.command(first.id).problem == "Hạn đã qua"


def test_times_and_accounts(outbox: Outbox) -> None:
    """A retry waits for its time unless a person presses the button; others' commands are not sent."""
    saved = outbox.save(pending(request()), EVIDENCE)
    outbox.mark_sending(saved.id, 200)
    outbox.mark_unconfirmed(saved.id, 201, code="timeout", detail="", retry_at=500)
    assert outbox.next_to_send(now=499) == []
    assert outbox.next_attempt_at() == 500
    assert [x.id for x in outbox.next_to_send(now=500)] == [saved.id]
    outbox.retry_now()
    assert [x.id for x in outbox.next_to_send(now=202)] == [saved.id]
    assert outbox.next_to_send(now=500, account="somebody else") == []
    assert outbox.next_attempt_at("somebody else") is None


def test_never_failed_after_a_time_out(outbox: Outbox) -> None:
    """What may have arrived is unconfirmed; what certainly did not is what it was before."""
    saved = outbox.save(pending(request()), EVIDENCE)
    outbox.mark_sending(saved.id, 200)
    outbox.mark_not_sent(saved.id, 200, code="unreachable", detail="", retry_at=210)
    assert states(outbox) == [S.SAVED]
    outbox.mark_sending(saved.id, 210)
    outbox.mark_unconfirmed(saved.id, 211, code="timeout", detail="", retry_at=220)
    outbox.mark_sending(saved.id, 220)
    outbox.mark_not_sent(saved.id, 221, code="unreachable", detail="", retry_at=230)
    assert states(outbox) == [S.UNCONFIRMED]
    assert outbox.command(saved.id).attempts == 3
    assert outbox.command(saved.id).first_sent_at == 200


def test_a_process_that_died_while_sending(outbox: Outbox) -> None:
    """The next sync process finds it unconfirmed and sends it again under the same id."""
    saved = outbox.save(pending(request()), EVIDENCE)
    outbox.mark_sending(saved.id, 200)
    assert outbox.next_to_send(now=300) == []
    assert outbox.recover_unfinished(300) == 1
    assert [x.body for x in outbox.next_to_send(now=300)] == [saved.body]


@pytest.mark.parametrize(
    ("result", "state"), [("accepted", S.RECEIVED), ("refused", S.REFUSED), ("needs_decision", S.NEEDS_DECISION)]
)
def test_the_answer(outbox: Outbox, result: str, state: S) -> None:
    """The centre's stored answer is kept whole."""
    saved = outbox.save(pending(request()), EVIDENCE)
    outbox.mark_sending(saved.id, 200)
    outcome = c.CommandOutcome(id=saved.id, result=result, code="x", detail="y", seq=9, received_at=201)
    answered = outbox.mark_outcome(outcome, 201)
    assert (answered.state, answered.outcome) == (state, outcome)
    assert [h.state for h in outbox.history(saved.id)] == [S.SAVED, S.SENDING, state]


def test_settling(outbox: Outbox) -> None:
    """A command is settled by its sequence, or by its id in a trailer even when the answer was lost."""
    one, two, three = (outbox.save(pending(request(q)), EVIDENCE) for q in "123")
    for command in (one, two):
        outbox.mark_sending(command.id, 200)
    outbox.mark_outcome(c.CommandOutcome(id=one.id, result="accepted", seq=50), 201)
    outbox.mark_unconfirmed(two.id, 201, code="timeout", detail="", retry_at=900)
    assert outbox.settle([], 49, 300) == 0
    assert [x.id for x in outbox.commands(unsettled=True)] == [one.id, two.id, three.id]
    assert outbox.settle([two.id, "unknown"], 50, 300) == 2
    assert [x.id for x in outbox.commands(unsettled=True)] == [three.id]
    assert outbox.command(two.id).state == S.RECEIVED
    assert outbox.settle([two.id], 60, 400) == 0
    assert outbox.command(two.id).settled_at == 300


def test_what_the_data_centre_has_lost_is_sent_again(outbox: Outbox) -> None:
    """Received, and beyond all that the mirror has: named by `unseen`; asked again, it is sent under its id. What the
    mirror has shown since is not."""
    one, two = (outbox.save(pending(request(q)), EVIDENCE) for q in "12")
    for command in (one, two):
        outbox.mark_sending(command.id, 100)
        outbox.mark_outcome(c.CommandOutcome(id=command.id, result="accepted", seq=50), 200)
    assert outbox.settle([], 49, 300) == 0
    assert outbox.unseen == {(one.id, one.account), (two.id, two.account)}
    assert outbox.settle([two.id], 49, 300) == 1
    assert outbox.unseen == {(one.id, one.account)}
    outbox.ask_again([one.id, two.id], 400)
    assert [command.id for command in outbox.next_to_send(4, now=400, account=one.account)] == [one.id]
    assert states(outbox) == [S.UNCONFIRMED, S.RECEIVED]



def test_taking_back(outbox: Outbox) -> None:
    """Only what never left; what came back may be dismissed; then it is never sent."""
    saved = outbox.save(pending(request()), EVIDENCE)
    outbox.withdraw(saved.id, 150, "nhầm")
    assert states(outbox) == [S.WITHDRAWN]
    assert not outbox.mark_sending(saved.id, 200)
    assert outbox.next_to_send(now=200) == []
    sent = outbox.save(pending(request()), EVIDENCE)
    outbox.mark_sending(sent.id, 200)
    outbox.mark_not_sent(sent.id, 200, code="unreachable", detail="", retry_at=0)
    with pytest.raises(AlreadySent):
        outbox.withdraw(sent.id, 201)
    outbox.mark_outcome(c.CommandOutcome(id=sent.id, result="needs_decision", code="revised"), 202)
    outbox.withdraw(sent.id, 203)
    assert outbox.counts().needs_decision == 0
    with pytest.raises(UnknownCommand):
        outbox.withdraw("nobody", 1)
    with pytest.raises(UnknownCommand):
        outbox.command("nobody")


def test_deciding(outbox: Outbox) -> None:
    """A decision is a new command in place of the old one, both or none."""
    old = outbox.save(pending(request()), EVIDENCE)
    outbox.mark_sending(old.id, 200)
    with pytest.raises(AlreadySent):
        outbox.replace(old.id, pending(request("Dù vậy, vì sao?"), 201), EVIDENCE)
    assert len(outbox.commands()) == 1
    outbox.mark_outcome(c.CommandOutcome(id=old.id, result="needs_decision", code="revised"), 201)
    new = outbox.replace(old.id, pending(request("Dù vậy, vì sao?"), 202), EVIDENCE)
    assert states(outbox) == [S.WITHDRAWN, S.SAVED]
    assert outbox.history(old.id)[-1].note == f"replaced by {new.id}"


def test_signing_in_again(outbox: Outbox) -> None:
    """Without a session everything waits and says so; with one it goes out at once."""
    outbox.save(pending(request()), EVIDENCE)
    outbox.save(pending(c.AcknowledgeAlert(alert_id="x", seen_count=1), account="a2"))
    assert outbox.sign_in(300, "a1") == 1
    assert states(outbox) == [S.SIGN_IN, S.SAVED]
    assert outbox.counts().waiting == 2
    assert len(outbox.next_to_send(now=300)) == 1
    assert outbox.signed_in(400, "a1") == 1
    assert len(outbox.next_to_send(now=400)) == 2


def test_drafts(outbox: Outbox) -> None:
    """One per place, the newest first, gone when discarded."""
    outbox.save_draft(Draft("request/1", "Vì".encode(), 5))
    outbox.save_draft(Draft("request/2", b"b", 6))
    outbox.save_draft(Draft("request/1", "Vì sao".encode(), 7))
    outbox.save_draft(Draft("directive/1", b"c", 8))
    assert [(d.key, d.body) for d in outbox.drafts("request/")] == [
        ("request/1", "Vì sao".encode()),
        ("request/2", b"b"),
    ]
    outbox.discard_draft("request/1")
    outbox.discard_draft("request/9")
    assert [d.key for d in outbox.drafts()] == ["directive/1", "request/2"]


def test_evidence_is_not_taken_on_trust(outbox: Outbox) -> None:
    """Wrong bytes are refused at saving; changed or missing files are found at reading."""
    with pytest.raises(evidence_files.DamagedEvidence):
        outbox.save(pending(request()), b"other bytes")
    assert outbox.commands() == []
    outbox.save(pending(request()), EVIDENCE)
    outbox.mark_evidence_sent(SHA, 300)
    assert outbox.commands()[0].evidence_sent_at == 300
    (outbox.evidence / SHA).write_bytes(b"changed")
    with pytest.raises(evidence_files.DamagedEvidence):
        outbox.evidence_bytes(SHA)
    outbox.save(pending(request()), EVIDENCE)
    assert outbox.evidence_bytes(SHA) == EVIDENCE, "saving again mends the file"
    (outbox.evidence / SHA).unlink()
    with pytest.raises(evidence_files.DamagedEvidence):
        outbox.evidence_bytes(SHA)
    with pytest.raises(evidence_files.DamagedEvidence):
        outbox.evidence_bytes("../outbox.db")


def test_a_newer_outbox_is_left_alone(outbox: Outbox) -> None:
    """A file of a newer program is neither written nor set aside."""
    outbox.save(pending(request()), EVIDENCE)
    connection = sqlite3.connect(outbox.path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = outbox.path.read_bytes()
    with pytest.raises(NewerOutbox):
        outbox.save(pending(request()), EVIDENCE)
    assert outbox.path.read_bytes() == before


# --- damage and full disks -----------------------------------------------------------------------------------


@pytest.mark.expected_log("outbox set aside")
def test_random_bytes_are_set_aside(outbox: Outbox) -> None:
    """The file is kept; the person can go on saving."""
    junk = os.urandom(20_000)
    outbox.path.parent.mkdir(exist_ok=True)
    outbox.path.write_bytes(junk)
    saved = outbox.save(pending(request()), EVIDENCE)
    assert [x.id for x in outbox.commands()] == [saved.id]
    (kept,) = outbox_file.recoveries(outbox.path)
    assert kept.read_bytes() == junk


@pytest.mark.expected_log("outbox set aside")
@pytest.mark.parametrize("seed", range(5))
def test_what_can_be_read_is_recovered(outbox: Outbox, seed: int) -> None:
    """A page in the middle is overwritten: commands on the other pages come over, the rest from the second copy."""
    before = {}
    for k in range(60):
        saved = outbox.save(pending(request(f"{k} " + "x" * 900)), EVIDENCE)
        before[saved.id] = saved
    (sending, *_) = before
    outbox.mark_sending(sending, 200)
    before[sending] = outbox.command(sending)
    size = outbox.path.stat().st_size
    page = random.Random(seed).randint(12, size // 4096 - 5)
    with outbox.path.open("r+b") as file:
        file.seek(page * 4096)
        file.write(b"\xa5" * 4096)
    after = {command.id: command for command in outbox.commands()}
    assert len(outbox_file.recoveries(outbox.path)) == 1
    assert list(after) and after.keys() == before.keys()
    for command_id, command in after.items():
        was = before[command_id]
        assert (command.body, command.n, command.saved_at) == (was.body, was.n, was.saved_at)
        assert (command.prev_id, command.evidence, command.sha256) == (was.prev_id, was.evidence, was.sha256)
    (report,) = outbox.recoveries()
    assert report.commands + report.from_log == 60 and report.from_log < 20 and not report.complete
    assert after[sending].state == S.UNCONFIRMED
    read = sum(x.state == S.SAVED for x in after.values())
    assert read == report.commands - 1, "what only the second copy knew is asked for under its id"


def test_a_full_disk_says_not_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every write of the file fails: a typed error, and what was saved before is still there."""
    outbox = Outbox(tmp_path / "outbox.db")
    first = outbox.save(pending(request()), EVIDENCE)
    with outbox_file.opened(outbox.path) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    real = outbox_file._open

    def full(path: Path) -> sqlite3.Connection:
        connection = real(path)
        connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()
        return connection

    monkeypatch.setattr(outbox_file, "_open", full)
    with pytest.raises(NotSaved):
        outbox.save(pending(request("x" * 20_000)), EVIDENCE)
    with pytest.raises(NotSaved):
        outbox.save_draft(Draft("d", b"x" * 20_000, 1))
    assert [x.id for x in outbox.commands()] == [first.id]


def test_the_ballast_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the ballast lies there the disk is full; without it the command is saved."""
    outbox = Outbox(tmp_path / "outbox.db")
    outbox.save(pending(request()), EVIDENCE)
    ballast = outbox_file.ballast_path(outbox.path)
    assert ballast.stat().st_size == outbox_file.BALLAST_BYTES
    real = outbox_file._open

    def full(path: Path) -> sqlite3.Connection:
        connection = real(path)
        if ballast.exists():
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()
        return connection

    monkeypatch.setattr(outbox_file, "_open", full)
    big = outbox.save(pending(request("x" * 20_000)), EVIDENCE)
    assert outbox.command(big.id).payload == request("x" * 20_000)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """No place to write is `NotSaved` too."""
    (tmp_path / "file").write_text("")
    with pytest.raises(NotSaved):
        Outbox(tmp_path / "file" / "outbox.db").save(pending(request()), EVIDENCE)


SAVER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.local_cache.test_outbox import EVIDENCE, Outbox, pending, request
outbox = Outbox(Path(sys.argv[1]))
k = 0
while True:
    print(outbox.save(pending(request(str(k))), EVIDENCE).id, flush=True)
    k += 1
"""


@pytest.mark.parametrize("count", [1, 4, 9])
def test_an_acknowledged_save_survives_a_kill(tmp_path: Path, project_root: Path, count: int) -> None:
    """Killed in the middle of saving: every id that was printed is there, chained and whole."""
    path = tmp_path / "outbox.db"
    child = subprocess.Popen(
        [sys.executable, "-c", SAVER, str(path), str(project_root)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    said = [child.stdout.readline().strip() for _ in range(count)]
    child.send_signal(signal.SIGKILL)
    said += [line for line in child.stdout.read().split("\n") if len(line) == 36]
    child.wait()
    child.stdout.close()
    commands = Outbox(path).commands()
    assert [x.id for x in commands][: len(said)] == said
    assert len(commands) <= len(said) + 1
    for command in commands:
        assert c.body_hash(command.body) == command.sha256


# --- any interleaving ----------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_interleaving_keeps_the_order(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Random saves, sends, losses and answers: in each aggregate commands are claimed in order, none overtakes, none
    is claimed after it was answered, and in the end every one is answered."""
    dice = random.Random(seed)
    outbox = Outbox(tmp_path_factory.mktemp("outbox") / "outbox.db")
    claimed: list[SavedCommand] = []
    answered: list[str] = []
    now = 1000
    for _ in range(40):
        now += 1
        if dice.random() < 0.4:
            alert = f"alert-{dice.randint(1, 3)}"
            outbox.save(pending(c.AcknowledgeAlert(alert_id=alert, seen_count=1), now))
        else:
            _send_one(outbox, dice, now, claimed, answered)
    outbox.recover_unfinished(now)
    while outbox.counts().waiting:
        now += 1
        outbox.retry_now()
        _send_one(outbox, dice, now, claimed, answered)
        outbox.recover_unfinished(now)
    for aggregate in {x.aggregate for x in claimed}:
        order = [x.n for x in claimed if x.aggregate == aggregate]
        assert order == sorted(order)
        assert sorted(set(order)) == list(range(1, max(order) + 1))
    assert len(answered) == len(set(answered)) == len(outbox.commands())
    assert outbox.counts().waiting == 0
    assert outbox.counts().refused + sum(s is S.RECEIVED for s in states(outbox)) == len(answered)


def _send_one(outbox: Outbox, dice: random.Random, now: int, claimed: list[SavedCommand], answered: list[str]) -> None:
    offered = outbox.next_to_send(now=now)
    assert len({x.aggregate for x in offered}) == len(offered)
    if not offered:
        return
    command = dice.choice(offered)
    assert command.id not in answered
    assert outbox.mark_sending(command.id, now)
    claimed.append(command)
    fate = dice.random()
    if fate < 0.2:
        outbox.mark_unconfirmed(command.id, now, code="timeout", detail="", retry_at=now + dice.randint(0, 3))
    elif fate < 0.3:
        outbox.mark_not_sent(command.id, now, code="unreachable", detail="", retry_at=now + dice.randint(0, 3))
    elif fate < 0.4:
        outbox.recover_unfinished(now)
    else:
        result = dice.choice(["accepted", "refused"])
        outbox.mark_outcome(c.CommandOutcome(id=command.id, result=result, seq=1), now)
        answered.append(command.id)


def test_no_ballast_where_there_is_no_folder(tmp_path: Path) -> None:
    """At a first start nothing is there yet: that is no error, and no room is claimed."""
    assert not outbox_file.lay_ballast(tmp_path / "nowhere" / "outbox.db")
