"""The filter written as the arguments of a link, and read back: leniently from our own history, strictly from outside.

A link holds codes and kinds. What a person typed to search for may be a name or a telephone number: it stays in the
history of this console and in saved views, and is left out of a link that is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from ioc_console.screens.complaints.filters import ON_TIME, AreaBasis, Filters, Span
from ioc_console.widgets.map.documents import Mode
from local_cache.queries.complaint_list import Tab

MOST_TEXT = 200
_YEARS = (1990, 2100)


def to_arguments(filters: Filters) -> dict[str, str]:
    """The filter as a link: only what is set."""
    out: dict[str, str] = {}
    for f in fields(filters):
        value = getattr(filters, f.name)
        if value == f.default:
            continue
        if isinstance(value, tuple):
            out[f.name] = ",".join(str(v) for v in value)
        else:
            out[f.name] = "1" if value is True else str(value)
    return out


def from_arguments(arguments: Mapping[str, str]) -> Filters:
    """Inverse of `to_arguments`. What cannot be read counts as not set."""
    made = Filters()
    for name, read in _READERS.items():
        text = arguments.get(name)
        if text is None:
            continue
        try:
            changes: dict[str, Any] = {name: read(text)}
        except ValueError:
            continue
        made = replace(made, **changes)
    return _with_whole_period(made)


def refused(arguments: Mapping[str, str], own: bool = False) -> bool:
    """Whether a link is not taken: it holds something unknown or unreadable, or, where it is not our `own`, a text.

    A filter with one condition dropped shows more than its sender meant, so such a link is not opened at all.
    """
    known = {**_READERS, "id": _complaint, "tab": Tab, "map": Mode, "area": _area}
    for name, text in arguments.items():
        if name not in known or (name == "text" and not own):
            return True
        try:
            known[name](text)
        except ValueError:
            return True
    filters = {name: text for name, text in arguments.items() if name in _READERS}
    return to_arguments(from_arguments(arguments)) != filters


def sent(arguments: Mapping[str, str]) -> dict[str, str]:
    """The arguments that may leave this console."""
    return {name: text for name, text in arguments.items() if name != "text"}


def _with_whole_period(made: Filters) -> Filters:
    """A period that lacks its days is no period; days in the wrong order are meant the other way round."""
    if made.span is Span.DAY:
        return replace(made, last_day="") if made.day else replace(made, span=Span.MONTH, last_day="")
    if made.span is not Span.DATES:
        return replace(made, day="", last_day="")
    if not made.day or not made.last_day:
        return replace(made, span=Span.MONTH, day="", last_day="")
    return replace(made, day=min(made.day, made.last_day), last_day=max(made.day, made.last_day))


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise ValueError(text)
    return day.isoformat()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(_number(part, 2**16) for part in text.split(","))


def _number(text: str, end: int) -> int:
    # int() also takes spaces, signs, underscores and the digits of other scripts.
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) < end):
        raise ValueError(text)
    return int(text)


def _several_areas(text: str) -> tuple[int, ...]:
    numbers = _numbers(text)
    if len(numbers) < 2:
        raise ValueError(text)
    return numbers


def _on_time(text: str) -> tuple[str, ...]:
    keys = tuple(text.split(","))
    if not set(keys) <= set(ON_TIME):
        raise ValueError(text)
    return keys


def _box(text: str) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = (_number(part, 2**30 + 1) for part in text.split(","))
    if not (x0 < x1 and y0 < y1):
        raise ValueError(text)
    return x0, y0, x1, y1


def _yes(text: str) -> bool:
    if text != "1":
        raise ValueError(text)
    return True


def _complaint(text: str) -> int:
    return _number(text, 2**63)


def _area(text: str) -> str:
    """A code of an area, "" for the whole city."""
    if len(text) > 20 or not all(c.isascii() and (c.isalnum() or c in "-_.") for c in text):
        raise ValueError(text)
    return text


_READERS: dict[str, Callable[[str], Any]] = {
    "span": Span,
    "day": _day,
    "last_day": _day,
    "fields": _numbers,
    "areas": _several_areas,
    "area_basis": AreaBasis,
    "units": _numbers,
    "units_alone": _yes,
    "statuses": _numbers,
    "channels": _numbers,
    "on_time": _on_time,
    "box": _box,
    "text": lambda text: text[:MOST_TEXT],
    "without_duplicates": _yes,
    "without_place": _yes,
}
