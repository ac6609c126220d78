"""Đơn vị: the league of units with an honest on-time rate, and one unit's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ioc_console.screens import Screen, ScreenView

if TYPE_CHECKING:
    from ioc_console.context import Context


def _open(context: Context) -> ScreenView:
    from ioc_console.screens.units.view import UnitsView

    return UnitsView(context)


SCREEN = Screen(id="units", title="Units", icon="building-2", factory=_open, group=2)
