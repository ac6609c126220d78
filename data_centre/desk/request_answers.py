"""What must be in an explanation, and how people write numbers and dates."""

from __future__ import annotations

import math
import re
from datetime import date

import msgspec

from ioc_domain.records import ExplanationRequestRecord
from ioc_domain.working_time import local_date

from .drafts import Draft

_THOUSANDS = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?")


def required(request: ExplanationRequestRecord) -> set[str]:
    """What the author asked for: cause, remedy, promise, file."""
    try:
        return set(msgspec.json.decode(request.requires or "[]", type=list[str]))
    except msgspec.MsgspecError:
        return set()


def parse_number(text: str) -> float | None:
    """`1.234,5`, `92,0` or `92.5` as a number; None when it is none."""
    text = text.strip().replace(" ", "").replace("\N{NO-BREAK SPACE}", "").rstrip("%")
    if "," in text or _THOUSANDS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".", 1)
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def parse_day(text: str) -> date | None:
    """A date as browsers send it, or as people write it (31-12-2026, 31/12/2026)."""
    text = text.strip()
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        text = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def faults(request: ExplanationRequestRecord, draft: Draft, now: float) -> dict[str, str]:
    """What keeps the draft from being sent, per field."""
    needs, found = required(request), {}
    if not draft.text("cause"):
        found["cause"] = "Hãy nêu nguyên nhân."
    if "remedy" in needs and not draft.text("remedy"):
        found["remedy"] = "Yêu cầu này cần có biện pháp."
    if draft.text("promised_value") and parse_number(draft.text("promised_value")) is None:
        found["promised_value"] = "Ghi một con số, ví dụ 92,0."
    day = parse_day(draft.text("promised_date"))
    if draft.text("promised_date") and day is None:
        found["promised_date"] = "Ghi ngày theo dạng 31-12-2026."
    elif day is not None and day < local_date(now):
        found["promised_date"] = "Ngày cam kết đã qua."
    if "promise" in needs and not draft.text("promised_date"):
        found["promised_date"] = "Yêu cầu này cần ngày cam kết."
    if "promise" in needs and request.subject_kind == "indicator" and not draft.text("promised_value"):
        found["promised_value"] = "Yêu cầu này cần giá trị cam kết."
    if draft.text("promised_value") and not draft.text("promised_date"):
        found.setdefault("promised_date", "Giá trị cam kết cần có ngày.")
    if "file" in needs and not draft.files:
        found["files"] = "Yêu cầu này cần tệp kèm theo."
    return found
