"""Vietnamese wording of numbers, dates and states for the unit desk, notices and events."""

from __future__ import annotations

from datetime import date

from ioc_domain.codes import DirectiveState, RequestState, Standing
from ioc_domain.working_time import local_datetime

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_QUARTERS = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}

STANDINGS: dict[str, str] = {
    Standing.AT_RISK: "Nguy cơ không đạt",
    Standing.PROGRESSING: "Đang tiếp tục phát triển",
    Standing.ON_TRACK: "Dự kiến đạt",
    Standing.NOT_ASSESSABLE: "Chưa thể đánh giá",
}
STATES: dict[str, str] = {
    RequestState.RECEIVED: "Trung tâm đã nhận",
    RequestState.DELIVERED: "Mới đến",
    RequestState.OPENED: "Đang soạn trả lời",
    RequestState.ANSWERED: "Đã trả lời",
    RequestState.RETURNED: "Trả lại, làm lại",
    RequestState.ACCEPTED: "Đã chấp nhận",
    RequestState.WITHDRAWN: "Đã rút lại",
}

DIRECTIVE_STATES: dict[str, str] = {
    DirectiveState.RECEIVED: "Trung tâm đã nhận",
    DirectiveState.DELIVERED: "Mới đến",
    DirectiveState.OPENED: "Đang thực hiện",
    DirectiveState.ANSWERED: "Đã báo cáo",
    DirectiveState.RETURNED: "Trả lại để bổ sung",
    DirectiveState.ACCEPTED: "Đã chấp nhận",
    DirectiveState.WITHDRAWN: "Đã rút lại",
}


def number(value: float | None, digits: int = 2) -> str:
    """`1.234,5`; missing is "–", never 0."""
    if value is None:
        return "–"
    text = f"{value:,.{digits}f}"
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0")
    whole = whole.replace(",", ".").replace("-", "\N{MINUS SIGN}")
    return f"{whole},{rest}" if rest else whole


def moment(seconds: int) -> str:
    """`14:05 22-11-2026` by the city's clock, "" for none."""
    return f"{local_datetime(seconds):%H:%M %d-%m-%Y}" if seconds else ""


def weekday(day: date) -> str:
    """Name of the weekday."""
    return _WEEKDAYS[day.weekday()]


def deadline(seconds: int) -> str:
    """`17:00 thứ Sáu 20-11-2026`."""
    here = local_datetime(seconds)
    return f"{here:%H:%M} {weekday(here.date())} {here:%d-%m-%Y}"


def day(text: str) -> str:
    """`31-12-2026` from an ISO date; anything else as it is."""
    try:
        return f"{date.fromisoformat(text):%d-%m-%Y}"
    except ValueError:
        return text


def period(text: str) -> str:
    """`Tháng 10/2026`, `Quý III/2026`, `Năm 2026`."""
    year, _, part = text.partition("-")
    if part in _QUARTERS:
        return f"Quý {_QUARTERS[part]}/{year}"
    if part.isdigit():
        return f"Tháng {int(part)}/{year}"
    return f"Năm {year}" if year.isdigit() else text


def size(count: int) -> str:
    """`1,2 MB`, `86 kB`."""
    return f"{number(count / 1_000_000, 1)} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"
