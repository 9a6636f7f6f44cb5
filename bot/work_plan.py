"""The work plan on the command line: in from an office's table, and a form to fill in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.app import system_clock
from bot.failure import Failure
from bot.records import store_at
from handlers.files.plan_rows import Known, PlanDraft, PlanFault, plan_template, read_plan
from store.models import Unit
from store.types import local_date
from store.unit_of_work import UnitOfWork

Emit = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Bringing:
    """How a file is taken in: whose plan it is ("": everybody's), the year of days without one (None: this year).

    `replace`: lines of that plan which the file no longer has come to an end.
    """

    unit: str = ""
    year: int | None = None
    dry_run: bool = False
    replace: bool = False


def import_plan(path: Path, url: str, how: Bringing, emit: Emit) -> bool:
    """Print what becomes of every row, then the sums; store all of it, or nothing where a row is refused.

    Whether nothing was refused. Errors: `LinesError` where the file cannot be read as a plan; `Failure`.
    """
    now = system_clock()
    with store_at(url, write=True) as uow:
        owner = _owner(uow, how.unit)
        known = Known(set(uow.units.names()), lambda name: len(uow.members.called(name)) == 1)
        rows = [_judged(uow, row, owner) for row in read_plan(path, known, how.year or int(local_date(now)[:4]))]
        drafts = [row for row in rows if isinstance(row, PlanDraft)]
        fates = [_fate(uow, row, owner) for row in rows]
        counts = Counter(fate["fate"] for fate in fates)
        gone = uow.tasks.others([draft.number for draft in drafts], owner.id if owner else None) if how.replace else []
        stored = not how.dry_run and not counts["refused"] and bool(drafts)
        if stored:
            for draft in drafts:
                uow.tasks.put(draft.number, now, **_values(uow, draft, owner))
            uow.tasks.remove(gone)
            uow.audit.add(now, None, "import_tasks", "tasks", new=counts["new"], changed=counts["changed"], removed=gone)
    for fate in fates:
        emit(fate)
    emit({**{name: counts[name] for name in ("new", "changed", "same", "refused")}, "removed": gone, "stored": stored})
    return not counts["refused"] and bool(drafts)


def _owner(uow: UnitOfWork, name: str) -> Unit | None:
    unit = uow.units.by_name(name) if name else None
    if name and unit is None:
        raise Failure(f"没有“{name}”这个单位，请先导入单位名册。")
    return unit


def _judged(uow: UnitOfWork, row: PlanDraft | PlanFault, owner: Unit | None) -> PlanDraft | PlanFault:
    """A number that another unit's plan uses is refused: what is said by it in chat must be plain."""
    found = uow.tasks.numbered(row.number) if isinstance(row, PlanDraft) else None
    if found is None or found.state != "active" or found.unit_id == (owner.id if owner else None):
        return row
    other = uow.units.by_id(found.unit_id)
    return PlanFault(
        row.where, found.measure, f"序号 {found.number} 已经是“{other.name if other else '全部单位'}”施工图里的一项，请换一个序号"
    )


def _fate(uow: UnitOfWork, row: PlanDraft | PlanFault, owner: Unit | None) -> dict[str, Any]:
    """What becomes of a row, and how it was understood."""
    if isinstance(row, PlanFault):
        return {"where": row.where, "fate": "refused", "measure": row.measure[:40], "why": row.why}
    told: dict[str, Any] = {"number": row.number, "measure": row.measure[:40], "starts": row.starts, "due": row.due}
    told["takes_part"] = list(row.units) if row.units is not None else ("自愿" if row.voluntary else "各单位")
    own = (owner.name if owner else "组织员") if row.owner else None
    told["answers"] = [*(["各单位"] if row.each else []), *([own] if own else []), *row.answering, *row.persons]
    if row.goal is not None:
        told["goal"] = f"{row.goal.subject}.{row.goal.figure}{f'（{row.goal.activity}）' if row.goal.activity else ''} ≥ {row.goal.number}"
    fate = uow.tasks.fate(row.number, **_values(uow, row, owner))
    return {"where": row.where, "fate": fate} | {name: value for name, value in told.items() if value is not None}


def _values(uow: UnitOfWork, row: PlanDraft, owner: Unit | None) -> dict[str, Any]:
    """A draft as it is stored: units by their ids."""

    def ids(names: tuple[str, ...]) -> list[int]:
        return [unit.id for name in names if (unit := uow.units.by_name(name)) is not None]

    same = ("theme", "measure", "starts", "due", "participants", "voluntary", "responsible", "note")
    goal = row.goal
    return {
        **{name: getattr(row, name) for name in same},
        "unit_id": owner.id if owner else None,
        "units": ids(row.units) if row.units is not None else None,
        "answers": {"each": row.each, "owner": row.owner, "units": ids(row.answering), "persons": list(row.persons)},
        "goal_subject": goal.subject if goal else None,
        "goal_figure": goal.figure if goal else None,
        "goal_number": goal.number if goal else None,
        "goal_activity": goal.activity if goal else "",
    }


def write_plan_template(format: Literal["csv", "xlsx"], out: Path) -> None:
    """Write a form with examples."""
    out.write_bytes(plan_template(format))
