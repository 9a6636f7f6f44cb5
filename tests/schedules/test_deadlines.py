"""When a deadline is reminded of: on free days only, each stage at most once, early rather than late."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schedules.deadlines import BACK, LATE, OVERDUE, STAGES, horizon, reminder_day, stage_on
from schedules.workdays import Workdays

DAYS = st.dates(date(2021, 1, 1), date(2021, 12, 31))
WORKDAYS = Workdays()


def any_day(day: date) -> bool:
    return True


@st.composite
def freedom(draw: st.DrawFn) -> frozenset[date]:
    """Days that are not free: weekends as they fall, and holidays anywhere, up to ten days long."""
    off = set()
    for first in draw(st.lists(DAYS, max_size=6)):
        off |= {first + timedelta(days=n) for n in range(draw(st.integers(1, 10)))}
    return frozenset(off)


def said(first: date, days: int, due: date, off: frozenset[date]) -> list[tuple[date, int]]:
    """What a receiver hears who is looked at on every free day of a span: each stage once, later stages only."""

    def free(day: date) -> bool:
        return day not in off and day.isoweekday() <= 5

    heard: list[tuple[date, int]] = []
    for day in (first + timedelta(days=n) for n in range(days)):
        stage = stage_on(day, due, free) if free(day) else None
        if stage is not None and all(stage < earlier for _, earlier in heard):
            heard.append((day, stage))
    return heard


def test_seven_three_and_one_day_before_and_once_after() -> None:
    due = date(2021, 6, 16)
    assert [reminder_day(due, stage, any_day) for stage in STAGES] == [date(2021, 6, 9), date(2021, 6, 13), date(2021, 6, 15)]
    assert reminder_day(due, OVERDUE, any_day) == date(2021, 6, 17)


def test_what_falls_on_a_day_off_is_said_on_the_last_worked_day_before_and_adjusted_weekends_are_worked() -> None:
    due = date(2021, 10, 8)  # the Friday after 国庆: 1 to 7 October are off, Sunday 26 September and Saturday the 9th are worked
    assert reminder_day(due, 7, WORKDAYS.is_workday) == date(2021, 9, 30)
    assert reminder_day(due, 1, WORKDAYS.is_workday) == date(2021, 9, 30)
    assert reminder_day(due, OVERDUE, WORKDAYS.is_workday) == date(2021, 10, 9)
    assert reminder_day(date(2021, 9, 27), 1, WORKDAYS.is_workday) == date(2021, 9, 26)


@given(DAYS, freedom(), DAYS)
def test_each_stage_is_said_at_most_once_on_free_days_and_in_order(due: date, off: frozenset[date], first: date) -> None:
    heard = said(first, 400, due, off)
    assert len({day for day, _ in heard}) == len(heard)
    assert all(day not in off and day.isoweekday() <= 5 for day, _ in heard)
    stages = [stage for _, stage in heard]
    assert stages == sorted(stages, reverse=True)
    assert all((day > due) is (stage == OVERDUE) for day, stage in heard)


@given(DAYS, freedom())
def test_who_is_looked_at_every_day_hears_no_stage_late(due: date, off: frozenset[date]) -> None:
    """Whenever there is a free day in time, nobody hears of a deadline with fewer days left than the stage says."""
    for day, stage in said(due - timedelta(days=60), 120, due, off):
        if stage == OVERDUE:
            continue
        target = due - timedelta(days=stage)
        before = [target - timedelta(days=n) for n in range(BACK + 1)]
        assert day <= target or all(one in off or one.isoweekday() > 5 for one in before)


@given(DAYS, freedom())
def test_a_deadline_with_free_days_before_and_after_is_heard_of_before_and_after(due: date, off: frozenset[date]) -> None:
    heard = said(due - timedelta(days=60), 120, due, off)
    free = [day for n in range(-60, 60) if (day := due + timedelta(days=n)) not in off and day.isoweekday() <= 5]
    assert any(stage == OVERDUE for _, stage in heard) is any(0 < (day - due).days <= LATE for day in free)
    if any(-BACK <= (day - due).days <= -1 for day in free):
        assert any(stage in STAGES for _, stage in heard)


@given(DAYS, DAYS, freedom())
def test_nothing_beyond_the_horizon_has_reached_a_stage(day: date, due: date, off: frozenset[date]) -> None:
    first, last = horizon(day)
    if stage_on(day, due, lambda one: one not in off) is not None:
        assert first <= due.isoformat() <= last
