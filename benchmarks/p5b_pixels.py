"""P5b: from 10 million complaints to the painted heat picture under a filter, against datashader on the same points.

Ours starts from all rows and applies the filter; datashader is given the points that pass it, in a data frame in its
memory, and has been compiled and warmed up. Both draw 512 x 512 cells at four pixels a cell, as the map shows them, and
end with the bytes of a PNG of the same compression; ours is smoothed and cut into bands on the way, theirs is shaded
by rank. Datashader lives in an environment of its own under `benchmarks/.work`, made on the first run by uv from its
ordinary index.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks._columns import CENTRE, random_columns, write_columns
from benchmarks._ratio import report, time_ratio
from ioc_console.widgets.map.raster import Frame, picture
from local_cache.aggregates import heat_grid
from local_cache.complaint_selection import Selection
from local_cache.segments import open_columns
from local_cache.store import open_reader

ROWS = 10_000_000
SIDE = 512
EXTENT = 1 << 18
FOLDER = Path(__file__).resolve().parent
SHADES = ("#202020", "#404040", "#606060", "#808080", "#a0a0a0")


def datashader_python() -> Path:
    """The interpreter of an environment with datashader; made once."""
    home = FOLDER / ".work" / "datashader"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        uv = shutil.which("uv") or str(FOLDER.parent / ".venv-tools" / "bin" / "uv")
        try:
            subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(home)], check=True)
            subprocess.run([uv, "pip", "install", "-q", "--python", str(python), "datashader", "pillow"], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            shutil.rmtree(home, ignore_errors=True)
            raise SystemExit(f"P5b: datashader could not be installed: {error}") from error
    return python


def main() -> None:
    """Measure and print."""
    python = datashader_python()
    made = random_columns(ROWS)
    placed = np.random.default_rng(2).random(ROWS) < 0.9
    made["flags"] = np.where(placed, made["flags"] | 1, made["flags"] & np.uint8(254))
    chosen = placed & (made["field"] <= 15)
    x0, y0 = CENTRE[0] - EXTENT // 2, CENTRE[1] - EXTENT // 2
    box = (x0, y0, x0 + EXTENT, y0 + EXTENT)
    with tempfile.TemporaryDirectory() as folder:
        path, points = Path(folder) / "cache.db", Path(folder) / "points.npz"
        write_columns(path, made)
        np.savez(points, x=made["x"][chosen].astype(np.float32), y=made["y"][chosen].astype(np.float32))
        del made, placed, chosen
        child = subprocess.Popen(
            [str(python), str(FOLDER / "_datashader_child.py"), str(points), str(SIDE), *map(str, box)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert child.stdin is not None and child.stdout is not None
        asking, answers = child.stdin, child.stdout
        with open_reader(path).connection() as connection:
            columns = open_columns(connection)
            wanted = Selection(fields=frozenset(range(1, 16)))
            frame = Frame(box, SIDE, SIDE)

            def ours() -> None:
                picture(heat_grid(columns, wanted, box, SIDE, SIDE), frame, SHADES)

            def theirs() -> float:
                asking.write("\n")
                asking.flush()
                whole, until_shaded = map(float, answers.readline().split())
                shaded.append(until_shaded)
                return whole

            shaded: list[float] = []
            theirs()
            shaded.clear()
            ratio = time_ratio(ours, theirs)
        asking.close()
        child.wait()
        answers.close()
    print(f"  datashader until shaded at a pixel a cell, no PNG: {statistics.median(shaded) * 1000:.1f} ms")
    report("P5b", ratio, at_most=1.6, ours="painted by us", theirs="painted by datashader")


if __name__ == "__main__":
    main()
