"""导出: official tables as files, opened again and read."""

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

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
