"""Ordinary talk is left alone, a message acts once, and one that fails harms no other."""

import asyncio
from typing import Any

import pytest

from handlers import router
from handlers.commands.command import Command
from tests.conversation import Town, town
from tests.handlers.test_signup_talk import paper_cutting, roster

TALK = [
    "报名的事下午再说",
    "大家报名了吗",
    "统计局的通知转一下",
    "通过12位同志的努力，活动办得很好",
    "改成三楼会议室",
    "+2",
    "剪纸真好看",
    "取消",
    "算了",
    "收到，谢谢",
    "@张三 报名了没有",
    "活动几点开始？",
    "结对的材料交了吗",
    "推送的文章很好",
    "1",
]


@pytest.mark.parametrize("talk", TALK)
async def test_talk_is_not_answered_and_nothing_is_written(talk: str) -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        before = await here.row_counts()
        assert await wang.says(talk) == ""
        assert await here.row_counts() == before
        await here.restart()
        assert await wang.says(talk) == "", "also when the bot has just started and remembers nothing"
        assert await here.row_counts() == before
        assert len(talk) < 4 or talk not in here.everything_stored()


async def test_a_message_delivered_again_does_nothing_twice() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        assert "已记录" in await wang.says("报名剪纸2人", id="m-1")
        await wang.says("改成3人", id="m-2")
        before = await here.row_counts()
        message = here.wire._world.heard("main", here.wire._world.find("m-1"), None)
        await here.app.dispatcher.feed(message)
        await here.idle()
        assert await here.row_counts() == before
        assert await roster(here) == {"王芳": 3}
        await here.restart()
        await here.app.dispatcher.feed(message)
        await here.idle()
        assert await roster(here) == {"王芳": 3}


async def test_a_message_that_fails_is_apologised_for_and_harms_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(ctx: Any, said: Any) -> Any:
        ctx.uow.checkins.record(ctx.member.id, ctx.day, None, "half done", group_id=None, unit_id=None, now=ctx.now)
        raise RuntimeError("ours")

    async with town() as here:
        wang = await paper_cutting(here)
        li, chen = here.person("李静", group="省财政厅"), here.person("陈晓", group="省财政厅")
        monkeypatch.setitem(router.COMMANDS, "checkin", Command("checkin", fail))
        here.group("省财政厅").heard()
        group = here.group("省财政厅").wire_id
        for person, words in ((wang, "报名剪纸2人"), (li, "打卡"), (chen, "报名剪纸3人")):
            await here.wire.say(person.wire_id, words, room=group)
        await here.idle()
        said = here.group("省财政厅").heard()
        assert said.count("抱歉，刚才没有办成，什么都没有记。") == 1
        assert "王芳 2人" in said
        assert "陈晓 3人" in said
        assert await roster(here) == {"王芳": 2, "陈晓": 3}
        assert await here.rows("checkins") == []


async def test_many_at_once_are_each_recorded_and_named_once() -> None:
    async with town() as here:
        await paper_cutting(here)
        group = here.group("省财政厅")
        names = [f"{surname}{given}" for surname in "赵钱孙李" for given in "莉娜敏"]
        people = [here.person(name, group=group) for name in names]
        group.heard()
        await asyncio.gather(*(here.wire.say(person.wire_id, "报名剪纸", room=group.wire_id) for person in people))
        await here.idle()
        said = group.heard()
        assert {name: said.count(f"{name} 1人") for name in names} == dict.fromkeys(names, 1)
        assert "12/50 人" in said
        assert len(await here.rows("signups")) == 12


async def ask(here: Town, words: str) -> str:
    return await here.person("王芳", group="省财政厅").says(words, at_bot=True)


async def test_a_mention_that_is_not_understood_is_answered_with_what_can_be_said() -> None:
    async with town() as here:
        said = await ask(here, "今天天气怎么样")
        assert "没太听懂" in said
        assert "帮助" in said
