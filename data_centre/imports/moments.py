"""Dates and times of day as files write them → moments without a zone, or with the one they name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time

EPOCHS = {"epoch_ms": 1000, "epoch_s": 1}
_LOOSE = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d+)?\s*(Z|z|UTC|GMT|[-+]\d\d(?::?\d\d)?)?")


def parser_of(form: str) -> Callable[[str], datetime | None]:
    """Reads texts of one form; None for a text of another."""
    if form in EPOCHS:
        return _since_1970(EPOCHS[form])
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


def _since_1970(per_second: int) -> Callable[[str], datetime | None]:
    def parse(text: str) -> datetime | None:
        try:
            return datetime.fromtimestamp(float(text) / per_second, UTC)
        except (ValueError, OverflowError, OSError):
            return None

    return parse


def iso_moment(text: str) -> datetime | None:
    """ISO 8601 as it is met: also with slashes, with a zone after a space, with a long fraction of a second."""
    if text[4:5] == "/" and text[7:8] == "/":
        text = text.replace("/", "-", 2)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    match = _LOOSE.fullmatch(text)
    if match is None:
        return None
    day, clock, fraction, zone = match.groups()
    zone = "+00:00" if zone in ("UTC", "GMT", "Z", "z") else zone or ""
    try:
        return datetime.fromisoformat(f"{day}T{clock}{(fraction or '')[:7]}{zone}")
    except ValueError:
        return None


def clock_time(text: str) -> time | None:
    """A time of day: 14:05, 14:05:09, 2:05 PM, 1405."""
    for form in ("%H:%M:%S", "%H:%M", "%I:%M %p", "%I:%M:%S %p", "%H%M"):
        try:
            return datetime.strptime(text.upper(), form).time()  # noqa: DTZ007 - only the time of day is used
        except ValueError:
            continue
    return None
