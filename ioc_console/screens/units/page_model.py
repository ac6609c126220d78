"""View model of one unit's page: which unit, its figures, and what can be done from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject

from ioc_console.screens.units.league_model import Chosen, LeagueViewModel, walk_of
from ioc_console.view_model import ViewModel
from ioc_domain.on_time import OnTimeFormula
from local_cache.queries.complaint_names import WATCHED, ComplaintNames, complaint_names
from local_cache.queries.unit_page import UnitPage, unit_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class PageData:
    """The page and the names for it; `page` None for a unit nobody knows."""

    names: ComplaintNames
    page: UnitPage | None
    chosen: Chosen


class UnitPageViewModel(ViewModel[PageData]):
    """Follows the league's period and field, so that both speak of the same complaints."""

    watches: ClassVar[frozenset[str]] = WATCHED | {"complaint", "promise", "explanation_request", "directive"}

    def __init__(self, league: LeagueViewModel, parent: QObject | None = None) -> None:
        super().__init__(league.context, parent)
        self._league = league
        self.key = ""

    def show(self, key: str) -> None:
        """Open a unit's code, or `area:` and a commune's; "" closes the page."""
        if key != self.key:
            self.key = key
            if key:
                self.reload()

    def query(self) -> Callable[[Session], PageData]:
        """The page, given up as soon as another is asked for."""
        chosen, key, area = self._league.chosen, self.key, self.context.picked.area
        now, number = self.context.now, self._number

        def work(session: Session) -> PageData:
            names = complaint_names(session)
            wanted = walk_of(chosen, names, area, now)
            return PageData(names, unit_page(session, names, key, wanted, lambda: self._number != number), chosen)

        return work

    @property
    def formula(self) -> OnTimeFormula:
        """The formula in use."""
        of_site = self.data.names.formula if self.data is not None else OnTimeFormula.CT2
        return self.context.picked.formula_in_use(of_site)

    @property
    def page(self) -> UnitPage | None:
        """The page of the unit that is open, None while another one is still shown."""
        page = self.data.page if self.data is not None else None
        return page if page is not None and page.group.key == self.key else None

    def show_complaints(self, *, overdue: bool = False, field: int = 0) -> None:
        """Phản ánh 1022 with exactly the complaints counted here."""
        if self.page is not None and self.data is not None:
            chosen = self.data.chosen
            # A unit of its own stands for all under it there too; a commune is the list of its offices.
            names = self.data.names.units.values()
            own = [u.id for u in names if u.code == self.page.group.code]
            units = own or sorted(self.page.group.members)
            arguments = {"span": chosen.span, "units": ",".join(str(u) for u in units)}
            if field or chosen.field:
                arguments["fields"] = str(field or chosen.field)
            if overdue:
                arguments["on_time"] = "late"
            self.context.navigation.go("complaints", arguments)

    def open_complaint(self, number: int) -> None:
        """One complaint in Phản ánh 1022, among the overdue ones of this unit of all times."""
        if self.page is not None and self.data is not None:
            units = sorted(self.page.group.members) if not self.page.group.code else [
                u.id for u in self.data.names.units.values() if u.code == self.page.group.code
            ]
            self.context.navigation.go("complaints", {
                "span": "all", "units": ",".join(str(u) for u in units), "on_time": "late", "id": str(number),
            })

    @property
    def askable(self) -> int:
        """The complaint an explanation request would be about: the one overdue for longest; 0 = none is."""
        return self.page.oldest[0].id if self.page is not None and self.page.oldest else 0

    def ask(self) -> None:
        """Open the compose pane about the complaint that is overdue for longest."""
        if self.askable:
            self.context.navigation.go("requests", {"compose": f"complaint:{self.askable}"})

    def open_work(self, request: str, complaint: int) -> None:
        """Show a request in Giải trình, or the complaint a directive is about."""
        if request:
            self.context.navigation.go("requests", {"id": request})
        elif complaint:
            self.context.navigation.go("complaints", {"id": str(complaint)})

    def open_unit(self, code: str) -> None:
        """Another unit's page: the one above, before or after this one."""
        self.context.navigation.go("units", {"unit": code})
