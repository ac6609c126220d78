"""The folder of fetched files stays within its bound: the least recently used go first, what is named never goes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from local_cache import evidence_files

LONG_AGO = 1_700_000_000


def kept(folder: Path, number: int, length: int = 1000) -> str:
    """A file that was last used `number` seconds after the beginning; its name."""
    data = bytes([number]) * length
    name = hashlib.sha256(data).hexdigest()
    evidence_files.keep(folder, name, data)
    os.utime(folder / name, (LONG_AGO + number, LONG_AGO + number))
    return name


def here(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_those_used_longest_ago_go_until_the_rest_fits(tmp_path: Path) -> None:
    names = [kept(tmp_path, number) for number in range(1, 6)]
    assert evidence_files.size(tmp_path) == 5000
    assert evidence_files.trim(tmp_path, 3500, ()) == 2
    assert here(tmp_path) == set(names[2:])
    assert evidence_files.trim(tmp_path, 3500, ()) == 0


def test_a_file_that_is_looked_at_or_kept_again_is_the_newest(tmp_path: Path) -> None:
    first, second, third = (kept(tmp_path, number) for number in range(1, 4))
    assert evidence_files.read(tmp_path, first) == b"\x01" * 1000
    evidence_files.keep(tmp_path, second, b"\x02" * 1000)
    assert evidence_files.trim(tmp_path, 2000, ()) == 1
    assert here(tmp_path) == {first, second} and third not in here(tmp_path)


def test_what_is_named_stays_however_old_and_large(tmp_path: Path) -> None:
    old, large, new = kept(tmp_path, 1), kept(tmp_path, 2, 50_000), kept(tmp_path, 3)
    assert evidence_files.trim(tmp_path, 2000, {old, large}) == 1
    assert here(tmp_path) == {old, large} and new not in here(tmp_path)


def test_what_is_still_being_written_is_left_alone(tmp_path: Path) -> None:
    name = kept(tmp_path, 1)
    for unfinished in (f".get-{name}", f".{name}.42", f".get-{name}.etag"):
        (tmp_path / unfinished).write_bytes(b"x" * 5000)
    assert evidence_files.size(tmp_path) == 1000
    assert evidence_files.trim(tmp_path, 0, ()) == 1
    assert len(here(tmp_path)) == 3


def test_a_file_that_is_held_open_elsewhere_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where a player holds it: the next one goes instead."""
    held, other = kept(tmp_path, 1), kept(tmp_path, 2)
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name == held:
            raise PermissionError(13, "in use")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    assert evidence_files.trim(tmp_path, 1000, ()) == 1
    assert here(tmp_path) == {held} and other not in here(tmp_path)


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert evidence_files.size(tmp_path / "no") == 0 and evidence_files.trim(tmp_path / "no", 0, ()) == 0
