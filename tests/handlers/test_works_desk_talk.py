"""作品、择优、未报送、登记表: what organizers do with works."""

import io
from pathlib import Path

from openpyxl import load_workbook
from PIL import Image

from tests.conversation import Person, Town, town
from tests.handlers.test_works_talk import ANSWERED, collecting
from tests.pictures import picture, video


async def submits(here: Town, who: Person, *contents: bytes, title: str = "") -> None:
    """She submits these and is answered."""
    await who.says(f"投稿 剪纸 {title}".strip())
    for number, content in enumerate(contents):
        await who.sends(f"{number}.jpg", content)
    await here.pass_time(seconds=ANSWERED)


async def two_units(here: Town) -> tuple[Person, Person, Person]:
    """王芳 of 省财政厅 has submitted three pictures, 李静 of 省教育厅 one and a video; 赵敏 organizes."""
    wang = await collecting(here)
    li = here.person("李静", group="省教育厅")
    await submits(here, wang, picture(1), picture(2), picture(3), title="《喜上眉梢》")
    await submits(here, li, picture(4, size=(300, 900)), video(5))
    return here.person("赵敏"), wang, li


async def test_the_works_are_shown_with_their_numbers() -> None:
    async with town() as here:
        zhao, wang, _ = await two_units(here)
        said = await zhao.says("作品 剪纸")
        assert said == "剪纸作品征集作品（全部单位）：5 件，择优 0 件。选用请说：择优 编号\n[作品1.png]"
        with Image.open(here.group("省财政厅").files()[-1]) as sheet:
            assert sheet.width == 1080
            assert sheet.height > 900
        assert "组织员" in await wang.says("作品 剪纸")
        for talk in ("作品", "作品都交了吗", "作品什么时候截止", "作品剪纸真好看", "看作品去"):
            assert await zhao.says(talk) == "", talk


async def test_more_than_a_sheet_holds_goes_on_the_next_and_very_many_are_a_file() -> None:
    async with town() as here:
        wang = await collecting(here, "6月20日截止")
        await submits(here, wang, *[picture(number, size=(80, 60 + number)) for number in range(22)])
        zhao = here.person("赵敏")
        assert (await zhao.says("作品 剪纸")).endswith("[作品1.png]\n[作品2.png]")
        await submits(here, wang, *[picture(number, size=(80, 100 + number)) for number in range(39)])
        assert (await zhao.says("作品 剪纸")).endswith("61 件\n[剪纸作品征集作品登记表.xlsx]")


async def test_organizers_choose_and_it_is_written_down() -> None:
    async with town() as here:
        zhao, wang, _ = await two_units(here)
        assert "组织员" in await wang.says("择优 3")
        assert await zhao.says("择优 3、5") == "已择优：3、5号。一共择优 2 件。"
        assert await zhao.says("取消择优 3") == "已取消择优：3号。还有择优 1 件。"
        assert [row["id"] for row in await here.rows("works") if row["picked"]] == [5]
        assert (await here.audit())[-3:] == ["work_pick", "work_pick", "work_unpick"]
        assert await zhao.says("撤销") == "已撤销：取消择优 3号。"
        assert await zhao.says("择优 9") == "没有 9 号作品。"
        assert "，择优" in await wang.says("我的作品")
        for talk in ("择优录取3人", "择优", "择优推荐3件", "择优 3名选手参加"):
            assert await zhao.says(talk) == "", talk


async def test_an_organizer_reaches_her_own_subtree_only() -> None:
    async with town() as here:
        await two_units(here)
        here.person("钱静", group="省教育厅")
        qian = here.person("钱静", group="省财政厅")
        qian.group = here.group("省财政厅")
        await qian.is_made("organizer", "省财政厅")
        assert await qian.says("择优 4") == "4 号作品不在您的权限之内。"
        assert await qian.says("择优 1、4") == "4 号作品不在您的权限之内。"
        assert [row["picked"] for row in await here.rows("works")] == [False] * 5
        assert "（省财政厅）：3 件" in await qian.says("作品 剪纸")
        await qian.says("投稿 剪纸", group=here.group("省教育厅"))
        await qian.sends("x.jpg", picture(7), group=here.group("省教育厅"))
        await here.pass_time(seconds=ANSWERED)
        assert await qian.says("择优 6") == "6 号作品不在您的权限之内。"  # her own, but not in what she organizes
        assert await qian.says("撤回作品 4") == "4 号作品不在您的权限之内。"


async def test_a_chosen_work_is_not_taken_back_by_undo() -> None:
    async with town() as here:
        zhao, wang, _ = await two_units(here)
        await zhao.says("择优 1")
        assert "后来又有人改过" in await wang.says("撤销")
        assert len(await here.rows("works")) == 5


async def test_units_below_the_least_are_listed() -> None:
    async with town(groups=("省财政厅", "省教育厅", "省民政厅")) as here:
        zhao, _, _ = await two_units(here)
        wanted = "剪纸作品征集 · 全部单位 · 作品不足 3 件 · 未报送 2 家：\n省教育厅（2件）、省民政厅"
        wanted += "\n要提醒这些单位，请说：提醒 未报送 作品 明天9点（或“现在”“私聊”）"
        assert await zhao.says("未报送 作品") == wanted
        assert await zhao.says("未报送 剪纸作品") == wanted
        await zhao.says("发起活动 摄影展 每单位最多2幅")
        assert "摄影展 · 全部单位 · 作品不足 1 件 · 未报送 3 家" in await zhao.says("未报送 作品")
        assert "摄影展" not in await zhao.says("未报送 剪纸作品")


async def test_many_units_below_the_least_are_a_picture() -> None:
    async with town(groups=tuple(f"第{number}局" for number in range(1, 15))) as here:
        zhao = here.person("赵敏", group="第1局")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 剪纸作品征集 每单位3到5件")
        said = await zhao.says("未报送 作品")
        assert said == (
            "剪纸作品征集 · 全部单位 · 作品不足 3 件 · 未报送 14 家\n"
            "要提醒这些单位，请说：提醒 未报送 作品 明天9点（或“现在”“私聊”）\n[未报送单位.png]"
        )


async def test_works_are_counted_like_everything_else() -> None:
    async with town() as here:
        zhao, wang, _ = await two_units(here)
        assert "作品 5 件，2 人投稿" in await zhao.says("统计 作品")
        said = await zhao.says("统计 作品 按单位")
        assert "1. 省财政厅：3 件，1 人" in said
        assert "2. 省教育厅：2 件，1 人" in said
        assert "作品 3 件，1 人投稿" in await wang.says("统计 作品 本单位")
        assert [(row.key, row.records) for row in await here.totals("works", by="unit")] == [("省财政厅", 3), ("省教育厅", 2)]


def opened(path: Path) -> tuple[list[list[object]], list[tuple[int, int]]]:
    """The rows of a register, and where its pictures stand (row, column), from 1."""
    sheet = load_workbook(path).worksheets[0]
    places = [(image.anchor._from.row + 1, image.anchor._from.col + 1) for image in sheet._images]  # type: ignore[attr-defined]
    return [[cell.value for cell in row] for row in sheet.iter_rows()], places


async def test_the_register_has_a_small_picture_of_each() -> None:
    async with town() as here:
        zhao, _, _ = await two_units(here)
        await zhao.says("择优 2")
        assert await zhao.says("导出 剪纸 作品登记表") == "剪纸作品征集作品登记表（全部单位）：5 件\n[剪纸作品征集作品登记表.xlsx]"
        rows, places = opened(here.group("省财政厅").files()[-1])
        assert [row[0] for row in rows[:2]] == ["剪纸作品征集作品登记表", "全部单位　共5件　择优1件"]
        assert rows[2] == ["序号", "作品", "编号", "题目", "报送单位", "作者", "类型", "报送时间", "择优"]
        assert rows[4][2:7] == [2, "喜上眉梢", "省财政厅", "王芳", "图片"]
        assert rows[4][8] == "★"
        assert rows[7][6] == "视频"
        assert places == [(4, 2), (5, 2), (6, 2), (7, 2)]
        sheet = load_workbook(here.group("省财政厅").files()[-1]).worksheets[0]
        assert len(Image.open(io.BytesIO(sheet._images[0]._data())).getexif()) == 0  # type: ignore[attr-defined]
        assert await zhao.says("导出 作品登记表") == "作品登记表（全部单位）：5 件\n[作品登记表.xlsx]"
        assert opened(here.group("省财政厅").files()[-1])[0][0][0] == "作品登记表"
