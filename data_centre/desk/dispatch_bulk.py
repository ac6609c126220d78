"""Several complaints to one unit in one gesture: picked in the list, looked over, confirmed by their number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from ioc_domain.complaint_life import IllegalMove
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord, UnitRecord
from ioc_domain.working_time import local_date

from ..api.centre import Centre, centre_of
from ..complaints import life, proposals, waiting
from ..complaints.proposals import Proposal
from ..complaints.rights import Mover, NotAllowed
from ..complaints.submission import SubmissionRefused
from ..feed import writing
from ..models import SYNCED
from ..rows import find_all
from . import presence
from .complaints import seen_of
from .dispatch import SHOWN, Names, Row, happened, row_of
from .dispatch_views import unit_fault
from .drafts import clean_text
from .forms import Form, form_of
from .sessions import DeskProblem, Officer, check_csrf, dispatcher_of
from .site import DISPATCH, HEADERS, page
from .unit_choice import choice_of, looks_first

router = APIRouter(prefix=DISPATCH, include_in_schema=False)
PICK = "pick."
"""How the field of a picked complaint begins; its number follows, and what the page knew of it is the value."""
MOST_PROPOSED = 4


@dataclass(frozen=True)
class Missed:
    """A complaint that was not routed, and why."""

    code: str
    why: str


@router.post("/bulk")
def route_several(request: Request, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)) -> Response:
    """Look over what was picked, or route it: a number that is not the one confirmed only shows the page again."""
    picked = _picked(form)
    with centre.database.read() as connection:
        officer = dispatcher_of(centre, connection, request)
        check_csrf(officer.csrf, form.text("csrf"))
        if not picked:
            raise DeskProblem(422, "Chưa chọn phản ánh nào. Quay lại danh sách và đánh dấu các phản ánh cần chuyển.")
        goes = form.text("do") == "route" and not looks_first(form)
        fault = None
        if goes and form.text("count") != str(len(picked)):
            fault = 409, f"Số phản ánh đã đổi, nay là {len(picked)}. Xem lại rồi bấm chuyển lần nữa."
        elif goes:
            fault = unit_fault(connection, form, list(_records(connection, picked).values()), int(centre.clock()))
    return (
        _route(centre, officer, form, picked) if goes and fault is None else _show(centre, officer, form, picked, fault)
    )


def _route(centre: Centre, officer: Officer, form: Form, picked: dict[int, str]) -> Response:
    mover, text, unit = Mover(officer.identity.id, dispatches=True), clean_text(form.text("text")), form.text("unit")
    done: list[int] = []
    missed: list[int] = []
    try:
        with writing(centre.database, centre.clock) as writer:
            for number in sorted(picked):  # in one order, so that two who route the same wait for each other in none
                try:
                    before = life.load(writer.connection, number)
                    if seen_of(before) != picked[number]:
                        raise IllegalMove("somebody was first")
                    wanted = life.Move(waiting.verb_of(before), text, unit)
                    life.move(writer, centre.blobs, number, wanted, mover)
                    done.append(number)
                except (IllegalMove, NotAllowed, life.UnknownComplaint):
                    missed.append(number)
            presence.drop(writer.connection, done)
    except SubmissionRefused as error:
        return _show(centre, officer, form, picked, fault=(422, " ".join(f.text for f in error.faults)))
    if not missed:
        return RedirectResponse(f"{DISPATCH}?done={','.join(map(str, done))}", status_code=303, headers=HEADERS)
    with centre.database.read() as connection:
        told = [
            Missed(r.code, happened(connection, r)) for r in _records(connection, dict.fromkeys(missed, "")).values()
        ]
    text = f"Đã chuyển {len(done)} phản ánh; {len(missed)} phản ánh chưa chuyển vì có người xử lý trước."
    return _show(centre, officer, form, dict.fromkeys(missed, ""), fault=(409, text), missed=told)


def _show(
    centre: Centre,
    officer: Officer,
    form: Form,
    picked: dict[int, str],
    fault: tuple[int, str] | None = None,
    missed: list[Missed] | None = None,
) -> Response:
    now = int(centre.clock())
    today = local_date(now)
    with centre.database.read() as connection:
        names, gone = Names(connection), waiting.gone_units(connection, today)
        records = _records(connection, picked)
        still = [r for r in records.values() if waiting.waits(connection, r, today)]
        if missed is None:
            missed = [Missed(r.code, happened(connection, r)) for r in records.values() if r not in still]
        still.sort(key=lambda r: (waiting.waiting_of(r, gone).since, r.id))
        rows = [_row(connection, r, names, now) for r in still]
        said: Counter[str] = Counter()
        units: dict[str, UnitRecord] = {}
        warned: dict[str, list[str]] = {}
        for record in still:
            why = waiting.waiting_of(record, gone)
            unit = proposals.first_of(connection, why, names.subject(record), today)
            if unit is not None:
                units[unit.code] = unit
                said[unit.code] += 1
            for back in _senders(connection, why.senders):
                warned.setdefault(back, []).append(record.code)
        proposed = [
            Proposal(units[code], (f"Đề xuất cho {n} trong {len(still)} phản ánh đã chọn",), n == len(still))
            for code, n in said.most_common(MOST_PROPOSED)
        ]
        warnings = {code: f"Đã trả lại {', '.join(codes)}" for code, codes in warned.items()}
        return page(
            "dispatch_bulk.html",
            fault[0] if fault else 200,
            officer=officer,
            rows=rows,
            choice=choice_of(connection, proposed, form, warnings, today),
            form=form,
            fault=fault[1] if fault else "",
            missed=missed,
            now=now,
        )


def _row(connection: sa.Connection, record: ComplaintRecord, names: Names, now: int) -> Row:
    why = waiting.waiting_of(record, waiting.gone_units(connection, local_date(now)))
    return row_of(connection, why, names, now, life.reporter_of(connection, record.id).words())


def _senders(connection: sa.Connection, senders: tuple[str, ...]) -> list[str]:
    u = SYNCED["unit"].c
    where = sa.or_(u.short_name.in_(senders), u.name.in_(senders))
    found = find_all(connection, BY_NAME["unit"], where) if senders else []
    return [x.code for x in found if isinstance(x, UnitRecord)]


def _picked(form: Form) -> dict[int, str]:
    """What was picked: number → what the page knew of it."""
    found: dict[int, str] = {}
    for name, value in form.fields.items():
        number = name.removeprefix(PICK)
        if name.startswith(PICK) and number.isdecimal() and number.isascii() and len(number) < 16:
            found[int(number)] = value
    return dict(list(found.items())[:SHOWN])


def _records(connection: sa.Connection, picked: dict[int, str]) -> dict[int, ComplaintRecord]:
    c = SYNCED["complaint"].c
    found = find_all(connection, BY_NAME["complaint"], c.id.in_(sorted(picked)), order=("created", "id"))
    return {r.id: r for r in found if isinstance(r, ComplaintRecord)}
