"""What a person sends in, and what is wrong with it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ioc_domain.codes import Channel
from ioc_domain.places import is_placeholder

from .words import clean_text, one_line

EARLIEST = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp())
SKEW = 300
"""Clocks of machines differ: a few minutes ahead are not yet the future."""
LONGEST_TEXT = 10_000
LONGEST_ADDRESS = 500
LONGEST_CONTACT = 200
LONGEST_LINK = 2_000


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `place` names the field, `code` is stable, `text` is a Vietnamese sentence."""

    place: str
    code: str
    text: str


class SubmissionRefused(Exception):
    """Nothing was taken in; the sender still has everything and is told why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(f"{f.place}: {f.code}" for f in faults))
        self.faults = faults


@dataclass(frozen=True)
class SentFile:
    """A file that came along. `data` is empty where it was too large to be read."""

    name: str
    size: int
    data: bytes = b""


@dataclass(frozen=True)
class Reporter:
    """Who reports: kept in a table of its own, never in a record. All may be empty."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""

    def words(self) -> tuple[str, ...]:
        """What must not be in a published text."""
        return tuple(w for w in (self.name, self.phone, self.email, self.address) if w)


@dataclass(frozen=True)
class Submission:
    """A complaint as it was sent."""

    text: str
    channel: Channel
    type_code: str = ""
    field_code: str = ""
    lat: float | None = None
    lon: float | None = None
    area_code: str = ""
    address: str = ""
    created: int = 0  # when it was said, 0 = now
    closed: int = 0  # for complaints written down after the fact, 0 = open
    outcome: str = ""  # what came of it, for those that are closed
    reporter: Reporter = Reporter()
    files: tuple[SentFile, ...] = ()
    source: str = ""
    media_url: str = ""
    attributes: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    once: str = ""  # a secret of the form: what is sent again with it is the same complaint


def cleaned(sent: Submission, now: int) -> Submission:
    """The submission with clean texts and times. Raises `SubmissionRefused` with everything that is wrong."""
    faults = [*_text_faults(sent), *_time_faults(sent, now), *_link_faults(sent)]
    if faults:
        raise SubmissionRefused(*faults)
    r = sent.reporter
    return Submission(
        text=clean_text(sent.text),
        channel=sent.channel,
        type_code=sent.type_code.strip(),
        field_code=sent.field_code.strip(),
        lat=sent.lat,
        lon=sent.lon,
        area_code=sent.area_code.strip(),
        address=one_line(sent.address),
        created=sent.created or now,
        closed=sent.closed,
        outcome=clean_text(sent.outcome),
        reporter=Reporter(one_line(r.name), one_line(r.phone), one_line(r.email), one_line(r.address)),
        files=sent.files,
        source=sent.source,
        media_url=sent.media_url.strip(),
        attributes=sent.attributes,
        once=sent.once,
    )


def _text_faults(sent: Submission) -> list[Fault]:
    faults = []
    if len(sent.text) > LONGEST_TEXT:
        faults.append(Fault("text", "text_too_long", f"Nội dung dài quá {LONGEST_TEXT:,} ký tự.".replace(",", ".")))
    elif not clean_text(sent.text):
        faults.append(Fault("text", "text_missing", "Cần ghi nội dung phản ánh."))
    if len(sent.outcome) > LONGEST_TEXT:
        faults.append(Fault("outcome", "text_too_long", "Kết quả xử lý quá dài."))
    if len(sent.address) > LONGEST_ADDRESS:
        faults.append(Fault("address", "address_too_long", f"Địa chỉ dài quá {LONGEST_ADDRESS} ký tự."))
    if max(map(len, sent.reporter.words()), default=0) > LONGEST_CONTACT:
        faults.append(Fault("contact", "contact_too_long", f"Thông tin liên hệ dài quá {LONGEST_CONTACT} ký tự."))
    return faults


def _time_faults(sent: Submission, now: int) -> list[Fault]:
    faults = []
    if sent.created and sent.created < EARLIEST:
        faults.append(Fault("created", "before_1990", "Thời điểm phản ánh trước năm 1990."))
    if sent.created > now + SKEW:
        faults.append(Fault("created", "in_the_future", "Thời điểm phản ánh ở tương lai."))
    if sent.closed > now + SKEW:
        faults.append(Fault("closed", "in_the_future", "Thời điểm xử lý xong ở tương lai."))
    if sent.closed and sent.closed < (sent.created or now):
        faults.append(Fault("closed", "closed_before_opened", "Thời điểm xử lý xong trước thời điểm phản ánh."))
    return faults


def _link_faults(sent: Submission) -> list[Fault]:
    link = sent.media_url.strip()
    if not link:
        return []
    if len(link) > LONGEST_LINK or not link.lower().startswith(("http://", "https://")) or not link.isprintable():
        return [Fault("media_url", "bad_link", "Liên kết ảnh phải bắt đầu bằng http:// hoặc https://.")]
    return []


def point_fault(lat: float | None, lon: float | None) -> Fault | None:
    """What is wrong with a pair of degrees by itself, whatever the city; None for a pair that may be a place."""
    if lat is None or lon is None:
        return Fault("lat", "half_a_place", "Cần cả vĩ độ và kinh độ.")
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return Fault("lat", "not_degrees", "Tọa độ không phải là số.")
    if lat == 0.0 and lon == 0.0:
        return Fault("lat", "zero_zero", "Tọa độ 0,0 không phải là một địa điểm.")
    if abs(lat) > 90 >= abs(lon) and abs(lat) <= 180:
        return Fault("lat", "swapped", "Vĩ độ và kinh độ có lẽ bị đảo ngược.")
    if abs(lat) > 90 or abs(lon) > 180:
        return Fault("lat", "off_the_earth", "Tọa độ nằm ngoài Trái Đất.")
    if is_placeholder(lat, lon):
        return Fault("lat", "whole_degrees", "Tọa độ tròn độ không phải là một địa điểm.")
    return None
