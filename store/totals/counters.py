"""Figures from the counters: one look-up, however long the history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from store.counting import slices
from store.models import Counter, Presence, table
from store.totals.levels import Level
from store.totals.questions import TOTAL, Figures, Question
from store.totals.subjects import Source
from store.units import UNITS, ancestors

COUNTERS = table(Counter)
PRESENCE = table(Presence)


def slice_of(connection: Connection, source: Source, question: Question) -> str | None:
    """The slice that holds exactly what is asked about; None where no counter does."""
    if not source.counted:
        return None
    item = question.activity_id if question.activity_id is not None else question.community_id
    if item is not None:
        return f"k:{item}" if question.since is None and question.until is None else None
    if question.since is None:
        return slices.ALL_TIME if question.until is None or _nothing_after(connection, question, question.until, "9999") else None
    for kind in reversed(slices.DAYS):
        first, last = slices.span(kind, question.since)
        if first != question.since or question.until is None or question.until > last:
            continue
        if question.until == last or _nothing_after(connection, question, question.until, last):
            return f"{kind}:{slices.start(kind, first)}"
    return None


def _nothing_after(connection: Connection, question: Question, day: str, last: str) -> bool:
    """Whether no day after this one, up to the last, has a row."""
    days = (COUNTERS.c.slice > f"d:{day}", COUNTERS.c.slice <= f"d:{last}")
    return connection.execute(_of(question, COUNTERS.c.slice).where(*days, COUNTERS.c.records > 0).limit(1)).first() is None


def total(connection: Connection, source: Source, question: Question, slice_: str) -> Figures:
    """The figures of one slice."""
    row = connection.execute(_of(question, *_figures(source)).where(COUNTERS.c.slice == slice_)).first()
    return _read(source, row) if row is not None else Figures(TOTAL, **dict.fromkeys(source.figures, 0))


def size_of_days(connection: Connection, source: Source, question: Question) -> int | None:
    """What a ranking goes by over a span of days, added up from its days (people alone do not add up); None where no counter does."""
    ends = (question.since, question.until)
    if not source.counted or None in ends or question.activity_id is not None or question.community_id is not None:
        return None
    days = (COUNTERS.c.slice >= f"d:{question.since}", COUNTERS.c.slice <= f"d:{question.until}")
    return int(connection.execute(_of(question, func.coalesce(func.sum(COUNTERS.c[source.sized_by]), 0)).where(*days)).scalar_one())


def slices_of(
    connection: Connection, source: Source, question: Question, kind: str, first: str = "", last: str = "~"
) -> dict[str, Figures]:
    """Every slice of a kind (`k`, `d` …) with anything to count, between two of them, by what follows the colon."""
    between = (COUNTERS.c.slice >= f"{kind}:{first}", COUNTERS.c.slice <= f"{kind}:{last}")
    query = _of(question, COUNTERS.c.slice, *_figures(source)).where(*between, COUNTERS.c.records > 0)
    return {row[0].partition(":")[2]: _read(source, row[1:]) for row in connection.execute(query)}


def units(connection: Connection, source: Source, question: Question, slice_: str, at: Level) -> dict[int, tuple[str, Figures]]:
    """The units right below, each with its name."""
    below = COUNTERS.join(UNITS, COUNTERS.c.scope == UNITS.c.id)
    where = (at.children, COUNTERS.c.subject == question.subject, COUNTERS.c.slice == slice_, COUNTERS.c.records > 0)
    query = select(UNITS.c.id, UNITS.c.name, *_figures(source)).select_from(below).where(*where)
    return {row[0]: (row[1], _read(source, row[2:])) for row in connection.execute(query)}


def known(connection: Connection, at: Level) -> dict[int | None, int]:
    """How many members are known in each unit right below (with all below it), in the unit itself, and without any."""
    below = COUNTERS.join(UNITS, COUNTERS.c.scope == UNITS.c.id)
    where = (at.children, COUNTERS.c.subject == "known", COUNTERS.c.slice == slices.ALL_TIME)
    found = dict(connection.execute(select(UNITS.c.id, COUNTERS.c.people).select_from(below).where(*where)).all())
    own = (PRESENCE.c.subject == "known", PRESENCE.c.slice == slices.ALL_TIME)
    counted = select(func.count()).select_from(PRESENCE).where(*own)
    alone = {at.unit: connection.execute(counted.where(PRESENCE.c.unit == at.unit)).scalar_one()} if at.unit else {}
    return {**found, **alone, None: connection.execute(counted.where(PRESENCE.c.unit == 0)).scalar_one()}


def _of(question: Question, *fields: Any) -> Any:
    scope = ancestors(question.path)[-1] if question.path is not None else 0
    return select(*fields).where(COUNTERS.c.subject == question.subject, COUNTERS.c.scope == scope)


def _figures(source: Source) -> list[Any]:
    return [COUNTERS.c[name] for name in source.figures]


def _read(source: Source, values: Any) -> Figures:
    return Figures(TOTAL, **dict(zip(source.figures, values, strict=True)))
