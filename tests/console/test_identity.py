"""Who reported, on the screen: a reason, a minute's look, and plain words where there is nothing to see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from ioc_console.screens.complaints.identity_model import SHOWN_SECONDS, IdentityModel, Phase
from ioc_console.screens.complaints.identity_strip import IdentityStrip
from ioc_console.shell.phone_search import ASK_PHONE, PhoneSearch, phone_end
from ioc_console.sync_status import SyncStatus
from ioc_domain.channel import (
    FindByPhone,
    Link,
    LinkChanged,
    LookResult,
    Order,
    PhoneFound,
    ReporterSeen,
    SeeReporter,
)
from ioc_domain.identity import ComplaintsOfPhone, NamedComplaint, ReporterIdentity

KNOWN = ReporterIdentity(7, "Trần Thị Kín <b>x</b>", "0909 777 1234", "", "Ngõ 3")
REASON = "Gọi lại hỏi vị trí"


class Line:
    """The line as the console sees it: orders are written down, answers given by the test."""

    def __init__(self) -> None:
        self.status = SyncStatus()
        self.orders: list[Order] = []
        self.status.ordered.connect(self.orders.append)
        self.go(Link.ONLINE)

    def go(self, state: Link) -> None:
        """The line comes or goes."""
        self.status.take(LinkChanged(state, 0, 1))

    def see(self, ask: int, result: LookResult = LookResult.TOLD, known: ReporterIdentity | None = KNOWN) -> None:
        """Answer a question."""
        self.status.take(ReporterSeen(ask, result, known if result is LookResult.TOLD else None, wait=90))


@pytest.fixture
def line(qt: QApplication) -> Line:
    """A line that is up."""
    return Line()


@pytest.fixture
def strip(line: Line) -> Iterator[IdentityStrip]:
    """The strip over complaint 7."""
    made = IdentityStrip()
    made.follow(line.status)
    made.resize(420, 200)
    made.show_complaint(7)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def read(strip: IdentityStrip) -> str:
    """Everything to be read."""
    return " | ".join(found.text() for found in strip.findChildren(QLabel) if found.isVisible())


def ask(strip: IdentityStrip, reason: str = REASON) -> None:
    """Click, type the reason, Enter."""
    QTest.mouseClick(strip.see_button, Qt.MouseButton.LeftButton)
    strip.reason.setText(reason)
    QTest.keyClick(strip.reason, Qt.Key.Key_Return)


def test_a_reason_then_a_minutes_look(line: Line, strip: IdentityStrip) -> None:
    """Nothing is asked without a reason; what is told is text, and goes when it is put away."""
    ask(strip, "  vì ")
    assert line.orders == [] and "Hãy ghi vài chữ" in read(strip)
    strip.reason.setText(f"  {REASON}\u2003 ")
    QTest.mouseClick(strip.go_button, Qt.MouseButton.LeftButton)
    assert line.orders == [SeeReporter(ask=1, complaint=7, reason=REASON)]
    assert "Đang hỏi trung tâm dữ liệu" in read(strip) and not strip.reason.isEnabled()
    line.see(1)
    assert all(part in read(strip) for part in ("Trần Thị Kín <b>x</b>", "0909 777 1234", "Ngõ 3", "60 giây"))
    assert strip.reason.text() == "" and not strip.reason.isVisible()
    QTest.mouseClick(strip.see_button, Qt.MouseButton.LeftButton)
    assert "Kín" not in read(strip) and "0909" not in read(strip)
    assert all("0909" not in found.text() for found in strip.findChildren(QLabel)), "nor in a label that is hidden"


@pytest.mark.parametrize("gesture", ["another complaint", "out of sight", "escape"])
def test_it_goes_with_the_complaint(line: Line, strip: IdentityStrip, gesture: str) -> None:
    """Whatever takes the complaint from the screen takes the identity, and a late answer shows nothing."""
    for late in (False, True):
        strip.show()
        strip.show_complaint(7)
        ask(strip)
        number = line.orders[-1].ask  # type: ignore[union-attr]
        if not late:
            line.see(number)
            assert "0909" in read(strip)
        if gesture == "another complaint":
            strip.show_complaint(8)
        elif gesture == "out of sight":
            strip.hide()
        else:
            QTest.keyClick(strip, Qt.Key.Key_Escape)
        if late:
            line.see(number)
        assert all("0909" not in found.text() for found in strip.findChildren(QLabel))
        assert strip.model is not None and strip.model.facts == ()


def test_the_minute_is_over(line: Line) -> None:
    """By the clock, also when it was set back."""
    for later in (SHOWN_SECONDS + 0.1, -5.0):
        now = [1_000.0]
        model = IdentityModel(line.status, clock=lambda now=now: now[0])  # type: ignore[misc]
        model.show_complaint(7)
        model.ask(REASON)
        line.see(line.orders[-1].ask)  # type: ignore[union-attr]
        now[0] += 30
        model.tick()
        assert model.phase is Phase.SHOWN and model.seconds_left == 30
        now[0] = 1_000.0 + later
        model.tick()
        assert (model.phase, model.facts) == (Phase.SECRET, ())
        assert "60 giây" in model.problem


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (LookResult.NOT_ALLOWED, "không có quyền"),
        (LookResult.NOT_THERE, "không có phản ánh này"),
        (LookResult.TOO_OFTEN, "sau 2 phút"),
        (LookResult.OFFLINE, "Cần có mạng"),
        (LookResult.REFUSED, "không đúng cách"),
    ],
)
def test_what_cannot_be_told_is_said(line: Line, strip: IdentityStrip, result: LookResult, words: str) -> None:
    ask(strip)
    line.see(1, result)
    assert words in read(strip)


def test_without_a_line_nothing_is_asked(line: Line, strip: IdentityStrip) -> None:
    """Offline at the first click, or while the answer is awaited; the reason is not lost."""
    line.go(Link.OFFLINE)
    QTest.mouseClick(strip.see_button, Qt.MouseButton.LeftButton)
    assert "Cần có mạng" in read(strip) and not strip.reason.isVisible()
    line.go(Link.ONLINE)
    ask(strip)
    line.go(Link.OFFLINE)
    assert "Cần có mạng" in read(strip) and strip.reason.text() == REASON
    assert len(line.orders) == 1


def test_an_answer_about_another_complaint_is_not_shown(line: Line, strip: IdentityStrip) -> None:
    """Whatever the answer claims to be."""
    ask(strip)
    line.see(1, known=ReporterIdentity(8, "Người khác", "0900 000 000", "", ""))
    assert "Người khác" not in read(strip)


@pytest.mark.parametrize(
    ("words", "end"),
    [("đuôi 1234", "1234"), ("ĐUÔI:0099", "0099"), ("sđt 1234", "1234"), ("phone:1234", "1234"), ("tel 1234 ", "1234"),
     ("số đuôi 1234", "1234"), ("đuôi 123", ""), ("đuôi 12345", ""), ("1234", ""), ("đuôi ١٢٣٤", ""),
     ("ổ gà đuôi 1234", "")],
)  # fmt: skip
def test_words_that_mean_a_telephone(words: str, end: str) -> None:
    assert phone_end(words) == end


def test_complaints_by_telephone(line: Line) -> None:
    """Offered while typing, asked on Enter, answered with codes, or with words why not."""
    said: list[tuple[list[str], str]] = []
    search = PhoneSearch(line.status, lambda hits, note: said.append(([h.title for h in hits], note)))
    [offer] = search.offer("đuôi 1234")
    assert (offer.route.screen, line.orders) == (ASK_PHONE, [])
    search.ask(offer.route.arguments["end"])
    assert line.orders == [FindByPhone(ask=1, last4="1234")]
    line.status.take(PhoneFound(1, LookResult.TOLD, ComplaintsOfPhone([NamedComplaint(7, "1022-26-7")], False)))
    assert said[-1] == (["1022-26-7"], "")
    search.ask("1234")
    line.status.take(PhoneFound(2, LookResult.TOLD, ComplaintsOfPhone([], False)))
    assert "Không có phản ánh nào" in said[-1][1]
    search.ask("1234")
    line.status.take(PhoneFound(3, LookResult.NOT_ALLOWED))
    assert "không có quyền" in said[-1][1]
    search.ask("1234")
    search.offer("đuôi 999")
    before = len(said)
    line.status.take(PhoneFound(4, LookResult.TOLD, ComplaintsOfPhone([NamedComplaint(7, "late")], False)))
    assert len(said) == before, "an answer to earlier words"
    line.go(Link.OFFLINE)
    search.ask("1234")
    assert "Cần có mạng" in said[-1][1] and len(line.orders) == 4


