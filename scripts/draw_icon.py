"""Draws client/icon.png: a loss that swings, settles, and is ticked off.

pip install pillow && python scripts/draw_icon.py
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

Point = tuple[float, float]
Colour = tuple[int, int, int]

SIZE = 128
SCALE = 8
NIGHT, DUSK = (23, 26, 51), (52, 36, 92)
FLAME, EMBER = (255, 180, 72), (238, 76, 44)
LEAF = (94, 230, 150)


def main() -> None:
    """Draws the picture large and writes it at its size."""
    side = SIZE * SCALE
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    image.paste(background(side), mask=rounded(side))
    draw = ImageDraw.Draw(image)
    loss = [(x, damped(x)) for x in steps(15, 76)]
    stroke(draw, loss, 8.5, lambda share: mix(EMBER, FLAME, share))
    tick = [*line((66, 80), (81, 96)), *line((81, 96), (112, 50))]
    stroke(draw, tick, 11, lambda _: LEAF)
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(
        Path(__file__).resolve().parent.parent / "client" / "icon.png", optimize=True
    )


def damped(x: float) -> float:
    """The loss at x: a swing that dies down."""
    age = (x - 15) / 61
    return 56 + 34 * math.exp(-2.1 * age) * -math.cos(age * 5.6 * math.pi) * (1 - age * 0.35) + 14 * age


def steps(start: float, end: float) -> list[float]:
    """Numbers from start to end, close together."""
    return [start + (end - start) * index / 400 for index in range(401)]


def line(start: Point, end: Point) -> list[Point]:
    """Points on a straight line."""
    (x, y), (u, v) = start, end
    return [(x + (u - x) * share, y + (v - y) * share) for share in steps(0, 1)]


def stroke(
    draw: ImageDraw.ImageDraw, points: list[Point], width: float, colour: Callable[[float], Colour]
) -> None:
    """Draws a line with round ends; ``colour`` takes how far along it is."""
    radius = width * SCALE / 2
    for index, (x, y) in enumerate(points):
        centre_x, centre_y = x * SCALE, y * SCALE
        box = (centre_x - radius, centre_y - radius, centre_x + radius, centre_y + radius)
        draw.ellipse(box, fill=colour(index / len(points)))


def background(side: int) -> Image.Image:
    """A diagonal gradient."""
    image = Image.new("RGB", (64, 64))
    for x in range(64):
        for y in range(64):
            image.putpixel((x, y), mix(NIGHT, DUSK, (x + y) / 126))
    return image.resize((side, side), Image.Resampling.BICUBIC)


def rounded(side: int) -> Image.Image:
    """A mask with round corners."""
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side - 1, side - 1), radius=side * 0.2, fill=255)
    return mask


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


if __name__ == "__main__":
    main()
