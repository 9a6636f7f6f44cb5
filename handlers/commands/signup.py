"""报名、改、取消: one roster per activity."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.meant import live_titles, over, prefer, settle_activity
from handlers.reply import Reply, Say
from handlers.rights import ORGANIZE
from handlers.standing import standing
from handlers.words import day_words
from store.models import Activity, Group, Member, SignUp
from store.signups import Line, Party, Placed


def live_only(ctx: Context, said: Understanding) -> None:
    """One can only be signed up for what is open: where nothing else is named, the only such activity is meant."""
    live = live_titles(ctx)
    if not live and "activity" in said.missing:
        raise UserInputError("activity.none")
    prefer(ctx, said, live)
    settle_activity(ctx, said, live)


def hers(ctx: Context, said: Understanding) -> None:
    """One can only change or leave what one is in: where nothing is named, the only such activity is meant."""
    if said.missing[:1] != ["activity"]:
        return
    names, late = said.slots.get("names", ()), said.intent == "signup_cancel"
    mine = {row.activity_id for row in ctx.uow.signups.by_member(ctx.member.id)}
    every = [a for a in ctx.uow.activities.visible(ctx.path) if late or not over(a, ctx)]
    on = [a for a in every if any(ctx.uow.signups.named(a.id, name, ctx.unit_id) for name in names)] if names else []
    titles = [a.title for a in on or every if on or a.id in mine]
    if titles:
        settle_activity(ctx, said, titles)
    else:
        live_only(ctx, said)


def sign_up(ctx: Context, said: Understanding) -> Reply:
    """Bring the party she names into the roster."""
    activity = _open_activity(ctx, said)
    party = _party(ctx, said)
    heads = party.own + len(party.names) + max(0, party.first - 1) + party.team_heads
    if activity.quota is not None and heads > activity.quota:
        raise UserInputError("signup.too_many", title=activity.title, quota=activity.quota, heads=heads)
    placed = ctx.uow.signups.place(activity, party, ctx.member, ctx.unit_id, ctx.group_id, ctx.now)
    return Reply.join([_placed(ctx, activity, placed), announce(ctx, activity, placed.promoted)])


def _open_activity(ctx: Context, said: Understanding) -> Activity:
    activity = ctx.activity(said)
    if activity.state != "open":
        raise UserInputError("activity.closed", title=activity.title)
    if over(activity, ctx):
        raise UserInputError("activity.over", title=activity.title, deadline=day_words(activity.deadline))
    return activity


def _party(ctx: Context, said: Understanding) -> Party:
    heads, names = int(said.slots.get("headcount", 1)), tuple(said.slots.get("names", ()))
    note = str(said.slots.get("note", ""))
    if team := said.slots.get("team"):
        return Party(names=names, team=str(team), team_heads=max(1, heads - len(names)), note=note, source=ctx.source)
    speaker = ctx.speaker or ctx.member.name
    herself = speaker in names
    names = tuple(name for name in names if name != speaker)
    own = max(1 if herself else 0, heads - len(names))
    if ctx.speaker and own:
        return Party(names=(speaker, *names), first=own, note=note, source=ctx.source)
    return Party(own=own, names=names, note=note, source=ctx.source)


def _placed(ctx: Context, activity: Activity, placed: Placed) -> Reply:
    """The acknowledgement: who is in, who waits, who was already there, who finds no place."""
    replies = []
    came = {row.person for row in placed.promoted}
    placed.confirmed += [line for line in placed.waitlisted if line.person in came]
    placed.waitlisted = [line for line in placed.waitlisted if line.person not in came]
    placed.promoted = [row for row in placed.promoted if row.member_id != ctx.member.id or row.person not in placed.changed]
    if placed.confirmed:
        replies.append(_recorded(ctx, activity, placed.confirmed, placed.changed))
    if placed.waitlisted:
        first = placed.waitlisted[0]
        place = ctx.uow.signups.position(activity.id, first.person, ctx.unit_id)
        who = _who(placed.waitlisted)
        reply = ctx.say(
            "signup.waitlisted", who=who, title=activity.title, quota=activity.quota, free=max(0, placed.free or 0), place=place
        )
        reply.undoable = ctx.texts("signup.undo", who=who, title=activity.title)
        replies.append(reply)
    if placed.refused:
        replies.append(ctx.say("signup.refused", who=_who(placed.refused), title=activity.title, free=max(0, placed.free or 0)))
    if placed.same and not replies:
        replies.append(ctx.say("signup.same", who=_who(placed.same), tail=standing(ctx, activity)))
    return Reply.join(replies)


def _recorded(ctx: Context, activity: Activity, lines: Sequence[Line], changed: set[str]) -> Reply:
    who, tail = _who(lines), standing(ctx, activity)
    text = ctx.texts("signup.recorded", who=who, tail=tail)
    reply = Reply.text(text, topic=f"signup:{activity.id}", who=who, tail=tail)
    key = "signup.change_undo" if all(line.person in changed for line in lines) else "signup.undo"
    reply.undoable = ctx.texts(key, who=who, title=activity.title)
    return reply


def _who(lines: Sequence[Line] | Sequence[SignUp]) -> str:
    return "、".join(f"{row.name} {row.heads if isinstance(row, Line) else row.headcount}人" for row in lines)


def announce(ctx: Context, activity: Activity, promoted: Sequence[SignUp]) -> Reply:
    """Tell those who came in from the waitlist, in the group where they signed up (in private if there)."""
    says = []
    for row in promoted:
        person = ctx.uow.members.get(Member, row.member_id)
        group = ctx.uow.groups.get(Group, row.group_id) if row.group_id else None
        if person is None:
            continue
        text = ctx.texts("signup.promoted", at=person.name, who=row.name, heads=row.headcount, title=activity.title)
        if group is not None:
            says.append(Say(text, group=group.wire_id, account=group.account, mention=(person.wire_id,)))
        else:
            says.append(Say(text, person=person.wire_id, account=person.account))
    return Reply(says)


def change(ctx: Context, said: Understanding) -> Reply:
    """Set or shift how many heads she brings: those she named stay, the rest stands on her own row."""
    activity = _open_activity(ctx, said)
    if ctx.speaker:
        return _change_named(ctx, said, activity)
    mine = ctx.uow.signups.by_member(ctx.member.id, activity.id)
    row = next((row for row in mine if row.kind != "named"), None)
    named = sum(r.headcount for r in mine if r.kind == "named")
    if row is None and not named:
        raise UserInputError("signup.not_in", title=activity.title)
    now = (row.headcount if row else 0) + named
    wanted = now + int(said.slots["delta"]) if "delta" in said.slots else int(said.slots["headcount"])
    if wanted < 1:
        raise UserInputError("signup.below_one", title=activity.title)
    if wanted <= named and wanted != now:
        raise UserInputError("signup.name_them", names="、".join(r.name for r in mine if r.kind == "named"), title=activity.title)
    own = wanted - named
    if not own:
        return ctx.say("signup.same", who=_who(mine), tail=standing(ctx, activity))
    team = row is not None and row.kind == "team"
    party = Party(team=row.name, team_heads=own, source=ctx.source) if row is not None and team else Party(own=own, source=ctx.source)
    placed = ctx.uow.signups.place(activity, party, ctx.member, ctx.unit_id, ctx.group_id, ctx.now)
    return Reply.join([_placed(ctx, activity, placed), announce(ctx, activity, placed.promoted)])


def _change_named(ctx: Context, said: Understanding, activity: Activity) -> Reply:
    """The same for one who is known by name only: her row is one that whoever brings her words may change."""
    now = sum(row.headcount for row in _named_rows(ctx, activity, [ctx.speaker]))
    wanted = now + int(said.slots["delta"]) if "delta" in said.slots else int(said.slots["headcount"])
    if wanted < 1:
        raise UserInputError("signup.below_one", title=activity.title)
    party = Party(names=(ctx.speaker,), first=wanted, source=ctx.source)
    placed = ctx.uow.signups.place(activity, party, ctx.member, ctx.unit_id, ctx.group_id, ctx.now)
    return Reply.join([_placed(ctx, activity, placed), announce(ctx, activity, placed.promoted)])


def cancel(ctx: Context, said: Understanding) -> Reply:
    """Take rows off: those she names, else her own row, else all that she put down."""
    activity = ctx.activity(said)
    rows = _named_rows(ctx, activity, said.slots["names"]) if said.slots.get("names") else _own_rows(ctx, activity)
    if said.herself:
        rows += [row for row in _standing(ctx, activity) if row not in rows]
    promoted = ctx.uow.signups.cancel(activity, rows)
    kept = ctx.uow.signups.by_member(ctx.member.id, activity.id)
    text = ctx.texts("signup.cancelled", who="、".join(row.name for row in rows), tail=standing(ctx, activity))
    if kept and not said.slots.get("names"):
        text += "\n" + ctx.texts("signup.kept", names="、".join(row.name for row in kept), title=activity.title)
    reply = Reply.text(text)
    reply.undoable = ctx.texts("signup.cancel_undo", who="、".join(row.name for row in rows), title=activity.title)
    return Reply.join([reply, announce(ctx, activity, promoted)])


def _own_rows(ctx: Context, activity: Activity) -> list[SignUp]:
    mine = ctx.uow.signups.by_member(ctx.member.id, activity.id)
    if not mine:
        raise UserInputError("signup.not_in", title=activity.title)
    own = [row for row in mine if row.kind == "own"]
    return own or mine


def _standing(ctx: Context, activity: Activity) -> list[SignUp]:
    """Her own row, where she has one."""
    return [row for row in ctx.uow.signups.by_member(ctx.member.id, activity.id) if row.kind == "own"]


def _named_rows(ctx: Context, activity: Activity, names: Sequence[str]) -> list[SignUp]:
    """Rows under these names that she made, that are hers, or that she may correct as an organizer."""
    rows: list[SignUp] = []
    for name in names:
        found = ctx.uow.signups.named(activity.id, name, ctx.unit_id)
        may = ctx.rights.covers(ORGANIZE, ctx.path)
        usable = [row for row in found if row.member_id == ctx.member.id or may]
        if not found:
            raise UserInputError("signup.nobody", name=name, title=activity.title)
        if not usable:
            raise UserInputError("signup.not_yours", name=name)
        rows += usable
    return rows


COMMANDS = (
    Command("signup", sign_up, fill=live_only),
    Command("signup_change", change, fill=hers),
    Command("signup_cancel", cancel, fill=hers),
)
