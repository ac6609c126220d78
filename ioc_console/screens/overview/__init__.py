"""Tổng quan: what is going wrong, who owes what, in one look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ioc_console.screens import Screen, ScreenView

if TYPE_CHECKING:
    from ioc_console.context import Context


def _open(context: Context) -> ScreenView:
    from ioc_console.screens.overview.view import OverviewView

    return OverviewView(context)


SCREEN = Screen(id="overview", title="Overview", icon="layout-dashboard", factory=_open, group=0)
