"""What a plan is made of, from words to stored values: the same for chat and command line. Mistakes are `UserInputError`s."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from handlers.errors import UserInputError
from handlers.ports import PlanDesk
from handlers.texts import Texts
from store.models import PushPlan, StudyColumn
from store.unit_of_work import UnitOfWork

LONGEST_WINDOW = 14 * 24 * 60
LONGEST_GAP = 3600
WHOLE = ("from", "until")
"""Parts of a `when` that may be said alone in a change."""
Reaches = Callable[[str | None], bool]


def audience_of(uow: UnitOfWork, slots: Mapping[str, Any], everyone: dict[str, Any], reaches: Reaches) -> dict[str, Any]:
    """An audience of ids from the names said (without any: `everyone`), less the exceptions."""
    wanted = slots.get("audience")
    audience = dict(everyone)
    if wanted and wanted != "all":
        units, groups = places(uow, wanted, reaches)
        audience = {"units": units, "groups": groups}
    units, groups = places(uow, slots.get("except") or [], reaches)
    for key, ids in (("except_units", units), ("except_groups", groups)):
        if ids:
            audience[key] = sorted({*(audience.get(key) or []), *ids})
    return audience


def report_audience(uow: UnitOfWork, slots: Mapping[str, Any], everyone: dict[str, Any], reaches: Reaches) -> dict[str, Any]:
    """Whom a report goes to: the coordinators in private unless others are said, or the groups that are named."""
    audience = audience_of(uow, slots, everyone, reaches)
    in_groups = bool(slots.get("audience")) and not slots.get("receivers")
    return audience if in_groups else {**audience, "roles": list(slots.get("receivers") or ["coordinator"])}


def audience_words(uow: UnitOfWork, texts: Texts, audience: Mapping[str, Any]) -> str:
    """How many an audience reaches: 2 个群, or 3 位统筹员、组织员私聊."""
    if not audience.get("roles"):
        return texts("plans.groups", number=uow.groups.count_audience(dict(audience)))
    roles = "、".join(texts(f"reports.{role}") for role in audience["roles"])
    return texts("reports.people", number=len(uow.receivers.of(audience)), roles=roles)


def refuse_strange(column: StudyColumn, slots: Mapping[str, Any]) -> None:
    """A report has no items and no check-ins: rules about them, and private receivers of study items, are refused."""
    if column.report and {"ending", "evening", "card", "gap"} & {name for name, value in slots.items() if value}:
        raise UserInputError("reports.no_rule", column=column.name)
    if slots.get("receivers") and not column.report:
        raise UserInputError("reports.only_reports")


def places(uow: UnitOfWork, names: Any, reaches: Reaches) -> tuple[list[int], list[int]]:
    """Ids of the units and groups of these names; each must lie in her reach."""
    units: list[int] = []
    groups: list[int] = []
    for name in names:
        unit = uow.units.by_name(name)
        found = [] if unit else uow.groups.by_name(name)
        if unit is None and not found:
            raise UserInputError("scope.unknown_unit", unit=name)
        for place in [unit.id] if unit else [group.unit_id for group in found]:
            at = uow.units.by_id(place)
            if not reaches(at.path if at else None):
                raise UserInputError("rights.elsewhere", unit=name)
        units += [unit.id] if unit else []
        groups += [group.id for group in found]
    return units, groups


def values_of(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The options said, as a plan's columns."""
    values: dict[str, Any] = {}
    if missed := slots.get("missed"):
        values |= {"missed": "skip" if missed == "skip" else "late", "merged": missed == "merge"}
    if window := slots.get("window"):
        if not 1 <= int(window) <= LONGEST_WINDOW:
            raise UserInputError("plans.window")
        values["window_minutes"] = int(window)
    for name in ("quiet", "evening"):
        if said := slots.get(name):
            values[name] = None if said == "none" else said
    if ending := slots.get("ending"):
        values["anew"] = ending == "anew"
    if "card" in slots:
        values["card"] = bool(slots["card"])
    return values


def with_gap(times: Mapping[str, Any], slots: Mapping[str, Any]) -> dict[str, Any]:
    """A plan's times with its pace, where one is said: so many seconds between two messages of one account; 0 takes it away."""
    if "gap" not in slots:
        return dict(times)
    gap = int(slots["gap"])
    if not 0 <= gap <= LONGEST_GAP:
        raise UserInputError("plans.gap")
    return {**{key: value for key, value in times.items() if key != "gap"}, **({"gap": gap} if gap else {})}


def make(uow: UnitOfWork, desk: PlanDesk, now: datetime, **values: Any) -> PushPlan:
    """Store a new plan (column_id, unit_id, times, audience, options). Refuses what cannot be kept, and a second of the same."""
    words = desk.check_times(values["times"], now)
    if uow.plans.same(values["column_id"], values["times"], values["audience"]):
        raise UserInputError("plans.same", column=uow.study.column_by_id(values["column_id"]).name, times=words)
    desk.check_quiet(values["times"], values.get("quiet"), now)
    plan = uow.plans.by_id(uow.plans.add(now, **values))
    assert plan is not None
    return plan


def change(uow: UnitOfWork, desk: PlanDesk, plan: PushPlan, slots: Mapping[str, Any], reaches: Reaches, now: datetime) -> PushPlan:
    """Change what is said of times, audience and options; what fell before now by the old times stays settled."""
    refuse_strange(uow.study.column_by_id(plan.column_id), slots)
    values = values_of(slots)
    if "when" in slots or "at" in slots:
        values["times"] = _times(plan.times, slots)
        values["settled_to"] = max(plan.settled_to, now)
        desk.check_times(values["times"], now)
    if "gap" in slots:
        values["times"] = with_gap(values.get("times") or plan.times, slots)
    if slots.get("audience") or slots.get("except"):
        everyone = {"all": True} if slots.get("audience") == "all" else dict(plan.audience)
        if "all" in everyone and not reaches(None):
            raise UserInputError("rights.elsewhere", unit="全部单位")
        values["audience"] = audience_of(uow, slots, everyone, reaches)
    if slots.get("receivers"):
        whom: dict[str, Any] = values.get("audience") or dict(plan.audience)
        values["audience"] = {**whom, "roles": list(slots["receivers"])}
    if not values:
        raise UserInputError("plans.nothing_to_change")
    desk.check_quiet(values.get("times") or plan.times, values.get("quiet", plan.quiet), now)
    uow.plans.change_plan(plan, **values)
    changed = uow.plans.by_id(plan.id)
    assert changed is not None
    return changed


def _times(old: Mapping[str, Any], slots: Mapping[str, Any]) -> dict[str, Any]:
    """The new `when`: the hour alone, the first or last day alone, or all of it."""
    if "at" in slots:
        return _at(old, str(slots["at"]))
    said = dict(slots["when"])
    if set(said) <= set(WHOLE):
        return {**old, **said}
    return {**said, "gap": old["gap"]} if "gap" in old else said


def _at(old: Mapping[str, Any], clock: str) -> dict[str, Any]:
    for kind in ("daily", "workdays", "last_workday"):
        if kind in old:
            return {**old, kind: clock}
    if "every_seconds" in old:
        raise UserInputError("plans.nothing_to_change")
    moment = str(old.get("at", ""))
    return {**old, "at": f"{moment[:11]}{clock}" if "T" in moment else clock}


def rule_words(texts: Texts, plan: PushPlan) -> str:
    """What a plan does beside its times, in a line: what is late, then what was chosen."""
    window = plan.window_minutes
    span = f"{window // 1440} 天" if window % 1440 == 0 else f"{window // 60} 小时" if window % 60 == 0 else f"{window} 分钟"
    rule = "skip" if plan.missed == "skip" else "merge" if plan.merged else "late"
    return "；".join([texts(f"plans.rule_{rule}", window=span), *chosen_words(texts, plan)])


def chosen_words(texts: Texts, plan: PushPlan) -> list[str]:
    """What was chosen for a plan: quiet hours, its pace, what comes at the end, the evening's count, title cards."""
    parts = [texts("plans.rule_quiet", first=plan.quiet["from"], last=plan.quiet["to"])] if plan.quiet else []
    parts += [texts("plans.rule_gap", seconds=plan.times["gap"])] if plan.times.get("gap") else []
    parts += [texts("plans.rule_anew")] if plan.anew else []
    parts += [texts("plans.rule_evening", time=plan.evening)] if plan.evening else []
    return parts + ([texts("plans.rule_card")] if plan.card else [])
