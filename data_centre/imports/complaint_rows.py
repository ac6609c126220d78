"""One row of a complaint file → what it says, or the column and reason why it cannot be taken."""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ioc_domain.codes import OPEN_STATUSES, Channel, ComplaintFlag, ComplaintStatus
from ioc_domain.places import is_placeholder, to_xy

from .problems import RowRefused
from .profiles import Profile, meaning

EARLIEST = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp())
LATEST = (1 << 32) - 1
"""Times are 32-bit columns: until 2106."""
SKEW = 86400
"""A file may have been written in a zone ahead of ours: a day into the future is not yet the future."""
LONGEST_TEXT = 20_000
ID_BASE = 1 << 52
"""Imported complaints count from here on, far above those made by the centre itself; ids stay below 2^53."""
UNKNOWN = "Không rõ"


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


class RowReader:
    """Reads rows by a profile. `places`: column number per role; `now` in seconds."""

    def __init__(self, profile: Profile, places: dict[str, int], header: list[str], now: int) -> None:
        self._profile, self._places, self._header, self._now = profile, places, header, now
        self._parsers = [_parser(form) for form in profile.dates]
        self._last: dict[str, tuple[str, int]] = {}

    def read(self, cells: list[str]) -> Reading:
        """The row's content. Raises `RowRefused`."""
        code = self._text(cells, "id")
        if not code:
            raise RowRefused(self._name("id"), "the id is empty")
        created = self._time(cells, "created")
        if not created:
            raise RowRefused(self._name("created"), "the opening time is empty")
        if created < EARLIEST:
            raise RowRefused(self._name("created"), "opened before 1990", self._text(cells, "created"))
        if created > self._now + SKEW:
            raise RowRefused(self._name("created"), "opened in the future", self._text(cells, "created"))
        closed = self._time(cells, "closed")
        if closed and closed < created:
            raise RowRefused(self._name("closed"), "closed before it was opened", self._text(cells, "closed"))
        if closed > self._now + SKEW:
            raise RowRefused(self._name("closed"), "closed in the future", self._text(cells, "closed"))
        due = self._time(cells, "due")
        if due and due < EARLIEST:
            raise RowRefused(self._name("due"), "due before 1990", self._text(cells, "due"))
        status = self._status(cells, closed)
        x, y, flags = self._place(cells)
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
            x=x,
            y=y,
            field=self._field(cells),
            type=kind,
            unit=self._text(cells, "unit"),
            area=self._text(cells, "area"),
            title=self._text(cells, "title") or kind or code,
            body=self._text(cells, "body"),
            address=self._text(cells, "address"),
            timeline=_timeline(created, closed),
        )

    def _name(self, role: str) -> str:
        return self._header[self._places[role]] if role in self._places else role

    def _text(self, cells: list[str], role: str) -> str:
        place = self._places.get(role)
        if place is None:
            return ""
        text = cells[place].strip()
        if len(text) > LONGEST_TEXT:
            raise RowRefused(self._header[place], f"longer than {LONGEST_TEXT} characters", text)
        return text if text.isascii() else unicodedata.normalize("NFC", text)

    def _time(self, cells: list[str], role: str) -> int:
        text = self._text(cells, role)
        if not text:
            return 0
        for parse in self._parsers:
            if (moment := parse(text)) is not None:
                break
        else:
            moment = _iso(text)
        if moment is None:
            raise RowRefused(self._name(role), "not a date this profile knows", text)
        try:
            seconds = int(_zoned(moment, self._profile.zone).timestamp())
        except (OverflowError, ValueError):
            raise RowRefused(self._name(role), "a date out of range", text) from None
        if seconds > LATEST:
            raise RowRefused(self._name(role), "a date after 2106", text)
        # A time at or before 1970 must not read as "none".
        return seconds if seconds > 0 else 1

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

    def _place(self, cells: list[str]) -> tuple[int, int, ComplaintFlag]:
        """(x, y, LOCATED), or zeros where the file has no real place: nothing, 0,0, whole degrees, or a point outside
        of where the profile says the city lies."""
        lat, lon = self._degrees(cells, "lat"), self._degrees(cells, "lon")
        if lat is None or lon is None or is_placeholder(lat, lon):
            return 0, 0, ComplaintFlag.NONE
        try:
            x, y = to_xy(lat, lon)
        except ValueError:
            raise RowRefused(self._name("lat"), "not a place on the map", f"{lat}, {lon}") from None
        if self._profile.extent is not None and not self._profile.extent.holds(lat, lon):
            return 0, 0, ComplaintFlag.NONE
        return x, y, ComplaintFlag.LOCATED

    def _degrees(self, cells: list[str], role: str) -> float | None:
        text = self._text(cells, role)
        if not text:
            return None
        try:
            value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
        except ValueError:
            raise RowRefused(self._name(role), "not a number of degrees", text) from None
        if not math.isfinite(value):
            raise RowRefused(self._name(role), "not a number of degrees", text)
        return value


def complaint_id(profile: str, code: str) -> int:
    """The id of a source's complaint: the same for ever, and different for different sources."""
    digest = hashlib.blake2b(f"{profile}\x1f{code}".encode(), digest_size=8).digest()
    return ID_BASE + (int.from_bytes(digest, "big") >> 12)


def _timeline(created: int, closed: int) -> str:
    steps = [[created, "received", "Tiếp nhận (nhập từ tệp)", ""]]
    if closed:
        steps.append([closed, "closed", "Đóng theo tệp nguồn", ""])
    return json.dumps(steps, ensure_ascii=False, separators=(",", ":"))


def _parser(form: str) -> Callable[[str], datetime | None]:
    if form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"):
        separator = form[8]

        def quick(text: str) -> datetime | None:
            """fromisoformat is ten times faster than strptime and takes exactly this form here."""
            if len(text) != 19 or text[10] != separator:
                return None
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                return None

        return quick

    def slow(text: str) -> datetime | None:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the profile's zone is added by the caller
        except ValueError:
            return None

    return slow


def _iso(text: str) -> datetime | None:
    if text[4:5] == "/" and text[7:8] == "/":
        text = text.replace("/", "-", 2)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _zoned(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
