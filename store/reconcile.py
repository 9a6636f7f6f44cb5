"""对账: every counter against the rows, counted a second time by other queries: nothing here is shared with `store.totals`.

Units are walked by their parents, not by their paths; people are told apart from the columns, not from what triggers noted.
"""

# ruff: noqa: S608  (statements are put together from words of this file only)

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import text

from store.repository import Repository

FIGURES = ("people", "heads", "records", "children")
SHARED = (
    "(pairing.shared_with_id IS NULL OR NOT EXISTS "
    "(SELECT 1 FROM pairing AS p WHERE p.id = pairing.shared_with_id AND p.state = 'active') AND pairing.id = "
    "(SELECT min(p.id) FROM pairing AS p WHERE p.state = 'active' AND p.shared_with_id = pairing.shared_with_id))"
)
"""Children helped together count with the first report, or with the first that is left of those that named it."""
ROWS = {
    "signups": (
        "SELECT unit_id AS unit, on_date AS day, activity_id AS item, headcount AS heads, 0 AS children, CASE kind "
        "WHEN 'own' THEN CAST(member_id AS TEXT) WHEN 'named' THEN coalesce(CAST(unit_id AS TEXT), '') || ' ' || person END AS who "
        "FROM signup WHERE state NOT IN ('waitlisted', 'cancelled')"
    ),
    "pairings": (
        f"SELECT unit_id AS unit, on_date AS day, community_id AS item, 0 AS heads, CASE WHEN {SHARED} THEN children ELSE 0 END "
        "AS children, helper || CASE helper_kind WHEN 'collective' THEN '' ELSE ' ' || CAST(member_id AS TEXT) END "
        "|| ' ' || coalesce(CAST(unit_id AS TEXT), '') AS who FROM pairing WHERE state <> 'ended'"
    ),
    "checkins": (
        "SELECT checkin.unit_id AS unit, checkin.on_date AS day, coalesce(study_item.column_id, 0) AS item, 0 AS heads, "
        "0 AS children, CAST(checkin.member_id AS TEXT) AS who FROM checkin LEFT JOIN study_item ON study_item.id = checkin.item_id"
    ),
}
KNOWN = (
    "SELECT unit_id AS unit, CAST(member_id AS TEXT) AS who FROM checkin UNION ALL "
    "SELECT work_group.unit_id, CAST(member.id AS TEXT) FROM member JOIN work_group ON work_group.id = member.home_group_id"
)
"""Who is known where, and how often."""
PARTS = {"": "''", "y": "substr(day, 1, 4)", "m": "substr(day, 1, 7)", "w": "", "d": "day", "k": "CAST(item AS TEXT)"}
MONDAY = {
    "sqlite": "date(day, '-' || ((CAST(strftime('%w', day) AS INTEGER) + 6) % 7) || ' days')",
    "postgresql": "to_char(CAST(day AS date) - (CAST(extract(isodow FROM CAST(day AS date)) AS integer) - 1), 'YYYY-MM-DD')",
}
UP = (
    "WITH RECURSIVE up(unit, scope) AS (SELECT id, id FROM unit UNION ALL "
    "SELECT up.unit, unit.parent_id FROM up JOIN unit ON unit.id = up.scope WHERE unit.parent_id IS NOT NULL) "
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that the counters say differently from the rows. `unit` 0 is everything; `slice` as in `Counter`."""

    subject: str
    unit: int
    slice: str
    figure: str
    counted: int
    found: int


@dataclass(frozen=True, slots=True)
class Compared:
    """How many figures were compared, and those that differ."""

    figures: int
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is compared: some subjects, some scopes (None: every one), some kinds of slices, some days."""

    subjects: Sequence[str] = (*ROWS, "known")
    scopes: frozenset[int] | None = None
    kinds: str = "*ymwdkfs"
    since: str = ""
    until: str = "9999"

    def of(self, scope: str) -> str:
        """The further condition that a scope is one of these."""
        return "" if self.scopes is None else f" AND {scope} IN ({', '.join(map(str, sorted(self.scopes))) or 'NULL'})"


Found = Iterator[tuple[int, str, tuple[int, ...]]]
"""Scope, slice, the four figures; the scopes in their order."""


class Reconcile(Repository):
    """Compares."""

    def compare(self, bounds: Bounds | None = None) -> Compared:
        """Every counter within the bounds against the rows."""
        bounds = bounds or Bounds()
        figures, differences = 0, []
        for subject in bounds.subjects:
            for kind in bounds.kinds:
                if (subject == "known") <= (kind == "*") and (subject == "pairings" or kind not in "fs"):
                    number, found = self._one(bounds, subject, kind.strip("*"))
                    figures += number
                    differences += found
        return Compared(figures, differences)

    def _one(self, bounds: Bounds, subject: str, kind: str) -> tuple[int, list[Difference]]:
        compared, differences = 0, []
        found = self._kinds(bounds, kind) if kind in ("f", "s") else self._found(bounds, subject, kind)
        for scope, counted, there in _side_by_side(self._counted(bounds, subject, kind), found):
            for slice_ in counted.keys() | there.keys():
                pairs = zip(FIGURES, counted.get(slice_, (0,) * 4), there.get(slice_, (0,) * 4), strict=True)
                compared += len(FIGURES)
                differences += [Difference(subject, scope, slice_, name, was, now) for name, was, now in pairs if was != now]
        return compared, differences

    def _counted(self, bounds: Bounds, subject: str, kind: str) -> Found:
        query = (
            "SELECT scope, slice, people, heads, records, children FROM counter WHERE subject = :subject AND slice >= :low "
            f"AND slice <= :high AND (people <> 0 OR heads <> 0 OR records <> 0 OR children <> 0){bounds.of('scope')} ORDER BY scope"
        )
        low, high = (
            (f"{kind}:{bounds.since if kind == 'd' else ''}", f"{kind}:{bounds.until if kind == 'd' else '~'}") if kind else ("", "")
        )
        for scope, slice_, *figures in self.connection.execute(text(query), {"subject": subject, "low": low, "high": high}):
            yield scope, slice_, tuple(figures)

    def _found(self, bounds: Bounds, subject: str, kind: str) -> Found:
        if subject == "known":
            rows = f"SELECT unit, '' AS day, 0 AS item, 0 AS heads, 0 AS children, who FROM ({KNOWN}) AS known"
            fields = "count(DISTINCT who), 0, count(*), 0"
        else:
            rows, fields = ROWS[subject], "count(DISTINCT who), sum(heads), count(*), sum(children)"
        part = PARTS[kind] if kind != "w" else MONDAY[self.connection.dialect.name]
        within = "WHERE day BETWEEN :since AND :until" if kind == "d" else ""
        query = (
            f"{UP}, one AS (SELECT * FROM ({rows}) AS every_one {within}), reached AS ("
            f"SELECT up.scope AS scope, one.* FROM one JOIN up ON up.unit = one.unit WHERE true{bounds.of('up.scope')} UNION ALL "
            f"SELECT 0, one.* FROM one WHERE true{bounds.of('0')}) "
            f"SELECT scope, {part} AS part, {fields} FROM reached GROUP BY scope, part ORDER BY scope"
        )
        days = {"since": bounds.since, "until": bounds.until} if within else {}
        for scope, named, *figures in self.connection.execute(text(query), days):
            yield scope, f"{kind}:{named}" if kind else "", tuple(int(figure) for figure in figures)

    def _kinds(self, bounds: Bounds, kind: str) -> Found:
        """Difficulties and ways of help, row by row."""
        parents: dict[int, int | None] = dict(self.connection.execute(text("SELECT id, parent_id FROM unit")).all())
        sums: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
        query = (
            f"SELECT unit_id, children, {SHARED}, shared_with_id IS NULL, CAST(difficulties AS TEXT), "
            "CAST(difficulty_counts AS TEXT), CAST(support AS TEXT) FROM pairing WHERE state <> 'ended'"
        )
        for unit, children, counts, first, names, said, ways in self.connection.execute(text(query)):
            here = _by_difficulty(children, names, said) if kind == "f" else dict.fromkeys(json.loads(ways), children)
            for scope in (0, *_upwards(parents, unit)) if first or kind == "s" else ():
                for name, number in here.items():
                    figures = sums[scope][f"{kind}:{name}"]
                    figures[2] += 1
                    figures[3] += number if counts else 0
        for scope in sorted(sums if bounds.scopes is None else bounds.scopes & sums.keys()):
            yield from ((scope, slice_, tuple(figures)) for slice_, figures in sums[scope].items())


def _by_difficulty(children: int, names: str, said: str | None) -> dict[str, int]:
    counts: dict[str, int] = json.loads(said) if said and said != "null" else {}
    kinds = json.loads(names)
    return counts or ({kinds[0]: children} if len(kinds) == 1 else {"unspecified": children})


def _upwards(parents: Mapping[int, int | None], unit: int | None) -> Iterator[int]:
    while unit is not None:
        yield unit
        unit = parents[unit]


def _side_by_side(counted: Found, found: Found) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Both, scope by scope."""
    empty: tuple[None, dict[str, Any]] = (None, {})
    streams = [
        ((scope, {slice_: figures for _, slice_, figures in rows}) for scope, rows in groupby(each, itemgetter(0)))
        for each in (counted, found)
    ]
    left, right = (next(stream, empty) for stream in streams)
    while left[0] is not None or right[0] is not None:
        scope = min(each[0] for each in (left, right) if each[0] is not None)
        yield scope, left[1] if left[0] == scope else {}, right[1] if right[0] == scope else {}
        left = next(streams[0], empty) if left[0] == scope else left
        right = next(streams[1], empty) if right[0] == scope else right
