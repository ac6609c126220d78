"""A video as a row of pictures: plays a file, without a window, an audio device or a network of its own.

Qt's media module comes in with the first video only. Where it cannot be loaded (a machine without its libraries)
`available` says so, and the video can still be saved. The file was looked at before (`media_files.checked`): what
begins as an MP4 or WebM file is read as such, and those name no other files.

The player waits for its threads in some of its calls, with the interpreter held. Nothing that those threads use may be
Python's then, not even a wrapped `QBuffer`, or both wait for ever: so the player opens the file itself, and it is ended
by the event loop, which holds nothing.
"""

from __future__ import annotations

import os
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Q_ARG, QLoggingCategory, QMetaObject, QObject, Qt, QTimer, QUrl, Signal

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether this machine can play videos at all."""
    # Files from outside go through the decoders of the program, not through those of a graphics driver.
    os.environ.setdefault("QT_FFMPEG_DECODING_HW_DEVICE_TYPES", ",")
    # Which libraries of a desktop (PipeWire, VA-API) are not there is no news: nothing here needs them.
    QLoggingCategory.setFilterRules("qt.multimedia.symbolsresolver*=false")
    try:
        from PySide6.QtMultimedia import QMediaPlayer
    except ImportError:
        return False
    return QMediaPlayer().isAvailable()


class Clip(QObject):
    """One video. It plays without sound until `set_loud`."""

    framed = Signal(object)
    """A `QImage` to show now."""
    moved = Signal(int, int)
    """Position and length in milliseconds."""
    turned = Signal(bool)
    """It plays, or stands."""
    failed = Signal()
    """Nothing can be made of it."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        """Raises ImportError where `available` is False."""
        from PySide6.QtMultimedia import QMediaPlayer, QVideoSink

        super().__init__(parent)
        self._sink = QVideoSink(self)
        self._player: QMediaPlayer | None = QMediaPlayer(self)
        self._frame: QVideoFrame | None = None
        self.frames = 0
        self._cost = 0.0
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._convert)
        player = self._player
        player.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._take)
        player.positionChanged.connect(self._moved)
        player.durationChanged.connect(self._moved)
        player.playingChanged.connect(self.turned)
        player.errorOccurred.connect(self._fail)
        player.mediaStatusChanged.connect(self._status)
        player.setSource(QUrl.fromLocalFile(str(path)))

    @property
    def playing(self) -> bool:
        """Whether it moves now."""
        return self._player is not None and self._player.isPlaying()

    @property
    def audible(self) -> bool:
        """Whether it has sound, and this machine something to give it out."""
        from PySide6.QtMultimedia import QMediaDevices

        has = self._player is not None and self._player.hasAudio()
        return has and not QMediaDevices.defaultAudioOutput().isNull()

    def toggle(self) -> None:
        """Play or stand; from the end it begins anew."""
        if self._player is None:
            return
        if self._player.isPlaying():
            self._player.pause()
        else:
            self._player.play()

    def seek(self, milliseconds: int) -> None:
        """Go there."""
        if self._player is not None:
            self._player.setPosition(max(0, min(self._player.duration(), milliseconds)))

    def set_loud(self, loud: bool) -> None:
        """With sound, or without."""
        from PySide6.QtMultimedia import QAudioOutput

        if self._player is not None:
            self._player.setAudioOutput(QAudioOutput(self) if loud else None)  # type: ignore[arg-type]

    def close(self) -> None:
        """End it; the event loop ends the threads of the player."""
        self._turn.stop()
        player, self._player = self._player, None
        if player is None:
            return
        self._sink.videoFrameChanged.disconnect(self._take)
        player.playingChanged.disconnect(self.turned)
        queued = Qt.ConnectionType.QueuedConnection
        QMetaObject.invokeMethod(player, "stop", queued)
        QMetaObject.invokeMethod(player, "setSource", queued, Q_ARG(QUrl, QUrl()))  # its threads end with this
        player.deleteLater()
        self._frame = None
        self.deleteLater()

    def _take(self, frame: QVideoFrame) -> None:
        """A frame came: it is made a picture of as soon as there was as much rest as the last one took, so that a
        large video never takes more than half of the time of the window."""
        if frame.isValid():
            self._frame = frame
            if not self._turn.isActive():
                self._turn.start(round(self._cost * 1000))

    def _convert(self) -> None:
        if self._frame is None:
            return
        started = time.perf_counter()
        image = self._frame.toImage()
        self._frame = None
        self._cost = min(0.2, time.perf_counter() - started)
        if not image.isNull():
            self.frames += 1
            self.framed.emit(image)

    def _moved(self) -> None:
        if self._player is not None:
            self.moved.emit(self._player.position(), self._player.duration())

    def _status(self) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        if self._player is None:
            return
        status = self._player.mediaStatus()
        ended_blind = status is QMediaPlayer.MediaStatus.EndOfMedia and not self.frames and self._frame is None
        if status is QMediaPlayer.MediaStatus.InvalidMedia or ended_blind:
            self._fail()

    def _fail(self) -> None:
        if self._player is not None:
            self.failed.emit()
