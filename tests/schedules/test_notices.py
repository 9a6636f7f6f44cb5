"""Organizers are told in time what would leave a day without a push; groups hear in the evening how many have studied."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conversation import Person, Town, town
from tests.schedules.test_pushes import DAILY, DATED, NUMBERED, at, numbered
from tests.schedules.test_settling import hush


async def organizer(here: Town, name: str = "赵敏", unit: str | None = None, role: str = "organizer") -> Person:
    person = here.person(name, group="省财政厅")
    await person.is_made(role, unit)
    return person


async def days(here: Town, first: int, last: int) -> None:
    for day in range(first, last + 1):
        await here.item(DATED, f"05-{day:02d}", f"{day}日")


# -- days without an item ----------------------------------------------------------------------------------------------


async def test_a_day_without_an_item_is_announced_seven_days_and_one_day_ahead_once_each() -> None:
    async with town() as here:
        await days(here, 20, 27)
        await days(here, 29, 31)
        for day in range(1, 6):
            await here.item(DATED, f"06-{day:02d}", f"6月{day}日")
        await here.plan(DATED, DAILY)
        zhao = await organizer(here)
        await here.pass_time(to=at("2021-05-20", "20:00"))
        assert zhao.private.heard() == ""
        heard = {}
        told = zhao.private
        for day in range(21, 29):
            await here.pass_time(to=at(f"2021-05-{day}", "12:00"))
            await here.restart()
            await here.pass_time(minutes=5)
            if said := told.heard():
                heard[day] = said
        assert heard == dict.fromkeys((21, 27), "推送提醒：\n5月28日“党史上的今天”（1 号计划）还没有审核通过的内容。")


async def test_what_is_found_late_is_told_at_once_but_not_at_night() -> None:
    async with town(now=at("2021-05-20", "21:30")) as here:
        await days(here, 21, 22)
        await here.plan(DATED, DAILY)
        zhao = await organizer(here)
        await here.pass_time(to=at("2021-05-21", "08:59"))
        assert zhao.private.heard() == ""
        await here.pass_time(to=at("2021-05-21", "09:01"))
        assert [line[:5] for line in zhao.private.heard().splitlines()[1:]] == [f"5月{day}日" for day in range(23, 29)]


async def test_a_silent_day_needs_no_item() -> None:
    async with town() as here:
        await days(here, 20, 23)
        await days(here, 25, 31)
        await here.plan(DATED, DAILY)
        await hush(here, "2021-05-24", "2021-05-24")
        zhao = await organizer(here)
        await here.pass_time(minutes=5)
        assert zhao.private.heard() == ""


async def test_a_numbered_column_that_comes_to_its_end_is_announced_twice_and_not_every_day() -> None:
    async with town() as here:
        await numbered(here, 3)
        await here.plan(NUMBERED, DAILY)
        zhao = await organizer(here)
        told = zhao.private
        await here.pass_time(to=at("2021-05-21", "12:00"))
        assert told.heard() == "推送提醒：\n“红色家风传承”（1 号计划）5月24日起没有内容了，请补充并审核。"
        await here.pass_time(to=at("2021-05-23", "12:00"))
        assert told.heard().count("5月24日起没有内容了") == 1
        await here.pass_time(to=at("2021-05-30", "12:00"))
        assert told.heard() == ""
        await here.item(NUMBERED, 4, "第4讲")
        await here.pass_time(to=at("2021-05-31", "12:00"))
        assert "没有内容了" in told.heard()


async def test_who_organizes_the_plans_unit_is_told_and_an_admin_where_there_is_none() -> None:
    async with town() as here:
        await days(here, 20, 20)
        unit = await here.app.writer.run(lambda uow: unit.id if (unit := uow.units.by_name("省教育厅")) else 0)
        await here.plan(DATED, DAILY, unit_id=unit)
        other = await organizer(here, "钱静", "省财政厅")
        admin = await organizer(here, "刘芸", role="admin")
        await here.pass_time(minutes=5)
        assert "还没有审核通过" in admin.private.heard()
        assert other.private.heard() == ""


async def test_what_nobody_could_be_told_is_told_when_there_is_somebody() -> None:
    async with town() as here:
        await days(here, 20, 20)
        await here.plan(DATED, DAILY)
        await here.pass_time(minutes=5)
        zhao = await organizer(here)
        await here.restart()
        await here.pass_time(minutes=5)
        assert "还没有审核通过" in zhao.private.heard()


# -- years -------------------------------------------------------------------------------------------------------------


async def test_a_year_whose_workdays_are_not_known_is_warned_about_twice() -> None:
    async with town(now=at("2098-11-20", "09:00")) as here:
        here.app.pushes.workdays = known = here.app.pushes.workdays.parse('[2098]\nholidays = ["2098-10-01"]\n')
        for month, last in ((11, 30), (12, 31)):
            for day in range(1, last + 1):
                await here.item(DATED, f"{month}-{day:02d}", "题")
        await here.plan(DATED, {"workdays": "08:30"})
        zhao = await organizer(here)
        told, heard = zhao.private, {}
        for when in ("2098-12-01", "2098-12-02", "2098-12-03", "2098-12-20", "2098-12-25", "2098-12-26", "2098-12-31"):
            await here.pass_time(to=at(when, "12:00"))
            if said := told.heard():
                heard[when] = said
        assert set(heard) == {"2098-12-02", "2098-12-25"}
        assert "2099 年的放假调休安排还没有登记，1 号计划（工作日）排不到这一年" in heard["2098-12-02"]
        assert not known.known(2099)


# -- evenings ----------------------------------------------------------------------------------------------------------


async def evening(here: Town, **values: Any) -> None:
    await here.item(DATED, "05-20", "今天的事")
    await here.plan(DATED, {"daily": "09:30"}, evening="20:00", **values)
    await here.pass_time(minutes=45)


async def test_groups_hear_in_the_evening_how_many_have_checked_in_to_what_they_got() -> None:
    async with town() as here:
        await evening(here)
        for name in ("王芳", "李静"):
            await here.person(name, group="省财政厅").says("打卡")
        await here.person("王芳").says("打卡")
        finance, education = here.group("省财政厅"), here.group("省教育厅")
        finance.heard(), education.heard()
        await here.pass_time(to=at("2021-05-20", "19:59"))
        assert (finance.heard(), education.heard()) == ("", "")
        await here.pass_time(to=at("2021-05-20", "20:01"))
        assert finance.heard() == "今天的《今天的事》，本群已有 2 人打卡。还没看的，看完回复“打卡”就行。"
        assert education.heard().startswith("今天的《今天的事》还没有人打卡")
        await here.restart()
        await here.pass_time(to=at("2021-05-20", "21:30"))
        assert finance.heard() == ""


@pytest.mark.parametrize(("back", "heard"), [("20:50", True), ("22:30", False)])
async def test_after_a_stop_the_count_still_comes_but_not_in_the_night(back: str, heard: bool) -> None:
    async with town() as here:
        await evening(here)
        here.group("省财政厅").heard()
        await here.sleep_until(at("2021-05-20", back))
        assert bool(here.group("省财政厅").heard()) is heard


async def test_a_silent_unit_hears_no_count_and_no_plan_without_an_evening_tells_one() -> None:
    async with town() as here:
        await evening(here)
        await here.plan(DATED, {"daily": "10:30"})
        await hush(here, "2021-05-20", "2021-05-20", "省财政厅")
        finance, education = here.group("省财政厅"), here.group("省教育厅")
        await here.pass_time(to=at("2021-05-20", "19:00"))
        finance.heard(), education.heard()
        await here.pass_time(to=at("2021-05-20", "21:00"))
        assert finance.heard() == ""
        assert education.heard().count("打卡") == 2
        await here.pass_time(to=at("2021-05-21", "21:00"))
        assert "人打卡" not in education.heard()
