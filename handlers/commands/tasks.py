"""施工图、销号、修改任务: the work plan shown, ticked off, put right."""

from __future__ import annotations

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.reach import organizes
from handlers.reply import Ask, Reply, Say
from handlers.scope import scope_of
from handlers.words import SUBJECTS, day_words
from handlers.work_plan import concerns, due_words, evidence, plan_reply, progress_in, shortened, state
from store.models import Task, Unit
from store.tasks import SHOWN_FOR, Progress, Said

ASKED_AGAIN = ("tasks.unknown", "tasks.not_theirs")
"""Faults that another number mends. Until it is said, her pictures show nothing: not what she ticked off before."""
NAMED = 12
"""So many units are named, of more only the number."""


def show(ctx: Context, said: Understanding) -> Reply:
    """The plan, or one task of it; of her own unit, or all that her role reaches."""
    scope = scope_of(ctx, said)
    if "task" not in said.slots:
        rows = progress_in(ctx, scope.path)
        return plan_reply(ctx, scope, rows) if rows else ctx.say("tasks.none")
    task = _task(ctx, said)
    found = ctx.uow.tasks.progress([task], scope.path)
    if not found:
        raise UserInputError("tasks.not_theirs", number=task.number, unit=scope.label)
    return Reply.text("\n".join(_lines(ctx, found[0])))


def _task(ctx: Context, said: Understanding) -> Task:
    number = int(said.slots["task"])
    task = ctx.uow.tasks.numbered(number)
    if task is None or task.state != "active":
        raise UserInputError("tasks.unknown", number=number)
    return task


def _lines(ctx: Context, one: Progress) -> list[str]:
    """One task, line by line."""
    task = one.task
    theme = f"（{task.theme}）" if task.theme else ""
    lines = [f"第{task.number}项{theme}", shortened(task.measure, 56)]
    lines.append(f"时限：{due_words(one, ctx.today)}（{state(ctx, one)}）")
    if task.participants:
        lines.append(f"参加：{shortened(task.participants, 40)}")
    if task.responsible:
        lines.append(f"责任：{shortened(task.responsible, 40)}")
    if task.goal_number is not None:
        subject = SUBJECTS[str(task.goal_subject)]
        lines.append(ctx.texts("tasks.goal", subject=f"{task.goal_activity}{subject}", number=task.goal_number))
    return [*lines, *_standing(ctx, one)]


def _standing(ctx: Context, one: Progress) -> list[str]:
    """Who has done it and who has not."""
    done, total = one.counts
    if len(one.units) == 1:
        figure = one.figures.get(one.units[0].id)
        lines = [ctx.texts("tasks.so_far", number=figure)] if figure is not None and not done else []
        return [*lines, *(shortened(line, 56) for line in evidence(ctx, one))]
    if one.whole:
        return [ctx.texts("tasks.whole"), *(shortened(line, 56) for line in evidence(ctx, one)[:NAMED])]
    key = "tasks.done_units" if one.units else "tasks.volunteers"
    lines, open_units = [ctx.texts(key, done=done, total=total, number=len(one.ticked))], one.open_units
    if 0 < len(open_units) <= NAMED:
        lines.append("未完成：")
        lines += [unit.name for unit in open_units]
    return lines


def done(ctx: Context, said: Understanding) -> Reply:
    """A unit has done a task (销号), or has not after all (取消销号). A number that is none of its tasks is asked for again."""
    try:
        task = _task(ctx, said)
        unit = _whose(ctx, said, task)
    except UserInputError as error:
        if error.key not in ASKED_AGAIN or said.slots.get("off"):
            raise
        slots = {name: value for name, value in said.slots.items() if name != "task"}
        return Reply([Say(f"{ctx.texts(error.key, **error.params)}\n{ctx.texts('ask.task')}")], Ask("task_done", slots, "task"))
    name = unit.name if unit else ctx.texts("scope.all")
    if said.slots.get("off"):
        return _withdraw(ctx, task, unit, name)
    note = str(said.slots.get("note", "")).replace(",", "，")
    _, was = ctx.uow.tasks.tick(task, unit.id if unit else None, Said(ctx.member.id, ctx.group_id, ctx.day), ctx.now, note)
    if was and not note:
        return ctx.say("tasks.same", unit=name, number=task.number)
    ctx.uow.audit.add(ctx.now, ctx.member, "task_done", f"task:{task.id}", unit=unit.id if unit else None)
    [one] = ctx.uow.tasks.progress([task], None)
    text = ctx.texts("tasks.ticked", unit=name, number=task.number, standing=_so_far(ctx, one))
    text += "" if note else ctx.texts("tasks.no_note", number=task.number)
    reply = Reply.text(text, topic=f"task:{task.id}", who=f"{name} 第{task.number}项销号", tail=_so_far(ctx, one))
    reply.undoable = ctx.texts("tasks.undo", unit=name, number=task.number)
    reply.window = ctx.now + SHOWN_FOR
    return reply


def _so_far(ctx: Context, one: Progress) -> str:
    if one.whole or not one.units:
        return ctx.texts("tasks.whole") if one.whole else ctx.texts("tasks.volunteers", number=len(one.ticked))
    return ctx.texts("tasks.done_units", done=one.counts[0], total=one.counts[1])


def _withdraw(ctx: Context, task: Task, unit: Unit | None, name: str) -> Reply:
    if not ctx.uow.tasks.withdraw(task, unit.id if unit else None):
        raise UserInputError("tasks.not_ticked", unit=name, number=task.number)
    ctx.uow.audit.add(ctx.now, ctx.member, "task_reopened", f"task:{task.id}", unit=unit.id if unit else None)
    reply = ctx.say("tasks.withdrawn", unit=name, number=task.number)
    reply.undoable = ctx.texts("tasks.withdraw_undo", unit=name, number=task.number)
    return reply


def _whose(ctx: Context, said: Understanding, task: Task) -> Unit | None:
    """Whose tick it is: the unit she names, else her chat's; None is everybody's. Refused outside her subtree."""
    wanted = said.slots.get("scope")
    if wanted == "all":
        root = ctx.uow.units.by_id(task.unit_id)
        organizes(ctx, root)
        return None
    named = wanted not in (None, "mine")
    unit = ctx.uow.units.by_name(str(wanted)) if named else ctx.unit
    if unit is None:
        raise UserInputError("scope.unknown_unit", unit=wanted) if named else UserInputError("scope.no_unit")
    organizes(ctx, unit)
    [*found] = ctx.uow.tasks.progress([task], unit.path) if concerns(ctx, task.unit_id, unit.path) else []
    if not found or not (task.voluntary or any(place.id == unit.id for place in found[0].units)):
        raise UserInputError("tasks.say_whole" if unit.id == task.unit_id else "tasks.not_theirs", number=task.number, unit=unit.name)
    return unit


def change(ctx: Context, said: Understanding) -> Reply:
    """Another deadline."""
    task = _task(ctx, said)
    organizes(ctx, ctx.uow.units.by_id(task.unit_id))
    due = str(said.slots["due"])
    if task.starts is not None and due < task.starts:
        raise UserInputError("tasks.before_start", number=task.number, day=day_words(task.starts, ctx.today))
    ctx.uow.tasks.set_due(task, due)
    ctx.uow.audit.add(ctx.now, ctx.member, "task_change", f"task:{task.id}", due=due, was=task.due)
    reply = ctx.say("tasks.changed", number=task.number, day=day_words(due, ctx.today))
    reply.undoable = ctx.texts("tasks.change_undo", number=task.number)
    return reply


COMMANDS = (Command("tasks", show), Command("task_done", done), Command("task_change", change))
