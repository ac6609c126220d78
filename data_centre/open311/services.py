"""Services: the complaint types in force, and what else a sender may be asked about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from ioc_domain.records import ComplaintFieldRecord, ComplaintTypeRecord

from ..city.files import rows
from ..complaints.intake import fields_in_force, types_in_force
from .answers import Failed

LONGEST_ATTRIBUTE = 500


@dataclass(frozen=True)
class Attribute:
    """One more question about a service."""

    field_code: str
    code: str
    datatype: str
    required: bool
    order: int
    description: str
    datatype_description: str
    values: tuple[tuple[str, str], ...]

    def read(self, said: list[str]) -> str:
        """The answer in words, "" for none. Raises `Failed`."""
        given = [text.strip() for text in said if text.strip()]
        if not given:
            if self.required:
                raise Failed(400, f"attribute[{self.code}] was not provided")
            return ""
        if max(map(len, given)) > LONGEST_ATTRIBUTE:
            raise Failed(400, f"attribute[{self.code}] is too long")
        if self.datatype in ("singlevaluelist", "multivaluelist"):
            names = dict(self.values)
            if any(key not in names for key in given) or (self.datatype == "singlevaluelist" and len(given) > 1):
                raise Failed(400, f"attribute[{self.code}] must be one of: {', '.join(names)}")
            return ", ".join(names[key] for key in given)
        if self.datatype == "datetime" and not _is_moment(given[0]):
            raise Failed(400, f"attribute[{self.code}] is not a date and time")
        return given[0]


@dataclass(frozen=True)
class Service:
    """A kind of complaint one can send: a type, or a field as a whole."""

    field: ComplaintFieldRecord
    kind: ComplaintTypeRecord | None

    @property
    def code(self) -> str:
        """Code of the type, else of the field."""
        return self.kind.code if self.kind else self.field.code

    @property
    def name(self) -> str:
        """Name of the type; a field as a whole stands for whatever has no type."""
        return self.kind.name if self.kind else f"{self.field.name}: việc khác"

    def attributes(self) -> list[Attribute]:
        """Further questions."""
        return [a for a in attributes() if a.field_code in ("*", self.field.code)]

    def listed(self) -> dict[str, Any]:
        """As it stands in the list of services."""
        return {
            "service_code": self.code,
            "service_name": self.name,
            "description": f"{self.field.name}: {self.kind.name}" if self.kind else self.name,
            "metadata": bool(self.attributes()),
            "type": "realtime",
            "keywords": f"{self.field.name}, {self.field.name_en}".lower(),
            "group": self.field.name,
        }

    def definition(self) -> dict[str, Any]:
        """The service definition."""
        return {"service_code": self.code, "attributes": [_shown(a) for a in self.attributes()]}


@cache
def attributes() -> tuple[Attribute, ...]:
    """All further questions, as shipped."""
    return tuple(
        Attribute(
            field_code=r["field_code"],
            code=r["code"],
            datatype=r["datatype"],
            required=r["required"] == "yes",
            order=int(r["order"]),
            description=r["description"],
            datatype_description=r["datatype_description"],
            values=tuple((key, name) for key, _, name in (v.partition(":") for v in r["values"].split("|") if v)),
        )
        for r in rows("open311_attributes")
    )


def services(connection: sa.Connection, day: str) -> dict[str, Service]:
    """Services on an ISO day by their code; lists of imported sources are not offered."""
    found = [Service(field, kind) for field, kind in types_in_force(connection, day)]
    found += [Service(field, None) for field in fields_in_force(connection, day)]
    return {s.code: s for s in found if ":" not in s.code}


def _shown(a: Attribute) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "variable": True,
        "code": a.code,
        "datatype": a.datatype,
        "required": a.required,
        "datatype_description": a.datatype_description,
        "order": a.order,
        "description": a.description,
    }
    if a.values:
        shown["values"] = [{"key": key, "name": name} for key, name in a.values]
    return shown


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
