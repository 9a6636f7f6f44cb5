"""The morning after: organizers hear where somebody came and her service time is not known. Nothing is made up for her."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from handlers.reply import Say
from handlers.texts import Texts
from store.models import Member
from store.types import local_date
from store.unit_of_work import UnitOfWork


def unsettled(uow: UnitOfWork, texts: Texts, now: datetime) -> list[Say]:
    """A message for each organizer of yesterday's timed activities with somebody who has not left; each activity once."""
    day = (date.fromisoformat(local_date(now)) - timedelta(days=1)).isoformat()
    found = {f"hours:{row.id}:{day}": row for row in uow.attendances.unsettled(day)}
    told = uow.notices.told(list(found)) if found else set()
    lines: dict[int, list[str]] = defaultdict(list)
    for_whom: dict[int, Member] = {}
    news: set[str] = set()
    for name, row in found.items():
        unit = uow.units.by_id(row.unit_id)
        members = uow.members.in_charge(unit.path if unit else None)
        for member in members if name not in told else []:
            for_whom[member.id] = member
            lines[member.id].append(texts("attend.settle_line", title=row.title, number=row.people))
            news.add(name)
    uow.notices.tell(news, now)
    return [
        Say(texts("attend.settle", lines="\n".join(lines[key])), person=member.wire_id, account=member.account)
        for key, member in for_whom.items()
    ]
