"""A table as a picture, to be read on a phone. The same input gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.charts.page import LINE, MARGIN, MAX_WIDTH, MIN_WIDTH, PAD, PAPER, RED_TINT, STRIPE, TEXT, Ink, Page, said
from handlers.files.letters import Letters, letters

Cell = str | int | float | None

MAX_ROWS = 60
_PAD_Y = 13
_CELL_LINES = 3
_NARROWEST = 96
_PAPERS = (MIN_WIDTH, 1000, 1120, MAX_WIDTH)
_TALL = 21
"""A table of more lines is rather wide than taller still."""
_NUMBER = re.compile(r"\d*\.?\d+%?|\d+小时(?:\d+分)?|\d+分")
_TOTALS = ("合计", "总计")


def table_picture(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, note: str = "") -> bytes:
    """A PNG of a table, 900–1280 px wide, no wider than its text needs: numbers to the right, long cells in at most 3 lines.

    At most 60 rows are drawn, a last row 合计 always, and a line says how many are left out.
    Errors: ValueError for no columns or a row of another length.
    """
    if not columns or any(len(row) != len(columns) for row in rows):
        raise ValueError("a table needs columns, and a cell of every row for each")
    shown, left_out = _shown(rows)
    text = letters(TEXT)
    numeric = [_is_numeric([row[index] for row in shown]) for index in range(len(columns))]
    cells = [[said(value) for value in row] for row in shown]
    widths, lines = _laid_out([list(columns), *cells], numeric, text)
    below = [part for part in (f"另有{left_out}行没有列出，可以导出完整的表" if left_out else "", note) if part]
    page = Page(title, sum(widths) + 2 * MARGIN, below, sum(_row_height(row, text) for row in lines))
    strong = {0} | {index for index, row in enumerate(cells, 1) if _is_total(row)}
    for index, row in enumerate(lines):
        _draw_row(page, row, widths, numeric, text, fill=_fill(index, index in strong), strong=index in strong)
    return page.png()


def _draw_row(
    page: Page, row: list[list[str]], widths: list[float], numeric: list[bool], text: Letters, *, fill: Ink, strong: bool
) -> None:
    height = _row_height(row, text)
    x = (page.width - sum(widths)) / 2
    page.draw.rectangle((x, page.y, x + sum(widths), page.y + height), fill=fill)
    page.draw.line((x, page.y + height, x + sum(widths), page.y + height), fill=LINE, width=1)
    for lines, width, right in zip(row, widths, numeric, strict=True):
        y = page.y + (height - len(lines) * text.height) / 2
        for line in lines:
            at = x + width - PAD - text.width(line) if right else x + PAD
            page.text(line, at, y, text, strong=strong)
            y += text.height
        x += width
    page.y += height


def _fill(index: int, strong: bool) -> Ink:
    if strong:
        return RED_TINT
    return STRIPE if index % 2 == 0 else PAPER


def _row_height(row: list[list[str]], text: Letters) -> float:
    return max(map(len, row)) * text.height + 2 * _PAD_Y


def _shown(rows: Sequence[Sequence[Cell]]) -> tuple[list[Sequence[Cell]], int]:
    """The rows to draw, and how many are not."""
    if len(rows) <= MAX_ROWS:
        return list(rows), 0
    total = [rows[-1]] if _is_total([said(value) for value in rows[-1]]) else []
    return [*rows[: MAX_ROWS - len(total)], *total], len(rows) - MAX_ROWS


def _is_total(row: Sequence[str]) -> bool:
    return any(cell in _TOTALS for cell in row[:2])


def _is_numeric(column: Sequence[Cell]) -> bool:
    filled = [value for value in column if value not in (None, "", *_TOTALS)]
    return bool(filled) and all(
        isinstance(value, (int, float)) or _NUMBER.fullmatch(value) is not None for value in filled if value is not None
    )


def _laid_out(rows: list[list[str]], numeric: list[bool], text: Letters) -> tuple[list[float], list[list[list[str]]]]:
    """The narrowest of a few papers on which no cell is cut, for a phone shows it largest; the lines of every cell on it."""
    most = _CELL_LINES if len(rows) <= _TALL else _CELL_LINES - 1
    for paper in _PAPERS:
        widths = _widths(rows, numeric, text, paper - 2 * MARGIN)
        lines = [[text.wrap(cell, width - 2 * PAD, _CELL_LINES + 1) for cell, width in zip(row, widths, strict=True)] for row in rows]
        if sum(widths) <= paper - 2 * MARGIN and max(len(cell) for row in lines for cell in row) <= most:
            return widths, lines
    return widths, [[text.wrap(cell, width - 2 * PAD, _CELL_LINES) for cell, width in zip(row, widths, strict=True)] for row in rows]


def _widths(rows: list[list[str]], numeric: list[bool], text: Letters, room: float) -> list[float]:
    """Pixels a column: as wide as its text where there is room, else the widest give way, numbers last."""
    natural = [max(text.widest(row[index]) for row in rows) + 2 * PAD for index in range(len(numeric))]
    fixed = [width if number else min(width, _NARROWEST) for width, number in zip(natural, numeric, strict=True)]
    if sum(natural) > room:
        natural = _capped(natural, fixed, room)
    missing = MIN_WIDTH - 2 * MARGIN - sum(natural)
    return [width + max(missing, 0) / len(natural) for width in natural]


def _capped(natural: list[float], least: list[float], room: float) -> list[float]:
    """Lower one cap on all until they fit; none below its least, even if the whole is then wider than `room`."""
    cap = max(natural)
    widths = natural
    while sum(widths) > room and cap > 0:
        cap -= 4
        widths = [max(min(width, cap), low) for width, low in zip(natural, least, strict=True)]
    return widths
