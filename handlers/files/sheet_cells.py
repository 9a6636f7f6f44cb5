"""Values into a spreadsheet's cells: text stays text, times are Shanghai's, a picture stands inside its cell."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D

from handlers.files.form import Cell, Picture
from handlers.files.picture import readable
from handlers.files.text import clean
from handlers.files.workbook import is_day, local, looks_like_formula

PICTURE_HEIGHT = 72.0
"""Points a picture takes in its cell."""
_PIXELS_PER_POINT, _PIXELS_PER_LETTER, _EMU = 96 / 72, 7, 9525


def put(cell: Any, value: Cell) -> str:
    """Put a value into a cell, without style; what it is: time, day, number, text or picture."""
    if isinstance(value, Picture):
        if not _put_picture(cell, value.data):
            return put(cell, value.text)
        cell.value = None  # a template's placeholder would stand beside it
        return "picture"
    if isinstance(value, datetime):
        cell.value = local(value)
        return "time"
    if isinstance(value, str):
        put_text(cell, value)
        return "text"
    cell.value = value
    return "day" if is_day(value) else "number"


def put_text(cell: Any, text: str) -> None:
    """Text that is never a formula, whatever it begins with."""
    cell.value, cell.data_type = clean(text), "s"


def put_styled(cell: Any, value: Cell) -> None:
    """Put a value into a cell that has its style already (a template's): only what the value needs is added."""
    shape = put(cell, value)
    if shape == "text" and isinstance(value, str):
        cell.quotePrefix = looks_like_formula(value)
    elif shape in ("time", "day") and cell.number_format == "General":
        cell.number_format = "yyyy-mm-dd hh:mm" if shape == "time" else "yyyy-mm-dd"


def _put_picture(cell: Any, data: bytes) -> bool:
    """Whether the picture could be read. It keeps its shape and stands in the middle of its cell, whose height is known by now."""
    shown = readable(data)
    if shown is None:
        return False
    image = Image(io.BytesIO(shown))
    across = (cell.parent.column_dimensions[cell.column_letter].width or 10) * _PIXELS_PER_LETTER
    down = (cell.parent.row_dimensions[cell.row].height or PICTURE_HEIGHT + 6) * _PIXELS_PER_POINT
    scale = min(PICTURE_HEIGHT * _PIXELS_PER_POINT / image.height, (across - 6) / image.width, (down - 6) / image.height)
    wide, high = int(image.width * scale), int(image.height * scale)
    at = AnchorMarker(cell.column - 1, int((across - wide) / 2 * _EMU), cell.row - 1, int((down - high) / 2 * _EMU))
    image.anchor = OneCellAnchor(_from=at, ext=XDRPositiveSize2D(wide * _EMU, high * _EMU))
    cell.parent.add_image(image)
    cell.value = None  # a template's placeholder
    return True
