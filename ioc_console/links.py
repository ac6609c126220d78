"""A place of the program as a link that can be saved and sent: `ioc-console:complaints?fields=3&on_time=late`.

A link comes from outside. It names a screen and what is shown there, in plain codes, and can do nothing else: each
screen says which arguments it takes from a link (`Screen.refuses_link`), and one that says nothing takes none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from ioc_console.navigation import Route
from ioc_console.text import mark

if TYPE_CHECKING:
    from ioc_console.screens import Screen

SCHEME = "ioc-console"
MOST = 2000
"""Characters of a link; one of ours has some hundred."""
_LOOKS_LIKE_ONE = re.compile(r"\A(?:ioc-console:|[a-z][a-z0-9+.-]*://|(?:javascript|data|file|vbscript|ioc|mailto):)",
                             re.IGNORECASE)
_SHAPE = re.compile(r"\Aioc-console:([a-z_]{1,40})(?:\?([!-~]*))?\Z")


class Refusal(StrEnum):
    """Why a link is not opened."""

    FOREIGN = mark("That is not a link of this program, so it was not opened.")
    BROKEN = mark("This link is damaged or was cut, so it was not opened. Ask for it again.")
    NEWER = mark("This link names something this console does not have, so it was not opened.")


class LinkRefused(ValueError):
    """A link that is not opened."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


CODE = r"[A-Za-z0-9._-]{1,64}"
"""What a code of ours may be made of: a unit, an indicator, a request."""


def is_unknown(arguments: Mapping[str, str], known: Mapping[str, str]) -> bool:
    """Whether arguments hold a name that is not `known`, or a value that is not of the pattern of its name."""
    return any(name not in known or re.fullmatch(known[name], value) is None for name, value in arguments.items())


def is_like_a_link(text: str) -> bool:
    """Whether somebody pasted a link, ours or another, rather than words to look for."""
    return _LOOKS_LIKE_ONE.match(text.strip()) is not None


def to_link(route: Route) -> str:
    """A place as a link."""
    query = urlencode(sorted(route.arguments.items()), safe=",-.")
    return f"{SCHEME}:{route.screen}" + (f"?{query}" if query else "")


def from_link(text: str, screens: Iterable[Screen], *, own: bool = False) -> Route:
    """The place a link names. Raises LinkRefused. `own`: it was saved on this console, not sent to it."""
    text = text.strip()
    if not text.lower().startswith(f"{SCHEME}:"):
        raise LinkRefused(Refusal.FOREIGN)
    found = _SHAPE.match(text)
    if found is None or len(text) > MOST:
        raise LinkRefused(Refusal.BROKEN)
    screen = next((s for s in screens if s.id == found[1]), None)
    if screen is None or screen.refuses_link is None:
        raise LinkRefused(Refusal.NEWER)
    arguments = _arguments(found[2] or "")
    if screen.refuses_link(arguments, own):
        raise LinkRefused(Refusal.NEWER)
    return Route(screen.id, arguments)


def _arguments(query: str) -> Mapping[str, str]:
    if not query:
        return {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=40)
    except ValueError:
        raise LinkRefused(Refusal.BROKEN) from None
    if len({name for name, _ in pairs}) != len(pairs):
        raise LinkRefused(Refusal.BROKEN)
    return dict(pairs)
