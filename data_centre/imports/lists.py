"""The lists a complaint file brings: fields, types, units, areas. Known names are used, new ones get the next id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data_centre.rows import find_all
from ioc_domain.codes import AreaLevel, Mark
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AreaRecord, ComplaintFieldRecord, ComplaintTypeRecord, Record, UnitRecord

from .names import folded
from .problems import RowRefused

MOST_FIELDS = 255
MOST = 65_535
"""Ids are columns of one byte (fields) and two bytes (units, areas) in the consoles."""
ANSWER_DAYS = 5


@dataclass
class _Names:
    """Ids of one list by the words it may be called by; a word that names two things names none."""

    by_word: dict[str, int]
    codes: set[str]
    last: int
    most: int
    make: Callable[[str, str, int], Record]


class ImportedLists:
    """Lists of one profile over those the centre has. `fresh` are the new records, to be written first."""

    def __init__(self, connection: sa.Connection, profile: str, title: str) -> None:
        self._profile, self._title = profile, title
        self.fresh: list[Record] = []
        self._fields = self._known(connection, "complaint_field", MOST_FIELDS, self._new_field)
        self._types = self._known(connection, "complaint_type", MOST, self._new_type)
        self._units = self._known(connection, "unit", MOST, self._new_unit)
        self._areas = self._known(connection, "area", MOST, self._new_area)
        self._field_codes: dict[int, str] = {
            r.id: r.code
            for r in find_all(connection, BY_NAME["complaint_field"])
            if isinstance(r, ComplaintFieldRecord)
        }
        self._type_field = ""

    def field(self, name: str) -> int:
        """Id of a field. Raises `RowRefused` when there are too many."""
        return self._id(self._fields, name, "field")

    def type(self, name: str, field_id: int) -> int:
        """Id of a type, 0 for none. A new one belongs to the field of the row that brought it."""
        self._type_field = self._field_codes.get(field_id, "")
        return self._id(self._types, name, "type") if name else 0

    def unit(self, name: str) -> int:
        """Id of a unit, 0 for none."""
        return self._id(self._units, name, "unit") if name else 0

    def area(self, name: str) -> int:
        """Id of an area, 0 for none."""
        return self._id(self._areas, name, "area") if name else 0

    def take_fresh(self) -> list[Record]:
        """New records since the last call."""
        fresh, self.fresh = self.fresh, []
        return fresh

    def _known(
        self, connection: sa.Connection, table: str, most: int, make: Callable[[str, str, int], Record]
    ) -> _Names:
        words: dict[str, int] = {}
        twice: set[str] = set()
        codes: set[str] = set()
        last = 0
        own = f"{self._profile}:"
        records: list[Any] = sorted(find_all(connection, BY_NAME[table]), key=lambda r: str(getattr(r, "code", "")))
        for r in records:
            codes.add(r.code)
            last = max(last, r.id)
            if ":" in r.code and not r.code.startswith(own):
                continue  # another source's list
            if getattr(r, "valid_to", ""):
                continue
            for word in {folded(w) for w in (r.code, r.name, getattr(r, "short_name", "")) if w}:
                if words.setdefault(word, r.id) != r.id:
                    twice.add(word)
        for word in twice:
            del words[word]
        return _Names(words, codes, last, most, make)

    def _id(self, names: _Names, name: str, column: str) -> int:
        word = folded(name)
        found = names.by_word.get(word)
        if found is not None:
            return found
        if names.last >= names.most:
            raise RowRefused(column, f"more than {names.most} different values", name)
        names.last += 1
        code = self._code(names, name)
        names.codes.add(code)
        names.by_word[word] = names.last
        self.fresh.append(names.make(code, name, names.last))
        return names.last

    def _code(self, names: _Names, name: str) -> str:
        bare = "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))
        slug = re.sub(r"[^a-z0-9]+", "-", bare.replace("đ", "d")).strip("-")[:48] or "x"
        code = f"{self._profile}:{slug}"
        n = 1
        while code in names.codes:
            n += 1
            code = f"{self._profile}:{slug}-{n}"
        return code

    def _new_field(self, code: str, name: str, number: int) -> Record:
        self._field_codes[number] = code
        return ComplaintFieldRecord(code, number, name, name, "", "", str(Mark.IMPORTED))

    def _new_type(self, code: str, name: str, number: int) -> Record:
        return ComplaintTypeRecord(code, number, self._type_field, name, "", 0, ANSWER_DAYS, str(Mark.IMPORTED))

    def _new_unit(self, code: str, name: str, number: int) -> Record:
        return UnitRecord(code, number, "imported", name, name, "", "", "", mark=str(Mark.IMPORTED))

    def _new_area(self, code: str, name: str, number: int) -> Record:
        return AreaRecord(
            code, number, str(AreaLevel.COMMUNE), "khu vực", name, name, "", "", "", mark=str(Mark.IMPORTED)
        )
