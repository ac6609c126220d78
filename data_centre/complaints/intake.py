"""Taking a complaint in: checked, numbered, routed, due, its files kept, in one transaction of the feed.

    intake = Intake(database, clock)
    taken = intake.take(Submission(text=…, channel=Channel.WEB, type_code="GT-01", lat=…, lon=…))
    taken.code, taken.tracking, taken.set_aside

`SubmissionRefused` says everything that is wrong and nothing is taken in. A file that is not what it should be does
not hold the complaint up: it is set aside in quarantine with its reason, and the sender is told.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.complaint_life import outcome_answers, seconds_to_route
from ioc_domain.entities import BY_NAME
from ioc_domain.places import to_xy
from ioc_domain.records import (
    AreaRecord,
    ComplaintFieldRecord,
    ComplaintRecord,
    ComplaintTypeRecord,
    UnitRecord,
)
from ioc_domain.scopes import CITY
from ioc_domain.working_time import local_date

from .. import models as m
from ..accounts import next_count
from ..blobs import BlobStore
from ..database import Database
from ..feed import FeedWriter, writing
from ..rows import find, find_all
from . import due, once, quarantine, reporters, routing, twins
from .city_map import CityMap, CityMaps
from .media import KEPT_LIMIT, PHOTOS_LIMIT, VIDEOS_LIMIT, Media, MediaRefused, check_media
from .steps import with_step
from .submission import Fault, SentFile, Submission, SubmissionRefused, cleaned
from .words import ARRIVED, without_identity

YEAR_NUMBERS = 1_000_000_000
"""Ids are the year and a number in it: above those of a sample, below those of imports."""
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Taken:
    """A complaint that was taken in. `tracking` is known to its reporter alone and is said this once."""

    id: int
    code: str
    tracking: str
    complaint: ComplaintRecord
    unit: UnitRecord | None
    set_aside: tuple[Fault, ...]
    """Files that were put into quarantine, with the reasons."""


class Intake:
    """The one way in. Safe to share between threads."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = database, clock
        self.blobs = BlobStore(database)
        self.maps = CityMaps()

    def take(self, sent: Submission) -> Taken:
        """Take a complaint in. Raises `SubmissionRefused`."""
        now = int(self._clock())
        sent = cleaned(sent, now)
        media, refused = _checked(sent.files)
        for one in media:
            self.blobs.write(one.data)
        try:
            with writing(self._database, lambda: now) as writer:
                return self._write(writer, sent, media, refused)
        except sa.exc.IntegrityError:
            # The same form came twice at once and the other one was first: now it is there to be found.
            if not sent.once:
                raise
            with writing(self._database, lambda: now) as writer:
                return self._write(writer, sent, media, refused)

    def _write(
        self, writer: FeedWriter, sent: Submission, media: list[Media], refused: list[tuple[SentFile, Fault]]
    ) -> Taken:
        connection = writer.connection
        sending = once.sending(sent)
        if number := once.find_sent(connection, sending):
            return _again(connection, number, sent.once, refused)
        city = self.maps.now(connection)
        field, kind = _subject(connection, sent)
        area = _area(city, sent)
        day = local_date(sent.created)
        unit = routing.route(connection, field.code, kind, area, day)
        year = day.year
        number = next_count(connection, f"complaint-{year}")
        code = f"PA-{year % 100:02d}-{number:06d}"
        complaint = _record(sent, (year - 2000) * YEAR_NUMBERS + number, code, field, kind, area, unit, writer.now)
        complaint = msgspec.structs.replace(
            complaint,
            due=due.calendar_of(connection).deadline(sent.created, due.answer_days(connection, kind)),
            photos=self._keep(connection, media, writer.now),
            flags=complaint.flags | (ComplaintFlag.HAS_PHOTO if media else 0),
        )
        found = twins.near(connection, complaint)
        if found:
            codes = ", ".join(t.code for t in found)
            timeline = with_step(complaint.timeline, writer.now, "twin", "Có thể trùng với phản ánh khác", codes)
            complaint = msgspec.structs.replace(complaint, timeline=timeline)
            twins.remember(connection, complaint.id, found)
        tracking = f"{code}-{once.key_of(code, sent.once)}"
        once.remember(connection, sending, complaint.id, writer.now)
        self._beside(connection, sent, complaint, tracking, writer.now)
        for file, fault in refused:
            kept = quarantine.keep_file(connection, self.blobs, writer.now, file.data[:KEPT_LIMIT])
            content = {"name": file.name, "bytes": file.size}
            quarantine.keep(connection, writer.now, sent.source, code, fault, content, kept)
        writer.put(complaint)
        return Taken(complaint.id, code, tracking, complaint, unit, tuple(fault for _, fault in refused))

    def _keep(self, connection: sa.Connection, media: list[Media], now: int) -> str:
        """Files into the store; the record's list of them."""
        names: list[tuple[str, int, str]] = []
        for one in media:
            kind = "video" if one.video else "photo"
            sha256 = self.blobs.put(connection, one.data, kind=kind, mime=one.mime, now=now, scope=CITY)
            if all(name != sha256 for name, _, _ in names):
                names.append((sha256, now, one.mime))
        return msgspec.json.encode(names).decode()

    @staticmethod
    def _beside(
        connection: sa.Connection, sent: Submission, complaint: ComplaintRecord, tracking: str, now: int
    ) -> None:
        """What is kept beside the record and never enters the feed."""
        connection.execute(
            sa.insert(m.complaint_intake).values(
                complaint=complaint.id,
                code=complaint.code,
                token_hash=tracking_hash(tracking),
                at=now,
                source=sent.source,
                media_url=sent.media_url,
                attributes=msgspec.json.encode(sent.attributes).decode(),
            )
        )
        if sent.reporter.words():
            reporters.remember(connection, complaint.id, sent.reporter)
        if complaint.closed:
            text = without_identity(sent.outcome, sent.reporter.words())
            connection.execute(sa.insert(m.complaint_outcome).values(complaint=complaint.id, at=now, text=text))


def _again(connection: sa.Connection, number: int, secret: str, refused: list[tuple[SentFile, Fault]]) -> Taken:
    """The complaint that this form was taken in as before."""
    found = find(connection, BY_NAME["complaint"], number)
    assert isinstance(found, ComplaintRecord), number
    u = m.SYNCED["unit"].c
    units = find_all(connection, BY_NAME["unit"], u.id == found.unit, limit=1) if found.unit else []
    unit = units[0] if units and isinstance(units[0], UnitRecord) else None
    tracking = f"{found.code}-{once.key_of(found.code, secret)}"
    return Taken(found.id, found.code, tracking, found, unit, tuple(fault for _, fault in refused))


def tracking_hash(tracking: str) -> str:
    """How a tracking number is kept: whoever reads the database cannot follow the link."""
    plain = "".join(tracking.split()).upper()
    return hashlib.sha256(plain.encode(errors="replace")).hexdigest()


def tracked(connection: sa.Connection, tracking: str) -> int:
    """Id of the complaint of a tracking number, 0 when there is none."""
    i = m.complaint_intake.c
    found = connection.execute(sa.select(i.complaint).where(i.token_hash == tracking_hash(tracking))).scalar()
    return int(found or 0)


def _checked(files: tuple[SentFile, ...]) -> tuple[list[Media], list[tuple[SentFile, Fault]]]:
    """(files to keep, files to set aside with their reasons)."""
    media: list[Media] = []
    refused: list[tuple[SentFile, Fault]] = []
    for n, file in enumerate(files, start=1):
        try:
            one = check_media(file)
            many = sum(other.video == one.video for other in media)
            if many >= (VIDEOS_LIMIT if one.video else PHOTOS_LIMIT):
                raise MediaRefused(f"Tối đa {PHOTOS_LIMIT} ảnh và {VIDEOS_LIMIT} video.")
            media.append(one)
        except MediaRefused as error:
            refused.append((file, Fault(f"file {n}", "file_refused", str(error))))
    return media, refused


def _subject(connection: sa.Connection, sent: Submission) -> tuple[ComplaintFieldRecord, ComplaintTypeRecord | None]:
    """Field and type. Raises `SubmissionRefused` for those that are not in force."""
    kind = find(connection, BY_NAME["complaint_type"], sent.type_code) if sent.type_code else None
    if sent.type_code and not isinstance(kind, ComplaintTypeRecord):
        raise SubmissionRefused(Fault("type", "unknown_type", "Không có loại phản ánh này."))
    assert kind is None or isinstance(kind, ComplaintTypeRecord)
    code = kind.field_code if kind else sent.field_code
    field = find(connection, BY_NAME["complaint_field"], code) if code else None
    today = local_date(sent.created).isoformat()
    if not isinstance(field, ComplaintFieldRecord) or (field.valid_to and field.valid_to < today):
        raise SubmissionRefused(Fault("type", "unknown_field", "Cần chọn lĩnh vực phản ánh."))
    return field, kind


def _area(city: CityMap, sent: Submission) -> AreaRecord | None:
    """The area: by the point, else the one named. Raises `SubmissionRefused` for a place that is none."""
    if sent.lat is not None or sent.lon is not None:
        fault = city.fault_of(sent.lat, sent.lon)
        if fault is not None:
            raise SubmissionRefused(fault)
        assert sent.lat is not None and sent.lon is not None
        area = city.area_at(sent.lat, sent.lon)
        if area is not None:
            return area
    if sent.area_code:
        named = city.area(sent.area_code)
        if named is None:
            raise SubmissionRefused(Fault("area", "unknown_area", "Không có phường, xã, đặc khu này."))
        return named
    if sent.lat is None and not sent.address:
        raise SubmissionRefused(Fault("place", "place_missing", "Cần cho biết nơi xảy ra."))
    return None


def _record(
    sent: Submission,
    number: int,
    code: str,
    field: ComplaintFieldRecord,
    kind: ComplaintTypeRecord | None,
    area: AreaRecord | None,
    unit: UnitRecord | None,
    now: int,
) -> ComplaintRecord:
    flags, x, y = ComplaintFlag.NONE, 0, 0
    if sent.lat is not None and sent.lon is not None:
        x, y = to_xy(sent.lat, sent.lon)
        flags = ComplaintFlag.LOCATED
    status = ComplaintStatus.IN_PROGRESS if unit else ComplaintStatus.AWAITING_ROUTE
    timeline = with_step("[]", sent.created, "received", ARRIVED[sent.channel])
    routed_after, outcome = 0, ""
    if unit is not None:
        timeline = with_step(timeline, max(now, sent.created), "routed", "Chuyển đơn vị", unit.short_name)
        routed_after = seconds_to_route(sent.created, now)
    if sent.closed:
        routed_after = 0  # who handed it to whom, and when, was long before and elsewhere
        status, flags = ComplaintStatus.CLOSED, flags | ComplaintFlag.NO_EVIDENCE
        outcome = without_identity(sent.outcome, sent.reporter.words())
        timeline = with_step(timeline, sent.closed, "closed", outcome)
    return ComplaintRecord(
        id=number,
        code=code,
        created=sent.created,
        field=field.id,
        type=kind.id if kind else 0,
        unit=unit.id if unit else 0,
        area=area.id if area else 0,
        status=int(status),
        channel=int(sent.channel),
        flags=int(flags),
        x=x,
        y=y,
        due=0,
        closed=sent.closed,
        title=(kind.name if kind else field.name)[:LONGEST_TITLE],
        body=sent.text,
        address=sent.address,
        timeline=timeline,
        photos="[]",
        routed_after=routed_after,
        answered=outcome_answers(sent.closed, outcome),
    )


def fields_in_force(connection: sa.Connection, day: str) -> list[ComplaintFieldRecord]:
    """Fields a complaint may be about on an ISO day, in the order of their ids."""
    found = [f for f in find_all(connection, BY_NAME["complaint_field"]) if isinstance(f, ComplaintFieldRecord)]
    fits = [f for f in found if (f.valid_from or "") <= day and (not f.valid_to or f.valid_to >= day)]
    return sorted(fits, key=lambda f: f.id)


def types_in_force(connection: sa.Connection, day: str) -> list[tuple[ComplaintFieldRecord, ComplaintTypeRecord]]:
    """Types with their field that a complaint may be about on an ISO day, field by field."""
    fields = {f.code: f for f in fields_in_force(connection, day)}
    types = [t for t in find_all(connection, BY_NAME["complaint_type"]) if isinstance(t, ComplaintTypeRecord)]
    return [(fields[t.field_code], t) for t in sorted(types, key=lambda t: t.id) if t.field_code in fields]
