"""View model of one request: what was asked, what was answered, what the unit promised before."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject

from ioc_console import command_words, formatting
from ioc_console.context import Context
from ioc_console.lanes import Lane
from ioc_console.screens.requests import words
from ioc_console.text import tr
from ioc_console.view_model import ViewModel
from ioc_domain.codes import PromiseState, RequestState
from ioc_domain.commands import AcceptExplanation, ReturnExplanation, WithdrawRequest
from ioc_domain.evidence import Evidence, thaw
from ioc_domain.foreign_text import in_sight

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from local_cache.queries.requests import RequestThread

EVENT_ICONS = {
    "received": "server", "delivered": "mail", "opened": "mail-open", "answered": "message-square-reply",
    "returned": "corner-up-left", "accepted": "check", "withdrawn": "x", "reminded": "bell", "revised": "refresh-cw",
}
EVENT_WORDS = {
    "received": "The centre received the request", "delivered": "Delivered to the unit",
    "opened": "The unit opened it", "answered": "The unit answered", "returned": "Returned for more",
    "accepted": "Answer accepted", "withdrawn": "Request withdrawn", "reminded": "Reminder sent",
    "revised": "The number was revised",
}


@dataclass(frozen=True)
class ThreadData:
    """The thread and the evidence as frozen, when its bytes are on this machine."""

    thread: RequestThread | None
    frozen: Evidence | None


@dataclass(frozen=True)
class StepWords:
    """One step of the way with its time; `reached` False = still to come."""

    name: str
    time: str
    reached: bool


@dataclass(frozen=True)
class PromiseWords:
    """One promise of the unit: bar from zero = actual, tick = promised."""

    state: str
    state_word: str
    title: str
    due: str
    detail: str
    promised: float | None
    actual: float | None


@dataclass(frozen=True)
class EventWords:
    """One line of the history."""

    time: str
    icon: str
    text: str
    detail: str


class ThreadViewModel(ViewModel[ThreadData]):
    """One request."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"explanation_request", "request_event", "promise", "observation", "outbox", "files"})
    follows_picked: ClassVar[bool] = False

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.request_id = ""
        self._asked: set[str] = set()

    def open(self, request_id: str) -> None:
        """Show another request."""
        if request_id != self.request_id:
            self.request_id = request_id
            self.reload()

    def query(self) -> Callable[[Session], ThreadData]:
        """The request, its events, and its evidence from the folder of this machine."""
        request_id, now, paths = self.request_id, self.context.now, self.context.paths

        def read(session: Session) -> ThreadData:
            from local_cache import evidence_files
            from local_cache.queries.requests import request_thread

            thread = request_thread(session, paths.outbox, request_id, now, "")
            frozen = None
            if thread is not None and thread.card.request.evidence:
                sha256 = thread.card.request.evidence
                try:
                    frozen = thaw(sha256, evidence_files.read(paths.evidence, sha256))
                except ValueError:  # not here (yet) or damaged: the plate says so
                    frozen = None
            return ThreadData(thread, frozen)

        return read

    # --- wording ---------------------------------------------------------------------------------------

    def steps(self) -> tuple[StepWords, ...]:
        """Saved here, received, delivered, opened, answered, accepted or returned."""
        if self.data is None or self.data.thread is None:
            return ()
        r, now = self.data.thread.card.request, self.context.now
        last = {RequestState.ACCEPTED: tr("Accepted"), RequestState.RETURNED: tr("Returned"),
                RequestState.WITHDRAWN: tr("Withdrawn")}.get(RequestState(r.state) if r.state in
                                                             RequestState.__members__.values() else
                                                             RequestState.RECEIVED, tr("Accept or return"))
        times = (r.saved_at or r.received_at, r.received_at, r.delivered_at, r.opened_at, r.answered_at, r.closed_at)
        names = (tr("Saved here"), tr("Centre received"), tr("Delivered"), tr("Opened"), tr("Answered"), last)
        found = [StepWords(n, formatting.near_time(t, now) if t else "", bool(t))
                 for n, t in zip(names, times, strict=True)]
        if r.state == RequestState.ANSWERED:
            found[-1] = StepWords(last, tr("waiting for you"), False)
        return tuple(found)

    def subtitle(self) -> str:
        """Unit, period, deadline."""
        if self.data is None or self.data.thread is None:
            return ""
        card = self.data.thread.card
        r = card.request
        parts = [card.unit_name]
        if r.period:
            parts.append(formatting.period(r.period))
        if r.deadline:
            parts.append(tr("answer due {time} {day}", time=formatting.clock_time(r.deadline),
                            day=f"{formatting.weekday(r.deadline)} {formatting.day(r.deadline)}"))
        return " · ".join(parts)

    def pending_words(self) -> str:
        """What of this person's own acts on it is still under way, "" = nothing."""
        if self.data is None or self.data.thread is None or not self.data.thread.card.pending:
            return ""
        return command_words.command_state(self.data.thread.card.pending)

    def change_since(self) -> str:
        """How the number changed since it was frozen, "" when it did not."""
        data = self.data
        if data is None or data.thread is None or data.frozen is None or data.thread.today is None:
            return ""
        before, after = data.frozen, data.thread.today
        if before.value is None or after.value is None or before.value == after.value:
            return ""
        gap = formatting.change(after.value - before.value, after.unit_of_measure)
        same = tr("standing unchanged") if before.standing == after.standing else tr("standing changed")
        return f"{gap} {tr('by revision')} · {same}"

    def answer(self) -> tuple[tuple[str, str], ...]:
        """(name, text) of the answer's parts; () while there is none."""
        if self.data is None or self.data.thread is None:
            return ()
        card = self.data.thread.card
        r = card.request
        if not r.answered_at:
            return ()
        found = []
        if r.cause:
            found.append((tr("Cause"), r.cause))
        if r.remedy:
            found.append((tr("Remedy"), r.remedy))
        return tuple(found)

    def promise(self) -> tuple[str, str, str]:
        """(value, date, what it takes) of the answer's promise; empty strings for none."""
        if self.data is None or self.data.thread is None:
            return "", "", ""
        thread = self.data.thread
        r, unit = thread.card.request, thread.card.unit_of_measure
        if not r.answered_at or (r.promised_value is None and not r.promised_date):
            return "", "", ""
        takes = ""
        if thread.today is not None and thread.today.value is not None and r.promised_value is not None:
            takes = tr("{gap} from today", gap=formatting.change(r.promised_value - thread.today.value, unit))
        return words.value_words(r.promised_value, unit), formatting.day(r.promised_date), takes

    def answered_by(self) -> str:
        """Who, when, on time or not."""
        if self.data is None or self.data.thread is None or not self.data.thread.card.request.answered_at:
            return ""
        r = self.data.thread.card.request
        verdict = tr("on time") if r.answered_at <= r.deadline else tr("late")
        return " · ".join(p for p in (r.answered_by, formatting.day_time(r.answered_at), verdict) if p)

    def files(self) -> tuple[tuple[str, str, str], ...]:
        """(name, size, sha256) of the answer's files."""
        if self.data is None or self.data.thread is None:
            return ()
        try:
            raw = json.loads(self.data.thread.card.request.files or "[]")
        except ValueError:
            return ()
        return tuple((in_sight(str(f[0])), _size(int(f[1])), str(f[2])) for f in raw)

    def promises(self) -> tuple[PromiseWords, ...]:
        """The unit's commitment memory, what is pending first."""
        if self.data is None or self.data.thread is None:
            return ()
        state_words = {PromiseState.KEPT: tr("Kept"), PromiseState.BROKEN: tr("Not kept"),
                       PromiseState.PENDING: tr("Pending")}
        return tuple(
            PromiseWords(
                state=p.state,
                state_word=state_words.get(PromiseState(p.state), p.state),
                title=p.title,
                due=tr("by {day}", day=formatting.day(p.due)),
                detail=tr("promised {promised} · actual {actual}", promised=formatting.number(p.value)
                          if p.value is not None else p.text, actual=formatting.number(p.actual)),
                promised=p.value,
                actual=p.actual,
            )
            for p in self.data.thread.promises[:8]
        )

    def kept(self) -> tuple[str, str]:
        """("2 / 5", "11 / 12"): promises kept of those judged, answers on time of all."""
        if self.data is None or self.data.thread is None:
            return formatting.MISSING, formatting.MISSING
        judged = [p for p in self.data.thread.promises if p.state != PromiseState.PENDING]
        kept = sum(1 for p in judged if p.state == PromiseState.KEPT)
        on_time, answered = self.data.thread.answered_on_time
        return (f"{kept} / {len(judged)}" if judged else formatting.MISSING,
                f"{on_time} / {answered}" if answered else formatting.MISSING)

    def history(self) -> tuple[EventWords, ...]:
        """Newest first."""
        if self.data is None or self.data.thread is None:
            return ()
        now = self.context.now
        return tuple(
            EventWords(formatting.near_time(e.at, now), EVENT_ICONS.get(e.kind, "circle-dot"),
                       tr(EVENT_WORDS[e.kind]) if e.kind in EVENT_WORDS else e.kind,
                       e.text if e.actor in e.text else " · ".join(p for p in (e.actor, e.text) if p))
            for e in reversed(self.data.thread.events)
        )

    def ask_for_evidence(self) -> None:
        """Ask for the frozen evidence when it is not on this machine."""
        data = self.data
        if data is None or data.thread is None or data.frozen is not None:
            return
        name = data.thread.card.request.evidence
        if name and name not in self._asked:
            self._asked.add(name)
            self.context.sync.keep_files([name])

    def keep_file(self, name: str, target: Path, done: Callable[[bool], None]) -> None:
        """Copy a file of the answer to where the person wants it; `done(False)`: it is not on this machine yet."""
        folder = self.context.paths.evidence

        def work() -> bool:
            from local_cache import evidence_files

            try:
                data = evidence_files.read(folder, name)
            except evidence_files.DamagedEvidence:
                return False
            target.write_bytes(data)
            return True

        self.context.lanes.run(Lane.WRITE, work, owner=self, done=done, only_looks=True)

    @property
    def can_judge(self) -> bool:
        """True when an answer waits and nothing of ours is under way."""
        data = self.data
        return (data is not None and data.thread is not None and not data.thread.card.pending
                and data.thread.card.request.state == RequestState.ANSWERED)

    @property
    def can_withdraw(self) -> bool:
        """True until it ended."""
        data = self.data
        return (data is not None and data.thread is not None and not data.thread.card.pending
                and data.thread.card.request.state not in (RequestState.ACCEPTED, RequestState.WITHDRAWN))

    # --- verbs -----------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Accept the answer."""
        if self.can_judge:
            self._save(AcceptExplanation(request_id=self.request_id), tr("Saved on this machine: answer accepted."))

    def give_back(self, reason: str, days: int) -> None:
        """Return the answer for more."""
        if self.can_judge and reason.strip():
            self._save(ReturnExplanation(request_id=self.request_id, reason=reason.strip(), deadline_days=days),
                       tr("Saved on this machine: answer returned."))

    def withdraw(self, reason: str) -> None:
        """Withdraw the request; the unit sees that."""
        if self.can_withdraw and reason.strip():
            self._save(WithdrawRequest(request_id=self.request_id, reason=reason.strip()),
                       tr("Saved on this machine: request withdrawn."))

    def _save(self, payload: AcceptExplanation | ReturnExplanation | WithdrawRequest, done_words: str) -> None:
        self.context.save(payload, owner=self, done=lambda _saved: self.context.notices.post(done_words))


def _size(count: int) -> str:
    if count < 1_000_000:
        return f"{formatting.number(max(1, round(count / 1000)))} kB"
    return f"{formatting.number(count / 1_000_000, 1)} MB"
