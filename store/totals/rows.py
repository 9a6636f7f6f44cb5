"""Figures straight from the rows: the work grows with the rows inside period and scope."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, Text, case, cast, func, select

from store.counting.slices import difficulties
from store.pairings import PAIRINGS
from store.totals.questions import TOTAL, Figures, Question
from store.totals.subjects import Source
from store.units import within


def total(connection: Connection, source: Source, question: Question, *further: Any) -> Figures:
    """The single row of a question; `further` are conditions beside those of the question."""
    query = where(select(*source.figures.values()).select_from(source.tables), source, question).where(*further)
    return figures(TOTAL, source, connection.execute(query).one())


def size(connection: Connection, source: Source, question: Question) -> int:
    """What a ranking goes by, alone."""
    query = where(select(source.added[source.sized_by]).select_from(source.tables), source, question)
    return int(connection.execute(query).scalar_one())


def days(connection: Connection, source: Source, question: Question) -> tuple[str | None, str | None]:
    """The first and the last day with a row."""
    span = where(select(func.min(source.day), func.max(source.day)).select_from(source.tables), source, question)
    first, last = connection.execute(span).one()
    return first, last


def kinds(connection: Connection, source: Source, question: Question) -> Iterator[tuple[str, int, int]]:
    """By difficulty or way of help: (kind, pairings, children, those shared by several helpers once), a kind more than once."""
    children = case((PAIRINGS.c.shared_with_id.is_(None), PAIRINGS.c.children), else_=0)
    told: list[Any] = [cast(column, Text) for column in (PAIRINGS.c.difficulties, PAIRINGS.c.difficulty_counts, PAIRINGS.c.support)]
    first = PAIRINGS.c.shared_with_id.is_(None)
    query: Select[Any] = select(*told, first, func.count(), func.sum(children)).select_from(source.tables)
    for names, counts, ways, counts_here, records, summed in connection.execute(where(query, source, question).group_by(*told, first)):
        if question.by == "support":
            yield from ((way, records, summed) for way in json.loads(ways))
        elif counts_here:
            said = json.loads(counts) if counts else None
            for kind, number in difficulties(summed, json.loads(names), said).items():
                yield kind, records, number * records if said else number


def where(query: Select[Any], source: Source, question: Question) -> Select[Any]:
    """A query within what is asked about."""
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


def figures(key: str, source: Source, values: Any) -> Figures:
    """Values in the order of the source's figures."""
    return Figures(key, **{name: int(value) for name, value in zip(source.figures, values, strict=True)})
