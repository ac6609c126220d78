"""The columns of a block of complaints as arrays: everything but the texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data_centre.city.hotline import fields, types, working_calendar
from data_centre.city.units import units
from ioc_domain.codes import Channel, ComplaintFlag, ComplaintStatus
from ioc_domain.complaint_life import LONGEST_TO_ROUTE
from ioc_domain.working_time import OFFICE_HOURS, at_local

from ..clock import FIRST_YEAR, Moment, rng
from .bursts import bursts
from .mix import NIGHT_FIELDS, area_mixes, field_shares, types_of_fields, weekend_factors, wet_factors
from .routing import MERGED, Routing
from .spots import SPOTS, Spots
from .volumes import Days

Whole = NDArray[np.int64]
HOUR_PROFILE = (
    0.5,
    0.3,
    0.2,
    0.2,
    0.3,
    0.8,
    1.8,
    3.4,
    6.2,
    7.4,
    7.2,
    5.4,
    4.0,
    5.6,
    7.0,
    7.0,
    6.4,
    5.2,
    4.6,
    4.8,
    4.6,
    4.0,
    2.6,
    1.2,
)
NIGHT_PROFILE = (
    3.5,
    2.0,
    1.0,
    0.5,
    0.5,
    0.8,
    1.2,
    1.5,
    1.5,
    1.5,
    1.5,
    1.5,
    1.6,
    2.0,
    2.0,
    2.0,
    2.2,
    3.0,
    5.0,
    7.5,
    10.0,
    12.0,
    11.0,
    7.0,
)
CHANNELS = (
    (Channel.PHONE, 0.46),
    (Channel.APP, 0.36),
    (Channel.WEB, 0.08),
    (Channel.SOCIAL, 0.06),
    (Channel.EMAIL, 0.02),
    (Channel.STAFF, 0.02),
)
LATE_SHARE = {2021: 0.05, 2022: 0.03, 2023: 0.0045, 2024: 0.012, 2025: 0.028, 2026: 0.035}
"""Share answered late: 3 % (2022) and 0.45 % (2023) are published, the others are own choice near them."""
LATE_MONTH = {(2025, 9): 0.0623}  # published on-time share 93.77 %
LATE_DAYS = 4.5
"""Mean of how many days a late answer is late (own choice)."""
LOCATED = 0.985
ROUTE_SECONDS = 300
"""Within which a complaint should have its unit."""
SLOW_ROUTE = 0.06
"""Share that had its unit later than that (own choice); units that are late are late here too."""
SLOW_ROUTE_SECONDS = 2_400.0
"""Mean of how much later (own choice)."""
ANSWERED_BEFORE = 0.22
"""Share of what is closed that had an answer before its closing (own choice)."""


@dataclass(frozen=True)
class Block:
    """Rows of a few days in the order of their creation. `place` indexes the areas of `spots`."""

    created: Whole
    field: Whole
    type: Whole
    unit: Whole
    area: Whole
    status: Whole
    channel: Whole
    flags: Whole
    x: Whole
    y: Whole
    due: Whole
    closed: Whole
    late: Whole
    routed_after: Whole
    answered: Whole
    """First answer, 0 = none yet; the closing where there was none before."""
    place: Whole
    spot: Whole
    merged: bool

    def __len__(self) -> int:
        return len(self.created)


class Generator:
    """Makes blocks. One per seeding: it keeps the tables that all blocks use."""

    def __init__(self, seed: int, moment: Moment, days: Days) -> None:
        self.seed, self.moment, self.days = seed, moment, days
        self.old_mix, self.new_mix = area_mixes(seed)
        self.old_spots = Spots(seed, self.old_mix.areas, "old")
        self.new_spots = Spots(seed, self.new_mix.areas, "new")
        self.routing = Routing()
        self._bursts = bursts(moment.now)
        self._place_of = {int(a): k for k, a in enumerate(self.new_mix.ids)}
        self._due = due_table(moment)
        self._answer_days = np.array([5, *(t.answer_working_days for t in types())], dtype=np.int64)
        self._temper = unit_tempers(seed)
        self._night = np.isin(np.arange(len(fields()) + 1), [f.id for f in fields() if f.code in NIGHT_FIELDS])

    def block(self, first_day: int, last_day: int) -> Block:
        """Rows of days first_day..last_day (not included), which lie on one side of the reform."""
        draws = rng(self.seed, "block", first_day)
        counts = self.days.counts[first_day:last_day]
        day = np.repeat(np.arange(first_day, last_day), counts)
        field = self._fields(counts, first_day, draws)
        created = self._times(day, field, draws)
        order = np.argsort(created, kind="stable")
        created, field, day = created[order], field[order], day[order]
        merged = self.days.day(first_day) >= MERGED
        mix, spots = (self.new_mix, self.new_spots) if merged else (self.old_mix, self.old_spots)
        place = mix.draw(field, draws.random(len(day)))
        if merged:
            field, place = self._burst(created, field, place, draws)
        kind = self._types(field, draws)
        area = mix.ids[place]
        unit = self.routing.route(self.routing.era_of(self.days.day(first_day)), kind, area, field)
        spot = draws.integers(0, SPOTS, len(day))
        x, y = spots.points(place, spot, draws)
        located = draws.random(len(day)) < LOCATED
        channel = np.searchsorted(np.cumsum([share for _, share in CHANNELS]), draws.random(len(day)))
        channel = np.array([int(c) for c, _ in CHANNELS])[np.minimum(channel, len(CHANNELS) - 1)]
        due = self._due[day, self._answer_days[kind]]
        closed, late = self._closings(created, due, unit, day, draws)
        status, closed, flags = self._statuses(created, due, closed, channel, draws)
        flags = flags | np.where(located, int(ComplaintFlag.LOCATED), 0)
        routed_after = self._routings(created, closed, unit, status, first_day)
        return Block(
            created=created,
            field=field,
            type=kind,
            unit=unit,
            area=area,
            status=status,
            channel=channel,
            flags=flags,
            x=np.where(located, x, 0),
            y=np.where(located, y, 0),
            due=due,
            closed=closed,
            late=late.astype(np.int64),
            routed_after=routed_after,
            answered=self._answers(created + routed_after, due, closed, status, first_day),
            place=place,
            spot=spot,
            merged=merged,
        )

    def _fields(self, counts: Whole, first_day: int, draws: np.random.Generator) -> Whole:
        parts = []
        for k, count in enumerate(counts):
            day = self.days.day(first_day + k)
            shares = field_shares(day)
            if self.days.wet[first_day + k]:
                shares = shares * wet_factors()
            if day.weekday() >= 5:
                shares = shares * weekend_factors()
            edges = np.cumsum(shares / shares.sum())
            parts.append(np.minimum(np.searchsorted(edges, draws.random(int(count)), side="right"), len(shares) - 1))
        return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, np.int64)

    def _times(self, day: Whole, field: Whole, draws: np.random.Generator) -> Whole:
        """Seconds of creation: night fields by night, the others through the day; today only up to now."""
        hours = np.where(
            self._night[field],
            _hours(NIGHT_PROFILE, draws.random(len(day))),
            _hours(HOUR_PROFILE, draws.random(len(day))),
        )
        midnight = at_local(self.days.first, 0)
        created = midnight + day * 86400 + (hours * 3600).astype(np.int64)
        today = (self.moment.day - self.days.first).days
        passed = self.moment.now - (midnight + today * 86400)
        squeezed = midnight + today * 86400 + (_squeeze(hours, passed / 3600) * 3600).astype(np.int64)
        return np.asarray(np.where(day == today, np.minimum(squeezed, self.moment.now - 30), created), dtype=np.int64)

    def _burst(self, created: Whole, field: Whole, place: Whole, draws: np.random.Generator) -> tuple[Whole, Whole]:
        """(field, place) with the bursts in them."""
        if created[-1] < min(b.start for b in self._bursts):
            return field, place
        field, place = field.copy(), place.copy()
        for b in self._bursts:
            hit = (created >= b.start) & (created <= b.end) & (draws.random(len(field)) < b.share)
            field[hit] = b.field_id
            place[hit] = self._place_of[b.area_id]
        return field, place

    def _types(self, field: Whole, draws: np.random.Generator) -> Whole:
        uniform = draws.random(len(field))
        found = np.zeros(len(field), dtype=np.int64)
        tables = types_of_fields()
        for f in np.unique(field):
            ids, edges = tables[f]
            rows = field == f
            found[rows] = ids[np.minimum(np.searchsorted(edges, uniform[rows]), len(ids) - 1)]
        return found

    def _closings(
        self, created: Whole, due: Whole, unit: Whole, day: Whole, draws: np.random.Generator
    ) -> tuple[Whole, NDArray[np.bool_]]:
        """(closing times, whether after the due time), before looking at what now is."""
        n = len(created)
        last = self.days.day(int(day[-1]))
        share = LATE_MONTH.get((last.year, last.month), LATE_SHARE.get(last.year, LATE_SHARE[2026]))
        late = draws.random(n) < np.minimum(0.6, share * self._temper[unit])
        allowed = due - created
        early = created + (allowed * np.minimum(0.985, 0.04 + draws.beta(1.3, 2.2, n))).astype(np.int64)
        closed = np.where(late, due + 3600 + (draws.exponential(LATE_DAYS, n) * 86400).astype(np.int64), early)
        closed = _in_office(closed, draws)
        closed = np.where(late, np.maximum(closed, due + 1800), np.minimum(closed, due - 60))
        closed = np.maximum(closed, created + 420 + (draws.random(n) * 600).astype(np.int64))
        return np.asarray(closed, dtype=np.int64), np.asarray(closed > due)

    def _routings(self, created: Whole, closed: Whole, unit: Whole, status: Whole, first_day: int) -> Whole:
        """Seconds until the first unit had it, 0 where none has: by draws of its own, so that no other column moves."""
        draws = rng(self.seed, "routing", first_day)
        n = len(created)
        after = draws.integers(20, ROUTE_SECONDS - 10, n)
        slow = draws.random(n) < np.minimum(0.5, SLOW_ROUTE * self._temper[unit])
        after = np.where(slow, ROUTE_SECONDS + 1 + draws.exponential(SLOW_ROUTE_SECONDS, n).astype(np.int64), after)
        # Nobody answers, and nothing is, before the unit has it.
        room = np.where(closed > 0, closed, self.moment.now) - created - 5
        after = np.minimum(np.minimum(after, np.maximum(1, room)), LONGEST_TO_ROUTE)
        return np.asarray(np.where(status == int(ComplaintStatus.AWAITING_ROUTE), 0, after), dtype=np.int64)

    def _answers(self, routed: Whole, due: Whole, closed: Whole, status: Whole, first_day: int) -> Whole:
        """First answers, by draws of their own: what waits for the citizen or was reopened has one, and a share of what
        is closed had it before; the others were answered by their closing."""
        before = (closed > 0) & (status == int(ComplaintStatus.CLOSED))
        before &= rng(self.seed, "answers", first_day).random(len(routed)) < ANSWERED_BEFORE
        before |= (status == int(ComplaintStatus.AWAITING_CITIZEN)) | (status == int(ComplaintStatus.REOPENED))
        end = np.minimum(due, np.where(closed > 0, closed, self.moment.now))
        early = routed + np.maximum(0, end - routed) * 3 // 4
        return np.asarray(np.where(before, early, closed), dtype=np.int64)

    def _statuses(
        self, created: Whole, due: Whole, closed: Whole, channel: Whole, draws: np.random.Generator
    ) -> tuple[Whole, Whole, Whole]:
        """(status, closed or 0, flags) as they stand now."""
        n, now = len(created), self.moment.now
        chance = draws.random((4, n))
        done = closed <= now
        status = np.where(done, int(ComplaintStatus.CLOSED), int(ComplaintStatus.IN_PROGRESS))
        status = np.where(~done & (now > due) & (chance[0] < 0.5), int(ComplaintStatus.EXTENDED), status)
        status = np.where(~done & (now - created < ROUTE_SECONDS), int(ComplaintStatus.AWAITING_ROUTE), status)
        rejected = done & (chance[1] < 0.012)
        status = np.where(rejected, int(ComplaintStatus.REJECTED), status)
        fresh = done & (now - closed < 2 * 86400) & (now < due)
        waits = fresh & (chance[2] < 0.18)
        again = fresh & ~waits & (chance[2] > 0.985)
        status = np.where(waits, int(ComplaintStatus.AWAITING_CITIZEN), status)
        status = np.where(again, int(ComplaintStatus.REOPENED), status)
        photo = (chance[3] < 0.10) & np.isin(channel, [int(Channel.APP), int(Channel.WEB), int(Channel.SOCIAL)])
        flags = np.where(photo, int(ComplaintFlag.HAS_PHOTO), 0)
        flags = flags | np.where(chance[1] > 0.98, int(ComplaintFlag.DUPLICATE), 0)
        flags = flags | np.where(again | (done & (chance[2] < 0.012)), int(ComplaintFlag.REOPENED_ONCE), 0)
        flags = flags | np.where(done & (chance[0] > 0.93), int(ComplaintFlag.NO_EVIDENCE), 0)
        return (
            np.asarray(status, dtype=np.int64),
            np.asarray(np.where(done & ~waits & ~again, closed, 0), dtype=np.int64),
            np.asarray(flags, dtype=np.int64),
        )


def _hours(profile: tuple[float, ...], uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hours of the day drawn from a profile, evenly within each hour."""
    edges = np.concatenate([[0.0], np.cumsum(profile) / np.sum(profile)])
    return np.asarray(np.interp(uniform, edges, np.arange(25)), dtype=np.float64)


def _squeeze(hours: NDArray[np.float64], passed: float) -> NDArray[np.float64]:
    """Hours later than `passed` folded back evenly into the part of the day that has been."""
    return np.asarray(np.where(hours < passed, hours, hours / 24 * passed), dtype=np.float64)


def _in_office(moment: Whole, draws: np.random.Generator) -> Whole:
    """Times outside 07:30-17:00 moved into the office hours of the same day, weekends left (some units work)."""
    second = (moment + 7 * 3600) % 86400
    (begin, _), (_, end) = OFFICE_HOURS
    outside = (second < begin) | (second >= end)
    moved = moment - second + begin + (draws.random(len(moment)) * (end - begin)).astype(np.int64)
    return np.asarray(np.where(outside, moved, moment), dtype=np.int64)


def due_table(moment: Moment) -> Whole:
    """Due time [day since FIRST_YEAR, working days] by the working-time rule; working days 0 unused."""
    calendar = working_calendar()
    first = date(FIRST_YEAR, 1, 1)
    count = (moment.day - first).days + 2
    table = np.zeros((count, 6), dtype=np.int64)
    for k in range(count):
        midnight = at_local(first, 0) + k * 86400
        for n in range(1, 6):
            table[k, n] = calendar.deadline(midnight, n)
    return table


@cache
def unit_tempers(seed: int) -> NDArray[np.float64]:
    """How much later than usual each unit is, by unit id: most are good, a few are bad; the mean is about 1."""
    count = len(units()) + 1
    draws = rng(seed, "tempers")
    values = np.exp(draws.standard_normal(count) * 0.8)
    values[draws.random(count) < 0.05] *= 5.0
    return np.asarray(values / values.mean(), dtype=np.float64)


__all__ = ["Block", "Channel", "Generator", "due_table", "unit_tempers"]
