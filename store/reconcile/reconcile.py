"""Lays what is said beside what the rows say, subject by subject."""

from __future__ import annotations

from collections.abc import Sequence

from store.reconcile.answered import Answered
from store.reconcile.compared import Bounds, Compared, Found, differing, from_rows
from store.reconcile.counted import counted
from store.reconcile.recount import Recount
from store.reconcile.work_plan import PlanRecount, Told
from store.repository import Repository


class Reconcile(Repository):
    """Compares."""

    def compare(self, bounds: Bounds | None = None) -> Compared:
        """Every figure within the bounds against the rows."""
        bounds = bounds or Bounds()
        figures, differences = 0, []
        for subject in bounds.subjects:
            for kind in bounds.kinds_of(subject):
                one = differing(subject, *self._both(bounds, subject, kind.strip("*")))
                figures += one.figures
                differences += one.differences
        return Compared(figures, differences)

    def size(self, subjects: Sequence[str]) -> int:
        """About how many rows there are in all of those of these subjects that no counter holds: a look at four tables."""
        return Recount(self.connection).size([subject for subject in subjects if from_rows(subject)])

    def _both(self, bounds: Bounds, subject: str, kind: str) -> tuple[Found, Found]:
        if subject == "tasks":
            return Told(self.tx).said(bounds), PlanRecount(self.connection).found(bounds)
        recount = Recount(self.connection)
        if from_rows(subject):
            return Answered(self.tx).said(bounds, subject, kind), recount.found(bounds, subject, kind)
        return counted(self.connection, bounds, subject, kind), recount.found(bounds, subject, kind)
