"""Figures by area as areas are today: what was recorded under an area of old is counted where most of it lies now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from ioc_domain.on_time import OnTimeCounts
from local_cache.queries.complaints import ComplaintBoard, GroupCount


def by_todays_areas(board: ComplaintBoard, lies_in: Mapping[int, int]) -> ComplaintBoard:
    """The same board with its groups by area joined; every other figure is untouched, and the sums are the same."""
    if not any(group.id in lies_in for group in board.by_area):
        return board
    joined: dict[int, GroupCount] = {}
    for group in board.by_area:
        key = lies_in.get(group.id, group.id)
        joined[key] = _sum(joined[key], group) if key in joined else replace(group, id=key)
    return replace(board, by_area=tuple(sorted(joined.values(), key=lambda g: (-g.total, g.id))))


def _sum(one: GroupCount, other: GroupCount) -> GroupCount:
    counts = {
        f.name: getattr(one.on_time, f.name) + getattr(other.on_time, f.name) for f in fields(OnTimeCounts)
    }
    return replace(
        one,
        total=one.total + other.total,
        before=one.before + other.before,
        open_late=one.open_late + other.open_late,
        located=one.located + other.located,
        on_time=OnTimeCounts(**counts),
        median_seconds=None,  # a median cannot be made of two
    )
