"""#接龙: every message restates the whole list; it ends in the same roster as what is said."""

from tests.conversation import town
from tests.handlers.test_signup_talk import paper_cutting, roster

TITLE = "#接龙\n剪纸活动报名\n\n"


async def test_a_list_is_read_into_the_roster_once() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        said = await wang.says(TITLE + "1. 王芳 2人\n2. 李静")
        assert said == "接龙已登记：新增或改动 2 条；接龙 2 条，剪纸活动共 3/50 人。"
        assert await wang.says(TITLE + "1. 王芳 2人\n2. 李静") == ""
        assert await roster(here) == {"王芳": 2, "李静": 1}
        assert {row["source"] for row in await here.rows("signups")} == {"jielong"}


async def test_each_adds_her_line_and_nobody_is_lost_when_two_post_at_once() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        li, chen = here.person("李静", group="省财政厅"), here.person("陈晓", group="省财政厅")
        await wang.says(TITLE + "1. 王芳")
        await li.says(TITLE + "1. 王芳\n2. 李静")
        await chen.says(TITLE + "1. 王芳\n2. 陈晓 2人")
        assert await roster(here) == {"王芳": 1, "李静": 1, "陈晓": 2}


async def test_a_line_is_taken_out_by_its_owner_or_an_organizer_only() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        li = here.person("李静", group="省财政厅")
        await wang.says(TITLE + "1. 王芳")
        await li.says(TITLE + "1. 王芳\n2. 李静")
        await wang.says(TITLE + "1. 王芳")
        assert await roster(here) == {"王芳": 1, "李静": 1}
        assert "去掉 1 条" in await li.says(TITLE + "1. 王芳")
        assert await roster(here) == {"王芳": 1}
        assert "去掉 1 条" in await here.person("赵敏").says(TITLE + "1. 孙七")
        assert await roster(here) == {"孙七": 1}


async def test_said_and_listed_counts_once() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸2人")
        await here.person("李静", group="省财政厅").says(TITLE + "1. 王芳 2人\n2. 李静")
        assert await roster(here) == {"王芳": 2, "李静": 1}


async def test_what_was_cancelled_in_chat_stays_cancelled_when_the_list_is_sent_on() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says(TITLE + "1. 王芳")
        await wang.says("取消报名")
        await here.person("李静", group="省财政厅").says(TITLE + "1. 王芳\n2. 李静")
        assert await roster(here) == {"李静": 1}


async def test_a_list_longer_than_the_quota_says_who_waits() -> None:
    async with town() as here:
        wang = await paper_cutting(here, "限2人")
        await wang.says(TITLE + "1. 王芳 2人")
        said = await here.person("李静", group="省财政厅").says(TITLE + "1. 王芳 2人\n2. 李静")
        assert "剪纸活动共 2/2 人，候补 1 人" in said
        assert await roster(here) == {"王芳": 2, "李静": -1}


async def test_a_list_about_something_else_is_ignored() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        before = await here.row_counts()
        assert await wang.says("#接龙\n奶茶\n\n1. 王芳 珍珠奶茶\n2. 李静 柠檬茶") == ""
        assert await roster(here) == {}
        assert (await here.row_counts())["signup"] == before["signup"]


async def test_a_list_after_the_deadline_or_the_end_is_ignored() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await here.person("赵敏").says("关闭活动 剪纸")
        assert await wang.says(TITLE + "1. 王芳") == ""
        assert await roster(here) == {}


async def test_a_list_is_understood_although_an_older_activity_had_such_a_name() -> None:
    async with town() as here:
        wang, zhao = await paper_cutting(here), here.person("赵敏")
        await zhao.says("关闭活动 剪纸")
        await zhao.says("发起活动 第二期剪纸活动")
        assert "第二期剪纸活动共 1 人" in await wang.says("#接龙\n剪纸报名\n\n1. 王芳")
