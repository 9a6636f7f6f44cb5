"""What the bot asks: one thing at a time, choices numbered, answered by the one who was asked, for five minutes."""

import pytest

from tests.conversation import Town, town
from tests.handlers.test_signup_talk import paper_cutting, roster

ASKED = "请问是哪个活动？\n1. 剪纸活动\n2. 红色文化进社区演出\n回复序号就行；不办了请说：算了"


async def two_activities(here: Town) -> None:
    """剪纸活动 and 红色文化进社区演出; 王芳 and 李静 in the group."""
    await paper_cutting(here)
    await here.person("赵敏").says("发起活动 红色文化进社区演出")
    here.person("李静", group="省财政厅")


@pytest.mark.parametrize("answer", ["2", "２", "第二个", "红色文化进社区演出", "演出"])
async def test_an_activity_is_asked_for_and_answered(answer: str) -> None:
    async with town() as here:
        await two_activities(here)
        wang = here.person("王芳")
        assert await wang.says("报名 2人") == ASKED
        assert "王芳 2人；红色文化进社区演出共 2 人" in await wang.says(answer)
        assert await roster(here) == {"王芳": 2}


async def test_leaving_the_question_records_nothing() -> None:
    async with town() as here:
        await two_activities(here)
        wang = here.person("王芳")
        await wang.says("报名 2人")
        assert await wang.says("算了") == "好的，这次不记。"
        assert await wang.says("2") == ""
        assert await roster(here) == {}


async def test_a_number_off_the_list_is_asked_again() -> None:
    async with town() as here:
        await two_activities(here)
        wang = here.person("王芳")
        await wang.says("报名 2人")
        assert await wang.says("7") == "没对上。\n" + ASKED
        assert "剪纸活动共 2/50 人" in await wang.says("1")


async def test_after_five_minutes_an_answer_is_talk() -> None:
    async with town() as here:
        await two_activities(here)
        wang = here.person("王芳")
        await wang.says("报名 2人")
        await here.pass_time(minutes=4, seconds=59)
        assert "已记录" in await wang.says("1")
        await wang.says("报名 3人")
        await here.pass_time(minutes=5)
        assert await wang.says("1") == ""
        assert await roster(here) == {"王芳": 2}


async def test_nobody_else_answers_it() -> None:
    async with town() as here:
        await two_activities(here)
        wang, li = here.person("王芳"), here.person("李静")
        await wang.says("报名 2人")
        for talk in ("1", "剪纸活动", "算了"):
            assert await li.says(talk) == ""
        assert "剪纸活动共 2/50 人" in await wang.says("1")
        assert await roster(here) == {"王芳": 2}


async def test_two_are_asked_at_once() -> None:
    async with town() as here:
        await two_activities(here)
        wang, li = here.person("王芳"), here.person("李静")
        await wang.says("报名 2人")
        assert await li.says("报名 3人") == ASKED
        assert "王芳 2人；红色文化进社区演出共 2 人" in await wang.says("2")
        assert "李静 3人；剪纸活动共 3/50 人" in await li.says("1")


async def test_one_person_is_asked_in_two_chats() -> None:
    async with town() as here:
        await two_activities(here)
        wang = here.person("王芳")
        await wang.says("报名 2人")
        assert await wang.whispers("取消报名 张三") == ASKED
        assert "红色文化进社区演出共 2 人" in await wang.says("2")


async def test_talk_while_asked_leaves_the_question_open() -> None:
    async with town() as here:
        await two_activities(here)
        wang = here.person("王芳")
        await wang.says("报名 2人")
        assert await wang.says("我先去开个会") == ""
        assert "已记录" in await wang.says("1")


async def test_another_command_takes_the_questions_place() -> None:
    async with town() as here:
        await two_activities(here)
        wang = here.person("王芳")
        await wang.says("报名 2人")
        assert "打卡成功" in await wang.says("打卡")
        assert await wang.says("1") == ""
        assert await roster(here) == {}


async def test_a_question_survives_a_restart() -> None:
    async with town() as here:
        await two_activities(here)
        wang = here.person("王芳")
        await wang.says("报名 2人")
        await here.restart()
        assert await here.person("李静").says("2") == ""
        assert "红色文化进社区演出共 2 人" in await wang.says("2")


async def test_one_thing_is_asked_at_a_time() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        assert "哪个社区" in await wang.says("结对")
        assert "几名孩子" in await wang.says("红旗社区")
        assert await here.rows("pairings") == []
        assert "王芳 结对红旗社区 2名" in await wang.says("2名")


async def test_a_vague_number_is_asked_for() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        assert "一共几位" in await wang.says("报名剪纸十来个人")
        assert "王芳 12人" in await wang.says("12")


@pytest.mark.parametrize("put_right", ["不对，是3个", "说错了，3个人", "改成3人", "不是2个，是3个"])
async def test_a_correction_leaves_the_question_open(put_right: str) -> None:
    async with town() as here:
        await two_activities(here)
        wang = here.person("王芳")
        assert await wang.says("报名 2人") == ASKED
        assert await here.person("李静").says(put_right.replace("改成", "哦，")) == ""
        assert await wang.says(put_right) == ASKED
        await here.restart()
        assert "王芳 3人；剪纸活动共 3/50 人" in await wang.says("1")


async def test_what_was_said_before_the_question_can_be_put_right() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        assert "几名孩子" in await wang.says("结对 红旗社区")
        assert "几名孩子" in await wang.says("不对，是东站社区")
        assert "王芳 结对东站社区 2名" in await wang.says("2")


async def test_she_may_change_her_mind() -> None:
    async with town() as here:
        await two_activities(here)
        wang = here.person("王芳")
        assert "一共几位" in await wang.says("报名剪纸十来个人")
        assert "一共几位" in await wang.says("算了，改报演出")
        assert "王芳 2人；红色文化进社区演出共 2 人" in await wang.says("2")
        assert "一共几位" in await wang.says("报名剪纸十来个人")
        assert "王芳 3人；红色文化进社区演出共 3 人" in await wang.says("不报剪纸了，报演出3人")
        assert await wang.says("2") == ""
