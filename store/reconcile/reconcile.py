"""Lays what is said beside what the rows say, subject by subject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from store.reconcile.answered import Answered
from store.reconcile.compared import Bounds, Compared, Found, differing, from_rows
from store.reconcile.counted import counted
from store.reconcile.recount import Recount
from store.reconcile.scopes import asked
from store.reconcile.work_plan import PlanRecount, Told
from store.repository import Repository


class Reconcile(Repository):
    """Compares."""

    def compare(self, bounds: Bounds | None = None) -> Compared:
        """Every figure within the bounds against the rows."""
        bounds = bounds or Bounds()
        figures, differences = 0, []
        for subject in bounds.subjects:
            for said, found in self._of_rows(bounds, subject) if from_rows(subject) else self._of_counters(bounds, subject):
                one = differing(subject, said, found)
                figures += one.figures
                differences += one.differences
        return Compared(figures, differences)

    def size(self, subjects: Sequence[str]) -> int:
        """About how many rows there are in all of those of these subjects that no counter holds: a look at four tables."""
        return Recount(self.connection).size([subject for subject in subjects if from_rows(subject)])

    def _of_counters(self, bounds: Bounds, subject: str) -> Iterator[tuple[Found, Found]]:
        recount = Recount(self.connection)
        for kind in bounds.kinds_of(subject):
            yield counted(self.connection, bounds, subject, kind), recount.found(bounds, subject, kind)

    def _of_rows(self, bounds: Bounds, subject: str) -> Iterator[tuple[Found, Found]]:
        recount, answered = Recount(self.connection), Answered(self.tx)
        if subject == "tasks":
            scopes = asked(self.connection, bounds) if bounds.kinds_of(subject) else {}
            yield Told(self.tx).said(scopes), PlanRecount(self.connection).found(scopes)
            return
        scopes = asked(self.connection, bounds, recount.homes(subject))
        there = replace(bounds, scopes=frozenset(scopes))
        for kind in bounds.kinds_of(subject):
            yield answered.said(there, subject, kind, scopes), recount.found(there, subject, kind)
