"""Study items as offices write them: Excel, CSV, Markdown, Word. What is written out is read back the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from handlers.files.item_files import EXAMPLES, FORMATS, ItemFormat, read_item_file, template, write_item_file
from handlers.files.item_rows import Aim
from handlers.files.items import ItemDraft, ItemFault, ItemKind, read_items
from handlers.files.lines import LinesError

NONE = Aim()
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
LIBRARY = Path(__file__).resolve().parents[2] / "content"
WORDS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=20)
TITLE = st.builds(lambda lead, words: lead + words, st.sampled_from(["", "=1+", "“", "2021年", "@"]), WORDS)
TEXT = st.lists(TITLE, min_size=1, max_size=3).map("\n".join)


def item(kind: ItemKind, key: str, title: str, text: str, source: str) -> ItemDraft:
    return ItemDraft("家庭教育" if kind == "dated" else "普法维权", kind, key, title, text, source, "", None, "")


DATED = st.builds(item, st.just("dated"), st.sampled_from(["05-20", "02-29", "2021-05-20"]), TITLE, TEXT, WORDS)
NUMBERED = st.builds(item, st.just("numbered"), st.integers(1, 99_999).map(str), TITLE, TEXT, WORDS)


def said(rows: list[ItemDraft | ItemFault]) -> list[tuple[str, ...]]:
    """What an item says, wherever it stood."""
    return [(r.where, r.why) if isinstance(r, ItemFault) else (r.column, r.kind, r.key, r.title, r.text, r.source) for r in rows]


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=20, deadline=None)
@given(items=st.lists(DATED, min_size=1, max_size=4))
def test_dated_items_come_back_as_they_went(format: ItemFormat, items: list[ItemDraft], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("items") / f"内容.{format}"
    path.write_bytes(write_item_file(items, format))
    assert said(read_item_file(path, NONE)) == said(list(items))


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=20, deadline=None)
@given(items=st.lists(NUMBERED, min_size=1, max_size=4, unique_by=lambda one: one.key))
def test_numbered_items_come_back_as_they_went(
    format: ItemFormat, items: list[ItemDraft], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("items") / f"内容.{format}"
    path.write_bytes(write_item_file(items, format))
    assert said(read_item_file(path, NONE)) == said(list(items))


@pytest.mark.parametrize("format", FORMATS)
def test_the_form_can_be_read_as_it_is(format: ItemFormat, tmp_path: Path) -> None:
    path = tmp_path / f"样表.{format}"
    path.write_bytes(template(format))
    assert next(row.title for row in read_item_file(path, NONE) if isinstance(row, ItemDraft)) == "国际家庭日"


def sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


def test_a_day_that_excel_has_made_a_date_is_the_day_that_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "内容.xlsx"
    book = Workbook()
    page = book.worksheets[0]
    page.append(["栏目", "日期", "标题", "正文", "来源"])
    page.append(["家庭教育", date(2026, 5, 20), "甲", "正文", "出处"])
    page.append(["家庭教育", date(2021, 5, 20), "乙", "正文", "出处"])
    page["B2"].number_format = 'm"月"d"日"'
    page["B3"].number_format = "yyyy-mm-dd"
    book.save(path)
    assert [row.key for row in read_item_file(path, NONE) if isinstance(row, ItemDraft)] == ["05-20", "2021-05-20"]


def test_each_wrong_row_is_named_with_what_is_wrong(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "内容.xlsx",
        ("学习内容一览",),
        ("日期或编号", "标题", "正文", "来源"),
        ("5月20日", "好的", "正文", "出处"),
        ("2月30日", "没有这天", "正文", "出处"),
        (0, "零号", "正文", "出处"),
        ("6", "没有来源", "正文", None),
        ("05-21", None, "正文", "出处"),
    )
    assert said(read_item_file(path, Aim("家庭教育"))) == [
        ("家庭教育", "dated", "05-20", "好的", "正文", "出处"),
        ("第4行", "看不懂“2月30日”：日期应写成 05-20、5月20日或 2021-05-20，编号应写成 1、2、3"),
        ("第5行", "编号从 1 开始"),
        ("第6行", "没有写来源"),
        ("第7行", "没有写标题"),
    ]


def test_a_day_as_it_is_typed_and_one_that_a_spreadsheet_has_cut_short(tmp_path: Path) -> None:
    head = ("日期或编号", "标题", "正文", "来源")
    rows = [(day, f"标题{number}", "正文", "出处") for number, day in enumerate(("5月20号", "5.15", "5.02", 5.2, "第3期"))]
    found = read_item_file(sheet(tmp_path / "内容.xlsx", head, *rows), Aim("家庭教育"))
    assert [row.key if isinstance(row, ItemDraft) else row.why[:9] for row in found] == ["05-20", "05-15", "05-02", "看不懂“5.2”：", "3"]


def test_every_sheet_with_a_head_is_read(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("说明", 0).append(["请看后面两张表"])
    for name, title in (("五月", "甲"), ("六月", "")):
        page = book.create_sheet(name)
        for row in (["栏目", "日期", "标题", "正文", "来源"], ["家庭教育", "05-20", title, "正文", "出处"]):
            page.append(row)
    book.save(str(tmp_path / "内容.xlsx"))
    assert said(read_item_file(tmp_path / "内容.xlsx", NONE)) == [
        ("家庭教育", "dated", "05-20", "甲", "正文", "出处"),
        ("“六月”第2行", "没有写标题"),
    ]


def test_a_row_of_a_csv_has_the_number_that_excel_shows(tmp_path: Path) -> None:
    path = tmp_path / "内容.csv"
    path.write_text('标题,正文,来源\n甲\u200b,"一段\n\n二段",出处\n乙,,出处\n', encoding="utf-8")
    assert said(read_item_file(path, Aim("普法维权"))) == [
        ("普法维权", "numbered", "", "甲", "一段\n二段", "出处"),
        ("第3行", "没有写正文"),
    ]


def test_each_wrong_part_of_a_markdown_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "内容.md"
    parts = (
        "## 05-20 甲\n\n正文。\n\n来源：出处",
        "## 13-45 乙\n\n正文。\n\n来源：出处",
        "## 05-22 丙\n\n正文。",
        "## 05-23 丁\n\n正文。\n\n来源：书",
    )
    path.write_text("---\ncolumn: 家庭教育\nkind: dated\n---\n\n" + "\n\n".join(parts), encoding="utf-8")
    assert said(read_item_file(path, NONE)) == [
        ("家庭教育", "dated", "05-20", "甲", "正文。", "出处"),
        ("内容.md:12", "没有“13-45”这一天"),
        ("内容.md:18", "“丙”要有一行“来源：”，并写明出处"),
        ("家庭教育", "dated", "05-23", "丁", "正文。", "书"),
    ]


def test_a_word_document_of_first_headings_alone_and_one_with_a_table(tmp_path: Path) -> None:
    document = Document()
    for heading in ("05-15 国际家庭日", "05-16 有表格"):
        document.add_heading(heading, 1)
        document.add_paragraph("正文。")
        document.add_paragraph("来源：出处")
    document.add_table(1, 2).cell(0, 0).text = "表格里的字"
    document.save(str(tmp_path / "内容.docx"))
    assert said(read_item_file(tmp_path / "内容.docx", Aim("家庭教育"))) == [
        ("家庭教育", "dated", "05-15", "国际家庭日", "正文。", "出处"),
        ("第2条“05-16 有表格”", "里面有表格，表格里的字读不进来，请改成一段一段的文字"),
    ]


def test_without_a_column_each_row_says_so(tmp_path: Path) -> None:
    path = sheet(tmp_path / "内容.xlsx", ("标题", "正文", "来源"), ("甲", "正文", "出处"))
    assert said(read_item_file(path, NONE)) == [("第2行", "没有写栏目，可以加一列“栏目”，或者用 --column 指明")]
    assert said(read_item_file(path, Aim("普法维权", "numbered"))) == [("普法维权", "numbered", "", "甲", "正文", "出处")]


def test_a_word_document_with_a_heading_an_item(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("家庭教育", 1)
    for heading, *paragraphs in (("5月15日 国际家庭日", "一。", "二。", "出处：《通知》"), ("05-16 没有来源", "正文。")):
        document.add_heading(heading, 2)
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
    document.save(str(tmp_path / "内容.docx"))
    assert said(read_item_file(tmp_path / "内容.docx", NONE)) == [
        ("家庭教育", "dated", "05-15", "国际家庭日", "一。\n二。", "《通知》"),
        ("第2条“05-16 没有来源”", "没有写来源"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("内容.xlsx", b"not a zip", "不是正确的 .xlsx"),
        ("空壳.xlsx", EMPTY_ZIP, "打不开“空壳.xlsx”，它不是正确的 .xlsx"),
        ("内容.docx", b"not a zip", "不是正确的 .docx"),
        ("内容.csv", "甲,乙\n1,2\n".encode(), "没有找到表头"),
        ("内容.doc", b"", "只能读 .xlsx"),
    ],
)
def test_a_file_that_is_none_of_these_is_refused_in_a_sentence(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LinesError, match=said):
        read_item_file(path, NONE)


def test_the_blank_form_filled_in_below_its_examples_replaces_nothing_of_the_library() -> None:
    numbered = {
        (one.column, one.key) for path in LIBRARY.rglob("*.md") if path.stem.islower() for one in read_items(path) if one.kind == "numbered"
    }
    assert len(numbered) > 50
    assert not {(one.column, one.key) for one in EXAMPLES} & numbered
