"""P7: the newest 50 hits over a million texts, against bm25's best 50 of the same query in an FTS5 index.

The texts are those of a seeded city. Ours is `local_cache.search.find` over the slices of a real cache file; theirs is
one FTS5 table of the same four columns with the same tokenizer and the same prefix indexes, asked
`MATCH … ORDER BY rank LIMIT 50`. What each costs to build is printed.

P7 words with over 5,000 hits, P7b prefixes of two letters and more, each the geometric mean of its queries pair by
pair; P7c the 95th percentile of one search of ours in milliseconds, over those, rare words, several words at once,
phrases and codes. IOC_BENCH_COMPLAINTS sets another size.
"""

from __future__ import annotations

import math
import os
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import islice, repeat
from pathlib import Path

import numpy as np

from benchmarks._ratio import PAIRS, Ratio, report, verdict_line
from data_centre.seed.clock import Moment
from data_centre.seed.complaints.stream import ComplaintStream
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord
from local_cache import layout, search, search_keeping, store
from local_cache.search_words import Terms, fold, words_of
from local_cache.segment_writer import SegmentWriter, as_columns

ROWS = int(os.environ.get("IOC_BENCH_COMPLAINTS", "1000000"))
WORK = Path(__file__).resolve().parent / ".work" / "p7"
COMPLAINT = BY_NAME["complaint"]
AT_ONCE = 50_000
LIMIT = 50
MANY_HITS = 5_000
EACH = 12
"""Queries of each kind."""


def caches() -> tuple[Path, Path]:
    """(our cache with its index, the peer's database); made once and kept."""
    ours, peer = WORK / f"cache-{ROWS}.db", WORK / f"peer-{ROWS}.db"
    if not (ours.exists() and peer.exists()):
        shutil.rmtree(WORK, ignore_errors=True)
        WORK.mkdir(parents=True)
        began = time.perf_counter()
        _fill(WORK / "ours.db")
        print(f"  {ROWS:,} complaints made in {time.perf_counter() - began:.0f} s", flush=True)
        began = time.perf_counter()
        with store.open_writer(WORK / "ours.db") as writer:
            while search_keeping.index_some(writer.connection):
                pass
            writer.checkpoint()
        print(f"  our index built in {time.perf_counter() - began:.0f} s", flush=True)
        began = time.perf_counter()
        _fill_peer(WORK / "ours.db", WORK / "peer.db")
        print(f"  the peer's index built in {time.perf_counter() - began:.0f} s", flush=True)
        (WORK / "ours.db").rename(ours)
        (WORK / "peer.db").rename(peer)
    with store.open_writer(ours) as writer:  # a file that was kept may be of an earlier layout
        while search_keeping.index_some(writer.connection):
            pass
    return ours, peer


def _fill(path: Path) -> None:
    stream = ComplaintStream(1, Moment.of(date(2026, 11, 22)), ROWS, {})
    names = COMPLAINT.columns
    with store.open_writer(path) as writer:
        connection = writer.connection
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        segments = SegmentWriter(connection, COMPLAINT)
        records, slot = stream.records(), 0
        while batch := list(islice(records, AT_ONCE)):
            _append(connection, batch, slot)
            segments.append(as_columns(COMPLAINT, [_plain(r) for r in batch], names))
            slot += len(batch)
        segments.flush()
        search_keeping.slots_appended(connection, COMPLAINT, 0)
        connection.execute("COMMIT")


def _plain(record: ComplaintRecord) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in COMPLAINT.columns)


def _append(connection: sqlite3.Connection, batch: list[ComplaintRecord], slot: int) -> None:
    rows, texts = layout.mirror_columns(COMPLAINT), layout.text_columns(COMPLAINT)
    values = [
        [getattr(r, n) for r in batch] if n in COMPLAINT.columns else range(slot, slot + len(batch)) if n == "slot"
        else repeat(1, len(batch)) for n in rows
    ]  # fmt: skip
    for table, columns, data in (
        (COMPLAINT.name, rows, zip(*values, strict=True)),
        (layout.text_table(COMPLAINT), texts, ([getattr(r, n) for n in texts] for r in batch)),
    ):
        marks = ", ".join("?" * len(columns))
        connection.executemany(f'INSERT INTO "{table}"({layout.quoted(columns)}) VALUES ({marks})', data)


def _fill_peer(ours: Path, path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF").fetchall()
    connection.execute("ATTACH ? AS ours", (str(ours),))
    columns = ", ".join(COMPLAINT.search_columns)
    connection.execute(
        f"CREATE VIRTUAL TABLE peer USING fts5({columns}, content='', prefix='1 2 3 4 5 6',"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    connection.execute("BEGIN")
    texts = connection.execute(f"SELECT id, {columns} FROM ours.complaint_text ORDER BY id")
    plain = ((row[0], *(t.replace("đ", "d").replace("Đ", "D") for t in row[1:])) for row in texts)
    connection.executemany(f"INSERT INTO peer(rowid, {columns}) VALUES (?, ?, ?, ?, ?)", plain)
    connection.execute("COMMIT")
    connection.execute("INSERT INTO peer(peer) VALUES ('optimize')")
    connection.close()


def _queries(connection: sqlite3.Connection, dice: np.random.Generator) -> dict[str, list[str]]:
    """Queries by kind, drawn from the words of the texts themselves."""
    seen: Counter[str] = Counter()
    bodies: list[list[str]] = []
    codes: list[str] = []
    sample = connection.execute("SELECT code, title, body, address FROM complaint_text WHERE id % 97 = 5")
    for code, *texts in sample:
        codes.append(code)
        words = words_of(fold(" ".join(texts)))
        seen.update(set(words))
        bodies.append(words_of(fold(texts[1])))
    frequent = sorted(w for w, n in seen.items() if n * 97 > MANY_HITS * 1.3 and len(w) > 1)
    rare = [w for w, _ in seen.most_common()[: -1 - 4 * EACH : -1]]

    def some(words: list[str]) -> list[str]:
        return [words[int(k)] for k in dice.choice(len(words), min(EACH, len(words)), replace=False)]

    starts = {w[:n] for w in frequent for n in (2, 3, 4) if len(w) >= n and w[:n].isalpha()}
    picked = [bodies[int(k)] for k in dice.integers(0, len(bodies), EACH)]
    return {
        "word": [w + " " for w in some(frequent)],
        "prefix": some(sorted(starts)),
        "rare": [w + " " for w in some(rare)],
        "several": [" ".join(line[:3]) + " " for line in picked],
        "phrase": ['"' + " ".join(line[:3]) + '"' for line in picked],
        "code": some(codes),
    }


def _bm25(connection: sqlite3.Connection, text: str) -> Callable[[], None]:
    expression = Terms.of(text).expression

    def ask() -> None:
        connection.execute("SELECT rowid FROM peer WHERE peer MATCH ? ORDER BY rank LIMIT ?", (expression, LIMIT)
                           ).fetchall()  # fmt: skip

    return ask


def _compare(ours: list[Callable[[], object]], theirs: list[Callable[[], object]]) -> Ratio:
    """Theirs / ours, geometric mean over the queries, pair by pair; the pairs alternate in order."""
    logs: list[float] = []
    mine: list[float] = []
    other: list[float] = []
    for ask in (*ours, *theirs):
        ask()
    for pair in range(PAIRS):
        log = 0.0
        for a, b in zip(ours, theirs, strict=True):
            times = [_seconds(each) for each in ((a, b) if pair % 2 else (b, a))]
            here, there = times if pair % 2 else reversed(times)
            log += math.log(there / here)
            mine.append(here)
            other.append(there)
        logs.append(log / len(ours))
    return Ratio(tuple(map(math.exp, logs)), float(np.median(mine)), float(np.median(other)))


def _seconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def _asking(connection: sqlite3.Connection, texts: list[str]) -> Iterator[Callable[[], object]]:
    for text in texts:
        yield partial(search.find, connection, text, LIMIT)


def main() -> None:
    """Measure and print."""
    ours, peer_path = caches()
    peer = sqlite3.connect(peer_path)
    with store.open_reader(ours).connection() as connection:
        queries = _queries(connection, np.random.default_rng(7))
        for name, kind in (("P7", "word"), ("P7b", "prefix")):
            asked = queries[kind]
            hits = [peer.execute("SELECT count(*) FROM peer WHERE peer MATCH ?", (Terms.of(t).expression,)
                                 ).fetchone()[0] for t in asked]  # fmt: skip
            asked = [text for text, n in zip(asked, hits, strict=True) if n > MANY_HITS]
            print(f"  {kind}: {len(asked)} queries, {min(hits):,} to {max(hits):,} hits: {', '.join(asked)}")
            ratio = _compare(list(_asking(connection, asked)), [_bm25(peer, text) for text in asked])
            report(name, ratio, at_least=100 if kind == "word" else 40, ours="newest 50", theirs="bm25 top 50")
        rounds = []
        for _ in range(PAIRS):
            times = {
                kind: [_seconds(ask) * 1000 for ask in _asking(connection, asked)] for kind, asked in queries.items()
            }
            rounds.append([ms for each in times.values() for ms in each])
        for kind, each in times.items():
            print(f"  {kind}: {np.median(each):.2f} ms, longest {max(each):.2f} ms")
    peer.close()
    late = [float(np.percentile(each, 95)) for each in rounds]
    ratio = Ratio(tuple(late), float(np.median(rounds)) / 1000, 0.0)
    print(f"P7c one search: median {ratio.ours * 1000:.2f} ms; the ratio below is the 95th percentile in ms")
    print(verdict_line("P7c", ratio, at_most=16), flush=True)


if __name__ == "__main__":
    main()
