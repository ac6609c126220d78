"""`ioc-data-centre seed`: pours the sample city into an empty data centre."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime

from data_centre.database import Database
from data_centre.parts import PartStore
from data_centre.schema import migrate
from ioc_domain.working_time import CITY_ZONE

from .clock import FIRST_YEAR, Moment
from .filling import AlreadyFilled, Wanted, fill
from .people import DEMO_PASSWORD, PEOPLE

MAXIMUM = 10_000_000
EARLIEST = date(2025, 9, 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code (2 with one line on standard error when it cannot be done)."""
    given = _parser().parse_args(arguments)
    problem = _problem(given)
    if problem:
        sys.stderr.write(f"ioc-data-centre seed: {problem}\n")
        return 2
    until = given.until or datetime.now(UTC).astimezone(CITY_ZONE).date()
    wanted = Wanted(given.seed, _moment(until, given.until is None), given.complaints, given.demo_accounts)
    started = time.perf_counter()
    database = Database.open(given.database)
    try:
        migrate(database)
        filled = fill(database, wanted, _Progress())
        if given.parts:
            PartStore(database).build_all(lambda bucket, _n: None)
    except AlreadyFilled as error:
        sys.stderr.write(f"ioc-data-centre seed: {error}\n")
        return 2
    finally:
        database.close()
    seconds = time.perf_counter() - started
    sys.stdout.write(f"sample city of {until.isoformat()}: {sum(filled.rows.values()):,} rows in {seconds:.1f} s\n")
    if given.demo_accounts:
        sys.stdout.write(f"demo accounts (password {DEMO_PASSWORD}): {', '.join(p.id for p in PEOPLE)}\n")
    return 0


def _moment(until: date, today: bool) -> Moment:
    """The given day in the afternoon, or this very moment when no day was given."""
    if not today:
        return Moment.of(until)
    here = datetime.now(UTC).astimezone(CITY_ZONE)
    return Moment.of(until, max(3600, here.hour * 3600 + here.minute * 60))


def _problem(given: argparse.Namespace) -> str:
    if given.complaints is not None and not 0 < given.complaints <= MAXIMUM:
        return f"--complaints must lie between 1 and {MAXIMUM:,}"
    if given.until is not None and given.until < EARLIEST:
        return (
            f"--until must not lie before {EARLIEST.isoformat()}: the sample starts in {FIRST_YEAR} and needs history"
        )
    return ""


class _Progress:
    """One line per table on standard error, at most twice a second within a table."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, table: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done != total and now - self._last < 0.5:
            return
        self._last = now
        of = f" of {total:,}" if total and total != done else ""
        sys.stderr.write(f"{table}: {done:,}{of}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ioc-data-centre seed", description="Fill an empty data centre with a sample city."
    )
    parser.add_argument(
        "--complaints", type=int, default=None, metavar="N", help="how many (default: as many as the city published)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same number makes the same city")
    parser.add_argument(
        "--until", type=date.fromisoformat, default=None, metavar="DATE", help="the sample's today (default: now)"
    )
    parser.add_argument("--database", default=None, metavar="URL")
    parser.add_argument(
        "--demo-accounts",
        action="store_true",
        help="also make accounts of each role with one published password: for demonstrations only",
    )
    parser.add_argument("--parts", action="store_true", help="also build the snapshots that new consoles fetch")
    return parser
