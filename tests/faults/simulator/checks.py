"""The contract's invariants, looked at from outside both programs: through files and history."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ioc_domain.commands import IssueDirective, IssueExplanationRequest
from ioc_domain.entities import ENTITIES, Entity
from ioc_domain.wire import MASK64
from local_cache import layout
from local_cache.sync_state import SyncState, read_state
from tests.faults import effects as centre_effects
from tests.faults.history import violations
from tests.faults.simulator import city
from tests.faults.simulator.site import SMALL
from tests.faults.simulator.world import Broken

if TYPE_CHECKING:
    from tests.faults.simulator.console import SimConsole
    from tests.faults.simulator.schedule import Schedule

SEGMENT = SMALL["local_cache.segment_writer.SEGMENT_ROWS"]
STEP_BY_STEP = ("behind", "comes again", "retention")
"""Tempers in which the rows of a cache are looked at after each of its transactions: it would cost too much in all."""
Rows = dict[tuple[str, str], tuple[Any, ...]]
"""(table, bucket) … see `centre_rows`: (table, key) → (bucket, rev, h, record columns)."""


@cache
def _centre_query(entity: Entity) -> str:
    columns = ", ".join(f't."{c}"' for c in entity.columns)
    return f'SELECT b.id, t.rev, t.h, {columns} FROM "{entity.name}" t JOIN bucket b ON b.no = t.bucket'


@cache
def _cache_query(entity: Entity) -> str:
    texts = entity.text_columns
    columns = ", ".join(f'x."{c}"' if c in texts else f't."{c}"' for c in entity.columns)
    join = ""
    if texts:
        same = " AND ".join(f't."{k}" = x."{k}"' for k in entity.key)
        join = f'LEFT JOIN "{layout.text_table(entity)}" x ON {same}'
    return f'SELECT b.name, t.rev, t.h, {columns} FROM "{entity.name}" t LEFT JOIN bucket b ON b.id = t.bucket {join}'


@cache
def _key_places(entity: Entity) -> tuple[int, ...]:
    return tuple(entity.columns.index(k) + 3 for k in entity.key)


_FILLED = " UNION ALL ".join(f"SELECT {n} WHERE EXISTS (SELECT 1 FROM \"{e.name}\")" for n, e in enumerate(ENTITIES))


def _filled(connection: sqlite3.Connection) -> list[Entity]:
    """Tables that have rows."""
    return [ENTITIES[n] for (n,) in connection.execute(_FILLED)]


def _rows(connection: sqlite3.Connection, query: Any) -> Rows:
    found: Rows = {}
    for entity in _filled(connection):
        places = _key_places(entity)
        for row in connection.execute(query(entity)):
            found[entity.name, "|".join(str(row[p]) for p in places)] = row
    return found


def _version(connection: sqlite3.Connection) -> tuple[sqlite3.Connection, int]:
    """Differs once anybody else has written the file, or another file is looked at."""
    return connection, connection.execute("PRAGMA data_version").fetchone()[0]


class Checks:
    """Watches one schedule. Every method raises `Broken` for what it finds."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._states: dict[str, tuple[int, SyncState]] = {}
        self._revs: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        self._seen: dict[str, tuple[Any, ...]] = {}
        self._settled: set[str] = set()
        self._equal: dict[str, tuple[Any, ...]] = {}
        """In which states of both files they were found equal: there is nothing more to find until one changes."""
        self._centre: tuple[Any, Rows] = (None, {})
        self._rows: dict[str, dict[tuple[str, int, str], tuple[int, int]]] = defaultdict(dict)

    # --- after each step of a console ---

    def after_step(self, console: SimConsole) -> None:
        """I6 always; I1 and I2 whenever the console believes that it is current."""
        engine = console.engine
        if engine is None:
            return
        if console.news():
            state = read_state(console.cache)
            self._forward(console, state)
            if self._schedule.temper in STEP_BY_STEP:
                self._no_older_rows(console, state)
        if engine.puller.caught_up:
            self._current(console, self._states[console.name][1])
        if console.disk.settled:
            self.settled(console)

    def _forward(self, console: SimConsole, state: SyncState) -> None:
        """I6: cursor, lease and sync time never go back within an epoch."""
        known = self._states.get(console.name)
        self._states[console.name] = (console.rebuilt, state)
        if known is None or known[0] != console.rebuilt:
            self._revs[console.name] = {}
            return
        before = known[1]
        if before.epoch != state.epoch:
            self._revs[console.name] = {}
        elif state.cursor < before.cursor:
            raise Broken("I6", f"{console.name}: cursor {before.cursor} -> {state.cursor}")
        # Only what a page brought: a snapshot may be of a moment before the feed was compacted.
        if before.pull_from < state.pull_from:
            self._whole_transactions(console, state)
        # Another person's lease is another lease; theirs comes with their first manifest, later than their name.
        same = _leased_to(before) == _leased_to(state)
        for name in ("last_pull", "lease_until") if same else ("last_pull",):
            if getattr(state, name) < getattr(before, name):
                raise Broken("I6", f"{console.name}: {name} {getattr(before, name)} -> {getattr(state, name)}")

    def _whole_transactions(self, console: SimConsole, state: SyncState) -> None:
        """I9: a cache never stands in the middle of a transaction of the data centre."""
        centre = self._schedule.centre
        if state.epoch != centre.head()[0] or (state.epoch, state.pull_from) in centre.ends:
            return
        cut = "SELECT 1 FROM feed WHERE seq <= ? AND tx_end > ? LIMIT 1"
        if centre.reader.execute(cut, (state.pull_from, state.pull_from)).fetchone():
            raise Broken("I9", f"{console.name}: stands at {state.pull_from}, inside a transaction")

    def _current(self, console: SimConsole, state: SyncState) -> None:
        """I1 and I2, where the position is the data centre's own."""
        schedule = self._schedule
        mark = (console.rebuilt, state.epoch, state.cursor, state.pull_from, state.set, state.segment_version)
        if self._seen.get(console.name) == mark:
            return
        epoch, head = schedule.centre.head()
        if (state.epoch, state.applied_to) != (epoch, head) or state.set != schedule.centre.set_of(console.account):
            return
        self._seen[console.name] = mark
        self.equal(console)
        schedule.world.count("compared")

    def equal(self, console: SimConsole) -> None:
        """I1: the cache is the data centre's rows of this account's scopes; I2: and nothing else."""
        connection, reader = console.cache, self._schedule.centre.reader
        mark = (console.account, console.rebuilt, *_version(connection), *_version(reader))
        if self._equal.get(console.name) == mark:
            return
        scopes = self._schedule.centre.scopes(console.account)
        whole = self._whole()
        want = {key: row for key, row in whole.items() if row[0].partition("/")[0] in scopes}
        have = _rows(connection, _cache_query)
        states = dict(connection.execute("SELECT name, state FROM bucket"))
        self._nothing_lost(console, have, states, scopes)
        for key in sorted(want.keys() | have.keys()):
            ours, theirs = have.get(key), want.get(key)
            if ours == theirs:
                continue
            if any(row is not None and states.get(row[0], "ready") != "ready" for row in (ours, theirs)):
                continue  # still to be loaded, and said so
            raise Broken("I1", f"{console.name}: {key}\n  cache  {ours}\n  centre {theirs}")
        consistent(connection, console.name)
        self._revisions(console, {key: row for key, row in have.items() if states.get(row[0]) == "ready"})
        self._equal[console.name] = mark

    def _whole(self) -> Rows:
        """All rows of the data centre, read once for all consoles until it changes."""
        reader = self._schedule.centre.reader
        version = _version(reader)
        if self._centre[0] != version:
            self._centre = (version, _rows(reader, _centre_query))
        return self._centre[1]

    def _nothing_lost(self, console: SimConsole, have: Rows, states: dict[str, str], scopes: frozenset[str]) -> None:
        for (table, key), row in have.items():
            if row[0] is None or row[0].partition("/")[0] not in scopes:
                raise Broken("I2", f"{console.name}: {table} {key} of {row[0]}")
        for bucket in states:
            if bucket.partition("/")[0] not in scopes:
                raise Broken("I2", f"{console.name}: bucket {bucket}")
        files = [console.cache_file, console.cache_file.with_name("cache.db-wal")]
        data = b"".join(f.read_bytes() for f in files if f.exists())
        for unit in city.UNITS:
            if f"unit:{unit}" not in scopes and city.secret(unit).encode() in data:
                raise Broken("I2", f"{console.name}: text of {unit} is still on the disk")

    def _revisions(self, console: SimConsole, have: Rows) -> None:
        """I6: no row goes back to an earlier revision. `have` are rows of loaded buckets: others may still be those of
        the time before a restore.
        """
        known = self._revs[console.name]
        for key, row in have.items():
            if row[1] < known.get(key, 0):
                raise Broken("I6", f"{console.name}: {key} from revision {known[key]} to {row[1]}")
            known[key] = row[1]

    def _no_older_rows(self, console: SimConsole, state: SyncState) -> None:
        """I6: pages never bring a row back to a revision before the one it has, also not for a moment.

        A bucket that is loaded anew may be of an earlier moment than the cache was: it begins again with its `at`.
        """
        connection = console.cache
        begun = dict(connection.execute("SELECT id, at FROM bucket WHERE state = 'ready'"))
        now: dict[tuple[str, int, str], tuple[int, int]] = {}
        for entity in _filled(connection):
            key = " || '|' || ".join(f'"{k}"' for k in entity.key)
            for bucket, rev, name in connection.execute(f'SELECT bucket, rev, {key} FROM "{entity.name}"'):
                if bucket in begun:
                    now[f"{console.rebuilt} {state.epoch} {entity.name}", bucket, str(name)] = (begun[bucket], rev)
        before, self._rows[console.name] = self._rows[console.name], now
        for row, (at, rev) in now.items():
            known_at, known = before.get(row, (at, 0))
            if known_at == at and rev < known:
                raise Broken("I6", f"{console.name}: {row} from revision {known} to {rev}")

    def begun(self, console: SimConsole) -> None:
        """I7: what the pages have shown does not wait in the outbox any more once the program has begun again."""
        for (command,) in console.cache.execute("SELECT id FROM settled").fetchall():
            if console.kept.execute("SELECT 1 FROM command WHERE id = ? AND settled_at = 0", (command,)).fetchone():
                raise Broken("I7", f"{console.name}: {self._schedule.short(command)} was seen and still waits")

    def settled(self, console: SimConsole) -> None:
        """A command counts as seen back only when the cache has passed its own number (within one epoch)."""
        console.disk.settled = False
        schedule = self._schedule
        if schedule.world.counts.get("restores") or not console.cache_file.exists():
            return
        state = read_state(console.cache)
        query = "SELECT id, outcome FROM command WHERE settled_at > 0 AND state = 'received' AND outcome IS NOT NULL"
        for command, outcome in console.kept.execute(query).fetchall():
            if command in self._settled:
                continue
            self._settled.add(command)
            seq = json.loads(outcome)["seq"]
            # Not `applied_to`: that goes back while a bucket from an older snapshot catches up.
            if seq > state.cursor:
                raise Broken("I1", f"{console.name}: {schedule.short(command)} seen at {state.cursor}, seq {seq}")

    # --- now and then ---

    def look(self, console: SimConsole) -> None:
        """I9: whoever looks in the middle of somebody's work sees whole transactions only."""
        if not console.cache_file.exists():
            return
        connection = console.cache
        try:
            connection.execute("BEGIN")
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'bucket'").fetchone():
                consistent(connection, console.name)
        finally:
            connection.execute("ROLLBACK")
        self._schedule.world.count("looks")

    def saves(self, console: SimConsole) -> None:
        """I4: what was said to be saved is there, byte for byte."""
        kept = dict(console.kept.execute("SELECT id, body FROM command"))
        for command, saved in console.saved.items():
            if kept.get(command) != saved.body:
                raise Broken("I4", f"{console.name}: {self._schedule.short(command)} was saved and is gone or changed")

    # --- at the end ---

    def at_the_end(self) -> dict[str, int]:
        """I3, I4, I5, I7, I8 once the faults are over; returns what was counted."""
        schedule = self._schedule
        for console in schedule.consoles:
            self.saves(console)
            query = "SELECT id, account FROM command WHERE state = 'received' AND settled_at = 0 AND account = ?"
            left = console.kept.execute(query, (console.account,)).fetchall()
            if left:
                raise Broken("I7", f"{console.name}: received and never seen back: {left}")
        with schedule.centre.database.read() as connection:
            found = centre_effects.effects(connection, schedule.payloads, schedule.gone)
            if wrong := centre_effects.audit_violations(connection, found):
                raise Broken("I8", "; ".join(wrong))
            self._requests(connection, found)
            self._directives(connection, found)
        if wrong := violations(schedule.history, found):
            raise Broken(_rule(wrong[0]), "; ".join(wrong))
        ordered = sum(isinstance(schedule.payloads[command], IssueDirective) for command in found)
        return {**schedule.history.counts(), "effects": len(found), "directives": ordered}

    def _requests(self, connection: Any, found: list[str]) -> None:
        """A request has its evidence, and told its unit exactly once."""
        told: dict[str, int] = defaultdict(int)
        for event, channel in connection.exec_driver_sql("SELECT event, channel FROM notice").fetchall():
            if channel == "desk" and event.startswith("request "):
                told[event.split()[1]] += 1
        delivered = "SELECT request_id, count(*) FROM request_event WHERE kind = 'delivered' GROUP BY 1"
        for request, times in connection.exec_driver_sql(f"{delivered} HAVING count(*) > 1").fetchall():
            raise Broken("I3", f"{request} delivered {times} times")
        for command, payload in self._schedule.payloads.items():
            if isinstance(payload, IssueExplanationRequest):
                if told[command] != found.count(command):
                    raise Broken("I3", f"{command}: {told[command]} notices for {found.count(command)} effects")
                blobs = self._schedule.centre.centre.blobs
                if command in found and blobs.read(connection, payload.evidence) is None:
                    raise Broken("I3", f"{command}: accepted without its evidence")


    def _directives(self, connection: Any, found: list[str]) -> None:
        """A directive has its evidence, told its unit exactly once, and came to it once."""
        told: dict[str, int] = defaultdict(int)
        for event, channel in connection.exec_driver_sql("SELECT event, channel FROM notice").fetchall():
            if channel == "desk" and event.startswith("directive "):
                told[event.removeprefix("directive ")] += 1
        for directive, steps in connection.exec_driver_sql("SELECT id, steps FROM directive").fetchall():
            kinds = [step[1] for step in json.loads(steps)]
            if len(set(kinds)) < len(kinds):
                raise Broken("I3", f"{directive}: a step came twice, {kinds}")
        blobs = self._schedule.centre.centre.blobs
        for command, payload in self._schedule.payloads.items():
            if isinstance(payload, IssueDirective):
                if told[command] != found.count(command):
                    raise Broken("I3", f"{command}: {told[command]} notices for {found.count(command)} effects")
                if command in found and payload.evidence and blobs.read(connection, payload.evidence) is None:
                    raise Broken("I3", f"{command}: accepted without its evidence")


def _rule(sentence: str) -> str:
    if "unanswered after healing" in sentence:
        return "I7"
    if "comes before" in sentence or "comes after" in sentence or "of the same aggregate" in sentence:
        return "I5"
    return "I3"


def consistent(connection: sqlite3.Connection, name: str) -> None:
    """Counts, digests, texts and segments of a cache agree with its rows."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for entity in _filled(connection):
        keys: dict[int, int] = {}
        slot = ", slot" if entity.segments else ""
        for row in connection.execute(f'SELECT bucket, h{slot}, "{entity.key[0]}" FROM "{entity.name}"'):
            sums[row[0]][0] += 1
            sums[row[0]][1] += row[1]
            if slot:
                keys[row[2]] = row[3]
        if entity.text_columns:
            (texts,) = connection.execute(f'SELECT count(*) FROM "{layout.text_table(entity)}"').fetchone()
            if texts != len(keys):
                raise Broken("I9", f"{name}: {texts} texts for {len(keys)} rows of {entity.name}")
        if entity.segments:
            _segments(connection, entity, keys, name)
    for number, bucket, count, digest, state in connection.execute("SELECT id, name, count, digest, state FROM bucket"):
        have = sums.pop(number, [0, 0])
        if (have[0], have[1] & MASK64) != (count, digest & MASK64):
            raise Broken("I9", f"{name}: {bucket} ({state}) says {count} rows, has {have[0]}, or another digest")
    if sums:
        raise Broken("I9", f"{name}: rows of buckets that are not there: {dict(sums)}")


def _segments(connection: sqlite3.Connection, entity: Entity, keys: dict[int, int], name: str) -> None:
    """Living slots are exactly those of the rows, with the rows' values."""
    columns: dict[str, list[Any]] = defaultdict(list)
    for column, n, data in connection.execute(
        'SELECT "column", n, data FROM segment WHERE entity = ? ORDER BY "column", no', (entity.name,)
    ):
        dtype = next(c.dtype for c in entity.segments if c.name == column)
        columns[column] += np.frombuffer(data, dtype)[:n].tolist()
    living = {slot for slot, status in enumerate(columns[layout.LIVENESS]) if status != layout.DEAD}
    if living != set(keys):
        raise Broken("I9", f"{name}: living slots {sorted(living)}, rows at {sorted(keys)}")
    names = [c.name for c in entity.segments]
    for row in connection.execute(f'SELECT slot, {layout.quoted(tuple(names))} FROM "{entity.name}"'):
        slots = [columns[c][row[0]] for c in names]
        if slots != list(row[1:]):
            raise Broken("I1", f"{name}: segments at slot {row[0]} say {slots}, the row {row[1:]}")


def _leased_to(state: SyncState) -> str:
    """Whose lease the cache holds, "" for none."""
    if not state.lease:
        return ""
    body = state.lease.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["sub"])
