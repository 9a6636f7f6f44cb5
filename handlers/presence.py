"""Who of a roster came: the marks that the list in the chat and the form share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from handlers.context import Context
from store.attendances import came_by


def marks(ctx: Context, rows: Sequence[Any], came: Sequence[Any]) -> list[str]:
    """For every row of a roster that it waits, or whether it came; empty while nobody has been recorded at the activity."""
    there = came_by(came) if came else None
    return [_mark(ctx, row, there) for row in rows]


def came_words(ctx: Context, came: Sequence[Any]) -> str:
    """`，到场 5 人（没有报名的：钱静）`; empty while nobody came."""
    if not came:
        return ""
    names = [row.name for row in came if not row.signed_up]
    unlisted = ctx.texts("roster.unlisted", names="、".join(names)) if names else ""
    return ctx.texts("roster.came", heads=sum(row.headcount for row in came), unlisted=unlisted)


def _mark(ctx: Context, row: Any, there: Collection[tuple[int | None, str]] | None) -> str:
    if row.state == "waitlisted":
        return ctx.texts("roster.mark_waiting")
    if there is None:
        return ""
    name = () if row.kind == "team" else ((row.unit_id, row.name),)
    return ctx.texts("roster.mark_came" if any(one in there for one in ((row.unit_id, row.person), *name)) else "roster.mark_absent")
