"""A seeded day of an outbox: saves, sends, answers, decisions, drafts; the real code, watched on its way to the disk.

    python -m tests.faults.power.outbox_workload MODE FIRST COUNT FOLDER OUT

runs `COUNT` days from seed `FIRST` on in a scratch folder and writes what was recorded as MessagePack: a list of
`Day`. `MODE` is one of `MODES`: the product's own, or another that must lose.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from pathlib import Path
from random import Random
from uuid import UUID

import msgspec

MODES = {
    "TRUNCATE+EXTRA": {},
    "WAL+NORMAL": {
        "PRAGMA journal_mode = TRUNCATE": "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = EXTRA": "PRAGMA synchronous = NORMAL",
    },
    "DELETE+FULL": {
        "PRAGMA journal_mode = TRUNCATE": "PRAGMA journal_mode = DELETE",
        "PRAGMA synchronous = EXTRA": "PRAGMA synchronous = FULL",
    },
    "folder not synced": {},
    "copy not synced": {},
}
"""Statements of the product that are run otherwise, by mode; what the last two leave out their names say."""

HOME = "console"
VERBS = 40


class Saved(msgspec.Struct, array_like=True):
    """A command acknowledged after so many events."""

    events: int
    id: str
    body: bytes
    evidence: str


class State(msgspec.Struct, array_like=True):
    """What the outbox held when a commit returned, after so many events."""

    events: int
    digest: str


class Day(msgspec.Struct, array_like=True):
    """What one seed did. The first state is that of an empty outbox; `returned`: events after each verb."""

    seed: int
    events: list[tuple[object, ...]]
    states: list[State]
    saved: list[Saved]
    returned: list[int]


def run_days(mode: str, first: int, count: int, scratch: Path) -> list[Day]:
    """Only for a process of its own: replaces sqlite3 before the outbox is imported."""
    from tests.faults.power import recording, sqlite3_over_apsw
    from tests.faults.power.contents import outbox_digest

    sqlite3 = sqlite3_over_apsw.install(recording.VFS)
    sqlite3.Connection.rewritten = MODES[mode]
    vfs = recording.watch()
    from local_cache import outbox_log

    outbox_log.ROTATE_BYTES = 16 << 10  # so that a log is made anew within a day
    if mode == "folder not synced":
        from local_cache import evidence_files, outbox_file

        for module in (evidence_files, outbox_file):
            module.make_folder = lambda folder: folder.mkdir(parents=True, exist_ok=True)
    if mode == "copy not synced":
        outbox_log.files.append = _append_without_sync
    events = recording.recorder
    states: list[State] = []
    sqlite3.Connection.on_commit = lambda connection: states.append(
        State(len(events.events), outbox_digest(connection))
    )
    days = []
    for seed in range(first, first + count):
        root = scratch / str(seed)
        root.mkdir(parents=True)
        events.begin(root)
        states.clear()
        day = _Day(root / HOME / "outbox.db", seed, hold=mode.startswith("WAL"))
        returned = day.run()
        days.append(Day(seed, events.events, list(states), day.saved, returned))
        shutil.rmtree(root)
    vfs.unregister()
    return days


def _append_without_sync(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


class _Day:
    def __init__(self, path: Path, seed: int, *, hold: bool) -> None:
        from local_cache.outbox import Outbox

        self.outbox = Outbox(path)
        self.dice = Random(seed)
        self.now = 1_800_000_000
        self.hold = hold
        self.saved: list[Saved] = []

    def run(self) -> list[int]:
        """All verbs; how many events there were after each."""
        import sqlite3

        from local_cache.outbox import OutboxError
        from tests.faults.power.recording import recorder

        returned = []
        holder = None
        for _ in range(VERBS):
            self.now += self.dice.randint(0, 90)
            with suppress(OutboxError):  # refused, e.g. a withdrawal of what was sent: nothing changed
                self.verb()
            if self.hold and holder is None:
                # The other process has the file open: so that closing does not fold the log back.
                holder = sqlite3.connect(self.outbox.path, isolation_level=None)
                holder.execute("SELECT count(*) FROM command").fetchone()
            returned.append(len(recorder.events))
        if holder is not None:
            holder.close()
        return returned

    def verb(self) -> None:
        """One thing that a person or sync does."""
        from local_cache.outbox import Draft

        dice, outbox = self.dice, self.outbox
        commands = outbox.commands(unsettled=True)
        verb = dice.choices(
            ("save", "send", "answer", "settle", "draft", "discard", "withdraw", "replace", "session", "start"),
            (30, 20, 18, 6, 8, 3, 5, 3, 3, 3),
        )[0]
        if verb == "save" or not commands:
            self._save()
        elif verb == "send":
            for command in outbox.next_to_send(now=self.now)[:1]:
                outbox.mark_sending(command.id, self.now)
        elif verb == "answer":
            self._answer()
        elif verb == "settle":
            outbox.settle([c.id for c in dice.sample(commands, min(2, len(commands)))], dice.randint(0, 60), self.now)
        elif verb == "draft":
            body = dice.randbytes(dice.choice((20, 900, 6000)))
            outbox.save_draft(Draft(f"request/{dice.randint(1, 4)}", body, self.now))
        elif verb == "discard":
            outbox.discard_draft(f"request/{dice.randint(1, 4)}")
        elif verb == "withdraw":
            outbox.withdraw(dice.choice(commands).id, self.now, "không cần nữa")
        elif verb == "replace":
            self._save(replaces=dice.choice(commands).id)
        elif verb == "session":
            outbox.sign_in(self.now)
            outbox.signed_in(self.now)
            outbox.retry_now()
        else:
            outbox.recover_unfinished(self.now)
            outbox.compare_copies()

    def _save(self, replaces: str = "") -> None:
        import hashlib

        from ioc_domain import commands as c
        from local_cache.outbox import PendingCommand
        from tests.faults.power.recording import recorder

        dice = self.dice
        evidence = None
        payload: c.Payload = c.AssignAlert(f"alert-{dice.randint(1, 5)}", "U1", "Đơn vị " + "x" * dice.randint(1, 50))
        if dice.random() < 0.4:
            evidence = dice.randbytes(dice.choice((40, 700, 5000)))
            payload = c.IssueExplanationRequest(
                unit_code="U1", subject_kind="indicator", subject="v2:C0403", title="Chỉ tiêu", area_code="79",
                period="2026-10", question="Vì sao? " * dice.choice((1, 30, 900)), deadline_days=5, urgency=0,
                requires=["cause"], evidence=hashlib.sha256(evidence).hexdigest(), value=1.0, plan=2.0,
                standing="at_risk", observed_revision=1,
            )  # fmt: skip
        # Ids of this seed's own, so that a seed gives the same day again.
        pending = PendingCommand(payload, "máy thử", "lanhdao", self.now, id=str(UUID(int=dice.getrandbits(128))))
        if replaces:
            saved = self.outbox.replace(replaces, pending, evidence)
        else:
            saved = self.outbox.save(pending, evidence)
        self.saved.append(Saved(len(recorder.events), saved.id, saved.body, saved.evidence))

    def _answer(self) -> None:
        from ioc_domain.codes import CommandState
        from ioc_domain.commands import CommandOutcome

        sending = [c for c in self.outbox.commands() if c.state is CommandState.SENDING]
        if not sending:
            return
        command = self.dice.choice(sending)
        what = self.dice.random()
        trouble = {"code": "timeout", "detail": "không trả lời", "retry_at": self.now + 5}
        if what < 0.2:
            self.outbox.mark_unconfirmed(command.id, self.now, **trouble)
        elif what < 0.4:
            self.outbox.mark_not_sent(command.id, self.now, **trouble)
        elif what < 0.5 and command.evidence:
            self.outbox.mark_evidence_sent(command.evidence, self.now)
        else:
            result = self.dice.choice(("accepted", "accepted", "refused", "needs_decision"))
            self.outbox.mark_outcome(
                CommandOutcome(command.id, result, code="x", seq=self.dice.randint(1, 60), data={"number": "GT-1"}),
                self.now,
            )


def main(mode: str, first: str, count: str, folder: str, out: str) -> None:
    """See the module."""
    days = run_days(mode, int(first), int(count), Path(folder))
    Path(out).write_bytes(msgspec.msgpack.encode(days))


if __name__ == "__main__":
    main(*sys.argv[1:])
