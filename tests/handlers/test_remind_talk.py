"""提醒: set, listed, cancelled by organizers; said to the right groups at its time, once, whatever happens in between."""

from __future__ import annotations

import pytest

from bot.adapter import Capabilities
from tests.conversation import Person, Town, town
from tests.pictures import picture
from tests.plan import plan
from tests.schedules.test_pushes import at
from tests.schedules.test_settling import hush


async def organizer(here: Town, unit: str | None = None) -> Person:
    zhao = here.person("赵敏", group="省财政厅")
    await zhao.is_made("organizer", unit)
    return zhao


def hear(here: Town) -> tuple[str, str]:
    return here.group("省财政厅").heard(), here.group("省教育厅").heard()


# -- an activity -------------------------------------------------------------------------------------------------------


async def test_an_activity_is_reminded_of_in_the_groups_it_reaches_with_what_one_needs_to_know() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("发起活动 剪纸 6月20日截止 限50人")
        await zhao.says("报名 剪纸 2人")
        said = await zhao.says("提醒 剪纸 明天9点")
        assert said == "已设 1 号提醒：5月21日（周五）09:00提醒“剪纸”，2 个群。取消请说：取消提醒 1"
        hear(here)
        await here.pass_time(to=at("2021-05-21", "08:59"))
        assert hear(here) == ("", "")
        await here.pass_time(to=at("2021-05-21", "09:01"))
        text = "提醒：“剪纸”，6月20日截止，还有 48 个名额。报名请说：报名 剪纸 人数"
        assert hear(here) == (text, text)
        await here.restart()
        await here.pass_time(days=2)
        assert hear(here) == ("", "")
        assert await zhao.says("提醒列表") == "没有等着发的提醒。要设请说：提醒 未报送 结对 明天9点"


async def test_what_is_missing_is_asked_for() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("发起活动 剪纸")
        assert await zhao.says("提醒 剪纸") == "请问什么时候提醒？比如：明天9点，或每天晚上8点"
        assert "5月21日（周五）09:00提醒“剪纸”" in await zhao.says("明天9点")
        asked = await zhao.says("提醒 没报的")
        assert asked.startswith("请问提醒哪一类？\n1. 报名\n2. 结对\n3. 打卡")
        assert "什么时候提醒" in await zhao.says("2")
        assert "提醒结对未报送的单位" in await zhao.says("周五下午3点")


async def test_only_who_has_not_signed_up_can_be_meant_and_is_mentioned_by_id() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("发起活动 剪纸")
        li, sun = here.person("李静", group="省教育厅"), here.person("孙梅", group="省教育厅")
        await li.says("我的记录"), await sun.says("我的记录")
        assert "提醒还没报名“剪纸”的单位" in await zhao.says("提醒 没报名剪纸的 明天9点")
        await here.person("周敏", group="省教育厅").says("我的记录")
        await zhao.says("代报名 剪纸 周敏")
        hear(here)
        await here.pass_time(to=at("2021-05-21", "09:01"))
        finance, education = hear(here)
        assert finance == ""
        assert education.endswith("还没报名的：@李静 @孙梅")
        assert here.group("省教育厅").bubbles()[-1].mention == ("u-李静", "u-孙梅")


async def test_an_activity_that_has_ended_is_not_reminded_of_and_its_organizer_is_told() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("发起活动 剪纸")
        await zhao.says("提醒 剪纸 明天9点")
        await zhao.says("结束活动 剪纸")
        hear(here)
        await here.pass_time(to=at("2021-05-21", "09:01"))
        assert hear(here) == ("", "")
        assert zhao.private.heard() == "1 号提醒没有发：“剪纸”已经结束或截止。"


# -- who has reported nothing ------------------------------------------------------------------------------------------


async def test_who_has_reported_nothing_is_decided_when_it_is_said() -> None:
    async with town() as here:
        zhao = await organizer(here)
        said = await zhao.says("提醒 未报送 结对 周五下午3点")
        assert said == "已设 1 号提醒：5月21日（周五）15:00提醒结对未报送的单位。取消请说：取消提醒 1"
        await here.person("王芳", group="省财政厅").says("结对 红旗社区 2名")
        hear(here)
        await here.pass_time(to=at("2021-05-21", "15:01"))
        assert hear(here) == ("", "提醒：本单位还没有结对记录。已经结对的请说：结对 社区 人数")


async def test_the_hint_after_missing_units_works_as_it_stands() -> None:
    async with town() as here:
        zhao = await organizer(here)
        hint = (await zhao.says("未报送 结对")).splitlines()[-1]
        assert hint == "要提醒这些单位，请说：提醒 未报送 结对 明天9点（或“现在”“私聊”）"
        assert "已设 1 号提醒" in await zhao.says(hint.partition("请说：")[2].partition("（")[0])
        chen = here.person("陈丽华", group="省财政厅")
        await chen.is_made("coordinator")
        assert "提醒" not in await chen.says("未报送 结对")


async def test_units_that_lack_something_are_reminded_at_once_and_who_answers_for_them_is_mentioned() -> None:
    async with town() as here:
        zhao = await organizer(here)
        sun, li = here.person("孙梅", group="省教育厅"), here.person("李静", group="省教育厅")
        await sun.is_made("coordinator", "省教育厅")
        await sun.says("我的记录"), await li.says("我的记录")
        await zhao.says("结对 红旗社区 2名")
        hear(here)
        assert await zhao.says("提醒 未报送 结对 现在") == "好的，马上提醒：结对未报送的单位。"
        await here.pass_time(seconds=1)
        finance, education = hear(here)
        assert "提醒：" not in finance.replace("马上提醒：", "")
        assert education == "@孙梅 提醒：本单位还没有结对记录。已经结对的请说：结对 社区 人数"
        assert here.group("省教育厅").bubbles()[-1].mention == ("u-孙梅",)
        await here.pass_time(days=2)
        assert hear(here) == ("", "")
        here.clock.now = at("2021-05-23", "22:30")
        assert "不打扰大家" in await zhao.says("提醒 未报送 结对 马上")


async def test_who_answers_for_units_that_lack_something_can_be_told_in_private() -> None:
    async with town(groups=("省财政厅", "省教育厅", "省民政厅")) as here:
        zhao = await organizer(here)
        sun, li = here.person("孙梅", group="省教育厅"), here.person("李静", group="省教育厅")
        await sun.is_made("coordinator", "省教育厅")
        await zhao.says("结对 红旗社区 2名")
        hear(here)
        told = "已私聊提醒 1 家的组织员、统筹员。\n1 家还没有组织员、统筹员，没有发：省民政厅"
        assert await zhao.says("提醒 未报送 结对 私聊") == told
        assert sun.private.heard() == "【省教育厅】提醒：本单位还没有结对记录。已经结对的请说：结对 社区 人数"
        assert li.private.heard() == ""
        assert hear(here)[1] == ""
        assert "remind_private" in await here.audit()
        assert await zhao.says("私聊提醒 未报送 结对") == told
        await zhao.says("发起活动 剪纸")
        await zhao.says("报名 剪纸")
        assert "已私聊提醒 1 家" in await zhao.says("提醒 没报名剪纸的 私聊")
        assert sun.private.bubbles()[-1].text == "【省教育厅】提醒：本单位还没有人报名“剪纸”。报名请说：报名 剪纸 人数"
        for place in ("省教育厅", "省民政厅"):
            await here.person(f"{place}的人", group=place).says("结对 东站社区 1名")
        assert await zhao.says("提醒 未报送 结对 私聊") == "“结对”没有未报送的单位，不用提醒。"
        assert "权限" in await li.says("提醒 未报送 结对 私聊")


async def test_in_private_at_a_time_who_has_not_reported_is_decided_then() -> None:
    async with town(groups=("省财政厅", "省教育厅", "省民政厅")) as here:
        zhao = await organizer(here)
        sun, li = here.person("孙梅", group="省教育厅"), here.person("李静", group="省民政厅")
        to_zhao, to_sun, to_li = zhao.private, sun.private, li.private
        await sun.is_made("coordinator", "省教育厅")
        await li.is_made("organizer", "省民政厅")
        await zhao.says("结对 红旗社区 2名")
        set_ = "已设 1 号提醒：5月21日（周五）09:00私聊提醒结对未报送的单位。取消请说：取消提醒 1"
        assert await zhao.says("提醒 未报送 结对 明天9点 私聊") == set_
        assert await zhao.says("@助手 明天9点私聊提醒未报送结对的单位") == "已经有同样的提醒（1 号）。"
        assert await zhao.says("提醒列表") == (
            "提醒：\n1 号：5月21日（周五）09:00，私聊结对未报送的单位（全部单位）\n取消请说：取消提醒 编号"
        )
        await sun.says("结对 东站社区 1名")
        await here.pass_time(to=at("2021-05-21", "08:59"))
        to_zhao.heard()
        hear(here)
        assert (to_sun.heard(), to_li.heard()) == ("", "")
        await here.restart()
        await here.pass_time(to=at("2021-05-21", "09:01"))
        assert to_sun.heard() == ""
        assert to_li.heard() == "【省民政厅】提醒：本单位还没有结对记录。已经结对的请说：结对 社区 人数"
        assert to_zhao.heard() == "1 号提醒（私聊结对未报送的单位）：已私聊提醒 1 家的组织员、统筹员。"
        assert hear(here) == ("", "")
        await here.restart()
        await here.pass_time(days=1)
        assert (to_li.heard(), to_zhao.heard()) == ("", "")


async def test_every_week_in_private_until_cancelled_and_silent_units_are_left_alone() -> None:
    async with town(groups=("省财政厅", "省教育厅", "省民政厅")) as here:
        zhao = await organizer(here)
        sun = here.person("孙梅", group="省教育厅")
        to_zhao, to_sun = zhao.private, sun.private
        await sun.is_made("coordinator", "省教育厅")
        await zhao.says("发起活动 剪纸")
        await zhao.says("报名 剪纸")
        assert "每周五 15:00私聊提醒剪纸未报送的单位" in await zhao.says("提醒 没报名剪纸的 每周五下午3点 私聊")
        await here.pass_time(to=at("2021-05-21", "15:01"))
        assert to_sun.heard() == "【省教育厅】提醒：本单位还没有人报名“剪纸”。报名请说：报名 剪纸 人数"
        assert to_zhao.heard().endswith("1 家还没有组织员、统筹员，没有发：省民政厅")
        await hush(here, "2021-05-28", "2021-05-28", "省教育厅")
        await here.pass_time(to=at("2021-05-28", "15:01"))
        assert to_sun.heard() == ""
        for place in ("省教育厅", "省民政厅"):
            await here.person(f"{place}的人", group=place).says("报名 剪纸")
        to_zhao.heard()
        await here.pass_time(to=at("2021-06-04", "15:01"))
        assert to_sun.heard() == ""
        assert to_zhao.heard() == "1 号提醒（私聊剪纸未报送的单位）：“剪纸”没有未报送的单位，不用提醒。"
        assert "已取消 1 号提醒：每周五 15:00，私聊剪纸未报送的单位。" in await zhao.says("取消提醒")
        await here.pass_time(to=at("2021-06-11", "15:01"))
        assert to_zhao.heard() == ""


async def test_in_private_after_a_stop_too_long_the_organizer_knows() -> None:
    async with town() as here:
        zhao = await organizer(here)
        sun = here.person("孙梅", group="省教育厅")
        to_zhao, to_sun = zhao.private, sun.private
        await sun.is_made("coordinator", "省教育厅")
        await zhao.says("提醒 未报送 结对 明天9点 私聊")
        await here.sleep_until(at("2021-05-22", "09:00"))
        assert to_sun.heard() == ""
        assert to_zhao.heard() == "1 号提醒（私聊结对未报送的单位）错过了时间，没有发。"


async def test_units_with_too_few_works_are_reminded_of_how_many_are_lacking() -> None:
    async with town() as here:
        zhao = await organizer(here)
        sun = here.person("孙梅", group="省教育厅")
        await sun.is_made("organizer", "省教育厅")
        await zhao.says("发起活动 剪纸作品征集 每单位2到5件")
        await sun.says("投稿 剪纸")
        await sun.sends("一.jpg", picture(1))
        await here.pass_time(seconds=20)
        await zhao.says("提醒 未报送 作品 明天9点")
        hear(here)
        await here.pass_time(to=at("2021-05-21", "09:01"))
        lacks = "提醒：本单位“剪纸作品征集”报送了 {} 件，至少 2 件。交作品请说：投稿 剪纸作品征集"
        assert hear(here) == (lacks.format(0), "@孙梅 " + lacks.format(1))
        await zhao.says("提醒 未报送 作品 私聊")
        assert sun.private.heard() == "【省教育厅】" + lacks.format(1)


async def test_talk_of_reminding_is_not_answered() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("发起活动 剪纸")
        wang = here.person("王芳", group="省财政厅")
        for talk in ("提醒大家现在报名剪纸", "提醒大家打卡，私聊我", "私聊提醒一下王主任", "提醒大家马上", "提醒大家现在就出发"):
            assert await wang.says(talk) == "", talk


async def test_units_with_overdue_tasks_are_reminded_of_them() -> None:
    async with town(now=at("2021-07-05", "08:00")) as here:
        zhao = await organizer(here)
        await plan(here)
        await zhao.says("销号 6"), await zhao.says("销号 12")
        await zhao.says("提醒 未报送 施工图 今天下午3点")
        await here.pass_time(to=at("2021-07-05", "14:00"))
        hear(here)
        await here.pass_time(to=at("2021-07-05", "15:01"))
        assert hear(here) == ("", "提醒：本单位施工图第6、12项已过时限。做完请组织员说：销号 编号")


async def test_check_ins_every_evening_until_cancelled_naming_known_people_only() -> None:
    async with town() as here:
        zhao = await organizer(here)
        for name in ("王芳", "李静"):
            await here.person(name, group="省教育厅").says("我的记录")
        assert "每天 20:00提醒“打卡”" in await zhao.says("提醒 打卡 每天晚上8点")
        await here.person("王芳").says("打卡")
        await zhao.says("打卡")
        hear(here)
        await here.pass_time(to=at("2021-05-20", "20:01"))
        assert hear(here) == ("", "提醒：今天还没打卡的，看完学习内容请回复“打卡”。\n还没打卡的：@李静")
        await here.pass_time(to=at("2021-05-21", "20:01"))
        assert "@赵敏" in hear(here)[0]
        assert await zhao.says("取消提醒") == "已取消 1 号提醒：每天 20:00，打卡。"
        hear(here)
        await here.pass_time(to=at("2021-05-22", "20:01"))
        assert hear(here) == ("", "")


async def test_where_the_channel_cannot_mention_nobody_is_named() -> None:
    async with town(capabilities=Capabilities(can_mention=False)) as here:
        zhao = await organizer(here)
        await here.person("李静", group="省教育厅").says("我的记录")
        await zhao.says("提醒 打卡 今晚8点")
        hear(here)
        await here.pass_time(to=at("2021-05-20", "20:01"))
        assert hear(here) == ("提醒：今天还没打卡的，看完学习内容请回复“打卡”。",) * 2


# -- times -------------------------------------------------------------------------------------------------------------


async def test_nights_silent_days_and_what_is_past_are_refused() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await hush(here, "2021-05-22", "2021-05-22")
        assert await zhao.says("提醒 打卡 今晚11点") == "晚上十点到早上七点不打扰大家，请换一个时间。"
        assert await zhao.says("提醒 打卡 5月22日9点") == "那天静默，不提醒。请换一个时间。"
        assert await zhao.says("提醒 打卡 5月22日") == "那天静默，不提醒。请换一个时间。"
        assert await zhao.says("提醒 打卡 今天8点") == "这个时间已经过去了。"
        assert await zhao.says("提醒列表") == "没有等着发的提醒。要设请说：提醒 未报送 结对 明天9点"


async def test_a_silent_unit_is_left_out_and_a_silent_day_made_later_holds_it_back() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("提醒 打卡 明天9点")
        await zhao.says("提醒 未报送 结对 5月22日晚上8点")
        await hush(here, "2021-05-21", "2021-05-21", "省教育厅")
        await hush(here, "2021-05-22", "2021-05-22")
        hear(here)
        await here.pass_time(to=at("2021-05-21", "09:01"))
        finance, education = hear(here)
        assert "打卡" in finance
        assert education == ""
        await here.pass_time(to=at("2021-05-23", "06:59"))
        assert hear(here) == ("", "")
        await here.pass_time(to=at("2021-05-23", "07:01"))
        assert all("结对" in heard for heard in hear(here))


@pytest.mark.parametrize(("back", "heard"), [("2021-05-21T13:00", True), ("2021-05-22T09:00", False)])
async def test_after_a_stop_it_is_said_late_once_or_not_at_all_and_then_the_organizer_knows(back: str, heard: bool) -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("提醒 未报送 结对 明天9点")
        hear(here)
        await here.sleep_until(at(*back.split("T")))
        assert all(bool(text) is heard for text in hear(here))
        assert ("错过了时间" in zhao.private.heard()) is not heard
        await here.restart()
        await here.pass_time(days=1)
        assert hear(here) == ("", "")


async def test_a_clock_set_back_says_nothing_twice() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("提醒 打卡 每天10点")
        await here.pass_time(to=at("2021-05-20", "10:01"))
        hear(here)
        here.clock.now = at("2021-05-20", "09:30")
        await here.pass_time(to=at("2021-05-20", "10:30"))
        assert hear(here) == ("", "")


async def test_what_fails_on_the_way_is_said_after_all_and_once() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("提醒 未报送 结对 明天9点")
        hear(here)
        here.clock.now = at("2021-05-21", "09:00")
        files = here.app.texts
        broken = here.app._reminders.texts = files.__class__({key: str(files.get(key)) for key in files.keys() if key != "remind.pairings"})  # noqa: SIM118
        assert broken.get("remind.pairings") is None
        with pytest.raises(KeyError):
            await here.app.settle()
        here.app._reminders.texts = files
        await here.pass_time(minutes=1)
        assert all(text.count("结对记录") == 1 for text in hear(here))


# -- whose -------------------------------------------------------------------------------------------------------------


async def test_a_role_reaches_its_own_groups_only_and_members_may_not() -> None:
    async with town() as here:
        zhao = await organizer(here, "省财政厅")
        wang = here.person("王芳", group="省财政厅")
        assert await wang.says("提醒 打卡 明天9点") == "这一项要有组织员或管理员权限才能办。"
        assert "1 个群" in await zhao.says("提醒 打卡 明天9点")
        liu = here.person("刘芸", group="省教育厅")
        await liu.is_made("admin")
        await liu.says("提醒 未报送 结对 明天10点")
        assert "2 号" not in await zhao.says("提醒列表")
        assert await zhao.says("取消提醒 2") == "没有等着发的 2 号提醒，说“提醒列表”可以看编号。"
        assert await liu.says("提醒列表") == (
            "提醒：\n1 号：5月21日（周五）09:00，打卡（省财政厅）\n2 号：5月21日（周五）10:00，结对未报送的单位（全部单位）\n"
            "取消请说：取消提醒 编号"
        )
        assert {"remind"} <= set(await here.audit())


async def test_set_twice_it_is_one_and_undo_takes_it_back() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("提醒 打卡 明天9点")
        assert await zhao.says("提醒 打卡 明天9点") == "已经有同样的提醒（1 号）。"
        assert await zhao.says("撤销") == "已撤销：1 号提醒。"
        hear(here)
        await here.pass_time(to=at("2021-05-21", "09:01"))
        assert hear(here) == ("", "")
