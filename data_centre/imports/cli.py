"""`ioc-data-centre import complaints|profile|indicators|areas|template FILE …`."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from data_centre.database import Database
from data_centre.schema import migrate

from . import profiles
from .problems import FileRefused
from .rejects import Rejects


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0 done, 1 done but rows were rejected, 2 nothing was changed."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except FileRefused as error:
        sys.stderr.write(f"ioc-data-centre import: {error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ioc-data-centre import", description="Import real data.")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("file", type=Path)
    common.add_argument("--database", metavar="URL", help="default: IOC_DATABASE_URL, else a file in the data folder")
    common.add_argument("--rejects", type=Path, metavar="FILE", help="default: <file name>.rejects.csv in this folder")
    common.add_argument("--encoding", default="", help="default: UTF-8, or what the file's first bytes say")

    command = kinds.add_parser("complaints", parents=[common], help="a file of complaints, by a profile")
    command.add_argument(
        "--profile",
        default="",
        metavar="NAME|FILE.toml",
        help=f"shipped: {', '.join(profiles.names())}; for another file `profile` drafts one",
    )
    command.set_defaults(run=_complaints)

    command = kinds.add_parser("profile", help="draft a profile for a file of complaints, to be read and then used")
    command.add_argument("file", type=Path)
    command.add_argument("out", type=Path, metavar="OUT.toml")
    command.add_argument("--zone", default="", help="of times that name none, e.g. America/New_York")
    command.add_argument("--order", default="", choices=("day", "month"), help="what comes first in 03/04/2024")
    command.add_argument("--name", default="", help="of the source; default: the name of OUT.toml")
    command.add_argument("--encoding", default="", help="default: UTF-8, or what the file's first bytes say")
    command.set_defaults(run=_profile)

    command = kinds.add_parser("indicators", parents=[common], help="SDMX-ML 2.1, SDMX-CSV, or the table of `template`")
    command.add_argument("--catalogue", default="", help="name of the catalogue; default: the dataset's own")
    command.add_argument(
        "--dimensions", default="", metavar="A,B,C", help="of SDMX, where the file does not tell them from attributes"
    )
    command.set_defaults(run=_indicators)

    command = kinds.add_parser("areas", parents=[common], help="GeoJSON polygons of areas that are known")
    command.add_argument("--code-property", default="", metavar="NAME", help="default: found by its values")
    command.add_argument(
        "--crs", default="", metavar="EPSG:…", help="of coordinates that are no degrees, e.g. EPSG:9210"
    )
    command.add_argument("--source", default="", help="where the polygons come from, shown with the map")
    command.set_defaults(run=_areas)

    command = kinds.add_parser("template", help="write an empty XLSX for `indicators`")
    command.add_argument("file", type=Path)
    command.set_defaults(run=_template)
    return parser


def _complaints(given: argparse.Namespace) -> int:
    from .complaints import import_complaints
    from .points import why_not

    if not given.profile:
        raise FileRefused(
            f"say how the file is read: --profile {' or --profile '.join(profiles.names())}, or draft a profile with"
            f" `ioc-data-centre import profile {given.file} my-city.toml`, read it, and give --profile my-city.toml"
        )
    profile = profiles.load(given.profile)
    with _open(given) as run:
        summary = import_complaints(run.database, given.file, profile, run.rejects, run.now, run.report, given.encoding)
        why = why_not(summary.unplaced)
        run.say(
            f"{summary.rows:,} rows: {summary.added:,} new, {summary.updated:,} changed,"
            f" {summary.unchanged:,} as before, {summary.rejected:,} rejected"
            f" ({summary.not_located:,} of those taken have no place{f': {why}' if why else ''})"
        )
        if summary.learned is not None:
            e = summary.learned
            run.say(
                f"the profile has no [extent]; by its own points the city lies within {e.south} to {e.north} north,"
                f" {e.west} to {e.east} east"
            )
        return run.finish(summary.rejected)


def _profile(given: argparse.Namespace) -> int:
    from .drafting import draft_profile

    profiles.zone_of(given.zone or "UTC")
    name = given.name or re.sub(r"[^a-z0-9_-]+", "-", given.out.stem.casefold()).strip("-_")[:31] or "city"
    if given.out.suffix != ".toml":
        raise FileRefused(f"{given.out}: the profile's name must end in .toml")
    if given.out.exists():
        raise FileRefused(f"{given.out} is there already: give another name, or move it away")
    text, said = draft_profile(given.file, name, given.zone, given.order, int(time.time()), _Progress(), given.encoding)
    try:
        given.out.write_text(text, "utf-8")
    except OSError as error:
        raise FileRefused(f"{given.out} cannot be written: {error.strerror}") from error
    try:
        profiles.load(str(given.out))
    except FileRefused:
        given.out.unlink()
        raise
    for line in said:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"written: {given.out}; read it, then: import complaints {given.file} --profile {given.out}\n")
    return 0


def _indicators(given: argparse.Namespace) -> int:
    from .indicators import import_indicators

    with _open(given) as run:
        summary = import_indicators(
            run.database,
            given.file,
            run.rejects,
            run.now,
            run.report,
            given.catalogue,
            given.encoding,
            tuple(d.strip() for d in given.dimensions.split(",") if d.strip()),
        )
        run.say(
            f"{summary.series:,} series, {summary.rows:,} observations: {summary.added:,} new,"
            f" {summary.revised:,} revised, {summary.unchanged:,} as before, {summary.rejected:,} rejected"
            f" ({summary.repaired:,} numbers read from another notation, {summary.missing:,} without a number)"
        )
        return run.finish(summary.rejected)


def _areas(given: argparse.Namespace) -> int:
    from .areas import import_areas

    with _open(given) as run:
        summary = import_areas(
            run.database, given.file, run.rejects, run.now, given.code_property, given.source, given.crs
        )
        run.say(
            f"{summary.rows:,} polygons: {summary.added:,} new, {summary.updated:,} changed,"
            f" {summary.unchanged:,} as before, {summary.rejected:,} rejected"
        )
        return run.finish(summary.rejected)


def _template(given: argparse.Namespace) -> int:
    from .indicator_table import write_template

    write_template(given.file)
    sys.stdout.write(f"written: {given.file}\n")
    return 0


class _Open:
    """One import: the migrated database, the rejects file and what is said about it."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.now = int(time.time())
        name = given.rejects or Path.cwd() / f"{given.file.name}.rejects.csv"
        self.rejects = Rejects(name)
        self.rejects.prepare()
        self.database = Database.open(given.database)
        self.report: Callable[[int, int], None] = _Progress()
        migrate(self.database)

    def __enter__(self) -> _Open:
        return self

    def __exit__(self, *_: object) -> None:
        self.rejects.close()
        self.database.close()

    @staticmethod
    def say(text: str) -> None:
        """The summary, on standard output."""
        sys.stdout.write(text + "\n")

    def finish(self, rejected: int) -> int:
        """Exit code, and where the rejected rows are."""
        if rejected:
            sys.stdout.write(f"rejected rows with line, column and reason: {self.rejects.path}\n")
        return 1 if rejected else 0


def _open(given: argparse.Namespace) -> _Open:
    if not given.file.exists():
        raise FileRefused(f"{given.file} does not exist")
    return _Open(given)


class _Progress:
    """Lines read, at most once a second, on standard error."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last >= 1.0 and done < total:
            self._last = now
            sys.stderr.write(f"{done:,} of {total:,} lines\n")
