"""One complaint in words: facts, clock, timeline, photos, neighbours."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.clock_strip import ClockDay, ClockMark
from ioc_console.screens.complaints.directive_words import (
    STEP_TITLES,
    DirectiveRow,
    directive_rows,
    directive_steps,
    told_by_directives,
)
from ioc_console.screens.complaints.media_words import Medium, counted, media_of, rows_of
from ioc_console.text import tr
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.foreign_text import in_sight
from ioc_domain.on_time import OnTimeState, verdict
from ioc_domain.records import ComplaintRecord
from ioc_domain.working_time import WorkingCalendar, at_local, local_date
from local_cache.first_answers import ANSWER_DAYS
from local_cache.queries.complaint_list import ComplaintDetail
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.directives import ComplaintDirectives

MOST_DAYS = 24
_UNANSWERED = (ComplaintStatus.AWAITING_ROUTE, ComplaintStatus.IN_PROGRESS, ComplaintStatus.EXTENDED)
"""Statuses of a complaint that was never answered, unless it was reopened before."""
STEPS = {
    "received": "Received",
    "routed": "Passed to a unit",
    "accepted": "Taken up by the unit",
    "progress": "Progress",
    "extended": "Extended",
    "answered": "Answered",
    "reopened": "Reopened",
    "rejected": "Not taken up",
    "closed": "Closed",
    "rated": "Rated by the citizen",
    **STEP_TITLES,
}


@dataclass(frozen=True)
class Step:
    """One step of the timeline. Kinds: done, late (red diamond), draft, waiting and decide (only on this machine)."""

    when: str
    title: str
    detail: str
    kind: str = "done"


@dataclass(frozen=True)
class Clock:
    """The working-time clock: headline, what stands beside it, the chip, the strip, the line under it."""

    headline: str
    unit: str
    calendar: str
    chip: str
    days: tuple[ClockDay, ...]
    marks: tuple[ClockMark, ...]
    below: str
    late: bool


@dataclass(frozen=True)
class Shown:
    """Everything the pane shows."""

    id: int
    code: str
    title: str
    late: bool
    facts: tuple[tuple[str, str], ...]
    clock: Clock | None
    body: str
    address: str
    steps: tuple[Step, ...]
    photos: tuple[Medium, ...]
    near: tuple[tuple[int, str, str, str], ...]
    """(id, distance, title, day)."""
    near_note: str
    directives: tuple[DirectiveRow, ...] = ()


def shown(
    detail: ComplaintDetail,
    names: ComplaintNames,
    now: int,
    evidence: Path,
    directives: ComplaintDirectives | None = None,
) -> Shown:
    """Word a complaint. `evidence`: folder in which photos lie by their hash; `directives`: those on it."""
    ordered = directives or ComplaintDirectives(detail.record.id)
    r = detail.record
    late = verdict(r.due, r.closed, now) is OnTimeState.OPEN_OVERDUE
    kind = names.types.get(r.type)
    area = names.areas.get(r.area)
    facts = [
        (tr("Code"), r.code),
        (tr("Field"), words.field_name(names.fields.get(r.field))),
        *(((tr("Type"), kind.name),) if kind is not None else ()),
        (tr("Area"), words.area_name(area)),
        (tr("Handling unit"), words.unit_name(names.units.get(r.unit))),
        (tr("Status"), words.status(r.status)),
        *first_answer(r, names.calendar, now),
        (tr("Channel"), words.channel(r.channel)),
    ]
    photos = media_of(r.photos, r.timeline, evidence, now)
    return Shown(
        id=r.id,
        code=r.code,
        title=r.title or r.code,
        late=late,
        facts=tuple(facts),
        clock=clock(r, names.calendar, now, 0 if kind is None else kind.answer_working_days),
        body=r.body,
        address=r.address or ("" if r.flags & ComplaintFlag.LOCATED else tr("No place given")),
        steps=steps(r, now, photos, ordered),
        photos=photos,
        near=tuple((n.id, tr("{n} m", n=n.metres), n.title, fmt.short_day(n.created)) for n in detail.near),
        near_note=tr("{n} within 150 m, 14 days, same field", n=len(detail.near))
        if detail.near
        else tr("None within 150 m and 14 days in the same field"),
        directives=directive_rows(ordered),
    )


def steps(
    r: ComplaintRecord, now: int, photos: tuple[Medium, ...], directives: ComplaintDirectives
) -> tuple[Step, ...]:
    """The timeline as recorded, with the passing of the due time and the directives among it. What cannot be read is
    left out."""
    found: list[tuple[int, Step]] = []
    told = told_by_directives(directives)
    for when, kind, text, detail in rows_of(r.timeline, 4):
        if kind in STEP_TITLES and str(detail) in told:
            continue
        # The timeline is JSON inside a text: what hides in it comes out only here.
        text, detail = in_sight(str(text)), in_sight(str(detail))
        title = tr(STEPS[kind]) if kind in STEPS else text
        note = [part for part in (text if kind in STEPS else "", detail) if part and part != title]
        if kind == "received" and any(not m.by_unit for m in photos):
            note.append(counted([m for m in photos if not m.by_unit]))
        found.append((int(when), Step(words.when(int(when), now), title, " · ".join(note))))
    if not found:
        found.append((r.created, Step(words.when(r.created, now), tr("Received"), "")))
        if r.closed:
            found.append((r.closed, Step(words.when(r.closed, now), tr("Closed"), "")))
    for order in directive_steps(directives):
        found.append((order.at, Step(words.when(order.at, now), order.title, order.detail, order.kind)))
    state = verdict(r.due, r.closed, now)
    if state in (OnTimeState.OPEN_OVERDUE, OnTimeState.CLOSED_LATE):
        passed = tr("the time to answer had passed")
        found.append((r.due, Step(words.when(r.due, now), tr("Overdue from here"), passed, "late")))
    return tuple(step for _, step in sorted(found, key=lambda pair: pair[0]))


def clock(r: ComplaintRecord, calendar: WorkingCalendar, now: int, limit_days: int) -> Clock | None:
    """The clock from receipt to the end; None for a complaint without a due time."""
    if not r.due or r.due < r.created:
        return None
    end = r.closed or now
    state = verdict(r.due, r.closed, now)
    late = state in (OnTimeState.OPEN_OVERDUE, OnTimeState.CLOSED_LATE)
    span = calendar.working_seconds(r.due, end) if late else calendar.working_seconds(end, r.due)
    head = {
        OnTimeState.OPEN_OVERDUE: tr("Late {time}", time=words.hours(span)),
        OnTimeState.CLOSED_LATE: tr("Closed late {time}", time=words.hours(span)),
        OnTimeState.OPEN_IN_TIME: tr("Left: {time}", time=words.hours(span)),
        OnTimeState.CLOSED_ON_TIME: tr("Closed in time, {time} to spare", time=words.hours(span)),
    }[state]
    counted = calendar.working_seconds(r.created, end)
    allowed = calendar.working_seconds(r.created, r.due)
    if limit_days:
        limit = tr("Answer due within {n} working days", n=limit_days)
    else:
        limit = tr("Answer due")
    below = tr("{limit}: {allowed} of office time; {used} used", limit=limit, allowed=words.hours(allowed),
               used=words.hours(counted))
    days, marks = _strip(r, calendar, now)
    return Clock(
        headline=head,
        unit=tr("office time"),
        calendar=tr("{time} by the calendar", time=words.hours(abs(end - r.due))),
        chip="" if r.closed else _chip(calendar, now),
        days=days,
        marks=marks,
        below=below,
        late=late,
    )


def _chip(calendar: WorkingCalendar, now: int) -> str:
    if calendar.is_open(now):
        return tr("The clock is running")
    again = calendar.next_open(now)
    reason = calendar.reason_off(local_date(now))
    why = tr("outside office hours") if not reason else fmt.weekday(now, short=True) if reason == "weekend" else reason
    return tr("Clock stands still: {why} · goes on {when}", why=why,
              when=f"{fmt.clock_time(again)} {fmt.weekday(again, short=True)} {fmt.short_day(again)}")


def _strip(
    r: ComplaintRecord, calendar: WorkingCalendar, now: int
) -> tuple[tuple[ClockDay, ...], tuple[ClockMark, ...]]:
    """Days from receipt to the last moment shown; of a long wait the last `MOST_DAYS` days."""
    end = r.closed or now
    last = local_date(max(end, r.due))
    first = max(local_date(r.created), last - timedelta(days=MOST_DAYS - 1))
    count = (last - first).days + 1
    days = tuple(_day(first + timedelta(days=k), r, calendar, end) for k in range(count))
    moments = [(r.created, tr("Received {time}", time=fmt.clock_time(r.created)), "text"),
               (r.due, tr("Due {time}", time=fmt.clock_time(r.due)), "at_risk" if end > r.due else "text")]
    if r.closed:
        moments.append((r.closed, tr("Closed {time}", time=fmt.clock_time(r.closed)), "text"))
    else:
        moments.append((now, tr("Now"), "focus"))
    marks = [
        ClockMark((local_date(when) - first).days, _share(when), text, tone)
        for when, text, tone in sorted(moments)
        if first <= local_date(when) <= last
    ]
    return days, tuple(marks)


_DAY_FROM, _DAY_TO = 6 * 3600, 19 * 3600  # the part of a day the strip shows


def _share(when: int) -> float:
    second = when - at_local(local_date(when), 0)
    return min(1.0, max(0.0, (second - _DAY_FROM) / (_DAY_TO - _DAY_FROM)))


def _day(day: date, r: ComplaintRecord, calendar: WorkingCalendar, end: int) -> ClockDay:
    works = calendar.is_working(day)
    blocks: list[tuple[float, float, str]] = []
    for start, stop in calendar.hours_on(day) if works else ():
        a, b = at_local(day, start), at_local(day, stop)
        cuts = sorted({a, b, *(t for t in (r.created, r.due, end) if a < t < b)})
        for left, right in itertools.pairwise(cuts):
            counted = left >= r.created and right <= end
            kind = ("late" if left >= r.due else "used") if counted else "free"
            blocks.append((_share(left), _share(right), kind))
    return ClockDay(f"{fmt.weekday(day, short=True)} {day.day}", works, tuple(blocks))


def first_answer(r: ComplaintRecord, calendar: WorkingCalendar, now: int) -> tuple[tuple[str, str], ...]:
    """When the reporter was first answered, by whichever unit, and whether that was after more than five working days;
    nothing where nobody knows."""
    if r.answered:
        late = r.answered > calendar.deadline(r.created, ANSWER_DAYS)
        when = words.when(r.answered, now)
        return ((tr("First answer"), tr("{time} · late", time=when) if late else when),)
    if r.status in _UNANSWERED and not r.flags & ComplaintFlag.REOPENED_ONCE:
        return ((tr("First answer"), tr("none yet")),)
    return ()


def is_open(r: ComplaintRecord) -> bool:
    """Whether anybody still owes an answer."""
    return not r.closed and r.status not in (ComplaintStatus.CLOSED, ComplaintStatus.REJECTED)
