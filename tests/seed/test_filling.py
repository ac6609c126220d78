"""The whole sample in a data centre: counts, requests, alerts, accounts, and that it is only poured once."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_centre import models as m
from data_centre.accounts import password_fits
from data_centre.blobs import BlobStore
from data_centre.complaints.corrections import subject_of
from data_centre.complaints.proposals import by_rules, proposals
from data_centre.complaints.waiting import Cause, all_waiting
from data_centre.database import Database
from data_centre.seed import cli
from data_centre.seed.clock import Moment
from data_centre.seed.filling import AlreadyFilled, Filled, Wanted, fill
from data_centre.seed.people import DEMO_PASSWORD, PEOPLE
from data_centre.seed.pictures import VARIANTS, pictures
from ioc_domain.codes import DirectiveState, PromiseState, RequestState, Role
from ioc_domain.evidence import thaw

SEED = 7
City = tuple[Database, Filled]


def count(database: Database, table: str) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(m.SYNCED[table])).scalar_one())


def test_every_table_has_its_rows(filled_city: City) -> None:
    database, filled = filled_city
    for table, rows in filled.rows.items():
        if table in m.SYNCED:
            assert count(database, table) == rows > 0, table
    assert filled.rows["indicator"] == 154 + 51 + 110
    assert filled.rows["complaint"] == 4_000
    assert set(m.SYNCED) - set(filled.rows) == {"area_boundary"}


def test_it_says_that_it_is_sample_data(filled_city: City) -> None:
    database, _ = filled_city
    s, o = m.SYNCED["setting"].c, m.SYNCED["observation"].c
    with database.read() as connection:
        settings = {row.key: row.value for row in connection.execute(sa.select(s.key, s.value))}
        marks = {row[0] for row in connection.execute(sa.select(o.mark).distinct())}
    assert settings["sample_data"] == "1"
    assert settings["catalogue"] == "v2" and settings["on_time_formula"] in ("CT1", "CT2", "CT3")
    assert marks == {"sample", "likely", "official"}


def test_requests_in_every_state_with_their_evidence(filled_city: City, moment: Moment) -> None:
    database, _ = filled_city
    r, e, p = m.SYNCED["explanation_request"].c, m.SYNCED["request_event"].c, m.SYNCED["promise"].c
    store = BlobStore(database)
    with database.read() as connection:
        requests = connection.execute(sa.select(r.id, r.state, r.evidence, r.subject, r.deadline, r.value)).all()
        assert {row.state for row in requests} == {s.value for s in RequestState}
        assert len(requests) >= 30
        for row in requests:
            data = store.read(connection, row.evidence)
            assert data is not None
            frozen = thaw(row.evidence, data)
            assert (frozen.subject, frozen.value) == (row.subject, row.value)
        waiting = [x for x in requests if x.state in ("delivered", "opened") and x.deadline < moment.now]
        assert len(waiting) == 3
        events = Counter(row[0] for row in connection.execute(sa.select(e.request_id)))
        assert set(events) == {row.id for row in requests}
        last = connection.execute(sa.select(sa.func.max(e.at))).scalar_one()
        assert last <= moment.now
        kept = Counter(row[0] for row in connection.execute(sa.select(p.state)))
    assert set(kept) == {s.value for s in PromiseState}


def test_directives_in_every_state_on_open_complaints(filled_city: City, moment: Moment) -> None:
    """Each stands on its complaint's timeline under its number; none lies in the future."""
    database, _ = filled_city
    d, c = m.SYNCED["directive"].c, m.SYNCED["complaint"].c
    both = sa.select(m.SYNCED["directive"], c.timeline, c.closed, c.created)
    query = both.join(m.SYNCED["complaint"], c.id == d.complaint)
    with database.read() as connection:
        made = connection.execute(query).all()
    assert {row.state for row in made} == {s.value for s in DirectiveState}
    assert len({row.number for row in made}) == len(made) == 10
    for row in made:
        steps = [(at, kind) for at, kind, _, number in json.loads(row.timeline) if number == row.number]
        assert ("directive" in [kind for _, kind in steps]) and row.closed == 0
        assert ("directive_answered" in [kind for _, kind in steps]) == bool(row.answer)
        assert row.created < row.received_at <= moment.now
        assert all(at <= moment.now for at, *_ in json.loads(row.steps))
        assert [at for at, *_ in json.loads(row.steps)] == sorted(at for at, *_ in json.loads(row.steps))


def test_some_complaints_wait_for_a_dispatcher(filled_city: City, moment: Moment) -> None:
    """For each cause; sent back by a unit that is not proposed again; nothing in the future; none without a reason."""
    database, _ = filled_city
    with database.read() as connection:
        found = all_waiting(connection, moment.day)
        causes = Counter(w.cause for w in found)
        assert causes[Cause.SENT_BACK] >= 5 and causes[Cause.NEVER] >= 5 and causes[Cause.UNIT_GONE] == 1
        assert any(w.proposed for w in found)
        for waiting in found:
            complaint, subject = waiting.complaint, subject_of(connection, waiting.complaint)
            steps = json.loads(complaint.timeline)
            assert complaint.closed == 0 and [s[0] for s in steps] == sorted(s[0] for s in steps)
            assert complaint.created <= waiting.since <= moment.now and steps[-1][0] <= moment.now
            names = [p.unit.short_name for p in proposals(connection, waiting, subject, (), moment.now)]
            assert not set(names) & set(waiting.senders)
            if waiting.cause is Cause.SENT_BACK:
                assert waiting.reason and waiting.unit and complaint.unit == 0
                assert not waiting.proposed or names[0] == waiting.proposed
            elif waiting.cause is Cause.NEVER and not complaint.unit:
                assert by_rules(connection, subject, moment.day).unit is None


def test_alerts_are_counted_from_the_sample(filled_city: City, moment: Moment) -> None:
    database, _ = filled_city
    a, c = m.SYNCED["alert"].c, m.SYNCED["complaint"].c
    with database.read() as connection:
        alerts = connection.execute(sa.select(m.SYNCED["alert"])).all()
        kinds = {row.kind for row in alerts}
        assert {"complaints", "standing", "supply", "source", "explanation"} <= kinds
        flood = next(row for row in alerts if row.kind == "source")
        assert flood.count == sum(member[2] for member in json.loads(flood.members))
        noise = connection.execute(sa.select(a.count).where(a.id.like("%-005"))).scalar()
        if noise is not None:
            ben_thanh = sa.select(m.SYNCED["area"].c.id).where(
                m.SYNCED["area"].c.short_name == "P. Bến Thành", m.SYNCED["area"].c.valid_to == ""
            )
            noise_field = sa.select(m.SYNCED["complaint_field"].c.id).where(m.SYNCED["complaint_field"].c.code == "TO")
            real = connection.execute(
                sa.select(sa.func.count()).where(
                    c.area == ben_thanh.scalar_subquery(),
                    c.field == noise_field.scalar_subquery(),
                    c.created >= moment.now - 2 * 86400,
                )
            ).scalar_one()
            assert noise == real
    for row in alerts:
        json.loads(row.why), json.loads(row.history)
        assert len(json.loads(row.spark)) == 12
        assert row.since <= moment.now


def test_demo_accounts_only_when_asked(filled_city: City, tmp_path: Path, moment: Moment) -> None:
    database, _ = filled_city
    with database.read() as connection:
        roles = {row[0] for row in connection.execute(sa.select(m.account.c.role))}
        names = [row[0] for row in connection.execute(sa.select(m.account.c.name))]
        assert roles == {r.value for r in Role}
        assert all("(mẫu)" in name for name in names) and len(names) == len(PEOPLE)
        assert password_fits(connection, "lanhdao", DEMO_PASSWORD)


def test_pictures_are_drawn_and_named_by_their_hash(filled_city: City) -> None:
    drawn = pictures(SEED)
    assert all(len(scenes) == VARIANTS for scenes in drawn.values())
    database, _ = filled_city
    with database.read() as connection:
        for scenes in drawn.values():
            for name, data in scenes:
                assert hashlib.sha256(data).hexdigest() == name
                assert BlobStore(database).read(connection, name) == data


def test_a_filled_centre_is_left_alone(filled_city: City, moment: Moment) -> None:
    database, _ = filled_city
    before = count(database, "complaint")
    with pytest.raises(AlreadyFilled):
        fill(database, Wanted(SEED, moment, 10), lambda *_: None)
    assert count(database, "complaint") == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--complaints", "0"], "--complaints must lie"),
        (["--complaints", "99999999"], "--complaints must lie"),
        (["--until", "2024-01-01"], "--until must not lie"),
    ],
)
def test_wrong_wishes_are_one_line(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1 and captured.out == ""


def test_reporters_are_made_up_and_say_so(filled_city: City) -> None:
    """The newest complaints have one; names are marked, numbers are nobody's, and each is found by its end."""
    database, filled = filled_city
    r, c = m.reporter.c, m.SYNCED["complaint"].c
    with database.read() as connection:
        found = connection.execute(sa.select(r.name, r.phone, r.phone_end, r.email, r.address)).all()
        strangers = sa.select(sa.func.count()).where(r.complaint.not_in(sa.select(c.id)))
        assert connection.execute(strangers).scalar() == 0
    assert 0.6 * min(2_000, filled.rows["complaint"]) < len(found) <= 2_000
    for name, phone, end, email, address in found:
        assert name.endswith(" (mẫu)") and phone.startswith("0000 ") and len(end) == 4
        assert phone.replace(" ", "").endswith(end) and (email, address) == ("", "")
