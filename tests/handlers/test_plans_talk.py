"""预览、立即推送、暂停、恢复、新增、计划、删除: an organizer rules what goes out."""

from datetime import datetime

from store.types import SHANGHAI
from tests.conversation import Person, Town, town

PUSHED = "【党史上的今天】今天的事\n\n正文。\n\n来源：测试\n学习后请回复：打卡"


async def organizer(here: Town, unit: str | None = None) -> Person:
    """赵敏, and items for three days and two numbers."""
    for key, title in (("05-20", "今天的事"), ("05-21", "明天的事"), ("05-24", "周一的事")):
        await here.item("党史上的今天", key, title)
    await here.item("红色家风传承", 1, "家书")
    await here.item("红色家风传承", 2, "棉衣")
    zhao = here.person("赵敏", group="省财政厅")
    await zhao.is_made("organizer", unit)
    return zhao


async def test_a_new_plan_is_kept_and_pushes() -> None:
    async with town() as here:
        zhao = await organizer(here)
        said = await zhao.says("新增推送 党史上的今天 工作日 8:30")
        assert said == "已新增 1 号计划：党史上的今天，工作日 08:30，2 个群，下次 5月21日（周五）08:30。"
        assert "已经有同样的计划" in await zhao.says("新增推送 党史上的今天 工作日 8:30")
        here.group("省教育厅").heard()
        await here.pass_time(to=datetime(2021, 5, 21, 9, 0, tzinfo=SHANGHAI))
        assert here.group("省教育厅").heard() == PUSHED.replace("今天的事", "明天的事")
        assert "送达 2/2 群次" in await zhao.says("送达")


async def test_a_plan_is_asked_for_piece_by_piece() -> None:
    async with town() as here:
        zhao = await organizer(here)
        assert "1. 党史上的今天\n2. 红色家风传承" in await zhao.says("新增推送")
        assert "什么时候" in await zhao.says("2")
        assert "红色家风传承，每周一 09:00" in await zhao.says("每周一 9:00")


async def test_an_organizer_of_a_subtree_plans_for_it_alone() -> None:
    async with town() as here:
        zhao = await organizer(here, "省财政厅")
        assert "1 个群" in await zhao.says("新增推送 党史上的今天 每天 8:30")
        await here.pass_time(to=datetime(2021, 5, 21, 9, 0, tzinfo=SHANGHAI))
        assert here.group("省教育厅").heard() == ""
        assert "明天的事" in here.group("省财政厅").heard()


async def test_the_preview_is_what_will_be_pushed() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("新增推送 党史上的今天 每天 8:30")
        said = await zhao.says("预览明天")
        assert said == "【预览】5月21日（周五）08:30 党史上的今天，2 个群\n" + PUSHED.replace("今天的事", "明天的事")
        assert "没有审核通过的内容" in await zhao.says("预览 5月22日")
        here.group("省财政厅").heard()
        await here.pass_time(to=datetime(2021, 5, 21, 8, 30, tzinfo=SHANGHAI))
        await here.pass_time(seconds=1)
        assert said.endswith(here.group("省财政厅").heard())


async def test_pushing_at_once_and_never_twice_the_same_day() -> None:
    async with town() as here:
        zhao = await organizer(here)
        assert "1. 党史上的今天\n2. 红色家风传承" in await zhao.says("立即推送")
        assert (await zhao.says("1")).endswith(PUSHED)
        assert here.group("省教育厅").heard() == PUSHED
        assert await zhao.says("立即推送 党史上的今天") == "《今天的事》今天已经推送到各群，没有重复推送。"
        assert "家书" in await zhao.says("立即推送 红色家风传承")
        assert "没有重复推送" in await zhao.says("立即推送 红色家风传承")
        assert here.group("省教育厅").heard().count("【") == 1


async def test_a_plan_does_not_repeat_what_was_pushed_by_hand_that_day() -> None:
    async with town(now=datetime(2021, 5, 20, 8, 0, tzinfo=SHANGHAI)) as here:
        zhao = await organizer(here)
        await zhao.says("新增推送 党史上的今天 每天 8:30")
        await zhao.says("新增推送 红色家风传承 每天 8:30")
        await zhao.says("立即推送 党史上的今天")
        await zhao.says("立即推送 红色家风传承")
        theirs = here.group("省教育厅")
        theirs.heard()
        await here.pass_time(hours=1)
        assert theirs.heard() == PUSHED.replace("党史上的今天", "红色家风传承").replace("今天的事", "棉衣")
        await here.pass_time(to=datetime(2021, 5, 21, 9, 0, tzinfo=SHANGHAI))
        assert "明天的事" in theirs.heard()


async def test_one_organizers_push_reaches_her_subtree_only() -> None:
    async with town() as here:
        zhao = await organizer(here, "省财政厅")
        assert "1 个群" in await zhao.says("立即推送 党史上的今天")
        assert here.group("省教育厅").heard() == ""
        sun = here.person("孙丽", group="省财政厅")
        await sun.is_made("organizer")
        assert "1 个群（1 个群今天已有，不重复）" in await sun.says("立即推送 党史上的今天")
        assert here.group("省教育厅").heard() == PUSHED


async def test_a_pause_and_its_end() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("新增推送 党史上的今天 每天 8:30")
        assert "已暂停：1号（党史上的今天）" in await zhao.says("暂停推送")
        assert "没有正在进行" in await zhao.says("暂停推送")
        assert "已暂停" in await zhao.says("推送计划")
        await here.pass_time(to=datetime(2021, 5, 21, 9, 0, tzinfo=SHANGHAI))
        assert "明天的事" not in here.group("省教育厅").heard()
        assert "已恢复：1号" in await zhao.says("恢复推送")
        assert "没有暂停着" in await zhao.says("恢复推送")
        await here.pass_time(to=datetime(2021, 5, 24, 9, 0, tzinfo=SHANGHAI))
        heard = here.group("省教育厅").heard()
        assert "周一的事" in heard
        assert "明天的事" not in heard


async def test_a_plan_removed_by_its_number() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says("新增推送 党史上的今天 每天 8:30")
        await zhao.says("新增推送 红色家风传承 每天 9:30")
        assert "第几号计划" in await zhao.says("删除推送")
        assert "已删除：2号（红色家风传承）" in await zhao.says("2")
        assert "没有 2 号计划" in await zhao.says("删除推送 2")
        assert "红色家风传承" not in await zhao.says("推送计划")


async def test_members_and_coordinators_push_nothing() -> None:
    async with town() as here:
        await organizer(here)
        wang, qian = here.person("王芳", group="省财政厅"), here.person("钱静", group="省财政厅")
        await qian.is_made("coordinator")
        for person in (wang, qian):
            for words in ("立即推送", "暂停推送", "恢复推送", "推送计划", "预览明天", "新增推送 党史上的今天 每天 8:30", "删除推送 1"):
                assert await person.says(words) == "这一项要有组织员或管理员权限才能办。", words
        assert here.group("省教育厅").heard() == ""


async def test_nothing_approved_is_nothing_pushed() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await here.item("党史上的今天", "05-20", "草稿", state="draft")
        assert await zhao.says("立即推送") == "现在没有审核通过、可以推送的内容。"
        assert await zhao.says("立即推送 党史上的今天") == "“党史上的今天”现在没有审核通过的内容。"


async def test_a_units_organizer_sees_a_plan_from_above_and_leaves_her_groups_out_of_it() -> None:
    async with town() as here:
        await here.item("党史上的今天", "05-21", "明天的内容")
        number = await here.plan("党史上的今天", {"daily": "08:30"})
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer", "省财政厅")
        assert f"{number}. 党史上的今天" in (shown := await zhao.says("推送计划"))
        assert "上级计划" in shown
        assert await zhao.says("暂停推送") == f"省财政厅暂不推送（{number}号计划）。"
        await here.pass_time(days=1)
        assert here.group("省财政厅").heard().count("明天的内容") == 0
        assert "明天的内容" in here.group("省教育厅").heard()
        assert await zhao.says("恢复推送") == f"省财政厅恢复推送（{number}号计划）。"
        assert (await here.totals("deliveries"))[0].records == 1


async def test_a_slot_without_an_approved_item_is_seen_in_送达() -> None:
    async with town() as here:
        await here.item("党史上的今天", "05-21", "还没有人审", state="draft")
        await here.plan("党史上的今天", {"daily": "08:30"})
        chen = here.person("陈丽华", group="省财政厅")
        await chen.is_made("coordinator")
        await here.pass_time(days=1)
        assert "08:30 党史上的今天 没有推送：没有审核通过的内容" in await chen.says("送达")
