"""The rows, counted a second time."""

# ruff: noqa: S608  (statements are put together from words of this folder only)

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from store.reconcile.compared import FIGURES, Bounds, Found, from_rows
from store.reconcile.statements import DIALECTS, HANDED, HOMES, PARTS, ROWS, SHARED, TABLES, UP, UP_BY_PART

OF_DIALECT = re.compile(r"\{(\w+):([^}]*)\}")
ONLY_TREE = "SELECT id FROM unit WHERE parent_id IS NULL AND EXISTS (SELECT 1 FROM unit AS child WHERE child.parent_id = unit.id) LIMIT 2"


class Recount:
    """Counts the rows of one database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def found(self, bounds: Bounds, subject: str, kind: str) -> Found:
        """The figures of a subject by the slices of a kind (empty: all of it) in each scope."""
        if kind in ("f", "s"):
            return self._by_word(bounds, kind)
        statement = self._by_part(bounds, subject) if kind == "u" else self._by_slice(bounds, subject, kind)
        return self._read(statement, self._days(bounds, subject, kind), kind)

    def homes(self, subject: str) -> set[int]:
        """Every unit with rows of a subject, of any state, in itself or below it."""
        rows = f"{UP}SELECT DISTINCT up.scope FROM up WHERE up.unit IN ({HOMES[subject]})"
        return set(self._connection.execute(text(rows)).scalars())

    def size(self, subjects: Sequence[str]) -> int:
        """About how many rows there are of these subjects in all."""
        tables = sorted({TABLES[subject] for subject in subjects})
        newest = (f"SELECT coalesce(max(id), 0) FROM {table}" for table in tables)
        return sum(int(self._connection.execute(text(query)).scalar_one()) for query in newest)

    def goal(self, subject: str, figure: str, item: int | None, since: str) -> dict[int, int]:
        """One figure of a subject from a day on (of one activity) by unit, each with all below it."""
        of = "" if item is None else " AND item = :item"
        query = (
            f"{UP}, one AS (SELECT * FROM ({self._rows(subject)}) AS every_one WHERE day >= :since{of}) "
            f"SELECT up.scope, {_sum(figure)} FROM one JOIN up ON up.unit = one.unit GROUP BY up.scope"
        )
        values: dict[str, Any] = {"since": since} | ({} if item is None else {"item": item})
        return {scope: int(number) for scope, number in self._connection.execute(text(query), values)}

    def _read(self, query: str, days: Mapping[str, Any], kind: str) -> Found:
        for scope, named, *figures in self._connection.execute(text(query), days):
            yield scope, f"{kind}:{named}" if kind else "", tuple(int(figure) for figure in figures)

    def _by_slice(self, bounds: Bounds, subject: str, kind: str) -> str:
        rows = HANDED.format(self._rows(subject)) if kind == "h" else self._rows(subject)
        within = "WHERE day BETWEEN :since AND :until" if self._days(bounds, subject, kind) else ""
        return (
            f"{UP}, one AS (SELECT * FROM ({rows}) AS every_one {within}), reached AS ("
            f"SELECT up.scope AS scope, one.* FROM one JOIN up ON up.unit = one.unit WHERE true{bounds.of('up.scope')}"
            f"{' UNION ALL SELECT 0, one.* FROM one' if bounds.has(0) else ''}) "
            f"SELECT scope, {self._dialect(PARTS[kind])} AS part, {_fields(subject)} FROM reached GROUP BY scope, part ORDER BY scope"
        )

    def _by_part(self, bounds: Bounds, subject: str) -> str:
        """By the units right below; of everything by the roots, or where one of them alone has units below it, by these in its stead."""
        trees = list(self._connection.execute(text(ONLY_TREE)).scalars())
        only = trees[0] if len(trees) == 1 else -1
        within = "WHERE day BETWEEN :since AND :until" if bounds.spanned else ""
        everything = (
            f" UNION ALL SELECT 0, CASE WHEN up.scope = {only} THEN up.part ELSE up.scope END, one.* "
            "FROM one JOIN up ON up.unit = one.unit JOIN unit AS root ON root.id = up.scope WHERE root.parent_id IS NULL "
            "UNION ALL SELECT 0, 0, one.* FROM one WHERE one.unit IS NULL"
        )
        return (
            f"{UP_BY_PART}, one AS (SELECT * FROM ({self._rows(subject)}) AS every_one {within}), reached AS ("
            "SELECT up.scope AS scope, up.part AS part, one.* FROM one JOIN up ON up.unit = one.unit "
            f"WHERE true{bounds.of('up.scope')}{everything if bounds.has(0) else ''}) "
            f"SELECT scope, part, {_fields(subject)} FROM reached GROUP BY scope, part ORDER BY scope"
        )

    def _days(self, bounds: Bounds, subject: str, kind: str) -> dict[str, str]:
        """The span that is asked about, where there is one for such a slice."""
        bound = bounds.spanned if from_rows(subject) else kind == "d"
        return {"since": bounds.since, "until": bounds.until} if bound else {}

    def _rows(self, subject: str) -> str:
        return self._dialect(ROWS[subject])

    def _dialect(self, statement: str) -> str:
        words = DIALECTS[self._connection.dialect.name]
        return OF_DIALECT.sub(lambda hit: words[hit[1]].format(hit[2]), statement)

    def _by_word(self, bounds: Bounds, kind: str) -> Found:
        """Difficulties and ways of help, row by row."""
        parents: dict[int, int | None] = dict(self._connection.execute(text("SELECT id, parent_id FROM unit")).all())
        sums: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
        query = (
            f"SELECT unit_id, children, {SHARED}, shared_with_id IS NULL, CAST(difficulties AS TEXT), "
            "CAST(difficulty_counts AS TEXT), CAST(support AS TEXT) FROM pairing WHERE state <> 'ended'"
        )
        for unit, children, counts, first, names, said, ways in self._connection.execute(text(query)):
            here = _by_difficulty(children, names, said) if kind == "f" else dict.fromkeys(json.loads(ways), children)
            for scope in (0, *upwards(parents, unit)) if first or kind == "s" else ():
                for name, number in here.items():
                    figures = sums[scope][f"{kind}:{name}"]
                    figures[2] += 1
                    figures[3] += number if counts else 0
        for scope in sorted(sums if bounds.scopes is None else bounds.scopes & sums.keys()):
            yield from ((scope, slice_, tuple(figures)) for slice_, figures in sums[scope].items())


def upwards(parents: Mapping[int, int | None], unit: int | None) -> Iterator[int]:
    """A unit and every unit above it."""
    while unit is not None:
        yield unit
        unit = parents[unit]


def _fields(subject: str) -> str:
    figures = FIGURES[subject]
    fields = [_sum(figure) for figure in figures]
    return ", ".join(fields) if subject != "known" else "count(DISTINCT who), 0, count(*), 0"


def _sum(figure: str) -> str:
    return {"people": "count(DISTINCT who)", "records": "count(*)"}.get(figure, f"sum({figure})")


def _by_difficulty(children: int, names: str, said: str | None) -> dict[str, int]:
    counts: dict[str, int] = json.loads(said) if said and said != "null" else {}
    kinds = json.loads(names)
    return counts or ({kinds[0]: children} if len(kinds) == 1 else {"unspecified": children})
