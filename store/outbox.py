"""The outbox: what is to be said, from the moment it is durable until the channel has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from store.models import Outbox, table
from store.repository import Repository

OUTBOX = table(Outbox)
WAITING = (OUTBOX.c.state == "pending",)
SENT = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row"), or_(OUTBOX.c.state == "sending", OUTBOX.c.state == "uncertain"))
    .values(state="sent", cause="", wire_id=bindparam("wire"), sent_at=bindparam("now"))
)
CARRIED = update(OUTBOX).where(OUTBOX.c.id == bindparam("row")).values(sent_as=bindparam("first"))


class OutboxQueue(Repository):
    """Rows in the order they were written; that order is kept within a chat."""

    def add_all(self, rows: list[dict[str, Any]]) -> None:
        """File a batch of messages."""
        if rows:
            self.connection.execute(insert(OUTBOX), rows)

    def claim(self, account: str, now: datetime, limit: int, companions: int = 200) -> list[Outbox]:
        """Take due rows of an account, oldest first: pending → sending; up to `companions` acknowledgements that merge with them.

        A chat with a row that may not go yet waits whole.
        """
        chat = func.coalesce(OUTBOX.c.group_wire, OUTBOX.c.person_wire)
        held = select(chat).where(OUTBOX.c.account == account, *WAITING, OUTBOX.c.not_before > now)
        query = select(OUTBOX).where(OUTBOX.c.account == account, *WAITING, chat.not_in(held))
        rows = self.all(Outbox, query.order_by(OUTBOX.c.id).limit(limit).with_for_update(skip_locked=True))
        rows = rows + self._companions(account, rows, companions)
        ids = [row.id for row in rows]
        if ids:
            self.connection.execute(
                update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(state="sending", attempts=OUTBOX.c.attempts + 1, sent_as=None)
            )
        return rows

    def _companions(self, account: str, rows: list[Outbox], limit: int) -> list[Outbox]:
        """Acknowledgements that wait for the same groups as those taken: they will merge."""
        groups = {row.group_wire for row in rows if row.topic and row.group_wire}
        if not groups:
            return []
        taken = [row.id for row in rows]
        where = (OUTBOX.c.account == account, *WAITING, OUTBOX.c.topic != "", OUTBOX.c.group_wire.in_(groups), OUTBOX.c.id.not_in(taken))
        return self.all(Outbox, select(OUTBOX).where(*where).order_by(OUTBOX.c.id).limit(limit))

    def mark(self, ids: Sequence[int], state: str, *, from_states: Sequence[str] = ("sending", "uncertain"), **values: object) -> int:
        """Settle claimed rows."""
        where = (OUTBOX.c.id.in_(list(ids)), OUTBOX.c.state.in_(list(from_states)))
        return self.connection.execute(update(OUTBOX).where(*where).values(state=state, **values)).rowcount

    def arrived(self, wire_ids: Mapping[int, str], now: datetime) -> None:
        """Settle many sent rows at once, each with the id of the message that carried it."""
        if wire_ids:
            self.connection.execute(SENT, [{"row": row, "wire": wire_id, "now": now} for row, wire_id in wire_ids.items()])

    def carry(self, merged: Sequence[Sequence[int]]) -> None:
        """Each of these groups goes as one message, its first one's: so that a crash leaves known what its echo settles."""
        rows = [{"row": row, "first": ids[0]} for ids in merged for row in ids]
        if rows:
            self.connection.execute(CARRIED, rows)

    def give_back(self, ids: Sequence[int]) -> None:
        """Claimed and not tried: as before the claim."""
        where = (OUTBOX.c.id.in_(list(ids)), OUTBOX.c.state == "sending")
        self.connection.execute(update(OUTBOX).where(*where).values(state="pending", attempts=OUTBOX.c.attempts - 1, sent_as=None))

    def unsettled(self, account: str) -> list[Outbox]:
        """Rows claimed and never marked, or uncertain."""
        where = (OUTBOX.c.account == account, or_(OUTBOX.c.state == "sending", OUTBOX.c.state == "uncertain"))
        return self.all(Outbox, select(OUTBOX).where(*where).order_by(OUTBOX.c.id))

    def next_due(self, account: str) -> datetime | None:
        """When the earliest row that waits for a time may go."""
        return self.connection.execute(select(func.min(OUTBOX.c.not_before)).where(OUTBOX.c.account == account, *WAITING)).scalar()

    def sent_since(self, account: str, since: datetime) -> int:
        """How many messages an account has sent since a time: what a daily cap counts."""
        own = OUTBOX.c.sent_as.is_(None) | (OUTBOX.c.sent_as == OUTBOX.c.id)
        return self.count(OUTBOX, OUTBOX.c.account == account, OUTBOX.c.state == "sent", OUTBOX.c.sent_at >= since, own)

    def prune(self, before: datetime) -> int:
        """Forget what was settled before a time: the outbox is a queue, not an archive."""
        return self.connection.execute(delete(OUTBOX).where(OUTBOX.c.state.in_(("sent", "failed")), OUTBOX.c.created_at < before)).rowcount
