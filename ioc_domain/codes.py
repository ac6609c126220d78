"""Closed lists of codes used in records. Values are stored and sent: never renumber, only add.

The Vietnamese terms in the docstrings are the official ones; wording for screens is made in the view models.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag, StrEnum


class Standing(StrEnum):
    """Mức đánh giá of an indicator, always shown in this order (see `STANDING_ORDER`)."""

    AT_RISK = "at_risk"  # Nguy cơ không đạt
    PROGRESSING = "progressing"  # Đang tiếp tục phát triển
    ON_TRACK = "on_track"  # Dự kiến đạt
    NOT_ASSESSABLE = "not_assessable"  # Chưa thể đánh giá


STANDING_ORDER: tuple[Standing, ...] = tuple(Standing)


class PeriodKind(StrEnum):
    """How often an indicator is measured."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Direction(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Accumulation(StrEnum):
    """How the periods of one indicator relate.

    CUMULATIVE: the value runs from January to the end of the period; PERIOD: each period alone, they add up;
    STOCK: a level at the end of the period; RATE: a ratio, never added.
    """

    CUMULATIVE = "cumulative"
    PERIOD = "period"
    STOCK = "stock"
    RATE = "rate"


class ObservationStatus(StrEnum):
    """How final a value is: ước tính, sơ bộ, chính thức."""

    ESTIMATE = "estimate"
    PRELIMINARY = "preliminary"
    OFFICIAL = "official"
    UNKNOWN = "unknown"


class AreaLevel(StrEnum):
    """Level of an area (địa bàn)."""

    CITY = "city"
    PROVINCE = "province"  # a former province merged on 1-7-2025
    DISTRICT = "district"
    COMMUNE = "commune"


class Mark(StrEnum):
    """How sure a fact is. Shown or shipped wherever the fact is."""

    OFFICIAL = "official"
    LIKELY = "likely"
    OWN_CHOICE = "own_choice"
    SAMPLE = "sample"  # made by the seed: never to be read as a fact
    IMPORTED = "imported"  # came from a file an installer imported


class ComplaintStatus(IntEnum):
    """Where a complaint is. Small integers, because they are a column of the segments."""

    AWAITING_ROUTE = 0  # chờ chuyển đơn vị
    IN_PROGRESS = 1  # đang xử lý
    EXTENDED = 2  # gia hạn, có ngày hẹn
    AWAITING_CITIZEN = 3  # chờ người dân xác nhận
    CLOSED = 4  # đã đóng
    REOPENED = 5  # mở lại
    REJECTED = 6  # không tiếp nhận (ngoài phạm vi)


OPEN_STATUSES: frozenset[ComplaintStatus] = frozenset(
    {
        ComplaintStatus.AWAITING_ROUTE,
        ComplaintStatus.IN_PROGRESS,
        ComplaintStatus.EXTENDED,
        ComplaintStatus.AWAITING_CITIZEN,
        ComplaintStatus.REOPENED,
    }
)


class Channel(IntEnum):
    """How a complaint came in."""

    PHONE = 0
    APP = 1
    WEB = 2
    EMAIL = 3
    SOCIAL = 4
    STAFF = 5
    OTHER = 6


class ComplaintFlag(IntFlag):
    """Bits of the `flags` column."""

    NONE = 0
    LOCATED = 1  # x and y are a real place; without it the point is never drawn
    DUPLICATE = 2
    HAS_PHOTO = 4
    REOPENED_ONCE = 8
    NO_EVIDENCE = 16  # closed without proof
    SOURCE_SAYS_ON_TIME = 32  # the source's own verdict, kept to compare with ours
    SOURCE_SAYS_OVERDUE = 64


class RequestState(StrEnum):
    """Life of an explanation request as the data centre knows it (see `requests.py` for the moves)."""

    RECEIVED = "received"  # trung tâm đã nhận
    DELIVERED = "delivered"  # đã đến đơn vị
    OPENED = "opened"  # đơn vị đã mở
    ANSWERED = "answered"  # đã trả lời
    RETURNED = "returned"  # trả lại, làm lại
    ACCEPTED = "accepted"  # chấp nhận, đóng
    WITHDRAWN = "withdrawn"  # rút lại


class DirectiveState(StrEnum):
    """Life of a directive as the data centre knows it (see `directive_life` for the moves)."""

    RECEIVED = "received"  # trung tâm đã nhận
    DELIVERED = "delivered"  # đã đến đơn vị
    OPENED = "opened"  # đơn vị đã mở
    ANSWERED = "answered"  # đã báo cáo
    RETURNED = "returned"  # trả lại để bổ sung
    ACCEPTED = "accepted"  # chấp nhận, đóng
    WITHDRAWN = "withdrawn"  # rút lại


class AlertState(StrEnum):
    """Life of an alert."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    SHELVED = "shelved"
    CLOSED = "closed"


class PromiseState(StrEnum):
    """What became of a promise."""

    PENDING = "pending"
    KEPT = "kept"
    BROKEN = "broken"


class Role(StrEnum):
    """Role of an account. What a role may do is decided in the data centre only."""

    LEADER = "leader"
    DUTY_OFFICER = "duty_officer"
    UNIT_OFFICER = "unit_officer"
    DISPATCHER = "dispatcher"
    DATA_SUPPLIER = "data_supplier"
    ADMINISTRATOR = "administrator"


class CommandState(StrEnum):
    """State of a command in the outbox, as a person sees it. There is no "failed"."""

    DRAFT = "draft"
    SAVED = "saved"  # đã lưu trên máy này
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"  # sent, no answer seen: being checked
    RECEIVED = "received"  # the centre has it
    NEEDS_DECISION = "needs_decision"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SIGN_IN = "sign_in"  # waits for a new sign-in
