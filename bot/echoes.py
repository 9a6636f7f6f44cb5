"""The account's own messages coming back: the only proof that an uncertain send arrived.

Matched by the sender's key where the channel carries it, else by chat, text and order.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.envelopes import Envelope
from handlers.message import IncomingMessage

KEPT = 10_000
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
        return expected.key in self._waiting

    def forget(self, expected: Expected) -> None:
        """It surely did not arrive."""
        self._waiting.pop(expected.key, None)

    arrived = forget

    def heard(self, message: IncomingMessage) -> Expected | None:
        """The send an echo belongs to."""
        by_key = self._waiting.pop(message.id.partition("#")[0], None)
        if by_key is not None:
            return by_key
        chat = message.group or f"private:{message.sender}"
        for key, expected in self._waiting.items():
            if expected.chat == chat and expected.text == message.text:
                del self._waiting[key]
                return expected
        return None
