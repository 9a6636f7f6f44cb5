"""Pictures for the chat: a table and bars, drawn to be read on a phone. The same input gives the same bytes."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from handlers.files.letters import Letters, letters

Number = int | float
Cell = str | int | float | None

MAX_ROWS = 60
MIN_WIDTH, MAX_WIDTH = 900, 1280
_MARGIN, _PAD_X, _PAD_Y = 32, 16, 13
_TEXT, _TITLE, _NOTE = 28, 40, 24
_CELL_LINES = 3
_NARROWEST = 96
_RED, _RED_TINT, _STRIPE = (156, 52, 48), (244, 226, 223), (248, 247, 246)
_INK, _GREY, _LINE, _PAPER = (38, 38, 38), (112, 112, 112), (214, 210, 208), (255, 255, 255)
_TOTALS = ("合计", "总计")


def table_picture(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, note: str = "") -> bytes:
    """A PNG of a table, 900–1280 px wide: numbers to the right, long cells in at most 3 lines.

    At most 60 rows are drawn, a last row 合计 always, and a line says how many are left out.
    Errors: ValueError for no columns or a row of another length.
    """
    if not columns or any(len(row) != len(columns) for row in rows):
        raise ValueError("a table needs columns, and a cell of every row for each")
    shown, left_out = _shown(rows)
    text = letters(_TEXT)
    numeric = [_is_numeric([row[index] for row in shown]) for index in range(len(columns))]
    cells = [[_said(value) for value in row] for row in shown]
    widths = _widths(columns, cells, numeric, text)
    lines = [
        [text.wrap(cell, width - 2 * _PAD_X, _CELL_LINES) for cell, width in zip(row, widths, strict=True)]
        for row in [list(columns), *cells]
    ]
    below = [part for part in (f"另有{left_out}行没有列出，可以导出完整的表" if left_out else "", note) if part]
    page = _Page(title, sum(widths) + 2 * _MARGIN, below, sum(_row_height(row, text) for row in lines))
    strong = {0} | {index for index, row in enumerate(cells, 1) if _is_total(row)}
    for index, row in enumerate(lines):
        _draw_row(page, row, widths, numeric, text, fill=_fill(index, index in strong), strong=index in strong)
    return page.png()


def bar_picture(title: str, labels: Sequence[str], values: Sequence[Number], *, unit_label: str) -> bytes:
    """A PNG of horizontal bars, 960 px wide, in the order given, each with its value and `unit_label` (人次).

    At most 60 bars. Errors: ValueError for a negative value or another number of labels than values.
    """
    if len(labels) != len(values) or not all(0 <= value < math.inf for value in values):
        raise ValueError("bars need a label each, and values from 0")
    left_out = len(values) - MAX_ROWS
    labels, values = labels[:MAX_ROWS], values[:MAX_ROWS]
    text = letters(_TEXT)
    step, width = text.height + 26, 960
    below = [f"另有{left_out}项没有列出"] if left_out > 0 else []
    page = _Page(title, width, below or ([] if labels else ["还没有数据"]), step * len(labels))
    names = [text.wrap(label, width * 0.32, 1)[0] for label in labels]
    ends = [f"{_said(value)}{unit_label}" for value in values]
    left = _MARGIN + max(map(text.width, names), default=0) + _PAD_X
    room = width - _MARGIN - left - max(map(text.width, ends), default=0) - _PAD_X
    top = max(values, default=0)
    for name, end, value in zip(names, ends, values, strict=True):
        length = room * value / top if top else 0
        page.text(name, left - _PAD_X - text.width(name), page.y + 13, text)
        page.draw.line((left, page.y, left, page.y + step), fill=_LINE, width=2)
        if value:
            page.draw.rectangle((left, page.y + 8, left + max(length, 3), page.y + step - 8), fill=_RED)
        page.text(end, left + length + _PAD_X, page.y + 13, text)
        page.y += step
    return page.png()


class _Page:
    """The paper: a title above, room for `body` px, notes below. `y` is where the body goes on."""

    def __init__(self, title: str, width: float, notes: Sequence[str], body: float) -> None:
        self.width = max(int(width), MIN_WIDTH)
        heading, self._small = letters(_TITLE), letters(_NOTE)
        inner = self.width - 2 * _MARGIN
        title_lines = heading.wrap(title, inner, 2)
        self._notes = [line for note in notes for line in self._small.wrap(note, inner, 4)]
        head = _MARGIN + len(title_lines) * (heading.height + 8) + 16
        foot = _MARGIN + (16 if self._notes else 0) + len(self._notes) * (self._small.height + 6)
        self.image = Image.new("RGB", (self.width, int(head + body + foot)), _PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.draw.rectangle((0, 0, self.width, 8), fill=_RED)
        for index, line in enumerate(title_lines):
            self.text(line, (self.width - heading.width(line)) / 2, _MARGIN + index * (heading.height + 8), heading, _RED)
        self.y: float = head

    def text(self, line: str, x: float, y: float, font: Letters, ink: tuple[int, int, int] = _INK, *, strong: bool = False) -> None:
        self.draw.text((int(x), int(y)), line, font=font.font, fill=ink, stroke_width=0.5 if strong else 0, anchor="la")

    def png(self) -> bytes:
        """The finished picture; the notes are written now, below what was drawn."""
        y = self.y + 16
        for line in self._notes:
            self.text(line, _MARGIN, y, self._small, _GREY)
            y += self._small.height + 6
        out = io.BytesIO()
        self.image.save(out, "PNG")
        return out.getvalue()


def _draw_row(
    page: _Page, row: list[list[str]], widths: list[float], numeric: list[bool], text: Letters, *, fill: tuple[int, int, int], strong: bool
) -> None:
    height = _row_height(row, text)
    x = (page.width - sum(widths)) / 2
    page.draw.rectangle((x, page.y, x + sum(widths), page.y + height), fill=fill)
    page.draw.line((x, page.y + height, x + sum(widths), page.y + height), fill=_LINE, width=1)
    for lines, width, right in zip(row, widths, numeric, strict=True):
        y = page.y + (height - len(lines) * text.height) / 2
        for line in lines:
            at = x + width - _PAD_X - text.width(line) if right else x + _PAD_X
            page.text(line, at, y, text, strong=strong)
            y += text.height
        x += width
    page.y += height


def _fill(index: int, strong: bool) -> tuple[int, int, int]:
    if strong:
        return _RED_TINT
    return _STRIPE if index % 2 == 0 else _PAPER


def _row_height(row: list[list[str]], text: Letters) -> float:
    return max(map(len, row)) * text.height + 2 * _PAD_Y


def _shown(rows: Sequence[Sequence[Cell]]) -> tuple[list[Sequence[Cell]], int]:
    """The rows to draw, and how many are not."""
    if len(rows) <= MAX_ROWS:
        return list(rows), 0
    total = [rows[-1]] if _is_total([_said(value) for value in rows[-1]]) else []
    return [*rows[: MAX_ROWS - len(total)], *total], len(rows) - MAX_ROWS


def _is_total(row: Sequence[str]) -> bool:
    return any(cell in _TOTALS for cell in row[:2])


def _is_numeric(column: Sequence[Cell]) -> bool:
    said = [value for value in column if value not in (None, "", *_TOTALS)]
    return bool(said) and all(
        isinstance(value, (int, float)) or value.removesuffix("%").replace(".", "", 1).isdecimal() for value in said if value is not None
    )


def _said(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def _widths(columns: Sequence[str], cells: list[list[str]], numeric: list[bool], text: Letters) -> list[float]:
    """Pixels a column: as wide as its text where there is room, else the widest give way, numbers last."""
    natural = [max(text.widest(cell) for cell in [head, *(row[index] for row in cells)]) + 2 * _PAD_X for index, head in enumerate(columns)]
    fixed = [width if number else min(width, _NARROWEST) for width, number in zip(natural, numeric, strict=True)]
    room = MAX_WIDTH - 2 * _MARGIN
    if sum(natural) > room:
        natural = _capped(natural, fixed, room)
    missing = MIN_WIDTH - 2 * _MARGIN - sum(natural)
    return [width + max(missing, 0) / len(natural) for width in natural]


def _capped(natural: list[float], least: list[float], room: float) -> list[float]:
    """Lower one cap on all until they fit; none below its least, even if the whole is then wider than `room`."""
    cap = max(natural)
    widths = natural
    while sum(widths) > room and cap > 0:
        cap -= 4
        widths = [max(min(width, cap), low) for width, low in zip(natural, least, strict=True)]
    return widths
