"""结对、跟进: who helps in which community; counts and categories, never a child."""

from __future__ import annotations

from typing import Any

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.pairing_notes import shared_with
from handlers.language.understanding import Understanding
from handlers.reply import Reply
from handlers.words import FOLLOWUPS, day_words
from store.models import Community, Pairing


def report(ctx: Context, said: Understanding) -> Reply:
    """Record a pairing; the same helper at the same community again replaces it."""
    slots = said.slots
    helper, kind = str(slots.get("helper") or ctx.member.name), str(slots.get("helper_kind", "individual"))
    place = ctx.uow.pairings.community(str(slots["community"]))
    known = ctx.uow.pairings.reported(ctx.member, helper, kind, place.id, ctx.unit_id) if place else None
    if known is not None and _is_hers(ctx, known):
        raise UserInputError("pairing.hers", helper=helper, community=slots["community"])
    community = ctx.uow.pairings.ensure_community(str(slots["community"]))
    values: dict[str, Any] = {
        "member_id": ctx.member.id,
        "children": int(slots["children"]),
        "difficulties": list(slots.get("difficulties", [])),
        "difficulty_counts": slots.get("difficulty_counts"),
        "support": list(slots.get("support", [])),
        "note": str(slots.get("note", "")),
    }
    values["shared_with_id"] = _shared(ctx, values["note"], community, known)
    if known is not None:
        ctx.uow.pairings.change(Pairing, known.id, **values)
    else:
        _add(ctx, helper, kind, community, values)
    return _recorded(ctx, helper, community.name, int(slots["children"]), bool(values["difficulties"] or values["support"]))


def _is_hers(ctx: Context, known: Pairing) -> bool:
    """Whether another person has reported this for herself: nobody overwrites that for her."""
    return known.helper_kind == "individual" and known.member_id != ctx.member.id and known.helper != ctx.member.name


def _shared(ctx: Context, note: str, community: Community, known: Pairing | None) -> int | None:
    """The pairing whose children these are too, where she says with whom she helps them."""
    other = shared_with(note) or shared_with(ctx.message.text)
    found = ctx.uow.pairings.helping(other, community.id, ctx.unit_id) if other else None
    if found is None:
        return known.shared_with_id if known else None
    first = found.shared_with_id or found.id
    return None if known is not None and first == known.id else first


def _add(ctx: Context, helper: str, kind: str, community: Community, values: dict[str, Any]) -> None:
    ctx.uow.pairings.add(
        **values,
        group_id=ctx.group.id if ctx.group else None,
        unit_id=ctx.unit_id,
        helper=helper,
        helper_kind=kind,
        community_id=community.id,
        on_date=ctx.day,
        created_at=ctx.now,
    )


def _recorded(ctx: Context, helper: str, community: str, children: int, details: bool) -> Reply:
    who = f"{helper} {children}名"
    text = ctx.texts("pairing.recorded_details" if details else "pairing.recorded", helper=helper, community=community, children=children)
    tail = ctx.texts("pairing.tail", community=community)
    reply = Reply.text(text, topic=f"pairing:{community}", who=who, tail=tail)
    reply.undoable = ctx.texts("pairing.undo", helper=helper, community=community, children=children)
    return reply


def only_pairing(ctx: Context, said: Understanding) -> None:
    """Where she has pairings, the one meant is the only one that fits what she said, or a choice among those."""
    rows = _fitting(ctx, said)
    if not rows and said.intent != "followup" and "community" in said.missing:
        raise UserInputError("pairing.none")
    others = [slot for slot in said.missing if slot != "community"]
    if len(rows) == 1:
        said.slots |= {"community": rows[0].community, "pairing": rows[0].id}
        said.missing = others
    elif rows and (said.intent != "followup" or "community" in said.missing):
        shown = [row.community for row in rows]
        said.choices["community"] = [row.community if shown.count(row.community) == 1 else _label(row) for row in rows]
        said.missing = ["community", *others]


def _label(row: Any) -> str:
    return f"{row.community}（{row.helper}）"


def _fitting(ctx: Context, said: Understanding) -> list[Any]:
    """Her live pairings that a message may mean, by community (or `社区（帮扶人）`, as offered) and helper."""
    wanted, helper = said.slots.get("community"), said.slots.get("helper")
    rows = ctx.uow.pairings.of_member(ctx.member.id)
    rows = [row for row in rows if not wanted or wanted in (row.community, _label(row))]
    return [row for row in rows if not helper or row.helper == helper]


def _mine(ctx: Context, said: Understanding) -> Any:
    """The live pairing of hers that a message means."""
    for row in ctx.uow.pairings.of_member(ctx.member.id):
        if row.id == said.slots.get("pairing"):
            return row
    raise UserInputError("pairing.not_in", community=said.slots["community"])


def change(ctx: Context, said: Understanding) -> Reply:
    """Set or shift the number of children of her pairing."""
    row = _mine(ctx, said)
    children = row.children + int(said.slots["delta"]) if "delta" in said.slots else int(said.slots["children"])
    if children < 1:
        raise UserInputError("pairing.below_one", community=row.community)
    ctx.uow.pairings.change(Pairing, row.id, children=children, difficulty_counts=None)
    return _recorded(ctx, row.helper, row.community, children, False)


def end(ctx: Context, said: Understanding) -> Reply:
    """End her pairing at a community."""
    row = _mine(ctx, said)
    ctx.uow.pairings.end(row, ctx.now)
    reply = ctx.say("pairing.ended", helper=row.helper, community=row.community)
    reply.undoable = ctx.texts("pairing.end_undo", helper=row.helper, community=row.community)
    return reply


def follow_up(ctx: Context, said: Understanding) -> Reply:
    """Record one thing done for a pairing."""
    item, day = str(said.slots["item"]), str(said.slots.get("date") or ctx.day)
    if day > ctx.day:
        raise UserInputError("followup.future", date=day_words(day, ctx.today))
    community = ctx.uow.pairings.ensure_community(str(said.slots["community"]))
    mine = _fitting(ctx, said)
    mine.sort(key=lambda row: row.helper != ctx.member.name)
    if ctx.uow.pairings.followed(ctx.member.id, community.id, item, day):
        return ctx.say("followup.same", community=community.name, item=FOLLOWUPS[item], date=day_words(day, ctx.today))
    helper = mine[0].helper if mine else ctx.member.name
    values = {"helper": helper, "community_id": community.id, "item": item, "on_date": day, "note": str(said.slots.get("note", ""))}
    pairing_id = mine[0].id if mine else None
    ctx.uow.pairings.add_followup(pairing_id=pairing_id, member_id=ctx.member.id, unit_id=ctx.unit_id, created_at=ctx.now, **values)
    text = ctx.texts("followup.recorded", helper=helper, community=community.name, item=FOLLOWUPS[item], date=day_words(day, ctx.today))
    tail = ctx.texts("followup.tail", community=community.name)
    reply = Reply.text(text, topic=f"followup:{community.id}", who=f"{helper} {FOLLOWUPS[item]}", tail=tail)
    reply.undoable = ctx.texts("followup.undo", community=community.name, item=FOLLOWUPS[item])
    return reply


COMMANDS = (
    Command("pairing_report", report),
    Command("pairing_change", change, fill=only_pairing),
    Command("pairing_end", end, fill=only_pairing),
    Command("followup", follow_up, fill=only_pairing),
)
