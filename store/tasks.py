"""The work plan (施工图): its lines, and how far each unit is with them. A figure the bot knows is asked of `store.totals`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from store.activities import Activities
from store.groups import GROUPS
from store.members import MEMBERS
from store.models import Task, TaskDone, table
from store.repository import Repository
from store.totals import SUBJECTS, Figures, Question, Totals
from store.units import UNITS, ancestors, within

TASKS = table(Task)
DONE = table(TaskDone)
ACTIVE = TASKS.c.state == "active"
SHOWN_FOR = timedelta(minutes=3)
"""So long after 销号 a picture belongs to it."""


@dataclass(frozen=True, slots=True)
class Said:
    """Who ticks something off, in which chat (None: in private), on which day."""

    member_id: int
    group_id: int | None
    day: str


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that takes part."""

    id: int
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a task is in a subtree. `units`: who has to do it there (none of a voluntary one); `ticked`: 销号 by unit.

    `figures`: of a task with a goal, each unit's figure so far; `closed`: how it was closed for everybody, if it was.
    """

    task: Task
    units: tuple[Place, ...]
    ticked: Mapping[int, TaskDone]
    figures: Mapping[int, int]
    closed: TaskDone | None

    @property
    def whole(self) -> bool:
        """Whether it was closed for everybody."""
        return self.closed is not None

    def is_done(self, unit_id: int) -> bool:
        """Whether a unit has done it: by its figure, by 销号, or because all of it is closed."""
        goal = self.task.goal_number
        return self.whole or unit_id in self.ticked or (goal is not None and self.figures.get(unit_id, 0) >= goal)

    @property
    def open_units(self) -> list[Place]:
        """Who has not done it yet, in the tree's order."""
        return [] if self.whole else [unit for unit in self.units if not self.is_done(unit.id)]

    @property
    def counts(self) -> tuple[int, int]:
        """Done and to be done: units; of what nobody has to do, the task itself (done where any unit has)."""
        if not self.units:
            return (int(self.whole or bool(self.ticked)), 1)
        return (len(self.units) - len(self.open_units), len(self.units))

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.counts[0] == self.counts[1]

    def overdue(self, day: str) -> bool:
        """Whether its deadline has passed and something is left that somebody has to do."""
        return self.task.due is not None and self.task.due < day and not self.complete and not self.task.voluntary


class Tasks(Repository):
    """Reads and writes the work plan."""

    def numbered(self, number: int) -> Task | None:
        """The task people call by this number."""
        return self.one(Task, select(TASKS).where(TASKS.c.number == number))

    def active(self, path: str | None = None) -> list[Task]:
        """The tasks that concern a subtree (None: all), by number."""
        query = select(TASKS).where(ACTIVE).order_by(TASKS.c.number)
        if path is not None:
            query = query.where(or_(TASKS.c.unit_id.is_(None), TASKS.c.unit_id.in_(ancestors(path)), within(TASKS.c.unit_id, path)))  # type: ignore[arg-type]
        return self.all(Task, query)

    def fate(self, number: int, **values: Any) -> str:
        """What `put` would make of a task: new, changed, or the same."""
        found = self.numbered(number)
        if found is None:
            return "new"
        wanted = {"state": "active", **values}
        return "same" if all(getattr(found, name) == value for name, value in wanted.items()) else "changed"

    def put(self, number: int, now: datetime, **values: Any) -> None:
        """Store a task by its number. What was done of it stays."""
        found = self.numbered(number)
        if found is None:
            self.insert(Task, number=number, made_at=now, **values)
        else:
            self.connection.execute(update(TASKS).where(TASKS.c.id == found.id).values(state="active", **values))

    def others(self, numbers: Collection[int], unit_id: int | None) -> list[int]:
        """The lines of a unit's plan with other numbers than these."""
        where = (ACTIVE, TASKS.c.unit_id.is_not_distinct_from(unit_id), TASKS.c.number.not_in(list(numbers)))
        return sorted(int(number) for number in self.scalars(select(TASKS.c.number).where(*where)))

    def remove(self, numbers: Collection[int]) -> None:
        """End these lines."""
        self.connection.execute(update(TASKS).where(TASKS.c.number.in_(list(numbers))).values(state="removed"))

    def set_due(self, task: Task, due: str) -> None:
        """Another deadline."""
        self.change(Task, task.id, due=due)

    # -- 销号 --------------------------------------------------------------------------------------------------------

    def tick(self, task: Task, unit_id: int | None, said: Said, now: datetime, note: str) -> tuple[int, bool]:
        """A unit (None: everybody) has done a task; the row, and whether it was so before (a new note replaces the old one)."""
        found = self.tick_of(task, unit_id)
        values: dict[str, Any] = {"member_id": said.member_id, "group_id": said.group_id, "made_at": now}
        if found is None:
            values |= {"task_id": task.id, "unit_id": unit_id, "on_date": said.day, "note": note, "pictures": []}
            return self.insert(TaskDone, **values), False
        was = found.state == "done"
        if not was:
            self.change(TaskDone, found.id, **values, state="done", on_date=said.day, note=note, pictures=[])
        elif note:
            self.change(TaskDone, found.id, **values, note=note)
        return found.id, was

    def tick_of(self, task: Task, unit_id: int | None) -> TaskDone | None:
        """What a unit has ticked off, also where it was withdrawn."""
        return self.one(TaskDone, select(DONE).where(DONE.c.task_id == task.id, DONE.c.unit_id.is_not_distinct_from(unit_id)))

    def withdraw(self, task: Task, unit_id: int | None) -> bool:
        """A tick counts no more; False where there is none."""
        found = self.tick_of(task, unit_id)
        if found is None or found.state != "done":
            return False
        self.change(TaskDone, found.id, state="withdrawn")
        return True

    def show(self, tick: TaskDone, sha256: str) -> None:
        """One picture more that shows it."""
        self.change(TaskDone, tick.id, pictures=[*tick.pictures, sha256])

    def shown_by(self, member_id: int, group_id: int | None, now: datetime) -> TaskDone | None:
        """The tick that what she sends to this chat now shows: her newest, of the last minutes."""
        fresh = (DONE.c.state == "done", DONE.c.made_at > now - SHOWN_FOR)
        hers = (DONE.c.member_id == member_id, DONE.c.group_id.is_not_distinct_from(group_id))
        return self.one(TaskDone, select(DONE).where(*fresh, *hers).order_by(DONE.c.made_at.desc(), DONE.c.id.desc()).limit(1))

    def open_now(self, now: datetime) -> list[tuple[tuple[str, str | None, str], datetime]]:
        """Whose pictures show a tick: the channel's ids (account, group, person), and until when; what a start loads."""
        rows = DONE.join(MEMBERS, DONE.c.member_id == MEMBERS.c.id).outerjoin(GROUPS, DONE.c.group_id == GROUPS.c.id)
        query = select(MEMBERS.c.account, GROUPS.c.wire_id.label("chat"), MEMBERS.c.wire_id, DONE.c.made_at).select_from(rows)
        fresh = self.connection.execute(query.where(DONE.c.state == "done", DONE.c.made_at > now - SHOWN_FOR)).all()
        return [((account, group, person), at + SHOWN_FOR) for account, group, person, at in fresh]

    def pictured(self, shas: Collection[str]) -> set[str]:
        """Those of these files that show a tick, also one that was withdrawn."""
        rows = self.scalars(select(DONE.c.pictures))
        return {sha for pictures in rows for sha in pictures} & set(shas)

    # -- how far -----------------------------------------------------------------------------------------------------

    def progress(self, tasks: Sequence[Task], path: str | None) -> list[Progress]:
        """How far these tasks are in a subtree (None: everywhere). One without anybody of the subtree is left out."""
        places = self.places(path)
        ticks = self._ticks([task.id for task in tasks])
        inside = None if path is None else set(self.scalars(select(UNITS.c.id).where(UNITS.c.path.like(path + "%"))))
        found = []
        for task in tasks:
            units = self._takers(task, places, path)
            if not units and not task.voluntary and not self._owned(task, path):
                continue
            closed = ticks.get((task.id, None)) or ticks.get((task.id, task.unit_id))
            mine = {unit: tick for (key, unit), tick in ticks.items() if key == task.id and unit is not None}
            seen = mine if inside is None else {unit: tick for unit, tick in mine.items() if unit in inside}
            found.append(Progress(task, units, seen, self._figures(task, units), closed))
        return found

    def places(self, path: str | None) -> list[Place]:
        """The units of a subtree that have a group, parents first."""
        bound = select(GROUPS.c.unit_id).where(GROUPS.c.active, GROUPS.c.unit_id.is_not(None))
        return self._places(UNITS.c.id.in_(bound), path)

    def _places(self, which: Any, path: str | None) -> list[Place]:
        inside = () if path is None else (UNITS.c.path.like(path + "%"),)
        query = select(UNITS.c.id, UNITS.c.name, UNITS.c.path).where(which, *inside).order_by(UNITS.c.path)
        return [Place(int(key), str(name), str(at)) for key, name, at in self.connection.execute(query)]

    def _takers(self, task: Task, places: Sequence[Place], path: str | None) -> tuple[Place, ...]:
        if task.voluntary:
            return ()
        if task.units is not None:
            return tuple(self._places(UNITS.c.id.in_(task.units), path))
        root = self._root(task)
        return tuple(place for place in places if place.path.startswith(root) and place.id != task.unit_id)

    def _root(self, task: Task) -> str:
        """The path of a plan's own unit; "/" of one for every unit."""
        if task.unit_id is None:
            return "/"
        return str(self.connection.execute(select(UNITS.c.path).where(UNITS.c.id == task.unit_id)).scalar_one())

    def _owned(self, task: Task, path: str | None) -> bool:
        """Whether the plan's own unit lies in the subtree: it sees its tasks whoever does them."""
        return path is None or (task.unit_id is not None and self._root(task).startswith(path))

    def _ticks(self, task_ids: Sequence[int]) -> dict[tuple[int, int | None], TaskDone]:
        rows = self.all(TaskDone, select(DONE).where(DONE.c.task_id.in_(list(task_ids)), DONE.c.state == "done").order_by(DONE.c.id))
        return {(row.task_id, row.unit_id): row for row in rows}

    def _figures(self, task: Task, units: Sequence[Place]) -> dict[int, int]:
        """Each unit's figure towards the goal, its own and all below it: asked once for the leaves of one parent."""
        question = self.question(task)
        if question is None or not units:
            return {}
        totals = Totals(self.tx)
        parents = set(self.scalars(select(UNITS.c.parent_id).where(UNITS.c.parent_id.in_([unit.id for unit in units]))))
        leaves: dict[str, list[Place]] = {}
        found: dict[int, int] = {}
        for unit in units:
            if unit.id in parents or len(units) == 1:
                found[unit.id] = _figure(totals.total(replace(question, path=unit.path)), task)
            else:
                leaves.setdefault(unit.path.removesuffix(f"{unit.id}/"), []).append(unit)
        for above, together in leaves.items():
            rows = {row.key: row for row in totals.ask(replace(question, by="unit", path=None if above == "/" else above))}
            found |= {unit.id: _figure(rows[unit.name], task) if unit.name in rows else 0 for unit in together}
        return found

    def question(self, task: Task) -> Question | None:
        """What is asked of the totals for a goal: from the task's beginning (else its year's) on. None: nothing."""
        if task.goal_subject not in SUBJECTS or task.goal_number is None:
            return None
        activity = Activities(self.tx).titled(task.goal_activity) if task.goal_activity else None
        if task.goal_activity and activity is None:
            return None
        since = task.starts or (f"{task.due[:4]}-01-01" if task.due else None)
        return Question(str(task.goal_subject), activity_id=activity.id if activity else None, since=since)

    def overdue(self, path: str | None, day: str) -> dict[Place, list[int]]:
        """The units of a subtree with tasks whose deadline has passed, and the numbers of those."""
        tasks = [task for task in self.active(path) if task.due is not None and task.due < day]
        found: dict[Place, list[int]] = {}
        for one in self.progress(tasks, path):
            for unit in one.open_units:
                found.setdefault(unit, []).append(one.task.number)
        return dict(sorted(found.items(), key=lambda item: item[0].path))


def _figure(row: Figures, task: Task) -> int:
    return int(getattr(row, str(task.goal_figure)) or 0)
