"""今日学习、打卡: what is studied today, and who has."""

from datetime import datetime

from store.types import SHANGHAI
from tests.conversation import Town, town


async def one_item(here: Town) -> None:
    """党史上的今天 has an item for 20 May; 红色家风传承 two numbered ones."""
    await here.item("党史上的今天", "05-20", "“我爱中国共产党”")
    await here.item("红色家风传承", 1, "一封家书")
    await here.item("红色家风传承", 2, "一件棉衣")


async def test_today_shows_the_dated_item_as_it_is_pushed() -> None:
    async with town() as here:
        await one_item(here)
        wang = here.person("王芳", group="省财政厅")
        said = await wang.says("今日学习")
        assert said == "【党史上的今天】“我爱中国共产党”\n\n正文。\n\n来源：测试\n学习后请回复：打卡"


async def test_paragraphs_stand_apart_on_a_phone() -> None:
    async with town() as here:
        await here.item("党史上的今天", "05-20", "两段", "第一段。\n第二段。\n\n第三段。")
        wang = here.person("王芳", group="省财政厅")
        assert "\n\n第一段。\n\n第二段。\n\n第三段。\n\n来源" in await wang.says("今日学习")


async def test_today_of_a_numbered_column_is_what_was_pushed_here() -> None:
    async with town() as here:
        await one_item(here)
        await here.plan("红色家风传承", {"daily": "10:00"})
        wang = here.person("王芳", group="省财政厅")
        assert "家书" not in await wang.says("今日学习")
        await here.pass_time(hours=2)
        assert "一封家书" in await wang.says("今日学习")
        assert "一封家书" in await wang.says("今日学习 红色家风传承")


async def test_nothing_today_is_said_plainly() -> None:
    async with town() as here:
        await here.item("党史上的今天", "05-21", "明天的事")
        await here.item("党史上的今天", "05-20", "没有审核的事", state="draft")
        wang = here.person("王芳", group="省财政厅")
        assert await wang.says("今日学习") == "今天还没有学习内容。"
        assert await wang.says("今日学习 党史上的今天") == "“党史上的今天”今天没有学习内容。"


async def test_a_check_in_belongs_to_what_was_pushed_in_the_group_that_day() -> None:
    async with town() as here:
        await one_item(here)
        await here.plan("红色家风传承", {"daily": "10:00"})
        wang = here.person("王芳", group="省财政厅")
        await here.pass_time(hours=2)
        assert await wang.says("打卡") == "王芳 打卡成功《一封家书》。"
        await here.pass_time(to=datetime(2021, 5, 21, 9, 0, tzinfo=SHANGHAI))
        assert await wang.says("打卡") == "王芳 打卡成功。"
        await here.pass_time(hours=2)
        assert await wang.says("打卡") == "王芳 打卡成功《一件棉衣》。"
        assert [(row["item"], row["date"]) for row in await here.rows("checkins")] == [
            ("一封家书", "2021-05-20"),
            ("", "2021-05-21"),
            ("一件棉衣", "2021-05-21"),
        ]


async def test_each_group_has_its_own_item() -> None:
    async with town() as here:
        await one_item(here)
        groups = {"units": [], "groups": [2]}
        await here.plan("红色家风传承", {"daily": "10:00"}, audience=groups)
        wang, chen = here.person("王芳", group="省财政厅"), here.person("陈晓", group="省教育厅")
        await here.pass_time(hours=2)
        assert "我爱中国共产党" in await wang.says("打卡")
        assert "一封家书" in await chen.says("打卡")


async def test_a_check_in_with_a_thought_twice_and_in_private() -> None:
    async with town() as here:
        await one_item(here)
        wang = here.person("王芳", group="省财政厅")
        assert "心得" not in await wang.says("打卡")
        assert "今天已经打过卡了" in await wang.says("已学习")
        assert "心得已记下" in await wang.says("打卡 今天的故事很感人")
        assert "今天已经打过卡了" in await wang.whispers("打卡")
        rows = await here.rows("checkins")
        assert [(row["name"], row["unit"], row["note"]) for row in rows] == [("王芳", "省财政厅", "今天的故事很感人")]
        assert [(row.people, row.records) for row in await here.totals("checkins")] == [(1, 1)]


async def test_a_check_in_taken_back() -> None:
    async with town() as here:
        await one_item(here)
        wang = here.person("王芳", group="省财政厅")
        await wang.says("打卡")
        await wang.says("打卡 很受教育")
        assert "已撤销" in await wang.says("撤销")
        assert [row["note"] for row in await here.rows("checkins")] == [""]
        assert "已撤销" in await wang.says("撤销")
        assert await here.rows("checkins") == []


async def test_a_number_that_is_no_item() -> None:
    async with town() as here:
        await one_item(here)
        await here.item("红色家风传承", 9, "草稿", state="draft")
        wang = here.person("王芳", group="省财政厅")
        assert await wang.says("打卡 99") == "没有第 99 号学习内容。"
        assert await wang.says("打卡 4") == "没有第 4 号学习内容。"
        assert await here.rows("checkins") == []
        assert "一封家书" in await wang.says("打卡 2")


async def test_talk_about_studying_is_no_check_in() -> None:
    async with town() as here:
        await one_item(here)
        wang = here.person("王芳", group="省财政厅")
        for talk in ("大家记得打卡啊", "打卡机坏了", "今天学习了吗"):
            assert await wang.says(talk) == ""
        assert await here.rows("checkins") == []


async def test_the_share_of_a_unit_that_studied() -> None:
    async with town() as here:
        await one_item(here)
        chen = here.person("陈丽华", group="省教育厅")
        await chen.is_made("coordinator")
        for name in ("王芳", "李静", "孙梅"):
            await here.person(name, group="省财政厅").says("今日学习")
        await here.person("王芳").says("打卡")
        await chen.says("打卡")
        said = await chen.says("统计 打卡 按单位")
        assert "1. 省教育厅：1 次，1 人（认识的 1 人中 100%）" in said
        assert "2. 省财政厅：1 次，1 人（认识的 3 人中 33%）" in said
