"""The sample goes on living: complaints come in, are routed and closed, and fast sources deliver.

Without it a demonstration shows a city that stopped at its seeding, and the console rightly calls it old within
minutes. Everything follows from the sample's seed, the rows that are there and the time: a beat that was missed is
made up for by the next one.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import cast

import msgspec
import numpy as np
import sqlalchemy as sa

from data_centre import models as m
from data_centre.city.units import units
from data_centre.database import Database
from data_centre.feed import FeedWriter, writing
from data_centre.rows import find, find_all
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.complaint_life import first_answer, seconds_to_route
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord, Record, SettingRecord, SourceRecord
from ioc_domain.working_time import OFFICE_HOURS, at_local, local_date

from . import sources
from .clock import FIRST_YEAR, Moment
from .complaints.columns import Block, Generator
from .complaints.texts import Texts
from .complaints.volumes import Days

BEAT_SECONDS = 20.0
CATCH_UP_DAYS = 7
"""What was missed for longer is left out: a demonstration is not to spend minutes on a holiday of its machine."""
DENSITY_DAYS = 14
ROUTED_WITHIN = (20, 290)
ROUTED_SLOWLY = (301, 2_400)
SLOW_SHARE = 0.06
OVERDUE_DAYS = 3.0
"""Mean of how long a complaint that is overdue already still takes (own choice)."""
LATE_SHARE = 0.04
OPEN = (ComplaintStatus.IN_PROGRESS, ComplaintStatus.EXTENDED, ComplaintStatus.REOPENED,
        ComplaintStatus.AWAITING_CITIZEN)  # fmt: skip
CLOSED_TEXT = "Đơn vị báo đã xử lý xong"

LOG = logging.getLogger("data_centre.seed.life")
COMPLAINT = BY_NAME["complaint"]


@dataclass(frozen=True)
class Lived:
    """What one beat did."""

    arrived: int = 0
    routed: int = 0
    closed: int = 0


class SampleLife:
    """Beats over one seeded data centre. `clock`: seconds since 1970."""

    def __init__(self, database: Database, clock: Callable[[], float], seed: int = 1) -> None:
        self._database, self._clock, self._seed = database, clock, seed
        self._unit_names = {u.id: u.short_name for u in units()}
        self._per_day = 0
        self._until = 0

    def beat(self) -> Lived:
        """One step up to now; nothing happens in a data centre that is no sample."""
        now = int(self._clock())
        with self._database.read() as connection:
            if not self._prepare(connection):
                return Lived()
            c = m.SYNCED["complaint"].c
            number, since = connection.execute(sa.select(sa.func.max(c.id), sa.func.max(c.created))).one()
            # What has no unit waits for a person: a dispatcher at the desk.
            unrouted = (c.status == int(ComplaintStatus.AWAITING_ROUTE), c.unit > 0)
            waiting = find_all(connection, COMPLAINT, *unrouted, order=("id",))
            open_ = find_all(connection, COMPLAINT, c.status.in_([int(s) for s in OPEN]), order=("id",))
        since = max(int(since or 0), now - CATCH_UP_DAYS * 86_400)
        arrived = self._arrivals(int(number or 0), since, now)
        routed = [r for r in (self._routed(c, now) for c in _complaints((*waiting, *arrived))) if r is not None]
        closed = self._closed(list(_complaints(open_)), now)
        with writing(self._database, self._clock) as writer:
            for record in (*arrived, *routed, *closed):
                writer.put(record)
            self._deliver(writer, now)
        return Lived(len(arrived), len(routed), len(closed))

    def _prepare(self, connection: sa.Connection) -> bool:
        """Read what does not change: whether this is a sample, until when it was seeded, how dense it is."""
        if not self._until:
            told = find(connection, BY_NAME["setting"], "sample_until")
            if not isinstance(told, SettingRecord) or not told.value.isdigit():
                return False
            self._until = int(told.value)
            c = m.SYNCED["complaint"].c
            recent = sa.select(sa.func.count()).where(c.created > self._until - DENSITY_DAYS * 86_400)
            self._per_day = round(int(connection.execute(recent).scalar_one()) / DENSITY_DAYS)
        return True

    # --- complaints ---

    def _arrivals(self, number: int, since: int, now: int) -> list[ComplaintRecord]:
        """New complaints of (since, now], not yet routed."""
        found: list[ComplaintRecord] = []
        day, last = local_date(since), local_date(now)
        while day <= last:
            generator, block = _day(self._seed, day, self._per_day)
            fresh = (block.created > since) & (block.created <= now)
            if fresh.any():
                came = _rows(block, fresh)
                texts = _texts().records(came, generator.new_spots, number + 1, self._seed, int(came.created[0]))
                found += texts
                number = found[-1].id
            day += timedelta(days=1)
        return found

    def _routed(self, complaint: ComplaintRecord, now: int) -> ComplaintRecord | None:
        """The complaint with its unit told; None when that is still to come."""
        low, high = ROUTED_WITHIN if self._chance(complaint.id, 5) >= SLOW_SHARE else ROUTED_SLOWLY
        at = complaint.created + low + int(self._chance(complaint.id, 1) * (high - low))
        if at > now:
            return None
        step = [at, "routed", "Chuyển đơn vị", self._unit_names.get(complaint.unit, "")]
        after = seconds_to_route(complaint.created, at)
        return _changed(complaint, step, status=int(ComplaintStatus.IN_PROGRESS), routed_after=after)

    def _closed(self, complaints: list[ComplaintRecord], now: int) -> list[ComplaintRecord]:
        """Those whose work is done by now: most before they are due, some late."""
        done: list[ComplaintRecord] = []
        for complaint in complaints:
            at = self._closing(complaint)
            if at <= now:
                step = [at, "closed", CLOSED_TEXT, ""]
                answered = first_answer(complaint.answered, "close", at)
                done.append(_changed(complaint, step, status=int(ComplaintStatus.CLOSED), closed=at, answered=answered))
        return done

    def _closing(self, complaint: ComplaintRecord) -> int:
        """When this complaint is closed, in office hours. What the seed left open is counted from its end."""
        base, chance = max(complaint.created + complaint.routed_after, self._until), self._chance(complaint.id, 2)
        left = complaint.due - base
        if left <= 0 or self._chance(complaint.id, 3) < LATE_SHARE:
            at = max(base, complaint.due) + 1800 + int(-np.log1p(-chance) * OVERDUE_DAYS * 86_400)
        else:
            at = base + 420 + int(left * 0.96 * chance)
        return _in_office(at, self._chance(complaint.id, 4))

    def _chance(self, number: int, what: int) -> float:
        """A number in [0, 1) of its own for each complaint and question: the same at every beat."""
        mixed = (number * 2_654_435_761 + what * 40_503 + self._seed * 97) & 0xFFFFFFFF
        return ((mixed ^ mixed >> 15) * 2_246_822_519 & 0xFFFFFFFF) / 2**32

    # --- sources ---

    def _deliver(self, writer: FeedWriter, now: int) -> None:
        """Newest data of the fast sources, each in its own cadence."""
        for code, _, _, cadence, _, _, _ in sources.LIVE:
            known = find(writer.connection, BY_NAME["source"], code)
            if not isinstance(known, SourceRecord):
                continue
            if cadence >= 86_400:
                last = at_local(local_date(now), 10 * 3600)
                last = last if last <= now else last - cadence
            else:
                # As a real one: it delivers at its own beat, a little before it is due.
                last = now - now % max(30, cadence * 3 // 5)
            if last > known.last_at:
                writer.put(msgspec.structs.replace(known, last_at=last, due_at=last + cadence))


class LifeThread:
    """Beats until told to stop; a beat that fails is told in the log and the next one tries again."""

    def __init__(self, life: SampleLife) -> None:
        self._life = life
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sample-life", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the beat under way."""
        self._stop.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._life.beat()
            except sa.exc.SQLAlchemyError as error:
                LOG.warning("the sample waits: %s", type(error).__name__)
            self._stop.wait(BEAT_SECONDS)


@lru_cache(maxsize=2)
def _day(seed: int, day: date, count: int) -> tuple[Generator, Block]:
    """All complaints of one day, as if it were over."""
    first = date(FIRST_YEAR, 1, 1)
    index = (day - first).days
    counts = np.zeros(index + 1, dtype=np.int64)
    counts[index] = max(1, count)
    generator = Generator(seed, Moment.of(day, 86_399), Days(first, counts, np.zeros(index + 1, dtype=bool)))
    return generator, generator.block(index, index + 1)


@lru_cache(maxsize=1)
def _texts() -> Texts:
    return Texts({}, 0)


def _rows(block: Block, keep: np.typing.NDArray[np.bool_]) -> Block:
    """Those rows of a block, as they look on the day they come: not routed, not closed, without photos."""
    columns = {name: getattr(block, name)[keep] for name in Block.__dataclass_fields__ if name != "merged"}
    located = columns["flags"] & int(ComplaintFlag.LOCATED)
    waiting = np.full(int(keep.sum()), int(ComplaintStatus.AWAITING_ROUTE))
    none = np.zeros_like(waiting)
    blank = {"flags": located, "status": waiting, "closed": none, "routed_after": none, "answered": none}
    return replace(block, **{**columns, **blank})


def _changed(complaint: ComplaintRecord, step: list[object], **changes: int) -> ComplaintRecord:
    timeline = json.dumps([*json.loads(complaint.timeline), step], ensure_ascii=False, separators=(",", ":"))
    return msgspec.structs.replace(complaint, timeline=timeline, **changes)


def _complaints(records: Iterable[Record]) -> Iterable[ComplaintRecord]:
    return cast(Iterable[ComplaintRecord], records)


def _in_office(at: int, chance: float) -> int:
    """That moment, or one in the office hours of the next morning when nobody is there."""
    (begin, _), (_, end) = OFFICE_HOURS
    day = local_date(at)
    second = at - at_local(day, 0)
    if begin <= second < end:
        return at
    if second >= end:
        day += timedelta(days=1)
    return at_local(day, begin + int(chance * (end - begin)))
