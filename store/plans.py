"""Push plans: which column goes to whom, when."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from store.locks import take_lock
from store.models import PushPlan, table
from store.repository import Repository

PLANS = table(PushPlan)
BY_HAND = {"manual": True}


class Plans(Repository):
    """Reads and writes plans. Plans by hand (`{"manual": true}`) have no slots: they carry 立即推送."""

    def alone(self) -> None:
        """Until the end of the transaction no other process settles slots."""
        take_lock(self.connection, "plans")

    def by_id(self, key: int) -> PushPlan | None:
        """The plan with this number, also a removed one."""
        return self.get(PushPlan, key)

    def timed(self, states: tuple[str, ...] = ("active", "paused")) -> list[PushPlan]:
        """Plans with slots, in the order they were made."""
        plans = self.all(PushPlan, select(PLANS).where(PLANS.c.state.in_(states)).order_by(PLANS.c.id))
        return [plan for plan in plans if plan.times != BY_HAND]

    def add(self, now: datetime, **values: object) -> int:
        """Store a plan whose slots count from now."""
        return self.insert(PushPlan, created_at=now, settled_to=now, **values)

    def find_by_hand(self, column_id: int) -> PushPlan | None:
        """The plan that carries a column's pushes by hand, if there has been one."""
        plans = self.all(PushPlan, select(PLANS).where(PLANS.c.column_id == column_id))
        return next((plan for plan in plans if plan.times == BY_HAND), None)

    def by_hand(self, column_id: int, now: datetime) -> PushPlan:
        """The plan that carries a column's pushes by hand, made at the first."""
        found = self.find_by_hand(column_id)
        return found or self.require(PushPlan, self.add(now, column_id=column_id, times=BY_HAND, audience={"all": True}))

    def wants_card(self, column_id: int) -> bool:
        """Whether any plan of a column has title cards: then a push by hand has one too."""
        return any(plan.card for plan in self.timed() if plan.column_id == column_id)

    def gaps(self) -> dict[int, timedelta]:
        """The plans with a pace of their own: how much lies between two of their messages on one account. Read once a batch."""
        known: dict[int, timedelta] | None = self.tx.memo.get("plan_gaps")
        if known is None:
            found = {plan.id: timedelta(seconds=plan.times["gap"]) for plan in self.timed() if plan.times.get("gap")}
            known = self.tx.memo["plan_gaps"] = found
        return known

    def change_plan(self, plan: PushPlan, **values: object) -> None:
        """Change what a plan says."""
        self.connection.execute(update(PLANS).where(PLANS.c.id == plan.id).values(**values))

    def set_state(self, plan: PushPlan, state: str) -> None:
        """Pause, resume or remove."""
        self.change_plan(plan, state=state)

    def settled(self, plan_id: int, to: datetime) -> None:
        """Every slot up to this instant has been settled."""
        self.connection.execute(update(PLANS).where(PLANS.c.id == plan_id).values(settled_to=to))

    def same(self, column_id: int, times: object, audience: object) -> PushPlan | None:
        """A live plan that does exactly this already."""
        for plan in self.timed():
            if plan.column_id == column_id and plan.times == times and plan.audience == audience:
                return plan
        return None
