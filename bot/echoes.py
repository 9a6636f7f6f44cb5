"""One account's own messages coming back: the only proof that an uncertain send arrived.

Matched by the sender's key where the channel carries it, else by chat, text and order; a picture, video, file or card, which has
no words to tell by, by the id that its send was given, else by chat, kind and order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.message import IncomingMessage, OutgoingMessage

KEPT = 2_000
"""At most this many sends of which nothing is known wait for their echo; the oldest is forgotten first."""
FILES = {"image": "image", "video": "file", "file": "file", "link": "link"}
"""Kinds without words, and which of them a channel may take for each other."""
SURE = 50
"""Of those that surely arrived so many: their echoes come at once or never."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A send that may be heard back: which queue and rows it settles, in which chat, under which key, with what text or kind.

    `next` is the part to go on with where it was not the last one.
    """

    queue: str
    rows: tuple[int, ...]
    chat: str
    key: str
    text: str
    next: int = 0
    kind: str = "text"

    @classmethod
    def of(cls, queue: str, rows: tuple[int, ...], message: OutgoingMessage, next: int = 0) -> Expected:
        """What to listen for when a message is sent."""
        text = "" if message.kind == "link" else message.text
        return cls(queue, rows, message.group or "private", message.key, text, next, message.kind)


class Echoes:
    """An account's sends that wait for their echo, in order of sending; memory is bounded. A send under way is never forgotten."""

    def __init__(self) -> None:
        self._waiting: dict[str, Expected] = {}
        self._chats: dict[str, dict[str, Expected]] = {}
        self._under_way: set[str] = set()
        self._sure: dict[str, None] = {}
        self._ids: dict[str, None] = {}

    def expect(self, expected: Expected, *, under_way: bool = True) -> None:
        """Listen for one send; with `under_way` it has just begun and ends with `ended`."""
        self._drop(expected.key)
        self._keep(expected)
        if under_way:
            self._under_way.add(expected.key)
        if len(self._waiting) > KEPT + len(self._under_way) + len(self._sure):
            self._drop(next(key for key in self._waiting if key not in self._under_way and key not in self._sure))

    def waits_for(self, expected: Expected) -> bool:
        """Whether its echo has not been heard yet."""
        return self._waiting.get(expected.key) == expected

    def ended(self, expected: Expected) -> bool:
        """The send is over; whether its echo has been heard already."""
        self._under_way.discard(expected.key)
        return not self.waits_for(expected)

    def forget(self, expected: Expected) -> None:
        """It surely did not arrive."""
        self._under_way.discard(expected.key)
        self._drop(expected.key)

    def arrived(self, expected: Expected, wire_id: str = "") -> None:
        """The channel has said so itself. Its echo is still to come, and must not be taken for another one's of the same text.

        What has no text is known by the id that the channel gave it, where it gave one.
        """
        if self.ended(expected):
            return
        if wire_id and not expected.text:
            self._drop(expected.key)
            self._ids[wire_id] = None
            if len(self._ids) > SURE:
                del self._ids[next(iter(self._ids))]
        else:
            self._keep(replace(expected, rows=()))
            self._sure[expected.key] = None
            if len(self._sure) > SURE:
                self._drop(next(iter(self._sure)))

    def heard(self, message: IncomingMessage) -> Expected | None:
        """The send that an echo settles. An echo without a key belongs to the oldest send of its text in its chat."""
        if message.id in self._ids:
            del self._ids[message.id]
            return None
        found = self._waiting.get(message.id.partition("#")[0]) or self._by_text(message)
        if found is None:
            return None
        self._drop(found.key)
        return found if found.rows else None

    def _by_text(self, message: IncomingMessage) -> Expected | None:
        """A private echo does not name its receiver: its text alone tells, and a picture has none."""
        sent = self._chats.get(message.group or "private", {}).values()
        return next((expected for expected in sent if _same(expected, message)), None)

    def _keep(self, expected: Expected) -> None:
        self._waiting[expected.key] = expected
        self._chats.setdefault(expected.chat, {})[expected.key] = expected

    def _drop(self, key: str) -> None:
        self._sure.pop(key, None)
        expected = self._waiting.pop(key, None)
        if expected is not None:
            del self._chats[expected.chat][key]
            if not self._chats[expected.chat]:
                del self._chats[expected.chat]


def _same(expected: Expected, message: IncomingMessage) -> bool:
    """A channel may have put an @ before the words. A video may come back as a file."""
    sent, heard = expected.text, message.text
    if sent:
        return heard == sent or (heard.startswith("@") and heard.endswith(sent))
    return expected.kind != "text" and message.group is not None and FILES.get(expected.kind) == FILES.get(message.kind)
