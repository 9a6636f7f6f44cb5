"""对账: whoever sees the totals can ask whether they are right."""

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import false, text

from handlers.commands import reconcile
from store.reconcile import Bounds, Compared, Difference, Reconcile
from store.totals import SUBJECTS
from store.unit_of_work import UnitOfWork
from tests.conversation import Person, Town, town
from tests.waiting import CEILING


async def some(here: Town) -> Person:
    """Records in two units; 钱静 coordinates one of them."""
    zhao, wang = here.person("赵敏", group="省财政厅"), here.person("王芳", group="省财政厅")
    await zhao.is_made("organizer")
    await zhao.says("发起活动 剪纸活动 限50人")
    await wang.says("报名剪纸2人")
    await wang.says("结对 红旗社区 5名 低保家庭 学习辅导")
    await here.person("陈晓", group="省教育厅").says("打卡")
    qian = here.person("钱静", group="省财政厅")
    await qian.is_made("coordinator", "省财政厅")
    return qian


async def wrong(here: Town, statement: str) -> None:
    """A counter goes astray."""

    def act(uow: UnitOfWork) -> None:
        uow.connection.execute(text(statement))

    await here.app.writer.run(act)


async def test_what_agrees_is_said_with_how_much_was_compared() -> None:
    async with town() as here:
        qian = await some(here)
        said = await qian.says("对账")
        every = "报名、结对、打卡、签到、服务时数、作品、活动上报、推送、工作任务"
        assert said.startswith(f"省财政厅 · 截至5月20日\n对账：{every}共 "), said
        assert said.endswith(" 个数，和逐条重算的全部一致。")
        assert "对账：报名共 " in await qian.says("对账 报名 本周")


async def test_what_differs_is_named() -> None:
    async with town() as here:
        qian = await some(here)
        await wrong(here, "UPDATE counter SET heads = 7 WHERE subject = 'signups' AND slice IN ('', 'k:1') AND scope <> 0")
        few = "UPDATE counter SET children = 1 WHERE subject = 'pairings' AND scope = 1 AND slice IN ('f:low_income', 'm:2021-05')"
        await wrong(here, few)
        said = await qian.says("对账")
        assert "对账：有 4 处和逐条重算的不一致：" in said
        for line in ("报名  人次：统计 7，重算 2", "报名 剪纸活动（5月20日） 人次：统计 7", "结对 2021年5月 儿童：统计 1，重算 5"):
            assert f"省财政厅 {line}" in said, said
        assert said.endswith("\n请管理员在机器上重算。")
        assert "低保" not in said, "a small number of a difficulty is for private chat"
        assert "省财政厅 结对 低保或低保边缘家庭 儿童：统计 1，重算 5" in await qian.whispers("对账")
        assert "全部一致" in await qian.says("对账 打卡")


async def test_what_is_answered_from_the_rows_is_named_in_her_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async with town() as here:
        qian = await some(here)
        zhao, wang = here.person("赵敏"), here.person("王芳")
        await zhao.says("发起活动 义诊 5月20日上午8点到11点 计时")
        await wang.says("签到 义诊")
        here.clock.now += timedelta(minutes=90)
        await wang.says("签退 义诊")
        await zhao.says("上报活动 红色文化进社区 2场 服务对象 社区居民 5月18日")
        await here.item("红色家风传承", 1, "家风")
        await here.plan("红色家风传承", {"daily": "10:40"})
        await here.pass_time(minutes=30)
        await here.app.writer.run(lambda uow: uow.tasks.put(7, here.clock(), measure="事", answers={"each": True}))
        for name, words in (("服务时数", "对账 时数"), ("签到", "对账 签到"), ("工作任务", "对账 施工图"), ("推送", "对账 送达 本周")):
            said = await qian.says(words)
            assert f"对账：{name}共 " in said, said
            assert "全部一致" in said, said
        assert "对账：报名、结对、打卡、签到、服务时数、作品、活动上报、推送共 " in await qian.says("对账 本周"), "the plan has no days"
        assert "不分时间" in await qian.says("对账 施工图 本周")

        await wrong(here, "UPDATE attendance SET minutes = 30, headcount = 2")
        await wrong(here, "UPDATE delivery SET on_date = '2021-05-19'")
        said = await qian.says("对账 时数")
        assert said.endswith("\n这些数没有计数器，请把这条消息转给管理员。"), said
        for of in ("", "义诊（5月20日）", "2021年", "2021年5月"):
            assert f"省财政厅 服务时数 {of} 时数：统计 1小时，重算 3小时" in said, said
        assert "省财政厅 推送 送达里的已送达 记录：统计 0，重算 1" in await qian.says("对账 推送 今天")
        source = SUBJECTS["programmes"]()
        monkeypatch.setitem(SUBJECTS, "programmes", lambda: replace(source, where=(*source.where, false())))
        assert "省财政厅 活动上报  场次：统计 0，重算 2" in await qian.says("对账 服务场次")


SAID = {
    Difference("works", 0, "u:1", "records", 2, 3): "全部单位 作品 按单位 省财政厅 记录：统计 2，重算 3",
    Difference("works", 1, "u:1", "people", 2, 3): "省财政厅 作品 按单位 省财政厅（本级） 人数：统计 2，重算 3",
    Difference("attendance", 0, "u:0", "heads", 1, 0): "全部单位 签到 按单位 未绑定单位 人次：统计 1，重算 0",
    Difference("attendance", 2, "d:2021-05-20", "heads", 1, 0): "省教育厅 签到 5月20日 人次：统计 1，重算 0",
    Difference("deliveries", 0, "t:failed", "records", 1, 0): "全部单位 推送 按状态 失败 记录：统计 1，重算 0",
    Difference("deliveries", 0, "h:by_hand", "records", 1, 0): "全部单位 推送 送达里的手工发 记录：统计 1，重算 0",
    Difference("deliveries", 0, "k:0", "records", 1, 0): "全部单位 推送 其他 记录：统计 1，重算 0",
    Difference("programmes", 0, "l:", "sessions", 4, 6): "全部单位 活动上报 活动目录清单 场次：统计 4，重算 6",
    Difference("tasks", 0, "k:7", "done", 4, 6): "全部单位 工作任务 第7项 已完成：统计 4，重算 6",
    Difference("tasks", 2, "k:7", "reached", 0, 6): "省教育厅 工作任务 第7项 进展：统计 0，重算 6",
    Difference("service", 1, "y:2021", "minutes", 0, 90): "省财政厅 服务时数 2021年 时数：统计 0分，重算 1小时30分",
}


async def test_each_kind_of_difference_has_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async with town() as here:
        qian = await some(here)
        monkeypatch.setattr(Reconcile, "compare", lambda *_: Compared(99, list(SAID)))
        said = await qian.says("对账")
        assert said.splitlines()[2:-1] == list(SAID.values())


async def test_only_whoever_sees_totals_may_ask_and_talk_is_left_alone() -> None:
    async with town() as here:
        qian = await some(here)
        wang = here.person("王芳")
        assert "才能办" in await wang.says("对账")
        assert "还不会办" not in await qian.says("对账 作品")
        for talk in ("对账的事下午再说", "财务对账了吗", "大家对账单签一下"):
            assert await wang.says(talk) == "", talk


async def test_while_the_rows_are_read_the_others_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, let_go, compare = threading.Event(), threading.Event(), Reconcile.compare

    def slow(self: Reconcile, bounds: Bounds | None = None) -> Compared:
        begun.set()
        assert let_go.wait(CEILING)
        return compare(self, bounds)

    monkeypatch.setattr(Reconcile, "compare", slow)
    monkeypatch.setattr(reconcile, "LONG", 2)
    async with town() as here:
        qian = await some(here)
        wang, group = here.person("王芳", group="省财政厅"), here.group("省财政厅")
        await here.wire.say(qian.wire_id, "对账", room=group.wire_id)
        assert await asyncio.to_thread(begun.wait, CEILING)
        await here.wire.say(wang.wire_id, "打卡", room=group.wire_id)
        await group.hears("打卡成功")
        let_go.set()
        await here.idle()
        said = [bubble.text for bubble in group.bubbles()][-3:]
        assert said[:2] == ["记录多，要一条一条重算，算好就发到这里。", "王芳 打卡成功。"]
        assert said[2].endswith("和逐条重算的全部一致。"), "what came meanwhile is in the counters and in the rows"
