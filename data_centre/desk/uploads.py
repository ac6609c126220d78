"""Files of an answer: how many, how large, and what they really are, by their content."""

from __future__ import annotations

import io
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from PIL import Image

FILE_LIMIT = 10_000_000
FILES_LIMIT = 8
BODY_LIMIT = 30_000_000
UNPACKED_LIMIT = 200_000_000
LONGEST_NAME = 120
PIXELS_LIMIT = 80_000_000

_OFFICE = {
    "word/": (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_IMAGES = {"PNG": (".png", "image/png"), "JPEG": (".jpg", "image/jpeg"), "WEBP": (".webp", "image/webp")}
_SAME = {".jpeg": ".jpg"}


class UploadRefused(ValueError):
    """A file is not taken; a Vietnamese sentence for a person."""


@dataclass(frozen=True)
class Upload:
    """A checked file."""

    name: str
    mime: str
    data: bytes


def check_upload(name: str, data: bytes) -> Upload:
    """The file under a clean name with the type its content has. Raises `UploadRefused`."""
    shown = clean_name(name)
    if not data:
        raise UploadRefused(f"Tệp “{shown}” trống.")
    if len(data) > FILE_LIMIT:
        raise UploadRefused(f"Tệp “{shown}” lớn hơn {FILE_LIMIT // 1_000_000} MB.")
    found = _kind(data)
    if found is None:
        raise UploadRefused(f"Tệp “{shown}” không phải PDF, ảnh, Word hay Excel.")
    suffix, mime = found
    given = PurePosixPath(shown).suffix.lower()
    if _SAME.get(given, given) != suffix:
        raise UploadRefused(f"Tệp “{shown}” có nội dung là {suffix[1:].upper()}, không khớp tên.")
    return Upload(shown, mime, data)


def clean_name(name: str) -> str:
    """A file name without folders, control and direction marks, in NFC, not too long."""
    base = PureWindowsPath(PurePosixPath(name).name).name
    text = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C")
    text = text.strip(" .") or "tệp"
    if len(text) > LONGEST_NAME:
        suffix = PurePosixPath(text).suffix[:10]
        text = text[: LONGEST_NAME - len(suffix)] + suffix
    return text


def _kind(data: bytes) -> tuple[str, str] | None:
    if data.startswith(b"%PDF-"):
        return ".pdf", "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    return _image(data)


def _office(data: bytes) -> tuple[str, str] | None:
    """Word or Excel without macros; a zip bomb is nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    names = [entry.filename for entry in entries]
    if sum(entry.file_size for entry in entries) > UNPACKED_LIMIT or any("vbaproject" in n.lower() for n in names):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for folder, kind in _OFFICE.items() if any(n.startswith(folder) for n in names)), None)


def _image(data: bytes) -> tuple[str, str] | None:
    """An image that decodes and is not absurdly large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(_IMAGES)) as image:
                kind = image.format
                if image.width * image.height > PIXELS_LIMIT:
                    return None
                image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    return _IMAGES.get(kind or "")
