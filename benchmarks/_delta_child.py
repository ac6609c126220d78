"""The sync side of P2b: ``python -m benchmarks._delta_child FILE`` draws a delta and applies it on a line of its input.

Prints `ready`, then for each delta the CLOCK_MONOTONIC second at which its last page was committed, and `ready` again.
It runs at nice 10, as the sync process does.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from benchmarks.p2_delta import Deltas
from ioc_domain.wire import decode_page
from local_cache.applying import apply_page
from local_cache.store import open_writer


def main(path: Path) -> None:
    """Serve deltas until the input ends."""
    if hasattr(os, "nice"):
        os.nice(10)
    with ThreadPoolExecutor(1) as pool, open_writer(path) as writer:
        while True:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
                pages, _ = Deltas(connection).draw()
            print("ready", flush=True)
            if not sys.stdin.readline():
                return
            for page in pages:
                apply_page(writer.connection, *decode_page(page), now=1)
                committed = time.monotonic()
                writer.checkpoint_aside(pool)
            print(committed, flush=True)
            writer.checkpoint()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
