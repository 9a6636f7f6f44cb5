"""By when a push will have gone out: told before it begins."""

from __future__ import annotations

from datetime import datetime

from handlers.context import Context
from handlers.words import time_words
from store.groups import Reach
from store.models import PushPlan
from store.types import SHANGHAI, local_date


def gap_of(plan: PushPlan) -> int:
    """A plan's own pace: the seconds between two of its messages on one account, 0 for the account's."""
    return int(plan.times.get("gap", 0))


def finish_words(ctx: Context, reach: Reach, start: datetime, messages: int = 1, gap: int = 0) -> str:
    """`，预计 09:40 前发完` for a push of so many messages to these groups that begins at `start`; empty where it takes no time."""
    pushes = {account: groups * messages for account, groups in ctx.uow.groups.by_account(reach).items()}
    at = ctx.ports.postman.done_by(ctx.uow, pushes, start, ctx.now, gap)
    if at is None:
        return ""
    same_day = local_date(at) == local_date(start)
    return ctx.texts("plans.finish", time=f"{at.astimezone(SHANGHAI):%H:%M}" if same_day else time_words(at))
