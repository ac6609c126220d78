"""Bursts near the sample's "now", so that the operations room has something to see.

A burst turns a share of all rows of a time window into rows of one field in one area, so that it shows in a small
sample too. Times count back from now.
"""

from __future__ import annotations

from dataclasses import dataclass

from data_centre.city.areas import areas
from data_centre.city.hotline import fields

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Burst:
    """`share` of all rows created from `start` to `end` are of field `field_id` and lie in area `area_id`."""

    field_id: int
    area_id: int
    start: int
    end: int
    share: float


_SCRIPT = (
    ("TN", "P. Thạnh Mỹ Tây", 2 * HOUR, 0, 0.45),
    ("MT", "X. Vĩnh Lộc", 5 * DAY, 0, 0.030),
    ("YT", "X. Bình Chánh", 8 * DAY, 0, 0.012),
    ("TO", "P. Dĩ An", 8 * DAY, 6 * DAY, 0.030),
    ("TO", "P. Bến Thành", 2 * DAY, 0, 0.035),
    ("TT", "P. Bến Thành", 10 * DAY, 0, 0.012),
    ("TN", "P. Bình Quới", 13 * DAY, 12 * DAY, 0.10),
    ("HC", "P. Vũng Tàu", 12 * DAY, 2 * DAY, 0.018),
)


def bursts(now: int) -> tuple[Burst, ...]:
    """The script's bursts for a moment; an area it does not know is an error in the script."""
    field_ids = {f.code: f.id for f in fields()}
    area_ids = {a.short_name: a.id for a in areas() if a.level == "commune" and not a.valid_to}
    return tuple(
        Burst(field_ids[field], area_ids[place], now - first, now - last, share)
        for field, place, first, last, share in _SCRIPT
    )
