"""导出 周统计、导出 月汇报: the tables that are handed up, whenever a coordinator wants them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import load_workbook

from bot.config import Settings
from handlers.files.forms import KINDS, starting_file
from tests.conversation import Person, Town, town

HEADS = ["序号", "单位", "报名人次", "签到人次", "服务时数（分钟）", "新结对儿童", "打卡人次", "作品件数", "进社区场次"]


def rows_of(path: Path, *, results: bool = True) -> list[list[Any]]:
    return [list(row) for row in load_workbook(path, data_only=results).worksheets[0].values]


async def a_week(here: Town) -> Person:
    """Sign-ups in one unit, a pairing and a check-in in another, nothing in the third; at 14 o'clock. A coordinator of all."""
    chen = here.person("陈丽华", group="省财政厅")
    await chen.is_made("coordinator")
    zhao = here.person("赵敏", group="省财政厅")
    await zhao.is_made("organizer")
    await zhao.says("发起活动 剪纸活动")
    await here.person("王芳", group="省财政厅").says("报名 剪纸 2人")
    li = here.person("李静", group="省教育厅")
    await li.says("结对 红旗社区 3名 和张三一起")
    await li.says("打卡")
    await here.pass_time(hours=5)
    return chen


async def test_the_weekly_table_has_every_unit_and_its_sums_are_the_totals() -> None:
    async with town(groups=("省财政厅", "省教育厅", "省民政厅")) as here:
        chen = await a_week(here)
        said = await chen.says("导出 周统计")
        assert said == "周统计（全部单位）：5月14日—5月20日，报名 2 人次，比上周多 2\n[全部单位周统计.xlsx]"
        path = here.group("省财政厅").files()[-1]
        rows = rows_of(path)
        assert rows[0][0] == "妇女工作周统计"
        assert rows[1][0].startswith("填表单位：省财政厅　统计时间：5月14日—5月20日\n报名 2 人次，比上周多 2；新结对 2 个、儿童 3 名")
        assert "还没有记录的单位 1 家：省民政厅" in rows[1][0]
        assert rows[2] == HEADS
        assert rows[3:6] == [[1, "省教育厅", 0, 0, 0, 3, 1, 0, 0], [2, "省财政厅", 2, 0, 0, 0, 0, 0, 0], [3, "省民政厅", *[0] * 7]]
        assert rows[6] == ["合计", None, 2, 0, 0, 3, 1, 0, 0]
        assert rows_of(path, results=False)[6][2:5] == ["=SUM(C4:C6)", "=SUM(D4:D6)", "=SUM(E4:E6)"]
        assert rows[7][0] == "填表人：陈丽华"
        [children] = [row.children for row in await here.totals("pairings")]
        assert children == rows[6][5]


async def test_as_a_document_it_is_the_same_table() -> None:
    async with town() as here:
        chen = await a_week(here)
        assert "[全部单位周统计.docx]" in await chen.says("导出 周统计 word")
        [table] = Document(str(here.group("省财政厅").files()[-1])).tables
        assert [cell.text for cell in table.rows[0].cells] == HEADS
        assert [cell.text for cell in table.rows[-1].cells][2:] == ["2", "0", "0", "3", "1", "0", "0"]


async def test_she_may_name_the_days_and_sees_her_own_units_only() -> None:
    async with town() as here:
        chen = await a_week(here)
        assert "周统计（全部单位）：5月17日—5月20日，报名 2 人次，比上周多 2" in await chen.says("导出 周统计 本周")
        assert "周统计（全部单位）：5月10日—5月16日，这段时间还没有记录" in await chen.says("导出 周统计 上周")
        assert "周统计（全部单位）：5月20日，报名 2 人次" in await chen.says("导出 周统计 今天")
        assert "周统计（全部单位）：5月14日—5月20日，" in await chen.says("导出 周统计 本月"), "a week at most"
        sun = here.person("孙艳", group="省教育厅")
        await sun.is_made("coordinator", "省教育厅")
        assert "周统计（省教育厅）：5月14日—5月20日，新结对 2 个、儿童 3 名" in await sun.says("导出 周统计")
        assert [row[1] for row in rows_of(here.group("省教育厅").files()[-1])[3:4]] == ["省教育厅"]
        assert "看不到“省财政厅”" in await sun.says("导出 周统计 省财政厅")
        assert "权限" in await here.person("王芳", group="省财政厅").says("导出 周统计")
        assert await here.person("王芳", group="省财政厅").says("周统计的事下午再说") == ""


async def test_the_month_is_a_table_and_as_a_document_the_brief() -> None:
    async with town() as here:
        chen = await a_week(here)
        assert "月汇报（全部单位）：2021年5月（截至20日），报名 2 人次，比上月多 2\n[全部单位月汇报.xlsx]" in await chen.says("导出 月汇报")
        assert rows_of(here.group("省财政厅").files()[-1])[0][0] == "妇女工作月汇报"
        assert "2021年4月，这段时间还没有记录" in await chen.says("导出 月汇报 上月")
        for said in ("导出 月汇报 word", "导出 月简报"):
            assert "[全部单位简报2021-05.docx]" in await chen.says(said)
        brief = Document(str(here.group("省财政厅").files()[-1]))
        assert brief.paragraphs[0].text == "妇女工作简报"
        assert brief.inline_shapes


async def test_units_below_the_one_asked_about_have_their_line() -> None:
    async with town(groups=("省财政厅", "会计处", "预算处")) as here:

        def hang(uow: Any) -> None:
            top = uow.units.by_name("省财政厅")
            for name in ("会计处", "预算处"):
                uow.units.move(uow.units.by_name(name), top)

        await here.app.writer.run(hang)
        qian = here.person("钱静", group="省财政厅")
        await qian.is_made("coordinator", "省财政厅")
        await here.person("王芳", group="会计处").says("打卡")
        await here.pass_time(hours=5)
        await qian.says("导出 周统计")
        rows = rows_of(here.group("省财政厅").files()[-1])
        assert [(row[1], row[6]) for row in rows[3:5]] == [("会计处", 1), ("预算处", 0)]
        assert rows[5][6] == 1


async def test_records_of_a_group_without_a_unit_have_their_line_so_that_the_rows_add_up() -> None:
    async with town(groups=("省财政厅",)) as here:
        chen = await a_week_alone(here)
        await chen.says("导出 周统计")
        rows = rows_of(here.group("省财政厅").files()[-1])
        assert [(row[1], row[6]) for row in rows[3:5]] == [("省财政厅", 1), ("未绑定单位", 1)]
        assert rows[5][6] == 2


async def a_week_alone(here: Town) -> Person:
    """A check-in of the unit, one of a group that is bound to none; a coordinator of all."""
    chen = here.person("陈丽华", group="省财政厅")
    await chen.is_made("coordinator")
    await here.person("王芳", group="省财政厅").says("打卡")
    await here.open_group("新群", bound=False)
    await here.person("李静", group="新群").says("打卡")
    await here.pass_time(hours=5)
    return chen


async def test_an_office_s_own_template_is_filled_in() -> None:
    async with town() as here:
        folder = here.folder / "templates"
        folder.mkdir()
        for kind in ("xlsx", "docx"):
            (folder / f"月汇报.{kind}").write_bytes(starting_file(KINDS["月汇报"], "xlsx" if kind == "xlsx" else "docx", here.clock()))
        await here.restart(Settings(database=here.database, files=here.folder / "files", templates=folder))
        chen = await a_week(here)
        assert "[全部单位月汇报.xlsx]" in await chen.says("导出 月汇报")
        path = here.group("省财政厅").files()[-1]
        assert rows_of(path, results=False)[-2][2:4] == ["=SUM(C4:C5)", "=SUM(D4:D5)"]
        assert "[全部单位月汇报.docx]" in await chen.says("导出 月汇报 word")
        [table] = Document(str(here.group("省财政厅").files()[-1])).tables
        assert [cell.text for cell in table.rows[-1].cells][2:] == ["2", "0", "0", "3", "1", "0", "0"]
