"""Horizontal bars: totals by unit, a ranking."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from handlers.charts.page import LINE, MARGIN, PAD, RED, TEXT, WIDTH, Number, Page, said
from handlers.files.letters import letters

MAX_BARS = 60
_SIDE = 0.36
"""Labels up to this part of the width stand beside their bars, longer ones above: never cut where two may begin alike."""
_BAR, _GAP = 30, 18


def bar_picture(
    title: str,
    labels: Sequence[str],
    values: Sequence[Number],
    *,
    unit_label: str,
    note: str = "",
    say: Callable[[int], str] | None = None,
) -> bytes:
    """A PNG of horizontal bars, 960 px wide, in the order given, each with its value: `say` of it, else it and `unit_label` (人次).

    At most 60 bars; a long label takes two lines above its bar. Errors: ValueError for a negative value or another number of
    labels than values.
    """
    if len(labels) != len(values) or not all(0 <= value < math.inf for value in values):
        raise ValueError("bars need a label each, and values from 0")
    left_out = len(values) - MAX_BARS
    labels, values = labels[:MAX_BARS], values[:MAX_BARS]
    text = letters(TEXT)
    beside = all(text.widest(label) <= WIDTH * _SIDE for label in labels)
    names = [text.wrap(label, WIDTH - 2 * MARGIN, 1 if beside else 2) for label in labels]
    steps = [text.height + 26 if beside else len(name) * text.height + _BAR + 2 * _GAP for name in names]
    notes = [f"另有{left_out}项没有列出"] if left_out > 0 else [] if labels else ["还没有数据"]
    page = Page(title, WIDTH, [*notes, *([note] if note else [])], sum(steps))
    ends = [say(round(value)) if say else f"{said(value)}{unit_label}" for value in values]
    left = MARGIN + (max((text.width(name[0]) for name in names), default=0) + PAD if beside else 0)
    room = WIDTH - MARGIN - left - max(map(text.width, ends), default=0) - PAD
    top = max(values, default=0)
    for name, step, end, value in zip(names, steps, ends, values, strict=True):
        _bar(page, left, name, end, step, room * value / top if top else 0, beside=beside)
        page.y += step
    return page.png()


def _bar(page: Page, left: float, name: list[str], end: str, step: float, length: float, *, beside: bool) -> None:
    """One bar with its label and its value, in a strip `step` px high."""
    text = letters(TEXT)
    ground = page.y + step - (_GAP / 2 if beside else _GAP)
    for number, line in enumerate(name):
        x = left - PAD - text.width(line) if beside else MARGIN
        page.text(line, x, ground - (_BAR + text.height) / 2 if beside else page.y + number * text.height, text)
    page.draw.line((left, ground - _BAR - 6, left, ground + 6), fill=LINE, width=2)
    page.text(end, left + length + PAD, ground - (_BAR + text.height) / 2, text)
    if length:
        page.draw.rectangle((left, ground - _BAR, left + max(length, 3), ground), fill=RED)
