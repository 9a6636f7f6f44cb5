"""Addressed but not understood: the nearest things she may have meant, answered by number."""

import pytest

from handlers.language import Scene, understand
from handlers.language.words import words
from handlers.texts import Texts
from tests.conversation import NINE, town
from tests.handlers.test_signup_talk import paper_cutting, roster

HOW = "回复序号就行；都不是，请说：帮助"


async def test_a_number_chooses_what_was_meant() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        said = await wang.says("剪纸活动呢", at_bot=True)
        assert said.splitlines()[:2] == ["没太听懂，您是想：", "1. 报名 剪纸活动"]
        assert said.endswith(HOW)
        assert "王芳 1人；剪纸活动共 1/50 人" in await wang.says("1")
        assert await roster(here) == {"王芳": 1}


async def test_the_choice_survives_a_restart_and_is_hers_alone() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("剪纸活动呢", at_bot=True)
        await here.restart()
        assert await here.person("李静", group="省财政厅").says("1") == ""
        assert "王芳 1人" in await wang.says("第一个")


async def test_after_five_minutes_the_choice_is_talk() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("剪纸活动呢", at_bot=True)
        await here.pass_time(minutes=5)
        assert await wang.says("1") == ""
        assert await roster(here) == {}


async def test_a_number_off_the_list_is_asked_no_further() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("剪纸活动呢", at_bot=True)
        assert "没太听懂" in await wang.says("9")
        assert await roster(here) == {}


async def test_only_what_she_may_do_is_offered() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        zhao = here.person("赵敏", group="省财政厅")
        assert "名单" not in await wang.says("剪纸活动呢", at_bot=True)
        assert "名单 剪纸活动" in await zhao.says("剪纸活动呢", at_bot=True)


async def test_talk_leaves_the_choice_open_and_a_command_takes_its_place() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("剪纸活动呢", at_bot=True)
        assert await wang.says("我去开会了") == ""
        assert "剪纸活动共 2/50 人" in await wang.says("报名剪纸2人")
        assert await wang.says("1") == ""


@pytest.mark.parametrize("intent", sorted(words().said("hints")))
def test_what_is_offered_reads_as_what_it_offers(intent: str) -> None:
    scene = Scene(open_activities=("剪纸活动", "演出"), communities=("红旗社区",), columns=("党史上的今天",))
    said = Texts.load()(f"meant.{intent}")
    assert understand(said, scene, today=NINE.date(), mention=True).intent == intent
