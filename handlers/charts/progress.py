"""How far a plan is: one bar a line, the done part filled."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.charts.page import GREY, MARGIN, PAD, RED, RED_TINT, TEXT, WIDTH, Page
from handlers.files.letters import Letters, letters

MAX_LINES = 60
_BAR, _GAP = 26, 22
_SIDE = 0.34
"""Labels up to this part of the width stand beside their bars, longer ones above."""


def progress_picture(title: str, rows: Sequence[tuple[str, int, int]], *, note: str = "") -> bytes:
    """A PNG, 960 px wide, of (label, done, total) in the order given: a bar filled as far as it is done, and `3/10`.

    At most 60 lines; a long label takes two lines above its bar. Errors: ValueError for a negative number.
    """
    if any(done < 0 or total < 0 for _, done, total in rows):
        raise ValueError("progress needs numbers from 0")
    left_out = len(rows) - MAX_LINES
    shown = rows[:MAX_LINES]
    text = letters(TEXT)
    notes = [f"另有{left_out}项没有列出"] if left_out > 0 else [] if shown else ["还没有数据"]
    beside = all(text.widest(label) <= WIDTH * _SIDE for label, _, _ in shown)
    names = [text.wrap(label, WIDTH - 2 * MARGIN, 1 if beside else 2) for label, _, _ in shown]
    heights = [text.height + _GAP if beside else len(name) * text.height + _BAR + _GAP + 14 for name in names]
    page = Page(title, WIDTH, [*notes, *([note] if note else [])], sum(heights))
    ends = [f"{done}/{total}" for _, done, total in shown]
    left = MARGIN + (max((text.widest(name[0]) for name in names), default=0) + PAD if beside else 0)
    room = WIDTH - MARGIN - left - max(map(text.width, ends), default=0) - PAD
    for name, height, end, (_, done, total) in zip(names, heights, ends, shown, strict=True):
        bar_y = page.y + (text.height + _GAP - _BAR) / 2 if beside else page.y + len(name) * text.height + 6
        _label(page, name, text, left if beside else 0)
        _bar(page, left, bar_y, room, min(done / total, 1.0) if total else 0.0)
        page.text(end, left + room + PAD, bar_y + (_BAR - text.height) / 2, text, GREY if done < total or not total else RED)
        page.y += height
    return page.png()


def _label(page: Page, name: list[str], text: Letters, left: float) -> None:
    """Beside its bar (to the right, ending at `left`), or with `left` 0 above it."""
    for number, line in enumerate(name):
        x = left - PAD - text.width(line) if left else MARGIN
        page.text(line, x, page.y + (_GAP / 2 if left else number * text.height), text)


def _bar(page: Page, left: float, y: float, room: float, share: float) -> None:
    page.draw.rectangle((left, y, left + room, y + _BAR), fill=RED_TINT)
    if share:
        page.draw.rectangle((left, y, left + max(room * share, 3), y + _BAR), fill=RED)
