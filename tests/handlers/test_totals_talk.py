"""统计: the right number, over what she may see, refused where she may not."""

from datetime import datetime

from store.types import SHANGHAI
from tests.conversation import Town, town
from tests.handlers.test_signup_talk import paper_cutting


async def a_week(here: Town) -> None:
    """Two units below 省妇工委; records of this week and of last month. 钱静 coordinates 省财政厅, 孙丽 everything."""
    now = here.clock.now
    here.clock.now = datetime(2021, 4, 12, 9, 0, tzinfo=SHANGHAI)
    zhao = here.person("赵敏", group="省财政厅")
    await zhao.is_made("organizer")
    await zhao.says("发起活动 剪纸活动 限50人")
    wang, chen = here.person("王芳", group="省财政厅"), here.person("陈晓", group="省教育厅")
    await wang.says("报名剪纸2人")
    await wang.says("打卡")
    here.clock.now = now
    await chen.says("报名剪纸 我和张三")
    await chen.says("结对 东站社区 3名 留守")
    await wang.says("结对 红旗社区 5名")
    await wang.says("打卡")
    await here.person("钱静", group="省财政厅").is_made("coordinator", "省财政厅")
    await here.person("孙丽", group="省财政厅").is_made("admin")


async def test_a_member_sees_her_own_unit() -> None:
    async with town() as here:
        await a_week(here)
        wang = here.person("王芳")
        assert await wang.says("统计") == (
            "省财政厅 · 截至5月20日\n报名 2 人次（1 条登记，1 位实名）\n"
            "结对 1 个，机关妈妈 1 位（含集体），帮扶儿童 5 名\n打卡 2 人次，1 人"
        )
        assert await wang.says("统计 结对 本单位") == await wang.says("统计 结对")


async def test_a_question_wider_than_the_role_is_refused() -> None:
    async with town() as here:
        await a_week(here)
        wang, qian = here.person("王芳"), here.person("钱静")
        refused = "您的权限看不到“{}”的数字；本单位的可以说：统计 本单位"
        assert await wang.says("统计 报名 省教育厅") == refused.format("省教育厅")
        assert await wang.says("统计 报名 全部单位") == refused.format("全部单位")
        assert await wang.says("各单位报名情况", at_bot=True) == refused.format("各单位")
        assert await qian.says("统计 报名 全部单位") == refused.format("全部单位")
        assert await qian.says("统计 报名 省教育厅") == refused.format("省教育厅")
        for words in ("排行", "未报送", "名单 剪纸", "导出 统计表", "送达"):
            assert "才能办" in await wang.says(words), words


async def test_by_unit_by_community_by_activity() -> None:
    async with town() as here:
        await a_week(here)
        sun = here.person("孙丽")
        assert "1. 省教育厅：2 人次\n2. 省财政厅：2 人次\n合计：报名 4 人次" in await sun.says("统计 报名 按单位")
        assert "1. 红旗社区：儿童 5 名，结对 1 个\n2. 东站社区：儿童 3 名" in await sun.says("统计 结对 按社区")
        assert "1. 剪纸活动：4 人次" in await sun.says("统计 报名 按活动")
        assert "已报名 4/50 人" in await sun.says("统计 剪纸 报名")
        assert "帮扶儿童 5 名" in await sun.says("统计 红旗社区")
        assert "省教育厅 · 截至5月20日\n报名 2 人次" in await sun.says("统计 报名 省教育厅")


async def test_today_this_week_this_month_and_a_span() -> None:
    async with town() as here:
        await a_week(here)
        sun = here.person("孙丽")
        for words, heads in (("今天", 2), ("本周", 2), ("本月", 2), ("4月1日到30日", 2), ("今年以来", 4), ("昨天", 0)):
            assert f"报名 {heads} 人次" in await sun.says(f"统计 报名 {words}"), words
        assert "5月17日—5月20日" in await sun.says("统计 报名 本周")
        assert "4月1日—4月30日" in await sun.says("统计 报名 4月1日到30日")
        assert "报名 2 人次" in await sun.says("本周报名多少人", at_bot=True)
        assert "打卡 2 人次，1 人" in await sun.says("统计 打卡 今年以来")


async def test_who_waits_or_has_left_is_not_counted() -> None:
    async with town() as here:
        zhao, wang = here.person("赵敏", group="省财政厅"), here.person("王芳", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 剪纸活动 限3人")
        await wang.says("报名剪纸3人")
        await here.person("李静", group="省财政厅").says("报名剪纸2人")
        assert "已报名 3/3 人（1 条登记），候补 2 人" in await zhao.says("统计 剪纸 报名")
        await wang.says("取消报名")
        assert "已报名 2/3 人" in await zhao.says("统计 剪纸 报名")


async def test_units_below_roll_up() -> None:
    async with town(groups=()) as here:
        await here.open_group("省妇工委")
        await here.open_group("省财政厅", parent="省妇工委")
        wang, lead = here.person("王芳", group="省财政厅"), here.person("冯琳", group="省妇工委")
        await wang.says("结对 红旗社区 5名")
        assert "帮扶儿童 5 名" in await lead.says("统计 结对")
        assert "省财政厅：儿童 5 名" in await lead.says("统计 结对 按单位")
        assert "看不到“省妇工委”" in await wang.says("统计 结对 省妇工委")


async def test_who_has_not_reported() -> None:
    async with town() as here:
        await a_week(here)
        sun = here.person("孙丽")
        await here.open_group("省水利厅")
        assert "未报送 1 家：\n省水利厅" in await sun.says("未报送")
        assert "未报送 2 家" in await sun.says("未报送 打卡")


async def test_the_roster_and_the_total_agree() -> None:
    async with town() as here:
        await a_week(here)
        said = await here.person("孙丽").says("名单 剪纸")
        assert said == "剪纸活动名单（全部单位）\n1. 王芳 2人（省财政厅）\n2. 陈晓 1人（省教育厅）\n3. 张三 1人（省教育厅）\n共 4 人"
        assert [row.heads for row in await here.totals("signups")] == [4]
        assert await here.person("钱静").says("名单 剪纸") == "剪纸活动名单（省财政厅）\n1. 王芳 2人（省财政厅）\n共 2 人"


async def test_a_long_breakdown_is_a_picture() -> None:
    async with town() as here:
        sun, wang = here.person("孙丽", group="省财政厅"), here.person("王芳", group="省财政厅")
        await sun.is_made("admin")
        for name in ["红旗", "东站", "金碧", "青云", "龙泉", "官渡", "白塔", "翠湖", "莲花", "穿金", "昌宏", "福海", "前卫"]:
            await wang.says(f"结对 {name}社区 2名")
        assert "[统计.png]" in await sun.says("统计 结对 按社区")
        assert here.group("省财政厅").files()[-1].read_bytes().startswith(b"\x89PNG")


async def test_units_right_below_are_named_each_with_all_below_it_and_the_parts_add_up() -> None:
    async with town(groups=()) as here:
        for unit, parent in (("省妇工委", None), ("省财政厅", "省妇工委"), ("财政厅预算处", "省财政厅"), ("省教育厅", "省妇工委")):
            await here.open_group(unit, parent=parent)
        lead = here.person("冯琳", group="省妇工委")
        await lead.is_made("coordinator", "省妇工委")
        await lead.says("结对 红旗社区 1名")
        await here.person("王芳", group="省财政厅").says("结对 红旗社区 2名")
        await here.person("李静", group="财政厅预算处").says("结对 东站社区 4名")
        await here.person("陈晓", group="省教育厅").says("结对 东站社区 3名")
        said = await lead.says("统计 结对 按单位")
        assert "1. 省财政厅：儿童 6 名，结对 2 个\n2. 省教育厅：儿童 3 名，结对 1 个\n3. 省妇工委（本级）：儿童 1 名" in said
        assert "合计：结对 4 个，机关妈妈 4 位（含集体），帮扶儿童 10 名" in said
        said = await lead.says("统计 结对 省财政厅 按单位")
        assert "1. 财政厅预算处：儿童 4 名，结对 1 个\n2. 省财政厅（本级）：儿童 2 名，结对 1 个\n合计：结对 2 个" in said
        assert "1. 财政厅预算处：儿童 4 名" in await lead.says("统计 结对 财政厅预算处 按单位")


async def test_a_week_or_month_is_set_beside_the_one_before() -> None:
    async with town() as here:
        zhao, wang, li = (here.person(name, group="省财政厅") for name in ("赵敏", "王芳", "李静"))
        await zhao.is_made("organizer", "省财政厅")
        await zhao.says("发起活动 剪纸活动")
        for day, who, heads in ((11, wang, 2), (16, li, 3), (19, zhao, 6)):
            here.clock.now = datetime(2021, 5, day, 9, 0, tzinfo=SHANGHAI)
            await who.says(f"报名剪纸{heads}人")
        here.clock.now = datetime(2021, 5, 20, 9, 0, tzinfo=SHANGHAI)
        running = "报名 6 人次（1 条登记，1 位实名），比上周同期多 4 人次（上周全部 5 人次）"
        assert running in await zhao.says("统计 报名 本周")
        assert running in await zhao.says("本周报名多少人，比上周", at_bot=True)
        assert running in await zhao.says("统计 报名 比上周多多少")
        assert "报名 5 人次（2 条登记，2 位实名），比前一周多 5 人次" in await zhao.says("统计 报名 上周")
        assert "比上月同期多 11 人次（上月全部 0 人次）" in await zhao.says("统计 报名 和上月比")
        here.clock.now = datetime(2021, 5, 30, 9, 0, tzinfo=SHANGHAI)
        assert "比上周少" not in await zhao.says("统计 报名 5月18日到5月20日"), "no week, no month"
        assert "报名 0 人次（0 条登记，0 位实名），比上周少 6 人次" in await zhao.says("统计 报名 本周")
        here.clock.now = datetime(2021, 6, 13, 9, 0, tzinfo=SHANGHAI)
        assert "报名 0 人次（0 条登记，0 位实名），比上周不多不少" in await zhao.says("统计 报名 本周")
        for talk in ("比上周的人多了", "比上周多多少人来着", "和上周比差远了"):
            assert await wang.says(talk) == "", talk


async def test_by_difficulty_and_way_of_help() -> None:
    async with town() as here:
        wang, li = here.person("王芳", group="省财政厅"), here.person("李静", group="省财政厅")
        await wang.says("结对 红旗社区 5名 3名留守 2名低保 学习辅导")
        await li.says("结对 东站社区 4名 留守 学习辅导 物质帮扶")
        assert await li.says("统计 结对 按困难类别") == "困难类别涉及个别家庭，请私聊我查看。"
        said = await li.whispers("统计 结对 按困难类别")
        assert "1. 父母外出务工无监护（留守）：儿童 7 名，结对 2 个\n2. 低保或低保边缘家庭：儿童 2 名，结对 1 个" in said
        assert "1. 学习辅导：儿童 9 名，结对 2 个\n2. 物质帮扶：儿童 4 名，结对 1 个" in await li.says("统计 按帮扶方式")


async def test_pushes_are_those_of_today_where_no_time_is_said() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("admin")
        assert "全部单位 · 5月20日\n推送 0 群次" in await zhao.says("统计 推送")


async def test_activities_of_one_title_are_told_apart() -> None:
    async with town() as here:
        zhao, wang = here.person("赵敏", group="省财政厅"), here.person("王芳", group="省财政厅")
        await zhao.is_made("admin")
        for heads in (1, 3):
            await zhao.says("发起活动 剪纸活动")
            await wang.says(f"报名剪纸{heads}人")
            if heads == 1:
                await zhao.says("结束活动 剪纸活动")
        assert "1. 剪纸活动：3 人次\n2. 剪纸活动（2021-05-20 发起，1）：1 人次" in await zhao.says("统计 报名 按活动")


async def test_days_weeks_and_months_are_said_as_people_say_them() -> None:
    async with town() as here:
        await a_week(here)
        sun = here.person("孙丽")
        assert "\n1. 4月12日：1 次，1 人\n2. 5月20日：1 次" in await sun.says("统计 打卡 按天")
        assert "\n1. 4月12日—4月18日：1 次，1 人\n2. 5月17日—5月23日：1 次" in await sun.says("统计 打卡 按周")
        assert "\n1. 2021年4月：1 次，1 人\n2. 2021年5月：1 次" in await sun.says("统计 打卡 按月")
        here.clock.now = datetime(2022, 1, 4, 9, 0, tzinfo=SHANGHAI)
        await here.person("王芳").says("打卡")
        assert "\n2. 2021年5月20日：1 次，1 人\n3. 1月4日：1 次" in await sun.says("统计 打卡 按天")
        assert "\n3. 1月3日—1月9日：1 次" in await sun.says("统计 打卡 按周")


async def test_without_a_subject_a_breakdown_sets_three_figures_side_by_side() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名 剪纸 2人")
        await wang.says("结对 红旗社区 3名")
        await here.person("李静", group="省教育厅").says("打卡")
        chen = here.person("陈丽华", group="省财政厅")
        await chen.is_made("coordinator")
        assert await chen.says("统计 按单位") == (
            "全部单位 · 截至5月20日 · 按单位\n1. 省财政厅：报名 2 人次，帮扶儿童 3 名，打卡 0 人次\n"
            "2. 省教育厅：报名 0 人次，帮扶儿童 0 名，打卡 1 人次\n合计：报名 2 人次（1 条登记，1 位实名）\n"
            "结对 1 个，机关妈妈 1 位（含集体），帮扶儿童 3 名\n打卡 1 人次，1 人"
        )
        await here.pass_time(days=1)
        await wang.says("打卡")
        days = await chen.says("统计 按天")
        assert "1. 5月20日：报名 2 人次，帮扶儿童 3 名，打卡 1 人次\n2. 5月21日：报名 0 人次，帮扶儿童 0 名，打卡 1 人次" in days
        assert "合计：打卡 2 人次，2 人" in await chen.says("统计 按栏目")
        assert "看不到“各单位”" in await wang.says("统计 按单位")
        assert "按日期" in await wang.says("统计 按天")
        for talk in ("统计按单位报上来再说", "按单位统计一下的同志辛苦了"):
            assert await chen.says(talk) == "", talk
