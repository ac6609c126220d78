"""Choosing the unit that a complaint goes to: proposals, what a search found, what was chosen before; without script.

One form serves looking and doing. Enter anywhere sends it, and whatever was changed since the page was drawn (words to
search for, the subject, the area) is looked at first: nothing is routed to a unit proposed for something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ioc_domain.codes import AreaLevel
from ioc_domain.entities import BY_NAME
from ioc_domain.records import UnitRecord

from .. import wording
from ..complaints.corrections import Correction, Subject
from ..complaints.intake import types_in_force
from ..complaints.proposals import Proposal
from ..complaints.routing import in_force
from ..rows import find
from .dispatch import Names
from .forms import Form
from .unit_search import units_found

TYPE, FIELD = "t:", "f:"
"""How the value of a subject begins: one type, or a field whose type is not known."""
ASKED = ("unit_words", "subject", "area")
"""Fields of the form that are looked at before anything is done; each goes along as it was, under `was_…`."""


@dataclass(frozen=True)
class Option:
    """A unit that may be chosen. `warn`: why one would think twice."""

    code: str
    name: str
    why: tuple[str, ...]
    warn: str = ""


@dataclass(frozen=True)
class UnitChoice:
    """What the form shows of units. `found` of `total` fit the words."""

    proposed: list[Option]
    found: list[Option]
    total: int
    words: str
    chosen: str


def looks_first(form: Form) -> bool:
    """Whether the form asks to look, by its button or because something in it has changed."""
    changed = any(form.text(name).strip() != form.text(f"was_{name}").strip() for name in ASKED)
    return form.text("do") == "look" or changed


def choice_of(
    connection: sa.Connection, proposed: Sequence[Proposal], form: Form | None, warned: Mapping[str, str], today: date
) -> UnitChoice:
    """The choice as a form left it, or as it begins. `warned`: unit → why one would think twice."""
    words = form.text("unit_words").strip() if form else ""
    searched = bool(form) and words != (form.text("was_unit_words").strip() if form else "")
    units, total = units_found(connection, words, today)
    options = [_option(p.unit, p.why, warned) for p in proposed]
    first = {o.code for o in options}
    found = [_option(u, (), warned) for u in units if u.code not in first]
    chosen = form.text("unit") if form else ""
    if searched and units:
        chosen = units[0].code
    kept = find(connection, BY_NAME["unit"], chosen) if chosen and chosen not in first else None
    if isinstance(kept, UnitRecord) and chosen not in {o.code for o in found}:
        live = in_force(connection, chosen, today)
        found = [_option(live, (), warned), *found] if live is not None and live.code == chosen else found
    known = {*(o.code for o in options), *(o.code for o in found)}
    first_strong = next((p.unit.code for p in proposed if p.strong), "")
    return UnitChoice(options, found, total, words, chosen if chosen in known else first_strong)


def ended_words(connection: sa.Connection, code: str, today: date) -> tuple[str, str]:
    """(what happened to a unit that is no more, who took over): both "" for one in force, or that nobody knows."""
    unit = find(connection, BY_NAME["unit"], code) if code else None
    live = in_force(connection, code, today) if isinstance(unit, UnitRecord) else None
    if not isinstance(unit, UnitRecord) or (live is not None and live.code == code):
        return "", ""
    ended = f"{unit.name} đã kết thúc hoạt động ngày {wording.day(unit.valid_to)}"
    if live is None:
        return f"{ended}, chưa có đơn vị tiếp nhận. Chọn đơn vị khác.", ""
    return f"{ended}; {live.name} tiếp nhận nhiệm vụ và đã được chọn thay. Xem lại rồi chuyển.", live.code


def _option(unit: UnitRecord, why: tuple[str, ...], warned: Mapping[str, str]) -> Option:
    return Option(unit.code, unit.name, why, warned.get(unit.code, ""))


# --- subject and area --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """Choices of a list under a heading: (value, words)."""

    name: str
    choices: list[tuple[str, str]]


def subject_value(subject: Subject) -> str:
    """Value of a subject in the list."""
    if subject.kind is not None:
        return TYPE + subject.kind.code
    return FIELD + subject.field.code if subject.field is not None else ""


def area_value(subject: Subject) -> str:
    """Value of an area in the list."""
    return subject.area.code if subject.area is not None else ""


def correction_of(form: Form | None, subject: Subject) -> Correction:
    """What a form changes of a subject; nothing where a field was left out."""
    said = form.fields.get("subject", "") if form else ""
    said = said if said != subject_value(subject) else ""
    area = form.text("area") if form else ""
    return Correction(
        type_code=said.removeprefix(TYPE) if said.startswith(TYPE) else "",
        field_code=said.removeprefix(FIELD) if said.startswith(FIELD) else "",
        area_code=area if area != area_value(subject) else "",
    )


def subjects_of(connection: sa.Connection, subject: Subject, today: date) -> list[Group]:
    """Types in force by field, each field also without a type; and what the complaint has, if that is no more."""
    groups: dict[str, Group] = {}
    for field, kind in types_in_force(connection, today.isoformat()):
        group = groups.setdefault(field.code, Group(field.name, [(FIELD + field.code, f"{field.name}: chưa rõ loại")]))
        group.choices.append((TYPE + kind.code, kind.name))
    own, named = subject_value(subject), subject.named() or "Chưa rõ lĩnh vực"
    known = {value for group in groups.values() for value, _ in group.choices}
    return [*([] if own in known else [Group("Đang ghi", [(own, named)])]), *groups.values()]


def areas_of(names: Names, subject: Subject) -> list[tuple[str, str]]:
    """Communes in force by name, and what the complaint has, if that is no more."""
    live = [a for a in names.areas.values() if a.level == AreaLevel.COMMUNE and not a.valid_to]
    found = sorted(((a.code, a.name) for a in live), key=lambda pair: pair[1])
    own = area_value(subject)
    if own not in {code for code, _ in found}:
        found.insert(0, (own, f"{subject.area.name} (trước sắp xếp)" if subject.area else "Chưa rõ phường, xã"))
    return found
