"""Bodies as zstd, gzip or plain, in two pieces: what many share is packed once, an account's own end at each answer.

zstd frames may follow one another. A gzip body stays one member, because readers stop at the first: the shared piece
ends on a byte with nothing that refers back, and length and checksum at the end are those of both pieces.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import zstandard
from fastapi import Request

ZSTD_LEVEL = 1
GZIP_LEVEL = 1
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_SINGLE_FRAME = "zstd, one frame"


@dataclass(frozen=True)
class Packed:
    """A packed first piece. `crc` and `size` are those of the unpacked bytes (gzip only)."""

    data: bytes
    crc: int = 0
    size: int = 0


def packing_of(request: Request, protocol: int) -> str:
    """How the body of an answer is to be packed: the best the asker accepts and can read."""
    accepted = _accepted(request.headers.get("accept-encoding", ""))
    if "zstd" in accepted:
        return "zstd" if protocol >= 2 else _SINGLE_FRAME
    return "gzip" if "gzip" in accepted else "identity"


def encoding(packing: str) -> str:
    """`Content-Encoding` of a packing; "" for plain bytes."""
    return {"identity": "", _SINGLE_FRAME: "zstd"}.get(packing, packing)


def pack_start(packing: str, plain: bytes) -> Packed:
    """The first piece of a body."""
    if packing in ("zstd", _SINGLE_FRAME):
        return Packed(_zstd(plain))
    if packing == "gzip":
        deflate = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        data = _GZIP_HEADER + deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH)
        return Packed(data, zlib.crc32(plain), len(plain))
    return Packed(plain)


def finish(packing: str, start: Packed, end: bytes) -> bytes:
    """The whole body: a packed first piece and the plain bytes after it."""
    if packing == "zstd":
        return start.data + _zstd(end)
    if packing == _SINGLE_FRAME:
        return _zstd(zstandard.ZstdDecompressor().decompress(start.data) + end)
    if packing == "gzip":
        deflate = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        tail = struct.pack("<LL", zlib.crc32(end, start.crc), (start.size + len(end)) & 0xFFFFFFFF)
        return b"".join((start.data, deflate.compress(end), deflate.flush(zlib.Z_FINISH), tail))
    return start.data + end


def _zstd(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(plain)


def _accepted(header: str) -> set[str]:
    """Encodings that a header names, without those it refuses by `q=0`."""
    names = set()
    for part in header.split(","):
        name, _, rest = part.partition(";")
        if rest.replace(" ", "").rstrip("0") not in ("q=", "q=0."):
            names.add(name.strip().lower())
    return names
