"""A stretch of days in words: 昨天, 上周三, 4月20日, 三月, 一季度, 去年, 近7天, 五一 … each as first and last day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.language.numerals import parse
from handlers.language.times import festivals

_N = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_YEAR = r"(?:(?P<year>(?:19|20)\d\d|[一二]?[零〇一二三四五六七八九]{3,4})年?|(?P<rel>去年|前年|今年|明年|本年|当年))"
_OFFSETS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "当": 0, "本": 0, "明": 1, "后": 2, "大后": 3}
_WEEKS = {"上上": -2, "上": -1, "本": 0, "这": 0, "当": 0, "这一": 0, "下": 1, "下下": 2, "": 0}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5, **{str(day): day - 1 for day in range(1, 8)}}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days `first` to `last`, said at `start` to `end`; `loose` when the year (or month) was not said; `unit` what kind."""

    start: int
    end: int
    first: date
    last: date
    unit: str
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """From where days are counted: `past` looks back for what has no year, else forward."""

    today: date
    past: bool


Maker = Callable[[re.Match[str], Frame], tuple[date, date] | None]


def _safe(year: int, month: int, day: int) -> date | None:
    if not (1900 <= year <= 2200 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _number(said: str | None) -> int:
    return (parse(said) or 0) if said else 0


def _year(hit: re.Match[str], frame: Frame) -> int | None:
    """The year said, or None."""
    if hit["rel"]:
        return frame.today.year + {"去年": -1, "前年": -2, "明年": 1}.get(hit["rel"], 0)
    if hit["year"]:
        return _number(hit["year"]) or None
    return None


def nearest(make: Callable[[int], date | None], frame: Frame) -> date | None:
    """The last (or, looking forward, the next) such day."""
    years = range(frame.today.year, frame.today.year - 9, -1) if frame.past else range(frame.today.year, frame.today.year + 9)
    for year in years:
        day = make(year)
        if day and (day <= frame.today if frame.past else day >= frame.today):
            return day
    return None


def _relative_day(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    day = frame.today + timedelta(days=_OFFSETS[hit["off"]])
    return day, day


def _month_day(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    month, day = _number(hit["m"]), _number(hit["d"])
    year = _year(hit, frame)
    made = _safe(year, month, day) if year else nearest(lambda each: _safe(each, month, day), frame)
    return (made, made) if made else None


def _day_of_month(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    day, today = _number(hit["d"]), frame.today
    shift = {"上": -1, "下": 1}.get(hit["which"] or "")
    months = [shift] if shift is not None else [0] if hit["which"] else ([0, -1, -2] if frame.past else [0, 1, 2])
    for step in months:
        year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
        made = _safe(year, month + 1, day)
        if made and (hit["which"] or (made <= today if frame.past else made >= today)):
            return made, made
    return None


def _week(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    monday = frame.today - timedelta(days=frame.today.weekday()) + timedelta(weeks=_WEEKS[hit["w"]])
    return monday, monday + timedelta(days=6)


def _weekday(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    which, today = _WEEKDAYS[hit["wd"]], frame.today
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=_WEEKS[hit["w"] or ""], days=which)
    if not hit["w"] and (day > today if frame.past else day < today):
        day += timedelta(weeks=-1 if frame.past else 1)
    return day, day + timedelta(days=1 if hit["wd"] == "末" else 0)


def _month(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    number = _number(hit["m"])
    if not 1 <= number <= 12:
        return None
    year = _year(hit, frame)
    if year is None:
        ahead = number > frame.today.month if frame.past else number < frame.today.month
        year = frame.today.year + ((-1 if frame.past else 1) if ahead else 0)
    return _part_of_month(date(year, number, 1), hit["part"])


def _part_of_month(first: date, part: str | None) -> tuple[date, date]:
    last = monthrange(first.year, first.month)[1]
    low, high = {
        "上旬": (1, 10),
        "中旬": (11, 20),
        "下旬": (21, last),
        "底": (last, last),
        "末": (last, last),
        "初": (1, 1),
        "中": (15, 15),
    }.get(part or "", (1, last))
    return first.replace(day=low), first.replace(day=high)


def _this_month(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    step = {"上上": -2, "上": -1, "下": 1}.get(hit["which"] or "", 0)
    year, month = divmod(frame.today.year * 12 + frame.today.month - 1 + step, 12)
    return _part_of_month(date(year, month + 1, 1), hit["part"])


def _quarter(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    now = (frame.today.month - 1) // 3
    year, which = _year(hit, frame), hit["q"]
    if which in ("本", "这个", "这", "当前"):
        quarter, year = now, frame.today.year
    elif which in ("上", "上个", "上一", "上一个"):
        year, quarter = divmod(frame.today.year * 4 + now - 1, 4)
    elif which in ("下", "下个", "下一", "下一个"):
        year, quarter = divmod(frame.today.year * 4 + now + 1, 4)
    else:
        quarter = {"头": 1, "首": 1, "末": 4}.get(which, _number(which)) - 1
    if not 0 <= quarter <= 3:
        return None
    if year is None:
        year = frame.today.year - (1 if frame.past and quarter > now else 0)
    return date(year, quarter * 3 + 1, 1), date(year, quarter * 3 + 3, monthrange(year, quarter * 3 + 3)[1])


def _half_year(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    second = hit["half"] == "下"
    year = _year(hit, frame)
    if year is None:
        year = frame.today.year - (1 if frame.past and second and frame.today.month < 7 else 0)
    return (date(year, 7, 1), date(year, 12, 31)) if second else (date(year, 1, 1), date(year, 6, 30))


def _whole_year(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    year = _year(hit, frame) or frame.today.year
    if not 1900 <= year <= 2200:
        return None
    part = hit["part"]
    if part:
        day = {"初": date(year, 1, 1), "头": date(year, 1, 1), "中": date(year, 6, 30)}.get(part, date(year, 12, 31))
        return day, day
    return date(year, 1, 1), date(year, 12, 31)


def _recent(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    size, unit = (1 if hit["n"] == "半" else _number(hit["n"])), hit["u"]
    if not 1 <= size <= 3000:
        return None
    if unit in ("天", "日"):
        return frame.today - timedelta(days=size - 1), frame.today
    if unit in ("周", "个星期", "星期", "个礼拜", "礼拜", "个周"):
        return frame.today - timedelta(days=7 * size - 1), frame.today
    if hit["n"] == "半":
        return (_months_back(frame.today, 6) + timedelta(days=1) if "年" in unit else frame.today - timedelta(days=14)), frame.today
    months = size * (12 if unit == "年" else 1)
    return (_months_back(frame.today, months) + timedelta(days=1), frame.today) if months < 1200 else None


def _months_back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _festival(hit: re.Match[str], frame: Frame) -> tuple[date, date] | None:
    name, year = hit["name"], _year(hit, frame)
    day = festivals.day_of(name, year) if year and 1900 < year < 2200 else nearest(lambda each: festivals.day_of(name, each), frame)
    if day is None:
        return None
    return day, day + timedelta(days=festivals.length(name) - 1 if hit["during"] else 0)


_KINDS: tuple[tuple[str, str, Maker], ...] = (
    ("day", rf"{_YEAR}?\s*(?:的|[-./])?\s*(?P<m>{_N})\s*月\s*(?P<d>{_N})\s*(?:日|号)?(?![个人名位月])", _month_day),
    ("day", r"(?P<year>(?:19|20)\d\d)(?P<rel>)?\s?[-./]\s?(?P<m>\d{1,2})\s?[-./]\s?(?P<d>\d{1,2})(?![\d个人名位])", _month_day),
    ("day", (r"(?<![\d.])(?P<year>)(?P<rel>)(?P<m>1[0-2]|0?[1-9])[./](?P<d>3[01]|[12]\d|0?[1-9])(?![\d.%万元]|"
r"\s?[个人名位米公])"), _month_day),
    ("recent", (r"(?:最近|近|过去|这|前)(?:的|这)?\s*(?P<n>\d{1,4}|[一二两三四五六七八九十半]{1,4})\s*(?P<u>天|日|周|"
r"个星期|个礼拜|星期|礼拜|个月|月(?![日\d])|年)(?!前)"), _recent),
    ("week", r"(?P<w>上上|下下|上|本|这一|这|当|下)(?:一)?个?(?:周|星期|礼拜)(?![一二三四五六日天末\d])", _week),
    ("weekday", r"(?P<w>上上|下下|上|本|这|下)?个?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末1-7])(?![年个周\d])", _weekday),
    ("quarter", (rf"{_YEAR}?(?:的|第)?(?P<q>[一二三四1-4头首末]|本|这个|这|当前|上一个|上个|上一|上|下一个|下个|下一|"
r"下)个?季度?(?<=度)"), _quarter),
    ("quarter", r"(?P<year>)(?P<rel>)[qQ](?P<q>[1-4])(?!\d)", _quarter),
    ("half", rf"{_YEAR}?(?P<half>上|下)半年", _half_year),
    ("month", (rf"{_YEAR}?的?\s*(?P<m>\d{{1,2}}|十[一二]?|[一二三四五六七八九])\s*月(?:份)?(?P<part>上旬|中旬|下旬|底|末|"
r"初|中(?![秋国]))?(?![\d嫂])"), _month),
    ("month", (rf"(?P<which>上上|上|本|这|当|下)个?月(?!的?\s*{_N}\s*[日号])(?:份)?(?P<part>上旬|中旬|下旬|底|末|初|"
r"中)?(?!\d)"), _this_month),
    ("month", r"(?P<which>)(?<![个年\d])月(?P<part>底|末|初)", _this_month),
    ("year", rf"{_YEAR}(?:年)?(?:全年|整年|一年|一整年|度)?(?P<part>初|底|末|中)?(?!\d)", _whole_year),
    ("year", r"(?P<year>)(?P<rel>)(?:全年|年(?P<part>初|底|末|头)(?!会|总))", _whole_year),
    ("festival", rf"{_YEAR}?的?(?P<name>{festivals.PATTERN})(?P<during>期间|假期|长假|小长假|黄金周|放假)?", _festival),
    ("date", (r"(?:(?P<which>上|本|这|下)个?月的?\s*|(?<![月\d一二三四五六七八九十第]))(?P<d>[12]\d|3[01]|0?[1-9]|"
r"[一二]?十[一二三四五六七八九]?|三十一?|廿[一二三四五六七八九]?)\s*(?:日|"
r"号)(?![人个名位楼院线文推通计的要员召])"), _day_of_month),
    ("relative", r"(?P<off>大前|大后|前|昨|今|当|明|后)(?:天|日(?![志常子])|儿个|儿|个儿|晚|早|夜)", _relative_day),
)  # fmt: skip
_COMPILED = [(unit, re.compile(pattern), make) for unit, pattern, make in _KINDS]
_HINT = re.compile(r"[年月日号天周期拜度近\d节今昨明后前末儿晚早]|" + festivals.PATTERN)


def stretches(text: str, frame: Frame) -> list[Stretch]:
    """All stretches of days in `text`, in order, none overlapping."""
    if not _HINT.search(text):
        return []
    found: list[Stretch] = []
    for unit, pattern, make in _COMPILED:
        for stretch in _matches(unit, pattern, make, text, frame):
            if all(stretch.end <= other.start or stretch.start >= other.end for other in found):
                found.append(stretch)
    return sorted(found, key=lambda stretch: stretch.start)


def _matches(unit: str, pattern: re.Pattern[str], make: Maker, text: str, frame: Frame) -> Iterator[Stretch]:
    for hit in pattern.finditer(text):
        made = make(hit, frame)
        if made:
            groups = hit.groupdict()
            loose = not (groups.get("year") or groups.get("rel"))
            yield Stretch(hit.start(), hit.end(), made[0], made[1], unit, loose)
