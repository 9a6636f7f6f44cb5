"""What the definitions say that are answered from the rows: asked as everybody asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from store.deliveries import Deliveries
from store.programmes import Programmes
from store.reconcile.compared import FIGURES, Bounds, Found
from store.reconcile.statements import BY_HAND
from store.repository import Repository
from store.totals import Figures, Question, Totals

BY = {"m": "month", "d": "day", "u": "unit", "t": "state"}
ITEMS = {"attendance": "activity", "service": "activity", "works": "activity", "deliveries": "column"}


class Answered(Repository):
    """Asks."""

    def said(self, bounds: Bounds, subject: str, kind: str, scopes: Mapping[int, str | None]) -> Found:
        """The figures of a subject by the slices of a kind (empty: all of it) in each scope, given with its path."""
        for scope, path in scopes.items():
            question = Question(subject, path=path, since=bounds.since or None, until=bounds.until if bounds.spanned else None)
            for key, row in self._rows(question, kind).items():
                yield scope, f"{kind}:{key}" if kind else "", tuple(getattr(row, name) for name in FIGURES[subject])

    def _rows(self, question: Question, kind: str) -> Mapping[Any, Figures]:
        totals = Totals(self.tx)
        if kind == "":
            return {"": totals.total(question)}
        if kind == "y":
            return self._years(question)
        if kind == "h":
            return self._handed(question)
        if kind == "l":
            return self._listed(question)
        by = replace(question, by=BY.get(kind) or ITEMS[question.subject])
        if kind in ("m", "d"):
            return {row.key: row for row in totals.ask(by)}
        return {key or 0: row for key, row in totals.by_key(by).items()}

    def _years(self, question: Question) -> dict[str, Figures]:
        """Every year with a month that has anything, as a span of days."""
        totals = Totals(self.tx)
        years = {row.key[:4] for row in totals.ask(replace(question, by="month"))}
        return {year: totals.total(replace(question, since=f"{year}-01-01", until=f"{year}-12-31")) for year in sorted(years)}

    def _listed(self, question: Question) -> dict[str, Figures]:
        """As 活动目录清单 has it."""
        rows = Programmes(self.tx).listed(question.path, question.since, question.until)
        return {"": Figures("", records=len(rows), sessions=sum(row.sessions for row in rows))} if rows else {}

    def _handed(self, question: Question) -> dict[str, Figures]:
        """As 送达 says it."""
        deliveries = Deliveries(self.tx)
        span = (question.since or "", question.until or "9999", question.path)
        states = deliveries.states(*span) | {BY_HAND: deliveries.count_by_hand(*span)}
        return {state: Figures(state, records=number) for state, number in states.items() if number}
