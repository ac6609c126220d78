"""Commands of `ioc-data-centre`. Errors are one line on standard error and exit code 2."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa

from ioc_domain.codes import Role
from ioc_domain.identity import DISPATCH_RIGHT, REPORTER_RIGHT

from . import models as m
from .accounts import AccountProblem, close_account, create_account, grant, open_account, revoke, set_password
from .buckets import begin_epoch
from .database import Database, DatabaseProblem
from .schema import migrate


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        # The seed and the imports read their own arguments: they have many, and heavy imports.
        if words[:1] == ["seed"]:
            from .seed import cli as seed_cli

            return int(seed_cli.main(words[1:]))
        if words[:1] == ["import"]:
            from .imports import cli as import_cli

            return int(import_cli.main(words[1:]))
        if words[:1] in (["complaint"], ["calendar"]):
            from .complaints import cli as complaints_cli

            return int(complaints_cli.main(words))
        if words[:1] == ["open311"]:
            from .open311 import cli as open311_cli

            return int(open311_cli.main(words[1:]))
        if words[:1] == ["pull"]:
            from .open311 import pull_cli

            return int(pull_cli.main(words[1:]))
        given = _parser().parse_args(words)
        return int(given.run(given))
    except (DatabaseProblem, AccountProblem) as error:
        sys.stderr.write(f"ioc-data-centre: {error}\n")
        return 2
    except sa.exc.DBAPIError as error:
        sys.stderr.write(f"ioc-data-centre: the database refused: {str(error.orig).splitlines()[0]}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ioc-data-centre", description="The city's data centre.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    database = argparse.ArgumentParser(add_help=False)
    database.add_argument("--database", metavar="URL", help="default: IOC_DATABASE_URL, else a file in the data folder")

    command = commands.add_parser("migrate", parents=[database], help="bring the database to this program's schema")
    command.set_defaults(run=_migrate)
    commands.add_parser("seed", help="fill with a sample city (seed --help)", add_help=False)
    commands.add_parser("import", help="import complaints, indicators or areas (import --help)", add_help=False)
    commands.add_parser("complaint", help="move a complaint, look into the quarantine", add_help=False)
    commands.add_parser("open311", help="keys of those who may send service requests", add_help=False)
    commands.add_parser("pull", help="pull complaints from a GeoReport v2 server", add_help=False)
    commands.add_parser("calendar", help="declare days off and worked days, change office hours", add_help=False)

    command = commands.add_parser("serve", parents=[database], help="serve consoles and the unit desk")
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8710, help="0 = any free port; the one taken is printed")
    command.add_argument("--print-url", action="store_true", help="accepted for clearness: the URL is always printed")
    command.add_argument("--sample-lives", action="store_true", help="a seeded sample goes on: complaints come in")
    command.set_defaults(run=_serve)

    parts = commands.add_parser("parts", help="snapshots for new consoles").add_subparsers(required=True)
    command = parts.add_parser("build", parents=[database], help="build what is missing or stale")
    command.set_defaults(run=_parts_build)

    command = commands.add_parser("lease", parents=[database], help="how long consoles without a line show their data")
    command.add_argument("--hours", type=int, metavar="N", help="set it: 72 by default, 168 (7 days) at most")
    command.set_defaults(run=_lease)

    command = commands.add_parser("restored", parents=[database], help="say that a backup was put back: a new epoch")
    command.set_defaults(run=_restored)

    account = commands.add_parser("account", help="accounts").add_subparsers(required=True)
    command = account.add_parser("add", parents=[database], help="a new account; the password is asked for")
    command.add_argument("id")
    command.add_argument("--name", required=True)
    command.add_argument("--title", default="")
    command.add_argument("--role", required=True, choices=[role.value for role in Role])
    command.add_argument("--unit", default="", metavar="CODE")
    command.add_argument("--email", default="")
    command.add_argument("--scope", action="append", metavar="SCOPE", help="instead of the role's own scopes")
    command.set_defaults(run=_account_add)
    command = account.add_parser("list", parents=[database], help="all accounts")
    command.set_defaults(run=_account_list)
    command = account.add_parser("passwd", parents=[database], help="a new password; ends the account's sessions")
    command.add_argument("id")
    command.set_defaults(run=_account_passwd)
    changes: list[tuple[str, str, Callable[[sa.Connection, str], None]]] = [
        ("close", "nobody signs in with it any more; who is signed in is refused at once", close_account),
        ("open", "let a closed account sign in again", open_account),
    ]
    for name, words, change in changes:
        command = account.add_parser(name, parents=[database], help=words)
        command.add_argument("id")
        command.set_defaults(run=_account_change, change=change)
    rights = [
        ("grant", "give it a scope or a right", grant),
        ("revoke", "take it away; rows of a scope leave the consoles", revoke),
    ]
    for name, words, scoped in rights:
        command = account.add_parser(name, parents=[database], help=words)
        command.add_argument("id")
        command.add_argument(
            "scope",
            metavar="SCOPE",
            help=f"city, area:CODE, unit:CODE, area:*, unit:*, {REPORTER_RIGHT} or {DISPATCH_RIGHT}",
        )
        command.set_defaults(run=_account_right, change=scoped)
    return parser


def open_migrated(url: str | None) -> Database:
    """The database of a URL or of the environment, at this program's schema. Raises `DatabaseProblem`."""
    database = Database.open(url)
    migrate(database)
    return database


def _migrate(given: argparse.Namespace) -> int:
    database = Database.open(given.database)
    revision = migrate(database)
    database.close()
    sys.stdout.write(f"schema {revision}\n")
    return 0


def _serve(given: argparse.Namespace) -> int:
    # FastAPI takes half a second to import; the other commands do without.
    from .api.app import create_app
    from .server import run

    if not 0 <= given.port <= 65535:
        raise DatabaseProblem(f"{given.port} is not a port")
    database = open_migrated(given.database)
    try:
        with _sample_life(database, given.sample_lives):
            run(create_app(database), given.host, given.port)
    finally:
        database.close()
    return 0


@contextlib.contextmanager
def _sample_life(database: Database, wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    from .seed.life import LifeThread, SampleLife

    thread = LifeThread(SampleLife(database, time.time))
    thread.start()
    try:
        yield
    finally:
        thread.stop()


def _parts_build(given: argparse.Namespace) -> int:
    from .parts import PartStore

    database = open_migrated(given.database)
    started = time.perf_counter()
    built = PartStore(database).build_all(lambda bucket, _n: print_line(bucket))
    database.close()
    print_line(f"{built} snapshots built in {time.perf_counter() - started:.1f} s")
    return 0


def _lease(given: argparse.Namespace) -> int:
    from . import leases

    database = open_migrated(given.database)
    try:
        if given.hours is not None:
            leases.set_hours(database, given.hours)
        with database.read() as connection:
            print_line(f"{leases.hours(connection)} hours")
    except ValueError as error:
        raise DatabaseProblem(str(error)) from error
    finally:
        database.close()
    return 0


def _restored(given: argparse.Namespace) -> int:
    database = open_migrated(given.database)
    with database.write() as connection:
        epoch = begin_epoch(connection)
    database.close()
    print_line(f"epoch {epoch}: consoles will compare their caches")
    return 0


def _account_add(given: argparse.Namespace) -> int:
    database = open_migrated(given.database)
    password = _ask_password()
    with database.write() as connection:
        create_account(
            connection,
            account_id=given.id,
            name=given.name,
            title=given.title,
            role=Role(given.role),
            password=password,
            now=int(time.time()),
            unit_code=given.unit,
            email=given.email,
            scopes=tuple(given.scope) if given.scope else None,
        )
    database.close()
    return 0


def _account_list(given: argparse.Namespace) -> int:
    database = open_migrated(given.database)
    a = m.account.c
    with database.read() as connection:
        for row in connection.execute(sa.select(a.id, a.role, a.unit_code, a.active, a.name).order_by(a.role, a.id)):
            state = "" if row.active else " (closed)"
            print_line(f"{row.id}\t{row.role}\t{row.unit_code or '-'}\t{row.name}{state}")
    database.close()
    return 0


def _account_passwd(given: argparse.Namespace) -> int:
    database = open_migrated(given.database)
    password = _ask_password()
    with database.write() as connection:
        set_password(connection, given.id, password)
    database.close()
    return 0


def _account_change(given: argparse.Namespace) -> int:
    return _in_database(given, lambda connection: given.change(connection, given.id))


def _account_right(given: argparse.Namespace) -> int:
    return _in_database(given, lambda connection: given.change(connection, given.id, given.scope))


def _in_database(given: argparse.Namespace, change: Callable[[sa.Connection], None]) -> int:
    database = open_migrated(given.database)
    try:
        with database.write() as connection:
            change(connection)
    finally:
        database.close()
    return 0


def _ask_password() -> str:
    """From the terminal unseen, or the first line of standard input; never from the command line."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


def print_line(text: str) -> None:
    """One line on standard output."""
    sys.stdout.write(text + "\n")
