"""A plan with its rules, shown with its next ten slots, changed; silence days made and lifted."""

from __future__ import annotations

from datetime import datetime, time

from bot.adapter import Capabilities, Pace
from store.types import SHANGHAI
from tests.conversation import NINE, Person, Town, town

DATED, NUMBERED = "党史上的今天", "红色家风传承"


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


async def organizer(here: Town, unit: str | None = None, name: str = "赵敏") -> Person:
    zhao = here.person(name, group="省财政厅")
    await zhao.is_made("organizer", unit)
    return zhao


async def items(here: Town) -> None:
    for day in (21, 22, 24):
        await here.item(DATED, f"05-{day}", f"{day}日的事")


async def test_a_plan_is_shown_with_its_rules_and_its_next_ten_slots() -> None:
    async with town() as here:
        await items(here)
        zhao = await organizer(here)
        said = await zhao.says("新增推送 党史上的今天 每天 8:30 2天内合并补推 免打扰 21点到7点 到5月30日 晚上8点报数 除了省教育厅")
        assert "1 个群，下次 5月21日（周五）08:30" in said
        await zhao.says("静默 5月24日")
        lines = (await zhao.says("推送计划 1")).splitlines()
        assert lines[0].startswith("1. 党史上的今天：每天 08:30（至2021年5月30日），1 个群")
        assert lines[1] == "错过的 2 天内并成一条补推；21:00—07:00 不推送；每晚 20:00 报打卡数"
        assert lines[2] == "5月21日（周五）08:30《21日的事》"
        assert lines[4] == "5月23日（周日）08:30 没有审核通过的内容"
        assert lines[5] == "5月24日（周一）08:30 静默日"
        assert len(lines) == 2 + 10


async def test_a_numbered_plans_next_slots_count_on_and_begin_anew() -> None:
    async with town() as here:
        for number in (1, 2, 3):
            await here.item(NUMBERED, number, f"第{number}讲")
        zhao = await organizer(here)
        await zhao.says("新增推送 红色家风传承 每天 8:30 推完从头再来")
        await here.pass_time(to=at("2021-05-21"))
        shown = await zhao.says("推送计划 1")
        assert [line[-4:-1] for line in shown.splitlines()[2:]] == [f"第{n}讲" for n in (2, 3, 1, 2, 3, 1, 2, 3, 1, 2)]


async def test_workdays_are_listed_up_to_the_year_whose_table_is_not_known() -> None:
    async with town(now=at("2098-12-30")) as here:
        await here.item(DATED, "12-31", "年末")
        zhao = await organizer(here)
        await here.plan(DATED, {"workdays": "08:30"})
        assert (await zhao.says("推送计划 1")).endswith("2098 年的放假调休安排还没有登记，后面的工作日排不出来。")


async def test_a_plan_is_changed_piece_by_piece() -> None:
    async with town() as here:
        await items(here)
        zhao = await organizer(here)
        await zhao.says("新增推送 党史上的今天 工作日 8:30")
        assert "工作日 09:30，2 个群" in await zhao.says("修改推送 1 改到9:30")
        assert "工作日 09:30（至2021年6月30日）" in await zhao.says("修改推送 1 到6月30日")
        assert "1 个群" in await zhao.says("修改推送 1 除了省教育厅")
        assert "错过了就跳过" in await zhao.says("修改推送 1 错过跳过")
        assert "每周一 10:00，1 个群" in await zhao.says("修改推送 1 每周一 10:00")
        assert "请说要改什么" in await zhao.says("修改推送 1")
        assert "没有 7 号计划" in await zhao.says("修改推送 7 9:00")
        assert (await here.audit()).count("plan_change") == 5


async def test_a_plan_may_have_a_pace_of_its_own_that_outlives_other_times() -> None:
    async with town() as here:
        await items(here)
        for number in range(10):
            await here.open_group(f"单位{number}")
        zhao = await organizer(here)
        said = await zhao.says("新增推送 党史上的今天 每天 8:30 每条隔一分钟")
        assert said == "已新增 1 号计划：党史上的今天，每天 08:30，12 个群，下次 5月21日（周五）08:30，预计 08:45 前发完，每条隔 60 秒。"
        assert "每条隔 60 秒" in await zhao.says("修改推送 1 工作日 9:00")
        assert "工作日 09:00" in await zhao.says("修改推送 1 隔90秒")
        assert (await zhao.says("推送计划 1")).splitlines()[1] == "错过了 4 小时内补推；每条隔 90 秒"
        assert "1 秒到 1 小时" in await zhao.says("修改推送 1 隔90分钟")
        assert "每条隔" not in await zhao.says("修改推送 1 不要间隔")
        assert await zhao.says("修改推送的间隔再说") == ""


async def test_a_plan_in_the_accounts_night_says_at_once_when_it_will_have_gone() -> None:
    night = Capabilities(pace=Pace(quiet=(time(22), time(7))))
    async with town(capabilities=night) as here:
        await items(here)
        zhao = await organizer(here)
        said = await zhao.says("新增推送 党史上的今天 每天 23:30")
        assert "下次 5月20日（周四）23:30，预计 5月21日（周五）07:05 前发完" in said


async def test_a_plan_moved_to_an_earlier_hour_does_not_push_what_lies_behind() -> None:
    async with town(now=at("2021-05-21", "06:00")) as here:
        await items(here)
        zhao = await organizer(here)
        await zhao.says("新增推送 党史上的今天 每天 10:00")
        await here.pass_time(to=at("2021-05-21", "08:00"))
        await zhao.says("修改推送 1 7:00")
        await here.pass_time(to=at("2021-05-21", "12:00"))
        assert "21日的事" not in here.group("省财政厅").heard()


async def test_what_cannot_be_kept_changes_nothing() -> None:
    async with town() as here:
        await items(here)
        zhao = await organizer(here, "省财政厅")
        assert "免打扰时段" in await zhao.says("新增推送 党史上的今天 每天 6:30 免打扰 22点到7点")
        assert "最长 14 天" in await zhao.says("新增推送 党史上的今天 每天 8:30 补推30天")
        assert "权限不包括省教育厅" in await zhao.says("新增推送 党史上的今天 每天 8:30 除了省教育厅")
        assert "还没有推送计划" in await zhao.says("推送计划")
        await zhao.says("新增推送 党史上的今天 每天 8:30")
        assert "权限不包括" in await zhao.says("修改推送 1 全部群")
        assert "免打扰时段" in await zhao.says("修改推送 1 免打扰 8点到9点")
        assert "没有设" not in (shown := await zhao.says("推送计划 1"))
        assert "08:30，1 个群" in shown
        assert "不推送" not in shown


# -- silence -----------------------------------------------------------------------------------------------------------


async def test_silence_for_everyone_is_shown_and_lifted() -> None:
    async with town() as here:
        await items(here)
        zhao = await organizer(here)
        await zhao.says("新增推送 党史上的今天 每天 8:30")
        assert await zhao.says("静默 明天") == "已设静默：全部单位 5月21日 不推送。取消请说：取消静默"
        assert "静默：5月21日（全部单位）" in await zhao.says("推送计划")
        assert "静默：5月21日（全部单位）" in await zhao.says("静默")
        assert "这一天静默" in await zhao.says("预览明天")
        await here.restart()
        await here.pass_time(to=at("2021-05-21"))
        assert "21日的事" not in here.group("省教育厅").heard()
        assert "没有推送：静默日" in await zhao.says("送达")
        await zhao.says("静默 明天到后天")
        assert await zhao.says("取消静默 明天") == "已取消静默：5月22日—5月23日。"
        await here.pass_time(to=at("2021-05-22"))
        assert "22日的事" in here.group("省教育厅").heard()
        assert [act for act in await here.audit() if act.startswith("hush")] == ["hush", "hush", "hush_lifted"]


async def test_a_day_that_is_past_is_next_years_and_says_so() -> None:
    async with town() as here:
        zhao = await organizer(here)
        assert (await zhao.says("静默 5月1日")).startswith("已设静默：全部单位 2022年5月1日 不推送")
        assert "静默：2022年5月1日（全部单位）" in await zhao.says("静默")


async def test_an_organizers_silence_is_her_subtrees() -> None:
    async with town() as here:
        await items(here)
        await here.plan(DATED, {"daily": "08:30"})
        zhao = await organizer(here, "省财政厅")
        assert "省财政厅 5月21日" in await zhao.says("静默 明天")
        assert "权限不包括省教育厅" in await zhao.says("静默 明天 省教育厅")
        await here.pass_time(to=at("2021-05-21"))
        assert "21日的事" not in here.group("省财政厅").heard()
        assert "21日的事" in here.group("省教育厅").heard()


async def test_a_silence_from_above_is_not_hers_to_lift() -> None:
    async with town() as here:
        await items(here)
        zhao, sun = await organizer(here), await organizer(here, "省财政厅", "孙丽")
        await zhao.says("静默 明天")
        assert "上级设的静默" in await sun.says("取消静默")
        assert await zhao.says("取消静默") == "已取消静默：5月21日。"
        assert await zhao.says("取消静默") == "没有可以取消的静默。"


async def test_silence_today_stops_a_push_by_hand_and_what_waits() -> None:
    async with town(now=NINE) as here:
        await here.item(DATED, "05-20", "今天的事")
        zhao = await organizer(here)
        await zhao.says("静默 今天 省教育厅")
        assert "1 个群（1 个群今天静默，不推送）" in await zhao.says("立即推送 党史上的今天")
        assert "今天的事" not in here.group("省教育厅").heard()
        await zhao.says("静默 今天")
        assert await zhao.says("立即推送 党史上的今天") == "今天静默，不推送。要推送请先说：取消静默"


async def test_members_hush_nobody_and_talk_about_silence_is_talk() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        assert await wang.says("静默 明天") == "这一项要有组织员或管理员权限才能办。"
        assert await wang.says("静默三分钟，向烈士致敬") == ""
