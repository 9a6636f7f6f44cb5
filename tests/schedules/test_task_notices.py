"""Who answers for a task is reminded before its deadline and once after it: never twice, never at night, not when it is done."""

from __future__ import annotations

from store.models import Group, Unit
from store.unit_of_work import UnitOfWork
from tests.conversation import Person, Town, town
from tests.plan import plan, task
from tests.schedules.test_pushes import at
from tests.schedules.test_settling import hush

HOW = "做完了，请组织员说：销号 编号 做了什么"


async def organizer(here: Town, name: str = "赵敏", unit: str | None = None, group: str = "省财政厅") -> Person:
    person = here.person(name, group=group)
    await person.is_made("organizer", unit)
    return person


async def heard_on(here: Town, first: int, last: int, month: int = 6, *, unit: str = "省财政厅") -> dict[int, str]:
    """What a group hears on each day of a month, looked at every noon, with a restart a day."""
    heard = {}
    for day in range(first, last + 1):
        await here.pass_time(to=at(f"2021-{month:02d}-{day:02d}", "12:00"))
        await here.restart()
        await here.pass_time(minutes=5)
        if said := here.group(unit).heard():
            heard[day] = said
    return heard


async def test_seven_three_and_one_days_before_and_once_overdue_whatever_restarts() -> None:
    async with town() as here:
        await task(here, 6, "2021-06-17")
        heard = await heard_on(here, 1, 30)
        assert set(heard) == {10, 11, 16, 18}  # the 14th is 端午: three days before it is Friday the 11th
        assert heard[10] == f"施工图提醒：\n第 6 项 第6件事（6月17日截止，还有 7 天）\n{HOW}"
        assert "还有 6 天" in heard[11]
        assert "还有 1 天" in heard[16]
        assert "6月17日已截止" in heard[18]


async def test_a_unit_that_is_done_is_left_in_peace() -> None:
    async with town() as here:
        qian = await organizer(here, "钱静", "省教育厅", "省教育厅")
        await task(here, 6, "2021-06-17")
        await qian.says("销号 6 已办")
        here.group("省教育厅").heard()
        await here.pass_time(to=at("2021-06-10", "12:00"))
        assert "第 6 项" in here.group("省财政厅").heard()
        assert here.group("省教育厅").heard() == ""
        await qian.says("取消销号 6")
        here.group("省教育厅").heard()
        await here.pass_time(to=at("2021-06-11", "12:00"))
        assert "还有 6 天" in here.group("省教育厅").heard()


async def test_many_tasks_are_one_message() -> None:
    async with town() as here:
        for number in range(1, 12):
            await task(here, number, "2021-06-17")
        await here.pass_time(to=at("2021-06-10", "12:00"))
        [bubble] = here.group("省财政厅").bubbles()[-1:]
        assert bubble.text.count("第 ") == 8
        assert "还有 3 项，请说：施工图" in bubble.text


async def test_after_a_long_stop_what_was_missed_is_said_once_and_together() -> None:
    async with town() as here:
        await task(here, 6, "2021-06-17")
        await task(here, 7, "2021-06-24")
        await here.sleep_until(at("2021-06-16", "14:00"))
        said = here.group("省财政厅").heard()
        assert said.count("第 6 项") == 1
        assert "还有 1 天" in said
        assert "第 7 项" not in said
        await here.pass_time(to=at("2021-06-17", "12:00"))
        assert "第 7 项" in here.group("省财政厅").heard()


async def test_not_at_night_not_on_days_off_and_not_when_it_is_long_over() -> None:
    async with town(now=at("2021-06-11", "19:00")) as here:
        await task(here, 6, "2021-06-14")  # Monday, 端午
        await task(here, 1, "2021-04-30")
        await here.pass_time(to=at("2021-06-14", "23:00"))
        assert here.group("省财政厅").heard() == ""
        await here.pass_time(to=at("2021-06-15", "08:59"))
        assert here.group("省财政厅").heard() == ""
        await here.pass_time(to=at("2021-06-15", "09:01"))
        said = here.group("省财政厅").heard()
        assert "第 6 项" in said
        assert "第 1 项" not in said


async def test_silence_is_kept_and_made_up_for() -> None:
    async with town() as here:
        await task(here, 6, "2021-06-17")
        await hush(here, "2021-06-10", "2021-06-10", "省教育厅")
        await hush(here, "2021-06-16", "2021-06-17")
        here.group("省教育厅").heard()
        finance = await heard_on(here, 9, 15)
        assert set(finance) == {10, 11, 15}  # the day before is silent: said on Tuesday
        assert here.group("省教育厅").heard().count("第 6 项") == 2
        assert set(await heard_on(here, 16, 18)) == {18}


async def test_a_moved_deadline_begins_anew() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await task(here, 6, "2021-06-17")
        await here.pass_time(to=at("2021-06-10", "12:00"))
        await zhao.says("修改任务 6 时限 6月25日")
        here.group("省财政厅").heard()
        assert set(await heard_on(here, 11, 30)) == {18, 22, 24, 28}


async def test_a_clock_set_back_says_nothing_twice() -> None:
    async with town() as here:
        await task(here, 6, "2021-06-17")
        await here.pass_time(to=at("2021-06-10", "12:00"))
        here.group("省财政厅").heard()
        here.clock.now = at("2021-06-09", "10:00")
        await here.restart()
        assert await heard_on(here, 9, 10) == {}


async def test_who_leads_hears_how_far_all_are_and_people_are_told_in_private() -> None:
    async with town() as here:
        zhao = await organizer(here)
        wang = here.person("王芳", group="省财政厅")
        await wang.says("我的记录")
        finance = await here.app.writer.run(lambda uow: [unit.id for unit in [uow.units.by_name("省财政厅")] if unit])
        await task(here, 6, "2021-06-17", answers={"units": finance, "persons": ["王芳"]})
        await zhao.says("销号 6 省教育厅")
        here.group("省财政厅").heard(), here.group("省教育厅").heard()
        await here.pass_time(to=at("2021-06-10", "12:00"))
        line = "第 6 项 第6件事（6月17日截止，还有 7 天），已完成 1/2 家"
        assert line in here.group("省财政厅").heard()
        assert line in wang.private.heard()
        assert here.group("省教育厅").heard() == ""


async def test_a_committee_without_a_group_is_told_through_its_organizers_until_all_is_done() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await plan(here)
        private = zhao.private
        await here.pass_time(to=at("2021-06-11", "12:00"))
        assert "第 6 项 开展剪纸活动（部门、处室、班组、家…（6月20日截止，还有 9 天），已完成 0/2 家" in private.heard()
        await zhao.says("销号 6 全部单位 都已开展")
        await here.pass_time(to=at("2021-06-22", "12:00"))
        assert "第 6 项" not in private.heard()


async def test_nobody_has_to_do_what_is_voluntary() -> None:
    async with town(now=at("2021-04-20", "08:00")) as here:
        zhao = await organizer(here)
        await plan(here)
        await here.pass_time(to=at("2021-04-23", "12:00"))
        assert here.group("省教育厅").heard() == ""
        assert "第 11 项" in zhao.private.heard()


async def test_a_room_under_a_new_id_that_is_known_again_hears_nothing_twice() -> None:
    async with town() as here:
        await task(here, 6, "2021-07-15")
        room = await here.open_group("省财政厅新群", bound=False)

        def moves(uow: UnitOfWork) -> None:
            known, new, unit = _both(uow, room.wire_id)
            uow.groups.leave(known)
            uow.groups.bind(new, unit)

        await here.app.writer.run(moves)
        await here.pass_time(to=at("2021-07-08", "12:00"))
        assert "第 6 项" in room.heard()
        await here.app.writer.run(lambda uow: uow.rebinding.group(*_both(uow, room.wire_id)[:2]))
        await here.restart()
        await here.pass_time(to=at("2021-07-09", "12:00"))
        assert room.heard() == ""
        await here.pass_time(to=at("2021-07-12", "12:00"))
        assert "第 6 项" in room.heard()


def _both(uow: UnitOfWork, wire_id: str) -> tuple[Group, Group, Unit]:
    """The room as it was known, under its new id, and its unit."""
    known, new, unit = uow.groups.by_wire("main", "g-省财政厅"), uow.groups.by_wire("main", wire_id), uow.units.by_name("省财政厅")
    assert known is not None
    assert new is not None
    assert unit is not None
    return known, new, unit


async def test_what_comes_up_later_in_the_day_waits_for_the_next() -> None:
    async with town() as here:
        await task(here, 6, "2021-06-17")
        await here.pass_time(to=at("2021-06-10", "10:00"))
        assert "第 6 项" in here.group("省财政厅").heard()
        await task(here, 7, "2021-06-17")
        await here.restart()
        await here.pass_time(to=at("2021-06-10", "17:00"))
        assert here.group("省财政厅").heard() == ""
        await here.pass_time(to=at("2021-06-11", "10:00"))
        assert here.group("省财政厅").heard().count("项 第") == 2
