"""报名, said as people say it: for oneself, for others, for a team; changed, left, closed in time."""

from datetime import datetime
from typing import Any

import pytest

from store.types import SHANGHAI
from tests.conversation import Person, Town, town

ACK = "。改人数说“改成几人”，退出说“取消报名”。"


async def paper_cutting(here: Town, words: str = "6月20日截止 限50人") -> Person:
    """赵敏 opens 剪纸活动; 王芳, who will sign up."""
    zhao = here.person("赵敏", group="省财政厅")
    await zhao.is_made("organizer")
    assert "活动已发起" in await zhao.says(f"发起活动 剪纸活动 {words}")
    return here.person("王芳", group="省财政厅")


async def roster(here: Town) -> dict[str, int]:
    """Who is on the list with how many heads; waiting ones below zero."""
    rows: list[dict[str, Any]] = await here.rows("signups")
    return {r["name"]: r["headcount"] if r["state"] == "confirmed" else -r["headcount"] for r in rows if r["state"] != "cancelled"}


async def test_a_sign_up_is_recorded_and_answered_once() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        assert await wang.says("报名剪纸2人") == f"已记录：王芳 2人；剪纸活动共 2/50 人{ACK}"
        assert await wang.says("大家报名了吗") == ""
        assert [row.heads for row in await here.totals("signups")] == [2]


@pytest.mark.parametrize(
    ("said", "at_bot"),
    [
        ("报名剪纸活动2人", False),
        ("报名 剪纸活动 两个人", False),
        ("我要报名剪纸,２人", False),
        ("剪纸活动报两个", True),
        ("剪纸+2", False),
        ("报名 2人", False),
        ("报名俩", False),
    ],
)
async def test_every_form_of_a_sign_up_means_the_same(said: str, at_bot: bool) -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        assert await wang.says(said, at_bot=at_bot) == f"已记录：王芳 2人；剪纸活动共 2/50 人{ACK}"
        assert await roster(here) == {"王芳": 2}


async def test_saying_it_again_replaces() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸2人")
        assert await wang.says("报名剪纸2人") == "王芳 2人 已经在名单里了；剪纸活动共 2/50 人。"
        assert "共 3/50" in await wang.says("报名剪纸3人")
        assert await roster(here) == {"王芳": 3}


async def test_people_signed_up_by_name_are_rows_of_their_own() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        assert "张三 1人、李四 1人；剪纸活动共 2/50 人" in await wang.says("代报名 张三、李四")
        assert "王芳 1人、赵小红 1人；剪纸活动共 4/50 人" in await wang.says("报名 剪纸 我和赵小红")
        assert await roster(here) == {"张三": 1, "李四": 1, "王芳": 1, "赵小红": 1}


async def test_a_team_is_a_row_with_its_heads() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        li = here.person("李静", group="省财政厅")
        assert "宣传处 5人；剪纸活动共 5/50 人" in await wang.says("报名 剪纸 宣传处 5人")
        assert "宣传处 5人 已经在名单里了" in await li.says("报名 剪纸 宣传处 5人")
        assert "共 6/50" in await li.says("报名 剪纸 宣传处 6人")
        assert [(row.people, row.heads, row.records) for row in await here.totals("signups")] == [(0, 6, 1)]


async def test_somebody_named_who_signs_up_herself_counts_once() -> None:
    async with town() as here:
        wang, zhang = await paper_cutting(here), here.person("张三", group="省财政厅")
        await wang.says("代报名 张三")
        assert "张三 1人 已经在名单里了" in await zhang.says("报名剪纸")
        assert "张三 2人；剪纸活动共 2/50 人" in await zhang.says("改成2人")
        assert await wang.says("取消报名 张三") == "张三不是您报的名，请本人或组织员来改。"
        assert await roster(here) == {"张三": 2}


async def test_somebody_who_had_left_and_was_then_named_counts_once() -> None:
    async with town() as here:
        wang, zhang = await paper_cutting(here), here.person("张三", group="省财政厅")
        await zhang.says("报名剪纸")
        await zhang.says("取消报名")
        await wang.says("代报名 张三")
        await zhang.says("报名剪纸 2人")
        assert await roster(here) == {"张三": 2}


async def test_naming_somebody_who_is_in_changes_nothing_for_her() -> None:
    async with town() as here:
        wang, zhang = await paper_cutting(here), here.person("张三", group="省财政厅")
        await zhang.says("报名剪纸3人")
        assert "张三 3人 已经在名单里了" in await wang.says("代报名 张三")
        assert "王芳 1人；剪纸活动共 4/50 人" in await wang.says("报名剪纸 我和张三")
        assert await roster(here) == {"张三": 3, "王芳": 1}


async def test_a_change_sets_or_shifts_the_number() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        assert await wang.says("改成3人") == "您还没有报名“剪纸活动”。要报名请说：报名 剪纸活动 人数"
        await wang.says("报名剪纸2人")
        assert "王芳 3人；剪纸活动共 3/50 人" in await wang.says("改成3人")
        assert "共 4/50" in await wang.says("再加一个", at_bot=True)
        assert "共 1/50" in await wang.says("剪纸改1人", at_bot=True)
        assert "人数至少是 1" in await wang.says("少去一个", at_bot=True)
        assert await roster(here) == {"王芳": 1}


async def test_a_change_keeps_those_she_named() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("代报名 张三、李四")
        assert "张三 1人、李四 1人 已经在名单里了" in await wang.says("改成2人")
        assert await wang.says("改成1人") == "您还替张三、李四报了名，请说清取消谁：取消报名 剪纸活动 姓名"
        assert "王芳 2人；剪纸活动共 4/50 人" in await wang.says("改成4人")


async def test_a_change_means_the_activity_she_is_in() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await here.person("赵敏").says("发起活动 红色文化进社区演出")
        await wang.says("报名剪纸2人")
        assert "剪纸活动共 3/50 人" in await wang.says("改成3人")
        assert "已取消：王芳；剪纸活动共 0/50 人。" in await wang.says("取消报名")


async def test_leaving_ones_own_row_keeps_those_she_named() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸 我和张三")
        said = await wang.says("取消报名")
        assert said == "已取消：王芳；剪纸活动共 1/50 人。\n您代报的张三还保留着；一起取消请说：取消报名 剪纸活动 张三"
        assert "已取消：张三；剪纸活动共 0/50 人。" in await wang.says("取消报名 剪纸活动 张三")
        assert "您还没有报名" in await wang.says("取消报名")


async def test_only_she_who_named_or_an_organizer_takes_a_person_off() -> None:
    async with town() as here:
        wang, li = await paper_cutting(here), here.person("李静", group="省财政厅")
        await wang.says("代报名 张三")
        assert await li.says("取消报名 剪纸 张三") == "张三不是您报的名，请本人或组织员来改。"
        assert await li.says("取消报名 剪纸 孙七") == "“剪纸活动”的名单里没有孙七。"
        assert "已取消：张三" in await here.person("赵敏").says("取消报名 剪纸 张三")
        assert await roster(here) == {}


async def test_not_going_is_leaving() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸2人")
        assert await wang.says("我不去了") == ""
        assert "已取消：王芳" in await wang.says("我不去了", at_bot=True)


async def test_the_deadline_ends_with_its_day() -> None:
    async with town() as here:
        wang = await paper_cutting(here, "5月21日截止")
        await here.pass_time(to=datetime(2021, 5, 21, 23, 59, 59, tzinfo=SHANGHAI))
        assert "已记录" in await wang.says("报名剪纸2人")
        await here.pass_time(seconds=1)
        assert await wang.says("报名剪纸3人") == "“剪纸活动”已于5月21日截止，需要补报请联系组织员。"
        assert "已于5月21日截止" in await wang.says("剪纸改成3人", at_bot=True)
        assert await roster(here) == {"王芳": 2}
        assert "已取消：王芳" in await wang.says("取消报名 剪纸")


async def test_a_closed_activity_takes_nobody_and_another_is_not_guessed() -> None:
    async with town() as here:
        wang, zhao = await paper_cutting(here), here.person("赵敏")
        await zhao.says("发起活动 红色文化进社区演出")
        await zhao.says("关闭活动 剪纸")
        assert await wang.says("报名 剪纸") == "“剪纸活动”已经结束，不再登记。"
        assert "请问是哪个活动" in await wang.says("报名 合唱")
        assert await roster(here) == {}
        assert "红色文化进社区演出共 2 人" in await wang.says("报名 2人")


async def test_a_remark_is_kept_and_a_later_one_replaces_it() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸2人，备注：吃素")
        await wang.says("报名剪纸2人，备注：要停车位")
        await here.person("赵敏").says("导出 剪纸 名单")
        stored = here.everything_stored()
        assert "要停车位" in stored


async def test_a_sign_up_in_private_counts_for_her_group() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("活动")
        assert "剪纸活动共 2/50 人" in await wang.whispers("报名剪纸2人")
        assert [row["unit"] for row in await here.rows("signups")] == ["省财政厅"]


async def test_a_party_larger_than_the_whole_quota_is_refused_and_blocks_nobody() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 合唱 限3人")
        wang = here.person("王芳", group="省财政厅")
        assert await wang.says("报名合唱5人") == "“合唱”一共只有 3 个名额，5 人报不下，请减少人数。"
        assert "王芳 3人" in await wang.says("报名合唱3人")


async def test_an_activity_with_marks_in_its_name_keeps_them_all() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        said = await zhao.says("发起活动 “迎七一”《红色家书》诵读会 6月20日截止 限50人")
        assert said.startswith("活动已发起：“迎七一”《红色家书》诵读会（限 50 人，6月20日截止）。")
        wang = here.person("王芳", group="省财政厅")
        for heads, way in enumerate(("诵读会", "迎七一诵读会", "红色家书"), 1):
            assert f"“迎七一”《红色家书》诵读会共 {heads}/50 人" in await wang.says(f"报名 {way} {heads}人"), way
        assert await wang.says("取消活动的通知收到了") == ""
        assert await zhao.says("取消活动 诵读会") == "“‘迎七一’《红色家书》诵读会”已结束，共 3 人。"
        assert "已撤销" in await zhao.says("撤销")
        assert "时间 7月1日" in await zhao.says("发起活动 升旗仪式 七一")


async def test_whose_sign_up_goes_is_asked_where_it_is_not_said() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸，我和李静两个人")
        assert "请问是哪几位" in await wang.says("把她的报名退了", at_bot=True)
        assert "李静" in await wang.says("李静")
        assert await roster(here) == {"王芳": 1}


async def test_she_and_another_are_both_taken_off() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸，我和李静两个人")
        await wang.says("代报名 剪纸 赵敏")
        said = await wang.says("我和李静都不去剪纸了", at_bot=True)
        assert "李静、王芳" in said
        assert await roster(here) == {"赵敏": 1}


async def test_a_name_that_is_said_is_the_one_taken_off() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸，我和李静两个人")
        await wang.says("取消李静的报名", at_bot=True)
        assert await roster(here) == {"王芳": 1}
