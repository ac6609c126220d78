"""`ioc-data-centre pull open311 URL …`."""

from __future__ import annotations

import argparse
import re
import sys
import threading
import urllib.parse
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ioc_domain.working_time import at_local

from ..database import Database
from ..schema import migrate
from .fetching import Fetcher, PullFailed
from .pulling import Connector, Pull, Pulled
from .reading import Source

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,47}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; exit codes: 0 all taken, 1 some set aside, 2 it broke off (what was taken stays)."""
    given = _parser().parse_args(arguments)
    try:
        return _pull(given)
    except (PullFailed, ValueError, ZoneInfoNotFoundError) as error:
        sys.stderr.write(f"ioc-data-centre pull: {error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ioc-data-centre pull", description="Pull complaints from elsewhere.")
    command = parser.add_subparsers(required=True, metavar="KIND").add_parser("open311", help="any GeoReport v2 server")
    command.add_argument("url", help="of the endpoint (…/v2) or of its discovery")
    command.add_argument("--database", metavar="URL", help="default: IOC_DATABASE_URL, else a file in the data folder")
    command.add_argument("--name", default="", help="of the source; default: the server's own name")
    command.add_argument("--jurisdiction", default="", metavar="ID")
    command.add_argument("--since", default="", metavar="DATE", help="default: where the last pull ended, or 90 days")
    command.add_argument("--until", default="", metavar="DATE", help="default: now")
    command.add_argument("--look-back", type=int, default=30, metavar="DAYS", help="days asked again for changes")
    command.add_argument("--zone", default="", help="of times that name none, e.g. America/New_York; default: refused")
    command.add_argument(
        "--status", action="append", default=[], metavar="WORD=open|closed", help="a status word the standard has not"
    )
    return parser


def _pull(given: argparse.Namespace) -> int:
    host = urllib.parse.urlsplit(given.url).hostname or ""
    name = given.name or host.lower()
    if not NAME.fullmatch(name):
        raise ValueError("give the source a --name of small letters, digits, dots and hyphens")
    wanted = Pull(
        name=name,
        url=given.url,
        jurisdiction=given.jurisdiction,
        since=_midnight(given.since),
        until=_midnight(given.until),
        look_back=max(0, given.look_back) * 86400,
    )
    source = Source(name, {}, ZoneInfo(given.zone) if given.zone else None, _status_words(given.status))
    stop = threading.Event()
    database = Database.open(given.database)
    try:
        migrate(database)
        fetcher = Fetcher(lambda seconds: not stop.wait(seconds))
        pulled = Connector(database, wanted, source, fetcher).run(_say_progress)
    finally:
        database.close()
    rows = pulled.rows
    sys.stdout.write(
        f"{rows.rows:,} requests: {rows.added:,} new, {rows.updated:,} changed, {rows.unchanged:,} as before,"
        f" {pulled.set_aside:,} set aside ({rows.not_located:,} of those taken have no place)\n"
    )
    if pulled.maybe_cut:
        sys.stdout.write(f"{pulled.maybe_cut:,} minutes may have had more than the server gives at once\n")
    if pulled.set_aside:
        sys.stdout.write("what was set aside, with reasons: ioc-data-centre complaint quarantine\n")
    return 1 if pulled.set_aside or pulled.maybe_cut else 0


def _status_words(given: list[str]) -> dict[str, str]:
    words = {}
    for pair in given:
        word, _, meaning = pair.rpartition("=")
        if not word.strip() or meaning not in ("open", "closed"):
            raise ValueError(f"--status {pair}: give it as WORD=open or WORD=closed")
        words[word.strip().casefold()] = meaning
    return words


def _midnight(text: str) -> int:
    return at_local(date.fromisoformat(text), 0) if text else 0


def _say_progress(pulled: Pulled) -> None:
    sys.stderr.write(f"{pulled.windows} weeks, {pulled.rows.rows:,} requests\n")
