"""结对、跟进: who helps in which community; counts and categories, never a child."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.pairing_notes import helpers_in, named
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
    others = _others(ctx, values["note"], str(slots.get("with", "")), helper)
    values["shared_with_id"] = _shared(ctx, others, community, known)
    if kind == "collective":
        values["members"] = slots.get("members") or (known.members if known else None)
    if known is not None:
        ctx.uow.pairings.change(Pairing, known.id, **values)
    key = known.id if known is not None else _add(ctx, helper, kind, community, values)
    row = ctx.uow.pairings.require(Pairing, key)
    if row.shared_with_id is not None:  # whoever shared with this one before now shares with the first of them
        ctx.uow.pairings.hand_over(row.id, row.shared_with_id)
    added = _with_others(ctx, row, others, community)
    return _recorded(ctx, "、".join([helper, *added]), community.name, row, _details(ctx, values))


def _details(ctx: Context, values: Mapping[str, Any]) -> str:
    """What was written down beside the number, in general words: a group reads along."""
    said = {"difficulties": "pairing.with_difficulties", "support": "pairing.with_support"}
    return "和".join(ctx.texts(key) for name, key in said.items() if values[name])


def _is_hers(ctx: Context, known: Pairing) -> bool:
    """Whether another person has reported this for herself: nobody overwrites that for her."""
    return known.helper_kind == "individual" and known.member_id != ctx.member.id and known.helper != ctx.member.name


def _others(ctx: Context, note: str, with_whom: str, helper: str) -> list[tuple[str, str]]:
    """Who else helps the same children, as she says it: names with their kinds."""
    said = helpers_in(note) or named(with_whom) or helpers_in(ctx.message.text)
    return [(name, kind) for name, kind in said if name != helper]


def _shared(ctx: Context, others: list[tuple[str, str]], community: Community, known: Pairing | None) -> int | None:
    """The pairing whose children these are too, where one of those she helps them with has reported it."""
    for name, _ in others:
        found = ctx.uow.pairings.helping(name, community.id, ctx.unit_id)
        first = (found.shared_with_id or found.id) if found else None
        if first is not None and (known is None or first != known.id):
            return first
        if first is not None:
            return None
    return known.shared_with_id if known else None


def _with_others(ctx: Context, row: Pairing, others: list[tuple[str, str]], community: Community) -> list[str]:
    """Those she names who have not reported it: helpers too, of the same children. Their names."""
    added = []
    first = row.shared_with_id or row.id
    for name, kind in others:
        if ctx.uow.pairings.helping(name, community.id, ctx.unit_id) is None:
            values = {"children": row.children, "difficulties": row.difficulties, "difficulty_counts": row.difficulty_counts}
            same = {"support": row.support, "note": "", "member_id": ctx.member.id, "shared_with_id": first}
            _add(ctx, name, kind, community, values | same)
            added.append(name)
    return added


def _told(ctx: Context, row: Pairing) -> str:
    """That shared children count once, and how many where the first report said another number."""
    together = ctx.uow.pairings.together(row)
    helpers, first = "、".join(each.helper for each in together), together[0]
    if len(together) < 2:
        return ""
    if first.children == row.children:
        return "\n" + ctx.texts("pairing.together", helpers=helpers)
    return "\n" + ctx.texts("pairing.together_as", helpers=helpers, first=first.helper, children=first.children)


def _add(ctx: Context, helper: str, kind: str, community: Community, values: dict[str, Any]) -> int:
    return ctx.uow.pairings.add(
        **values,
        group_id=ctx.group.id if ctx.group else None,
        unit_id=ctx.unit_id,
        helper=helper,
        helper_kind=kind,
        community_id=community.id,
        on_date=ctx.day,
        created_at=ctx.now,
    )


def _recorded(ctx: Context, helpers: str, community: str, row: Pairing, details: str = "") -> Reply:
    """The receipt; one that says whose children are the same is not merged with others."""
    values = {"helper": helpers, "community": community, "children": row.children, "details": details}
    text = ctx.texts("pairing.recorded_details" if details else "pairing.recorded", **values)
    together = _told(ctx, row)
    merged = {"topic": f"pairing:{community}", "who": f"{helpers} {row.children}名", "tail": ctx.texts("pairing.tail", community=community)}
    reply = Reply.text(text + together, **({} if together else merged))
    reply.undoable = ctx.texts("pairing.undo", **values)
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
    if helper:
        return [row for row in rows if row.helper == helper]
    firsts = {row.id for row in rows}
    return [row for row in rows if row.shared_with_id not in firsts or row.helper == ctx.member.name]


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
    for each in _hers(ctx, said, row):
        ctx.uow.pairings.change(Pairing, each.id, children=children, difficulty_counts=None)
    return _recorded(ctx, row.helper, row.community, ctx.uow.pairings.require(Pairing, row.id))


def end(ctx: Context, said: Understanding) -> Reply:
    """End her pairing at a community."""
    row = _mine(ctx, said)
    ended = _hers(ctx, said, row)
    for each in ended:
        ctx.uow.pairings.end(ctx.uow.pairings.require(Pairing, each.id), ctx.now)
    helpers = "、".join(each.helper for each in ended)
    reply = ctx.say("pairing.ended", helper=helpers, community=row.community)
    reply.undoable = ctx.texts("pairing.end_undo", helper=helpers, community=row.community)
    return reply


def _hers(ctx: Context, said: Understanding, row: Any) -> list[Any]:
    """The pairing meant, and those of the same children that she has reported for others with it, unless she names one helper."""
    if said.slots.get("helper"):
        return [row]
    return [row, *(each for each in ctx.uow.pairings.together(row) if each.member_id == ctx.member.id and each.id != row.id)]


def follow_up(ctx: Context, said: Understanding) -> Reply:
    """Record one thing done for a pairing."""
    item, day = str(said.slots["item"]), str(said.slots.get("date") or ctx.day)
    if day > ctx.day:
        raise UserInputError("followup.future", date=day_words(day, ctx.today))
    community = ctx.uow.pairings.ensure_community(str(said.slots["community"]))
    mine = _fitting(ctx, said)
    mine.sort(key=lambda row: row.helper != ctx.member.name)
    if ctx.uow.pairings.followed(ctx.member.id, community.id, item, day, ctx.speaker):
        return ctx.say("followup.same", community=community.name, item=FOLLOWUPS[item], date=day_words(day, ctx.today))
    helper = mine[0].helper if mine else ctx.speaker or ctx.member.name
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
