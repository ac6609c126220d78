"""Drawn pictures for complaints: simple scenes, so that no photograph of a real place or person is needed."""

from __future__ import annotations

import hashlib
import io

from PIL import Image, ImageDraw

from data_centre.city.hotline import fields

from .clock import rng

SIZE = (640, 480)
VARIANTS = 3
SKIES = ((196, 214, 226), (222, 214, 196), (70, 82, 104))
Draw = ImageDraw.ImageDraw


def pictures(seed: int) -> dict[int, list[tuple[str, bytes]]]:
    """(sha256, JPEG bytes) of the scenes of each field, by field id."""
    return {f.id: [_named(draw_scene(seed, f.code, variant)) for variant in range(VARIANTS)] for f in fields()}


def _named(data: bytes) -> tuple[str, bytes]:
    return hashlib.sha256(data).hexdigest(), data


def draw_scene(seed: int, field: str, variant: int) -> bytes:
    """A street with what the field is about, as JPEG."""
    draws = rng(seed, "picture", field, variant)
    image = Image.new("RGB", SIZE, SKIES[variant % len(SKIES)])
    draw = ImageDraw.Draw(image)
    _houses(draw, [int(v) for v in draws.integers(60, 200, 9)])
    draw.rectangle([0, 302, 640, 480], fill=(158, 154, 146))
    draw.polygon([(0, 480), (220, 300), (420, 300), (640, 480)], fill=(92, 94, 98))
    for k in range(5):
        y = 310 + k * 34
        draw.line([(320, y), (320, y + 14)], fill=(222, 222, 214), width=3 + k)
    at = int(draws.integers(180, 440))
    _SCENES.get(field, _notice)(draw, at, variant)
    draw.rectangle([0, 0, 639, 20], fill=(24, 26, 30))
    draw.text((8, 4), "ANH VE MAU - SAMPLE DRAWING", fill=(236, 236, 236))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=78, optimize=False)
    return out.getvalue()


def _houses(draw: Draw, heights: list[int]) -> None:
    for k, height in enumerate(heights):
        shade = 120 + (k * 37) % 90
        left = k * 72
        draw.rectangle([left, 300 - height, left + 68, 302], fill=(shade, shade - 12, shade - 26))
        for row in range(height // 44):
            draw.rectangle([left + 12, 276 - row * 44, left + 28, 294 - row * 44], fill=(236, 226, 170))
            draw.rectangle([left + 40, 276 - row * 44, left + 56, 294 - row * 44], fill=(86, 96, 112))


def _hole(draw: Draw, at: int, variant: int) -> None:
    draw.ellipse([at - 70, 380, at + 70 + variant * 12, 430], fill=(44, 40, 38), outline=(128, 122, 114), width=5)
    draw.line([(at + 20, 404), (at + 34, 330)], fill=(112, 84, 52), width=5)


def _water(draw: Draw, _at: int, variant: int) -> None:
    top = 330 - variant * 8
    draw.rectangle([0, top, 640, 480], fill=(118, 112, 92))
    for k in range(9):
        draw.arc(
            [k * 80 - 30, top + 10 + k * 12, k * 80 + 60, top + 34 + k * 12], 180, 350, fill=(170, 166, 148), width=3
        )


def _rubbish(draw: Draw, at: int, variant: int) -> None:
    colours = ((38, 40, 44), (64, 92, 60), (150, 60, 56), (206, 200, 186))
    for k in range(12 + variant * 3):
        left = at - 110 + (k * 53) % 210
        top = 350 + (k * 29) % 70
        draw.ellipse([left, top, left + 46, top + 40], fill=colours[k % 4])


def _tree(draw: Draw, at: int, variant: int) -> None:
    draw.line([(at - 150, 420), (at + 110, 330 + variant * 8)], fill=(92, 70, 46), width=20)
    for k in range(7):
        draw.ellipse(
            [at + 60 + k * 14, 290 + (k * 31) % 70, at + 130 + k * 14, 350 + (k * 31) % 70], fill=(58, 104, 58)
        )


def _lamp(draw: Draw, at: int, variant: int) -> None:
    draw.line([(at, 430), (at + variant * 26, 110)], fill=(66, 70, 76), width=9)
    draw.line([(at + variant * 26, 112), (at + 74 + variant * 26, 124)], fill=(66, 70, 76), width=7)
    draw.rectangle([at + 58 + variant * 26, 122, at + 96 + variant * 26, 136], fill=(40, 42, 46))


def _wires(draw: Draw, at: int, variant: int) -> None:
    draw.line([(90, 430), (90, 90)], fill=(104, 96, 86), width=12)
    draw.line([(560, 430), (560, 90)], fill=(104, 96, 86), width=12)
    for k in range(7):
        draw.arc([90, 40 - k * 6, 560, 190 + k * 26 + variant * 10], 10, 170, fill=(26, 26, 28), width=3)
    draw.line([(at, 200), (at + 14, 400)], fill=(26, 26, 28), width=4)


def _bus(draw: Draw, at: int, variant: int) -> None:
    colour = ((44, 112, 72), (186, 132, 40), (52, 84, 140))[variant]
    draw.rounded_rectangle([at - 150, 260, at + 120, 400], 14, fill=colour)
    for k in range(4):
        draw.rectangle([at - 136 + k * 62, 280, at - 88 + k * 62, 324], fill=(198, 214, 222))
    for x in (at - 96, at + 70):
        draw.ellipse([x - 24, 380, x + 24, 428], fill=(24, 24, 26))


def _stalls(draw: Draw, at: int, variant: int) -> None:
    for k in range(4):
        left = at - 190 + k * 96
        draw.polygon(
            [(left, 330), (left + 84, 330), (left + 70, 296), (left + 14, 296)],
            fill=((180, 62, 54), (54, 96, 150), (200, 160, 60))[(k + variant) % 3],
        )
        draw.rectangle([left + 10, 352, left + 74, 392], fill=(150, 120, 84))


def _loud(draw: Draw, at: int, variant: int) -> None:
    draw.rectangle([at - 40, 260, at + 40, 410], fill=(34, 34, 38))
    for y in (300, 364):
        draw.ellipse([at - 28, y - 28, at + 28, y + 28], fill=(78, 78, 84))
    for k in range(3 + variant):
        draw.arc([at + 40 + k * 18, 260 - k * 12, at + 110 + k * 26, 410 + k * 12], 300, 60, fill=(30, 30, 34), width=5)


def _pipe(draw: Draw, at: int, variant: int) -> None:
    draw.rectangle([at - 130, 400, at + 130, 424], fill=(60, 104, 150))
    for k in range(9):
        draw.line([(at, 402), (at - 80 + k * 20, 300 + (k - 4) ** 2 * 5 - variant * 10)], fill=(190, 214, 230), width=4)


def _notice(draw: Draw, at: int, variant: int) -> None:
    draw.rectangle([at - 120, 250, at + 120, 400], fill=(238, 236, 228), outline=(84, 84, 84), width=4)
    for k in range(4 + variant):
        draw.line([(at - 96, 280 + k * 20), (at + 90 - k * 14, 280 + k * 20)], fill=(120, 120, 120), width=5)


_SCENES = {
    "GT": _hole,
    "TN": _water,
    "CTN": _water,
    "CN": _pipe,
    "MT": _rubbish,
    "CX": _tree,
    "CS": _lamp,
    "DL": _wires,
    "VT": _wires,
    "XB": _bus,
    "TT": _stalls,
    "TP": _stalls,
    "TO": _loud,
}
