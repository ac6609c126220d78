"""Folders of the fault laboratory; a data centre process behind the fault proxy, and a console on it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.driven_console import DrivenConsole
from tests.faults.fault_proxy import FaultProxy
from tests.faults.laboratory_centre import LaboratoryCentre, laboratory_centre

MEMORY = Path("/dev/shm")


@contextmanager
def folder_in_memory(otherwise: Path) -> Iterator[Path]:
    """A new folder, in memory where the machine has that: thousands of commits need no real disk."""
    if not MEMORY.is_dir():
        yield otherwise
        return
    made = Path(tempfile.mkdtemp(prefix="ioc-laboratory-", dir=MEMORY))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def soak_factor(pytestconfig: pytest.Config) -> int:
    """How long a soak is: every part that is drawn and not complete does so many times what it does per unit."""
    return int(pytestconfig.getoption("--soak"))


@pytest.fixture
def lab_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of this test alone."""
    with folder_in_memory(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaboratoryCentre]:
    """A served data centre for the tests of a module."""
    otherwise = tmp_path_factory.mktemp("laboratory")
    with folder_in_memory(otherwise) as folder, laboratory_centre(folder / "centre") as made:
        yield made


@pytest.fixture
def proxy(centre: LaboratoryCentre) -> Iterator[FaultProxy]:
    """In front of it."""
    with FaultProxy(centre.url) as made:
        yield made


@pytest.fixture
def console(centre: LaboratoryCentre, proxy: FaultProxy, lab_folder: Path) -> Iterator[DrivenConsole]:
    """A console that has everything."""
    made = DrivenConsole(lab_folder / "console", proxy.url, centre.url, "lanhdao", time.time())
    made.pull_all()
    yield made
    made.close()
