"""Which unit gets a complaint of a type in an area at a time: tables per era, so that whole blocks are routed at once.

Who gets which type is the sample's own choice, guided by `typical_unit_kind`; the dates of the units are the city's.
Power and water companies take the areas nearest to a point in the middle of their network (own choice).
"""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data_centre.city.areas import areas
from data_centre.city.hotline import fields, types
from data_centre.city.units import units
from ioc_domain.records import ComplaintTypeRecord

Table = NDArray[np.int64]

ERA_STARTS = tuple(
    date.fromisoformat(d)
    for d in (
        "2021-01-01",
        "2024-01-01",
        "2025-03-01",
        "2025-05-01",
        "2025-07-01",
        "2025-08-01",
        "2025-10-01",
        "2026-01-30",
    )
)
MERGED = date(2025, 7, 1)
COMMUNE_OFFICE = {"HC": "HCC", "YT": "VHXH", "XH": "VHXH", "TP": "VHXH", "DU": "VHXH", "LD": "VP", "AN": "CA"}
"""Office of a commune that handles a field; the others go to its office for economy and infrastructure."""
DISTRICTS = {
    "760": "Q1",
    "770": "Q3",
    "773": "Q4",
    "774": "Q5",
    "775": "Q6",
    "778": "Q7",
    "776": "Q8",
    "771": "Q10",
    "772": "Q11",
    "761": "Q12",
    "777": "BTAN",
    "765": "BTHANH",
    "764": "GV",
    "768": "PN",
    "766": "TBINH",
    "767": "TPHU",
    "769": "TD",
    "785": "BC",
    "787": "CG",
    "783": "CC",
    "784": "HM",
    "786": "NB",
}
"""Official district code → the last part of the codes of its committee (QH-…) and its police (CA-…)."""
POWER = {
    "PC-SAIGON-25": (10.776, 106.700),
    "PC-TANTHUAN-25": (10.735, 106.730),
    "PC-GIADINH-25": (10.810, 106.690),
    "PC-CHOLON-25": (10.757, 106.650),
    "PC-THUDUC": (10.850, 106.770),
    "PC-BINHCHANH": (10.700, 106.580),
    "PC-CUCHI": (10.970, 106.500),
    "PC-HOCMON": (10.885, 106.590),
    "PC-ANPHUDONG": (10.860, 106.680),
    "PC-BINHPHU": (10.745, 106.610),
    "PC-THUANAN": (10.920, 106.710),
    "PC-BENCAT": (11.130, 106.600),
    "PC-BINHDUONG": (10.985, 106.660),
    "PC-VUNGTAU": (10.370, 107.080),
    "PC-DATDO": (10.490, 107.270),
}
OLD_POWER = {
    "PC-SAIGON": (10.776, 106.700),
    "PC-TANTHUAN": (10.735, 106.730),
    "PC-GIADINH": (10.805, 106.700),
    "PC-CHOLON": (10.752, 106.655),
    "PC-TANBINH": (10.800, 106.655),
    "PC-PHUTHO": (10.765, 106.645),
    "PC-GOVAP": (10.838, 106.667),
    "PC-TANPHU": (10.790, 106.628),
    "PC-DUYENHAI": (10.500, 106.870),
    "PC-THUDUC": (10.850, 106.770),
    "PC-BINHCHANH": (10.700, 106.580),
    "PC-CUCHI": (10.970, 106.500),
    "PC-HOCMON": (10.885, 106.590),
    "PC-ANPHUDONG": (10.860, 106.680),
    "PC-BINHPHU": (10.745, 106.610),
}
WATER = {
    "CN-BENTHANH": (10.775, 106.697),
    "CN-CHOLON": (10.752, 106.640),
    "CN-GIADINH": (10.805, 106.695),
    "CN-PHUHOATAN": (10.766, 106.660),
    "CN-NHABE": (10.700, 106.735),
    "CN-THUDUC": (10.840, 106.780),
    "CN-TANHOA": (10.795, 106.645),
    "CN-TRUNGAN": (10.860, 106.640),
    "CN-CANGIO": (10.450, 106.880),
    "BIWASE": (11.050, 106.680),
    "BWACO": (10.480, 107.150),
}
PHONE_COMPANIES = ("VNPT-HCM", "VTL-HCM", "MBF-HCM")
HOSPITALS = ("BV-ND115", "BV-NDGD", "BV-ND1", "BV-ND2", "BV-TUDU", "BV-BINHDAN")
DEPARTMENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "GT": (("", "SGTVT"), ("2025-03-01", "SGTCC"), ("2025-05-01", "SXD")),
    "CX": (("", "SXD"),),
    "VT": (("", "STTTT"), ("2025-03-01", "SKHCN")),
    "MT": (("", "STNMT"), ("2025-05-01", "SNNMT")),
    "TP": (("", "BQL-ATTP"), ("2024-01-01", "SATTP")),
    "YT": (("", "SYT"),),
    "DU": (("", "SDL"),),
    "XH": (("", "SLDTBXH"), ("2025-03-01", "SNV")),
    "HC": (("", "STNMT"), ("2025-05-01", "SNNMT")),
    "LD": (("", "SQHKT"), ("2025-03-01", "SXD"), ("2025-10-01", "SQHKT-25")),
    "XH-05": (("", "SGDDT"),),
    "HC-09": (("", "SKHDT"), ("2025-03-01", "STC")),
    "LD-03": (("", "SXD"),),
}
CENTRES: dict[str, tuple[tuple[str, str], ...]] = {
    "GT": (("", "TT-HTGTDB"), ("2026-01-30", "TT-GTHTKT")),
    "TN": (("", "TT-HTKT"), ("2026-01-30", "TT-GTHTKT")),
    "CS": (("", "TT-HTKT"), ("2026-01-30", "TT-GTHTKT")),
    "XB": (("", "TT-GTCC"),),
    "HC": (("", "VP-UBND"), ("2025-03-01", "HCC-TP")),
}
ENTERPRISES = {"CX": "CAYXANH", "XB": "HURC1", "MT": "CITENCO"}
AGENCIES: dict[str, tuple[tuple[str, str], ...]] = {
    "HC-10": (("", "THUE"), ("2025-03-01", "THUE-KV2"), ("2025-07-01", "THUE-TP")),
    "XH-03": (("", "BHXH"),),
}
FIELDS_WITHOUT_TYPES = {"COV": "HCDC", "CTN": "TT-HTKT"}


def _then(steps: tuple[tuple[str, str], ...], era: date) -> str:
    """The last step that has begun."""
    return next(code for start, code in reversed(steps) if not start or date.fromisoformat(start) <= era)


class Routing:
    """Tables [type id, area id] → unit id, one per era."""

    def __init__(self) -> None:
        self._ids = {u.code: u.id for u in units()}
        self._count = max(a.id for a in areas()) + 1
        self._tables = [self._table(era) for era in ERA_STARTS]

    def era_of(self, day: date) -> int:
        """Number of the era of a day."""
        return max(k for k, start in enumerate(ERA_STARTS) if start <= day or k == 0)

    def route(self, era: int, type_id: Table, area_id: Table, field_id: Table) -> Table:
        """Units of rows; a field without types has one unit."""
        found = self._tables[era][type_id, area_id]
        for f in fields():
            if f.code in FIELDS_WITHOUT_TYPES:
                found = np.where(field_id == f.id, self._ids[FIELDS_WITHOUT_TYPES[f.code]], found)
        return np.asarray(found, dtype=np.int64)

    def _table(self, era: date) -> Table:
        table = np.zeros((len(types()) + 1, self._count), dtype=np.int64)
        for t in types():
            table[t.id] = self._row(t, era)
        return table

    def _row(self, t: ComplaintTypeRecord, era: date) -> Table:
        kind, field = t.unit_kind, t.field_code
        if kind == "commune":
            return self._commune_offices(field) if era >= MERGED else self._district_offices("QH")
        if kind == "police":
            if era >= MERGED:
                return self._commune_offices("AN")
            return self._district_offices("CA") if era < date(2025, 3, 1) else self._one("CATP")
        if kind == "enterprise":
            return self._enterprise(t, era)
        if kind == "centre":
            if field == "YT":
                return self._dealt(HOSPITALS)
            return self._one(_then(CENTRES[field], era))
        if kind == "department":
            return self._one(_then(DEPARTMENTS.get(t.code) or DEPARTMENTS[field], era))
        if kind == "agency":
            return self._one(_then(AGENCIES[t.code], era))
        return self._one("VP-UBND")

    def _one(self, code: str) -> Table:
        return np.full(self._count, self._ids[code], dtype=np.int64)

    def _enterprise(self, t: ComplaintTypeRecord, era: date) -> Table:
        if t.field_code == "DL":
            return self._nearest(tuple((POWER if era >= date(2025, 8, 1) else OLD_POWER).items()))
        if t.field_code == "CN":
            here = tuple((c, at) for c, at in WATER.items() if era >= MERGED or c.startswith("CN-"))
            return self._nearest(here)
        if t.field_code == "VT":
            return self._dealt(PHONE_COMPANIES)
        return self._one(ENTERPRISES[t.field_code])

    def _dealt(self, codes: tuple[str, ...]) -> Table:
        ids = np.array([self._ids[c] for c in codes], dtype=np.int64)
        return np.asarray(ids[np.arange(self._count) % len(ids)], dtype=np.int64)

    @cache  # noqa: B019 - one Routing lives as long as its seeding
    def _nearest(self, network: tuple[tuple[str, tuple[float, float]], ...]) -> Table:
        ids = np.array([self._ids[code] for code, _ in network], dtype=np.int64)
        at = np.array([place for _, place in network])
        found = np.full(self._count, ids[0], dtype=np.int64)
        for a in areas():
            gap = (at[:, 0] - (a.lat or 10.8)) ** 2 + (at[:, 1] - (a.lon or 106.7)) ** 2
            found[a.id] = ids[int(np.argmin(gap))]
        return found

    @cache  # noqa: B019
    def _commune_offices(self, field: str) -> Table:
        found = np.zeros(self._count, dtype=np.int64)
        office = COMMUNE_OFFICE.get(field, "")
        for a in areas():
            if a.level == "commune" and not a.valid_to:
                works = office or ("KT" if a.kind == "Xã" else "KTHTDT")
                found[a.id] = self._ids[f"{a.code}-{works}"]
        return found

    @cache  # noqa: B019
    def _district_offices(self, prefix: str) -> Table:
        found = np.zeros(self._count, dtype=np.int64)
        for a in areas():
            if a.parent in DISTRICTS:
                found[a.id] = self._ids[f"{prefix}-{DISTRICTS[a.parent]}"]
        return found
