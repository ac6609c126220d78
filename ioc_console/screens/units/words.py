"""Words of Đơn vị that league and page share. Plain text in the language in use."""

from __future__ import annotations

from ioc_console import formatting as fmt
from ioc_console.text import language, tr
from ioc_domain.codes import Standing
from ioc_domain.on_time import OnTimeCounts, OnTimeFormula
from ioc_domain.records import ComplaintFieldRecord
from local_cache.first_answers import ANSWER_DAYS
from local_cache.queries.units import LEAST_DUE, rate_of
from local_cache.unit_figures import Share

LATE_LIMIT, WORSE_LIMIT = 3.0, 5.0
"""Share not on time, in percent, from which a unit is marked ▲ and ◆."""


def share_of(part_and_whole: Share) -> float | None:
    """In percent, None without a whole."""
    part, whole = part_and_whole
    return 100.0 * part / whole if whole else None


def share(part_and_whole: Share) -> str:
    """`97,2`, without its sign: the column says that it is in percent."""
    return fmt.number(share_of(part_and_whole), 1)


def fraction(part_and_whole: Share) -> str:
    """`1.012/1.034`."""
    part, whole = part_and_whole
    return f"{fmt.number(part, 0)}/{fmt.number(whole, 0)}"


def answered_told(answered: Share) -> str:
    """What counts as answered within five working days, and what is divided by what."""
    meaning = tr("First answer to the reporter, by any unit, within {n} working days of receipt; a closing with its "
                 "outcome counts where there was none before. Divided by those answered or past that time.",
                 n=ANSWER_DAYS)
    return f"{meaning} = {fraction(answered)}" if answered[1] else meaning


def answered_note(answered: Share, closed: int) -> str:
    """`97/101`, or why there is no share: nothing has fallen due, or nobody told when the closed ones were answered."""
    if answered[1]:
        return fraction(answered)
    return tr("not known") if closed else tr("none due yet")


def standing(counts: OnTimeCounts, formula: OnTimeFormula) -> Standing | None:
    """◆ from 5 % not on time, ▲ from 3 %, nothing below or where too few are due."""
    rate = rate_of(counts, formula, LEAST_DUE)
    if rate is None or 100.0 - rate < LATE_LIMIT:
        return None
    return Standing.AT_RISK if 100.0 - rate >= WORSE_LIMIT else Standing.PROGRESSING


def hours(minutes: int | None) -> str:
    """Office hours, `19` or `4,5`; "–" where nothing is closed."""
    return fmt.MISSING if minutes is None else fmt.number(minutes / 60, 0 if minutes >= 600 else 1)


def change(now: int, before: int) -> str:
    """`↑ +12,4 %`; "" where the period before had none."""
    if not before:
        return ""
    difference = 100.0 * (now - before) / before
    arrow = "↑" if difference > 0 else "↓" if difference < 0 else "="
    return f"{arrow} {fmt.signed(difference, 1)} %"


def field_name(record: ComplaintFieldRecord | None) -> str:
    """Name of a field, cut at its first comma or bracket."""
    if record is None:
        return tr("No field")
    name = record.name_en if language() == "en" and record.name_en else record.name
    for cut in (" (", ","):
        head = name.partition(cut)[0]
        name = head if len(head) >= 8 else name
    return name


def kind_name(kind: str) -> str:
    """What kind of unit it is; a kind nobody knows is shown as it is."""
    known = {
        "city_office": tr("Office of the city"),
        "department": tr("Department"),
        "agency": tr("Agency"),
        "centre": tr("Public service centre"),
        "enterprise": tr("Enterprise"),
        "police": tr("Police"),
        "commune": tr("Ward, commune, special zone"),
        "district_until_2025": tr("District until 30-06-2025"),
    }
    return known.get(kind, kind)
