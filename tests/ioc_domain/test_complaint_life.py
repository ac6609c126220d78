"""The first answer of a complaint, whatever its life brings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioc_domain.codes import ComplaintStatus
from ioc_domain.complaint_life import MOVES, first_answer, moved, moves_from, outcome_answers


@given(st.data())
def test_the_first_answer_stays_the_first(data: st.DataObject) -> None:
    """Random lives by the rules: it is the time of the first move that told the reporter something, for ever after."""
    status, now, answered = ComplaintStatus.AWAITING_ROUTE, 1_700_000_000, 0
    told: list[int] = []
    for _ in range(data.draw(st.integers(1, 12))):
        verbs = moves_from(status)
        if not verbs:
            break
        verb = data.draw(st.sampled_from(verbs))
        now += data.draw(st.integers(0, 400_000))
        after = moved(status, verb)
        if after in (ComplaintStatus.AWAITING_CITIZEN, ComplaintStatus.CLOSED, ComplaintStatus.REJECTED):
            told.append(now)
        answered, status = first_answer(answered, verb, now), after
        assert answered == (told[0] if told else 0)


@pytest.mark.parametrize("verb", sorted(MOVES))
def test_what_is_an_answer(verb: str) -> None:
    """What reaches the reporter: an answer, an outcome, a refusal; not a promise, not progress, not another unit."""
    assert first_answer(0, verb, 50) == (50 if verb in ("answer", "close", "reject") else 0)
    assert first_answer(7, verb, 50) == 7


def test_a_closing_from_elsewhere_answers_by_its_words() -> None:
    """Only a closing that says what came of it is an answer that anybody knows of."""
    assert outcome_answers(50, "Đã vá") == 50
    assert outcome_answers(50, "") == outcome_answers(50, " \n") == 0
    assert outcome_answers(0, "Đang chờ vật tư") == 0
