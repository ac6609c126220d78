"""Fills an empty data centre with the sample city, in the order in which the tables depend on each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from data_centre import models as m
from data_centre.blobs import BlobStore
from data_centre.bulk import bulk_load
from data_centre.city import areas, catalogue, hotline, units
from data_centre.database import Database
from data_centre.feed import writing
from ioc_domain.records import AssessmentRecord, ComplaintRecord, ObservationRecord, PlanRecord, Record
from ioc_domain.scopes import CITY, unit_scope

from . import (
    alerts,
    assessments,
    by_area,
    directives,
    dispatch,
    observations,
    people,
    plans,
    reporters,
    requests,
    sources,
)
from .alert_rows import Situation
from .clock import Moment
from .complaints.stream import ComplaintStream
from .pictures import pictures
from .recent import Gatherer

RECENT_SECONDS = 44 * 86400
Report = Callable[[str, int, int], None]
"""Told (table, rows so far, rows in all or 0 where not known)."""


class AlreadyFilled(Exception):
    """The data centre has data: a sample is only ever poured into an empty one."""


@dataclass(frozen=True)
class Wanted:
    """What to make. `complaints` None = as many as were published."""

    seed: int
    moment: Moment
    complaints: int | None
    demo_accounts: bool = False


@dataclass
class Filled:
    """Rows written per table."""

    rows: dict[str, int] = field(default_factory=dict)


def fill(database: Database, wanted: Wanted, report: Report) -> Filled:
    """Write the sample. Raises `AlreadyFilled`."""
    with database.read() as connection:
        if connection.execute(sa.select(m.SYNCED["area"].c.code).limit(1)).first() is not None:
            raise AlreadyFilled("the data centre already has data; give an empty database")
    return _Filling(database, wanted, report).run()


class _Filling:
    """One run: keeps what later tables need of earlier ones."""

    def __init__(self, database: Database, wanted: Wanted, report: Report) -> None:
        self.database, self.wanted, self.report = database, wanted, report
        self.filled = Filled()
        self._observations: dict[str, list[ObservationRecord]] = defaultdict(list)
        self._plans: dict[tuple[str, str], PlanRecord] = {}
        self._assessments: list[AssessmentRecord] = []
        self._recent = Gatherer(wanted.moment.now - RECENT_SECONDS)

    def run(self) -> Filled:
        """All tables."""
        seed, moment = self.wanted.seed, self.wanted.moment
        self._load("setting", hotline.settings(moment.now))
        self._load("area", areas.areas())
        self._load("area_link", areas.area_links())
        self._load("unit", units.units())
        self._load("complaint_field", hotline.fields())
        self._load("complaint_type", hotline.types())
        self._load("calendar_day", hotline.calendar_days())
        self._load("indicator_group", catalogue.groups())
        self._load("indicator", catalogue.indicators())
        self._load("source", sources.sources(moment))
        self._load("plan", self._kept_plans(seed, moment))
        self._load("observation", self._kept_observations(seed, moment))
        self._load("assessment", self._kept_assessments(seed, moment))
        stream = ComplaintStream(seed, moment, self.wanted.complaints, self._store_pictures())
        self._load("complaint", self._complaints(stream), stream.total)
        with self.database.write() as connection:
            reporters.remember(connection, seed, stream.total)
        asked = self._requests(seed, moment)
        self._directives(seed, moment)
        self._dispatch(moment)
        situation = Situation(moment, self._recent.recent(), self._assessments, requests.overdue(asked, moment.now))
        self._load("alert", alerts.alerts(situation))
        if self.wanted.demo_accounts:
            with self.database.write() as connection:
                people.create_people(connection, moment.now)
            self.filled.rows["account"] = len(people.PEOPLE)
        return self.filled

    def _load(self, table: str, records: Iterable[Record], total: int = 0) -> None:
        loaded = bulk_load(self.database, records, progress=lambda done: self.report(table, done, total))
        self.filled.rows[table] = loaded.rows
        self.report(table, loaded.rows, loaded.rows)

    def _kept_plans(self, seed: int, moment: Moment) -> Iterator[PlanRecord]:
        for plan in plans.plans(seed, moment):
            self._plans[plan.indicator, plan.period] = plan
            yield plan

    def _kept_observations(self, seed: int, moment: Moment) -> Iterator[ObservationRecord]:
        for o in observations.city_observations(seed, moment):
            if o.area == areas.CITY_CODE:
                self._observations[o.indicator].append(o)
            yield o
        yield from by_area.district_observations(seed, moment)
        yield from by_area.commune_observations(seed, moment)

    def _kept_assessments(self, seed: int, moment: Moment) -> Iterator[AssessmentRecord]:
        for a in assessments.assessments(seed, moment):
            self._assessments.append(a)
            yield a

    def _store_pictures(self) -> dict[int, list[str]]:
        """Drawn pictures into the file store; returns their names by field id."""
        store = BlobStore(self.database)
        names: dict[int, list[str]] = {}
        with self.database.write() as connection:
            for field_id, drawn in pictures(self.wanted.seed).items():
                names[field_id] = [
                    store.put(connection, data, kind="photo", mime="image/jpeg", now=self.wanted.moment.now, scope=CITY)
                    for _, data in drawn
                ]
        return names

    def _complaints(self, stream: ComplaintStream) -> Iterator[ComplaintRecord]:
        return stream.records(self._recent.see)

    def _requests(self, seed: int, moment: Moment) -> list[requests.SeededRequest]:
        """Requests with their evidence, events and promises, through the feed: they have scopes of their own."""
        numbers = requests.Numbers(
            self._observations, self._plans, {(a.indicator, a.period): a for a in self._assessments}
        )
        made = list(requests.seeded_requests(seed, moment, numbers))
        store = BlobStore(self.database)
        with writing(self.database, lambda: moment.now) as writer:
            for asked in made:
                scope = unit_scope(asked.record.unit_code)
                writer.put(asked.record)
                for event in asked.events:
                    writer.put(event, scope=scope)
                if asked.promise is not None:
                    writer.put(asked.promise)
                store.put(
                    writer.connection,
                    asked.evidence,
                    kind="evidence",
                    mime="application/json",
                    now=moment.now,
                    scope=scope,
                )
        self.filled.rows["explanation_request"] = len(made)
        self.filled.rows["request_event"] = sum(len(a.events) for a in made)
        self.filled.rows["promise"] = sum(1 for a in made if a.promise is not None)
        return made

    def _directives(self, seed: int, moment: Moment) -> None:
        """Directives and the steps they leave on their complaints; the newest complaints are there by now."""
        with writing(self.database, lambda: moment.now) as writer:
            made = list(directives.seeded_directives(writer.connection, seed, moment))
            for directive, complaint in made:
                writer.put(directive)
                writer.put(complaint)
        self.filled.rows["directive"] = len(made)

    def _dispatch(self, moment: Moment) -> None:
        """Some of the newest complaints wait for a dispatcher."""
        with writing(self.database, lambda: moment.now) as writer:
            for complaint in dispatch.waiting_complaints(writer.connection, moment, self._recent.recent()):
                writer.put(complaint)


__all__ = ["AlreadyFilled", "Filled", "Wanted", "fill"]
