"""How an activity stands, in words: said after every sign-up, and by itself when a list has been carried on."""

from __future__ import annotations

from typing import Protocol

from handlers.reply import Say
from handlers.texts import Texts
from store.models import Activity, Chain, Group
from store.unit_of_work import UnitOfWork


class Here(Protocol):
    """Where it is said: a message being answered, or an alarm."""

    @property
    def uow(self) -> UnitOfWork:
        """The open transaction."""

    @property
    def texts(self) -> Texts:
        """The sentences."""


def standing(here: Here, activity: Activity) -> str:
    """How full an activity is, in words: 剪纸活动共 23/50 人."""
    heads = here.uow.signups.heads(activity.id)
    if activity.quota is None:
        return here.texts("signup.standing", title=activity.title, heads=heads)
    return here.texts("signup.standing_quota", title=activity.title, heads=heads, quota=activity.quota)


def list_recorded(here: Here, activity: Activity, chain: Chain, refused: int, to: Group | None = None) -> Say:
    """What a chain is answered: how the activity stands, by how many more than when it was last answered."""
    heads, waiting = here.uow.signups.heads(activity.id), here.uow.signups.heads(activity.id, "waitlisted")
    more = heads - chain.said_heads if chain.said_at is not None else 0
    tail = standing(here, activity)
    tail += here.texts("jielong.more" if more > 0 else "jielong.fewer", heads=abs(more)) if more else ""
    tail += here.texts("jielong.waiting", heads=waiting) if waiting else ""
    tail += here.texts("jielong.refused", number=refused) if refused else ""
    who = here.texts("jielong.who")
    text, topic = here.texts("jielong.recorded", tail=tail), f"jielong:{chain.id}"
    return Say(text, group=to.wire_id if to else None, account=to.account if to else None, topic=topic, who=who, tail=tail)
