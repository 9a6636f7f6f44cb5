"""待审、通过、退回、送审、修改内容: nothing goes out that nobody has approved, and nobody approves her own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.item_edits import with_link, without
from handlers.language.understanding import Understanding
from handlers.listing import Listing, listing_reply
from handlers.reply import Reply, Say
from handlers.showing import carried_mark
from store.media import stored
from store.models import Member, StudyItem

LONGEST = {"title": 60, "source": 200, "text": 5000, "link": 2000, "link_title": 100, "link_text": 200}
WAITING = 2_000
"""So many waiting items are listed; who has more has other worries."""
EDITABLE = ("draft", "submitted", "approved", "returned")


def review(ctx: Context, said: Understanding) -> Reply:
    """The items that wait; or approve or return one of them."""
    verdict = said.slots.get("verdict")
    if verdict is None:
        return _waiting(ctx)
    item = _item(ctx, said)
    if not _waits(item):
        raise UserInputError("review.not_waiting", number=item.id)
    if ctx.member.id in ctx.uow.study.authors(item) and not ctx.ports.single_reviewer:
        raise UserInputError("review.own", number=item.id)
    state = "approved" if verdict == "approve" else "returned"
    reason = str(said.slots.get("reason", ""))
    ctx.uow.study.set_state(item.id, state, ctx.member.name if state == "approved" else None, reason or None)
    ctx.uow.audit.add(ctx.now, ctx.member, f"review_{state}", f"item:{item.id}")
    reply = ctx.say(f"review.{state}", number=item.id, title=item.title, reason=reason)
    reply.says += _to_author(ctx, item, state, reason)
    return reply


def _item(ctx: Context, said: Understanding) -> StudyItem:
    number = int(said.slots["item"])
    item = ctx.uow.study.item(number)
    if item is None or item.state == "retired":
        raise UserInputError("review.unknown", number=number)
    return item


def _waits(item: StudyItem) -> bool:
    """Submitted; or a draft that came from a file or a feed: no member holds it back."""
    return item.state == "submitted" or (item.state == "draft" and item.author_id is None)


def _to_author(ctx: Context, item: StudyItem, state: str, reason: str) -> list[Say]:
    """Who wrote it hears in private what became of it."""
    author = ctx.uow.members.get(Member, item.author_id) if item.author_id and item.author_id != ctx.member.id else None
    if author is None:
        return []
    text = ctx.texts(f"review.told_{state}", number=item.id, title=item.title, reason=reason, reviewer=ctx.member.name)
    return [Say(text, person=author.wire_id, account=author.account)]


def _waiting(ctx: Context) -> Reply:
    items = ctx.uow.study.waiting(WAITING)
    returned = ctx.uow.study.of_author(ctx.member.id, ("draft", "returned"))
    columns = {column.id: column.name for column in ctx.uow.study.columns()}
    mine = [
        ctx.texts("review.mine", number=one.id, title=one.title, state=ctx.texts(f"review.state_{one.state}"), reason=one.reason or "")
        for one in returned
    ]
    if not items:
        return Reply.text("\n".join([ctx.texts("review.none"), *mine]))
    marks = [(item, carried_mark(ctx.texts, item)) for item in items]
    lines = [f"{item.id}. {columns[item.column_id]} {item.key or item.number}《{item.title}》{mark}" for item, mark in marks]
    total = ctx.uow.study.count_waiting()
    cells = [(item.id, columns[item.column_id], str(item.key or item.number), item.title + mark) for item, mark in marks]
    reply = listing_reply(
        ctx,
        lambda: ctx.say("review.list", total=total, lines="\n".join(lines)),
        Listing("待审内容", "待审", ("编号", "栏目", "日期/编号", "题目"), cells, line=ctx.texts("review.long", total=total)),
    )
    if mine:
        reply.says[0] = replace(reply.says[0], text="\n".join([reply.says[0].text, *mine]))
    return reply


def submit(ctx: Context, said: Understanding) -> Reply:
    """A draft, or what was returned, goes to review."""
    item = _item(ctx, said)
    if item.state not in ("draft", "returned"):
        raise UserInputError("review.not_draft", number=item.id, state=ctx.texts(f"review.state_{item.state}"))
    ctx.uow.study.set_state(item.id, "submitted")
    ctx.uow.audit.add(ctx.now, ctx.member, "review_submitted", f"item:{item.id}")
    return ctx.say("review.submitted", number=item.id, title=item.title)


_MARKS = r"[\s:：,，、]*"
_PARTS = "链接标题|链接说明|链接|网址|标题|题目|正文|内容|出处|来源"
_TYPED = re.compile(rf"\d\s*[号条篇]?的?{_MARKS}(?:{_PARTS}){_MARKS}(?:改成|改为|是)?{_MARKS}(.+)$", re.DOTALL)


def _as_typed(text: str) -> str:
    """The new words with the marks she typed: what was understood has its marks folded."""
    hit = _TYPED.search(text)
    return hit[1].strip() if hit else ""


def edit(ctx: Context, said: Understanding) -> Reply:
    """Change an item's title, text, source or link, or take away what it carries; it waits for approval again, by someone else."""
    item = _item(ctx, said)
    if drop := said.slots.get("drop"):
        return _edited(ctx, item, f"no_{drop}", media=stored(without(ctx, item, str(drop))))
    field, words = said.slots.get("field"), _as_typed(ctx.message.text) or str(said.slots.get("note", "")).strip()
    if field not in LONGEST or not words:
        raise UserInputError("review.how_to_edit", number=item.id)
    if len(words) > LONGEST[field]:
        raise UserInputError("review.too_long", longest=LONGEST[field])
    if field.startswith("link"):
        return _edited(ctx, item, field, media=stored(with_link(item, field, words)))
    return _edited(ctx, item, field, **{field: words})


def _edited(ctx: Context, item: StudyItem, field: str, **values: Any) -> Reply:
    ctx.uow.study.edit(item.id, ctx.member.id, ctx.now, **values)
    ctx.uow.audit.add(ctx.now, ctx.member, "item_edit", f"item:{item.id}", field=field, was=item.state)
    key = "review.edited_approved" if item.state == "approved" else "review.edited"
    return ctx.say(key, number=item.id, title=values.get("title", item.title))


COMMANDS = (Command("review", review), Command("item_submit", submit), Command("item_edit", edit))
