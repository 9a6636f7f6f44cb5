"""The inbox: ids of messages that were acted on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select

from store.models import Inbox, table
from store.repository import Repository

INBOX = table(Inbox)


class InboxLog(Repository):
    """Remembers message ids so that a redelivery does nothing twice."""

    def seen(self, account: str, ids: Iterable[str]) -> set[str]:
        """Which of these ids were acted on before."""
        return set(self.scalars(select(INBOX.c.message_id).where(INBOX.c.account == account, INBOX.c.message_id.in_(list(ids)))))

    def add_all(self, rows: list[dict[str, object]]) -> None:
        """File a batch: `{"account", "message_id", "at"}` each."""
        if rows:
            self.connection.execute(insert(INBOX), rows)

    def prune(self, before: datetime) -> int:
        """Forget ids older than any redelivery."""
        return self.connection.execute(delete(INBOX).where(INBOX.c.at < before)).rowcount
