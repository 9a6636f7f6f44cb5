"""Days as people write them: `05-20`, `2021-05-20`, 5月20日, 5月20号, 5.20, 2021/5/20."""

from __future__ import annotations

import re
from datetime import date

_LONGEST = 64
YEARS = range(1900, 2201)
LEAP_YEAR = 2024
_DAY = re.compile(r"(?:([0-9]{4})[-/.年])?([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
_CUT = re.compile(r"[0-9]{1,2}\.[1-3]")
"""A spreadsheet takes a typed 5.20 for a number and keeps 5.2: nobody can tell which day it was."""


def day_key(text: str) -> str | None:
    """`05-20` (every year) or `2021-05-20` (once) as the store has it; None where it is no day of that kind."""
    plain = text.strip()[:_LONGEST]
    found = _DAY.fullmatch(plain)
    if found is None or _CUT.fullmatch(plain):
        return None
    try:
        day = date(int(found[1] or LEAP_YEAR), int(found[2]), int(found[3]))
    except ValueError:
        return None
    if day.year not in YEARS:
        return None
    return day.isoformat() if found[1] else f"{day:%m-%d}"
