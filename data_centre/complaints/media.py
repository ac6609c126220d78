"""Photos and videos of complaints: how many, how large, and what they really are.

A photo is drawn again before it is kept, so that it is a picture and nothing else: no place, no name of a phone or of
a person travels inside it, and no second file hides behind it. Of a video the boxes that hold such notes are blanked;
its pictures and sound are kept as they came.
"""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from .submission import SentFile

PHOTO_LIMIT = 12_000_000
VIDEO_LIMIT = 60_000_000
PHOTOS_LIMIT = 5
VIDEOS_LIMIT = 1
PIXELS_LIMIT = 80_000_000
LONGEST_SIDE = 2_560
QUALITY = 85
KEPT_LIMIT = PHOTO_LIMIT
"""Bytes of a refused file that are kept in quarantine at most."""
_READ = ("PNG", "JPEG", "WEBP")
_STILL_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif")
_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra", b"sidx", b"styp", b"uuid",
                    b"meta", b"udta", b"pdin", b"emsg", b"prft", b"ssix", b"pnot", b"junk"})  # fmt: skip
_NOTES = frozenset({b"udta", b"meta", b"uuid", b"pnot"})
"""Boxes beside pictures and sound: places, names of phones and people, a small picture."""
_HOLDERS = frozenset({b"moov", b"trak", b"moof", b"traf", b"mvex"})


class MediaRefused(ValueError):
    """A file is not taken; a Vietnamese sentence for a person."""


@dataclass(frozen=True)
class Media:
    """A checked file as it is kept."""

    mime: str
    data: bytes

    @property
    def video(self) -> bool:
        """Whether it moves."""
        return self.mime.startswith("video/")


def check_media(sent: SentFile) -> Media:
    """The file as it is kept. Raises `MediaRefused`."""
    if sent.size > VIDEO_LIMIT:
        raise MediaRefused(f"Tệp lớn hơn {VIDEO_LIMIT // 1_000_000} MB.")
    data = sent.data
    if not data:
        raise MediaRefused("Tệp trống.")
    if data[4:8] == b"ftyp":
        if data[8:12] in _STILL_BRANDS:
            raise MediaRefused("Ảnh HEIC hoặc AVIF chưa đọc được; hãy gửi ảnh JPEG hoặc PNG.")
        if not _is_mp4(data):
            raise MediaRefused("Video bị hỏng hoặc bị cắt.")
        return Media("video/quicktime" if data[8:12] == b"qt  " else "video/mp4", without_notes(data))
    if data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:64]:
        return Media("video/webm", data)
    if sent.size > PHOTO_LIMIT:
        raise MediaRefused(f"Ảnh lớn hơn {PHOTO_LIMIT // 1_000_000} MB.")
    return _photo(data)


def _photo(data: bytes) -> Media:
    """The picture drawn again, upright and not larger than is of use."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(_READ)) as image:
                if image.width * image.height > PIXELS_LIMIT:
                    raise MediaRefused("Ảnh có quá nhiều điểm ảnh.")
                upright = ImageOps.exif_transpose(image)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                plain = _on_white(upright)
    except MediaRefused:
        raise
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError) as error:
        raise MediaRefused("Tệp không phải là ảnh hoặc video, hoặc ảnh bị hỏng.") from error
    except Image.DecompressionBombWarning as error:
        raise MediaRefused("Ảnh có quá nhiều điểm ảnh.") from error
    drawn = io.BytesIO()
    plain.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return Media("image/jpeg", drawn.getvalue())


def without_notes(data: bytes) -> bytes:
    """A video of boxes with those blanked that tell where, when, with what and by whom it was taken. Every byte of
    pictures and sound stays where it was, so that the index still finds it."""
    plain = bytearray(data)
    spans = [(0, len(plain))]
    while spans:
        at, end = spans.pop()
        while at + 8 <= end:
            size, name = struct.unpack_from(">I4s", plain, at)
            head = 8
            if size == 1 and at + 16 <= end:
                size, head = struct.unpack_from(">Q", plain, at + 8)[0], 16
            elif size == 0:
                size = end - at
            if size < head or at + size > end:
                break
            if name in _NOTES:
                plain[at + 4 : at + 8] = b"free"
                plain[at + head : at + size] = bytes(size - head)
            elif name in _HOLDERS:
                spans.append((at + head, at + size))
            at += size
    return bytes(plain)


def smaller(path: Path, side: int) -> bytes:
    """A kept photo as a JPEG no longer than `side` pixels, for a page that is read on a bad line."""
    with Image.open(path, formats=["JPEG"]) as image:
        image.draft("RGB", (side, side))
        image.thumbnail((side, side))
        drawn = io.BytesIO()
        image.convert("RGB").save(drawn, "JPEG", quality=72, optimize=True)
    return drawn.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, colour tables and everything the file said beside its points."""
    with_alpha = image.convert("RGBA")
    plain = Image.new("RGB", with_alpha.size, "white")
    plain.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return plain


def _is_mp4(data: bytes) -> bool:
    """Whether the file is a row of boxes that ends where the last one ends and has both index and pictures."""
    seen: set[bytes] = set()
    at = 0
    while at < len(data):
        if at + 8 > len(data):
            return False
        size, name = struct.unpack_from(">I4s", data, at)
        if size == 1:
            if at + 16 > len(data):
                return False
            size = struct.unpack_from(">Q", data, at + 8)[0]
        elif size == 0:
            size = len(data) - at
        if name not in _BOXES or size < 8 or at + size > len(data):
            return False
        seen.add(name)
        at += size
    return b"moov" in seen and bool(seen & {b"mdat", b"moof"})
