"""Official tables: what stands in them, that they print, and that the same input gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from handlers.files.checkins import CheckInRow, CheckInsForm, checkins_book
from handlers.files.form import FormKind, Picture
from handlers.files.forms import KINDS
from handlers.files.pairing import PairingForm, PairingRow, pairing_book
from handlers.files.roster import RosterEntry, RosterForm, roster_book
from handlers.files.sheet import Column, Total, table_book
from handlers.files.workbook import SHANGHAI, tab_name
from tests.pictures import picture

NOW = datetime(2021, 6, 20, 1, 0, 30, tzinfo=UTC)


def opened(book: bytes, *, results: bool = False) -> Any:
    return load_workbook(io.BytesIO(book), data_only=results).worksheets[0]


def values(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.values)


def entry(name: str, heads: int, *, confirmed: bool = True, note: str = "") -> RosterEntry:
    return RosterEntry(name, "省财政厅", heads, confirmed, NOW, note)


PAIRINGS = PairingForm(
    "省财政厅妇工委",
    (
        PairingRow("王芳", "红旗社区", 2, ("低保或低保边缘家庭",)),
        PairingRow("宣传处", "东站社区", 3, ("留守儿童", "其他")),
        PairingRow("李静", "东站社区", 3, ("留守儿童",), shared=True),
    ),
    NOW,
    filled_by="张三",
)


def test_the_pairing_table_is_the_official_one() -> None:
    assert values(opened(pairing_book(PAIRINGS))) == [
        ("“机关妈妈”结对帮扶统计表", None, None, None, None),
        ("填表单位：省财政厅妇工委", None, None, None, None),
        ("序号", "“机关妈妈”姓名或集体名称", "对接社区", "帮扶儿童数量", "困境儿童主要困难"),
        (1, "王芳", "红旗社区", 2, "低保或低保边缘家庭"),
        (2, "宣传处", "东站社区", 3, "留守儿童、其他"),
        (3, "李静", "东站社区", None, "留守儿童（3名，同上，不重复计）"),
        ("合计", None, None, "=SUM(D4:D6)", None),
        ("填表人：张三", None, "联系电话：", None, None),
    ]


def test_readers_that_do_not_compute_find_the_result() -> None:
    assert values(opened(pairing_book(PAIRINGS), results=True))[6][3] == 5


def test_an_empty_table_sums_to_nothing() -> None:
    rows = values(opened(pairing_book(PairingForm("省财政厅", (), NOW))))
    assert rows[3] == ("合计", None, None, 0, None)


def test_a_roster_stands_confirmed_first_with_the_waitlist_summed_apart() -> None:
    form = RosterForm(
        "剪纸", (entry("王芳", 2), entry("李静", 1, confirmed=False), entry("宣传处", 5, note="两位坐轮椅")), NOW, "6月26日 礼堂"
    )
    rows = values(opened(roster_book(form)))
    at = datetime(2021, 6, 20, 9, 0, 30)  # noqa: DTZ001
    assert rows[:2] == [("剪纸报名名单", *[None] * 7), ("6月26日 礼堂", *[None] * 7)]
    assert rows[2] == ("序号", "姓名/集体", "单位", "人数", "状态", "报名时间", "备注", "签到")
    assert rows[3] == (1, "王芳", "省财政厅", 2, "已确认", at, None, None)
    assert rows[4] == (2, "宣传处", "省财政厅", 5, "已确认", at, "两位坐轮椅", None)
    assert rows[5] == (3, "李静", "省财政厅", 1, "候补", at, None, None)
    assert [(row[0], row[3]) for row in rows[6:]] == [("已确认", "=SUM(D4:D5)"), ("候补", "=SUM(D6:D6)"), ("合计", "=SUM(D4:D6)")]
    assert [row[3] for row in values(opened(roster_book(form), results=True))[6:]] == [7, 1, 8]


def test_a_roster_without_waitlist_has_one_total() -> None:
    rows = values(opened(roster_book(RosterForm("剪纸", (entry("王芳", 2),), NOW))))
    assert [row[0] for row in rows] == ["剪纸报名名单", "序号", 1, "合计"]


def test_check_ins() -> None:
    form = CheckInsForm("2021年5月", (CheckInRow("王芳", "省财政厅", date(2021, 5, 21), "党史上的今天", "很感人"),), NOW, "省直机关")
    rows = values(opened(checkins_book(form)))
    assert rows[1][0] == "省直机关　2021年5月　共1人次"
    assert rows[2] == ("序号", "姓名", "单位", "日期", "学习内容", "心得")
    assert rows[3] == (1, "王芳", "省财政厅", datetime(2021, 5, 21), "党史上的今天", "很感人")  # noqa: DTZ001


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://a.example")', "+86", "-1", "@SUM(A1)", "\tx", "#N/A", "=", "1", "是\x0b\x00的"]
)
def test_text_stays_text(text: str) -> None:
    sheet = opened(roster_book(RosterForm(text, (entry(text, 1, note=text),), NOW, about=text)))
    cells = [sheet.cell(1, 1), sheet.cell(2, 1), sheet.cell(4, 2), sheet.cell(4, 7)]
    assert [cell.data_type for cell in cells] == ["s"] * 4
    assert cells[2].value == text.replace("\x0b", "").replace("\x00", "")
    assert cells[2].quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


def test_it_prints_on_a4() -> None:
    for book, orientation in ((pairing_book(PAIRINGS), "portrait"), (roster_book(RosterForm("剪纸", (), NOW, "说明")), "landscape")):
        sheet = opened(book)
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, orientation)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (1, 0, True)
        assert sheet.print_title_rows == "$3:$3"
        assert "&P" in sheet.oddFooter.center.text


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_form_is_so_wide_that_its_print_is_small(kind: FormKind) -> None:
    table = kind.table([], NOW, {})
    assert sum(column.width for column in kind.columns) <= (140 if table.lies else 92), "half-width characters of 11 points on A4"


def test_a_picture_stands_in_the_middle_of_its_cell() -> None:
    flat, upright = (picture(number, size=size) for number, size in ((1, (1200, 300)), (2, (300, 600))))
    sheet = opened(table_book("表", [Column("图", 17)], [[Picture(flat)], [Picture(upright)]], now=NOW))
    for image, row in zip(sheet._images, (3, 4), strict=True):
        at, size = image.anchor._from, image.anchor.ext
        room = (17 * 7 * 9525, sheet.row_dimensions[row].height * 12700)
        assert abs(at.colOff * 2 + size.width - room[0]) < 30_000
        assert abs(at.rowOff * 2 + size.height - room[1]) < 30_000


def test_how_it_looks() -> None:
    sheet = opened(pairing_book(PAIRINGS))
    assert {str(span) for span in sheet.merged_cells.ranges} == {"A1:E1", "A2:E2", "A7:C7", "A8:B8", "C8:E8"}
    assert (sheet["A1"].font.name, sheet["A1"].alignment.horizontal) == ("方正小标宋简体", "center")
    assert (sheet["A3"].font.name, sheet["A4"].font.name) == ("黑体", "仿宋")
    assert all(cell.border.left.style == "thin" and cell.alignment.wrap_text for row in sheet["A3:E6"] for cell in row)
    assert sheet.freeze_panes == "A4"


def test_rows_grow_with_their_text() -> None:
    sheet = opened(roster_book(RosterForm("剪纸", (entry("王芳", 1), entry("李静", 1, note="很长的备注" * 12)), NOW)))
    assert sheet.row_dimensions[4].height > 2 * sheet.row_dimensions[3].height


def test_the_same_input_gives_the_same_bytes_whatever_the_clock_says() -> None:
    book = pairing_book(PAIRINGS)
    assert book == pairing_book(PAIRINGS)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(2021, 6, 20, 1, 0, 30)}
        assert parts.read("docProps/core.xml").count(b"2021-06-20T01:00:30Z") == 2
    assert book != pairing_book(PairingForm(PAIRINGS.unit, PAIRINGS.rows, NOW + timedelta(days=1), "张三"))


def test_times_stand_in_local_time_and_now_needs_a_zone() -> None:
    column = [Column("时间", 20)]
    sheet = opened(table_book("表", column, [[NOW], [NOW.astimezone(SHANGHAI)], [date(2021, 6, 20)]], now=NOW))
    assert [cell.number_format for cell in sheet["A"][2:]] == ["yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm", "yyyy-mm-dd"]
    assert sheet["A3"].value == sheet["A4"].value == datetime(2021, 6, 20, 9, 0, 30)  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        table_book("表", column, [], now=datetime(2021, 6, 20))  # noqa: DTZ001


def test_a_row_of_another_length_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="2 cells in a table of 1 columns"):
        table_book("表", [Column("一", 9)], [(1, 2)], now=NOW)


def test_a_total_may_stand_in_the_first_column() -> None:
    rows = values(opened(table_book("表", [Column("数", 9), Column("二", 9)], [(1, "x"), (2, None)], now=NOW, totals=[Total("数")])))
    assert rows[-1][0] == "=SUM(A3:A4)"


def test_tab_names() -> None:
    assert tab_name("[剪纸/“巧手”]*?:" + "长" * 40) == "剪纸“巧手”" + "长" * 25
    assert tab_name("'//'") == "表"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40), st.integers(1, 9999), st.text(max_size=60))
def test_whatever_is_typed_opens_again(name: str, heads: int, note: str) -> None:
    sheet = opened(roster_book(RosterForm(name, (entry(name, heads, note=note),), NOW, note)), results=True)
    numbers = [row[3] for row in sheet.values if row[0] in (1, "合计")]
    assert numbers[-2:] == [heads, heads]
