"""Files from outside, looked at before they are opened: the bytes must be those of the hash and of the type.

Runs on a lane. A `QImage` is a plain value and may be made there.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from ioc_console.screens.complaints.media_words import Fetch

MOST_PIXELS = 40_000_000
"""A picture of more is not decoded."""
LONGEST_SIDE = 4_096
"""A picture is decoded no larger than this, however far one looks into it."""
THUMB = QSize(392, 260)
"""Twice the size of a thumbnail, for fine displays."""
_FORMATS = {"image/jpeg": b"jpeg", "image/png": b"png", "image/webp": b"webp"}
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "video/mp4": ".mp4",
           "video/quicktime": ".mov", "video/webm": ".webm"}  # fmt: skip


class NotShown(Exception):
    """A file cannot be opened; `state` says why."""

    def __init__(self, state: Fetch) -> None:
        super().__init__(state.value)
        self.state = state


def checked(folder: Path, sha256: str, mime: str) -> bytes:
    """The bytes of a file. Raises `NotShown` where they are not those of its hash or not of its type."""
    from local_cache import evidence_files

    try:
        data = evidence_files.read(folder, sha256)
    except (evidence_files.DamagedEvidence, OSError) as error:
        raise NotShown(Fetch.DAMAGED) from error
    if not is_of(mime, data):
        raise NotShown(Fetch.WRONG_TYPE)
    return data


def is_of(mime: str, data: bytes) -> bool:
    """Whether bytes begin as files of a type do; False for types that nothing here opens."""
    if mime == "image/jpeg":
        return data.startswith(b"\xff\xd8\xff")
    if mime == "image/png":
        return data.startswith(b"\x89PNG\r\n\x1a\n")
    if mime == "image/webp":
        return data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if mime in ("video/mp4", "video/quicktime"):
        return data[4:8] == b"ftyp"
    return mime == "video/webm" and data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:64]


def picture(data: bytes, mime: str, within: QSize | None = None) -> QImage:
    """A picture, upright; `within`: no larger than covers that. Raises `NotShown`."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(_FORMATS[mime]))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid():
        raise NotShown(Fetch.DAMAGED)
    if size.width() * size.height() > MOST_PIXELS:
        raise NotShown(Fetch.TOO_MANY_POINTS)
    mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    if within is None:
        within, mode = QSize(LONGEST_SIDE, LONGEST_SIDE), Qt.AspectRatioMode.KeepAspectRatio
    wanted = size.scaled(within, mode)
    if wanted.width() < size.width():
        reader.setScaledSize(wanted)
    image = reader.read()
    if image.isNull():
        raise NotShown(Fetch.DAMAGED)
    return image
