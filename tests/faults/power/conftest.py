"""A scratch folder in memory, where the system has one: thousands of images are written and read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """An empty folder, removed at the end."""
    memory = Path("/dev/shm")
    where = memory if memory.is_dir() and os.access(memory, os.W_OK) else tmp_path
    folder = Path(tempfile.mkdtemp(prefix="power-", dir=where))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
