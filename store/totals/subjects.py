"""Where each subject's rows are and what its figures are: one entry a subject.

To add a subject: a function that gives its `Source`, and a line in `SUBJECTS`. It is answered from its rows. To add a figure:
a line in its `sums` and, where it is new, a field of `Figures`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, distinct, func

from store.activities import ACTIVITIES
from store.attendances import ATTENDANCES, PRESENT
from store.checkins import CHECKINS
from store.groups import GROUPS
from store.pairings import COMMUNITIES, LIVE, PAIRINGS
from store.programmes import PROGRAMMES
from store.pushes import DELIVERIES, PUSHES
from store.signups import SIGNUPS
from store.study import COLUMNS, ITEMS
from store.totals.questions import SIZED_BY
from store.works import WORKS

OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Source:
    """A subject's rows: tables, the fixed condition, the day, the unit, the keys it is broken down by, the figures.

    `sums` has every figure that adds up, as what one row adds to it (None: one). `person` is who a row is of: people are told
    apart by it, NULL is nobody by name. `names` says what a key that is an id is called: the table with `id` and the column of
    the name. `counted`: the counters hold it, by the key `item`.
    """

    tables: Any
    where: tuple[ColumnElement[bool], ...]
    day: Any
    unit: Any
    keys: Mapping[str, Any]
    sums: Mapping[str, Any]
    person: Any = None
    names: Mapping[str, Any] = field(default_factory=dict)
    activity: Any = None
    community: Any = None
    counted: bool = False
    item: str | None = None
    kinds: tuple[str, ...] = ()
    """Further breakdowns, by what is written in a row: difficulties, ways of help."""

    @property
    def added(self) -> dict[str, Any]:
        """Every figure that adds up, of many rows."""
        return {name: func.count() if each is None else func.coalesce(func.sum(each), 0) for name, each in self.sums.items()}

    @property
    def sized_by(self) -> str:
        """The figure that a ranking goes by."""
        return next(name for name in SIZED_BY if name in self.sums)

    @property
    def figures(self) -> dict[str, Any]:
        """Every figure, of many rows."""
        return self.added if self.person is None else {"people": func.count(distinct(self.person)), **self.added}


def _signups() -> Source:
    named = _text(func.coalesce(SIGNUPS.c.unit_id, 0)).concat("|").concat(SIGNUPS.c.person)
    person = case(
        (SIGNUPS.c.kind == "own", _text(SIGNUPS.c.member_id)),
        (SIGNUPS.c.kind != "team", named),
    )
    return Source(
        SIGNUPS,
        (SIGNUPS.c.state == "confirmed",),
        SIGNUPS.c.on_date,
        SIGNUPS.c.unit_id,
        {"activity": SIGNUPS.c.activity_id},
        {"heads": SIGNUPS.c.headcount, "records": None},
        person,
        {"activity": ACTIVITIES.c.title},
        activity=SIGNUPS.c.activity_id,
        counted=True,
        item="activity",
    )


def _pairings() -> Source:
    helper = _text(func.coalesce(PAIRINGS.c.unit_id, 0)).concat("|").concat(PAIRINGS.c.helper)
    helper = case((PAIRINGS.c.helper_kind == "individual", helper.concat("|").concat(_text(PAIRINGS.c.member_id))), else_=helper)
    return Source(
        PAIRINGS,
        (LIVE,),
        PAIRINGS.c.on_date,
        PAIRINGS.c.unit_id,
        {"community": PAIRINGS.c.community_id},
        {"records": None, "children": case((PAIRINGS.c.shared_with_id.is_(None), PAIRINGS.c.children), else_=0)},
        helper,
        {"community": COMMUNITIES.c.name},
        community=PAIRINGS.c.community_id,
        counted=True,
        item="community",
        kinds=("difficulty", "support"),
    )


def _checkins() -> Source:
    return Source(
        CHECKINS.outerjoin(ITEMS, CHECKINS.c.item_id == ITEMS.c.id),
        (),
        CHECKINS.c.on_date,
        CHECKINS.c.unit_id,
        {"column": func.coalesce(ITEMS.c.column_id, 0)},
        {"records": None},
        CHECKINS.c.member_id,
        {"column": COLUMNS.c.name},
        counted=True,
        item="column",
    )


def _deliveries() -> Source:
    tables = DELIVERIES.join(GROUPS, DELIVERIES.c.group_id == GROUPS.c.id).join(PUSHES, DELIVERIES.c.push_id == PUSHES.c.id)
    return Source(
        tables.outerjoin(ITEMS, PUSHES.c.item_id == ITEMS.c.id),
        (),
        DELIVERIES.c.on_date,
        GROUPS.c.unit_id,
        {"state": DELIVERIES.c.state, "column": func.coalesce(ITEMS.c.column_id, 0)},
        {"records": None},
        names={"column": COLUMNS.c.name},
    )


def _works() -> Source:
    return Source(
        WORKS,
        (WORKS.c.state == "kept",),
        WORKS.c.on_date,
        WORKS.c.unit_id,
        {"activity": WORKS.c.activity_id},
        {"records": None},
        WORKS.c.member_id,
        {"activity": ACTIVITIES.c.title},
        activity=WORKS.c.activity_id,
    )


def _programmes() -> Source:
    return Source(
        PROGRAMMES,
        (PROGRAMMES.c.state == "active",),
        PROGRAMMES.c.on_date,
        PROGRAMMES.c.unit_id,
        {},
        {"records": None, "sessions": PROGRAMMES.c.sessions},
    )


def _attendance(*known: ColumnElement[bool], **more: Any) -> Source:
    named = _text(func.coalesce(ATTENDANCES.c.unit_id, 0)).concat("|").concat(ATTENDANCES.c.person)
    person = case((ATTENDANCES.c.kind == "own", _text(ATTENDANCES.c.member_id)), (ATTENDANCES.c.kind == "named", named))
    return Source(
        ATTENDANCES,
        (PRESENT, *known),
        ATTENDANCES.c.on_date,
        ATTENDANCES.c.unit_id,
        {"activity": ATTENDANCES.c.activity_id},
        {"heads": ATTENDANCES.c.headcount, "records": None, **more},
        person,
        {"activity": ACTIVITIES.c.title},
        activity=ATTENDANCES.c.activity_id,
    )


def _service() -> Source:
    return _attendance(ATTENDANCES.c.minutes.is_not(None), minutes=ATTENDANCES.c.minutes * ATTENDANCES.c.headcount)


SUBJECTS: dict[str, Callable[[], Source]] = {
    "signups": _signups,
    "pairings": _pairings,
    "checkins": _checkins,
    "deliveries": _deliveries,
    "works": _works,
    "programmes": _programmes,
    "attendance": _attendance,
    "service": _service,
}


def _text(column: Any) -> Any:
    return cast(column, String)
