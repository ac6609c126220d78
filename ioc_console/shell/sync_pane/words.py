"""Commands, coverage and sources as the sync pane shows them: frozen data, worded from the picture of the files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ioc_console.command_verbs import Verb
from ioc_console.command_words import REASONS, command_type, short_state
from ioc_console.formatting import MISSING, clock_time, near_time, number
from ioc_console.outcome_words import Explained, explain_command
from ioc_console.sync_status import SyncStatus
from ioc_console.text import mark, tr
from ioc_domain.codes import CommandState
from ioc_domain.freshness import freshness

if TYPE_CHECKING:
    from ioc_domain.records import SourceRecord
    from local_cache.outbox import HistoryEntry
    from local_cache.queries.own_commands import OwnCommand
    from local_cache.queries.sync_picture import Coverage

ICONS = {
    CommandState.SAVED: "save",
    CommandState.SENDING: "send",
    CommandState.UNCONFIRMED: "circle-help",
    CommandState.RECEIVED: "circle-check",
    CommandState.NEEDS_DECISION: "circle-alert",
    CommandState.REFUSED: "ban",
    CommandState.WITHDRAWN: "undo-2",
    CommandState.SIGN_IN: "log-in",
}
"""The shape of a state, beside its word; never a colour."""
KINDS = {
    "indicators": mark("Indicators and values"),
    "complaints": mark("Complaints"),
    "requests": mark("Requests and answers"),
    "alerts": mark("Alerts"),
    "reference": mark("Reference data"),
}
NOTES = {
    "the program stopped while sending": mark("the program stopped while sending"),
    "seen in the feed": mark("seen in what the centre sent"),
    "recovered from the second copy": mark("recovered from the second copy"),
}
LINE_WORDS = {
    "bad_address": mark("the address is none of a data centre"),
    "name_not_found": mark("the name of the centre was not found"),
    "refused": mark("nobody answered at the address"),
    "timeout": mark("no answer in time"),
    "broken": mark("the line broke off"),
    "certificate": mark("the certificate is not trusted"),
    "captive": mark("a sign-in page of the network answered"),
    "not_ours": mark("something else than the centre answered"),
    "signed_out": mark("the centre wants a new sign-in"),
    "busy": mark("the centre asked to wait"),
    "server": mark("the centre has a fault of its own"),
    "upgrade_required": mark("this program is too old for the centre"),
    "in_progress": mark("the centre is still working on it"),
    "out_of_order": mark("the command before it is sent first"),
}


@dataclass(frozen=True)
class CommandLine:
    """One command, closed."""

    id: str
    icon: str
    kind: str
    about: str
    state: str
    when: str
    urgent: bool
    """A person must look at it."""
    ended: bool

    @property
    def name(self) -> str:
        """For ears."""
        return ". ".join(p for p in (self.kind, self.about, self.state, self.when) if p)


@dataclass(frozen=True)
class CommandGroup:
    """Commands that ask the same of a person. `hidden`: how many more there are."""

    title: str
    lines: tuple[CommandLine, ...]
    hidden: int = 0


@dataclass(frozen=True)
class StepLine:
    """One step of a command's history."""

    time: str
    state: str
    note: str


@dataclass(frozen=True)
class CommandDetail:
    """One command, open."""

    explained: Explained
    steps: tuple[StepLine, ...]


@dataclass(frozen=True)
class CoverLine:
    """One kind of data. `share` below 1: still being fetched."""

    name: str
    years: str
    rows: str
    state: str
    share: float


@dataclass(frozen=True)
class SourceLine:
    """One source against its own cadence."""

    name: str
    last: str
    state: str
    cadence: str
    late: bool


MAKES = ("issue_explanation_request", "issue_directive")
"""Commands that make something which goes on living at the unit: its state says more than the command's."""


def command_line(own: OwnCommand, now: int) -> CommandLine:
    """A command in two lines."""
    kind = command_type(own.type)
    unit = own.successor_name or own.unit_name
    when = [tr("saved {time}", time=near_time(own.saved_at, now))]
    state = CommandState(own.state)
    if own.waits:
        if own.attempts:
            when.append(tr("{n} attempts", n=own.attempts))
        if own.next_attempt_at > now:
            when.append(tr("next {time}", time=near_time(own.next_attempt_at, now)))
    elif own.received_at:
        when = [tr("received {time}", time=near_time(own.received_at, now))]
    return CommandLine(
        id=own.id,
        icon=ICONS.get(state, "circle"),
        kind=f"{kind} → {unit}" if unit else kind,
        about=" · ".join(p for p in (own.number, own.title) if p) or MISSING,
        state=short_state(own.state, own.request_state if own.type in MAKES else ""),
        when=" · ".join(when),
        urgent=own.came_back,
        ended=not own.waits and not own.came_back,
    )


def command_detail(own: OwnCommand, now: int, sync: SyncStatus) -> CommandDetail:
    """A command with its problem, its verbs and its whole history, newest first. A read-only console offers only
    verbs that save nothing."""
    explained = explain_command(own, now, online=sync.online)
    if sync.read_only:
        harmless = tuple(o for o in explained.offers if o.verb in (Verb.OPEN, Verb.COPY_TEXT))
        explained = replace(explained, offers=harmless)
    return CommandDetail(explained, tuple(_step(step, now) for step in reversed(own.history)))


def _step(step: HistoryEntry, now: int) -> StepLine:
    if step.note in REASONS:
        note = tr(REASONS[step.note])
    elif step.note in LINE_WORDS:
        note = tr(LINE_WORDS[step.note])
    elif step.note in NOTES:
        note = tr(NOTES[step.note])
    else:
        note = tr("another was saved in its place") if step.note.startswith("replaced by ") else step.note
    time = clock_time(step.at, seconds=True)
    day = near_time(step.at, now)
    return StepLine(time if day == clock_time(step.at) else f"{day[:5]} {time}", short_state(step.state.value), note)


def cover_line(c: Coverage) -> CoverLine:
    """What of one kind of data is here."""
    if c.years and c.missing_years:
        years = tr("{done} of {total}", done=_span(c.years), total=_span(tuple(sorted((*c.years, *c.missing_years)))))
    else:
        years = _span(c.years or c.missing_years)
    share = 1.0 if c.complete else min(0.99, c.rows / c.total) if c.total else 0.0
    total = number(c.total) if c.known else MISSING
    rows = number(c.rows) if c.complete else tr("{done} of {total}", done=number(c.rows), total=total)
    state = tr("complete") if c.complete else tr("{n} % here", n=number(100 * share, 0)) if c.known else tr("to come")
    return CoverLine(tr(KINDS[c.kind]), years, rows, state, share)


def _span(years: tuple[str, ...]) -> str:
    if not years:
        return ""
    whole = len(years) == int(years[-1]) - int(years[0]) + 1
    return years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if whole else ", ".join(years)


def source_line(source: SourceRecord, now: int) -> SourceLine:
    """How old a source is, by its own cadence."""
    state = freshness(source, now)
    return SourceLine(
        name=source.name,
        last=near_time(source.last_at, now),
        state=tr("late since {time}", time=near_time(state.late_since, now)) if state.is_late else tr("in time"),
        cadence=source.cadence_text,
        late=state.is_late,
    )
