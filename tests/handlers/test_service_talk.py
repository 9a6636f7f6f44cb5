"""我的服务: a picture in the chat, a file in private, hers alone, and no certificate."""

from __future__ import annotations

import io
from datetime import datetime

from docx import Document
from openpyxl import load_workbook
from PIL import Image

from handlers.charts import service_picture
from store.types import SHANGHAI
from tests.conversation import Person, Town, town


async def helped(here: Town) -> Person:
    """王芳 was at two activities: one of an hour and a half that counts, one that does not."""
    zhao = here.person("赵敏", group="省财政厅")
    await zhao.is_made("organizer")
    await zhao.says("发起活动 社区义诊 5月20日9点到11点30 计时")
    await zhao.says("发起活动 剪纸活动 5月20日")
    wang = here.person("王芳", group="省财政厅")
    await wang.says("报名 社区义诊 2人")
    await wang.says("签到 社区义诊 2人")
    await wang.says("签到 剪纸")
    await here.pass_time(minutes=90)
    await wang.says("签退 社区义诊")
    return wang


async def test_a_picture_in_the_chat_counts_her_own_time() -> None:
    async with town() as here:
        wang = await helped(here)
        assert await wang.says("我的服务") == "王芳：参加 2 次活动，服务时数 1小时30分。\n[服务记录.png]"
        picture = Image.open(io.BytesIO(here.group("省财政厅").files()[-1].read_bytes()))
        assert picture.width >= 900
        li = here.person("李静", group="省财政厅")
        assert await li.says("我的服务") == "李静，还没有您的签到记录。"
        assert await wang.says("我的服务 去年") == "王芳，还没有您的签到记录。"


async def test_files_are_for_her_private_chat() -> None:
    async with town() as here:
        wang = await helped(here)
        assert await wang.says("我的服务 表格") == "文件请私聊我要，说：我的服务 表格"
        assert "志愿服务记录.xlsx" in await wang.whispers("我的服务 表格")
        sheet = load_workbook(wang.private.files()[-1]).worksheets[0]
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert "姓名：王芳　省财政厅　截至2021年5月20日" in cells
        assert "社区义诊" in cells
        assert any(cell.startswith("=SUM(") for cell in cells)
        assert any("不作证明用途" in cell for cell in cells)
        assert "志愿服务记录.docx" in await wang.whispers("我的服务 word")
        document = Document(io.BytesIO(wang.private.files()[-1].read_bytes()))
        assert [[cell.text for cell in row.cells][2:] for row in document.tables[0].rows] == [
            ["活动", "时间", "时数（分钟）"],
            ["社区义诊", "09:00—11:30", "90"],
            ["剪纸活动", "", ""],
        ]
        said = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert "共参加 2 次，服务时数 1小时30分" in said
        assert "不作证明用途" in said


async def test_her_records_hold_what_she_came_to() -> None:
    async with town() as here:
        wang = await helped(here)
        assert "签到：5月20日 社区义诊 1小时30分\n签到：5月20日 剪纸活动" in await wang.says("我的记录")
        assert "签到：5月20日 社区义诊" in await wang.says("我的签到")


async def test_nobody_asks_for_another_s() -> None:
    async with town() as here:
        await helped(here)
        zhao = here.person("赵敏")
        assert "王芳" not in await zhao.whispers("我的服务")
        assert await zhao.says("王芳的服务") == ""


async def test_a_new_login_keeps_her_hours_together() -> None:
    async with town() as here:
        wang = await helped(here)
        again = here.person("王芳新号", group="省财政厅")
        here.clock.now = datetime(2021, 5, 20, 11, 0, tzinfo=SHANGHAI)
        await again.says("签到 社区义诊")
        code = await here.app.writer.run(
            lambda uow: uow.codes.make("member", here.clock(), target_id=uow.members.called("王芳")[0].id, account="main")[0]
        )
        await again.whispers(f"认领 {code}")
        assert "服务时数 1小时30分" in await again.whispers("我的服务")
        assert wang.name == "王芳"


def test_long_titles_and_many_lines_stay_on_the_paper() -> None:
    lines = [("2021-05-22", "一个非常非常长的活动名称" * 5, "2小时10分")] * 30
    png = service_picture("志愿服务记录", "王芳", "省财政厅", lines, total="共参加 30 次", notes=["不作证明用途"])
    assert Image.open(io.BytesIO(png)).size[0] == 960
