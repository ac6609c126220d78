"""What the frame round the screens asks: facts of the site, areas to pick, units and areas by words."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ioc_domain.codes import AreaLevel
from local_cache.mirror import tables


@dataclass(frozen=True)
class AreaChoice:
    """An area a person may hold."""

    code: str
    name: str
    short_name: str


@dataclass(frozen=True)
class SiteFacts:
    """Facts of the site. `sample`: the data centre says its data is sample data. `newest_month` "" = none."""

    city_name: str
    sample: bool
    catalogue: str
    city_indicators: int
    newest_month: str
    areas: tuple[AreaChoice, ...]
    has_rows: bool


@dataclass(frozen=True)
class FoundPlace:
    """A unit or area whose name holds the words. `kind`: unit | area."""

    kind: str
    code: str
    name: str
    detail: str


def site_facts(session: Session, today: str) -> SiteFacts:
    """Facts of the site, with the communes in force on `today` (ISO date) by name."""
    setting = tables.setting.c
    settings: dict[str, str] = {row.key: row.value for row in session.execute(select(setting.key, setting.value))}
    area = tables.area.c
    communes = session.execute(
        select(area.code, area.name, area.short_name)
        .where(area.level == AreaLevel.COMMUNE, area.valid_from <= today)
        .where((area.valid_to == "") | (area.valid_to >= today))
    ).all()
    catalogue = settings.get("catalogue", "")
    indicator = tables.indicator.c
    count = session.scalar(
        select(func.count()).where(indicator.catalogue == catalogue, indicator.level == AreaLevel.CITY)
    )
    assessment = tables.assessment.c
    newest = session.scalar(
        select(func.max(assessment.period)).where(
            func.length(assessment.period) == 7, assessment.period.not_like("%Q%"), assessment.period <= today[:7]
        )
    )
    return SiteFacts(
        city_name=settings.get("city_name", ""),
        sample=settings.get("sample_data", "") == "1",
        catalogue=catalogue,
        city_indicators=int(count or 0),
        newest_month=newest or "",
        areas=tuple(sorted((AreaChoice(*row) for row in communes), key=lambda a: folded(a.name))),
        has_rows=bool(settings) or bool(communes),
    )


def found_places(session: Session, words: str, today: str, limit: int = 5) -> tuple[FoundPlace, ...]:
    """Units, then areas in force, whose names hold every word: at most `limit` of each, shortest names first.

    Marks and case do not matter.
    """
    wanted = folded(words).split()
    if not wanted:
        return ()
    area, unit = tables.area.c, tables.unit.c
    areas = session.execute(
        select(area.code, area.name, area.kind).where((area.valid_to == "") | (area.valid_to >= today))
    ).all()
    units = session.execute(
        select(unit.code, unit.name, unit.kind).where((unit.valid_to == "") | (unit.valid_to >= today))
    ).all()
    found: list[FoundPlace] = []
    for kind, rows in (("unit", units), ("area", areas)):
        hits = [FoundPlace(kind, row.code, row.name, row.kind) for row in rows]
        hits = [place for place in hits if all(word in folded(place.name) for word in wanted)]
        found += sorted(hits, key=lambda place: (len(place.name), place.name))[:limit]
    return tuple(found)


def folded(text: str) -> str:
    """Lower case without marks, đ as d."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return plain.replace("đ", "d")
