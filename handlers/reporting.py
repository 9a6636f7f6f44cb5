"""A report's figures: everything is asked of the one definition, over one subtree and one period, beside the period before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from handlers.report_period import Period, Span, period_of
from store.models import Unit
from store.totals import NO_UNIT, Figures, Question
from store.totals.levels import level
from store.unit_of_work import UnitOfWork
from store.units import ancestors

SUBJECTS = ("signups", "attendance", "service", "pairings", "checkins", "works", "programmes")
"""What a report is about, in this order."""
REPORTED = ("signups", "attendance", "pairings", "checkins", "works", "programmes")
"""A unit with a record of any of these has reported."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit's figures of the period, by subject."""

    unit: str
    figures: Mapping[str, Figures]

    def size(self, subject: str) -> int:
        """The figure that a ranking goes by, 0 where there is nothing."""
        return self.figures[subject].size if subject in self.figures else 0


@dataclass(frozen=True, slots=True)
class Report:
    """A weekly or monthly report of one subtree. `missing`: units that have groups and no record of the period.

    `all_pairings` and `difficulties` (children by category) are of all live pairings; the latter is for private chats as it is.
    `silent`: units of the level of `units` without a line there. `days` are figures by day, in a monthly report by week;
    `whole`: it is about every unit.
    """

    kind: str
    label: str
    period: Period
    now: Mapping[str, Figures]
    before: Mapping[str, Figures]
    units: Sequence[UnitLine]
    missing: Sequence[str]
    days: Mapping[str, Sequence[Figures]]
    all_pairings: Figures
    at: datetime
    whole: bool
    difficulties: Mapping[str, int] = field(default_factory=dict)
    silent: Sequence[str] = ()

    def ranked(self, subject: str, most: int) -> list[tuple[str, int]]:
        """The foremost units of a subject, the largest first."""
        sizes = [(line.unit, line.size(subject)) for line in self.units if line.size(subject) and line.unit != NO_UNIT]
        return sorted(sizes, key=lambda pair: (-pair[1], pair[0]))[:most]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was recorded in the period."""
        return not any(self.now[subject].records for subject in SUBJECTS)


def gather(uow: UnitOfWork, kind: str, path: str | None, label: str, at: datetime, period: Period | None = None) -> Report:
    """The report of a subtree (path None: every unit) at a moment, over the days it is due for or those of `period`."""
    period = period or period_of(kind, at)
    now, before = _figures(uow, path, period.now), _figures(uow, path, period.before)
    by = "day" if kind == "weekly" else "week"
    days = {subject: uow.totals.ask(_question(subject, path, period.now, by)) for subject in ("checkins", "signups")}
    everything = uow.totals.total(Question("pairings", path=path))
    difficulties = uow.totals.difficulties(Question("pairings", path=path))
    units, missing = _units(uow, path, period.now), _missing(uow, path, period.now)
    silent = _silent(uow, path, units, missing)
    names = [unit.name for unit in missing]
    return Report(kind, label, period, now, before, units, names, days, everything, at, path is None, difficulties, silent)


def _question(subject: str, path: str | None, span: Span, by: str | None = None) -> Question:
    return Question(subject, by, path, since=span.since, until=span.until)


def _figures(uow: UnitOfWork, path: str | None, span: Span) -> dict[str, Figures]:
    return {subject: uow.totals.total(_question(subject, path, span)) for subject in SUBJECTS}


def _units(uow: UnitOfWork, path: str | None, span: Span) -> list[UnitLine]:
    found: dict[str, dict[str, Figures]] = {}
    for subject in SUBJECTS:
        for row in uow.totals.ask(_question(subject, path, span, "unit")):
            found.setdefault(row.key, {})[subject] = row
    lines = [UnitLine(unit, figures) for unit, figures in found.items() if unit != NO_UNIT or _anything(figures)]
    return sorted(lines, key=lambda line: (line.unit == NO_UNIT, -line.size("checkins"), -line.size("signups"), line.unit))


def _anything(figures: Mapping[str, Figures]) -> bool:
    """What groups that belong to no unit yet have recorded stands beside the units, so that the rows add up to the whole."""
    return any(one.size for one in figures.values())


def _missing(uow: UnitOfWork, path: str | None, span: Span) -> list[Unit]:
    reported = {unit for subject in REPORTED for unit in uow.totals.reported(_question(subject, path, span))}
    groups = uow.groups.in_audience({"all": True}, path)
    bound = sorted({group.unit_id for group in groups if group.unit_id is not None} - reported)
    return [unit for key in bound if (unit := uow.units.by_id(key)) is not None]


def _silent(uow: UnitOfWork, path: str | None, units: Sequence[UnitLine], missing: Sequence[Unit]) -> list[str]:
    """The units of a breakdown's level that have nothing to show, neither themselves nor any below them."""
    base = level(uow.connection, path).path
    depth = len(ancestors(base))
    lines = dict.fromkeys(line.unit for line in units)
    for unit in missing:
        ids = ancestors(unit.path)
        at = ids[0] if not unit.path.startswith(base) else ids[depth] if len(ids) > depth else 0
        found = uow.units.by_id(at) if at else None
        lines |= {found.name: None} if found is not None else {}
    return list(lines)[len(units) :]
