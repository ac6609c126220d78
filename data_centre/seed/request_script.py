"""The script of the sample's explanation requests: who was asked about what, when, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from ioc_domain.codes import PromiseState, RequestState


@dataclass(frozen=True)
class Asked:
    """One request. `days_ago`: when the centre received it; `deadline_days`: working days.

    `promise`: share of the way from where it was heading to the plan that the unit promised, None = no answer yet;
    `promise_days`: days from the answer to the promised date; `kept`: what the script wants to become of it (the
    promise of the past is set beside the number that really came, and judged by that number).
    """

    code: str
    days_ago: int
    deadline_days: int
    state: RequestState
    promise: float | None = None
    promise_days: int = 30
    kept: PromiseState = PromiseState.PENDING
    returned: int = 0
    reminders: int = 0
    urgent: bool = False


S = RequestState
KEPT, BROKEN, PENDING = PromiseState.KEPT, PromiseState.BROKEN, PromiseState.PENDING

SCRIPT: tuple[Asked, ...] = (
    # Waiting at the unit's door.
    Asked("C1606", 0, 3, S.DELIVERED, urgent=True),
    Asked("C0705", 1, 5, S.DELIVERED),
    Asked("C1908", 1, 5, S.DELIVERED),
    Asked("C0304", 0, 5, S.RECEIVED),
    # Being answered.
    Asked("C0403", 4, 5, S.OPENED, urgent=True, reminders=1),
    Asked("C2003", 5, 7, S.OPENED),
    Asked("C0604", 3, 5, S.OPENED),
    Asked("C1205", 2, 5, S.OPENED),
    Asked("C1304", 6, 7, S.OPENED, reminders=1),
    Asked("C1308", 4, 7, S.OPENED),
    Asked("C0407", 5, 10, S.OPENED),
    Asked("C0805", 7, 10, S.OPENED),
    Asked("C1603", 2, 3, S.OPENED),
    Asked("C0501", 8, 10, S.OPENED),
    Asked("C2001", 3, 5, S.OPENED),
    # Past the deadline, still not answered.
    Asked("C0409", 13, 5, S.OPENED, reminders=3),
    Asked("C0205", 11, 5, S.OPENED, reminders=2),
    Asked("C1804", 10, 5, S.DELIVERED, reminders=2),
    # Answered, to be judged.
    Asked("C0503", 9, 5, S.ANSWERED, promise=0.4, promise_days=40),
    Asked("C0401", 8, 5, S.ANSWERED, promise=0.9, promise_days=38),
    Asked("C1704", 6, 5, S.ANSWERED, promise=0.8, promise_days=40),
    Asked("C0405", 10, 7, S.ANSWERED, promise=1.0, promise_days=42),
    Asked("C0206", 7, 5, S.ANSWERED, promise=0.7, promise_days=40),
    # Returned for more.
    Asked("C2002", 6, 5, S.RETURNED, promise=0.3, promise_days=45, returned=1, reminders=1),
    Asked("C0204", 7, 5, S.RETURNED, promise=0.5, promise_days=30, returned=1),
    # Closed: what was promised, kept or not.
    Asked("C0403", 86, 5, S.ACCEPTED, promise=0.55, promise_days=60, kept=BROKEN),
    Asked("C0409", 120, 7, S.ACCEPTED, promise=0.6, promise_days=70, kept=BROKEN),
    Asked("C2002", 150, 7, S.ACCEPTED, promise=0.5, promise_days=75, kept=BROKEN, returned=1),
    Asked("C1302", 100, 5, S.ACCEPTED, promise=0.5, promise_days=45, kept=BROKEN),
    Asked("C2006", 160, 5, S.ACCEPTED, promise=0.2, promise_days=60, kept=KEPT),
    Asked("C2003", 210, 7, S.ACCEPTED, promise=0.4, promise_days=90, kept=BROKEN),
    Asked("C1606", 75, 3, S.ACCEPTED, promise=0.5, promise_days=30, kept=KEPT, urgent=True),
    Asked("C0304", 95, 5, S.ACCEPTED, promise=1.0, promise_days=40, kept=KEPT),
    Asked("C1304", 64, 5, S.WITHDRAWN),
)
SUPPLY_QUESTION = ("C0205",)
"""Asked because the number did not come."""

QUESTIONS = (
    "Đề nghị nêu nguyên nhân {ten} chưa đạt tiến độ, biện pháp và mức cam kết đến cuối năm.",
    "Vì sao {ten} kỳ này thấp hơn kế hoạch? Đề nghị nêu rõ đơn vị chịu trách nhiệm và thời hạn khắc phục.",
    "Đề nghị giải trình diễn biến {ten}, so với cam kết lần trước và hướng xử lý.",
    "Số liệu {ten} lệch xa kế hoạch kỳ. Đề nghị rà soát số liệu gốc, báo nguyên nhân và mốc hoàn thành.",
)
SUPPLY_TEXT = "Số liệu {ten} đã quá hạn nộp. Đề nghị nêu lý do và ngày nộp bổ sung."
CAUSES = {
    "C0403": "Vướng bồi thường ở ba dự án lớn; khối lượng đã nghiệm thu nhưng chậm làm thủ tục thanh toán.",
    "C0409": "Bốn dự án chậm giao đất và chờ điều chỉnh chủ trương đầu tư.",
    "C0503": "Khu vực công nghiệp tăng chậm hơn dự kiến, thuế sản phẩm giảm so với kịch bản.",
    "C2002": "Nhà máy đốt phát điện chạy thử kéo dài, mới nhận sáu phần mười công suất.",
    "C2003": "Gói đấu nối cống bao chậm, trạm bơm chưa vận hành hết công suất.",
    "C1302": "Nhiều thủ tục đất đai chưa đủ dữ liệu để làm trọn trên mạng.",
    "C1606": "Mưa kéo dài, mật độ muỗi tăng ở khu nhà trọ và công trình xây dựng.",
    "C2006": "Hai công viên chờ bàn giao mặt bằng.",
}
USUAL_CAUSES = (
    "Khối lượng dồn vào cuối kỳ, số báo cáo chưa kịp cập nhật.",
    "Thiếu nhân sự sau sắp xếp, một số khâu phải làm lại hồ sơ.",
    "Nhu cầu giảm so với cùng kỳ, đơn vị chưa điều chỉnh kế hoạch kịp.",
    "Phối hợp giữa các đơn vị còn chậm, hồ sơ phải trả qua lại nhiều lần.",
)
REMEDIES = (
    "Giao ban hằng tuần, phân công từng phó trưởng đơn vị theo dõi; báo tiến độ thứ Sáu hằng tuần.",
    "Bổ sung nhân sự và tăng ca đến hết quý; rút một bước trong quy trình nội bộ.",
    "Điều chuyển vốn từ nơi chậm sang nơi có khối lượng; làm việc trực tiếp với từng chủ đầu tư.",
    "Rà soát toàn bộ hồ sơ tồn, phân loại và xử lý dứt điểm theo ba đợt.",
)
RETURN_REASONS = (
    "Chưa nêu rõ mốc thời gian và người chịu trách nhiệm.",
    "Cam kết chưa tương xứng với khoảng cách so với kế hoạch.",
)
WITHDRAW_REASON = "Số liệu đã được đính chính, không còn lệch kế hoạch."
