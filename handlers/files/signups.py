"""A table of sign-ups that someone keeps by hand (.xlsx or .csv): names, heads, units, activities."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from handlers.files.lines import Line, LinesError, read_sheets
from handlers.language.fold import fold
from handlers.language.names.people import is_name
from handlers.language.numerals import parse

_HEADS = {
    "name": ("姓名", "名字", "报名人", "姓名/集体", "参加人", "参加人员", "人员", "成员", "报名人员", "name"),
    "heads": ("人数", "报名人数", "参加人数", "参加人数(人)", "人数(人)", "heads"),
    "unit": ("单位", "单位名称", "所在单位", "工作单位", "部门", "unit"),
    "activity": ("活动", "活动名称", "报名活动", "activity"),
    "note": ("备注", "说明", "note"),
    "state": ("状态", "state"),
}
_SUMS = ("合计", "总计", "小计", "共计")
_OUT = ("已取消", "取消", "cancelled")
_HEAD_WITHIN = 10  # lines; a title may stand above the head
_MOST = 5_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its line in the file, who, how many; what the table does not have is empty."""

    line: int
    name: str
    heads: int
    unit: str = ""
    activity: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignUpTable:
    """A table as read: what stands above its head (else the file's name), its rows, and the rows that cannot be read."""

    title: str
    rows: tuple[TableRow, ...]
    problems: tuple[tuple[int, str], ...]


def read_signups(path: Path) -> SignUpTable:
    """Read the table, or those on every sheet that has one: there each sheet is of the activity that its title or its name says.

    Errors: LinesError with a sentence where there is none; OSError.
    """
    sheets = [(name, [line for line in lines if any(line[1])][:_MOST]) for name, lines in read_sheets(path)]
    tables = [(name, lines, head) for name, lines in sheets if (head := _head(lines)) is not None]
    if not tables:
        raise LinesError("没有找到表头：要有“姓名”一列，还可以有“人数”“单位”“活动”“备注”")
    found = [_table(lines, *head, path.stem if len(tables) == 1 else name) for name, lines, head in tables]
    if len(found) == 1:
        return found[0]
    rows = tuple(replace(row, activity=row.activity or one.title) for one in found for row in one.rows)
    problems = ((line, f"“{name}”{said}") for (name, *_), one in zip(tables, found, strict=True) for line, said in one.problems)
    return SignUpTable(path.stem, rows, tuple(problems))


def _table(lines: list[Line], at: int, places: dict[str, int], name: str) -> SignUpTable:
    """One table below its head, which is line `at`."""
    above = [cell for _, cells in lines[:at] for cell in cells if cell]
    rows: list[TableRow] = []
    problems: list[tuple[int, str]] = []
    for number, cells in lines[at + 1 :]:
        row = {key: cells[place] if place < len(cells) else "" for key, place in places.items()}
        said, heads = row.get("heads", ""), _heads(row.get("heads", ""))
        if any(cell.startswith(_SUMS) for cell in cells if cell) or row.get("state") in _OUT or not (row["name"] or said):
            continue
        if not row["name"]:
            problems.append((number, f"第{number}行：没有写姓名"))
        elif heads is None:
            problems.append((number, f"第{number}行：人数“{said}”看不懂"))
        else:
            rows.append(TableRow(number, row["name"][:30], heads, row.get("unit", ""), row.get("activity", ""), row.get("note", "")[:200]))
    return SignUpTable(above[0] if above else name, tuple(rows), tuple(problems))


def _head(lines: list[Line]) -> tuple[int, dict[str, int]] | None:
    """The line of the head and where its columns stand."""
    for index, (_, cells) in enumerate(lines[:_HEAD_WITHIN]):
        named = [fold(cell).replace(" ", "").lower() for cell in cells]
        places = {key: named.index(word) for key, words in _HEADS.items() for word in words if word in named}
        if "name" in places and len([cell for cell in cells if cell]) > 1:
            return index, places
        if "name" in places and all(is_name(row[places["name"]]) for _, row in lines[index + 1 : index + 4]):
            return index, places
    return None


def _heads(said: str) -> int | None:
    """2, 2.0, 2人, 两人; nothing said is one."""
    text = fold(said).strip().removesuffix("人").removesuffix("名").removesuffix(".0")
    value = parse(text) if text else 1
    return value if value is not None and 1 <= value <= 9999 else None
