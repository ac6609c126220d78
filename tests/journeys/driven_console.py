"""The real console as a process of its own, moved by keyboard and mouse events that come over a pipe.

Started as `python -m tests.journeys.driven_console HOME`. It calls the product's own `run`; nothing in the product
knows of it. One JSON object per line comes in, one goes out:

    {"do": "see"}                            -> every text on the visible windows, with class and name
    {"do": "click", "name"|"text"|"kind"|"request_id": ...}   a left click in the middle of the widget
    {"do": "type", "into": {"name": ...}, "text": ...}        put in behind what is there, as an input method does
    {"do": "fill", "into": {"kind": ...}, "text": ...}        the same, in place of what is there
    {"do": "keys", "keys": "Ctrl+2"}                          to the widget that has the keyboard
    {"do": "windows"}                                         titles and classes of visible windows
    {"do": "grab", "to": path}                                a picture of each visible window, to look at
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from ioc_console.app import make_application, run

TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class Driver(QObject):
    """Obeys in the GUI thread."""

    asked = Signal(str)

    def __init__(self, out: Any) -> None:
        super().__init__()
        self._out = out
        self.asked.connect(self._obey, Qt.ConnectionType.QueuedConnection)

    def listen(self) -> None:
        """Read lines until there are no more; runs in a thread of its own."""
        for line in sys.stdin:
            self.asked.emit(line)

    def _obey(self, line: str) -> None:
        order = json.loads(line)
        try:
            answer: Any = getattr(self, f"_{order.pop('do')}")(**order)
        except LookupError as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        except Exception:
            answer = {"fault": traceback.format_exc()}
        self._out.write(json.dumps({"answer": answer}, ensure_ascii=False) + "\n")
        self._out.flush()

    def _see(self) -> list[list[str]]:
        return [[type(w).__name__, w.objectName(), text] for w in widgets() for text in texts(w) if text.strip()]

    def _windows(self) -> list[list[str]]:
        return [[type(w).__name__, w.windowTitle()] for w in QApplication.topLevelWidgets() if w.isVisible()]

    def _click(self, **what: str) -> str:
        widget = find(**what)

        def click() -> None:
            # Looked for anew: what was there when it was asked for may have gone with its screen.
            there = find(**what)
            if not there.isEnabled():
                sys.stderr.write(f"clicked while it was disabled: {what}\n")
            QTest.mouseClick(there, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, there.rect().center())

        # In a queue of its own: a click may open a dialog that does not return before it is closed.
        QTimer.singleShot(0, self, click)
        return widget.objectName() or type(widget).__name__

    def _type(self, text: str, into: dict[str, str]) -> str:
        widget = find(**into)
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
        # Vietnamese is typed through an input method: there is no key for "ế".
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(widget, event)
        return widget.objectName()

    def _fill(self, text: str, into: dict[str, str]) -> str:
        QTest.keySequence(find(**into), QKeySequence(QKeySequence.StandardKey.SelectAll))
        return self._type(text, into)

    def _keys(self, keys: str) -> str:
        if QApplication.activeWindow() is None:
            # A display without a window manager gives nobody the keyboard by itself.
            window = top_window()
            window.activateWindow()
            QTest.qWaitForWindowActive(window, 2_000)
        widget = QApplication.focusWidget() or top_window()
        QTest.keySequence(widget, QKeySequence(keys))
        return type(widget).__name__

    def _grab(self, to: str) -> list[str]:
        made = []
        for n, window in enumerate(w for w in QApplication.topLevelWidgets() if w.isVisible()):
            path = f"{to}-{n}.png"
            window.grab().save(path)
            made.append(path)
        return made


def top_window() -> QWidget:
    """Any visible window, the largest first."""
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    if not shown:
        raise LookupError("no window")
    return max(shown, key=lambda w: w.width() * w.height())


def widgets() -> Iterator[QWidget]:
    """Every widget a person can see."""
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            yield window
            yield from (w for w in window.findChildren(QWidget) if w.isVisible())


def texts(widget: QWidget) -> list[str]:
    """What a widget shows as text, and what it is called for those who cannot see it."""
    found = [widget.accessibleName(), widget.windowTitle() if widget.isWindow() else ""]
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        found.append(widget.text())
    elif isinstance(widget, QGroupBox):
        found.append(widget.title())
    elif isinstance(widget, QComboBox):
        found.append(widget.currentText())
    elif isinstance(widget, QTextEdit | QPlainTextEdit):
        found.append(widget.toPlainText())
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        for row in range(min(widget.model().rowCount(), 60)):
            for column in range(columns_of(widget)):
                index = widget.model().index(row, column)
                found += [str(index.data(role) or "") for role in TEXT_ROLES]
    return found


def columns_of(view: QAbstractItemView) -> int:
    """Columns of a view; a list model does not say."""
    model = view.model()
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount()


def find(name: str = "", text: str = "", kind: str = "", request_id: str = "") -> QWidget:
    """The visible widget of that object name, or with that text (or a part of it), of that class, of that request.

    Raises LookupError.
    """
    partly = None
    for widget in widgets():
        if kind and type(widget).__name__ != kind:
            continue
        if name and widget.objectName() != name:
            continue
        if request_id and getattr(widget, "request_id", "") != request_id:
            continue
        if not text:
            return widget
        shown = texts(widget)
        if text in shown:
            return widget
        if partly is None and any(text in each for each in shown):
            partly = widget
    if partly is None:
        raise LookupError(f"nothing visible with name={name!r} text={text!r} kind={kind!r}")
    return partly


def main() -> int:
    """Run the console under orders."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    faulthandler.register(signal.SIGUSR1, file=sys.stderr)  # where does it hang: kill -USR1
    make_application()
    driver = Driver(out)
    threading.Thread(target=driver.listen, daemon=True).start()
    return run(Path(sys.argv[1]))


if __name__ == "__main__":
    os._exit(main())
