"""A complaint as the unit that works on it sees it: plain values for the templates, never who reported it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AreaRecord, ComplaintFieldRecord, ComplaintRecord, ComplaintTypeRecord, UnitRecord

from .. import wording
from ..complaints import life
from ..complaints.words import STATUSES, without_identity
from ..models import SYNCED
from ..rows import find, find_all
from .site import SHOWN


@dataclass(frozen=True)
class Photo:
    """A photo or video of the complaint. `shown`: a browser may show it by itself."""

    sha256: str
    when: str
    shown: bool


@dataclass(frozen=True)
class Reported:
    """A complaint without its reporter. `link`: the page where the unit works on it, "" = it is not its own."""

    code: str
    title: str
    body: str
    facts: list[tuple[str, str]]
    photos: list[Photo]
    link: str = ""


def complaint_of(connection: sa.Connection, number: int) -> ComplaintRecord | None:
    """A complaint by its number."""
    found = find(connection, BY_NAME["complaint"], number) if 0 <= number < 1 << 62 else None
    return found if isinstance(found, ComplaintRecord) else None


def reported(connection: sa.Connection, found: ComplaintRecord) -> Reported:
    """A complaint as it is shown."""
    known = life.reporter_of(connection, found.id).words()
    unit = _named(connection, "unit", found.unit)
    area = _named(connection, "area", found.area)
    field = _named(connection, "complaint_field", found.field)
    kind = _named(connection, "complaint_type", found.type)
    known_statuses = {int(s) for s in ComplaintStatus}
    facts = [
        ("Lĩnh vực", field.name if isinstance(field, ComplaintFieldRecord) else ""),
        ("Loại", kind.name if isinstance(kind, ComplaintTypeRecord) and kind.name != found.title else ""),
        ("Địa bàn", area.name if isinstance(area, AreaRecord) else ""),
        ("Địa chỉ", without_identity(found.address, known)),
        ("Đơn vị xử lý", unit.name if isinstance(unit, UnitRecord) else ""),
        ("Tiếp nhận", wording.moment(found.created)),
        ("Hạn xử lý", wording.deadline(found.due) if found.due else ""),
        ("Trạng thái", STATUSES[ComplaintStatus(found.status)] if found.status in known_statuses else ""),
    ]
    return Reported(
        code=found.code,
        title=without_identity(found.title, known),
        body=without_identity(found.body, known),
        facts=[fact for fact in facts if fact[1]],
        photos=photos_of(found),
    )


def photos_of(complaint: ComplaintRecord) -> list[Photo]:
    """Its photos and videos, as the record names them."""
    try:
        rows = msgspec.json.decode(complaint.photos or "[]", type=list[tuple[str, int, str]])
    except msgspec.MsgspecError:
        return []
    return [Photo(sha256, wording.moment(when), mime in SHOWN) for sha256, when, mime in rows]


def _named(connection: sa.Connection, table: str, number: int) -> object:
    found = find_all(connection, BY_NAME[table], SYNCED[table].c.id == number, limit=1) if number else []
    return found[0] if found else None
