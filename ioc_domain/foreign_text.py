"""Text from outside, with what would turn round or hide in it brought into sight.

A right-to-left override in one complaint's title can turn round the words beside it; a zero-width space makes two
different texts look the same. On a screen of orders neither may happen. Such characters are shown as a mark of their
own, one for one; every letter stays. What is stored and sent is never touched.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

MARK = "\N{WHITE VERTICAL RECTANGLE}"
"""▯ stands where a character was that cannot be seen or that turns others round."""

_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u2028\u2029\u2060-\u2065"
    "\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff"
)
# The joiner belongs to pictures such as 👨‍👩‍👧; between letters it only hides.
_JOINER = "(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])"
_HIDDEN = re.compile(f"[{_TURNING}{_UNSEEN}]|{_JOINER}")

R = TypeVar("R", bound=msgspec.Struct)


def in_sight(text: str) -> str:
    """The text with a mark for every character that is not seen or turns others round. Tabs and new lines stay."""
    return _HIDDEN.sub(MARK, text) if _HIDDEN.search(text) else text


def all_in_sight(record: R) -> R:
    """A record whose texts are all in sight; the record itself where they are."""
    changes = {
        name: in_sight(value)
        for name in record.__struct_fields__
        if isinstance(value := getattr(record, name), str) and _HIDDEN.search(value)
    }
    return msgspec.structs.replace(record, **changes) if changes else record
