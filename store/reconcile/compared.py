"""What is compared, and how two streams of figures are laid side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

COUNTED = ("people", "heads", "records", "children")
FIGURES = {
    "signups": COUNTED,
    "pairings": COUNTED,
    "checkins": COUNTED,
    "attendance": ("people", "heads", "records"),
    "service": ("people", "heads", "records", "minutes"),
    "works": ("people", "records"),
    "programmes": ("records", "sessions"),
    "deliveries": ("records",),
    "tasks": ("done", "units", "ticked", "reached"),
    "known": COUNTED,
}
"""What is said of each subject. Of tasks: units that have done one and that have to, 销号, a single unit's figure so far."""
SUBJECTS = tuple(FIGURES)[:-1]
"""What people may ask about; `known` belongs to the check-ins."""
KINDS = {
    "signups": "*ymwdk",
    "pairings": "*ymwdkfs",
    "checkins": "*ymwdk",
    "attendance": "*ymdku",
    "service": "*ymdku",
    "works": "*ymdku",
    "programmes": "*ymdul",
    "deliveries": "*ymdkuth",
    "tasks": "k",
    "known": "*",
}
"""The kinds of slices that a subject has: all of it, years, months, weeks (by their Monday), days, items (activities,
communities, columns, tasks), difficulties, ways of help; units right below, states, states as 送达 says them, and all of it as
活动目录清单 has it."""
SPANNED = "*dkuthl"
"""Those that say something about a span of days, where the rows are asked."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is said differently from the rows. `unit` 0 is everything; `slice` as in `Counter` and `KINDS`."""

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

    @property
    def in_counters(self) -> bool:
        """Whether a counter differs: counting anew mends that, and nothing else."""
        return any(not from_rows(one.subject) for one in self.differences)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is compared: some subjects, some scopes (None: every one), some kinds of slices, some days.

    What no counter holds is asked where `scopes.asked` says. Of a span of days the counters are compared day by day; what is
    answered from the rows also as a whole. The work plan has no days: it is left out.
    """

    subjects: Sequence[str] = (*SUBJECTS, "known")
    scopes: frozenset[int] | None = None
    kinds: str = "*ymwdkfsuthl"
    since: str = ""
    until: str = "9999"

    @property
    def spanned(self) -> bool:
        """Whether only some days are compared."""
        return (self.since, self.until) != ("", "9999")

    def kinds_of(self, subject: str) -> list[str]:
        """The kinds of slices of a subject that are compared."""
        if self.spanned and subject == "tasks":
            return []
        wanted = SPANNED if self.spanned and from_rows(subject) else self.kinds
        return [kind.strip("*") for kind in wanted if kind in KINDS[subject]]

    def of(self, scope: str) -> str:
        """The further condition that a scope is one of these."""
        return "" if self.scopes is None else f" AND {scope} IN ({', '.join(map(str, sorted(self.scopes))) or 'NULL'})"

    def has(self, scope: int) -> bool:
        """Whether a scope is one of these."""
        return self.scopes is None or scope in self.scopes


Found = Iterator[tuple[int, str, tuple[int, ...]]]
"""Scope, slice, the figures of the subject; the scopes in their order."""


def from_rows(subject: str) -> bool:
    """Whether its figures are answered from the rows: no counter holds them."""
    return FIGURES[subject] is not COUNTED


def differing(subject: str, said: Found, found: Found) -> Compared:
    """What is said of a subject against what the rows say."""
    names = FIGURES[subject]
    none = (0,) * len(names)
    figures, differences = 0, []
    for scope, counted, there in _side_by_side(said, found):
        for slice_ in counted.keys() | there.keys():
            pairs = zip(names, counted.get(slice_, none), there.get(slice_, none), strict=True)
            figures += len(names)
            differences += [Difference(subject, scope, slice_, name, was, now) for name, was, now in pairs if was != now]
    return Compared(figures, differences)


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
