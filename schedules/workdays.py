"""Which days are worked: the State Council's yearly table, 调休 included. Nothing is guessed.

An organizer's own file goes before the table that comes with the package, which follows the
State Council's announcement (November) only some weeks later::

    [2027]
    holidays = ["2027-01-01", "2027-02-05"]   # days off, beyond Saturdays and Sundays
    workdays = ["2027-02-07"]                 # Saturdays and Sundays that are worked
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

_SATURDAY = 5


class UnknownYear(LookupError):
    """The official table of `year` is not known yet; the caller warns the organizers."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的放假调休安排还不知道，工作日推送排不到这一年；请导入国务院办公厅公布的安排")
        self.year = year


class WorkdaysError(ValueError):
    """An organizer's file is wrong; the message is a Chinese sentence."""


@dataclass(frozen=True)
class YearTable:
    """One announcement: days off and worked days, of its year or of the December before it."""

    holidays: frozenset[date]
    workdays: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Workdays:
    """Answers whether a day is worked; `overrides` (year -> table) go first, whole years at a time."""

    overrides: Mapping[int, YearTable] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Workdays:
        """Read an organizer's TOML file. Errors: WorkdaysError, naming the file, or the year and the value."""
        try:
            return cls.parse(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise WorkdaysError(f"没有找到调休文件：{path}（设置项 workdays）") from None
        except OSError as cause:
            raise WorkdaysError(f"调休文件读不了：{path}（设置项 workdays）") from cause
        except UnicodeDecodeError as cause:
            raise WorkdaysError("工作日文件要存成 UTF-8 编码") from cause

    @classmethod
    def parse(cls, text: str) -> Workdays:
        """The same from the file's text. Errors: WorkdaysError."""
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as cause:
            raise WorkdaysError(f"工作日文件不是正确的 TOML：{cause}") from cause
        return cls({_year(key): _table(key, value) for key, value in tables.items()})

    def known(self, year: int) -> bool:
        """Whether the official table of `year` is at hand."""
        return year in self.overrides or _packaged(date(year, 1, 1)) is not None

    def is_workday(self, day: date) -> bool:
        """Whether `day` is worked. Errors: UnknownYear."""
        for table in self.overrides.values():
            if day in table.workdays or day in table.holidays:
                return day in table.workdays
        if day.year in self.overrides:
            return day.weekday() < _SATURDAY
        worked = _packaged(day)
        if worked is None:
            raise UnknownYear(day.year)
        return worked


@lru_cache(maxsize=4096)
def _packaged(day: date) -> bool | None:
    """What the installed table says; None where it ends."""
    import chinese_calendar  # only plans on workdays need it

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def _year(key: str) -> int:
    if len(key) == 4 and key.isascii() and key.isdigit():
        return int(key)
    raise WorkdaysError(f"工作日文件里的“[{key}]”不是年份，应写成 [2027] 这样")


def _table(key: str, value: object) -> YearTable:
    if not isinstance(value, dict):
        raise WorkdaysError(f"工作日文件里的 {key} 应是一段：[{key}]，下面写 holidays 和 workdays")
    if strange := sorted(set(value) - {"holidays", "workdays"}):
        raise WorkdaysError(f"工作日文件 [{key}] 里有不认识的项：{'、'.join(strange)}")
    holidays, workdays = (_days(key, name, value.get(name, [])) for name in ("holidays", "workdays"))
    if not holidays:
        raise WorkdaysError(f"工作日文件 [{key}] 里没有写放假的日子（holidays）")
    if both := sorted(holidays & workdays):
        raise WorkdaysError(f"工作日文件 [{key}] 里 {both[0]} 既放假又上班")
    return YearTable(holidays, workdays)


def _days(key: str, name: str, values: object) -> frozenset[date]:
    if not isinstance(values, list):
        raise WorkdaysError(f"工作日文件 [{key}] 的 {name} 应是日期的列表")
    return frozenset(_day(key, value) for value in values)


def _day(key: str, value: object) -> date:
    try:
        day = value if isinstance(value, date) and not isinstance(value, datetime) else date.fromisoformat(str(value))
    except ValueError as cause:
        raise WorkdaysError(f"工作日文件 [{key}] 里的“{value}”不是日期，应写成 {key}-05-01 这样") from cause
    year = int(key)
    if day.year == year or (day.year == year - 1 and day.month == 12):  # 元旦 reaches back: 2018-12-29 was worked
        return day
    raise WorkdaysError(f"工作日文件 [{key}] 里的 {day} 不是 {key} 年的日子")
