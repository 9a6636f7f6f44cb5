"""How a figure goes through days or weeks: columns while they have room, then a line."""

from __future__ import annotations

import math
from collections.abc import Sequence

from handlers.charts.page import GREY, LINE, MARGIN, NOTE, PAD, PAPER, RED, WIDTH, Number, Page, said
from handlers.files.letters import letters

MAX_COLUMNS = 16
_PLOT, _ABOVE, _BELOW = 420, 84, 52
"""Px: the plot, the room over it for the unit and a value, the room under it for the labels."""
_TICKS = 4
Box = tuple[float, float, float]
"""The plot's left edge, its right edge and its ground."""


def trend_picture(title: str, labels: Sequence[str], values: Sequence[Number], *, unit_label: str, note: str = "") -> bytes:
    """A PNG, 960 px wide, of values in the order of time; `unit_label` (人次) stands over the scale.

    Up to 16 values are columns with their numbers, more are a line whose highest and last point have theirs; labels are
    thinned until they have room. Errors: ValueError for a negative value or another number of labels than values.
    """
    if len(labels) != len(values) or not all(0 <= value < math.inf for value in values):
        raise ValueError("a trend needs a label each, and values from 0")
    small = letters(NOTE)
    notes = [*([] if labels else ["还没有数据"]), *([note] if note else [])]
    page = Page(title, WIDTH, notes, _ABOVE + _PLOT + _BELOW if labels else 0)
    if not labels:
        return page.png()
    step = _step(max(values))
    ticks = [step * number for number in range(math.ceil(max(values) / step) + 1)] if max(values) else [0, step]
    left = MARGIN + max(small.width(said(tick)) for tick in ticks) + PAD
    box = (left, WIDTH - MARGIN, page.y + _ABOVE + _PLOT)
    page.text(f"单位：{unit_label}", MARGIN, page.y, small, GREY)
    _grid(page, box, ticks)
    heights = [_PLOT * value / ticks[-1] for value in values]
    (_columns if len(values) <= MAX_COLUMNS else _line)(page, box, heights, values)
    _labels(page, box, labels)
    page.y += _ABOVE + _PLOT + _BELOW
    return page.png()


def _step(top: Number) -> Number:
    """The distance of the scale's lines: 1, 2 or 5 with zeros, about four of them up to the top; never a part of one."""
    if top <= _TICKS:
        return 1
    tens = int(10 ** math.floor(math.log10(top / _TICKS)))
    return next(step for step in (tens, 2 * tens, 5 * tens, 10 * tens) if step * _TICKS >= top)


def _grid(page: Page, box: Box, ticks: Sequence[Number]) -> None:
    left, right, ground = box
    small = letters(NOTE)
    for tick in ticks:
        y = ground - _PLOT * tick / ticks[-1]
        page.draw.line((left, y, right, y), fill=GREY if tick == 0 else LINE, width=2 if tick == 0 else 1)
        page.text(said(tick), left - PAD - small.width(said(tick)), y - small.height / 2, small, GREY)


def _columns(page: Page, box: Box, heights: Sequence[float], values: Sequence[Number]) -> None:
    left, right, ground = box
    small = letters(NOTE)
    slot = (right - left) / len(values)
    half = min(slot * 0.32, 40)
    for number, (height, value) in enumerate(zip(heights, values, strict=True)):
        x = left + slot * (number + 0.5)
        if value:
            page.draw.rectangle((x - half, ground - max(height, 3), x + half, ground), fill=RED)
        if small.width(said(value)) <= slot:
            page.text(said(value), x - small.width(said(value)) / 2, ground - height - small.height, small)


def _line(page: Page, box: Box, heights: Sequence[float], values: Sequence[Number]) -> None:
    left, right, ground = box
    small = letters(NOTE)
    slot = (right - left) / len(values)
    points = [(left + slot * (number + 0.5), ground - height) for number, height in enumerate(heights)]
    page.draw.line(points, fill=RED, width=4, joint="curve")
    highest, last = max(range(len(values)), key=lambda number: values[number]), len(values) - 1
    marked = [highest, last] if points[last][0] - points[highest][0] > 90 or highest == last else [highest]
    for x, y in points if slot > 18 else [points[number] for number in marked]:
        page.draw.ellipse((x - 6, y - 6, x + 6, y + 6), fill=RED)
    for number in dict.fromkeys(marked):
        shown = said(values[number])
        x, y = max(min(points[number][0] - small.width(shown) / 2, right - small.width(shown)), left), points[number][1] - small.height - 8
        page.draw.rectangle((x - 2, y + 6, x + small.width(shown) + 2, y + small.height), fill=PAPER)
        page.text(shown, x, y, small)


def _labels(page: Page, box: Box, labels: Sequence[str]) -> None:
    """Every label, or every second, third …, as many as have room; the last always."""
    left, right, ground = box
    small = letters(NOTE)
    slot = (right - left) / len(labels)
    names = [small.wrap(label, (right - left) / 2, 1)[0] for label in labels]
    every = max(1, math.ceil((max(map(small.width, names)) + PAD) / slot))
    free = right
    for number in range(len(names) - 1, -1, -every):
        wide = small.width(names[number])
        x = min(max(left + slot * (number + 0.5) - wide / 2, left - PAD), right - wide)
        if x + wide <= free:
            page.text(names[number], x, ground + 10, small, GREY)
            free = x - PAD / 2
