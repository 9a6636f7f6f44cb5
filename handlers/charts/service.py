"""A volunteer's record as one picture: who she is, what she came to, the sum, and what the picture is not."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.charts.page import GREY, LINE, MARGIN, PAD, RED, RED_TINT, TEXT, WIDTH, Page
from handlers.files.letters import letters

_NAME, _PAD_Y = 48, 10
_DAY = 190
"""Px of the column of days."""


def service_picture(title: str, name: str, about: str, lines: Sequence[tuple[str, str, str]], *, total: str, notes: Sequence[str]) -> bytes:
    """A PNG, 960 px wide: (day, activity, time) a line, then the sum; small below stand the notes."""
    big, text = letters(_NAME), letters(TEXT)
    inner = WIDTH - 2 * MARGIN
    sums = text.wrap(total, inner - 2 * PAD, 3)
    abouts = text.wrap(about, inner, 3)
    head = big.height + 12 + len(abouts) * text.height + 24
    foot = 24 + len(sums) * text.height + 2 * PAD
    page = Page(title, WIDTH, notes, head + sum(_step(line) for line in lines) + foot)
    page.text(name, (WIDTH - big.width(name)) / 2, page.y, big, strong=True)
    for number, line in enumerate(abouts):
        page.text(line, (WIDTH - text.width(line)) / 2, page.y + big.height + 12 + number * text.height, text, GREY)
    page.y += head
    for day, activity, time in lines:
        _line(page, day, activity, time)
    page.y += 24
    page.draw.rectangle((MARGIN, page.y, WIDTH - MARGIN, page.y + len(sums) * text.height + 2 * PAD), fill=RED_TINT)
    for number, line in enumerate(sums):
        page.text(line, (WIDTH - text.width(line)) / 2, page.y + PAD + number * text.height, text, RED, strong=True)
    page.y += len(sums) * text.height + 2 * PAD
    return page.png()


def _wrapped(activity: str, time: str) -> list[str]:
    """An activity's name in the room between its day and its time."""
    text = letters(TEXT)
    return text.wrap(activity, WIDTH - 2 * MARGIN - _DAY - text.width(time) - PAD, 2)


def _step(line: tuple[str, str, str]) -> int:
    """How high a line is."""
    return _PAD_Y * 2 + len(_wrapped(line[1], line[2])) * letters(TEXT).height


def _line(page: Page, day: str, activity: str, time: str) -> None:
    text = letters(TEXT)
    step = _step((day, activity, time))
    page.text(day, MARGIN, page.y + _PAD_Y, text, GREY)
    for number, part in enumerate(_wrapped(activity, time)):
        page.text(part, MARGIN + _DAY, page.y + _PAD_Y + number * text.height, text)
    page.text(time, WIDTH - MARGIN - text.width(time), page.y + _PAD_Y, text, strong=True)
    page.draw.line((MARGIN, page.y + step, WIDTH - MARGIN, page.y + step), fill=LINE, width=1)
    page.y += step
