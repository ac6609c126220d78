"""Numbers as offices write them: 1234.5, 1.234,5, 1 234.5, 519.4sb, na. Anything else is refused, never guessed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ioc_domain.codes import ObservationStatus

LARGEST = 1e18
_MISSING = re.compile(r"(?:n\.?/?a\.?|nan|-|–|\.{1,3}|:|\.\.|null|none|error:?\s*#?n/?a|#n/?a)", re.IGNORECASE)
_VIETNAMESE = re.compile(r"[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+")
_VIETNAMESE_WHOLE = re.compile(r"[-+]?\d{1,3}(?:\.\d{3}){2,}")
_ENGLISH = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SPACED = re.compile(r"[-+]?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,] ?\d+)?")
_AMBIGUOUS = re.compile(r"[-+]?\d{1,3},\d{3}")
"""A decimal comma or a comma between thousands: nobody can tell."""
_LETTERS = re.compile(r"(.*\d)\s*(sb|p|e|f|r)", re.IGNORECASE)
_MEANING = {
    "sb": ObservationStatus.PRELIMINARY,
    "p": ObservationStatus.PRELIMINARY,
    "e": ObservationStatus.ESTIMATE,
    "f": ObservationStatus.ESTIMATE,
    "r": ObservationStatus.UNKNOWN,
}


@dataclass(frozen=True)
class Read:
    """A number, None where the source says that there is none. `repaired`: the text was not a plain number."""

    value: float | None
    status: ObservationStatus | None
    repaired: bool


def read_number(text: str) -> Read:
    """The number in a text. Raises ValueError with the reason."""
    text = text.strip()
    if not text or _MISSING.fullmatch(text):
        return Read(None, None, bool(text))
    status = None
    repaired = False
    try:
        value = float(text)
    except ValueError:
        repaired = True
        if match := _LETTERS.fullmatch(text):
            text, status = match.group(1), _MEANING[match.group(2).lower()]
        value = _notation(text)
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    if abs(value) > LARGEST:
        raise ValueError("too large to be true")
    return Read(value, status, repaired)


def _notation(text: str) -> float:
    if _AMBIGUOUS.fullmatch(text):
        raise ValueError("a comma that may part thousands or decimals")
    if _VIETNAMESE.fullmatch(text) or _VIETNAMESE_WHOLE.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(text):
        return float(text.replace(",", ""))
    if _SPACED.fullmatch(text):
        return float(re.sub(r"[ \u00a0\u202f]", "", text).replace(",", "."))
    try:
        return float(text)
    except ValueError:
        raise ValueError("not a number") from None
