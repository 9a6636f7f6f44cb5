"""How far the work plan is: as it is told, and from its rows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from store.reconcile.compared import Found
from store.reconcile.recount import Recount, upwards
from store.repository import Repository
from store.tasks import Tasks

PLAN = (
    "SELECT id, number, unit_id, CAST(units AS TEXT), voluntary, goal_subject, goal_figure, goal_number, goal_activity, starts, due "
    "FROM task WHERE state <> 'removed' ORDER BY number"
)
TITLED = "SELECT id FROM activity WHERE title = :title ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, id DESC LIMIT 1"
WITH_GROUP = "SELECT DISTINCT unit_id FROM work_group WHERE active AND unit_id IS NOT NULL"


class Told(Repository):
    """Asks how far it is."""

    def said(self, scopes: Mapping[int, str | None]) -> Found:
        """Done, to be done, 销号, a single unit's figure so far; by task in each scope."""
        tasks = Tasks(self.tx)
        for scope, path in scopes.items() if tasks.active() else ():
            for one in tasks.progress(tasks.active(path), path):
                reached = one.figures.get(one.units[0].id, 0) if len(one.units) == 1 else 0
                yield scope, f"k:{one.task.number}", (*one.counts, len(one.ticked), reached)


@dataclass(frozen=True, slots=True)
class Line:
    """A task, who takes part anywhere, who has ticked it off, each unit's figure so far; `goal` 0 is none."""

    number: int
    of: int | None
    voluntary: bool
    takers: frozenset[int]
    ticks: frozenset[int | None]
    figures: Mapping[int, int]
    goal: int

    def standing(self, inside: frozenset[int] | None) -> tuple[int, ...] | None:
        """The figures in a subtree (None: everywhere); None where it does not concern it."""
        here = self.takers if inside is None else self.takers & inside
        if not here and not self.voluntary and inside is not None and self.of not in inside:
            return None
        ticked = {unit for unit in self.ticks if unit is not None and (inside is None or unit in inside)}
        closed = None in self.ticks or self.of in self.ticks
        if not here:
            return (int(closed or bool(ticked)), 1, len(ticked), 0)
        done = sum(closed or unit in ticked or (self.goal > 0 and self.figures.get(unit, 0) >= self.goal) for unit in here)
        return (done, len(here), len(ticked), self.figures.get(min(here), 0) if len(here) == 1 else 0)

    def concerns(self, above: frozenset[int], inside: frozenset[int]) -> bool:
        """Whether its plan reaches a subtree, or lies in it."""
        return self.of is None or self.of in above or self.of in inside


class PlanRecount:
    """Counts the plan's rows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._parents: dict[int, int | None] = dict(self._read("SELECT id, parent_id FROM unit"))
        self._with_group = frozenset(unit for (unit,) in self._read(WITH_GROUP))
        self._goals: dict[tuple[Any, ...], Mapping[int, int]] = {}

    def found(self, scopes: Iterable[int]) -> Found:
        """As `Told.said`."""
        lines = [self._line(*row) for row in self._read(PLAN)]
        below = self._below(set(scopes)) if lines else {}
        for scope in scopes if lines else ():
            inside = frozenset(below[scope]) if scope else None
            above = frozenset(upwards(self._parents, scope)) if scope else frozenset[int]()
            for line in lines:
                standing = line.standing(inside)
                if standing is not None and (inside is None or line.concerns(above, inside)):
                    yield scope, f"k:{line.number}", standing

    def _below(self, scopes: set[int]) -> dict[int, list[int]]:
        """Of each of these units itself and every unit below it."""
        found: dict[int, list[int]] = defaultdict(list)
        for unit in self._parents:
            for above in upwards(self._parents, unit):
                if above in scopes:
                    found[above].append(unit)
        return found

    def _line(self, key: int, number: int, of: int | None, named: str | None, voluntary: Any, subject: str | None, *goal: Any) -> Line:
        figure, least, title, starts, due = goal
        if voluntary:
            takers = frozenset[int]()
        elif named and named != "null":
            takers = frozenset(json.loads(named)) & self._parents.keys()
        else:
            takers = frozenset(unit for unit in self._with_group if of is None or (unit != of and of in upwards(self._parents, unit)))
        ticks = frozenset(
            unit for (unit,) in self._read("SELECT unit_id FROM task_done WHERE state <> 'withdrawn' AND task_id = :id", id=key)
        )
        since = starts or (f"{due[:4]}-01-01" if due else "")
        figures = self._goal(subject, figure, title, since) if subject and least else {}
        return Line(number, of, bool(voluntary), takers, ticks, figures, least or 0)

    def _goal(self, subject: str, figure: str, title: str, since: str) -> Mapping[int, int]:
        """Each unit's figure: read once a goal."""
        key = (subject, figure, title, since)
        if key not in self._goals:
            item = self._connection.execute(text(TITLED), {"title": title}).scalar() if title else None
            known = item is not None or not title
            self._goals[key] = Recount(self._connection).goal(subject, figure, item, since) if known else {}
        return self._goals[key]

    def _read(self, query: str, **values: Any) -> Iterator[Any]:
        yield from self._connection.execute(text(query), values)
