"""接龙 answered together: what was written since a chain's last answer is said once, when its pause is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.reply import Say
from handlers.standing import list_recorded
from handlers.texts import Texts
from store.models import Group
from store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Lists:
    """Composes what is due in one transaction."""

    uow: UnitOfWork
    texts: Texts

    def due(self, now: datetime) -> Iterator[Say]:
        """The answers that are due now, each chain marked as answered. A group that was left is not told."""
        for chain in self.uow.chains.due(now):
            activity = self.uow.activities.by_id(chain.activity_id)
            group = self.uow.groups.get(Group, chain.group_id) if chain.group_id else None
            if activity is not None and group is not None and group.active:
                yield list_recorded(self, activity, chain, chain.refused, group)
            heads = self.uow.signups.heads(chain.activity_id)
            self.uow.chains.put(chain.id, said_at=now, said_heads=heads, refused=0, due_at=None)
