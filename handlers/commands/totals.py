"""统计、排行、未报送: one definition of every figure, asked of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.charts import bar_picture, table_picture
from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.forms import FEW, file_reply, sheet_of
from handlers.language.understanding import Understanding
from handlers.reply import Reply, Say
from handlers.rights import VIEW
from handlers.scope import Scope, scope_of
from handlers.words import DIFFICULTIES, SUBJECTS, day_words, listed, span_words
from store.totals import Figures, Question, UnknownBreakdown

AS_TEXT = 12
AS_PICTURE = 60
CHARTED = 30
UNITS = {"signups": "人次", "pairings": "名儿童", "checkins": "人次", "deliveries": "群次"}
BY_WORDS = {"unit": "单位", "community": "社区", "activity": "活动", "column": "栏目", "day": "日期", "week": "周", "month": "月份"}
FIGURES = {"people": "人数", "heads": "人次", "records": "记录", "children": "儿童"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its words for the heading."""

    question: Question
    scope: Scope
    heading: str


def totals(ctx: Context, said: Understanding) -> Reply:
    """The figures she asks for; without a subject, the three of them."""
    subject = said.slots.get("subject") or _implied(said)
    if subject is None:
        asked = [_asked(ctx, said, name) for name in ("signups", "pairings", "checkins")]
        lines = [_sentence(ctx, one) for one in asked]
        return ctx.say("totals.overview", heading=asked[0].heading, lines="\n".join(lines))
    by = said.slots.get("by")
    if by == "unit" and "scope" not in said.slots:
        _sees_units(ctx)
    asked_one = _asked(ctx, said, str(subject))
    if by is None:
        return _single(ctx, asked_one)
    return _breakdown(ctx, asked_one, str(by))


def _sees_units(ctx: Context) -> None:
    """Unit by unit is more than her own unit: refused to whom no role lets see others, unless hers has units below it."""
    own = ctx.path is not None and len(ctx.uow.units.below(ctx.path)) > 1
    if not own and not ctx.rights.any(VIEW):
        raise UserInputError("scope.too_wide", scope=ctx.texts("scope.each"))


def _implied(said: Understanding) -> str | None:
    if "activity" in said.slots or said.slots.get("by") == "activity":
        return "signups"
    return "pairings" if "community" in said.slots or said.slots.get("by") == "community" else None


def _asked(ctx: Context, said: Understanding, subject: str) -> Asked:
    if subject not in ("signups", "pairings", "checkins", "deliveries"):
        raise UserInputError("totals.not_yet", subject=SUBJECTS.get(subject, subject))
    scope = scope_of(ctx, said)
    since, until = said.slots.get("period") or (None, None)
    parts = [scope.label]
    activity_id = community_id = None
    if subject == "signups" and said.slots.get("activity"):
        activity = ctx.activity(said)
        activity_id = activity.id
        parts.append(activity.title)
    if subject == "pairings" and said.slots.get("community"):
        name = str(said.slots["community"])
        community = ctx.uow.pairings.community(name)
        community_id = community.id if community else 0
        parts.append(name)
    parts.append(span_words(since, until) if since and until else ctx.texts("totals.up_to", day=day_words(ctx.day)))
    by = said.slots.get("by")
    return Asked(Question(subject, by, scope.path, activity_id, community_id, since, until), scope, " · ".join(parts))


def _single(ctx: Context, asked: Asked) -> Reply:
    lines = [_sentence(ctx, asked)]
    if asked.question.subject == "pairings":
        lines += _difficulty_lines(ctx, asked.question)
    return ctx.say("totals.single", heading=asked.heading, lines="\n".join(lines))


def _sentence(ctx: Context, asked: Asked) -> str:
    question = replace(asked.question, by=None)
    figures = ctx.uow.totals.total(question)
    values = {name: value for name, value in figures.as_dict().items() if name != "key"}
    if question.subject == "signups" and question.activity_id is not None:
        activity = ctx.uow.activities.by_id(question.activity_id)
        whole = asked.scope.path is None and question.since is None
        quota = f"/{activity.quota}" if activity and activity.quota and whole else ""
        waiting = ctx.uow.signups.heads(question.activity_id, "waitlisted") if whole else 0
        return ctx.texts("totals.activity", quota=quota, waiting=ctx.texts("totals.waiting", heads=waiting) if waiting else "", **values)
    return ctx.texts(f"totals.{question.subject}", **values)


def _difficulty_lines(ctx: Context, question: Question) -> list[str]:
    """Children by difficulty; where others read along, only while no category is so small that it points at a family."""
    sums = ctx.uow.totals.difficulties(question)
    named = {kind: number for kind, number in sums.items() if kind in DIFFICULTIES}
    if not named or set(named) == {"unspecified"}:
        return []
    if not ctx.private and min(named.values()) < FEW:
        return [ctx.texts("totals.difficulties_private")]
    return [
        ctx.texts("totals.difficulties", parts="、".join(f"{DIFFICULTIES[kind]} {named[kind]}名" for kind in DIFFICULTIES if kind in named))
    ]


def _breakdown(ctx: Context, asked: Asked, by: str) -> Reply:
    try:
        rows = ctx.uow.totals.ask(asked.question)
    except UnknownBreakdown:
        raise UserInputError("totals.no_breakdown", subject=SUBJECTS[asked.question.subject], by=BY_WORDS.get(by, by)) from None
    heading = f"{asked.heading} · 按{BY_WORDS.get(by, by)}"
    if not rows:
        return ctx.say("totals.nothing", heading=heading)
    return _table(ctx, heading, by, rows, _sentence(ctx, asked))


def _table(ctx: Context, heading: str, by: str, rows: Sequence[Figures], total: str) -> Reply:
    """Up to a dozen rows as text, up to sixty as a picture, more as a file."""
    if len(rows) <= AS_TEXT:
        return ctx.say("totals.rows", heading=heading, lines=listed(_line(row) for row in rows), total=total)
    columns = [BY_WORDS.get(by, by), *(FIGURES[name] for name in rows[0].as_dict() if name != "key")]
    cells = [[str(value) for value in row.as_dict().values()] for row in rows]
    if len(rows) <= AS_PICTURE:
        path = ctx.ports.files.save("统计.png", table_picture(heading, columns, cells, note=total))
        return Reply([Say(ctx.texts("totals.picture", heading=heading, total=total)), Say("", kind="image", path=path, name="统计.png")])
    content = sheet_of([dict(zip(columns, row.as_dict().values(), strict=True)) for row in rows], columns)
    return file_reply(ctx, "统计.xlsx", content, line=ctx.texts("totals.picture", heading=heading, total=total))


def _line(row: Figures) -> str:
    if row.children is not None:
        return f"{row.key}：儿童 {row.children} 名，结对 {row.records} 个"
    if row.heads is not None:
        return f"{row.key}：{row.heads} 人次"
    return f"{row.key}：{row.records} 次" + (f"，{row.people} 人" if row.people is not None else "")


def ranking(ctx: Context, said: Understanding) -> Reply:
    """The same figures, largest first, by unit unless she says otherwise."""
    said.slots.setdefault("by", "unit")
    subject = str(said.slots.get("subject") or "checkins")
    if said.slots["by"] == "person":
        raise UserInputError("totals.no_breakdown", subject=SUBJECTS.get(subject, subject), by="个人")
    asked = _asked(ctx, said, subject)
    named = replace(asked, heading=f"{asked.heading} · {SUBJECTS[subject]}排行")
    reply = _breakdown(ctx, named, str(said.slots["by"]))
    rows = ctx.uow.totals.ask(asked.question)
    if 2 <= len(rows) <= CHARTED:
        picture = bar_picture(named.heading, [row.key for row in rows], [row.size for row in rows], unit_label=UNITS[subject])
        path = ctx.ports.files.save("排行.png", picture)
        reply.says.append(Say("", kind="image", path=path, name="排行.png"))
    return reply


def missing(ctx: Context, said: Understanding) -> Reply:
    """Units of her reach that have groups and have reported nothing."""
    subject = str(said.slots.get("subject") or "pairings")
    asked = _asked(ctx, said, subject)
    reported = ctx.uow.totals.reported(asked.question)
    groups = ctx.uow.groups.in_audience({"all": True}, asked.scope.path)
    bound = sorted({group.unit_id for group in groups if group.unit_id is not None})
    units = [unit for key in bound if key not in reported and (unit := ctx.uow.units.by_id(key)) is not None]
    heading = f"{asked.heading} · {SUBJECTS[subject]}"
    if not units:
        return ctx.say("totals.none_missing", heading=heading)
    if len(units) > AS_PICTURE:
        content = sheet_of([{"单位": unit.name} for unit in units], ["单位"])
        return file_reply(ctx, "未报送单位.xlsx", content, line=ctx.texts("totals.missing_file", heading=heading, number=len(units)))
    return ctx.say("totals.missing", heading=heading, number=len(units), names="、".join(unit.name for unit in units))


COMMANDS = (Command("totals", totals), Command("ranking", ranking), Command("missing", missing))
