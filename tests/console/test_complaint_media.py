"""Photos and videos of the open complaint: thumbnails, what is not here, the viewer by mouse and key, videos."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from ioc_console import text
from ioc_console.context import Context
from ioc_console.screens.complaints import clip, media_files, media_words
from ioc_console.screens.complaints.media_files import NotShown
from ioc_console.screens.complaints.media_words import Fetch, Medium
from ioc_domain.channel import FilesKept, KeepFiles, Link, LinkChanged
from tests.console.filled_cache import fill
from tests.console.test_complaints_screen import DAY, NOW, complaint, open_view, reference
from tests.hostile_payloads import payloads

__all__ = ["open_view"]
Until = Callable[..., None]
CLIPS = Path(__file__).with_name("clips")
"""Two seconds each: red, with a green bar that goes from left to right. AV1 no decoder of Qt's reads."""
pytestmark = pytest.mark.webengine
ONLINE, OFFLINE = (LinkChanged(state, NOW - 60, NOW - 60) for state in (Link.ONLINE, Link.OFFLINE))


def png(width: int, height: int, colour: str) -> bytes:
    """A picture of one colour."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def name_of(data: bytes) -> str:
    """What its file is called."""
    return hashlib.sha256(data).hexdigest()


class Case:
    """One complaint with files, of which some are on the machine."""

    def __init__(self, context: Context, view: Any) -> None:
        self.context, self.view = context, view
        self.row, self.viewer = view.pane.media_row, view.media.viewer

    def come(self, data: bytes) -> None:
        """A file was fetched."""
        (self.context.paths.evidence / name_of(data)).write_bytes(data)
        self.context.sync.take(FilesKept(kept=[name_of(data)], missing=[]))
        self.view.detail.reload()

    def said(self) -> str:
        """The words in the viewer in place of a picture."""
        assert self.viewer._pages.currentIndex() == 1
        return str(self.viewer._said.text())


@pytest.fixture
def opened(make_context: Callable[..., Context], open_view: Any) -> Iterator[Callable[..., Case]]:
    """Opens a complaint with these files; `here` are on the machine."""
    cases: list[Case] = []

    def make(
        files: list[tuple[bytes | str, str]], here: tuple[bytes, ...] = (), timeline: str = "[]", width: int = 1712,
        height: int = 1000, online: bool = True, **changes: Any,
    ) -> Case:
        context = make_context(clock=lambda: float(NOW))
        photos = [[f if isinstance(f, str) else name_of(f), NOW - DAY + 60 * k, mime]
                  for k, (f, mime) in enumerate(files)]
        record = complaint(1, photos=json.dumps(photos), timeline=timeline, **changes)
        fill(context.paths.cache, [*reference(), record], last_pull=NOW - 60)
        for data in here:
            (context.paths.evidence / name_of(data)).write_bytes(data)
        context.sync.take(ONLINE if online else OFFLINE)
        view = open_view(context, width, height)
        view.state.open(1)
        QApplication.processEvents()
        cases.append(Case(context, view))
        return cases[-1]

    yield make
    for case in cases:
        case.viewer.shut()


PICTURES = [png(640, 480, f"#{k:02x}c81e") for k in range(1, 8)]


def test_a_photo_is_fetched_once_and_drawn_when_it_comes(opened: Any, make_context: Any) -> None:
    data = png(64, 48, "#0ac81e")
    orders: list[Any] = []
    case = opened([(data, "image/png"), ("../../etc", "image/png")])
    case.context.sync.ordered.connect(orders.append)
    assert [m.sha256 for m in case.row.media] == [name_of(data)]
    assert case.row.state(case.row.media[0]) is Fetch.FETCHING
    assert "đang tải" in case.row.accessibleName()
    case.come(data)
    assert orders == [], "asked for once, when it was opened"
    middle = case.row.grab().toImage().pixelColor(40, 40)
    assert (middle.red(), middle.green(), middle.blue()) == (10, 200, 30)


@pytest.mark.parametrize(("width", "height"), [(1160, 688), (1712, 1000)])
def test_all_are_there_and_what_has_no_room_is_counted(opened: Any, width: int, height: int) -> None:
    """Seven photos and a video: as many as fit, the rest as a number on the last; each is reached in the viewer."""
    video = (CLIPS / "h264.mp4").read_bytes()
    files = [*((p, "image/png") for p in PICTURES), (video, "video/mp4")]
    case = opened(files, here=tuple(PICTURES), width=width, height=height)
    row = case.row
    assert len(row.media) == 8 and 2 <= row.fitting < 8
    assert row.hidden_count == 8 - row.fitting
    assert f"còn {row.hidden_count} tệp nữa" in row.accessibleName()
    assert row.tile(row.fitting - 1).right() <= row.width() + 0.5
    titles = [label.text() for label in case.view.pane.findChildren(QLabel) if label.isVisible()]
    assert "Ảnh và video · 7 ảnh · 1 video" in titles
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.tile(1).center().toPoint())
    seen = [case.viewer._place.text()]
    for _ in range(9):
        QTest.keyClick(case.viewer, Qt.Key.Key_Right)
        seen.append(case.viewer._place.text())
    assert seen == ["2 / 8", "3 / 8", "4 / 8", "5 / 8", "6 / 8", "7 / 8", "8 / 8", "8 / 8", "8 / 8", "8 / 8"]
    assert not case.viewer.next_button.isEnabled() and case.viewer.before_button.isEnabled()


def test_the_viewer_by_keys(opened: Any) -> None:
    """A opens, + and − zoom, the arrows step, Esc closes the viewer first and then the complaint."""
    case = opened([(p, "image/png") for p in PICTURES[:3]], here=tuple(PICTURES[:3]))
    view, viewer = case.view, case.viewer
    QTest.keyClick(view, Qt.Key.Key_A)
    assert viewer.opened and viewer.geometry() == view.rect()
    assert viewer.stage.image.size().width() == 640
    whole = viewer.stage.scale
    QTest.keyClick(viewer, Qt.Key.Key_Plus)
    assert viewer.stage.scale == pytest.approx(whole * 1.25) and viewer.out_button.isEnabled()
    QTest.keyClick(viewer, Qt.Key.Key_Minus)
    assert viewer.stage.scale == pytest.approx(whole) and not viewer.stage.near
    QTest.keyClick(viewer, Qt.Key.Key_G)
    QTest.keyClick(viewer, Qt.Key.Key_D)
    assert viewer.opened and not view.orders.step_back(), "nothing under the viewer hears of the keys"
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer._place.text() == "2 / 3"
    for _ in range(12):
        QTest.keyClick(viewer, Qt.Key.Key_Tab)
        held = viewer.focusWidget()
        assert held is viewer or viewer.isAncestorOf(held), "Tab stays in the viewer"
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.opened and view.state.opened == 1
    QTest.keyClick(view, Qt.Key.Key_A)
    assert view.step_back() and not viewer.opened and view.state.opened == 1
    assert view.step_back() and view.state.opened == 0


def test_the_row_by_keys(opened: Any) -> None:
    case = opened([(p, "image/png") for p in PICTURES[:3]], here=tuple(PICTURES[:3]))
    QTest.keyClick(case.row, Qt.Key.Key_Right)
    QTest.keyClick(case.row, Qt.Key.Key_Return)
    assert case.viewer.opened and case.viewer._place.text() == "2 / 3"


def test_wheel_and_drag(opened: Any) -> None:
    """What lies under the pointer stays there; a drag moves the picture, but not past its edge."""
    case = opened([(PICTURES[0], "image/png")], here=(PICTURES[0],))
    case.view.media.open()
    stage = case.viewer.stage
    at = QPointF(stage.width() * 0.4, stage.height() * 0.55)
    stage.zoom(3)
    before = stage.to_image(at)
    for _ in range(3):
        turn = QWheelEvent(at, stage.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
                           Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(stage, turn)
    after = stage.to_image(at)
    assert stage.near and (after - before).manhattanLength() < 1.0
    middle = stage.to_image(QPointF(stage.rect().center()))
    QTest.mousePress(stage, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    QTest.mouseMove(stage, QPoint(340, 330))
    QTest.mouseRelease(stage, Qt.MouseButton.LeftButton, pos=QPoint(340, 330))
    moved = stage.to_image(QPointF(stage.rect().center())) - middle
    assert moved.x() == pytest.approx(-40 / stage.scale) and moved.y() == pytest.approx(-30 / stage.scale)
    stage.pan(QPointF(99999, 99999))
    corner = stage.to_image(QPointF(0, 0))
    assert corner.x() == pytest.approx(0, abs=0.5) and corner.y() == pytest.approx(0, abs=0.5)
    QTest.keyClick(case.viewer, Qt.Key.Key_0)
    assert not stage.near


def test_from_whom_and_when(opened: Any) -> None:
    """What came with the closing step is the unit's result; the rest is the citizen's."""
    timeline = json.dumps([[NOW - DAY, "received", "", ""], [NOW - DAY + 60, "closed", "Đã dọn", ""]])
    case = opened([(PICTURES[0], "image/png"), (PICTURES[1], "image/png")], here=tuple(PICTURES[:2]),
                  timeline=timeline)
    assert [m.by_unit for m in case.row.media] == [False, True]
    case.view.media.open(1)
    assert case.viewer._named.text() == "Ảnh · 22-11 14:08 · kết quả xử lý, do đơn vị gửi"
    QTest.keyClick(case.viewer, Qt.Key.Key_Left)
    assert case.viewer._named.text() == "Ảnh · 22-11 14:07 · do người dân gửi"
    assert "1 ảnh" in case.view.pane._timeline.accessibleName()
    text.set_language("en")
    QApplication.processEvents()
    assert case.viewer._named.text() == "Photo · 22-11 14:07 · from the citizen"


def test_a_video_is_fetched_only_when_wanted(opened: Any) -> None:
    """Photos come by themselves; a video on a press, and then it plays by itself."""
    video = (CLIPS / "h264.mp4").read_bytes()
    case = opened([(PICTURES[0], "image/png"), (video, "video/mp4")])
    orders: list[Any] = []
    case.context.sync.ordered.connect(orders.append)
    assert [case.row.state(m) for m in case.row.media] == [Fetch.FETCHING, Fetch.AT_CENTRE]
    case.view.media.open(1)
    assert "Tệp lớn chỉ được tải khi có người muốn xem" in case.said()
    assert not case.viewer.save_button.isEnabled()
    QTest.keyClick(case.viewer, Qt.Key.Key_Return)
    assert orders == [KeepFiles(names=[name_of(video)])]
    assert "Đang tải tệp" in case.said() and not case.viewer.again_button.isVisible()
    case.come(video)
    assert case.viewer.clip is not None and case.viewer.foot.isVisible()


@pytest.mark.parametrize(
    ("event", "state", "words", "again"),
    [
        ({"missing": True}, Fetch.MISSING, "không cấp tệp này", "Tải lại"),
        ({"too_large": True}, Fetch.TOO_LARGE, "lớn hơn 64 MB", ""),
        ({"no_room": True}, Fetch.NO_ROOM, "trống dưới 500 MB", "Tải lại"),
    ],
)
def test_what_cannot_be_had_says_why_and_what_to_do(
    opened: Any, event: dict[str, bool], state: Fetch, words: str, again: str
) -> None:
    video = "b" * 64
    case = opened([(video, "video/mp4")])
    kinds: dict[str, Any] = {"kept": [], "missing": []} | {kind: [video] for kind in event}
    case.context.sync.take(FilesKept(**kinds))
    assert case.row.state(case.row.media[0]) is state
    case.view.media.open()
    assert words in case.said()
    assert case.viewer.again_button.isVisible() is bool(again)
    assert not again or case.viewer.again_button.text() == again
    if again:
        case.viewer.again_button.click()
        assert case.row.state(case.row.media[0]) is Fetch.FETCHING


def test_offline_says_so_and_fetches_when_the_line_is_back(opened: Any) -> None:
    case = opened([("b" * 64, "image/jpeg"), ("c" * 64, "video/mp4")], online=False)
    assert [case.row.state(m) for m in case.row.media] == [Fetch.WAITING, Fetch.OFFLINE]
    case.view.media.open(1)
    assert "mất mạng" in case.said() and "gọi điện" in case.said()
    case.viewer.again_button.click()
    assert case.row.state(case.row.media[1]) is Fetch.WAITING
    case.context.sync.take(ONLINE)
    assert "Đang tải tệp" in case.said()


def test_a_file_that_is_not_what_it_says_is_not_opened(opened: Any) -> None:
    """A zip called a photo, a playlist called a video, bytes that were changed on the disk."""
    archive, playlist = b"PK\x03\x04 not a photo", b"#EXTM3U\nfile:///etc/passwd\n"
    cut = PICTURES[0][:400]
    case = opened([(archive, "image/jpeg"), (playlist, "video/mp4"), (cut, "image/png"), (PICTURES[1], "image/png")],
                  here=(archive, playlist, cut, PICTURES[1]))
    (case.context.paths.evidence / name_of(PICTURES[1])).write_bytes(PICTURES[2])
    expected = [Fetch.WRONG_TYPE, Fetch.WRONG_TYPE, Fetch.DAMAGED, Fetch.DAMAGED]
    for number, state in enumerate(expected):
        case.view.media.open(number)
        assert case.row.state(case.row.media[number]) is state, number
        assert case.said() and case.viewer.clip is None
        assert not case.viewer.save_button.isEnabled()
    assert case.row.grab().width() > 0
    case.viewer.again_button.click()
    case.come(PICTURES[1])
    assert case.viewer.stage.image.width() == 640, "fetched anew it is shown"


def test_a_picture_of_too_many_points_is_not_decoded() -> None:
    """A few bytes may promise a wall of them."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    with pytest.raises(NotShown) as caught:
        media_files.picture(bomb, "image/png")
    assert caught.value.state is Fetch.TOO_MANY_POINTS


@pytest.mark.parametrize("name", ["h264.mp4", "h264.mov", "vp8.webm"])
def test_a_video_plays_in_the_viewer_and_leaves_nothing_behind(opened: Any, until: Until, name: str) -> None:
    """No audio device, no network: pictures come, it ends, plays again, and its threads go with it."""
    data = (CLIPS / name).read_bytes()
    mime = {"mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm"}[name.rpartition(".")[2]]
    case = opened([(data, mime)], here=(data,))
    viewer = case.viewer
    case.view.media.open()
    until(lambda: viewer.clip is not None and viewer.clip.frames >= 2, 20, "pictures come")
    seen = viewer.stage.image
    assert (seen.width(), seen.height()) == (160, 120)
    red = seen.pixelColor(150, 60)
    assert red.red() > 150 and red.green() < 80
    until(lambda: not viewer.clip.playing, 20, "it ends")
    assert viewer.foot.bar.length == pytest.approx(2000, abs=150)
    assert viewer.foot.time.text().endswith(" / 0:02") or viewer.foot.time.text().endswith(" / 0:01")
    QTest.keyClick(viewer, Qt.Key.Key_Space)
    until(lambda: viewer.clip.playing, 20, "it plays again")
    QTest.keyClick(viewer, Qt.Key.Key_Space)
    until(lambda: not viewer.clip.playing, 20, "it stands")
    viewer.foot.bar.sought.emit(1500)
    until(lambda: viewer.foot.bar.position >= 1400, 20, "it is elsewhere")
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert viewer.clip is None and not viewer.opened
    until(lambda: not _media_threads(), 20, "its threads are gone")


def _media_threads() -> list[str]:
    """Threads of this process that only a player starts."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        try:
            name = (task / "comm").read_text().strip()
        except OSError:
            continue
        if any(word in name for word in ("Demuxer", "Renderer", "StreamDecoder", "av:")):
            found.append(name)
    return found


def test_going_on_ends_the_video(opened: Any, until: Until) -> None:
    data = (CLIPS / "h264.mp4").read_bytes()
    case = opened([(data, "video/mp4"), (PICTURES[0], "image/png")], here=(data, PICTURES[0]))
    case.view.media.open()
    until(lambda: case.viewer.clip is not None and case.viewer.clip.frames > 0, 20, "it plays")
    QTest.keyClick(case.viewer, Qt.Key.Key_Right)
    assert case.viewer.clip is None and case.viewer.stage.image.width() == 640
    assert not case.viewer.foot.isVisible()
    until(lambda: not _media_threads(), 20, "its threads are gone")


def test_a_video_that_cannot_be_played_can_be_saved(
    opened: Any, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a kind without a decoder, or cut: a sentence, and the file itself under a name of our making."""
    whole = (CLIPS / "av1.webm").read_bytes()
    case = opened([(whole, "video/webm")], here=(whole,), code="../1022 & <b>\u202e26</b>.exe")
    case.view.media.open()
    until(lambda: case.row.state(case.row.media[0]) is Fetch.UNPLAYABLE, 20, "nothing comes of it")
    assert "Máy này không phát được video này" in case.said()
    asked: list[str] = []

    def where(_parent: object, _title: str, proposed: str) -> tuple[str, str]:
        asked.append(proposed)
        return str(tmp_path / "saved.webm"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", where)
    case.viewer.save_button.click()
    assert (tmp_path / "saved.webm").read_bytes() == whole
    assert asked == ["1022b26bexe-1.webm"]


def test_a_machine_without_the_player_offers_the_file(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (CLIPS / "h264.mp4").read_bytes()
    monkeypatch.setattr(clip, "available", lambda: False)
    case = opened([(data, "video/mp4")], here=(data,))
    case.view.media.open()
    assert "Máy này không phát được video này" in case.said() and case.viewer.save_button.isEnabled()


def test_hostile_lists_of_files_are_text_or_nothing(opened: Any, tmp_path: Path) -> None:
    """Names, times and types out of payloads: nothing of them becomes a path, a tag or a number."""
    good = "d" * 64
    rows: list[list[Any]] = [[p, NOW, "image/png"] for p in payloads()[:200]]
    rows += [[good, p, "image/png"] for p in payloads()[:200]]
    rows += [[good, NOW, p] for p in payloads()[:200]]
    rows += [["../" * 20 + good, NOW, "image/png"], [good.upper(), NOW, "image/png"]]
    assert media_words.media_of(json.dumps(rows), "[]", tmp_path, NOW) == ()
    odd = media_words.media_of(json.dumps([[good, NOW, "image/<img src=x>"]]), "[]", tmp_path, NOW)
    assert odd == (Medium(good, None, "23-11 14:07", "image/<img src=x>"),)
    assert not media_files.is_of(odd[0].mime, b"<svg onload=1>")
    many = json.dumps([[good, NOW, "image/png"]] * 5000)
    assert len(media_words.media_of(many, "[]", tmp_path, NOW)) == media_words.MOST
    assert media_words.media_of("[[1,2", "{}", tmp_path, NOW) == ()
    assert threading.active_count() < 40
