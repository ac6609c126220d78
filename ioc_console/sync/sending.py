"""Sending the outbox: evidence first, in order per aggregate, exact bytes, the same id until there is an answer.

Nothing here decides what a command means. What the line says decides only one thing: surely not received (back to
what it was), perhaps received (unconfirmed, asked again under the same id), answered.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from random import Random
from typing import TypeVar

import msgspec

from ioc_console.sync.line import Answer, Clock, Kind, LineProblem
from ioc_console.sync.pacing import LONGEST, Backoff, Hold
from ioc_console.sync.reconciling import Reconciler, mended
from ioc_console.sync.tokens import SignedLine
from ioc_domain.channel import OutboxChanged, OutboxMended
from ioc_domain.codes import CommandState
from ioc_domain.commands import RESULT_STATES, CommandOutcome, body_hash
from ioc_domain.evidence import EvidenceStored
from local_cache import evidence_files
from local_cache.evidence_files import DamagedEvidence
from local_cache.outbox import Outbox, SavedCommand, UnknownCommand
from local_cache.outbox_recovery import DAMAGED_COMMAND

AT_ONCE = 4
"""Aggregates sent at the same time."""
CHAIN = 100
"""Longest chain of predecessors a restored data centre may ask for again."""

Given = TypeVar("Given")

_OUTCOME = msgspec.json.Decoder(CommandOutcome)
_STORED = msgspec.json.Decoder(EvidenceStored)
_NEVER_ARRIVED = frozenset({Kind.BAD_ADDRESS, Kind.NAME, Kind.REFUSED, Kind.CERTIFICATE, Kind.UPGRADE})
"""Surely not received. A portal's page or a gateway's 503 is not among them: it may stand in the place of an answer
that the data centre gave after it had worked."""
_LINE_DOWN = _NEVER_ARRIVED - {Kind.UPGRADE} | {Kind.CAPTIVE, Kind.BUSY, Kind.TIMEOUT, Kind.BROKEN, Kind.NOT_OURS}


class Sender:
    """Sends what waits. `due` says what may go now, `send` makes one attempt; `send` may run in several threads.

    `changed` is told after each change of the outbox; `answered` when the data centre took a command in, so that
    the pull that shows it need not wait.
    """

    def __init__(
        self,
        line: SignedLine,
        outbox: Outbox,
        account: str,
        clock: Clock,
        random: Random,
        changed: Callable[[OutboxChanged | OutboxMended], None],
        answered: Callable[[], None],
        device: str = "",
    ) -> None:
        self._line = line
        self._outbox = outbox
        self._account = account
        self._clock = clock
        self._random = random
        self._changed = changed
        self._answered = answered
        self._hold = Hold(clock, random)
        self._lock = threading.Lock()
        self._begun = False
        self._reconciler = Reconciler(line, outbox, account, device, clock)
        self._told_of = 0  # time of the recovery that was told last
        self._untold: set[str] = set()
        """Commands whose attempt ended in a way that the outbox could not take in: it still says `sending`."""

    def begin(self) -> None:
        """First call of a session: what was under way when the last process died is unconfirmed, what waited for a
        sign-in is to be sent."""
        self._begun = False
        self._outbox.recover_unfinished(self._now())
        self._outbox.signed_in(self._now(), self._account)
        self._begun = True
        self.report()

    def nudge(self) -> None:
        """A command was saved, a person pressed "retry now", or the line is back: nothing waits for its time."""
        self._hold.lift()
        self._outbox.retry_now(self._account)

    def nudge_one(self, command_id: str) -> None:
        """A person pressed "retry now" at one command: it does not wait, nor does what must go before it."""
        self._hold.let(command_id)
        self._outbox.retry_now(self._account, command_id)

    def due(self, limit: int = AT_ONCE) -> list[SavedCommand]:
        """Commands to be sent now, at most one per aggregate, oldest first."""
        self._take_up_untold()
        if self._line.tokens.signed_out:
            # Whoever met the 401 first, a pull or a command: what waits must say that it waits for a sign-in.
            if self._wait_for_sign_in():
                self.report()
            return []
        if not self._begun:  # it could not be written then
            self.begin()
        towards = self._hold.let_through if self._hold.seconds > 0 else None
        if limit <= 0 or (towards is not None and not towards) or not self._reconciled():
            return []
        return self._outbox.next_to_send(limit, now=self._now(), account=self._account, towards=towards)

    def _reconciled(self) -> bool:
        """False while a recovered outbox has not been compared with what the data centre knows."""
        while (report := self._outbox.unreconciled()) is not None:
            if report.at != self._told_of:
                self._told_of = report.at
                self._changed(mended(report))
            try:
                finished = self._reconciler.step()
            except LineProblem as problem:
                self._hold.failed(problem.retry_after)
                return False
            if finished is not None:
                self._changed(mended(finished))
                self.report()
        return True

    def pause(self) -> float:
        """Seconds until something may be due; never more than five minutes while anything waits (the watchdog)."""
        if self._line.tokens.signed_out:
            return LONGEST
        at = self._outbox.next_attempt_at(self._account)
        if at is None:
            return LONGEST
        return min(LONGEST, max(at - self._clock.now(), self._hold.seconds, 0.0))

    def send(self, command: SavedCommand) -> None:
        """One attempt, whatever comes of it is in the outbox afterwards."""
        self._hold.tried(command.id)
        if not self._outbox.mark_sending(command.id, self._now()):
            return
        self.report()
        try:
            self._attempt(command)
        except BaseException:
            with self._lock:
                self._untold.add(command.id)
            raise
        self.report()

    def _take_up_untold(self) -> None:
        """A full disk in the moment of the answer must not leave a command `sending` until the next start: it is asked
        again under its id, as after a crash."""
        for command_id in sorted(self._untold):
            if self._outbox.command(command_id).state is CommandState.SENDING:
                now = self._now()
                self._outbox.mark_unconfirmed(command_id, now, code="outbox_not_written", detail="", retry_at=now)
            with self._lock:
                self._untold.discard(command_id)

    def report(self) -> None:
        """Tell how the outbox stands."""
        counts = self._outbox.counts()
        self._changed(
            OutboxChanged(waiting=counts.waiting, needs_decision=counts.needs_decision, refused=counts.refused)
        )

    def _attempt(self, command: SavedCommand) -> None:
        if body_hash(command.body) != command.sha256:
            # Never sent: it is not what the person saved.
            self._outbox.needs_decision(command.id, self._now(), code=DAMAGED_COMMAND, detail="")
            return
        try:
            if not self._evidence_is_there(command):
                return
        except LineProblem as problem:
            self._evidence_failed(command, problem)
            return
        try:
            outcome = self._put_with_evidence(command)
        except LineProblem as problem:
            self._failed(command, problem)
            return
        self._hold.succeeded()
        self._outbox.mark_outcome(outcome, self._now())
        if outcome.seq:
            self._answered()

    def _evidence_is_there(self, command: SavedCommand) -> bool:
        """Bring the evidence to the data centre; False when the file here is damaged and a person must decide."""
        if not command.evidence or command.evidence_sent_at:
            return True
        try:
            self._send_evidence(command)
        except (DamagedEvidence, OSError) as error:
            if not self._fetch_evidence_back(command.evidence):
                self._outbox.needs_decision(command.id, self._now(), code="evidence_damaged", detail=str(error))
                return False
        return True

    def _fetch_evidence_back(self, sha256: str) -> bool:
        """The file here is damaged: True when the data centre has the same bytes already."""
        try:
            answer = self._line.call("GET", f"/v1/evidence/{sha256}")
            evidence_files.keep(self._outbox.evidence, sha256, answer.body)
        except LineProblem as problem:
            if problem.kind is not Kind.PROBLEM:
                raise
            return False
        except (DamagedEvidence, OSError):
            return False
        self._outbox.mark_evidence_sent(sha256, self._now())
        return True

    def _send_evidence(self, command: SavedCommand) -> None:
        data = self._outbox.evidence_bytes(command.evidence)
        answer = self._line.call("PUT", f"/v1/evidence/{command.evidence}", body=data)
        if _read(_STORED, answer).sha256 != command.evidence:
            raise LineProblem(Kind.NOT_OURS, True, answer.status, detail="answer to other evidence")
        self._outbox.mark_evidence_sent(command.evidence, self._now())

    def _put_with_evidence(self, command: SavedCommand, depth: int = 0) -> CommandOutcome:
        try:
            return self._put(command, depth)
        except LineProblem as problem:
            if problem.code != "evidence_missing":
                raise
            # It had been sent: the data centre was set back to a time before that.
            try:
                self._send_evidence(command)
            except (DamagedEvidence, OSError):
                raise problem from None
            return self._put(command, depth)

    def _put(self, command: SavedCommand, depth: int = 0) -> CommandOutcome:
        """The stored answer to a command; sends its predecessors again where the data centre lost them."""
        try:
            answer = self._line.call("PUT", f"/v1/commands/{command.id}", body=command.body)
        except LineProblem as problem:
            if problem.code != "out_of_order" or depth >= CHAIN:
                raise
            try:
                before = self._outbox.command(command.prev_id)
            except UnknownCommand:
                raise problem from None
            if before.state is CommandState.WITHDRAWN and not before.attempts:
                # A person took it back before it ever left: nothing brings it there.
                raise
            self._outbox.mark_outcome(self._put_with_evidence(before, depth + 1), self._now())
            answer = self._line.call("PUT", f"/v1/commands/{command.id}", body=command.body)
        return _outcome(answer, command.id)

    def _evidence_failed(self, command: SavedCommand, problem: LineProblem) -> None:
        # The command itself was not sent, so nothing of it can be in doubt.
        if problem.kind is Kind.PROBLEM and problem.status not in (404, 409):
            self._outbox.mark_refused(command.id, self._now(), code=problem.code, detail=problem.detail)
            return
        self._not_sent(command, problem)

    def _failed(self, command: SavedCommand, problem: LineProblem) -> None:
        if problem.kind is Kind.SIGNED_OUT:
            self._not_sent(command, problem)
        elif problem.kind is Kind.PROBLEM and problem.status == 409:  # in progress, or a chain that cannot be mended
            self._unconfirmed(command, problem)
        elif problem.kind is Kind.PROBLEM:
            self._outbox.mark_refused(command.id, self._now(), code=problem.code, detail=problem.detail)
        elif problem.kind in _NEVER_ARRIVED or not problem.sent:
            self._not_sent(command, problem)
        else:
            self._unconfirmed(command, problem)

    def _not_sent(self, command: SavedCommand, problem: LineProblem) -> None:
        retry_at = self._retry_at(command, problem)
        self._outbox.mark_not_sent(
            command.id, self._now(), code=problem.code, detail=problem.detail[:300], retry_at=retry_at
        )
        if problem.kind is Kind.SIGNED_OUT:
            self._wait_for_sign_in()

    def _wait_for_sign_in(self) -> int:
        """What waits says so; returns how many."""
        waiting = self._outbox.sign_in(self._now(), self._account)
        if not self._line.tokens.signed_out:
            # A person signed in while this attempt was still being refused, and what was to be sent again was looked
            # through before these said that they wait. Nobody would look again.
            self._outbox.signed_in(self._now(), self._account)
        return waiting

    def _unconfirmed(self, command: SavedCommand, problem: LineProblem) -> None:
        retry_at = self._retry_at(command, problem)
        self._outbox.mark_unconfirmed(
            command.id, self._now(), code=problem.code, detail=problem.detail[:300], retry_at=retry_at
        )

    def _retry_at(self, command: SavedCommand, problem: LineProblem) -> int:
        """When to try this command again. A dead line holds all of them back, by one pause for all."""
        if problem.kind in _LINE_DOWN:
            self._hold.failed(problem.retry_after)
            return self._now()
        own = Backoff(self._random)
        own.failures = command.attempts
        return math.ceil(self._clock.now() + min(LONGEST, own.failed(problem.retry_after)))

    def _now(self) -> int:
        return int(self._clock.now())


def _outcome(answer: Answer, command_id: str) -> CommandOutcome:
    outcome = _read(_OUTCOME, answer)
    if outcome.id != command_id or outcome.result not in RESULT_STATES:
        raise LineProblem(Kind.NOT_OURS, True, answer.status, detail="answer to another question")
    return outcome


def _read(decoder: msgspec.json.Decoder[Given], answer: Answer) -> Given:
    """What an answer holds; raises LineProblem(NOT_OURS) for anything else."""
    try:
        return decoder.decode(answer.body)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise LineProblem(Kind.NOT_OURS, True, answer.status, detail=type(error).__name__) from error
