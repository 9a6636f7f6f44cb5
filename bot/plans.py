"""Push plans from the command line: the store as chat sees it, with every unit in reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.app import system_clock
from bot.config import Settings, load
from bot.failure import Failure
from bot.records import store_at
from handlers import planning
from handlers.errors import UserInputError
from handlers.language.times import clock, moments
from handlers.showing import carried_words
from handlers.texts import Texts
from schedules.calendar import Workdays
from schedules.desk import Desk
from store.media import MediaFolder
from store.models import PushPlan
from store.study import REPORTS
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork

T = TypeVar("T")
Emit = Callable[[dict[str, Any]], None]


class _Office:
    """One transaction with what is needed to make and describe plans."""

    def __init__(self, uow: UnitOfWork, settings: Settings) -> None:
        self.uow = uow
        self.now: datetime = system_clock()
        self.texts = Texts.load(settings.texts)
        workdays = Workdays.load(settings.workdays) if settings.workdays else Workdays()
        self.desk = Desk(self.texts, workdays, MediaFolder(settings.media))

    def plan(self, number: int) -> PushPlan:
        """The live plan of this number."""
        plan = self.uow.plans.by_id(number)
        if plan is None or plan.state == "removed" or plan.times == {"manual": True}:
            raise Failure(f"没有 {number} 号计划，可以用 jinguo plans list 看编号。")
        return plan

    def line(self, plan: PushPlan) -> dict[str, Any]:
        """A plan as printed."""
        upcoming = self.desk.next_slot(plan, self.now) if plan.state == "active" else None
        return {
            "plan": plan.id,
            "column": self.uow.study.column_by_id(plan.column_id).name,
            "times": self.desk.describe(plan.times),
            **self._reaches(plan),
            "state": plan.state,
            "next": _local(upcoming),
            "rules": planning.rule_words(self.texts, plan),
        }

    def _reaches(self, plan: PushPlan) -> dict[str, Any]:
        """How many groups a plan goes to; of a report in private how many people, and in which roles."""
        roles = plan.audience.get("roles")
        if roles:
            return {"groups": 0, "people": len(self.uow.receivers.of(plan.audience)), "roles": roles}
        return {"groups": self.uow.groups.count_audience(plan.audience)}

    def noted(self, act: str, plan: PushPlan) -> dict[str, Any]:
        """The plan as printed; what was done on the machine stands in the audit log."""
        self.uow.audit.add(self.now, None, act, f"plan:{plan.id}")
        return self.line(plan)


def _local(at: datetime | None) -> str | None:
    return at.astimezone(SHANGHAI).isoformat() if at else None


def _work(config: Path | None, url: str, work: Callable[[_Office], T], *, write: bool = False) -> T:
    """Run over the database; a mistake is the sentence that chat would say."""
    settings = load(config)
    with store_at(url, write=write) as uow:
        office = _Office(uow, settings)
        try:
            return work(office)
        except UserInputError as error:
            raise Failure(office.texts(error.key, **error.params)) from error


def print_plans(config: Path | None, url: str, emit: Emit) -> None:
    """Every live plan, a line each."""
    for line in _work(config, url, lambda office: [office.line(plan) for plan in office.uow.plans.timed()]):
        emit(line)


def print_plan(config: Path | None, url: str, number: int, count: int, emit: Emit) -> None:
    """A plan, then its next slots with their items."""

    def look(office: _Office) -> list[dict[str, Any]]:
        plan = office.plan(number)
        coming = office.desk.upcoming(office.uow, plan, office.now, count)
        lines = [office.line(plan)]
        for one in coming.slots:
            item: dict[str, Any] = {"item": None, "title": one.report or None}
            if one.item:
                item = {"item": one.item.id, "title": one.item.title}
                if carried := carried_words(office.texts, one.item):
                    item["carries"] = carried
            lines.append({"slot": _local(one.slot), **item, "groups": one.groups, "hushed": one.hushed})
        return lines + ([{"unknown_year": coming.unknown_year}] if coming.unknown_year else [])

    for line in _work(config, url, look):
        emit(line)


def add_plan(config: Path | None, url: str, column: str, when: str, said: Mapping[str, Any], emit: Emit) -> None:
    """Make a plan that belongs to no unit: who organizes everything rules it."""

    def add(office: _Office) -> dict[str, Any]:
        found = office.uow.study.named(column)
        if found is None:
            named = "、".join([*(one.name for one in office.uow.study.columns()), *REPORTS])
            raise Failure(f"没有“{column}”这个栏目，现在有：{named or '（还没有）'}。")
        times = _times(when, office.now)
        if "when" not in times:
            raise UserInputError("plans.bad_times", problem="要写清哪些天，例如：工作日 8:30")
        planning.refuse_strange(found, said)
        whom = planning.report_audience if found.report else planning.audience_of
        plan = planning.make(
            office.uow,
            office.desk,
            office.now,
            column_id=found.id,
            unit_id=None,
            times=planning.with_gap(times["when"], said),
            audience=whom(office.uow, said, {"all": True}, _anywhere),
            **planning.values_of(said),
        )
        return office.noted("plan_add", plan)

    emit(_work(config, url, add, write=True))


def change_plan(config: Path | None, url: str, number: int, when: str | None, said: Mapping[str, Any], emit: Emit) -> None:
    """Change what is said of a plan."""

    def change(office: _Office) -> dict[str, Any]:
        slots = {**said, **(_times(when, office.now) if when is not None else {})}
        changed = planning.change(office.uow, office.desk, office.plan(number), slots, _anywhere, office.now)
        return office.noted("plan_change", changed)

    emit(_work(config, url, change, write=True))


def remove_plan(config: Path | None, url: str, number: int, emit: Emit) -> None:
    """End a plan."""

    def remove(office: _Office) -> dict[str, Any]:
        plan = office.plan(number)
        line = office.noted("plan_removed", plan)
        office.uow.plans.set_state(plan, "removed")
        return {**line, "state": "removed", "next": None}

    emit(_work(config, url, remove, write=True))


def pause_plan(config: Path | None, url: str, number: int, emit: Emit) -> None:
    """Stop a plan for a while."""

    def pause(office: _Office) -> dict[str, Any]:
        office.uow.plans.set_state(office.plan(number), "paused")
        return office.noted("plan_paused", office.plan(number))

    emit(_work(config, url, pause, write=True))


def resume_plan(config: Path | None, url: str, number: int, emit: Emit) -> None:
    """Let a plan run again from now on; what fell into the pause stays out."""

    def resume(office: _Office) -> dict[str, Any]:
        plan = office.plan(number)
        if plan.state == "paused":
            office.uow.plans.settled(plan.id, office.now)
            office.uow.plans.set_state(plan, "active")
        return office.noted("plan_active", office.plan(number))

    emit(_work(config, url, resume, write=True))


def _anywhere(path: str | None) -> bool:
    return True


def _times(said: str, now: datetime) -> dict[str, Any]:
    """The times in the words of the chat: `when`, or the hour alone as `at`. Nothing may be left unread."""
    today = now.astimezone(SHANGHAI).date()
    hour = clock.find(said)
    if hour is not None and not said[: hour.start].strip() and not said[hour.end :].strip():
        return {"at": hour.text()}
    moment = moments.read(said, today, repeating=True)
    rest = said
    for start, end in moment.said:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    if not moment.when or any(mark.isalnum() for mark in rest):
        raise UserInputError("plans.bad_times", problem=f"看不懂“{said}”，例如：工作日 8:30")
    return {"when": dict(moment.when)}
