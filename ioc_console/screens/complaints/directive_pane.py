"""The composer of a directive on the open complaint: renders a `DirectiveModel` and connects its gestures."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ioc_console import formatting as fmt
from ioc_console.directive_outcomes import deadline_words
from ioc_console.screens.complaints.directive_composer import DirectiveComposer
from ioc_console.screens.complaints.directive_model import DAYS, DirectiveModel
from ioc_console.screens.complaints.directive_words import attachable
from ioc_console.text import tr


class DirectivePane(DirectiveComposer):
    """Shown while something is being written."""

    def __init__(self, model: DirectiveModel, parent: QWidget | None = None) -> None:
        super().__init__(DAYS, parent)
        self.model = model
        self.hide()
        self.sent.connect(model.save)
        self.discarded.connect(model.discard)
        self.unit_picked.connect(model.set_unit)
        self.days_picked.connect(model.set_days)
        self.text_changed.connect(model.set_text)
        self.urgent_set.connect(model.set_urgent)
        self.photos_set.connect(model.set_photos)
        model.changed.connect(self.render_model)
        model.context.sync.changed.connect(self.render_model)

    def render_model(self) -> None:
        """Show the model as it is."""
        m, subject = self.model, self.model.subject
        if not m.open_on:
            self.hide()
            return
        if subject is None:
            return
        self.show_title(tr("Directive to act"), self._note_words(subject.complaint.code.removeprefix("1022-")))
        online = m.context.sync.online
        self.show_kept(self._kept_words(online))
        self.show_units([(u.code, u.name) for u in subject.units], m.draft.unit_code)
        due = m.due()
        self.show_deadline(m.draft.days, deadline_words(due) if due else fmt.MISSING)
        self.show_text(m.draft.text)
        what = attachable(subject.complaint.photos)
        self.show_choices(tr("Attach {what}", what=what) if what else "", m.draft.photos, m.draft.urgent)
        problem, standing = m.problem(), m.standing()
        told = tr("The unit has {number} already: this orders again.", number=standing) if standing else (
            tr("The unit is told once: at its desk and by e-mail"))
        self.show_act(tr("Save and send") if online else tr("Put into the outbox"),
                      ready=not problem and not m.saving, told=problem or told)
        self.show()

    def _note_words(self, code: str) -> str:
        seen, now = self.model.context.sync.data_until, self.model.context.now
        if not seen:
            return tr("about {code}, evidence frozen when it is saved", code=code)
        return tr("about {code}, evidence as of {time}", code=code, time=fmt.near_time(seen, now))

    def _kept_words(self, online: bool) -> str:
        if not self.model.draft_saved_at:
            return ""
        time = fmt.clock_time(self.model.draft_saved_at)
        if online:
            return tr("Draft kept on this machine {time}", time=time)
        return tr("Kept on this machine {time} · sent when there is a network", time=time)
