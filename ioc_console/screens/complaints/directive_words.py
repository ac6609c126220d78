"""Directives of one complaint in words: steps of its timeline, rows with what may be done, what would be frozen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import msgspec

from ioc_console import formatting as fmt
from ioc_console.command_words import short_state
from ioc_console.directive_outcomes import deadline_words
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.media_words import counts, rows_of
from ioc_console.text import mark, tr
from ioc_domain.codes import CommandState, DirectiveState
from ioc_domain.directive_life import OWED
from ioc_domain.evidence import Evidence
from ioc_domain.foreign_text import in_sight
from ioc_domain.records import DirectiveRecord
from local_cache.directive_projection import ProjectedDirective
from local_cache.queries.directives import ComplaintDirectives, DirectiveSubject

STATES = {
    DirectiveState.RECEIVED: mark("the centre has it"),
    DirectiveState.DELIVERED: mark("delivered to the unit"),
    DirectiveState.OPENED: mark("opened by the unit"),
    DirectiveState.ANSWERED: mark("the unit has reported"),
    DirectiveState.RETURNED: mark("returned for more"),
    DirectiveState.ACCEPTED: mark("report accepted"),
    DirectiveState.WITHDRAWN: mark("withdrawn"),
}
STEP_TITLES = {
    "directive": mark("Directive"),
    "directive_answered": mark("The unit reported"),
    "directive_returned": mark("Report returned for more"),
    "directive_accepted": mark("Report accepted"),
    "directive_withdrawn": mark("Directive withdrawn"),
}
"""Steps that the complaint itself carries, for those who may not see the directive."""
CAME_BACK = (CommandState.NEEDS_DECISION, CommandState.REFUSED)


@dataclass(frozen=True)
class DirectiveStep:
    """A step for the timeline. Kinds: done, draft and waiting (on this machine only), decide (came back)."""

    at: int
    title: str
    detail: str
    kind: str


@dataclass(frozen=True)
class DirectiveRow:
    """A directive with what may be done about it."""

    id: str
    title: str
    state: str
    can_accept: bool
    can_return: bool
    can_withdraw: bool


def directive_steps(data: ComplaintDirectives) -> list[DirectiveStep]:
    """Steps of all directives and of the draft, in no order."""
    found: list[DirectiveStep] = []
    for projected in data.directives:
        found += _steps_of(projected, data)
    if data.draft is not None:
        found.append(DirectiveStep(data.draft.saved_at, tr("Directive being written"),
                                   tr("draft on this machine, not sent"), "draft"))
    return found


def told_by_directives(data: ComplaintDirectives) -> frozenset[str]:
    """Numbers of directives whose own steps stand for those the complaint carries."""
    return frozenset(p.record.number for p in data.directives if p.in_mirror)


def directive_rows(data: ComplaintDirectives) -> tuple[DirectiveRow, ...]:
    """Directives that are at the centre, the newest first."""
    rows = []
    for p in reversed(data.directives):
        if not p.in_mirror:
            continue
        unit = data.unit_name(p.record.unit_code)
        rows.append(DirectiveRow(
            id=p.record.id,
            title=f"{p.record.number} · {unit}",
            state=_state(p),
            can_accept=p.state == DirectiveState.ANSWERED,
            can_return=p.state == DirectiveState.ANSWERED,
            can_withdraw=p.state in OWED or p.state == DirectiveState.ANSWERED,
        ))
    return tuple(rows)


def _state(p: ProjectedDirective) -> str:
    waits = any(c.state not in CAME_BACK for c in p.pending)
    word = tr(STATES[DirectiveState(p.state)])
    return tr("{state}, waits to be sent", state=word) if waits else word


def _steps_of(p: ProjectedDirective, data: ComplaintDirectives) -> list[DirectiveStep]:
    r = p.record
    unit = data.unit_name(r.unit_code)
    if not p.in_mirror:
        kind = "decide" if p.state in CAME_BACK else "waiting"
        due = tr("{n} working days from receipt", n=r.deadline_days)
        state = {CommandState.SAVED: tr("waits to be sent"), CommandState.RECEIVED: tr("the centre has it")}.get(
            CommandState(p.state), short_state(p.state).lower())
        title = tr("Directive · {state}", state=state)
        return [DirectiveStep(r.saved_at, title, _lines(f"{unit}, {due}", r.text), kind)]
    due = tr("{unit}, due {due}", unit=unit, due=deadline_words(r.deadline))
    via = tr("passed on from {unit}", unit=data.unit_name(r.routed_from)) if r.routed_from else ""
    issued = _lines(due, r.text, via, r.note if p.state != DirectiveState.WITHDRAWN else "")
    title = tr("Directive {number}", number=r.number)
    if p.state in OWED:
        title += " · " + tr(STATES[DirectiveState(r.state)])
    found = [DirectiveStep(r.received_at, title, issued, "done")]
    found += _earlier(p)
    if r.answered_at and p.record.state != DirectiveState.RETURNED:
        when = tr("reported in time") if r.answered_at <= r.deadline else tr("reported late")
        head = " · ".join(part for part in (r.answered_by, when, r.number) if part)
        found.append(DirectiveStep(r.answered_at, tr("The unit reported"), _lines(head, r.answer, _files(r)), "done"))
    if p.state in (DirectiveState.ACCEPTED, DirectiveState.WITHDRAWN):
        found.append(_ending(p))
    return found


def _earlier(p: ProjectedDirective) -> list[DirectiveStep]:
    """Reports that were returned and why, as the steps keep them; a return that is only on this machine."""
    found: list[DirectiveStep] = []
    reported = None
    number = p.record.number
    for at, kind, who, said in _steps(p.record.steps):
        who, text = in_sight(who), in_sight(said)  # JSON inside a text: what hides in it comes out only here
        if kind == "answered":
            reported = DirectiveStep(at, tr("The unit reported"), _lines(f"{who} · {number}", text), "done")
        elif kind == "returned" and reported is not None:
            found += [reported, DirectiveStep(at, tr("Report returned for more"), _lines(number, text), "done")]
    if p.state == DirectiveState.RETURNED != p.record.state and p.pending:
        last = p.pending[-1]
        title = tr("{what} · waits to be sent", what=tr("Report returned for more"))
        found.append(DirectiveStep(last.saved_at, title, str(getattr(last.payload, "reason", "")), "waiting"))
    return found


def _steps(text: str) -> list[tuple[int, str, str, str]]:
    """(time, kind, who, what) of a directive's steps; none from anything else."""
    try:
        return msgspec.json.decode(text or "[]", type=list[tuple[int, str, str, str]])
    except msgspec.MsgspecError:
        return []


def _ending(p: ProjectedDirective) -> DirectiveStep:
    """Accepted or withdrawn, perhaps only on this machine yet."""
    r, here = p.record, p.state == p.record.state
    accepted = p.state == DirectiveState.ACCEPTED
    title = tr("Report accepted") if accepted else tr("Directive withdrawn")
    last = p.pending[-1] if p.pending else None
    at = r.closed_at if here or last is None else last.saved_at
    note = "" if accepted else r.note if here else str(getattr(last.payload, "reason", "")) if last else ""
    if not here:
        title = tr("{what} · waits to be sent", what=title)
    detail = " · ".join(part for part in (r.number, note) if part)
    return DirectiveStep(at, title, detail, "done" if here else "waiting")


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _files(r: DirectiveRecord) -> str:
    try:
        files = msgspec.json.decode(r.files or "[]", type=list[tuple[str, int, str, str]])
    except msgspec.MsgspecError:
        return ""
    if not files:
        return ""
    return tr("{n} files: {names}", n=len(files), names=", ".join(f[0] for f in files))


def frozen(subject: DirectiveSubject, now: int, data_until: int) -> Evidence:
    """The complaint as its author saw it, in words, at this instant."""
    c = subject.complaint
    facts = [
        (tr("Code"), c.code),
        (tr("Field"), subject.field_name),
        (tr("Status"), words.status(c.status)),
        (tr("Handling unit"), subject.unit_name),
        (tr("Received"), fmt.day_time(c.created)),
        (tr("Answer due"), fmt.day_time(c.due) if c.due else ""),
        (tr("What it says"), c.body),
        (tr("Address"), c.address),
        ("data_until", str(data_until)),
    ]
    return msgspec.structs.replace(subject.evidence, frozen_at=now, facts=[f for f in facts if f[1]])


def attachable(text: str) -> str:
    """What of a complaint can go along: `5 ảnh · 1 video`, "" = nothing."""
    names = len(photos_of(text))
    videos = min(names, sum(str(row[2]).startswith("video/") for row in rows_of(text, 3)))
    return counts(names - videos, videos)


def photos_of(text: str) -> list[str]:
    """sha256 of a complaint's photos and videos; none from anything else."""
    try:
        rows: Any = json.loads(text or "[]")
    except ValueError:
        return []
    if not isinstance(rows, list):
        return []
    return [str(row[0]) for row in rows if isinstance(row, list) and row and len(str(row[0])) == 64]
