"""The list as a CSV file that a spreadsheet opens without running anything in it. No identity of a reporter."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ioc_console import formatting as fmt
from ioc_console.context import Context
from ioc_console.notices import Level
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.view_models import ListData
from ioc_console.text import tr
from ioc_domain.codes import ComplaintFlag
from ioc_domain.places import to_lat_lon
from ioc_domain.records import ComplaintRecord
from local_cache.queries.complaint_list import list_page
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.office_clock import OfficeClock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_PAGE = 500
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a leading apostrophe where it could be one."""
    begins = text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)
    return f"'{text}" if begins else text


def titles() -> list[str]:
    """Column titles."""
    return [tr("Code"), tr("What it says"), tr("Field"), tr("Area"), tr("Address"), tr("Handling unit"), tr("Channel"),
            tr("Status"), tr("Received"), tr("Due"), tr("First answer"), tr("Closed"), tr("Late / left"),
            tr("Latitude"), tr("Longitude")]


def lines(
    records: Iterable[ComplaintRecord], names: ComplaintNames, now: int, clock: OfficeClock
) -> Iterator[list[str]]:
    """Rows of the file, formula-safe."""
    for r in records:
        located = bool(r.flags & ComplaintFlag.LOCATED)
        lat, lon = to_lat_lon(r.x, r.y) if located else (0.0, 0.0)
        row = [
            r.code, r.title, words.field_name(names.fields.get(r.field)),
            words.area_name(names.areas.get(r.area), short=False), r.address,
            words.unit_name(names.units.get(r.unit), short=False), words.channel(r.channel), words.status(r.status),
            fmt.day_time(r.created), fmt.day_time(r.due), fmt.day_time(r.answered), fmt.day_time(r.closed),
            words.lateness(r, now, clock)[0],
        ]
        yield [*(safe(cell) for cell in row), *((f"{lat:.6f}", f"{lon:.6f}") if located else ("", ""))]


def write_csv(path: Path, rows: Iterable[list[str]]) -> int:
    """Write the file whole or not at all; returns the number of rows. Raises OSError."""
    unfinished = path.with_name(f".{path.name}.part")
    count = 0
    try:
        with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(titles())
            for row in rows:
                writer.writerow(row)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    return count


def save_list(context: Context, owner: QObject, data: ListData, path: Path) -> None:
    """Write a list in its order, off the GUI thread; says when it is done, or why not."""
    ordered = data.ids.rows

    def work(session: Session) -> int:
        def records() -> Iterator[ComplaintRecord]:
            for start in range(0, ordered.count, _PAGE):
                page = list_page(session, ordered, start, _PAGE)
                yield from (page.records[i] for i in page.ids if i in page.records)

        return write_csv(path, lines(records(), data.names, data.now, data.ids.clock))

    def done(count: int) -> None:
        context.notices.post(tr("{n} complaints written to {file}", n=fmt.number(count, 0), file=path.name))

    def failed(error: Exception) -> None:
        if isinstance(error, OSError):
            refused = tr("{file} cannot be written there. Choose another folder.", file=path.name)
            context.notices.post(refused, Level.ERROR)
        else:
            context.notices.fail(error)

    context.read(work, owner=owner, done=done, failed=failed)
