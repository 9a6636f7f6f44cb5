"""Text as Office files can hold it, and how much room it takes."""

from __future__ import annotations

import math
import re
import unicodedata

_LONGEST = 32_767  # characters a spreadsheet's cell may hold
_SURROGATES = re.compile("[\ud800-\udfff]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def clean(text: str) -> str:
    """`text` as a cell can hold it: no control characters, no half characters, not over-long."""
    kept = xml_text(text)
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1] + "…"


def xml_text(text: str) -> str:
    """`text` without what no Office file may hold: control characters and half characters."""
    return _SURROGATES.sub("�", _ILLEGAL.sub("", text))


def width_of(text: str) -> int:
    """Half-width characters that a line takes; 汉字 take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def lines_of(text: str, width: float) -> int:
    """Lines that `text` takes in `width` half-width characters; a little too many rather than too few."""
    usable = max(width - 1.5, 2)
    return sum(max(1, math.ceil(width_of(part) / usable)) for part in text.split("\n"))
