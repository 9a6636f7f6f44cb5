"""The children: no name, number, address or school of theirs in any reply, nor anywhere in the store."""

import pytest

from tests.conversation import town

TYPED = [
    ("结对 红旗社区 2名 孩子叫李小明 低保", ["李小明"]),
    ("结对 红旗社区 2名 身份证530102201001011234", ["530102201001011234", "201001"]),
    ("结对 红旗社区 2名 家长电话13812345678", ["13812345678", "1381234"]),
    ("结对 红旗社区 1名 孩子在红旗小学三年级二班", ["红旗小学", "三年级二班"]),
    ("跟进 红旗社区 家访 孩子张小花很高兴", ["张小花"]),
]


CALLED = ("欧阳若曦", "张子轩", "思涵", "乐乐", "小宝", "妞妞")
WHERE = (
    "结对 红旗社区 1名，{}今年8岁",
    "结对 红旗社区 1名 学生{} 低保",
    "结对 红旗社区 1名 她叫{}",
    "跟进 红旗社区 家访 {}妈妈身体不好",
    "跟进 红旗社区 微心愿 {}想要一双鞋",
    "跟进 红旗社区 家访 备注：{}成绩进步了",
    "打卡 今天和孩子{}一起学习",
    "结束结对 红旗社区 {}转学了",
)


@pytest.mark.parametrize("name", CALLED)
async def test_a_child_called_by_a_given_or_pet_name_is_nowhere(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        answers = [await wang.says(said.format(name)) for said in WHERE]
        assert [said for said, answer in zip(WHERE, answers, strict=True) if "孩子的姓名没有记下" not in answer] == []
        kept = "".join(await here.stored_texts()) + here.everything_stored() + "".join(answers) + caplog.text
        assert "红旗社区" in kept
        assert name not in kept
        exported = [row for what in ("pairings", "followups", "checkins") for row in await here.rows(what)]
        assert len(exported) > 3
        assert name not in str(exported)


@pytest.mark.parametrize(("said", "secrets"), TYPED)
async def test_what_may_not_be_kept_is_nowhere(said: str, secrets: list[str]) -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        answer = await wang.says(said)
        assert "已记录" in answer, "what may be kept is recorded"
        assert "没有记下" in answer
        assert "撤回" in answer
        seen = here.everything_stored() + here.group("省财政厅").heard()
        assert "红旗社区" in seen
        assert [secret for secret in secrets if secret in seen] == []


async def test_in_private_nobody_is_asked_to_take_the_message_back() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        answer = await wang.whispers("结对 红旗社区 2名 孩子叫李小明 电话13812345678")
        assert "孩子的姓名" in answer
        assert "电话号码" in answer
        assert "撤回" not in answer
        assert "李小明" not in answer + here.everything_stored()


async def test_a_secret_said_while_something_is_asked_is_not_kept_with_the_question() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        answer = await wang.says("结对 孩子叫李小明 2名")
        assert "哪个社区" in answer
        assert "李小明" not in answer + here.everything_stored()
        await here.restart()
        assert "红旗社区 2名" in await wang.says("红旗社区")
        assert "李小明" not in here.everything_stored()


async def test_phone_numbers_are_not_repeated_to_the_group() -> None:
    async with town() as here:
        zhao, wang = here.person("赵敏", group="省财政厅"), here.person("王芳", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 剪纸活动")
        answer = await wang.says("报名剪纸2人，电话13812345678")
        assert "已记录：王芳 2人" in answer
        assert "13812345678" not in answer + here.everything_stored()
        assert "13812345678" not in await zhao.says("名单 剪纸")


async def test_small_numbers_by_difficulty_are_for_private_chats() -> None:
    async with town() as here:
        qian, wang = here.person("钱静", group="省财政厅"), here.person("王芳", group="省财政厅")
        await qian.is_made("coordinator", "省财政厅")
        await wang.says("结对 红旗社区 2名 低保")
        assert "低保" not in (said := await qian.says("统计 结对"))
        assert "请私聊我查看" in said
        assert "低保或低保边缘家庭 2名" in await qian.whispers("统计 结对")
        await wang.says("结对 红旗社区 3名 低保")
        assert "低保或低保边缘家庭 3名" in await qian.says("统计 结对")


async def test_forgetting_leaves_the_numbers() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        await wang.says("结对 红旗社区 2名")
        await wang.says("打卡 很受教育")
        assert "已删除" in await wang.says("删除我的信息")
        assert [row.children for row in await here.totals("pairings")] == [2]
        assert {row["helper"] for row in await here.rows("pairings")} == {"（已删除）"}
        assert {row["note"] for row in await here.rows("checkins")} == {""}


async def test_forgetting_works_with_helpers_she_named_and_a_second_time_and_nobody_is_counted_less() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        await wang.says("结对 东站社区 2名 和张三、李四一起")
        before = await here.totals("pairings")
        assert "已删除" in await wang.says("删除我的信息")
        assert await here.totals("pairings") == before
        assert [row["helper"] for row in await here.rows("pairings")] == ["（已删除）", "（已删除）2", "（已删除）3"]
        await wang.says("结对 东站社区 2名")
        assert "已删除" in await wang.says("删除我的信息")
        assert [row["helper"] for row in await here.rows("pairings")][-1] == "（已删除）4"
        assert "张三" not in " ".join(await here.stored_texts())
