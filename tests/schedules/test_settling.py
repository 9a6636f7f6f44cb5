"""What a plan's own rules do to its slots: merged, held back by silence or quiet hours, begun anew, and a clock that jumps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.holding import Hours, after_quiet
from store.types import SHANGHAI
from tests.conversation import Town, town
from tests.schedules.test_pushes import DAILY, DATED, NUMBERED, at, group_id, numbered, skipped, titles

EVENING = {"daily": "20:30"}


async def dated(here: Town, *days: str) -> None:
    for day in days:
        await here.item(DATED, day, day)


async def hush(here: Town, first: str, last: str, unit: str | None = None) -> None:
    now = here.clock()

    def add(uow: Any) -> None:
        found = uow.units.by_name(unit) if unit else None
        uow.hushes.add(found.id if found else None, first, last, None, now)

    await here.app.writer.run(add)


async def states(here: Town) -> list[tuple[str, str]]:
    return [(row["group"][:4], row["state"]) for row in await here.rows("deliveries")]


# -- merging ---------------------------------------------------------------------------------------------------------


async def test_what_was_missed_goes_as_one_where_the_plan_merges() -> None:
    async with town() as here:
        await dated(here, "05-21", "05-22", "05-23")
        await here.plan(DATED, DAILY, merged=True, window_minutes=3 * 24 * 60)
        await here.sleep_until(at("2021-05-23", "12:00"))
        [bubble] = here.group("省财政厅").bubbles()[-1:]
        assert bubble.text.startswith("（补推 3 期）\n\n【党史上的今天】05-21\n")
        assert [line for line in bubble.text.splitlines() if line.startswith("【")] == [f"【{DATED}】05-2{n}" for n in (1, 2, 3)]
        assert bubble.text.count("打卡") == 1
        assert await skipped(here) == [("05-21 08:30", "并入后一次补推"), ("05-22 08:30", "并入后一次补推")]
        assert len(await here.rows("deliveries")) == 2


async def test_merging_keeps_to_the_window_and_leaves_out_days_without_an_item() -> None:
    async with town() as here:
        await dated(here, "05-21", "05-23")
        await here.plan(DATED, DAILY, merged=True, window_minutes=2 * 24 * 60)
        await here.sleep_until(at("2021-05-23", "12:00"))
        assert await titles(here) == ["05-23"]
        assert await skipped(here) == [("05-21 08:30", "错过了推送时间"), ("05-22 08:30", "没有审核通过的内容")]


async def test_a_numbered_column_merged_goes_on_behind_what_was_merged() -> None:
    async with town() as here:
        await numbered(here, 4)
        await here.plan(NUMBERED, DAILY, merged=True, window_minutes=3 * 24 * 60)
        await here.sleep_until(at("2021-05-23", "12:00"))
        await here.pass_time(days=1)
        texts = [bubble.text for bubble in here.group("省财政厅").bubbles()[-2:]]
        assert [[number for number in "1234" if f"第{number}讲" in text] for text in texts] == [["1", "2", "3"], ["4"]]


# -- the end of a numbered column ------------------------------------------------------------------------------------


async def test_a_numbered_column_begins_anew_where_the_plan_says_so() -> None:
    async with town() as here:
        await numbered(here, 3)
        await here.plan(NUMBERED, DAILY, anew=True)
        await here.pass_time(to=at("2021-05-24", "09:00"))
        await here.restart()
        await here.pass_time(to=at("2021-05-28", "09:00"))
        assert await titles(here) == [f"第{n}讲" for n in (1, 2, 3, 1, 2, 3, 1, 2)]
        assert await skipped(here) == []


async def test_a_column_without_items_that_begins_anew_is_skipped() -> None:
    async with town() as here:
        await here.item(NUMBERED, 1, "草稿", state="draft")
        await here.plan(NUMBERED, DAILY, anew=True)
        await here.pass_time(to=at("2021-05-21", "09:00"))
        assert await skipped(here) == [("05-21 08:30", "没有审核通过的内容")]


# -- silence -----------------------------------------------------------------------------------------------------------


async def test_on_a_silent_day_nobody_is_pushed_to() -> None:
    async with town() as here:
        await dated(here, "05-21", "05-22")
        await here.plan(DATED, DAILY)
        await hush(here, "2021-05-21", "2021-05-21")
        await here.pass_time(to=at("2021-05-22", "09:00"))
        assert await titles(here) == ["05-22"]
        assert await skipped(here) == [("05-21 08:30", "静默日")]


async def test_what_fell_into_silence_goes_out_late_in_the_morning_after_where_the_window_allows() -> None:
    async with town() as here:
        await dated(here, "05-20", "05-21", "05-22")
        await here.plan(DATED, EVENING, window_minutes=12 * 60)
        await hush(here, "2021-05-21", "2021-05-21")
        await here.pass_time(to=at("2021-05-22", "06:59"))
        assert await titles(here) == ["05-20"]
        await here.pass_time(to=at("2021-05-22", "07:01"))
        assert await titles(here) == ["05-20", "05-21"]
        assert await skipped(here) == []


async def test_what_fell_into_silence_is_merged_by_a_plan_that_merges() -> None:
    async with town() as here:
        await dated(here, "05-20", "05-21", "05-22")
        await here.plan(DATED, EVENING, merged=True, window_minutes=3 * 24 * 60)
        await hush(here, "2021-05-20", "2021-05-21")
        await here.pass_time(to=at("2021-05-22", "12:00"))
        [bubble] = here.group("省财政厅").bubbles()[-1:]
        assert bubble.text.startswith("（补推 2 期）")
        await here.pass_time(to=at("2021-05-22", "21:00"))
        assert "】05-22\n" in here.group("省财政厅").bubbles()[-1].text


async def test_one_units_silence_leaves_the_others_their_push() -> None:
    async with town() as here:
        await here.open_group("国库处", parent="省财政厅")
        await dated(here, "05-21", "05-22")
        await here.plan(DATED, DAILY)
        await hush(here, "2021-05-21", "2021-05-21", "省财政厅")
        await here.pass_time(to=at("2021-05-22", "09:00"))
        assert [await titles(here, unit) for unit in ("省财政厅", "国库处", "省教育厅")] == [["05-22"], ["05-22"], ["05-21", "05-22"]]
        assert sorted(state for _, state in await states(here)) == ["sent"] * 4 + ["skipped"] * 2


async def test_one_units_push_waits_until_its_silence_ends() -> None:
    async with town() as here:
        await dated(here, "05-21")
        await here.plan(DATED, EVENING, window_minutes=12 * 60)
        await hush(here, "2021-05-21", "2021-05-21", "省财政厅")
        await here.pass_time(to=at("2021-05-21", "21:00"))
        assert [await titles(here, unit) for unit in ("省财政厅", "省教育厅")] == [[], ["05-21"]]
        [held] = [row for row in await here.rows("deliveries") if row["state"] == "pending"]
        assert held["cause"] == "静默日"


# -- quiet hours ---------------------------------------------------------------------------------------------------


async def test_a_late_push_does_not_wake_anyone() -> None:
    async with town() as here:
        await dated(here, "05-20")
        await here.plan(DATED, EVENING, window_minutes=12 * 60)
        await here.sleep_until(at("2021-05-20", "23:30"))
        assert (await titles(here), await skipped(here)) == ([], [])
        await here.pass_time(to=at("2021-05-21", "07:30"))
        assert await titles(here) == ["05-20"]


async def test_a_late_push_whose_window_ends_in_the_night_is_skipped_at_once() -> None:
    async with town() as here:
        await dated(here, "05-20")
        await here.plan(DATED, EVENING)
        await here.sleep_until(at("2021-05-20", "23:30"))
        assert await skipped(here) == [("05-20 20:30", "免打扰时段")]


async def test_a_plans_own_quiet_hours() -> None:
    async with town() as here:
        await dated(here, "05-20", "05-21")
        await here.plan(DATED, {"daily": "12:30"}, quiet={"from": "12:00", "to": "14:00"})
        await here.pass_time(to=at("2021-05-20", "13:59"))
        assert await titles(here) == []
        await here.pass_time(to=at("2021-05-20", "14:01"))
        assert await titles(here) == ["05-20"]


CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0, tzinfo=None))


@given(st.tuples(CLOCKS, CLOCKS), st.datetimes(datetime(2020, 1, 1), datetime(2025, 1, 1), timezones=st.just(SHANGHAI)))  # noqa: DTZ001
def test_quiet_hours_end_where_they_say_and_within_a_day(hours: Hours, moment: datetime) -> None:
    free = after_quiet(hours, moment)
    assert moment <= free <= moment + timedelta(days=1)
    assert after_quiet(hours, free) == free
    if free != moment:
        assert free.time() == hours[1]
        assert not any(after_quiet(hours, moment + (free - moment) * n / 7) == moment + (free - moment) * n / 7 for n in range(7))
    assert after_quiet((time(0), time(0)), moment) == moment


# -- clocks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("started", "pushed"), [("08:29", ["05-21"]), ("08:30", ["05-21"]), ("08:31", ["05-21"]), ("12:31", [])])
async def test_the_hour_a_process_starts_in(started: str, pushed: Sequence[str]) -> None:
    async with town() as here:
        await dated(here, "05-21")
        await here.plan(DATED, DAILY)
        await here.sleep_until(at("2021-05-21", started))
        await here.restart()
        await here.pass_time(to=at("2021-05-21", "13:00"))
        assert await titles(here) == pushed
        assert await skipped(here) == ([] if pushed else [("05-21 08:30", "错过了推送时间")])


async def test_midnight_belongs_to_the_day_that_begins() -> None:
    async with town() as here:
        await dated(here, "12-31", "01-01")
        await here.plan(DATED, {"daily": "00:00"})
        await here.sleep_until(at("2021-12-31", "09:00"))
        await here.pass_time(to=at("2022-01-01", "00:05"))
        assert await titles(here) == ["01-01"]
        assert [row["slot"] for row in await here.rows("deliveries")] == ["2022-01-01T00:00:00+08:00"] * 2


async def test_a_clock_that_jumps_ahead_and_back_costs_no_day_its_push() -> None:
    async with town() as here:
        await dated(here, "05-21", "05-22", "05-23")
        await here.plan(DATED, DAILY)
        await here.pass_time(to=at("2021-05-21", "09:00"))
        await here.sleep_until(at("2030-01-01", "02:00"))
        assert len(await skipped(here)) > 300
        await here.sleep_until(at("2021-05-21", "10:00"))
        await here.pass_time(to=at("2021-05-23", "09:00"))
        assert await titles(here) == ["05-21", "05-22", "05-23"]
        assert await skipped(here) == []


async def test_a_slot_that_passed_while_the_clock_was_ahead_is_late_not_lost() -> None:
    async with town() as here:
        await dated(here, "05-21")
        await here.plan(DATED, DAILY)
        await here.sleep_until(at("2021-06-21", "07:00"))
        await here.sleep_until(at("2021-05-21", "09:00"))
        await here.app.settle()
        await here.idle()
        assert await titles(here) == ["05-21"]


async def test_a_clock_put_back_an_hour_pushes_nothing_twice() -> None:
    async with town() as here:
        await dated(here, "05-21")
        await here.plan(DATED, DAILY)
        await here.pass_time(to=at("2021-05-21", "08:45"))
        for clock in ("07:45", "08:29", "08:31", "08:50"):
            await here.sleep_until(at("2021-05-21", clock))
        assert await titles(here) == ["05-21"]
        assert len(await here.rows("deliveries")) == len({await group_id(here, unit) for unit in ("省财政厅", "省教育厅")})
