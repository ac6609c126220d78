"""Figures of every unit in one walk over the column segments, as small tables that groups of units are summed from.

    table = walk(columns, Walk(since, until, now, weeks=12), calendar)
    figures = table.figures(frozenset({17, 18}))

A row that does not count goes to a unit that does not exist. What a row says is folded into one number and counted at
once; only the office time of closed rows is kept one by one, at four bytes each, so that medians are exact to the
minute and those of groups too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.on_time import OnTimeCounts, OnTimeState
from ioc_domain.working_time import WorkingCalendar, at_local, local_date

from .complaint_selection import VERDICTS, Selection, rejects, verdicts
from .first_answers import ANSWER_DAYS, IN_TIME, LATE, UNTOLD, FirstAnswers
from .segments import Block, Cancel, Cancelled, Columns

DAY, WEEK, MINUTE = 86_400, 7 * 86_400, 60
ROUTE_SECONDS = 300
"""Within which a complaint should have its first unit."""
_STATES = 32  # verdict (3 bits), its due time has passed (8), closed (16)
_MARKS = 64  # reopened (1), closed without evidence (2), routed in time / not (4, 8), answered in 5 days / not (16, 32)
_LONGEST = 0xFFFF
_PLACE = {state: VERDICTS.index(state) for state in VERDICTS}

Share = tuple[int, int]
"""(part, whole); a whole of 0 means there is no share."""


@dataclass(frozen=True)
class Walk:
    """What to count: received in [since, until), judged at `now`; before it a period as long, and the last weeks."""

    since: int
    until: int
    now: int
    weeks: int = 12
    fields: frozenset[int] = frozenset()
    areas: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()

    @property
    def before(self) -> int:
        """Beginning of the period before; 0 where the period has no beginning."""
        return max(1, self.since - (self.until - self.since)) if self.since else 0

    @property
    def first_week(self) -> int:
        """Beginning of the first of the weeks, which end with the period."""
        return self.until - self.weeks * WEEK


@dataclass(frozen=True)
class UnitFigures:
    """Figures of one unit or group. Minutes are office time from receipt to closing; None when none is closed."""

    received: int
    before: int
    closed: int
    on_time: OnTimeCounts
    reopened: int
    unproven: int
    routed: Share
    answered: Share
    """First answered within five working days, of those that were answered or whose time for it has passed."""
    median: int | None
    late_tenth: int | None
    """90 of 100 were closed within so many minutes."""
    weeks: tuple[OnTimeCounts, ...]
    weeks_received: tuple[int, ...]

    @property
    def open_overdue(self) -> int:
        """Open past their due time."""
        return self.on_time.open_overdue


_STATE_SUMS = np.zeros((_STATES, 6), np.int64)
"""From states to: all, closed, closed on time, closed late, open and overdue, closed on time with its time passed."""
_STATE_SUMS[:, 0] = 1
_STATE_SUMS[16:, 1] = 1
for _column, _verdict in enumerate((OnTimeState.CLOSED_ON_TIME, OnTimeState.CLOSED_LATE, OnTimeState.OPEN_OVERDUE), 2):
    _STATE_SUMS[_PLACE[_verdict] :: 8, _column] = 1
_STATE_SUMS[[8 + _PLACE[OnTimeState.CLOSED_ON_TIME], 24 + _PLACE[OnTimeState.CLOSED_ON_TIME]], 5] = 1
_MARK_SUMS = np.array([[code >> bit & 1 for bit in range(6)] for code in range(_MARKS)], np.int64)


class UnitTable:
    """Counts by unit id."""

    def __init__(
        self,
        states: NDArray[np.int64],
        marks: NDArray[np.int64],
        before: NDArray[np.int64],
        weeks: NDArray[np.int64],
        times: NDArray[np.uint32],
    ) -> None:
        """`weeks`: (unit, week, state). `times`: unit << 16 | office minutes of each closed complaint, in order."""
        self.size = len(states)
        """Units have ids below this."""
        self._sums = np.concatenate([states @ _STATE_SUMS, marks @ _MARK_SUMS, before[:, None]], axis=1)
        self._weeks = weeks @ _STATE_SUMS
        self._times = times
        edges = np.arange(self.size + 1, dtype=np.uint64) << np.uint64(16)
        self._starts = np.searchsorted(times.astype(np.uint64), edges).tolist()

    def seen(self) -> frozenset[int]:
        """Units that received something in the period."""
        return frozenset(int(u) for u in np.flatnonzero(self._sums[:, 0]))

    def minutes(self, units: Iterable[int]) -> NDArray[np.uint32]:
        """Office minutes of their closed complaints, in order."""
        slices = [(self._starts[u], self._starts[u + 1]) for u in units if 0 <= u < self.size]
        parts = [self._times[start:stop] & np.uint32(_LONGEST) for start, stop in slices if start < stop]
        if not parts:
            return np.zeros(0, np.uint32)
        return parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts))

    def figures(self, units: frozenset[int]) -> UnitFigures:
        """Sums over these units."""
        members = [u for u in sorted(units) if 0 <= u < self.size]
        sums = self._sums[members].sum(axis=0).tolist()
        received, closed, reopened, unproven = sums[0], sums[1], sums[6], sums[7]
        weeks = self._weeks[members].sum(axis=0).tolist()
        minutes = self.minutes(members)
        return UnitFigures(
            received=received,
            before=sums[12],
            closed=closed,
            on_time=OnTimeCounts(*sums[2:6]),
            reopened=reopened,
            unproven=unproven,
            routed=(sums[8], sums[8] + sums[9]),
            answered=(sums[10], sums[10] + sums[11]),
            median=_within(minutes, 50),
            late_tenth=_within(minutes, 90),
            weeks=tuple(OnTimeCounts(*week[2:]) for week in weeks),
            weeks_received=tuple(week[0] for week in weeks),
        )


def _within(minutes: NDArray[np.uint32], percent: int) -> int | None:
    """The smallest number of minutes, of some in order, within which that share of them lies."""
    return int(minutes[max(0, -(-len(minutes) * percent // 100) - 1)]) if len(minutes) else None


def walk(columns: Columns, wanted: Walk, calendar: WorkingCalendar, cancel: Cancel | None = None) -> UnitTable:
    """Count every unit; raises `Cancelled` between two blocks."""
    first = min(wanted.since, wanted.before, wanted.first_week) if wanted.since else 0
    selection = Selection(
        since=max(0, first), until=wanted.until, fields=wanted.fields, areas=wanted.areas, units=wanted.units,
        now=wanted.now,
    )
    kept = [
        (block, rejected)
        for block in columns.blocks(cancel=cancel)
        if not isinstance(rejected := rejects(block, selection), str)
    ]
    size = 2 + max((block.bounds("unit")[1] for block, _ in kept), default=0)
    sums = _Sums(size, wanted, FirstAnswers(calendar))
    clock = _Clock.over([block for block, _ in kept], calendar, wanted)
    for block, rejected in kept:
        if cancel is not None and cancel():
            raise Cancelled
        sums.add(block, rejected, clock)
    return sums.table()


@dataclass(frozen=True)
class _Clock:
    """Office minutes passed by each minute, and until when what came on a day should be answered."""

    start: int
    worked: NDArray[np.int32]
    deadlines: NDArray[np.int64]

    @classmethod
    def over(cls, blocks: list[Block], calendar: WorkingCalendar, wanted: Walk) -> _Clock:
        first = max(wanted.since, min((block.bounds("created")[0] for block in blocks), default=wanted.now))
        midnight = at_local(local_date(first), 0)
        days = max(1, -(-(max(wanted.now, wanted.until) - midnight) // DAY))
        open_ = np.zeros(days * DAY // MINUTE + 1, np.int32)
        deadlines = np.zeros(days, np.int64)
        for k in range(days):
            day = local_date(midnight + k * DAY)
            deadlines[k] = calendar.deadline(midnight + k * DAY, ANSWER_DAYS)
            if calendar.is_working(day):
                for begin, end in calendar.hours_on(day):
                    open_[(k * DAY + begin) // MINUTE + 1 : (k * DAY + end) // MINUTE + 1] = 1
        return cls(midnight, np.cumsum(open_, dtype=np.int32), deadlines)

    def minutes(self, created: NDArray[np.int64], closed: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Office minutes from one to the other."""
        last = len(self.worked) - 1
        begin = self.worked[np.clip((created - self.start) // MINUTE, 0, last)]
        end = self.worked[np.clip((closed - self.start) // MINUTE, 0, last)]
        return np.asarray(np.clip(end - begin, 0, _LONGEST), dtype=np.uint32)

    def deadline(self, created: NDArray[np.int64]) -> NDArray[np.int64]:
        """Until when each should be answered."""
        return self.deadlines[np.clip((created - self.start) // DAY, 0, len(self.deadlines) - 1)]


class _Sums:
    def __init__(self, size: int, wanted: Walk, answers: FirstAnswers) -> None:
        self._size, self._wanted, self._nobody, self._answers = size, wanted, size - 1, answers
        self._states = np.zeros(size * _STATES, np.int64)
        self._marks = np.zeros(size * _MARKS, np.int64)
        self._before = np.zeros(size, np.int64)
        self._weeks = np.zeros(size * wanted.weeks * _STATES, np.int64)
        self._times: list[NDArray[np.uint32]] = []
        self._answers_told = False

    def add(self, block: Block, rejected: NDArray[np.bool_] | None, clock: _Clock) -> None:
        """Count a block."""
        wanted = self._wanted
        created = block["created"].astype(np.int64)
        unit = block["unit"].astype(np.int64)
        if rejected is not None:
            unit[rejected] = self._nobody
        inside = created >= wanted.since
        if not inside.all():
            earlier = np.where((created >= wanted.before) & ~inside, unit, self._nobody)
            self._before += np.bincount(earlier, minlength=self._size)
        state = self._state(block)
        if wanted.weeks and block.bounds("created")[1] >= wanted.first_week:
            week = (created - wanted.first_week) // WEEK
            owner = np.where(week >= 0, unit, self._nobody)
            key = (owner * wanted.weeks + np.maximum(week, 0)) * _STATES + state
            self._weeks += np.bincount(key, minlength=len(self._weeks))
        owner = np.where(inside, unit, self._nobody)
        self._states += np.bincount(owner * _STATES + state, minlength=len(self._states))
        closed = block["closed"].astype(np.int64)
        marks = self._mark(block, created, closed, clock)
        self._marks += np.bincount(owner * _MARKS + marks, minlength=len(self._marks))
        done = np.flatnonzero((owner != self._nobody) & (closed != 0))
        minutes = clock.minutes(created[done], closed[done])
        self._times.append((owner[done].astype(np.uint32) << np.uint32(16)) | minutes)

    def _state(self, block: Block) -> NDArray[np.uint8]:
        state = verdicts(block, self._wanted.now)
        state |= (block["due"] < np.uint32(self._wanted.now)).view(np.uint8) << np.uint8(3)
        state |= (block["closed"] != 0).view(np.uint8) << np.uint8(4)
        return state

    def _mark(
        self, block: Block, created: NDArray[np.int64], closed: NDArray[np.int64], clock: _Clock
    ) -> NDArray[np.uint8]:
        """What else a row says, in bits (see `_MARKS`)."""
        now, flags, status, after = self._wanted.now, block["flags"], block["status"], block["routed_after"]
        is_open = closed == 0
        waits = (status == int(ComplaintStatus.AWAITING_ROUTE)) & (now - created > ROUTE_SECONDS)
        deadline = clock.deadline(created)
        answer = self._answers.codes(block)
        self._answers_told |= block.bounds("answered")[1] > 0
        # Who waits for the citizen, or has closed it, has answered; where nobody knows when, it counts for neither.
        unanswered = (answer == UNTOLD) & is_open & (deadline < now)
        unanswered &= status != int(ComplaintStatus.AWAITING_CITIZEN)
        bits = (
            (flags & ComplaintFlag.REOPENED_ONCE) != 0,
            ((flags & ComplaintFlag.NO_EVIDENCE) != 0) & ~is_open,
            (after > 0) & (after <= ROUTE_SECONDS),
            (after > ROUTE_SECONDS) | ((after == 0) & waits),
            answer == IN_TIME,
            (answer == LATE) | unanswered,
        )
        marks = np.zeros(block.n, np.uint8)
        for place, bit in enumerate(bits):
            marks |= bit.view(np.uint8) << np.uint8(place)
        return marks

    def table(self) -> UnitTable:
        """The sums, without the unit that does not exist."""
        times = np.concatenate([np.zeros(0, np.uint32), *self._times])
        times.sort()
        marks = self._marks.reshape(-1, _MARKS)[:-1]
        if not self._answers_told:
            # A data centre of the version before tells of no answer: that is no reason to say that there was none.
            marks = marks.reshape(-1, 4, 16).sum(axis=1)
            marks = np.concatenate([marks, np.zeros((len(marks), _MARKS - 16), np.int64)], axis=1)
        return UnitTable(
            self._states.reshape(-1, _STATES)[:-1],
            marks,
            self._before[:-1],
            self._weeks.reshape(self._size, self._wanted.weeks, _STATES)[:-1],
            times,
        )
