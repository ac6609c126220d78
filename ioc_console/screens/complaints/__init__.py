"""Phản ánh 1022: what citizens report, where, who is late; one filter for the map, the figures and the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ioc_console.navigation import Route
from ioc_console.screens import Screen, ScreenView, SearchHit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ioc_console.context import Context


def _open(context: Context) -> ScreenView:
    from ioc_console.screens.complaints.view import ComplaintsView

    return ComplaintsView(context)


def _search(session: Session, words: str) -> Sequence[SearchHit]:
    from local_cache.queries.complaint_list import complaints_named

    hits = []
    for found in complaints_named(session, words, limit=8):
        record, hit = found.record, found.hit
        # The part of the text that was hit says more than what the complaint is filed under.
        title, marks = (hit.text, hit.marks) if hit is not None else (record.title or record.code, ())
        route = Route("complaints", {"id": str(record.id)})
        hits.append(SearchHit(title, record.code, "complaint", route, marks))
    return hits


def _refuses_link(arguments: Mapping[str, str], own: bool) -> bool:
    from ioc_console.screens.complaints.filter_link import refused

    return refused(arguments, own)


def _sent_arguments(arguments: Mapping[str, str]) -> Mapping[str, str]:
    from ioc_console.screens.complaints.filter_link import sent

    return sent(arguments)


SCREEN = Screen(
    id="complaints",
    title="Complaints 1022",
    icon="message-square-warning",
    factory=_open,
    group=2,
    search=_search,
    refuses_link=_refuses_link,
    sent_arguments=_sent_arguments,
)
