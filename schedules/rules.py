"""A plan's `when`, read strictly into a Rule. Local times are Asia/Shanghai."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Literal, TypeGuard
from zoneinfo import ZoneInfo

from schedules import festivals

When = Mapping[str, Any]
Kind = Literal["at", "daily", "workdays", "last_workday", "weekly", "monthly", "nodes", "festivals", "every_seconds", "manual"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
DEFAULT_TIME = time(8, 30)
DAY_SECONDS = 86_400
LONGEST_GAP = 3600


class WhenError(ValueError):
    """A `when` that cannot be meant; the message is a Chinese sentence for the organizer."""


@dataclass(frozen=True)
class Rule:
    """A `when` as values. Only the fields of its kind are set."""

    kind: Kind
    at: time = DEFAULT_TIME
    moment: datetime | None = None  # naive local, kind "at"
    numbers: tuple[int, ...] = ()  # weekdays 1–7 or days of the month 1–31
    names: tuple[str, ...] = ()  # nodes MMDD, or festivals
    every: int = 0  # seconds
    begins: date | None = None  # the first day, "from" in a `when`
    until: date | None = None  # the last day, inclusive
    gap: int = 0  # seconds between two messages of one account, at least

    def when(self) -> dict[str, Any]:
        """The canonical mapping of this rule (plain JSON values); reading it again gives this rule."""
        out = self._body()
        if self.begins is not None:
            out["from"] = self.begins.isoformat()
        if self.until is not None:
            out["until"] = self.until.isoformat()
        if self.gap:
            out["gap"] = self.gap
        return out

    def _body(self) -> dict[str, Any]:
        at = f"{self.at:%H:%M}"
        if self.moment is not None:
            return {"at": self.moment.isoformat(timespec="seconds" if self.moment.second else "minutes")}
        if self.kind in ("daily", "workdays", "last_workday"):
            return {self.kind: at}
        if self.kind in ("weekly", "monthly"):
            return {self.kind: list(self.numbers), "at": at}
        if self.kind in ("nodes", "festivals"):
            return {self.kind: list(self.names), "at": at}
        return {"every_seconds": self.every} if self.kind == "every_seconds" else {"manual": True}


def parse(when: object) -> Rule:
    """Read a `when`. Errors: WhenError for anything not exactly one of the known forms."""
    if not isinstance(when, Mapping) or not when:
        raise WhenError("没有写推送时间，例如：工作日 8:30")
    kinds = [key for key in _READERS if key in when]
    if not kinds and "at" in when:
        kinds = ["at"]
    if len(kinds) != 1:
        said = "推送时间只能写一种，不能同时写：" + "、".join(kinds) if kinds else "看不懂推送时间，例如可以写：工作日 8:30"
        raise WhenError(said)
    allowed = {kinds[0], "from", "until", "gap"} | (_TIMED if kinds[0] in _TIMED_KINDS else set())
    if strange := sorted(str(key) for key in set(when) - allowed):
        raise WhenError(f"推送时间里有不认识的项：{'、'.join(strange)}")
    begins, until = (_date(when[key]) if when.get(key) is not None else None for key in ("from", "until"))
    if begins is not None and until is not None and until < begins:
        raise WhenError(f"截止日期 {until} 在开始日期 {begins} 之前")
    return replace(_READERS.get(kinds[0], _moment)(when, until), begins=begins, gap=_gap(when.get("gap", 0)))


def _gap(value: object) -> int:
    if not _is_int(value) or not 0 <= value <= LONGEST_GAP:
        raise WhenError(f"两条之间隔多少秒要写 1 到 {LONGEST_GAP} 的整数")
    return value


_TIMED = {"at"}
_TIMED_KINDS = {"on", "weekly", "monthly", "nodes", "festivals"}


def _moment(when: When, until: date | None) -> Rule:
    value = when["at"]
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        moment = None
    if moment is None:
        raise WhenError(f"“{value}”不是日期和时间，应写成 2021-05-21T09:00 这样")
    if moment.tzinfo is not None:
        moment = moment.astimezone(SHANGHAI).replace(tzinfo=None)
    return _ending(Rule("at", moment=moment.replace(microsecond=0, fold=0), until=until))


def _on(when: When, until: date | None) -> Rule:
    return _ending(Rule("at", moment=datetime.combine(_date(when["on"]), _at(when)), until=until))


def _ending(rule: Rule) -> Rule:
    if rule.moment is not None and rule.until is not None and rule.until < rule.moment.date():
        raise WhenError(f"截止日期 {rule.until} 在推送日期 {rule.moment.date()} 之前")
    return rule


def _daily(when: When, until: date | None) -> Rule:
    return Rule("daily", _time(when["daily"]), until=until)


def _workdays(when: When, until: date | None) -> Rule:
    return Rule("workdays", _time(when["workdays"]), until=until)


def _last_workday(when: When, until: date | None) -> Rule:
    return Rule("last_workday", _time(when["last_workday"]), until=until)


def _weekly(when: When, until: date | None) -> Rule:
    return Rule("weekly", _at(when), numbers=_numbers(when["weekly"], 7, "星期要写 1 到 7（1 是星期一）"), until=until)


def _monthly(when: When, until: date | None) -> Rule:
    return Rule("monthly", _at(when), numbers=_numbers(when["monthly"], 31, "每月的日子要写 1 到 31"), until=until)


def _nodes(when: When, until: date | None) -> Rule:
    names = _list(when["nodes"], "还没有写是哪些节点，例如：三八、六一、七一")
    return Rule("nodes", _at(when), names=tuple(sorted({_node(name) for name in names})), until=until)


def _festivals(when: When, until: date | None) -> Rule:
    names = _list(when["festivals"], "还没有写是哪些节日，例如：春节、中秋")
    for name in names:
        if name not in festivals.NAMES:
            raise WhenError(f"不认识节日“{name}”，可以写：{'、'.join(festivals.NAMES)}")
    return Rule("festivals", _at(when), names=tuple(name for name in festivals.NAMES if name in names), until=until)


def _every(when: When, until: date | None) -> Rule:
    every = when["every_seconds"]
    if not _is_int(every) or not 1 <= every <= DAY_SECONDS:
        raise WhenError("间隔秒数要写 1 到 86400 的整数")
    return Rule("every_seconds", every=every, until=until)


def _manual(when: When, until: date | None) -> Rule:
    if when["manual"] is not True:
        raise WhenError("手动推送应写成 manual: true")
    return Rule("manual", until=until)


_READERS: dict[str, Callable[[When, date | None], Rule]] = {
    "on": _on, "daily": _daily, "workdays": _workdays, "last_workday": _last_workday, "weekly": _weekly, "monthly": _monthly,
    "nodes": _nodes, "festivals": _festivals, "every_seconds": _every, "manual": _manual,
}  # fmt: skip


def _at(when: When) -> time:
    return _time(when["at"]) if "at" in when else DEFAULT_TIME


def _time(value: object) -> time:
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", value) if isinstance(value, str) else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise WhenError(f"“{value}”不是时间，应写成 08:30 这样（00:00 到 23:59）")
    return time(int(found[1]), int(found[2]))


def _date(value: object) -> date:
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise WhenError(f"“{value}”不是日期，应写成 2021-05-21 这样")


def _node(value: object) -> str:
    text = value.replace("-", "") if isinstance(value, str) else ""
    try:
        if re.fullmatch(r"[0-9]{4}", text):
            return f"{date(2020, int(text[:2]), int(text[2:])):%m%d}"  # a leap year: 0229 is a day
    except ValueError:
        pass
    raise WhenError(f"“{value}”不是月日，节点应写成 0308 这样")


def _list(value: object, empty: str) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)) or not value:
        raise WhenError(empty)
    return value


def _numbers(value: object, highest: int, sentence: str) -> tuple[int, ...]:
    numbers = _list(value, sentence)
    if not all(_is_int(number) and 1 <= number <= highest for number in numbers):
        raise WhenError(sentence)
    return tuple(sorted(set(numbers)))


def _is_int(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
