"""Pages, manifests, snapshots, problems and digests: the shapes of the sync contract.

A *page* is NDJSON: one header line, one line per operation, one trailer line. No trailer = truncated = discard.
Every line is a JSON object but an operation, which is an array to keep pages small (see `Operation`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from .entities import ENTITIES

PROTOCOL = 2
"""What this program speaks. 2: a zstd page is two frames one after the other (what all accounts of a set share, and
the account's own trailer), and a manifest tells which command schemas are taken in."""
PROTOCOL_MIN = 1
"""The oldest protocol the data centre still answers, in that protocol's shapes; older ones get 426."""

PUT = "put"
DELETE = "del"
RESET = "reset"
"""Whole-bucket recalculation: the console drops the bucket and fetches its snapshot again."""

MASK64 = (1 << 64) - 1


class Operation(msgspec.Struct, array_like=True, frozen=True):
    """One change. `row` is the record's JSON array, kept as received; null for `del` and `reset`."""

    op: str
    seq: int
    bucket: str
    table: str
    key: str
    rev: int
    row: msgspec.Raw = msgspec.Raw(b"null")


class PageHeader(msgspec.Struct, frozen=True, rename={"after": "from"}):
    """First line of a page. `from` and `to` are sequence numbers of one epoch."""

    after: int
    to: int
    more: bool
    schema: str
    epoch: str


class BucketDigest(msgspec.Struct, frozen=True):
    """Count and digest of a bucket; `digest` is 16 hexadecimal digits."""

    count: int
    digest: str


class PageTrailer(msgspec.Struct, frozen=True):
    """Last line of a page. `digests`: state of each touched bucket at `to`; `commands`: ids of commands of the
    asking account whose effects lie at or before `to` (so the outbox can be settled)."""

    end: bool
    n: int
    to: int
    digests: dict[str, BucketDigest]
    commands: list[str] = []


class ManifestBucket(msgspec.Struct, frozen=True):
    """One bucket of a manifest."""

    id: str
    count: int
    digest: str


class Manifest(msgspec.Struct, frozen=True):
    """Answer of `GET /v1/manifest`."""

    protocol: tuple[int, int]
    schema: str
    epoch: str
    head: int
    floor: int
    set: str
    scopes: list[str]
    buckets: list[ManifestBucket]
    server_time: float
    lease_until: float
    lease: str  # signed by `lease_key`, see `local_cache.lease`
    commands: dict[str, tuple[int, int]] = {}
    """Command type -> (oldest, newest) schema that is taken in today; since protocol 2."""
    lease_key: str = ""


class SnapshotPart(msgspec.Struct, frozen=True):
    """One part of a snapshot: an immutable file."""

    n: int
    url: str
    bytes: int
    rows: int
    sha256: str  # of the compressed bytes


class Snapshot(msgspec.Struct, frozen=True):
    """Answer of `GET /v1/buckets/{bucket}/snapshot`: rows as they were `at` that sequence."""

    bucket: str
    epoch: str
    at: int
    rows: int
    digest: str
    parts: list[SnapshotPart]


class WaitAnswer(msgspec.Struct, frozen=True):
    """Answer of `GET /v1/wait` when there is something: pull within that time."""

    head: int
    pull_within_ms: int


SINCE: dict[type[msgspec.Struct], dict[str, int]] = {Manifest: {"commands": 2, "lease_key": 2}}
"""Fields that an older protocol does not have, with the protocol that brought them."""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457 problem with a stable `code`. `detail` is a sentence for a person."""

    code: str
    title: str
    status: int
    detail: str = ""
    type: str = "about:blank"
    instance: str = ""
    errors: list[dict[str, Any]] = []


PROBLEM_TYPE = "application/problem+json"
PAGE_TYPE = "application/x-ndjson"
PART_TYPE = "application/vnd.ioc.part+zstd"


class TruncatedPage(ValueError):
    """A page without its trailer, or whose count does not fit: never applied."""


def row_hash(table: str, key: str, rev: int, row: bytes) -> int:
    """BLAKE2b-64 of (table, key, rev, row bytes as sent), unsigned 64 bit."""
    whole = f"{table}\x1f{key}\x1f{rev}\x1f".encode() + row
    return int.from_bytes(hashlib.blake2b(whole, digest_size=8).digest(), "big")


def to_signed(value: int) -> int:
    """Unsigned 64-bit number as SQLite stores it."""
    value &= MASK64
    return value - (1 << 64) if value >> 63 else value


def digest_hex(total: int) -> str:
    """Sum of row hashes mod 2^64 as 16 hexadecimal digits."""
    return f"{total & MASK64:016x}"


_ENCODER = msgspec.json.Encoder()


_UNSAID: dict[type[msgspec.Struct], tuple[bytes, ...]] = {
    entity.record: tuple(b"," + _ENCODER.encode(entity.default(c)) + b"]" for c in reversed(entity.later_columns))
    for entity in ENTITIES
    if entity.later_columns
}
"""How the bytes of a record end while its later columns have their defaults, the last column first."""


def encode_record(record: msgspec.Struct) -> bytes:
    """Row bytes of a record: the only encoder, so that both sides hash the same bytes.

    Later columns at the end are left out while they have their defaults: a row from before keeps its bytes and its
    hash, so that a program that learns of a column need not fetch or hash anything again.
    """
    data = _ENCODER.encode(record)
    for end in _UNSAID.get(type(record), ()):
        if not data.endswith(end):
            break
        data = data[: -len(end)] + b"]"
    return data


def encode_for(protocol: int, value: msgspec.Struct) -> bytes:
    """JSON of a struct as a peer of that protocol knows it."""
    newer = {name for name, since in SINCE.get(type(value), {}).items() if since > protocol}
    if not newer:
        return _ENCODER.encode(value)
    return _ENCODER.encode({f: getattr(value, f) for f in value.__struct_fields__ if f not in newer})


def encode_page(header: PageHeader, operations: Iterable[Operation], trailer: PageTrailer) -> bytes:
    """NDJSON bytes of a page, uncompressed."""
    lines = [_ENCODER.encode(header)]
    lines.extend(_ENCODER.encode(op) for op in operations)
    lines.append(_ENCODER.encode(trailer))
    return b"\n".join(lines) + b"\n"


_HEADER = msgspec.json.Decoder(PageHeader)
_OPERATION = msgspec.json.Decoder(Operation)
_TRAILER = msgspec.json.Decoder(PageTrailer)


def decode_page(data: bytes) -> tuple[PageHeader, list[Operation], PageTrailer]:
    """Inverse of `encode_page`.

    Raises `TruncatedPage` when the trailer is missing or the counts differ, `msgspec.MsgspecError` when a line is
    not of its shape.
    """
    first, last = data.find(b"\n") + 1, data.rfind(b"\n", 0, -1) + 1
    if not 0 < first <= last or not data.endswith(b"\n"):
        raise TruncatedPage("no trailer")
    header = _HEADER.decode(data[: first - 1])
    try:
        trailer = _TRAILER.decode(data[last:-1])
    except msgspec.ValidationError as error:
        raise TruncatedPage("no trailer") from error
    operations = _OPERATION.decode_lines(data[first:last])
    if trailer.n != len(operations) or trailer.to != header.to or not trailer.end:
        raise TruncatedPage(f"trailer says {trailer.n} operations, page has {len(operations)}")
    return header, operations, trailer


def cursor_text(epoch: str, seq: int) -> str:
    """Opaque cursor `epoch:seq`."""
    return f"{epoch}:{seq}"


def split_cursor(cursor: str) -> tuple[str, int]:
    """Inverse of `cursor_text`; raises ValueError on anything else."""
    epoch, _, seq = cursor.rpartition(":")
    if not epoch or not seq.isdigit():
        raise ValueError(f"not a cursor: {cursor!r}")
    return epoch, int(seq)


def iter_hashes(table: str, rows: Iterable[tuple[str, int, bytes]]) -> Iterator[int]:
    """Row hashes of (key, rev, row bytes)."""
    for key, rev, row in rows:
        yield row_hash(table, key, rev, row)
