"""周统计 and 月汇报: the figures of every unit over a week or a month, as offices hand them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.files.form import Cell, Column, FormKind, Table, Total

FIGURES = {
    "signups": "报名人次",
    "attendance": "签到人次",
    "service": "服务时数（分钟）",
    "pairings": "新结对儿童",
    "checkins": "打卡人次",
    "works": "作品件数",
    "programmes": "进社区场次",
}
"""The columns of figures by subject. Times, minutes and children add up; people do not, so they stand in the line above."""
_HEADS = tuple(FIGURES.values())
_COLUMNS = (Column("序号", 6), Column("单位", 34, "left"), *(Column(head, 17 if head.endswith("）") else 12) for head in _HEADS))
_TOTALS = (Total(_HEADS[0], also=_HEADS[1:]),)
_ABOVE = "填表单位：{{填表单位}}　统计时间：{{时间}}\n{{说明}}"
_BELOW = ("填表人：{{填表人}}", "联系电话：{{联系电话}}")
WEEKLY = FormKind("周统计", _COLUMNS, _ABOVE, _BELOW, _TOTALS, landscape=True)
MONTHLY = FormKind("月汇报", _COLUMNS, _ABOVE, _BELOW, _TOTALS, landscape=True)


@dataclass(frozen=True)
class UnitFigures:
    """One unit's figures, by the subjects of `FIGURES`; of what is absent there was nothing."""

    unit: str
    sizes: dict[str, int]


@dataclass(frozen=True)
class ReportForm:
    """A period's table; `note` says the whole beside the period before, `now` aware."""

    unit: str
    period: str
    rows: Sequence[UnitFigures]
    now: datetime
    note: str = ""
    filled_by: str = ""


def report_table(kind: FormKind, form: ReportForm) -> Table:
    """The table, every column of figures summed."""
    rows: list[tuple[Cell, ...]] = [
        (number, row.unit, *(row.sizes.get(subject, 0) for subject in FIGURES)) for number, row in enumerate(form.rows, 1)
    ]
    fields = {"填表单位": form.unit, "时间": form.period, "说明": form.note, "填表人": form.filled_by, "联系电话": ""}
    return kind.table(rows, form.now, fields, title=f"妇女工作{kind.name}")
