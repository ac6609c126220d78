"""Commands in words: their kind, their state with its mark, and why the centre did not simply take one.

There is no word for "failed": a command whose answer was not seen is unconfirmed and being checked.
"""

from __future__ import annotations

from ioc_console.text import mark, tr
from ioc_domain.codes import CommandState, RequestState

TYPES = {
    "issue_explanation_request": mark("Explanation request"),
    "withdraw_request": mark("Withdrawal of a request"),
    "accept_explanation": mark("Acceptance of an answer"),
    "return_explanation": mark("Return of an answer"),
    "acknowledge_alert": mark("Acknowledgement of an alert"),
    "assign_alert": mark("Assignment of an alert"),
    "shelve_alert": mark("Shelving of an alert"),
    "reopen_complaint": mark("Reopening of a complaint"),
    "issue_directive": mark("Directive"),
    "accept_directive": mark("Acceptance of a report"),
    "return_directive": mark("Return of a report"),
    "withdraw_directive": mark("Withdrawal of a directive"),
}
STATES = {
    CommandState.DRAFT: mark("draft"),
    CommandState.SAVED: mark("saved on this machine, not sent yet"),
    CommandState.SENDING: mark("being sent"),
    CommandState.UNCONFIRMED: mark("sent, not confirmed yet: being checked"),
    CommandState.RECEIVED: mark("received by the centre"),
    CommandState.NEEDS_DECISION: mark("needs your decision"),
    CommandState.REFUSED: mark("refused"),
    CommandState.WITHDRAWN: mark("withdrawn"),
    CommandState.SIGN_IN: mark("waits: sign in to send"),
}
SHORT_STATES = {
    CommandState.SAVED: mark("Saved here"),
    CommandState.SENDING: mark("Being sent"),
    CommandState.UNCONFIRMED: mark("Unconfirmed, being checked"),
    CommandState.RECEIVED: mark("Centre received"),
    CommandState.NEEDS_DECISION: mark("Needs your decision"),
    CommandState.REFUSED: mark("Refused"),
    CommandState.WITHDRAWN: mark("Taken back"),
    CommandState.SIGN_IN: mark("Waits for sign-in"),
}
REQUEST_STATES = {
    RequestState.RECEIVED: mark("Centre received"),
    RequestState.DELIVERED: mark("Delivered to the unit"),
    RequestState.OPENED: mark("Opened by the unit"),
    RequestState.ANSWERED: mark("Answered"),
    RequestState.RETURNED: mark("Returned for more"),
    RequestState.ACCEPTED: mark("Accepted"),
    RequestState.WITHDRAWN: mark("Withdrawn"),
}
REASONS = {
    "no_longer_beyond": mark("The number was revised and no longer passes the threshold."),
    "already_asked": mark("The same question to this unit is still open."),
    "deadline_passed": mark("The deadline had passed when the centre received it."),
    "unit_abolished": mark("The unit no longer exists and has no successor."),
    "unknown_unit": mark("The centre does not know this unit."),
    "unknown_subject": mark("The centre does not know what is asked about."),
    "unknown_command": mark("The centre does not know this kind of command: it may need an upgrade."),
    "unknown_assignee": mark("The centre does not know whom it was given to."),
    "schema_too_old": mark(
        "It was written by a program that is too old for the centre: write it anew, the text is kept."
    ),
    "wrong_account": mark("It was saved by another account: sign in as that person to send it."),
    "right_lost": mark("Your account no longer has the right to do this."),
    "not_allowed": mark("Your account does not have the right to do this."),
    "illegal_move": mark("The request has moved on meanwhile."),
    "unknown_request": mark("The centre does not know this request."),
    "unknown_alert": mark("The centre does not know this alert."),
    "evidence_missing": mark("The evidence did not reach the centre."),
    "evidence_differs": mark("The evidence says something else than the request."),
    "evidence_damaged": mark("The evidence on this machine is damaged."),
    "command_damaged": mark("The command on this machine is damaged and cannot be sent."),
    "already_taken": mark("Somebody else has taken this alert first."),
    "alert_closed": mark("The alert is closed already."),
    "shelf_too_long": mark("The alert may not be shelved for so long."),
    "complaint_closed": mark("The complaint was closed meanwhile."),
    "complaint_rejected": mark("The complaint was not taken up by the centre."),
    "complaint_open": mark("The complaint is being worked on already."),
    "reason_missing": mark("It needs a reason."),
    "unknown_directive": mark("The centre does not know this directive."),
    "illegal_directive_move": mark("The directive has moved on meanwhile."),
    "already_ordered": mark("The unit has an order on this complaint already."),
    "complaint_rerouted": mark("The complaint went to another unit meanwhile."),
    "directive_text_missing": mark("A directive needs words."),
    "text_too_long": mark("The text is too long."),
}


def command_type(name: str) -> str:
    """What kind of command, in words."""
    return tr(TYPES.get(name, "Command"))


def command_state(state: str) -> str:
    """State of a command in words, as part of a sentence; never "failed"."""
    return tr(STATES[CommandState(state)])


def short_state(state: str, request_state: str = "") -> str:
    """State in two or three words; of a request the centre has, where it is now."""
    if state == CommandState.RECEIVED and request_state in REQUEST_STATES:
        return tr(REQUEST_STATES[RequestState(request_state)])
    return tr(SHORT_STATES.get(CommandState(state), "draft"))


def reason(code: str, detail: str) -> str:
    """Why the centre did not simply take a command. An unknown code shows the centre's own sentence."""
    return tr(REASONS[code]) if code in REASONS else detail or code
