"""What an account has claimed to send and what became of it: the outbox's part inside the writer's transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.echoes import Expected
from bot.envelopes import MERGED, Envelope, Outcome, by_their_way, envelopes
from bot.lane import Closed, Lane
from bot.pace import lost, midnight, quiet_until
from bot.parts import part_of
from bot.push_messages import delivery_envelope
from bot.rooms import record_rooms
from handlers.texts import Texts
from store.deliveries import Deliveries
from store.outbox import OutboxQueue
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
REPLIES = "replies"
PUSHES = "pushes"
AT_ONCE = 100
"""Rows claimed together on an account without a pace."""
PUSHES_AT_ONCE = 20
"""Deliveries claimed together: so long at most does a reply wait behind pushes."""
COMPANIONS = 200
"""At most this many waiting acknowledgements are claimed with another; on a paced account, what one message holds."""
PATIENCE = (timedelta(seconds=5), timedelta(minutes=10))
"""The first and the longest wait before a failed send is tried again."""


@dataclass(slots=True)
class Claimed:
    """What one account has taken to send. When nothing: `token_at` is when its pace lets the next go, `next_due` when to look again."""

    queue: str
    chats: dict[str, list[Envelope]] = field(default_factory=dict)
    dead: list[int] = field(default_factory=list)
    next_due: datetime | None = None
    token_at: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.chats or self.dead)


def target(uow: UnitOfWork, queue: str) -> OutboxQueue | Deliveries:
    """The repository behind a queue's name."""
    return uow.outbox if queue == REPLIES else uow.deliveries


def mark(uow: UnitOfWork, queue: str, rows: tuple[int, ...], state: str, **values: object) -> int:
    """Settle rows of a queue; how many there were to settle."""
    return target(uow, queue).mark(rows, state, **values)  # type: ignore[arg-type]


def settle_heard(uow: UnitOfWork, found: Expected, wire_id: str, now: datetime) -> None:
    """An echo proves that a send arrived: all of it, or a part that is to be followed by the next."""
    if found.next:
        mark(uow, found.queue, found.rows, "pending", parts_sent=found.next, attempts=0, cause="", not_before=None)
    else:
        mark(uow, found.queue, found.rows, "sent", wire_id=wire_id, sent_at=now, cause="")


def left_under_way(uow: UnitOfWork, lane: Lane, texts: Texts) -> list[Expected]:
    """Sends of an earlier process that were claimed and never settled, oldest first: merged ones as the one message they were."""
    lane.troubled = {group.wire_id: group.way for group in uow.groups.troubled(lane.account)}
    can, merged = lane.adapter.capabilities, texts.get("outbox.merged") or ""
    together: dict[int, list[Any]] = {}
    for row in uow.outbox.unsettled(lane.account):
        together.setdefault(row.sent_as or row.id, []).append(row)
    left = [(REPLIES, envelopes(rows, merged)[0]) for rows in together.values()]
    rows = uow.deliveries.unsettled(lane.account)
    left += [(PUSHES, delivery_envelope(row, uow.deliveries.said(row.push_id), lane, texts)) for row in rows]
    parts = ((queue, one, part_of(one.messages, one.done, can, texts)) for queue, one in left)
    return [Expected.of(queue, one.rows, part.message, part.next) for queue, one, part in parts if part is not None]


# -- marking ---------------------------------------------------------------------------------------------------------


def record(uow: UnitOfWork, lane: Lane, done: Sequence[Outcome], now: datetime, texts: Texts) -> None:
    """Mark what became of what was sent, what arrived together; and whether the account is blocked."""
    for queue in (REPLIES, PUSHES):
        arrived = [outcome for outcome in done if outcome.queue == queue and outcome.state == "sent"]
        target(uow, queue).arrived({row: outcome.wire_id for outcome in arrived for row in outcome.rows}, now)
    for outcome in done:
        if outcome.state != "sent":
            _record_one(uow, outcome, now)
    record_rooms(uow, lane.account, done, now, texts)
    if lane.breaker.now != lane.breaker.kept:
        _save(uow, lane, now, texts)


def _record_one(uow: UnitOfWork, outcome: Outcome, now: datetime) -> None:
    rows, state = outcome.rows, outcome.state
    if state in ("back", "waiting", "later"):
        target(uow, outcome.queue).give_back(rows)
        if state == "later":
            at = now + timedelta(seconds=outcome.seconds)
            mark(uow, outcome.queue, rows, "pending", not_before=at, from_states=("pending",))
    elif state == "part":
        mark(uow, outcome.queue, rows, "pending", parts_sent=outcome.done, attempts=0, cause="")
    elif state == "pending":
        wait = min(PATIENCE[1], PATIENCE[0] * 2 ** min(outcome.attempts - 1, 10))
        mark(uow, outcome.queue, rows, "pending", cause=outcome.cause, not_before=now + wait)
    else:
        mark(uow, outcome.queue, rows, "failed" if state == "closed" else state, cause=outcome.cause, from_states=("sending",))


def _save(uow: UnitOfWork, lane: Lane, now: datetime, texts: Texts) -> None:
    """Keep the breaker's state where everyone can see it, and tell the people in charge through other accounts."""
    breaker = lane.breaker
    if not breaker.blocked or breaker.probe_at is None:
        uow.accounts.release(lane.account)
        tell_in_charge(uow, texts("outbox.released", account=lane.account), lane.account, now)
    elif breaker.kept[0]:
        uow.accounts.probe_later(lane.account, breaker.cause, breaker.probes, breaker.probe_at)
    else:
        uow.accounts.block(lane.account, breaker.cause, now, breaker.probe_at)
        tell_in_charge(uow, texts("outbox.blocked", account=lane.account, cause=breaker.cause), lane.account, now)


def tell_in_charge(uow: UnitOfWork, text: str, account: str, now: datetime) -> None:
    """Tell those in charge about an account, through another one."""
    told = uow.accounts.to_tell(account)
    uow.outbox.add_all([{"account": row.account, "person_wire": row.wire_id, "text": text, "created_at": now} for row in told])


# -- claiming --------------------------------------------------------------------------------------------------------


def claim(uow: UnitOfWork, lane: Lane, now: datetime, texts: Texts, closed: Closed) -> Claimed:
    """Take what may go now: replies first, then pushes as pace, caps, quiet hours and breaker allow."""
    if not lane.caps.is_counted(now):
        day = midnight(now)
        lane.caps.begin(now, uow.outbox.sent_today(day).get(lane.account, 0), uow.deliveries.sent_today(day).get(lane.account, 0))
    give_up_stale(uow, lane, now, texts)
    wait = lane.bucket.reply_wait(now)
    if wait:
        return Claimed(REPLIES, token_at=now + wait)
    return _claim_replies(uow, lane, now, texts) or _claim_pushes(uow, lane, now, texts, closed)


def give_up_stale(uow: UnitOfWork, lane: Lane, now: datetime, texts: Texts) -> None:
    """What an account could not send for longer than the plan's window, and is past it, does not go any more.

    A fan-out that is merely slow, or waits for the morning or for the next day's number, has lost no time.
    """
    if lane.breaker.blocked and lane.away_since is None:
        lane.away_since = now
    if lane.away_since is None:
        return
    pace, since = lane.adapter.capabilities.pace, lane.away_since
    day = midnight(since)
    if pace.pushes_per_day and uow.deliveries.sent_today(day).get(lane.account, 0) >= pace.pushes_per_day:
        since = min(now, day + timedelta(days=1))  # that day was full
    given_up = uow.deliveries.give_up(lane.account, now, lost(pace.quiet, since, now), texts("push.stale"))
    if given_up:
        logger.warning("%s was away: %s deliveries are too late", lane.account, given_up, extra={"action": "pushes_stale"})
    if not lane.breaker.blocked:
        lane.away_since = None


def _claim_replies(uow: UnitOfWork, lane: Lane, now: datetime, texts: Texts) -> Claimed:
    single = lane.is_paced or lane.breaker.blocked
    limit = lane.caps.left(REPLIES, 1 if single else AT_ONCE)
    rows = uow.outbox.claim(lane.account, now, limit, companions=MERGED - 1 if single else COMPANIONS) if limit else []
    chats: dict[str, list[Any]] = {}
    for row in rows:
        chats.setdefault(row.group_wire or f"private:{row.person_wire}", []).append(row)
    merged, most = texts.get("outbox.merged") or "", lane.adapter.capabilities.max_text_bytes
    ways = uow.groups.ways_of(lane.account, list(chats)) if chats and lane.adapter.capabilities.by_way else {}
    claimed = Claimed(REPLIES, {chat: envelopes(mine, merged, most) for chat, mine in chats.items()})
    claimed.chats |= {chat: by_their_way(claimed.chats[chat], way) for chat, way in ways.items()}
    uow.outbox.carry([one.rows for many in claimed.chats.values() for one in many if len(one.rows) > 1])
    return claimed


def _claim_pushes(uow: UnitOfWork, lane: Lane, now: datetime, texts: Texts, closed: Closed) -> Claimed:
    claimed = Claimed(PUSHES)
    quiet = quiet_until(lane.adapter.capabilities.pace.quiet, now)
    wait = lane.bucket.push_wait(now)
    limit = lane.breaker.may_push(now, lane.caps.left(PUSHES, 1 if lane.is_paced else PUSHES_AT_ONCE))
    gaps = uow.plans.gaps()
    resting = {plan: at for plan in gaps if (at := lane.rests.get(plan, now)) > now}
    if limit and not quiet and not wait:
        rows = uow.deliveries.claim(lane.account, now, limit, {*closed, *gaps})
        if not rows and gaps:
            rows = uow.deliveries.claim(lane.account, now, 1, {*closed, *resting})
            lane.rests |= {row.plan_id: now + gaps[row.plan_id] for row in rows}
        for row in rows:
            if row.active:
                envelope = delivery_envelope(row, uow.deliveries.said(row.push_id), lane, texts)
                claimed.chats.setdefault(row.group_wire, []).append(envelope)
            else:
                claimed.dead.append(row.id)
    elif limit and not quiet and uow.deliveries.is_due(lane.account, now, {*closed, *resting}):
        claimed.token_at = now + wait
    if not claimed:
        rested = min(resting.values()) if resting and uow.deliveries.is_due(lane.account, now, closed) else None
        claimed.next_due = _first(
            uow.outbox.next_due(lane.account, now), uow.deliveries.next_due(lane.account, now), quiet, lane.breaker.probe_at, rested
        )
    return claimed


def _first(*times: datetime | None) -> datetime | None:
    return min((at for at in times if at is not None), default=None)


def dead(claimed: Claimed, cause: str) -> Iterable[Outcome]:
    """Deliveries to groups the bot has left."""
    return (Outcome(claimed.queue, (row,), "failed", cause=cause) for row in claimed.dead)
