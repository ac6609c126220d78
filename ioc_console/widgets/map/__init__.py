"""The map of complaints: heat, areas and single points, drawn by Leaflet in a page that folium made.

Everything the page needs comes through the program's own URL scheme; nothing outside is ever asked. Importing
this package imports no WebEngine: call `prepare_application` before the QApplication, and `MapView` loads the
rest when the first map is shown.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt


def prepare_application() -> None:
    """Set what WebEngine wants to be set before the QApplication exists, without importing it (no cost)."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
