"""统计、排行、未报送: one definition of every figure, asked of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from handlers.absent import absent, which_activity
from handlers.charts import bar_picture, trend_picture
from handlers.commands.command import Command
from handlers.comparing import UNITS, compared
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.forms import FEW
from handlers.language.understanding import Understanding
from handlers.listing import AS_TEXT, Listing, listing_reply, picture
from handlers.overview import SPLIT, side_by_side
from handlers.overview import SUBJECTS as OVERVIEW
from handlers.reminding import with_hint
from handlers.reply import Reply, Say
from handlers.rights import VIEW
from handlers.scope import Scope, scope_of
from handlers.shortfall import named_activities, names_works, wants_works, works_missing
from handlers.trends import TIMES, said_time, trend_of
from handlers.words import DIFFICULTIES, SUBJECTS, SUPPORT, day_words, hours_words, listed, span_words
from handlers.work_plan import figures_reply, overdue_reply
from store.totals import SUBJECTS as COUNTED
from store.totals import Figures, Question, UnknownBreakdown

CHARTED = 3
"""From so many days or units on a picture says more than the lines."""
RANKED = range(2, 31)
"""A ranking of so many has its bars."""
BY_WORDS = {
    "unit": "单位",
    "community": "社区",
    "activity": "活动",
    "column": "栏目",
    "day": "日期",
    "week": "周",
    "month": "月份",
    "difficulty": "困难类别",
    "support": "帮扶方式",
}
FIGURES = {
    "people": "人数",
    "heads": "人次",
    "records": "记录",
    "children": "儿童",
    "minutes": "分钟",
    "members": "认识的人",
    "sessions": "场次",
}
CALLED = {"difficulty": DIFFICULTIES, "support": SUPPORT}
"""What keys are called that are not names themselves."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its words for the heading."""

    question: Question
    scope: Scope
    heading: str


def totals(ctx: Context, said: Understanding) -> Reply:
    """The figures she asks for; without a subject, three of them, by unit or by time side by side."""
    subject = said.slots.get("subject") or ("works" if names_works(ctx, said) else _implied(said))
    by = said.slots.get("by")
    if by == "unit" and "scope" not in said.slots:
        _sees_units(ctx)
    if subject is None:
        return _overview(ctx, said, str(by) if by in SPLIT else None)
    if subject == "tasks":
        return _tasks(ctx, said, by)
    asked_one = _asked(ctx, said, str(subject))
    if by is None:
        return _single(ctx, asked_one)
    return _breakdown(ctx, asked_one, str(by))


def _overview(ctx: Context, said: Understanding, by: str | None) -> Reply:
    asked = [_asked(ctx, said, name) for name in OVERVIEW]
    lines = [_sentence(ctx, one, ctx.uow.totals.total(one.question)) for one in asked]
    if by is None:
        return ctx.say("totals.overview", heading=asked[0].heading, lines="\n".join(lines))
    return side_by_side(ctx, [one.question for one in asked], asked[0].heading, (by, BY_WORDS[by]), lines)


def _tasks(ctx: Context, said: Understanding, by: object) -> Reply:
    """The work plan counts units that have done, not rows."""
    if by not in (None, "unit"):
        raise UserInputError("totals.no_breakdown", subject=SUBJECTS["tasks"], by=BY_WORDS.get(str(by), str(by)))
    return figures_reply(ctx, scope_of(ctx, said), None if by is None else "unit")


def _sees_units(ctx: Context) -> None:
    """Unit by unit is more than her own unit: refused to whom no role lets see others, unless hers has units below it."""
    own = ctx.path is not None and bool(ctx.uow.units.right_below(ctx.path))
    if not own and not ctx.rights.any(VIEW):
        raise UserInputError("scope.too_wide", scope=ctx.texts("scope.each"))


def _implied(said: Understanding) -> str | None:
    if "activity" in said.slots or said.slots.get("by") == "activity":
        return "signups"
    if "community" in said.slots or said.slots.get("by") in ("community", "difficulty", "support"):
        return "pairings"
    return "checkins" if said.slots.get("by") == "column" else None


def _asked(ctx: Context, said: Understanding, subject: str) -> Asked:
    if subject not in COUNTED:
        raise UserInputError("totals.not_yet", subject=SUBJECTS.get(subject, subject))
    scope = scope_of(ctx, said)
    since, until = said.slots.get("period") or ((ctx.day, ctx.day) if subject == "deliveries" else (None, None))
    parts = [scope.label]
    activity_id = community_id = None
    if subject in ("signups", "works", "attendance", "service") and said.slots.get("activity"):
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
    lines = [_sentence(ctx, asked, ctx.uow.totals.total(asked.question))]
    if asked.question.subject == "pairings":
        lines += _difficulty_lines(ctx, asked.question)
    return ctx.say("totals.single", heading=asked.heading, lines="\n".join(lines))


def _sentence(ctx: Context, asked: Asked, figures: Figures) -> str:
    question = replace(asked.question, by=None)
    values = {name: value for name, value in figures.as_dict().items() if name != "key"}
    beside = compared(ctx, question, figures.size)
    if question.subject == "signups" and question.activity_id is not None:
        activity = ctx.uow.activities.by_id(question.activity_id)
        whole = asked.scope.path is None and question.since is None
        quota = f"/{activity.quota}" if activity and activity.quota and whole else ""
        waiting = ctx.uow.signups.heads(question.activity_id, "waitlisted") if whole else 0
        waits = ctx.texts("totals.waiting", heads=waiting) if waiting else ""
        return ctx.texts("totals.activity", quota=quota, waiting=waits, **values) + beside
    if question.subject == "pairings":
        collectives, members = ctx.uow.totals.collectives(question)
        values["collectives"] = ctx.texts("totals.members", collectives=collectives, members=members) if members else ""
    return ctx.texts(f"totals.{question.subject}", hours=hours_words(figures.minutes or 0), **values) + beside


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


def _breakdown(ctx: Context, asked: Asked, by: str, bars: range = range(0)) -> Reply:
    """The rows of a breakdown with their picture; `bars` is how many of them are drawn as bars whatever they are."""
    try:
        rows, whole = ctx.uow.totals.ask_with_total(asked.question)
    except UnknownBreakdown:
        raise UserInputError("totals.no_breakdown", subject=SUBJECTS[asked.question.subject], by=BY_WORDS.get(by, by)) from None
    rows = [replace(row, key=CALLED[by].get(row.key, row.key)) for row in rows] if by in CALLED else rows
    heading = f"{asked.heading} · 按{BY_WORDS.get(by, by)}"
    if not rows:
        return ctx.say("totals.nothing", heading=heading)
    if by == "difficulty" and not ctx.private and min(row.children or 0 for row in rows) < FEW:
        return ctx.say("totals.difficulties_private")
    reply = _table(ctx, heading, by, rows, _sentence(ctx, asked, whole), "件" if asked.question.subject == "works" else "次")
    reply.says += _chart(ctx, asked.question, heading, by, rows, bars)
    return reply


def _table(ctx: Context, heading: str, by: str, rows: Sequence[Figures], total: str, times: str) -> Reply:
    columns = [BY_WORDS.get(by, by), *(FIGURES[name] for name in rows[0].as_dict() if name != "key")]
    if by in TIMES:
        rows = [replace(row, key=said_time(row.key, by, ctx.today)) for row in rows]
    cells = [list(row.as_dict().values()) for row in rows]
    line = ctx.texts("totals.picture", heading=heading, total=total)
    return listing_reply(
        ctx,
        lambda: ctx.say("totals.rows", heading=heading, lines=listed(_line(row, times) for row in rows), total=total),
        Listing(heading, "统计", columns, cells, note=total, line=line),
    )


def _chart(ctx: Context, question: Question, heading: str, by: str, rows: Sequence[Figures], bars: range) -> list[Say]:
    """The way of time as a trend; units side by side while they are said as text (a longer table is a picture itself)."""
    label = UNITS[question.subject]
    title = heading if bars else f"{SUBJECTS[question.subject]} · {heading}"  # a picture is passed on without its line
    if by in TIMES and len(rows) >= CHARTED:
        labels, values = trend_of(rows, by, question.since, question.until)
        return [picture(ctx, "走势", partial(trend_picture, title, labels, values, unit_label=label))]
    if len(rows) in bars or (by == "unit" and CHARTED <= len(rows) <= AS_TEXT):
        keys, sizes = [row.key for row in rows], [row.size for row in rows]
        hours = hours_words if question.subject == "service" else None
        return [picture(ctx, "排行" if bars else "统计图", partial(bar_picture, title, keys, sizes, unit_label=label, say=hours))]
    return []


def _line(row: Figures, times: str = "次") -> str:
    if row.children is not None:
        return f"{row.key}：儿童 {row.children} 名，结对 {row.records} 个"
    if row.minutes is not None:
        return f"{row.key}：{hours_words(row.minutes)}（{row.people} 人）"
    if row.sessions is not None:
        return f"{row.key}：{row.sessions} 场（{row.records} 项）"
    if row.heads is not None:
        return f"{row.key}：{row.heads} 人次"
    share = f"（认识的 {row.members} 人中 {round(100 * (row.people or 0) / row.members)}%）" if row.members else ""
    return f"{row.key}：{row.records} {times}" + (f"，{row.people} 人{share}" if row.people is not None else "")


def ranking(ctx: Context, said: Understanding) -> Reply:
    """The same figures, largest first, by unit unless she says otherwise."""
    said.slots.setdefault("by", "unit")
    subject = str(said.slots.get("subject") or "checkins")
    if said.slots["by"] == "person":
        raise UserInputError("totals.no_breakdown", subject=SUBJECTS.get(subject, subject), by="个人")
    if subject == "tasks":
        return _tasks(ctx, said, said.slots["by"])
    asked = _asked(ctx, said, subject)
    return _breakdown(ctx, replace(asked, heading=f"{asked.heading} · {SUBJECTS[subject]}排行"), str(said.slots["by"]), RANKED)


def missing(ctx: Context, said: Understanding) -> Reply:
    """Units of her reach that have groups and have reported nothing."""
    subject = str(said.slots.get("subject") or "pairings")
    if subject == "attendance" and "activity" in said.slots:
        return absent(ctx, said)
    named = named_activities(ctx) if subject in ("pairings", "signups") else []
    if subject == "works" or (any(map(wants_works, named)) and "报名" not in ctx.message.text):
        return works_missing(ctx, said)
    if named and ("subject" not in said.slots or subject == "signups"):
        return Reply.join([_missing(ctx, replace(said, slots={**said.slots, "activity": one.title}), "signups") for one in named])
    if subject == "tasks":
        return overdue_reply(ctx, scope_of(ctx, said))
    return _missing(ctx, said, subject)


def _missing(ctx: Context, said: Understanding, subject: str) -> Reply:
    asked = _asked(ctx, said, subject)
    names = ctx.uow.totals.missing(asked.question)
    heading = f"{asked.heading} · {SUBJECTS[subject]}"
    if not names:
        return ctx.say("totals.none_missing", heading=heading)
    line = ctx.texts("totals.missing_file", heading=heading, number=len(names))
    reply = listing_reply(
        ctx,
        lambda: ctx.say("totals.missing", heading=heading, number=len(names), names="、".join(names)),
        Listing(line, "未报送单位", ["序号", "单位"], list(enumerate(names, 1)), line=line),
    )
    return with_hint(ctx, reply, subject, str(said.slots.get("activity", "")))


COMMANDS = (Command("totals", totals), Command("ranking", ranking), Command("missing", missing, fill=which_activity))
