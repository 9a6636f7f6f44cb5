"""#接龙: every message restates the whole list; it ends in the same roster as what is said."""

from handlers.message import IncomingMessage
from tests.conversation import ACCOUNT, Person, Town, town
from tests.handlers.test_signup_talk import paper_cutting, roster

TITLE = "#接龙\n剪纸活动报名\n\n"


async def test_a_list_is_read_into_the_roster_once() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        said = await wang.says(TITLE + "1. 王芳 2人\n2. 李静")
        assert said == "接龙已记录：剪纸活动共 3/50 人。"
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
        await here.pass_time(minutes=10)
        assert await li.says(TITLE + "1. 王芳") == "接龙已记录：剪纸活动共 1/50 人，比上次少 1 人。"
        assert await roster(here) == {"王芳": 1}
        await here.person("赵敏").says(TITLE + "1. 孙七")
        assert await roster(here) == {"孙七": 1}


async def test_said_and_listed_counts_once() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says("报名剪纸2人")
        await here.person("李静", group="省财政厅").says(TITLE + "1. 王芳 2人\n2. 李静")
        assert await roster(here) == {"王芳": 2, "李静": 1}


async def test_a_nickname_with_emoji_is_one_person_in_chat_and_in_a_list() -> None:
    async with town() as here:
        await paper_cutting(here)
        fish = here.person("小鱼儿🐟", group="省财政厅")
        await fish.says("报名剪纸2人")
        await fish.says(TITLE + "1. 小鱼儿🐟 3人")
        assert list((await roster(here)).values()) == [3]


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
        await here.pass_time(minutes=4)
        said = await here.person("李静", group="省财政厅").says(TITLE + "1. 王芳 2人\n2. 李静")
        assert said == "接龙已记录：剪纸活动共 2/2 人，候补 1 人。"
        assert await roster(here) == {"王芳": 2, "李静": -1}


async def test_a_list_about_something_else_is_ignored() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        before = await here.row_counts()
        li = here.person("李静", group="省财政厅")
        for person in (wang, li):
            assert await person.says("#接龙\n奶茶\n\n1. 王芳 珍珠奶茶\n2. 李静 柠檬茶") == ""
        assert await here.row_counts() == before


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


async def test_a_line_that_finds_no_place_is_told_and_holds_nobody_up() -> None:
    async with town() as here:
        wang = await paper_cutting(here, "限6人")
        said = await wang.says(TITLE + "1. 王芳 7人\n2. 李静")
        assert said == "接龙已记录：剪纸活动共 1/6 人；1 条名额不够，没有加上。"
        assert await roster(here) == {"李静": 1}
        assert "共 6/6 人" in await here.person("陈晓", group="省财政厅").says("报名剪纸5人")


async def test_an_older_version_sent_on_takes_nothing_back() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        li, chen = here.person("李静", group="省财政厅"), here.person("陈晓", group="省财政厅")
        await wang.says(TITLE + "1. 王芳")
        await li.says(TITLE + "1. 王芳\n2. 李静")
        await wang.says(TITLE + "1. 王芳 3人\n2. 李静")
        await li.says(TITLE + "1. 王芳 3人")
        await chen.says(TITLE + "1. 王芳\n2. 李静\n3. 陈晓")
        assert await roster(here) == {"王芳": 3, "陈晓": 1}


async def test_who_took_her_line_out_may_put_it_back() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says(TITLE + "1. 王芳\n2. 孙七")
        await wang.says(TITLE + "1. 王芳\n2. 孙七\n3. 周八")
        await wang.says(TITLE + "1. 王芳\n2. 孙七")
        assert await roster(here) == {"王芳": 1, "孙七": 1}
        await wang.says(TITLE + "1. 王芳\n2. 孙七\n3. 周八")
        assert await roster(here) == {"王芳": 1, "孙七": 1, "周八": 1}


async def test_a_sign_up_said_in_chat_is_not_taken_out_with_a_line() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        li = here.person("李静", group="省财政厅")
        await wang.says("报名剪纸2人")
        await li.says(TITLE + "1. 王芳 2人")
        await li.says(TITLE + "1. 李静")
        assert await roster(here) == {"王芳": 2, "李静": 1}


async def test_two_lists_for_one_activity_do_not_empty_each_other() -> None:
    async with town() as here:
        await paper_cutting(here)
        zhao, li = here.person("赵敏"), here.person("李静", group="省财政厅")
        await li.says("#接龙\n剪纸活动上午场报名\n\n1. 李静\n2. 孙七")
        await zhao.says("#接龙\n剪纸活动下午场报名\n\n1. 赵敏\n2. 周八")
        assert await roster(here) == {"李静": 1, "孙七": 1, "赵敏": 1, "周八": 1}


async def test_a_list_whose_title_was_changed_goes_on() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says(TITLE + "1. 王芳\n2. 李静")
        await here.person("李静", group="省财政厅").says("取消报名 剪纸")
        await wang.says("取消报名 剪纸")
        await here.person("陈晓", group="省财政厅").says("#接龙\n剪纸活动报名（改到周五）\n\n1. 王芳\n2. 李静\n3. 陈晓")
        assert await roster(here) == {"李静": 1, "陈晓": 1}, "王芳 has left; her line says nothing new"


async def test_a_list_is_answered_once_in_a_few_minutes_and_nothing_goes_unanswered() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        group, names = here.group("省财政厅"), ["王芳"]
        assert await wang.says(TITLE + "1. 王芳") == "接龙已记录：剪纸活动共 1/50 人。"
        for name in ("李静", "陈晓", "孙七"):
            names.append(name)
            lines = "\n".join(f"{number}. {one}" for number, one in enumerate(names, 1))
            assert await here.person(name, group="省财政厅").says(TITLE + lines) == ""
        group.heard()
        await here.restart()
        await here.pass_time(minutes=2)
        assert group.heard() == ""
        await here.pass_time(minutes=2)
        assert group.heard() == "接龙已记录：剪纸活动共 4/50 人，比上次多 3 人。"
        await here.pass_time(minutes=30)
        assert group.heard() == ""


async def test_what_was_undone_is_not_brought_back_by_the_same_list() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        await wang.says(TITLE + "1. 王芳\n2. 李静")
        assert "已撤销：“剪纸活动”的这次接龙" in await wang.says("撤销")
        await here.person("陈晓", group="省财政厅").says(TITLE + "1. 王芳\n2. 李静\n3. 陈晓")
        assert await roster(here) == {"陈晓": 1}


TEA = "#接龙\n周五学手艺\n\n1. 王芳\n2. 李静 2人"


async def test_an_organizer_ties_a_list_by_its_title() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        assert await wang.says(TEA) == ""
        said = await here.person("赵敏").says("接龙 周五学手艺 归 剪纸")
        assert said == "好的，接龙“周五学手艺”归到“剪纸活动”，下一位接龙时一起登记。"
        assert "共 4/50 人" in await here.person("陈晓", group="省财政厅").says(TEA + "\n3. 陈晓")
        assert await roster(here) == {"王芳": 1, "李静": 2, "陈晓": 1}
        assert "jielong_tie" in await here.audit()


async def test_an_organizer_ties_the_next_list_that_fits_nothing() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        assert await here.person("赵敏").says("接龙 归 剪纸活动") == "好的，本群下一份接龙归到“剪纸活动”，一天之内有效。"
        assert "共 3/50 人" in await wang.says(TEA)
        assert await wang.says("#接龙\n奶茶\n\n1. 王芳 珍珠奶茶\n2. 孙七") == ""
        await wang.says(TEA + "\n3. 陈晓")
        assert await roster(here) == {"王芳": 1, "李静": 2, "陈晓": 1}


async def test_a_tie_waits_a_day_and_can_be_taken_back() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        zhao = here.person("赵敏")
        await zhao.says("接龙 归 剪纸活动")
        assert "已撤销" in await zhao.says("撤销")
        assert await wang.says(TEA) == ""
        await zhao.says("接龙 归 剪纸活动")
        await here.pass_time(hours=25)
        assert await wang.says(TEA) == ""
        assert await roster(here) == {}


async def test_a_tie_is_an_organizers_word_said_where_the_list_is() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        assert "组织员" in await wang.says("接龙 归 剪纸活动")
        assert await here.person("赵敏").whispers("接龙 归 剪纸活动") == "请到接龙所在的工作群里说这句话。"
        await here.person("赵敏").says("发起活动 读书会")
        asked = await here.person("赵敏").says("接龙 归 ", at_bot=True)
        assert "请问是哪个活动" in asked
        assert "归到“剪纸活动”" in await here.person("赵敏").says("1")


async def structured(here: Town, poster: Person, text: str, owners: tuple[str, ...], id: str) -> None:
    """A list as channels deliver it that name who entered each line."""
    group = here.group("省财政厅").wire_id
    message = IncomingMessage(ACCOUNT, group, poster.wire_id, text, id, here.clock(), poster.name, kind="jielong", owners=owners)
    await here.app.dispatcher.feed(message)
    await here.idle()


async def test_where_the_channel_names_who_entered_a_line_it_is_her_own_sign_up() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        li = here.person("李静", group="省财政厅")
        await li.says("帮助")
        await structured(here, wang, TITLE + "1. 王芳\n2. 小李 2人\n3. 新来的", (wang.wire_id, li.wire_id, "u-new"), "s1")
        assert await roster(here) == {"王芳": 1, "李静": 2, "新来的": 1}
        assert "共 5/50 人" in await li.says("报名剪纸3人")
        assert await roster(here) == {"王芳": 1, "李静": 3, "新来的": 1}
        await structured(here, li, TITLE + "1. 王芳\n2. 新来的", (wang.wire_id, "u-new"), "s2")
        assert await roster(here) == {"王芳": 1, "李静": 3, "新来的": 1}, "her line is gone, what she has said in chat stays"
        await structured(here, li, TITLE + "1. 王芳", (wang.wire_id,), "s3")
        assert await roster(here) == {"王芳": 1, "李静": 3, "新来的": 1}, "not her line"
        await structured(here, here.person("新来的"), TITLE + "1. 王芳", (wang.wire_id,), "s4")
        assert "新来的" in await roster(here), "a display name is nobody's line"


async def test_her_own_line_may_be_called_otherwise() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        li = here.person("李静", group="省财政厅")
        await structured(here, wang, TITLE + "1. 王芳\n2. 小李 2人", (wang.wire_id, li.wire_id), "s1")
        await structured(here, li, TITLE + "1. 王芳\n2. 静静 3人", (wang.wire_id, li.wire_id), "s2")
        assert await roster(here) == {"王芳": 1, "李静": 3}
        await structured(here, li, TITLE + "1. 王芳", (wang.wire_id,), "s3")
        assert await roster(here) == {"王芳": 1}


async def test_a_list_of_five_hundred_is_answered_shortly() -> None:
    async with town() as here:
        wang = await paper_cutting(here, "")
        names = [f"成员{number:03d} {number % 3 + 1}人" for number in range(1, 501)]
        said = await wang.says(TITLE + "\n".join(f"{number}. {name}" for number, name in enumerate(names, 1)))
        assert said == "接龙已记录：剪纸活动共 1001 人。"
        assert len(await roster(here)) == 500


async def test_what_she_says_herself_is_no_longer_the_lists() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        li = here.person("李静", group="省财政厅")
        await li.says(TITLE + "1. 王芳")
        await wang.says("报名剪纸3人")
        await li.says(TITLE + "1. 李静")
        assert await roster(here) == {"王芳": 3, "李静": 1}
