"""结对帮扶统计表, as the women's work committees hand it up: counts and categories, never a child's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.files.sheet import Cell, Column, Total, table_book

_CHILDREN = "帮扶儿童数量"
_COLUMNS = (
    Column("序号", 6),
    Column("“机关妈妈”姓名或集体名称", 24),
    Column("对接社区", 18),
    Column(_CHILDREN, 14),
    Column("困境儿童主要困难", 34, "left"),
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


def pairing_book(form: PairingForm) -> bytes:
    """The table as .xlsx; its 合计 counts every child once."""
    return table_book(
        form.title,
        _COLUMNS,
        [_cells(number, row) for number, row in enumerate(form.rows, 1)],
        now=form.now,
        subtitle=f"填表单位：{form.unit}",
        totals=(Total(_CHILDREN),),
        footer=(f"填表人：{form.filled_by}", f"联系电话：{form.phone}"),
    )


def _cells(number: int, row: PairingRow) -> tuple[Cell, ...]:
    difficulties = "、".join(row.difficulties)
    if row.shared:
        return number, row.helper, row.community, None, f"{difficulties}（{row.children}名，同上，不重复计）"
    return number, row.helper, row.community, row.children, difficulties
