"""Bursts near the sample's "now", so that the operations room has something to see.

A burst moves a share of the rows of one field in a time window to one area. Times count back from now.
"""

from __future__ import annotations

from dataclasses import dataclass

from data_centre.city.areas import areas
from data_centre.city.hotline import fields

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Burst:
    """`share` of the rows of field `field_id` created from `start` to `end` lie in area `area_id`."""

    field_id: int
    area_id: int
    start: int
    end: int
    share: float


_SCRIPT = (
    ("TN", "P. Thạnh Mỹ Tây", 2 * HOUR, 0, 0.85),
    ("MT", "X. Vĩnh Lộc", 6 * DAY, 0, 0.16),
    ("YT", "X. Bình Chánh", 9 * DAY, 0, 0.35),
    ("TO", "P. Dĩ An", 8 * DAY, 6 * DAY, 0.25),
    ("TO", "P. Bến Thành", 2 * DAY, 0, 0.22),
    ("TT", "P. Bến Thành", 14 * DAY, 0, 0.12),
    ("TN", "P. Bình Quới", 13 * DAY, 12 * DAY, 0.4),
    ("HC", "P. Vũng Tàu", 12 * DAY, 2 * DAY, 0.05),
)


def bursts(now: int) -> tuple[Burst, ...]:
    """The script's bursts for a moment; an area it does not know is an error in the script."""
    field_ids = {f.code: f.id for f in fields()}
    area_ids = {a.short_name: a.id for a in areas() if a.level == "commune" and not a.valid_to}
    return tuple(
        Burst(field_ids[field], area_ids[place], now - first, now - last, share)
        for field, place, first, last, share in _SCRIPT
    )
