"""Explanation requests: loading, moving through their states, and one event per step."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import RequestState
from ioc_domain.commands import IllegalMove, move
from ioc_domain.entities import BY_NAME
from ioc_domain.records import CalendarDayRecord, ExplanationRequestRecord, RequestEventRecord, SettingRecord
from ioc_domain.scopes import unit_scope
from ioc_domain.working_time import WorkingCalendar

from .feed import FeedWriter
from .models import SYNCED
from .rows import find, find_all

REQUEST = BY_NAME["explanation_request"]
CALENDAR_DAY = BY_NAME["calendar_day"]
SETTING = BY_NAME["setting"]
DONE = {"deliver": "delivered", "open": "opened", "answer": "answered", "accept": "accepted", "return": "returned",
        "withdraw": "withdrawn"}  # fmt: skip
"""Kind of the event that a move leaves."""


def load(connection: sa.Connection, request_id: str) -> ExplanationRequestRecord | None:
    """A request, locked against other writers until the transaction ends."""
    found = find(connection, REQUEST, request_id, lock=True)
    assert found is None or isinstance(found, ExplanationRequestRecord)
    return found


def allows(request: ExplanationRequestRecord, verb: str) -> bool:
    """Whether the request may make that move now."""
    try:
        move(RequestState(request.state), verb)
    except IllegalMove:
        return False
    return True


def advance(
    writer: FeedWriter,
    request: ExplanationRequestRecord,
    verb: str,
    *,
    actor: str,
    text: str,
    data: str = "",
    **changes: Any,
) -> ExplanationRequestRecord:
    """Move a request (see `commands.MOVES`), with its event. Raises `IllegalMove`."""
    state = move(RequestState(request.state), verb)
    moved = msgspec.structs.replace(request, state=state.value, **changes)
    writer.put(moved)
    add_event(writer, moved, DONE[verb], actor, text, data)
    return moved


def deliver_and_open(writer: FeedWriter, request: ExplanationRequestRecord, actor: str) -> None:
    """Both moves in one transaction: the unit opened the request before its notice had gone out."""
    delivered = move(RequestState(request.state), "deliver")
    moved = msgspec.structs.replace(
        request, state=move(delivered, "open").value, delivered_at=writer.now, opened_at=writer.now
    )
    writer.put(moved)
    n = last_event(writer.connection, request.id)
    add_event(writer, moved, DONE["deliver"], "", "Đã đến bàn việc của đơn vị", n=n + 1)
    add_event(writer, moved, DONE["open"], actor, "Đơn vị mở yêu cầu", n=n + 2)


def last_event(connection: sa.Connection, request_id: str) -> int:
    """Number of the request's last step, 0 for none."""
    e = SYNCED["request_event"].c
    return int(connection.execute(sa.select(sa.func.max(e.n)).where(e.request_id == request_id)).scalar() or 0)


def add_event(
    writer: FeedWriter, request: ExplanationRequestRecord, kind: str, actor: str, text: str, data: str = "", n: int = 0
) -> None:
    """Append a step to the request's history; `n` only where several are added in one transaction."""
    n = n or last_event(writer.connection, request.id) + 1
    event = RequestEventRecord(request_id=request.id, n=n, at=writer.now, kind=kind, actor=actor, text=text, data=data)
    writer.put(event, scope=unit_scope(request.unit_code))


def calendar(connection: sa.Connection) -> WorkingCalendar:
    """The city's working calendar from its records and the site's settings."""
    days = find_all(connection, CALENDAR_DAY)
    return WorkingCalendar.of(
        (d for d in days if isinstance(d, CalendarDayRecord)),
        likely=setting(connection, "calendar_likely", "1") != "0",
        office_hours=setting(connection, "office_hours"),
    )


def setting(connection: sa.Connection, key: str, default: str = "") -> str:
    """Value of a setting of the site."""
    found = find(connection, SETTING, key)
    return found.value if isinstance(found, SettingRecord) else default
