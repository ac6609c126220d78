"""The parts of the desk, with how much waits in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..complaints import waiting
from .complaints import waiting_complaints
from .directives import Directives
from .kinds import Kind
from .requests import Requests

KINDS: tuple[Kind[Any], ...] = (Requests(), Directives())


@dataclass(frozen=True)
class Place:
    """A part of the desk."""

    path: str
    name: str
    owed: int


def places_of(connection: sa.Connection, unit_code: str, *, dispatches: bool = False) -> list[Place]:
    """All parts, for an officer of a unit; `dispatches`: who also gives complaints to units."""
    tasks = [Place(kind.path, kind.words.tab, kind.owed(connection, unit_code)) for kind in KINDS]
    more = [Place("dispatch", "Điều phối", waiting.unplaced(connection))] if dispatches else []
    return [*tasks, Place("complaints", "Phản ánh", waiting_complaints(connection, unit_code)), *more]
