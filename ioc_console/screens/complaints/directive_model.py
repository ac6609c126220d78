"""Writing a directive on one complaint: whom it orders, until when, in which words. It survives closing and a kill.

Each complaint has a draft of its own, kept beside the outbox; what is written is on the disk within a second, and at
once when the composer or the complaint is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from ioc_console.context import Context
from ioc_console.lanes import Lane
from ioc_console.screens.complaints.directive_words import frozen, photos_of
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.sync_status import OUTBOX
from ioc_console.text import tr
from ioc_console.view_model import ViewModel
from ioc_domain.codes import OPEN_STATUSES
from ioc_domain.commands import AcceptDirective, IssueDirective, Payload, ReturnDirective, WithdrawDirective
from ioc_domain.evidence import freeze
from local_cache.queries.directives import (
    ComplaintDirectives,
    DirectiveSubject,
    complaint_directives,
    directive_subject,
    draft_key,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from local_cache.outbox import SavedCommand

DAYS = (1, 2, 3, 5, 7, 10)
SHORTEST_TEXT = 10
KEEP_MS = 800
RETURN_DAYS = 3
"""Working days for more, where nobody knows how many there were at first."""


class Draft(msgspec.Struct):
    """What is half written, as kept in the outbox file."""

    complaint: int
    unit_code: str = ""
    unit_name: str = ""
    days: int = 1
    text: str = ""
    urgent: bool = False
    photos: bool = False


class DirectivesModel(ViewModel[ComplaintDirectives]):
    """Directives on the complaint that is open, and the draft of one; `data` is a `ComplaintDirectives`."""

    watches: ClassVar[frozenset[str]] = frozenset({"directive", "unit", OUTBOX})
    follows_picked: ClassVar[bool] = False

    def __init__(self, state: ComplaintsState, parent: QObject | None = None) -> None:
        super().__init__(state.context, parent)
        self.screen = state
        state.opened_changed.connect(self.reload)

    def query(self) -> Callable[[Session], ComplaintDirectives]:
        """Those of the complaint that is open now."""
        wanted, outbox = self.screen.opened, self.context.paths.outbox

        def work(session: Session) -> ComplaintDirectives:
            return complaint_directives(session, outbox, wanted) if wanted else ComplaintDirectives(0)

        return work

    def of(self, complaint: int) -> ComplaintDirectives:
        """Those of a complaint, none while another's are loaded."""
        data = self.data
        return data if data is not None and data.complaint == complaint else ComplaintDirectives(complaint)

    def accept(self, directive_id: str) -> None:
        """Accept what the unit reported."""
        self._save(AcceptDirective(directive_id), tr("Saved on this machine: the report is accepted."))

    def return_for_more(self, directive_id: str, reason: str) -> None:
        """Return what the unit reported; it gets as many working days again as it had."""
        known = self.data.directives if self.data is not None else ()
        given = [p.record.deadline_days for p in known if p.record.id == directive_id]
        told = tr("Saved on this machine: the report is returned for more.")
        self._save(ReturnDirective(directive_id, reason, given[0] if given else RETURN_DAYS), told)

    def withdraw(self, directive_id: str, reason: str) -> None:
        """Take a directive back."""
        self._save(WithdrawDirective(directive_id, reason), tr("Saved on this machine: the directive is withdrawn."))

    def _save(self, payload: Payload, told: str) -> None:
        self.context.save(payload, owner=self, done=lambda _command: self.context.notices.post(told))


class DirectiveModel(QObject):
    """The directive being written."""

    changed = Signal()
    saved = Signal(str)
    """Id of the command: it is on this machine."""
    refused = Signal(str)
    """It could not be saved, in a sentence."""
    draft_kept = Signal()
    """A draft was kept or forgotten."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.subject: DirectiveSubject | None = None
        self.draft = Draft(0)
        self.draft_saved_at = 0
        self.saving = False
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEEP_MS)
        self._keep.timeout.connect(self._keep_draft)

    @property
    def open_on(self) -> int:
        """Complaint that is being written about, 0 = none."""
        return self.draft.complaint

    # --- opening ------------------------------------------------------------------------------------------

    def open(self, complaint: int) -> None:
        """Begin a directive, or go on with the one begun before."""
        if complaint == self.draft.complaint:
            self.changed.emit()
            return
        self.close()
        now, path = self.context.now, self.context.paths.outbox
        self.draft = Draft(complaint)

        def read(session: Session) -> tuple[DirectiveSubject | None, Draft | None, int]:
            from local_cache.outbox import Outbox

            key = draft_key(complaint)
            kept = [d for d in Outbox(path).drafts(key) if d.key == key] if path.exists() else []
            draft = msgspec.json.decode(kept[0].body, type=Draft) if kept else None
            return directive_subject(session, path, complaint, now, ""), draft, kept[0].saved_at if kept else 0

        def done(found: tuple[DirectiveSubject | None, Draft | None, int]) -> None:
            if self.draft.complaint != complaint:
                return
            self.subject, draft, self.draft_saved_at = found
            if draft is not None:
                self.draft = draft
            elif self.subject is not None:
                self.draft.unit_code, self.draft.unit_name = self.subject.unit_code, self.subject.unit_name
                self.draft.photos = bool(self.photos())
            self.changed.emit()

        self.context.read(read, owner=self, done=done)

    def close(self) -> None:
        """Put it away; what is written stays as a draft."""
        if not self.draft.complaint:
            return
        if self._keep.isActive():
            self._keep_draft()
        self._end()

    def discard(self) -> None:
        """Drop what was written."""
        complaint = self.draft.complaint
        self._end()
        self._forget(complaint)

    # --- editing ------------------------------------------------------------------------------------------

    def set_unit(self, code: str) -> None:
        """Whom to order."""
        name = next((u.name for u in self.subject.units if u.code == code), "") if self.subject else ""
        if name:
            self._change(unit_code=code, unit_name=name)

    def set_days(self, days: int) -> None:
        """Working days from receipt."""
        self._change(days=days)

    def set_text(self, text: str) -> None:
        """What is ordered."""
        self._change(text=text)

    def set_urgent(self, on: bool) -> None:
        """Whether it cannot wait."""
        self._change(urgent=on)

    def set_photos(self, on: bool) -> None:
        """Whether the complaint's photos go along."""
        self._change(photos=on)

    def photos(self) -> list[str]:
        """The complaint's photos and videos, by their content."""
        return photos_of(self.subject.complaint.photos) if self.subject is not None else []

    def due(self) -> int:
        """When it would be due if the centre received it now, 0 = unknown."""
        return self.subject.calendar.deadline(self.context.now, self.draft.days) if self.subject is not None else 0

    def problem(self) -> str:
        """Why it cannot be saved yet, "" when it can."""
        if self.subject is None:
            return tr("This complaint is no longer on this machine.")
        if self.subject.complaint.closed or self.subject.complaint.status not in OPEN_STATUSES:
            return tr("The complaint is closed: reopen it to order something.")
        if not self.draft.unit_code:
            return tr("Choose the unit to order.")
        if len(self.draft.text.strip()) < SHORTEST_TEXT:
            return tr("Write what is to be done: at least ten characters.")
        return ""

    def standing(self) -> str:
        """Number of a directive to the same unit that still stands, "–" where it has none yet, "" = there is none."""
        same = [p for p in self.subject.standing if p.record.unit_code == self.draft.unit_code] if self.subject else []
        return (same[0].record.number or "–") if same else ""

    # --- saving -------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Freeze what is seen and put the command in the outbox."""
        subject, d = self.subject, self.draft
        if self.saving or subject is None or self.problem():
            return
        sha256, data = freeze(frozen(subject, self.context.now, self.context.sync.data_until))
        payload = IssueDirective(
            complaint_id=d.complaint,
            unit_code=d.unit_code,
            text=d.text.strip(),
            deadline_days=d.days,
            urgency=1 if d.urgent else 0,
            observed_status=subject.complaint.status,
            observed_unit=subject.unit_code,
            observed_due=subject.complaint.due,
            due_seen=self.due(),
            evidence=sha256,
            attachments=self.photos() if d.photos else [],
            again=bool(self.standing()),
        )
        self.saving = True
        self.changed.emit()

        def done(command: SavedCommand) -> None:
            self._end()
            self._forget(d.complaint)
            self.saved.emit(command.id)

        def failed(error: Exception) -> None:
            from ioc_console.notices import explain

            self.saving = False
            self.changed.emit()
            self.refused.emit(" ".join((tr("NOT saved."), explain(error).sentence())))

        self.context.save(payload, owner=self, evidence=data, done=done, failed=failed)

    # --- draft --------------------------------------------------------------------------------------------

    def _change(self, **changes: Any) -> None:
        changed = msgspec.structs.replace(self.draft, **changes)
        if changed != self.draft:
            self.draft = changed
            self._keep.start()
            self.changed.emit()

    def _keep_draft(self) -> None:
        self._keep.stop()
        path, now, draft = self.context.paths.outbox, self.context.now, self.draft
        key, body = draft_key(draft.complaint), msgspec.json.encode(draft)

        def work() -> None:
            from local_cache.outbox import Draft as KeptDraft
            from local_cache.outbox import Outbox

            with Outbox(path) as outbox:
                outbox.save_draft(KeptDraft(key, body, now))

        def done(_none: None) -> None:
            if self.draft.complaint == draft.complaint:
                self.draft_saved_at = now
                self.changed.emit()
            self.draft_kept.emit()

        self.context.lanes.run(Lane.WRITE, work, owner=self, done=done)

    def _forget(self, complaint: int) -> None:
        path = self.context.paths.outbox

        def work() -> None:
            from local_cache.outbox import Outbox

            if path.exists():
                with Outbox(path) as outbox:
                    outbox.discard_draft(draft_key(complaint))

        self.context.lanes.run(Lane.WRITE, work, owner=self, done=lambda _none: self.draft_kept.emit())

    def _end(self) -> None:
        self._keep.stop()
        self.saving = False
        self.subject = None
        self.draft_saved_at = 0
        self.draft = Draft(0)
        self.changed.emit()
