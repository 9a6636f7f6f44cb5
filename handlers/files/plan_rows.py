"""The work plan (施工图) from a table that an office keeps: one task a row. Nothing is guessed: what is not understood is a fault."""

from __future__ import annotations

import io
import re
from calendar import monthrange
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from handlers.files.days import day_key
from handlers.files.lines import Line, LinesError, read_lines
from handlers.files.plan_goals import Goal, GoalError, read_goal
from handlers.files.tabular import write_rows

HEADS: Mapping[str, tuple[str, ...]] = {
    "number": ("序号", "编号", "no", "number"),
    "theme": ("主题", "板块", "类别", "theme"),
    "measure": ("工作措施", "措施", "工作任务", "任务", "工作内容", "measure"),
    "due": ("完成时限", "时限", "完成时间", "截止日期", "截止时间", "due", "deadline"),
    "participants": ("参加单位", "参与单位", "参加范围", "参与范围", "参加人员", "participants"),
    "responsible": ("责任单位", "责任人", "责任单位（人）", "responsible"),
    "goal": ("目标", "指标", "goal"),
    "note": ("备注", "说明", "note"),
}
"""What each field may be called in the head; the first is what the template writes."""
HEAD_WITHIN = 10
LONGEST = 500
HIGHEST = 9999
_PARTS = re.compile(r"[、，,；;/\n]+")
_LASTING = frozenset({"", "长期", "长期坚持", "常年", "常态化", "持续"})
_BOTH = re.compile(r"\s*(?:至|到|—+|～|~)\s*")
_MONTH_END = re.compile(r"(?:([0-9]{4})年)?([0-9]{1,2})月底")
_EVERYONE = re.compile(r"各|全体|所有|全省|全市|全县|自愿|妇女|女性|女干部|女职工|妇委会|妇工委")
_EACH = re.compile(r"各|每个|每家|所有|本单位")
_OWNER = re.compile(r"(?:[省市县区州直本级]|机关|直属)*(?:妇工委|妇联|妇委会|妇女工作委员会|妇女联合会|主办单位|牵头单位)")
_PERSON = re.compile(r"[\u4e00-\u9fff·]{2,5}")


@dataclass(frozen=True, slots=True)
class Known:
    """Names that may stand in a plan: every unit's, and whether just one person whom the bot knows is called so."""

    units: Collection[str]
    is_person: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A task as it stands in the file. Days YYYY-MM-DD; `units` None: every unit takes part (nobody has to if `voluntary`)."""

    where: str
    number: int
    theme: str
    measure: str
    starts: str | None
    due: str | None
    participants: str
    units: tuple[str, ...] | None
    voluntary: bool
    responsible: str
    each: bool
    owner: bool
    answering: tuple[str, ...]
    persons: tuple[str, ...]
    goal: Goal | None
    note: str


@dataclass(frozen=True, slots=True)
class PlanFault:
    """A row that cannot be taken in, and why."""

    where: str
    measure: str
    why: str


class _Unread(ValueError):
    """A field is not understood; the text says why, in Chinese."""


def read_plan(path: Path, known: Known, year: int) -> list[PlanDraft | PlanFault]:
    """Every task of a .csv or .xlsx, faulty rows among them; `year` is that of days without one.

    Errors: LinesError where there is no head; OSError.
    """
    lines = [(number, cells) for number, cells in read_lines(path) if any(cells)]
    places, rows = _head(lines)
    found: list[PlanDraft | PlanFault] = []
    numbers: dict[int, str] = {}
    for line, cells in rows:
        values = {field: cells[at].strip() if at < len(cells) else "" for field, at in places.items()}
        one = _row(f"第{line}行", values, known, year)
        if isinstance(one, PlanDraft) and one.number in numbers:
            one = PlanFault(one.where, one.measure, f"序号 {one.number} 与{numbers[one.number]}重复")
        elif isinstance(one, PlanDraft):
            numbers[one.number] = one.where
        found.append(one)
    return found


def _head(lines: list[Line]) -> tuple[dict[str, int], list[Line]]:
    for index, (_, cells) in enumerate(lines[:HEAD_WITHIN]):
        named = [cell.lower() for cell in cells]
        places = {field: at for field, heads in HEADS.items() for at, cell in reversed([*enumerate(named)]) if cell in heads}
        if "number" in places and "measure" in places:
            return places, lines[index + 1 :]
    raise LinesError("没有找到表头：要有“序号”“工作措施”两列，还可以有“完成时限”“参加单位”“责任单位”“目标”等")


def _row(where: str, values: Mapping[str, str], known: Known, year: int) -> PlanDraft | PlanFault:
    measure = values.get("measure", "")
    try:
        if not measure:
            raise _Unread("没有写工作措施")
        if len(measure) > LONGEST:
            raise _Unread(f"工作措施超过 {LONGEST} 字")
        starts, due = _days(values.get("due", ""), year)
        units, voluntary = _participants(values.get("participants", ""), known)
        each, owner, answering, persons = _responsible(values.get("responsible", ""), known, voluntary)
        texts = {name: values.get(name, "") for name in ("theme", "participants", "responsible", "note")}
        return PlanDraft(
            where, _number(values["number"]), measure=measure, starts=starts, due=due, units=units, voluntary=voluntary, each=each,
            owner=owner, answering=answering, persons=persons, goal=read_goal(values.get("goal", "")), **texts,
        )  # fmt: skip
    except (_Unread, GoalError) as error:
        return PlanFault(where, measure, str(error))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= HIGHEST):
        raise _Unread(f"序号“{text[:10]}”不是 1 到 {HIGHEST} 的数字" if text else "没有写序号")
    return int(text)


def _days(text: str, year: int) -> tuple[str | None, str | None]:
    """The first day (None: from now on) and the deadline (None: there is none)."""
    if text in _LASTING:
        return None, None
    parts = _BOTH.split(text)
    days = [_day(part, year) for part in parts]
    if len(parts) > 2 or None in days:
        raise _Unread(f"看不懂完成时限“{text[:20]}”，应写成 06-20、6月20日、2021-06-20、6月1日至7月15日，或者“长期”")
    if len(days) == 2 and str(days[0]) > str(days[1]):
        raise _Unread(f"完成时限“{text[:20]}”的开始在结束以后")
    return (days[0] if len(days) == 2 else None), days[-1]


def _day(text: str, year: int) -> str | None:
    plain = re.sub(r"(?:之|以)?前$", "", text.strip())
    if ends := _MONTH_END.fullmatch(plain):
        month, of_year = int(ends[2]), int(ends[1] or year)
        return date(of_year, month, monthrange(of_year, month)[1]).isoformat() if 1 <= month <= 12 else None
    key = day_key(plain)
    if key is None or len(key) > 5:
        return key
    try:
        return date(year, int(key[:2]), int(key[3:])).isoformat()
    except ValueError:  # 02-29 of another year
        return None


def _participants(text: str, known: Known) -> tuple[tuple[str, ...] | None, bool]:
    """Who takes part: named units, or None for every unit; and whether nobody has to."""
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    named = tuple(part for part in parts if part in known.units)
    others = [part for part in parts if part not in known.units]
    if named and not others:
        return named, False
    strange = others if named else [part for part in others if not _EVERYONE.search(part)]
    if strange:
        raise _Unread(f"不认识参加单位“{strange[0][:20]}”，请写登记过的单位全名，或者只写“各单位”“自愿参加”")
    return None, "自愿" in text


def _responsible(text: str, known: Known, voluntary: bool) -> tuple[bool, bool, tuple[str, ...], tuple[str, ...]]:
    """Who answers: each unit for itself, the plan's own unit, named units, named people."""
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if not parts:
        return not voluntary, voluntary, (), ()
    units = tuple(part for part in parts if part in known.units)
    rest = [part for part in parts if part not in known.units]
    each = [part for part in rest if _EACH.match(part)]
    owner = [part for part in rest if part not in each and _OWNER.fullmatch(part)]
    persons = [part for part in rest if part not in each and part not in owner]
    for part in persons:
        if not _PERSON.fullmatch(part) or not known.is_person(part):
            raise _Unread(f"不认识责任单位（人）“{part[:20]}”，请写登记过的单位全名、“各单位”，或者在群里说过话的人的姓名")
    return bool(each), bool(owner), units, tuple(persons)


_EXAMPLES = (
    ("1", "学党史", "完成规定学习内容", "12-31", "各单位女干部职工", "妇工委、各级妇委会", "打卡 20人", ""),
    ("2", "颂党恩", "每单位报送剪纸作品", "7月1日至7月30日", "各单位", "各级妇委会", "作品 3幅", "择优展示"),
    ("3", "办实事", "机关妈妈结对帮扶困境儿童", "06-30", "自愿的女性个人或集体", "妇工委", "", "自愿参加"),
)


def plan_template(format: Literal["csv", "xlsx"]) -> bytes:
    """A form with examples, which `read_plan` reads back."""
    heads = [names[0] for names in HEADS.values()]
    out = io.BytesIO()
    write_rows([dict(zip(heads, row, strict=True)) for row in _EXAMPLES], heads, format, out)
    return out.getvalue()
