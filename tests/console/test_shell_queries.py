"""Queries of the frame on a small city."""

from __future__ import annotations

from pathlib import Path

import pytest

from ioc_domain.records import AreaRecord, SettingRecord, UnitRecord
from local_cache.queries.shell import FoundPlace, found_places, site_facts
from local_cache.store import open_reader
from tests.console import small_city
from tests.console.filled_cache import fill

TODAY = "2026-11-23"


def area(code: str, number: int, name: str, valid_to: str = "") -> AreaRecord:
    return AreaRecord(code, number, "commune", "phường", name, name, "79", "2025-07-01", valid_to)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    path = tmp_path / "cache.db"
    units = [UnitRecord(f"D{i}", 900 + i, "x", f"Đội Đường số {i}", f"Đ{i}", "", "2025-07-01", "") for i in range(9)]
    gone = UnitRecord("OLD", 990, "x", "Đội Đường cũ", "ĐC", "", "2020-01-01", "2025-06-30")
    areas = [area("90001", 801, "Phường Đường Mới"), area("90002", 802, "Phường Đường Xưa", "2026-01-01")]
    fill(path, [*small_city.records(), *units, gone, *areas])
    return path


def test_the_facts_of_the_site(cache: Path) -> None:
    with open_reader(cache).session() as session:
        facts = site_facts(session, TODAY)
    names = [a.name for a in facts.areas]
    assert facts.has_rows
    assert facts.sample
    assert facts.newest_month == "2026-10"
    assert facts.city_indicators > 0
    assert "Phường Đường Mới" in names
    assert "Phường Đường Xưa" not in names


def test_an_empty_cache_has_no_facts(tmp_path: Path) -> None:
    with open_reader(tmp_path / "cache.db").session() as session:
        facts = site_facts(session, TODAY)
    assert not facts.has_rows
    assert not facts.sample
    assert (facts.areas, facts.newest_month, facts.city_indicators) == ((), "", 0)


def test_only_a_true_mark_makes_sample_data(tmp_path: Path) -> None:
    fill(tmp_path / "cache.db", [SettingRecord("sample_data", "0")])
    with open_reader(tmp_path / "cache.db").session() as session:
        assert not site_facts(session, TODAY).sample


def test_units_and_areas_in_force_are_found_without_marks_and_neither_crowds_out_the_other(cache: Path) -> None:
    with open_reader(cache).session() as session:
        found = found_places(session, "duong", TODAY)
        assert found_places(session, "  ", TODAY) == ()
        assert found_places(session, "duong khong co", TODAY) == ()
    assert [p.kind for p in found] == ["unit"] * 5 + ["area"]
    assert found[-1] == FoundPlace("area", "90001", "Phường Đường Mới", "phường")
    assert all("cũ" not in p.name for p in found)
