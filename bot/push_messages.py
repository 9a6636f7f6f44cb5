"""The messages of a push on one channel: in order, each as the channel can carry it, what it cannot carry as words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.adapter import Capabilities
from bot.envelopes import Envelope
from bot.lane import Lane
from handlers.message import OutgoingMessage
from handlers.texts import Texts
from store.deliveries import Said
from store.media import WORDS, Attachment


def delivery_envelope(row: Any, said: Said, lane: Lane, texts: Texts) -> Envelope:
    """The messages of a claimed delivery. What the channel lacks keeps its place, so that parts are numbered the same everywhere."""
    said = Said(row.text, (WORDS,)) if row.text else said  # a report: this group's own figures
    can = lane.adapter.capabilities
    key = f"push-{row.id}"
    if len(said.parts) == 1:
        message = OutgoingMessage(lane.account, row.group_wire, None, said.text, key, way=row.way)
        return Envelope((row.id,), (message,), row.attempts, row.parts_sent)
    text = "\n".join([said.text, *in_words(said, can, texts)])
    made = tuple(
        replace(_message(one, text, lane, row.group_wire, key), way=row.way) if one.kind in can.kinds else None for one in said.parts
    )
    return Envelope((row.id,), made, row.attempts, row.parts_sent)


def in_words(said: Said, can: Capabilities, texts: Texts) -> Iterator[str]:
    """What stands at the end of the text for what the channel cannot carry. A title card says nothing that the text does not."""
    lacking = [one for one in said.parts if one.kind not in can.kinds and not one.card]
    for one in lacking:
        if one.kind == "link":
            yield "\n" + "\n".join(line for line in (one.name, one.text, one.url) if line)
    for kind, number in Counter(one.kind for one in lacking if one.kind != "link").items():
        name = next(one.name for one in lacking if one.kind == kind)
        yield texts("outbox.pictures", number=number) if kind == "image" else texts(f"outbox.no_{kind}", name=name)


def _message(part: Attachment, text: str, lane: Lane, group: str, key: str) -> OutgoingMessage:
    if part.kind == "text":
        return OutgoingMessage(lane.account, group, None, text, key)
    path = str(lane.media.path(part.file)) if part.file else ""
    name = part.name or part.file
    return OutgoingMessage(lane.account, group, None, part.text, key, part.kind, path, name, url=part.url, picture_url=part.picture_url)
