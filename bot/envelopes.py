"""From a reply to outbox rows, and from waiting rows to the messages that are really sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.message import IncomingMessage, OutgoingMessage, RoomEvent
from handlers.reply import Reply, Say
from store.models import Outbox

MERGED = 40
"""At most this many acknowledgements in one message."""


def outbox_rows(reply: Reply, event: IncomingMessage | RoomEvent, now: datetime) -> list[dict[str, Any]]:
    """The rows of a reply, in order. A message without a receiver goes to the chat the event came from."""
    return [_row(say, event, now) for say in reply.says]


def _row(say: Say, event: IncomingMessage | RoomEvent, now: datetime) -> dict[str, Any]:
    group, person = say.group, say.person
    here = group is None and person is None
    if here:
        group = event.group
        person = event.sender if isinstance(event, IncomingMessage) and group is None else None
    return {
        "account": say.account or event.account,
        "group_wire": group,
        "person_wire": person,
        "kind": say.kind,
        "text": say.text,
        "path": say.path,
        "name": say.name,
        "mention": list(say.mention) or None,
        "reply_to": event.id if here else "",
        "topic": say.topic if group is not None else "",
        "who": say.who,
        "tail": say.tail,
        "created_at": now,
    }


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message to send and the outbox rows it settles; `attempts` counts this one too."""

    rows: tuple[int, ...]
    message: OutgoingMessage
    attempts: int = 1


def envelopes(rows: Sequence[Outbox], merged: str) -> list[Envelope]:
    """The messages of one chat's rows, read before their claim, in order.

    Its waiting acknowledgements become one (`merged` has {who} and {tail}).
    """
    acks = [row for row in rows if row.topic]
    sent: list[Envelope] = []
    for row in rows:
        if not row.topic:
            sent.append(Envelope((row.id,), _message(row, row.text), row.attempts + 1))
        elif row is acks[0]:
            sent += [_merge(acks[start : start + MERGED], merged) for start in range(0, len(acks), MERGED)]
    return sent


def _merge(acks: Sequence[Outbox], merged: str) -> Envelope:
    if len(acks) == 1:
        return Envelope((acks[0].id,), _message(acks[0], acks[0].text), acks[0].attempts + 1)
    lines = []
    for topic in dict.fromkeys(row.topic for row in acks):
        same = [row for row in acks if row.topic == topic]
        lines.append(merged.format(who="、".join(row.who for row in same), tail=same[-1].tail))
    ids = tuple(row.id for row in acks)
    return Envelope(ids, _message(acks[0], "\n".join(lines)), max(row.attempts for row in acks) + 1)


def _message(row: Outbox, text: str) -> OutgoingMessage:
    return OutgoingMessage(
        account=row.account,
        group=row.group_wire,
        person=row.person_wire,
        text=text,
        key=f"reply-{row.id}",
        kind=row.kind,  # type: ignore[arg-type]
        path=row.path,
        name=row.name,
        mention=tuple(row.mention or ()),
        reply_to=row.reply_to,
    )


def delivery_envelope(row: Any, account: str) -> Envelope:
    """The message of a claimed delivery."""
    message = OutgoingMessage(account, row.group_wire, None, row.text, key=f"push-{row.id}")
    return Envelope((row.id,), message, row.attempts)
