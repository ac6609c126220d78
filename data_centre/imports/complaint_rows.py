"""One row of a complaint file → what it says, or the column and reason why it cannot be taken."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from ioc_domain.codes import OPEN_STATUSES, Channel, ComplaintFlag, ComplaintStatus
from ioc_domain.complaint_life import outcome_answers

from .moments import clock_time, iso_moment, parser_of
from .points import Points
from .problems import RowRefused
from .profiles import Profile, composed, meaning

EARLIEST = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp())
LATEST = (1 << 32) - 1
"""Times are 32-bit columns: until 2106."""
SKEW = 86400
"""A file may have been written in a zone ahead of ours: a day into the future is not yet the future."""
LONGEST_TEXT = 20_000
ID_BASE = 1 << 52
"""Imported complaints count from here on, far above those made by the centre itself; ids stay below 2^53."""
UNKNOWN = "Không rõ"
DAY = 86400


@dataclass(frozen=True)
class Reading:
    """A row's content. Names of lists as the file has them, "" = none."""

    id: int
    code: str
    created: int
    due: int
    closed: int
    status: ComplaintStatus
    channel: Channel
    flags: ComplaintFlag
    x: int
    y: int
    field: str
    type: str
    unit: str
    area: str
    title: str
    body: str
    address: str
    timeline: str
    unplaced: str = ""
    """Why there is no place, a key of `points.WORDS`."""
    answered: int = 0
    """First answer, as far as the source tells of one; 0 = none, not known."""


class RowReader:
    """Reads rows by a profile. `places`: column number per role; `now` in seconds."""

    def __init__(self, profile: Profile, places: dict[str, int], header: list[str], now: int) -> None:
        self._profile, self._places, self._header, self._now = profile, places, header, now
        self._parts = profile.parts_of_id(header)
        self._parsers = [parser_of(form) for form in profile.dates]
        self.points = Points(profile, places, self._text, self._name)

    def read(self, cells: list[str]) -> Reading:
        """The row's content. Raises `RowRefused`."""
        code = self._made_code(cells) if self._parts else self._text(cells, "id")
        if not code:
            raise RowRefused(self._name("id"), "the id is empty")
        created = self._time(cells, "created")
        if not created:
            raise RowRefused(self._name("created"), "the opening time is empty")
        if created < EARLIEST:
            raise RowRefused(self._name("created"), "opened before 1990", self._text(cells, "created"))
        if created > self._now + SKEW:
            raise RowRefused(self._name("created"), "opened in the future", self._text(cells, "created"))
        closed = self._closed(cells, created)
        if closed and closed < created:
            created = self._before_the_gap(cells, created, closed)
        if closed and closed < created:
            raise RowRefused(self._name("closed"), "closed before it was opened", self._text(cells, "closed"))
        if closed > self._now + SKEW:
            raise RowRefused(self._name("closed"), "closed in the future", self._text(cells, "closed"))
        due = self._due(cells)
        if due and due < EARLIEST:
            raise RowRefused(self._name("due"), "due before 1990", self._text(cells, "due"))
        answered = self._answered(cells, created, closed)
        status = self._status(cells, closed)
        place = self.points.place(cells)
        flags = ComplaintFlag.NONE if place.missing else ComplaintFlag.LOCATED
        flags |= self._verdict(cells)
        if self._text(cells, "status").casefold() in self._profile.duplicates:
            flags |= ComplaintFlag.DUPLICATE
        kind = self._text(cells, "type")
        return Reading(
            id=complaint_id(self._profile.name, code),
            code=code,
            created=created,
            due=due,
            closed=closed,
            status=status,
            channel=self._channel(cells),
            flags=flags,
            x=place.x,
            y=place.y,
            field=self._field(cells),
            type=kind,
            unit=self._text(cells, "unit"),
            area=self._text(cells, "area"),
            title=self._text(cells, "title") or kind or code,
            body=self._text(cells, "body"),
            address=self._text(cells, "address"),
            timeline=_timeline(created, closed, answered),
            unplaced=place.missing,
            answered=answered,
        )

    def _made_code(self, cells: list[str]) -> str:
        """An id for a row of a file that has none: the same for the same words in the columns that make it."""
        parts = [" ".join(composed(cells[n]).split()) for n in self._parts]
        return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest() if any(parts) else ""

    def _name(self, role: str) -> str:
        return self._header[self._places[role]] if role in self._places else role

    def _text(self, cells: list[str], role: str) -> str:
        place = self._places.get(role)
        if place is None:
            return ""
        text = cells[place].strip()
        if len(text) > LONGEST_TEXT:
            raise RowRefused(self._header[place], f"longer than {LONGEST_TEXT} characters", text)
        if self._profile.empty and text.casefold() in self._profile.empty:
            return ""
        return composed(text)

    def _time(self, cells: list[str], role: str) -> int:
        moment = self._moment(cells, role)
        return 0 if moment is None else self._seconds(moment, role)

    def _due(self, cells: list[str]) -> int:
        moment = self._moment(cells, "due")
        if moment is None:
            return 0
        if self._profile.due_is_a_day and moment.time() == time(0):
            moment = moment.replace(hour=23, minute=59, second=59)
        return self._seconds(moment, "due")

    def _closed(self, cells: list[str], created: int) -> int:
        """The closing time. A day without a time of day means some time of that day, and in the hour that a clock
        set back passes twice the second pass is meant where the first is too early."""
        moment = self._moment(cells, "closed")
        if moment is None and "changed" in self._places:
            status = meaning(self._profile.status, self._text(cells, "status"))
            moment = None if status is None or status in OPEN_STATUSES else self._moment(cells, "changed")
        if moment is None:
            return 0
        closed = self._seconds(moment, "closed")
        if closed >= created:
            return closed
        if moment.time() == time(0) and closed + DAY > created:
            opened = datetime.fromtimestamp(created, moment.tzinfo or self._profile.zone)
            if opened.date() == moment.date():
                return created
        again = self._seconds(moment.replace(fold=1), "closed")
        return again if again >= created else closed

    def _before_the_gap(self, cells: list[str], created: int, closed: int) -> int:
        """A time of day that clocks set forward never showed is meant an hour earlier, where the later reading would
        have a complaint closed before it was opened."""
        moment = self._moment(cells, "created")
        earlier = created if moment is None else self._seconds(moment.replace(fold=1), "created")
        return earlier if earlier <= closed else created

    def _moment(self, cells: list[str], role: str) -> datetime | None:
        text = self._text(cells, role)
        if not text:
            return None
        for parse in self._parsers:
            if (moment := parse(text)) is not None:
                break
        else:
            moment = iso_moment(text)
        if moment is None:
            raise RowRefused(self._name(role), "not a date this profile knows", text)
        if clock := self._text(cells, f"{role}_time"):
            at = clock_time(clock)
            if at is None:
                raise RowRefused(self._name(f"{role}_time"), "not a time of day", clock)
            moment = datetime.combine(moment.date(), at, moment.tzinfo)
        return moment

    def _seconds(self, moment: datetime, role: str) -> int:
        text = str(moment)
        try:
            seconds = int(_zoned(moment, self._profile.zone).timestamp())
        except (OverflowError, ValueError):
            raise RowRefused(self._name(role), "a date out of range", text) from None
        if seconds > LATEST:
            raise RowRefused(self._name(role), "a date after 2106", text)
        # A time at or before 1970 must not read as "none".
        return seconds if seconds > 0 else 1

    def _answered(self, cells: list[str], created: int, closed: int) -> int:
        """The first answer that the file tells of: its own column, or a closing with its outcome in words."""
        answered = self._time(cells, "answered")
        if answered and answered < created:
            raise RowRefused(self._name("answered"), "answered before it was opened", self._text(cells, "answered"))
        if answered > self._now + SKEW:
            raise RowRefused(self._name("answered"), "answered in the future", self._text(cells, "answered"))
        told = outcome_answers(closed, self._text(cells, "outcome"))
        return min(answered, told) if answered and told else answered or told

    def _status(self, cells: list[str], closed: int) -> ComplaintStatus:
        if "status" not in self._places:
            return ComplaintStatus.CLOSED if closed else ComplaintStatus.IN_PROGRESS
        word = self._text(cells, "status")
        status = meaning(self._profile.status, word)
        if status is None:
            raise RowRefused(self._name("status"), "a status the profile does not know", word)
        if status in OPEN_STATUSES and closed:
            raise RowRefused(self._name("status"), "not closed, but with a closing time", word)
        if status not in OPEN_STATUSES and not closed:
            raise RowRefused(self._name("status"), "closed, but without a closing time", word)
        return status

    def _channel(self, cells: list[str]) -> Channel:
        channel = meaning(self._profile.channel, self._text(cells, "channel"))
        return Channel.OTHER if channel is None else channel

    def _verdict(self, cells: list[str]) -> ComplaintFlag:
        said = meaning(self._profile.verdict, self._text(cells, "verdict"))
        if said == "on_time":
            return ComplaintFlag.SOURCE_SAYS_ON_TIME
        return ComplaintFlag.SOURCE_SAYS_OVERDUE if said == "overdue" else ComplaintFlag.NONE

    def _field(self, cells: list[str]) -> str:
        text = self._text(cells, "field")
        pattern = self._profile.field_pattern
        if pattern is not None and (match := pattern.search(text)) is not None:
            return (match.group(1) if match.groups() else match.group(0)).strip()
        return text or UNKNOWN


def renumbered(reading: Reading, profile: str, count: int) -> Reading:
    """The reading as the `count`-th of those that made the same id."""
    code = f"{reading.code}-{count}"
    title = code if reading.title == reading.code else reading.title
    return replace(reading, id=complaint_id(profile, code), code=code, title=title)


def complaint_id(profile: str, code: str) -> int:
    """The id of a source's complaint: the same for ever, and different for different sources."""
    digest = hashlib.blake2b(f"{profile}\x1f{code}".encode(), digest_size=8).digest()
    return ID_BASE + (int.from_bytes(digest, "big") >> 12)


def _timeline(created: int, closed: int, answered: int) -> str:
    steps = [[created, "received", "Tiếp nhận (nhập từ tệp)", ""]]
    if answered and answered != closed:
        steps.append([answered, "answered", "Trả lời theo tệp nguồn", ""])
    if closed:
        steps.append([closed, "closed", "Đóng theo tệp nguồn", ""])
    return json.dumps(steps, ensure_ascii=False, separators=(",", ":"))


def _zoned(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
