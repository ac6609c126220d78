"""Words of Giải trình that the board, the thread and the compose pane share."""

from __future__ import annotations

from ioc_console import formatting
from ioc_console.text import tr
from ioc_domain.codes import CommandState
from ioc_domain.working_time import WorkingCalendar, local_date

TYPES = {
    "issue_explanation_request": "Explanation request",
    "withdraw_request": "Withdrawal of a request",
    "accept_explanation": "Acceptance of an answer",
    "return_explanation": "Return of an answer",
    "acknowledge_alert": "Acknowledgement of an alert",
    "assign_alert": "Assignment of an alert",
    "shelve_alert": "Shelving of an alert",
    "reopen_complaint": "Reopening of a complaint",
}
STATES = {
    CommandState.DRAFT: "draft",
    CommandState.SAVED: "saved on this machine, not sent yet",
    CommandState.SENDING: "being sent",
    CommandState.UNCONFIRMED: "sent, not confirmed yet: being checked",
    CommandState.RECEIVED: "received by the centre",
    CommandState.NEEDS_DECISION: "needs your decision",
    CommandState.REFUSED: "refused",
    CommandState.WITHDRAWN: "withdrawn",
    CommandState.SIGN_IN: "waits: sign in to send",
}
REASONS = {
    "no_longer_beyond": "The number was revised and no longer passes the threshold.",
    "already_asked": "The same question to this unit is still open.",
    "deadline_passed": "The deadline had passed when the centre received it.",
    "unit_abolished": "The unit no longer exists and has no successor.",
    "unknown_unit": "The centre does not know this unit.",
    "unknown_subject": "The centre does not know what is asked about.",
    "unknown_command": "The centre does not know this kind of command: it may need an upgrade.",
    "wrong_account": "It was saved by another account: sign in as that person to send it.",
    "right_lost": "Your account no longer has the right to do this.",
    "not_allowed": "Your account does not have the right to do this.",
    "illegal_move": "The request has moved on meanwhile.",
    "unknown_request": "The centre does not know this request.",
    "unknown_alert": "The centre does not know this alert.",
    "evidence_missing": "The evidence did not reach the centre.",
    "evidence_differs": "The evidence says something else than the request.",
    "evidence_damaged": "The evidence on this machine is damaged.",
    "already_taken": "Somebody else has taken this alert first.",
    "alert_closed": "The alert is closed already.",
    "shelf_too_long": "The alert may not be shelved for so long.",
    "complaint_closed": "The complaint was closed meanwhile.",
    "complaint_rejected": "The complaint was not taken up by the centre.",
    "complaint_open": "The complaint is being worked on already.",
    "reason_missing": "It needs a reason.",
}


def command_type(name: str) -> str:
    """What kind of command, in words."""
    return tr(TYPES.get(name, "Command"))


def command_state(state: str) -> str:
    """State of a command, in words; never "failed"."""
    return tr(STATES[CommandState(state)])


def reason(code: str, detail: str) -> str:
    """Why the centre did not simply take a command. An unknown code shows the centre's own sentence."""
    return tr(REASONS[code]) if code in REASONS else detail or code


def left_words(calendar: WorkingCalendar, deadline: int, now: int) -> tuple[str, int]:
    """("2 days left", 0) or ("3 days late", 3): working days, and how many late."""
    days = calendar.working_days_between(now, deadline)
    if now > deadline:
        late = max(1, calendar.working_days_between(deadline, now))
        return tr("{n} days late", n=late), late
    if local_date(now) == local_date(deadline):
        return tr("due today at {time}", time=formatting.clock_time(deadline)), 0
    return tr("{n} days left", n=days), 0


def due_day(deadline: int) -> str:
    """`T4 25-11`."""
    return f"{formatting.weekday(deadline, short=True)} {formatting.short_day(deadline)}"


def value_words(value: float | None, unit: str) -> str:
    """A value with its unit of measure: `86,2 %`."""
    text = formatting.number(value)
    return text if text == formatting.MISSING or not unit else f"{text} {unit}"
