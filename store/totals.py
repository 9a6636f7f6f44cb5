"""Every figure's one definition: chat, command line, page, chart and form all ask here.

- signups: `heads` 人次 is the sum of headcounts of confirmed rows, `people` the distinct persons known by name (members and
  those they named; a collective is no person), `records` the confirmed rows.
- pairings: `records` the live pairings, `people` the distinct helpers, `children` the children, those shared by several
  helpers once.
- checkins: `people` the distinct members, `records` the check-ins.
- deliveries: `records` the deliveries (by state with `by="state"`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, distinct, func, select

from store.activities import ACTIVITIES
from store.checkins import CHECKINS
from store.groups import GROUPS
from store.pairings import COMMUNITIES, LIVE, PAIRINGS
from store.pushes import DELIVERIES, PUSHES
from store.repository import Repository
from store.signups import SIGNUPS
from store.study import COLUMNS, ITEMS
from store.units import UNITS, within

TOTAL = "合计"
NO_UNIT = "未绑定单位"


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted, where and when. `path` None is everywhere; days are inclusive YYYY-MM-DD."""

    subject: str
    by: str | None = None
    path: str | None = None
    activity_id: int | None = None
    community_id: int | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of an answer; a figure that the subject does not have is None."""

    key: str
    people: int | None = None
    heads: int | None = None
    records: int | None = None
    children: int | None = None

    @property
    def size(self) -> int:
        """What a ranking goes by: children, else heads, else records."""
        return next((figure for figure in (self.children, self.heads, self.records) if figure is not None), 0)

    def as_dict(self) -> dict[str, Any]:
        """Only the figures that the subject has."""
        return {name: value for name, value in asdict(self).items() if value is not None}


class UnknownBreakdown(Exception):
    """This subject is not broken down that way; the text names what is allowed."""


class Totals(Repository):
    """Answers questions about totals."""

    def ask(self, question: Question) -> list[Figures]:
        """The figures: one row without `by`, else one a key with anything to count, the largest or the earliest first."""
        source = _SOURCES[question.subject]()
        if question.by is None:
            return self._rows(source, question, None)
        if question.by == "week":
            return self._weeks(source, question)
        if question.by not in source.keys:
            raise UnknownBreakdown("、".join([key for key in source.keys if key != "state"] + ["week"]))
        return self._rows(source, question, source.keys[question.by])

    def total(self, question: Question) -> Figures:
        """The single row of a question without a breakdown."""
        return self.ask(question)[0]

    def _rows(self, source: _Source, question: Question, key: Any) -> list[Figures]:
        names, figures = list(source.figures), list(source.figures.values())
        query = _where(select(*((key, *figures) if key is not None else figures)).select_from(source.tables), source, question)
        if key is not None:
            query = query.group_by(key)
        rows = [
            _figures(TOTAL if key is None else row[0], names, row if key is None else row[1:]) for row in self.connection.execute(query)
        ]
        if question.by in ("day", "month"):
            return sorted(rows, key=lambda row: row.key)
        return sorted(rows, key=lambda row: (-row.size, row.key))

    def _weeks(self, source: _Source, question: Question) -> list[Figures]:
        """Weeks (Monday to Sunday), each asked as a span of its own: distinct people do not add up from days."""
        span = _where(select(func.min(source.day), func.max(source.day)).select_from(source.tables), source, question)
        first, last = self.connection.execute(span).one()
        rows: list[Figures] = []
        monday = date.fromisoformat(first) - timedelta(days=date.fromisoformat(first).weekday()) if first else None
        while monday is not None and monday.isoformat() <= last:
            since, until = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
            clipped = (max(since, question.since or since), min(until, question.until or until))
            week = Question(question.subject, None, question.path, question.activity_id, question.community_id, *clipped)
            figures = self._rows(source, week, None)[0]
            if figures.records:
                rows.append(Figures(since, figures.people, figures.heads, figures.records, figures.children))
            monday += timedelta(days=7)
        return rows

    def difficulties(self, question: Question) -> dict[str, int]:
        """Children by difficulty. A pairing of one category counts whole; one of several without counts is `unspecified`."""
        source = _pairings()
        query = _where(select(PAIRINGS.c.children, PAIRINGS.c.difficulties, PAIRINGS.c.difficulty_counts), source, question)
        sums: dict[str, int] = {}
        for children, kinds, counts in self.connection.execute(query.where(PAIRINGS.c.shared_with_id.is_(None))):
            parts = counts or ({kinds[0]: children} if len(kinds) == 1 else {"unspecified": children})
            for kind, number in parts.items():
                sums[kind] = sums.get(kind, 0) + number
        return sums

    def reported(self, question: Question) -> set[int]:
        """Ids of units that have at least one record of the subject."""
        source = _SOURCES[question.subject]()
        return {
            int(unit) for (unit,) in self.connection.execute(_where(select(source.unit).distinct(), source, question)) if unit is not None
        }


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a subject's rows are: tables, the fixed condition, its day and unit, its keys and figures."""

    tables: Any
    where: tuple[ColumnElement[bool], ...]
    day: Any
    unit: Any
    keys: dict[str, Any]
    figures: dict[str, Any]
    activity: Any = None
    community: Any = None


def _signups() -> _Source:
    person = case((SIGNUPS.c.kind != "team", _text(func.coalesce(SIGNUPS.c.unit_id, 0)).concat("|").concat(SIGNUPS.c.person)))
    tables = SIGNUPS.join(ACTIVITIES, SIGNUPS.c.activity_id == ACTIVITIES.c.id).outerjoin(UNITS, SIGNUPS.c.unit_id == UNITS.c.id)
    return _Source(
        tables,
        (SIGNUPS.c.state == "confirmed",),
        SIGNUPS.c.on_date,
        SIGNUPS.c.unit_id,
        {"unit": _unit_name(), "activity": ACTIVITIES.c.title, **_times(SIGNUPS.c.on_date)},
        {"people": func.count(distinct(person)), "heads": func.coalesce(func.sum(SIGNUPS.c.headcount), 0), "records": func.count()},
        activity=SIGNUPS.c.activity_id,
    )


def _pairings() -> _Source:
    helper = _text(func.coalesce(PAIRINGS.c.unit_id, 0)).concat("|").concat(PAIRINGS.c.helper)
    helper = case((PAIRINGS.c.helper_kind == "individual", helper.concat("|").concat(_text(PAIRINGS.c.member_id))), else_=helper)
    children = func.coalesce(func.sum(case((PAIRINGS.c.shared_with_id.is_(None), PAIRINGS.c.children), else_=0)), 0)
    tables = PAIRINGS.join(COMMUNITIES, PAIRINGS.c.community_id == COMMUNITIES.c.id).outerjoin(UNITS, PAIRINGS.c.unit_id == UNITS.c.id)
    return _Source(
        tables,
        (LIVE,),
        PAIRINGS.c.on_date,
        PAIRINGS.c.unit_id,
        {"unit": _unit_name(), "community": COMMUNITIES.c.name, **_times(PAIRINGS.c.on_date)},
        {"people": func.count(distinct(helper)), "records": func.count(), "children": children},
        community=PAIRINGS.c.community_id,
    )


def _checkins() -> _Source:
    tables = CHECKINS.outerjoin(ITEMS, CHECKINS.c.item_id == ITEMS.c.id).outerjoin(COLUMNS, ITEMS.c.column_id == COLUMNS.c.id)
    return _Source(
        tables.outerjoin(UNITS, CHECKINS.c.unit_id == UNITS.c.id),
        (),
        CHECKINS.c.on_date,
        CHECKINS.c.unit_id,
        {"unit": _unit_name(), "column": func.coalesce(COLUMNS.c.name, "其他"), **_times(CHECKINS.c.on_date)},
        {"people": func.count(distinct(CHECKINS.c.member_id)), "records": func.count()},
    )


def _deliveries() -> _Source:
    tables = DELIVERIES.join(GROUPS, DELIVERIES.c.group_id == GROUPS.c.id).outerjoin(UNITS, GROUPS.c.unit_id == UNITS.c.id)
    tables = tables.join(PUSHES, DELIVERIES.c.push_id == PUSHES.c.id).outerjoin(ITEMS, PUSHES.c.item_id == ITEMS.c.id)
    return _Source(
        tables.outerjoin(COLUMNS, ITEMS.c.column_id == COLUMNS.c.id),
        (),
        DELIVERIES.c.on_date,
        GROUPS.c.unit_id,
        {"unit": _unit_name(), "state": DELIVERIES.c.state, "column": COLUMNS.c.name, **_times(DELIVERIES.c.on_date)},
        {"records": func.count()},
    )


_SOURCES = {"signups": _signups, "pairings": _pairings, "checkins": _checkins, "deliveries": _deliveries}
SUBJECTS = tuple(_SOURCES)


def _text(column: Any) -> Any:
    return cast(column, String)


def _unit_name() -> Any:
    return func.coalesce(UNITS.c.name, NO_UNIT)


def _times(day: Any) -> dict[str, Any]:
    return {"day": day, "month": func.substr(day, 1, 7)}


def _where(query: Select[Any], source: _Source, question: Question) -> Select[Any]:
    inside = within(source.unit, question.path)
    conditions = [*source.where, *([] if inside is None else [inside])]
    if question.activity_id is not None and source.activity is not None:
        conditions.append(source.activity == question.activity_id)
    if question.community_id is not None and source.community is not None:
        conditions.append(source.community == question.community_id)
    if question.since:
        conditions.append(source.day >= question.since)
    if question.until:
        conditions.append(source.day <= question.until)
    return query.where(*conditions)


def _figures(key: str, names: list[str], values: Any) -> Figures:
    return Figures(key, **{name: int(value) for name, value in zip(names, values, strict=True)})
