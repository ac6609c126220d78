"""The outbox's second copy: no acknowledged command is lost with the file, none is sent that was taken back."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from ioc_domain import commands as c
from ioc_domain.codes import CommandState as S
from local_cache import outbox_file, outbox_log
from local_cache.outbox import NotSaved, Outbox, SavedCommand
from tests.local_cache.test_outbox import EVIDENCE, SHA, pending, request

aside = pytest.mark.expected_log("outbox set aside|second copy of the outbox only")


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox.db")


def some(outbox: Outbox, count: int = 5) -> list[SavedCommand]:
    return [outbox.save(pending(request(f"câu hỏi {k}")), EVIDENCE) for k in range(count)]


def damage(path: Path) -> None:
    path.write_bytes(b"\xa5" * 8192)


def test_a_saved_command_stands_in_both_files(outbox: Outbox) -> None:
    """Body, hash and evidence, in order, each line linked to the one before."""
    saved = some(outbox)
    copy = outbox_log.read(outbox.log)
    assert [(e.id, e.body, e.sha256, e.evidence) for e in copy.saved.values()] == [
        (x.id, x.body, x.sha256, SHA) for x in saved
    ]
    assert copy.whole and copy.lines == 5


@aside
@pytest.mark.parametrize("how", ["damaged", "emptied", "deleted"])
def test_the_file_is_lost(outbox: Outbox, how: str) -> None:
    """Whatever became of the file, every command is there, to be asked for under its id, and can go on in its order."""
    saved = some(outbox)
    second = outbox.save(pending(c.AcceptExplanation(request_id=saved[0].id)))
    if how == "damaged":
        damage(outbox.path)
    elif how == "emptied":
        outbox.path.write_bytes(b"")
    else:
        outbox.path.unlink()
    after = outbox.commands()
    assert [(x.id, x.body, x.n, x.prev_id) for x in after] == [(x.id, x.body, x.n, x.prev_id) for x in (*saved, second)]
    assert {x.state for x in after} == {S.UNCONFIRMED}
    assert [x.id for x in outbox.next_to_send(9, now=200)] == [x.id for x in saved]
    third = outbox.save(pending(c.WithdrawRequest(request_id=saved[0].id, reason="nhầm")))
    assert (third.n, third.prev_id) == (3, second.id)
    (report,) = outbox.recoveries()
    assert (report.from_log, report.commands, report.reconciled_at) == (6, 0, 0)
    assert bool(report.kept) == bool(outbox_file.recoveries(outbox.path)) == (how == "damaged")


@aside
def test_what_was_taken_back_does_not_come_back(outbox: Outbox) -> None:
    """Neither a withdrawn command nor one replaced by a decision is sent after the file was lost."""
    one, two, three = some(outbox, 3)
    outbox.withdraw(one.id, 110, "nhầm")
    outbox.mark_sending(two.id, 120)
    outbox.mark_outcome(c.CommandOutcome(id=two.id, result="needs_decision", code="revised"), 121)
    new = outbox.replace(two.id, pending(request("Dù vậy?"), 122), EVIDENCE)
    damage(outbox.path)
    assert [x.id for x in outbox.commands()] == [three.id, new.id]


@aside
def test_an_older_file_is_put_back(outbox: Outbox) -> None:
    """A backup of the file has taken its place: at the start of sync the missing commands are added."""
    first = some(outbox, 2)
    old = outbox.path.read_bytes()
    later = some(outbox, 3)
    outbox.path.write_bytes(old)
    assert len(outbox.commands()) == 2
    outbox.recover_unfinished(300)
    assert [x.id for x in outbox.commands()] == [x.id for x in (*first, *later)]
    assert outbox.recoveries()[-1].from_log == 3
    outbox.recover_unfinished(301)
    assert len(outbox.recoveries()) == 1


@aside
@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_torn_tail_costs_the_torn_line_only(outbox: Outbox, cut: int) -> None:
    """The last line was cut at any byte: what was before stays, what comes after can be read."""
    saved = some(outbox, 3)
    whole = outbox.log.read_bytes()
    outbox.log.write_bytes(whole[:-cut])
    later = outbox.save(pending(request("sau")), EVIDENCE)
    copy = outbox_log.read(outbox.log)
    # Without its newline a line is whole all the same.
    expected = [*saved[:2], *([saved[2]] if cut == 1 else []), later]
    assert list(copy.saved) == [x.id for x in expected]
    outbox.compare_copies()
    assert set(outbox_log.read(outbox.log).saved) == {x.id for x in (*saved, later)}, "what the copy lost is given back"
    damage(outbox.path)
    assert {x.id for x in outbox.commands()} == {x.id for x in (*saved, later)}


@aside
def test_a_spoiled_line_is_passed_over_and_told(outbox: Outbox) -> None:
    """One changed byte: that line is not believed, the broken link is counted, the others are taken."""
    saved = some(outbox, 6)
    lines = outbox.log.read_bytes().split(b"\n")
    spoiled = bytearray(lines[2])
    spoiled[100] ^= 1
    lines[2] = bytes(spoiled)
    outbox.log.write_bytes(b"\n".join(lines))
    copy = outbox_log.read(outbox.log)
    assert (copy.spoiled, copy.broken, len(copy.saved)) == (1, 1, 5)
    damage(outbox.path)
    assert [x.id for x in outbox.commands()] == [x.id for x in saved if x is not saved[2]]
    assert not outbox.recoveries()[-1].complete


@aside
def test_bytes_changed_in_the_file_are_taken_from_the_copy(outbox: Outbox) -> None:
    """A body that is not what was saved is never sent: the copy's is, or the person is asked."""
    one, two = some(outbox, 2)
    outbox.mark_sending(one.id, 110)
    with outbox_file.opened(outbox.path) as connection:
        connection.execute("UPDATE command SET body = ?", (b'{"id":"x"}',))
    outbox.log.write_bytes(outbox.log.read_bytes().split(b"\n")[0] + b"\n")
    outbox_file.recover(outbox.path, outbox_file.identity(outbox.path))
    assert outbox.command(one.id).body == one.body and outbox.command(one.id).state is S.UNCONFIRMED
    asked = outbox.command(two.id)
    assert (asked.state, asked.problem_code) == (S.NEEDS_DECISION, "command_damaged")


def test_a_commit_that_fails_leaves_no_line(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told "not saved" means in neither file, so that nothing comes back later that the person did again."""
    some(outbox, 2)
    before = outbox.log.read_bytes()
    real = outbox_file._open

    class Failing:
        def __init__(self, connection: sqlite3.Connection) -> None:
            self._connection = connection

        def execute(self, statement: str, parameters: object = ()) -> object:
            if statement == "COMMIT":
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR
                raise error
            return self._connection.execute(statement, parameters)  # type: ignore[arg-type]

        def __getattr__(self, name: str) -> object:
            return getattr(self._connection, name)

    monkeypatch.setattr(outbox_file, "_open", lambda path: Failing(real(path)))
    with pytest.raises(NotSaved):
        outbox.save(pending(request("không lưu được")), EVIDENCE)
    monkeypatch.setattr(outbox_file, "_open", real)
    assert outbox.log.read_bytes() == before
    assert len(outbox.commands()) == 2


def test_a_copy_that_cannot_be_written_means_not_saved(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a line was written before the disk was full: it is taken back, the file has nothing of it either."""
    some(outbox, 2)
    before = outbox.log.read_bytes()

    class Full(outbox_log.DiskFiles):
        def append(self, path: Path, data: bytes) -> None:
            super().append(path, data[: len(data) // 2])
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(outbox_log, "files", Full())
    with pytest.raises(NotSaved):
        outbox.save(pending(request("không lưu được")), EVIDENCE)
    assert outbox.log.read_bytes() == before
    assert len(outbox.commands()) == 2


def test_a_log_of_settled_commands_is_made_anew(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays bounded, holds what is still open, and links to what was there before."""
    monkeypatch.setattr(outbox_log, "ROTATE_BYTES", 4_000)
    saved = some(outbox, 20)
    head = outbox_log.read(outbox.log).head
    outbox.settle([x.id for x in saved[:-2]], 10, 300)
    copy = outbox_log.read(outbox.log)
    assert list(copy.saved) == [x.id for x in saved[-2:]] and copy.whole
    assert outbox.log.stat().st_size < 4_000
    assert head.encode() in outbox.log.read_bytes().split(b"\n")[0]
    outbox.save(pending(request("sau")), EVIDENCE)
    assert outbox_log.read(outbox.log).whole


def test_an_outbox_older_than_the_copy_gets_one(outbox: Outbox) -> None:
    """A file of version 1 without a log is brought up to date, and its commands are copied at the start of sync."""
    saved = some(outbox, 3)
    with outbox_file.opened(outbox.path) as connection:
        connection.execute("DROP TABLE recovery")
        connection.execute("DROP TABLE time_seen")
        connection.execute("PRAGMA user_version = 1")
    outbox.log.unlink()
    outbox.recover_unfinished(300)
    assert [x.id for x in outbox.commands()] == [x.id for x in saved]
    assert list(outbox_log.read(outbox.log).saved) == [x.id for x in saved]
    assert outbox.recoveries() == []


class Stopped(Exception):
    pass


@aside
@pytest.mark.parametrize("stop", ["free_name", "set_aside", "sync_folder"])
def test_a_recovery_that_is_stopped_is_done_again(outbox: Outbox, monkeypatch: pytest.MonkeyPatch, stop: str) -> None:
    """The program dies before, between or after the renames: the next call finds every command and every draft."""
    from local_cache import outbox_recovery
    from local_cache.outbox import Draft

    saved = some(outbox, 4)
    outbox.save_draft(Draft("d", "nửa câu".encode(), 1))
    outbox.log.unlink()  # so that only the file knows them
    owner = outbox_recovery if stop == "sync_folder" else outbox_file
    real = getattr(owner, stop)

    def dies(*arguments: object) -> object:
        if stop == "set_aside":
            real(*arguments)
        raise Stopped

    monkeypatch.setattr(owner, stop, dies)
    with pytest.raises(Stopped):
        outbox_file.recover(outbox.path, outbox_file.identity(outbox.path))
    monkeypatch.setattr(owner, stop, real)
    assert [(x.id, x.state) for x in outbox.commands()] == [(x.id, S.SAVED) for x in saved]
    assert [d.key for d in outbox.drafts()] == ["d"]
    assert len(outbox.recoveries()) == (0 if stop == "free_name" else 1)


@pytest.mark.parametrize("seed", range(20))
def test_any_bytes_are_read_without_harm(tmp_path: Path, seed: int) -> None:
    """Noise, cuts and doublings of a real log: reading never fails and never yields a command with a wrong hash."""
    dice = random.Random(seed)
    outbox = Outbox(tmp_path / "outbox.db")
    saved = {x.id: x.body for x in some(outbox, 4)}
    data = bytearray(outbox.log.read_bytes())
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(data))
        act = dice.randrange(3)
        if act == 0:
            data[at] = dice.randrange(256)
        elif act == 1:
            del data[at : at + dice.randint(1, 200)]
        else:
            data[at:at] = data[at : at + dice.randint(1, 200)]
    outbox.log.write_bytes(bytes(data))
    for entry in outbox_log.read(outbox.log).saved.values():
        assert saved[entry.id] == entry.body
