"""撤销: one's own last write, within ten minutes, unless others have built on it; and 我的记录."""

from tests.conversation import town
from tests.handlers.test_signup_talk import paper_cutting, roster


async def test_the_last_write_is_taken_back_and_then_the_one_before() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸2人")
        await wang.says("改成3人")
        assert "“剪纸活动”改为 王芳 3人" in await wang.says("撤销")
        assert await roster(here) == {"王芳": 2}
        assert "王芳 2人 报名“剪纸活动”" in await wang.says("撤销")
        assert await roster(here) == {}
        assert await wang.says("撤销") == "十分钟内没有可以撤销的记录。"


async def test_after_ten_minutes_it_stays() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸2人")
        await here.pass_time(minutes=10)
        assert "已撤销" in await wang.says("撤销")
        await wang.says("报名剪纸2人")
        await here.pass_time(minutes=10, seconds=1)
        assert "没有可以撤销" in await wang.says("撤销")
        assert await roster(here) == {"王芳": 2}


async def test_nobody_takes_back_what_another_wrote() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸2人")
        assert "没有可以撤销" in await here.person("李静", group="省财政厅").says("撤销")
        assert await roster(here) == {"王芳": 2}


async def test_a_row_somebody_else_has_changed_since_stays() -> None:
    async with town() as here:
        wang, zhang = await paper_cutting(here), here.person("张三", group="省财政厅")
        await wang.says("代报名 张三")
        await zhang.says("报名剪纸2人")
        said = await wang.says("撤销")
        assert said == "撤不了：张三 1人 报名“剪纸活动”，后来又有人改过。请直接说要改成什么。"
        assert await roster(here) == {"张三": 2}


async def test_an_activity_with_sign_ups_is_not_taken_back() -> None:
    async with town() as here:
        wang, zhao = await paper_cutting(here), here.person("赵敏")
        await wang.says("报名剪纸2人")
        assert "撤不了" in await zhao.says("撤销")
        assert await roster(here) == {"王芳": 2}


async def test_an_activity_nobody_is_in_is_taken_back() -> None:
    async with town() as here:
        wang, zhao = await paper_cutting(here), here.person("赵敏")
        assert "已撤销" in await zhao.says("撤销")
        assert await wang.says("活动") == "现在没有可以报名的活动。"
        assert "没有可以报名的活动" in await wang.says("报名剪纸")


async def test_a_pairing_others_share_is_taken_back_and_the_children_stay_with_them() -> None:
    async with town() as here:
        wang, li = here.person("王芳", group="省财政厅"), here.person("李静", group="省财政厅")
        await wang.says("结对 红旗社区 3名")
        await li.says("结对 红旗社区 3名 和王芳一起")
        assert "已撤销" in await wang.says("撤销")
        assert [(row.people, row.children) for row in await here.totals("pairings")] == [(1, 3)]
        assert "已撤销" in await li.says("撤销")
        assert [(row.people, row.children) for row in await here.totals("pairings")] == [(0, 0)]


async def test_two_cancellations_in_one_message_wait_only_where_it_is_full() -> None:
    async with town() as here:
        wang, zhao = await paper_cutting(here, "限2人"), here.person("赵敏")
        await zhao.says("发起活动 红色文化进社区演出 限9人")
        li = here.person("李静", group="省财政厅")
        await wang.says("报名 剪纸 2人")
        await wang.says("报名 演出 2人")
        await li.says("报名 剪纸 2人")
        await wang.says("取消报名 演出")
        await wang.says("取消报名 剪纸")
        assert "候补" in await wang.says("撤销")
        assert "候补" not in await wang.says("撤销")
        rows = {(row["activity"], row["name"]): row["state"] for row in await here.rows("signups")}
        assert rows["剪纸活动", "王芳"] == "waitlisted"
        assert rows["红色文化进社区演出", "王芳"] == "confirmed"


async def test_taking_back_survives_a_restart() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸2人")
        await here.restart()
        assert "已撤销" in await wang.says("撤销")
        assert await roster(here) == {}


async def test_her_own_records() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        assert await wang.says("我的记录") == "王芳，还没有您的记录。"
        await wang.says("报名剪纸 我和张三")
        await wang.says("结对 红旗社区 2名 低保")
        await wang.says("跟进 红旗社区 赠书")
        await wang.says("打卡")
        assert await wang.says("我的记录") == (
            "王芳的记录：\n报名：剪纸活动 王芳 1人\n报名：剪纸活动 张三 1人\n结对：红旗社区 王芳 2名儿童\n"
            "跟进：5月20日 红旗社区 赠红色书籍\n打卡：5月20日"
        )
        assert await wang.says("我的报名") == "王芳的记录：\n报名：剪纸活动 王芳 1人\n报名：剪纸活动 张三 1人"
        assert "还没有您的记录" in await here.person("李静", group="省财政厅").says("我的记录")
