"""Giải trình: asking units to explain, and reading what they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ioc_console.navigation import Route
from ioc_console.screens import Screen, ScreenView, SearchHit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ioc_console.context import Context


def _open(context: Context) -> ScreenView:
    from ioc_console.screens.requests.view import RequestsView

    return RequestsView(context)


def _badge(session: Session) -> int:
    from local_cache.queries.requests import answers_to_judge

    return answers_to_judge(session)


def _search(session: Session, words: str) -> Sequence[SearchHit]:
    from local_cache.queries.requests import requests_named

    return [
        SearchHit(title=c.request.title, detail=f"{c.request.number} · {c.unit_name}", kind="request",
                  route=Route("requests", {"id": c.request.id}))
        for c in requests_named(session, words, limit=8)
    ]


def _refuses_link(arguments: Mapping[str, str], own: bool) -> bool:
    """A request, or the board; composing is begun by a person and by no link."""
    from ioc_console.links import CODE, is_unknown

    return is_unknown(arguments, {"id": CODE})


def _sent_arguments(arguments: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in arguments.items() if name == "id"}


SCREEN = Screen(
    id="requests",
    title="Explanations",
    icon="message-circle-question-mark",
    factory=_open,
    group=1,
    badge=_badge,
    badge_watches=frozenset({"explanation_request", "outbox"}),
    shows_outbox=True,
    search=_search,
    refuses_link=_refuses_link,
    sent_arguments=_sent_arguments,
)
