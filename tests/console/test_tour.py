"""The tour draws the screens without a display; the demonstration says what is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from ioc_console import demo
from ioc_console.demo import DemoFolder, DemoProblem, seed_once, serving
from tests.console import small_city
from tests.console.filled_cache import fill


def tour(*words: str) -> subprocess.CompletedProcess[str]:
    without = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "-m", "ioc_console", "tour", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=without)


def test_a_picture_of_each_screen_size_light_and_state(tmp_path: Path) -> None:
    fill(tmp_path / "home" / "cache.db", small_city.records(), small_city.NOW)
    answer = tour(
        "--home", str(tmp_path / "home"), "--out", str(tmp_path / "out"), "--size", "1366x768", "--light", "both",
        "--screen", "overview", "--screen", "alerts", "--screen", "sync", "--state", "live", "--state", "empty",
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    pictures = {file.stem: QImage(str(file)) for file in (tmp_path / "out").glob("*.png")}
    assert set(pictures) == {
        f"{screen}-{light}-1366x768-vi{state}"
        for screen in ("overview", "alerts", "sync") for light in ("dark", "light") for state in ("", "-empty")
    }  # fmt: skip
    for name, picture in pictures.items():
        assert (picture.width(), picture.height()) == (1366, 768)
        ground = picture.pixelColor(1200 if name.startswith("sync") else 700, 732).lightness()
        assert ground > 200 if "-light-" in name else ground < 60, name
    assert pictures["overview-dark-1366x768-vi"] != pictures["overview-dark-1366x768-vi-empty"]
    assert list((tmp_path / "home").glob("settings*")) == [], "the tour writes nothing into the data folder"


def test_offline_looks_another(tmp_path: Path) -> None:
    fill(tmp_path / "home" / "cache.db", small_city.records(), small_city.NOW)
    answer = tour(
        "--home", str(tmp_path / "home"), "--out", str(tmp_path / "out"), "--size", "1366x768", "--light", "dark",
        "--screen", "alerts", "--state", "live", "--state", "offline", "--language", "en",
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    live, offline = (QImage(str(tmp_path / "out" / f"alerts-dark-1366x768-en{s}.png")) for s in ("", "-offline"))
    # The one inverted chip of the page: bright where the line's state stands.
    assert live.pixelColor(60, 743).lightness() < 60 < 200 < offline.pixelColor(60, 743).lightness()


def test_a_size_that_is_none_is_refused(tmp_path: Path) -> None:
    answer = tour("--out", str(tmp_path), "--size", "big")
    assert answer.returncode == 1
    assert "not a size: big" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_seed_that_fails_is_told_and_not_taken_for_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DemoFolder(tmp_path / "demo")
    monkeypatch.setattr(demo, "data_centre_command", lambda: [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(DemoProblem, match="code 3"):
        seed_once(folder, 10)
    assert not folder.note.exists()


def test_a_city_that_is_there_is_not_seeded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DemoFolder(tmp_path / "demo")
    monkeypatch.setattr(demo, "data_centre_command", lambda: [sys.executable, "-c", "pass"])
    seed_once(folder, 10)
    assert json.loads(folder.note.read_text())["complaints"] == 10
    monkeypatch.setattr(demo, "data_centre_command", lambda: [sys.executable, "-c", "raise SystemExit(3)"])
    seed_once(folder, 10)


def test_a_data_centre_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DemoFolder(tmp_path)
    monkeypatch.setattr(demo, "data_centre_command", lambda: [sys.executable, "-c", "print('no'); raise SystemExit(1)"])
    with pytest.raises(DemoProblem, match="did not start"), serving(folder):
        pass


def test_the_frozen_program_needs_the_data_centre_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(DemoProblem, match="ioc-data-centre"):
        demo.data_centre_command()
