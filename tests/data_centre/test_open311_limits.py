"""Too many posted service requests: 429 in the form of the standard, with the time to wait, and nothing is taken in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_centre import models as m
from data_centre.complaints.intake import Intake
from data_centre.database import DatabaseProblem
from data_centre.open311 import keys
from data_centre.open311.answers import Failed
from data_centre.open311.limits import KEY_SECONDS, POSTS, STRANGER_SECONDS, STRANGERS, PostLimits
from tests.data_centre.complaint_city import fill_city
from tests.data_centre.conftest import new_database, serving
from tests.data_centre.test_open311 import Georeport, errors


@pytest.fixture
def strict(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Georeport]:
    """A centre that takes three posts a minute with a key, and two from an address without one."""
    with new_database("sqlite", tmp_path / "centre", request) as database:
        fill_city(database, int(time.time()))
        with database.write() as connection:
            key = keys.make(connection, "Ứng dụng thử", 1)
        few = {POSTS: "3", STRANGERS: "2"}
        with serving(database, few) as served, served.anonymous() as http:
            yield Georeport(served, http, key, Intake(database))


def test_too_many_are_told_to_wait(strict: Georeport) -> None:
    """By key and by address, in both forms; another key goes on; what was refused is nowhere."""
    assert [strict.post().status_code for _ in range(3)] == [200] * 3
    for form in ("json", "xml"):
        answer = strict.post(form)
        assert answer.status_code == 429
        ((code, text),) = errors(answer)
        assert code == 429 and "too many requests with this api_key" in text
        assert 1 <= int(answer.headers["retry-after"]) <= KEY_SECONDS + 1
    assert [strict.post(api_key=bad).status_code for bad in ("x", None)] == [403, 403]
    answer = strict.post(api_key="y")
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > KEY_SECONDS
    assert "without a valid api_key" in errors(answer)[0][1]
    with strict.served.database.write() as connection:
        other = keys.make(connection, "Ứng dụng khác", 1)
    assert strict.post(api_key=other).status_code == 200
    assert strict.get("services.json").status_code == 200
    with strict.served.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(m.complaint_intake)).scalar_one() == 4


def test_the_limits_slide() -> None:
    """After its time each may go on; an IPv6 network is one address; a limit that is no number stops the start."""
    now = [1000.0]
    limits = PostLimits(lambda: now[0], {POSTS: "1", STRANGERS: "1"})
    limits.check_key("a")
    limits.check_key("b")
    limits.check_stranger("2001:db8::1")
    with pytest.raises(Failed):
        limits.check_stranger("2001:db8::2")
    with pytest.raises(Failed) as refused:
        limits.check_key("a")
    now[0] += refused.value.retry_after
    limits.check_key("a")
    now[0] += STRANGER_SECONDS
    limits.check_stranger("2001:db8::2")
    for bad in ("0", "many", "-1"):
        with pytest.raises(DatabaseProblem):
            PostLimits(lambda: 0.0, {POSTS: bad})
