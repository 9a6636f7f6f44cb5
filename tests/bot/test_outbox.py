"""The only door out: pace, order, merging, patience, caps."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.adapter import Pace, SendFailed
from handlers.message import OutgoingMessage
from store.models import Delivery
from store.pushes import DELIVERIES
from store.unit_of_work import UnitOfWork
from tests.bot.desk import ACCOUNT, Desk, Wire, desk

SLOW = Pace(15, 35)


def no(message: OutgoingMessage) -> Exception:
    return SendFailed("网络不通")


async def push(here: Desk, groups: int = 1) -> None:
    """A push to so many groups, by hand."""
    now = here.clock()

    def make(uow: UnitOfWork) -> None:
        column = uow.study.ensure_column("党史上的今天", "dated")
        key = uow.study.add_item(column, now, key="05-20", title="题", text="文", source="源", state="approved")
        item = uow.study.item(key)
        assert item is not None
        rooms = [uow.groups.ensure(ACCOUNT, f"g{number}", f"群{number}", now) for number in range(1, groups + 1)]
        plan = uow.plans.by_hand(column.id, now)
        uow.pushes.make(plan.id, now, item, "推送", uow.groups.these(rooms), now)

    await here.app.writer.run(make)


async def deliveries(here: Desk) -> list[Delivery]:
    return await here.app.writer.run(lambda uow: uow.pushes.all(Delivery, DELIVERIES.select().order_by(DELIVERIES.c.id)))


async def test_replies_go_before_pushes(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=SLOW) as here:
        await push(here, groups=3)
        await here.put("答一", "答二")
        assert await here.sends() == ["答一", "答二", "推送", "推送", "推送"]


async def test_waiting_acknowledgements_of_a_group_become_one(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=SLOW) as here:
        await here.put("王芳 2人|剪纸活动共 22/50 人", "李静 1人|剪纸活动共 23/50 人", acks=True)
        await here.put("张敏 1人|剪纸活动共 24/50 人", acks=True, group="g2")
        assert await here.sends() == ["已记录：王芳 2人、李静 1人；剪纸活动共 23/50 人", "已记录：张敏 1人|剪纸活动共 24/50 人"]
        assert await here.states() == ["sent"] * 3


async def test_two_of_one_name_are_both_named(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=SLOW) as here:
        await here.put("王芳 2人|共 2 人", "王芳 2人|共 4 人", acks=True)
        assert await here.sends() == ["已记录：王芳 2人、王芳 2人；共 4 人"]


async def test_an_account_keeps_its_pace(tmp_path: Path) -> None:
    """Also between the parts of a long list of acknowledgements."""
    async with desk(tmp_path, pace=SLOW) as here:
        await here.put("答一", "答二")
        await here.put(*(f"成员{number} 1人|共 {number} 人" for number in range(90)), acks=True)
        assert len(await here.sends()) == 5
        paces = [seconds for seconds in here.slept if seconds > 0]
        assert len(paces) == 5
        assert all(15 <= seconds <= 35 for seconds in paces)


async def test_past_the_reply_cap_writes_are_recorded_and_acknowledged_in_a_digest(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(1, 2, replies_per_day=2)) as here:
        await here.put("答一", "答二")
        await here.sends()
        await push(here)
        await here.put("王芳 2人|共 2 人", "李静 1人|共 3 人", acks=True)
        assert await here.sends() == ["答一", "答二", "推送"]
        assert await here.states() == ["sent", "sent", "pending", "pending"]
        assert (await here.later(days=1))[3:] == ["已记录：王芳 2人、李静 1人；共 3 人"]


async def test_a_merged_message_counts_once_for_the_cap(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(1, 2, replies_per_day=2)) as here:
        await here.put(*(f"成员{number} 1人|共 {number} 人" for number in range(5)), acks=True)
        await here.sends()
        await here.put("答一", "答二")
        assert (await here.sends())[1:] == ["答一"]


async def test_pushes_have_a_cap_of_their_own(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(1, 2, pushes_per_day=2)) as here:
        await push(here, groups=3)
        await here.put("答一")
        assert await here.sends() == ["答一", "推送", "推送"]
        assert len(await here.later(days=1)) == 4


async def test_a_failed_send_is_tried_again_with_growing_patience_and_then_given_up(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        here.wire.trouble = no
        await here.put("答一")
        await here.sends()
        for tries, seconds in enumerate((5, 10, 20, 40), start=1):
            assert (len(here.wire.tried), await here.states()) == (tries, ["pending"])
            await here.later(seconds=seconds - 1)
            assert len(here.wire.tried) == tries, "patience"
            await here.later(seconds=1)
        [row] = await here.rows()
        assert (row.state, row.attempts, row.cause) == ("failed", 5, "网络不通")
        await here.later(hours=1)
        assert len(here.wire.tried) == 5


async def test_what_follows_in_a_chat_waits_for_what_failed(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        here.wire.trouble = lambda message: no(message) if message.text == "一" and len(here.wire.tried) < 3 else None
        await here.put("一", "二", "三", "四")
        await here.put("别处", group="g2")
        assert await here.sends() == ["别处"]
        assert [row.attempts for row in await here.rows()] == [1, 0, 0, 0, 1]
        await here.later(seconds=6)
        assert await here.later(seconds=60) == ["别处", "一", "二", "三", "四"]


async def test_a_wire_that_breaks_in_a_new_way_leaves_it_uncertain(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    async with desk(tmp_path) as here:
        here.wire.trouble = lambda _: ZeroDivisionError()
        await here.put("一")
        await here.sends()
        [row] = await here.rows()
        assert (row.state, row.cause) == ("uncertain", "ZeroDivisionError")


async def test_a_push_to_a_group_that_was_left_fails_with_its_cause(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=SLOW) as here:
        await push(here, groups=2)

        def leave(uow: UnitOfWork) -> None:
            group = uow.groups.by_wire(ACCOUNT, "g2")
            assert group is not None
            uow.groups.leave(group)

        await here.app.writer.run(leave)
        assert await here.sends() == ["推送"]
        assert [(row.state, row.cause) for row in await deliveries(here)] == [("sent", ""), ("failed", "助手已不在群里")]


async def test_forty_sign_ups_on_a_slow_account_are_all_named(tmp_path: Path) -> None:
    wire = Wire(SLOW)
    async with desk(tmp_path, wire=wire) as here:
        await here.put(*(f"成员{number:02} 1人|共 {number + 1} 人" for number in range(40)), acks=True)
        [said] = await here.sends()
        assert said.startswith("已记录：成员00 1人、成员01 1人、")
        assert said.endswith("、成员39 1人；共 40 人")


async def test_the_other_database_hands_out_the_same(tmp_path: Path, postgres: str) -> None:
    async with desk(tmp_path, pace=Pace(1, 2, pushes_per_day=4), database=postgres) as here:
        await push(here, groups=5)
        await here.put("王芳 2人|共 2 人", "李静 1人|共 3 人", acks=True)
        assert await here.sends() == ["已记录：王芳 2人、李静 1人；共 3 人", *["推送"] * 4]
        assert await here.app.writer.run(lambda uow: uow.deliveries.waiting()) == {ACCOUNT: 1}
        group = await here.app.writer.run(lambda uow: uow.groups.by_wire(ACCOUNT, "g5"))
        assert group is not None
        ids = await here.app.writer.run(lambda uow: uow.deliveries.posted_by_hand(group.id, "2021-05-20", "machine", here.clock()))
        assert len(ids) == 1
        assert {row.state for row in await deliveries(here)} == {"sent"}
    async with desk(tmp_path, database=postgres) as here:
        assert await here.sends() == []
