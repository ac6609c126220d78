"""Laboratory, part 6: PostgreSQL with eight writers and slow tails; a reader that knows only its cursor loses nothing.

The same transactions also write a table with a plain sequence and a time stamp. A reader that trusts one of these
loses rows, which shows that this laboratory can see a loss.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import msgspec
import pytest
import sqlalchemy as sa

from data_centre.buckets import read_head
from data_centre.compaction import AFTER_SECONDS, compact
from data_centre.database import Database
from data_centre.feed import FeedWriter
from data_centre.retention import KEEP_SECONDS, prune
from data_centre.schema import migrate
from tests.data_centre import factories as make
from tests.data_centre.clusters import Cluster, running_cluster
from tests.faults.feed_follower import Follower, stored_rows
from tests.lab_report import lab_count

pytestmark = pytest.mark.postgres

WRITERS = 8
STARTED = 1_700_000_000
BOTH = frozenset({"city", "unit:U0", "unit:U1"})
HALF = frozenset({"unit:U0"})


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this module."""
    with running_cluster() as started:
        yield started


@contextmanager
def empty(cluster: Cluster, home: Path) -> Iterator[Database]:
    """A migrated database with the naive table beside the feed."""
    database = Database.open(cluster.create(), home=home)
    migrate(database)
    with database.write() as connection:
        connection.execute(
            sa.text(
                "CREATE TABLE naive (seq BIGSERIAL, at DOUBLE PRECISION DEFAULT extract(epoch FROM clock_timestamp()),"
                " tx TEXT)"
            )
        )
    try:
        yield database
    finally:
        database.close()


class Rolled(Exception):
    """This transaction was meant to be rolled back."""


@dataclass
class City:
    """Eight writers at work. Their clock is a counter, so that any of their rows can be called old."""

    database: Database
    seed: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    clock: int = STARTED
    at_work: set[int] = field(default_factory=set)
    committed: list[str] = field(default_factory=list)
    rolled_back: int = 0
    slow: int = 0

    def write(self, number: int, transactions: int) -> None:
        """The transactions of one writer."""
        random = Random(f"{self.seed}.{number}")
        for k in range(transactions):
            with self.lock:
                self.clock += 1
                now = self.clock
                self.at_work.add(now)
            name = f"{number}.{k}"
            try:
                self._transaction(number, name, now, random)
            except Rolled:
                self.rolled_back += 1
            else:
                with self.lock:
                    self.committed.append(name)
            finally:
                with self.lock:
                    self.at_work.discard(now)

    def _transaction(self, number: int, name: str, now: int, random: Random) -> None:
        fate = random.random()
        with self.database.write() as connection:
            connection.execute(sa.text("INSERT INTO naive (tx) VALUES (:tx)"), {"tx": name})
            writer = FeedWriter(connection, now)
            for letter in "abc":  # always together: a reader must never see one without the others
                writer.put(make.setting(f"{number}.{letter}", name))
            writer.put(make.setting(f"shared {random.randrange(4)}", name))
            writer.put(make.alert(f"moves {number}", count=now), scope=f"unit:U{random.randrange(2)}")
            if random.random() < 0.2:
                writer.delete("setting", f"shared {random.randrange(4)}")
            if fate < 0.35:  # a slow tail: numbers of a sequence would be long taken
                self.slow += 1
                connection.execute(sa.text("SELECT pg_sleep(:s)"), {"s": 0.005 + 0.03 * random.random()})
            writer.flush()
            if fate > 0.95:  # slow to commit, with the head in its hands
                connection.execute(sa.text("SELECT pg_sleep(0.01)"))
            if 0.35 <= fate < 0.45:
                raise Rolled

    def settled_before(self) -> int:
        """A time before which no transaction is still at work."""
        with self.lock:
            return min(self.at_work, default=self.clock + 1)


@dataclass
class Naive:
    """A reader that goes on from the highest number, and one from the latest time, that it has seen."""

    database: Database
    cursors: dict[str, float] = field(default_factory=lambda: {"seq": 0.0, "at": 0.0})
    seen: dict[str, set[str]] = field(default_factory=lambda: {"seq": set(), "at": set()})

    def pull(self) -> None:
        """One look with each cursor."""
        for column, cursor in self.cursors.items():
            query = sa.text(f"SELECT {column}, tx FROM naive WHERE {column} > :after ORDER BY {column}")
            with self.database.read() as connection:
                rows = connection.execute(query, {"after": cursor}).all()
            if rows:
                self.cursors[column] = float(rows[-1][0])
                self.seen[column].update(row[1] for row in rows)


def groups_are_whole(follower: Follower) -> None:
    """I9: of rows that are always written together none shows another transaction than the others."""
    for number in range(WRITERS):
        found = [follower.rows.get(("setting", f"{number}.{letter}")) for letter in "abc"]
        values = {row and msgspec.json.decode(row[2])[1] for row in found}
        assert len(values) == 1, values


def run(database: Database, transactions: int, seed: int, name: str) -> None:
    """Writers, readers and two rounds of upkeep at once; then everything is compared."""
    city, naive = City(database, seed), Naive(database)
    exact, half = Follower(database, BOTH, limit=50), Follower(database, HALF, limit=20)
    late: list[Follower] = []
    stop, pause = threading.Event(), threading.Event()

    def read() -> None:
        last = False
        while not last:
            last = stop.is_set()
            naive.pull()
            while True:
                more = exact.pull()
                groups_are_whole(exact)
                if not more:
                    break
            half.pull()
            pause.wait(0.001)
        half.catch_up()

    def keep_up(share: int, *, pruning: bool) -> int:
        """Compact, or prune, all that is finished and that the exact reader has passed; returns what went."""
        while len(city.committed) < transactions * WRITERS * share // 4 and not reading.done():
            pause.wait(0.005)
        before = city.settled_before()
        with database.read() as connection:
            head = read_head(connection).head
        while exact.cursor < head and not reading.done():
            pause.wait(0.005)
        follower = Follower(database, BOTH, limit=7)
        follower.pull()  # it stands somewhere in what is about to be compacted
        late.append(follower)
        gone = compact(database, before + AFTER_SECONDS)
        if pruning:
            prune(database, before + KEEP_SECONDS)
            late.append(Follower(database, BOTH, limit=7))
        follower.pull()
        return gone

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reading = pool.submit(read)
        writing = [pool.submit(city.write, number, transactions) for number in range(WRITERS)]
        try:
            compacted = keep_up(1, pruning=False) + keep_up(2, pruning=True)
            for done in writing:
                done.result()
        finally:
            stop.set()
        reading.result()

    with database.read() as connection:
        head = read_head(connection).head
        rows, half_rows = stored_rows(connection, BOTH), stored_rows(connection, HALF)
        in_naive = set(connection.execute(sa.text("SELECT tx FROM naive")).scalars())
    lost = set(range(1, head + 1)) - exact.seen.keys()
    assert lost == set()
    assert set(exact.seen.values()) == {1}, "no number came twice"
    assert exact.rows == rows
    assert half.rows == half_rows
    for follower in [*late, Follower(database, BOTH, limit=7)]:
        follower.catch_up()
        groups_are_whole(follower)
        assert follower.rows == rows
    assert compacted > 0
    assert sum(follower.expired for follower in late) > 0
    assert in_naive == set(city.committed)
    naive_lost = {column: len(in_naive - seen) for column, seen in naive.seen.items()}
    # The same transactions, the same readers, another cursor: the laboratory sees what it is to see.
    assert naive_lost["seq"] > 0
    assert naive_lost["at"] > 0
    assert city.rolled_back > 0
    lab_count(
        6,
        name,
        writers=WRITERS,
        transactions=len(city.committed),
        rolled_back=city.rolled_back,
        slow_tails=city.slow,
        rows=head,
        lost=len(lost),
        lost_by_naive_cursor=naive_lost["seq"],
        lost_by_time_stamp=naive_lost["at"],
        compacted=compacted,
        pages=exact.pages + half.pages + sum(follower.pages for follower in late),
    )


def test_eight_writers_lose_nothing_and_a_naive_cursor_does(own_cluster: Cluster, tmp_path: Path) -> None:
    """Slow tails, rollbacks, moves between scopes, compaction and pruning meanwhile: every number once and in order,
    whole transactions, right digests at every page, equal rows at the end; and the plain cursors lose rows."""
    with empty(own_cluster, tmp_path) as database:
        run(database, 40, 1, "postgresql")


@pytest.mark.soak
def test_eight_writers_for_long(own_cluster: Cluster, tmp_path: Path, soak_factor: int) -> None:
    """The same with other seeds and ten times the transactions."""
    for seed in range(2, 2 + 5 * soak_factor):
        with empty(own_cluster, tmp_path / str(seed)) as database:
            run(database, 400, seed, "postgresql, soak")
