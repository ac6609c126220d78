"""Files as they come: plain, in gzip, or alone in a ZIP archive. All of them are read as one stream of bytes."""

from __future__ import annotations

import gzip
import lzma
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from .problems import FileRefused

GZIP_MAGIC, ZIP_MAGIC = b"\x1f\x8b", b"PK\x03\x04"
LARGEST = 40_000_000_000
"""Bytes of text an archive may unpack to."""
SUSPICIOUS_RATIO = 300
SUSPICIOUS_BYTES = 200_000_000
"""An archive that grows more than that many times and past that size is taken for a bomb."""
BROKEN = (gzip.BadGzipFile, zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError)
"""What the readers of archives raise on a damaged one."""
OTHER_PACKINGS = {
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!": "RAR",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"PAR1": "Parquet",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"%PDF": "PDF",
}


@dataclass(frozen=True)
class Packed:
    """A file and how it is packed: "", "gzip" or "zip" (then `member` is the file inside)."""

    path: Path
    packing: str = ""
    member: str = ""

    def bytes(self) -> IO[bytes]:
        """The unpacked bytes from the beginning."""
        if self.packing == "gzip":
            return cast(IO[bytes], gzip.open(self.path, "rb"))
        if self.packing == "zip":
            # The archive keeps its file open for as long as one of its members is.
            with zipfile.ZipFile(self.path) as archive:
                return archive.open(self.member)
        return self.path.open("rb")

    def unpack(self, target: Path, most: int) -> None:
        """Write the unpacked bytes to a file. Raises `FileRefused` past `most` bytes, and for a broken archive."""
        size = 0
        try:
            with self.bytes() as source, target.open("wb") as file:
                while block := source.read(1 << 20):
                    size += len(block)
                    self.check_growth(size)
                    if size > most:
                        raise FileRefused(f"{self.path} unpacks to more than {most // 1_000_000} MB: not taken")
                    file.write(block)
        except BROKEN as error:
            raise FileRefused(f"{self.path} is a broken {self.packing} file: {error}") from error

    def check_growth(self, size: int) -> None:
        """Refuse what grows as no honest table does. `size`: bytes unpacked so far. Raises `FileRefused`."""
        bomb = size > SUSPICIOUS_BYTES and size > self.path.stat().st_size * SUSPICIOUS_RATIO
        if self.packing and (size > LARGEST or bomb):
            raise FileRefused(f"{self.path} unpacks to more than {size // 1_000_000} MB: not taken")


def look_at(path: Path) -> Packed:
    """How a file is packed, by its first bytes. Raises `FileRefused`."""
    if not path.exists():
        raise FileRefused(f"{path} does not exist")
    if not path.is_file():
        raise FileRefused(f"{path} is not a file")
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}") from error
    if not head:
        raise FileRefused(f"{path} is empty")
    for magic, name in OTHER_PACKINGS.items():
        if head.startswith(magic):
            raise FileRefused(f"{path} is {name}, which is not read: give CSV (plain, gzip or ZIP) or XLSX")
    if head.startswith(ZIP_MAGIC):
        return _in_archive(path)
    return Packed(path, "gzip" if head.startswith(GZIP_MAGIC) else "")


def _in_archive(path: Path) -> Packed:
    """The only file of an archive; a workbook is one by itself."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise FileRefused(f"{path} is a broken workbook or ZIP archive: {error}") from error
    if any(e.filename == "xl/workbook.xml" for e in entries):
        return Packed(path, "workbook")
    files = [e for e in entries if not e.is_dir() and not _is_litter(e.filename)]
    if len(files) != 1:
        raise FileRefused(
            f"{path} is an archive of {len(files)} files and no XLSX workbook: unpack it and import them one by one"
        )
    if files[0].flag_bits & 1:
        raise FileRefused(f"{path} is locked with a password: unpack it first")
    return Packed(path, "zip", files[0].filename)


def _is_litter(name: str) -> bool:
    """What programs leave in archives beside the files that were meant."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
