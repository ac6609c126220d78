"""Files by their content: evidence comes with the request, other files when a person asks, never false ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from data_centre.blobs import BlobStore
from ioc_domain.channel import FilesKept, KeepFiles, Progress
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
