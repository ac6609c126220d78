"""Words of Phản ánh 1022 that its view models share. Everything comes out as plain text in the language in use."""

from __future__ import annotations

from ioc_console import formatting as fmt
from ioc_console.text import language, tr
from ioc_domain.codes import Channel, ComplaintStatus, Standing
from ioc_domain.on_time import OnTimeCounts, OnTimeFormula, OnTimeState, verdict
from ioc_domain.records import AreaRecord, ComplaintFieldRecord, ComplaintRecord, UnitRecord
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.office_clock import OfficeClock

STATUS = {
    ComplaintStatus.AWAITING_ROUTE: "Waiting for a unit",
    ComplaintStatus.IN_PROGRESS: "Being handled",
    ComplaintStatus.EXTENDED: "Extended, with a date",
    ComplaintStatus.AWAITING_CITIZEN: "Waiting for the citizen",
    ComplaintStatus.CLOSED: "Closed",
    ComplaintStatus.REOPENED: "Reopened",
    ComplaintStatus.REJECTED: "Not taken up",
}
SHORT_STATUS = {
    ComplaintStatus.AWAITING_ROUTE: "Not routed",
    ComplaintStatus.EXTENDED: "Extended",
    ComplaintStatus.AWAITING_CITIZEN: "To be confirmed",
}
"""Where a cell has no room for the whole name."""
CHANNEL = {
    Channel.PHONE: "By phone 1022",
    Channel.APP: "By the citizens' app",
    Channel.WEB: "By the web portal",
    Channel.EMAIL: "By e-mail",
    Channel.SOCIAL: "By social networks",
    Channel.STAFF: "Entered by staff",
    Channel.OTHER: "By another channel",
}
LATE_LIMIT = 3.0
"""Share overdue, in percent of those whose verdict is known, from which a field, area or unit is marked."""
WORSE_LIMIT = 5.0
LEAST_DUE = 40
"""With fewer verdicts a share says little: it is not classed."""


def status(code: int, short: bool = False) -> str:
    """Name of a status; a code nobody knows (of a newer centre) is shown as a number."""
    if code not in {int(s) for s in ComplaintStatus}:
        return str(code)
    known = ComplaintStatus(code)
    return tr(SHORT_STATUS.get(known, STATUS[known]) if short else STATUS[known])


def channel(code: int) -> str:
    """Name of a channel."""
    return tr(CHANNEL[Channel(code)]) if code in {int(c) for c in Channel} else str(code)


def field_name(record: ComplaintFieldRecord | None, short: bool = False) -> str:
    """Name of a field; the short form ends at a comma or bracket."""
    if record is None:
        return tr("No field")
    name = record.name_en if language() == "en" and record.name_en else record.name
    if short:
        for cut in (" (", ","):
            head = name.partition(cut)[0]
            name = head if len(head) >= 8 else name
    return name


def area_name(record: AreaRecord | None, short: bool = True) -> str:
    """`P. Bến Thành`, or the full name."""
    if record is None:
        return tr("No area")
    return (record.short_name or record.name) if short else record.name


def unit_name(record: UnitRecord | None, short: bool = True) -> str:
    """The short name where there is one."""
    if record is None:
        return tr("No unit yet")
    return (record.short_name or record.name) if short else record.name


def bare_area(record: AreaRecord) -> str:
    """An area's name without its kind, for the map: `Bến Thành`."""
    for kind in ("Phường ", "Xã ", "Đặc khu ", "Thị trấn ", "Quận ", "Huyện ", "Thành phố "):
        if record.name.startswith(kind):
            rest = record.name[len(kind) :]
            return record.name if rest.isdigit() else rest
    return record.name


def rate(counts: OnTimeCounts, formula: OnTimeFormula) -> float | None:
    """On-time rate in percent, None without a denominator."""
    part, whole = counts.ratio(formula)
    return 100.0 * part / whole if whole else None


def late_share(late: int, due: int) -> float | None:
    """Overdue in percent of those whose verdict is known; None when too few."""
    return 100.0 * late / due if due >= LEAST_DUE else None


def share_standing(share: float | None) -> Standing | None:
    """◆ from 5 % overdue, ▲ from 3 %, nothing below."""
    if share is None or share < LATE_LIMIT:
        return None
    return Standing.AT_RISK if share >= WORSE_LIMIT else Standing.PROGRESSING


def hours(seconds: float) -> str:
    """`119 giờ 08`, `48 phút`."""
    minutes = int(seconds // 60)
    if minutes < 60:
        return tr("{n} min", n=minutes)
    return tr("{h} h {m}", h=fmt.number(minutes // 60), m=f"{minutes % 60:02d}")


def lateness(record: ComplaintRecord, now: int, clock: OfficeClock) -> tuple[str, bool]:
    """(words, overdue and open): how late, or how much office time is left."""
    state = verdict(record.due, record.closed, now)
    if state is OnTimeState.OPEN_OVERDUE:
        return hours(clock.seconds(record.due, now)), True
    if state is OnTimeState.OPEN_IN_TIME:
        return tr("{time} left", time=hours(clock.seconds(now, record.due))), False
    if state is OnTimeState.CLOSED_LATE:
        return tr("late {time}", time=hours(clock.seconds(record.due, record.closed))), False
    return fmt.MISSING, False


def when(moment: int, now: int) -> str:
    """`22-11 14:05`; the year instead of the time where it is another year."""
    if not moment:
        return fmt.MISSING
    if fmt.local(moment).year != fmt.local(now).year:
        return fmt.day(moment)
    return f"{fmt.short_day(moment)} {fmt.clock_time(moment)}"


def place(names: ComplaintNames, record: ComplaintRecord) -> str:
    """Area and address, as far as known."""
    area = names.areas.get(record.area)
    parts = [area_name(area)] if area is not None else []
    return ", ".join([*parts, *([record.address] if record.address else [])]) or fmt.MISSING
