"""Weekly totals and the month's brief as plans: made in chat, sent once each, to each her own subtree."""

from __future__ import annotations

import asyncio
import io
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from handlers.report_period import period_of
from schedules.reports import Composed, Reports
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork
from tests.conversation import Person, Town, town
from tests.waiting import CEILING

FRIDAY = datetime(2021, 5, 21, 16, 0, tzinfo=SHANGHAI)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


async def office(here: Town) -> tuple[Person, Person, Person]:
    """An organizer of everything, a coordinator of everything, a coordinator of 省教育厅."""
    zhao, chen, sun = here.person("赵敏", group="省财政厅"), here.person("陈丽华", group="省财政厅"), here.person("孙艳", group="省教育厅")
    await zhao.is_made("organizer")
    await chen.is_made("coordinator")
    await sun.is_made("coordinator", "省教育厅")
    return zhao, chen, sun


async def a_week(here: Town) -> None:
    """Two sign-ups and a check-in in one unit, a pairing in the other."""
    zhao = here.person("赵敏", group="省财政厅")
    await zhao.says("发起活动 剪纸活动")
    await here.person("王芳", group="省财政厅").says("报名 剪纸 2人")
    await here.person("王芳", group="省财政厅").says("打卡")
    await here.person("李静", group="省教育厅").says("结对 红旗社区 1名 低保家庭")


async def test_a_plan_is_made_shown_changed_paused_and_removed_like_any_other() -> None:
    async with town() as here:
        zhao, _, _ = await office(here)
        assert await zhao.says("新增推送 周统计 每周五 16:00") == (
            "已新增 1 号计划：周统计，每周五 16:00，2 位统筹员私聊，下次 5月21日（周五）16:00。"
        )
        assert "已经有同样的计划" in await zhao.says("新增推送 周统计 每周五 16:00")
        made = await zhao.says("新增推送 月简报 每月最后一个工作日 16:00 给统筹员和组织员")
        assert made == "已新增 2 号计划：月简报，每月最后一个工作日 16:00，3 位统筹员、组织员私聊，下次 5月31日（周一）16:00。"
        assert "1. 周统计：每周五 16:00，2 位统筹员私聊，下次 5月21日（周五）16:00" in await zhao.says("推送计划")
        shown = await zhao.says("推送计划 1")
        assert "5月21日（周五）16:00 周统计 5月15日—5月21日" in shown
        assert "5月28日（周五）16:00 周统计 5月22日—5月28日" in shown
        assert "每周四 15:00" in await zhao.says("修改推送 1 每周四 15:00")
        assert "已修改 1 号计划：周统计，每周四 15:30" in await zhao.says("修改推送 1 改到15:30")
        assert "3 位统筹员、组织员私聊" in await zhao.says("修改推送 1 给统筹员和组织员")
        assert "已暂停：1号（周统计）、2号（月简报）" in await zhao.says("暂停推送")
        assert "已恢复" in await zhao.says("恢复推送 1")
        assert "已删除：2号（月简报）" in await zhao.says("删除推送 2")
        assert "没有这一条规矩" in await zhao.says("修改推送 1 晚上8点报数")
        assert "按计划发出" in await zhao.says("立即推送 周统计")
        assert "没有学习内容" in await zhao.says("今日学习 周统计")
        await here.item("家庭教育", "05-21", "家风")
        assert "只有周统计、月简报" in await zhao.says("新增推送 家庭教育 每天 8:30 给统筹员")


async def test_each_coordinator_gets_her_own_subtree_and_nobody_else_anything() -> None:
    async with town() as here:
        zhao, chen, sun = await office(here)
        await a_week(here)
        await zhao.says("新增推送 周统计 每周五 16:00")
        for place in ("省财政厅", "省教育厅"):
            here.group(place).heard()
        await here.pass_time(to=FRIDAY + timedelta(minutes=5))
        assert chen.private.heard() == (
            "周统计｜全部单位 5月15日—5月21日\n报名 2 人次，比上周多 2\n"
            "新结对 1 个、儿童 1 名，比上周多 1\n打卡 1 人次、1 人，比上周多 1\n打卡靠前：省财政厅 1 次\n[周统计.png]"
        )
        own = sun.private.heard()
        assert own == "周统计｜省教育厅 5月15日—5月21日\n新结对 1 个、儿童 1 名，比上周多 1"
        assert here.group("省财政厅").heard() == ""
        assert zhao.private.heard() == ""
        await here.pass_time(hours=30)
        await here.restart()
        await here.app.settle()
        await here.idle()
        assert len(chen.private.bubbles()) == 2


async def test_groups_that_are_named_get_their_own_figures_as_deliveries() -> None:
    async with town() as here:
        zhao, chen, _ = await office(here)
        await a_week(here)
        made = await zhao.says("新增推送 周统计 每周五 16:00 省教育厅")
        assert "1 个群" in made
        await zhao.says("新增推送 月简报 每周五 16:00 全部群")
        for place in ("省财政厅", "省教育厅"):
            here.group(place).heard()
        await here.pass_time(to=FRIDAY + timedelta(minutes=1))
        heard = here.group("省教育厅").heard()
        assert "周统计｜省教育厅 5月15日—5月21日" in heard
        assert "月简报｜省教育厅 2021年5月（截至21日）" in heard
        assert "[省教育厅简报2021-05.docx]" in heard
        assert "周统计" not in here.group("省财政厅").heard()
        assert chen.private.heard() == ""
        assert "送达 3/3" in await zhao.says("送达")
        states = [(row["group"], row["state"]) for row in await here.rows("deliveries")]
        assert sorted(states) == [("省教育厅妇女工作群", "sent")] * 2 + [("省财政厅妇女工作群", "sent")]


async def test_a_slot_found_late_is_settled_by_the_plan_s_rule() -> None:
    async with town() as here:
        zhao, chen, _ = await office(here)
        await zhao.says("新增推送 周统计 每周五 16:00")
        await here.sleep_until(FRIDAY + timedelta(hours=3))
        assert "5月15日—5月21日" in chen.private.heard()
        await here.sleep_until(FRIDAY + timedelta(days=7, hours=5))
        assert len(chen.private.bubbles()) == 1  # four hours are over
        assert "错过" in await zhao.says("送达")
        await zhao.says("修改推送 1 合并补推 14天内补推")
        await here.sleep_until(FRIDAY + timedelta(days=22))
        assert [bubble.text.split("\n")[0] for bubble in chen.private.bubbles()][1:] == ["周统计｜全部单位 6月5日—6月11日"]


async def test_a_late_report_waits_for_the_morning_and_for_silence_to_end() -> None:
    async with town() as here:
        zhao, chen, _ = await office(here)
        await zhao.says("新增推送 周统计 每周五 16:00 2天内补推")
        await here.sleep_until(FRIDAY + timedelta(hours=7))
        assert chen.private.heard() == ""
        await here.pass_time(to=at("2021-05-22T07:01"))
        assert "5月15日—5月21日" in chen.private.heard()
        await zhao.says("静默 5月28日")
        await here.pass_time(to=at("2021-05-28T23:00"))
        assert len(chen.private.bubbles()) == 1
        await here.pass_time(to=at("2021-05-29T08:00"))
        assert "5月22日—5月28日" in chen.private.bubbles()[-1].text


async def test_a_clock_that_ran_ahead_sends_nothing_twice() -> None:
    async with town() as here:
        zhao, chen, _ = await office(here)
        await zhao.says("新增推送 周统计 每周五 16:00")
        here.clock.now = FRIDAY + timedelta(minutes=1)
        await here.app.settle()
        await here.idle()
        here.clock.now = FRIDAY - timedelta(hours=2)
        await here.pass_time(to=FRIDAY + timedelta(hours=1))
        assert len(chen.private.bubbles()) == 1


async def test_a_report_that_dies_between_composing_and_filing_is_sent_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with town() as here:
        zhao, chen, _ = await office(here)
        await zhao.says("新增推送 周统计 每周五 16:00")
        whole = Reports.file

        def dies(*_: object) -> None:
            raise RuntimeError("the process is gone")

        monkeypatch.setattr(Reports, "file", dies)
        here.clock.now = FRIDAY
        await here.app.settle()
        await here.idle()
        assert chen.private.heard() == ""
        monkeypatch.setattr(Reports, "file", whole)
        await here.restart()
        await here.app.settle()
        await here.app.settle()
        await here.idle()
        assert len(chen.private.bubbles()) == 1


async def test_what_cannot_be_drawn_keeps_no_push_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no letters")

    async with town() as here:
        zhao, chen, _ = await office(here)
        await zhao.says("新增推送 周统计 每周五 16:00")
        await here.item("家庭教育", "05-21", "家风")
        await here.plan("家庭教育", {"daily": "16:00"})
        with monkeypatch.context() as patch:
            patch.setattr(Reports, "compose", broken)
            here.clock.now = FRIDAY
            await here.app.settle()
            await here.idle()
        assert "家风" in here.group("省财政厅").heard()
        assert chen.private.heard() == ""
        await here.app.settle()
        await here.idle()
        assert "周统计" in chen.private.heard()


async def test_without_anybody_to_send_to_the_slot_says_so() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        assert "0 位统筹员私聊" in await zhao.says("新增推送 周统计 每周五 16:00")
        await here.pass_time(to=FRIDAY + timedelta(minutes=1))
        assert "没有要发给的人或群" in await zhao.says("送达")


async def test_the_preview_is_what_goes_out() -> None:
    async with town() as here:
        zhao, chen, _ = await office(here)
        await a_week(here)
        await zhao.says("新增推送 周统计 每周五 16:00")
        await here.pass_time(to=FRIDAY - timedelta(minutes=1))
        shown = await zhao.whispers("预览 周统计")
        assert shown.startswith("【预览】周统计（全部单位），计划发出的内容：\n周统计｜全部单位 5月15日—5月21日\n报名 2 人次，比上周多 2")
        assert "周统计 5月15日—5月21日，发给2 位统筹员私聊" in await zhao.whispers("预览")
        await here.pass_time(minutes=2)
        assert chen.private.bubbles()[0].text == shown.split("\n", 1)[1].replace("\n[周统计.png]", "")
        assert "权限" in await here.person("王芳", group="省财政厅").says("预览 周统计")


async def test_the_brief_is_a_document_and_tells_no_group_of_a_family() -> None:
    async with town() as here:
        zhao, chen, _ = await office(here)
        await a_week(here)
        await zhao.says("新增推送 月简报 每月最后一个工作日 16:00")
        await zhao.says("新增推送 月简报 每月最后一个工作日 16:00 全部群")
        await here.pass_time(to=at("2021-05-31T16:01"))
        private = "\n".join(one.text for one in Document(io.BytesIO(chen.private.files()[-1].read_bytes())).paragraphs)
        assert "妇女工作简报" in private
        assert "全部单位　　2021年5月" in private
        assert "报名 2 人次，比上月多 2" in private
        assert "困难类别：低保或低保边缘家庭1名" in private
        public = "\n".join(one.text for one in Document(io.BytesIO(here.group("省教育厅").files()[-1].read_bytes())).paragraphs)
        assert "帮扶儿童 1 名" in public
        assert "困难类别" not in public
        assert "省财政厅" not in public


async def test_an_organizer_of_one_unit_sends_to_its_coordinators_only() -> None:
    async with town() as here:
        _, chen, sun = await office(here)
        zhou = here.person("周兰", group="省教育厅")
        await zhou.is_made("organizer", "省教育厅")
        assert "1 位统筹员私聊" in await zhou.says("新增推送 周统计 每周五 16:00")
        assert "权限不包括省财政厅" in await zhou.says("新增推送 周统计 每周四 16:00 给省财政厅的统筹员")
        assert "省教育厅" in await zhou.says("预览 周统计")
        await here.pass_time(to=FRIDAY + timedelta(minutes=1))
        assert "周统计｜省教育厅" in sun.private.heard()
        assert chen.private.heard() == ""


async def test_a_silent_unit_s_group_gets_its_report_when_it_may() -> None:
    async with town() as here:
        zhao, _, _ = await office(here)
        await zhao.says("新增推送 周统计 每周五 16:00 全部群 2天内补推")
        await zhao.says("静默 5月21日 省教育厅")
        for place in ("省财政厅", "省教育厅"):
            here.group(place).heard()
        await here.pass_time(to=FRIDAY + timedelta(minutes=1))
        assert "周统计｜省财政厅" in here.group("省财政厅").heard()
        assert here.group("省教育厅").heard() == ""
        await here.pass_time(to=at("2021-05-22T08:00"))
        here.app.outbox.wake_all()
        await here.idle()
        assert "周统计｜省教育厅 5月15日—5月21日" in here.group("省教育厅").heard()


async def test_a_coordinator_of_two_units_gets_one_report_of_each() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        chen = here.person("陈丽华", group="省财政厅")
        for unit in ("省财政厅", "省教育厅"):
            await chen.is_made("coordinator", unit)
        await zhao.says("新增推送 周统计 每周五 16:00")
        await here.pass_time(to=FRIDAY + timedelta(minutes=1))
        heads = [bubble.text.split("\n")[0] for bubble in chen.private.bubbles()]
        assert heads == ["周统计｜省财政厅 5月15日—5月21日", "周统计｜省教育厅 5月15日—5月21日"]


async def test_who_holds_a_role_above_gets_no_second_report_of_what_lies_below() -> None:
    async with town() as here:
        zhao, chen, _ = await office(here)
        await chen.is_made("coordinator", "省教育厅")
        await zhao.says("新增推送 周统计 每周五 16:00")
        await here.pass_time(to=FRIDAY + timedelta(minutes=1))
        assert [bubble.text.split("\n")[0] for bubble in chen.private.bubbles()] == ["周统计｜全部单位 5月15日—5月21日"]


async def test_two_alarms_at_once_send_one_report() -> None:
    async with town() as here:
        zhao, chen, _ = await office(here)
        await zhao.says("新增推送 周统计 每周五 16:00")
        here.clock.now = FRIDAY
        await asyncio.gather(*(here.app.settle() for _ in range(3)))
        await here.idle()
        assert len(chen.private.bubbles()) == 1


async def test_pushes_and_messages_do_not_wait_for_what_is_being_composed(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = Event()
    whole = Reports.compose

    def slowly(reports: Reports, *parts: Any) -> Composed:
        go_on.wait(CEILING)
        return whole(reports, *parts)

    async with town() as here:
        zhao, chen, _ = await office(here)
        await zhao.says("新增推送 周统计 每周五 16:00")
        await here.item("家庭教育", "05-21", "家风")
        await here.plan("家庭教育", {"daily": "16:01"})
        monkeypatch.setattr(Reports, "compose", slowly)
        here.clock.now = FRIDAY
        await here.app.settle()
        here.clock.now = FRIDAY + timedelta(minutes=1)
        await here.app.settle()
        await here.app.dispatcher.idle()
        assert "家风" in here.group("省财政厅").heard()
        assert chen.private.heard() == ""
        go_on.set()
        await here.idle()
        assert "周统计" in chen.private.heard()


async def test_a_plan_that_is_paused_or_changed_while_it_is_composed_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async with town() as here:
        zhao, chen, _ = await office(here)
        await zhao.says("新增推送 周统计 每周五 16:00")

        def slowly(reports: Reports, *parts: Any) -> Composed:
            with here.app.database.writing() as connection:
                uow = UnitOfWork(connection)
                uow.plans.set_state(uow.plans.timed()[0], "paused")
            return whole(reports, *parts)

        whole = Reports.compose
        monkeypatch.setattr(Reports, "compose", slowly)
        here.clock.now = FRIDAY
        await here.app.settle()
        await here.idle()
        assert chen.private.heard() == ""


async def test_programmes_are_reported_too() -> None:
    async with town() as here:
        zhao, chen, _ = await office(here)
        await zhao.says("上报活动 红色文化进社区 2场 服务对象 社区居民 5月18日")
        await zhao.says("新增推送 周统计 每周五 16:00")
        await here.pass_time(to=FRIDAY + timedelta(minutes=1))
        assert "进社区活动 2 场，比上周多 2" in chen.private.heard()


async def test_who_has_not_reported_is_named() -> None:
    async with town(groups=("省财政厅", "省教育厅", "省民政厅")) as here:
        zhao, chen, _ = await office(here)
        await a_week(here)
        await zhao.says("新增推送 周统计 每周五 16:00")
        await here.pass_time(to=FRIDAY + timedelta(minutes=1))
        assert "还没有记录的单位 1 家：省民政厅" in chen.private.heard()


async def test_units_left_out_and_roles_taken_back_are_not_sent_to() -> None:
    async with town() as here:
        zhao, chen, sun = await office(here)
        await zhao.says("新增推送 周统计 每周五 16:00 除了省教育厅")
        admin = here.person("刘芸", group="省财政厅")
        await admin.is_made("admin")
        await here.pass_time(to=FRIDAY + timedelta(minutes=1))
        assert "周统计" in chen.private.heard()
        assert sun.private.heard() == ""
        await admin.says("取消授权 @陈丽华 统筹员", mention=[chen])
        await here.pass_time(days=7)
        assert len([bubble for bubble in chen.private.bubbles() if "周统计｜" in bubble.text]) == 1


async def test_a_year_whose_workdays_are_not_known_is_warned_about() -> None:
    async with town(now=at("2026-12-10T09:30")) as here:
        zhao, _, _ = await office(here)
        assert "12月31日" in await zhao.says("新增推送 月简报 每月最后一个工作日 16:00")
        await here.app.settle()
        await here.idle()
        assert "2027" in zhao.private.heard()


@pytest.mark.parametrize(
    ("kind", "moment", "name", "before"),
    [
        ("weekly", "2021-05-21T16:00", "5月15日—5月21日", "2021-05-08"),
        ("weekly", "2021-05-24T09:00", "5月17日—5月23日", "2021-05-10"),
        ("monthly", "2021-05-31T16:00", "2021年5月", "2021-04-01"),
        ("monthly", "2021-04-29T16:00", "2021年4月（截至29日）", "2021-03-01"),
        ("monthly", "2021-06-01T09:00", "2021年5月", "2021-04-01"),
        ("monthly", "2021-01-05T16:00", "2020年12月", "2020-11-01"),
    ],
)
def test_which_days_a_report_is_about(kind: str, moment: str, name: str, before: str) -> None:
    period = period_of(kind, at(moment))
    assert (period.name, period.before.since) == (name, before)


@given(st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1), timezones=st.just(SHANGHAI)), st.sampled_from(["weekly", "monthly"]))  # noqa: DTZ001
def test_a_period_has_ended_or_is_today_and_follows_the_one_before(moment: datetime, kind: str) -> None:
    period = period_of(kind, moment)
    assert period.now.since <= period.now.until <= moment.date().isoformat()
    assert date.fromisoformat(period.before.until) + timedelta(days=1) == date.fromisoformat(period.now.since)
    if kind == "weekly":
        assert date.fromisoformat(period.now.since) + timedelta(days=6) == date.fromisoformat(period.now.until)
        assert period_of(kind, moment + timedelta(days=7)).before == period.now
    else:
        assert period.now.since[8:] == "01"
        assert moment.date() - date.fromisoformat(period.now.until) <= timedelta(days=11)
