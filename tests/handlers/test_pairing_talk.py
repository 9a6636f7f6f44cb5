"""结对、跟进: who helps how many children where; nobody counted twice."""

from typing import Any

from tests.conversation import Person, Town, town


def two(here: Town) -> tuple[Person, Person]:
    """王芳 and 李静, of one unit."""
    return here.person("王芳", group="省财政厅"), here.person("李静", group="省财政厅")


async def live(here: Town) -> list[tuple[Any, ...]]:
    """Live pairings: helper, community, children."""
    return [(row["helper"], row["community"], row["children"]) for row in await here.rows("pairings") if row["state"] == "active"]


async def children(here: Town) -> int | None:
    """How many children there are, each once."""
    return (await here.totals("pairings"))[0].children


async def test_a_pairing_with_difficulties_and_ways_of_help() -> None:
    async with town() as here:
        wang, _ = two(here)
        said = await wang.says("结对 红旗社区 2名 低保家庭 学习辅导")
        assert said == "已记录：王芳 结对红旗社区 2名儿童，困难类别和帮扶方式已登记。谢谢您！"
        (row,) = await here.rows("pairings")
        assert (row["unit"], row["difficulties"], row["support"]) == ("省财政厅", ["low_income"], ["study"])


async def test_counts_by_difficulty_are_kept() -> None:
    async with town() as here:
        wang, _ = two(here)
        await wang.says("结对 红旗社区 5名 3名留守 2名低保")
        assert "父母外出务工无监护（留守） 3名" in (said := await wang.whispers("统计 结对"))
        assert "低保或低保边缘家庭 2名" in said


async def test_a_collective_helps() -> None:
    async with town() as here:
        wang, li = two(here)
        assert "处室 结对东站社区 3名儿童" in await wang.says("我处室和东站社区3个留守儿童结对了", at_bot=True)
        (row,) = await here.rows("pairings")
        assert (row["helper_kind"], row["difficulties"]) == ("collective", ["left_behind"])
        assert "处室 结对东站社区 4名儿童" in await li.says("我们处室和东站社区4个孩子结对了", at_bot=True)
        assert await live(here) == [("处室", "东站社区", 4)], "whoever reports it, the collective is one"


async def test_the_same_helper_again_replaces() -> None:
    async with town() as here:
        wang, _ = two(here)
        await wang.says("结对 红旗社区 2名")
        await wang.says("结对 红旗社区 3名")
        await wang.says("结对 东站社区 1名")
        assert await live(here) == [("王芳", "红旗社区", 3), ("王芳", "东站社区", 1)]


async def test_somebody_reported_by_another_reports_herself_and_counts_once() -> None:
    async with town() as here:
        wang, li = two(here)
        await wang.says("结对 红旗社区 李静 2名")
        assert "李静 结对红旗社区 3名" in await li.says("结对 红旗社区 3名")
        assert await live(here) == [("李静", "红旗社区", 3)]
        assert await wang.says("结对 红旗社区 李静 5名") == "李静已经自己登记过红旗社区的结对，要改请她本人来说。"
        assert await live(here) == [("李静", "红旗社区", 3)]


async def test_two_people_of_one_name_are_two() -> None:
    async with town() as here:
        wang, _ = two(here)
        here.wire.add_person("王芳", wire_id="u-同名", rooms=[here.group("省财政厅").wire_id])
        other = Person(here, "u-同名", "王芳", here.group("省财政厅"))
        await wang.says("结对 红旗社区 2名")
        await other.says("结对 红旗社区 3名")
        assert [(row.people, row.children) for row in await here.totals("pairings")] == [(2, 5)]


async def test_children_helped_together_count_once() -> None:
    async with town() as here:
        wang, li = two(here)
        await wang.says("结对 红旗社区 3名")
        await li.says("结对 红旗社区 3名 和王芳一起")
        assert [(row.people, row.records, row.children) for row in await here.totals("pairings")] == [(2, 2, 3)]
        await wang.says("结对 红旗社区 3名 和李静一起")
        assert await children(here) == 3, "said by both, they are still counted"


async def test_children_said_to_be_shared_only_later_count_once_from_then_on() -> None:
    async with town() as here:
        wang, li = two(here)
        await wang.says("结对 红旗社区 3名")
        await li.says("结对 红旗社区 3名")
        assert await children(here) == 6
        await li.says("我和王芳一起结对红旗社区3个孩子", at_bot=True)
        assert await children(here) == 3


async def test_when_one_of_two_ends_the_children_stay_with_the_other() -> None:
    async with town() as here:
        wang, li = two(here)
        await wang.says("结对 红旗社区 3名")
        await li.says("结对 红旗社区 3名 和王芳一起")
        assert "已结束：王芳 与红旗社区的结对" in await wang.says("结束结对 红旗社区")
        assert await children(here) == 3
        assert "已撤销" in await wang.says("撤销")
        assert await children(here) == 3


async def figures(here: Town) -> list[tuple[int | None, int | None, int | None]]:
    """Helpers, pairings, children."""
    return [(row.people, row.records, row.children) for row in await here.totals("pairings")]


async def test_who_is_named_beside_her_is_a_helper_too_of_the_same_children() -> None:
    async with town() as here:
        wang, li = two(here)
        said = await wang.says("我和李静一起结对红旗社区2名", at_bot=True)
        assert said == (
            "已记录：王芳、李静 结对红旗社区 2名儿童。谢谢您！改人数说“结对改成几名”。\n王芳、李静帮扶的是同一批孩子，合计只计一次。"
        )
        assert await figures(here) == [(2, 2, 2)]
        assert "王芳、李静帮扶的是同一批孩子，合计按王芳登记的2名计。" in await li.says("结对 红旗社区 3名")
        assert await figures(here) == [(2, 2, 2)], "she reports herself what was reported for her"
        assert "王芳 结对红旗社区 4名" in await wang.says("结对改成4名 红旗社区")
        assert await figures(here) == [(2, 2, 4)]
        await wang.says("结束结对 红旗社区")
        assert await figures(here) == [(1, 1, 3)], "from now on they count with her who is left"


async def test_one_and_several_others() -> None:
    async with town() as here:
        wang, _ = two(here)
        assert "王芳、张三、李四帮扶的是同一批孩子" in await wang.says("结对 红旗社区 3名 和张三、李四一起")
        assert await figures(here) == [(3, 3, 3)]
        await wang.says("结对改成5名 红旗社区")
        assert await live(here) == [("王芳", "红旗社区", 5), ("张三", "红旗社区", 5), ("李四", "红旗社区", 5)]
        assert await children(here) == 5
        assert "已结束：王芳、张三、李四 与红旗社区的结对" in await wang.says("结束结对 红旗社区")
        assert await figures(here) == [(0, 0, 0)]
        assert "已撤销" in await wang.says("撤销")
        assert await figures(here) == [(3, 3, 5)]
        assert "和孩子一起" not in await wang.says("结对 东站社区 2名 和孩子一起")
        assert await figures(here) == [(3, 4, 7)], "a child is no helper"


async def test_the_first_of_two_takes_her_report_back_and_the_children_stay() -> None:
    async with town() as here:
        wang, li = two(here)
        await wang.says("结对 红旗社区 3名")
        await li.says("结对 红旗社区 3名 和王芳一起")
        assert "已撤销" in await wang.says("撤销")
        assert await figures(here) == [(1, 1, 3)]
        await wang.says("结对 红旗社区 3名 和李静一起")
        await li.says("结对改成2名 红旗社区")
        assert await figures(here) == [(2, 2, 2)]
        await wang.says("结束结对 红旗社区")
        assert "已撤销" in await li.says("撤销")
        assert await figures(here) == [(1, 1, 3)]


async def test_a_collective_is_one_helper_with_its_members_beside_it() -> None:
    async with town() as here:
        wang, _ = two(here)
        await wang.says("结对 宣传处8人 红旗社区 3名")
        await wang.says("结对 宣传处10人 东站社区 1名")
        await wang.says("结对 东站社区 2名")
        said = await wang.says("统计 结对")
        assert "结对 3 个，机关妈妈 2 位（含集体 1 个、成员 10 人），帮扶儿童 6 名" in said


async def test_changing_and_ending() -> None:
    async with town() as here:
        wang, li = two(here)
        assert await wang.says("结对改成3名") == "您还没有结对记录。登记请说：结对 社区 人数"
        await wang.says("结对 红旗社区 2名")
        assert "红旗社区 3名" in await wang.says("结对改成3名")
        assert await li.says("结束结对 红旗社区") == "您在红旗社区还没有结对记录。登记请说：结对 红旗社区 人数"
        assert "已结束" in await wang.says("结束结对 红旗社区")
        assert await live(here) == []
        assert await children(here) == 0


async def test_which_pairing_is_asked_not_guessed() -> None:
    async with town() as here:
        wang, _ = two(here)
        await wang.says("结对 红旗社区 2名")
        await wang.says("结对 宣传处 红旗社区 3名")
        asked = await wang.says("结对改成4名")
        assert "1. 红旗社区（王芳）\n2. 红旗社区（宣传处）" in asked
        assert "宣传处 结对红旗社区 4名" in await wang.says("2")
        assert await live(here) == [("王芳", "红旗社区", 2), ("宣传处", "红旗社区", 4)]
        await wang.says("结束结对 红旗社区")
        assert "已结束：王芳" in await wang.says("1")


async def test_a_follow_up() -> None:
    async with town() as here:
        wang, _ = two(here)
        await wang.says("结对 红旗社区 2名")
        assert await wang.says("跟进 红旗社区 赠书") == "已记录：王芳 5月20日 红旗社区 赠红色书籍。辛苦了！"
        assert "已经登记过了" in await wang.says("跟进 红旗社区 赠书")
        assert "看红色电影" in await wang.says("今天带孩子看了红色电影", at_bot=True)
        assert "5月19日" in await wang.says("跟进 红旗社区 家访 昨天")
        rows = [(row["helper"], row["community"], row["item"], row["date"]) for row in await here.rows("followups")]
        assert rows == [
            ("王芳", "红旗社区", "red_book", "2021-05-20"),
            ("王芳", "红旗社区", "red_film", "2021-05-20"),
            ("王芳", "红旗社区", "home_visit", "2021-05-19"),
        ]


async def test_a_follow_up_of_another_year_says_the_year() -> None:
    async with town() as here:
        wang, _ = two(here)
        await wang.says("结对 红旗社区 2名")
        assert "2020年12月30日" in await wang.says("跟进 红旗社区 家访 12月30日")


async def test_a_follow_up_asks_for_what_is_missing() -> None:
    async with town() as here:
        wang, _ = two(here)
        await wang.says("结对 红旗社区 2名")
        await wang.says("结对 东站社区 1名")
        assert "1. 红旗社区\n2. 东站社区" in await wang.says("跟进 赠书")
        assert "东站社区 赠红色书籍" in await wang.says("2")


async def test_talk_about_pairing_is_no_report() -> None:
    async with town() as here:
        wang, _ = two(here)
        for talk in ("结对的材料谁那里有", "结对活动几点开始", "我们和红旗社区3个孩子结对了"):
            assert await wang.says(talk) == ""
        assert await live(here) == []


async def test_only_what_was_said_is_said_to_be_recorded() -> None:
    async with town() as here:
        wang, _ = two(here)
        assert "2名儿童，困难类别已登记。" in await wang.says("结对 红旗社区 2名 低保家庭")
        assert "3名儿童，帮扶方式已登记。" in await wang.says("结对 东站社区 3名 学习辅导")


async def test_a_team_pairing_counts_its_children_once() -> None:
    async with town() as here:
        wang, _ = two(here)
        said = await wang.says("结对 红旗社区 2名 1+X 李静、赵燕")
        assert "王芳、李静、赵燕 结对红旗社区 2名儿童" in said
        assert "合计只计一次" in said
        assert await figures(here) == [(3, 3, 2)]


async def test_the_one_of_one_plus_many_is_no_child() -> None:
    async with town() as here:
        wang, li = two(here)
        assert "2名儿童" in await wang.says("1+X结对 红旗社区 2名")
        assert "几" in await li.says("结对 东站社区 1+X"), "how many children is asked, not guessed"
        assert "3名儿童" in await li.says("3个")
        assert await children(here) == 5
        assert await wang.says("1+X结对怎么弄") == ""
