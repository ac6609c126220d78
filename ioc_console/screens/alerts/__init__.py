"""Cảnh báo: groups of alerts that can be worked down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ioc_console.navigation import Route
from ioc_console.screens import Screen, ScreenView, SearchHit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ioc_console.context import Context


def _open(context: Context) -> ScreenView:
    from ioc_console.screens.alerts.view import AlertsView

    return AlertsView(context)


def _badge(session: Session) -> int:
    from local_cache.queries.alerts import unacknowledged_count

    return unacknowledged_count(session)


def _search(session: Session, words: str) -> Sequence[SearchHit]:
    from local_cache.queries.alerts import alerts_named

    return [
        SearchHit(title=a.title, detail=a.place, kind="alert", route=Route("alerts", {"id": a.id}))
        for a in alerts_named(session, words, limit=8)
    ]


SCREEN = Screen(
    id="alerts",
    title="Alerts",
    icon="bell",
    factory=_open,
    group=1,
    badge=_badge,
    badge_watches=frozenset({"alert", "outbox"}),
    search=_search,
)
