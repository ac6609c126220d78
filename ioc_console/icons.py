"""The line icons, drawn in any colour. The theme says which colour."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from ioc_console.paths import resources

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory


@lru_cache(maxsize=1024)
def icon_pixmap(name: str, colour: str, size: int, ratio: float = 0.0) -> QPixmap:
    """Render `resources/icons/line/<name>.svg` in one colour. Raises FileNotFoundError for an unknown icon."""
    from PySide6.QtSvg import QSvgRenderer

    svg = (resources() / "icons" / "line" / f"{name}.svg").read_text(encoding="utf-8")
    stroke = 1.75 if size >= 16 else 2.0
    svg = svg.replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    if ratio == 0.0:
        application = QApplication.instance()
        ratio = application.devicePixelRatio() if isinstance(application, QApplication) else 1.0
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(svg.encode()).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def with_gap(pixmap: QPixmap, gap: int) -> QPixmap:
    """The pixmap with `gap` empty pixels at its right."""
    if not gap:
        return pixmap
    ratio = pixmap.devicePixelRatio()
    wider = QPixmap(pixmap.width() + round(gap * ratio), pixmap.height())
    wider.setDevicePixelRatio(ratio)
    wider.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return wider


@lru_cache(maxsize=1)
def _image_folder() -> TemporaryDirectory[str]:
    import atexit
    from tempfile import TemporaryDirectory

    made = TemporaryDirectory(prefix="ioc-style-", ignore_cleanup_errors=True)
    # It lives as long as the process, and is cleaned up on purpose: Python warns of one that it must clean up itself.
    atexit.register(made.cleanup)
    return made


@lru_cache(maxsize=16)
def icon_file(name: str, colour: str) -> str:
    """Path of a tinted icon: a style sheet can only name files."""
    svg = (resources() / "icons" / "line" / f"{name}.svg").read_text(encoding="utf-8")
    file = Path(_image_folder().name) / f"{name}-{colour[1:]}.svg"
    file.write_text(svg.replace("currentColor", colour), encoding="utf-8")
    return file.as_posix()
