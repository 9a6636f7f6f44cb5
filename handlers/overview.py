"""统计 按单位, without a subject: sign-ups, children and check-ins of every unit, day, week or month side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.context import Context
from handlers.listing import Cell, Listing, listing_reply
from handlers.reply import Reply
from handlers.trends import TIMES, said_time
from handlers.words import listed
from store.totals import NO_UNIT, Question

SUBJECTS = ("signups", "pairings", "checkins")
"""What 统计 tells of by itself."""
SPLIT = ("unit", *TIMES)
"""How all of these can be broken down."""
HEADS = ("报名人次", "帮扶儿童", "打卡人次")


def side_by_side(ctx: Context, asked: Sequence[Question], heading: str, by: tuple[str, str], sums: Sequence[str]) -> Reply:
    """One line a part with its three figures. `by` is the breakdown and what it is called; `sums` say the whole."""
    sizes: dict[str, dict[str, int]] = {}
    for question in asked:
        for row in ctx.uow.totals.ask(question):
            sizes.setdefault(row.key, {})[question.subject] = row.size
    heading = f"{heading} · 按{by[1]}"
    if not sizes:
        return ctx.say("totals.nothing", heading=heading)
    cells = [_cells(key if by[0] == "unit" else said_time(key, by[0], ctx.today), sizes[key]) for key in _order(sizes, by[0])]
    lines = [
        ctx.texts("totals.side_by_side", part=name, heads=heads, children=children, times=times) for name, heads, children, times in cells
    ]
    total = "；".join(sums)
    return listing_reply(
        ctx,
        lambda: ctx.say("totals.rows", heading=heading, lines=listed(lines), total="\n".join(sums)),
        Listing(heading, "统计", [by[1], *HEADS], cells, note=total, line=ctx.texts("totals.picture", heading=heading, total=total)),
    )


def _order(sizes: Mapping[str, Mapping[str, int]], by: str) -> list[str]:
    """Days as they follow; units by their figures, largest first, what belongs to none last."""
    if by in TIMES:
        return sorted(sizes)
    return sorted(sizes, key=lambda key: (key == NO_UNIT, *(-sizes[key].get(subject, 0) for subject in SUBJECTS), key))


def _cells(name: str, sizes: Mapping[str, int]) -> list[Cell]:
    return [name, *(sizes.get(subject, 0) for subject in SUBJECTS)]
