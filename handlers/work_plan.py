"""The work plan (施工图) as it is told: how far, what is overdue, the table. Its figures come from `store.tasks` alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from handlers.charts import progress_picture, table_picture
from handlers.context import Context
from handlers.files.form import Table
from handlers.files.plan_book import PlanBook, PlanLine, plan_table
from handlers.forms import form_reply
from handlers.language.understanding import Understanding
from handlers.listing import AS_PICTURE, Cell, Listing, listing_reply, picture
from handlers.ports import Pictures
from handlers.reminding import with_hint
from handlers.reply import Reply, Say
from handlers.scope import Scope
from handlers.words import SUBJECTS, day_words, listed
from store.models import TaskDone
from store.tasks import Progress
from store.units import ancestors

CHARTED = range(2, 31)
"""The progress of so many units is drawn as bars too."""
LABEL = 40
"""How much of a measure stands in a picture."""


def shortened(text: str, most: int) -> str:
    """At most so many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def progress_in(ctx: Context, path: str | None) -> list[Progress]:
    """Every task that concerns a subtree."""
    return ctx.uow.tasks.progress(ctx.uow.tasks.active(path), path)


def summary(ctx: Context, rows: Sequence[Progress]) -> str:
    """How many there are, are complete, are overdue."""
    late = [str(one.task.number) for one in rows if one.overdue(ctx.day)]
    done = sum(one.complete for one in rows)
    text = ctx.texts("tasks.summary", total=len(rows), done=done)
    return text + (ctx.texts("tasks.late", number=len(late), which="、".join(late[:8]) + ("等" if len(late) > 8 else "")) if late else "")


def plan_reply(ctx: Context, scope: Scope, rows: Sequence[Progress]) -> Reply:
    """The whole plan: a line of text and a picture; more than sixty lines are a file."""
    line = ctx.texts("tasks.heading", scope=scope.label, day=day_words(ctx.day), summary=summary(ctx, rows))
    if len(rows) > AS_PICTURE:
        return plan_file(ctx, Understanding(), scope, rows, line)
    cells: list[list[Cell]] = [
        [one.task.number, shortened(one.task.measure, LABEL), due_words(one, ctx.today), so_many(one), state(ctx, one)] for one in rows
    ]
    columns = ["序号", "工作措施", "时限", "完成", "情况"]
    draw = partial(table_picture, ctx.texts("tasks.title", scope=scope.label), columns, cells, note=summary(ctx, rows))
    return Reply([Say(line + "\n" + ctx.texts("tasks.how")), picture(ctx, "施工图", draw)])


def so_many(one: Progress) -> str:
    """How many have done it, of how many; of what is voluntary how many."""
    return f"{len(one.ticked)}家" if one.task.voluntary else "{}/{}".format(*one.counts)


def due_words(one: Progress, near: date) -> str:
    """A deadline, or that there is none."""
    return day_words(one.task.due, near) or "长期"


def state(ctx: Context, one: Progress) -> str:
    """Done, overdue, or how many days are left."""
    if one.complete:
        return "已完成"
    if one.task.due is None:
        return "进行中"
    left = (date.fromisoformat(one.task.due) - ctx.today).days
    if left < 0:
        return "逾期" if one.overdue(ctx.day) else "已到期"
    return "今天到期" if left == 0 else f"还有{left}天"


def plan_file(ctx: Context, said: Understanding, scope: Scope, rows: Sequence[Progress], line: str) -> Reply:
    """施工图进度表, with a small picture of a task's first evidence."""
    lines = [_line(ctx, one) for one in rows]
    make = partial(_table, lines, [_first_picture(one) for one in rows], scope.label, summary(ctx, rows), ctx.now, ctx.ports.pictures)
    return form_reply(ctx, said, make, form="施工图进度表", of=scope.label, line=line)


def _line(ctx: Context, one: Progress) -> PlanLine:
    task = one.task
    open_units, shown = "、".join(unit.name for unit in one.open_units), "\n".join(evidence(ctx, one))
    known = (task.number, task.theme, task.measure, due_words(one, ctx.today), task.participants, task.responsible)
    return PlanLine(*known, so_many(one), state(ctx, one), open_units, shown, b"", task.note)


def _first_picture(one: Progress) -> str:
    """The hash of a file; empty where there is none."""
    return next((sha for tick in _ticks(one) for sha in tick.pictures), "")


def _table(lines: Sequence[PlanLine], shas: Sequence[str], scope: str, said: str, now: datetime, pictures: Pictures) -> Table:
    shown = (replace(line, small=pictures.small(sha) if sha else b"") for line, sha in zip(lines, shas, strict=True))
    return plan_table(PlanBook(scope, tuple(shown), now, said))


def _ticks(one: Progress) -> list[TaskDone]:
    """What was ticked off, the whole first."""
    own = [tick for tick in one.ticked.values() if one.closed is None or tick.id != one.closed.id]
    return own if one.closed is None else [one.closed, *own]


def evidence(ctx: Context, one: Progress) -> list[str]:
    """What shows that it is done, unit by unit: its figure, its note."""
    goal = one.task.goal_number
    names = {unit.id: unit.name for unit in one.units}
    lines = []
    for tick in _ticks(one):
        unit = ctx.uow.units.by_id(tick.unit_id)
        photos = ctx.texts("tasks.photos", number=len(tick.pictures)) if tick.pictures else ""
        lines.append(f"{unit.name if unit else ctx.texts('scope.all')}：{day_words(tick.on_date)} {tick.note or '销号'}{photos}")
    return lines + [
        f"{names[key]}：{ctx.texts('tasks.figure', subject=SUBJECTS[str(one.task.goal_subject)], number=number)}"
        for key, number in one.figures.items()
        if goal is not None and number >= goal and key not in one.ticked
    ]


def overdue_reply(ctx: Context, scope: Scope) -> Reply:
    """Units with tasks whose deadline has passed."""
    found = ctx.uow.tasks.overdue(scope.path, ctx.day)
    heading = f"{scope.label} · {SUBJECTS['tasks']}"
    if not found:
        return ctx.say("tasks.none_overdue", heading=heading)
    lines = [f"{unit.name}：第{'、'.join(map(str, numbers[:9]))}{'等' if len(numbers) > 9 else ''}项" for unit, numbers in found.items()]
    rows = [[unit.name, "、".join(map(str, numbers))] for unit, numbers in found.items()]
    line = ctx.texts("tasks.overdue_file", heading=heading, number=len(lines))
    reply = listing_reply(
        ctx,
        lambda: ctx.say("tasks.overdue", heading=heading, number=len(lines), lines=listed(lines)),
        Listing(heading, "逾期单位", ["单位", "逾期任务"], rows, line=line),
    )
    return with_hint(ctx, reply, "tasks")


def figures_reply(ctx: Context, scope: Scope, by: str | None) -> Reply:
    """How far the plan is in a subtree, as a sentence; by unit, a line each."""
    rows = progress_in(ctx, scope.path)
    heading = f"{scope.label} · {SUBJECTS['tasks']}"
    if not rows:
        return ctx.say("tasks.none")
    if by is None:
        return ctx.say("totals.single", heading=heading, lines=summary(ctx, rows))
    units = {unit.id: unit for one in rows for unit in one.units}
    cells: list[list[Cell]] = []
    for unit in sorted(units.values(), key=lambda unit: unit.path):
        hers = [one for one in rows if unit in one.units]
        late = sum(one.overdue(ctx.day) and not one.is_done(unit.id) for one in hers)
        cells.append([unit.name, sum(one.is_done(unit.id) for one in hers), len(hers), late])
    return _by_unit(ctx, heading, cells, summary(ctx, rows))


def _by_unit(ctx: Context, heading: str, cells: list[list[Cell]], total: str) -> Reply:
    lines = [
        ctx.texts("tasks.unit_line", unit=name, done=done, total=of) + (f"，逾期 {late} 项" if late else "")
        for name, done, of, late in cells
    ]
    line = ctx.texts("totals.picture", heading=heading, total=total)
    reply = listing_reply(
        ctx,
        lambda: ctx.say("totals.rows", heading=heading, lines=listed(lines), total=total),
        Listing(heading, "施工图", ["单位", "完成", "任务", "逾期"], cells, note=total, line=line),
    )
    if len(cells) in CHARTED:
        bars = [(str(name), int(done or 0), int(of or 0)) for name, done, of, _ in cells]
        reply.says.append(picture(ctx, "施工图进度", partial(progress_picture, heading, bars, note=total)))
    return reply


def concerns(ctx: Context, task_unit: int | None, path: str | None) -> bool:
    """Whether a plan reaches a subtree, or lies in it."""
    if task_unit is None or path is None:
        return True
    unit = ctx.uow.units.by_id(task_unit)
    return unit is not None and (task_unit in ancestors(path) or unit.path.startswith(path))
