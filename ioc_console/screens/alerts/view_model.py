"""View model of Cảnh báo: the queue of alert groups, in words, and what a person may do with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject

from ioc_console import formatting
from ioc_console.context import Context
from ioc_console.screens.alerts.lines import (
    PRIORITIES,
    SHELVE_LIMIT_HOURS,
    AlertDetail,
    AlertHealthWords,
    AlertLine,
    ShelvedLine,
    each,
    figure_text,
    json_of,
    series_of,
)
from ioc_console.text import tr
from ioc_console.view_model import ViewModel
from ioc_domain.codes import AlertState
from ioc_domain.commands import AcknowledgeAlert, AssignAlert, ShelveAlert
from ioc_domain.records import AlertRecord
from ioc_domain.working_time import local_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from local_cache.queries.alerts import AlertBoard

class AlertsViewModel(ViewModel["AlertBoard"]):
    """The queue. Verbs save commands; the row shows them as pending until the centre has them."""

    watches: ClassVar[frozenset[str]] = frozenset({"alert", "unit", "outbox"})

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.selected = ""
        self.priority = 0
        """Filter: 0 = all."""
        self.newest_first = False
        self.unfolded: set[str] = set()

    def query(self) -> Callable[[Session], AlertBoard]:
        """Open alert groups as they stand now, with what this machine still has to send."""
        now, outbox, who = self.context.now, self.context.paths.outbox, self.context.signed_in
        account, name = (who.account, who.name) if who else ("", "")

        def read(session: Session) -> AlertBoard:
            from local_cache.queries.alerts import alert_board

            return alert_board(session, outbox, now, account=account, name=name)

        return read

    # --- what is shown ---------------------------------------------------------------------------------

    @property
    def nothing_yet(self) -> bool:
        """Nothing was ever fetched: that is not the same as no alert."""
        board = self.data
        return board is not None and not (board.active or board.shelved) and not self.context.sync.data_until

    def lines(self) -> tuple[AlertLine, ...]:
        """Rows in order: by priority, those nobody has first, then the newest; flood members under theirs."""
        board = self.data
        if board is None:
            return ()
        found: list[AlertLine] = []
        for alert in self._ordered(board.active):
            found.append(self._line(alert, board))
            if alert.id in self.unfolded:
                found.extend(self._members(alert))
        return tuple(found)

    def headline(self) -> tuple[str, str]:
        """("10 groups from 504 alerts", "3 groups nobody has")."""
        board = self.data
        if board is None:
            return "", ""
        total = sum(a.count for a in board.active)
        free = sum(1 for a in board.active if not self._held(a, board))
        groups = tr("{groups} groups from {alerts} alerts", groups=formatting.number(len(board.active)),
                    alerts=formatting.number(total))
        return groups, tr("{n} groups not acknowledged", n=free) if free else tr("all acknowledged")

    def shelved(self) -> tuple[ShelvedLine, ...]:
        """What is put aside, next to come back first."""
        board = self.data
        now = self.context.now
        return () if board is None else tuple(
            ShelvedLine(
                id=a.id,
                title=" · ".join(p for p in (a.title, a.place) if p),
                until=tr("until {time}", time=self._moment(a.shelved_until)),
                reason=" · ".join(p for p in (a.reason, a.owner_name) if p),
                left=tr("{age} left", age=formatting.age(a.shelved_until - now)),
            )
            for a in board.shelved
        )

    def health(self) -> AlertHealthWords | None:
        """How the alarm system does."""
        if self.data is None:
            return None
        h = self.data.health
        total = sum(h.shares)
        shares = [round(100 * s / total) if total else 0 for s in h.shares]
        return AlertHealthWords(
            shares=h.shares,
            shares_text=" · ".join(str(s) for s in shares),
            stale=formatting.number(h.stale),
            acknowledge=formatting.MISSING if h.acknowledge_seconds is None else formatting.age(h.acknowledge_seconds),
            acknowledged=tr("from {n} acknowledged groups", n=h.acknowledged),
            flood=formatting.number(h.flood.count) if h.flood else formatting.number(0),
            flood_note=tr("from {time}", time=self._moment(h.flood.since)) if h.flood else tr("no flood"),
        )

    def detail(self) -> AlertDetail | None:
        """The selected group; None when nothing is selected or it is gone."""
        board = self.data
        if board is None:
            return None
        alert = next((a for a in (*board.active, *board.shelved) if a.id == self.selected), None)
        if alert is None:
            return None
        why = json_of(alert.why, {})
        held = self._held(alert, board)
        state = board.pending.get(alert.id)
        status = tr("acknowledgement waiting to be sent") if state else (
            alert.owner_name if held else tr("not acknowledged"))
        most = SHELVE_LIMIT_HOURS.get(alert.priority, 72)
        return AlertDetail(
            id=alert.id,
            priority=alert.priority,
            priority_word=tr(PRIORITIES.get(alert.priority, "Normal")),
            held=held,
            headline=" · ".join((tr("since {time}", time=self._moment(alert.since)), status)),
            title=alert.title,
            place=" · ".join(p for p in (alert.place, board.unit_names.get(alert.unit_code, "")) if p),
            rule=str(why.get("rule", "")),
            figures=each(why.get("figures"), 4, lambda f: (figure_text(f[0]), str(f[1]), bool(f[2]))),
            series=each(why.get("series"), 2, series_of),
            areas=each(why.get("areas"), 6, lambda a: (str(a[0]), float(a[1]))),
            history=each(json_of(alert.history, []), 8, lambda h: (self._moment(int(h[0])), str(h[1]), str(h[2]))),
            indicator=alert.indicator,
            area_code=alert.area_code,
            shelve_choices=self._shelve_choices(alert.priority),
            shelve_limit=(tr("at most {hours} h", hours=most), tr("≤ {hours} h", hours=most)),
            can_acknowledge=not held,
        )

    # --- verbs -----------------------------------------------------------------------------------------

    def select(self, alert_id: str) -> None:
        """Open a group in the pane, "" closes it."""
        if alert_id != self.selected:
            self.selected = alert_id
            self.changed.emit()

    def set_filter(self, priority: int) -> None:
        """Show one priority, 0 = all."""
        self.priority = priority
        self.changed.emit()

    def set_order(self, newest_first: bool) -> None:
        """By priority, or newest first."""
        self.newest_first = newest_first
        self.changed.emit()

    def unfold(self, alert_id: str) -> None:
        """Show or hide the members of a flood."""
        self.unfolded ^= {alert_id}
        self.changed.emit()

    def acknowledge(self, alert_id: str) -> None:
        """I have seen it and I have it."""
        alert = self._alert(alert_id)
        if alert is not None:
            self._save(AcknowledgeAlert(alert_id=alert.id, seen_count=alert.count),
                       tr("Saved on this machine: acknowledgement of “{title}”.", title=alert.title))

    def assign(self, alert_id: str, to: str, to_name: str) -> None:
        """Give it to a unit."""
        alert = self._alert(alert_id)
        if alert is not None:
            self._save(AssignAlert(alert_id=alert.id, to=to, to_name=to_name),
                       tr("Saved on this machine: “{title}” given to {name}.", title=alert.title, name=to_name))

    def shelve(self, alert_id: str, until: int, reason: str) -> None:
        """Put it aside until a time; it comes back by itself."""
        alert = self._alert(alert_id)
        if alert is not None and reason.strip():
            self._save(ShelveAlert(alert_id=alert.id, until=until, reason=reason.strip()),
                       tr("Saved on this machine: “{title}” shelved until {time}.", title=alert.title,
                          time=self._moment(until)))

    def load_units(self, done: Callable[[tuple[tuple[str, str], ...]], None]) -> None:
        """(code, name) of the units an alert can be given to."""

        def read(session: Session) -> tuple[tuple[str, str], ...]:
            from local_cache.queries.requests import units_to_ask

            return tuple((u.code, u.name) for u in units_to_ask(session))

        self.context.read(read, owner=self, done=done)

    def _save(self, payload: AcknowledgeAlert | AssignAlert | ShelveAlert, words: str) -> None:
        self.context.save(payload, owner=self, done=lambda _saved: self.context.notices.post(words))

    # --- wording ---------------------------------------------------------------------------------------

    def _alert(self, alert_id: str) -> AlertRecord | None:
        board = self.data
        return None if board is None else next(
            (a for a in (*board.active, *board.shelved) if a.id == alert_id), None)

    def _ordered(self, alerts: tuple[AlertRecord, ...]) -> list[AlertRecord]:
        board = self.data
        shown = [a for a in alerts if self.priority in (0, a.priority)]
        if self.newest_first or board is None:
            return sorted(shown, key=lambda a: -a.since)
        return sorted(shown, key=lambda a: (a.priority, self._held(a, board), -a.since))

    @staticmethod
    def _held(alert: AlertRecord, board: AlertBoard) -> bool:
        return alert.state in (AlertState.ACKNOWLEDGED, AlertState.ASSIGNED, AlertState.SHELVED)

    def _line(self, alert: AlertRecord, board: AlertBoard) -> AlertLine:
        spark = each(json_of(alert.spark, []), 24, float)
        held = self._held(alert, board)
        note = ""
        if alert.id in board.pending:
            note = tr("waiting to be sent")
        elif alert.state == AlertState.ASSIGNED:
            note = tr("assigned {time}", time=self._moment(alert.acknowledged_at))
        elif held:
            note = tr("acknowledged {time}", time=self._moment(alert.acknowledged_at))
        members = json_of(alert.members, [])
        return AlertLine(
            id=alert.id,
            level=0,
            priority=alert.priority,
            priority_word=tr(PRIORITIES.get(alert.priority, "Normal")),
            held=held,
            pending=alert.id in board.pending,
            title=alert.title,
            place=alert.place,
            since=self._moment(alert.since),
            age=formatting.age(self.context.now - alert.since),
            spark=spark,
            spark_top=max(spark, default=0.0),
            count=formatting.number(alert.count),
            owner=alert.owner_name if held and alert.owner_name else tr("Not acknowledged"),
            owner_note=note,
            open_members=(alert.id in self.unfolded) if members else None,
        )

    def _members(self, alert: AlertRecord) -> list[AlertLine]:
        top = max(each(json_of(alert.spark, []), 24, float), default=0.0)
        return list(each(json_of(alert.members, []), 50, lambda m: AlertLine(
            id=alert.id, level=1, priority=alert.priority, priority_word="", held=True, pending=False,
            title=str(m[0]), place=str(m[1]), since="", age="",
            spark=each(m[3] if len(m) > 3 else [], 24, float), spark_top=top,
            count=formatting.number(int(m[2])), owner="", owner_note="", open_members=None,
        )))

    def _shelve_choices(self, priority: int) -> tuple[tuple[str, int, bool], ...]:
        now = self.context.now
        limit = SHELVE_LIMIT_HOURS.get(priority, 72)
        return tuple(
            (self._coming(now + hours * 3600), now + hours * 3600, hours <= limit) for hours in (1, 4, 12, 24))

    def _coming(self, moment: int) -> str:
        """`18:07` today, `T3 02:07` after."""
        same_day = local_date(moment) == local_date(self.context.now)
        time = formatting.clock_time(moment)
        return time if same_day else f"{formatting.weekday(moment, short=True)} {time}"

    def _moment(self, moment: int) -> str:
        return formatting.near_time(moment, self.context.now)
