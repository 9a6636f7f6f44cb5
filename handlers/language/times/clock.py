"""The time of day in words: 8:30, 晚上7点半, 下午三点一刻, 中午."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.language.numerals import parse

_N = r"(?:\d{1,2}|[零一二两三四五六七八九十廿]{1,3})"
_PART = (
    r"(?P<part>凌晨|清晨|清早|大清早|一大早|早上|早晨|早间|一早|早|上午|中午|午间|下午|午后|傍晚|晚上|晚间|"
    r"夜里|夜晚|晚|今晚|明晚|明早|今早)"
)
_TIME = re.compile(
    rf"(?:{_PART}的?\s*)?(?:(?P<h>\d{{1,2}})\s?[::]\s?(?P<m>\d{{2}})(?!\d)|(?P<h2>{_N})\s*(?:点钟|点整|点|"
    r"时(?![间候段长光刻]))(?!名|到位)(?:过?(?P<half>半)|(?P<quarter>[一三])刻|(?:零|"
    rf"过)?(?P<m2>{_N})\s*分?(?![月日号天人名位个]))?)"
)
_NOON = re.compile(r"(?:中午|正午|午间)")
_LATE = ("下午", "午后", "傍晚", "晚上", "晚间", "夜里", "夜晚", "晚", "今晚", "明晚")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, said at `start` to `end`."""

    start: int
    end: int
    hour: int
    minute: int

    def text(self) -> str:
        """`HH:MM`."""
        return f"{self.hour:02d}:{self.minute:02d}"


def find(text: str) -> Clock | None:
    """The first time of day in `text`."""
    for hit in _TIME.finditer(text):
        clock = _read(hit)
        if clock:
            return clock
    noon = _NOON.search(text)
    return Clock(noon.start(), noon.end(), 12, 0) if noon else None


_AFTER_DAYS = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天、,，和到至周\s]*\Z")


def _hour(hit: re.Match[str]) -> tuple[int | None, int]:
    """The hour and where it is said; days of the week may run on to it (周一三五八点半)."""
    said, start = hit["h"] or hit["h2"], hit.start()
    hour = parse(said)
    if hit["part"] or (hour is not None and hour <= 24):
        return hour, start
    for size in range(len(said) - 1, 0, -1):
        tail = parse(said[-size:])
        if tail is not None and tail <= 24 and _AFTER_DAYS.search(hit.string[: hit.end("h2") - size]):
            return tail, hit.end("h2") - size
    return hour, start


def _read(hit: re.Match[str]) -> Clock | None:
    hour, start = _hour(hit)
    minute = parse(hit["m"]) if hit["m"] else 30 if hit["half"] else {"一": 15, "三": 45}.get(hit["quarter"] or "", 0)
    if hit["m2"]:
        minute = parse(hit["m2"])
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    return Clock(start, hit.end(), _by_part(hour, hit["part"], bool(hit["h"])) % 24, minute)


def _by_part(hour: int, part: str | None, digital: bool) -> int:
    """The hour of 24; a bare 3点 is in the afternoon, nobody works at three at night."""
    if part in _LATE and hour < 12:
        return hour + 12
    if part in ("中午", "午间") and hour < 4:
        return hour + 12
    if part is None and not digital and 1 <= hour <= 5:
        return hour + 12
    return hour
