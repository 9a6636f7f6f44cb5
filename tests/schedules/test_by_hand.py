"""不让助手进的群也在计划里：时刻照日历、一期一次，等人代发，登记了算送达。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from bot.records import tick_group
from store.hand_posts import HandPost
from store.models import Delivery
from store.pushes import DELIVERIES
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork
from tests.conversation import Person, Town, town

COLUMN = "党史上的今天"
DAY = "2021-05-20"
CLINIC = "省妇幼保健院"


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2021, 5, day, hour, minute, tzinfo=SHANGHAI)


async def no_bot_in(here: Town, unit: str = CLINIC, parent: str | None = None) -> int:
    """A unit that lets no bot in; its group's id."""

    def make(uow: UnitOfWork) -> int:
        above = uow.units.ensure(parent) if parent else None
        return uow.groups.by_hand("main", uow.units.ensure(unit, above), here.clock()).id

    return await here.app.writer.run(make)


async def posts(here: Town, day: str = DAY) -> list[HandPost]:
    return await here.app.writer.run(lambda uow: uow.hand_posts.of_day(day))


async def states(here: Town) -> list[tuple[str, str]]:
    rows = await here.app.writer.run(lambda uow: uow.deliveries.all(Delivery, DELIVERIES.select().order_by(DELIVERIES.c.id)))
    return [(row.state, row.cause) for row in rows]


async def organizer(here: Town) -> Person:
    zhao = here.person("赵敏")
    await zhao.is_made("organizer")
    return zhao


async def test_a_plan_that_reaches_only_a_group_without_a_bot_waits_for_a_hand() -> None:
    async with town() as here:
        clinic, zhao = await no_bot_in(here), await organizer(here)
        await here.item(COLUMN, "05-20", "一件事")
        plan = await here.plan(COLUMN, {"daily": "09:30"}, audience={"groups": [clinic], "units": []})
        assert f"{plan}. {COLUMN}：每天 09:30，1 个群" in await zhao.whispers("推送计划")
        await here.pass_time(minutes=31)
        await here.app.settle()
        [post] = await posts(here)
        assert (post.text.startswith(f"【{COLUMN}】一件事"), post.sent, [group.name for group in post.open]) == (True, 0, [CLINIC])
        assert await zhao.whispers("送达") == "5月20日 送达 0/1 群次，1 等人代发\n还没有代发：省妇幼保健院"
        assert await here.app.writer.run(lambda uow: uow.hand_posts.tick(post.push_id, clinic, "machine", here.clock()))
        assert not await here.app.writer.run(lambda uow: uow.hand_posts.tick(post.push_id, clinic, "machine", here.clock()))
        assert await zhao.whispers("送达") == "5月20日 送达 1/1 群次，1 人工发"
        assert [len(post.open) for post in await posts(here)] == [0]
        assert here.group("省财政厅").heard() == ""


async def test_an_office_without_a_bot_in_any_group_has_its_day_too() -> None:
    async with town(groups=()) as here:
        await no_bot_in(here)
        for number in (1, 2, 3):
            await here.item("家风", number, f"第{number}封")
        await here.plan("家风", {"daily": "09:30"})
        await here.pass_time(to=at(10, day=21))
        for day, title in ((DAY, "第1封"), ("2021-05-21", "第2封")):
            [post] = await posts(here, day)
            assert (title in post.text, len(post.open)) == (True, 1)
        assert [state for state, _ in await states(here)] == ["skipped", "pending"]


@pytest.mark.parametrize(("missed", "back", "open_"), [("late", 11, 1), ("late", 15, 0), ("skip", 11, 0)])
async def test_after_downtime_the_plans_rule_decides(missed: str, back: int, open_: int) -> None:
    async with town(groups=()) as here:
        await no_bot_in(here)
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"daily": "09:30"}, missed=missed)
        await here.sleep_until(at(back))
        assert [len(post.open) for post in await posts(here)] == [1] * open_
        if not open_:
            assert "没有推送：错过了推送时间" in await (await organizer(here)).whispers("送达")


async def test_what_nobody_posted_within_the_window_is_said_and_can_still_be_ticked_off() -> None:
    async with town(groups=()) as here:
        clinic, zhao = await no_bot_in(here), await organizer(here)
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"at": f"{DAY}T09:30"}, window_minutes=60)
        await here.pass_time(to=at(10, 20))
        assert await states(here) == [("pending", "")]
        await here.pass_time(to=at(10, 40))
        await here.app.settle()
        assert await states(here) == [("skipped", "过了补推的时限，没有人代发")]
        assert await zhao.whispers("送达") == "5月20日 送达 0/1 群次，1 未发\n未发 1 个群：过了补推的时限，没有人代发"
        [post] = await posts(here)
        assert await here.app.writer.run(lambda uow: uow.hand_posts.tick(post.push_id, clinic, "machine", here.clock()))
        assert await zhao.whispers("送达") == "5月20日 送达 1/1 群次，1 人工发"


async def test_pushed_at_once_it_is_not_asked_for_again_at_its_slot() -> None:
    async with town(groups=()) as here:
        await no_bot_in(here)
        zhao = await organizer(here)
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"daily": "09:30"})
        assert "1 个群" in (said := await zhao.whispers(f"立即推送 {COLUMN}"))
        assert "有 1 个群没有助手，请手工代发" in said
        assert "已经" in await zhao.whispers(f"立即推送 {COLUMN}")
        await here.pass_time(minutes=31)
        assert [len(post.open) for post in await posts(here)] == [1]
        assert "当天已经手动推送过" in await zhao.whispers("送达")


async def test_groups_with_and_without_a_bot_count_together() -> None:
    async with town() as here:
        await no_bot_in(here)
        zhao = await organizer(here)
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"daily": "09:30"})
        assert f"09:30 {COLUMN}，3 个群" in await zhao.whispers("预览今天")
        await here.pass_time(minutes=31)
        assert await zhao.whispers("送达") == "5月20日 送达 2/3 群次，1 等人代发\n还没有代发：省妇幼保健院"
        assert (await zhao.whispers("送达 已手工发 省妇幼保健院")).startswith("已登记：省妇幼保健院的推送已由您发到，共 1 条")
        assert await zhao.whispers("送达") == "5月20日 送达 3/3 群次，1 人工发"


async def test_a_silent_units_group_is_not_asked_for() -> None:
    async with town() as here:
        await no_bot_in(here)
        zhao = await organizer(here)
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"daily": "09:30"})
        await zhao.whispers("静默 今天 省妇幼保健院")
        await here.pass_time(minutes=31)
        [post] = await posts(here)
        assert [(group.name, group.state, group.cause) for group in post.open] == [(CLINIC, "skipped", "静默日")]


async def test_a_silent_day_holds_back_what_only_hands_would_post() -> None:
    async with town(groups=()) as here:
        await no_bot_in(here)
        zhao = await organizer(here)
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"daily": "09:30"})
        await zhao.whispers("静默 今天 省妇幼保健院")
        await here.pass_time(minutes=31)
        assert await posts(here) == []


async def test_a_unit_with_a_bot_in_its_group_by_now_is_not_posted_to_by_hand_as_well() -> None:
    async with town(groups=()) as here:
        await no_bot_in(here)
        await here.open_group(CLINIC)
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"daily": "09:30"})
        await here.pass_time(minutes=31)
        assert await states(here) == [("sent", "")]


async def test_ticked_off_on_the_machine_by_the_units_name() -> None:
    async with town(groups=()) as here:
        await no_bot_in(here)
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"daily": "09:30"})
        await here.pass_time(minutes=31)
        said: list[dict[str, object]] = []
        tick_group(here.database, CLINIC, DAY, said.append)
        assert said == [{"group": CLINIC, "ticked": 1}]
        assert [state for state, _ in await states(here)] == ["sent"]


async def test_an_organizer_pushes_at_once_in_her_own_subtree_only() -> None:
    async with town(groups=("省卫健委",)) as here:
        await no_bot_in(here, parent="省卫健委")
        await no_bot_in(here, "省博物馆")
        sun = here.person("孙悦", group="省卫健委")
        await sun.is_made("organizer", "省卫健委")
        await here.item(COLUMN, "05-20", "一件事")
        assert "2 个群" in await sun.says(f"立即推送 {COLUMN}")
        await here.idle()
        assert names(await posts(here)) == [[CLINIC]]


def names(found: Sequence[HandPost]) -> list[list[str]]:
    return [[group.name for group in post.open] for post in found]


async def test_on_postgresql_too(postgres: str) -> None:
    async with town(database=postgres) as here:
        clinic = await no_bot_in(here)
        zhao = await organizer(here)
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"daily": "09:30"})
        assert "3 个群（有 1 个群没有助手，请手工代发）" in await zhao.whispers(f"立即推送 {COLUMN}")
        await here.idle()
        assert await zhao.whispers("送达") == "5月20日 送达 2/3 群次，1 等人代发\n还没有代发：省妇幼保健院"
        [post] = await posts(here)
        assert await here.app.writer.run(lambda uow: uow.hand_posts.tick(post.push_id, clinic, "machine", here.clock()))
        await here.pass_time(hours=6)
        assert (
            await zhao.whispers("送达") == "5月20日 送达 3/3 群次，1 人工发\n5月20日（周四）09:30 党史上的今天 没有推送：当天已经手动推送过"
        )
