"""The sync process against the real data centre: what the cache holds is what the data centre holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ioc_domain.channel import Link, LinkChanged, Progress, RowsChanged
from ioc_domain.entities import BY_NAME
from tests import factories
from tests.sync.processes import RealCentre, Worker, assert_equal_to_centre, cached_rows
from tests.sync.test_worker_faults import wait_until

LEADER = ("city", "unit:U0001")


def test_bootstrap_brings_everything_in_its_order(
    centre: RealCentre, worker_on: Callable[..., Worker], tmp_path: Path
) -> None:
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    worker.wait_for(lambda e: isinstance(e, Progress) and e.finished)
    worker.wait_current()
    assert_equal_to_centre(tmp_path / "console", centre, LEADER)
    loaded = [e.tables[0] for e in worker.events if isinstance(e, RowsChanged)]
    assert loaded.index("unit") < loaded.index("observation") < loaded.index("alert") < loaded.index("complaint")
    first = worker.events[0]
    assert isinstance(first, LinkChanged) and first.state is Link.STARTING and first.data_until == 0
    assert worker.close() == 0
    assert worker.errors() == ""


def test_changes_come_by_themselves(centre: RealCentre, worker_on: Callable[..., Worker], tmp_path: Path) -> None:
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    worker.wait_for(lambda e: isinstance(e, Progress) and e.finished)
    worker.wait_current()
    told = worker.told
    centre.put(factories.alert(3, title="Đổi rồi"), factories.complaint(9_001), factories.unit(1, name="Tên mới"))
    centre.delete("complaint", "5")
    worker.wait_rows("complaint", told)
    # Two transactions may come in one pull or in two.
    wait_until(lambda: all(row[0] != 5 for row in cached_rows(tmp_path / "console", BY_NAME["complaint"])))
    worker.close()
    assert_equal_to_centre(tmp_path / "console", centre, LEADER)
