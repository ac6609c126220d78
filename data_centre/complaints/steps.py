"""The timeline of a complaint: JSON [[time, kind, text, detail]] inside its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from .. import wording
from .words import DIRECTIVE_STEPS, STEPS, without_identity

_TITLES = {**STEPS, **DIRECTIVE_STEPS}
ROUTED = "Chuyển đơn vị"
"""Text of a step that gives a complaint to a unit and says nothing more."""


@dataclass(frozen=True)
class Told:
    """One line of a timeline, for people."""

    when: str
    title: str
    text: str


def with_step(timeline: str, at: int, kind: str, text: str, detail: str = "") -> str:
    """The timeline with one more step."""
    return msgspec.json.encode([*steps_of(timeline), [at, kind, text, detail]]).decode()


def steps_of(timeline: str) -> list[list[Any]]:
    """Steps of a timeline; what is not a step of four parts is left out."""
    try:
        steps = msgspec.json.decode(timeline)
    except msgspec.DecodeError:
        return []
    return [s for s in steps if isinstance(s, list) and len(s) == 4 and isinstance(s[0], int)]


def told(step: list[Any], known: tuple[str, ...], *, to_unit: bool = False) -> Told:
    """A step in words, without the `known` words of its reporter. `to_unit`: also what only units are told, which is
    why a complaint was given to one."""
    when, kind, text, detail = step
    title = _TITLES.get(str(kind), str(text))
    said = [str(part) for part in (text, detail) if part and str(part) != title]
    if kind in ("received", "routed") and len(said) > 1 and not (to_unit and text != ROUTED):
        said = said[1:]
    return Told(wording.moment(when), title, without_identity(" · ".join(said), known))
