"""Who supplies a number and when, how it was revised, what was promised about it: in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioc_console import formatting as f
from ioc_console.figure_words import PROMISE_ICONS, decimals_of, due_of, promise_line, status_mark, status_word
from ioc_console.text import tr
from ioc_domain.codes import PromiseState, RequestState, Standing
from ioc_domain.periods import Period

if TYPE_CHECKING:
    from local_cache.queries.indicators import IndicatorDetail

CAUSE_WORDS = {"new_data": "new data", "revision": "a revision", "plan_changed": "a changed plan",
               "rule_changed": "a changed rule"}
MOST_REVISIONS = 12


@dataclass(frozen=True)
class SupplyRow:
    """Who or what, when, and how that stands."""

    name: str
    words: str
    note: str
    strong: bool


@dataclass(frozen=True)
class RevisionRow:
    """A revised value, or a change of standing (`before` and `after` are standings then)."""

    day: str
    period: str
    words: str
    note: str
    short_note: str = ""
    """The note where there is little room."""
    before: Standing | None = None
    after: Standing | None = None


@dataclass(frozen=True)
class PromiseRow:
    """An open request or a promise: what, from where, what became of it."""

    icon: str
    what: str
    origin: str
    became: str
    request_id: str


def supply_of(data: IndicatorDetail, now: int) -> tuple[SupplyRow, ...]:
    """The unit, when the newest number came against its due day, and when the next is due."""
    shown, i = data.figures, data.figures.indicator
    rows = [SupplyRow(tr("Unit"), i.supplier or data.unit_name or f.MISSING, "", strong=False)]
    if shown.observation is None:
        return tuple(rows)
    first = min(o.known_at for o in (data.first_known, shown.observation) if o is not None)
    due = due_of(i, shown.period)
    words = tr("received {day}", day=f.short_day(first))
    note, strong = "", False
    if due:
        late = data.calendar.working_days_between(due, first) if first > due else 0
        note, strong = (tr("{n} working days late", n=late), True) if late > 0 else (tr("on time"), False)
    rows.append(SupplyRow(tr("For {period}", period=f.short_period(shown.period)), words, note, strong))
    following = str(Period.parse(shown.period).shifted(1))
    due = due_of(i, following)
    if due:
        days = data.calendar.working_days_between(now, due)
        left = tr("{n} working days left", n=days) if now <= due else tr("{n} working days late", n=max(1, -days))
        rows.append(SupplyRow(tr("For {period}", period=f.short_period(following)),
                              tr("due {day}", day=f.short_day(due)), left, now > due))
    return tuple(rows)


def revisions_of(data: IndicatorDetail) -> tuple[RevisionRow, ...]:
    """Revised values and changes of standing with their cause, newest first."""
    made: list[tuple[int, RevisionRow]] = []
    for r in data.revisions:
        places = decimals_of(r.before, r.after)
        statuses = [status_word(s) for s in (r.before_status, r.after_status)]
        note, short = r.reason, ""
        if all(statuses) and statuses[0] != statuses[1]:
            note = " → ".join(statuses)
            short = " → ".join(status_mark(s) for s in (r.before_status, r.after_status))
        words = f.number(r.after, places)
        if r.before != r.after:
            words = f"{f.number(r.before, places)} → {words}"
        made.append((r.known_at, RevisionRow(f.short_day(r.known_at), f.short_period(r.period), words, note, short)))
    for c in data.changes:
        cause = tr(CAUSE_WORDS[c.cause]) if c.cause in CAUSE_WORDS else ""
        words = tr("by {cause} of {period}", cause=cause, period=f.period(c.period)) if cause else f.period(c.period)
        made.append((c.at, RevisionRow(f.short_day(c.at), "", words, "", "", Standing(c.before), Standing(c.after))))
    made.sort(key=lambda item: -item[0])
    return tuple(row for _, row in made[:MOST_REVISIONS])


def promises_of(data: IndicatorDetail, now: int) -> tuple[PromiseRow, ...]:
    """Open requests first, then promises and what became of them."""
    i, rows = data.figures.indicator, []
    for r in data.requests:
        waiting = r.state != RequestState.ANSWERED
        days = data.calendar.working_days_between(now, r.deadline) if r.deadline else 0
        left = tr("in {n} days", n=days) if r.deadline >= now else tr("{n} days overdue", n=max(1, -days))
        rows.append(PromiseRow(
            "clock", tr("Waiting for the explanation") if waiting else tr("Answer to be reviewed"),
            " · ".join((r.number, f.short_day(r.received_at), tr("due {day}", day=f.short_day(r.deadline)))),
            left if waiting and r.deadline else "", r.id))
    for p in data.promises:
        what, became = promise_line(p, i.unit_of_measure)
        number = data.request_numbers.get(p.request_id, "")
        actual = "" if p.actual is None else tr("really {value}", value=f.number(p.actual, decimals_of(p.actual)))
        origin = " · ".join(x for x in (number, f.short_day(p.made_at), actual) if x)
        rows.append(PromiseRow(PROMISE_ICONS[PromiseState(p.state)], what, origin, became, p.request_id))
    return tuple(rows)


def kept_of(data: IndicatorDetail) -> str:
    """How many of the promises that fell due were kept."""
    judged = [p for p in data.promises if p.state != PromiseState.PENDING]
    kept = sum(1 for p in judged if p.state == PromiseState.KEPT)
    return tr("kept {n} of {total}", n=kept, total=len(judged)) if judged else ""
