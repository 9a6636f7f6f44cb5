"""导出: official tables as files, opened again and read."""

from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import load_workbook

from bot.config import Settings
from handlers.files.forms import KINDS, starting_file
from tests.conversation import Town, town
from tests.handlers.test_signup_talk import paper_cutting


def cells(path: Path) -> list[list[Any]]:
    """Every row of the first sheet, empty cells left out."""
    sheet = load_workbook(path, data_only=True).worksheets[0]
    return [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]


async def coordinator(here: Town) -> Any:
    """钱静, who coordinates 省财政厅."""
    qian = here.person("钱静", group="省财政厅")
    await qian.is_made("coordinator", "省财政厅")
    return qian


async def test_the_roster_of_an_activity() -> None:
    async with town() as here:
        wang, qian = await paper_cutting(here, "限4人"), await coordinator(here)
        await wang.says("报名剪纸 我和张三")
        await wang.says("报名 剪纸 宣传处 2人")
        await here.person("李静", group="省财政厅").says("报名剪纸2人")
        assert await qian.says("导出 剪纸 名单") == "剪纸活动报名名单（省财政厅）：4 条，共 4 人\n[剪纸活动报名名单.xlsx]"
        text = [[str(value) for value in row] for row in cells(here.group("省财政厅").files()[-1])]
        flat = ["|".join(row) for row in text]
        assert any("剪纸活动" in row for row in flat)
        assert [name for name in ("王芳", "张三", "宣传处", "李静") if not any(name in row for row in flat)] == []
        (waiting,) = [row for row in flat if "李静" in row]
        assert "候补" in waiting


async def test_the_roster_says_when_and_where_and_is_signed_by_hand_until_somebody_has_come() -> None:
    async with town() as here:
        zhao, qian = here.person("赵敏", group="省财政厅"), await coordinator(here)
        await zhao.is_made("organizer")
        await zhao.says("发起活动 社区义诊 5月20日9点到11点30 计时 地点:红旗社区活动室")
        await here.person("王芳", group="省财政厅").says("报名 义诊 我和张三")
        assert "[社区义诊报名名单.xlsx]" in await qian.says("导出 义诊 签到表")
        rows = cells(here.group("省财政厅").files()[-1])
        assert rows[1] == ["省财政厅　时间：5月20日 09:00—11:30　地点：红旗社区活动室"]
        assert rows[2][-1] == "签到"
        assert [row[-1] for row in rows[3:5]] == [rows[3][5], rows[4][5]], "nothing after the time of signing up"
        await here.person("王芳").says("签到")
        await here.person("李静", group="省财政厅").says("签到")
        await qian.says("导出 义诊 名单")
        rows = cells(here.group("省财政厅").files()[-1])
        assert rows[1][0].endswith("，到场 2 人（没有报名的：李静）")
        assert [(row[1], row[-1]) for row in rows[3:5]] == [("王芳", "已签到"), ("张三", "未签到")]
        for talk in ("导出签到表放前台了", "签到表放门口了"):
            assert await qian.says(talk) == "", talk


async def test_the_roster_of_an_activity_that_has_ended() -> None:
    async with town() as here:
        wang, qian = await paper_cutting(here), await coordinator(here)
        await wang.says("报名剪纸2人")
        await here.person("赵敏").says("关闭活动 剪纸")
        assert "剪纸活动报名名单.xlsx" in await qian.says("导出 剪纸 名单")
        assert "1. 王芳 2人" in await qian.says("名单 剪纸")


async def test_the_pairing_table_goes_to_her_alone_where_numbers_are_small() -> None:
    async with town() as here:
        qian, wang = await coordinator(here), here.person("王芳", group="省财政厅")
        await wang.says("结对 红旗社区 2名 低保")
        await wang.says("结对 宣传处 东站社区 5名 留守")
        assert await qian.says("导出 统计表") == "这张表涉及困境儿童情况，已私聊发给您。"
        assert here.group("省财政厅").files() == []
        rows = cells(qian.private.files()[-1])
        flat = ["|".join(map(str, row)) for row in rows]
        assert "结对帮扶统计表" in flat[0]
        assert any("填表单位" in row and "省财政厅" in row for row in flat)
        assert ["序号", "“机关妈妈”姓名或集体名称", "对接社区", "帮扶儿童数量", "困境儿童主要困难"] in [
            [str(v).replace("\n", "") for v in row] for row in rows
        ]
        assert [1, "王芳", "红旗社区", 2, "低保或低保边缘家庭"] in rows
        assert any("宣传处" in row and "|5|" in row for row in flat)
        assert any("合计" in row and "7" in row for row in flat)
        assert any("填表人" in row for row in flat)


async def test_the_pairing_table_without_difficulties_may_be_seen_by_the_group() -> None:
    async with town() as here:
        qian, wang = await coordinator(here), here.person("王芳", group="省财政厅")
        await wang.says("结对 红旗社区 2名")
        assert "省财政厅结对帮扶统计表.xlsx" in await qian.says("导出 结对帮扶统计表")
        assert len(here.group("省财政厅").files()) == 1


async def test_children_helped_together_count_once_in_the_table() -> None:
    async with town() as here:
        qian, wang = await coordinator(here), here.person("王芳", group="省财政厅")
        await wang.says("结对 红旗社区 3名")
        await here.person("李静", group="省财政厅").says("结对 红旗社区 3名 和王芳一起")
        assert "2 条，儿童 3 名" in await qian.says("导出 统计表")


async def test_which_table_is_asked() -> None:
    async with town() as here:
        qian, wang = await coordinator(here), here.person("王芳", group="省财政厅")
        await wang.says("打卡 很受教育")
        assert "1. 结对帮扶统计表\n2. 报名名单\n3. 打卡情况表" in await qian.says("导出")
        assert "打卡情况表.xlsx" in await qian.says("3")
        assert any("很受教育" in "|".join(map(str, row)) for row in cells(here.group("省财政厅").files()[-1]))


async def test_nothing_to_export_and_nobody_to_do_it() -> None:
    async with town() as here:
        qian = await coordinator(here)
        assert await qian.says("导出 统计表") == "省财政厅在这段时间还没有记录。"
        assert "才能办" in await here.person("王芳", group="省财政厅").whispers("导出 统计表")
        assert "看不到“全部单位”" in await qian.says("导出 统计表 全部单位")


def words(path: Path) -> list[str]:
    """The paragraphs of a Word document, then its table's rows with | between cells."""
    made = Document(str(path))
    return [*(line.text for line in made.paragraphs), *("|".join(cell.text for cell in row.cells) for row in made.tables[0].rows)]


async def test_a_form_as_a_word_document() -> None:
    async with town() as here:
        qian, wang = await coordinator(here), here.person("王芳", group="省财政厅")
        await wang.says("结对 红旗社区 5名")
        for said in ("导出 统计表 word", "导出统计表Word版", "导出 统计表 docx", "导出 统计表 文档"):
            assert await qian.says(said) == "结对帮扶统计表（省财政厅）：1 条，儿童 5 名\n[省财政厅结对帮扶统计表.docx]", said
        assert words(here.group("省财政厅").files()[-1]) == [
            "“机关妈妈”结对帮扶统计表",
            "填表单位：省财政厅",
            "填表人：钱静\t联系电话：",
            "序号|“机关妈妈”姓名或集体名称|对接社区|帮扶儿童数量|困境儿童主要困难",
            "1|王芳|红旗社区|5|",
            "合计|合计|合计|5|",
        ]
        assert await qian.says("导出文档的时候出错了") == ""
        assert await qian.says("word文档打不开") == ""


async def test_who_asks_for_all_units_fills_it_in_for_her_own() -> None:
    async with town() as here:
        sun = here.person("孙丽", group="省财政厅")
        await sun.is_made("admin")
        await here.person("陈晓", group="省教育厅").says("结对 东站社区 3名")
        await sun.says("导出 统计表 全部单位")
        assert ["填表单位：省财政厅"] in cells(here.group("省财政厅").files()[-1])


async def test_the_format_is_remembered_while_the_form_is_asked_for() -> None:
    async with town() as here:
        qian, wang = await coordinator(here), here.person("王芳", group="省财政厅")
        await wang.says("打卡 很受教育")
        assert "1. 结对帮扶统计表" in await qian.says("导出 word")
        assert "打卡情况表.docx" in await qian.says("3")
        assert any("很受教育" in line for line in words(here.group("省财政厅").files()[-1]))


async def test_small_numbers_stay_private_in_every_format_and_template() -> None:
    async with town() as here:
        folder = here.folder / "templates"
        folder.mkdir()
        (folder / "结对帮扶统计表.docx").write_bytes(starting_file(KINDS["结对帮扶统计表"], "docx", here.clock()))
        qian, wang = await coordinator(here), here.person("王芳", group="省财政厅")
        await wang.says("结对 红旗社区 2名 低保")
        await here.restart(Settings(database=here.database, files=here.folder / "files", templates=folder))
        here.group("省财政厅").heard()
        for said in ("导出 统计表 word", "导出 统计表"):
            assert await qian.says(said) == "这张表涉及困境儿童情况，已私聊发给您。"
        assert here.group("省财政厅").files() == []
        assert len(qian.private.files()) == 2


async def test_an_offices_own_template_is_filled_in() -> None:
    async with town() as here:
        folder = here.folder / "templates"
        folder.mkdir()
        path = folder / "结对帮扶统计表.xlsx"
        path.write_bytes(starting_file(KINDS["结对帮扶统计表"], "xlsx", here.clock()))
        book = load_workbook(path)
        book.worksheets[0]["A1"] = "云岭巾帼　{{标题}}"
        book.save(path)
        qian, wang = await coordinator(here), here.person("王芳", group="省财政厅")
        await wang.says("结对 红旗社区 5名")
        await here.restart(Settings(database=here.database, files=here.folder / "files", templates=folder))
        await qian.says("导出 统计表")
        rows = cells(here.group("省财政厅").files()[-1])
        assert rows[0] == ["云岭巾帼　“机关妈妈”结对帮扶统计表"]
        assert rows[3] == [1, "王芳", "红旗社区", 5]
        assert rows[4] == ["合计", 5]
        await qian.says("导出 统计表 word")
        assert words(here.group("省财政厅").files()[-1])[0] == "“机关妈妈”结对帮扶统计表"


async def test_talk_about_reports_is_no_export() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        assert "月简报" in await zhao.says("预览 月简报")
        for talk in ("导出月简报的同志请改一下标题", "简报明天导出", "台账明天导出", "导出周报的同志请改一下"):
            assert await zhao.says(talk) == "", talk
