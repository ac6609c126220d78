"""The carried facts: counts, marks, the crosswalk, names."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict

import msgspec
import pytest

from data_centre.city import areas, build_areas, catalogue, hotline, units
from data_centre.city.files import CITY_FOLDER, rows
from ioc_domain.codes import Mark
from ioc_domain.records import Record

TODAY = "2026-11-22"


def test_catalogues_have_their_counts() -> None:
    assert len(catalogue.city_indicators()) == 154
    assert len(catalogue.district_indicators()) == 51
    assert len(catalogue.first_catalogue()) == 110
    groups = list(catalogue.groups())
    assert len(groups) == 20
    for indicators in (catalogue.city_indicators(), catalogue.first_catalogue()):
        assert {i.group_code for i in indicators} == {g.code for g in groups}
    assert Counter(i.period for i in catalogue.city_indicators()) == {"month": 66, "quarter": 29, "year": 59}


def test_every_city_indicator_has_an_owner_in_force() -> None:
    in_force = {u.code for u in units.units() if not u.valid_to}
    assert {i.owner_unit for i in catalogue.city_indicators()} <= in_force


def test_month_board_and_priorities() -> None:
    board = catalogue.month_board()
    assert len(board) == 15
    ranked = sorted((i for i in catalogue.city_indicators() if i.priority), key=lambda i: i.priority)
    assert [i.code for i in ranked][:15] == board
    assert len({i.priority for i in ranked}) == len(ranked)


def test_areas_before_and_after_the_reform() -> None:
    kinds = Counter(a.kind for a in areas.communes())
    assert kinds == {"Phường": 113, "Xã": 54, "Đặc khu": 1}
    assert len(areas.old_districts()) == 22
    ended = [a for a in areas.areas() if a.level == "commune" and a.valid_to]
    assert len(ended) == 441  # Côn Đảo was a district without communes: the 442nd source
    assert all(a.valid_to == "2025-06-30" for a in ended)
    assert len({a.code for a in areas.areas()}) == len({a.id for a in areas.areas()}) == len(areas.areas())
    names = {a.name: a.short_name for a in areas.communes()}
    assert names["Phường Bến Thành"] == "P. Bến Thành"
    assert names["Xã Vĩnh Lộc"] == "X. Vĩnh Lộc"
    assert names["Đặc khu Côn Đảo"] == "ĐK. Côn Đảo"
    for a in areas.communes():
        assert a.lat is not None and a.lon is not None and 8.5 < a.lat < 11.6 and 106.2 < a.lon < 107.7


def test_crosswalk_weights_sum_to_one_and_reach_every_commune() -> None:
    total: dict[str, float] = defaultdict(float)
    links = list(areas.area_links())
    for link in links:
        total[link.old_code] += link.weight
    assert len(total) == 442
    assert all(weight == pytest.approx(1.0, abs=1e-9) for weight in total.values())
    assert {link.new_code for link in links} == {a.code for a in areas.communes()}
    split = {link.old_code for link in links if link.weight < 1}
    assert len(split) == 47
    assert all(link.basis == ("equal" if link.old_code in split else "whole") for link in links)
    known = {a.code for a in areas.areas()}
    assert set(total) <= known


def test_committed_areas_are_what_the_package_says() -> None:
    made, links = build_areas.areas_and_links(build_areas.data_folder())
    assert [[str("" if c is None else c) for c in row] for row in made] == [list(r.values()) for r in rows("areas")]
    assert [[str(c) for c in row] for row in links] == [list(r.values()) for r in rows("area_links")]


def test_units_in_force_and_their_tree() -> None:
    everything = units.units()
    in_force = [u for u in everything if (u.valid_from or "") <= TODAY and (not u.valid_to or u.valid_to >= TODAY)]
    assert len(in_force) > 900
    codes = {u.code for u in everything}
    assert len(codes) == len(everything)
    assert {u.parent for u in everything} - {""} <= codes
    assert {u.successor for u in everything} - {""} <= codes
    per_commune = Counter(u.area_code for u in everything if u.area_code)
    assert set(per_commune) == {a.code for a in areas.communes()}
    assert set(per_commune.values()) == {5}
    assert all(u.short_name and len(u.short_name) <= len(u.name) for u in everything)


def test_eighteen_fields_in_force() -> None:
    in_force = [f for f in hotline.fields() if f.valid_from <= TODAY and (not f.valid_to or f.valid_to >= TODAY)]
    assert len(in_force) == 18
    assert {t.field_code for t in hotline.types()} == {f.code for f in in_force}


def test_calendar_has_the_swapped_days_the_library_misses() -> None:
    calendar = hotline.working_calendar()
    from datetime import date

    assert not calendar.is_working(date(2026, 1, 2))
    assert calendar.is_working(date(2026, 1, 10))
    likely = {d.date for d in hotline.calendar_days() if d.mark == Mark.LIKELY}
    assert "2026-11-24" in likely and "2026-01-02" not in likely


def test_all_words_are_nfc_and_marked() -> None:
    records: list[Record] = [
        *areas.areas(),
        *units.units(),
        *catalogue.indicators(),
        *catalogue.groups(),
        *hotline.fields(),
        *hotline.types(),
        *hotline.calendar_days(),
    ]
    for record in records:
        for value in msgspec.structs.astuple(record):
            assert not isinstance(value, str) or unicodedata.is_normalized("NFC", value)
        assert getattr(record, "mark", "official") in set(Mark)
    for path in CITY_FOLDER.glob("*.csv"):
        assert unicodedata.is_normalized("NFC", path.read_text("utf-8"))


def test_phrases_cover_all_fields() -> None:
    phrases = list(rows("phrases"))
    assert len(phrases) >= 250
    assert len({(p["for_code"], p["text_vi"]) for p in phrases}) == len(phrases)
    for t in hotline.types():
        assert any(p["for_code"] == t.code and p["role"] == "problem" for p in phrases), t.code
    for f in hotline.fields():
        if not f.valid_to:
            for role in ("request", "unit_answer"):
                assert any(p["for_code"] == f.code and p["role"] == role for p in phrases), (f.code, role)
    bare = [p for p in phrases if p["text_vi"].isascii()]
    assert len(bare) >= 15
