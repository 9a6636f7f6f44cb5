"""结对帮扶统计表, as the women's work committees hand it up: counts and categories, never a child's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.files.form import Cell, Column, FormKind, Table, Total
from handlers.files.sheet import book_of

_CHILDREN = "帮扶儿童数量"
PAIRINGS = FormKind(
    "结对帮扶统计表",
    (
        Column("序号", 6),
        Column("“机关妈妈”姓名或集体名称", 29, key="姓名"),
        Column("对接社区", 15),
        Column(_CHILDREN, 13),
        Column("困境儿童主要困难", 27, "left"),
    ),
    subtitle="填表单位：{{填表单位}}",
    footer=("填表人：{{填表人}}", "联系电话：{{联系电话}}"),
    totals=(Total(_CHILDREN),),
)


@dataclass(frozen=True)
class PairingRow:
    """One pairing. `difficulties`: categories in Chinese. `shared`: its children stand in an earlier row already."""

    helper: str
    community: str
    children: int
    difficulties: tuple[str, ...] = ()
    shared: bool = False


@dataclass(frozen=True)
class PairingForm:
    """The table of one reporting unit; what is not known is left open to be written by hand. `now` aware."""

    unit: str
    rows: tuple[PairingRow, ...]
    now: datetime
    filled_by: str = ""
    phone: str = ""
    title: str = "“机关妈妈”结对帮扶统计表"


def pairing_table(form: PairingForm) -> Table:
    """The table; its 合计 counts every child once."""
    rows = [_cells(number, row) for number, row in enumerate(form.rows, 1)]
    return PAIRINGS.table(rows, form.now, {"填表单位": form.unit, "填表人": form.filled_by, "联系电话": form.phone}, title=form.title)


def pairing_book(form: PairingForm) -> bytes:
    """The table as .xlsx."""
    return book_of(pairing_table(form))


def _cells(number: int, row: PairingRow) -> tuple[Cell, ...]:
    difficulties = "、".join(row.difficulties)
    if row.shared:
        return number, row.helper, row.community, None, f"{difficulties}（{row.children}名，同上，不重复计）"
    return number, row.helper, row.community, row.children, difficulties
