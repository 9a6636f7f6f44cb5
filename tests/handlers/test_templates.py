"""An office's own templates: filled in as it drew them, wrong placeholders named, nothing typed read as a placeholder or formula."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from PIL import Image

from handlers.files.checkins import CheckInRow, CheckInsForm, checkins_table
from handlers.files.form import Column, FormKind, Picture, Table, Total
from handlers.files.forms import FORMATS, KINDS, drawn, starting_file
from handlers.files.pairing import PairingForm, PairingRow, pairing_table
from handlers.files.plan_book import PlanBook, PlanLine, plan_table
from handlers.files.programmes import ProgrammeRow, ProgrammesForm, programmes_table
from handlers.files.reports import MONTHLY, WEEKLY, ReportForm, UnitFigures, report_table
from handlers.files.roster import RosterEntry, RosterForm, roster_table
from handlers.files.templates import Templates, TemplatesError
from handlers.files.works import WorkRow, WorksForm, works_table
from tests.pictures import picture

NOW = datetime(2021, 6, 20, 1, 0, 30, tzinfo=UTC)
PAIRINGS = PairingForm(
    "省财政厅",
    (
        PairingRow("王芳", "红旗社区", 2, ("低保或低保边缘家庭",)),
        PairingRow("=1+1", "东站社区", 3),
        PairingRow("李静", "东站社区", 3, shared=True),
    ),
    NOW,
    filled_by="张三",
)


def pairings(*helpers: str) -> Table:
    rows = tuple(PairingRow(name, "红旗社区", number) for number, name in enumerate(helpers, 1))
    return pairing_table(replace(PAIRINGS, rows=rows))


FIGURES = ReportForm(
    "省妇工委",
    "5月14日—5月20日",
    (UnitFigures("=省财政厅", {"signups": 5, "service": 143}), UnitFigures("省教育厅", {"signups": 2, "checkins": 7})),
    NOW,
    "报名 7 人次，比上周多 2。",
    "钱静",
)
TABLES: dict[str, Table] = {
    "周统计": report_table(WEEKLY, FIGURES),
    "月汇报": report_table(MONTHLY, FIGURES),
    "结对帮扶统计表": pairing_table(PAIRINGS),
    "报名名单": roster_table(
        RosterForm("剪纸", tuple(RosterEntry(f"王{n}", "省财政厅", n, n % 2 == 1, NOW, "+1") for n in range(1, 6)), NOW, "礼堂")
    ),
    "打卡情况表": checkins_table(
        CheckInsForm("5月", (CheckInRow("王芳", "省财政厅", date(2021, 5, 21), "题", "@心得\n两行"),), NOW, "省直")
    ),
    "作品登记表": works_table(
        WorksForm(
            "剪纸",
            "省直",
            (
                WorkRow(7, "=喜上眉梢", "省财政厅", "王芳", "图片", date(2021, 5, 20), picked=True, small=picture(1)),
                WorkRow(9, "", "省教育厅", "李静", "视频", date(2021, 5, 21), picked=False),
            ),
            NOW,
        )
    ),
    "施工图进度表": plan_table(
        PlanBook(
            "省直",
            (
                PlanLine(1, "学党史", "完成规定学习", "12-31", "各单位", "妇工委", "3/5", "进行中", "省教育厅", "=佐证", picture(2), "+"),
                PlanLine(2, "办实事", "结对帮扶", "6-30", "各单位", "妇工委", "5/5", "已完成", "", "", b"", ""),
            ),
            NOW,
            "完成 1/2",
        )
    ),
    "活动目录清单": programmes_table(
        ProgrammesForm(
            "省直",
            (
                ProgrammeRow("送法下乡", "权益部", "农村妇女", 6, date(2020, 12, 1), date(2021, 5, 10)),
                ProgrammeRow("-义诊", "省财政厅", "社区居民", 2, date(2021, 5, 18), date(2021, 5, 18)),
            ),
            NOW,
        )
    ),
}


def sheet_of(book: bytes, *, results: bool = False) -> Any:
    return load_workbook(io.BytesIO(book), data_only=results).worksheets[0]


def text_of(document: bytes) -> list[str]:
    """Paragraphs, then every row of every table with | between its cells."""
    opened = Document(io.BytesIO(document))
    rows = ["|".join(cell.text for cell in row.cells) for table in opened.tables for row in table.rows]
    return [*(paragraph.text for paragraph in opened.paragraphs), *rows]


def book(fill: Callable[[Any], None]) -> bytes:
    """A template somebody drew."""
    made = Workbook()
    fill(made.worksheets[0])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def document(fill: Callable[[Any], None]) -> bytes:
    made = Document()
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", KINDS)
def test_the_starting_file_filled_in_is_the_form_itself(name: str) -> None:
    table, kind = TABLES[name], KINDS[name]
    own, filled = (sheet_of(one, results=True) for one in (drawn(table, "xlsx"), drawn(table, "xlsx", starting_file(kind, "xlsx", NOW))))
    shown = [total for total in table.totals if total.shown]
    numbers = [row for row in own.values if row[0] not in ("已确认", "候补")]
    again = [row for row in filled.values if row[0] not in ("已确认", "候补")]
    assert again == numbers
    assert len(shown) <= len(kind.totals)
    own_text, filled_text = (text_of(one) for one in (drawn(table, "docx"), drawn(table, "docx", starting_file(kind, "docx", NOW))))
    assert [line for line in filled_text if not line.startswith(("已确认", "候补"))] == [
        line for line in own_text if not line.startswith(("已确认", "候补"))
    ]


def office(sheet: Any) -> None:
    """A letterhead, two joined cells, a sum of the office's own, a line that only it has, its own heights."""
    sheet["A1"] = "云岭妇联　{{标题}}"
    sheet["A1"].font = Font(name="黑体", size=20)
    sheet.merge_cells("A1:C1")
    sheet["A3"], sheet["B3"], sheet["C3"] = "{{姓名}}（{{对接社区}}）", "{{帮扶儿童数量}}", "{{困境儿童主要困难}}"
    sheet["B3"].font = Font(bold=True)
    sheet.row_dimensions[3].height = 40
    sheet["A4"], sheet["B4"], sheet["C4"] = "合计", "{{合计}}", '=SUM(B3:B3)&"名，见B3，共"&ROWS($B$3:$B$3)'
    sheet.merge_cells("A6:C6")
    sheet["A6"] = "审核人：　　　填表人：{{填表人}}　{{日期}}"
    sheet.row_dimensions[6].height = 33
    sheet.print_area = "A1:C6"


def test_what_an_office_drew_stays_and_moves_down() -> None:
    filled = drawn(TABLES["结对帮扶统计表"], "xlsx", book(office))
    sheet, results = sheet_of(filled), sheet_of(filled, results=True)
    assert sheet["A1"].value == "云岭妇联　“机关妈妈”结对帮扶统计表"
    assert (sheet["A1"].font.name, sheet["A1"].font.size) == ("黑体", 20)
    assert [[cell.value for cell in row] for row in sheet["A3:C5"]] == [
        ["王芳（红旗社区）", 2, "低保或低保边缘家庭"],
        ["=1+1（东站社区）", 3, None],
        ["李静（东站社区）", None, "（3名，同上，不重复计）"],
    ]
    assert sheet["A4"].data_type == "s"
    assert [sheet.cell(row, 2).font.bold for row in (3, 4, 5)] == [True] * 3
    assert [sheet.row_dimensions[row].height for row in (3, 4, 5)] == [40] * 3
    assert (sheet["B6"].value, results["B6"].value) == ("=SUM(B3:B5)", 5)
    assert sheet["C6"].value == '=SUM(B3:B5)&"名，见B3，共"&ROWS($B$3:$B$5)'
    assert sheet["A8"].value == "审核人：　　　填表人：张三　2021年6月20日"
    assert sheet.row_dimensions[8].height == 33
    assert {str(span) for span in sheet.merged_cells.ranges} == {"A1:C1", "A8:C8"}
    assert sheet.print_area.endswith("$A$1:$C$8")


def test_cells_joined_in_the_row_are_joined_in_every_row() -> None:
    def fill(sheet: Any) -> None:
        sheet["A2"], sheet["D2"] = "{{姓名}}", "{{帮扶儿童数量}}"
        sheet.merge_cells("A2:C2")

    sheet = sheet_of(drawn(pairings("王芳", "李静"), "xlsx", book(fill)))
    assert {str(span) for span in sheet.merged_cells.ranges} == {"A2:C2", "A3:C3"}
    assert [(row[0].value, row[3].value) for row in sheet["A2:D3"]] == [("王芳", 1), ("李静", 2)]


def test_nobody_yet_leaves_an_empty_line_and_a_nought() -> None:
    sheet = sheet_of(drawn(pairings(), "xlsx", book(office)))
    assert [cell.value for cell in sheet[3]] == ["（）", None, None]
    assert sheet["B4"].value == 0
    lines = text_of(drawn(pairings(), "docx", starting_file(KINDS["结对帮扶统计表"], "docx", NOW)))
    assert lines[-2:] == ["序号|“机关妈妈”姓名或集体名称|对接社区|帮扶儿童数量|困境儿童主要困难", "合计|合计|合计|0|"]


HOSTILE = ["=1+1", "+86", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://a.example")', "{{填表人}}", "{{合计}}", "{{姓名}}", "a\r\nb\x00"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_stays_text_and_is_not_read_again(text: str) -> None:
    starting = {kind: starting_file(KINDS["结对帮扶统计表"], kind, NOW) for kind in FORMATS}
    table = pairing_table(replace(PAIRINGS, rows=(PairingRow(text, text, 2),), unit=text, filled_by=text))
    clean = text.replace("\x00", "")
    for template in (None, starting["xlsx"]):
        sheet = sheet_of(drawn(table, "xlsx", template))
        assert [cell.data_type for cell in sheet[4]][:3] == ["n", "s", "s"]
        assert sheet["B4"].value == sheet["C4"].value == clean.replace("\r\n", "\n") or sheet["B4"].value == clean
        assert sheet["A2"].value.endswith(clean.replace("\r\n", "\n")) or sheet["A2"].value.endswith(clean)
        assert sheet["B4"].quotePrefix == clean.startswith(("=", "+", "-", "@", "\t"))
    for template in (None, starting["docx"]):
        made = drawn(table, "docx", template)
        assert f"1|{clean}|{clean}|2|".replace("\r\n", "\n") in text_of(made)
        assert "instrText" not in Document(io.BytesIO(made)).element.xml


def test_a_placeholder_that_word_has_cut_into_pieces() -> None:
    def fill(made: Any) -> None:
        line = made.add_paragraph()
        for piece, bold in (("单位：{", False), ("{填表", True), ("单位}", False), ("}，{{日期}}。", False)):
            line.add_run(piece).bold = bold
        made.sections[0].header.paragraphs[0].text = "{{标题}}"
        cells = made.add_table(rows=1, cols=2).rows[0].cells
        cells[0].text, cells[1].text = "{{ 姓名 }}：", "{{帮扶儿童数量}}"
        made.add_paragraph("共 {{合计}} 名")

    filled = drawn(pairings("王芳", "李静"), "docx", document(fill))
    assert text_of(filled) == ["单位：省财政厅，2021年6月20日。", "共 3 名", "王芳：|1", "李静：|2"]
    assert Document(io.BytesIO(filled)).sections[0].header.paragraphs[0].text == "“机关妈妈”结对帮扶统计表"


def test_a_picture_stands_in_its_cell() -> None:
    out = io.BytesIO()
    Image.new("RGB", (600, 300), (156, 52, 48)).save(out, "WEBP")
    kind = FormKind("作品登记表", (Column("序号", 6), Column("作品", 12), Column("作者", 12)))
    table = kind.table([(1, Picture(out.getvalue()), "王芳"), (2, Picture(b"no picture", "（取不到）"), "李静")], NOW, {})
    for template in (None, starting_file(kind, "xlsx", NOW)):
        sheet = sheet_of(drawn(table, "xlsx", template))
        (picture,) = sheet._images
        assert (picture.anchor._from.row, picture.anchor._from.col) == (2, 1)
        assert picture.anchor.ext.width == pytest.approx(2 * picture.anchor.ext.height, rel=0.05)
        assert picture.anchor.ext.width <= 12 * 7 * 9525
        assert sheet["B4"].value == "（取不到）"
        assert sheet.row_dimensions[3].height > 70
    for template in (None, starting_file(kind, "docx", NOW)):
        made = Document(io.BytesIO(drawn(table, "docx", template)))
        assert len(made.inline_shapes) == 1
        assert "2|（取不到）|李静" in text_of(drawn(table, "docx", template))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.integers(0, 99)), max_size=12))
def test_whatever_is_typed_the_sums_agree(rows: list[tuple[str, int]]) -> None:
    kind = FormKind("表", (Column("名", 9), Column("数", 9)), subtitle="{{说明}}", totals=(Total("数"), Total("数", "前二", 0, 2)))
    table = kind.table(rows, NOW, {"说明": "甲"})
    for template in (None, starting_file(kind, "xlsx", NOW)):
        sheet = sheet_of(drawn(table, "xlsx", template), results=True)
        assert [row[1] for row in sheet.values][-2:] == [sum(number for _, number in rows), sum(number for _, number in rows[:2])]


def faults(folder: Path) -> list[str]:
    with pytest.raises(TemplatesError) as error:
        Templates.load(folder)
    return str(error.value).splitlines()


def test_a_folder_of_templates(tmp_path: Path) -> None:
    assert len(Templates.load(None)) == 0
    for kind in FORMATS:
        for name, form in KINDS.items():
            (tmp_path / f"{name}.{kind}").write_bytes(starting_file(form, kind, NOW))
    (tmp_path / "说明.txt").write_text("给同事看的")
    (tmp_path / "~$报名名单.docx").write_bytes(b"a lock that Word leaves")
    templates = Templates.load(tmp_path)
    assert len(templates) == 2 * len(KINDS)
    assert templates.of("报名名单", "docx") == (tmp_path / "报名名单.docx").read_bytes()
    assert templates.of("施工图", "docx") is None


def test_every_fault_is_named(tmp_path: Path) -> None:
    def wrong(sheet: Any) -> None:
        sheet["A1"], sheet["A2"], sheet["B3"] = "{{单位名}}", "{{姓名}}", "{{对接社区}}{{合计}}"

    (tmp_path / "结对帮扶统计表.xlsx").write_bytes(book(wrong))
    (tmp_path / "报名名单.docx").write_bytes(document(lambda made: made.add_paragraph("{{标题}}")))
    (tmp_path / "打卡情况表.xlsx").write_bytes(b"no")
    (tmp_path / "打卡表.docx").write_bytes(b"no")
    assert faults(tmp_path) == [
        "模板“打卡情况表.xlsx”打不开，它不是正确的 .xlsx 文件。",
        f"模板“打卡表.docx”：没有叫这个名字的表，可以换的有：{'、'.join(KINDS)}。",
        "模板“报名名单.docx”：少了每人一行的那一行，例：{{序号}}{{姓名}}{{单位}}。",
        "模板“结对帮扶统计表.xlsx”：不认识{{单位名}}。每行可以写：{{序号}}{{姓名}}{{对接社区}}{{帮扶儿童数量}}{{困境儿童主要困难}}；"
        "别处可以写：{{标题}}{{填表单位}}{{填表人}}{{联系电话}}{{日期}}{{合计}}。",
        "模板“结对帮扶统计表.xlsx”：{{姓名}}{{对接社区}}要写在同一行。",
        "模板“结对帮扶统计表.xlsx”：{{合计}}不能写在每人一行的那一行，请写在它下面。",
    ]
    assert faults(tmp_path / "没有") == [f"模板文件夹“{tmp_path / '没有'}”不在。请建好，或去掉设置 templates。"]
