"""Which activity a list is for: the one its title fits, or the one an organizer has tied it to (接龙 归 剪纸)."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.language.lists import fitting
from handlers.language.names.matching import bare
from handlers.language.understanding import Scene, Understanding
from store.models import Group, Unit
from store.types import local_date
from store.unit_of_work import UnitOfWork

PENDING = timedelta(days=1)
"""So long an organizer's word waits for the group's next list."""


def settle_list(uow: UnitOfWork, group: Group | None, unit: Unit | None, said: Understanding, now: datetime) -> bool:
    """Settle which activity a list is for, among those one can still sign up for; False where it is for none.

    A list tied by its title goes where it was tied, whatever it fits; a tie of the next list waits for a native one that fits nothing.
    """
    title, today = str(said.slots.get("title", "")), local_date(now)
    live = [one.title for one in uow.activities.visible(unit.path if unit else None) if one.deadline is None or one.deadline >= today]
    ties = uow.chains.tied(group.id) if group is not None else []
    by_title = (tie.activity for tie in ties if tie.title and tie.title in bare(title))
    next_one = (tie.activity for tie in ties if tie.title is None and tie.tied_at >= now - PENDING and not said.typed)
    meant = next(by_title, None) or fitting(title, Scene(open_activities=tuple(live))) or next(next_one, None)
    if meant not in live:
        return False
    said.slots["activity"] = meant
    return True
