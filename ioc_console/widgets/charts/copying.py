"""The menu every chart has on a right click: copy the figure, the table, the picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from ioc_console.text import tr


def table_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows as tab-separated text, one line each: what a spreadsheet pastes into cells."""
    return "\n".join("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) for row in rows)


def copy_menu(widget: QWidget, figure: str, table: Sequence[Sequence[str]]) -> QMenu:
    """The menu; entries without anything to copy are disabled. The caller shows and deletes it."""
    clipboard = QGuiApplication.clipboard()
    menu = QMenu(widget)
    copy_figure = menu.addAction(tr("Copy the figure"))
    copy_figure.setEnabled(bool(figure))
    copy_figure.triggered.connect(lambda: clipboard.setText(figure))
    copy_table = menu.addAction(tr("Copy the table"))
    copy_table.setEnabled(bool(table))
    copy_table.triggered.connect(lambda: clipboard.setText(table_text(table)))
    menu.addAction(tr("Copy the picture")).triggered.connect(lambda: clipboard.setPixmap(widget.grab()))
    return menu


def show_copy_menu(widget: QWidget, where: QPoint, figure: str, table: Sequence[Sequence[str]]) -> None:
    """Show the menu at a point of the widget until something is chosen."""
    menu = copy_menu(widget, figure, table)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(widget.mapToGlobal(where))
