"""`ioc-data-centre complaint …` and `ioc-data-centre calendar …`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from ioc_domain.complaint_life import MOVES, IllegalMove
from ioc_domain.records import CalendarDayRecord
from ioc_domain.working_time import at_local

from .. import wording
from ..accounts import Identities
from ..blobs import BlobStore
from ..database import Database
from ..feed import writing
from ..schema import migrate
from . import due, life, quarantine
from .media import VIDEO_LIMIT
from .rights import Mover, NotAllowed
from .submission import SentFile, SubmissionRefused

END_OF_DAY = 17 * 3600


class Refused(Exception):
    """Nothing was changed; one sentence for a person."""


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    given = _parser().parse_args(arguments)
    database = Database.open(given.database)
    try:
        migrate(database)
        return int(given.run(database, given))
    except life.UnknownComplaint as error:
        return _refused(f"there is no complaint {error}")
    except (IllegalMove, NotAllowed, Refused, ValueError) as error:
        return _refused(str(error))
    except SubmissionRefused as error:
        return _refused(" ".join(f.text for f in error.faults))
    finally:
        database.close()


def _refused(reason: str) -> int:
    sys.stderr.write(f"ioc-data-centre: {reason}\n")
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ioc-data-centre")
    things = parser.add_subparsers(required=True, metavar="COMMAND")
    database = argparse.ArgumentParser(add_help=False)
    database.add_argument("--database", metavar="URL", help="default: IOC_DATABASE_URL, else a file in the data folder")

    complaint = things.add_parser("complaint", help="complaints").add_subparsers(required=True)
    command = complaint.add_parser("move", parents=[database], help="one step in the life of a complaint")
    command.add_argument("code")
    command.add_argument("verb", choices=sorted(MOVES))
    command.add_argument("--text", default="", help="what is told to the citizen")
    command.add_argument("--unit", default="", metavar="CODE", help="for route and reroute; for send_back: a proposal")
    command.add_argument(
        "--as", dest="officer", default="", metavar="ACCOUNT", help="act for an officer of a unit or a dispatcher"
    )
    command.add_argument("--until", default="", metavar="DATE", help="for extend: the promise")
    command.add_argument("--file", action="append", type=Path, default=[], help="for close: photo or video as evidence")
    command.set_defaults(run=_move)
    command = complaint.add_parser("quarantine", parents=[database], help="what was set aside, newest first")
    command.add_argument("number", nargs="?", type=int, help="show one with everything that was sent")
    command.set_defaults(run=_quarantine)

    calendar = things.add_parser("calendar", help="the working calendar").add_subparsers(required=True)
    command = calendar.add_parser("declare", parents=[database], help="days off or worked days; due dates move")
    command.add_argument("dates", nargs="+", metavar="DATE")
    command.add_argument("--kind", required=True, choices=["holiday", "swap_off", "swap_work"])
    command.add_argument("--name", required=True, help="of the day, as people are told")
    command.add_argument("--reason", default="", help="kept with every due date that moves; default: the name")
    command.set_defaults(run=_declare)
    command = calendar.add_parser("hours", parents=[database], help="office hours from dates on; due dates move")
    command.add_argument("json", help='[["2026-06-01", [["07:00", "11:30"], ["13:30", "17:00"]]], …]')
    command.add_argument("--reason", required=True)
    command.set_defaults(run=_hours)
    return parser


def _move(database: Database, given: argparse.Namespace) -> int:
    until = at_local(date.fromisoformat(given.until), END_OF_DAY) if given.until else 0
    wanted = life.Move(given.verb, given.text, given.unit, until, tuple(_file(path) for path in given.file))
    with writing(database) as writer:
        mover = _mover(writer.connection, given.officer)
        number = life.number_of(writer.connection, given.code)
        life.move(writer, BlobStore(database), number, wanted, mover)
    sys.stdout.write(f"{given.code}: {given.verb}\n")
    return 0


def _mover(connection: sa.Connection, officer: str) -> Mover:
    """The operator, who is bound by the rules alone, an officer with the rights of the unit, or a dispatcher."""
    if not officer:
        return Mover("command line")
    identity = Identities().identity(connection, officer)
    if identity is not None and identity.acts_for_unit():
        return Mover(identity.id, identity.unit_code)
    if identity is not None and identity.may_dispatch():
        return Mover(identity.id, dispatches=True)
    raise Refused(f"{officer} is no account of a unit and no dispatcher")


def _file(path: Path) -> SentFile:
    try:
        size = path.stat().st_size
        return SentFile(path.name, size, path.read_bytes() if size <= VIDEO_LIMIT else b"")
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from error


def _quarantine(database: Database, given: argparse.Namespace) -> int:
    with database.read() as connection:
        if given.number is not None:
            content = quarantine.content_of(connection, given.number)
            if not content:
                raise Refused(f"nothing has the number {given.number}")
            sys.stdout.write(content + "\n")
            return 0
        for one in quarantine.latest(connection):
            kept = f"\t{one.sha256[:12]}" if one.sha256 else ""
            sys.stdout.write(
                f"{one.id}\t{wording.moment(one.at)}\t{one.source}\t{one.subject}\t{one.place}\t{one.reason}{kept}\n"
            )
    return 0


def _declare(database: Database, given: argparse.Namespace) -> int:
    days = [CalendarDayRecord(date.fromisoformat(d).isoformat(), given.kind, given.name) for d in given.dates]
    result = due.declare_days(database, days, int(time.time()), given.reason or given.name)
    sys.stdout.write(f"{result.moved:,} of {result.looked_at:,} open complaints have another due date\n")
    return 0


def _hours(database: Database, given: argparse.Namespace) -> int:
    result = due.change_hours(database, given.json, int(time.time()), given.reason)
    sys.stdout.write(f"{result.moved:,} of {result.looked_at:,} open complaints have another due date\n")
    return 0
