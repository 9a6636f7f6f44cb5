"""How far plans have come in their numbered columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from store.models import PushPlan, StudyItem
from store.pushes import PUSHES
from store.repository import Repository
from store.study import ITEMS, Study


class Progress(Repository):
    """What a plan has pushed of a numbered column in its present round, and what comes next."""

    def last_number(self, plan_ids: Collection[int], since: datetime | None = None) -> int:
        """The highest item number these plans have pushed from a slot on; 0 before the first."""
        joined = PUSHES.join(ITEMS, PUSHES.c.item_id == ITEMS.c.id)
        query = select(func.max(ITEMS.c.number)).select_from(joined).where(*self._made(plan_ids, since))
        return int(self.connection.execute(query).scalar() or 0)

    def items_of(self, plan_id: int, since: datetime | None = None) -> set[int]:
        """Ids of the items a plan has pushed from a slot on."""
        return set(self.scalars(select(PUSHES.c.item_id).where(*self._made([plan_id], since))))

    def _made(self, plan_ids: Collection[int], since: datetime | None) -> list[Any]:
        later = [] if since is None else [PUSHES.c.slot >= since]
        return [PUSHES.c.plan_id.in_(list(plan_ids)), PUSHES.c.state == "made", *later]

    def coming(self, plan: PushPlan, by_hand: PushPlan | None) -> Iterator[tuple[StudyItem, bool]]:
        """The items a plan will push, in order, with whether a new round begins there.

        Those pushed by hand in this round are left out; where the plan begins anew it never ends (unless there is nothing).
        """
        study = Study(self.tx)
        number = self.last_number([plan.id], plan.round_from)
        pushed = self.items_of(by_hand.id, plan.round_from) if by_hand else set()
        again = False
        while True:
            found = 0
            while (item := study.next_number(plan.column_id, number)) is not None:
                number = item.number or 0
                if item.id not in pushed:
                    yield item, again and not found
                    found += 1
            if not plan.anew or (again and not found):
                return
            number, pushed, again = 0, set(), True
