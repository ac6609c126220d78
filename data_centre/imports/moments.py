"""Dates and times of day as files write them → moments without a zone, or with the one they name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time

EPOCHS = {"epoch_ms": 1000, "epoch_s": 1}
_NUMBERS = {
    "%Y": "(?P<Y>[0-9]{4})",
    "%p": "(?P<p>[AaPp][Mm])",
    "%y": "(?P<y>[0-9]{2})",
    **{f"%{c}": f"(?P<{c}>[0-9]{{1,2}})" for c in "mdHIMS"},
}
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

    pattern = _pattern_of(form)
    return slow if pattern is None else _numbers(pattern, slow)


def _pattern_of(form: str) -> re.Pattern[str] | None:
    """A pattern for a form of numbers only, None for one that needs strptime."""
    found, parts = "", set()
    for part in re.findall(r"%.|\s+|.", form, re.DOTALL):
        if part in _NUMBERS:
            if part in parts:
                return None
            parts.add(part)
            found += _NUMBERS[part]
        elif part.startswith("%"):
            return None
        else:
            found += r"\s+" if part.isspace() else re.escape(part)
    year, half = parts & {"%Y", "%y"}, parts & {"%I", "%p"}
    if len(year) != 1 or not {"%m", "%d"} <= parts or (half and ("%H" in parts or len(half) < 2)):
        return None
    return re.compile(found)


def _numbers(pattern: re.Pattern[str], slow: Callable[[str], datetime | None]) -> Callable[[str], datetime | None]:
    def parse(text: str) -> datetime | None:
        """Three times faster than strptime; what the pattern does not fit, strptime may still."""
        match = pattern.fullmatch(text)
        if match is None:
            return slow(text)
        got = match.groupdict()
        year = int(got["Y"]) if "Y" in got else int(got["y"]) + (2000 if int(got["y"]) < 69 else 1900)
        hour = int(got.get("H", 0))
        if "I" in got:
            hour = int(got["I"])
            if not 1 <= hour <= 12:
                return slow(text)
            hour = hour % 12 + (12 if got["p"] in ("PM", "pm", "Pm", "pM") else 0)
        try:
            minute, second = int(got.get("M", 0)), int(got.get("S", 0))
            return datetime(year, int(got["m"]), int(got["d"]), hour, minute, second)  # noqa: DTZ001 - as in slow
        except ValueError:
            return slow(text)

    return parse


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
