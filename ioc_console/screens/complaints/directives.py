"""Directives on this screen: the models, the two composers, and what connects them with list and pane."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ioc_console.notices import Level
from ioc_console.screens.complaints.detail_pane import DetailPane
from ioc_console.screens.complaints.directive_bulk import BulkModel, BulkPane
from ioc_console.screens.complaints.directive_model import DirectiveModel, DirectivesModel
from ioc_console.screens.complaints.directive_pane import DirectivePane
from ioc_console.screens.complaints.list_panel import ListPanel
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.text import tr
from local_cache.queries.directives import MOST_AT_ONCE


class Directives(QObject):
    """Made by the view; `composer` docks at the foot of the pane, `many` under the list."""

    def __init__(self, state: ComplaintsState, pane: DetailPane, panel: ListPanel, parent: QWidget) -> None:
        super().__init__(parent)
        self._state, self._pane, self._list, self._view = state, pane, panel, parent
        context = state.context
        self.known = DirectivesModel(state, self)
        self.model = DirectiveModel(context, self)
        self.bulk = BulkModel(context, self)
        self.composer = DirectivePane(self.model)
        self.many = BulkPane(self.bulk)
        pane.dock(self.composer)
        pane.directive_asked.connect(self.write)
        pane.rows.accepted.connect(self.known.accept)
        pane.rows.returned.connect(self.known.return_for_more)
        pane.rows.withdrawn.connect(self.known.withdraw)
        panel.directive_asked.connect(self.write_many)
        state.opened_changed.connect(self._opened_changed)
        self.model.draft_kept.connect(self.known.reload_soon)
        self.model.saved.connect(self._saved)
        self.bulk.saved.connect(self._saved_many)
        for model in (self.model, self.bulk):
            model.refused.connect(lambda words: context.notices.post(words, Level.ERROR))

    def write(self) -> None:
        """Key D: write, or go on writing, about the complaint that is open."""
        if not self._state.opened:
            return
        if self._state.context.sync.read_only:
            self._state.context.notices.post(tr("This console only reads: write in the other one."))
            return
        self.bulk.close()
        self.model.open(self._state.opened)
        self.composer.begin()

    def write_many(self) -> None:
        """Shift+D: write for the complaints of the list."""
        if self._state.context.sync.read_only or not len(self._list.rows):
            return
        ordered = self._list.rows.ordered
        if ordered is not None and ordered.known is None:  # so many that they are only read in windows
            words = tr("At most {n} at once: narrow the filter.", n=MOST_AT_ONCE)
            self._state.context.notices.post(words)
            return
        self._state.open(0)
        self.bulk.begin([int(i) for i in self._list.rows.ids])
        self.many.begin()

    def step_back(self) -> bool:
        """Esc puts the innermost composer away; what is written stays."""
        if self.model.open_on:
            self.model.close()
            self._pane.setFocus()
            return True
        if self.bulk.open:
            self.bulk.close()
            self._list.table.setFocus()
            return True
        return False

    def _opened_changed(self) -> None:
        self.model.close()
        if self._state.opened:
            self.bulk.close()

    def _saved(self, _command_id: str) -> None:
        context = self._state.context
        words = tr("Saved on this machine and sent at once.") if context.sync.online else (
            tr("Saved on this machine. It is sent, once, when there is a network."))
        context.notices.post(words)
        self._pane.setFocus()

    def _saved_many(self, count: int) -> None:
        self._state.context.notices.post(
            tr("{n} directives saved on this machine. The queue shows how far they are.", n=count))
        self._list.table.setFocus()
