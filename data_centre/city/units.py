"""Units that must act: departments, centres, enterprises, police, and five offices in each commune."""

from __future__ import annotations

import re
from functools import cache

from ioc_domain.records import AreaRecord, UnitRecord

from . import marks
from .areas import communes
from .files import rows

_KIND_WORD = {"Phường": "phuong", "Xã": "xa", "Đặc khu": "dac_khu"}
_TEMPLATE_SHORT = {"VP": "VP", "KTHTDT": "KT-HT-ĐT", "KT": "Kinh tế", "VHXH": "VH-XH", "HCC": "HCC", "CA": "CA"}
_SHORTENINGS = (
    (r"^Công ty Điện lực (.+?)(?: \(thành lập 2025\))?$", r"ĐL \1"),
    (r"^Công ty Cổ phần Cấp nước (.+)$", r"CN \1"),
    (r"^Tổng Công ty Cấp nước Sài Gòn$", "Sawaco"),
    (r"^Ủy ban nhân dân Thành phố Hồ Chí Minh$", "UBND TP"),
    (r"^Văn phòng Ủy ban nhân dân Thành phố$", "VP UBND TP"),
    (r"^Ủy ban nhân dân (.+)$", r"UBND \1"),
    (r"^Công an Thành phố Hồ Chí Minh$", "Công an TP"),
    (r"^.*\((P[AC]\d\d)\)$", r"\1"),
    (r"^Thống kê Thành phố Hồ Chí Minh$", "Thống kê TP"),
    (r"^Tổng công ty Điện lực Thành phố Hồ Chí Minh$", "EVNHCMC"),
    (r"^Trung tâm Quản lý Giao thông và Hạ tầng kỹ thuật$", "TT Giao thông và HTKT"),
    (r"^Trung tâm (.+)$", r"TT \1"),
    (r"^Bệnh viện (.+)$", r"BV \1"),
    (r"^Ban Quản lý (.+)$", r"BQL \1"),
    (r"^Công ty (?:TNHH MTV|Cổ phần) (.+)$", r"Cty \1"),
)
_SUPPLIER_WORDS = {
    "TP.HCM": "Thành phố Hồ Chí Minh",
}
_SUPPLIER_CODES = {
    "Thanh tra TP.HCM": "TT-TP",
    "Văn phòng UBND TP.HCM": "VP-UBND",
    "Thuế TP.HCM": "THUE-TP",
}


def shorten_unit(name: str) -> str:
    """Short form for tables and walls, e.g. "ĐL Sài Gòn"; the full name where no rule fits."""
    for pattern, replacement in _SHORTENINGS:
        short, hits = re.subn(pattern, replacement, name)
        if hits:
            return short.replace("Thành phố Hồ Chí Minh", "TP").replace(" Thành phố", " TP")
    return name.replace("Thành phố Hồ Chí Minh", "TP")


@cache
def units() -> tuple[UnitRecord, ...]:
    """All units of all times; ids count from 1 in the order of the files, communes after the city's own."""
    found: list[UnitRecord] = []
    successors = _successors()
    for r in (*rows("units"), *rows("more_units")):
        found.append(
            UnitRecord(
                code=r["code"],
                id=len(found) + 1,
                kind=r["kind"],
                name=r["name_vi"],
                short_name=shorten_unit(r["name_vi"]),
                parent=r["parent_code"],
                valid_from=r["valid_from"],
                valid_to=r["valid_to"],
                successor=successors.get(r["code"], ""),
                mark=marks.of_source(r["source"]),
            )
        )
    templates = [r for r in rows("unit_templates") if r["in_core_set"] == "yes"]
    for area in communes():
        for r in templates:
            if _KIND_WORD[area.kind] in r["applies_to"].split("|"):
                found.append(_commune_office(area, r, len(found) + 1))
    return tuple(found)


def _commune_office(area: AreaRecord, template: dict[str, str], number: int) -> UnitRecord:
    place = area.kind.lower() + area.name.removeprefix(area.kind)
    return UnitRecord(
        code=f"{area.code}-{template['code']}",
        id=number,
        kind=template["kind"],
        name=template["name_pattern_vi"].replace("{don_vi}", place),
        short_name=f"{_TEMPLATE_SHORT[template['code']]} {area.short_name}",
        parent="CATP" if template["kind"] == "police" else "UBND-TP",
        valid_from=template["valid_from"],
        valid_to=template["valid_to"],
        area_code=area.code,
        mark=marks.of_answer(template["official"]),
    )


def _successors() -> dict[str, str]:
    """Who took over; where a unit was divided, the first successor named."""
    found: dict[str, str] = {}
    for r in rows("unit_successions"):
        if r["from_code"] != "SXD":  # the department of construction gave up one task and went on
            found.setdefault(r["from_code"], r["to_code"])
    return found


@cache
def units_by_name() -> dict[str, str]:
    """Code by full name."""
    return {u.name: u.code for u in units()}


def supplier_unit(supplier: str) -> str:
    """Code of the unit a catalogue names as supplier, "" where it has none (offices of the old districts)."""
    if supplier in _SUPPLIER_CODES:
        return _SUPPLIER_CODES[supplier]
    name = supplier
    for short, full in _SUPPLIER_WORDS.items():
        name = name.replace(short, full)
    return units_by_name().get(name, "")
