"""Parts and pages that are not what they should be, buckets that come and go, and what is verified."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from ioc_domain import wire
from ioc_domain.entities import BY_NAME, SEGMENT_ROWS
from local_cache import search, search_keeping, store, sync_state, verifying
from local_cache.applying import (
    DamagedPart,
    DigestMismatch,
    WrongPage,
    adopt,
    apply_page,
    apply_part,
    begin_snapshot,
    drop,
    forget_settled,
    unpack,
    want_again,
    wanted,
)
from local_cache.buckets import READY, all_buckets
from local_cache.segment_writer import SegmentWriter
from tests import factories

from .centre import Centre
from .client import Client, assert_equal, assert_search_equal, living_segments, mirror_rows
from .leases import Signer

COMPLAINTS = "city/complaint/2025"


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[store.Writer]:
    with store.open_writer(tmp_path / "cache.db") as opened:
        yield opened


def complaints(count: int) -> Centre:
    centre = Centre()
    for n in range(1, count + 1):
        centre.put(factories.complaint(n))
    return centre


def dump(connection: sqlite3.Connection) -> list[str]:
    return list(connection.iterdump())


def test_an_interrupted_bootstrap_resumes_at_the_part(writer: store.Writer, tmp_path: Path) -> None:
    """Two of four parts applied; the next beginning says 2; another snapshot starts again."""
    centre = complaints(40)
    adopt(writer.connection, centre.manifest())
    snapshot, files = centre.snapshot(COMPLAINTS, tmp_path, part_rows=10)
    assert begin_snapshot(writer.connection, snapshot) == 0
    for index in (0, 1):
        done = apply_part(
            writer.connection, snapshot, index, unpack(files[index], tmp_path / "u", snapshot.parts[index])
        )
        assert (done.rows, done.ready) == (10, False)
    assert begin_snapshot(writer.connection, snapshot) == 2
    assert all_buckets(writer.connection)[COMPLAINTS].state == "loading"
    with pytest.raises(ValueError, match="out of turn"):
        apply_part(writer.connection, snapshot, 3, tmp_path / "u")
    centre.put(factories.complaint(41))
    later, _ = centre.snapshot(COMPLAINTS, tmp_path, part_rows=10)
    assert begin_snapshot(writer.connection, later) == 0
    client = Client(writer, centre)
    client.fetch_wanted(part_rows=10)
    client.pull()
    assert_equal(writer.connection, centre)


def test_bootstrap_order(writer: store.Writer) -> None:
    """Reference data, indicators, what people work on, complaints; newest year first."""
    centre = Centre()
    for table in ("complaint", "alert", "observation", "area", "unit"):
        centre.put(factories.record(table))
    centre.put(factories.complaint(2, created=1_600_000_000))
    centre.put(factories.observation(2, period="2024-01"))
    adopt(writer.connection, centre.manifest())
    assert [b.name for b in wanted(writer.connection)] == [
        "city/area/-",
        "city/unit/-",
        "city/observation/2026",
        "city/observation/2024",
        "city/alert/-",
        "city/complaint/2025",
        "city/complaint/2020",
    ]


def damaged_view(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIEW more AS SELECT 1")
    connection.commit()
    connection.close()


def changed_meta(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE meta SET value = 'city/complaint/2024' WHERE key = 'bucket'")
    connection.commit()
    connection.close()


def lost_row(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM rows WHERE slot = 3")
    connection.commit()
    connection.close()


def short_column(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE columns SET data = substr(data, 1, 8) WHERE name = 'created'")
    connection.commit()
    connection.close()


def no_text(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE texts")
    connection.commit()
    connection.close()


def missing_value(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE rows SET unit = NULL WHERE slot = 3")
    connection.commit()
    connection.close()


def random_bytes(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(20_000))


@pytest.mark.parametrize(
    "spoil", [damaged_view, changed_meta, lost_row, short_column, no_text, missing_value, random_bytes]
)
def test_a_spoiled_part_changes_nothing(writer: store.Writer, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    """Whatever is wrong with the file, it is a `DamagedPart` and the cache stays as it was."""
    centre = complaints(10)
    adopt(writer.connection, centre.manifest())
    snapshot, files = centre.snapshot(COMPLAINTS, tmp_path)
    begin_snapshot(writer.connection, snapshot)
    file = unpack(files[0], tmp_path / "u", snapshot.parts[0])
    spoil(file)
    before = dump(writer.connection)
    with pytest.raises(DamagedPart):
        apply_part(writer.connection, snapshot, 0, file)
    assert dump(writer.connection) == before


def test_a_part_with_other_rows_than_promised(writer: store.Writer, tmp_path: Path) -> None:
    """Right form, wrong content: the digest says so and nothing is kept."""
    centre = complaints(10)
    adopt(writer.connection, centre.manifest())
    snapshot, files = centre.snapshot(COMPLAINTS, tmp_path)
    snapshot = msgspec.structs.replace(snapshot, digest="0" * 16)
    begin_snapshot(writer.connection, snapshot)
    before = dump(writer.connection)
    with pytest.raises(DigestMismatch):
        apply_part(writer.connection, snapshot, 0, unpack(files[0], tmp_path / "u", snapshot.parts[0]))
    assert dump(writer.connection) == before


def test_unpacking_checks_the_bytes_first(tmp_path: Path) -> None:
    """Other bytes than promised are not even decompressed; bytes that are no zstd are refused."""
    centre = complaints(3)
    snapshot, files = centre.snapshot(COMPLAINTS, tmp_path)
    whole = files[0].read_bytes()
    files[0].write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(DamagedPart):
        unpack(files[0], tmp_path / "u", snapshot.parts[0])
    assert not (tmp_path / "u").exists()
    files[0].write_bytes(b"no zstd")
    promised = msgspec.structs.replace(snapshot.parts[0], sha256=hashlib.sha256(b"no zstd").hexdigest())
    with pytest.raises(DamagedPart):
        unpack(files[0], tmp_path / "u", promised)
    assert not (tmp_path / "u").exists()


def test_a_page_is_all_or_nothing(writer: store.Writer) -> None:
    """A wrong digest in the trailer undoes every row of the page; the right page is then taken."""
    centre = complaints(20)
    client = Client(writer, centre)
    client.bootstrap()
    for n in range(15, 30):
        centre.put(factories.complaint(n, status=2, title="Khác"))
    centre.delete("complaint", "3")
    header, operations, trailer = wire.decode_page(centre.page(20, 100))
    wrong = msgspec.structs.replace(trailer, digests={COMPLAINTS: wire.BucketDigest(26, "0" * 16)})
    before = dump(writer.connection)
    with pytest.raises(DigestMismatch) as caught:
        apply_page(writer.connection, header, operations, wrong)
    assert caught.value.bucket == COMPLAINTS
    assert dump(writer.connection) == before
    done = apply_page(writer.connection, header, operations, trailer, now=77)
    assert (done.tables, done.changes, done.applied_to) == (frozenset({"complaint"}), 16, centre.head)
    assert sync_state.read_state(writer.connection).last_pull == 77
    assert_equal(writer.connection, centre)


def test_pages_that_do_not_follow(writer: store.Writer) -> None:
    """A page of another place or epoch is refused; the same page twice is another place."""
    centre = complaints(5)
    client = Client(writer, centre)
    client.bootstrap()
    centre.put(factories.complaint(6))
    page = wire.decode_page(centre.page(5))
    apply_page(writer.connection, *page)
    with pytest.raises(WrongPage):
        apply_page(writer.connection, *page)
    centre.epoch = "e2"
    centre.put(factories.complaint(7))
    with pytest.raises(WrongPage):
        apply_page(writer.connection, *wire.decode_page(centre.page(6)))


def test_rows_that_are_no_records(writer: store.Writer) -> None:
    """Wrong shape, and a number too large for its column: an error each, nothing changed."""
    centre = complaints(5)
    Client(writer, centre).bootstrap()
    centre.put(factories.complaint(6, unit=70_000))
    before = dump(writer.connection)
    with pytest.raises(OverflowError):
        apply_page(writer.connection, *wire.decode_page(centre.page(5)))
    centre.feed[-1] = msgspec.structs.replace(centre.feed[-1], row=msgspec.Raw(b'["a"]'))
    header, operations, trailer = wire.decode_page(centre.page(5, to=5))
    with pytest.raises(msgspec.MsgspecError):
        apply_page(writer.connection, header, [*operations, centre.feed[-1]], trailer)
    assert dump(writer.connection) == before


def test_unknown_tables_are_passed_over(writer: store.Writer) -> None:
    """A newer data centre may speak of tables this program does not have."""
    centre = complaints(2)
    Client(writer, centre).bootstrap()
    news = wire.Operation("put", 3, "city/tramline/-", "tramline", "1", 1, msgspec.Raw(b"[1]"))
    header = wire.PageHeader(2, 3, False, "x", "e1")
    done = apply_page(writer.connection, header, [news], wire.PageTrailer(True, 1, 3, {}))
    assert done.tables == frozenset()
    assert sync_state.read_state(writer.connection).pull_from == 3


def test_lost_scopes_leave_nothing(writer: store.Writer) -> None:
    """Rows of a bucket the manifest no longer names are gone: from tables, segments, search and the file's bytes."""
    centre = Centre()
    secret = "Bí mật tuyệt đối"
    for n in range(1, 60):
        centre.put(factories.complaint(n, title=secret if n % 2 else "Chuyện thường"), f"area:{n % 2}")
    client = Client(writer, centre)
    client.bootstrap()
    while search_keeping.index_some(writer.connection):
        pass
    assert len(search.find(writer.connection, "bi mat", 100).ids) == 30
    done = adopt(writer.connection, centre.manifest(scopes=("area:0",)))
    assert done.dropped == ("area:1/complaint/2025",)
    still = Centre(rows={"complaint": {k: r for k, r in centre.rows["complaint"].items() if r[0].startswith("area:0")}})
    kept = mirror_rows(writer.connection, "complaint")
    assert {bucket for bucket, *_ in kept.values()} == {"area:0/complaint/2025"}
    assert len(living_segments(writer.connection, "complaint")) == len(kept) == 29
    far_west = centre.rows["complaint"]["1"][2].x
    words = [secret.encode(), "mật".encode(), b"tuyet", far_west.to_bytes(4, "little")]
    for file in writer.path.parent.glob("cache.db*"):
        for word in words:
            assert word not in file.read_bytes(), (file.name, word)
    assert_search_equal(writer.connection, still, ["bí", "thường"])


def test_dropping_by_name(writer: store.Writer) -> None:
    """`drop` forgets buckets; an unknown name is no error."""
    centre = complaints(5)
    Client(writer, centre).bootstrap()
    drop(writer.connection, [COMPLAINTS, "city/complaint/1999"])
    assert mirror_rows(writer.connection, "complaint") == {}
    assert all_buckets(writer.connection) == {}


def test_a_new_epoch_fetches_only_what_differs(writer: store.Writer) -> None:
    """After a restore equal buckets stay as they are; the cursor is that of the new epoch."""
    centre = complaints(5)
    centre.put(factories.area(1))
    client = Client(writer, centre)
    client.bootstrap()
    restored = Centre(epoch="e2")
    for n in range(1, 6):
        restored.put(factories.complaint(n))
    restored.put(factories.area(1, name="Khác"))
    client.centre = restored
    done = adopt(writer.connection, restored.manifest())
    assert done.epoch_changed
    assert done.differing == ("city/area/-",)
    client.fetch_wanted()
    client.pull()
    assert_equal(writer.connection, restored)
    assert sync_state.read_state(writer.connection).epoch == "e2"


def test_an_expired_cursor(writer: store.Writer) -> None:
    """410: the head is taken, and the buckets that differ are fetched; nothing is pulled twice."""
    centre = complaints(5)
    client = Client(writer, centre)
    client.bootstrap()
    centre.put(factories.complaint(6))
    centre.put(factories.area(1))
    done = adopt(writer.connection, centre.manifest(), expired=True)
    assert done.differing == (COMPLAINTS,)
    assert done.new == ("city/area/-",)
    client.fetch_wanted()
    assert sync_state.read_state(writer.connection).pull_from == centre.head
    assert_equal(writer.connection, centre)


def test_the_lease_never_goes_back_and_is_taken_from_one_signer_only(writer: store.Writer) -> None:
    """A manifest with an older lease does not shorten the one held; one that another key signed is not taken."""
    centre, ours, theirs = complaints(1), Signer(1), Signer(2)
    sync_state.write_state(writer.connection, account="a1")

    def take(signer: Signer, until: int, account: str = "a1") -> bool:
        manifest = msgspec.structs.replace(
            centre.manifest(), lease=signer.lease(until, account), lease_until=float(until), lease_key=signer.key
        )
        return adopt(writer.connection, manifest).leased

    assert take(ours, 5000)
    assert take(ours, 4000)
    assert not take(theirs, 9000)
    assert not take(ours, 9000, account="somebody else")
    state = sync_state.read_state(writer.connection)
    assert (state.lease, state.lease_until, state.lease_key) == (ours.lease(5000), 5000, ours.key)
    assert take(ours, 6000)
    assert sync_state.read_state(writer.connection).lease_until == 6000


def test_settled_commands_are_noted_with_the_page(writer: store.Writer) -> None:
    """The ids of the trailer are in the cache in the same transaction, until the outbox has them."""
    centre = complaints(2)
    client = Client(writer, centre)
    client.bootstrap()
    centre.put(factories.complaint(3))
    centre.commands[3] = ["c1", "c2"]
    done = apply_page(writer.connection, *wire.decode_page(centre.page(2)))
    assert done.settled == ("c1", "c2")
    rows = writer.connection.execute("SELECT id, seq FROM settled ORDER BY id").fetchall()
    assert rows == [("c1", 3), ("c2", 3)]
    forget_settled(writer.connection, ["c1"])
    assert writer.connection.execute("SELECT id FROM settled").fetchall() == [("c2",)]


@pytest.mark.parametrize("count", [SEGMENT_ROWS - 3, SEGMENT_ROWS, SEGMENT_ROWS + 3])
def test_segments_across_their_boundary(writer: store.Writer, count: int) -> None:
    """Columns appended in pieces around 131,072 rows read back as one."""
    entity = BY_NAME["complaint"]
    values = {c.name: (np.arange(count) % 200).astype(c.dtype) for c in entity.segments}
    writer.connection.execute("BEGIN IMMEDIATE")
    segments = SegmentWriter(writer.connection, entity)
    for start, stop in ((0, 5), (5, 100_000), (100_000, count)):
        assert segments.append({n: v[start:stop] for n, v in values.items()}) == start
    segments.flush()
    writer.connection.execute("COMMIT")
    found = living_segments(writer.connection, "complaint")
    assert len(found) == count
    assert [found[s][1] for s in (0, 4, 5, 99_999, 100_000, count - 1)] == [
        s % 200 for s in (0, 4, 5, 99_999, 100_000, count - 1)
    ]


DAMAGE = {
    "a number": "UPDATE complaint SET unit = unit + 1 WHERE id = 4",
    "a text": "UPDATE complaint_text SET body = 'khác' WHERE id = 4",
    "a lost row": "DELETE FROM complaint WHERE id = 4",
    "a lost text": "DELETE FROM complaint_text WHERE id = 4",
    "a revision": "UPDATE complaint SET rev = 9 WHERE id = 4",
    "a segment": "UPDATE segment SET data = zeroblob(length(data)) WHERE \"column\" = 'unit'",
    "a lost segment": "DELETE FROM segment WHERE \"column\" = 'x'",
    "a sum": "UPDATE bucket SET count = count + 1 WHERE entity = 'complaint'",
}


@pytest.mark.parametrize("what", DAMAGE)
def test_verifying_finds(writer: store.Writer, what: str) -> None:
    """Each kind of damage is found in its bucket alone, and fetching again mends all of it."""
    centre = complaints(9)
    centre.put(factories.area(1))
    client = Client(writer, centre)
    client.bootstrap()
    assert verifying.suspects(writer.connection) == []
    writer.connection.execute(DAMAGE[what])
    assert verifying.suspects(writer.connection) == [COMPLAINTS]
    assert verifying.suspects(writer.connection, stop=lambda: True) == []
    verifying.repair(writer.connection, [COMPLAINTS])
    client.fetch_wanted()
    assert verifying.suspects(writer.connection) == []
    assert_equal(writer.connection, centre)


def test_compacting(writer: store.Writer) -> None:
    """Dead slots are given back; rows, segments and search are as before."""
    centre = complaints(50)
    client = Client(writer, centre)
    client.bootstrap()
    for _ in range(2):
        want_again(writer.connection, COMPLAINTS)
        client.fetch_wanted()
    entity = BY_NAME["complaint"]
    assert verifying.dead_share(writer.connection, entity) == pytest.approx(2 / 3)
    assert verifying.compact(writer.connection, entity) == 100
    assert verifying.dead_share(writer.connection, entity) == 0
    assert_equal(writer.connection, centre)
    assert {b.state for b in all_buckets(writer.connection).values()} == {READY}


def test_a_bucket_first_heard_of_in_a_page_that_lost_its_rows(writer: store.Writer) -> None:
    """A page that keeps quiet about a new bucket's only row is refused, and that bucket, unknown so far, is fetched."""
    centre = complaints(3)
    client = Client(writer, centre)
    client.bootstrap()
    before = centre.head
    centre.put(factories.complaint(90, created=1_700_000_000))
    header, operations, trailer = wire.decode_page(centre.page(before, 100))
    (lost,) = operations
    with pytest.raises(DigestMismatch) as caught:
        apply_page(writer.connection, header, [], msgspec.structs.replace(trailer, n=0), now=1)
    assert caught.value.bucket == lost.bucket
    assert lost.bucket not in all_buckets(writer.connection)
    want_again(writer.connection, lost.bucket)
    assert [bucket.name for bucket in wanted(writer.connection)] == [lost.bucket]
    client.fetch_wanted()
    client.pull()
    assert_equal(writer.connection, centre)
