"""Whether this machine plays videos: two seconds of them, without sound."""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from PySide6.QtGui import QImage

from ioc_console.self_test.finding import Verdict, passed
from ioc_console.self_test.map_page import wait_until

SECONDS = 30
CLIP = (  # WebM, VP8, 160 by 120: red, with a green bar that goes from left to right
    "GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQJChYECGFOAZwEAAAAAAASlEU2bdLpNu4tTq4QVSalmU6yBoU27i1OrhBZUrmtTrIHY"
    "TbuMU6uEElTDZ1OsggEbTbuMU6uEHFO7a1OsggSP7AEAAAAAAABZAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAVSalmsirXsYMPQkBNgI1MYXZmNjIuMTIuMTAyV0GNTGF2"
    "ZjYyLjEyLjEwMkSJiECfQAAAAAAAFlSua76uAQAAAAAAADXXgQFzxYgdQ7Dh/LEuLJyBACK1nIN1bmSIgQCGhVZfVlA4g4EBI+ODhAX14QDg"
    "hrCBoLqBeBJUw2fYc3OgY8CAZ8iaRaOHRU5DT0RFUkSHjUxhdmY2Mi4xMi4xMDJzc7JjwItjxYgdQ7Dh/LEuLGfIoUWjiERVUkFUSU9ORIeT"
    "MDA6MDA6MDIuMDAwMDAwMDAwAB9DtnVDEeeBAKPjgQAAgBAHAJ0BKqAAeAAARwiFhYiFhIgCAgJ1qgIGczVQ6ovLgHuWvOLqUQnFOavWc4cJ"
    "HVF5cA9y15xdSiE4pzV6znCcAP7QN//+cL///e0f/tPX/3tH/fF8O//V0Bn/6swAo6qBAGQAUQQABRCsABgAGFon9AK6QLGkAUtnEZas2Cxn"
    "/Dq/HxcQSwltwACjnoEAyADRAgAFEKwAGAAYWC/0AFhts/63hZtoHVXQAKOfgQEsAPECAAUQrAAYABhYL/QAE3ad+q15Wfsz9megAKOkgQGQ"
    "AJEDAAUQrAAYABhYLY/oGnI0g7YZtVm8kYFzarN4vgAAo5+BAfQA8QIABRCsABgAGFgv9AAOL3//XV4A1O2G+UAAo6mBAlgAMQQABRCsABgA"
    "GFguf+gRYRUMp/WLkKZGN4lzjZsdY6IticwAAKOegQK8ANECAAUQEBRgAGFgv9AALcVDQCzly7mcuLgAo6iBAyAAEQQABRCsABgAGFguaBgM"
    "xyk7TwhUTMn9r33OOEj5BkLqm8AAo56BA4QA0QIABRCsABgAGFgv9AAKBfK4Hfb/EuHw4ACjqIED6AARBAAFEKwAGAAYWC5/6AqTVJ2urEMk"
    "KqqGMkKqqGMkKqptgACjnoEETADRAgAFEKwAGAAYWC/0AAlJXX89tttttsAAAKOngQSwAPEDAAUQrAAYABhYLn/oCYGqTuPyAypCsKbJCtFg"
    "xMyn22AAo52BBRQAsQIABRCsABgAGFgv9AAI6N/QYvpa9OxgAKOhgQV4ADEDAAUQEBRgAGFgtj+gI3jz18fSXVCZNU1TUmAAo52BBdwAsQIA"
    "BRCsABgAGFgv9AAItpm486hqqF8AAKOmgQZAANEDAAUQrAAYABhYLmgYCLvMGOc/ZCm0KDJmWJI7JCxHrACjnIEGpACRAgAFEKwAGAAYWC/0"
    "AAicWQLve973QACjpoEHCADRAwAFEKwAGAAYWC5/6AicuHcBOZMy0yBnRIly8hTdNAAAo5yBB2wAkQIABRCsABgAGFgv9AAIjrkIUYPfmAAA"
    "HFO7a5G7j7OBALeK94EB8YIBePCBAw=="
)


def clip_plays(folder: Path) -> tuple[Verdict, str]:
    """The pictures of a clip come and have its colour. A machine that cannot do so still saves videos."""
    from ioc_console.screens.complaints import clip

    if not clip.available():
        lacks = "the libraries of the player do not load here; videos can only be saved"
        return (Verdict.FAILED if getattr(sys, "frozen", False) else Verdict.NOTE), lacks
    seen: list[QImage] = []
    failures: list[str] = []
    path = folder / "clip.webm"
    path.write_bytes(base64.b64decode(CLIP))
    player = clip.Clip(path)
    player.framed.connect(seen.append)
    player.failed.connect(lambda: failures.append("failed"))
    player.toggle()
    wait_until(lambda: len(seen) > 1 or bool(failures), SECONDS)
    player.close()
    if not seen:
        return Verdict.FAILED, f"no picture of the clip came in {SECONDS} s"
    colour = seen[-1].pixelColor(150, 60)
    return passed(colour.red() > 150 and colour.blue() < 80, f"{len(seen)} pictures, the first of {colour.name()}")
