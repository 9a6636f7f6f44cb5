"""Rows out for `jinguo export`, units in for `jinguo import units`."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from handlers.files.tabular import Format, UnitRow, UnitsError, read_units, write_rows

ROWS: list[dict[str, object]] = [
    {
        "name": "王芳",
        "names": ["张三", "李静"],
        "heads": 2,
        "at": datetime(2021, 6, 20, 1, 0, tzinfo=UTC),
        "day": date(2021, 6, 20),
        "ok": True,
    },
    {"name": "=cmd|' /C calc'!A0", "names": [], "heads": -1, "note": "一行\n二行"},
]
COLUMNS = ["name", "names", "heads", "at", "day", "ok", "note"]


def written(format: Format, rows: Any = ROWS, columns: list[str] = COLUMNS) -> bytes:
    out = io.BytesIO()
    write_rows(rows, columns, format, out)
    assert not out.closed
    return out.getvalue()


def test_jsonl_keeps_lists_and_zones() -> None:
    first, second = map(json.loads, written("jsonl").decode().splitlines())
    assert first == {
        "name": "王芳",
        "names": ["张三", "李静"],
        "heads": 2,
        "at": "2021-06-20T09:00:00+08:00",
        "day": "2021-06-20",
        "ok": True,
        "note": None,
    }
    assert list(second) == COLUMNS
    assert "王芳" in written("jsonl").decode()


def test_csv_opens_in_excel_and_runs_nothing() -> None:
    data = written("csv")
    assert data.startswith(b"\xef\xbb\xbfname,names")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[1] == ["王芳", "张三、李静", "2", "2021-06-20 09:00:00", "2021-06-20", "是", ""]
    assert rows[2] == ["'=cmd|' /C calc'!A0", "", "-1", "", "", "", "一行\n二行"]
    assert b"\r\n" in data


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\tx", "\rx", "\nx", "＝1"])
def test_csv_cells_that_look_like_formulas(cell: str) -> None:
    data = written("csv", [{cell: cell}], [cell]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(data, newline=""))) == [["'" + cell], ["'" + cell]]


def test_xlsx_keeps_text_as_text() -> None:
    sheet = load_workbook(io.BytesIO(written("xlsx"))).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["王芳", "张三、李静", 2, datetime(2021, 6, 20, 9), datetime(2021, 6, 20), "是", None]  # noqa: DTZ001
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=cmd|' /C calc'!A0", "s")
    assert sheet["C3"].value == -1


@pytest.mark.parametrize("format", ["jsonl", "csv", "xlsx"])
def test_any_value_and_the_same_bytes(format: Literal["jsonl", "csv", "xlsx"]) -> None:
    rows = [{"a": {"b": 1}, "c": frozenset({"y", "x"}), "d": time(8, 30), "e": Path("f"), "g": ("一", True)}]
    once = written(format, rows, [*"acdeg"])
    assert once == written(format, rows, [*"acdeg"])
    if format == "csv":
        assert once.decode("utf-8-sig").splitlines()[1] == '"{""b"": 1}",x、y,08:30:00,f,一、是'


def test_an_unknown_format_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="unknown format"):
        written("pdf")  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_jsonl_reads_back_what_was_written(texts: list[str]) -> None:
    lines = written("jsonl", [{"x": texts}], ["x"]).split(b"\n")
    assert json.loads(lines[0]) == {"x": texts}


# --- units -------------------------------------------------------------------


def units_csv(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "units.csv"
    path.write_bytes(text.encode(encoding))
    return path


def units_xlsx(tmp_path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(tmp_path / "units.xlsx")
    return tmp_path / "units.xlsx"


TREE = [UnitRow("省妇工委", None), UnitRow("省财政厅", "省妇工委"), UnitRow("宣传处", "省财政厅")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_units_from_csv(tmp_path: Path, encoding: str) -> None:
    text = "单位,上级单位\r\n宣传处,省财政厅\r\n\r\n 省财政厅 , 省妇工委\r\n省妇工委,\r\n"
    assert read_units(units_csv(tmp_path, text, encoding)) == TREE, "units stand after the units above them"


def test_units_from_xlsx_with_a_title_above(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["全省单位一览"],
        ["编号", "Name", "Parent"],
        [1, "省妇工委", None],
        [2, "省财政厅", "省妇工委"],
        [3, "宣传处", "省财政厅"],
    ]
    assert read_units(units_xlsx(tmp_path, rows)) == TREE


def test_units_without_parents_or_under_known_ones(tmp_path: Path) -> None:
    assert read_units(units_csv(tmp_path, "单位\n甲厅\n乙厅\n")) == [UnitRow("甲厅", None), UnitRow("乙厅", None)]
    assert read_units(units_csv(tmp_path, "name\tparent\n甲处\t甲厅\n"), known={"甲厅"}) == [UnitRow("甲处", "甲厅")]


def test_every_wrong_row_is_named(tmp_path: Path) -> None:
    text = "单位,上级单位\n甲,乙\n乙,丙\n丙,甲\n丁,丁\n,甲\n甲,\n戊,己\n庚,丁\n" + "长" * 101 + ",\n"
    with pytest.raises(UnitsError) as caught:
        read_units(units_csv(tmp_path, text))
    assert caught.value.problems == (
        "第5行：“丁”的上级单位是它自己",
        "第6行：没有写单位名称",
        "第7行：“甲”与第2行重复",
        "第10行：单位名称超过100个字",
        "第8行：“戊”的上级单位“己”不在表里",
        "第2行：上级单位绕成了圈：甲 → 乙 → 丙 → 甲",
    )


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("units.xls", b"", "只能读"),
        ("units.xlsx", b"not a zip", "打不开"),
        ("units.csv", b"\xff\xff\xff", "编码"),
        ("units.csv", "甲,乙".encode(), "表头"),
        ("units.csv", "单位,上级单位".encode(), "没有单位"),
        ("units.csv", b"", "表头"),
        ("units.csv", b"name,parent\n\x00,a", "第2行"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnitsError, match=words):
        read_units(path)
