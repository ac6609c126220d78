"""The sync process against the real data centre: what the cache holds is what the data centre holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ioc_domain.channel import Link, LinkChanged, Progress, RowsChanged
from tests import factories
from tests.sync.processes import RealCentre, Worker, assert_equal_to_centre

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
    worker.wait_for(lambda e: isinstance(e, LinkChanged) and e.data_until > 0, after=told)
    worker.close()
    assert_equal_to_centre(tmp_path / "console", centre, LEADER)
