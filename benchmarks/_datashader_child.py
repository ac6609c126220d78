"""The other side of P5b, run by an environment of its own that has datashader: points in, PNG bytes out, on request.

Arguments: a .npz file with float32 `x` and `y` (already filtered), the side of the picture, x0, y0, x1, y1. Each line
on standard input asks for one picture; the seconds it took, and those until it was shaded at a
pixel a cell, come back on standard output.
"""

import io
import sys
import time

import datashader
import numpy as np
import pandas as pd
from datashader import transfer_functions
from PIL import Image

PIXELS = 4
"""Side of a cell in the picture, as on the map."""


def main() -> None:
    """Answer until the input ends."""
    path, side, x0, y0, x1, y1 = sys.argv[1], int(sys.argv[2]), *map(float, sys.argv[3:7])
    with np.load(path) as file:
        points = pd.DataFrame({"x": file["x"], "y": file["y"]})
    canvas = datashader.Canvas(side, side, x_range=(x0, x1), y_range=(y0, y1))
    for _ in sys.stdin:
        started = time.perf_counter()
        counts = canvas.points(points, "x", "y", datashader.count())
        image = transfer_functions.shade(counts, how="eq_hist").to_pil()
        shaded = time.perf_counter() - started
        image = image.resize((side * PIXELS, side * PIXELS), Image.Resampling.BILINEAR)
        image.save(io.BytesIO(), format="png", compress_level=1)
        print(time.perf_counter() - started, shaded, flush=True)


if __name__ == "__main__":
    main()
