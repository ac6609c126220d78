"""View model of the board: every request by state, and what only this machine has yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, Signal

from ioc_console import command_words, formatting
from ioc_console.command_verbs import Verb, act, request_of
from ioc_console.context import Context
from ioc_console.outcome_words import Offer, explain_command
from ioc_console.screens.requests import words
from ioc_console.text import tr
from ioc_console.view_model import ViewModel
from ioc_domain.codes import RequestState
from ioc_domain.foreign_text import in_sight
from ioc_domain.working_time import at_local, local_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from local_cache.queries.own_commands import OwnCommand
    from local_cache.queries.requests import RequestBoard, RequestCard

COLUMNS: tuple[tuple[RequestState, str], ...] = (
    (RequestState.RECEIVED, "Received by the centre"),
    (RequestState.DELIVERED, "Delivered to the unit"),
    (RequestState.OPENED, "Opened by the unit"),
    (RequestState.ANSWERED, "Answered"),
    (RequestState.RETURNED, "Returned for more"),
)
ENDED = (RequestState.ACCEPTED, RequestState.WITHDRAWN)


@dataclass(frozen=True)
class CardWords:
    """One card. `standing` "" shows no mark; `late_days` > 0 makes its deadline red."""

    id: str
    title: str
    unit: str
    standing: str
    value: str
    plan: str
    notice: str
    notice_icon: str
    left: str
    due: str
    granted: int
    used: int
    late_days: int
    local: bool
    """Only on this machine: a dashed border."""
    urgent: bool


@dataclass(frozen=True)
class ColumnWords:
    """One column."""

    state: str
    title: str
    count: str
    note: str
    cards: tuple[CardWords, ...]


@dataclass(frozen=True)
class WaitingWords:
    """A command that waits on this machine, or that came back to its author."""

    id: str
    type: str
    kind: str
    title: str
    detail: str
    saved: str
    state: str
    reason: str
    advice: str
    """What happened, what is safe and what to do, for the tooltip and for ears."""
    offers: tuple[Offer, ...]

    @property
    def can_withdraw(self) -> bool:
        """Whether it can be dropped here."""
        return any(o.verb in (Verb.TAKE_BACK, Verb.DISMISS) for o in self.offers)

    @property
    def can_insist(self) -> bool:
        """Whether "ask all the same" answers it; another unit or subject needs another request."""
        return any(o.verb is Verb.INSIST for o in self.offers)


@dataclass(frozen=True)
class ClosedWords:
    """One closed request in the short list."""

    id: str
    title: str
    detail: str
    accepted: bool


@dataclass(frozen=True)
class DueDay:
    """One column of the small chart of deadlines."""

    label: str
    day: str
    count: int
    late: bool
    off: str
    """Reason the day is off, "" for a working day."""


class RequestsViewModel(ViewModel["RequestBoard"]):
    """The board. `text_taken`: what was written in a command, for the clipboard."""

    text_taken = Signal(str)
    watches: ClassVar[frozenset[str]] = frozenset(
        {"explanation_request", "unit", "indicator", "complaint", "outbox"})

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.unit = ""
        """Filter: "" = all units."""

    def query(self) -> Callable[[Session], RequestBoard]:
        """Requests with what this machine has not sent yet."""
        outbox = self.context.paths.outbox

        def read(session: Session) -> RequestBoard:
            from local_cache.queries.requests import request_board

            return request_board(session, outbox)

        return read

    # --- what is shown ---------------------------------------------------------------------------------

    def headline(self) -> tuple[str, str, str]:
        """("22 open", "1 late", "2 due on Monday"); an empty part is not shown."""
        board = self.data
        if board is None:
            return "", "", ""
        now = self.context.now
        running = [c for c in board.cards if self._runs(c)]
        late = sum(1 for c in running if now > c.request.deadline)
        ahead = sorted(c.request.deadline for c in running if c.request.deadline >= now)
        next_due = ""
        if ahead:
            first = local_date(ahead[0])
            count = sum(1 for d in ahead if local_date(d) == first)
            next_due = tr("{n} due on {day}", n=count, day=f"{formatting.weekday(first)} {formatting.short_day(first)}")
        opened = sum(1 for c in board.cards if c.request.state not in ENDED)
        return tr("{n} open", n=opened), tr("{n} late", n=late) if late else "", next_due

    def waiting(self) -> tuple[WaitingWords, ...]:
        """What waits to be sent: always on top."""
        board = self.data
        return () if board is None else tuple(self._waiting(c) for c in board.waiting)

    def decisions(self) -> tuple[WaitingWords, ...]:
        """What came back: it needs the author's decision or was refused."""
        board = self.data
        return () if board is None else tuple(self._waiting(c) for c in board.returned)

    def columns(self) -> tuple[ColumnWords, ...]:
        """Cards by state, the nearest deadline first."""
        board = self.data
        found = []
        for state, title in COLUMNS:
            cards = [] if board is None else sorted(
                (c for c in board.cards if c.request.state == state and self.unit in ("", c.request.unit_code)),
                key=lambda c: (c.request.deadline, c.request.number))
            found.append(ColumnWords(
                state=state.value,
                title=tr(title),
                count=formatting.number(len(cards)),
                note=tr("to be judged") if state is RequestState.ANSWERED and cards else "",
                cards=tuple(self._card(c) for c in cards),
            ))
        return tuple(found)

    def closed(self) -> tuple[ClosedWords, ...]:
        """The latest ends."""
        board = self.data
        if board is None:
            return ()
        ended = sorted((c for c in board.cards if c.request.state in ENDED), key=lambda c: -c.request.closed_at)
        return tuple(
            ClosedWords(
                id=c.request.id,
                title=c.request.title,
                detail=" · ".join((c.unit_name, (
                    tr("accepted {day}", day=formatting.short_day(c.request.closed_at))
                    if c.request.state == RequestState.ACCEPTED
                    else tr("withdrawn {day}", day=formatting.short_day(c.request.closed_at))))),
                accepted=c.request.state == RequestState.ACCEPTED,
            )
            for c in ended
        )

    def due_days(self) -> tuple[DueDay, ...]:
        """Deadlines per day: one column for all that is late, then the coming eight days that matter."""
        board = self.data
        if board is None:
            return ()
        now = self.context.now
        running = [c.request.deadline for c in board.cards if self._runs(c)]
        late = [d for d in running if d < now]
        today = local_date(now)
        days = [DueDay(tr("late"), "", len(late), True, "")] if late else []
        for k in range(10):
            day = local_date(at_local(today, 0) + k * 86_400 + 43_200)
            count = sum(1 for d in running if d >= now and local_date(d) == day)
            off = board.calendar.reason_off(day)
            if count == 0 and off == "weekend":
                continue
            days.append(DueDay(formatting.weekday(day, short=True), str(day.day), count, False,
                               tr("holiday") if off and off != "weekend" else ""))
        return tuple(days[:9])

    def units(self) -> tuple[tuple[str, str], ...]:
        """Units that have requests, for the filter."""
        board = self.data
        return () if board is None else tuple(sorted(
            {(c.request.unit_code, c.unit_name) for c in board.cards if c.request.state not in ENDED},
            key=lambda u: u[1]))

    def is_empty(self) -> bool:
        """True when there is nothing at all to show."""
        board = self.data
        return board is not None and not (board.cards or board.waiting or board.returned)

    # --- verbs -----------------------------------------------------------------------------------------

    def set_unit(self, code: str) -> None:
        """Show the requests of one unit, "" = all."""
        self.unit = code
        self.changed.emit()

    def act(self, command_id: str, verb: Verb) -> None:
        """Do something about a command of this machine."""
        if act(self.context, self, verb, command_id):
            return
        board = self.data
        own = next((o for o in (*board.waiting, *board.returned) if o.id == command_id), None) if board else None
        if own is not None and verb is Verb.OPEN:
            self.context.navigation.go("requests", {"id": request_of(own)})
        elif own is not None and verb is Verb.COPY_TEXT:
            self.text_taken.emit(own.text)
            self.context.notices.post(tr("The text is in the clipboard."))

    def withdraw(self, command_id: str) -> None:
        """Take back a command that was not sent yet, or drop one that came back."""
        self.act(command_id, Verb.TAKE_BACK)

    def insist(self, command_id: str) -> None:
        """Ask all the same: a new command with the same text and evidence, the old one is dropped."""
        self.act(command_id, Verb.INSIST)

    # --- wording ---------------------------------------------------------------------------------------

    @staticmethod
    def _runs(card: RequestCard) -> bool:
        return card.request.state in (RequestState.RECEIVED, RequestState.DELIVERED, RequestState.OPENED,
                                      RequestState.RETURNED)

    def _card(self, card: RequestCard) -> CardWords:
        board, r, now = self.data, card.request, self.context.now
        assert board is not None
        runs = self._runs(card)
        left, late = words.left_words(board.calendar, r.deadline, now) if runs and r.deadline else ("", 0)
        used = 0
        if r.received_at and runs:
            used = min(r.deadline_days, max(0, board.calendar.working_days_between(r.received_at, now)))
        notice, icon = self._notice(card)
        if r.state == RequestState.ANSWERED:
            left = formatting.near_time(r.answered_at, now)
        return CardWords(
            id=r.id,
            title=r.title,
            unit=card.unit_name,
            standing=r.standing if r.state != RequestState.ANSWERED else "",
            value=words.value_words(r.value, card.unit_of_measure),
            plan="" if r.plan is None else tr("plan {value}", value=formatting.number(r.plan)),
            notice=notice,
            notice_icon=icon,
            left=left,
            due=self._due(card),
            granted=r.deadline_days if runs else 0,
            used=used,
            late_days=late,
            local=card.pending != "",
            urgent=r.urgency > 0,
        )

    @staticmethod
    def _due(card: RequestCard) -> str:
        r = card.request
        if r.state == RequestState.ANSWERED:
            return tr("on time") if r.answered_at <= r.deadline else tr("late answer")
        return words.due_day(r.deadline) if r.deadline else ""

    def _notice(self, card: RequestCard) -> tuple[str, str]:
        """The one optional line of a card and its icon."""
        r = card.request
        if card.pending:
            return command_words.command_state(card.pending), "cloud-upload"
        if r.state == RequestState.ANSWERED and r.promised_date:
            value = "" if r.promised_value is None else words.value_words(r.promised_value, card.unit_of_measure)
            return tr("promises {value} by {day}", value=value, day=formatting.short_day(r.promised_date)), "target"
        if r.state == RequestState.RETURNED:
            return tr("returned {n} times", n=r.returned) if r.returned > 1 else tr("returned once"), "corner-up-left"
        if r.routed_from:
            return tr("passed on from {unit}", unit=card.routed_from_name), "corner-down-right"
        if " → " in r.note and r.state not in ENDED:
            return tr("revised {change} before receipt", change=r.note), "refresh-cw"
        if r.reminders:
            return tr("reminded {n} times", n=r.reminders), "bell"
        if r.note:
            return r.note, "info"
        return "", ""

    def _waiting(self, own: OwnCommand) -> WaitingWords:
        now = self.context.now
        saved = tr("saved {time}", time=formatting.near_time(own.saved_at, now))
        days = ""
        if own.deadline_days and not own.came_back:
            days = tr("{n} working days from receipt by the centre", n=own.deadline_days)
        explained = explain_command(own, now, online=self.context.sync.online)
        return WaitingWords(
            id=own.id,
            type=own.type,
            kind=command_words.command_type(own.type),
            title=in_sight(own.title),
            detail=" · ".join(p for p in (in_sight(own.unit_name), days) if p),
            saved=saved if own.came_back else f"{saved} · {formatting.age(now - own.saved_at)}",
            state=command_words.command_state(own.state),
            reason=explained.happened if own.came_back else "",
            advice=in_sight(explained.sentence()),
            offers=_on_board(explained.offers),
        )


def _on_board(offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """Verbs for which a line of the board has room; the sync pane has them all."""
    fitting = tuple(o for o in offers if o.verb not in (Verb.RETRY, Verb.SIGN_IN))
    decides = any(o.verb in (Verb.INSIST, Verb.REDATE, Verb.REOPEN, Verb.ASK_AGAIN) for o in fitting)
    return tuple(o for o in fitting if o.verb is not Verb.COPY_TEXT or not decides)
