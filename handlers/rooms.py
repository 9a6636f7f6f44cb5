"""What is said when an account has been let into a room, or comes up and finds that its rooms have changed meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.message import RoomEvent
from handlers.reply import Reply, Say
from handlers.texts import Texts
from store.models import Group
from store.rooms import Changes
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
GREETED = 10
"""Of more rooms at once that let it in none is greeted: the admins hear how many they are."""
TOLD = 20
"""At most so many admins are told,"""
NAMED = 12
"""and so many rooms named."""
JUST_NOW = timedelta(minutes=10)
"""The event of being let in may come so long after a look around that has found the room already."""


def greeting(uow: UnitOfWork, texts: Texts, bot: str, group: Group) -> Say:
    """What a group hears that has just let the bot in."""
    unit = uow.units.by_id(group.unit_id)
    text = texts("join.greeting", bot=bot) if unit is None else texts("join.back", bot=bot, unit=unit.name)
    return Say(text, group=group.wire_id)


def was_greeted(group: Group | None, now: datetime) -> bool:
    """Whether a look around has just found this room, as it stood before the event."""
    return group is not None and group.active and timedelta() <= now - group.joined_at < JUST_NOW


def rooms_seen(uow: UnitOfWork, texts: Texts, bot: str, event: RoomEvent, now: datetime) -> Reply:
    """Take over where the account is. A few that have let it in are greeted; what else has changed the admins hear."""
    present = {room.wire_id: room.name for room in event.rooms if room.standing == "in"}
    out, gone = ({room.wire_id for room in event.rooms if room.standing == standing} for standing in ("out", "gone"))
    changes = uow.rooms.seen(event.account, present, out, gone, now)
    twins = {group.id for group in changes.twins}
    strangers = [*(group for group in changes.new if group.id not in twins), *changes.back]
    quiet = changes.first or len(strangers) > GREETED
    said = [] if quiet else [greeting(uow, texts, bot, group) for group in strangers]
    if news := _news(texts, event.account, changes, len(strangers) if quiet else 0):
        logger.info("%s", news, extra={"action": "rooms_changed"})
        said += [Say(news, person=one.wire_id, account=one.account) for one in uow.members.holders(("admin",), None)[:TOLD]]
    return Reply(said)


def _news(texts: Texts, account: str, changes: Changes, quiet: int) -> str:
    lines = [texts("join.quiet", account=account, number=quiet)] if quiet else []
    if changes.twins:
        lines.append(texts("join.twins", account=account, groups=_named(changes.twins)))
    if changes.left:
        lines.append(texts("join.left", account=account, groups=_named(changes.left)))
    return "\n".join(lines)


def _named(groups: Sequence[Group]) -> str:
    names = list(dict.fromkeys(group.name for group in groups))
    return "、".join(names[:NAMED]) + ("……" if len(names) > NAMED else "")
