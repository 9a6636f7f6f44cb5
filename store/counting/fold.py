"""Before every commit: what the triggers noted goes into the counters, each counter once, in the order of their keys.

How many people a scope has is exact: a person counts when the first of her rows there comes, and no more when the last has gone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2s
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, text

from store.counting import slices
from store.locks import take_lock

NOTED = (
    "SELECT subject, unit, person, item, on_date, difficulties, difficulty_counts, support, "
    "sum(sign) AS records, sum(sign * heads) AS heads, sum(sign * children) AS children "
    "FROM uncounted GROUP BY subject, unit, person, item, on_date, difficulties, difficulty_counts, support"
)
EMPTY = "DELETE FROM uncounted"
PATHS = text("SELECT id, path FROM unit WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))
PRESENT = text(
    "SELECT person, slice, unit, number FROM presence WHERE subject = :subject AND person IN :people AND slice IN :slices"
).bindparams(bindparam("people", expanding=True), bindparam("slices", expanding=True))
COUNT = (
    "INSERT INTO counter (subject, scope, slice, people, heads, records, children) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (subject, scope, slice) DO UPDATE SET people = counter.people + excluded.people, "
    "heads = counter.heads + excluded.heads, records = counter.records + excluded.records, children = counter.children + excluded.children"
)
KEEP = (
    "INSERT INTO presence (subject, person, slice, unit, number) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (subject, person, slice, unit) DO UPDATE SET number = excluded.number"
)
GONE = "DELETE FROM presence WHERE subject = ? AND person = ? AND slice = ? AND unit = ?"
AT_ONCE = 500
"""Values in one IN list."""

Place = tuple[str, str, str]
"""A subject, a person, a slice."""


def fold(connection: Connection) -> None:
    """Bring the counters up to the rows of this transaction."""
    noted = connection.exec_driver_sql(NOTED).mappings().all()
    if not noted:
        return
    take_lock(connection, "counters")
    changes = Changes()
    for row in noted:
        changes.note(row)
    changes.write(connection)
    connection.exec_driver_sql(EMPTY)


class Changes:
    """What a transaction adds to counters (people, heads, records, children) and to who is present where."""

    def __init__(self) -> None:
        self._figures: dict[tuple[str, int, str], list[int]] = {}
        """By subject, unit and slice; rolled up when the units' paths are known."""
        self._present: dict[Place, dict[int, int]] = {}

    def note(self, row: RowMapping) -> None:
        """A group of noted rows that are alike."""
        subject, unit, person = row["subject"], row["unit"] or 0, _nameless(row["person"])
        for slice_ in _slices(row["on_date"], row["item"]):
            self._add(subject, unit, slice_, 0, row["heads"], row["records"], row["children"])
            if person is not None and row["records"]:
                there = self._present.setdefault((subject, person, slice_), {})
                there[unit] = there.get(unit, 0) + row["records"]
        for slice_, children in _kinds(row):
            self._add(subject, unit, slice_, 0, 0, row["records"], children)

    def _add(self, subject: str, scope: int, slice_: str, *figures: int) -> None:
        there = self._figures.setdefault((subject, scope, slice_), [0, 0, 0, 0])
        for place, figure in enumerate(figures):
            there[place] += figure

    def write(self, connection: Connection) -> None:
        """Store it."""
        before = self._read(connection)
        after = {place: _sum(before.get(place, {}), moved) for place, moved in self._present.items()}
        units = {unit for _, unit, _ in self._figures} | {unit for there in before.values() for unit in there}
        scopes = reach(connection, units)
        counters = self._rolled_up(scopes)
        for (subject, person, slice_), there in after.items():
            was = _union(scopes, before.get((subject, person, slice_), {}))
            now = _union(scopes, (unit for unit, number in there.items() if number > 0))
            for scope in was ^ now:
                counters.setdefault((subject, scope, slice_), [0, 0, 0, 0])[0] += 1 if scope in now else -1
        add_up(connection, counters)
        self._keep(connection, before, after)

    def _read(self, connection: Connection) -> dict[Place, dict[int, int]]:
        """Who is present where, of those who may come or go."""
        wanted: dict[str, tuple[set[str], set[str]]] = {}
        for subject, person, slice_ in self._present:
            people, parts = wanted.setdefault(subject, (set(), set()))
            people.add(person)
            parts.add(slice_)
        found: dict[Place, dict[int, int]] = {}
        for subject, (people, parts) in wanted.items():
            for some in chunks(sorted(people)):
                for few in chunks(sorted(parts)):
                    values = {"subject": subject, "people": some, "slices": few}
                    for person, slice_, unit, number in connection.execute(PRESENT, values):
                        if (subject, person, slice_) in self._present:
                            found.setdefault((subject, person, slice_), {})[unit] = number
        return found

    def _rolled_up(self, scopes: Mapping[int, frozenset[int]]) -> dict[tuple[str, int, str], list[int]]:
        counters: dict[tuple[str, int, str], list[int]] = {}
        for (subject, unit, slice_), figures in self._figures.items():
            if any(figures):
                for scope in scopes[unit]:
                    there = counters.setdefault((subject, scope, slice_), [0, 0, 0, 0])
                    for place, figure in enumerate(figures):
                        there[place] += figure
        return counters

    def _keep(self, connection: Connection, before: Mapping[Place, Mapping[int, int]], after: Mapping[Place, Mapping[int, int]]) -> None:
        kept: list[tuple[Any, ...]] = []
        gone: list[tuple[Any, ...]] = []
        for place, there in after.items():
            for unit, number in there.items():
                if number == before.get(place, {}).get(unit, 0):
                    continue
                if number > 0:
                    kept.append((*place, unit, number))
                else:
                    gone.append((*place, unit))
        _many(connection, KEEP, sorted(kept))
        _many(connection, GONE, gone)


def reach(connection: Connection, units: Collection[int]) -> dict[int, frozenset[int]]:
    """The scopes that count a unit's rows: everything (0), the units above it, itself."""
    found = {unit: frozenset({0}) for unit in (*units, 0)}
    for some in chunks(sorted(units)):
        for unit, path in connection.execute(PATHS, {"ids": some}):
            found[unit] = above(path)
    return found


def above(path: str) -> frozenset[int]:
    """The scopes of a unit by its path."""
    return frozenset({0, *(int(part) for part in path.split("/") if part)})


def chunks(values: Sequence[Any], size: int = AT_ONCE) -> Iterator[Sequence[Any]]:
    """The values, so many at a time."""
    return (values[first : first + size] for first in range(0, len(values), size))


def add_up(connection: Connection, counters: Mapping[tuple[str, int, str], list[int]]) -> None:
    """Add to counters, always in the order of their keys: processes that do so wait for each other, never in a circle."""
    _many(connection, COUNT, [(*key, *figures) for key, figures in sorted(counters.items()) if any(figures)])


def _many(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """A statement for many rows, by the driver itself: there are a score of counters to each row counted."""
    if rows:
        connection.exec_driver_sql(statement if connection.dialect.name == "sqlite" else statement.replace("?", "%s"), rows)


def _nameless(person: str | None) -> str | None:
    """A member by her id, anybody else by a digest: names stay in the rows, where 删除我的信息 finds them."""
    return person if person is None or person.startswith("m:") else blake2s(person.encode(), digest_size=8).hexdigest()


def _slices(on_date: str | None, item: int | None) -> Iterator[str]:
    yield slices.ALL_TIME
    if on_date is not None:
        yield from slices.of_day(on_date)
    if item is not None:
        yield f"k:{item}"


def _kinds(row: RowMapping) -> Iterator[tuple[str, int]]:
    """The difficulties and ways of help of alike pairings, with the children that each adds."""
    if row["difficulties"] is not None:
        counts = json.loads(row["difficulty_counts"]) if row["difficulty_counts"] else None
        # rows that are alike name the same counts; where they have none, the children are those of all of them
        parts = slices.difficulties(row["children"], json.loads(row["difficulties"]), None)
        if counts:
            parts = {kind: number * row["records"] for kind, number in counts.items()}
        yield from ((f"f:{kind}", children) for kind, children in parts.items())
    for way in json.loads(row["support"] or "[]"):
        yield f"s:{way}", row["children"]


def _sum(was: Mapping[int, int], moved: Mapping[int, int]) -> dict[int, int]:
    return {unit: was.get(unit, 0) + moved.get(unit, 0) for unit in {*was, *moved}}


def _union(scopes: Mapping[int, frozenset[int]], units: Iterable[int]) -> frozenset[int]:
    return frozenset().union(*(scopes[unit] for unit in units))
