"""Which unit gets a complaint: rules as data (resources/city/routing_rules.csv), the latest in force, the closest fit.

A rule names a field or `*`, and may name a type or a kind of unit. Its method says how the unit is found:

    unit      the unit `target`
    commune   the first office of the complaint's area among `target` (parts joined by `|`)
    nearest   the unit of the network `target` (service_networks.csv) nearest to the middle of the area
    turn      the units of `target` take the areas in turn, by the area's id
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlalchemy as sa

from ioc_domain.entities import BY_NAME
from ioc_domain.records import AreaRecord, ComplaintTypeRecord, UnitRecord

from ..city.files import rows
from ..rows import find

UNIT = BY_NAME["unit"]
EVERYWHERE = ("commune", "police")
"""Kinds of units that every area has its own of."""
LONGEST_LINE = 8
"""Successors of successors that are followed; a ring in the data must not hold anybody up."""


@dataclass(frozen=True)
class Rule:
    """One line of the rules."""

    field_code: str
    type_code: str
    unit_kind: str
    valid_from: str
    method: str
    target: str


@cache
def rules() -> tuple[Rule, ...]:
    """All rules as shipped."""
    return tuple(Rule(**row) for row in rows("routing_rules"))


@cache
def networks() -> dict[str, tuple[tuple[str, float, float], ...]]:
    """Units of each network with the point in the middle of what they serve."""
    found: dict[str, list[tuple[str, float, float]]] = {}
    for row in rows("service_networks"):
        found.setdefault(row["network"], []).append((row["unit_code"], float(row["lat"]), float(row["lon"])))
    return {name: tuple(points) for name, points in found.items()}


def rule_for(field_code: str, kind: ComplaintTypeRecord | None, day: date) -> Rule | None:
    """The rule in force: for the type, else for the field and kind of unit, else for all fields and that kind."""
    type_code, unit_kind = (kind.code, kind.unit_kind) if kind else ("", "")
    wanted = ((field_code, type_code, unit_kind), (field_code, "", unit_kind), ("*", "", unit_kind))
    today = day.isoformat()
    for fits in wanted:
        found = [r for r in rules() if (r.field_code, r.type_code, r.unit_kind) == fits and r.valid_from <= today]
        if found:
            return max(found, key=lambda r: r.valid_from)
    return None


@dataclass(frozen=True)
class Verdict:
    """What the rules say of a complaint. `unit` None: a person has to decide; then `rule` None says that none fits,
    `named` what the rule named all the same, () that it needs the area."""

    rule: Rule | None
    named: tuple[str, ...] = ()
    unit: UnitRecord | None = None


def route(
    connection: sa.Connection, field_code: str, kind: ComplaintTypeRecord | None, area: AreaRecord | None, day: date
) -> UnitRecord | None:
    """The unit in force that must act, None where a person has to decide."""
    return judged(connection, rule_for(field_code, kind, day), area, day).unit


def judged(connection: sa.Connection, rule: Rule | None, area: AreaRecord | None, day: date) -> Verdict:
    """The same for a rule, with what led there."""
    if rule is None:
        return Verdict(None)
    named = _candidates(rule, area)
    units = (in_force(connection, code, day) for code in named)
    return Verdict(rule, named, next((unit for unit in units if unit is not None), None))


def rules_of_kinds(field_code: str, day: date) -> dict[str, Rule]:
    """Kind of unit → the rule in force of what such units do in a field, else of what those do who are everywhere."""
    found: dict[str, Rule] = {}
    for code, kinds in (("*", EVERYWHERE), (field_code, None)):
        fits = [r for r in rules() if r.field_code == code and not r.type_code and r.valid_from <= day.isoformat()]
        for rule in sorted(fits, key=lambda r: r.valid_from):
            if rule.unit_kind and (kinds is None or rule.unit_kind in kinds):
                found[rule.unit_kind] = rule
    return found


def _candidates(rule: Rule, area: AreaRecord | None) -> tuple[str, ...]:
    parts = tuple(rule.target.split("|"))
    if rule.method == "unit":
        return parts
    if area is None:
        return ()
    if rule.method == "commune":
        return tuple(f"{area.code}-{office}" for office in parts)
    if rule.method == "turn":
        return (parts[area.id % len(parts)],)
    lat, lon = area.lat or 0.0, area.lon or 0.0
    return (min(networks()[rule.target], key=lambda p: (p[1] - lat) ** 2 + (p[2] - lon) ** 2)[0],)


def in_force(connection: sa.Connection, code: str, day: date) -> UnitRecord | None:
    """A unit that exists on that day: the one named, or whoever took over from it."""
    for _ in range(LONGEST_LINE):
        unit = find(connection, UNIT, code)
        if not isinstance(unit, UnitRecord):
            return None
        if not unit.valid_to or unit.valid_to >= day.isoformat():
            return unit
        code = unit.successor
    return None
