"""Answers: from the counters where one holds what is asked, else from the rows; the same figure either way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, literal, select

from store.activities import ACTIVITIES
from store.counting import slices
from store.counting.fold import chunks, fold
from store.groups import GROUPS
from store.pairings import PAIRINGS
from store.repository import Repository
from store.totals import columns, counters, rows
from store.totals.levels import Level, level
from store.totals.questions import NO_UNIT, Figures, Question, UnknownBreakdown
from store.totals.subjects import OTHER, SUBJECTS, Source
from store.types import local_date
from store.units import UNITS, within

TIMES = {"day": "d", "week": "w", "month": "m"}
KINDS = {"difficulty": "f", "support": "s"}
HIDDEN = ("state",)
"""A breakdown that people are not offered."""
MANY = 500
"""More units than this are not looked up one by one."""

Answer = tuple[list[Figures], Figures | None]
"""The rows of a breakdown; all of them together, where that came out beside."""
Parts = tuple[Mapping[Any, Figures], Figures | None]
"""The same by what the rows are of."""


class Totals(Repository):
    """Answers questions about totals."""

    def ask(self, question: Question) -> list[Figures]:
        """The figures: one row without `by`, else one a key with anything to count, the largest or the earliest first."""
        return self._answer(question)[0]

    def ask_with_total(self, question: Question) -> tuple[list[Figures], Figures]:
        """The figures of a breakdown, and the single row of all of it: where rows must be read, they are read once for both."""
        found, whole = self._answer(question)
        return found, whole or self.total(question)

    def total(self, question: Question) -> Figures:
        """The single row of a question without a breakdown."""
        return self.ask(replace(question, by=None))[0]

    def by_key(self, question: Question) -> Mapping[Any, Figures]:
        """A breakdown by what its rows are of, instead of what that is called: a unit's id (None: without one), an item's id, a state."""
        fold(self.connection)
        source = SUBJECTS[question.subject]()
        return (self._units(source, question) if question.by == "unit" else self._by_key(source, question))[0]

    def size(self, question: Question) -> int:
        """What a ranking goes by (`Figures.size`), without a breakdown: of a span of days without a look at its rows."""
        fold(self.connection)
        source = SUBJECTS[question.subject]()
        summed = counters.size_of_days(self.connection, source, question)
        if summed is not None:
            return summed
        slice_ = counters.slice_of(self.connection, source, question)
        if slice_ is not None:
            return counters.total(self.connection, source, question, slice_).size
        return rows.size(self.connection, source, question)

    def difficulties(self, question: Question) -> dict[str, int]:
        """Children by difficulty. A pairing of one category counts whole; one of several without counts is `unspecified`."""
        return {row.key: row.children or 0 for row in self.ask(replace(question, by="difficulty"))}

    def collectives(self, question: Question) -> tuple[int, int]:
        """How many of the helpers are collectives, and how many of their members take part, where that was said.

        A collective that helps in several communities counts once, with the most members it named.
        """
        source = SUBJECTS["pairings"]()
        one = select(func.max(func.coalesce(PAIRINGS.c.members, 0)).label("members")).select_from(source.tables)
        one = rows.where(one, source, question).where(PAIRINGS.c.helper_kind == "collective")
        each = one.group_by(func.coalesce(PAIRINGS.c.unit_id, 0), PAIRINGS.c.helper).subquery()
        helpers, members = self.connection.execute(select(func.count(), func.coalesce(func.sum(each.c.members), 0)).select_from(each)).one()
        return int(helpers), int(members)

    def reported(self, question: Question) -> set[int]:
        """Ids of units that have at least one record of the subject themselves."""
        inside = within(UNITS.c.id, question.path)
        there = self._reported(question)
        return set(self.scalars(select(UNITS.c.id).where(there, *([] if inside is None else [inside]))))

    def missing(self, question: Question) -> list[str]:
        """The units with a group in use, in the order they were made, that have not one record of the subject themselves."""
        group = GROUPS.alias()
        used = select(literal(1)).where(group.c.unit_id == UNITS.c.id, group.c.active).correlate(UNITS).exists()
        inside = within(UNITS.c.id, question.path)
        query = select(UNITS.c.name).where(used, ~self._reported(question), *([] if inside is None else [inside])).order_by(UNITS.c.id)
        return list(self.scalars(query))

    def _reported(self, question: Question) -> Any:
        """The condition that a unit has a record of its own: one look into an index for each unit."""
        source = SUBJECTS[question.subject]()
        own = rows.where(select(literal(1)).select_from(source.tables), source, replace(question, path=None))
        return own.where(source.unit == UNITS.c.id).correlate(UNITS).exists()

    # -- one kind of breakdown each ----------------------------------------------------------------------------------

    def _answer(self, question: Question) -> Answer:
        fold(self.connection)
        source, whole = SUBJECTS[question.subject](), None
        if question.by is None:
            return [self._total(source, question)], None
        if question.by in TIMES:
            return self._times(source, question), None
        if question.by == "unit":
            units, whole = self._units(source, question)
            found = list(units.values())
        elif question.by in source.keys:
            found, whole = self._keys(source, question)
        elif question.by in source.kinds:
            found = self._kinds(source, question)
        else:
            raise UnknownBreakdown("、".join(["unit", *(key for key in source.keys if key not in HIDDEN), *source.kinds, *TIMES]))
        return sorted(found, key=lambda row: (-row.size, row.key)), whole

    def _total(self, source: Source, question: Question) -> Figures:
        slice_ = counters.slice_of(self.connection, source, question)
        if slice_ is not None:
            return counters.total(self.connection, source, question, slice_)
        return rows.total(self.connection, source, question)

    def _units(self, source: Source, question: Question) -> Parts:
        at, slice_ = level(self.connection, question.path), counters.slice_of(self.connection, source, question)
        if slice_ is not None:
            found, whole = self._counted_units(source, question, slice_, at)
        else:
            found, whole = self._row_units(source, question, at)
        if question.subject != "checkins":
            return found, whole
        known = counters.known(self.connection, at)
        return {key: replace(row, members=known.get(key, 0)) for key, row in found.items()}, whole

    def _counted_units(self, source: Source, question: Question, slice_: str, at: Level) -> Parts:
        below = counters.units(self.connection, source, question, slice_, at)
        found: dict[int | None, Figures] = {key: replace(row, key=name) for key, (name, row) in below.items()}
        whole = counters.total(self.connection, source, question, slice_)
        missing = (whole.records or 0) - sum(row.records or 0 for row in found.values())
        rest = [(at.unit, source.unit == at.unit, at.own)] if at.unit else []
        if question.path is None:
            rest.append((None, source.unit.is_(None), NO_UNIT))  # type: ignore[arg-type]
        for key, condition, name in rest if missing else ():
            own = rows.total(self.connection, source, question, condition)
            if own.records:
                found[key] = replace(own, key=name)
        return found, whole

    def _row_units(self, source: Source, question: Question, at: Level) -> Parts:
        read = columns.read(self.connection, source, question, source.unit)
        homes = set(read.keys) - {None}
        paths = self._called(UNITS.c.path, list(homes)) if len(homes) < MANY else self._paths(question.path)
        found, whole = columns.counted(source, read, {None: None, **{unit: at.part(path) for unit, path in paths.items()}})
        names = self._called(UNITS.c.name, [key for key in found if key])
        return {key: replace(row, key=at.label(key, names)) for key, row in found.items()}, whole

    def _keys(self, source: Source, question: Question) -> Answer:
        assert question.by is not None
        found, whole = self._by_key(source, question)
        if question.by not in source.names:
            return [replace(row, key=str(key)) for key, row in found.items()], whole
        names = self._called(source.names[question.by], list(found))
        return [replace(row, key=names.get(key, OTHER)) for key, row in found.items()], whole

    def _by_key(self, source: Source, question: Question) -> Parts:
        assert question.by is not None
        plain = question.activity_id is None and question.community_id is None
        if question.by == source.item and plain and counters.slice_of(self.connection, source, question) == slices.ALL_TIME:
            counted = counters.slices_of(self.connection, source, question, "k")
            return {int(key): row for key, row in counted.items()}, None
        return columns.counted(source, columns.read(self.connection, source, question, source.keys[question.by]))

    def _kinds(self, source: Source, question: Question) -> list[Figures]:
        assert question.by is not None
        plain = question.activity_id is None and question.community_id is None
        sums: dict[str, list[int]] = {}
        if plain and counters.slice_of(self.connection, source, question) == slices.ALL_TIME:
            counted = counters.slices_of(self.connection, source, question, KINDS[question.by])
            sums = {kind: [row.records or 0, row.children or 0] for kind, row in counted.items()}
        else:
            for kind, records, children in rows.kinds(self.connection, source, question):
                there = sums.setdefault(kind, [0, 0])
                there[0] += records
                there[1] += children
        return [Figures(kind, records=records, children=children) for kind, (records, children) in sums.items() if records]

    def _times(self, source: Source, question: Question) -> list[Figures]:
        """Days, weeks or months, each a span of its own: distinct people do not add up from days."""
        assert question.by is not None
        kind = TIMES[question.by]
        if source.counted and question.activity_id is None and question.community_id is None:
            return self._counted_times(source, question, kind)
        if kind != "w":
            key = source.day if kind == "d" else func.substr(source.day, 1, 7)
            found, _ = columns.counted(source, columns.read(self.connection, source, question, key))
            return [replace(row, key=name) for name, row in sorted(found.items())]
        first, last = rows.days(self.connection, source, question)
        weeks, monday = [], slices.monday(first) if first else None
        while monday is not None and last is not None and monday.isoformat() <= last:
            weeks.append(self._clipped(source, question, kind, monday.isoformat()))
            monday += timedelta(days=7)
        return [row for row in weeks if row.records]

    def _counted_times(self, source: Source, question: Question, kind: str) -> list[Figures]:
        first = slices.start(kind, question.since) if question.since else ""
        last = slices.start(kind, question.until) if question.until else "~"
        found = counters.slices_of(self.connection, source, question, kind, first, last)
        rows_ = [
            row if key not in (first, last) else self._clipped(source, question, kind, key)
            for key, row in sorted((key, replace(row, key=key)) for key, row in found.items())
        ]
        return [row for row in rows_ if row.records]

    def _clipped(self, source: Source, question: Question, kind: str, key: str) -> Figures:
        """A week or month, as far as it lies in the period."""
        since, until = slices.span(kind, f"{key}-01" if kind == "m" else key)
        clipped = {"since": max(since, question.since or since), "until": min(until, question.until or until)}
        return replace(self._total(source, replace(question, by=None, **clipped)), key=key)  # type: ignore[arg-type]

    def _paths(self, path: str | None) -> dict[int, str]:
        """Of every unit within a path."""
        inside = within(UNITS.c.id, path)
        return dict(self.connection.execute(select(UNITS.c.id, UNITS.c.path).where(*([] if inside is None else [inside]))).all())

    def _called(self, name: Any, ids: Sequence[int]) -> dict[int, str]:
        """What ids are called; of several activities of one title the newest alone has it bare."""
        found: dict[int, str] = {}
        for some in chunks(sorted(ids)):
            query = select(name.table.c.id, name).where(name.table.c.id.in_(some))
            found |= dict(self.connection.execute(query).all())
        if name is not ACTIVITIES.c.title or len(set(found.values())) == len(found):
            return found
        newest = {title: key for key, title in sorted(found.items())}
        return {key: title if newest[title] == key else self._opened(key, title) for key, title in found.items()}

    def _opened(self, key: int, title: str) -> str:
        at = self.connection.execute(select(ACTIVITIES.c.opened_at).where(ACTIVITIES.c.id == key)).scalar_one()
        return f"{title}（{local_date(at)} 发起，{key}）"
