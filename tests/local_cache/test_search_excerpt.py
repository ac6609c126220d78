"""Where a search hit a text: the marks stand on the words as they were written, whatever the words are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioc_domain.foreign_text import MARK
from local_cache.search_excerpt import LONGEST, excerpt
from local_cache.search_words import Terms, fold


def shown(asked: str, *texts: str) -> str:
    """The excerpt with [ ] round its marks, "" for none."""
    found = excerpt(Terms.of(asked), texts)
    if found is None:
        return ""
    text = found.text
    for start, end in sorted(found.marks, reverse=True):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("o ga", "Ổ gà trước chợ.", "[Ổ] [gà] trước chợ."),
        ("đường", "DUONG Đường đương", "[DUONG] [Đường] [đương]"),
        ("ngap du", "Ngập đường, dự án", "[Ngập] [đường], [dự] án"),
        ("ngap du ", "Ngập đường, dự án", "[Ngập] đường, [dự] án"),
        ("<b>", "chữ <b>đậm</b>", "chữ <[b]>đậm</[b]>"),
        ("1022-26-0000012", "1022-26-0000012", "[1022]-[26]-[0000012]"),
        ("không có", "gì cả", ""),
        ("", "gì cả", ""),
    ],
)
def test_marks(asked: str, text: str, expected: str) -> None:
    assert shown(asked, text) == expected


def test_the_text_with_the_most_of_the_words_is_shown() -> None:
    """Of equal ones the first."""
    assert shown("rác hẻm", "Rác nhiều ngày.", "Rác trong hẻm") == "[Rác] trong [hẻm]"
    assert shown("rác", "Rác nhiều ngày.", "Rác trong hẻm") == "[Rác] nhiều ngày."


def test_the_sentence_of_the_hit_in_one_line() -> None:
    """What stands before the sentence is left out; a line end or a control character does not break the line."""
    assert shown("hẻm", "Kính gửi. Tôi ở\nhẻm 12.\tCảm ơn.") == "…[hẻm] 12. Cảm ơn."
    long = "Rất " * 60 + "hẻm " + "rất " * 200
    found = shown("hẻm", long)
    assert found.startswith("…") and found.endswith("…") and "[hẻm]" in found and len(found) <= LONGEST + 4
    assert found.index("[hẻm]") < 60


@settings(deadline=None)
@given(asked=st.text(max_size=20), text=st.text(max_size=300))
def test_every_mark_is_a_word_asked_for(asked: str, text: str) -> None:
    """Any text at all: marks lie in the excerpt, in order, on words of the query, and nothing breaks the line."""
    terms = Terms.of(asked)
    for form in (text, unicodedata.normalize("NFD", text)):
        found = excerpt(terms, [form])
        if found is None:
            continue
        assert found.marks and len(found.text) <= LONGEST + 2
        assert not any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in found.text)
        at = 0
        for start, end in found.marks:
            assert at <= start < end <= len(found.text)
            at = end
        whole = [(a, b) for a, b in found.marks if b < len(found.text) - 1]
        assert all(MARK in found.text[a:b] or terms.matches(fold(found.text[a:b])) for a, b in whole)


def test_what_hides_or_turns_round_is_shown() -> None:
    """One mark for one character, so that the words stay under their marks."""
    assert shown("hẻm", "\u202eTrong\u200b hẻm 3") == f"{MARK}Trong{MARK} [hẻm] 3"
