"""The connector: pulls service requests of any GeoReport v2 server, window by window of time.

Every request has an id made from the source's name and its own, so that pulling again changes only what is new. A
window that was taken is noted before the next is asked for: a pull that broke off goes on there. How many requests a
server gives at once is not told by the standard: pages are asked for until one brings nothing new, and a window whose
answer looks cut is halved.
"""

from __future__ import annotations

import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC

import sqlalchemy as sa

from .. import models as m
from ..complaints import quarantine
from ..complaints.submission import Fault
from ..database import Database
from ..imports.complaints import ReadingsWriter, Summary
from ..imports.lists import ImportedLists
from ..imports.moments import iso_moment
from ..imports.points import MOST_POINTS, Pair, extent_of
from ..imports.problems import RowRefused
from .answers import moment
from .envelopes import NotGeoreport, Raw, items_of
from .fetching import Fetcher, PullFailed, Refused
from .reading import Source, degrees_of, reading_of

WINDOW = 7 * 86400
SHORTEST = 60
USUAL_SPAN = 90 * 86400
MOST = 1000
ROUND = 10
"""Servers cut at round numbers: an answer that is a multiple of this may be cut."""
MOST_PAGES = 500
GONE = (400, 404, 406, 415)
NO_PAGES = (400, 403, 404, 405, 422, 501)
"""What servers answer that know no `page`."""
ELSEWHERE = 3650 * 86400


@dataclass(frozen=True)
class Pull:
    """What is to be pulled. `since` 0 = where the last pull ended, or 90 days ago."""

    name: str
    url: str
    jurisdiction: str = ""
    since: int = 0
    until: int = 0
    look_back: int = 30 * 86400


@dataclass
class Pulled:
    """What came of it. Every request received is in exactly one of the counts of `rows` or set aside."""

    rows: Summary = field(default_factory=Summary)
    set_aside: int = 0
    windows: int = 0
    maybe_cut: int = 0
    """Windows of a minute that still looked cut."""


class Connector:
    """One pull."""

    def __init__(
        self, database: Database, wanted: Pull, source: Source, fetcher: Fetcher, clock: Callable[[], float] = time.time
    ) -> None:
        self._database, self._wanted, self._fetcher = database, wanted, fetcher
        self._now = int(clock())
        self._form = "json"
        self._base = wanted.url.rstrip("/")
        self._source = source
        self._heedless: bool | None = None
        """Whether the server pays no heed to the dates it is asked for; None = not yet in doubt."""
        self._pairs: list[Pair] = []
        self.result = Pulled()

    def run(self, report: Callable[[Pulled], None] = lambda _: None) -> Pulled:
        """Pull everything. Raises `PullFailed`; what was taken before it stays and is not asked for again."""
        self._find_base()
        self._source = replace(self._source, groups=self._groups())
        with self._database.read() as connection:
            lists = ImportedLists(connection, self._source.name, self._source.name)
            start = self._start(connection)
        until = self._wanted.until or self._now
        last: dict[str, Raw] = {}
        while start < until:
            end = min(start + WINDOW, until)
            found = self._window(start, end)
            if self._heedless:
                # All that the server has came at once, whatever was asked for.
                end = until
            # Windows share their edges, as not every server counts both: what lies on one comes twice.
            self._take({k: raw for k, raw in found.items() if last.get(k) != raw}, lists)
            last = found
            self._note(end, done=end >= until)
            self.result.windows += 1
            report(self.result)
            start = end
        return self.result

    # --- asking -----------------------------------------------------------------------------------------------

    def _find_base(self) -> None:
        """An address of a discovery leads to the endpoint it names."""
        if not self._base.endswith(("discovery.json", "discovery.xml")):
            return
        try:
            (found,) = items_of(self._fetcher.get(self._base, {}))
            endpoints = [e for e in found["endpoints"] if "georeport_v2" in str(e.get("specification", "")).lower()]
            live = [e for e in endpoints if e.get("type") == "production"] or endpoints
            address = urllib.parse.urljoin(self._base, str(live[0]["url"]))
        except (NotGeoreport, KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
            raise PullFailed(f"{self._base} names no endpoint of GeoReport v2") from error
        self._base = address.rstrip("/")

    def _groups(self) -> dict[str, str]:
        """Group of each service; a server without a list of services is pulled all the same."""
        try:
            services = self._ask("services", {})
        except Refused:
            return {}
        return {str(s.get("service_code", "")): str(s.get("group") or "") for s in services}

    def _ask(self, what: str, query: dict[str, str]) -> list[Raw]:
        """Items in JSON, or in XML where JSON is not served. Raises `PullFailed`."""
        if self._wanted.jurisdiction:
            query = {"jurisdiction_id": self._wanted.jurisdiction, **query}
        try:
            body = self._fetcher.get(f"{self._base}/{what}.{self._form}", query)
        except Refused as error:
            if self._form == "xml" or error.status not in GONE:
                raise
            body = self._fetcher.get(f"{self._base}/{what}.xml", query)
            self._form = "xml"
        try:
            return items_of(body)
        except NotGeoreport as error:
            raise PullFailed(f"{self._base}/{what}.{self._form} is no answer of GeoReport v2: {error}") from error

    def _window(self, start: int, end: int) -> dict[str, Raw]:
        """All requests of a window by their id; those without one each stand for themselves."""
        found: dict[str, Raw] = {}
        paged = False
        for page in range(1, MOST_PAGES + 1):
            query = {"start_date": moment(start), "end_date": moment(end)}
            try:
                items = self._ask(
                    "requests", {**query, "page": str(page), "page_size": str(MOST)} if page > 1 else query
                )
            except Refused as error:
                if page == 1 or error.status not in NO_PAGES:
                    raise
                break
            if page == 1 and self._heedless is None and _mostly_outside(items, start, end):
                self._heedless = self._is_heedless(items, start)
            fresh = {k: raw for k, raw in _by_id(items, page) if k not in found}
            paged = paged or (page > 1 and bool(fresh))
            found.update(fresh)
            if not fresh or len(items) < ROUND:
                break
        if paged or not _looks_cut(len(found)):
            return found
        if self._heedless:
            self.result.maybe_cut += 1
            return found
        if end - start <= SHORTEST:
            self.result.maybe_cut += 1
            return found
        middle = start + (end - start) // 2
        return {**self._window(start, middle), **self._window(middle, end)}

    def _is_heedless(self, items: list[Raw], start: int) -> bool:
        """Whether another time brings the same: then it is not, as with some servers, the last change that counts."""
        other = max(0, start - ELSEWHERE)
        again = self._ask("requests", {"start_date": moment(other), "end_date": moment(other + WINDOW)})
        return {k for k, _ in _by_id(again, 1)} == {k for k, _ in _by_id(items, 1)}

    # --- keeping ----------------------------------------------------------------------------------------------

    def _take(self, found: dict[str, Raw], lists: ImportedLists) -> None:
        rows = self.result.rows
        writer = ReadingsWriter(self._database, self._source.name, lists, rows, self._now)
        refused: list[tuple[Raw, RowRefused]] = []
        self._learn(found)
        extent = extent_of(self._pairs)
        for raw in found.values():
            rows.rows += 1
            try:
                writer.add(reading_of(raw, self._source, self._now, extent))
            except RowRefused as error:
                refused.append((raw, error))
        writer.flush()
        if refused:
            with self._database.write() as connection:
                for raw, why in refused:
                    subject = str(raw.get("service_request_id") or "")[:200]
                    fault = Fault(why.column or "request", "refused", f"{why.reason}: {why.value}".rstrip(": "))
                    quarantine.keep(connection, self._now, f"pull:{self._source.name}", subject, fault, raw)
            rows.rejected += len(refused)
            self.result.set_aside += len(refused)

    def _learn(self, found: dict[str, Raw]) -> None:
        """Where the city lies, by the points that came so far."""
        for raw in found.values():
            try:
                lat, lon = degrees_of(raw)
            except RowRefused:
                continue
            if lat and lon and len(self._pairs) < MOST_POINTS and max(abs(lat), abs(lon)) <= 180:
                self._pairs.append((lat, lon))

    def _start(self, connection: sa.Connection) -> int:
        if self._wanted.since:
            return self._wanted.since
        p = m.pull_source.c
        row = connection.execute(sa.select(p.done_until, p.ended_at).where(p.name == self._source.name)).first()
        if row is None or not row.done_until:
            return self._now - USUAL_SPAN
        # A pull that came to its end looks back for what changed since; one that broke off goes on.
        return int(row.done_until) - (self._wanted.look_back if row.ended_at else 0)

    def _note(self, until: int, *, done: bool) -> None:
        text = (
            "INSERT INTO pull_source (name, url, done_until, began_at, ended_at)"
            " VALUES (:name, :url, :until, :now, :end)"
            " ON CONFLICT (name) DO UPDATE SET url = excluded.url, done_until = excluded.done_until,"
            " began_at = excluded.began_at, ended_at = excluded.ended_at"
        )
        row = {"name": self._source.name, "url": self._base, "until": until, "now": self._now}
        with self._database.write() as connection:
            connection.execute(sa.text(text), {**row, "end": self._now if done else 0})


def _by_id(items: list[Raw], page: int) -> list[tuple[str, Raw]]:
    return [(str(raw.get("service_request_id") or f"\x00{page}:{n}"), raw) for n, raw in enumerate(items)]


def _mostly_outside(items: list[Raw], start: int, end: int) -> bool:
    """Whether most requests are of other days than were asked for, zones left aside."""
    outside = 0
    for raw in items:
        at = iso_moment(str(raw.get("requested_datetime") or ""))
        if at is None:
            continue
        seconds = at.replace(tzinfo=at.tzinfo or UTC).timestamp()
        outside += not start - 86400 <= seconds <= end + 86400
    return outside * 2 > len(items)


def _looks_cut(count: int) -> bool:
    return count >= MOST or (count >= 2 * ROUND and count % ROUND == 0)
