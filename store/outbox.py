"""The outbox: what is to be said, from the moment it is durable until the channel has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, literal_column, or_, select, text, update

from store.models import Outbox, table
from store.repository import Repository

OUTBOX = table(Outbox)
WAITING = (OUTBOX.c.state == literal_column("'pending'"), text("NOT drawing"))
UNDRAWN = text("drawing")  # as the partial index says it

# What is asked for at every send is written once: building a statement costs more than running it.
OWN = (OUTBOX.c.account == bindparam("account"), *WAITING)
CHAT = func.coalesce(OUTBOX.c.group_wire, OUTBOX.c.person_wire)
HELD = select(CHAT).where(*OWN, OUTBOX.c.not_before > bindparam("at"))
TAKE = select(OUTBOX).where(*OWN, CHAT.not_in(HELD)).order_by(OUTBOX.c.id).limit(bindparam("most")).with_for_update(skip_locked=True)
NEXT = select(func.min(OUTBOX.c.not_before)).where(*OWN, OUTBOX.c.not_before > bindparam("at"))
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
        rows: list[Any] = list(self.connection.execute(TAKE, {"account": account, "at": now, "most": limit}).all())
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

    def drawn(self, promised: str, made: Mapping[str, str]) -> set[str]:
        """What was promised is there, in these columns (`path` of a file, `text`): its rows may go. Their accounts."""
        return self._let_go(promised, made)

    def not_drawn(self, promised: str, text: str) -> set[str]:
        """What was promised will not be there: this is said in its place. Its rows' accounts."""
        return self._let_go(promised, {"kind": "text", "text": text, "path": "", "name": ""})

    def _let_go(self, promised: str, values: Mapping[str, object]) -> set[str]:
        where = (UNDRAWN, OUTBOX.c.path == str(promised))
        accounts = set(self.scalars(select(OUTBOX.c.account).where(*where)))
        self.connection.execute(update(OUTBOX).where(*where).values(drawing=False, **values))
        return accounts

    def undrawn(self, accounts: Iterable[str]) -> list[Outbox]:
        """Rows of these accounts that are still to be made."""
        return self.all(Outbox, select(OUTBOX).where(UNDRAWN, OUTBOX.c.account.in_(list(accounts))).order_by(OUTBOX.c.id))

    def give_back(self, ids: Sequence[int]) -> None:
        """Claimed and not tried: as before the claim."""
        where = (OUTBOX.c.id.in_(list(ids)), OUTBOX.c.state == "sending")
        self.connection.execute(update(OUTBOX).where(*where).values(state="pending", attempts=OUTBOX.c.attempts - 1, sent_as=None))

    def unsettled(self, account: str) -> list[Outbox]:
        """Rows claimed and never marked, or uncertain."""
        where = (OUTBOX.c.account == account, OUTBOX.c.state.in_([literal_column("'sending'"), literal_column("'uncertain'")]))
        return self.all(Outbox, select(OUTBOX).where(*where).order_by(OUTBOX.c.id))

    def next_due(self, account: str, now: datetime) -> datetime | None:
        """When the earliest row that waits for a time may go."""
        return self.connection.execute(NEXT, {"account": account, "at": now}).scalar()

    def waiting(self) -> set[str]:
        """Accounts with something to say."""
        return set(self.scalars(select(OUTBOX.c.account).where(*WAITING).distinct()))

    def sent_today(self, since: datetime) -> dict[str, int]:
        """How many messages each account has sent since a time: what daily caps count. Read once a batch."""
        known: dict[str, int] | None = self.tx.memo.get("said_today")
        if known is None:
            own = OUTBOX.c.sent_as.is_(None) | (OUTBOX.c.sent_as == OUTBOX.c.id)
            query = select(OUTBOX.c.account, func.count()).where(OUTBOX.c.state == "sent", OUTBOX.c.sent_at >= since, own)
            rows = self.connection.execute(query.group_by(OUTBOX.c.account))
            known = self.tx.memo["said_today"] = {str(account): int(number) for account, number in rows}
        return known

    def prune(self, before: datetime) -> int:
        """Forget what was settled before a time: the outbox is a queue, not an archive."""
        return self.connection.execute(delete(OUTBOX).where(OUTBOX.c.state.in_(("sent", "failed")), OUTBOX.c.created_at < before)).rowcount
