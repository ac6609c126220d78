"""Which schemas of which command are taken in, and until when: as data with dates.

A console may have been away, or may not have been upgraded: a command that it saved is still taken in for 24 months
after its schema was replaced. A new schema of a command is one more line here, a date on the line it replaces, and
the step in `UPGRADES` that reads the older payload as the newer one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import msgspec

ACCEPTED_MONTHS = 24

Step = Callable[[dict[str, Any]], dict[str, Any]]
"""Reads the fields of a payload of one schema as those of the next."""


@dataclass(frozen=True)
class SchemaLife:
    """One schema of one command. Dates are ISO days; `replaced` is "" for the newest."""

    type: str
    schema: int
    since: str
    replaced: str = ""

    @property
    def until(self) -> date | None:
        """First day on which it is refused; None while it is the newest."""
        return _months_later(date.fromisoformat(self.replaced)) if self.replaced else None


COMMAND_SCHEMAS: tuple[SchemaLife, ...] = (
    SchemaLife("issue_explanation_request", 1, "2026-11-01"),
    SchemaLife("withdraw_request", 1, "2026-11-01"),
    SchemaLife("accept_explanation", 1, "2026-11-01"),
    SchemaLife("return_explanation", 1, "2026-11-01"),
    SchemaLife("acknowledge_alert", 1, "2026-11-01"),
    SchemaLife("assign_alert", 1, "2026-11-01"),
    SchemaLife("shelve_alert", 1, "2026-11-01"),
    SchemaLife("reopen_complaint", 1, "2026-11-01"),
    SchemaLife("issue_directive", 1, "2026-11-28"),
    SchemaLife("accept_directive", 1, "2026-11-28"),
    SchemaLife("return_directive", 1, "2026-11-28"),
    SchemaLife("withdraw_directive", 1, "2026-11-28"),
)
UPGRADES: dict[tuple[str, int], Step] = {}
"""(type, schema) -> step to the next schema. Empty while every command has only its first schema."""


class SchemaUnknown(ValueError):
    """No such schema: it is of a newer program, or nobody's."""


class SchemaTooOld(ValueError):
    """It was replaced more than 24 months ago."""


class CommandSchemas:
    """The schemas that are taken in on a day."""

    def __init__(
        self,
        lives: tuple[SchemaLife, ...] = COMMAND_SCHEMAS,
        upgrades: Mapping[tuple[str, int], Step] = UPGRADES,
    ) -> None:
        self._lives = {(life.type, life.schema): life for life in lives}
        self._upgrades = upgrades

    def check(self, kind: str, schema: int, now: float) -> None:
        """Pass for a schema that is taken in at that time. Raises `SchemaUnknown`, `SchemaTooOld`."""
        life = self._lives.get((kind, schema))
        if life is None:
            raise SchemaUnknown(f"{kind} in schema {schema} is not known here.")
        if not _open(life, now):
            raise SchemaTooOld(f"{kind} in schema {schema} was taken in until {life.until}.")

    def newest(self, kind: str, schema: int, payload: bytes) -> bytes:
        """The payload as the newest schema has it; the same bytes where it is the newest already."""
        if (kind, schema + 1) not in self._lives:
            return payload
        fields = msgspec.json.decode(payload, type=dict[str, Any])
        while (kind, schema + 1) in self._lives:
            fields = self._upgrades[kind, schema](fields)
            schema += 1
        return msgspec.json.encode(fields)

    def ranges(self, now: float) -> dict[str, tuple[int, int]]:
        """Command type -> (oldest, newest) schema taken in at that time."""
        taken: dict[str, list[int]] = {}
        for life in self._lives.values():
            if _open(life, now):
                taken.setdefault(life.type, []).append(life.schema)
        return {kind: (min(schemas), max(schemas)) for kind, schemas in taken.items()}


def _open(life: SchemaLife, now: float) -> bool:
    return life.until is None or datetime.fromtimestamp(now, UTC).date() < life.until


def _months_later(day: date) -> date:
    """The day 24 months on; the 29th of February becomes the 1st of March."""
    year, month = divmod(day.year * 12 + day.month - 1 + ACCEPTED_MONTHS, 12)
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:
        return date(year, month + 2, 1)
