"""A map's page under test: areas to show, waiting until it has drawn, and its pixels."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import numpy as np

from ioc_console.widgets.map import shapes
from ioc_domain.places import to_xy


def nine_areas(titles: tuple[str, ...] = ()) -> shapes.AreaSet:
    """Three by three areas round Bến Thành, named by `titles` in turn."""
    names = itertools.cycle(titles or ("Phường",))
    return shapes.build_areas(
        [
            shapes.AreaPlace(3 * r + c + 1, name := next(names), name, *to_xy(10.75 + r * 0.03, 106.66 + c * 0.03))
            for r in range(3)
            for c in range(3)
        ],
        {},
    )


WATCH_FRAMES = """
window.seenFrames = [];
(() => {
  const counted = new WeakMap();
  const count = (image) => {
    if (!image.complete || !image.naturalWidth) return -1;
    if (counted.has(image)) return counted.get(image);
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const bytes = pen.getImageData(0, 0, canvas.width, canvas.height).data;
    let n = 0;
    for (let k = 3; k < bytes.length; k += 4) n += bytes[k] > 0;
    counted.set(image, n);
    return n;
  };
  const look = () => {
    const banner = document.querySelector(".banner");
    const images = [...document.querySelectorAll(".leaflet-heat-pane img")];
    const painted = images.length > 1 ? -2 : images.length ? count(images[0]) : 0;
    const shown = [banner.hidden ? "" : banner.querySelector("b").textContent, painted];
    const before = seenFrames[seenFrames.length - 1];
    if (!before || before[0] !== shown[0] || before[1] !== shown[1]) seenFrames.push(shown);
    requestAnimationFrame(look);
  };
  look();
})();
"""
"""Keeps, frame by frame, [what the banner says, how many pixels the heat picture paints] in `seenFrames`; -1: the
picture is not there yet, -2: more than one."""


def frames_seen(drawn: Drawn) -> list[tuple[str, int]]:
    """What `WATCH_FRAMES` has kept, of the time when a banner stood over the map."""
    found = json.loads(drawn.ask("JSON.stringify(seenFrames)"))
    return [(text, painted) for text, painted in found if text]


class Drawn:
    """Waits until what was put is on the screen."""

    def __init__(self, view: Any, until: Callable[..., None]) -> None:
        self._view, self._until = view, until
        self._have: dict[str, int] = {}
        view.drawn.connect(self._have.update)

    def wait(self) -> None:
        """Every document in its newest version is drawn."""
        wanted = self._view.versions
        names = [n for n in wanted if n != "heat.png"]
        self._until(lambda: all(self._have.get(n, 0) >= wanted[n] for n in names), 30, "the page has drawn")

    def ask(self, script: str) -> Any:
        """Result of a script in the page."""
        answers: list[Any] = []
        self._view.page.runJavaScript(script, 0, answers.append)
        self._until(lambda: answers, 10, "the page answered")
        return answers[0]


def pixels(view: Any) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The widget as (height, width, 3) RGB."""
    from PySide6.QtGui import QImage

    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width(), 2::-1]


def close_to(picture: np.ndarray[Any, np.dtype[np.uint8]], colour: str, within: int = 3) -> int:
    """Number of pixels of a colour `#RRGGBB`."""
    wanted = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)])
    return int((np.abs(picture.astype(int) - wanted).max(axis=2) <= within).sum())
