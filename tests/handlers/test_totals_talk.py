"""统计: the right number, over what she may see, refused where she may not."""

from datetime import datetime

from store.types import SHANGHAI
from tests.conversation import Town, town


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
