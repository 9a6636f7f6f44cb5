"""Pictures while their sender submits works: each is kept or told why not; what came together is answered together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from handlers.context import Context
from handlers.language import understand
from handlers.language.understanding import Scene, Understanding
from handlers.message import IncomingMessage, Taken
from handlers.ports import Pictures
from handlers.reply import Say
from handlers.texts import Texts
from store.models import Activity, Group, Member, Unit, WorkWindow
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork

QUIET = timedelta(seconds=8)
"""So long after her last picture she is answered: one answer for all that came together."""
ABOUT_PICTURES = ("lost", "large", "heic", "broken", "pixels", "same")
"""Faults told of pictures; the others have sentences of their own."""
FAULTS = (*ABOUT_PICTURES, "long", "type", "full", "over")


class Here(Protocol):
    """Where it is said: a message being answered, or an alarm."""

    @property
    def uow(self) -> UnitOfWork:
        """The open transaction."""

    @property
    def texts(self) -> Texts:
        """The sentences."""


def begins_to_submit(message: IncomingMessage, scene: Scene, now: datetime, unit: Unit | None = None) -> Understanding | None:
    """The words beside a picture, where they are 投稿; None for all else."""
    if not message.text:
        return None
    said = understand(
        message.text,
        scene,
        today=now.astimezone(SHANGHAI).date(),
        mention=message.mentions_bot,
        private=message.group is None,
        sender=message.sender_name,
        unit=unit.name if unit else "",
    )
    return said if said.intent == "submit_work" else None


def submits(uow: UnitOfWork, message: IncomingMessage, now: datetime) -> bool:
    """Whether the sender's pictures are heard in this chat."""
    member = uow.members.by_wire(message.account, message.sender)
    group = uow.groups.by_wire(message.account, message.group) if message.group is not None else None
    if member is None or (message.group is not None and group is None):
        return False
    return uow.works.window(member.id, group.id if group else None, now) is not None


def take_picture(ctx: Context, window: WorkWindow) -> None:
    """Enter the picture of this message; she is answered when no more come."""
    activity = ctx.uow.activities.by_id(window.activity_id)
    tally: dict[str, Any] = dict(window.tally)
    taken = ctx.message.taken or Taken(fault="lost")
    fault = _refusal(ctx, activity, window) if not taken.fault else taken.fault
    key = None
    if not fault:
        values = {"sha256": taken.sha256, "media": taken.media, "bytes": taken.bytes, "on_date": ctx.day}
        key = ctx.uow.works.add(window, ctx.member, ctx.now, **values)
    if key is None:
        name = fault or "same"
        tally[name] = tally.get(name, 0) + 1
    else:
        tally["kept"] = [*tally.get("kept", []), key]
    title = activity.title if activity else ""
    what = ctx.texts("works.undo", title=title, numbers=numbers_of(tally.get("kept", [])))
    written = ctx.uow.journal.join(window.written_as, ctx.member.id, ctx.now, what)
    ctx.uow.works.put_window(window.id, tally=tally, due_at=ctx.now + QUIET, written_as=written)


def _refusal(ctx: Context, activity: Activity | None, window: WorkWindow) -> str:
    """Why no more works are taken: the activity is over, or the unit has as many as it may; else nothing."""
    if activity is None or activity.state != "open" or (activity.deadline is not None and activity.deadline < ctx.day):
        return "over"
    return "full" if is_full(ctx, activity, window.unit_id) else ""


def is_full(here: Here, activity: Activity, unit_id: int | None) -> bool:
    """Whether a unit has as many works as the activity takes from one."""
    return activity.works_most is not None and unit_id is not None and here.uow.works.count_of(activity.id, unit_id) >= activity.works_most


def received(here: Here, window: WorkWindow, pictures: Pictures) -> list[Say]:
    """What she is told of the pictures since the last answer, in the chat where she sent them. A group that was left is not told."""
    activity = here.uow.activities.by_id(window.activity_id)
    member = here.uow.members.get(Member, window.member_id)
    group = here.uow.groups.get(Group, window.group_id) if window.group_id else None
    if activity is None or member is None or (group is not None and not group.active):
        return []
    to: dict[str, Any] = {"group": group.wire_id} if group else {"person": member.wire_id}
    to["account"] = group.account if group else member.account
    kept = [key for key in window.tally.get("kept", ()) if here.uow.works.by_id(key) is not None]
    says = []
    if kept:
        who, tail = here.texts("works.who", name=member.name, number=len(kept)), works_standing(here, activity, window.unit_id)
        text = here.texts("works.recorded", who=who, numbers=numbers_of(kept), tail=tail)
        says.append(Say(text, topic=f"work:{activity.id}:{window.unit_id}", who=who, tail=tail, **to))
    lines = [line for line in _fault_lines(here, window.tally, activity, pictures) if line]
    if lines:
        says.append(Say("\n".join(lines), mention=(member.wire_id,) if group else (), **to))
    return says


def _fault_lines(here: Here, tally: dict[str, Any], activity: Activity, pictures: Pictures) -> list[str]:
    """One line a fault, with how many pictures have it."""
    picture_mb, video_mb = pictures.caps
    values = {"title": activity.title, "most": activity.works_most, "picture_mb": picture_mb, "video_mb": video_mb}
    alone = not tally.get("kept") and sum(tally.get(fault, 0) for fault in FAULTS) == 1
    lines = []
    for fault in FAULTS:
        if number := tally.get(fault, 0):
            which = here.texts("works.this") if alone else here.texts("works.these", number=number)
            lines.append(here.texts(f"works.fault_{fault}", which=which, number=number, **values))
    return lines


def works_standing(here: Here, activity: Activity, unit_id: int | None) -> str:
    """How many works the unit has, and how many are still asked for: “剪纸”本单位 2/5 件，至少 3 件，还差 1 件."""
    if unit_id is None:
        return here.texts("works.standing_all", title=activity.title, number=here.uow.works.total(activity.id))
    number = here.uow.works.count_of(activity.id, unit_id)
    shown = f"{number}/{activity.works_most}" if activity.works_most else str(number)
    tail = here.texts("works.standing", title=activity.title, shown=shown)
    if activity.works_least and number < activity.works_least:
        tail += here.texts("works.short", least=activity.works_least, lacking=activity.works_least - number)
    return tail


def asked_for(here: Here, activity: Activity) -> str:
    """How many works are asked of a unit: 每单位 3—5 件; empty where that was not said."""
    least, most = activity.works_least, activity.works_most
    if least and most:
        return here.texts("works.asked", number=f"{least}—{most}" if least != most else str(most))
    if least:
        return here.texts("works.asked_least", number=least)
    return here.texts("works.asked_most", number=most) if most else ""


def numbers_of(keys: Sequence[int]) -> str:
    """Numbers as people say them: 3、5、8."""
    return "、".join(str(key) for key in keys)
