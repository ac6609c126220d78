"""Files by their content: evidence comes with the request, other files when a person asks, never false ones."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from data_centre.blobs import BlobStore
from ioc_console.sync import keeping
from ioc_console.sync.keeping import FILE_LIMIT, ROOM_LEFT, Keeper
from ioc_console.sync.tokens import SignedLine
from ioc_console.sync_status import SyncStatus
from ioc_domain.channel import Event, FilesKept, KeepFiles, Progress
from local_cache import evidence_files
from tests import factories
from tests.sync.processes import RealCentre, Worker


def store(centre: RealCentre, data: bytes, scope: str) -> str:
    with centre.database.write() as connection:
        return BlobStore(centre.database).put(
            connection, data, kind="evidence", mime="application/json", now=1, scope=scope)


def test_evidence_comes_with_its_request_and_other_files_when_asked_for(
    centre: RealCentre, worker_on: Callable[..., Worker], tmp_path: Path
) -> None:
    evidence = store(centre, b'{"kind":"indicator"}', "unit:U0001")
    photo = store(centre, b"\x89PNG of a street", "city")
    secret = store(centre, b"of another unit", "unit:U0009")
    centre.put(factories.explanation_request(50, evidence=evidence), scope="unit:U0001")
    folder = tmp_path / "console" / "evidence"
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    worker.wait_for(lambda e: isinstance(e, Progress) and e.finished)
    worker.wait_for(lambda e: isinstance(e, FilesKept) and evidence in e.kept)
    assert evidence_files.read(folder, evidence) == b'{"kind":"indicator"}'
    assert not (folder / photo).exists(), "what nobody asked for stays where it is"

    worker.order(KeepFiles(names=[photo, secret, "0" * 64]))
    asked = worker.wait_for(lambda e: isinstance(e, FilesKept) and photo in e.kept)
    assert isinstance(asked, FilesKept)
    assert set(asked.missing) >= {secret, "0" * 64}, "a file of another scope is as good as none"
    assert evidence_files.read(folder, photo) == b"\x89PNG of a street"
    assert not (folder / secret).exists()
    worker.close()


def test_a_file_that_is_not_what_its_name_says_is_never_kept(
    centre: RealCentre, worker_on: Callable[..., Worker], tmp_path: Path
) -> None:
    name = store(centre, b"as it was", "city")
    [path] = [p for p in centre.home.rglob("*") if (p.is_file() and p.name.startswith(name[:8])) or p.name == name]
    path.write_bytes(b"as it is now")
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    worker.wait_for(lambda e: isinstance(e, Progress) and e.finished)
    worker.order(KeepFiles(names=[name]))
    worker.wait_for(lambda e: isinstance(e, FilesKept) and name in e.missing)
    worker.close()
    left = list((tmp_path / "console" / "evidence").iterdir())
    assert left == []
    assert hashlib.sha256(b"as it was").hexdigest() == name


class PartedLine:
    """A line that gives a file in pieces, as the real one writes them."""

    def __init__(self, files: dict[str, list[bytes]]) -> None:
        self.files = files
        self.given = 0

    def download(self, path: str, target: Path, on_bytes: Callable[[int], None]) -> None:
        with target.open("ab", buffering=0) as file:
            for piece in self.files[path.rpartition("/")[2]]:
                file.write(piece)
                self.given += len(piece)
                on_bytes(len(piece))


def kept_by(line: PartedLine, folder: Path, name: str, free: int = ROOM_LEFT * 9) -> FilesKept:
    """What the keeper tells of one file that was asked for."""
    said: list[Event] = []
    keeper = Keeper(cast("SignedLine", line), folder, said.append, lambda _: free - line.given)
    keeper.ask([name])
    assert keeper.step()
    assert keeper.idle
    [event] = said
    assert isinstance(event, FilesKept)
    return event


def test_a_large_video_comes_in_pieces_and_an_endless_one_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more than the limit is ever on the disk, and nothing of what was given up stays there."""
    assert FILE_LIMIT > 60_000_000, "what the data centre takes comes through"
    monkeypatch.setattr(keeping, "FILE_LIMIT", 1000)
    good = [b"a" * 400, b"b" * 600]
    name = hashlib.sha256(b"".join(good)).hexdigest()
    assert kept_by(PartedLine({name: good}), tmp_path, name).kept == [name]
    assert evidence_files.read(tmp_path, name) == b"".join(good)

    endless = PartedLine({"f" * 64: [b"x" * 400] * 50})
    assert kept_by(endless, tmp_path, "f" * 64) == FilesKept(kept=[], missing=[], too_large=["f" * 64])
    assert endless.given == 1200
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("free", [ROOM_LEFT - 1, ROOM_LEFT + 900])
def test_a_nearly_full_disk_keeps_its_room(tmp_path: Path, free: int) -> None:
    """Before the first byte, or in the middle: the file is let go, and asked for again it comes."""
    data = b"v" * 4000
    name = hashlib.sha256(data).hexdigest()
    line = PartedLine({name: [data[k : k + 400] for k in range(0, 4000, 400)]})
    assert kept_by(line, tmp_path, name, free).no_room == [name]
    assert list(tmp_path.iterdir()) == []
    assert kept_by(PartedLine(line.files), tmp_path, name).kept == [name]


def test_evidence_that_found_no_room_is_not_asked_for_in_a_circle(tmp_path: Path) -> None:
    """Until a person asks again."""
    name = hashlib.sha256(b"e").hexdigest()
    line = PartedLine({name: [b"e"]})
    said: list[Event] = []
    keeper = Keeper(cast("SignedLine", line), tmp_path, said.append, lambda _: 0)
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE explanation_request (evidence TEXT, received_at INTEGER)")
    connection.execute("INSERT INTO explanation_request VALUES (?, 1)", (name,))
    keeper.ask_for_requests(connection)
    assert keeper.step()
    keeper.ask_for_requests(connection)
    keeper.step()
    assert said == [FilesKept(kept=[], missing=[], no_room=[name])]
    keeper.ask([name])
    keeper.step()
    assert len(said) == 2


def test_the_console_knows_why_a_file_is_not_here() -> None:
    """Asked for again, the reason is forgotten."""
    sync = SyncStatus()
    sync.take(FilesKept(kept=[], missing=["a"], too_large=["b"], no_room=["c"]))
    assert (sync.missing_files, sync.too_large_files, sync.no_room_files) == ({"a"}, {"b"}, {"c"})
    sync.keep_files(["a", "b", "c"])
    assert not sync.missing_files | sync.too_large_files | sync.no_room_files
