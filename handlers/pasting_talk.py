"""Pasted text in a private chat: which group, what would be recorded, recorded when she says so. Nothing is kept but what it means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language import jielong
from handlers.language.names.matching import resolve
from handlers.language.pasted import Said, Stretch, read
from handlers.language.understanding import Scene
from handlers.meant import live_titles
from handlers.pasting import Desk, Outcome, Read, brought, read_stretch, unfit_lists
from handlers.reply import Ask, Reply, Say
from handlers.rights import ORGANIZE
from handlers.scenes import Scenes
from handlers.texts import Texts
from handlers.words import listed
from store.models import Group, Question, Unit

INTENT = "paste"
SHOWN = 12
"""So many lines of a preview are shown."""
OFFERED = 9
_YES = re.compile(r"\W*(?:1|１|一|记录?|记吧|记上|好的?|好吧|是的?|可以|对的?|确认|行|ok)\W*(?:记录?|吧|了|的|呀|啊)?\W*", re.IGNORECASE)
_NO = re.compile(r"\W*(?:2|２|二|不记|别记|不要|不用|不了|算了|取消|先不|否|不)\W*(?:了|记|吧)*\W*")
_NUMBER = re.compile(r"\W*(?:第\s*)?(\d{1,2})\s*(?:个|号)?\W*")


def opens(text: str, question: Question | None, today: date) -> Stretch | int | None:
    """What a private message is to a paste: the paste itself, the number of the choice it answers with, or None."""
    if question is not None and question.intent == INTENT and "\n" not in text.strip():
        return _choice(text, question)
    if "\n" not in text.strip():
        return None
    stretch = read(text, today)
    if stretch is None and jielong.looks_like(text) and jielong.read(text):
        stretch = Stretch((Said(1, "", None, None, text),))
    return stretch


def _choice(text: str, question: Question) -> int | None:
    """The choice (from 0) she answers with; len(choices) where it is none of them but meant as one."""
    if question.missing == "confirm":
        answer = 0 if _YES.fullmatch(text) else 1 if _NO.fullmatch(text) else None
    else:
        answer = len(question.choices) + 1 if _NO.fullmatch(text) and not _NUMBER.fullmatch(text) else None
        fits = resolve(text.strip(), question.choices) if answer is None and 2 <= len(text.strip()) <= 40 else []
        answer = list(question.choices).index(fits[0]) if len(fits) == 1 else answer
    number = _NUMBER.fullmatch(text)
    if answer is None and number:
        answer = int(number[1]) - 1 if 1 <= int(number[1]) <= len(question.choices) else len(question.choices)
    return answer


def pasted(ctx: Context, stretch: Stretch, scenes: Scenes) -> Reply:
    """A paste: asked about where its group or activity is not clear, else shown as it would be recorded."""
    groups = places(ctx)
    if not groups:
        raise UserInputError("paste.no_group")
    if stretch.group:
        named = resolve(stretch.group, [group.name for group in groups])
        groups = [group for group in groups if group.name in named]
        if not groups:
            raise UserInputError("paste.elsewhere", group=stretch.group)
    units = [ctx.uow.units.by_id(group.unit_id) for group in groups]
    found = read_stretch(ctx.texts, stretch, _scenes(ctx, scenes, units), units[0].name if units[0] else "", ctx.today)
    if len(groups) == 1 or not found.items:
        return _shown(ctx, groups[0], found, scenes)
    names = [group.name for group in groups[:OFFERED]]
    slots = {"groups": [group.id for group in groups[:OFFERED]], **found.as_slots()}
    return _asked(ctx, ctx.texts("paste.which_group"), slots, "group", names)


def chosen(ctx: Context, question: Question, choice: int, scenes: Scenes) -> Reply:
    """Her answer to one of the questions above."""
    slots, choices = dict(question.slots), list(question.choices)
    if choice == len(choices):
        again = ctx.texts("dialogue.not_on_list") + "\n" + listed(choices) + "\n" + ctx.texts("ask.how")
        return Reply([Say(again)], Ask(INTENT, slots, question.missing, tuple(choices)))
    if choice > len(choices) or (question.missing == "confirm" and choice == 1):
        return ctx.say("dialogue.left")
    found = Read.from_slots(slots)
    group = ctx.uow.groups.get(Group, slots["groups"][choice] if question.missing == "group" else slots["group"])
    if group is None or group.id not in {one.id for one in places(ctx)}:
        raise UserInputError("paste.elsewhere", group=group.name if group else "")
    if question.missing == "confirm":
        return _recorded(ctx, desk_of(ctx, group, scenes), found)
    if question.missing == "activity":
        unfit = [item for item in found.items if item.id in slots["unfit"]]
        found = brought(found, unfit, choices[choice]) if choice < len(choices) - 1 else found
        return _shown(ctx, group, found, scenes, unfit=False)
    return _shown(ctx, group, found, scenes)


def places(ctx: Context) -> list[Group]:
    """The groups she may bring words of, her own first: those of her unit; an organizer's whole subtree."""
    paths = [grant.path for grant in ctx.rights.held if grant.role in ORGANIZE]
    groups = [ctx.home] if ctx.home else []
    reach = [*paths, *([ctx.path] if ctx.path and not paths else [])]
    for path in reach:
        own = ctx.unit_id if path == ctx.path and not paths else None
        groups += [one for one in ctx.uow.groups.in_audience({"all": True}, path) if own is None or one.unit_id == own]
    return list({group.id: group for group in groups}.values())


def desk_of(ctx: Context, group: Group, scenes: Scenes) -> Desk:
    """Where her words are carried out."""
    unit = ctx.uow.units.by_id(group.unit_id)
    return Desk(ctx.uow, ctx.texts, ctx.ports, scenes.of(ctx.uow, unit, ctx.today), group, unit, ctx.member, ctx.now, ctx.now)


def _scenes(ctx: Context, scenes: Scenes, units: Sequence[Unit | None]) -> list[Scene]:
    """What could be named there: what can still be signed up for first."""
    by_unit = {unit.id if unit else 0: scenes.of(ctx.uow, unit, ctx.today) for unit in units}
    titles = list(dict.fromkeys(title for scene in by_unit.values() for title in scene.open_activities))
    live = list(dict.fromkeys(title for unit in units for title in live_titles(replace(ctx, unit=unit))))
    first = next(iter(by_unit.values()))
    return [replace(first, open_activities=tuple(live)), replace(first, open_activities=tuple(titles))]


def _shown(ctx: Context, group: Group, found: Read, scenes: Scenes, *, unfit: bool = True) -> Reply:
    """The preview, and the question whether to record it."""
    desk = desk_of(ctx, group, scenes)
    lists = list(unfit_lists(desk, found)) if unfit and desk.organizes else []
    titles = live_titles(replace(ctx, unit=desk.unit))
    if lists and titles:
        slots: dict[str, Any] = {"group": group.id, "unfit": [item.id for item in lists], **found.as_slots()}
        text = ctx.texts("paste.which_activity", title=lists[0].slots.get("title", ""))
        return _asked(ctx, text, slots, "activity", [*titles[: OFFERED - 1], ctx.texts("paste.neither")])
    outcomes = desk.preview(found)
    scenes.forget()
    lines = summary(ctx.texts, outcomes)
    number = sum(one.result == "recorded" for one in outcomes)
    if not number:
        return Reply.text("\n".join([ctx.texts("paste.nothing"), *lines]))
    text = "\n".join([ctx.texts("paste.preview", group=group.name, number=number), *lines, *_withheld(ctx, found)])
    return _asked(ctx, text, {"group": group.id, **found.as_slots()}, "confirm", [ctx.texts("paste.yes"), ctx.texts("paste.no")])


def _recorded(ctx: Context, desk: Desk, found: Read) -> Reply:
    outcomes = desk.carry_out(found)
    number = sum(one.result == "recorded" for one in outcomes)
    rest = summary(ctx.texts, [one for one in outcomes if one.result != "recorded"])
    reply = Reply.text("\n".join([ctx.texts("paste.recorded", group=desk.group.name, number=number), *rest]))
    reply.undoable = ctx.texts("paste.undo", number=number) if number else ""
    reply.says += desk.announcements if desk.group.active else []
    return reply


def _asked(ctx: Context, text: str, slots: dict[str, Any], missing: str, choices: Sequence[str]) -> Reply:
    lines = [text, listed(choices), ctx.texts("ask.how")]
    return Reply([Say("\n".join(lines))], Ask(INTENT, slots, missing, tuple(choices)))


def summary(texts: Texts, outcomes: Sequence[Outcome]) -> list[str]:
    """A preview in lines: what is recorded, how many were there before, what is left out and why."""
    new = [one for one in outcomes if one.result == "recorded"]
    lines = [f"· {one.text}" if one.who in one.text else f"· {one.who}：{one.text}" for one in new[:SHOWN]]
    lines += [texts("paste.more", number=len(new) - SHOWN)] if len(new) > SHOWN else []
    same = sum(one.result == "same" for one in outcomes)
    lines += [texts("paste.same_lines", number=same)] if same else []
    left = Counter(one.text for one in outcomes if one.result == "left_out")
    why = "；".join(f"{text} {number}" for text, number in left.most_common(5))
    return lines + ([texts("paste.left", number=left.total(), why=why)] if left else [])


def _withheld(ctx: Context, found: Read) -> list[str]:
    kinds = list(dict.fromkeys(kind for item in found.items for kind in item.withheld))
    what = "、".join(ctx.texts(f"privacy.{kind}") for kind in kinds)
    return [ctx.texts("paste.withheld", what=what)] if kinds else []
