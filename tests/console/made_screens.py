"""Screens made for tests of the frame: they open one thing, and one of them cannot open at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout

from ioc_console.context import Context
from ioc_console.navigation import Route
from ioc_console.screens import Key, Screen, ScreenView, SearchHit


class OneThing(ScreenView):
    """A screen that can have one thing open."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.opened, self.shown = name, "", False
        column = QVBoxLayout(self)
        self.field = QPlainTextEdit()
        self.field.setTabChangesFocus(True)
        column.addWidget(QLabel(name))
        column.addWidget(self.field)

    def show_route(self, arguments: Mapping[str, str]) -> None:
        self.opened = arguments.get("id", "")
        self.place_changed.emit()

    def open_thing(self, name: str) -> None:
        self.opened = name
        self.place_changed.emit()

    def arguments(self) -> Mapping[str, str]:
        return {"id": self.opened} if self.opened else {}

    def trail(self) -> Sequence[str]:
        return (self.opened,) if self.opened else ()

    def step_back(self) -> bool:
        if not self.opened:
            return False
        self.open_thing("")
        return True

    def keys(self) -> Sequence[Key]:
        return (Key("G", "Request explanation"),)

    def set_shown(self, shown: bool) -> None:
        self.shown = shown


def fake_screens() -> tuple[Screen, ...]:
    def found(session: Any, words: str) -> Sequence[SearchHit]:
        return [SearchHit(f"hit for {words}", "", "complaint", Route("two", {"id": words}))]

    return (
        Screen("one", "Overview", "layout-dashboard", lambda context: OneThing("one")),
        Screen("two", "Alerts", "bell", lambda context: OneThing("two"), group=1, badge=lambda session: 12,
               badge_watches=frozenset({"alert"}), shows_outbox=True, search=found),
        Screen("broken", "Complaints", "headset", _broken, group=2),
    )


def _broken(context: Context) -> ScreenView:
    raise RuntimeError("this screen cannot open")
