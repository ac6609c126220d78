"""The key of leases is the one that came with a person's sign-in; another is believed in everything but the lease."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from data_centre import models
from ioc_console.sign_in import Granted, sign_in
from ioc_domain.channel import Failure, Start
from local_cache.lease import LeaseCode, read_lease, standing
from local_cache.store import open_reader
from local_cache.sync_state import SyncState
from tests.sync.processes import PASSWORD, RealCentre, Worker
from tests.sync.test_worker_faults import all_in, wait_until

Starts = Callable[..., Worker]


def state(home: Path) -> SyncState:
    store = open_reader(home / "cache.db")
    try:
        return store.state()
    finally:
        store.close()


def test_a_key_is_pinned_by_sign_in_and_changed_by_sign_in_only(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    home = tmp_path / "console"
    worker = worker_on(home)
    worker.sign_in(centre.start(), "lanhdao")
    all_in(worker)
    worker.close()
    first = state(home)
    assert standing(first, first.time_told).code is LeaseCode.OPEN
    assert first.lease_until - first.time_told == 72 * 3600

    # The data centre is set up anew on the same data: it has another key.
    centre.kill()
    with centre.database.write() as connection:
        connection.execute(sa.delete(models.site).where(models.site.c.key == "lease_key"))
    granted = sign_in(centre.start(), "lanhdao", PASSWORD, "máy thử")
    assert isinstance(granted, Granted)
    assert granted.session.lease_key != first.lease_key
    worker = worker_on(home)
    # As after a restart of the console: with the token that was kept, and no key.
    worker.order(
        Start(url=centre.url, account="lanhdao", refresh=granted.session.refresh, access=granted.session.access)
    )
    worker.wait_for(lambda e: isinstance(e, Failure) and e.code == "lease_not_accepted")
    worker.wait_current()
    kept = state(home)
    assert (kept.lease, kept.lease_key) == (first.lease, first.lease_key), "nobody else prolongs"
    assert kept.last_pull >= first.last_pull, "data is pulled all the same"

    worker.sign_in(centre.url, "lanhdao")
    wait_until(lambda: read_lease(state(home).lease, granted.session.lease_key) is not None)
    worker.close()
    after = state(home)
    assert after.lease_key == granted.session.lease_key
    assert standing(after, after.time_told).code is LeaseCode.OPEN
