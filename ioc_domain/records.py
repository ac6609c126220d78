"""Records: the rows both sides exchange, one class per synced table.

On the wire a record is a JSON array of its fields in order (`msgspec` `array_like`): new fields are only ever
added at the end with a default, so a peer of the previous protocol version reads the rows it knows. Times are
whole seconds since 1970 in UTC (0 or None = none, as said per field); dates are ISO `YYYY-MM-DD` text
("" = open); JSON inside a text column is said so. Missing numbers are None, never 0.
"""

from __future__ import annotations

import msgspec


class Record(msgspec.Struct, array_like=True, frozen=True):
    """A row on the wire."""


class SettingRecord(Record, array_like=True, frozen=True):
    """A fact about the site, e.g. `city_name`, `sample_data` ("1"), `catalogue`, `on_time_formula`."""

    key: str
    value: str


class AreaRecord(Record, array_like=True, frozen=True):
    """An area with the dates it existed. `id` is the small integer used in segments, never reused."""

    code: str
    id: int
    level: str  # codes.AreaLevel
    kind: str  # thành phố, quận, huyện, phường, xã, đặc khu, thị trấn
    name: str  # full, e.g. "Phường Bến Thành"
    short_name: str  # "P. Bến Thành"
    parent: str  # code of the area above, "" at the top
    valid_from: str
    valid_to: str  # last day in force, "" = still
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    area_km2: float | None = None
    mark: str = "official"


class AreaLinkRecord(Record, array_like=True, frozen=True):
    """Crosswalk: share of `old_code` that lies in `new_code`. Weights of one old area sum to 1."""

    old_code: str
    new_code: str
    weight: float
    basis: str  # population | area | equal | whole


class AreaBoundaryRecord(Record, array_like=True, frozen=True):
    """A polygon an installer imported. None ships with the product."""

    area_code: str
    geometry: str  # GeoJSON geometry, WGS 84
    source: str


class UnitRecord(Record, array_like=True, frozen=True):
    """A unit that must act (đơn vị xử lý). `id` is the small integer used in segments."""

    code: str
    id: int
    kind: str
    name: str
    short_name: str
    parent: str
    valid_from: str
    valid_to: str
    successor: str = ""
    area_code: str = ""
    mark: str = "official"


class ComplaintFieldRecord(Record, array_like=True, frozen=True):
    """One of the fields (lĩnh vực) of 1022, effective-dated."""

    code: str
    id: int
    name: str
    name_en: str
    valid_from: str
    valid_to: str
    mark: str = "official"


class ComplaintTypeRecord(Record, array_like=True, frozen=True):
    """A type under a field, with its own working-day limit."""

    code: str
    id: int
    field_code: str
    name: str
    unit_kind: str
    route_minutes: int
    answer_working_days: int
    mark: str = "own_choice"


class CalendarDayRecord(Record, array_like=True, frozen=True):
    """An exception to Monday-Friday: a day off, or a worked weekend day."""

    date: str
    kind: str  # holiday | swap_off | swap_work
    name: str
    mark: str = "official"


class IndicatorGroupRecord(Record, array_like=True, frozen=True):
    """A field group (nhóm lĩnh vực) of the catalogue."""

    code: str
    name: str
    name_en: str
    order: int


class IndicatorRecord(Record, array_like=True, frozen=True):
    """An indicator as one catalogue version defines it. Key: (catalogue, code)."""

    catalogue: str  # v1 | v2 | the name of an imported set
    code: str
    level: str  # codes.AreaLevel
    group_code: str
    name: str
    name_en: str
    short_name: str
    unit_of_measure: str
    period: str  # codes.PeriodKind
    direction: str  # codes.Direction
    accumulation: str  # codes.Accumulation
    owner_unit: str  # code of the unit that answers for it, "" = none known
    supplier: str  # who supplies the number, as text
    due_day: int  # day of the month after the period by which the number is due, 0 = not set
    priority: int = 0  # executive order of attention, 1 first, 0 = none
    definition: str = ""
    mark: str = "official"


class ObservationRecord(Record, array_like=True, frozen=True):
    """One revision of a value for an indicator, an area and a period. Key: (indicator, area, period, revision).

    Revisions count from 1; the highest is what is known now. `indicator` is `catalogue:code`, e.g. `v2:C0403`.
    """

    indicator: str
    area: str
    period: str  # "2026", "2026-Q3", "2026-10"
    revision: int
    value: float | None
    status: str  # codes.ObservationStatus
    known_at: int
    source: str
    reason: str = ""  # why it was revised
    mark: str = "official"


class PlanRecord(Record, array_like=True, frozen=True):
    """The value to reach by the end of a period. Key: (indicator, area, period)."""

    indicator: str
    area: str
    period: str
    value: float
    known_at: int
    mark: str = "official"


class AssessmentRecord(Record, array_like=True, frozen=True):
    """What the rules and the forecast say of an indicator in a period. Key: (indicator, area, period)."""

    indicator: str
    area: str
    period: str
    standing: str  # codes.Standing
    previous: str  # standing of the period before, "" = none
    since: str  # date since when it stands so
    cause: str  # new_data | revision | plan_changed | rule_changed | ""
    target_period: str  # what the forecast is for, e.g. the year
    forecast: float | None
    forecast_low: float | None
    forecast_high: float | None
    confidence: float  # of the interval, e.g. 0.9
    method: str
    error: float | None  # MASE of the back-test
    rule: str  # version of the rule
    known_at: int


class SourceRecord(Record, array_like=True, frozen=True):
    """Freshness of one data source, judged against its own cadence."""

    code: str
    name: str
    cadence: str  # live | minutes | hour | day | month | quarter | year
    cadence_seconds: int  # 0 for calendar cadences
    cadence_text: str  # "nhịp 5 phút", "nhịp tháng, ngày 10"
    last_at: int  # newest data
    due_at: int  # when the next is due; past it the source is late
    unit_code: str
    order: int = 0


class AlertRecord(Record, array_like=True, frozen=True):
    """A group of alerts a person must look at."""

    id: str
    rule: str
    kind: str  # standing | supply | complaints | overdue_share | explanation | source | incident
    priority: int  # 1 khẩn, 2 cao, 3 thường
    title: str
    place: str
    area_code: str
    unit_code: str
    indicator: str
    since: int
    last_at: int
    count: int
    state: str  # codes.AlertState
    owner: str  # account id, "" = nobody
    owner_name: str
    acknowledged_at: int
    shelved_until: int
    reason: str
    why: str  # JSON, see ALERT_WHY
    spark: str  # JSON: counts of the last twelve five-minute steps
    members: str  # JSON: [[name, detail, count, spark]]
    history: str  # JSON: [[time, text, note]]


ALERT_WHY = """
{"rule": "quy tắc NGAP-02: …",
 "figures": [[value or text, label, bright?], …]                    at most 4, measured ones bright
 "series": [{"title": text, "points": [[time, value], …], "threshold": number or null, "threshold_word": text,
             "usual": [low, high] or null, "forecast": [[time, value], …]}, …]     at most 2, on one time axis
 "areas": [[name, count], …]}
"""
"""Shape of `AlertRecord.why`. Every key may be absent."""


class ExplanationRequestRecord(Record, array_like=True, frozen=True):
    """An explanation request (yêu cầu giải trình) as the data centre holds it."""

    id: str  # id of the command that made it
    number: str  # GT-2026-1187
    state: str  # codes.RequestState
    author: str
    author_name: str
    unit_code: str
    routed_from: str  # unit the author named, when a successor received it
    subject_kind: str  # indicator | complaint
    subject: str  # "v2:C0403" or a complaint id
    title: str
    area_code: str
    period: str
    question: str
    urgency: int  # 0 normal, 1 urgent
    requires: str  # JSON list of: cause, remedy, promise, file
    deadline_days: int  # working days, counted from receipt
    deadline: int
    evidence: str  # sha256 of the frozen evidence
    value: float | None
    plan: float | None
    standing: str
    saved_at: int  # on the author's machine
    received_at: int
    delivered_at: int
    opened_at: int
    answered_at: int
    closed_at: int
    reminders: int
    returned: int
    cause: str
    remedy: str
    promised_value: float | None
    promised_date: str
    answered_by: str
    files: str  # JSON: [[name, bytes, sha256, mime]]
    note: str = ""  # e.g. old -> new value when revised between saving and receipt


class RequestEventRecord(Record, array_like=True, frozen=True):
    """One step in the life of a request. Key: (request_id, n)."""

    request_id: str
    n: int
    at: int
    kind: str  # received | delivered | opened | answered | returned | accepted | withdrawn | reminded | revised
    actor: str
    text: str
    data: str = ""  # JSON


class PromiseRecord(Record, array_like=True, frozen=True):
    """What a unit promised in an answer and what became of it (commitment memory)."""

    id: str
    request_id: str
    unit_code: str
    indicator: str
    title: str
    made_at: int
    value: float | None
    text: str
    due: str  # date
    actual: float | None
    state: str  # codes.PromiseState


class ComplaintRecord(Record, array_like=True, frozen=True):
    """A complaint without its reporter: identity never leaves the data centre this way.

    `x`, `y`: spherical Mercator scaled to [0, 2^30), x to the east, y to the SOUTH, 0 when not located.
    """

    id: int
    code: str
    created: int
    field: int
    type: int
    unit: int
    area: int
    status: int  # codes.ComplaintStatus
    channel: int  # codes.Channel
    flags: int  # codes.ComplaintFlag
    x: int
    y: int
    due: int  # 0 = none
    closed: int  # 0 = open
    title: str
    body: str
    address: str
    timeline: str  # JSON: [[time, kind, text, detail]]
    photos: str  # JSON: [[sha256, time, mime]]
    routed_after: int = 0  # seconds until its first unit had it (complaint_life.seconds_to_route), 0 = none, not known
    answered: int = 0  # first answer by any unit (complaint_life.first_answer), 0 = none yet, not known


class DirectiveRecord(Record, array_like=True, frozen=True):
    """A directive (chỉ đạo) on one complaint as the data centre holds it."""

    id: str  # id of the command that made it
    number: str  # CD-2026-0042
    state: str  # codes.DirectiveState
    complaint: int
    code: str  # of the complaint
    title: str  # of the complaint
    author: str
    author_name: str
    unit_code: str
    routed_from: str  # unit the author named, when another received it
    text: str
    urgency: int  # 0 normal, 1 urgent
    attachments: str  # JSON: [sha256]
    deadline_days: int  # working days, counted from receipt
    deadline: int
    evidence: str  # sha256 of what was frozen, "" = nothing
    saved_at: int  # on the author's machine
    received_at: int
    delivered_at: int
    opened_at: int
    answered_at: int
    closed_at: int
    answer: str
    answered_by: str
    files: str  # JSON: [[name, bytes, sha256, mime]]
    steps: str  # JSON: [[time, kind, actor, text]]
    note: str = ""  # what had changed between saving and receipt, or why it was withdrawn
