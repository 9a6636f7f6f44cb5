"""Deliveries: one push in one group, from claimed to settled; how they stand, and what people do about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, func, literal_column, or_, select, update

from store.groups import GROUPS, NO_ACCOUNT
from store.inbox import INBOX
from store.media import WORDS, Attachment, attachments
from store.plans import PLANS
from store.pushes import DELIVERIES, PUSHES
from store.repository import Repository
from store.types import local_date
from store.units import within

SENT = (
    update(DELIVERIES)
    .where(DELIVERIES.c.id == bindparam("row"), or_(DELIVERIES.c.state == "sending", DELIVERIES.c.state == "uncertain"))
    .values(state="sent", cause="", wire_id=bindparam("wire"), sent_at=bindparam("now"))
)
IN_GROUPS = DELIVERIES.join(GROUPS, DELIVERIES.c.group_id == GROUPS.c.id)
WEEK = timedelta(days=7)
TROUBLED = ("failed", "uncertain")
BY_BOT = (DELIVERIES.c.state == "pending", DELIVERIES.c.account != NO_ACCOUNT)
BY_A_HAND = (DELIVERIES.c.state == "pending", DELIVERIES.c.account == NO_ACCOUNT)
UNSETTLED = DELIVERIES.c.state.in_([literal_column("'sending'"), literal_column("'uncertain'")])
"""Written out: SQLite finds its index by the words."""

# What is asked for at every send is written once: building a statement costs more than running it.
WAITING = (DELIVERIES.c.account == bindparam("account"), DELIVERIES.c.state == literal_column("'pending'"))
DUE = DELIVERIES.c.not_before.is_(None) | (DELIVERIES.c.not_before <= bindparam("at"))
OPEN = DELIVERIES.c.plan_id.not_in(bindparam("closed", expanding=True))
FIRST = select(DELIVERIES.c.id).where(*WAITING, DUE, OPEN).order_by(DELIVERIES.c.id).limit(bindparam("most"))
TAKE = FIRST.with_for_update(skip_locked=True)
THESE = DELIVERIES.c.id.in_(bindparam("ids", expanding=True))
TAKEN = update(DELIVERIES).where(THESE).values(state="sending", attempts=DELIVERIES.c.attempts + 1)
CLAIMED = select(
    DELIVERIES.c.id,
    DELIVERIES.c.push_id,
    DELIVERIES.c.plan_id,
    DELIVERIES.c.attempts,
    DELIVERIES.c.parts_sent,
    DELIVERIES.c.text,
    GROUPS.c.wire_id.label("group_wire"),
    GROUPS.c.active,
    GROUPS.c.way,
).select_from(IN_GROUPS)
NEXT = select(func.min(DELIVERIES.c.not_before)).where(*WAITING, DELIVERIES.c.not_before > bindparam("at"))


class Said(NamedTuple):
    """What a push says in every group: its text, and its messages in order (`store.media.WORDS` stands for the text)."""

    text: str
    parts: tuple[Attachment, ...]


class Deliveries(Repository):
    """Hands deliveries out to be sent and settles them."""

    # -- the outbox's side -----------------------------------------------------------------------------------------

    def claim(self, account: str, now: datetime, limit: int, closed: Collection[int] = ()) -> list[Any]:
        """Take up to `limit` due deliveries of an account: pending → sending; none of the plans `closed` just now.

        Gives (id, push_id, plan_id, attempts, parts_sent, text, group_wire, active, way), the oldest first.
        """
        values = {"account": account, "at": now, "most": limit, "closed": list(closed)}
        ids = list(self.connection.execute(TAKE, values).scalars())
        if not ids:
            return []
        self.connection.execute(TAKEN, {"ids": ids})
        return list(self.connection.execute(CLAIMED.where(THESE).order_by(DELIVERIES.c.id), {"ids": ids}).all())

    def is_due(self, account: str, now: datetime, closed: Collection[int] = ()) -> bool:
        """Whether there is anything to claim."""
        values = {"account": account, "at": now, "most": 1, "closed": list(closed)}
        return self.connection.execute(FIRST, values).first() is not None

    def unsettled(self, account: str) -> list[Any]:
        """Deliveries claimed and never marked, or marked uncertain, as `claim` gives them."""
        return list(self.connection.execute(CLAIMED.where(DELIVERIES.c.account == account, UNSETTLED).order_by(DELIVERIES.c.id)).all())

    def said(self, push_id: int) -> Said:
        """What a push says: read once a batch, however many of its deliveries are claimed in it."""
        known: dict[int, Said] = self.tx.memo.setdefault("push_said", {})
        if push_id not in known:
            row = self.connection.execute(select(PUSHES.c.text, PUSHES.c.parts).where(PUSHES.c.id == push_id)).one()
            known[push_id] = Said(row.text, attachments(row.parts) or (WORDS,))
        return known[push_id]

    def mark(self, ids: Sequence[int], state: str, *, from_states: Sequence[str] = ("sending", "uncertain"), **values: object) -> int:
        """Settle claimed deliveries."""
        where = (DELIVERIES.c.id.in_(list(ids)), DELIVERIES.c.state.in_(from_states))
        return self.connection.execute(update(DELIVERIES).where(*where).values(state=state, **values)).rowcount

    def arrived(self, wire_ids: Mapping[int, str], now: datetime) -> None:
        """Settle many sent deliveries at once, each with the id of its message."""
        if wire_ids:
            self.connection.execute(SENT, [{"row": row, "wire": wire_id, "now": now} for row, wire_id in wire_ids.items()])

    def give_back(self, ids: Sequence[int]) -> None:
        """Claimed and not tried: as before the claim."""
        where = (DELIVERIES.c.id.in_(list(ids)), DELIVERIES.c.state == "sending")
        self.connection.execute(update(DELIVERIES).where(*where).values(state="pending", attempts=DELIVERIES.c.attempts - 1))

    def last_sign(self, now: datetime) -> datetime | None:
        """When something last happened here, as far as the store can tell: heard, pushed or sent in the last week."""
        sent = select(func.max(DELIVERIES.c.sent_at)).where(DELIVERIES.c.on_date >= local_date(now - WEEK), DELIVERIES.c.sent_at <= now)
        made = select(func.max(PUSHES.c.created_at)).where(PUSHES.c.created_at <= now)
        signs = (self.connection.execute(query).scalar() for query in (sent, made, select(func.max(INBOX.c.at)).where(INBOX.c.at <= now)))
        return max((sign for sign in signs if sign is not None), default=None)

    def give_up(self, account: str, now: datetime, away: timedelta, cause: str) -> int:
        """Skip what waits on an account past its plan's window, where the account was away for longer than that; how many."""
        where = (DELIVERIES.c.account == account, DELIVERIES.c.state == "pending")
        open_ = select(DELIVERIES.c.push_id, PUSHES.c.slot, PLANS.c.window_minutes)
        open_ = open_.select_from(DELIVERIES.join(PUSHES, DELIVERIES.c.push_id == PUSHES.c.id).join(PLANS, PUSHES.c.plan_id == PLANS.c.id))
        late = [
            row.push_id
            for row in self.connection.execute(open_.where(*where).distinct())
            if away > (window := timedelta(minutes=row.window_minutes)) and now > row.slot + window
        ]
        if not late:
            return 0
        skipped = update(DELIVERIES).where(*where, DELIVERIES.c.push_id.in_(late))
        return self.connection.execute(skipped.values(state="skipped", cause=cause, not_before=None)).rowcount

    def why_skipped(self, day_from: str, day_to: str, path: str | None) -> list[tuple[str, int]]:
        """The causes of what was not sent, each with how many."""
        query = select(DELIVERIES.c.cause, func.count()).select_from(IN_GROUPS)
        query = query.where(*_within(day_from, day_to, path), DELIVERIES.c.state == "skipped", DELIVERIES.c.cause != "")
        found = self.connection.execute(query.group_by(DELIVERIES.c.cause).order_by(DELIVERIES.c.cause))
        return [(str(cause), int(number)) for cause, number in found]

    def next_due(self, account: str, now: datetime) -> datetime | None:
        """When the earliest delivery that waits for a time may go."""
        return self.connection.execute(NEXT, {"account": account, "at": now}).scalar()

    def waiting(self) -> dict[str, int]:
        """How many deliveries wait on each account that has any."""
        query = select(DELIVERIES.c.account, func.count()).where(*BY_BOT).group_by(DELIVERIES.c.account)
        return {str(account): int(number) for account, number in self.connection.execute(query)}

    def messages_waiting(self) -> dict[str, int]:
        """How many messages these will be, those of several parts counted by their parts."""
        waiting = (DELIVERIES.c.account, DELIVERIES.c.push_id, func.count().label("rows"), func.sum(DELIVERIES.c.parts_sent).label("gone"))
        query = select(*waiting).where(*BY_BOT).group_by(DELIVERIES.c.account, DELIVERIES.c.push_id)
        found: dict[str, int] = {}
        for row in self.connection.execute(query).all():
            messages = int(row.rows) * len(self.said(row.push_id).parts) - int(row.gone)
            found[row.account] = found.get(row.account, 0) + max(int(row.rows), messages)
        return found

    def sent_today(self, since: datetime) -> dict[str, int]:
        """How many messages of deliveries each account has sent since a time: what daily caps count. By hand is not its own.

        Read once a batch. Nothing older than a week is still being sent.
        """
        known: dict[str, int] | None = self.tx.memo.get(f"sent_since {since}")
        if known is None:
            begun = DELIVERIES.c.sent_at.is_(None) & (DELIVERIES.c.parts_sent > 0) & (DELIVERIES.c.on_date >= local_date(since))
            lately = (
                DELIVERIES.c.on_date >= local_date(since - WEEK),
                (DELIVERIES.c.sent_at >= since) | begun,
                DELIVERIES.c.posted_by == "",
            )
            messages = func.sum(DELIVERIES.c.parts_sent + case((DELIVERIES.c.sent_at.is_(None), 0), else_=1))
            query = select(DELIVERIES.c.account, messages).where(*lately).group_by(DELIVERIES.c.account)
            known = self.tx.memo[f"sent_since {since}"] = {str(account): int(number) for account, number in self.connection.execute(query)}
        return known

    # -- what people ask and do --------------------------------------------------------------------------------------

    def states(self, day_from: str, day_to: str, path: str | None) -> dict[str, int]:
        """How many deliveries of a span of days are in each state, in a subtree (None: everywhere)."""
        query = select(DELIVERIES.c.state, func.count()).select_from(IN_GROUPS).where(*_within(day_from, day_to, path))
        return {str(state): int(number) for state, number in self.connection.execute(query.group_by(DELIVERIES.c.state))}

    def count_by_hand(self, day_from: str, day_to: str, path: str | None) -> int:
        """How many of them were posted by hand."""
        query = select(func.count()).select_from(IN_GROUPS).where(*_within(day_from, day_to, path), DELIVERIES.c.posted_by != "")
        return int(self.connection.execute(query).scalar_one())

    def awaited(self, day_from: str, day_to: str, path: str | None) -> int:
        """How many of them wait for somebody to post them: their groups let no bot in."""
        query = select(func.count()).select_from(IN_GROUPS).where(*_within(day_from, day_to, path), *BY_A_HAND)
        return int(self.connection.execute(query).scalar_one())

    def awaiting(self, day_from: str, day_to: str, path: str | None, limit: int) -> list[str]:
        """The names of the first groups in which something waits for somebody to post it."""
        query = select(GROUPS.c.name).select_from(IN_GROUPS).where(*_within(day_from, day_to, path), *BY_A_HAND)
        return list(self.scalars(query.group_by(GROUPS.c.id, GROUPS.c.name).order_by(GROUPS.c.id).limit(limit)))

    def troubled(self, day_from: str, day_to: str, path: str | None, limit: int) -> list[Any]:
        """The first failed and uncertain deliveries: (id, state, group name, cause)."""
        fields = (DELIVERIES.c.id, DELIVERIES.c.state, GROUPS.c.name, DELIVERIES.c.cause)
        where = (*_within(day_from, day_to, path), DELIVERIES.c.state.in_(TROUBLED))
        return list(
            self.connection.execute(select(*fields).select_from(IN_GROUPS).where(*where).order_by(DELIVERIES.c.id).limit(limit)).all()
        )

    def retry(self, day: str, path: str | None) -> int:
        """Put a day's failed deliveries back in the queue; uncertain ones stay, sending them again might double them."""
        failed = select(DELIVERIES.c.id).select_from(IN_GROUPS).where(*_within(day, day, path), DELIVERIES.c.state == "failed")
        back = update(DELIVERIES).where(DELIVERIES.c.id.in_(failed))
        return self.connection.execute(back.values(state="pending", not_before=None, attempts=0, cause="")).rowcount

    def again(self, group_id: int, day: str) -> int:
        """A group takes messages again: what failed there on that day goes back in the queue; how much that is."""
        failed = (DELIVERIES.c.group_id == group_id, DELIVERIES.c.on_date == day, DELIVERIES.c.state == "failed")
        values = {"state": "pending", "not_before": None, "attempts": 0, "cause": ""}
        return self.connection.execute(update(DELIVERIES).where(*failed).values(**values)).rowcount

    def most_waiting(self, account: str) -> int:
        """How many messages of deliveries wait in the group of an account that has the most."""
        waiting = select(DELIVERIES.c.group_id, DELIVERIES.c.push_id, DELIVERIES.c.parts_sent)
        found: dict[int, int] = {}
        for row in self.connection.execute(waiting.where(DELIVERIES.c.account == account, DELIVERIES.c.state == "pending")):
            found[row.group_id] = found.get(row.group_id, 0) + max(1, len(self.said(row.push_id).parts) - row.parts_sent)
        return max(found.values(), default=0)

    def posted_by_hand(self, group_id: int, day: str, by: str, now: datetime) -> list[int]:
        """Somebody posted this group's pushes of a day herself: what has not arrived and is not under way has now. Their ids."""
        where = (DELIVERIES.c.group_id == group_id, DELIVERIES.c.on_date == day)
        open_ = DELIVERIES.c.state.in_(("pending", "failed", "uncertain", "skipped"))
        ids = [int(key) for key in self.scalars(select(DELIVERIES.c.id).where(*where, open_).with_for_update(skip_locked=True))]
        values = {"state": "sent", "posted_by": by, "sent_at": now, "cause": "", "not_before": None}
        if ids:
            self.connection.execute(update(DELIVERIES).where(DELIVERIES.c.id.in_(ids)).values(**values))
        return ids


def _within(day_from: str, day_to: str, path: str | None) -> list[ColumnElement[bool]]:
    inside = within(GROUPS.c.unit_id, path)
    return [DELIVERIES.c.on_date.between(day_from, day_to), *([] if inside is None else [inside])]
