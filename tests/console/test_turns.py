"""Pieces of a screen are shown one for each turn of the event loop, and only where they differ."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QApplication

from ioc_console.shell.garbage import GarbageTurns
from ioc_console.widgets.turns import Piece, Turns

Until = Callable[..., None]


def test_one_piece_for_each_turn(qt: QApplication, until: Until) -> None:
    shown: list[str] = []
    owner = QObject()
    turns = Turns(owner)

    def pieces(facts: int) -> list[Piece]:
        return [Piece(name, facts, lambda n=name: shown.append(f"{n}{facts}")) for name in "abc"]

    turns.show(pieces(1), at_once=False)
    assert shown == []
    assert turns.busy
    until(lambda: shown == ["a1"])
    turns.show([*pieces(2), Piece("d", 0, lambda: shown.append("d"))], at_once=False)  # b1 and c1 are overtaken
    until(lambda: not turns.busy)
    assert shown[0] == "a1"
    assert sorted(shown[1:]) == ["a2", "b2", "c2", "d"]


def test_equal_facts_are_not_shown_again_until_forgotten(qt: QApplication) -> None:
    shown: list[int] = []
    owner = QObject()
    turns = Turns(owner)
    piece = Piece("a", ("x", 1), lambda: shown.append(1))
    turns.show([piece], at_once=True)
    turns.show([piece], at_once=True)
    assert len(shown) == 1
    turns.forget()
    turns.show([piece], at_once=True)
    assert len(shown) == 2
    QCoreApplication.processEvents()


def test_garbage_is_collected_here_and_given_back(qt: QApplication) -> None:
    was = gc.isenabled()
    gc.enable()
    turns = GarbageTurns()
    turns.start()
    turns.start()
    assert not gc.isenabled()
    turns._turn()
    assert gc.get_freeze_count() > 0
    turns.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    if not was:
        gc.disable()
