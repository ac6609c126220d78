"""Preferences survive, damage is set aside, nothing strange becomes a crash."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ioc_console.settings import Settings


def test_what_was_put_is_read_again_with_strange_characters(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    strange = 'Nguyễn "Khoa"\\ \n\t\x01 [x] = # \u2028'
    Settings(file).put(account_name=strange, rail_collapsed=True)
    again = Settings(file)
    assert again.text("account_name") == strange
    assert again.flag("rail_collapsed") is True
    assert again.text("light") == "dark"
    assert not again.damaged


def test_windows_are_tables_and_removed_ones_go(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    settings = Settings(file)
    settings.put_windows({"alerts": {"monitor": "HDMI-1 [2]", "x": -5, "full_screen": False}, "overview": {"x": 1}})
    settings.put_windows({"alerts": {"monitor": "HDMI-1 [2]", "x": -5, "full_screen": False}})
    assert Settings(file).windows() == {"alerts": {"monitor": "HDMI-1 [2]", "x": -5, "full_screen": False}}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"light = ", b"[a]\n[a]\n"])
def test_a_damaged_file_is_set_aside_and_defaults_hold(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    settings = Settings(file)
    assert settings.damaged
    assert settings.text("language") == "vi"
    assert (tmp_path / "settings.damaged").read_bytes() == content
    settings.put(light="light")
    assert Settings(file).text("light") == "light"


def test_values_of_the_wrong_kind_are_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('light = 5\nrail_collapsed = "yes"\nwindows = 3\n')
    settings = Settings(file)
    assert (settings.text("light"), settings.flag("rail_collapsed"), settings.windows()) == ("dark", False, {})


def test_keys_of_a_newer_program_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("future = [1, 2]\n[scenes.left]\nname = \"x\"\n")
    Settings(file).put(light="light")
    kept = tomllib.loads(file.read_text())
    assert kept["future"] == [1, 2]
    assert kept["scenes"] == {"left": {"name": "x"}}


def test_settings_that_are_not_kept_write_nothing(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    settings = Settings(file, keep=False)
    settings.put(light="light")
    assert settings.text("light") == "light"
    assert not file.exists()
