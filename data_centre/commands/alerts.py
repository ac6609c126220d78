"""Handlers of alerts: acknowledge, assign, shelve; and the return of what was shelved."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import AlertState, Role
from ioc_domain.commands import AcknowledgeAlert, AssignAlert, ShelveAlert
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AlertRecord, UnitRecord

from .. import models as m
from .. import wording
from ..database import Database
from ..feed import FeedWriter
from ..rows import find, row_scope
from .context import Context, Refused

ALERT = BY_NAME["alert"]
LONGEST_SHELF = 7 * 86400


def acknowledge(context: Context, payload: AcknowledgeAlert) -> None:
    """Say "I have it". The first one who does has it; the second is told who was first."""
    alert = _load(context, payload.alert_id)
    if alert.owner and alert.owner != context.identity.id and alert.state != AlertState.OPEN:
        raise Refused(
            "already_taken",
            f"{alert.owner_name} đã nhận lúc {wording.moment(alert.acknowledged_at)}.",
            owner=alert.owner,
            owner_name=alert.owner_name,
            at=str(alert.acknowledged_at),
        )
    note = f"{payload.seen_count} → {alert.count}" if alert.count != payload.seen_count else ""
    changed = msgspec.structs.replace(
        alert,
        state=AlertState.ACKNOWLEDGED.value,
        owner=context.identity.id,
        owner_name=context.identity.name,
        acknowledged_at=context.now,
        shelved_until=0,
        history=_history(alert, context.now, f"{context.identity.name} xác nhận", note),
    )
    context.writer.put(changed)


def assign(context: Context, payload: AssignAlert) -> None:
    """Give an alert to a unit or a colleague, who must exist; the name shown is the one known here."""
    alert = _load(context, payload.alert_id)
    name = _name_of(context, payload.to)
    if not name:
        raise Refused("unknown_assignee", "Không có đơn vị hay người nhận này.", to=payload.to)
    changed = msgspec.structs.replace(
        alert,
        state=AlertState.ASSIGNED.value,
        owner=payload.to,
        owner_name=name,
        acknowledged_at=alert.acknowledged_at or context.now,
        shelved_until=0,
        history=_history(alert, context.now, f"{context.identity.name} giao cho {name}", ""),
    )
    context.writer.put(changed)


def shelve(context: Context, payload: ShelveAlert) -> None:
    """Put an alert aside until a time; it comes back by itself."""
    alert = _load(context, payload.alert_id)
    if not payload.reason.strip():
        raise Refused("reason_missing", "Gác lại cần nêu lý do.")
    if payload.until <= context.now:
        raise Refused("deadline_passed", f"Mốc {wording.moment(max(0, payload.until))} đã qua khi trung tâm nhận.")
    if payload.until > context.now + LONGEST_SHELF:
        raise Refused("shelf_too_long", "Chỉ gác lại tối đa 7 ngày.")
    text = f"{context.identity.name} gác lại đến {wording.moment(payload.until)}"
    changed = msgspec.structs.replace(
        alert,
        state=AlertState.SHELVED.value,
        shelved_until=payload.until,
        owner=context.identity.id,
        owner_name=context.identity.name,
        reason=payload.reason.strip(),
        history=_history(alert, context.now, text, payload.reason.strip()),
    )
    context.writer.put(changed)


def bring_back(database: Database, now: int) -> int:
    """Open shelved alerts whose time has come; returns how many."""
    a = m.SYNCED["alert"].c
    due = sa.select(a.id).where(a.state == AlertState.SHELVED.value, a.shelved_until <= now)
    with database.read() as connection:
        ids = [row[0] for row in connection.execute(due.order_by(a.id))]
    if not ids:
        return 0
    with database.write() as connection:
        writer = FeedWriter(connection, now)
        for alert_id in ids:
            alert = find(connection, ALERT, alert_id, lock=True)
            if not isinstance(alert, AlertRecord) or alert.state != AlertState.SHELVED or alert.shelved_until > now:
                continue
            back = msgspec.structs.replace(
                alert,
                state=AlertState.OPEN.value,
                shelved_until=0,
                owner="",
                owner_name="",
                acknowledged_at=0,
                history=_history(alert, now, "Hết hạn gác lại, trở lại hàng đợi", ""),
            )
            writer.put(back)
        return writer.flush().updated


def _load(context: Context, alert_id: str) -> AlertRecord:
    context.need_role(Role.LEADER, Role.DUTY_OFFICER)
    alert = find(context.connection, ALERT, alert_id, lock=True)
    # Out of scope and not there look the same from outside.
    if not isinstance(alert, AlertRecord) or (
        row_scope(context.connection, ALERT, alert_id) not in context.identity.scopes
    ):
        raise Refused("unknown_alert", "Không có cảnh báo này.")
    if alert.state == AlertState.CLOSED:
        raise Refused("alert_closed", "Cảnh báo đã đóng.")
    return alert


def _name_of(context: Context, code: str) -> str:
    unit = find(context.connection, BY_NAME["unit"], code)
    if isinstance(unit, UnitRecord):
        return unit.name
    a = m.account.c
    name = context.connection.execute(sa.select(a.name).where(a.id == code, a.active == 1)).scalar()
    return str(name or "")


def _history(alert: AlertRecord, at: int, text: str, note: str) -> str:
    try:
        steps = msgspec.json.decode(alert.history or "[]", type=list[list[int | str]])
    except msgspec.MsgspecError:
        steps = []
    return msgspec.json.encode([*steps, [at, text, note]]).decode()
