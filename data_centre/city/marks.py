"""How sure a fact is, read from the words the city's files use for it."""

from __future__ import annotations

from ioc_domain.codes import Mark

_LIKELY = (
    "likely",
    "kiến thức chung",
    "chưa đối chiếu",
    "suy ra",
    "press",
    "bc kt-xh",
    "chỉ tiêu",
    "báo cáo dịch bệnh",
)


def of_answer(word: str) -> str:
    """Mark for a column that says yes, likely or own choice."""
    return str({"yes": Mark.OFFICIAL, "likely": Mark.LIKELY}.get(word.strip().lower(), Mark.OWN_CHOICE))


def of_source(source: str) -> str:
    """Mark for a column that names a source in words."""
    text = source.lower()
    if "own choice" in text or "lựa chọn riêng" in text:
        return str(Mark.OWN_CHOICE)
    if any(word in text for word in _LIKELY):
        return str(Mark.LIKELY)
    return str(Mark.OFFICIAL)
