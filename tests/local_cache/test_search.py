"""Search: folded words, newest first, and an index that keeps up with what sync brings."""

from __future__ import annotations

import random
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_cache import search, search_keeping, search_words, store
from tests import factories

from .centre import Centre
from .client import Client, assert_search_equal


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with store.open_writer(tmp_path / "cache.db") as writer:
        yield Client(writer, Centre())


def index(client: Client) -> sqlite3.Connection:
    while search_keeping.index_some(client.connection):
        pass
    return client.connection


LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


def test_every_vietnamese_letter_is_folded_alike(client: Client) -> None:
    """The tokenizer in SQLite and `fold` agree on every letter, upper and lower, composed and decomposed."""
    forms = [f(c) for c in LETTERS + LETTERS.upper() for f in (str, lambda c: unicodedata.normalize("NFD", c))]
    for n, form in enumerate(forms, 1):
        client.centre.put(factories.complaint(n, title=f"x{form}z", body="", address=""))
    client.bootstrap()
    connection = index(client)
    for n, form in enumerate(forms, 1):
        for asked in (f"x{form}z", search_words.fold(f"x{form}z")):
            assert n in search.find(connection, asked, 1000).ids, form
    assert {search_words.fold(form) for form in forms} == set("aeiouyd")


def test_words_prefixes_and_phrases(client: Client) -> None:
    """All words; the last one may be begun only; quotes keep words together; marks do not matter."""
    texts = ["Ổ gà trước chợ Bến Thành", "Gà chạy qua ổ rơm", "Đèn đường tắt ở Bến Thành", "Ngập đường Đỗ Xuân Hợp"]
    for n, text in enumerate(texts, 1):
        client.centre.put(factories.complaint(n, title=text, body="", address=""))
    client.bootstrap()
    connection = index(client)

    def found(asked: str) -> set[int]:
        return set(search.find(connection, asked, 10).ids)

    assert found("o ga") == {1, 2}
    assert found('"ổ gà"') == {1}
    assert found('"ga o"') == set()
    assert found('"ga" o') == {1, 2}
    assert found('"bến thành" đèn') == {3}
    assert found("ben tha") == {1, 3}
    assert found("bến tha ") == set()
    assert found("DUONG") == {3, 4}
    assert found("do xuan hop") == {4}
    assert found("PA-0000003") == {3}
    assert found("") == found("  ,.") == found('""') == set()


@settings(deadline=None)
@given(text=st.text(max_size=60))
def test_nothing_a_person_types_is_an_error(text: str) -> None:
    """FTS5 has a syntax; no text reaches it unquoted."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(a, content='', detail=none, tokenize='unicode61')")
    expression = search_words.Terms.of(text).expression
    if expression:
        connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall()
    connection.close()


def test_newest_first_over_overlapping_slices(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of old years built after new ones, and rows between their times: the order is by time all the same."""
    for module in ("search", "search_keeping", "segment_writer", "segments"):
        monkeypatch.setattr(f"local_cache.{module}.SEGMENT_ROWS", 8, raising=False)
    monkeypatch.setattr("local_cache.segment_writer.PAGE_BYTES", 16)
    dice = random.Random(4)
    for n in range(1, 60):
        created = dice.choice([1_500_000_000, 1_700_000_000, 1_763_780_000]) + dice.randint(0, 100_000)
        client.centre.put(factories.complaint(n, created=created, title=dice.choice(["ngập", "rác", "ngập rác"])))
    client.bootstrap()
    assert_search_equal(client.connection, client.centre, ["ngap", "rac"])
    assert client.connection.execute("SELECT count(*) FROM search_slice").fetchone()[0] >= 7
    rows = {n: client.centre.rows["complaint"][str(n)][2] for n in range(1, 60)}
    for limit in (1, 3, 10):
        hits = search.find(client.connection, "ngap", limit)
        order = sorted((r.created, n) for n, r in rows.items() if "ngập" in r.title)[::-1]
        assert hits.ids == tuple(n for _, n in order[:limit])
        even = search.find(client.connection, "ngap", limit, accept=lambda ids: np.asarray(ids % 2 == 0))
        assert even.ids == tuple(n for _, n in order if n % 2 == 0)[:limit]


def test_appended_rows_only_grow_a_slice(client: Client) -> None:
    """New complaints are added to the open slice; a changed text makes it anew; a status does not touch it."""
    for n in range(1, 20):
        client.centre.put(factories.complaint(n))
    client.bootstrap()
    connection = index(client)

    def state() -> str:
        return str(connection.execute("SELECT state FROM search_slice").fetchone()[0])

    client.centre.put(factories.complaint(20, title="Mới đây"))
    client.pull()
    assert state() == "grown"
    assert search.find(connection, "moi day").ids == ()
    assert not search.find(connection, "moi day").complete
    index(client)
    assert search.find(connection, "moi day").ids == (20,)
    client.centre.put(factories.complaint(3, status=5))
    client.pull()
    assert state() == "built"
    client.centre.put(factories.complaint(3, title="Khác hẳn"))
    client.pull()
    assert state() == "dirty"
    index(client)
    assert search.find(connection, "khac han").ids == (3,)
    client.centre.delete("complaint", "3")
    client.pull()
    assert search.find(connection, "khac han").ids == (), "a deleted row is not shown while its slice is dirty"


def test_a_slice_is_built_in_pieces(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """No single transaction is long; until the last piece the answer says that it is not complete."""
    monkeypatch.setattr(search_keeping, "_ROWS_AT_ONCE", 8)
    for n in range(1, 21):
        client.centre.put(factories.complaint(n, title="rác"))
    client.bootstrap()
    seen = []
    while search_keeping.index_some(client.connection):
        hits = search.find(client.connection, "rac", 100)
        seen.append((len(hits.ids), hits.complete))
    assert seen == [(8, False), (16, False), (20, True)]


def test_before_anything_is_indexed(client: Client) -> None:
    """No index yet is not an error, and the answer says that it is not complete."""
    client.centre.put(factories.complaint(1))
    client.bootstrap()
    assert search.find(client.connection, "duong") == search.Hits((), False)


def test_a_complaint_is_found_by_its_code_and_by_its_id(client: Client) -> None:
    """The parts of a code stay together, the last may be begun only; an id alone finds its row, whatever its text."""
    for n in range(1, 60):
        client.centre.put(factories.complaint(n, body="Ngày 40 tháng 7 đường hỏng", created=1_700_000_000 + n))
    client.bootstrap()
    connection = index(client)

    def found(asked: str) -> tuple[int, ...]:
        return search.find(connection, asked, 5).ids

    assert found("PA-0000043") == (43,)
    assert found("pa-000004") == (49, 48, 47, 46, 45)
    assert found("pa-000004 ") == ()
    assert found("0000043-PA") == ()
    assert found("PA-0000043 duong") == (43,)
    assert found("58") == found(" #58 ") == (58,)
    assert found("40") == (59, 58, 57, 56, 40), "the row of that id is among them, however old"
    assert search.find(connection, "40", 1).ids == (40,)
    even = search.find(connection, "40", 3, accept=lambda ids: np.asarray(ids % 2 == 1))
    assert even.ids == (59, 57, 55)
    assert found("9" * 40) == ()


@settings(deadline=None)
@given(words=st.lists(st.sampled_from(["ngập", "rác", "PA-1", "đèn", "đường", '"', "den"]), max_size=4),
       texts=st.lists(st.text("ngậprácPA-1 đèường\"", max_size=30), max_size=3))  # fmt: skip
def test_reading_a_row_finds_what_the_index_finds(words: list[str], texts: list[str]) -> None:
    """`held_by`, used while the index is being built, agrees with FTS5 and the phrases."""
    terms = search_words.Terms.of(" ".join(words))
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(a, b, c, tokenize='unicode61 remove_diacritics 2')")
    columns = [*texts, "", "", ""][:3]
    plain = [text.replace("đ", "d").replace("Đ", "D") for text in columns]
    connection.execute("INSERT INTO t VALUES (?, ?, ?)", plain)
    hit = bool(terms.words) and bool(
        connection.execute("SELECT 1 FROM t WHERE t MATCH ?", (terms.expression,)).fetchone()
    )
    held = terms.held_by(columns)
    assert held <= hit, "nothing is held that the index does not offer"
    if not terms.phrases:
        assert held == hit
    connection.close()
