"""Đơn vị: the league of units with an honest on-time rate, and one unit's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ioc_console.screens import Screen, ScreenView

if TYPE_CHECKING:
    from ioc_console.context import Context


def _open(context: Context) -> ScreenView:
    from ioc_console.screens.units.view import UnitsView

    return UnitsView(context)


def _refuses_link(arguments: Mapping[str, str], own: bool) -> bool:
    from ioc_console.links import CODE, is_unknown
    from ioc_console.screens.units.league_model import SORTS, SPANS
    from local_cache.queries.units import Level

    known = {"unit": f"(area:)?{CODE}", "span": "|".join(SPANS), "level": "|".join(level.value for level in Level),
             "field": "[1-9][0-9]{0,4}", "sort": "|".join(SORTS), "descending": "1"}
    return is_unknown(arguments, known) or ("descending" in arguments and "sort" not in arguments)


SCREEN = Screen(id="units", title="Units", icon="building-2", factory=_open, group=2, refuses_link=_refuses_link)
