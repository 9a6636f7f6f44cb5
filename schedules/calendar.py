"""The slots of a plan: pure functions of time, Asia/Shanghai. No clock, no store.

A local time that a clock change skipped (China, 1986–1991) is the moment the unchanged clock would
have shown it; one that occurred twice is the first.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from schedules.festivals import is_festival
from schedules.rules import SHANGHAI, Rule, When, WhenError, parse
from schedules.workdays import UnknownYear, Workdays

__all__ = ["SHANGHAI", "UnknownYear", "When", "WhenError", "Workdays", "describe", "next_slot", "slots", "validate"]

_WEEKDAYS = "一二三四五六日"
MONTH_END = 31
"""In a monthly `when`: the last day, whichever it is."""
_NODES = {"0308": "三八", "0515": "5·15", "0601": "六一", "0701": "七一", "1001": "十一"}


def validate(when: object) -> When:
    """The canonical form of `when`: sorted, without repeats, times as HH:MM, `on` as `at`.

    Errors: WhenError, a Chinese sentence.
    """
    return parse(when).when()


def slots(when: When, after: datetime, until: datetime, *, workdays: Workdays) -> Iterator[datetime]:
    """The slots in (after, until], aware in Asia/Shanghai, ascending, found as they are asked for.

    Both bounds are aware. Errors: WhenError and ValueError (a naive bound) at once; UnknownYear
    on reaching a year whose workdays are not known, after the slots before it.
    """
    return _between(parse(when), _instant(after), _instant(until), workdays)


def next_slot(when: When, after: datetime, *, workdays: Workdays, horizon_days: int = 400) -> datetime | None:
    """The first slot after `after` and within `horizon_days`, else None. Errors: as `slots`."""
    until = _instant(after) + timedelta(days=horizon_days)
    return next(slots(when, after, until, workdays=workdays), None)


def describe(when: When) -> str:
    """`when` in Chinese: 工作日 08:30. Errors: WhenError."""
    rule = parse(when)
    first = f"{_chinese(rule.begins)}起" if rule.begins is not None else ""
    last = f"至{_chinese(rule.until)}" if rule.until is not None else ""
    return _describe(rule) + (f"（{first}{last}）" if first or last else "")


def _describe(rule: Rule) -> str:
    if rule.moment is not None:
        return f"{_chinese(rule.moment.date())} {rule.moment:%H:%M}"
    if rule.kind == "manual":
        return "手动推送"
    if rule.kind == "every_seconds":
        return f"每{rule.every}秒一次" if rule.every % 60 else f"每{rule.every // 60}分钟一次"
    return f"{_describe_days(rule)} {rule.at:%H:%M}"


def _describe_days(rule: Rule) -> str:
    match rule.kind:
        case "workdays":
            return "工作日"
        case "last_workday":
            return "每月最后一个工作日"
        case "weekly":
            return "每周" + "、".join(_WEEKDAYS[number - 1] for number in rule.numbers)
        case "monthly":
            named = "、".join(str(number) for number in rule.numbers if number != MONTH_END)
            last = "最后一天" if MONTH_END in rule.numbers else ""
            return "每月" + "和".join(part for part in (f"{named}日" if named else "", last) if part)
        case "nodes":
            return "每年" + "、".join(_NODES.get(name) or f"{int(name[:2])}月{int(name[2:])}日" for name in rule.names)
        case "festivals":
            return "每年" + "、".join(rule.names)
    return "每天"


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _between(rule: Rule, after: datetime, until: datetime, workdays: Workdays) -> Iterator[datetime]:
    for day in _days(rule, after, until):
        for moment in _moments(rule, day, after):
            if moment > until:
                return
            # The window first: a day is not asked about unless its slot would count (UnknownYear).
            if moment > after and _falls_on(rule, day, workdays):
                yield moment.astimezone(SHANGHAI)


def _days(rule: Rule, after: datetime, until: datetime) -> Iterator[date]:
    """The days that may hold a slot of the window, ascending."""
    if rule.kind == "manual" or after >= until:
        return
    first, last = after.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date()
    if rule.begins is not None:
        first = max(first, rule.begins)
    if rule.until is not None:
        last = min(last, rule.until)
    if rule.moment is not None:
        first = max(first, rule.moment.date())
        last = min(last, rule.moment.date())
    yield from map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _moments(rule: Rule, day: date, after: datetime) -> Iterator[datetime]:
    """The moments (UTC) at which `day` could hold slots; of a short interval, from the first past `after`."""
    if rule.kind != "every_seconds":
        yield _utc(rule.moment or datetime.combine(day, rule.at))
        return
    start, end = (_utc(datetime.combine(date.fromordinal(day.toordinal() + n), time())) for n in (0, 1))
    step = timedelta(seconds=rule.every)
    moment = start + step * max(0, (after - start) // step + 1)
    while moment < end:
        yield moment
        moment += step


def _falls_on(rule: Rule, day: date, workdays: Workdays) -> bool:
    match rule.kind:
        case "workdays":
            return workdays.is_workday(day)
        case "last_workday":
            return _is_last_workday(day, workdays)
        case "weekly":
            return day.isoweekday() in rule.numbers
        case "monthly":
            ends = (day + timedelta(days=1)).day == 1
            return day.day in rule.numbers or (ends and MONTH_END in rule.numbers)
        case "nodes":
            return f"{day:%m%d}" in rule.names
        case "festivals":
            return is_festival(day, rule.names)
    return True


def _is_last_workday(day: date, workdays: Workdays) -> bool:
    """Whether the month has no workday after this one."""
    following = (day + timedelta(days=ahead) for ahead in range(1, monthrange(day.year, day.month)[1] - day.day + 1))
    return workdays.is_workday(day) and not any(workdays.is_workday(other) for other in following)


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=SHANGHAI).astimezone(UTC)


def _instant(moment: datetime) -> datetime:
    """In UTC, where comparing is by instant: two datetimes of one zone compare by their clock faces."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot bound slots")
    return moment.astimezone(UTC)
