"""What a dispatcher sees of complaints that wait for a unit: plain values for the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.records import (
    AreaRecord,
    ComplaintFieldRecord,
    ComplaintRecord,
    ComplaintTypeRecord,
    UnitRecord,
)
from ioc_domain.working_time import local_date

from .. import models as m
from .. import wording
from ..complaints import life, proposals
from ..complaints.corrections import Subject
from ..complaints.steps import steps_of
from ..complaints.submission import Reporter
from ..complaints.waiting import Cause, Waiting
from ..complaints.words import without_identity
from ..rows import find_all
from .complaints import seen_of, status_words
from .presence import Presence
from .site import DISPATCH

SHOWN = 40
ROUTE_MINUTES = 5
LATE = "late"
CAUSES: dict[Cause, str] = {
    Cause.NEVER: "Chưa chuyển",
    Cause.SENT_BACK: "Đơn vị trả lại",
    Cause.UNIT_GONE: "Đơn vị không còn",
}
LAST_AUDITED = 5_000
"""Newest lines of the audit among which the one who was first is looked for."""


@dataclass(frozen=True)
class RouteClock:
    """How long a complaint waits here. `until`: when its time to be routed ends, seconds since 1970."""

    words: str
    late: bool
    until: int
    since: str


@dataclass(frozen=True)
class Row:
    """A complaint in the list."""

    id: int
    code: str
    seen: str
    title: str
    field: str
    text: str
    place: str
    photos: int
    cause: str
    why: str
    clock: RouteClock
    proposed: str
    open_by: str


@dataclass(frozen=True)
class Wanted:
    """Which are listed. `why`: a cause, `late`, or "" = all; `after`: (since, id) of the last of the page before."""

    why: str = ""
    after: tuple[int, int] | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Wanted:
        """From the parameters of an address; what makes no sense is as if it had not been said."""
        why = asked.get("why", "")
        parts = asked.get("after", "").split("_")
        numbers = [int(p) for p in parts if p.isdecimal() and p.isascii() and len(p) < 19]
        return cls(
            why=why if why in (LATE, *(c.value for c in Cause)) else "",
            after=(numbers[0], numbers[1]) if len(numbers) == len(parts) == 2 else None,
        )

    def address(self, after: tuple[int, int] | None = None) -> str:
        """The address of this list, or of what follows after one."""
        said = {"why": self.why, "after": f"{after[0]}_{after[1]}" if after else ""}
        said = {k: v for k, v in said.items() if v}
        return f"{DISPATCH}?{urlencode(said)}" if said else DISPATCH


@dataclass(frozen=True)
class Tab:
    """A filter of the list, and how many it has."""

    name: str
    words: str
    count: int


@dataclass(frozen=True)
class Listed:
    """A page of the list. `more`: the address of the next, "" = none."""

    rows: list[Row]
    more: str
    tabs: list[Tab]


class Names:
    """Fields, types and areas by their numbers, read once for a page."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    @cached_property
    def fields(self) -> dict[int, ComplaintFieldRecord]:
        """All fields."""
        found = find_all(self._connection, BY_NAME["complaint_field"])
        return {f.id: f for f in found if isinstance(f, ComplaintFieldRecord)}

    @cached_property
    def types(self) -> dict[int, ComplaintTypeRecord]:
        """All types."""
        found = find_all(self._connection, BY_NAME["complaint_type"])
        return {t.id: t for t in found if isinstance(t, ComplaintTypeRecord)}

    @cached_property
    def areas(self) -> dict[int, AreaRecord]:
        """All areas."""
        return {a.id: a for a in find_all(self._connection, BY_NAME["area"]) if isinstance(a, AreaRecord)}

    def subject(self, complaint: ComplaintRecord) -> Subject:
        """What a complaint is about and where."""
        return Subject(self.fields.get(complaint.field), self.types.get(complaint.type), self.areas.get(complaint.area))


def listed(
    connection: sa.Connection, found: list[Waiting], wanted: Wanted, now: int, open_by: Mapping[int, Presence]
) -> Listed:
    """A page of what waits. `found`: all of it, the longest first."""
    names = Names(connection)
    late = {w.complaint.id for w in found if clock_of(w, names, now).late}
    counts = {c.value: sum(w.cause is c for w in found) for c in Cause}
    tabs = [Tab("", "Tất cả", len(found)), Tab(LATE, "Quá 5 phút", len(late))]
    tabs += [Tab(c.value, words, counts[c.value]) for c, words in CAUSES.items()]
    fits = [w for w in found if _fits(w, wanted, late)]
    if wanted.after:
        fits = [w for w in fits if (w.since, w.complaint.id) > wanted.after]
    shown = fits[:SHOWN]
    reporters = life.reporters_of(connection, [w.complaint.id for w in shown])
    rows = []
    for w in shown:
        known = reporters.get(w.complaint.id, Reporter()).words()
        rows.append(row_of(connection, w, names, now, known, open_by.get(w.complaint.id)))
    last = (shown[-1].since, shown[-1].complaint.id) if len(fits) > SHOWN else None
    return Listed(rows, wanted.address(last) if last else "", tabs)


def _fits(waiting: Waiting, wanted: Wanted, late: set[int]) -> bool:
    if wanted.why == LATE:
        return waiting.complaint.id in late
    return not wanted.why or waiting.cause == wanted.why


def row_of(
    connection: sa.Connection,
    waiting: Waiting,
    names: Names,
    now: int,
    known: tuple[str, ...],
    open_by: Presence | None = None,
) -> Row:
    """A complaint as it is listed, without the `known` words of its reporter."""
    complaint, subject = waiting.complaint, names.subject(waiting.complaint)
    today = local_date(now)
    first = proposals.first_of(connection, waiting, subject, today)
    return Row(
        id=complaint.id,
        code=complaint.code,
        seen=seen_of(complaint),
        title=without_identity(complaint.title, known),
        field=subject.field.name if subject.field else "Chưa rõ lĩnh vực",
        text=without_identity(complaint.body, known),
        place=place_words(subject, without_identity(complaint.address, known)),
        photos=_count(complaint.photos),
        cause=CAUSES[waiting.cause],
        why=without_identity(why_words(connection, waiting, subject, now), known),
        clock=clock_of(waiting, names, now),
        proposed=first.name if first else "",
        open_by=f"{open_by.name} đang mở" if open_by else "",
    )


def place_words(subject: Subject, address: str) -> str:
    """Address and area, the area once; or that nobody knows it."""
    area = subject.area
    if area is not None and (area.name in address or area.short_name in address):
        return address
    return ", ".join(x for x in (address, area.name if area is not None else "chưa rõ phường, xã") if x)


def why_words(connection: sa.Connection, waiting: Waiting, subject: Subject, now: int) -> str:
    """Why it waits here, in a sentence."""
    if waiting.cause is Cause.UNIT_GONE:
        return f"{waiting.unit} không còn hoạt động, chưa có đơn vị tiếp nhận nhiệm vụ."
    if waiting.cause is Cause.SENT_BACK:
        proposed = f" Đề nghị chuyển {waiting.proposed}." if waiting.proposed else ""
        return f"{waiting.unit or 'Đơn vị'}: {waiting.reason.rstrip('.')}.{proposed}"
    verdict = proposals.by_rules(connection, subject, local_date(now))
    if verdict.rule is None:
        return "Không có quy tắc chuyển cho lĩnh vực, loại này."
    if verdict.unit is not None:
        return "Quy tắc đã chỉ ra đơn vị, chờ người xác nhận."
    if not verdict.named:
        return "Quy tắc giao theo địa bàn, nhưng phản ánh chưa rõ phường, xã."
    return f"Quy tắc chỉ đơn vị {', '.join(verdict.named)}, nay không còn hoạt động."


def clock_of(waiting: Waiting, names: Names, now: int) -> RouteClock:
    """How long it may still wait here, or for how long it should not have."""
    kind = names.types.get(waiting.complaint.type)
    minutes = kind.route_minutes if kind is not None and kind.route_minutes > 0 else ROUTE_MINUTES
    until = waiting.since + minutes * 60
    over = now - until
    words = f"Quá {span(whole(over))}" if over >= 0 else f"Còn {span(-over)}"
    return RouteClock(words, over >= 0, until, wording.moment(waiting.since))


def whole(seconds: int) -> int:
    """A length of time without the seconds beside minutes."""
    return seconds - seconds % 60 if seconds >= 60 else seconds


def span(seconds: int) -> str:
    """A length of time in its two greatest parts: `3 phút 20 giây`, `6 giờ 5 phút`, `2 ngày 4 giờ`."""
    for size, name, small, small_name in ((86400, "ngày", 3600, "giờ"), (3600, "giờ", 60, "phút"),
                                          (60, "phút", 1, "giây")):  # fmt: skip
        if seconds >= size:
            rest = seconds % size // small
            return f"{seconds // size} {name} {rest} {small_name}" if rest else f"{seconds // size} {name}"
    return f"{seconds} giây"


def happened(connection: sa.Connection, complaint: ComplaintRecord) -> str:
    """What was done last with a complaint and by whom, in a sentence."""
    steps = steps_of(complaint.timeline)
    at = wording.moment(int(steps[-1][0])) if steps else ""
    who = _who(connection, complaint.code)
    u = m.SYNCED["unit"].c
    found = find_all(connection, BY_NAME["unit"], u.id == complaint.unit, limit=1) if complaint.unit else []
    unit = found[0].name if found and isinstance(found[0], UnitRecord) else ""
    if complaint.status == ComplaintStatus.REJECTED:
        return f"{who} đã đóng phản ánh này là ngoài phạm vi tiếp nhận, lúc {at}."
    if complaint.status == ComplaintStatus.AWAITING_ROUTE:
        return f"Phản ánh có diễn biến mới lúc {at} và vẫn chờ điều phối. Xem lại rồi gửi lần nữa."
    if steps and steps[-1][1] == "routed":
        return f"{who} đã chuyển phản ánh này cho {unit or 'đơn vị khác'}, lúc {at}."
    return f"Phản ánh này {status_words(complaint).lower()}{f' ở {unit}' if unit else ''}, không còn chờ điều phối."


def _who(connection: sa.Connection, code: str) -> str:
    """Name of the person who moved it last."""
    a = m.audit.c
    newest = int(connection.execute(sa.select(sa.func.max(a.n))).scalar() or 0)
    query = sa.select(a.account).where(a.n > newest - LAST_AUDITED, a.subject == code, a.kind.startswith("complaint_"))
    account = connection.execute(query.order_by(a.n.desc()).limit(1)).scalar()
    name = connection.execute(sa.select(m.account.c.name).where(m.account.c.id == account)).scalar() if account else ""
    return str(name or "Người khác")


def done_words(connection: sa.Connection, said: str) -> str:
    """What an address says was just done: `done=1,2,3` are numbers of complaints, looked up here."""
    numbers = [int(n) for n in said.split(",")[:SHOWN] if n.isdecimal() and n.isascii() and len(n) < 16]
    c, u = m.SYNCED["complaint"].c, m.SYNCED["unit"].c
    query = sa.select(c.code, c.status, u.name).select_from(
        m.SYNCED["complaint"].outerjoin(m.SYNCED["unit"], u.id == c.unit)
    )
    rows = connection.execute(query.where(c.id.in_(numbers))).all() if numbers else []
    routed = [row for row in rows if row.name and row.status != ComplaintStatus.AWAITING_ROUTE]
    closed = [row for row in rows if row.status == ComplaintStatus.REJECTED]
    if closed:
        return f"Đã đóng {closed[0].code}: không thuộc phạm vi tiếp nhận."
    if not routed:
        return ""
    what = routed[0].code if len(routed) == 1 else f"{len(routed)} phản ánh"
    return f"Đã chuyển {what} cho {routed[0].name}."


def _count(photos: str) -> int:
    try:
        return len(msgspec.json.decode(photos or "[]", type=list[object]))
    except msgspec.MsgspecError:
        return 0
