"""施工图、销号、修改任务: the plan is shown to whom it concerns, ticked off unit by unit, corrected, taken back."""

from __future__ import annotations

import io
import os
from typing import Any

from openpyxl import load_workbook
from PIL import Image

from handlers.charts import progress_picture
from tests.conversation import Person, Town, town
from tests.pictures import picture
from tests.plan import plan, task


async def people(here: Town) -> tuple[Person, Person, Person]:
    """An organizer of everything, an organizer of 省教育厅 alone, a member of 省财政厅."""
    zhao = here.person("赵敏", group="省财政厅")
    await zhao.is_made("organizer")
    qian = here.person("钱静", group="省教育厅")
    await qian.is_made("organizer", "省教育厅")
    return zhao, qian, here.person("王芳", group="省财政厅")


# -- shown -------------------------------------------------------------------------------------------------------------


async def test_the_plan_is_a_picture_of_ones_own_unit_for_a_member_and_of_all_for_a_role() -> None:
    async with town() as here:
        zhao, _, wang = await people(here)
        assert await wang.says("施工图") == "还没有施工图，请管理员先导入。"
        await plan(here)
        said = await wang.says("施工图")
        assert said.startswith("省财政厅 · 施工图 · 5月20日：共 6 项，完成 0 项。")
        assert said.endswith("[施工图.png]")
        assert (await zhao.says("施工图")).startswith("全部单位 · 施工图 · 5月20日：共 6 项")
        picture = here.group("省财政厅").files()[-1]
        with Image.open(picture) as image:
            assert image.width >= 900


async def test_one_task_is_told_in_words() -> None:
    async with town() as here:
        zhao, _, wang = await people(here)
        await plan(here)
        said = await zhao.says("施工图 12")
        assert "每单位至少结对帮扶一户" in said
        assert "时限：6月30日（还有41天）" in said
        assert "目标：每单位结对不少于 1" in said
        assert said.endswith("已完成 0/2 家\n未完成：\n省财政厅\n省教育厅")
        await wang.says("结对 红旗社区 2名")
        assert "已完成 1/2 家\n未完成：\n省教育厅" in await zhao.says("施工图 12")
        assert "已完成" in await wang.says("施工图 12")
        assert await wang.says("施工图 99") == "施工图里没有第 99 项，说“施工图”可以看编号。"


async def test_another_units_plan_is_for_whom_a_role_lets_see_it() -> None:
    async with town() as here:
        zhao, qian, wang = await people(here)
        await plan(here)
        assert (await zhao.says("施工图 省教育厅")).startswith("省教育厅 · 施工图")
        assert "看不到“省教育厅”" in await wang.says("施工图 省教育厅")
        assert "看不到“省财政厅”" in await qian.says("施工图 省财政厅")


async def test_talk_about_plans_is_left_alone() -> None:
    async with town() as here:
        _, _, wang = await people(here)
        await plan(here)
        await wang.says("活动")
        before = await here.row_counts()
        for talk in (
            *("施工图纸在哪", "施工图审查完了", "销号的事下周再说", "销号 7 还没弄完", "销号 7 要等领导签字", "销号 3 月底前完成"),
            *("任务完成得不错", "修改任务分工", "任务改期通知已发", "提醒大家明天开会", "提醒没报的抓紧报", "取消提醒功能吧"),
        ):
            assert await wang.says(talk) == "", talk
        assert await here.row_counts() == before


# -- ticked off --------------------------------------------------------------------------------------------------------


async def test_an_organizer_ticks_off_for_the_unit_she_speaks_in() -> None:
    async with town() as here:
        zhao, qian, wang = await people(here)
        await plan(here)
        assert await wang.says("销号 6") == "这一项要有组织员或管理员权限才能办。"
        said = await zhao.says("销号 6 已组织集体剪纸2场")
        assert said == "已销号：省财政厅 第 6 项，已完成 1/2 家。"
        assert await zhao.says("销号 6") == "省财政厅的第 6 项已经销号了。"
        assert await qian.says("销号 6") == "已销号：省教育厅 第 6 项，已完成 2/2 家。三分钟内可以补照片，或补一句：销号 6 做法"
        assert "省财政厅：5月20日 已组织集体剪纸2场" in await wang.says("施工图 6")
        assert (await zhao.says("施工图")).startswith("全部单位 · 施工图 · 5月20日：共 6 项，完成 1 项")
        assert "task_done" in await here.audit()


async def test_nobody_ticks_off_for_a_unit_that_is_not_hers() -> None:
    async with town() as here:
        zhao, qian, _ = await people(here)
        await plan(here)
        assert await qian.says("销号 6 省财政厅") == "您的权限不包括省财政厅，请联系管理员。"
        assert await qian.says("销号 6 全部单位") == "您的权限不包括全部单位，请联系管理员。"
        assert "省教育厅 第 6 项" in await zhao.says("销号 6 省教育厅 照片已报")
        assert await zhao.says("销号 6 全部单位") == "已销号：全部单位 第 6 项，整项已完成。三分钟内可以补照片，或补一句：销号 6 做法"
        assert "整项已完成\n全部单位：5月20日 销号\n省教育厅：5月20日 照片已报" in await zhao.says("施工图 6")


async def test_a_tick_is_taken_back_by_whoever_made_it_and_corrected_by_an_organizer() -> None:
    async with town() as here:
        zhao, qian, _ = await people(here)
        await plan(here)
        await qian.says("销号 6 已完成剪纸")
        assert await qian.says("撤销") == "已撤销：省教育厅第 6 项销号。"
        assert "已完成 0/2 家" in await zhao.says("施工图 6")
        await qian.says("销号 6")
        assert await zhao.says("取消销号 6 省教育厅") == "已取消：省教育厅第 6 项的销号。"
        assert "已完成 0/2 家" in await zhao.says("施工图 6")
        assert await zhao.says("取消销号 6 省教育厅") == "省教育厅的第 6 项还没有销号。"
        assert "已完成 1/2 家" in await qian.says("销号 6 又补上了")
        assert "后来又有人改过" in await zhao.says("撤销")


async def test_several_are_ticked_off_at_once() -> None:
    async with town() as here:
        zhao, _, _ = await people(here)
        await plan(here)
        said = await zhao.says("销号 6、7")
        assert said == "已记录：省财政厅 第6项销号；已完成 1/2 家\n已记录：省财政厅 第7项销号；已完成 1/2 家"


async def test_a_note_about_children_is_kept_without_names() -> None:
    async with town() as here:
        zhao, _, _ = await people(here)
        await plan(here)
        said = await zhao.says("销号 11 给孩子张小明送了书包，电话13812345678")
        assert "孩子的姓名" in said
        stored = here.everything_stored()
        assert "张小明" not in stored
        assert "13812345678" not in stored


async def test_a_figure_that_the_bot_knows_counts_by_itself() -> None:
    async with town() as here:
        zhao, _, wang = await people(here)
        await plan(here)
        await wang.says("打卡")
        assert "已完成 0/2 家" in await zhao.says("施工图 1")
        await here.person("李静", group="省财政厅").says("打卡")
        assert "已完成 1/2 家" in await zhao.says("施工图 1")
        figures: list[Any] = await here.totals("checkins", by="unit")
        assert [(row.key, row.people) for row in figures] == [("省财政厅", 2)]


async def test_a_unit_above_counts_with_all_below_it() -> None:
    async with town(groups=()) as here:
        await here.open_group("省财政厅")
        await here.open_group("省财政厅国库处", parent="省财政厅")
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        goal = {"goal_subject": "checkins", "goal_figure": "people", "goal_number": 2}
        await task(here, 1, "2021-12-31", **goal)
        await here.person("王芳", group="省财政厅国库处").says("打卡")
        assert "已完成 0/2 家" in await zhao.says("施工图 1")
        await here.person("李静", group="省财政厅").says("打卡")
        assert "已完成 1/2 家\n未完成：\n省财政厅国库处" in await zhao.says("施工图 1")


# -- put right, counted, exported ----------------------------------------------------------------------------------------


async def test_a_deadline_is_moved_and_back() -> None:
    async with town() as here:
        zhao, qian, _ = await people(here)
        await plan(here)
        assert "您的权限不包括全部单位" in await qian.says("修改任务 6 时限 6月30日")
        assert await zhao.says("修改任务 6 时限 6月30日") == "已修改：第 6 项的时限改到6月30日。"
        assert "时限：6月30日" in await zhao.says("施工图 6")
        assert "7月1日才开始" in await zhao.says("修改任务 7 时限 6月10日")
        assert await zhao.says("撤销") == "已撤销：第 6 项改时限。"
        assert "时限：6月20日" in await zhao.says("施工图 6")


async def test_units_with_overdue_tasks_are_named_with_how_to_remind_them() -> None:
    async with town() as here:
        zhao, _, _ = await people(here)
        await plan(here)
        assert await zhao.says("未报送 施工图") == "全部单位 · 工作任务：没有逾期的单位。"
        await zhao.says("销号 6")
        await here.pass_time(days=60)
        assert await zhao.says("未报送 施工图") == (
            "全部单位 · 工作任务 · 逾期 2 家：\n1. 省财政厅：第12项\n2. 省教育厅：第6、12项\n"
            "要提醒这些单位，请说：提醒 未报送 施工图 明天9点（或“现在”“私聊”）"
        )
        assert await zhao.says("统计 施工图") == "全部单位 · 工作任务\n共 6 项，完成 0 项，逾期 2 项（6、12）"
        said = await zhao.says("统计 施工图 按单位")
        assert "1. 省财政厅：完成 1/4 项，逾期 1 项" in said
        assert said.endswith("[施工图进度.png]")
        drawn = progress_picture(
            "全部单位 · 工作任务", [("省财政厅", 1, 4), ("省教育厅", 0, 4)], note="共 6 项，完成 0 项，逾期 2 项（6、12）"
        )
        assert here.group("省财政厅").files()[-1].read_bytes() == drawn


async def test_the_table_has_what_was_done_and_who_has_not() -> None:
    async with town() as here:
        zhao, _, wang = await people(here)
        await plan(here)
        await zhao.says("销号 6 =1+1 集体剪纸")
        await wang.says("结对 红旗社区 2名")
        said = await zhao.says("导出 施工图进度表")
        assert said.endswith("[全部单位施工图进度表.xlsx]")
        sheet = load_workbook(io.BytesIO(here.group("省财政厅").files()[-1].read_bytes())).worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        heads = next(row for row in rows if row[0] == "序号")
        lines: dict[Any, dict[Any, Any]] = {row[0]: dict(zip(heads, row, strict=True)) for row in rows if isinstance(row[0], int)}
        assert lines[6]["完成"] == "1/2"
        assert lines[6]["未完成单位"] == "省教育厅"
        assert "集体剪纸" in str(lines[6]["佐证"])
        assert lines[12]["佐证"] == "省财政厅：结对 1"
        assert lines[13]["完成时限"] == "长期"
        assert await wang.says("导出 施工图进度表") == "这一项要有组织员、统筹员或管理员权限才能办。"


# -- pictures ------------------------------------------------------------------------------------------------------------


async def test_a_picture_sent_after_a_tick_shows_it_and_stands_in_the_table() -> None:
    async with town() as here:
        zhao, _, wang = await people(here)
        await plan(here)
        assert await zhao.sends("闲.jpg", picture(0)) == ""
        await zhao.says("销号 6 已组织集体剪纸2场")
        assert await zhao.sends("一.jpg", picture(1)) == "已附上：省财政厅 第 6 项照片 1 张。"
        assert await wang.sends("别人的.jpg", picture(2)) == ""
        assert await zhao.sends("一.jpg", picture(1)) == "这张照片第 6 项已经有了。"
        assert await zhao.sends("二.jpg", picture(3)) == "已附上：省财政厅 第 6 项照片 2 张。"
        assert "5月20日 已组织集体剪纸2场（照片 2 张）" in await wang.says("施工图 6")
        await zhao.says("导出 施工图进度表")
        book = load_workbook(io.BytesIO(here.group("省财政厅").files()[-1].read_bytes()))
        assert len(getattr(book.worksheets[0], "_images")) == 1  # noqa: B009


async def test_after_three_minutes_and_elsewhere_pictures_are_talk_again() -> None:
    async with town() as here:
        zhao, _, _ = await people(here)
        await plan(here)
        await zhao.says("销号 6")
        here.person("赵敏", group="省教育厅")
        assert await zhao.sends("一.jpg", picture(1), group=here.group("省教育厅")) == ""
        await here.restart()
        assert "照片 1 张" in await zhao.sends("一.jpg", picture(1))
        await here.pass_time(minutes=4)
        before = await here.row_counts()
        assert await zhao.sends("二.jpg", picture(2)) == ""
        assert await here.row_counts() == before


async def test_a_picture_is_taken_back_by_itself_and_kept_as_long_as_its_tick() -> None:
    async with town() as here:
        zhao, _, wang = await people(here)
        await plan(here)
        await zhao.says("销号 6 已办")
        await zhao.sends("一.jpg", picture(1))
        assert await zhao.says("撤销") == "已撤销：第 6 项的照片。"
        assert "照片" not in await wang.says("施工图 6")
        await zhao.sends("二.jpg", picture(2))
        await here.pass_time(days=3)
        works = here.folder / "files" / "works"
        for path in works.rglob("*.jpg"):
            os.utime(path, (0, 0))
        await here.app._housekeeping.tidy()
        assert len([path for path in works.rglob("*.jpg") if ".small" not in path.name]) == 1


async def test_whoever_began_to_submit_since_submits() -> None:
    async with town() as here:
        zhao, _, wang = await people(here)
        await plan(here)
        await zhao.says("发起活动 剪纸")
        await zhao.says("销号 6 已办")
        await here.pass_time(seconds=20)
        await zhao.says("投稿 剪纸")
        await zhao.sends("一.jpg", picture(1))
        assert "照片" not in await wang.says("施工图 6")
        await here.pass_time(seconds=20)
        await zhao.says("销号 7 已办")
        assert "第 7 项照片 1 张" in await zhao.sends("二.jpg", picture(2))


async def test_what_is_no_picture_is_not_kept() -> None:
    async with town() as here:
        zhao, _, _ = await people(here)
        await plan(here)
        await zhao.says("销号 6 已办")
        assert await zhao.sends("通知.docx", b"PK not a picture") == "佐证只收照片和视频，文件请用文字说明。"
        assert "没有收下" in await zhao.sends("坏.jpg", picture(1)[:300])


async def test_a_ranking_of_the_plan_is_its_progress_by_unit() -> None:
    async with town() as here:
        zhao, *_ = await people(here)
        await plan(here)
        said = await zhao.says("排行 施工图")
        assert said == await zhao.says("统计 施工图 按单位")
        assert "1. 省财政厅：完成" in said


async def test_a_picture_after_a_number_that_is_none_is_not_put_to_the_task_before() -> None:
    async with town() as here:
        zhao, *_ = await people(here)
        await plan(here)
        await zhao.says("销号 6")
        assert "第 6 项照片 1 张" in await zhao.sends("一.jpg", picture(1))
        assert await zhao.says("销号 99 已组织两场") == "施工图里没有第 99 项，说“施工图”可以看编号。\n请问是第几项任务？"
        assert await zhao.sends("二.jpg", picture(2)) == "还不知道是第几项，照片先没有收。请先说第几项，再发照片。"
        await here.restart()
        assert "还不知道是第几项" in await zhao.sends("二.jpg", picture(2))
        assert "已销号：省财政厅 第 7 项" in await zhao.says("7")
        assert "第 7 项照片 1 张" in await zhao.sends("二.jpg", picture(2))
        assert "已组织两场" in await zhao.says("施工图 7 省财政厅")
        assert "照片 1 张" in await zhao.says("施工图 6 省财政厅")
        await zhao.says("销号 99")
        assert await zhao.says("99号文件下午发") == "", "talk is no answer"
