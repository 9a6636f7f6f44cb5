"""Slots of a plan: the rule, the window, and no guess about a year that is not announced."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.calendar import SHANGHAI, UnknownYear, When, WhenError, Workdays, describe, next_slot, slots, validate

WORKDAYS = Workdays()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def found(when: When, after: str, until: str, workdays: Workdays = WORKDAYS) -> list[str]:
    return [f"{slot:%Y-%m-%d %H:%M}" for slot in slots(when, at(after), at(until), workdays=workdays)]


def days(when: When, after: str, until: str) -> list[str]:
    return [slot[:10] for slot in found(when, after, until)]


def test_the_window_is_open_before_and_closed_after() -> None:
    when = {"daily": "08:30"}
    assert found(when, "2021-05-21T08:30", "2021-05-22T08:30") == ["2021-05-22 08:30"]
    assert found(when, "2021-05-21T08:29", "2021-05-21T08:30") == ["2021-05-21 08:30"]
    assert found(when, "2021-05-22T08:30", "2021-05-21T08:30") == []


def test_midnight_and_the_last_minute_of_a_year() -> None:
    assert found({"daily": "00:00"}, "2020-12-31T23:59", "2021-01-01T00:00") == ["2021-01-01 00:00"]
    assert found({"daily": "23:59"}, "2020-12-31T00:00", "2021-01-01T00:00") == ["2020-12-31 23:59"]


def test_bounds_of_any_zone_and_never_a_naive_one() -> None:
    utc = datetime(2021, 5, 21, 0, 29, tzinfo=UTC)
    assert next_slot({"daily": "08:30"}, utc, workdays=WORKDAYS) == at("2021-05-21T08:30")
    with pytest.raises(ValueError, match="without a zone"):
        slots({"daily": "08:30"}, datetime(2021, 5, 21), at("2021-05-22"), workdays=WORKDAYS)  # noqa: DTZ001


def test_once() -> None:
    assert found({"at": "2021-05-21T09:00"}, "2021-01-01", "2022-01-01") == ["2021-05-21 09:00"]
    assert found({"on": "2021-05-21"}, "2021-01-01", "2022-01-01") == ["2021-05-21 08:30"]
    assert next_slot({"on": "2021-05-21"}, at("2021-05-21T08:30"), workdays=WORKDAYS) is None


def test_weekly_and_monthly() -> None:
    assert days({"weekly": [1, 3]}, "2021-05-16", "2021-05-31") == ["2021-05-17", "2021-05-19", "2021-05-24", "2021-05-26"]
    ends = days({"monthly": [31]}, "2021-01-01", "2021-07-01")
    assert ends == ["2021-01-31", "2021-02-28", "2021-03-31", "2021-04-30", "2021-05-31", "2021-06-30"]
    assert days({"monthly": [30]}, "2021-02-01", "2021-05-01") == ["2021-03-30", "2021-04-30"]
    assert days({"monthly": [29]}, "2021-02-01", "2021-03-01") == []
    assert days({"monthly": [29]}, "2020-02-01", "2020-03-01") == ["2020-02-29"]


def test_the_last_workday_of_a_month_follows_the_official_table() -> None:
    when = {"last_workday": "16:00"}
    # 2020: the Spring Festival was prolonged to 2 February; 2021-09-26 was a worked Sunday, 1 October a holiday
    assert days(when, "2020-01-01", "2020-03-01") == ["2020-01-23", "2020-02-28"]
    assert days(when, "2021-04-01", "2021-07-01") == ["2021-04-30", "2021-05-31", "2021-06-30"]
    worked = Workdays.parse('[2021]\nholidays = ["2021-05-31"]\nworkdays = ["2021-05-29"]')
    assert [slot[:10] for slot in found(when, "2021-05-01", "2021-06-30", worked)] == ["2021-05-29"]
    assert describe({"last_workday": "16:00"}) == "每月最后一个工作日 16:00"
    assert validate({"last_workday": "9:00", "until": "2021-12-31"}) == {"last_workday": "09:00", "until": "2021-12-31"}


def test_the_last_workday_of_an_unknown_year_is_not_guessed() -> None:
    coming = slots({"last_workday": "16:00"}, at("2021-11-01"), at("2090-01-01"), workdays=WORKDAYS)
    known = max(year for year in range(2021, 2090) if WORKDAYS.known(year))
    assert [slot.year for slot in islice(coming, 12 * (known - 2021) + 2)][-1] == known
    with pytest.raises(UnknownYear):
        next(coming)


def test_nodes_and_the_leap_day() -> None:
    nodes = {"nodes": ["0308", "0515", "0601", "0701", "1001"], "at": "09:00"}
    assert days(nodes, "2021-01-01", "2022-01-01") == ["2021-03-08", "2021-05-15", "2021-06-01", "2021-07-01", "2021-10-01"]
    assert days({"nodes": ["0229"]}, "2019-01-01", "2025-01-01") == ["2020-02-29", "2024-02-29"]


KNOWN_FESTIVALS = {  # from the State Council's announcements and printed calendars
    "除夕": "2021-02-11 2022-01-31 2023-01-21 2024-02-09 2025-01-28 2026-02-16",
    "春节": "2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17",
    "元宵": "2021-02-26 2022-02-15 2023-02-05 2024-02-24 2025-02-12 2026-03-03",
    "端午": "2021-06-14 2022-06-03 2023-06-22 2024-06-10 2025-05-31 2026-06-19",
    "七夕": "2021-08-14 2022-08-04 2023-08-22 2024-08-10 2025-08-29 2026-08-19",
    "中秋": "2021-09-21 2022-09-10 2023-09-29 2024-09-17 2025-10-06 2026-09-25",
    "重阳": "2021-10-14 2022-10-04 2023-10-23 2024-10-11 2025-10-29 2026-10-18",
}


@pytest.mark.parametrize("name", KNOWN_FESTIVALS)
def test_lunar_festivals(name: str) -> None:
    assert days({"festivals": [name]}, "2021-01-01", "2027-01-01") == KNOWN_FESTIVALS[name].split()


def test_festivals_end_with_the_lunar_calendar() -> None:
    assert len(days({"festivals": ["春节"]}, "2098-01-01", "2103-01-01")) == 3


def test_adjusted_workdays() -> None:
    may_day = days({"workdays": "08:30"}, "2021-04-24", "2021-05-09")
    assert may_day == [f"2021-{day}" for day in ("04-25", "04-26", "04-27", "04-28", "04-29", "04-30", "05-06", "05-07", "05-08")]
    assert days({"workdays": "08:30"}, "2026-10-10", "2026-10-11") == ["2026-10-10"]


def test_an_unknown_year_is_never_guessed() -> None:
    when = {"workdays": "08:30"}
    stream = slots(when, at("2026-12-30T12:00"), at("2027-01-10"), workdays=WORKDAYS)
    assert next(stream) == at("2026-12-31T08:30")
    with pytest.raises(UnknownYear, match="2027年") as caught:
        next(stream)
    assert caught.value.year == 2027
    assert found(when, "2026-12-31T12:00", "2027-01-01T08:00") == [], "no slot of 2027 is in the window"
    assert found(when | {"until": "2026-12-31"}, "2026-12-30T12:00", "2028-01-01") == ["2026-12-31 08:30"]
    with pytest.raises(UnknownYear):
        next_slot(when, at("2027-03-01"), workdays=WORKDAYS)


def test_until_is_the_last_day() -> None:
    assert days({"daily": "23:59", "until": "2021-05-22"}, "2021-05-20T23:59", "2021-06-01") == ["2021-05-21", "2021-05-22"]


def test_from_is_the_first_day() -> None:
    when = {"daily": "00:00", "from": "2021-05-22"}
    assert days(when, "2021-05-20", "2021-05-23T12:00") == ["2021-05-22", "2021-05-23"]
    assert validate(when) == when


def test_short_intervals_start_again_at_midnight() -> None:
    seen = [
        f"{slot:%d %H:%M:%S}" for slot in slots({"every_seconds": 7000}, at("2021-05-21T23:00"), at("2021-05-22T04:00"), workdays=WORKDAYS)
    ]
    assert seen == ["21 23:20:00", "22 00:00:00", "22 01:56:40", "22 03:53:20"]
    assert next_slot({"every_seconds": 45}, at("2021-05-21T00:00:45"), workdays=WORKDAYS) == at("2021-05-21T00:01:30")


def test_slots_are_found_as_they_are_asked_for() -> None:
    endless = slots({"every_seconds": 1}, at("2021-01-01"), at("2090-01-01"), workdays=WORKDAYS)
    assert len(list(islice(endless, 5))) == 5


def test_manual_plans_have_no_slots() -> None:
    assert next_slot({"manual": True}, at("2021-01-01"), workdays=WORKDAYS) is None


def test_clock_changes_of_the_past() -> None:
    """1986-05-04 02:00 became 03:00; 1986-09-14 02:00 became 01:00."""
    skipped = list(slots({"daily": "02:30"}, at("1986-05-03T12:00"), at("1986-05-05T12:00"), workdays=WORKDAYS))
    assert [f"{slot:%d %H:%M %z}" for slot in skipped] == ["04 03:30 +0900", "05 02:30 +0900"]
    twice = list(slots({"daily": "01:30"}, at("1986-09-13T12:00"), at("1986-09-15T12:00"), workdays=WORKDAYS))
    assert [f"{slot:%d %H:%M %z}" for slot in twice] == ["14 01:30 +0900", "15 01:30 +0800"]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"at": "2021-05-21T09:00"}, "2021年5月21日 09:00"),
        ({"on": "2021-05-21"}, "2021年5月21日 08:30"),
        ({"daily": "8:30"}, "每天 08:30"),
        ({"workdays": "08:30"}, "工作日 08:30"),
        ({"weekly": [3, 1, 7], "at": "08:30"}, "每周一、三、日 08:30"),
        ({"monthly": [15, 1]}, "每月1、15日 08:30"),
        ({"monthly": [15, 31]}, "每月15日和最后一天 08:30"),
        ({"monthly": [31]}, "每月最后一天 08:30"),
        ({"nodes": ["0601", "0308", "0229"], "at": "09:00"}, "每年2月29日、三八、六一 09:00"),
        ({"festivals": ["中秋", "春节"]}, "每年春节、中秋 08:30"),
        ({"every_seconds": 45}, "每45秒一次"),
        ({"every_seconds": 300}, "每5分钟一次"),
        ({"manual": True}, "手动推送"),
        ({"workdays": "08:30", "until": "2021-06-30"}, "工作日 08:30（至2021年6月30日）"),
        ({"daily": "08:30", "from": "2021-06-01"}, "每天 08:30（2021年6月1日起）"),
        ({"daily": "08:30", "from": "2021-06-01", "until": "2021-06-30"}, "每天 08:30（2021年6月1日起至2021年6月30日）"),
    ],
)
def test_described_in_chinese(when: dict[str, Any], words: str) -> None:
    assert describe(when) == words
    assert describe(validate(when)) == words
    assert validate(validate(when)) == validate(when)


@pytest.mark.parametrize(
    "when",
    [
        None, "08:30", {}, {"until": "2021-06-30"}, {"daily": "24:00"}, {"daily": "8点"}, {"daily": 830},
        {"daily": "08:30", "workdays": "08:30"}, {"daily": "08:30", "at": "09:00"}, {"at": "09:00"}, {"at": "2021-05-21"},
        {"at": "2021-02-29T09:00"}, {"on": "2021-02-29"}, {"on": "20210521"}, {"weekly": []}, {"weekly": [0]}, {"weekly": [8]},
        {"weekly": [True]}, {"weekly": 1}, {"weekly": ["1"]}, {"monthly": [32]}, {"nodes": []}, {"nodes": ["0230"]},
        {"nodes": ["1301"]}, {"festivals": ["国庆"]}, {"festivals": "春节"}, {"every_seconds": 0}, {"every_seconds": 86401},
        {"manual": False}, {"daily": "08:30", "until": "明天"}, {"on": "2021-05-21", "until": "2021-05-20"},
        {"daily": "08:30", "from": "2021-05-21", "until": "2021-05-20"}, {"daily": "08:30", "from": "下周"},
        {"daily": "08:30", "gap": -1}, {"daily": "08:30", "gap": 3601}, {"daily": "08:30", "gap": "60"},
        {"weekly": [1], "at": None}, {"daily": "08:30", "often": 2}, {"weekly": [[1]]}, {"festivals": [["春节"]]},
    ],
)  # fmt: skip
def test_a_wrong_when_is_refused_in_chinese(when: object) -> None:
    with pytest.raises(WhenError) as caught:
        validate(when)
    assert any("一" <= letter <= "鿿" for letter in str(caught.value))


def test_a_pace_stays_with_the_times() -> None:
    assert validate({"workdays": "08:30", "gap": 60}) == {"workdays": "08:30", "gap": 60}
    assert validate({"workdays": "08:30", "gap": 0}) == {"workdays": "08:30"}
    assert describe({"workdays": "08:30", "gap": 60}) == "工作日 08:30"


def test_a_moment_with_a_zone_is_kept_in_local_time() -> None:
    assert validate({"at": "2021-05-21T01:00:00+00:00"}) == {"at": "2021-05-21T09:00"}


# --- properties --------------------------------------------------------------

TIMES = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
DATES = st.dates(date(2019, 12, 1), date(2025, 2, 1))
WHENS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"daily": TIMES}),
    st.fixed_dictionaries({"workdays": TIMES}),
    st.fixed_dictionaries({"last_workday": TIMES}),
    st.fixed_dictionaries({"weekly": st.lists(st.integers(1, 7), min_size=1), "at": TIMES}),
    st.fixed_dictionaries({"monthly": st.lists(st.integers(1, 31), min_size=1), "at": TIMES}),
    st.fixed_dictionaries({"nodes": st.lists(st.sampled_from(["0229", "0308", "1231", "0101"]), min_size=1), "at": TIMES}),
    st.fixed_dictionaries({"on": DATES.map(str), "at": TIMES}),
    st.fixed_dictionaries({"every_seconds": st.integers(3000, 86400)}),
)
MOMENTS = st.datetimes(datetime(2019, 12, 15), datetime(2025, 1, 15), timezones=st.just(SHANGHAI))  # noqa: DTZ001
UNTILS = st.none() | DATES.map(str)


def with_until(when: dict[str, Any], until: str | None) -> dict[str, Any]:
    late = until is not None and until >= max(when.get("on", ""), when.get("from", ""))
    return when | {"until": until} if late else when


def beginning(when: dict[str, Any], first: str | None) -> dict[str, Any]:
    return when if first is None else when | {"from": first}


def brute_force(when: dict[str, Any], after: datetime, until: datetime) -> list[datetime]:
    """Every day from before to behind the window, asked in the plainest words."""
    out = []
    day = after.date() - timedelta(days=1)
    while day <= until.date():
        if when.get("from", "") <= str(day) <= when.get("until", "9999"):
            out += [slot for slot in of_day(when, day) if after < slot <= until]
        day += timedelta(days=1)
    return out


def month_of(day: date) -> list[date]:
    return [day.replace(day=number) for number in range(1, monthrange(day.year, day.month)[1] + 1)]


def of_day(when: dict[str, Any], day: date) -> list[datetime]:
    if "every_seconds" in when:
        midnight = at(f"{day}T00:00")
        return [midnight + timedelta(seconds=n) for n in range(0, 86400, when["every_seconds"])]
    kind = next(kind for kind in ("daily", "workdays", "last_workday", "weekly", "monthly", "nodes", "on") if kind in when)
    matches = {
        "daily": True,
        "workdays": kind == "workdays" and chinese_calendar.is_workday(day),
        "last_workday": kind == "last_workday" and day == max(d for d in month_of(day) if chinese_calendar.is_workday(d)),
        "weekly": day.weekday() + 1 in when.get("weekly", ()),
        "monthly": int(str(day)[-2:]) in when.get("monthly", ()) or (31 in when.get("monthly", ()) and (day + timedelta(1)).day == 1),
        "nodes": str(day)[5:].replace("-", "") in when.get("nodes", ()),
        "on": str(day) == when.get("on"),
    }
    clock = when["at"] if "at" in when else when[kind]
    return [at(f"{day}T{clock}")] if matches[kind] else []


@settings(max_examples=120, deadline=None)
@given(WHENS, UNTILS, UNTILS, MOMENTS, st.integers(0, 60 * 24 * 120))
def test_slots_are_what_brute_force_finds(when: dict[str, Any], first: str | None, last: str | None, after: datetime, minutes: int) -> None:
    when, until = with_until(beginning(when, first), last), after + timedelta(minutes=minutes)
    seen = list(slots(when, after, until, workdays=WORKDAYS))
    assert seen == brute_force(when, after, until)
    assert all(one < two for one, two in pairwise(seen))
    assert list(slots(validate(when), after, until, workdays=WORKDAYS)) == seen


@settings(max_examples=120, deadline=None)
@given(WHENS, UNTILS, MOMENTS, st.integers(0, 60 * 24 * 60), st.integers(0, 60 * 24 * 60))
def test_a_window_can_be_cut_anywhere(when: dict[str, Any], last: str | None, a: datetime, first: int, second: int) -> None:
    when = with_until(when, last)
    b = a + timedelta(minutes=first)
    c = b + timedelta(minutes=second)

    def between(after: datetime, until: datetime) -> list[datetime]:
        return list(slots(when, after, until, workdays=WORKDAYS))

    assert between(a, b) + between(b, c) == between(a, c)
    near = between(a, a + timedelta(days=60))
    assert next_slot(when, a, workdays=WORKDAYS, horizon_days=60) == (near[0] if near else None)


@settings(max_examples=60, deadline=None)
@given(
    TIMES | st.integers(3000, 86400),
    st.datetimes(datetime(1986, 4, 1), datetime(1991, 10, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 60 * 24 * 3),
)
def test_across_clock_changes_instants_ascend(clock: str | int, after: datetime, minutes: int) -> None:
    when: When = {"daily": clock} if isinstance(clock, str) else {"every_seconds": clock}
    b, c = after + timedelta(minutes=minutes), after + timedelta(minutes=2 * minutes)
    whole = [slot.astimezone(UTC) for slot in slots(when, after, c, workdays=WORKDAYS)]
    assert whole == sorted(set(whole))
    halves = [slot.astimezone(UTC) for pair in ((after, b), (b, c)) for slot in slots(when, *pair, workdays=WORKDAYS)]
    assert halves == whole
