"""Works answered together: what came in since a window's last answer is said once, when its sender has paused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.ports import Pictures
from handlers.reply import Say
from handlers.submitting import received
from handlers.texts import Texts
from store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Submissions:
    """Composes what is due in one transaction."""

    uow: UnitOfWork
    texts: Texts
    pictures: Pictures

    def due(self, now: datetime) -> Iterator[Say]:
        """The answers that are due now, each window marked as answered."""
        for window in self.uow.works.due(now):
            yield from received(self, window, self.pictures)
            self.uow.works.put_window(window.id, tally={}, due_at=None, written_as=None)
