"""What was said where the bot is not, brought to it in private: shown first, recorded when she says so."""

import pytest

from tests.conversation import Person, Town, town
from tests.handlers.test_signup_talk import paper_cutting, roster

STRETCH = (
    "“省财政厅妇女工作群”的聊天记录如下：\n\n—————  2021-05-19  —————\n\n王芳  09:01\n\n报名剪纸2人\n\n"
    "李静  09:02\n\n大家报名了吗\n\n孙七  09:03\n\n我要报名剪纸\n\n周八  09:04\n\n报名剪纸 我和张三\n\n陈晓  09:05\n\n统计\n"
)
HOW = "\n1. 记录\n2. 不记\n回复序号就行；不办了请说：算了"


async def known(here: Town, name: str, unit: str = "省财政厅") -> Person:
    """Someone who has spoken in her group."""
    person = here.person(name, group=unit)
    await person.says("我的记录")
    return person


async def test_a_stretch_is_shown_and_recorded_when_she_says_so() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang = await known(here, "王芳")
        before = await here.row_counts()
        said = await wang.whispers(STRETCH)
        assert said == (
            "省财政厅妇女工作群，认出 3 条：\n· 王芳 2人 报名“剪纸活动”\n· 孙七 1人 报名“剪纸活动”\n"
            "· 周八 1人、张三 1人 报名“剪纸活动”\n不记 2 条：闲聊 1；不是登记的事 1" + HOW
        )
        assert {name: number for name, number in (await here.row_counts()).items() if number != before[name]}.keys() <= {
            "question",
            "inbox",
            "outbox",
        }
        assert (await wang.whispers("1")).startswith("省财政厅妇女工作群，已记录 3 条。")
        assert await roster(here) == {"王芳": 2, "孙七": 1, "周八": 1, "张三": 1}
        rows = await here.rows("signups")
        assert {row["source"] for row in rows} == {"paste"}
        assert {row["unit"] for row in rows} == {"省财政厅"}


async def test_pasted_again_it_says_that_nothing_is_new() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang = await known(here, "王芳")
        await wang.whispers(STRETCH)
        await wang.whispers("记录")
        await wang.says("改成6人")
        assert await wang.whispers(STRETCH) == "没有要新记的。\n已经记过的 3 条，不重复记。\n不记 2 条：闲聊 1；不是登记的事 1"
        assert (await roster(here))["王芳"] == 3, "six with the three she has brought"


@pytest.mark.parametrize("word", ["2", "不记", "算了"])
async def test_she_may_leave_it(word: str) -> None:
    async with town() as here:
        await paper_cutting(here)
        wang = await known(here, "王芳")
        await wang.whispers(STRETCH)
        assert await wang.whispers(word) == "好的，这次不记。"
        assert await roster(here) == {}


async def test_the_question_survives_a_restart_and_a_wrong_number_and_yields_to_a_command() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang = await known(here, "王芳")
        await wang.whispers(STRETCH)
        await here.restart()
        assert await wang.whispers("7") == "没对上。" + HOW
        assert "报名 0" not in await wang.whispers("我的报名")
        assert "已记录 3 条" not in await wang.whispers("1")
        assert await roster(here) == {}


async def test_all_of_it_is_taken_back_at_once() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang = await known(here, "王芳")
        await wang.whispers(STRETCH)
        await wang.whispers("1")
        before = await roster(here)
        assert "已撤销：粘贴的 3 条" in await wang.whispers("撤销")
        assert await roster(here) == {}
        assert "认出 3 条" in await wang.whispers(STRETCH), "what was taken back can be brought in again"
        await wang.whispers("1")
        assert await roster(here) == before != {}
        assert "没有要新记的" in await wang.whispers(STRETCH)


async def test_a_copy_that_begins_with_the_group_alone_is_no_check_in() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang = await known(here, "王芳")
        copied = "省财政厅妇女工作群\n\n————  2021-05-19  ————\n\n王芳  09:01\n\n报名剪纸2人\n\n李静  09:02\n\n打卡 很感人"
        said = await wang.whispers(copied)
        assert said.startswith("省财政厅妇女工作群，认出 1 条：\n· 王芳 2人 报名“剪纸活动”"), said
        assert "打卡要本人来打 1" in said
        assert await here.rows("checkins") == []


async def test_an_organizer_is_asked_which_group_and_members_speak_for_themselves() -> None:
    async with town() as here:
        await paper_cutting(here)
        await here.item("党史上的今天", "05-19", "一件事")
        await known(here, "王芳")
        zhao = here.person("赵敏")
        said = await zhao.whispers("王芳：报名剪纸2人\n孙七：打卡\n王芳：打卡\n孙七：报名剪纸")
        assert said.startswith("请问这段话是哪个群的？\n1. 省财政厅妇女工作群\n2. 省教育厅妇女工作群")
        said = await zhao.whispers("1")
        assert "· 王芳 2人 报名“剪纸活动”" in said
        assert "王芳：打卡" in said
        assert "不记 1 条：打卡要本人来打 1" in said
        await zhao.whispers("1")
        rows = {row["name"]: row for row in await here.rows("signups")}
        assert rows["王芳"]["member_id"] == "u-王芳"
        assert rows["孙七"]["member_id"] == "u-赵敏"
        assert [row["name"] for row in await here.rows("checkins")] == ["王芳"]


async def test_a_members_word_changes_nobody_elses_record() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang, li = await known(here, "王芳"), await known(here, "李静")
        await wang.says("报名剪纸2人")
        said = await li.whispers("王芳：取消报名 剪纸\n王芳：报名剪纸5人\n赵敏：关闭活动 剪纸")
        assert "没有要新记的。" in said
        assert await roster(here) == {"王芳": 2}


async def test_a_member_brings_words_of_her_own_unit_only() -> None:
    async with town() as here:
        await paper_cutting(here)
        li = await known(here, "李静", "省教育厅")
        assert await li.whispers(STRETCH) == "“省财政厅妇女工作群”不在您的单位，请那边的组织员来粘贴。"
        stranger = here.person("路人")
        assert "请先在群里说一句" in await stranger.whispers(STRETCH)


async def test_what_was_said_in_time_counts_although_it_comes_late() -> None:
    async with town() as here:
        await paper_cutting(here, "5月20日截止")
        wang = await known(here, "王芳")
        await here.pass_time(days=2)
        assert "认出 3 条" in await wang.whispers(STRETCH)
        late = STRETCH.replace("2021-05-19", "2021-05-21")
        assert "“剪纸活动”已于5月20日截止" in await wang.whispers(late)


async def test_changes_and_cancellations_are_followed() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang = await known(here, "王芳")
        text = "孙七 09:01\n报名剪纸\n周八 09:02\n报名剪纸2人\n孙七 09:03\n改成3人\n周八 09:04\n取消报名"
        assert "认出 4 条" in await wang.whispers(text)
        await wang.whispers("1")
        assert await roster(here) == {"孙七": 3}


async def test_pairings_are_recorded_by_name_and_no_child_is_kept() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang = await known(here, "王芳")
        text = "孙七 09:01\n结对 红旗社区 2名 低保家庭 孩子叫李小明\n周八 09:02\n结对 东站社区 1名 学习辅导\n孙七 09:05\n跟进 红旗社区 家访"
        said = await wang.whispers(text)
        assert "为了保护孩子和家庭，孩子的姓名不记。" in said
        assert "李小明" not in said
        assert all("李小明" not in one for one in await here.stored_texts()), "not even while the question is open"
        await wang.whispers("1")
        rows = await here.rows("pairings")
        assert {(row["helper"], row["community"], row["children"]) for row in rows} == {("孙七", "红旗社区", 2), ("周八", "东站社区", 1)}
        assert [(row["helper"], row["community"]) for row in await here.rows("followups")] == [("孙七", "红旗社区")]
        assert all("李小明" not in one for one in await here.stored_texts())


async def test_a_list_alone_and_lists_in_a_stretch_go_through_the_same_rule() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang = await known(here, "王芳")
        said = await wang.whispers("#接龙\n剪纸活动报名\n\n1. 王芳\n2. 孙七 2人")
        assert "名单“剪纸活动报名” 2 行：剪纸活动共 3/50 人" in said
        await wang.whispers("1")
        assert await roster(here) == {"王芳": 1, "孙七": 2}
        head = "#接龙\n剪纸活动报名\n\n1. 王芳\n2. 孙七 2人"
        text = f"周八 09:01\n{head}\n3. 周八\n吴九 09:01\n{head}\n3. 吴九 2人\n"
        await wang.whispers(text)
        await wang.whispers("1")
        assert await roster(here) == {"王芳": 1, "孙七": 2, "周八": 1, "吴九": 2}


async def test_an_organizer_says_what_a_list_is_for_and_a_member_is_told() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang, zhao = await known(here, "王芳"), await known(here, "赵敏")
        tea = "“省财政厅妇女工作群”的聊天记录\n王芳 09:01\n#接龙\n周五学手艺\n\n1. 王芳\n2. 孙七 2人"
        assert "不记 1 条：接龙“周五学手艺”对不上活动 1" in await wang.whispers(tea)
        said = await zhao.whispers(tea)
        assert said.startswith("请问接龙“周五学手艺”归哪个活动？\n1. 剪纸活动\n2. 都不是")
        assert "认出 1 条" in await zhao.whispers("1")
        await zhao.whispers("1")
        assert await roster(here) == {"王芳": 1, "孙七": 2}


async def test_a_paste_that_was_never_confirmed_is_forgotten() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang = await known(here, "王芳")
        await wang.whispers(STRETCH)
        assert any("孙七" in one for one in await here.stored_texts())
        await here.pass_time(days=8)
        await here.app._on_alarm()
        assert not any("孙七" in one for one in await here.stored_texts())
