"""Waiting inside one process, where time and the database's slowness are in the test's hands; and old schemas."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from data_centre.accounts import Identities
from data_centre.api.app import create_app
from data_centre.api.waiting import CHECKING_THREADS
from data_centre.blobs import BlobStore
from data_centre.commands.receiving import CommandProblem, Receiver
from data_centre.database import Database
from data_centre.feed import writing
from ioc_domain.command_schemas import CommandSchemas, SchemaLife
from ioc_domain.commands import AcknowledgeAlert
from tests.data_centre import factories as make
from tests.data_centre.conftest import add_people


def test_thousands_who_come_to_wait_leave_the_others_their_threads(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database is slow for all who want to wait, more of them than there are threads, a manifest comes."""
    add_people(database)
    app = create_app(database)
    centre = app.state.centre
    with database.write() as connection:
        token = centre.tokens.begin(connection, "leader", "d").access
    slow, busy, admit = threading.Event(), [], centre.admit

    all_busy = threading.Event()

    def slowly(given: str) -> Any:
        busy.append(1)
        if len(busy) >= CHECKING_THREADS:
            all_busy.set()
        assert slow.wait(60)
        return admit(given)

    monkeypatch.setattr(centre, "admit", slowly)

    async def play() -> None:
        line = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=line, base_url="http://centre", headers={"Authorization": f"Bearer {token}"}, timeout=60
        ) as client:
            manifest = (await client.get("/v1/manifest")).json()
            here = {"set": manifest["set"], "after": f"{manifest['epoch']}:{manifest['head']}", "timeout": "0"}
            waits = [asyncio.create_task(client.get("/v1/wait", params=here)) for _ in range(120)]
            assert await asyncio.to_thread(all_busy.wait, 60)
            assert (await client.get("/v1/manifest")).status_code == 200
            assert len(busy) == CHECKING_THREADS
            assert not any(wait.done() for wait in waits)
            slow.set()
            assert {(await wait).status_code for wait in waits} == {204}
            # Known by its token now: the database is not asked again.
            await centre.hub.look()
            asked = len(busy)
            assert (await client.get("/v1/wait", params=here)).status_code == 204
            assert len(busy) == asked

    asyncio.run(play())


def test_who_parks_while_rights_change_is_looked_at_again(database: Database) -> None:
    """Between a check and the parking the session ends: it does not wait on the strength of the old check."""
    add_people(database)
    app = create_app(database)
    centre = app.state.centre
    with database.write() as connection:
        pair = centre.tokens.begin(connection, "leader", "d")

    async def play() -> None:
        await centre.hub.look()
        admission, head = centre.admit(pair.access)
        centre.hub.remember(pair.access, admission)
        assert centre.hub.known(pair.access, time.time()) is admission
        with database.write() as connection:
            centre.tokens.end(connection, pair.session)
        await centre.hub.look()
        assert centre.hub.known(pair.access, time.time()) is None
        told = await centre.hub.wait(admission, head, head.head, 30)
        assert told is not None
        assert told.again

    asyncio.run(play())


def test_sessions_that_are_still_good_are_found_in_a_few_queries(database: Database) -> None:
    """Ended, closed and changed ones are not among them; written-out scopes count as they do for one account."""
    add_people(database)
    with writing(database) as writer:
        writer.put(make.unit("U1"))
    centre = create_app(database).state.centre
    identities = Identities()
    with database.write() as connection:
        names = ("leader", "leader2", "district", "bao")
        sessions = {name: centre.tokens.begin(connection, name, "d").session for name in names}
        asked = {}
        for name, session in sessions.items():
            identity = identities.identity(connection, name)
            assert identity is not None
            asked[session] = (name, identity.set_id)
        assert identities.unchanged(connection, asked) == set(sessions.values())
        centre.tokens.end(connection, sessions["leader2"])
        asked[sessions["bao"]] = ("bao", "another set")
        assert identities.unchanged(connection, asked) == {sessions["leader"], sessions["district"]}


def test_a_command_in_an_older_schema_is_read_as_the_newest(database: Database) -> None:
    """For 24 months after it was replaced; then refused with a code of its own, but its stored answer holds."""
    add_people(database)
    with writing(database) as writer:
        writer.put(make.alert("A1"))
        writer.put(make.alert("A2"))
    clock = [datetime(2026, 11, 28, tzinfo=UTC).timestamp()]
    lives = (
        SchemaLife("acknowledge_alert", 0, "2024-01-01", replaced="2024-12-01"),
        SchemaLife("acknowledge_alert", 1, "2024-12-01"),
    )
    steps = {("acknowledge_alert", 0): lambda old: {"alert_id": old["alert"], "seen_count": 3}}
    receiver = Receiver(database, BlobStore(database), lambda: clock[0], CommandSchemas(lives, steps))
    with database.read() as connection:
        leader = Identities().identity(connection, "leader")
    assert leader is not None

    def old(alert_id: str) -> tuple[str, bytes]:
        command_id, body = make.envelope(AcknowledgeAlert(alert_id, 3))
        body = body.replace(f'"alert_id":"{alert_id}"'.encode(), f'"alert":"{alert_id}"'.encode())
        return command_id, body.replace(b'"schema":1', b'"schema":0')

    first, second = old("A1"), old("A2")
    outcome = receiver.receive(leader, *first)
    assert outcome.result == "accepted"
    with pytest.raises(CommandProblem) as wrong:
        receiver.receive(leader, second[0], second[1].replace(b'"alert":', b'"other":'))
    assert wrong.value.code == "invalid_command"
    clock[0] = datetime(2026, 12, 1, 1, tzinfo=UTC).timestamp()
    with pytest.raises(CommandProblem) as refused:
        receiver.receive(leader, *second)
    assert (refused.value.status, refused.value.code) == (422, "schema_too_old")
    assert receiver.receive(leader, *first) == outcome
