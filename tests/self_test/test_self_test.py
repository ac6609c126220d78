"""The self-test proves installations, so it is itself proved here: each check can pass, and can fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ioc_console import self_test
from ioc_console.screens.complaints import clip
from ioc_console.self_test import drawing, machine, stores, video
from ioc_console.self_test.finding import Check, Finding, Verdict, run_check
from ioc_console.theme import theme
from ioc_domain.channel import Link, LinkChanged, encode_line


@pytest.fixture(scope="module", autouse=True)
def application() -> Iterator[QApplication]:
    """The application with the program's own font and icons."""
    existing = QApplication.instance()
    made = existing if isinstance(existing, QApplication) else QApplication(["test"])
    theme().apply(made)
    yield made


def test_a_check_that_raises_is_a_finding(tmp_path: Path) -> None:
    """A fault is named by class and message, and does not end the others."""

    def broken(folder: Path) -> tuple[Verdict, str]:
        raise OSError("the disk is gone")

    finding = run_check("store", broken, tmp_path / "a")
    assert finding == Finding("store", Verdict.FAILED, "OSError: the disk is gone")


@pytest.mark.parametrize("check", [stores.store_keeps_what_is_written, stores.outbox_keeps_a_command])
def test_stores_are_written_and_read_back(check: Check, tmp_path: Path) -> None:
    """Both files work in an empty folder."""
    assert run_check("files", check, tmp_path / "a").verdict is Verdict.OK


@pytest.mark.parametrize("check", [stores.store_keeps_what_is_written, stores.outbox_keeps_a_command])
def test_a_damaged_file_fails(check: Check, tmp_path: Path) -> None:
    """A folder where a file should be cannot be opened, and that is said."""
    (tmp_path / "cache.db").mkdir()
    (tmp_path / "outbox.db").mkdir()
    with pytest.raises(Exception, match=r"\S"):
        check(tmp_path)


def test_vietnamese_is_drawn_letter_by_letter(tmp_path: Path) -> None:
    """With the bundled font all 146 letters differ and none is a box."""
    assert len(drawing.vietnamese_alphabet()) == len(set(drawing.vietnamese_alphabet())) == 146
    verdict, detail = drawing.vietnamese_letters(tmp_path)
    assert verdict is Verdict.OK, detail


def test_boxes_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When every letter comes out as the same box, the check fails and counts them."""
    box = drawing.drawn(drawing.NO_GLYPH)
    monkeypatch.setattr(drawing, "drawn", lambda text: box)
    verdict, detail = drawing.vietnamese_letters(tmp_path)
    assert verdict is Verdict.FAILED and "146 as boxes" in detail


def test_icons_leave_ink(tmp_path: Path) -> None:
    """Every icon of the set can be drawn."""
    assert drawing.icons(tmp_path)[0] is Verdict.OK


def test_missing_resources_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package without translations and icons fails both checks."""
    monkeypatch.setattr(drawing, "resources", lambda: tmp_path)
    assert drawing.icons(tmp_path)[0] is Verdict.FAILED
    assert drawing.vietnamese_words(tmp_path)[0] is Verdict.FAILED


def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Puts a small program in the place of the sync process."""
    import sys

    program = tmp_path / "worker.py"
    program.write_text(code, encoding="utf-8")
    monkeypatch.setattr(machine, "this_program", lambda *_: [sys.executable, str(program)])


def test_a_worker_that_says_offline_and_stops_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the real one does at a closed port."""
    line = encode_line(LinkChanged(state=Link.OFFLINE, since=1, data_until=0)).decode().strip()
    worker(tmp_path, monkeypatch, f"print({line!r}, flush=True)\ninput(); input()")
    verdict, detail = machine.sync_process_answers(tmp_path)
    assert verdict is Verdict.OK and "said offline" in detail


def test_a_worker_that_dies_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its exit code and its last line are in the finding."""
    worker(tmp_path, monkeypatch, "raise SystemExit('no library')")
    verdict, detail = machine.sync_process_answers(tmp_path)
    assert verdict is Verdict.FAILED and "no library" in detail


def test_the_result_is_a_table_or_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One failure makes the exit code 1; a note does not."""
    answers: dict[str, Check] = {
        "good": lambda folder: (Verdict.OK, "fine"),
        "odd": lambda folder: (Verdict.NOTE, "look"),
    }
    monkeypatch.setattr(self_test, "checks", lambda: answers)
    assert self_test.main([]) == 0
    assert "self-test: 2 of 2 checks passed" in capsys.readouterr().out
    answers["bad"] = lambda folder: (Verdict.FAILED, "broken")
    assert self_test.main(["--json"]) == 1
    assert json.loads(capsys.readouterr().out)[2] == {"name": "bad", "verdict": "failed", "detail": "broken"}


def test_a_clip_plays(tmp_path: Path) -> None:
    verdict, detail = video.clip_plays(tmp_path)
    assert verdict is Verdict.OK, detail


def test_a_clip_without_its_player_is_a_note_and_in_a_package_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package brings the player along; a checkout may lie on a machine without its libraries."""
    monkeypatch.setattr(clip, "available", lambda: False)
    assert video.clip_plays(tmp_path)[0] is Verdict.NOTE
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert video.clip_plays(tmp_path)[0] is Verdict.FAILED


@pytest.mark.expected_log("Could not open media")
def test_a_clip_that_is_none_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video, "CLIP", "AAAA")
    assert video.clip_plays(tmp_path)[0] is Verdict.FAILED
