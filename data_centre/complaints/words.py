"""Vietnamese words for complaints, and what must not be in them when they are published."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ioc_domain.codes import Channel, ComplaintStatus

ARRIVED: dict[Channel, str] = {
    Channel.PHONE: "Tiếp nhận qua tổng đài",
    Channel.APP: "Tiếp nhận qua ứng dụng",
    Channel.WEB: "Tiếp nhận qua cổng",
    Channel.EMAIL: "Tiếp nhận qua thư điện tử",
    Channel.SOCIAL: "Tiếp nhận qua mạng xã hội",
    Channel.STAFF: "Cán bộ nhập",
    Channel.OTHER: "Tiếp nhận",
}
STATUSES: dict[ComplaintStatus, str] = {
    ComplaintStatus.AWAITING_ROUTE: "Chờ chuyển đơn vị",
    ComplaintStatus.IN_PROGRESS: "Đang xử lý",
    ComplaintStatus.EXTENDED: "Đã gia hạn",
    ComplaintStatus.AWAITING_CITIZEN: "Chờ người dân xác nhận",
    ComplaintStatus.CLOSED: "Đã xử lý xong",
    ComplaintStatus.REOPENED: "Xử lý lại",
    ComplaintStatus.REJECTED: "Không thuộc phạm vi tiếp nhận",
}
STEPS: dict[str, str] = {
    "received": "Đã tiếp nhận",
    "routed": "Đã chuyển đơn vị xử lý",
    "accepted": "Đơn vị tiếp nhận xử lý",
    "sent_back": "Trả lại để chuyển đơn vị khác",
    "progress": "Đang xử lý",
    "extended": "Gia hạn xử lý",
    "answered": "Đơn vị đã trả lời",
    "reopened": "Xử lý lại",
    "rejected": "Không thuộc phạm vi tiếp nhận",
    "closed": "Đã xử lý xong",
    "rated": "Người dân đánh giá",
    "due_moved": "Đổi hạn xử lý",
    "twin": "Có thể trùng với phản ánh khác",
    "corrected": "Sửa lĩnh vực, loại hoặc địa bàn",
}
DIRECTIVE_STEPS: dict[str, str] = {
    "directive": "Chỉ đạo xử lý",
    "directive_answered": "Đơn vị báo cáo chỉ đạo",
    "directive_returned": "Trả lại báo cáo chỉ đạo để bổ sung",
    "directive_accepted": "Chấp nhận báo cáo chỉ đạo",
    "directive_withdrawn": "Rút lại chỉ đạo",
}
"""Steps that directives leave on a complaint. They are for those who work on it, never for the public."""
HIDDEN = "(đã ẩn)"
_E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")
_GAP = r"[ .\-\u00a0\u200b]?"
_PHONE = re.compile(rf"(?<!\d)(?:\((?:\+?84|0\d{{1,3}})\)(?:{_GAP}\d){{6,9}}|(?:\+?84|0)(?:{_GAP}\d){{8,10}})(?!\d)")
_CARD = re.compile(rf"(?<!\d)0\d{{2}}(?:{_GAP}\d){{9}}(?!\d)|(?<!\d)\d{{12}}(?!\d)")
_PAPER = re.compile(
    r"((?:cmnd|cmt|cccd|căn cước|chứng minh|hộ chiếu|passport|giấy tờ)[^\d\n]{0,24}?)"
    r"(?<![A-Z])[A-Z]?\d(?:[ .\-]?\d){6,13}",
    re.IGNORECASE,
)
"""Old identity cards and passports have numbers like any other: only the word before them tells."""
SHORTEST_NAME = 2


def clean_text(text: str) -> str:
    """Text as it is kept: NFC, one kind of line end, no control characters, no halves of pairs, nothing around it."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if plain.isprintable():
        return plain.strip()
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def one_line(text: str) -> str:
    """Clean text without line ends."""
    return " ".join(clean_text(text).split())


def without_identity(text: str, known: Iterable[str] = ()) -> str:
    """Text fit to be published: no phone and card numbers, no e-mail addresses, none of the `known` words."""
    for word in sorted({w.strip() for w in known if len(w.strip()) >= SHORTEST_NAME}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", HIDDEN, text, flags=re.IGNORECASE)
    for pattern in (_E_MAIL, _CARD, _PHONE):
        text = pattern.sub(HIDDEN, text)
    return _PAPER.sub(rf"\1{HIDDEN}", text)
