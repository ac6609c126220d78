"""Units that a complaint may belong to, each with why; never one that sent it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ioc_domain.codes import ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.records import UnitRecord
from ioc_domain.working_time import local_date

from .. import models as m
from .. import wording
from ..rows import find_all
from . import routing
from .corrections import Subject
from .routing import Rule, Verdict
from .waiting import Waiting

LOOKED_AT = 20_000
"""Newest complaints among which those of the same field and area are looked for: some days of a whole city."""
LOOKED_BACK = 90 * 86_400
MOST_EARLIER = 2
ENOUGH = 3
"""So many earlier ones, and more than half of all, are enough to mark a unit."""
KINDS = {
    "city_office": "văn phòng Thành phố",
    "department": "sở, ngành",
    "centre": "trung tâm",
    "enterprise": "doanh nghiệp",
    "commune": "phường, xã",
    "police": "công an",
    "agency": "cơ quan ngành dọc",
}


@dataclass(frozen=True)
class Proposal:
    """A unit in force, and why in sentences. `strong`: one of them is enough to mark it before anybody has looked."""

    unit: UnitRecord
    why: tuple[str, ...]
    strong: bool = True


_Found = tuple[UnitRecord, str, bool]
"""(unit, why, whether that is strong)."""


def by_rules(connection: sa.Connection, subject: Subject, today: date) -> Verdict:
    """What the rules say of a complaint about a subject, by the rules of today."""
    if subject.field is None:
        return Verdict(None)
    rule = routing.rule_for(subject.field.code, subject.kind, today)
    return routing.judged(connection, rule, subject.area, today)


def first_of(connection: sa.Connection, waiting: Waiting, subject: Subject, today: date) -> UnitRecord | None:
    """The unit that is proposed first without looking at other complaints: quick enough for a whole list."""
    found = _merged(
        waiting, (*_said(connection, waiting, today), *_ruled(by_rules(connection, subject, today), subject))
    )
    return found[0].unit if found else None


def proposals(
    connection: sa.Connection,
    waiting: Waiting,
    subject: Subject,
    near: Sequence[tuple[str, int]],
    now: int,
) -> list[Proposal]:
    """All of them, the best first. `near`: (code, unit) of possible duplicates."""
    today = local_date(now)
    found = (
        *_said(connection, waiting, today),
        *_ruled(by_rules(connection, subject, today), subject),
        *_with_twins(connection, near, today),
        *_earlier(connection, subject, now),
        *_of_other_kinds(connection, subject, today),
    )
    return _merged(waiting, found)


def rule_words(rule: Rule, subject: Subject) -> str:
    """A rule as a sentence."""
    kind = f", {KINDS.get(rule.unit_kind, rule.unit_kind)}" if rule.unit_kind else ""
    about = subject.kind.name if rule.type_code and subject.kind else subject.field.name if subject.field else ""
    how = {
        "commune": "giao cơ quan của địa bàn",
        "nearest": "giao đơn vị phụ trách mạng lưới gần địa bàn nhất",
        "turn": "giao luân phiên theo địa bàn",
    }.get(rule.method, "giao đơn vị này")
    return f"Quy tắc từ {wording.day(rule.valid_from)}: {about}{kind}, {how}"


def _merged(waiting: Waiting, found: Sequence[_Found]) -> list[Proposal]:
    """One line per unit, strong ones first, without those that sent it back."""
    why: dict[str, list[str]] = {}
    units: dict[str, UnitRecord] = {}
    strong: set[str] = set()
    for unit, reason, is_strong in found:
        if not sent_back_by(waiting, unit):
            units.setdefault(unit.code, unit)
            why.setdefault(unit.code, []).append(reason)
            strong |= {unit.code} if is_strong else set()
    made = [Proposal(units[code], tuple(dict.fromkeys(said)), code in strong) for code, said in why.items()]
    return sorted(made, key=lambda p: not p.strong)


def sent_back_by(waiting: Waiting, unit: UnitRecord) -> bool:
    """Whether a unit had it and sent it back."""
    return bool({unit.short_name, unit.name} & set(waiting.senders))


def _said(connection: sa.Connection, waiting: Waiting, today: date) -> Iterator[_Found]:
    """Whom the unit that sent it back named."""
    if not waiting.proposed:
        return
    u = m.SYNCED["unit"].c
    named = find_all(connection, BY_NAME["unit"], sa.or_(u.short_name == waiting.proposed, u.name == waiting.proposed))
    for unit in named:
        now = routing.in_force(connection, unit.code, today) if isinstance(unit, UnitRecord) else None
        if now is not None:
            yield now, f"{waiting.unit or 'Đơn vị trả lại'} đề nghị", True
            return


def _ruled(verdict: Verdict, subject: Subject) -> Iterator[_Found]:
    if verdict.unit is not None and verdict.rule is not None:
        yield verdict.unit, rule_words(verdict.rule, subject), True


def _with_twins(connection: sa.Connection, near: Sequence[tuple[str, int]], today: date) -> Iterator[_Found]:
    """Where complaints lie that may be about the same thing."""
    for code, number in near:
        unit = _in_force(connection, number, today)
        if unit is not None:
            yield unit, f"Phản ánh {code}, gần chỗ này và cùng lĩnh vực, đã giao đơn vị này", True


def _earlier(connection: sa.Connection, subject: Subject, now: int) -> Iterator[_Found]:
    """Who got the latest complaints of the same type, else of the same field, in the same area."""
    if subject.field is None or subject.area is None:
        return
    c = m.SYNCED["complaint"].c
    newest = (
        sa.select(c.field, c.type, c.area, c.unit, c.status, c.created)
        .where(c.created.between(now - LOOKED_BACK, now))
        .order_by(c.created.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    n, count = newest.c, sa.func.count()
    same = n.type == subject.kind.id if subject.kind is not None else n.field == subject.field.id
    placed = n.status.not_in([int(ComplaintStatus.AWAITING_ROUTE), int(ComplaintStatus.REJECTED)])
    query = sa.select(n.unit, count, sa.func.min(n.created)).where(same, n.area == subject.area.id, n.unit > 0, placed)
    rows = connection.execute(query.group_by(n.unit).order_by(count.desc(), n.unit)).all()
    total = sum(int(row[1]) for row in rows)
    about = "loại" if subject.kind is not None else "lĩnh vực"
    for number, many, since in rows[:MOST_EARLIER]:
        unit = _in_force(connection, int(number), local_date(now))
        if unit is not None:
            where = f"cùng {about} ở {subject.area.name} từ {wording.moment(int(since))[6:]}"
            yield unit, f"Đã nhận {many} trong {total} phản ánh {where}", many >= ENOUGH and many * 2 > total


def _of_other_kinds(connection: sa.Connection, subject: Subject, today: date) -> Iterator[_Found]:
    """Whom the rules name where the same field is the matter of another kind of unit, the commune first."""
    if subject.field is None:
        return
    rules = routing.rules_of_kinds(subject.field.code, today)
    for kind in sorted(rules, key=lambda k: (k != "commune", k)):
        verdict = routing.judged(connection, rules[kind], subject.area, today)
        if verdict.unit is not None:
            yield verdict.unit, f"Theo quy tắc, khi là việc của {KINDS.get(kind, kind)}", False


def _in_force(connection: sa.Connection, number: int, today: date) -> UnitRecord | None:
    found = find_all(connection, BY_NAME["unit"], m.SYNCED["unit"].c.id == number, limit=1) if number else []
    return routing.in_force(connection, found[0].code, today) if found and isinstance(found[0], UnitRecord) else None
