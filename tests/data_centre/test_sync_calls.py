"""Manifest, snapshots, parts, pages and the long-poll, over real HTTP."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import sqlalchemy as sa
import zstandard

from data_centre import models as m
from data_centre.bulk import bulk_load
from data_centre.feed import writing
from ioc_domain import entities
from ioc_domain.entities import BY_NAME
from ioc_domain.wire import (
    MASK64,
    PROTOCOL,
    PROTOCOL_MIN,
    BucketDigest,
    Operation,
    PageTrailer,
    Problem,
    Snapshot,
    decode_page,
    digest_hex,
    encode_record,
    row_hash,
)
from tests.data_centre import factories as make
from tests.data_centre.conftest import Served, wait_for

Mirror = dict[tuple[str, str], tuple[str, int, Any]]
"""(table, key) -> (bucket, rev, row)."""


def problem(answer: Any) -> tuple[int, str]:
    """(status, code) of an answer that must be problem JSON."""
    assert answer.headers["content-type"] == "application/problem+json"
    found = msgspec.json.decode(answer.content, type=Problem)
    assert found.status == answer.status_code
    return answer.status_code, found.code


def snapshot_of(served: Served, bucket: str, account: str = "leader") -> Snapshot:
    """A bucket's snapshot."""
    answer = served.as_(account).get(f"/v1/buckets/{bucket}/snapshot")
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Snapshot)


def rows_of(
    served: Served, snapshot: Snapshot, work: Path, account: str = "leader"
) -> Iterator[tuple[str, int, Any, int]]:
    """(key, rev, record, h) of every row in a snapshot's parts, after checking the files themselves."""
    for part in snapshot.parts:
        data = served.as_(account).get(part.url).content
        assert len(data) == part.bytes
        assert hashlib.sha256(data).hexdigest() == part.sha256
        path = work / f"{part.sha256}.db"
        path.write_bytes(zstandard.ZstdDecompressor().decompress(data))
        database = sqlite3.connect(path)
        meta = dict(database.execute("SELECT key, value FROM meta"))
        assert (meta["bucket"], meta["at"], meta["rows"]) == (snapshot.bucket, str(snapshot.at), str(part.rows))
        entity = BY_NAME[meta["table"]]
        texts: dict[int, tuple[Any, ...]] = {}
        if entity.text_columns:
            columns = ", ".join(f'"{c}"' for c in entity.text_columns)
            texts = {row[0]: row[1:] for row in database.execute(f"SELECT slot, {columns} FROM texts")}
        stored = {name: np.frombuffer(blob, dtype) for name, dtype, blob in database.execute(
            "SELECT name, dtype, data FROM columns"
        )} if entity.segments else {}  # fmt: skip
        for slot, *values, rev, h in database.execute("SELECT * FROM rows ORDER BY slot"):
            named = dict(zip(entity.row_columns, values, strict=True))
            named.update(zip(entity.text_columns, texts.get(slot, ()), strict=True))
            record = entity.record(**named)
            for column, numbers in stored.items():
                assert numbers[slot] == named[column]
            yield entity.key_of(record), rev, record, h & MASK64
        database.close()


def bootstrap(served: Served, work: Path, account: str = "leader") -> tuple[Mirror, int]:
    """Everything in the manifest from its parts, and the lowest `at`."""
    manifest = served.manifest(account)
    mirror: Mirror = {}
    lowest = manifest.head
    for bucket in manifest.buckets:
        snapshot = snapshot_of(served, bucket.id, account)
        lowest = min(lowest, snapshot.at)
        total = count = 0
        table = bucket.id.split("/")[1]
        for key, rev, record, h in rows_of(served, snapshot, work, account):
            assert h == row_hash(table, key, rev, encode_record(record))
            mirror[table, key] = (bucket.id, rev, msgspec.json.decode(encode_record(record)))
            total += h
            count += 1
        assert (snapshot.rows, snapshot.digest) == (count, digest_hex(total))
    return mirror, lowest


def apply(mirror: Mirror, operations: list[Operation]) -> None:
    """What a console does with a page."""
    for op in operations:
        if op.op == "put" and (op.table, op.key) in mirror and mirror[op.table, op.key][1] >= op.rev:
            continue
        if op.op == "put":
            mirror[op.table, op.key] = (op.bucket, op.rev, msgspec.json.decode(op.row))
        elif op.op == "del":
            mirror.pop((op.table, op.key), None)


def follow(served: Served, mirror: Mirror, after: int, account: str = "leader", limit: int = 10_000) -> int:
    """Pull until there is no more; returns the last `to`."""
    while True:
        header, operations, _ = served.page(after, account, limit)
        assert header.after == after
        apply(mirror, operations)
        after = header.to
        if not header.more:
            return after


def server_state(served: Served, scopes: set[str]) -> Mirror:
    """The authorised rows, straight from the database."""
    state: Mirror = {}
    with served.database.read() as connection:
        buckets = {row.no: row for row in connection.execute(sa.select(m.bucket))}
        for entity in entities.ENTITIES:
            for row in connection.execute(sa.select(m.SYNCED[entity.name])):
                bucket = buckets[row.bucket]
                if bucket.scope in scopes:
                    record = entity.record(*row[: len(entity.columns)])
                    value = msgspec.json.decode(encode_record(record))
                    state[entity.name, entity.key_of(record)] = (bucket.id, row.rev, value)
    return state


def test_manifest_says_what_there_is(served: Served) -> None:
    """Counts and digests as kept, the range of protocols, a lease, and the account's scopes."""
    served.put(make.setting("m1"))
    manifest = served.manifest()
    assert manifest.protocol == (PROTOCOL_MIN, PROTOCOL) == (1, 2)
    assert manifest.schema == entities.schema()
    assert manifest.floor <= manifest.head
    assert {"city", "unit:U1", "unit:U2"} <= set(manifest.scopes)
    assert manifest.lease_until > manifest.server_time + 71 * 3600
    assert all(bucket.count for bucket in manifest.buckets)
    assert "city/setting/-" in {bucket.id for bucket in manifest.buckets}


def test_snapshot_and_changes_make_the_state(served: Served, tmp_path: Path) -> None:
    """I1: parts, then pages of any size, equal the authorised rows, row for row."""
    bulk_load(served.database, (make.complaint(10_000 + k) for k in range(500)))
    mirror, after = bootstrap(served, tmp_path)
    served.put(*(make.complaint(10_000 + k, status=4) for k in range(0, 500, 7)), make.alert("S1"))
    served.put(make.alert("S1"), scope="unit:U2")
    served.put(make.alert("S2"), scope="unit:U9")
    follow(served, mirror, after, limit=10)
    assert mirror == server_state(served, set(served.manifest().scopes))


def test_rows_out_of_scope_never_leave(served: Served, tmp_path: Path) -> None:
    """F9: neither in the manifest, nor in parts, nor in pages, nor by guessing an address."""
    served.put(make.alert("hidden"), scope="unit:U1")
    before = served.manifest("district").head
    served.put(make.alert("hidden", count=9), scope="unit:U1")
    served.put(make.alert("shown"), scope="unit:U9")
    header, operations, trailer = served.page(before, "district")
    assert {op.key for op in operations} == {"shown"}
    assert header.to == served.manifest("district").head  # the cursor passes what it may not see
    assert set(trailer.digests) == {"unit:U9/alert/-"}
    mirror, at = bootstrap(served, tmp_path, "district")
    follow(served, mirror, at, "district")
    assert mirror == server_state(served, {"city", "unit:U9"})
    hidden = snapshot_of(served, "unit:U1/alert/-")
    client = served.as_("district")
    assert problem(client.get("/v1/buckets/unit:U1/alert/-/snapshot")) == (404, "no_bucket")
    assert problem(client.get("/v1/buckets/unit:nowhere/alert/-/snapshot")) == (404, "no_bucket")
    assert problem(client.get(hidden.parts[0].url)) == (404, "no_part")
    guessed = hidden.parts[0].url.replace("unit:U1", "unit:U9")
    assert problem(client.get(guessed)) == (404, "no_part")


def test_a_row_that_leaves_the_scope_is_deleted_there(served: Served) -> None:
    """A scope move shows as `del` to those who only had the old one."""
    served.put(make.alert("mover"), scope="unit:U9")
    after = served.manifest("district").head
    served.put(make.alert("mover"), scope="unit:U1")
    _, operations, _ = served.page(after, "district")
    assert [(op.op, op.key) for op in operations] == [("del", "mover")]


def test_a_page_ends_where_a_transaction_ends(served: Served) -> None:
    """Whatever the limit; a transaction larger than the limit comes whole."""
    start = served.manifest().head
    ends = [served.put(*(make.setting(f"p{size}.{k}") for k in range(size))) for size in (3, 1, 8, 2)]
    for limit in (1, 2, 3, 4, 5, 9, 50):
        after, seen = start, []
        while True:
            header, operations, trailer = served.page(after, limit=limit)
            assert header.to in ends
            assert len(operations) <= max(limit, 8)
            seen += [op.seq for op in operations]
            assert trailer == PageTrailer(True, len(operations), header.to, trailer.digests, trailer.commands)
            after = header.to
            if not header.more:
                break
        assert seen == list(range(start + 1, ends[-1] + 1))


def test_trailer_digests_are_those_at_its_end(served: Served, tmp_path: Path) -> None:
    """Applying page after page gives, after each, exactly the digests of its trailer."""
    served.put(*(make.setting(f"d{k}") for k in range(20)))
    mirror, after = bootstrap(served, tmp_path)
    after = follow(served, mirror, after)
    for k in range(6):
        served.put(make.setting(f"d{k}", f"v{k}"), make.setting(f"e{k}"))
    pages = 0
    while True:
        header, operations, trailer = served.page(after, limit=2)
        apply(mirror, operations)
        for bucket, said in trailer.digests.items():
            rows = [(k, v) for k, v in mirror.items() if v[0] == bucket]
            total = sum(row_hash(t, key, rev, msgspec.json.encode(row)) for (t, key), (_, rev, row) in rows)
            assert said == BucketDigest(len(rows), digest_hex(total))
        after = header.to
        pages += 1
        if not header.more:
            break
    assert pages >= 6


def test_a_stale_snapshot_is_built_anew_and_old_parts_stay(served: Served) -> None:
    """A thousand changes on, the snapshot is newer; a download under way goes on."""
    served.put(make.plan(1.0, period="2031-01"))
    old = snapshot_of(served, "city/plan/2031")
    assert snapshot_of(served, "city/plan/2031") == old
    for k in range(3):
        served.put(*(make.plan(float(k * 400 + n), period=f"2031-{n:03d}") for n in range(400)))
    new = snapshot_of(served, "city/plan/2031")
    assert new.at > old.at
    assert new.rows == 401
    assert served.as_("leader").get(old.parts[0].url).status_code == 200


def test_a_reset_makes_older_snapshots_unusable(served: Served) -> None:
    """Otherwise a new console would meet the reset again and again."""
    served.put(make.plan(1.0, period="2032-01"))
    old = snapshot_of(served, "city/plan/2032")
    with writing(served.database) as writer:
        writer.reset("plan", "city/plan/2032", [make.plan(5.0, period="2032-02")])
    new = snapshot_of(served, "city/plan/2032")
    assert new.at >= writer.result.seq > old.at
    _, operations, trailer = served.page(old.at)
    assert ("reset", "city/plan/2032") in {(op.op, op.bucket) for op in operations}
    assert trailer.digests["city/plan/2032"] == BucketDigest(new.rows, new.digest)


def test_parts_resume_by_range(served: Served) -> None:
    """`Range` with `If-Range`: the rest of the same file, or the whole file when it is another."""
    served.put(*(make.setting(f"range{k}") for k in range(300)))
    part = snapshot_of(served, "city/setting/-").parts[0]
    client = served.as_("leader")
    whole = client.get(part.url)
    etag = whole.headers["etag"]
    assert etag == f'"{part.sha256}"'
    assert whole.headers["cache-control"] == "no-cache, must-revalidate"
    rest = client.get(part.url, headers={"Range": "bytes=100-", "If-Range": etag})
    assert (rest.status_code, rest.content) == (206, whole.content[100:])
    other = client.get(part.url, headers={"Range": "bytes=100-", "If-Range": '"other"'})
    assert (other.status_code, other.content) == (200, whole.content)
    assert client.get(part.url, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(part.url, headers={"Range": f"bytes={part.bytes + 5}-"}).status_code == 416


@pytest.mark.parametrize("encoding", ["zstd", "gzip", "identity"])
def test_pages_are_packed_as_asked(served: Served, encoding: str) -> None:
    """zstd, gzip or plain; what was not asked for is not sent."""
    served.put(make.setting("packed", encoding))
    manifest = served.manifest()
    params = {"set": manifest.set, "after": f"{manifest.epoch}:{manifest.head - 1}"}
    client = served.as_("leader")
    with client.stream("GET", "/v1/changes", params=params, headers={"Accept-Encoding": encoding}) as answer:
        raw = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding", "identity") == encoding
        assert answer.headers["content-type"].startswith("application/x-ndjson")
    if encoding == "zstd":
        raw = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True).read()
    elif encoding == "gzip":
        raw = gzip.decompress(raw)
    assert len(decode_page(raw)[1]) == 1


def test_wait_tells_of_news_at_once_and_of_none_with_204(served: Served) -> None:
    """A console that waits is told within the second."""
    manifest = served.manifest()
    params: dict[str, Any] = {"set": manifest.set, "after": f"{manifest.epoch}:{manifest.head}"}
    client = served.as_("leader")
    assert client.get("/v1/wait", params={**params, "timeout": 0.2}).status_code == 204
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.get, "/v1/wait", params={**params, "timeout": 50})
        began = time.monotonic()
        seq = served.put(make.setting("news", str(manifest.head)))
        answer = waiting.result(60)
        assert time.monotonic() - began < 15
    assert answer.status_code == 200
    assert answer.json()["head"] == seq
    assert answer.json()["pull_within_ms"] >= 0


def test_cursors_that_cannot_be_continued(served: Served) -> None:
    """The contract's table: 409 set_changed, 409 epoch_changed, 410 cursor_expired, 422 for what is none."""
    served.put(make.setting("c1"))
    manifest = served.manifest()
    client = served.as_("leader")

    def changes(wanted: str, after: str) -> tuple[int, str]:
        answers = [client.get(f"/v1/{call}", params={"set": wanted, "after": after}) for call in ("changes", "wait")]
        assert problem(answers[0]) == problem(answers[1])
        return problem(answers[0])

    here = f"{manifest.epoch}:{manifest.head}"
    assert changes("other", here) == (409, "set_changed")
    assert changes(manifest.set, f"elsewhere:{manifest.head}") == (409, "epoch_changed")
    assert changes(manifest.set, f"{manifest.epoch}:{manifest.head + 1}") == (409, "epoch_changed")
    assert changes(manifest.set, "nonsense") == (422, "bad_cursor")
    bulk_load(served.database, [make.setting("c2")])
    assert changes(manifest.set, here) == (410, "cursor_expired")


def test_a_new_unit_changes_the_set_of_those_who_see_all_units(served: Served) -> None:
    """Equal rights, equal set; a set that grew is told by 409."""
    assert served.manifest("leader").set == served.manifest("leader2").set != served.manifest("district").set
    before = served.manifest("leader")
    served.put(make.unit("U77"))
    after = served.manifest("leader")
    assert "unit:U77" in after.scopes
    assert after.set != before.set


def test_errors_are_problem_json(served: Served) -> None:
    """404, 405, 401, 422 and 426: never HTML, never a list."""
    with served.anonymous() as client:
        assert problem(client.get("/nowhere")) == (404, "not_found")
        assert problem(client.post("/v1/manifest")) == (405, "method_not_allowed")
        assert problem(client.get("/v1/manifest")) == (401, "no_token")
        assert problem(client.get("/v1/manifest", headers={"Authorization": "Bearer x.y.z"})) == (401, "token_refused")
    client = served.as_("leader")
    assert problem(client.get("/v1/changes")) == (422, "invalid_request")
    assert problem(client.get("/v1/changes", params={"set": "s", "after": "a:1", "limit": "many"})) == (
        422,
        "invalid_request",
    )
    assert problem(client.get("/v1/manifest", headers={"IOC-Protocol": "0"})) == (426, "upgrade_required")
    assert client.get("/v1/manifest", headers={"IOC-Protocol": "1"}).status_code == 200


def test_health_and_openapi_need_no_token(served: Served) -> None:
    """A console can tell the centre from a portal; the calls are described."""
    with served.anonymous() as client:
        assert client.get("/v1/health").json()["service"] == "ioc-data-centre"
        described = client.get("/v1/openapi.json").json()
    paths = described["paths"]
    assert {"/v1/manifest", "/v1/changes", "/v1/wait", "/v1/commands/{command_id}", "/v1/session"} <= set(paths)
    named = {text.rsplit("/", 1)[1] for text in re.findall(r'"\$ref": ?"([^"]+)"', json.dumps(described))}
    assert {"Manifest", "Snapshot", "CommandEnvelope", "CommandOutcome", "Session", "Problem"} <= named
    assert named <= set(described["components"]["schemas"])


def test_many_wait_and_all_are_woken(served: Served) -> None:
    """One look at the head wakes everybody."""
    manifest = served.manifest()
    params: dict[str, Any] = {"set": manifest.set, "after": f"{manifest.epoch}:{manifest.head}", "timeout": 25}
    client = served.as_("leader")
    with ThreadPoolExecutor(30) as pool:
        waiting = [pool.submit(client.get, "/v1/wait", params=params) for _ in range(30)]
        wait_for(lambda: any(w.running() for w in waiting))
        served.put(make.setting("many", str(manifest.head)))
        assert {w.result(30).status_code for w in waiting} == {200}
