"""Rooms that do not take messages any more, and those in charge of them who are told why, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.envelopes import Outcome
from handlers.texts import Texts
from store.unit_of_work import UnitOfWork

TOLD = 20
"""At most so many people are told of one room."""


def record_rooms(uow: UnitOfWork, account: str, outcomes: Sequence[Outcome], now: datetime, texts: Texts) -> None:
    """Note which rooms have closed and which are open again. Those in charge of a room hear of each new cause."""
    for outcome in outcomes:
        group = uow.groups.by_wire(account, outcome.chat) if outcome.chat else None
        if group is None:
            continue
        if outcome.state == "sent":
            uow.groups.trouble(group, "")
        elif outcome.state == "closed" and uow.groups.trouble(group, outcome.cause):
            unit = uow.units.by_id(group.unit_id)
            people = uow.members.in_charge(unit.path if unit else None)
            text = texts("outbox.room_closed", group=group.name, cause=outcome.cause)
            told = [{"account": one.account, "person_wire": one.wire_id, "text": text, "created_at": now} for one in people[:TOLD]]
            uow.outbox.add_all(told)
