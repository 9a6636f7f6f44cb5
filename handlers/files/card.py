"""The title card of a study item: its column, day, title and source as a picture, drawn to be read on a phone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import accumulate

from PIL import Image, ImageDraw

from handlers.files.items import ItemDraft
from handlers.files.letters import Letters, letters

WIDTH = 1080
_MARGIN, _BAND, _FOOT = 84, 132, 56
_COLUMN, _PLACE, _SOURCE = 46, 48, 32
_TITLES = (84, 72, 60, 50)
"""Sizes of the title: the largest that fits into its lines."""
_TITLE_LINES, _SOURCE_LINES = 3, 2
_RED, _GOLD, _INK, _GREY, _PAPER = (156, 52, 48), (201, 162, 92), (38, 38, 38), (112, 112, 112), (253, 250, 245)


@dataclass(frozen=True)
class Card:
    """A PNG. `lacks` are the characters the font has no picture of; they stand as empty boxes."""

    png: bytes
    width: int
    height: int
    lacks: str


def card_of(item: ItemDraft) -> Card:
    """The card of an item as it stands in a file."""
    return title_card(item.column, place_of(item.key), item.title, item.source)


def place_of(key: str) -> str:
    """ "05-20" is 5月20日, "2021-05-20" 2021年5月20日, "7" 第7篇."""
    if "-" not in key:
        return f"第{int(key)}篇"
    *year, month, day = (int(part) for part in key.split("-"))
    return "".join(f"{one}年" for one in year) + f"{month}月{day}日"


def title_card(column: str, place: str, title: str, source: str) -> Card:
    """Draw a card 1080 px wide. A title of up to 29 characters is always whole; a longer one, or a long source, ends in …

    The same words give the same bytes.
    """
    room = WIDTH - 2 * _MARGIN
    big, lines = _title(title, room)
    head, small, note = letters(_COLUMN), letters(_PLACE), letters(_SOURCE)
    sources = note.wrap(f"来源：{source}", room, _SOURCE_LINES) if source else []
    steps = [_BAND + 72, small.height + 28, len(lines) * _step(big) + 56, 40, len(sources) * note.height]
    tops = list(accumulate(steps))
    image = Image.new("RGB", (WIDTH, tops[-1] + _FOOT), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, _BAND), fill=_RED)
    draw.rectangle((0, _BAND, WIDTH, _BAND + 6), fill=_GOLD)
    _write(draw, head.wrap(column, room, 1)[0], (_BAND - head.height) / 2, head, _PAPER)
    _write(draw, small.wrap(place, room, 1)[0], tops[0], small, _RED)
    for index, line in enumerate(lines):
        _write(draw, line, tops[1] + index * _step(big), big, _INK, stroke=1)
    draw.rectangle((_MARGIN, tops[2], _MARGIN + 96, tops[2] + 5), fill=_GOLD)
    for index, line in enumerate(sources):
        _write(draw, line, tops[3] + index * note.height, note, _GREY)
    out = io.BytesIO()
    image.save(out, "PNG")
    return Card(out.getvalue(), image.width, image.height, note.missing(column + place + title + source))


def _title(title: str, room: float) -> tuple[Letters, list[str]]:
    """The letters and the lines of a title."""
    for size in _TITLES[:-1]:
        lines = letters(size).wrap(title, room, _TITLE_LINES + 1)
        if len(lines) <= _TITLE_LINES:
            return letters(size), lines
    smallest = letters(_TITLES[-1])
    return smallest, smallest.wrap(title, room, _TITLE_LINES)


def _step(big: Letters) -> int:
    return round(big.height * 0.95)


def _write(draw: ImageDraw.ImageDraw, line: str, y: float, font: Letters, ink: tuple[int, int, int], *, stroke: float = 0) -> None:
    draw.text((_MARGIN, int(y)), line, font=font.font, fill=ink, stroke_width=stroke, anchor="la")
