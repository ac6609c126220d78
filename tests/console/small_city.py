"""A small city with numbers one can check by hand: the moment is Monday 23-11-2026, 14:07 in the city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from ioc_domain.places import to_xy
from ioc_domain.records import (
    AlertRecord,
    AreaRecord,
    AssessmentRecord,
    CalendarDayRecord,
    ComplaintRecord,
    ExplanationRequestRecord,
    IndicatorGroupRecord,
    IndicatorRecord,
    ObservationRecord,
    PlanRecord,
    PromiseRecord,
    Record,
    SettingRecord,
    SourceRecord,
    UnitRecord,
)

ZONE = timezone(timedelta(hours=7))
MONTH = "2026-10"
DISBURSED = (58.0, 78.9, 1.4, 4.1, 8.2, 13.0, 19.4, 32.1, 40.0, 45.2, 50.1, 57.7, 66.1, 93.0,
             1.9, 2.2, 8.8, 14.6, 20.9, 28.7, 34.8, 40.2, 46.9, 52.8)
"""Months 2024-11 to 2026-10, in percent of the year's plan."""
PLANNED = (80.0, 95.0, 2.0, 5.0, 9.0, 17.0, 26.0, 37.0, 46.0, 55.0, 63.0, 74.0, 84.0, 95.0,
           5.0, 3.0, 10.0, 18.0, 27.0, 38.0, 47.0, 56.0, 65.0, 75.0)


def at(text: str) -> int:
    """Seconds of a local time `2026-11-23 14:07`."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC).timestamp())


NOW = at("2026-11-23 14:07")


@dataclass(frozen=True)
class _Spec:
    code: str
    name: str
    group: str
    unit_of_measure: str
    owner: str
    direction: str
    accumulation: str
    value: float
    plan: float
    plan_year: float
    forecast: tuple[float, float, float] | None
    standing: str
    previous: str
    since: str
    last_year: float
    kind: str = "month"
    priority: int = 0


SPECS = (
    _Spec("C0403", "Tỷ lệ giải ngân vốn đầu tư công", "04", "%", "U01", "higher", "cumulative", 52.8, 75.0, 95.0,
          (83.6, 79.1, 87.4), "at_risk", "progressing", "2026-10-06", 57.7, priority=1),
    _Spec("C0503", "Tốc độ tăng tổng sản phẩm trên địa bàn (GRDP)", "05", "%", "U02", "higher", "rate", 8.03, 9.8, 10.0,
          (8.4, 7.9, 8.8), "at_risk", "at_risk", "2026-10-02", 7.53, "quarter", priority=2),
    _Spec("C0706", "Nhà ở xã hội hoàn thành", "07", "căn", "U03", "higher", "cumulative", 6420, 14600, 19800,
          (9150, 8300, 10400), "at_risk", "at_risk", "2026-09-05", 4306, priority=3),
    _Spec("C2002", "Tỷ lệ hồ sơ cấp xã đúng hạn", "20", "%", "U04", "higher", "rate", 91.7, 98.0, 98.0,
          (92.4, 90.8, 93.9), "at_risk", "progressing", "2026-11-17", 96.1, priority=4),
    _Spec("C1502", "Số ca mắc sốt xuất huyết", "15", "ca", "U05", "lower", "cumulative", 31482, 23400, 26000,
          (36900, 34800, 38640), "at_risk", "progressing", "2026-11-20", 19554, priority=5),
    _Spec("C1901", "Tỷ lệ nước thải đô thị được xử lý", "19", "%", "U03", "higher", "rate", 18.6, 25.5, 27.0,
          (20.1, 19.2, 21.3), "at_risk", "at_risk", "2026-07-06", 15.8),
    _Spec("C1902", "Tỷ lệ rác xử lý bằng đốt phát điện", "19", "%", "U06", "higher", "rate", 24.2, 52.0, 60.0,
          (31.5, 27.6, 36.2), "at_risk", "at_risk", "2026-08-05", 14.5),
    _Spec("C0901", "Chỉ số sản xuất công nghiệp (IIP) so với cùng kỳ", "09", "%", "U02", "higher", "rate", 107.4,
          109.4, 110.0, (108.0, 106.5, 109.5), "progressing", "progressing", "2026-03-06", 104.2),
    _Spec("C0601", "Thu ngân sách nhà nước trên địa bàn", "06", "tỷ đồng", "U01", "higher", "cumulative", 612345,
          573000, 690000, (705000, 698000, 712000), "on_track", "on_track", "2026-02-10", 538000),
    _Spec("C1703", "Tỷ lệ hộ nghèo đa chiều", "17", "%", "U05", "lower", "stock", 0.35, 0.3, 0.3, None,
          "not_assessable", "", "", 0.5, "year"),
)


def records(complaints: bool = True) -> Iterator[Record]:
    """Every record of the small city."""
    yield SettingRecord("city_name", "Thành phố Hồ Chí Minh")
    yield SettingRecord("catalogue", "v2")
    yield SettingRecord("sample_data", "1")
    yield SettingRecord("on_time_formula", "CT2")
    yield from _areas()
    yield from _units()
    for order, (code, name) in enumerate((
        ("04", "Đầu tư và xây dựng"), ("05", "Tài khoản quốc gia"), ("06", "Tài chính công"), ("07", "Nhà ở"),
        ("09", "Công nghiệp"), ("15", "Y tế"), ("17", "Mức sống dân cư"), ("19", "Bảo vệ môi trường"),
        ("20", "Tư pháp, hành chính"),
    )):
        yield IndicatorGroupRecord(code, name, name, order)
    yield IndicatorRecord("v1", "C0403", "city", "04", "Tỷ lệ giải ngân vốn đầu tư", "Disbursement", "Giải ngân vốn",
                          "%", "month", "higher", "cumulative", "U01", "Sở Tài chính", 10)
    for spec in SPECS:
        yield from _indicator(spec)
    yield from _sources()
    yield from _work()
    yield CalendarDayRecord("2026-11-24", "holiday", "Ngày Văn hóa Việt Nam", "likely")
    if complaints:
        yield from _complaints()


def _areas() -> Iterator[Record]:
    yield AreaRecord("79", 1, "city", "Thành phố", "Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh", "", "", "",
                     10.82, 106.63)
    places = (("Phường Bến Thành", 10.771, 106.694), ("Xã Vĩnh Lộc", 10.813, 106.56), ("Phường Dĩ An", 10.905, 106.77),
              ("Phường Vũng Tàu", 10.346, 107.084), ("Phường Bến Cát", 11.15, 106.6), ("Xã Bình Khánh", 10.67, 106.79),
              ("Xã Long Sơn", 10.45, 107.08), ("Phường Phú Mỹ", 10.6, 107.06), ("Xã Củ Chi", 10.97, 106.49),
              ("Đặc khu Côn Đảo", 8.69, 106.6))
    for k, (name, lat, lon) in enumerate(places, start=2):
        short = name.replace("Phường", "P.").replace("Xã", "X.").replace("Đặc khu", "ĐK.")
        yield AreaRecord(f"{26000 + k}", k, "commune", name.split()[0], name, short, "79", "2025-07-01", "", lat, lon)


def _units() -> Iterator[Record]:
    for k, name in enumerate(("Sở Tài chính", "Thống kê Thành phố", "Sở Xây dựng", "Văn phòng UBND Thành phố",
                              "Sở Y tế", "Sở Nông nghiệp và Môi trường"), start=1):
        yield UnitRecord(f"U{k:02d}", k, "department", name, name, "", "", "")


def _indicator(spec: _Spec) -> Iterator[Record]:
    subject, months = f"v2:{spec.code}", [(2024 + (10 + k) // 12, (10 + k) % 12 + 1) for k in range(24)]
    yield IndicatorRecord("v2", spec.code, "city", spec.group, spec.name, spec.name, spec.name, spec.unit_of_measure,
                          spec.kind, spec.direction, spec.accumulation, spec.owner, "Kho bạc Nhà nước Khu vực II", 10,
                          spec.priority, "Lũy kế từ đầu năm so với kế hoạch vốn được giao")
    periods = {
        "month": [f"{y}-{m:02d}" for y, m in months],
        "quarter": [f"{y}-Q{q}" for y in (2024, 2025, 2026) for q in (1, 2, 3, 4) if (y, q) <= (2026, 3)],
        "year": [str(y) for y in range(2020, 2026)],
    }[spec.kind]
    last = len(periods) - 1
    for k, period in enumerate(periods):
        share = (0.55 + 0.45 * k / last) if spec.code != "C0403" else 1.0
        value = DISBURSED[k] if spec.code == "C0403" else spec.value * share
        plan = PLANNED[k] if spec.code == "C0403" else spec.plan * share
        if spec.code == "C0901" and k == 10:
            continue  # a month nobody supplied
        if spec.kind == "month" and k == last - 12:
            value = spec.last_year
        status = "preliminary" if k == last else "official"
        known = at("2026-11-12 08:30") if k == last else at(f"{_end(period)} 09:00")
        if k == last:
            yield ObservationRecord(subject, "79", period, 1, value - 0.7, "estimate", known - 86_400 * 6, "KB2")
            yield ObservationRecord(subject, "79", period, 2, value, status, known, "KB2", "số liệu sơ bộ")
        else:
            yield ObservationRecord(subject, "79", period, 1, value, status, known, "KB2")
        yield PlanRecord(subject, "79", period, plan, at("2024-01-05 08:00"))
    if spec.kind != "year":
        yield PlanRecord(subject, "79", "2026", spec.plan_year, at("2026-01-05 08:00"))
    low, high, mid = (None, None, None)
    if spec.forecast:
        mid, low, high = spec.forecast
    for k, period in enumerate(periods[-13:]):
        newest = k == min(12, last)
        standing = spec.standing if newest else (spec.previous or spec.standing)
        yield AssessmentRecord(subject, "79", period, standing, spec.previous, spec.since if newest else "",
                               "new_data" if newest and standing != spec.previous else "", "2026",
                               mid if newest else None, low if newest else None, high if newest else None, 0.9,
                               "ets", 0.71, "2026.1", at("2026-11-12 08:31") if newest else at("2026-01-01 00:00"))
    if spec.code == "C0403":
        for k in range(2, 12):
            yield ObservationRecord(subject, f"{26000 + k}", MONTH, 1, 20.0 + 3 * k, "official", NOW - 900_000, "KB2")
            yield PlanRecord(subject, f"{26000 + k}", MONTH, 75.0, NOW - 900_000)
            yield AssessmentRecord(subject, f"{26000 + k}", MONTH, "at_risk" if k < 9 else "on_track", "", "", "",
                                   "2026", None, None, None, 0.9, "", None, "2026.1", NOW - 900_000)


def _end(period: str) -> str:
    from ioc_domain.periods import Period

    return Period.parse(period).shifted(1).start.isoformat()


def _sources() -> Iterator[Record]:
    minute = 60
    yield SourceRecord("1022", "Phản ánh 1022", "minutes", 300, "nhịp 5 phút", NOW - 2 * minute, NOW + 3 * minute, "",
                       1)
    yield SourceRecord("115", "Cấp cứu 113/114/115", "minutes", 60, "nhịp 1 phút", NOW - 40, NOW + 20, "", 2)
    yield SourceRecord("dvc", "Dịch vụ công", "minutes", 1800, "nhịp 30 phút", NOW - 7 * minute, NOW + 23 * minute, "",
                       3)
    yield SourceRecord("KB2", "Kho bạc Khu vực II", "month", 0, "nhịp tháng, ngày 10", at("2026-11-12 08:30"),
                       at("2026-12-10 17:00"), "U01", 4)
    yield SourceRecord("nv", "Sở Nội vụ", "month", 0, "nhịp tháng, ngày 10", at("2026-10-13 09:00"),
                       at("2026-11-10 17:00"), "", 5)


def _request(number: str, state: str, unit: str, code: str, deadline: str, **times: int) -> ExplanationRequestRecord:
    spec = next(s for s in SPECS if s.code == code)
    return ExplanationRequestRecord(
        number, number, state, "A1", "Nguyễn Minh Khoa", unit, "", "indicator", f"v2:{code}", spec.name, "79", MONTH,
        "Vì sao?", 0, "[]", 5, at(f"{deadline} 17:00"), "", spec.value, spec.plan, spec.standing,
        times.get("received", NOW - 500_000), times.get("received", NOW - 500_000), times.get("delivered", 0),
        times.get("opened", 0), times.get("answered", 0), 0, 0, 0, "", "", None, "", "", "[]")


def _work() -> Iterator[Record]:
    yield _request("GT-2026-0628", "opened", "U01", "C0403", "2026-11-25", opened=NOW - 400_000)
    yield _request("GT-2026-0611", "answered", "U02", "C0503", "2026-11-19", answered=at("2026-11-20 10:00"))
    yield _request("GT-2026-0599", "opened", "U03", "C0706", "2026-11-18", opened=NOW - 800_000)
    yield _request("GT-2026-0640", "returned", "U06", "C1902", "2026-11-26", answered=NOW - 300_000)
    yield _request("GT-2026-0642", "delivered", "U05", "C1502", "2026-11-30")
    for number, made, value, text, due, actual, state in (
        ("GT-2026-0561", "2026-10-07", 60.0, "60 % trước 31-10", "2026-10-31", 52.8, "broken"),
        ("GT-2026-0412", "2026-07-08", 45.0, "45 % trước 31-08", "2026-08-31", 40.2, "broken"),
        ("GT-2026-0187", "2026-02-10", 8.0, "8 % trước 31-03", "2026-03-31", 8.8, "kept"),
    ):
        yield PromiseRecord(number, number, "U01", "v2:C0403", "Tỷ lệ giải ngân vốn đầu tư công", at(f"{made} 09:00"),
                            value, text, due, actual, state)
    for k, (priority, title, place, count) in enumerate((
        (1, "Ổ sốt xuất huyết mới: 3 khu phố, 27 ca", "Xã Bình Chánh · Sở Y tế", 1),
        (1, "Ngập sâu 0,4 m, ùn tắc kéo dài", "Nguyễn Hữu Cảnh · P. Thạnh Mỹ Tây", 6),
        (2, "Phản ánh rác thải tăng đột biến", "Xã Vĩnh Lộc · gấp 3,1 lần thường lệ", 34),
        (2, "Chưa nộp số liệu Tháng 10", "Sở Nội vụ · trễ 9 ngày làm việc", 1),
        (3, "Nguồn camera mất 28 điểm", "Trung tâm dữ liệu", 28),
    )):
        yield AlertRecord(f"a{k}", "R", "complaints", priority, title, place, "", "", "", NOW - 900 * (k + 1),
                          NOW - 600 * (k + 1), count, "open", "", "", 0, 0, "", "{}", "[]", "[]", "[]")
    yield AlertRecord("a9", "R", "complaints", 2, "Đã nhận", "", "", "", "", NOW - 9000, NOW - 9000, 1, "acknowledged",
                      "A1", "Nguyễn Minh Khoa", NOW - 8000, 0, "", "{}", "[]", "[]", "[]")


def _complaints() -> Iterator[Record]:
    """Per area k (2..11): 12 today by hour of which half closed; k that fell overdue this week, 2 the week before."""
    number = 0
    midnight = at("2026-11-23 00:00")

    def made(created: int, area: int, due: int, closed: int) -> ComplaintRecord:
        nonlocal number
        number += 1
        x, y = to_xy(10.8, 106.7)
        return ComplaintRecord(number, f"PA-{number}", created, 1, 1, 1, area, 4 if closed else 1, 1, 1, x, y, due,
                               closed, "Rác", "Rác chưa thu gom", "", "[]", "[]")

    for area in range(2, 12):
        for hour in range(12):
            created = midnight + hour * 3600 + 60 * area
            yield made(created, area, created + 7 * 86_400, created + 600 if hour % 2 == 0 else 0)
            yield made(created - 7 * 86_400, area, created + 86_400, created - 6 * 86_400)
        for k in range(area):
            yield made(NOW - 20 * 86_400, area, NOW - (k % 6 + 1) * 86_400, 0)
        for _ in range(2):
            yield made(NOW - 25 * 86_400, area, NOW - 9 * 86_400, NOW - 8 * 86_400)
