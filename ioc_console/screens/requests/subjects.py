"""Choosing what to ask about: indicators, at risk first, by any part of the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ioc_console.context import Context
from ioc_console.text import tr
from ioc_console.widgets.unit_picker import UnitPicker

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class SubjectPicker(UnitPicker):
    """`picked` carries (indicator id, name). Call `begin` to load and show it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.search.setPlaceholderText(tr("Type part of an indicator's name; at risk first"))
        self.search.setAccessibleName(tr("Find an indicator"))
        self.list.setAccessibleName(tr("Indicators"))

    def begin(self) -> None:
        """Load the indicators of this moment and take the keyboard."""

        def read(session: Session) -> tuple[tuple[str, str], ...]:
            from local_cache.queries.requests import indicators_at_risk_first

            return indicators_at_risk_first(session)

        def done(found: tuple[tuple[str, str], ...]) -> None:
            self.set_units(found)
            self.show()
            self.raise_()
            super(SubjectPicker, self).begin()

        self.context.read(read, owner=self, done=done)
