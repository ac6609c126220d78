"""Chỉ tiêu: the catalogue as a list by standing and field, and one indicator beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ioc_console.navigation import Route
from ioc_console.screens import Screen, ScreenView, SearchHit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ioc_console.context import Context


def _open(context: Context) -> ScreenView:
    from ioc_console.screens.indicators.view import IndicatorsView

    return IndicatorsView(context)


def _search(session: Session, words: str) -> Sequence[SearchHit]:
    from local_cache.queries.indicators import indicators_named

    return [
        SearchHit(i.short_name, i.unit_of_measure, "indicator",
                  Route("indicators", {"subject": f"{i.catalogue}:{i.code}"}))
        for i in indicators_named(session, words)
    ]


def _refuses_link(arguments: Mapping[str, str], own: bool) -> bool:
    from ioc_console.links import CODE, is_unknown

    return is_unknown(arguments, {"subject": f"{CODE}:{CODE}"})


SCREEN = Screen(id="indicators", title="Indicators", icon="chart-column", factory=_open, group=0, search=_search,
                refuses_link=_refuses_link)
