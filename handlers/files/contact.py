"""A contact sheet: works side by side with their numbers, to be looked through on a phone and chosen from by number."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from handlers.files.letters import Letters, letters

ACROSS = 3
PAGE = 21
"""Works on one sheet."""
WIDTH = 1080
_MARGIN, _GAP, _LABEL = 30, 18, 112
_SIDE = (WIDTH - 2 * _MARGIN - (ACROSS - 1) * _GAP) // ACROSS
_STEP = _SIDE + _LABEL + _GAP
_TITLE, _NUMBER, _TEXT = 40, 34, 27
_RED, _GOLD, _INK, _GREY = (156, 52, 48), (201, 162, 92), (38, 38, 38), (112, 112, 112)
_PAPER, _MOUNT, _LINE = (255, 255, 255), (244, 242, 240), (214, 210, 208)


@dataclass(frozen=True)
class Tile:
    """One work: its number, its small picture (a JPEG, or empty), what stands below it, whether it was chosen.

    `instead` is written where there is no picture (视频).
    """

    number: int
    small: bytes
    caption: str
    unit: str = ""
    picked: bool = False
    instead: str = ""


def contact_sheet(title: str, tiles: Sequence[Tile]) -> bytes:
    """A PNG 1080 px wide, three works across. The same input gives the same bytes."""
    heading = letters(_TITLE)
    lines = heading.wrap(title, WIDTH - 2 * _MARGIN, 2)
    top = _MARGIN + len(lines) * heading.height + 20
    rows = -(-len(tiles) // ACROSS)
    image = Image.new("RGB", (WIDTH, top + rows * _STEP + _MARGIN), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 8), fill=_RED)
    for index, line in enumerate(lines):
        _write(draw, line, (WIDTH - heading.width(line)) / 2, _MARGIN + index * heading.height, heading, _RED)
    for index, tile in enumerate(tiles):
        x = _MARGIN + index % ACROSS * (_SIDE + _GAP)
        _tile(image, draw, tile, x, top + index // ACROSS * _STEP)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _tile(image: Image.Image, draw: ImageDraw.ImageDraw, tile: Tile, x: int, y: int) -> None:
    draw.rectangle((x, y, x + _SIDE, y + _SIDE), fill=_MOUNT, outline=_GOLD if tile.picked else _LINE, width=6 if tile.picked else 1)
    if tile.small:
        _mount(image, tile.small, x, y)
    else:
        big = letters(_TITLE)
        _write(draw, tile.instead, x + (_SIDE - big.width(tile.instead)) / 2, y + (_SIDE - big.height) / 2, big, _GREY)
    _badge(draw, f"{tile.number}号", x, y, _RED)
    if tile.picked:
        number = letters(_NUMBER)
        _badge(draw, "优", x + _SIDE - number.width("优") - 24, y, _GOLD)
    text = letters(_TEXT)
    for index, (line, ink) in enumerate(((tile.caption, _INK), (tile.unit, _GREY))):
        shown = text.wrap(line, _SIDE, 1)[0]
        _write(draw, shown, x + (_SIDE - text.width(shown)) / 2, y + _SIDE + 10 + index * text.height, text, ink)


def _mount(image: Image.Image, small: bytes, x: int, y: int) -> None:
    """The picture, whole, in the middle of its square."""
    with Image.open(io.BytesIO(small), formats=["JPEG"]) as picture:
        picture.thumbnail((_SIDE - 16, _SIDE - 16))
        image.paste(picture, (x + (_SIDE - picture.width) // 2, y + (_SIDE - picture.height) // 2))


def _badge(draw: ImageDraw.ImageDraw, said: str, x: float, y: float, ground: tuple[int, int, int]) -> None:
    number = letters(_NUMBER)
    draw.rectangle((x, y, x + number.width(said) + 24, y + number.height + 4), fill=ground)
    _write(draw, said, x + 12, y + 2, number, _PAPER)


def _write(draw: ImageDraw.ImageDraw, line: str, x: float, y: float, font: Letters, ink: tuple[int, int, int]) -> None:
    draw.text((int(x), int(y)), line, font=font.font, fill=ink, anchor="la")
