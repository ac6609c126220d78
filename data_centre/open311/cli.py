"""`ioc-data-centre open311 key …`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from .. import wording
from ..database import Database
from ..schema import migrate
from . import keys


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    given = _parser().parse_args(arguments)
    database = Database.open(given.database)
    try:
        migrate(database)
        return int(given.run(database, given))
    except keys.KeyProblem as error:
        sys.stderr.write(f"ioc-data-centre: {error}\n")
        return 2
    finally:
        database.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ioc-data-centre open311")
    database = argparse.ArgumentParser(add_help=False)
    database.add_argument("--database", metavar="URL", help="default: IOC_DATABASE_URL, else a file in the data folder")
    key = parser.add_subparsers(required=True).add_parser("key", help="keys of those who may send requests")
    verbs = key.add_subparsers(required=True)
    command = verbs.add_parser("add", parents=[database], help="a new key, printed this once")
    command.add_argument("name", help="of the program or partner it is for")
    command.set_defaults(run=_add)
    command = verbs.add_parser("end", parents=[database], help="a key is good for nothing any more")
    command.add_argument("name")
    command.set_defaults(run=_end)
    command = verbs.add_parser("list", parents=[database], help="all keys, without the keys")
    command.set_defaults(run=_list)
    return parser


def _add(database: Database, given: argparse.Namespace) -> int:
    with database.write() as connection:
        key = keys.make(connection, given.name, int(time.time()))
    sys.stdout.write(f"{key}\n")
    return 0


def _end(database: Database, given: argparse.Namespace) -> int:
    with database.write() as connection:
        keys.end(connection, given.name, int(time.time()))
    return 0


def _list(database: Database, given: argparse.Namespace) -> int:
    with database.read() as connection:
        for name, made, ended in keys.listed(connection):
            state = f" (ended {wording.moment(ended)})" if ended else ""
            sys.stdout.write(f"{name}\t{wording.moment(made)}{state}\n")
    return 0
