"""The synced tables: which record, which key, which bucket, which columns become segments.

Sync reads only this table: there is no branch per entity anywhere in the sync code.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args, get_type_hints

from . import records as r

SEGMENT_ROWS = 131_072
"""Rows in one segment of a column. Slot s lies in segment s // SEGMENT_ROWS at offset s % SEGMENT_ROWS."""


@dataclass(frozen=True)
class SegmentColumn:
    """A column kept as BLOBs of little-endian numbers beside the rows."""

    name: str
    dtype: str  # NumPy typestring, little-endian


@dataclass(frozen=True)
class Entity:
    """A synced table."""

    name: str
    record: type[r.Record]
    key: tuple[str, ...]
    stage: int
    """Bootstrap order: 0 reference, 1 indicators, 2 what people work on, 3 complaints."""
    year_of: Callable[[Any], int] | None = None
    """Year of the bucket a record belongs to; None = the one bucket `-`."""
    segments: tuple[SegmentColumn, ...] = ()
    text_columns: tuple[str, ...] = ()
    """Columns kept in the table `<name>_text`, away from the narrow row."""
    search_columns: tuple[str, ...] = ()
    """Columns of the full-text search (folded)."""
    later_columns: tuple[str, ...] = ()
    """Columns that came after the first schema, in the order they came: the last of the record, each with a default."""
    columns: tuple[str, ...] = field(init=False)
    types: tuple[type, ...] = field(init=False)
    nullable: tuple[bool, ...] = field(init=False)

    def __post_init__(self) -> None:
        hints = get_type_hints(self.record)
        names = self.record.__struct_fields__
        object.__setattr__(self, "columns", names)
        object.__setattr__(self, "types", tuple(_plain(hints[n]) for n in names))
        object.__setattr__(self, "nullable", tuple(type(None) in get_args(hints[n]) for n in names))

    @property
    def row_columns(self) -> tuple[str, ...]:
        """Columns of the narrow row: all but the text columns."""
        return tuple(c for c in self.columns if c not in self.text_columns)

    def default(self, column: str) -> Any:
        """Value of a later column in rows from before it."""
        return self.record.__struct_defaults__[self.columns.index(column) - len(self.columns)]

    @property
    def integer_key(self) -> bool:
        """True where the key is one integer, which is then the row id."""
        return len(self.key) == 1 and self.types[self.columns.index(self.key[0])] is int

    def key_of(self, record: r.Record) -> str:
        """Key on the wire: the key fields joined by `|`."""
        return "|".join(str(getattr(record, k)) for k in self.key)

    def split_key(self, key: str) -> tuple[Any, ...]:
        """Inverse of `key_of`, with integers where the columns are integers."""
        parts = key.split("|")
        if len(parts) != len(self.key):
            raise ValueError(f"{self.name}: key {key!r} does not have {len(self.key)} parts")
        return tuple(self.types[self.columns.index(c)](p) for c, p in zip(self.key, parts, strict=True))

    def bucket(self, scope: str, record: r.Record) -> str:
        """Bucket id `scope/table/year`."""
        year = "-" if self.year_of is None else f"{self.year_of(record):04d}"
        return f"{scope}/{self.name}/{year}"


def _plain(hint: Any) -> type:
    args = [a for a in get_args(hint) if a is not type(None)]
    plain = args[0] if args else hint
    if plain not in (int, float, str):
        raise TypeError(f"a record field may be int, float or str, not {plain!r}")
    return plain  # type: ignore[no-any-return]


def year_of_time(seconds: int) -> int:
    """Year in UTC of a time in seconds; years before 1970 and a missing time count as 1970."""
    if seconds <= 0:
        return 1970
    return time.gmtime(seconds).tm_year


def _period_year(record: Any) -> int:
    return int(record.period[:4])


def _created_year(record: Any) -> int:
    return year_of_time(record.created)


def _received_year(record: Any) -> int:
    return year_of_time(record.received_at)


ENTITIES: tuple[Entity, ...] = (
    Entity("setting", r.SettingRecord, ("key",), 0),
    Entity("area", r.AreaRecord, ("code",), 0),
    Entity("area_link", r.AreaLinkRecord, ("old_code", "new_code"), 0),
    Entity("area_boundary", r.AreaBoundaryRecord, ("area_code",), 0),
    Entity("unit", r.UnitRecord, ("code",), 0),
    Entity("complaint_field", r.ComplaintFieldRecord, ("code",), 0),
    Entity("complaint_type", r.ComplaintTypeRecord, ("code",), 0),
    Entity("calendar_day", r.CalendarDayRecord, ("date",), 0),
    Entity("indicator_group", r.IndicatorGroupRecord, ("code",), 0),
    Entity("indicator", r.IndicatorRecord, ("catalogue", "code"), 0),
    Entity("source", r.SourceRecord, ("code",), 0),
    Entity("plan", r.PlanRecord, ("indicator", "area", "period"), 1, _period_year),
    Entity("assessment", r.AssessmentRecord, ("indicator", "area", "period"), 1, _period_year),
    Entity("observation", r.ObservationRecord, ("indicator", "area", "period", "revision"), 1, _period_year),
    Entity("alert", r.AlertRecord, ("id",), 2),
    Entity("explanation_request", r.ExplanationRequestRecord, ("id",), 2),
    Entity("request_event", r.RequestEventRecord, ("request_id", "n"), 2),
    Entity("promise", r.PromiseRecord, ("id",), 2),
    Entity("directive", r.DirectiveRecord, ("id",), 2, _received_year),
    Entity(
        "complaint",
        r.ComplaintRecord,
        ("id",),
        3,
        _created_year,
        segments=(
            SegmentColumn("created", "<u4"),
            SegmentColumn("field", "|u1"),
            SegmentColumn("unit", "<u2"),
            SegmentColumn("area", "<u2"),
            SegmentColumn("status", "|u1"),
            SegmentColumn("channel", "|u1"),
            SegmentColumn("flags", "|u1"),
            SegmentColumn("x", "<u4"),
            SegmentColumn("y", "<u4"),
            SegmentColumn("due", "<u4"),
            SegmentColumn("closed", "<u4"),
            SegmentColumn("routed_after", "<u2"),
            SegmentColumn("answered", "<u4"),
            SegmentColumn("id", "<i8"),
        ),
        text_columns=("code", "title", "body", "address", "timeline", "photos"),
        search_columns=("code", "title", "body", "address"),
        later_columns=("routed_after", "answered"),
    ),
)

BY_NAME: dict[str, Entity] = {e.name: e for e in ENTITIES}
BY_RECORD: dict[type[r.Record], Entity] = {e.record: e for e in ENTITIES}


@cache
def schema() -> str:
    """Fingerprint of names, columns and types, sent in manifests and page headers as `schema`."""
    text = ";".join(f"{e.name}({','.join(f'{c}:{t.__name__}' for c, t in zip(e.columns, e.types, strict=True))})"
                    for e in ENTITIES)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def in_stage_order(names: Iterable[str]) -> list[Entity]:
    """The named entities in bootstrap order; unknown names (of a newer peer) are dropped."""
    wanted = set(names)
    return sorted((e for e in ENTITIES if e.name in wanted), key=lambda e: e.stage)
