"""Finding a unit in force by words of its name, without marks, or by its code."""

from __future__ import annotations

import unicodedata
from datetime import date

import sqlalchemy as sa

from ioc_domain.entities import BY_NAME
from ioc_domain.records import UnitRecord

from ..models import SYNCED
from ..rows import find_all

MOST_FOUND = 8
LONGEST = 120


def folded(text: str) -> str:
    """Text without marks and case: `Sở Xây dựng` as `so xay dung`."""
    spread = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in spread if not unicodedata.combining(c)).split())


def units_found(connection: sa.Connection, asked: str, today: date) -> tuple[list[UnitRecord], int]:
    """(the units that fit best, how many fit): each word must begin a word of the name or of the code."""
    words = folded(asked[:LONGEST]).split()
    if not words:
        return [], 0
    u = SYNCED["unit"].c
    live = find_all(connection, BY_NAME["unit"], sa.or_(u.valid_to == "", u.valid_to >= today.isoformat()))
    ranked = []
    for unit in live:
        if not isinstance(unit, UnitRecord):
            continue
        code, name = folded(unit.code), folded(f"{unit.name} {unit.short_name}")
        text = f" {code} {code.replace('-', ' ')} {name.replace('-', ' ').replace('(', ' ')}"
        if all(f" {word}" in text for word in words):
            plain = " ".join(words)
            rank = (code != plain, folded(unit.short_name) != plain, not folded(unit.name).startswith(plain))
            ranked.append(((*rank, len(unit.name), unit.id), unit))
    ranked.sort(key=lambda pair: pair[0])
    return [unit for _, unit in ranked[:MOST_FOUND]], len(ranked)
