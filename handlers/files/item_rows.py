"""Study items from a table: one a row, under a head that people can fill in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.files.days import day_key
from handlers.files.item_media import LABELS, NONE, carriage
from handlers.files.items import ItemDraft, ItemFault, ItemKind
from handlers.files.lines import Line, LinesError, read_sheets
from handlers.files.media_types import MediaFault
from handlers.files.workbook import looks_like_formula

HEADS: Mapping[str, tuple[str, ...]] = {
    "column": ("栏目", "栏目名称", "column"),
    "place": ("日期或编号", "日期", "编号", "place", "key", "number"),
    "title": ("标题", "title"),
    "text": ("正文", "内容", "text"),
    "source": ("来源", "出处", "source"),
    "author": ("作者", "编写人", "author"),
    **LABELS,
}
"""What each field may be called in the head; the first is what templates write."""
NEEDED = ("title", "text", "source")
HEAD_WITHIN = 10
_COUNTED = re.compile(r"第\s*([0-9]+)\s*[期号条篇集个]?")
LONGEST_TITLE = 100
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Aim:
    """Where items go that do not say it themselves."""

    column: str = ""
    kind: ItemKind | None = None
    author: str = ""


Read = ItemDraft | ItemFault


def read_rows(path: Path, aim: Aim) -> list[Read]:
    """The items of a .csv or of every sheet of an .xlsx that has a head, faulty rows among them.

    Errors: LinesError when none has a head; OSError.
    """
    sheets = [(name, [line for line in lines if any(line[1])]) for name, lines in read_sheets(path, breaks=True)]
    found = [(name, head) for name, lines in sheets if (head := _head(lines)) is not None]
    if not found:
        raise LinesError("没有找到表头：要有“标题”“正文”“来源”三列，还可以有“栏目”“日期或编号”“作者”")
    return [
        _row(f"“{name}”第{number}行" if len(found) > 1 else f"第{number}行", _cells(places, cells), aim, path.parent)
        for name, (places, rows) in found
        for number, cells in rows
    ]


def _cells(places: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    return {field: cells[at] for field, at in places.items() if at < len(cells) and cells[at]}


def _head(lines: list[Line]) -> tuple[dict[str, int], list[Line]] | None:
    for index, (_, cells) in enumerate(lines[:HEAD_WITHIN]):
        named = [cell.replace("\n", "").lower() for cell in cells]
        places = {field: at for field, heads in HEADS.items() for at, cell in reversed([*enumerate(named)]) if cell in heads}
        if all(field in places for field in NEEDED):
            return places, lines[index + 1 :]
    return None


def _row(where: str, cells: dict[str, str], aim: Aim, folder: Path) -> Read:
    values = {field: text[1:] if text.startswith("'") and looks_like_formula(text[1:]) else text for field, text in cells.items()}
    return draft(values, aim, where, folder)


def draft(values: Mapping[str, str], aim: Aim, where: str, folder: Path, embedded: Sequence[bytes] = ()) -> Read:
    """One item of what stands in its fields (`HEADS`); the fault where something is missing or wrong.

    Files that it names stand in `folder`; `embedded` are pictures that came with it.
    """
    title = " ".join(values.get("title", "").split())
    column = values.get("column") or aim.column
    kind, key, why = _place(values.get("place", ""), aim.kind)
    missing = [HEADS[field][0] for field in NEEDED if not values.get(field, "").strip()]
    if not column:
        why = "没有写栏目，可以加一列“栏目”，或者用 --column 指明"
    elif missing:
        why = f"没有写{'、'.join(missing)}"
    elif len(title) > LONGEST_TITLE:
        why = f"标题超过 {LONGEST_TITLE} 字"
    elif len(values["text"]) > LONGEST_TEXT:
        why = f"正文超过 {LONGEST_TEXT} 字"
    media = NONE
    try:
        media = media if why else carriage(values, folder, title, embedded)
    except MediaFault as error:
        why = str(error)
    if why or kind is None:
        return ItemFault(where, title, why)
    author = values.get("author") or aim.author
    return ItemDraft(column, kind, key, title, values["text"].strip(), values["source"].strip(), author, None, where, media)


def _place(text: str, kind: ItemKind | None) -> tuple[ItemKind | None, str, str]:
    """The kind of column, the place in it ("" is the next number), and what is wrong with it."""
    plain = text.strip()
    if counted := _COUNTED.fullmatch(plain):
        plain = counted[1]
    if not plain:
        return (None, "", "没有写日期") if kind == "dated" else ("numbered", "", "")
    if plain.isascii() and plain.isdigit() and kind != "dated":
        return ("numbered", str(int(plain)), "") if int(plain) > 0 else (None, "", "编号从 1 开始")
    key = day_key(plain)
    if kind == "numbered" or key is None:
        wanted = "编号应写成 1、2、3" if kind == "numbered" else "日期应写成 05-20、5月20日或 2021-05-20，编号应写成 1、2、3"
        return None, "", f"看不懂“{plain[:20]}”：{wanted}"
    return "dated", key, ""
