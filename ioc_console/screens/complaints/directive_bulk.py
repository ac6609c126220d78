"""One directive for many complaints: those of the list, each its handling unit, in one gesture that names the count.

Each complaint gets a command of its own, all saved in one transaction: so each is sent, answered and decided on alone,
and none twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ioc_console import formatting as fmt
from ioc_console.context import Context
from ioc_console.directive_outcomes import deadline_words
from ioc_console.lanes import Lane
from ioc_console.screens.complaints.directive_composer import DirectiveComposer
from ioc_console.screens.complaints.directive_model import DAYS, KEEP_MS, SHORTEST_TEXT, Draft
from ioc_console.text import mark, tr
from ioc_domain.commands import IssueDirective
from local_cache.queries.directives import MOST_AT_ONCE, Target, Targets, draft_key, targets

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class BulkModel(QObject):
    """What is written for many, and for which. Its words survive a kill; the complaints are chosen anew."""

    changed = Signal()
    saved = Signal(int)
    """How many commands are on this machine."""
    refused = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.found: Targets | None = None
        self.draft = Draft(0)
        self.draft_saved_at = 0
        self.armed = self.saving = self.open = False
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEEP_MS)
        self._keep.timeout.connect(self._keep_draft)

    def begin(self, complaints: Sequence[int]) -> None:
        """Look which of these may be ordered."""
        wanted, path = [int(i) for i in complaints], self.context.paths.outbox
        self.open, self.armed, self.found = True, False, None

        def read(session: Session) -> tuple[Targets, Draft | None, int]:
            from local_cache.outbox import Outbox

            key = draft_key(0)
            kept = [d for d in Outbox(path).drafts(key) if d.key == key] if path.exists() else []
            draft = msgspec.json.decode(kept[0].body, type=Draft) if kept else None
            return targets(session, wanted), draft, kept[0].saved_at if kept else 0

        def done(found: tuple[Targets, Draft | None, int]) -> None:
            self.found, draft, self.draft_saved_at = found
            self.draft = draft or self.draft
            self.changed.emit()

        self.context.read(read, owner=self, done=done)

    def close(self) -> None:
        """Put it away; what is written stays as a draft."""
        if self._keep.isActive():
            self._keep_draft()
        self._end()

    def discard(self) -> None:
        """Drop what was written."""
        self._keep.stop()
        self.draft = Draft(0)
        self._end()
        self._forget()

    def set(self, **changes: Any) -> None:
        """Change words, days or urgency; what was confirmed before is not confirmed any more."""
        changed = msgspec.structs.replace(self.draft, **changes)
        if changed != self.draft:
            self.draft, self.armed = changed, False
            self._keep.start()
            self.changed.emit()

    def due(self) -> int:
        """When it would be due if the centre received it now, 0 = unknown."""
        return self.found.calendar.deadline(self.context.now, self.draft.days) if self.found is not None else 0

    def problem(self) -> str:
        """Why it cannot be saved yet, "" when it can."""
        if self.found is None:
            return tr("Counting…")
        count = len(self.found.ready)
        if not count:
            return tr("None of these complaints can be ordered.")
        if count > MOST_AT_ONCE:
            return tr("At most {n} at once: narrow the filter.", n=MOST_AT_ONCE)
        if len(self.draft.text.strip()) < SHORTEST_TEXT:
            return tr("Write what is to be done: at least ten characters.")
        return ""

    def press(self) -> None:
        """The first press asks to confirm the count, the second saves."""
        if self.saving or self.problem() or self.found is None:
            return
        if not self.armed:
            self.armed = True
            self.changed.emit()
            return
        due = self.due()
        bulk = uuid4().hex if len(self.found.ready) > 1 else ""
        payloads = [self._payload(target, due, bulk) for target in self.found.ready]
        self.saving = True
        self.changed.emit()

        def done(count: int) -> None:
            self._keep.stop()
            self.draft = Draft(0)
            self._end()
            self._forget()
            self.saved.emit(count)

        def failed(error: Exception) -> None:
            from ioc_console.notices import explain

            self.saving = self.armed = False
            self.changed.emit()
            self.refused.emit(" ".join((tr("NOT saved."), explain(error).sentence())))

        self.context.save_all(payloads, owner=self, done=done, failed=failed)

    def _payload(self, target: Target, due: int, bulk: str) -> IssueDirective:
        return IssueDirective(
            complaint_id=target.complaint,
            unit_code=target.unit_code,
            text=self.draft.text.strip(),
            deadline_days=self.draft.days,
            urgency=1 if self.draft.urgent else 0,
            observed_status=target.status,
            observed_unit=target.unit_code,
            observed_due=target.due,
            due_seen=due,
            bulk=bulk,
        )

    def _keep_draft(self) -> None:
        self._keep.stop()
        path, now, body = self.context.paths.outbox, self.context.now, msgspec.json.encode(self.draft)

        def work() -> None:
            from local_cache.outbox import Draft as KeptDraft
            from local_cache.outbox import Outbox

            with Outbox(path) as outbox:
                outbox.save_draft(KeptDraft(draft_key(0), body, now))

        def done(_none: None) -> None:
            self.draft_saved_at = now
            self.changed.emit()

        self.context.lanes.run(Lane.WRITE, work, owner=self, done=done)

    def _forget(self) -> None:
        path = self.context.paths.outbox

        def work() -> None:
            from local_cache.outbox import Outbox

            if path.exists():
                with Outbox(path) as outbox:
                    outbox.discard_draft(draft_key(0))

        self.context.lanes.run(Lane.WRITE, work, owner=self)

    def _end(self) -> None:
        self.open = self.armed = self.saving = False
        self.found = None
        self.draft_saved_at = 0
        self.changed.emit()


class BulkPane(DirectiveComposer):
    """Renders a `BulkModel` under the list."""

    def __init__(self, model: BulkModel, parent: QWidget | None = None) -> None:
        super().__init__(DAYS, parent)
        self.model = model
        self.hide()
        self.sent.connect(model.press)
        self.discarded.connect(model.discard)
        self.days_picked.connect(lambda days: model.set(days=days))
        self.text_changed.connect(lambda text: model.set(text=text))
        self.urgent_set.connect(lambda on: model.set(urgent=on))
        model.changed.connect(self.render_model)
        model.context.sync.changed.connect(self.render_model)

    def render_model(self) -> None:
        """Show the model as it is."""
        m, found = self.model, self.model.found
        if not m.open:
            self.hide()
            return
        count = len(found.ready) if found is not None else 0
        self.show_title(tr("Directive for many"), left_out(found) if found is not None else "")
        self.show_kept(tr("Draft kept on this machine {time}", time=fmt.clock_time(m.draft_saved_at))
                       if m.draft_saved_at else "")
        whom = tr("{n} complaints, each to its handling unit: {m} units", n=fmt.number(count), m=fmt.number(
            found.units)) if found is not None else ""
        self.show_whom(whom)
        due = m.due()
        self.show_deadline(m.draft.days, deadline_words(due) if due else fmt.MISSING)
        self.show_text(m.draft.text)
        self.show_choices("", with_photos=False, urgent=m.draft.urgent)
        words = tr("Confirm: order {n} complaints", n=fmt.number(count)) if m.armed else (
            tr("Order {n} complaints", n=fmt.number(count)))
        problem = m.problem()
        told = tr("Press once more to save {n} commands.", n=fmt.number(count)) if m.armed else (
            tr("Each is a command of its own; the queue shows how far they are."))
        self.show_act(words, ready=not problem and not m.saving, told=problem or told)
        self.show()


def left_out(found: Targets) -> str:
    """How many of the list are left out, and why."""
    parts = [(found.closed, mark("{n} closed")), (found.without_unit, mark("{n} without a unit")),
             (found.ordered, mark("{n} ordered already")), (found.gone, mark("{n} no longer here"))]
    told = [tr(words, n=fmt.number(n)) for n, words in parts if n]
    return tr("left out: {what}", what=", ".join(told)) if told else ""
