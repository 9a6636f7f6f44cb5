"""我的记录、撤销、删除我的信息: what the bot holds of her, and how she takes it back."""

from __future__ import annotations

from typing import Any

from handlers.commands.command import Command
from handlers.commands.signup import announce
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.listing import Listing, listing_reply
from handlers.reply import Reply
from handlers.service import asks_service, summary
from handlers.standing import standing
from handlers.words import FOLLOWUPS, day_words, hours_words, span_words
from store.journal import Conflict
from store.models import Activity


def mine(ctx: Context, said: Understanding) -> Reply:
    """Her own records, of one subject or of all."""
    if asks_service(ctx, said):
        return summary(ctx, said)
    subject = said.slots.get("subject")
    parts = {"signups": _signups, "pairings": _pairings, "checkins": _checkins, "works": _works, "programmes": _programmes}
    chosen = [parts[subject]] if subject in parts else list(parts.values())
    lines = [line for part in chosen for line in part(ctx)]
    if not lines:
        return ctx.say("records.none", name=ctx.member.name)
    return listing_reply(
        ctx,
        lambda: ctx.say("records.list", name=ctx.member.name, lines="\n".join(lines)),
        Listing(f"{ctx.member.name}的记录", "我的记录", ("序号", "记录"), list(enumerate(lines, 1))),
    )


def _signups(ctx: Context) -> list[str]:
    lines = []
    for row in ctx.uow.signups.by_member(ctx.member.id):
        activity = ctx.uow.activities.by_id(row.activity_id)
        state = "，候补中" if row.state == "waitlisted" else ""
        lines.append(f"报名：{activity.title if activity else ''} {row.name} {row.headcount}人{state}")
    return lines + [
        f"签到：{day_words(row.on_date)} {row.title}{'' if row.minutes is None else ' ' + hours_words(row.minutes)}"
        for row in ctx.uow.attendances.of_member(ctx.member.id)
    ]


def _pairings(ctx: Context) -> list[str]:
    pairs = [f"结对：{r.community} {r.helper} {r.children}名儿童" for r in ctx.uow.pairings.of_member(ctx.member.id)]
    done = [f"跟进：{day_words(r.on_date)} {r.community} {FOLLOWUPS[r.item]}" for r in ctx.uow.pairings.followups_of(ctx.member.id)]
    return pairs + done


def _checkins(ctx: Context) -> list[str]:
    return [
        f"打卡：{day_words(row.on_date)}{'《' + row.title + '》' if row.title else ''}" for row in ctx.uow.checkins.of_member(ctx.member.id)
    ]


def _works(ctx: Context) -> list[str]:
    lines = []
    for row in ctx.uow.works.of_member(ctx.member.id):
        title = f"《{row.title}》" if row.title else ""
        lines.append(f"作品：{row.id}号{title} {row.activity} {day_words(row.on_date)}{'，择优' if row.picked else ''}")
    return lines


def _programmes(ctx: Context) -> list[str]:
    rows = ctx.uow.programmes.of_member(ctx.member.id)
    return [f"上报：{row.title} {row.sessions}场 {span_words(row.on_date, row.until)}" for row in rows]


def undo(ctx: Context, said: Understanding) -> Reply:
    """Take her newest write of the last ten minutes back, whole."""
    change = ctx.uow.journal.last(ctx.member.id, ctx.now)
    if change is None:
        raise UserInputError("undo.nothing")
    try:
        with ctx.uow.savepoint():
            _hand_over(ctx, change.rows)
            rows = ctx.uow.journal.undo(change, ctx.now)
            ctx.uow.pairings.mend()
            waiting = _keep_quotas(ctx, change.rows)
    except Conflict:
        raise UserInputError("undo.conflict", what=change.summary) from None
    if any(table == "Activity" for table, _ in rows):
        ctx.uow.scene_changed()
    announced, lines = [], [ctx.texts("undo.waits", title=title) for title in waiting]
    for activity in _activities(ctx, change.rows):
        promoted = ctx.uow.signups.promote(activity)
        lines.append(ctx.texts("undo.standing", tail=standing(ctx, activity)))
        announced.append(announce(ctx, activity, promoted))
    text = "\n".join([ctx.texts("undo.done", what=change.summary) + "".join(lines[:1]), *lines[1:]])
    return Reply.join([Reply.text(text), *announced])


def _hand_over(ctx: Context, entries: list[dict[str, Any]]) -> None:
    """Pairings that will not have been: whoever has shared their children since keeps them."""
    for entry in entries:
        if entry["table"] == "Pairing" and entry["before"] is None:
            ctx.uow.pairings.hand_over(entry["id"])


def _activities(ctx: Context, entries: list[dict[str, Any]]) -> list[Activity]:
    """The activities whose rosters a change touched."""
    touched = {int((entry["after"] or entry["before"])["activity_id"]) for entry in entries if entry["table"] == "SignUp"}
    return [activity for key in sorted(touched) if (activity := ctx.uow.activities.by_id(key)) is not None]


def _keep_quotas(ctx: Context, entries: list[dict[str, Any]]) -> list[str]:
    """After rows were put back: those that came back from a cancellation wait if their places are gone.

    Titles of the activities where they do. Raises where a row would grow into places that others have by now.
    """
    waiting = []
    for activity in _activities(ctx, entries):
        if not ctx.uow.signups.overfull(activity):
            continue
        rows = [e for e in entries if e["table"] == "SignUp" and e["before"] and e["after"]["activity_id"] == activity.id]
        back = [e["id"] for e in rows if e["after"]["state"] == "cancelled"]
        if not back:
            raise UserInputError("undo.full", title=activity.title)
        ctx.uow.signups.wait(back, activity, ctx.now)
        waiting.append(activity.title)
    return waiting


def forget(ctx: Context, said: Understanding) -> Reply:
    """Take her name out of the store; the counts stay."""
    if ctx.rights.held:
        raise UserInputError("forget.has_roles")
    ctx.uow.privacy.forget(ctx.member)
    ctx.uow.audit.add(ctx.now, ctx.member, "forget_me", f"member:{ctx.member.id}")
    return ctx.say("forget.done")


COMMANDS = (Command("my_records", mine), Command("undo", undo), Command("forget_me", forget))
