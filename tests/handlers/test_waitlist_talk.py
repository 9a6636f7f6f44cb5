"""The quota, those who wait, and how they come in: whole parties, in strict order, told in their own group."""

from tests.conversation import Town, town
from tests.handlers.test_signup_talk import paper_cutting, roster


async def crowd(here: Town, quota: int = 5) -> None:
    """剪纸活动 with a quota; 王芳 takes three places, 李静 and 陈晓 (of another unit) will wait."""
    wang = await paper_cutting(here, f"限{quota}人")
    await wang.says("报名剪纸3人")
    here.person("李静", group="省财政厅")
    here.person("陈晓", group="省教育厅")


async def test_a_party_that_does_not_fit_waits_whole() -> None:
    async with town() as here:
        await crowd(here)
        li = here.person("李静")
        assert await li.says("报名剪纸3人") == "“剪纸活动”限 5 人，余 2 个名额，李静 3人 先排候补第 1 位，有空位会告诉您。"
        assert await roster(here) == {"王芳": 3, "李静": -3}
        assert "候补中" in await li.says("我的记录")


async def test_nobody_overtakes_those_who_wait() -> None:
    async with town() as here:
        await crowd(here)
        await here.person("李静").says("报名剪纸3人")
        assert "候补第 2 位" in await here.person("陈晓").says("报名剪纸1人")
        await here.person("王芳").says("改成2人")
        assert await roster(here) == {"王芳": 2, "李静": 3, "陈晓": -1}


async def test_a_promotion_is_told_in_her_group_with_an_at() -> None:
    async with town() as here:
        await crowd(here)
        chen, theirs = here.person("陈晓"), here.group("省教育厅")
        await chen.says("报名剪纸4人")
        theirs.heard()
        assert await here.person("王芳").says("取消报名 剪纸") == "已取消：王芳；剪纸活动共 4/5 人。"
        assert theirs.heard() == "@陈晓 有空位了：陈晓 4人 已从候补转为正式报名“剪纸活动”。"
        assert theirs.bubbles()[-1].mention == (chen.wire_id,)


async def test_a_promotion_of_one_who_signed_up_in_private_is_told_in_private() -> None:
    async with town() as here:
        await crowd(here)
        chen = here.person("陈晓")
        await chen.says("活动")
        await chen.whispers("报名剪纸4人")
        theirs = here.group("省教育厅")
        theirs.heard()
        await here.person("王芳").says("取消报名 剪纸")
        assert theirs.heard() == ""
        assert "有空位了：陈晓 4人" in chen.private.bubbles()[-1].text


async def test_a_named_party_waits_and_comes_in_together() -> None:
    async with town() as here:
        await crowd(here)
        li = here.person("李静")
        assert "张三 1人、李四 1人、孙七 1人 先排候补第 1 位" in await li.says("代报名 剪纸 张三、李四、孙七")
        await here.person("王芳").says("改成2人")
        assert await roster(here) == {"王芳": 2, "张三": 1, "李四": 1, "孙七": 1}


async def test_one_who_waits_and_asks_for_less_comes_in_and_is_told_once() -> None:
    async with town() as here:
        await crowd(here)
        li = here.person("李静")
        await li.says("报名剪纸3人")
        assert "已记录：李静 2人；剪纸活动共 5/5 人" in (said := await li.says("改成2人"))
        assert "候补" not in said
        assert "有空位了" not in said


async def test_more_than_there_is_room_for_leaves_the_old_number() -> None:
    async with town() as here:
        await crowd(here)
        wang = here.person("王芳")
        assert await wang.says("改成6人") == "“剪纸活动”名额不够，王芳 6人 没有加上，原来的报名不变。"
        await here.person("李静").says("报名剪纸3人")
        assert "名额不够" in await wang.says("改成4人")
        assert await roster(here) == {"王芳": 3, "李静": -3}


async def test_one_who_waits_can_leave() -> None:
    async with town() as here:
        await crowd(here)
        await here.person("李静").says("报名剪纸3人")
        await here.person("陈晓").says("报名剪纸2人")
        await here.person("李静").says("取消报名")
        assert await roster(here) == {"王芳": 3, "陈晓": 2}


async def test_taking_back_a_sign_up_lets_the_next_in() -> None:
    async with town() as here:
        await crowd(here)
        await here.person("陈晓").says("报名剪纸4人")
        here.group("省教育厅").heard()
        said = await here.person("王芳").says("撤销")
        assert said == "已撤销：王芳 3人 报名“剪纸活动”。现在剪纸活动共 4/5 人。"
        assert "有空位了" in here.group("省教育厅").heard()


async def test_a_cancellation_taken_back_after_a_promotion_waits() -> None:
    async with town() as here:
        await crowd(here)
        await here.person("陈晓").says("报名剪纸4人")
        wang = here.person("王芳")
        await wang.says("取消报名 剪纸")
        assert "先排候补" in await wang.says("撤销")
        assert await roster(here) == {"王芳": -3, "陈晓": 4}


async def test_a_smaller_number_taken_back_after_a_promotion_is_refused() -> None:
    async with town() as here:
        await crowd(here)
        await here.person("陈晓").says("报名剪纸4人")
        wang = here.person("王芳")
        await wang.says("改成1人")
        assert await wang.says("撤销") == "“剪纸活动”的名额已经给了别人，撤不了。"
        assert await roster(here) == {"王芳": 1, "陈晓": 4}


async def test_one_who_came_in_from_the_waitlist_can_take_it_back() -> None:
    async with town() as here:
        await crowd(here)
        chen = here.person("陈晓")
        await chen.says("报名剪纸4人")
        await here.person("王芳").says("取消报名 剪纸")
        assert "已撤销：陈晓 4人" in await chen.says("撤销")
        assert await roster(here) == {}
