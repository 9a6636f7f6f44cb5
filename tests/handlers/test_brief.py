"""简报: what stands in the Word file, that its text stays text, and that the same brief gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from docx import Document

from handlers.charts import bar_picture
from handlers.files.brief import Brief, BriefChart, BriefPart, BriefTable, brief_document

NOW = datetime(2021, 5, 31, 8, 0, tzinfo=UTC)
CHART = BriefChart("图1　各单位打卡", bar_picture("打卡", ["省财政厅"] * 50, list(range(50)), unit_label="人次"))
TABLE = BriefTable("各单位打卡情况", ("单位", "人数", "人次"), (("省财政厅", 20, 133), ("=1+1", 3, 4.5), ("合计", 23, None)))
BRIEF = Brief(
    "妇女工作简报",
    "省直机关妇工委",
    "2021年5月",
    NOW,
    (BriefPart("一、学习打卡", ("本月打卡 137 人次。\x00", "+1"), (TABLE,), (CHART,)),),
    lead="现将五月份工作汇总如下。",
    signed="省直机关妇工委",
)


def opened(brief: Brief) -> Any:
    return Document(io.BytesIO(brief_document(brief)))


def test_it_reads_from_top_to_bottom() -> None:
    document = opened(BRIEF)
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text] == [
        "妇女工作简报",
        "省直机关妇工委　　2021年5月",
        "现将五月份工作汇总如下。",
        "一、学习打卡",
        "本月打卡 137 人次。",
        "+1",
        "各单位打卡情况",
        "图1　各单位打卡",
        "省直机关妇工委",
        "2021年5月31日",
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["单位", "人数", "人次"],
        ["省财政厅", "20", "133"],
        ["=1+1", "3", "4.5"],
        ["合计", "23", ""],
    ]


def test_a_chart_fits_the_page_however_high_it_is() -> None:
    document = opened(BRIEF)
    (picture,) = document.inline_shapes
    section = document.sections[0]
    assert picture.height < section.page_height - section.top_margin - section.bottom_margin
    assert picture.width < section.page_width - section.left_margin - section.right_margin


def test_the_only_fields_are_the_page_numbers() -> None:
    with zipfile.ZipFile(io.BytesIO(brief_document(BRIEF))) as parts:
        said = {name: parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")}
    fields = [name for name, text in said.items() if "instrText" in text or "fldSimple" in text]
    assert fields == ["word/footer1.xml"]
    assert " PAGE " in said["word/footer1.xml"]
    assert " NUMPAGES " in said["word/footer1.xml"]
    assert '<w:altName w:val="仿宋"/>' in said["word/fontTable.xml"]


def test_the_same_brief_gives_the_same_bytes_and_its_own_date() -> None:
    assert brief_document(BRIEF) == brief_document(BRIEF)
    with zipfile.ZipFile(io.BytesIO(brief_document(BRIEF))) as parts:
        assert parts.read("docProps/core.xml").count(b"2021-05-31T08:00:00Z") == 2
    assert opened(replace(BRIEF, parts=(), lead="", signed="")).paragraphs[0].text == "妇女工作简报"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"now": NOW.replace(tzinfo=None)}, "zone"),
        ({"parts": (BriefPart("一", tables=(BriefTable("表", ("甲",), ((1, 2),)),)),)}, "a cell of every row"),
        ({"parts": (BriefPart("一", charts=(BriefChart("图", b"no"),)),)}, "picture"),
    ],
)
def test_what_cannot_be_written_is_our_mistake(change: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        brief_document(replace(BRIEF, **change))
