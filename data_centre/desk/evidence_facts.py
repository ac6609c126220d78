"""Facts of frozen evidence in words. A console keeps some of them under keys of its own, for its screens to word."""

from __future__ import annotations

from ioc_domain.codes import Accumulation, Direction
from ioc_domain.evidence import Evidence

from .. import wording

_DIRECTIONS: dict[str, str] = {
    Direction.HIGHER: "cao hơn là tốt hơn",
    Direction.LOWER: "thấp hơn là tốt hơn",
    Direction.NEUTRAL: "không xét cao thấp",
}
_ACCUMULATIONS: dict[str, str] = {
    Accumulation.CUMULATIVE: "cộng dồn từ đầu năm",
    Accumulation.PERIOD: "riêng từng kỳ",
    Accumulation.STOCK: "tại thời điểm cuối kỳ",
    Accumulation.RATE: "tỷ lệ",
}


def worded_facts(evidence: Evidence) -> list[tuple[str, str]]:
    """Label and text of each fact; those without a text are left out, those in words already stay as they are."""
    worded = (_fact(label, text, evidence.unit_of_measure) for label, text in evidence.facts)
    return [fact for fact in worded if fact[1]]


def _fact(label: str, text: str, unit: str) -> tuple[str, str]:
    match label:
        case "year_plan":
            value = _number(text)
            return "Kế hoạch năm", "" if value is None else f"{wording.number(value)} {unit}".strip()
        case "direction":
            return "Chiều tốt", _DIRECTIONS.get(text, text)
        case "accumulation":
            return "Cách tính", _ACCUMULATIONS.get(text, text)
        case "data_until":
            return "Số liệu trên máy đến", wording.moment(int(text)) if text.isdecimal() and len(text) < 12 else ""
    return label, text


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
