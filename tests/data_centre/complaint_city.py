"""A centre that knows the demonstration city, and complaints to send it."""

from __future__ import annotations

import io
import struct
from datetime import datetime
from typing import Any

from PIL import Image

from data_centre.bulk import bulk_load
from data_centre.city import areas, hotline, units
from data_centre.complaints.submission import Submission
from data_centre.database import Database
from ioc_domain.codes import Channel
from ioc_domain.working_time import CITY_ZONE

BEN_THANH = (10.7721, 106.6983)
"""The market, in the middle of the city."""


def at(*moment: int) -> int:
    """Seconds of a local moment of the city."""
    return int(datetime(*moment, tzinfo=CITY_ZONE).timestamp())  # type: ignore[misc,arg-type]


NOW = at(2026, 11, 16, 9)


def fill_city(database: Database, now: int = NOW) -> None:
    """Areas, units, fields, types, calendar and settings; no complaint."""
    for records in (
        areas.areas(),
        units.units(),
        hotline.fields(),
        hotline.types(),
        hotline.calendar_days(),
        tuple(hotline.settings(now)),
    ):
        bulk_load(database, records)


def pothole(**changes: Any) -> Submission:
    """A hole in the road at the market, reported on the web."""
    said: dict[str, Any] = {
        "text": "Ổ gà sâu giữa đường, xe máy dễ ngã.",
        "channel": Channel.WEB,
        "type_code": "GT-01",
        "lat": BEN_THANH[0],
        "lon": BEN_THANH[1],
        "source": "citizen",
    }
    return Submission(**{**said, **changes})


def photo(kind: str = "JPEG", colour: str = "orange", side: int = 64) -> bytes:
    """A picture as a phone sends it: with a place and a name inside."""
    image = Image.new("RGB", (side, side), colour)
    exif = Image.Exif()
    exif[0x010F] = "Máy của Nguyễn Văn A"
    data = io.BytesIO()
    image.save(data, kind, exif=exif.tobytes())
    return data.getvalue()


def box(name: bytes, content: bytes = b"") -> bytes:
    """A box of an MP4 file."""
    return struct.pack(">I4s", 8 + len(content), name) + content


def video() -> bytes:
    """The shortest file that is a video by its structure."""
    return box(b"ftyp", b"isom\0\0\2\0isomiso2") + box(b"moov", b"\0" * 16) + box(b"mdat", b"\0" * 16)
