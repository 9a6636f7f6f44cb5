"""From a reply to outbox rows, and from waiting rows to the messages that are really sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.files import Undrawn
from handlers.message import IncomingMessage, OutgoingMessage, RoomEvent
from handlers.reply import Reply, Say
from store.groups import BY_WAY
from store.models import Outbox

MERGED = 40
"""At most this many acknowledgements in one message."""


def outbox_rows(reply: Reply, event: IncomingMessage | RoomEvent, now: datetime) -> list[dict[str, Any]]:
    """The rows of a reply, in order. A message without a receiver goes to the chat the event came from."""
    return [_row(say, event, now) for say in reply.says]


def _row(say: Say, event: IncomingMessage | RoomEvent, now: datetime) -> dict[str, Any]:
    if say.group is not None or say.person is not None:
        return _values(say, say.account or event.account, now)
    person = event.sender if isinstance(event, IncomingMessage) and event.group is None else None
    return _values(replace(say, group=event.group, person=person), say.account or event.account, now, event.id)


def unasked_rows(says: Iterable[Say], now: datetime) -> Iterator[dict[str, Any]]:
    """The rows of messages that answer no event; each names its account and its receiver."""
    return (_values(say, str(say.account), now) for say in says)


def _values(say: Say, account: str, now: datetime, reply_to: str = "") -> dict[str, Any]:
    return {
        "account": account,
        "group_wire": say.group,
        "person_wire": say.person,
        "kind": say.kind,
        "text": say.text,
        "path": say.path,
        "name": say.name,
        "url": say.url,
        "picture_url": say.picture_url,
        "mention": list(say.mention) or None,
        "reply_to": reply_to,
        "topic": say.topic if say.group is not None else "",
        "who": say.who,
        "tail": say.tail,
        "drawing": isinstance(say.path, Undrawn),
        "created_at": now,
    }


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is to be sent and the rows it settles; `attempts` counts this one too, `done` are its parts that have been sent.

    A reply is one message. A push may be several, in order; None stands for one that its channel cannot carry.
    """

    rows: tuple[int, ...]
    messages: tuple[OutgoingMessage | None, ...]
    attempts: int = 1
    done: int = 0


@dataclass(slots=True)
class Outcome:
    """What became of one envelope. `part`: the channel took a part, `done` have gone and more are to come.

    `later`: not before so many `seconds`. `closed`: its room takes nothing; `chat` is the room then, and where it is open again.
    """

    queue: str
    rows: tuple[int, ...]
    state: str
    attempts: int = 1
    wire_id: str = ""
    cause: str = ""
    done: int = 0
    seconds: float = 0.0
    chat: str = ""


def envelopes(rows: Sequence[Outbox], merged: str, most: int = 0) -> list[Envelope]:
    """The messages of one chat's rows, read before their claim, in order.

    Its waiting acknowledgements become one (`merged` has {who} and {tail}), or as many as `most` bytes each can hold.
    """
    acks = [row for row in rows if row.topic]
    sent: list[Envelope] = []
    for row in rows:
        if not row.topic:
            sent.append(_single(row))
        elif row is acks[0]:
            for start in range(0, len(acks), MERGED):
                sent += _merge(acks[start : start + MERGED], merged, most)
    return sent


def _merge(acks: Sequence[Outbox], merged: str, most: int) -> list[Envelope]:
    if len(acks) == 1:
        return [_single(acks[0])]
    text = _together(acks, merged)
    if not most or len(text.encode()) <= most:
        attempts = max(row.attempts for row in acks) + 1
        return [Envelope(tuple(row.id for row in acks), (_message(acks[0], text),), attempts)]
    half = len(acks) // 2
    return _merge(acks[:half], merged, most) + _merge(acks[half:], merged, most)


def _single(row: Outbox) -> Envelope:
    return Envelope((row.id,), (_message(row, row.text),), row.attempts + 1, row.parts_sent)


def _together(acks: Sequence[Outbox], merged: str) -> str:
    lines = []
    for topic in dict.fromkeys(row.topic for row in acks):
        same = [row for row in acks if row.topic == topic]
        lines.append(merged.format(who="、".join(row.who for row in same), tail=same[-1].tail))
    return "\n".join(lines)


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
        url=row.url,
        picture_url=row.picture_url,
    )


def by_their_way(sent: Sequence[Envelope], way: str) -> list[Envelope]:
    """A chat's messages, those that its own door is needed for through it: what mentions, pictures, files, cards."""
    return [replace(one, messages=tuple(_by_way(message, way) for message in one.messages)) for one in sent]


def _by_way(message: OutgoingMessage | None, way: str) -> OutgoingMessage | None:
    if message is None:
        return None
    needed = message.kind != "text" or message.mention or str(message.group).startswith(BY_WAY)
    return replace(message, way=way) if needed else message
