"""What the area and period pickers offer, and keeping them in step with what is held for all screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ioc_console.context import Context
from ioc_console.formatting import local, number, period
from ioc_console.shell.top_strip import TopStrip
from ioc_console.text import tr
from ioc_console.widgets.filter_combo import Choice

if TYPE_CHECKING:
    from local_cache.queries.shell import SiteFacts

MONTHS = 72
"""How far back a month may be picked."""


class Pickers(QObject):
    """Fills the pickers from the facts of the site. Until a person picks, the newest month with figures holds."""

    def __init__(self, context: Context, strip: TopStrip) -> None:
        super().__init__(strip)
        self._picked, self._context, self._strip = context.picked, context, strip
        self._facts: SiteFacts | None = None
        self._period_by_hand = False
        strip.area_picker.picked.connect(self._picked.pick_area)
        strip.period_picker.picked.connect(self._pick_period)
        self._picked.changed.connect(self._show)
        self.retranslate()

    def set_facts(self, facts: SiteFacts) -> None:
        """Offer the areas of the site; hold its newest month unless a person chose one."""
        self._facts = facts
        self.retranslate()
        if facts.newest_month and not self._period_by_hand:
            self._picked.pick_period(facts.newest_month)

    def retranslate(self) -> None:
        """Words in the language in use."""
        areas = self._facts.areas if self._facts is not None else ()
        whole = Choice("", tr("Whole city"), tr("{n} areas", n=number(len(areas))) if areas else "")
        choices = [whole, *(Choice(a.code, a.name) for a in areas)]
        self._strip.area_picker.set_choices(choices, self._picked.area)
        self._strip.period_picker.set_choices(
            [Choice(code, period(code)) for code in _months_back(self._newest(), MONTHS)], self._picked.period
        )
        self._show()

    def _newest(self) -> str:
        return max(self._picked.period, local(self._context.now).strftime("%Y-%m"))

    def _pick_period(self, code: str) -> None:
        self._period_by_hand = True
        self._picked.pick_period(code)

    def _show(self) -> None:
        self._strip.area_picker.set_current(self._picked.area)
        self._strip.period_picker.set_current(self._picked.period)


def _months_back(newest: str, count: int) -> list[str]:
    index = int(newest[:4]) * 12 + int(newest[5:7]) - 1
    return [f"{i // 12:04d}-{i % 12 + 1:02d}" for i in range(index, index - count, -1)]
