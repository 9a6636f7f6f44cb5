"""A unit hangs elsewhere: what it counts goes with it, from the units it was below to those it is below now."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from store.counting.fold import above, add_up
from store.locks import take_lock

COUNTS = text("SELECT 1 FROM counter WHERE scope = :unit LIMIT 1")
ADDED = ", ".join(f"{figure} = counter.{figure} + excluded.{figure}" for figure in ("people", "heads", "records", "children"))
SHIFT = text(
    "INSERT INTO counter (subject, scope, slice, people, heads, records, children) "  # noqa: S608  (only words of this file)
    "SELECT subject, :scope, slice, :sign * people, :sign * heads, :sign * records, :sign * children FROM counter "
    "WHERE scope = :unit ON CONFLICT (subject, scope, slice) DO UPDATE SET " + ADDED
)
ELSEWHERE = text(
    "SELECT p.subject, p.person, p.slice, unit.path FROM presence AS p "
    "LEFT JOIN unit ON unit.id = p.unit WHERE (p.subject, p.person) IN ("
    "SELECT a.subject, a.person FROM unit JOIN presence AS a ON a.unit = unit.id AND a.slice = '' "
    "WHERE unit.path LIKE :below AND EXISTS (SELECT 1 FROM presence AS b "
    "WHERE b.subject = a.subject AND b.person = a.person AND b.slice = '' AND b.unit <> a.unit)) "
    "ORDER BY p.subject, p.person, p.slice"
)
"""Whoever is counted in the unit or below it and in another unit as well: in every slice, the units she is counted in."""


def moved(connection: Connection, unit: int, old: str, new: str) -> None:
    """Bring the counters after a unit whose path was `old` and is `new`, with all below it."""
    take_lock(connection, "counters")
    if connection.execute(COUNTS, {"unit": unit}).first() is None:
        return
    lost, gained = above(old) - above(new), above(new) - above(old)
    for sign, scopes in ((1, gained), (-1, lost)):
        for scope in sorted(scopes):
            connection.execute(SHIFT, {"scope": scope, "sign": sign, "unit": unit})
    counters: dict[tuple[str, int, str], list[int]] = {}
    for subject, slice_, paths in _in_several(connection, new):
        inside = [path for path in paths if path.startswith(new)]
        if not inside:
            continue
        outside = frozenset[int]().union(*(above(path) for path in paths if not path.startswith(new)))
        # the shift took one away from each scope lost and gave one to each gained, for which she may be counted elsewhere too
        for scope in (gained | lost) & outside:
            counters.setdefault((subject, scope, slice_), [0, 0, 0, 0])[0] += -1 if scope in gained else 1
    add_up(connection, counters)


def _in_several(connection: Connection, new: str) -> Iterator[tuple[str, str, list[str]]]:
    """Subject, slice and the paths of the units, for each person and slice."""
    at: tuple[str, str, str] | None = None
    paths: list[str] = []
    for subject, person, slice_, path in connection.execute(ELSEWHERE, {"below": new + "%"}):
        if at is not None and at != (subject, person, slice_):
            yield at[0], at[2], paths
            paths = []
        at = (subject, person, slice_)
        paths.append(path or "")
    if at is not None:
        yield at[0], at[2], paths
