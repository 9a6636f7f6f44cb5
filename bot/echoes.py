"""The account's own messages coming back: the only proof that an uncertain send arrived.

Matched by the sender's key where the channel carries it, else by chat, text and order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.envelopes import Envelope
from handlers.message import IncomingMessage

KEPT = 2_000
"""At most this many sends wait for an echo; the oldest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A send that may be heard back: which queue and rows it settles, in which chat, under which key, with what text."""

    queue: str
    rows: tuple[int, ...]
    chat: str
    key: str
    text: str

    @classmethod
    def of(cls, queue: str, envelope: Envelope) -> Expected:
        """What to listen for when an envelope is sent."""
        message = envelope.message
        return cls(queue, envelope.rows, message.group or f"private:{message.person}", message.key, message.text)


class Echoes:
    """Sends that wait for their echo, in order of sending; memory is bounded."""

    def __init__(self) -> None:
        self._waiting: dict[str, Expected] = {}

    def expect(self, expected: Expected) -> None:
        """Listen for one send."""
        self._waiting.pop(expected.key, None)
        self._waiting[expected.key] = expected
        if len(self._waiting) > KEPT:
            del self._waiting[next(iter(self._waiting))]

    def expect_all(self, many: list[Expected]) -> None:
        """Listen for what an earlier process sent."""
        for expected in many:
            self.expect(expected)

    def waits_for(self, expected: Expected) -> bool:
        """Whether its echo has not been heard yet."""
        return self._waiting.get(expected.key) == expected

    def forget(self, expected: Expected) -> None:
        """It surely did not arrive."""
        self._waiting.pop(expected.key, None)

    def arrived(self, expected: Expected) -> None:
        """The channel has said so itself. Its echo is still to come, and must not be taken for another one's of the same text."""
        if expected.key in self._waiting:
            self._waiting[expected.key] = replace(expected, rows=())

    def heard(self, message: IncomingMessage) -> Expected | None:
        """The send that an echo settles. An echo without a key belongs to the oldest send of its text in its chat."""
        found = self._waiting.get(message.id.partition("#")[0]) or self._by_text(message)
        if found is None:
            return None
        del self._waiting[found.key]
        return found if found.rows else None

    def _by_text(self, message: IncomingMessage) -> Expected | None:
        """A private echo does not name its receiver: its text alone tells. A picture or file has none to tell by."""
        for expected in self._waiting.values():
            same_chat = expected.chat == message.group if message.group else expected.chat.startswith("private:")
            if message.text and expected.text == message.text and same_chat:
                return expected
        return None
