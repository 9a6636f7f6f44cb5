"""Dates of the lunar festivals that a plan may name."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1901, 2100
_LUNAR = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15), "重阳": (9, 9)}
_EVE = "除夕"

NAMES: tuple[str, ...] = ("除夕", "春节", "元宵", "端午", "七夕", "中秋", "重阳")


@lru_cache(maxsize=512)
def festival_date(name: str, year: int) -> date:
    """The day of festival `name` in the solar year `year`; each falls in every year exactly once.

    A festival in a leap lunar month is kept in the ordinary month. Errors: KeyError for a name
    not in NAMES, ValueError for a year outside 1901–2100.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no lunar calendar for year {year}, only {FIRST_YEAR}-{LAST_YEAR}")
    if name == _EVE:
        return festival_date("春节", year) - timedelta(days=1)
    from lunar_python import Lunar  # slow to import, wanted by few plans

    month, day = _LUNAR[name]
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def is_festival(day: date, names: tuple[str, ...]) -> bool:
    """Whether `day` is one of the named festivals; never, outside 1901–2100."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return False
    return any(festival_date(name, day.year) == day for name in names)
