"""Periods as SDMX writes them → ours. What our periods cannot say (weeks, days) is refused, never rounded."""

from __future__ import annotations

import re
from datetime import date

from ioc_domain.codes import PeriodKind
from ioc_domain.periods import BadPeriod, Period

FREQUENCIES = {
    "A": PeriodKind.YEAR,
    "Y": PeriodKind.YEAR,
    "Q": PeriodKind.QUARTER,
    "M": PeriodKind.MONTH,
    "S": PeriodKind.QUARTER,
    "H": PeriodKind.QUARTER,
}
_HALF = re.compile(r"(\d{4})-?[SH]([12])")
_MONTH = re.compile(r"(\d{4})-?M?(\d{2})")
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T00:00:00(?:\.0+)?Z?)?(?:/P(1Y|12M|3M|1M|6M))?")
_SPANS = {"1Y": PeriodKind.YEAR, "12M": PeriodKind.YEAR, "3M": PeriodKind.QUARTER, "1M": PeriodKind.MONTH}


def period_text(text: str, frequency: str = "") -> str:
    """Our form of an SDMX period; a half-year becomes its last quarter. Raises `BadPeriod`.

    A day stands for the period of the frequency that it begins or ends, and for nothing else.
    """
    text = text.strip()
    kind = FREQUENCIES.get(frequency[:1])
    if match := _HALF.fullmatch(text):
        return f"{match.group(1)}-Q{int(match.group(2)) * 2}"
    if match := _QUARTER.fullmatch(text):
        found = Period.parse(f"{match.group(1)}-Q{match.group(2)}")
    elif match := _MONTH.fullmatch(text):
        found = Period.parse(f"{match.group(1)}-{match.group(2)}")
    elif match := _DAY.fullmatch(text):
        found = _of_day(match.group(1), _SPANS.get(match.group(2) or "", kind), half=frequency[:1] in ("S", "H"))
    else:
        found = Period.parse(text.removesuffix("-A1"))
    if frequency[:1] in ("S", "H"):
        if found.kind is not PeriodKind.QUARTER or found.n not in (2, 4):
            raise BadPeriod(text)
    elif kind is not None and found.kind is not kind:
        raise BadPeriod(text)
    return str(found)


def _of_day(text: str, kind: PeriodKind | None, *, half: bool) -> Period:
    if kind is None:
        raise BadPeriod(text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadPeriod(text) from None
    period = Period.containing(kind, day)
    if half:
        # The first day of a half-year lies in the quarter before the one that stands for it.
        period = period.shifted(period.n % 2)
        begins = period.shifted(-1).start
    else:
        begins = period.start
    if day not in (begins, period.end):
        raise BadPeriod(text)
    return period
