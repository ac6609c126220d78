"""The timeline of a complaint: JSON [[time, kind, text, detail]] inside its record."""

from __future__ import annotations

from typing import Any

import msgspec


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
