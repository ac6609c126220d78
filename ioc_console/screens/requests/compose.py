"""Composing a request: what will be frozen, whom it asks, until when, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from ioc_console import formatting
from ioc_console.context import Context
from ioc_console.lanes import Lane
from ioc_console.screens.requests import words
from ioc_console.screens.requests.freezing import replace_frozen, worded
from ioc_console.text import tr
from ioc_domain.codes import Direction
from ioc_domain.commands import IssueExplanationRequest
from ioc_domain.comparison import change
from ioc_domain.evidence import freeze
from ioc_domain.working_time import WorkingCalendar, at_local, local_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from local_cache.outbox import SavedCommand
    from local_cache.queries.requests import ComposeSubject, UnitChoice

DAYS = (1, 3, 5, 7, 10)
REQUIRES: tuple[tuple[str, str], ...] = (
    ("cause", "Cause"), ("remedy", "Remedy"), ("promise", "Promised date and value"), ("file", "File"))
TEMPLATES: tuple[tuple[str, str], ...] = (
    ("plan", "Behind the plan"), ("same_period", "Worse than the same period"), ("revision", "Unusual revision"),
    ("free", "Free text"))
DRAFT_KEY = "request/new"


class Draft(msgspec.Struct):
    """What is half written, as kept in the outbox file."""

    subject: str
    area: str
    period: str
    unit_code: str
    unit_name: str
    days: int
    template: str
    question: str
    requires: list[str]
    urgent: bool


@dataclass(frozen=True)
class DueWords:
    """The deadline that a number of working days means. `cells`: (day of week and date, below, counted, due)."""

    result: str
    later: str
    cells: tuple[tuple[str, str, bool, bool], ...]


class ComposeModel(QObject):
    """The request being written. One at a time; it survives a restart as a draft."""

    changed = Signal()
    loaded = Signal()
    """A subject was loaded (or is unknown: `subject` is None)."""
    saved = Signal(str)
    """Id of the command: it is on this machine."""
    refused = Signal(str)
    """It could not be saved, in a sentence."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.subject: ComposeSubject | None = None
        self.units: tuple[UnitChoice, ...] = ()
        self.draft = Draft("", "", "", "", "", 5, "plan", "", ["cause", "remedy", "promise"], False)
        self.saving = False
        self.locked = False
        """True while the data may not be shown: see `set_locked`."""
        self.draft_saved_at = 0
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(800)
        self._keep.timeout.connect(self._keep_draft)

    # --- opening ---------------------------------------------------------------------------------------

    def open(self, subject: str, area: str, period: str) -> None:
        """Begin a request about an indicator (`v2:C0403`) or a complaint (`complaint:17`)."""
        now, cursor = self.context.now, ""

        def read(session: Session) -> tuple[ComposeSubject | None, tuple[UnitChoice, ...]]:
            from local_cache.queries import requests as q

            kind, _, number = subject.partition(":")
            if kind == "complaint":
                from local_cache.queries.complaint_subject import complaint_subject

                found = complaint_subject(session, int(number), now, cursor) if number.isdecimal() else None
                return found, q.units_to_ask(session)
            place = area or q.city_area(session)
            return q.compose_subject(session, subject, place, period, now, cursor), q.units_to_ask(session)

        def done(found: tuple[ComposeSubject | None, tuple[UnitChoice, ...]]) -> None:
            self.subject, self.units = worded(found[0]), found[1]
            if self.subject is not None and self.draft.subject != subject:
                e = self.subject.evidence
                kind = "free" if e.kind == "complaint" else "plan"
                self.draft = Draft(subject, e.area_code, e.period, self.subject.unit_code, self.subject.unit_name, 5,
                                   kind, "", ["cause", "remedy", "promise"], False)
                self.draft.question = self.template_text(kind)
            self.loaded.emit()
            self.changed.emit()

        self.context.read(read, owner=self, done=done)

    def resume(self, done: Callable[[Draft | None], None]) -> None:
        """Look for a draft of an earlier sitting."""
        path = self.context.paths.outbox

        def work() -> Draft | None:
            from local_cache.outbox import Outbox

            if not path.exists():
                return None
            with Outbox(path) as outbox:
                kept = outbox.drafts(DRAFT_KEY)
            return msgspec.json.decode(kept[0].body, type=Draft) if kept else None

        def found(draft: Draft | None) -> None:
            if draft is not None:
                self.draft = draft
            done(draft)

        self.context.lanes.run(Lane.WRITE, work, owner=self, done=found, only_looks=True)

    # --- editing ---------------------------------------------------------------------------------------

    def set_unit(self, code: str, name: str) -> None:
        """Whom to ask."""
        self.draft.unit_code, self.draft.unit_name = code, name
        self._touched()

    def set_days(self, days: int) -> None:
        """Working days from receipt."""
        self.draft.days = days
        self._touched()

    def set_template(self, key: str) -> None:
        """Take the words of a template; free text keeps what was written."""
        self.draft.template = key
        if key != "free":
            self.draft.question = self.template_text(key)
        self._touched()

    def set_question(self, text: str) -> None:
        """What is asked."""
        if text != self.draft.question:
            self.draft.question = text
            self._keep.start()
            self.changed.emit()

    def set_required(self, key: str, on: bool) -> None:
        """What the answer must hold."""
        chosen = [k for k, _ in REQUIRES if (k in self.draft.requires or k == key) and (on or k != key)]
        self.draft.requires = chosen
        self._touched()

    def set_urgent(self, on: bool) -> None:
        """Urgent requests are told by SMS at any hour."""
        self.draft.urgent = on
        self._touched()

    def problem(self) -> str:
        """Why it cannot be saved yet, "" when it can."""
        if self.locked:
            return tr("The data on this machine is hidden; the request is kept as a draft.")
        if self.subject is None:
            return tr("Choose what to ask about.")
        if not self.draft.unit_code:
            return tr("Choose the unit to ask.")
        if len(self.draft.question.strip()) < 10:
            return tr("Write the question: at least ten characters.")
        return ""

    # --- saving ----------------------------------------------------------------------------------------

    def save(self) -> None:
        """Freeze the evidence and put the command in the outbox."""
        if self.saving or self.problem() or self.subject is None:
            return
        e = replace_frozen(self.subject.evidence, self.context.now, self.context.sync.data_until)
        sha256, data = freeze(e)
        d = self.draft
        payload = IssueExplanationRequest(
            unit_code=d.unit_code, subject_kind=e.kind, subject=e.subject, title=e.title, area_code=e.area_code,
            period=e.period, question=d.question.strip(), deadline_days=d.days, urgency=1 if d.urgent else 0,
            requires=list(d.requires), evidence=sha256, value=e.value, plan=e.plan, standing=e.standing,
            observed_revision=e.revision, insist=bool(self.subject.open_requests),
        )
        self.saving = True
        self.changed.emit()

        def done(command: SavedCommand) -> None:
            self._end()
            self._discard()
            self.saved.emit(command.id)

        def failed(error: Exception) -> None:
            from ioc_console.notices import explain

            self.saving = False
            self.changed.emit()
            problem = explain(error)
            self.refused.emit(" ".join((tr("NOT saved."), problem.sentence())))

        self.context.save(payload, owner=self, evidence=data, done=done, failed=failed)

    def set_locked(self, locked: bool) -> None:
        """Locked, nothing is frozen nor saved, and the draft is on the disk at once; all goes on when it ends."""
        self.locked = locked
        if locked and self._keep.isActive():
            self._keep.stop()
            self._keep_draft()
        self.changed.emit()

    def discard(self) -> None:
        """Drop what was written."""
        self._end()
        self._discard()

    # --- wording ---------------------------------------------------------------------------------------

    def template_text(self, key: str) -> str:
        """The words of a template with the numbers of the evidence."""
        if self.subject is None or key == "free":
            return ""
        e = self.subject.evidence
        unit = e.unit_of_measure
        direction = Direction(dict(e.facts).get("direction", Direction.HIGHER.value) or Direction.HIGHER.value)
        what = tr("{title}, {period}: {value}", title=e.title, period=formatting.period(e.period),
                  value=words.value_words(e.value, unit))
        year_end = f"31-12-{e.period[:4]}"
        if key == "plan":
            gap = change(e.value, e.plan, unit, direction)
            against = "" if gap is None else ", " + tr(
                "{gap} against the plan", gap=formatting.change(gap.absolute, unit))
            return f"{what}{against}. " + tr(
                "Please give the cause, the remedy and the value promised by {day}.", day=year_end)
        if key == "same_period":
            gap = change(e.value, e.same_period, unit, direction)
            against = "" if gap is None else ", " + tr(
                "{gap} against the same period", gap=formatting.change(gap.absolute, unit))
            return f"{what}{against}. " + tr(
                "Please say what is different from last year, and the remedy with its date.")
        return f"{what}. " + tr(
            "The number was revised from {old} to {new}. Please give the reason and say whether it is final.",
            old=words.value_words(e.previous_value, unit), new=words.value_words(e.value, unit))

    def due(self, calendar: WorkingCalendar) -> DueWords:
        """The deadline if the centre received it now, and if it received it on the next working day."""
        now, days = self.context.now, self.draft.days
        deadline = calendar.deadline(now, days)
        tomorrow = calendar.next_open(at_local(local_date(now) + timedelta(days=1), 0))
        later = calendar.deadline(tomorrow, days)
        last = local_date(deadline)
        cells: list[tuple[str, str, bool, bool]] = []
        day, counted = local_date(now), 0
        while day <= last and len(cells) < 16:
            working = calendar.is_working(day) and day > local_date(now)
            counted += working
            below = tr("day {n}", n=counted) if working else tr("today") if day == local_date(now) else (
                tr("off") if calendar.reason_off(day) == "weekend" else tr("holiday"))
            cells.append((f"{formatting.weekday(day, short=True)} {day.day}", below, working, day == last))
            day += timedelta(days=1)
        return DueWords(
            result=f"{formatting.clock_time(deadline)} {formatting.weekday(deadline)} {formatting.day(deadline)}",
            later=tr("Counted from receipt by the centre. Received on {day}, it is due on {due}.",
                     day=f"{formatting.weekday(tomorrow)} {formatting.short_day(tomorrow)}",
                     due=f"{formatting.weekday(later)} {formatting.short_day(later)}"),
            cells=tuple(cells),
        )

    # --- draft -----------------------------------------------------------------------------------------

    def _touched(self) -> None:
        self._keep.start()
        self.changed.emit()

    def _keep_draft(self) -> None:
        if not self.draft.subject:
            return
        path, now, body = self.context.paths.outbox, self.context.now, msgspec.json.encode(self.draft)

        def work() -> None:
            from local_cache.outbox import Draft as KeptDraft
            from local_cache.outbox import Outbox

            with Outbox(path) as outbox:
                outbox.save_draft(KeptDraft(DRAFT_KEY, body, now))

        def done(_none: None) -> None:
            self.draft_saved_at = now
            self.changed.emit()

        self.context.lanes.run(Lane.WRITE, work, owner=self, done=done)

    def _discard(self) -> None:
        path = self.context.paths.outbox

        def work() -> None:
            from local_cache.outbox import Outbox

            if path.exists():
                with Outbox(path) as outbox:
                    outbox.discard_draft(DRAFT_KEY)

        self.context.lanes.run(Lane.WRITE, work, owner=self)

    def _end(self) -> None:
        self._keep.stop()
        self.saving = False
        self.subject = None
        self.draft_saved_at = 0
        self.draft = Draft("", "", "", "", "", 5, "plan", "", ["cause", "remedy", "promise"], False)
        self.changed.emit()
