"""What has been announced, once each, whatever restarts in between."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select

from store.models import Notice, table
from store.repository import Repository

NOTICES = table(Notice)


class Notices(Repository):
    """Names of announcements."""

    def told(self, names: Collection[str]) -> set[str]:
        """Those of the names that were announced."""
        return set(self.scalars(select(NOTICES.c.name).where(NOTICES.c.name.in_(list(names)))))

    def tell(self, names: Collection[str], now: datetime) -> None:
        """File announcements; the caller has asked `told`."""
        if names:
            self.connection.execute(insert(NOTICES), [{"name": name, "at": now} for name in sorted(names)])

    def prune(self, before: datetime) -> int:
        """Forget what was announced long ago."""
        return self.connection.execute(delete(NOTICES).where(NOTICES.c.at < before)).rowcount
